//! What the pages about the platform itself show.

use askama::Template;

use crate::shared::Frame;

#[derive(Template)]
#[template(path = "home/templates/about.html")]
pub struct AboutPage {
    pub frame: Frame,
    /// Empty when the operator has not said.
    pub operator: String,
    pub contact: String,
}

#[derive(Template)]
#[template(path = "home/templates/accessibility.html")]
pub struct AccessibilityPage {
    pub frame: Frame,
    pub operator: String,
    pub contact: String,
}

/// A file that anybody may take.
#[derive(Clone, Copy, Debug)]
pub struct DataSet {
    pub title: &'static str,
    pub about: &'static str,
    pub files: &'static [(&'static str, &'static str)],
    /// Column (of the CSV), key (of the JSON), meaning with unit.
    pub columns: &'static [(&'static str, &'static str, &'static str)],
}

#[derive(Template)]
#[template(path = "home/templates/open_data.html")]
pub struct OpenDataPage {
    pub frame: Frame,
    pub data_sets: Vec<DataSet>,
    /// Surveys with published tables.
    pub surveys: Vec<crate::surveys::OpenTables>,
}

/// Every open file; a feature that adds one adds it here.
pub fn data_sets() -> Vec<DataSet> {
    vec![DataSet {
        title: "市町村一覧",
        about: "全国1,741の市町村（特別区を含み、政令指定都市の区を含みません）。1行が1市町村です。",
        files: &[("CSV", "/regions.csv"), ("JSON", "/regions.json")],
        columns: &[
            ("全国地方公共団体コード", "code", "6けた。先頭の0を含む文字列"),
            ("都道府県名", "prefecture", ""),
            ("市町村名", "name", ""),
            ("市町村名_かな", "kana", "ひらがな"),
            ("（CSVにはありません）", "kind", "市町村の種別。city＝市、ward＝特別区、town＝町、village＝村"),
            ("人口", "population", "人。空欄は、まだ取り込まれていないこと"),
            ("65歳以上人口", "age65", "人"),
            ("過疎地域", "kaso", "1（true）＝該当、0（false）＝非該当"),
            ("中山間地域等", "chusankan", "同上"),
            ("小規模自治体", "shokibo", "同上。人口1万人未満"),
            ("数字の時点", "figures_as_of", "人口と65歳以上人口の時点。YYYY-MM-DD"),
            ("数字の出典", "figures_source", ""),
            ("数字が架空", "figures_fictitious", "1（true）＝この行の数字は、デモ用に作ったもの"),
            ("区分の時点", "classes_as_of", "過疎地域・中山間地域等・小規模自治体の時点。YYYY-MM-DD"),
            ("区分の出典", "classes_source", ""),
            ("区分が架空", "classes_fictitious", "1（true）＝この行の区分は、デモ用に作ったもの"),
            ("備考", "notice", "デモのときだけ、その旨（JSONでは表の外に一度）"),
        ],
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Link;
    use crate::shared::testing::assert_page;

    fn open_tables() -> crate::surveys::OpenTables {
        crate::surveys::OpenTables {
            title: "見本の調査".to_owned(),
            year: "令和7年度（2025年度）".to_owned(),
            tables: 3,
            href: "/surveys/1/published".to_owned(),
            files: vec![Link::new("CSV", "/surveys/1/all-published/data.csv")],
        }
    }

    #[test]
    fn every_sample_is_a_sound_page() {
        for (operator, contact) in [("見本県 医介連携事務局", "renkei@example.jp"), ("", "")] {
            let (operator, contact) = (operator.to_owned(), contact.to_owned());
            assert_page(&AboutPage {
                frame: Frame::sample("れんけいについて"),
                operator: operator.clone(),
                contact: contact.clone(),
            });
            assert_page(&AccessibilityPage { frame: Frame::sample("アクセシビリティ"), operator, contact });
        }
        for surveys in [Vec::new(), vec![open_tables()]] {
            assert_page(&OpenDataPage {
                frame: Frame::sample("オープンデータ"), data_sets: data_sets(), surveys
            });
        }
    }
}

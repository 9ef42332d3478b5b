//! What the page of open data shows.

use askama::Template;

use super::operations;
use crate::shared::Frame;

/// A table that anybody may take.
#[derive(Clone, Debug)]
pub struct DataSet {
    pub title: &'static str,
    pub about: &'static str,
    pub files: &'static [(&'static str, &'static str)],
    /// Column (of the CSV), key (of the JSON), meaning with unit.
    pub columns: Vec<(String, String, String)>,
}

/// What a program may ask.
#[derive(Clone, Debug)]
pub struct OperationLine {
    pub summary: &'static str,
    pub path: &'static str,
    /// With examples in the place of its parameters, to be tried at once.
    pub example: String,
    pub about: &'static str,
}

#[derive(Template)]
#[template(path = "open_data/templates/list.html")]
pub struct OpenDataPage {
    pub frame: Frame,
    pub data_sets: Vec<DataSet>,
    /// Surveys with published tables.
    pub surveys: Vec<crate::surveys::OpenTables>,
    pub operations: Vec<OperationLine>,
    pub site: String,
}

/// Column, key, meaning.
const REGIONS: &[(&str, &str, &str)] = &[
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
];

/// Every open table; a feature that adds one adds it here.
pub fn data_sets() -> Vec<DataSet> {
    let owned =
        |(column, key, meaning): &(&str, &str, &str)| ((*column).to_owned(), (*key).to_owned(), (*meaning).to_owned());
    vec![
        DataSet {
            title: "取組事例",
            about: "公開中の取組事例。1行が1件です。もとの資料の文章をそのまま写したものではなく、事実をもとに書き直しています。",
            files: &[
                ("CSV", "/cases.csv"),
                ("Excel", "/cases.xlsx"),
                ("JSON", "/cases.json"),
                ("項目の定義（CSV）", "/cases/columns.csv"),
            ],
            columns: crate::cases::columns(),
        },
        DataSet {
            title: "市町村一覧",
            about: "全国1,741の市町村（特別区を含み、政令指定都市の区を含みません）。1行が1市町村です。",
            files: &[("CSV", "/regions.csv"), ("JSON", "/regions.json")],
            columns: REGIONS.iter().map(owned).collect(),
        },
    ]
}

pub fn operation_lines() -> Vec<OperationLine> {
    operations()
        .iter()
        .map(|one| {
            let mut example = one.path.to_owned();
            for parameter in one.parameters.iter().filter(|p| p.is_in_path) {
                example = example.replace(&format!("{{{}}}", parameter.name), parameter.example);
            }
            let needed = one.parameters.iter().filter(|p| p.is_needed && !p.is_in_path);
            let query: Vec<String> =
                needed.map(|p| format!("{}={}", p.name, foundation::web::escape(p.example))).collect();
            if !query.is_empty() {
                example = format!("{example}?{}", query.join("&"));
            }
            OperationLine { summary: one.summary, path: one.path, example, about: one.about }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Link;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        let open_tables = || crate::surveys::OpenTables {
            title: "見本の調査".to_owned(),
            year: "令和7年度（2025年度）".to_owned(),
            tables: 3,
            href: "/surveys/1/published".to_owned(),
            files: vec![Link::new("CSV", "/surveys/1/all-published/data.csv")],
        };
        for surveys in [Vec::new(), vec![open_tables()]] {
            assert_page(&OpenDataPage {
                frame: Frame::sample("オープンデータ"),
                data_sets: data_sets(),
                surveys,
                operations: operation_lines(),
                site: "https://renkei.example.jp".to_owned(),
            });
        }
    }

    #[test]
    fn an_example_has_nothing_left_to_fill_in() {
        let examples: Vec<String> = operation_lines().into_iter().map(|line| line.example).collect();
        assert!(examples.iter().all(|example| !example.contains('{')), "{examples:?}");
        assert!(examples.iter().any(|example| example.starts_with("/api/v1/search?q=%")), "{examples:?}");
        assert!(examples.contains(&"/api/v1/regions/352128".to_owned()), "{examples:?}");
    }
}

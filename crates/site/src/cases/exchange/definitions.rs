//! What each column of `/cases.csv` means: beside the file, inside the workbook, and on the page of open data.

use super::{
    CO_OWNERS_COLUMN, FIRST_COLUMNS, REMARK_COLUMN, figure_columns, player_columns, share_columns, tag_column,
};
use crate::cases::model::{Field, TagKind};
use crate::cases::rules::{FACTS_AT_MOST, PLAYERS_AT_MOST, SHARES_AT_MOST};

/// A column (or a run of them), its key in the JSON, the kind of its values, what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub column: String,
    pub key: String,
    pub kind: &'static str,
    pub meaning: String,
}

pub const HEADINGS: [&str; 4] = ["CSVの見出し", "JSONのキー", "値の種類", "意味"];
pub const TEXT: &str = "文字";
pub const WHOLE: &str = "整数";
pub const NUMBER: &str = "数";
pub const DAY: &str = "日付";
pub const SEVERAL: &str = "文字（複数は;で区切る）";

fn first(column: &str) -> (&'static str, &'static str, &'static str) {
    match column {
        "番号" => ("number", WHOLE, "事例の番号。変わりません"),
        "アドレス" => ("address", TEXT, "事例のページのアドレス"),
        "全国地方公共団体コード" => {
            ("owner.code", TEXT, "書いた市町村または都道府県のコード。6けた、先頭の0を含む文字列。団体の事例では空欄")
        }
        "都道府県名" => ("（owner.nameに含まれます）", TEXT, "書いた団体の都道府県"),
        "団体名" => ("owner.name", TEXT, "書いた市町村、都道府県、団体の名前"),
        "地域コード" => ("places[].code", SEVERAL, "取組の地域の市町村のコード"),
        "地域名" => ("places[].name", SEVERAL, "取組の地域の市町村の名前。地域コードと同じ順"),
        "始めた年" => ("start_year", WHOLE, "取組を始めた年（西暦）"),
        "公開日" => {
            ("published_at", DAY, "公開した日。CSVは日本の日付（YYYY-MM-DD）、JSONは時刻（協定世界時、RFC 3339）")
        }
        _ => ("", TEXT, ""),
    }
}

fn of(column: impl Into<String>, key: impl Into<String>, kind: &'static str, meaning: impl Into<String>) -> Definition {
    Definition { column: column.into(), key: key.into(), kind, meaning: meaning.into() }
}

/// One per column of the file, in its order.
pub fn definitions() -> Vec<Definition> {
    let mut all: Vec<Definition> = FIRST_COLUMNS
        .iter()
        .map(|column| {
            let (key, kind, meaning) = first(column);
            of(*column, key, kind, meaning)
        })
        .collect();
    all.extend(TagKind::EVERY.iter().map(|kind| {
        let key = super::writing::tag_key(*kind);
        let offered: Vec<&str> = kind.offered().iter().map(|(_, label)| *label).collect();
        let meaning = match (kind, offered.is_empty()) {
            (TagKind::Trouble, _) => {
                "事例をさがす入口になっている困りごとの記号。ことばはJSONのlabelにあります".to_owned()
            }
            (_, true) => format!("{}（自由なことば）", kind.label()),
            (_, false) => format!("{}。{}のどれか", kind.label(), offered.join("、")),
        };
        of(tag_column(*kind), format!("{key}[]"), SEVERAL, meaning)
    }));
    all.extend(Field::EVERY.iter().map(|field| of(field.label(), field.id(), TEXT, field.help())));
    for i in 1..=PLAYERS_AT_MOST {
        let [player, act] = player_columns(i);
        let at = i - 1;
        all.push(of(player, format!("players[{at}].player"), TEXT, "担い手。だれが"));
        all.push(of(act, format!("players[{at}].act"), TEXT, "その担い手がしたこと"));
    }
    for i in 1..=FACTS_AT_MOST {
        let keys = ["label", "value", "unit", "as_of"];
        let meanings =
            ["取組が示した数字の項目", "数値。出典のとおり", "単位", "いつの数字か。分からないときは「不明」"];
        let kinds = [TEXT, NUMBER, TEXT, TEXT];
        for (((column, key), kind), meaning) in figure_columns(i).into_iter().zip(keys).zip(kinds).zip(meanings) {
            all.push(of(column, format!("figures[{}].{key}", i - 1), kind, meaning));
        }
    }
    for i in 1..=SHARES_AT_MOST {
        let [basis, percent] = share_columns(i);
        let at = i - 1;
        all.push(of(
            basis,
            format!("cost_shares[{at}].basis"),
            TEXT,
            "複数の市町村で費用を分けるときの、分け方の名前（均等割、人口割など）",
        ));
        all.push(of(
            percent,
            format!("cost_shares[{at}].percent"),
            NUMBER,
            "その分け方の割合（%）。分からないときは空欄",
        ));
    }
    all.push(of(
        CO_OWNERS_COLUMN,
        "co_owners[]",
        SEVERAL,
        "この事例をいっしょに持つ、ほかの市町村のコード。6けた、先頭の0を含む文字列",
    ));
    all.push(of(REMARK_COLUMN, "notice", TEXT, "デモのときだけ、その旨（JSONでは表の外に一度）"));
    all
}

/// The definitions as a file.
///
/// # Errors
/// Never for a file in memory.
pub fn csv() -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record(HEADINGS)?;
    for one in definitions() {
        out.write_record([one.column.as_str(), &one.key, one.kind, &one.meaning])?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::exchange::writing;

    #[test]
    fn every_column_of_the_file_is_defined_in_its_order_and_nothing_else() {
        let file = writing::csv(&[], "", "").unwrap();
        let mut reader = csv::Reader::from_reader(&file["\u{feff}".len()..]);
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let defined: Vec<String> = definitions().into_iter().map(|one| one.column).collect();
        assert_eq!(columns, defined);
        for one in definitions() {
            assert!(!one.key.is_empty() && !one.meaning.is_empty(), "{}: say what it is", one.column);
        }
    }
}

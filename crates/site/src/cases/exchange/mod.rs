//! Cases as files: what `/cases.json` and `/cases.csv` hold, and the way back in (`renkei cases load`).
//! Both sides share the names below, so that what was taken out can be taken in again.

pub mod definitions;
pub mod form;
pub mod reading;
pub mod workbook;
pub mod writing;

use super::model::TagKind;

/// Columns of the CSV before the tags.
pub const FIRST_COLUMNS: [&str; 9] = [
    "番号",
    "アドレス",
    "全国地方公共団体コード",
    "都道府県名",
    "団体名",
    "地域コード",
    "地域名",
    "始めた年",
    "公開日",
];
/// Codes of the municipalities that own the case together with its owner.
pub const CO_OWNERS_COLUMN: &str = "いっしょに持つ市町村のコード";
/// Columns as files of before call them, and their present names.
pub const FORMER_COLUMNS: [(&str, &str); 2] =
    [("しないと決めたこと", "頑張らないこと"), ("これから始める地域へ", "ほかの地域へのアドバイス")];
pub const REMARK_COLUMN: &str = "備考";
/// Parts several values in a cell.
pub const SEPARATOR: char = ';';

/// The trouble stands in the case's own words among the fields; its entrances are another column.
pub fn tag_column(kind: TagKind) -> &'static str {
    match kind {
        TagKind::Trouble => "困りごとの入口（id）",
        other => other.label(),
    }
}

pub fn player_columns(row: usize) -> [String; 2] {
    [format!("担い手{row}"), format!("担い手{row}のしたこと")]
}

pub fn share_columns(row: usize) -> [String; 2] {
    [format!("費用の分け方{row}"), format!("費用の分け方{row}の割合（%）")]
}

pub fn figure_columns(row: usize) -> [String; 4] {
    ["項目", "数値", "単位", "時点"].map(|part| format!("地域の数字{row}の{part}"))
}

//! What stands where on the form. Rows are known by their id in the first (hidden) column, and by their words where
//! somebody has taken that away.

use crate::cases::forms::FACT_COLUMNS;
use crate::cases::model::{Field, TagKind, Trouble};
use crate::cases::rules::{FACTS_AT_MOST, PLAYERS_AT_MOST, SHARES_AT_MOST};

pub const MAIN: &str = "事例";
/// Heads of the main sheet's columns.
pub const HEADS: [&str; 4] = ["ID", "項目", "記入欄", "書き方"];
pub const MARK: &str = "○";

/// How a row is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Line,
    Long,
    /// ○ or nothing.
    Mark,
}

/// A row of the main sheet.
#[derive(Clone, Debug)]
pub struct Row {
    /// Name of the form's control; `scenes:mitori` for a box.
    pub id: String,
    pub label: String,
    pub needed: bool,
    pub help: String,
    pub way: Way,
}

impl Row {
    fn new(id: impl Into<String>, label: impl Into<String>, needed: bool, help: &str, way: Way) -> Self {
        Self { id: id.into(), label: label.into(), needed, help: help.to_owned(), way }
    }

    /// As it stands beside the place to fill in.
    pub fn shown(&self) -> String {
        if self.needed { format!("{}（必須）", self.label) } else { self.label.clone() }
    }
}

fn text(field: Field) -> Row {
    let way = if field.is_long() { Way::Long } else { Way::Line };
    let help = format!("{}（{}文字まで）", field.help(), field.most_characters());
    Row::new(field.id(), field.label(), field.is_needed(), &help, way)
}

fn boxes(kind: TagKind, help: &str) -> Vec<Row> {
    let row = |(id, label): &(&str, &str)| {
        let words = format!("{}：{label}", kind.label());
        Row::new(format!("{}:{id}", kind.control()), words, false, help, Way::Mark)
    };
    kind.offered().iter().map(row).collect()
}

/// Everything of the main sheet, in the order of the form on the screen.
pub fn rows(troubles: &[Trouble]) -> Vec<Row> {
    let first = [Field::Title, Field::Summary, Field::Trouble];
    let about = [Field::District, Field::WideArea, Field::Actor, Field::Theme];
    let mut rows = vec![Row::new(
        "owner",
        "だれの事例か",
        true,
        "市町村か都道府県の名前、または6けたの団体コード。例：山口県柳井市。団体がご自身の事例を書くときは空のままで。",
        Way::Line,
    )];
    rows.extend(first.map(text));
    rows.extend(troubles.iter().map(|t| {
        let id = format!("{}:{}", TagKind::Trouble.control(), t.id);
        Row::new(
            id,
            format!("困りごとの入口：{}", t.label),
            false,
            "あてはまるものに○を。一つ以上要ります。",
            Way::Mark,
        )
    }));
    rows.push(Row::new(
        "places",
        "地域",
        false,
        "取組のある市町村を「、」で区切って。市町村の事例では、その市町村を最初に。空のままなら「だれの事例か」の市町村になります。",
        Way::Line,
    ));
    rows.push(Row::new(
        "co_owners",
        "いっしょに持つ市町村",
        false,
        "いくつかの市町村でひとつの事例を持つときだけ。「地域」に書いた市町村から。",
        Way::Line,
    ));
    rows.extend(about.map(text));
    rows.push(Row::new("start_year", "始めた年", false, "西暦でも和暦でも書けます。例：2021、令和3", Way::Line));
    let free = |kind: TagKind, help: &str| Row::new(kind.control(), kind.label(), false, help, Way::Line);
    rows.push(free(TagKind::KeyPerson, "役割や組織で、「、」で区切って。お名前は書かないでください。"));
    let placed: Vec<Field> = first.into_iter().chain(about).collect();
    rows.extend(Field::EVERY.iter().filter(|field| !placed.contains(field)).map(|field| text(*field)));
    rows.extend(boxes(TagKind::Scene, "あてはまるものに○を。一つ以上要ります。"));
    rows.extend(boxes(TagKind::Content, "あてはまるものに○を。一つ以上要ります。"));
    rows.extend(boxes(TagKind::Cooperation, "あてはまるものに○を。"));
    rows.extend(boxes(TagKind::Class, "あてはまるものに○を。"));
    rows.push(free(TagKind::Keyword, "「、」で区切って12個まで。"));
    rows
}

/// A sheet with rows of several cells.
pub struct Table {
    pub name: &'static str,
    pub help: &'static str,
    pub heads: Vec<&'static str>,
    pub rows: usize,
    control: fn(usize, usize) -> String,
}

impl Table {
    /// Name of the form's control at a row (from 1) and a column (from 0).
    pub fn control(&self, row: usize, column: usize) -> String {
        (self.control)(row, column)
    }
}

pub fn tables() -> [Table; 3] {
    [
        Table {
            name: "担い手",
            help: "だれが、何をしたかを、役割ごとに一行で。お名前は書かないでください。",
            heads: vec!["だれが", "何をした"],
            rows: PLAYERS_AT_MOST,
            control: |row, column| format!("{}-{row}", ["player", "act"][column]),
        },
        Table {
            name: "費用の分け方",
            help: "いくつかの市町村で費用を出し合うときに。割合（%）が分からない行は、分け方だけを書いてください。",
            heads: vec!["分け方", "割合（%）"],
            rows: SHARES_AT_MOST,
            control: |row, column| format!("share-{row}-{}", ["basis", "percent"][column]),
        },
        Table {
            name: "地域の数字",
            help: "人口、高齢化率、事業所の数など。数値は数で書き、単位と、いつの数字かを必ず添えてください。",
            heads: FACT_COLUMNS.iter().map(|(_, label)| *label).collect(),
            rows: FACTS_AT_MOST,
            control: |row, column| format!("fact-{row}-{}", FACT_COLUMNS[column].0),
        },
    ]
}

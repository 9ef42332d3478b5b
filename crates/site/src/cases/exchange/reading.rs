//! JSON and CSV → records, each as the fields of the case's form, so that a file is read by the same rules
//! as what somebody types. Every fault is told by row and field.

use foundation::web::Fields;
use serde_json::Value;

use super::writing::tag_key;
use super::{
    CO_OWNERS_COLUMN, FIRST_COLUMNS, FORMER_COLUMNS, REMARK_COLUMN, SEPARATOR, figure_columns, player_columns,
    share_columns, tag_column,
};
use crate::cases::forms::FACT_COLUMNS;
use crate::cases::model::{Field, TagKind, tag_label};
use crate::cases::rules::{FACTS_AT_MOST, PLAYERS_AT_MOST, SHARES_AT_MOST};

/// A case of a file, not yet looked at by the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// 「3行目」, 「2件目」.
    pub row: String,
    /// Where it stood; empty for a new one.
    pub address: String,
    /// Empty for a body's case.
    pub owner_code: String,
    pub owner_name: String,
    /// As in the file: an instant or a day.
    pub published_at: String,
    pub fields: Fields,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub row: String,
    pub field: String,
    pub sentence: String,
}

impl Fault {
    pub fn new(row: &str, field: &str, sentence: impl Into<String>) -> Self {
        Self { row: row.to_owned(), field: field.to_owned(), sentence: sentence.into() }
    }

    /// 「3行目 題名: 「題名」を入力してください。」
    pub fn line(&self) -> String {
        format!("{} {}: {}", self.row, self.field, self.sentence)
    }
}

/// The records, or everything that is wrong with the file's form.
pub fn read(name: &str, content: &[u8]) -> Result<Vec<Record>, Vec<Fault>> {
    let text = std::str::from_utf8(content)
        .map_err(|_| vec![Fault::new("ファイル", "文字", "UTF-8で書かれていません。UTF-8で保存し直してください。")])?;
    let text = text.trim_start_matches('\u{feff}');
    if name.to_lowercase().ends_with(".json") { json(text) } else { csv(text) }
}

/// Pushes rows of players or figures, and tells when there are too many.
fn push_rows(fields: &mut Fields, names: &[(usize, Vec<(String, String)>)]) {
    for (_, row) in names {
        for (name, value) in row {
            fields.push(name, value);
        }
    }
}

fn player_row(i: usize, player: &str, act: &str) -> (usize, Vec<(String, String)>) {
    (i, vec![(format!("player-{i}"), player.to_owned()), (format!("act-{i}"), act.to_owned())])
}

fn figure_row(i: usize, cells: [&str; 4]) -> (usize, Vec<(String, String)>) {
    let names = FACT_COLUMNS.iter().map(|(column, _)| format!("fact-{i}-{column}"));
    (i, names.zip(cells.map(str::to_owned)).collect())
}

fn share_row(i: usize, basis: &str, percent: &str) -> (usize, Vec<(String, String)>) {
    (i, vec![(format!("share-{i}-basis"), basis.to_owned()), (format!("share-{i}-percent"), percent.to_owned())])
}

/// The id of a tag given by id or by label; what is neither stays, and the form refuses it.
fn id_of(kind: TagKind, given: &str) -> String {
    let known = kind.offered().iter().find(|(id, _)| *id == given || tag_label(kind, id) == given);
    known.map_or(given, |(id, _)| id).to_owned()
}

fn push_tags(fields: &mut Fields, kind: TagKind, given: &[String]) {
    if matches!(kind, TagKind::KeyPerson | TagKind::Keyword) {
        fields.push(kind.control(), &given.join("、"));
    } else {
        for tag in given {
            fields.push(kind.control(), &id_of(kind, tag));
        }
    }
}

fn csv(text: &str) -> Result<Vec<Record>, Vec<Fault>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| present(name.trim()).to_owned()).collect(),
        Err(error) => return Err(vec![Fault::new("1行目", "見出し", format!("CSVとして読めません（{error}）。"))]),
    };
    let mut faults = Vec::new();
    for (at, name) in header.iter().enumerate() {
        if !is_column(name) {
            faults.push(Fault::new("1行目", name, "知らない列です。/cases.csv と同じ見出しにしてください。"));
        } else if header[..at].contains(name) {
            faults.push(Fault::new("1行目", name, "同じ列が二つあります。"));
        }
    }
    for needed in ["全国地方公共団体コード", "団体名", Field::Title.label()] {
        if !header.iter().any(|name| name == needed) {
            faults.push(Fault::new("1行目", needed, "この列がありません。"));
        }
    }
    let mut records = Vec::new();
    for (line, row) in (2_usize..).zip(reader.records()) {
        let place = format!("{line}行目");
        match row {
            Ok(row) if row.len() > header.len() => {
                faults.push(Fault::new(
                    &place,
                    "列の数",
                    format!("見出しは{}列、この行は{}列です。", header.len(), row.len()),
                ));
            }
            Ok(row) => records.push(csv_record(place, &header, &row)),
            Err(error) => faults.push(Fault::new(&place, "行", format!("CSVとして読めません（{error}）。"))),
        }
    }
    if faults.is_empty() { Ok(records) } else { Err(faults) }
}

/// What a column is called today.
fn present(name: &str) -> &str {
    FORMER_COLUMNS.iter().find(|(former, _)| *former == name).map_or(name, |(_, now)| now)
}

fn is_column(name: &str) -> bool {
    FIRST_COLUMNS.contains(&name)
        || name == REMARK_COLUMN
        || name == CO_OWNERS_COLUMN
        || (1..=SHARES_AT_MOST).any(|i| share_columns(i).iter().any(|column| column == name))
        || TagKind::EVERY.iter().any(|kind| tag_column(*kind) == name)
        || Field::EVERY.iter().any(|field| field.label() == name)
        || (1..=PLAYERS_AT_MOST).any(|i| player_columns(i).iter().any(|column| column == name))
        || (1..=FACTS_AT_MOST).any(|i| figure_columns(i).iter().any(|column| column == name))
}

fn csv_record(row: String, header: &[String], cells: &csv::StringRecord) -> Record {
    let cell = |name: &str| {
        let at = header.iter().position(|column| column == name);
        let text = at.and_then(|at| cells.get(at)).unwrap_or("");
        // The quote that keeps spreadsheets from calculating.
        match text.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
            _ => text.to_owned(),
        }
    };
    let several = |name: &str| -> Vec<String> {
        cell(name).split(SEPARATOR).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
    };
    let mut fields = Fields::default();
    for field in Field::EVERY {
        fields.push(field.id(), &cell(field.label()));
    }
    fields.push("start_year", &cell("始めた年"));
    fields.push("places", &several("地域コード").join("、"));
    for kind in TagKind::EVERY {
        push_tags(&mut fields, kind, &several(tag_column(kind)));
    }
    let players = (1..=PLAYERS_AT_MOST).map(|i| {
        let [player, act] = player_columns(i).map(|column| cell(&column));
        player_row(i, &player, &act)
    });
    push_rows(&mut fields, &players.collect::<Vec<_>>());
    let figures = (1..=FACTS_AT_MOST).map(|i| {
        let [label, value, unit, as_of] = figure_columns(i).map(|column| cell(&column));
        figure_row(i, [&label, &value, &unit, &as_of])
    });
    push_rows(&mut fields, &figures.collect::<Vec<_>>());
    fields.push("co_owners", &several(CO_OWNERS_COLUMN).join("、"));
    let shares = (1..=SHARES_AT_MOST).map(|i| {
        let [basis, percent] = share_columns(i).map(|column| cell(&column));
        share_row(i, &basis, &percent)
    });
    push_rows(&mut fields, &shares.collect::<Vec<_>>());
    Record {
        row,
        address: cell("アドレス").trim().to_owned(),
        owner_code: cell("全国地方公共団体コード").trim().to_owned(),
        owner_name: cell("団体名").trim().to_owned(),
        published_at: cell("公開日").trim().to_owned(),
        fields,
    }
}

/// Keys of a case that are read elsewhere or say what others say.
const KNOWN_KEYS: [&str; 11] = [
    "number",
    "address",
    "owner",
    "co_owners",
    "places",
    "start_year",
    "published_at",
    "players",
    "figures",
    "cost_shares",
    "source",
];

fn json(text: &str) -> Result<Vec<Record>, Vec<Fault>> {
    let whole: Value = serde_json::from_str(text)
        .map_err(|e| vec![Fault::new("ファイル", "JSON", format!("JSONとして読めません（{e}）。"))])?;
    let Some(cases) = whole["cases"].as_array() else {
        return Err(vec![Fault::new(
            "ファイル",
            "cases",
            "cases という一覧がありません。/cases.json と同じ形にしてください。",
        )]);
    };
    let mut faults = Vec::new();
    let records = (1..).zip(cases).map(|(n, case)| json_record(format!("{n}件目"), case, &mut faults)).collect();
    if faults.is_empty() { Ok(records) } else { Err(faults) }
}

fn json_record(row: String, case: &Value, faults: &mut Vec<Fault>) -> Record {
    let mut fields = Fields::default();
    let Some(object) = case.as_object() else {
        faults.push(Fault::new(&row, "cases", "一件は { … } の形で書いてください。"));
        return Record { row, ..Record::default() };
    };
    for key in object.keys() {
        let known = KNOWN_KEYS.contains(&key.as_str())
            || TagKind::EVERY.iter().any(|kind| tag_key(*kind) == key)
            || Field::EVERY.iter().any(|field| field.id() == key);
        if !known {
            faults.push(Fault::new(&row, key, "知らない項目です。"));
        }
    }
    let mut text = |value: &Value, name: &str| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => {
            faults.push(Fault::new(&row, name, "文字で書いてください。"));
            String::new()
        }
    };
    for field in Field::EVERY {
        fields.push(field.id(), &text(&case[field.id()], field.id()));
    }
    fields.push("start_year", &text(&case["start_year"], "start_year"));
    let list = |name: &str| case[name].as_array().cloned().unwrap_or_default();
    let codes: Vec<String> = list("places").iter().map(|place| text(&place["code"], "places")).collect();
    fields.push("places", &codes.join("、"));
    for kind in TagKind::EVERY {
        let tags: Vec<String> = list(tag_key(kind))
            .iter()
            .map(|tag| text(if tag.is_object() { &tag["id"] } else { tag }, tag_key(kind)))
            .collect();
        push_tags(&mut fields, kind, &tags);
    }
    let players: Vec<_> = (1..)
        .zip(list("players"))
        .map(|(i, p)| player_row(i, &text(&p["player"], "players"), &text(&p["act"], "players")))
        .collect();
    let figures: Vec<_> = (1..)
        .zip(list("figures"))
        .map(|(i, f)| {
            let cells = ["label", "value", "unit", "as_of"].map(|part| text(&f[part], "figures"));
            figure_row(i, [&cells[0], &cells[1], &cells[2], &cells[3]])
        })
        .collect();
    let owners: Vec<String> = list("co_owners").iter().map(|code| text(code, "co_owners")).collect();
    fields.push("co_owners", &owners.join("、"));
    let shares: Vec<_> = (1..)
        .zip(list("cost_shares"))
        .map(|(i, s)| share_row(i, &text(&s["basis"], "cost_shares"), &text(&s["percent"], "cost_shares")))
        .collect();
    let record = Record {
        address: text(&case["address"], "address"),
        owner_code: text(&case["owner"]["code"], "owner"),
        owner_name: text(&case["owner"]["name"], "owner"),
        published_at: text(&case["published_at"], "published_at"),
        row: row.clone(),
        ..Record::default()
    };
    for (name, rows, most) in [
        ("players", players.len(), PLAYERS_AT_MOST),
        ("figures", figures.len(), FACTS_AT_MOST),
        ("cost_shares", shares.len(), SHARES_AT_MOST),
    ] {
        if rows > most {
            faults.push(Fault::new(&row, name, format!("{most}行までです（いま{rows}行）。")));
        }
    }
    push_rows(&mut fields, &players);
    push_rows(&mut fields, &figures);
    push_rows(&mut fields, &shares);
    Record { fields, ..record }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_by_row_and_field() {
        let faults = read("x.csv", "題名,何か,題名\n".as_bytes()).expect_err("faults");
        let lines: Vec<_> = faults.iter().map(|f| (f.row.as_str(), f.field.as_str())).collect();
        assert_eq!(
            lines,
            [("1行目", "何か"), ("1行目", "題名"), ("1行目", "全国地方公共団体コード"), ("1行目", "団体名")]
        );
        assert!(read("x.csv", &[0x82, 0xa0]).is_err(), "not UTF-8");
        assert!(read("x.json", b"{}").is_err() && read("x.json", b"[").is_err());
        let faults = read("x.json", r#"{"cases":[{"titel":"x","title":["y"]}]}"#.as_bytes()).expect_err("faults");
        assert_eq!(faults.len(), 2, "{faults:?}");
    }

    #[test]
    fn a_column_is_known_by_its_former_name_too() {
        let text = "全国地方公共団体コード,団体名,題名,しないと決めたこと,費用の分け方1,費用の分け方1の割合（%）\n193666,南部町,題,広げない,均等割,40\n";
        let records = read("x.csv", text.as_bytes()).expect("records");
        assert_eq!(records[0].fields.get("not_trying"), "広げない");
        assert_eq!(
            (records[0].fields.get("share-1-basis"), records[0].fields.get("share-1-percent")),
            ("均等割", "40")
        );
    }

    #[test]
    fn the_quote_of_a_spreadsheet_is_taken_off_again() {
        let text = "全国地方公共団体コード,団体名,題名,取組の概要\n352128,柳井市,'引用,'- 一つ\n";
        let records = read("x.csv", text.as_bytes()).expect("records");
        assert_eq!(records[0].fields.get("title"), "'引用");
        assert_eq!(records[0].fields.get("outline"), "- 一つ");
        assert_eq!(records[0].row, "2行目");
    }
}

//! The audit log in plain Japanese: what a line is about, and what it says changed.

mod fields;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use foundation::audit::log::Line;
use japanese::wareki;
use jiff::civil::Date;
use serde_json::Value;

use self::fields::FIELDS;
use self::values::VALUES;
use crate::people::model::{Outcome, role_of};
use crate::shared::{date_for_typing, number};

/// What a line is about, by the word stored.
const SUBJECTS: &[(&str, &str)] = &[
    ("person", "人"),
    ("membership", "所属"),
    ("organisation", "組織"),
    ("organisations", "組織の一覧"),
    ("session", "ログイン"),
    ("address", "メールアドレス（伏せています）"),
    ("people", "ログインの記録"),
    ("list", "選択肢"),
    ("case", "事例"),
    ("case_collection", "事例の募集"),
    ("case_files", "事例のファイル"),
    ("document", "資料"),
    ("cases", "事例の困りごと"),
    ("programme", "事業"),
    ("programme_year", "事業の年度"),
    ("survey", "調査"),
    ("survey_answer", "調査の回答"),
    ("survey_intake", "届いた回答票"),
    ("survey_intakes", "届いた回答票の片づけ"),
    ("survey_mail", "回答票の届いたメール"),
    ("survey_link", "調査の案内"),
    ("survey_code", "調査の案内のコード（伏せています）"),
    ("survey_session", "回答している端末"),
    ("surveys", "調査の案内のコードの記録"),
    ("regions", "地域の台帳"),
    ("regions_list", "取り込む一覧"),
    ("plan", "ロジックモデル"),
    ("prefecture", "都道府県と市町村"),
    ("indicator", "指標"),
    ("situation", "市町村の数字"),
    ("situation_import", "数字の取り込み"),
    ("wide_area", "広域の取組"),
    ("search", "検索のことば"),
    ("case_readings", "事例が開かれた回数"),
    ("ask_composing", "AIのまとめの設定"),
    ("ask_composed", "AIのまとめ"),
    ("groundwork", "足もとの整理"),
    ("undertaking", "既存事業"),
    ("role", "コーディネーターの役割"),
    ("aim", "あるべき姿"),
    ("assessment", "自己評価の下書き"),
    ("assessment_item", "自己評価の項目"),
    ("job", "処理"),
    ("jobs", "処理の記録"),
];

pub fn subject_label(kind: &str) -> &str {
    SUBJECTS.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, label)| label)
}

fn field_label(field: &str) -> String {
    let own = FIELDS.iter().find(|(known, _)| *known == field).map(|(_, label)| (*label).to_owned());
    own.or_else(|| crate::programmes::setting_label(field).map(str::to_owned)).unwrap_or_else(|| field.to_owned())
}

fn value_shown(value: &Value) -> String {
    match value {
        Value::Null => "なし".to_owned(),
        Value::Bool(true) => "はい".to_owned(),
        Value::Bool(false) => "いいえ".to_owned(),
        Value::Number(n) => n.as_i64().map_or_else(|| n.to_string(), number),
        Value::String(text) => text_shown(text),
        Value::Array(values) if values.is_empty() => "なし".to_owned(),
        Value::Array(values) => values.iter().map(value_shown).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => {
            let filled = fields.iter().filter(|(_, value)| !matches!(value, Value::Null) && *value != &Value::from(""));
            filled
                .map(|(field, value)| format!("{}＝{}", field_label(field), value_shown(value)))
                .collect::<Vec<_>>()
                .join("、")
        }
    }
}

fn text_shown(text: &str) -> String {
    if text.is_empty() {
        return "なし".to_owned();
    }
    if let Some((_, label)) = VALUES.iter().find(|(known, _)| *known == text) {
        return (*label).to_owned();
    }
    if let Some(role) = role_of(text) {
        return role.label().to_owned();
    }
    if let Some(outcome) = Outcome::of(text) {
        return outcome.label().to_owned();
    }
    if text.len() == 10
        && let Ok(day) = text.parse::<Date>()
    {
        return date_for_typing(day);
    }
    crate::programmes::setting_label(text).unwrap_or(text).to_owned()
}

/// Fields that hold the number of an organisation, of a person (or several), of something without a name.
const ORGANISATIONS: &[&str] = &["organisation", "invited_again", "asks_to_join", "office", "owner"];
const PERSONS: &[&str] = &["person", "codes_printed_for"];
const NUMBERS: &[&str] = &["membership", "session", "copied_from"];
/// Fields that hold the id of an entry; its name stands beside it as `label`.
const ENTRIES: &[&str] = &["added", "moved", "retired", "ended"];

/// What the numbers in some lines are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub persons: BTreeMap<i64, String>,
    pub organisations: BTreeMap<i64, String>,
    /// Titles of published cases. Of others the log tells the number only.
    pub cases: BTreeMap<i64, String>,
    /// Kinds of organisation: id, name.
    pub kinds: Vec<(String, String)>,
}

/// The numbers that some lines speak of.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    pub persons: BTreeSet<i64>,
    pub organisations: BTreeSet<i64>,
    pub cases: BTreeSet<i64>,
}

impl Spoken {
    pub fn of(lines: &[Line]) -> Self {
        let mut spoken = Self::default();
        for line in lines {
            let subject = line.subject_id.parse::<i64>().ok();
            match line.subject_kind.as_str() {
                "person" => spoken.persons.extend(subject),
                "organisation" => spoken.organisations.extend(subject),
                "case" => spoken.cases.extend(subject),
                _ => {}
            }
            let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(&line.detail) else { continue };
            let changed = fields.get(foundation::audit::CHANGED).and_then(Value::as_object);
            for (field, value) in fields.iter().chain(changed.into_iter().flatten()) {
                if ORGANISATIONS.contains(&field.as_str()) {
                    spoken.organisations.extend(numbers_in(value));
                } else if PERSONS.contains(&field.as_str()) {
                    spoken.persons.extend(numbers_in(value));
                }
            }
        }
        spoken
    }
}

fn numbers_in(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_i64).collect(),
        value => value.as_i64().into_iter().collect(),
    }
}

impl Names {
    /// The line's subject, and where it is to be seen.
    pub fn subject(&self, kind: &str, id: &str) -> (String, String) {
        let (label, number) = (subject_label(kind), id.parse::<i64>().ok());
        let Some(number) = number else { return (label.to_owned(), String::new()) };
        let (name, href) = match kind {
            "person" => (self.persons.get(&number), String::new()),
            "organisation" => (self.organisations.get(&number), format!("/organisations/{number}")),
            "case" => (self.cases.get(&number), format!("/cases/{number}")),
            _ => (None, String::new()),
        };
        match name {
            Some(name) => (format!("{label}「{name}」（番号 {number}）"), href),
            None => (format!("{label}（番号 {number}）"), String::new()),
        }
    }

    /// A field's value in words.
    fn value(&self, field: &str, value: &Value) -> String {
        let named = |names: &BTreeMap<i64, String>| {
            let of = |n: i64| names.get(&n).map_or_else(|| format!("番号 {n}"), |name| format!("{name}（番号 {n}）"));
            match numbers_in(value).as_slice() {
                [] => "なし".to_owned(),
                numbers => numbers.iter().copied().map(of).collect::<Vec<_>>().join("、"),
            }
        };
        match field {
            _ if ORGANISATIONS.contains(&field) => named(&self.organisations),
            _ if PERSONS.contains(&field) => named(&self.persons),
            "tier" => value
                .as_str()
                .and_then(crate::library::model::SeenBy::of)
                .map_or_else(|| value_shown(value), |tier| tier.label().to_owned()),
            _ if NUMBERS.contains(&field) => value.as_i64().map_or_else(|| value_shown(value), |n| n.to_string()),
            "fiscal_year" => year_shown(value),
            "kind" => {
                let id = value.as_str().unwrap_or_default();
                let organisation = self.kinds.iter().find(|(known, _)| known == id).map(|(_, label)| label.as_str());
                let document = Some(crate::library::model::kind_label(id)).filter(|label| *label != id);
                organisation.or(document).map_or_else(|| value_shown(value), str::to_owned)
            }
            "parts" => {
                let part = |v: &Value| v.as_str().and_then(crate::programmes::part_label).map(str::to_owned);
                let parts = value.as_array().into_iter().flatten();
                parts.map(|v| part(v).unwrap_or_else(|| value_shown(v))).collect::<Vec<_>>().join("、")
            }
            _ => value_shown(value),
        }
    }
}

/// One field of a line. Without `after` it is a fact, not a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: Option<String>,
    /// Where what is spoken of can be looked at; usually empty.
    pub href: String,
}

impl Change {
    fn from_to(field: impl Into<String>, before: String, after: String) -> Self {
        Self { field: field.into(), before, after: Some(after), href: String::new() }
    }
}

/// What a line's detail says, field by field.
pub fn changes(detail: &str, names: &Names) -> Vec<Change> {
    let Ok(Value::Object(mut fields)) = serde_json::from_str::<Value>(detail) else { return Vec::new() };
    let mut found = Vec::new();
    // One setting with its value before and after.
    if let (Some(setting), Some(from), Some(to)) = (fields.get("setting"), fields.get("from"), fields.get("to")) {
        let field = setting.as_str().map_or_else(|| "設定".to_owned(), field_label);
        let shown = |v: &Value| if v.is_null() { "既定の値".to_owned() } else { value_shown(v) };
        return vec![Change::from_to(field, shown(from), shown(to))];
    }
    // A word with another in its place.
    if let (Some(before @ Value::String(_)), Some(to)) = (fields.get("changed"), fields.get("to")) {
        found.push(Change::from_to("ことば", value_shown(before), value_shown(to)));
        fields.remove("changed");
    }
    if let (Some(from), Some(to)) = (fields.get("from"), fields.get("to")) {
        let field = match &fields {
            f if f.contains_key("worded") || f.contains_key("renamed") => "名前",
            f if f.contains_key("ended") => "最後の日",
            _ => "所属の番号",
        };
        let shown = |v: &Value| v.as_i64().map_or_else(|| value_shown(v), |n| n.to_string());
        found.push(Change::from_to(field, shown(from), shown(to)));
    }
    // The name of an entry says more than its id.
    if let Some(entry) = ENTRIES.iter().find(|entry| fields.contains_key(**entry))
        && let Some(label) = fields.remove("label")
    {
        fields.insert((*entry).to_owned(), label);
    }
    if let Some(Value::Object(changed)) = fields.get(foundation::audit::CHANGED) {
        for (field, pair) in changed {
            let at = |n: usize| pair.get(n).map_or_else(String::new, |v| names.value(field, v));
            found.push(Change::from_to(field_label(field), at(0), at(1)));
        }
    }
    let told = ["from", "to", "worded", "renamed", foundation::audit::CHANGED];
    for (field, value) in fields.iter().filter(|(field, _)| !told.contains(&field.as_str())) {
        let organisation =
            value.as_i64().filter(|n| ORGANISATIONS.contains(&field.as_str()) && names.organisations.contains_key(n));
        found.push(Change {
            field: field_label(field),
            before: names.value(field, value),
            after: None,
            href: organisation.map(|n| format!("/organisations/{n}")).unwrap_or_default(),
        });
    }
    found
}

fn year_shown(value: &Value) -> String {
    match value.as_i64().and_then(|year| i16::try_from(year).ok()) {
        Some(year) => wareki::FiscalYear(year).label(),
        None => value_shown(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            persons: BTreeMap::from([(3, "見本 花子".to_owned())]),
            organisations: BTreeMap::from([(1418, "柳井市".to_owned())]),
            cases: BTreeMap::from([(13, "見本の事例".to_owned())]),
            kinds: vec![("municipality".to_owned(), "市町村".to_owned())],
        }
    }

    fn said(detail: &str) -> Vec<String> {
        changes(detail, &names())
            .into_iter()
            .map(|c| match c.after {
                Some(after) => format!("{}: {} → {after}", c.field, c.before),
                None => format!("{}: {}", c.field, c.before),
            })
            .collect()
    }

    #[test]
    fn changes_are_told_as_before_and_after() {
        assert_eq!(
            said(r#"{"changed":{"kana":["みほん","しむら"],"telephone":["","0820-22-2111"]}}"#),
            ["ふりがな: みほん → しむら", "電話番号: なし → 0820-22-2111"]
        );
        assert_eq!(
            said(r#"{"setting":"survey.opens_on","from":null,"to":"2026-08-27"}"#),
            ["調査の開始日: 既定の値 → 令和8年8月27日"]
        );
        assert_eq!(said(r#"{"from":1,"to":2}"#), ["所属の番号: 1 → 2"]);
    }

    #[test]
    fn entries_are_told_by_their_names() {
        assert_eq!(said(r#"{"worded":"ishikai","from":"前","to":"後"}"#), ["名前: 前 → 後"]);
        assert_eq!(said(r#"{"changed":"前","group":"なかま","to":"後"}"#), ["ことば: 前 → 後", "なかま: なかま"]);
        assert_eq!(
            said(r#"{"moved":"ishikai","label":"医師会と","up":true}"#),
            ["順を変えたもの: 医師会と", "上へ: はい"]
        );
        assert_eq!(
            said(r#"{"ended":"nurse","label":"看護師","from":null,"to":"2026-11-30"}"#),
            ["最後の日: なし → 令和8年11月30日", "終わりにしたもの: 看護師"]
        );
    }

    #[test]
    fn what_was_done_to_a_case_is_told_in_japanese() {
        let is_japanese = |word: &str| !text_shown(word).chars().any(|c| c.is_ascii_alphabetic());
        for word in [
            "draft",
            "in_decision",
            "liked",
            "unliked",
            "saved",
            "unsaved",
            "commented",
            "comment sent again",
            "comment answered",
            "in_review",
            "returned",
            "published",
            "archived",
            "discarded",
            "removed",
            "revised",
            "unchanged",
            "sent again",
            "submitted already",
            "published already",
            "returned already",
            "archived already",
            "discarded already",
            "restored already",
        ] {
            assert!(is_japanese(word), "{word}");
        }
    }

    #[test]
    fn facts_are_told_in_japanese() {
        assert_eq!(
            said(r#"{"approved":true,"organisation":12,"role":"municipality_officer"}"#),
            ["承認: はい", "組織: 番号 12", "役割: 市町村 担当者"]
        );
        assert_eq!(said(r#"{"organisation":1418}"#), ["組織: 柳井市（番号 1418）"]);
        assert_eq!(changes(r#"{"organisation":1418}"#, &names())[0].href, "/organisations/1418");
        assert_eq!(said(r#"{"codes_printed_for":[3,4]}"#), ["コード票を作った人: 見本 花子（番号 3）、番号 4"]);
        assert_eq!(said(r#"{"kind":"municipality"}"#), ["種別: 市町村"]);
        assert_eq!(said(r#"{"changed":{"office":[null,1418]}}"#), ["事務局: なし → 柳井市（番号 1418）"]);
        assert_eq!(said(r#"{"outcome":"wrong_code"}"#), ["結果: コードが違った"]);
        assert_eq!(said(r#"{"confirmed":[]}"#), ["確かめた項目: なし"]);
        assert_eq!(said(r#"{"fiscal_year":2027}"#), ["年度: 令和9年度（2027年度）"]);
        assert!(said("{}").is_empty() && said("no json").is_empty());
        assert_eq!(subject_label("programme_year"), "事業の年度");
        assert_eq!(subject_label("of the past"), "of the past");
        assert_eq!(names().subject("case", "13"), ("事例「見本の事例」（番号 13）".to_owned(), "/cases/13".to_owned()));
        assert_eq!(names().subject("case", "14"), ("事例（番号 14）".to_owned(), String::new()));
        assert_eq!(names().subject("address", "ab12").0, "メールアドレス（伏せています）");
    }
}

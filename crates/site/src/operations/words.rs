//! The audit log in plain Japanese: what a line is about, and what it says changed.

use japanese::wareki;
use jiff::civil::Date;
use serde_json::Value;

use crate::people::model::{Outcome, role_of};
use crate::shared::{date_for_typing, number};

/// What a line is about, by the word stored.
const SUBJECTS: &[(&str, &str)] = &[
    ("person", "人"),
    ("membership", "所属"),
    ("organisation", "組織"),
    ("organisations", "組織の一覧"),
    ("session", "ログイン"),
    ("address", "登録のないアドレス"),
    ("people", "ログインの記録"),
    ("list", "選択肢"),
    ("case", "事例"),
    ("cases", "事例の困りごと"),
    ("programme", "事業"),
    ("programme_year", "事業の年度"),
    ("regions", "地域の台帳"),
    ("regions_list", "取り込む一覧"),
    ("search", "検索のことば"),
    ("job", "処理"),
    ("jobs", "処理の記録"),
];

pub fn subject_label(kind: &str) -> &str {
    SUBJECTS.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, label)| label)
}

/// What a field of the detail is called.
const FIELDS: &[(&str, &str)] = &[
    ("name", "氏名・名前"),
    ("kana", "ふりがな"),
    ("mail", "メールアドレス"),
    ("telephone", "電話番号"),
    ("professions", "職種・資格"),
    ("organisation", "組織"),
    ("membership", "所属"),
    ("person", "人"),
    ("role", "役割"),
    ("title", "部署・役職"),
    ("approved", "承認"),
    ("answer", "返事"),
    ("registered", "はじめての登録"),
    ("code_sent", "コードを送った"),
    ("new_mail_asked", "新しいアドレスにコードを送った"),
    ("invited_again", "招待をもう一度送った組織"),
    ("codes_printed_for", "コード票を作った人"),
    ("asks_to_join", "申請した組織"),
    ("outcome", "結果"),
    ("sessions_ended", "終わらせたログイン"),
    ("last_day", "最後の日"),
    ("before", "前の値"),
    ("domain", "メールのドメイン"),
    ("kind", "種別"),
    ("created", "作った数"),
    ("added", "加えたもの"),
    ("renamed", "名前を変えたもの"),
    ("ended", "終わりにしたもの"),
    ("label", "名前"),
    ("office", "事務局"),
    ("hours", "受付時間"),
    ("starts_on", "始まりの日"),
    ("ends_on", "終わりの日"),
    ("purpose", "目的"),
    ("parts", "行うこと"),
    ("confirmed", "確かめた項目"),
    ("copied_from", "写したもとの年度"),
    ("settings", "写した設定"),
    ("fiscal_year", "年度"),
    ("what", "したこと"),
    ("state", "状態"),
    ("version", "版"),
    ("troubles", "困りごとの数"),
    ("words", "ことばの数"),
    ("prefectures", "都道府県"),
    ("municipalities", "市町村"),
    ("former_names", "旧名称"),
    ("areas", "圏域"),
    ("facts", "数値"),
    ("source", "出典"),
    ("file", "ファイル"),
    ("bytes", "大きさ（バイト）"),
    ("additions", "加わった市町村"),
    ("changes", "変わった市町村"),
    ("closed", "なくなった市町村"),
    ("closed_on", "なくなった日"),
    ("deleted", "消した数"),
    ("codes", "消したコード"),
    ("sessions", "消したログイン"),
    ("sign_ins", "消したログイン履歴"),
    ("networks", "消した接続元"),
];

fn field_label(field: &str) -> String {
    let own = FIELDS.iter().find(|(known, _)| *known == field).map(|(_, label)| (*label).to_owned());
    own.or_else(|| crate::programmes::setting_label(field).map(str::to_owned)).unwrap_or_else(|| field.to_owned())
}

/// What a stored word means.
const VALUES: &[(&str, &str)] = &[
    ("accepted", "受けた"),
    ("declined", "断った"),
    ("draft", "下書き"),
    ("submitted", "確認待ち"),
    ("returned", "差戻し"),
    ("published", "公開"),
    ("archived", "下げた"),
    ("sent again", "同じ内容を、もう一度送った"),
    ("yes", "する"),
    ("no", "しない"),
];

fn value_shown(value: &Value) -> String {
    match value {
        Value::Null => "なし".to_owned(),
        Value::Bool(true) => "はい".to_owned(),
        Value::Bool(false) => "いいえ".to_owned(),
        Value::Number(n) => n.as_i64().map_or_else(|| n.to_string(), number),
        Value::String(text) => text_shown(text),
        Value::Array(values) if values.is_empty() => "なし".to_owned(),
        Value::Array(values) => values.iter().map(value_shown).collect::<Vec<_>>().join("、"),
        Value::Object(_) => value.to_string(),
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

/// One field of a line. Without `after` it is a fact, not a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: Option<String>,
}

/// What a line's detail says, field by field.
pub fn changes(detail: &str) -> Vec<Change> {
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(detail) else { return Vec::new() };
    let mut found = Vec::new();
    // One setting with its value before and after.
    if let (Some(setting), Some(from), Some(to)) = (fields.get("setting"), fields.get("from"), fields.get("to")) {
        let field = setting.as_str().map_or_else(|| "設定".to_owned(), field_label);
        let shown = |v: &Value| if v.is_null() { "既定の値".to_owned() } else { value_shown(v) };
        return vec![Change { field, before: shown(from), after: Some(shown(to)) }];
    }
    if let (Some(from), Some(to)) = (fields.get("from"), fields.get("to")) {
        found.push(Change {
            field: "所属の番号".to_owned(), before: value_shown(from), after: Some(value_shown(to))
        });
    }
    if let Some(Value::Object(changed)) = fields.get(foundation::audit::CHANGED) {
        for (field, pair) in changed {
            let at = |n: usize| pair.get(n).map_or_else(String::new, value_shown);
            found.push(Change { field: field_label(field), before: at(0), after: Some(at(1)) });
        }
    }
    let told = ["from", "to", foundation::audit::CHANGED];
    found.extend(fields.iter().filter(|(field, _)| !told.contains(&field.as_str())).map(|(field, value)| Change {
        field: field_label(field),
        before: if field == "fiscal_year" { year_shown(value) } else { value_shown(value) },
        after: None,
    }));
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

    fn said(detail: &str) -> Vec<String> {
        changes(detail)
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
    fn facts_are_told_in_japanese() {
        assert_eq!(
            said(r#"{"approved":true,"organisation":12,"role":"municipality_officer"}"#),
            ["承認: はい", "組織: 12", "役割: 市町村 担当者"]
        );
        assert_eq!(said(r#"{"outcome":"wrong_code"}"#), ["結果: コードが違った"]);
        assert_eq!(said(r#"{"confirmed":[]}"#), ["確かめた項目: なし"]);
        assert_eq!(said(r#"{"fiscal_year":2027}"#), ["年度: 令和9年度（2027年度）"]);
        assert!(said("{}").is_empty() && said("no json").is_empty());
        assert_eq!(subject_label("programme_year"), "事業の年度");
        assert_eq!(subject_label("of the past"), "of the past");
    }
}

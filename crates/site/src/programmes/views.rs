//! What the pages of programmes show.

use askama::Template;
use foundation::web::Form;

use super::model::{Check, Programme, Value, Year, YearSettings};
use super::rules::calendar::{closed_because, holidays_known_until};
use super::rules::{self, Known, PARTS, Setting};
use crate::shared::{Choice, DateBoxes, Frame, date_for_typing, number};

/// One of several years, as the `tabs` component takes it.
#[derive(Clone, Debug)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub here: bool,
}

/// Office, contact, hours, period of a year: the same on the list and on the year's own page.
#[derive(Clone, Debug)]
pub struct Contact {
    pub owner: String,
    pub office: String,
    pub mail: String,
    pub telephone: String,
    pub hours: String,
    pub period: String,
}

impl Contact {
    pub fn new(year: &Year, owner: &str, office: &str) -> Self {
        Self {
            owner: owner.to_owned(),
            office: office.to_owned(),
            mail: year.mail.clone(),
            telephone: year.telephone.clone(),
            hours: year.hours.clone(),
            period: format!("{}から{}まで", date_for_typing(year.starts_on), date_for_typing(year.ends_on)),
        }
    }
}

/// `/programmes`
#[derive(Template)]
#[template(path = "programmes/templates/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub programmes: Vec<ProgrammeCard>,
    pub may_create: bool,
}

/// `/programmes/new`
#[derive(Template)]
#[template(path = "programmes/templates/new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    /// Who may own it; empty for who makes her own organisation's.
    pub owners: Vec<Choice>,
    pub owner_name: String,
    pub years: Vec<Choice>,
    pub parts: Vec<Choice>,
}

#[derive(Clone, Debug)]
pub struct ProgrammeCard {
    pub name: String,
    pub href: String,
    pub purpose: String,
    /// 令和8年度（2026年度）; empty while there is no year at all.
    pub year: String,
    /// The year shown is not the current one.
    pub other_year: bool,
    pub contact: Option<Contact>,
}

/// `/programmes/{id}/{fiscal_year}`
#[derive(Template)]
#[template(path = "programmes/templates/year.html")]
pub struct YearPage {
    pub frame: Frame,
    /// The question somebody brings along, which nothing here answered.
    pub asked: Option<Asked>,
    pub href: String,
    pub years: Vec<Tab>,
    pub purpose: String,
    pub contact: Contact,
    pub parts: Vec<PartTable>,
    /// The day it begins, while it has not: only those who prepare it see it.
    pub coming: Option<String>,
    pub may_edit: bool,
    /// How many items still have to be looked at.
    pub unconfirmed: usize,
    /// 令和9年度（2027年度）, when it can be made from this one.
    pub next_year: Option<String>,
    pub holidays_note: Option<String>,
}

/// A question on its way to the office: shown as typed, and as a letter that is already written.
#[derive(Clone, Debug)]
pub struct Asked {
    pub question: String,
    pub mailto: String,
}

impl Asked {
    pub fn new(question: String, mail: &str) -> Self {
        // In a mailto address a space is %20; + would stay a plus.
        let part = |text: &str| foundation::web::escape(text).replace('+', "%20");
        let body = format!("次のことを教えてください。\n\n{question}\n\n所属：\nお名前：\n");
        let mailto =
            format!("mailto:{mail}?subject={}&body={}", part("れんけいの資料で見つからなかったこと"), part(&body));
        Self { question, mailto }
    }
}

#[derive(Clone, Debug)]
pub struct PartTable {
    pub label: &'static str,
    pub rows: Vec<SettingRow>,
}

#[derive(Clone, Debug)]
pub struct SettingRow {
    pub label: &'static str,
    pub sentence: &'static str,
    pub value: String,
    /// Where a working day is meant and offices are closed.
    pub note: String,
    pub state: &'static str,
    pub state_kind: &'static str,
}

/// 「この日は役所が閉まっています（土曜日）」 where a working day is meant.
pub fn closed_note(setting: &Setting, value: &Value) -> String {
    let day = match value {
        Value::Date(day) => *day,
        Value::Moment(at) => at.date(),
        _ => return String::new(),
    };
    match closed_because(day) {
        Some(why) if setting.workday => format!("この日は役所が閉まっています（{why}）"),
        _ => String::new(),
    }
}

fn with_unit(setting: &Setting, value: &Value) -> String {
    format!("{}{}", value.shown(), setting.unit())
}

pub fn waits(checks: &[Check], key: &str) -> bool {
    checks.iter().any(|check| check.key == key && check.confirmed_at.is_none())
}

impl PartTable {
    pub fn all(settings: &YearSettings, checks: &[Check]) -> Vec<Self> {
        let shown = settings.shown();
        let row = |setting: &Setting| {
            let value = settings.value(setting);
            let (state, state_kind) = match (waits(checks, setting.id), settings.is_set(setting.id)) {
                (true, _) => ("未確認", "late"),
                (false, true) => ("設定", "done"),
                (false, false) => ("既定", "info"),
            };
            SettingRow {
                label: setting.label,
                sentence: setting.sentence,
                note: closed_note(setting, &value),
                value: with_unit(setting, &value),
                state,
                state_kind,
            }
        };
        PARTS
            .iter()
            .map(|(id, label)| PartTable {
                label,
                rows: shown.iter().filter(|s| s.part == *id).map(|s| row(s)).collect(),
            })
            .filter(|part| !part.rows.is_empty())
            .collect()
    }
}

/// Said when a year reaches beyond the holidays that are known.
pub fn holidays_note(year: &Year) -> Option<String> {
    let known = holidays_known_until()?;
    (year.ends_on > known).then(|| {
        format!(
            "{}より後の祝日は、まだ取り込まれていません。締切が祝日に当たらないか、暦で確かめてください。",
            date_for_typing(known)
        )
    })
}

/// What somebody else stored meanwhile, beside what was typed here.
#[derive(Clone, Debug)]
pub struct Conflict {
    pub label: String,
    pub now: String,
    pub typed: String,
}

/// `/programmes/{id}/{fiscal_year}/edit`
#[derive(Template)]
#[template(path = "programmes/templates/edit.html")]
pub struct EditPage {
    pub frame: Frame,
    pub href: String,
    pub version: i64,
    pub form: Form,
    pub errors: Vec<(String, String)>,
    pub starts: DateBoxes,
    pub ends: DateBoxes,
    /// Empty when the person may not choose the office: then its name is only shown.
    pub offices: Vec<Choice>,
    pub office_name: String,
    /// A prefecture's own programme, whose office is the prefecture.
    pub is_a_prefecture_s: bool,
    pub parts: Vec<Choice>,
    pub unconfirmed: bool,
    pub conflicts: Vec<Conflict>,
}

impl EditPage {
    pub fn part_choices(form: &Form) -> Vec<Choice> {
        PARTS
            .iter()
            .filter(|(id, _)| *id != "general")
            .map(|(id, label)| Choice::new(*id, *label, form.checked("parts", id)))
            .collect()
    }
}

/// `/programmes/{id}/{fiscal_year}/settings`
#[derive(Template)]
#[template(path = "programmes/templates/settings.html")]
pub struct SettingsPage {
    pub frame: Frame,
    pub href: String,
    pub version: i64,
    pub errors: Vec<(String, String)>,
    pub parts: Vec<PartFields>,
    pub unconfirmed: usize,
    pub conflicts: Vec<Conflict>,
}

#[derive(Clone, Debug)]
pub struct PartFields {
    pub id: &'static str,
    pub label: &'static str,
    pub fields: Vec<SettingField>,
}

/// A setting as a field of the form.
#[derive(Clone, Debug)]
pub struct SettingField {
    pub id: &'static str,
    pub label: &'static str,
    pub value: String,
    pub hint: String,
    pub error: String,
    pub unit: &'static str,
    pub mode: &'static str,
    pub width: &'static str,
    /// する／しない; empty for a box to type in.
    pub choices: Vec<Choice>,
    /// Left to be looked at after copying the year.
    pub unconfirmed: bool,
    pub ticked: bool,
}

impl PartFields {
    pub fn all(settings: &YearSettings, checks: &[Check], form: &Form) -> Vec<Self> {
        let shown = settings.shown();
        PARTS
            .iter()
            .map(|(id, label)| PartFields {
                id,
                label,
                fields: shown
                    .iter()
                    .filter(|s| s.part == *id)
                    .map(|s| SettingField::new(s, settings, checks, form))
                    .collect(),
            })
            .filter(|part| !part.fields.is_empty())
            .collect()
    }
}

impl SettingField {
    fn new(setting: &'static Setting, settings: &YearSettings, checks: &[Check], form: &Form) -> Self {
        let default = setting.default_in(settings.fiscal_year);
        let known = with_unit(setting, &default);
        let (mode, width, example) = match setting.known {
            Known::Day { .. } => ("", "mid", ""),
            Known::Moment { .. } => ("", "mid", "時刻まで入力してください。"),
            Known::Number { .. } => ("numeric", "short", ""),
            Known::Words { .. } | Known::Switch { .. } => ("", "", ""),
        };
        let closed = closed_note(setting, &settings.value(setting));
        let closed = if closed.is_empty() { closed } else { format!("{closed}。") };
        let typed = form.value(setting.id);
        let choices = match setting.known {
            Known::Switch { .. } => {
                vec![Choice::new("no", "しない", typed != "yes"), Choice::new("yes", "する", typed == "yes")]
            }
            _ => Vec::new(),
        };
        Self {
            id: setting.id,
            label: setting.label,
            value: typed.to_owned(),
            hint: format!("既定：{known}。{closed}{example}"),
            error: form.error(setting.id).to_owned(),
            unit: setting.unit(),
            mode,
            width,
            choices,
            unconfirmed: waits(checks, setting.id),
            ticked: form.checked("confirm", setting.id),
        }
    }
}

/// `/programmes/{id}/{fiscal_year}/copy`
#[derive(Template)]
#[template(path = "programmes/templates/copy.html")]
pub struct CopyPage {
    pub frame: Frame,
    pub href: String,
    pub this_year: String,
    pub next_year: String,
    pub parts: Vec<CopyPart>,
    pub items: usize,
}

#[derive(Clone, Debug)]
pub struct CopyPart {
    pub label: &'static str,
    pub rows: Vec<CopyRow>,
}

#[derive(Clone, Debug)]
pub struct CopyRow {
    pub label: String,
    pub now: String,
    pub next: String,
    pub note: String,
}

impl CopyPart {
    pub fn all(year: &Year, settings: &YearSettings, office: &str) -> Vec<Self> {
        let period = |from, to| format!("{}から{}まで", date_for_typing(from), date_for_typing(to));
        let same = |label: &str, words: &str| CopyRow {
            label: label.to_owned(),
            now: words.to_owned(),
            next: words.to_owned(),
            note: String::new(),
        };
        let mut own = vec![
            same("事務局", office),
            same("連絡先", &format!("{} {}", year.mail, year.telephone)),
            same("受付時間", &year.hours),
            same("目的", &year.purpose),
        ];
        own.push(CopyRow {
            label: "実施期間".to_owned(),
            now: period(year.starts_on, year.ends_on),
            next: period(rules::a_year_later(year.starts_on), rules::a_year_later(year.ends_on)),
            note: String::new(),
        });
        let mut parts = vec![CopyPart { label: "年度そのもの", rows: own }];
        for (id, label) in PARTS {
            let rows: Vec<_> = settings
                .shown()
                .iter()
                .filter(|s| s.part == *id)
                .map(|setting| {
                    let now = settings.value(setting);
                    let next = rules::proposal(&now);
                    CopyRow {
                        label: setting.label.to_owned(),
                        now: with_unit(setting, &now),
                        next: with_unit(setting, &next),
                        note: closed_note(setting, &next),
                    }
                })
                .collect();
            if !rows.is_empty() {
                parts.push(CopyPart { label, rows });
            }
        }
        parts
    }
}

impl ProgrammeCard {
    pub fn new(programme: &Programme, year: Option<&Year>, current: i16, owner: &str, office: &str) -> Self {
        Self {
            name: programme.name.clone(),
            href: format!("/programmes/{}", programme.id),
            purpose: year.map(|y| y.purpose.clone()).unwrap_or_default(),
            year: year.map(Year::label).unwrap_or_default(),
            other_year: year.is_some_and(|y| y.fiscal_year != current),
            contact: year.map(|y| Contact::new(y, owner, office)),
        }
    }
}

/// 「12件」
pub fn items(count: usize) -> String {
    format!("{}件", number(i64::try_from(count).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod samples;

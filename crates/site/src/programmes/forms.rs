//! What a browser sends about a year and its settings → typed input, or a sentence at the field.

use std::collections::BTreeMap;

use foundation::web::{Fields, Form};
use japanese::wareki::FiscalYear;
use japanese::{digits, fold as tidy, wareki};

use super::model::{NewProgramme, NewYear, PARTS_KEY, Value, Year, YearContents, YearSettings};
use super::rules::{self, Known, Setting};
use crate::shared::{DateBoxes, parse_moment, read_date};

pub struct YearInput {
    pub contents: YearContents,
    pub parts: Vec<String>,
}

/// The form as it stands before anybody typed.
pub fn year_form(year: &Year, settings: &YearSettings) -> Form {
    let mut values = Fields::default();
    values.push("office", &year.office_organisation_id.map(|id| id.to_string()).unwrap_or_default());
    values.push("mail", &year.mail);
    values.push("telephone", &year.telephone);
    values.push("hours", &year.hours);
    values.push("purpose", &year.purpose);
    DateBoxes::of(year.starts_on).fill("starts_on", &mut values);
    DateBoxes::of(year.ends_on).fill("ends_on", &mut values);
    for part in settings.parts() {
        values.push("parts", part);
    }
    Form::new(values)
}

/// The version the person saw; 0 (never a version) when it is no number.
pub fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(0)
}

/// `offices`: the ids that may be chosen; `None` when the person may not choose.
pub fn read_year(form: &mut Form, year: &Year, offices: Option<&[i64]>) -> Option<YearInput> {
    let office_organisation_id = match offices {
        None => year.office_organisation_id,
        Some(offices) => {
            let offered: Vec<String> = offices.iter().map(ToString::to_string).collect();
            let offered: Vec<&str> = offered.iter().map(String::as_str).collect();
            form.choice("office", "事務局", &offered, false).parse().ok()
        }
    };
    let contact = read_contact(form);
    let starts_on = read_date(form, "starts_on", "始まりの日", true);
    let ends_on = read_date(form, "ends_on", "終わりの日", true);
    let parts = read_parts(form);
    let (starts_on, ends_on) = (starts_on?, ends_on?);
    if let Err(sentence) = rules::period(year.fiscal_year, starts_on, ends_on) {
        form.refuse("ends_on", sentence);
    }
    let contents = YearContents {
        office_organisation_id,
        mail: contact.mail,
        telephone: contact.telephone,
        hours: contact.hours,
        starts_on,
        ends_on,
        purpose: contact.purpose,
    };
    form.is_valid().then_some(YearInput { contents, parts })
}

struct Contact {
    mail: String,
    telephone: String,
    hours: String,
    purpose: String,
}

fn read_contact(form: &mut Form) -> Contact {
    let mail = tidy::half_width(&form.required_text("mail", "メールアドレス", rules::LONGEST_CONTACT));
    if !mail.is_empty() && !looks_like_mail(&mail) {
        form.refuse("mail", "メールアドレスの形になっていません。「renkei@example.jp」のように入力してください。");
    }
    let telephone = form.text("telephone", "電話番号", rules::LONGEST_CONTACT);
    let hours = form.required_text("hours", "受付時間", rules::LONGEST_CONTACT);
    let purpose = form.text("purpose", "目的", rules::LONGEST_PURPOSE);
    Contact {
        mail,
        telephone: tidy::half_width(&tidy::tidy(&telephone)),
        hours: tidy::tidy(&hours),
        purpose: tidy::tidy(&purpose),
    }
}

fn read_parts(form: &mut Form) -> Vec<String> {
    let offered: Vec<&str> = rules::PARTS.iter().map(|(id, _)| *id).collect();
    form.choices("parts", "この年度に行うこと", &offered)
}

/// A programme to be made, its first year, and what it has. `own`: the owner, where the person may not choose one of
/// those `offered`.
pub fn read_programme(
    form: &mut Form,
    own: Option<i64>,
    offered: &[&str],
    years: [FiscalYear; 2],
) -> Option<(NewProgramme, NewYear, Vec<String>)> {
    let name = tidy::tidy(&form.required_text("name", "事業の名前", rules::LONGEST_NAME));
    let short_name = tidy::tidy(&form.required_text("short_name", "短い名前", rules::LONGEST_SHORT_NAME));
    let owner = match own {
        Some(own) => Some(own),
        None => form.choice("owner", "所管", offered, true).parse().ok(),
    };
    let labels = years.map(|year| year.0.to_string());
    let chosen = form.choice("fiscal_year", "はじめの年度", &[labels[0].as_str(), labels[1].as_str()], true);
    let contact = read_contact(form);
    let parts = read_parts(form);
    let year = years.into_iter().find(|year| year.0.to_string() == chosen)?;
    let owner_organisation_id = owner?;
    let first = NewYear {
        programme_id: 0,
        fiscal_year: i64::from(year.0),
        office_organisation_id: None,
        mail: contact.mail,
        telephone: contact.telephone,
        hours: contact.hours,
        starts_on: year.first_day(),
        ends_on: year.last_day(),
        purpose: contact.purpose,
    };
    form.is_valid().then_some((NewProgramme { name, short_name, owner_organisation_id }, first, parts))
}

fn looks_like_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '@' | ',' | ';' | '<' | '>' | '"');
    !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && name.chars().all(plain)
        && host.chars().all(plain)
}

pub struct SettingsInput {
    pub changes: Vec<(&'static Setting, Option<Value>)>,
    pub confirmed: Vec<&'static str>,
}

pub fn settings_form(settings: &YearSettings) -> Form {
    let mut values = Fields::default();
    for setting in settings.shown() {
        values.push(setting.id, &settings.value(setting).for_typing());
    }
    Form::new(values)
}

/// What differs from `settings`, and which items were ticked as looked at.
pub fn read_settings(form: &mut Form, settings: &YearSettings) -> SettingsInput {
    let mut input = SettingsInput { changes: Vec::new(), confirmed: Vec::new() };
    let mut values: BTreeMap<&str, Value> = BTreeMap::new();
    for setting in settings.shown() {
        if form.checked("confirm", setting.id) {
            input.confirmed.push(setting.id);
        }
        let typed = form.value(setting.id).trim().to_owned();
        if typed.is_empty() {
            values.insert(setting.id, setting.default_in(settings.fiscal_year));
            if settings.is_set(setting.id) {
                input.changes.push((setting, None));
            }
            continue;
        }
        let read = read_value(setting.known, &typed);
        if let Ok(value) = &read {
            values.insert(setting.id, value.clone());
        }
        match read {
            Ok(value) if value == settings.value(setting) => {}
            // The known value typed out is no value of its own.
            Ok(value) if value == setting.default_in(settings.fiscal_year) => input.changes.push((setting, None)),
            Ok(value) => input.changes.push((setting, Some(value))),
            Err(sentence) => form.refuse(setting.id, format!("「{}」: {sentence}", setting.label)),
        }
    }
    for (setting, sentence) in rules::out_of_order(|setting| values.get(setting.id).cloned()) {
        form.refuse(setting.id, sentence);
    }
    input
}

/// # Errors
/// A sentence that says what is expected.
fn read_value(known: Known, typed: &str) -> Result<Value, String> {
    match known {
        Known::Day { .. } => wareki::parse(typed).map(Value::Date).map_err(|e| e.to_string()),
        Known::Moment { .. } => parse_moment(typed).map(Value::Moment),
        Known::Number { unit, least, most, .. } => {
            let text = tidy::tidy(typed);
            let text = text.trim_end_matches(unit).trim();
            let number = digits::parse(text).map_err(|e| e.to_string())?;
            match i64::try_from(number) {
                Ok(n) if (least..=most).contains(&n) => Ok(Value::Number(n)),
                _ => Err(format!("{least}から{most}までの数を入力してください。")),
            }
        }
        Known::Words { most_letters, .. } => {
            let words = tidy::tidy(typed);
            if words.chars().count() > most_letters {
                return Err(format!("{most_letters}文字までで入力してください。"));
            }
            Ok(Value::Words(words))
        }
        Known::Switch { .. } => {
            Value::from_stored(known, typed).ok_or_else(|| "「する」か「しない」を選んでください。".to_owned())
        }
    }
}

/// The parts as stored differ from those chosen.
pub fn parts_differ(settings: &YearSettings, chosen: &[String]) -> bool {
    let now = settings.parts();
    let chosen: Vec<&str> = rules::PARTS
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| *id == "general" || chosen.iter().any(|c| c == id))
        .collect();
    now != chosen || (chosen.len() < rules::PARTS.len() && !settings.stored.contains_key(PARTS_KEY))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn settings(typed: &[(&str, &str)]) -> (Form, SettingsInput) {
        let settings = YearSettings {
            fiscal_year: 2026,
            stored: [("group_work.lectures".to_owned(), "18".to_owned())].into_iter().collect(),
        };
        let mut form = settings_form(&settings);
        form.values = typed.iter().fold(form.values, |values, (name, value)| values.replaced(name, value));
        let input = read_settings(&mut form, &settings);
        (form, input)
    }

    #[test]
    fn an_untouched_form_changes_nothing() {
        let (form, input) = settings(&[]);
        assert!(form.is_valid(), "{:?}", form.errors);
        assert!(input.changes.is_empty());
    }

    #[test]
    fn full_width_figures_units_and_both_calendars_are_read() {
        let (form, input) = settings(&[
            ("group_work.most_participants", "１２名"),
            ("group_work.reply_deadline", "令和8年12月11日"),
            ("training.deadline_first", "2026-10-13 17:00"),
            ("training.waiting_list", "yes"),
        ]);
        assert!(form.is_valid(), "{:?}", form.errors);
        let values: Vec<_> = input.changes.iter().map(|(s, v)| (s.id, v.clone())).collect();
        assert!(values.contains(&("group_work.most_participants", Some(Value::Number(12)))));
        assert!(values.contains(&("group_work.reply_deadline", Some(Value::Date(date(2026, 12, 11))))));
        assert!(values.contains(&("training.deadline_first", Some(Value::Moment(date(2026, 10, 13).at(17, 0, 0, 0))))));
        assert!(values.contains(&("training.waiting_list", Some(Value::Switch(true)))));
        assert_eq!(values.len(), 4);
    }

    #[test]
    fn an_end_before_its_beginning_is_refused_at_the_end() {
        for (closes, valid) in [("令和8年8月26日", true), ("令和8年8月25日", false)] {
            let (form, _) = settings(&[("survey.opens_on", "令和8年8月26日"), ("survey.closes_on", closes)]);
            assert_eq!(form.is_valid(), valid, "{closes}: {:?}", form.errors);
            assert_eq!(form.error("survey.closes_on").contains("「調査の開始日」"), !valid);
        }
        // Left empty, the known value counts.
        let (form, _) = settings(&[("accompaniment.least_members", "16"), ("accompaniment.most_members", "")]);
        assert!(form.error("accompaniment.most_members").contains("それより大きい数"), "{:?}", form.errors);
    }

    #[test]
    fn an_emptied_box_goes_back_to_the_known_value() {
        let (_, input) = settings(&[("group_work.lectures", "")]);
        assert_eq!(input.changes.len(), 1);
        assert_eq!(input.changes[0].1, None);
        let (_, input) = settings(&[("group_work.lectures", "20"), ("group_work.most_participants", "10")]);
        assert_eq!(input.changes.len(), 1);
        assert_eq!(input.changes[0].1, None, "the known value typed out is no value of its own");
    }

    #[test]
    fn limits_hold_just_at_and_refuse_just_over() {
        for (typed, valid) in [("1", true), ("100", true), ("0", false), ("101", false), ("-1", false), ("十", true)] {
            let (form, _) = settings(&[("group_work.most_participants", typed)]);
            assert_eq!(form.is_valid(), valid, "{typed}: {:?}", form.errors);
        }
        let (form, _) = settings(&[("training.deadline_first", "令和8年10月13日")]);
        assert!(form.error("training.deadline_first").contains("時刻"));
    }

    #[test]
    fn mail_addresses_have_a_name_and_a_host() {
        for good in ["renkei@example.jp", "a.b-c@lg.example.jp"] {
            assert!(looks_like_mail(good), "{good}");
        }
        for bad in ["renkei", "@example.jp", "renkei@", "renkei@example", "a b@example.jp", "a@b@example.jp", "a@.jp"] {
            assert!(!looks_like_mail(bad), "{bad}");
        }
    }
}

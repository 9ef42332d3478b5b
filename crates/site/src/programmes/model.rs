//! The nouns: programme, year, setting values.

use std::collections::BTreeMap;
use std::fmt;

use japanese::wareki::{self, FiscalYear};
use jiff::civil::{Date, DateTime};

use super::rules::{self, Known, Setting};
use crate::permissions::Scope;
use crate::shared;

/// 事業: of the ministry, or a prefecture's own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Programme {
    pub id: i64,
    pub name: String,
    pub short_name: String,
    pub owner_organisation_id: i64,
    pub position: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProgramme {
    pub name: String,
    pub short_name: String,
    /// The department that owns it (所管課), or the prefecture.
    pub owner_organisation_id: i64,
}

impl Programme {
    /// Whether somebody's permission reaches it: as one of her programmes, or as her organisation's own.
    pub fn is_reached_by(&self, scope: &Scope) -> bool {
        match scope {
            Scope::Organisation(own) => self.owner_organisation_id == *own,
            other => other.reaches_programme(self.id),
        }
    }

    /// A prefecture's own: it has no other office than the prefecture itself.
    pub fn is_a_prefecture_s(&self) -> bool {
        self.position >= rules::PREFECTURES_FROM
    }
}

/// 年度 of a programme: who runs it, how they are reached, from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    pub id: i64,
    pub programme_id: i64,
    pub fiscal_year: i16,
    /// 事務局; a contractor that may change from year to year.
    pub office_organisation_id: Option<i64>,
    pub mail: String,
    pub telephone: String,
    pub hours: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub purpose: String,
    /// Counts every change of the year and of its settings.
    pub version: i64,
}

impl Year {
    pub fn label(&self) -> String {
        FiscalYear(self.fiscal_year).label()
    }

    pub fn href(&self) -> String {
        format!("/programmes/{}/{}", self.programme_id, self.fiscal_year)
    }

    pub fn contents(&self) -> YearContents {
        YearContents {
            office_organisation_id: self.office_organisation_id,
            mail: self.mail.clone(),
            telephone: self.telephone.clone(),
            hours: self.hours.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            purpose: self.purpose.clone(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewYear {
    pub programme_id: i64,
    pub fiscal_year: i64,
    pub office_organisation_id: Option<i64>,
    pub mail: String,
    pub telephone: String,
    pub hours: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub purpose: String,
}

/// What can be changed in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearContents {
    pub office_organisation_id: Option<i64>,
    pub mail: String,
    pub telephone: String,
    pub hours: String,
    pub starts_on: Date,
    pub ends_on: Date,
    pub purpose: String,
}

/// The value of a setting. Stored as text: `2026-12-11`, `2026-10-14T17:00`, `10`, `yes`, words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Date(Date),
    /// A day with a time in Japan, to the minute.
    Moment(DateTime),
    Number(i64),
    Words(String),
    Switch(bool),
}

impl Value {
    pub fn to_stored(&self) -> String {
        match self {
            Self::Date(day) => day.to_string(),
            Self::Moment(at) => at.strftime("%Y-%m-%dT%H:%M").to_string(),
            Self::Number(n) => n.to_string(),
            Self::Words(words) => words.clone(),
            Self::Switch(on) => if *on { "yes" } else { "no" }.to_owned(),
        }
    }

    /// `None` when the stored text is not of the setting's type any more.
    pub fn from_stored(known: Known, text: &str) -> Option<Self> {
        match known {
            Known::Day { .. } => text.parse().ok().map(Self::Date),
            Known::Moment { .. } => text.parse().ok().map(Self::Moment),
            Known::Number { .. } => text.parse().ok().map(Self::Number),
            Known::Words { .. } => Some(Self::Words(text.to_owned())),
            Known::Switch { .. } => match text {
                "yes" => Some(Self::Switch(true)),
                "no" => Some(Self::Switch(false)),
                _ => None,
            },
        }
    }

    /// As a page shows it, without the unit.
    pub fn shown(&self) -> String {
        match self {
            Self::Date(day) => wareki::long(*day),
            Self::Moment(at) => format!("{} {}:{:02}", wareki::long(at.date()), at.hour(), at.minute()),
            Self::Number(n) => shared::number(*n),
            Self::Words(words) => words.clone(),
            Self::Switch(on) => if *on { "する" } else { "しない" }.to_owned(),
        }
    }

    /// As a box of a form is filled in.
    pub fn for_typing(&self) -> String {
        match self {
            Self::Date(day) => shared::date_for_typing(*day),
            Self::Moment(at) => shared::moment_for_typing(*at),
            Self::Number(n) => n.to_string(),
            Self::Words(words) => words.clone(),
            Self::Switch(_) => self.to_stored(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

/// The settings of one year: what is stored, and the known value where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearSettings {
    pub fiscal_year: i16,
    pub stored: BTreeMap<String, String>,
}

/// The key under which a year says which parts it has.
pub const PARTS_KEY: &str = "year.parts";

impl YearSettings {
    pub fn is_set(&self, id: &str) -> bool {
        self.stored.contains_key(id)
    }

    /// Set, or known.
    pub fn value(&self, setting: &Setting) -> Value {
        self.stored
            .get(setting.id)
            .and_then(|text| Value::from_stored(setting.known, text))
            .unwrap_or_else(|| setting.default_in(self.fiscal_year))
    }

    fn of(&self, id: &str) -> Option<Value> {
        rules::find(id).map(|setting| self.value(setting))
    }

    /// A count; 0 for an id that is no count.
    pub fn number(&self, id: &str) -> i64 {
        match self.of(id) {
            Some(Value::Number(n)) => n,
            _ => 0,
        }
    }

    pub fn date(&self, id: &str) -> Option<Date> {
        match self.of(id) {
            Some(Value::Date(day)) => Some(day),
            _ => None,
        }
    }

    /// A time on Japan's clocks.
    pub fn moment(&self, id: &str) -> Option<DateTime> {
        match self.of(id) {
            Some(Value::Moment(at)) => Some(at),
            _ => None,
        }
    }

    pub fn words(&self, id: &str) -> String {
        match self.of(id) {
            Some(Value::Words(words)) => words,
            _ => String::new(),
        }
    }

    pub fn is_on(&self, id: &str) -> bool {
        self.of(id) == Some(Value::Switch(true))
    }

    /// The parts this year has, in the order of [`rules::PARTS`]; 全体 always.
    pub fn parts(&self) -> Vec<&'static str> {
        let chosen = self.stored.get(PARTS_KEY);
        rules::PARTS
            .iter()
            .map(|(id, _)| *id)
            .filter(|id| *id == "general" || chosen.is_none_or(|list| list.split(',').any(|part| part == *id)))
            .collect()
    }

    /// The settings of the parts this year has.
    pub fn shown(&self) -> Vec<&'static Setting> {
        let parts = self.parts();
        rules::CATALOGUE.iter().filter(|setting| parts.contains(&setting.part)).collect()
    }
}

/// An item of the checklist after a year was copied.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Check {
    pub key: String,
    pub confirmed_at: Option<String>,
    pub confirmed_by: Option<String>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn values_come_back_as_they_were_stored() {
        for setting in rules::CATALOGUE {
            let value = setting.default_in(2026);
            assert_eq!(Value::from_stored(setting.known, &value.to_stored()), Some(value), "{}", setting.id);
        }
        assert_eq!(Value::from_stored(Known::Switch { on: false }, "maybe"), None);
    }

    #[test]
    fn a_year_reads_the_known_value_until_it_sets_its_own() {
        let mut settings = YearSettings { fiscal_year: 2026, ..YearSettings::default() };
        assert_eq!(settings.number("group_work.most_participants"), 10);
        assert_eq!(settings.date("group_work.day_a"), Some(date(2027, 1, 18)));
        assert!(!settings.is_on("training.waiting_list"));
        settings.stored.insert("group_work.most_participants".to_owned(), "12".to_owned());
        assert_eq!(settings.number("group_work.most_participants"), 12);
        // What is no number any more does not become zero people.
        settings.stored.insert("group_work.most_participants".to_owned(), "twelve".to_owned());
        assert_eq!(settings.number("group_work.most_participants"), 10);
    }

    #[test]
    fn a_year_shows_the_settings_of_its_parts() {
        let mut settings = YearSettings { fiscal_year: 2026, ..YearSettings::default() };
        assert_eq!(settings.shown().len(), rules::CATALOGUE.len());
        settings.stored.insert(PARTS_KEY.to_owned(), "desk".to_owned());
        assert_eq!(settings.parts(), ["desk", "general"]);
        assert!(settings.shown().iter().all(|s| s.part == "desk" || s.part == "general"));
    }
}

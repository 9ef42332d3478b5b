//! 業務規則 of a programme year: its settings with their known values, the calendar, how a year is copied.

pub mod calendar;
mod catalogue;
mod order;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

pub use catalogue::{CATALOGUE, Known, PARTS, Setting, find};
pub use order::out_of_order;

use super::model::Value;
use crate::shared::{Rule, date_for_typing};

/// 事業の年度の名前などの長さ
pub const LONGEST_CONTACT: usize = 200;
pub const LONGEST_PURPOSE: usize = 1000;
pub const LONGEST_NAME: usize = 100;
pub const LONGEST_SHORT_NAME: usize = 30;
/// Positions: the ministry's programmes from 1, the prefectures' own from here. Theirs stand behind, and none of
/// them keeps the library of cases.
pub const PREFECTURES_FROM: i64 = 1001;

const OWN: &[Rule] = &[
    Rule {
        id: "programmes.dates_belong_to_a_year",
        value: "年度ごと",
        sentence: "日付・上限・人数・締切はその年度の設定とし、設定がない間は分かっている値を使う",
        source: "REQ-340",
    },
    Rule {
        id: "programmes.owner",
        value: "所管課か都道府県",
        sentence: "事業は所管する課か都道府県が作る（運用管理者が代わりに作ることもできる）。都道府県の事業は県の管理者が直し、事務局は県が務める。事例集をもつのは、いちばん先に作られた厚生労働省の事業とする",
        source: "設計（県の事業の事務局に全国の組織を見せない）",
    },
    Rule {
        id: "programmes.copy_moves_dates",
        value: "1年",
        sentence: "年度を写すときは日付を1年ずらして案とし、すべての項目を確かめるまで未確認とする",
        source: "REQ-340",
    },
    Rule {
        id: "programmes.in_order",
        value: "前後",
        sentence: "終わりの日は始まりの日より前にできず、「多くても」は「少なくとも」より小さくできない",
        source: "設計",
    },
    Rule {
        id: "programmes.shown_from_its_start",
        value: "始まりの日",
        sentence: "年度は始まりの日から公開し、それまでは準備中として、その事業の事務局と厚生労働省だけが見る",
        source: "設計",
    },
];

/// Everything of this feature for `snapshots/rules.txt`, the settings among it.
pub fn rules() -> Vec<Rule> {
    let mut rules = [OWN, calendar::RULES].concat();
    rules.extend(CATALOGUE.iter().map(Setting::rule));
    rules
}

/// 「1年ずらす」: 29 February becomes the 28th.
pub fn a_year_later(day: Date) -> Date {
    day.saturating_add(1.year())
}

fn moment_a_year_later(at: DateTime) -> DateTime {
    at.saturating_add(1.year())
}

/// A stored value as the proposal for the next year: dates move, the rest stays.
pub fn proposal(value: &Value) -> Value {
    match value {
        Value::Date(day) => Value::Date(a_year_later(*day)),
        Value::Moment(at) => Value::Moment(moment_a_year_later(*at)),
        other => other.clone(),
    }
}

/// Items of the year itself that a copy leaves to be looked at, beside the settings.
pub const YEAR_CHECKS: &[(&str, &str)] = &[
    ("year.office", "事務局"),
    ("year.contact", "連絡先（メール・電話）"),
    ("year.hours", "受付時間"),
    ("year.period", "実施期間"),
    ("year.purpose", "目的"),
];

/// 準備中: the year has not begun, and is not for everybody yet.
pub fn is_coming(starts_on: Date, today: Date) -> bool {
    today < starts_on
}

/// 実施期間 of a year: not backwards, and not so far from the 年度 that it must be a slip of the pen.
///
/// # Errors
/// The sentence for the field.
pub fn period(fiscal_year: i16, starts_on: Date, ends_on: Date) -> Result<(), String> {
    let year = japanese::wareki::FiscalYear(fiscal_year);
    if ends_on < starts_on {
        return Err("終わりの日が、始まりの日より前になっています。".to_owned());
    }
    if !year.contains(starts_on) || !year.contains(ends_on) {
        return Err(format!(
            "実施期間は{}の中（{}から{}まで）にしてください。",
            year.label(),
            date_for_typing(year.first_day()),
            date_for_typing(year.last_day())
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_copied_year_proposes_dates_a_year_later() {
        assert_eq!(a_year_later(date(2026, 12, 11)), date(2027, 12, 11));
        assert_eq!(a_year_later(date(2028, 2, 29)), date(2029, 2, 28));
        let at = date(2026, 10, 14).at(17, 0, 0, 0);
        assert_eq!(proposal(&Value::Moment(at)), Value::Moment(date(2027, 10, 14).at(17, 0, 0, 0)));
        assert_eq!(proposal(&Value::Number(10)), Value::Number(10));
    }

    #[test]
    fn a_year_is_shown_from_its_first_day() {
        let starts_on = date(2027, 4, 1);
        assert!(is_coming(starts_on, date(2027, 3, 31)));
        assert!(!is_coming(starts_on, date(2027, 4, 1)));
        assert!(!is_coming(starts_on, date(2027, 4, 2)));
    }

    #[test]
    fn a_period_lies_within_its_fiscal_year() {
        assert!(period(2026, date(2026, 4, 1), date(2027, 3, 31)).is_ok());
        assert!(period(2026, date(2026, 3, 31), date(2027, 3, 31)).is_err());
        assert!(period(2026, date(2026, 4, 1), date(2027, 4, 1)).is_err());
        assert!(period(2026, date(2026, 6, 2), date(2026, 6, 1)).is_err());
        assert!(period(2026, date(2026, 6, 1), date(2026, 6, 1)).is_ok());
    }
}

//! Reading dates and years as people type them.

use super::{DateError, DateProblem, Era, EraYear, SOLAR_CALENDAR};
use crate::chars::{is_hyphen, is_ignorable};
use crate::digits;
use crate::width::truncate;
use jiff::civil::{Date, date};
use unicode_normalization::UnicodeNormalization;

/// Reads a date: 「令和8年11月20日」, 「令和元年5月1日」, 「令和八年十一月二十日」, `R8.11.20`, 「令8/11/20」, `2026-11-20`,
/// `2026/11/20`, `20261120`, 「2026年11月20日」, and what this module writes, 「令和8年（2026年）11月20日（金）」.
/// Full-width or half-width, spaces anywhere. A weekday in brackets is ignored; a second year in brackets must agree.
/// On the day an era changed (1912-07-30, 1926-12-25) both names are right.
///
/// # Errors
/// [`DateError`], whose `Display` is a Japanese sentence.
pub fn parse(text: &str) -> Result<Date, DateError> {
    read_date(text).map_err(|problem| error(text, problem))
}

pub(super) fn error(text: &str, problem: DateProblem) -> DateError {
    DateError { given: truncate(text.trim(), 40), problem }
}

fn read_date(text: &str) -> Result<Date, DateProblem> {
    let (text, second_year) = simplified(text, DateProblem::Unreadable)?;
    let (year, month, day) = parted(&text).ok_or(DateProblem::Unreadable)?;
    let (year, month, day) = (read_year(year, DateProblem::Unreadable)?, number(month)?, number(day)?);
    let western = year.western()?;
    agree(western, second_year)?;
    let Ok(month @ 1..=12) = i8::try_from(month) else {
        return Err(DateProblem::NoSuchMonth { month });
    };
    let last_day = date(western, month, 1).days_in_month();
    let date = i8::try_from(day).ok().and_then(|day| Date::new(western, month, day).ok());
    let date = date.ok_or(DateProblem::NoSuchDay { month, last_day })?;
    match year {
        Year::Of(_) if date < SOLAR_CALENDAR => Err(DateProblem::LunarCalendar),
        Year::Of(EraYear { era, .. }) if !era.contains(date) => Err(DateProblem::OutsideEra { era, day: date }),
        _ => Ok(date),
    }
}

/// 「令和8年11月20日」 or 「R8.11.20」 or 「20261120」 → its three parts.
fn parted(text: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        return Some((year, month, day.strip_suffix('日').unwrap_or(day)));
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((&text[..4], &text[4..6], &text[6..]));
    }
    let mut parts = text.split(['.', '/', '-']);
    let found = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(found)
}

/// A year as typed.
#[derive(Clone, Copy)]
pub(super) enum Year {
    Of(EraYear),
    Western(i16),
}

impl Year {
    pub(super) fn western(self) -> Result<i16, DateProblem> {
        let western = match self {
            Self::Of(year) => year.western(),
            Self::Western(year) => Some(year),
        };
        western.filter(|year| (1..=9999).contains(year)).ok_or(DateProblem::NoSuchYear)
    }
}

/// 「令和8」, 「R8」, 「令8」, 「令和元」, 「2026」. `unreadable` is the problem to report for anything else.
pub(super) fn read_year(text: &str, unreadable: DateProblem) -> Result<Year, DateProblem> {
    for era in Era::ALL {
        let initial = era.label().chars().next().unwrap_or_default();
        let Some(number) = text
            .strip_prefix(era.label())
            .or_else(|| text.strip_prefix(initial))
            .or_else(|| text.strip_prefix(|c: char| c.to_ascii_uppercase() == era.letter()))
        else {
            continue;
        };
        let number = if number == "元" { Some(1) } else { whole(number) };
        let year = number.ok_or(unreadable)?;
        return match i16::try_from(year) {
            Ok(year @ 1..) => Ok(Year::Of(EraYear { era, year })),
            _ => Err(DateProblem::NoSuchYear),
        };
    }
    match whole(text).ok_or(unreadable)? {
        0..1000 => Err(DateProblem::YearWithoutEra),
        year => i16::try_from(year).map(Year::Western).map_err(|_| DateProblem::NoSuchYear),
    }
}

fn number(text: &str) -> Result<u64, DateProblem> {
    whole(text).ok_or(DateProblem::Unreadable)
}

fn whole(text: &str) -> Option<u64> {
    if text.contains(',') { None } else { digits::parse(text).ok() }
}

pub(super) fn agree(first: i16, second: Option<i16>) -> Result<(), DateProblem> {
    match second {
        Some(second) if second != first => Err(DateProblem::YearsDisagree { first, second }),
        _ => Ok(()),
    }
}

/// Half-width, without spaces, with one kind of hyphen and without brackets; and the year that stood in brackets.
pub(super) fn simplified(text: &str, unreadable: DateProblem) -> Result<(String, Option<i16>), DateProblem> {
    let (mut simple, mut brackets) = (String::new(), String::new());
    let (mut inside, mut second_year) = (false, None);
    for c in text.nfkc().filter(|&c| !c.is_whitespace() && !is_ignorable(c)) {
        match c {
            '(' if !inside => inside = true,
            ')' if inside => {
                inside = false;
                let content = std::mem::take(&mut brackets);
                if !is_weekday(&content) {
                    second_year = Some(year_in_brackets(&content).ok_or(unreadable.clone())?);
                }
            }
            '(' | ')' => return Err(unreadable),
            _ if inside => brackets.push(c),
            _ if is_hyphen(c) => simple.push('-'),
            _ => simple.push(c),
        }
    }
    if inside {
        return Err(unreadable);
    }
    if simple.is_empty() { Err(DateProblem::Empty) } else { Ok((simple, second_year)) }
}

/// 「金」, 「金曜日」, 「金・祝」, 「Fri」; not 「令和8年」.
fn is_weekday(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| lower.starts_with(day))
        || (content.starts_with(['月', '火', '水', '木', '金', '土', '日', '祝', '休']) && !content.contains('年'))
}

fn year_in_brackets(content: &str) -> Option<i16> {
    let year = content.strip_suffix("年度").or_else(|| content.strip_suffix('年'))?;
    read_year(year, DateProblem::Unreadable).and_then(Year::western).ok()
}

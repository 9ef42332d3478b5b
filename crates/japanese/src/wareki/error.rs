//! What can be wrong with a date or a 年度 that someone typed.

use super::{Era, EraYear, plain};
use jiff::civil::Date;
use std::fmt;

/// Why a text is not a date (or a 年度). `Display` is a Japanese sentence: what was typed, what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    /// What was typed, shortened to 40 columns.
    pub given: String,
    pub problem: DateProblem,
}

/// The kinds of trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateProblem {
    Empty,
    /// None of the known ways to write a date.
    Unreadable,
    /// None of the known ways to write a 年度.
    UnreadableFiscalYear,
    /// 「8/11/20」: neither an era nor a western year of four digits.
    YearWithoutEra,
    /// A month other than 1–12.
    NoSuchMonth {
        month: u64,
    },
    /// A day that this month does not have.
    NoSuchDay {
        month: i8,
        last_day: i8,
    },
    /// 「令和0年」, or a year beyond 9999.
    NoSuchYear,
    /// The day exists, but not in that era: 「平成31年5月1日」.
    OutsideEra {
        era: Era,
        day: Date,
    },
    /// 「平成32年度」.
    FiscalYearOutsideEra {
        era: Era,
        western: i16,
    },
    /// 明治5年 or earlier.
    LunarCalendar,
    /// 「令和8年（2025年）」.
    YearsDisagree {
        first: i16,
        second: i16,
    },
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = &self.given;
        match &self.problem {
            DateProblem::Empty => {
                write!(f, "日付が入力されていません。「令和8年11月20日」や「2026-11-20」のように入力してください。")
            }
            DateProblem::Unreadable => write!(
                f,
                "「{given}」は日付として読めません。「令和8年11月20日」や「2026-11-20」のように入力してください。"
            ),
            DateProblem::UnreadableFiscalYear => {
                write!(f, "「{given}」は年度として読めません。「令和8年度」や「2026年度」のように入力してください。")
            }
            DateProblem::YearWithoutEra => write!(
                f,
                "「{given}」は何年か決められません。西暦4桁で書くか、「令和」や「R」などの元号を付けてください。"
            ),
            DateProblem::NoSuchMonth { month } => {
                write!(f, "「{given}」の{month}月はありません。月を1から12の数字に直してください。")
            }
            DateProblem::NoSuchDay { month, last_day } => write!(
                f,
                "「{given}」という日はありません。この年の{month}月は1日から{last_day}日までです。日を直してください。"
            ),
            DateProblem::NoSuchYear => {
                write!(f, "「{given}」の年はありません。年を直してください。")
            }
            DateProblem::OutsideEra { era, day } => write!(
                f,
                "「{given}」は{}の期間の外です。この日は{}です。元号と年を直してください。",
                era.label(),
                plain(*day)
            ),
            DateProblem::FiscalYearOutsideEra { era, western } => {
                let (era, right) = (era.label(), super::FiscalYear(*western).era_label());
                write!(f, "「{given}」は{era}の期間の外です。正しくは{right}です。元号と年を直してください。")
            }
            DateProblem::LunarCalendar => {
                write!(f, "「{given}」は旧暦の日付です。明治5年以前の日付は、西暦に直して入力してください。")
            }
            DateProblem::YearsDisagree { first, second } => write!(
                f,
                "「{given}」の和暦と西暦が食い違っています（{}と{}）。どちらかを直してください。",
                both_years(*first),
                both_years(*second)
            ),
        }
    }
}

impl std::error::Error for DateError {}

/// 「2026年＝令和8年」, by the era at the year's end.
fn both_years(western: i16) -> String {
    match Date::new(western, 12, 31).ok().and_then(EraYear::of) {
        Some(year) => format!("{western}年＝{}年", year.label()),
        None => format!("{western}年"),
    }
}

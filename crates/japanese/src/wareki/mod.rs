//! 和暦 ↔ 西暦, and 年度. Dates are [`jiff::civil::Date`].
//!
//! An era's first year is 元年. 「明治五年十二月三日ヲ以テ明治六年一月一日トス」(太政官布告第337号): before 1873-01-01 the
//! calendar was the lunar one, so dates of 明治5年 and earlier are neither read nor written in 和暦 here.

mod error;
mod fiscal_year;
mod reading;

pub use error::{DateError, DateProblem};
pub use fiscal_year::FiscalYear;
pub use reading::parse;

use jiff::civil::{Date, Weekday, date};

/// The first day of the solar calendar in Japan: 明治6年1月1日.
pub const SOLAR_CALENDAR: Date = date(1873, 1, 1);

/// 元号.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    Meiji,
    Taisho,
    Showa,
    Heisei,
    Reiwa,
}

impl Era {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The day the era began. 明治 (proclaimed 1868-10-23), 大正 and 昭和 began on the day of change itself,
    /// 平成 (昭和64年政令第1号) and 令和 (平成31年政令第143号) on the day after.
    #[must_use]
    pub const fn first_day(self) -> Date {
        match self {
            Self::Meiji => date(1868, 10, 23),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// The last day that bears the era's name; for 明治 and 大正 also the first day of the next. `None` for the present era.
    #[must_use]
    pub const fn last_day(self) -> Option<Date> {
        match self {
            Self::Meiji => Some(date(1912, 7, 30)),
            Self::Taisho => Some(date(1926, 12, 25)),
            Self::Showa => Some(date(1989, 1, 7)),
            Self::Heisei => Some(date(2019, 4, 30)),
            Self::Reiwa => None,
        }
    }

    /// 「令和」.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// 「R」.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Meiji => 'M',
            Self::Taisho => 'T',
            Self::Showa => 'S',
            Self::Heisei => 'H',
            Self::Reiwa => 'R',
        }
    }

    /// Whether `day` may be dated in this era.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        day >= self.first_day() && self.last_day().is_none_or(|last| day <= last)
    }
}

/// A year of an era: 令和8年.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EraYear {
    pub era: Era,
    /// From 1 (元年).
    pub year: i16,
}

impl EraYear {
    /// The era year in which `day` lies, the new era on the day of change; `None` before 明治6年1月1日.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        if day < SOLAR_CALENDAR {
            return None;
        }
        let era = Era::ALL.into_iter().rfind(|era| era.first_day() <= day)?;
        Some(Self { era, year: day.year() - era.first_day().year() + 1 })
    }

    /// 西暦, when it fits.
    #[must_use]
    pub fn western(self) -> Option<i16> {
        self.era.first_day().year().checked_add(self.year.saturating_sub(1))
    }

    /// 「令和8」, 「令和元」: goes before 年 or 年度.
    #[must_use]
    pub fn label(self) -> String {
        match self.year {
            1 => format!("{}元", self.era.label()),
            year => format!("{}{year}", self.era.label()),
        }
    }
}

/// 「金」.
#[must_use]
pub fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}

/// 「令和8年11月20日（金）」; before 明治6年 「1872年12月31日（火）」.
#[must_use]
pub fn long(day: Date) -> String {
    format!("{}年{}（{}）", year_label(day), month_and_day(day), weekday(day))
}

/// 「令和8年（2026年）11月20日（金）」; before 明治6年 as [`long`].
#[must_use]
pub fn both(day: Date) -> String {
    match EraYear::of(day) {
        Some(year) => {
            format!("{}年（{}年）{}（{}）", year.label(), day.year(), month_and_day(day), weekday(day))
        }
        None => long(day),
    }
}

/// 「R8.11.20」; before 明治6年 「1872.12.31」.
#[must_use]
pub fn short(day: Date) -> String {
    match EraYear::of(day) {
        Some(EraYear { era, year }) => {
            format!("{}{year}.{}.{}", era.letter(), day.month(), day.day())
        }
        None => format!("{}.{}.{}", day.year(), day.month(), day.day()),
    }
}

/// 「令和8年11月20日」 without the weekday.
fn plain(day: Date) -> String {
    format!("{}年{}", year_label(day), month_and_day(day))
}

fn year_label(day: Date) -> String {
    EraYear::of(day).map_or_else(|| day.year().to_string(), EraYear::label)
}

fn month_and_day(day: Date) -> String {
    format!("{}月{}日", day.month(), day.day())
}

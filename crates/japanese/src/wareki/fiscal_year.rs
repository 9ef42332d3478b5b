//! 年度: 4月1日 to 31 March of the next year.

use super::reading::{Year, agree, error, read_year, simplified};
use super::{DateError, DateProblem, EraYear};
use jiff::civil::{Date, date};
use std::fmt;
use std::ops::RangeInclusive;

/// 年度, by the 西暦 of its 1 April: `FiscalYear(2026)` is 令和8年度.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(pub i16);

impl FiscalYear {
    /// The 年度 in which `day` lies: 2027-03-31 → 2026, 2027-04-01 → 2027.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self(if day.month() < 4 { day.year() - 1 } else { day.year() })
    }

    /// 1 April. (Beyond the years −9999 to 9999 the first or last day there is.)
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.0, 4, 1).unwrap_or(if self.0 < 0 { Date::MIN } else { Date::MAX })
    }

    /// 31 March of the next year.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::new(self.0.saturating_add(1), 3, 31).unwrap_or(if self.0 < 0 { Date::MIN } else { Date::MAX })
    }

    /// First to last day.
    #[must_use]
    pub fn days(self) -> RangeInclusive<Date> {
        self.first_day()..=self.last_day()
    }

    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.days().contains(&day)
    }

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// 「令和8年度（2026年度）」; before 明治6年度 「1872年度」.
    #[must_use]
    pub fn label(self) -> String {
        match self.era_year() {
            Some(year) => format!("{}年度（{}年度）", year.label(), self.0),
            None => format!("{}年度", self.0),
        }
    }

    /// 「令和8年度」; before 明治6年度 「1872年度」.
    #[must_use]
    pub fn era_label(self) -> String {
        match self.era_year() {
            Some(year) => format!("{}年度", year.label()),
            None => format!("{}年度", self.0),
        }
    }

    /// An era that begins by the end of September names the whole 年度 (2019: 令和元年度, as the cabinet laid down on
    /// 2019-04-02; 1912: 大正元年度); one that begins later names the next (1926: 大正15年度, 1988: 昭和63年度).
    fn era_year(self) -> Option<EraYear> {
        let middle = Date::new(self.0, 9, 30).ok()?;
        EraYear::of(middle).filter(|_| self.first_day() >= super::SOLAR_CALENDAR)
    }

    /// Reads 「令和8年度」, 「R8年度」, 「令和元年度」, 「2026年度」, 「2026」, 「令和8」, 「令和8年度（2026年度）」. Where an era changed within
    /// the 年度, both names are read (平成31年度 = 令和元年度).
    ///
    /// # Errors
    /// [`DateError`], whose `Display` is a Japanese sentence. 「令和8年」 is a calendar year and refused.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        read(text).map_err(|problem| error(text, problem))
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.label())
    }
}

fn read(text: &str) -> Result<FiscalYear, DateProblem> {
    let unreadable = DateProblem::UnreadableFiscalYear;
    let (text, second) = simplified(text, unreadable.clone()).map_err(|problem| match problem {
        DateProblem::Empty => unreadable.clone(),
        other => other,
    })?;
    let year = read_year(text.strip_suffix("年度").unwrap_or(&text), unreadable)?;
    let western = year.western()?;
    agree(western, second)?;
    let fiscal_year = FiscalYear(western);
    if let Year::Of(EraYear { era, .. }) = year {
        let begins_too_late = fiscal_year.last_day() < era.first_day();
        let ends_too_early = era.last_day().is_some_and(|last| last < date(western, 4, 1));
        if begins_too_late || ends_too_early {
            return Err(DateProblem::FiscalYearOutsideEra { era, western });
        }
    }
    Ok(fiscal_year)
}

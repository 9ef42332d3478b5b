//! Time is handed in: nothing below this module asks the operating system what time it is.
//!
//! Instants are stored as text, `2026-11-21T00:55:31.123Z`: the same on both engines, sorted as
//! text in the order of time, readable in any database tool.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};

/// An instant with millisecond precision, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Cuts what is finer than a millisecond, so that what is stored equals what was meant.
    pub fn new(instant: jiff::Timestamp) -> Self {
        let millis = instant.as_millisecond();
        Self(jiff::Timestamp::from_millisecond(millis).unwrap_or(instant))
    }

    pub fn seconds_later(self, seconds: i64) -> Self {
        Self(self.0.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(self.0))
    }

    /// Whole seconds from `earlier` to this instant; negative when this one is earlier.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.as_second() - earlier.0.as_second()
    }

    /// The same instant on Japan's clocks.
    pub fn in_japan(self) -> Zoned {
        self.0.to_zoned(japan())
    }

    pub fn as_second(self) -> i64 {
        self.0.as_second()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S.%3fZ"))
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text.parse()?))
    }
}

/// Asia/Tokyo. Japan has had no daylight saving time since 1951, so a fixed offset is a safe
/// fallback on a machine without a time-zone database.
pub fn japan() -> TimeZone {
    TimeZone::get("Asia/Tokyo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(9)))
}

/// Where "now" comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// For tests: stands still until it is moved.
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// Answers when `work` is done and at least so long has passed: where the time an answer takes could tell what
    /// the answer keeps to itself. A clock that stands still waits for nothing.
    pub async fn no_sooner<T>(&self, least: std::time::Duration, work: impl Future<Output = T>) -> T {
        let until = tokio::time::Instant::now() + least;
        let done = work.await;
        if matches!(self, Self::System) {
            tokio::time::sleep_until(until).await;
        }
        done
    }

    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::new(jiff::Timestamp::now()),
            Self::Fixed(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Today's date in Japan.
    pub fn today(&self) -> Date {
        self.now().in_japan().date()
    }

    /// Moves a fixed clock on; the system's clock is left alone.
    pub fn advance(&self, seconds: i64) {
        if let Self::Fixed(at) = self {
            let mut at = at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *at = at.seconds_later(seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_sorts_like_time_and_comes_back() {
        let a: Timestamp = "2026-04-01T00:00:00.009Z".parse().unwrap();
        let b = a.seconds_later(1);
        assert_eq!(a.to_string(), "2026-04-01T00:00:00.009Z");
        assert!(a.to_string() < b.to_string());
        assert_eq!(b.to_string().parse::<Timestamp>().unwrap(), b);
        assert_eq!(b.seconds_since(a), 1);
    }

    #[test]
    fn the_fiscal_day_turns_at_midnight_in_japan() {
        let clock = Clock::fixed("2026-03-31T15:00:00Z".parse().unwrap());
        assert_eq!(clock.today(), jiff::civil::date(2026, 4, 1));
        clock.advance(-1);
        assert_eq!(clock.today(), jiff::civil::date(2026, 3, 31));
    }
}

//! How long what is kept about signing in. Days are counted from the moment nothing can be done with it any more.

use foundation::Timestamp;
use jiff::Span;
use jiff::civil::Date;

/// A code that is over is kept this long, so that whoever types it is told why it does not work.
pub const KEEP_CODES_DAYS: i64 = 7;
/// A session that is over.
pub const KEEP_SESSIONS_DAYS: i64 = 30;
/// Default of the setting `sign_in.history_months`.
pub const HISTORY_MONTHS: i64 = 24;
pub const HISTORY_MONTHS_LEAST: i64 = 3;
pub const HISTORY_MONTHS_MOST: i64 = 120;

/// What is older than these moments goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizons {
    pub codes: Timestamp,
    pub sessions: Timestamp,
    /// The first day of the login history that stays.
    pub history: Date,
    pub networks: Timestamp,
}

pub fn horizons(now: Timestamp, history_months: i64) -> Horizons {
    let today = now.in_japan().date();
    Horizons {
        codes: now.seconds_later(-KEEP_CODES_DAYS * 86_400),
        sessions: now.seconds_later(-KEEP_SESSIONS_DAYS * 86_400),
        history: today.saturating_sub(Span::new().months(history_months)),
        networks: now.seconds_later(-super::NETWORK_KEPT_HOURS * 3600),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_are_those_of_the_calendar_in_japan() {
        let at = |text: &str, months| horizons(text.parse().unwrap(), months).history;
        assert_eq!(at("2026-11-21T01:00:00Z", 24), date(2024, 11, 21));
        assert_eq!(at("2026-11-20T15:00:00Z", 24), date(2024, 11, 21), "midnight in Japan");
        assert_eq!(at("2026-11-20T14:59:59Z", 24), date(2024, 11, 20));
        assert_eq!(at("2026-05-31T01:00:00Z", 3), date(2026, 2, 28));
    }
}

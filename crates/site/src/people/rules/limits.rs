//! How often somebody may ask and err. Counted by address *and* browser, so that a stranger's tries are the
//! stranger's own; above that stand two wider limits: so many mails to one address, so much from one network.
//! A browser in which the owner of the address has signed in before stands outside the wider ones: nobody else
//! can use them up for her.

use foundation::Timestamp;

/// Sign-in codes per address, browser and hour.
pub const CODES_PER_HOUR: i64 = 5;
/// Mails that strangers can make us send to one address in an hour, from however many browsers.
pub const MAILS_PER_ADDRESS_AND_HOUR: i64 = 10;
/// Codes to new addresses that one person can ask for in an hour.
pub const NEW_MAILS_PER_HOUR: i64 = 5;
/// Codes asked for from one network in an hour. The municipalities of a whole prefecture share one network
/// address (自治体情報セキュリティクラウド), so this is wide.
pub const CODES_PER_NETWORK_AND_HOUR: i64 = 300;
/// Wrong codes from one network in an hour.
pub const FAILURES_PER_NETWORK_AND_HOUR: i64 = 100;
/// Wrong registration codes with one address in an hour, where nothing tells from which network they come (a
/// proxy that is not named in the settings). Elsewhere the limits by browser and by network stand alone: whatever
/// is counted by address alone is a way for a stranger to keep its owner out.
pub const FAILURES_FROM_NOWHERE_PER_HOUR: i64 = 300;
/// Mails to its managers about requests to join one organisation, in an hour; the page shows them all.
pub const REQUEST_NOTICES_PER_HOUR: i64 = 10;
/// A network address is forgotten after this: no limit looks back further.
pub const NETWORK_KEPT_HOURS: i64 = 24;
/// Failures with one address in one browser (since the last success, within a day) from which on it must wait.
pub const LOCK_AFTER_FAILURES: i64 = 10;
pub const LOCK_FIRST_MINUTES: i64 = 15;
/// Every so many further failures the pause doubles.
pub const LOCK_DOUBLES_EVERY: i64 = 5;
pub const LOCK_MOST_HOURS: i64 = 24;

/// How often something was done since a moment, and when first and last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub count: i64,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
}

/// How many seconds an address still has to wait in this browser after so many failures.
pub fn locked_for(failures: Tally, now: Timestamp) -> i64 {
    let Some(last) = failures.last.filter(|_| failures.count >= LOCK_AFTER_FAILURES) else { return 0 };
    let doublings = ((failures.count - LOCK_AFTER_FAILURES) / LOCK_DOUBLES_EVERY).clamp(0, 16);
    let pause = (LOCK_FIRST_MINUTES * 60) << u32::try_from(doublings).unwrap_or(0);
    (pause.min(LOCK_MOST_HOURS * 3600) - now.seconds_since(last)).max(0)
}

/// How many seconds until there is room again under a limit of `most` in an hour; the oldest makes room.
pub fn wait_within_hour(most: i64, done: Tally, now: Timestamp) -> i64 {
    match done.first {
        Some(first) if done.count >= most => (3600 - now.seconds_since(first)).max(1),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T01:00:00Z".parse().unwrap()
    }

    fn tally(count: i64) -> Tally {
        Tally { count, first: Some(now()), last: Some(now()) }
    }

    #[test]
    fn the_pause_begins_at_the_tenth_failure_and_doubles() {
        let wait = |failures| locked_for(tally(failures), now()) / 60;
        assert_eq!([9, 10, 14, 15, 20].map(wait), [0, 15, 15, 30, 60]);
        assert_eq!(wait(1000), 24 * 60);
        assert_eq!(locked_for(tally(10), now().seconds_later(15 * 60)), 0);
        assert_eq!(locked_for(tally(10), now().seconds_later(15 * 60 - 1)), 1);
    }

    /// No wrong try kills a registration code, so guessing must be hopeless by the numbers: letters to the power
    /// of the length, against everything that the limits let through while a code lives.
    #[test]
    fn guessing_a_registration_code_is_hopeless() {
        let letters = i64::try_from(foundation::chance::CLEAR_LETTERS.len()).unwrap();
        let codes = letters.pow(u32::try_from(super::super::CODE_LENGTH).unwrap());
        let life = super::super::REGISTRATION_CODE_HOURS;
        let tries = |networks: i64| networks * FAILURES_PER_NETWORK_AND_HOUR * life;
        assert!(codes / tries(1) > 30_000_000, "one network, a whole day: 1 in {}", codes / tries(1));
        assert!(codes / tries(1000) > 30_000, "a thousand of them: 1 in {}", codes / tries(1000));
        assert!(codes / (FAILURES_FROM_NOWHERE_PER_HOUR * life) > 10_000_000);
        // A sign-in code dies after five tries, but strangers may ask for ten an hour: no better a door.
        let sign_in = MAILS_PER_ADDRESS_AND_HOUR * super::super::CODE_WRONG_TRIES * life;
        assert!(sign_in <= tries(1));
    }

    #[test]
    fn what_comes_after_the_last_of_an_hour_has_to_wait() {
        for most in [CODES_PER_HOUR, MAILS_PER_ADDRESS_AND_HOUR, CODES_PER_NETWORK_AND_HOUR] {
            assert_eq!(wait_within_hour(most, tally(most - 1), now()), 0);
            assert_eq!(wait_within_hour(most, tally(most), now().seconds_later(600)), 3000);
            assert_eq!(wait_within_hour(most, tally(most + 1), now().seconds_later(600)), 3000);
        }
        assert_eq!(wait_within_hour(5, Tally::default(), now()), 0);
    }
}

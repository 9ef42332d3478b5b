//! What is still to come when a survey closes: how many of how many, by state and by prefecture.

use std::fmt::Write as _;

use foundation::chance::fingerprint;

use super::State;

/// Letters of a stamp: it is compared, not kept.
const STAMP: usize = 16;

/// Respondents of one prefecture in one state.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Lot {
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub state: String,
    pub count: i64,
}

/// Everybody asked, in the order of the prefectures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    pub lots: Vec<Lot>,
}

/// A prefecture where somebody owes an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    pub code: String,
    pub name: String,
    pub asked: i64,
    pub not_opened: i64,
    pub working: i64,
    pub returned: i64,
}

impl Owing {
    pub fn owing(&self) -> i64 {
        self.not_opened + self.working + self.returned
    }
}

impl Outstanding {
    fn sum(&self, counts: impl Fn(&Lot) -> bool) -> i64 {
        self.lots.iter().filter(|lot| counts(lot)).map(|lot| lot.count).sum()
    }

    pub fn of_state(&self, state: State) -> i64 {
        self.sum(|lot| lot.state == state.id())
    }

    /// Who is set aside is asked nothing any more.
    pub fn asked(&self) -> i64 {
        self.sum(|lot| lot.state != State::SetAside.id())
    }

    pub fn owing(&self) -> i64 {
        self.sum(|lot| State::of(&lot.state).is_some_and(State::is_owing))
    }

    /// Only those where somebody owes an answer.
    pub fn by_prefecture(&self) -> Vec<Owing> {
        let mut places: Vec<Owing> = Vec::new();
        for lot in &self.lots {
            if places.last().is_none_or(|last| last.code != lot.prefecture_code) {
                places.push(Owing {
                    code: lot.prefecture_code.clone(),
                    name: lot.prefecture_name.clone(),
                    asked: 0,
                    not_opened: 0,
                    working: 0,
                    returned: 0,
                });
            }
            let Some(place) = places.last_mut() else { continue };
            match State::of(&lot.state) {
                Some(State::SetAside) => continue,
                Some(State::NotOpened) => place.not_opened += lot.count,
                Some(State::Working) => place.working += lot.count,
                Some(State::Returned) => place.returned += lot.count,
                Some(State::Submitted | State::Accepted) | None => {}
            }
            place.asked += lot.count;
        }
        places.retain(|place| place.owing() > 0);
        places
    }

    /// What these counts are recognised by: a confirmation carries it, so that nobody confirms what she was not shown.
    pub fn stamp(&self) -> String {
        let mut text = String::new();
        for lot in &self.lots {
            let _ = write!(text, "{} {} {};", lot.prefecture_code, lot.state, lot.count);
        }
        fingerprint(&text).chars().take(STAMP).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(prefecture: &str, state: State, count: i64) -> Lot {
        Lot {
            prefecture_code: prefecture.to_owned(),
            prefecture_name: format!("{prefecture}県"),
            state: state.id().to_owned(),
            count,
        }
    }

    #[test]
    fn who_owes_is_counted_by_state_and_place_and_who_is_set_aside_not_at_all() {
        let all = Outstanding {
            lots: vec![
                lot("01", State::Accepted, 3),
                lot("01", State::NotOpened, 2),
                lot("01", State::SetAside, 9),
                lot("02", State::Accepted, 1),
                lot("02", State::Submitted, 1),
                lot("03", State::Returned, 1),
                lot("03", State::Working, 4),
            ],
        };
        assert_eq!((all.asked(), all.owing()), (12, 7));
        assert_eq!((all.of_state(State::Working), all.of_state(State::Submitted)), (4, 1));
        let places = all.by_prefecture();
        let short: Vec<_> =
            places.iter().map(|p| (p.code.as_str(), p.asked, p.not_opened, p.working, p.returned)).collect();
        assert_eq!(short, [("01", 5, 2, 0, 0), ("03", 5, 0, 4, 1)]);
        assert_eq!(Outstanding::default().by_prefecture(), []);
    }

    #[test]
    fn the_stamp_moves_with_any_count() {
        let shown = Outstanding { lots: vec![lot("01", State::Working, 2), lot("02", State::Working, 1)] };
        let mut later = shown.clone();
        assert_eq!(shown.stamp(), later.stamp());
        later.lots[0].count = 1;
        later.lots[1].count = 2;
        assert_ne!(shown.stamp(), later.stamp(), "the same sum elsewhere is something else");
        later = shown.clone();
        later.lots[1].state = State::Submitted.id().to_owned();
        assert_ne!(shown.stamp(), later.stamp());
    }
}

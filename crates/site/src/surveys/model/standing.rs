//! Where one respondent on a list stands, with what a collection room counts by. The room's filter (`storage::RoomFilter`)
//! asks the same of the database; a story holds the two together.

use jiff::civil::Date;

use super::State;
use crate::regions::population_band;

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Standing {
    pub prefecture_code: String,
    pub state: String,
    pub due_on: String,
    pub population: Option<i64>,
    pub kaso: Option<i64>,
    pub chusankan: Option<i64>,
    pub shokibo: Option<i64>,
    /// Class or population is invented.
    pub fictitious: bool,
}

impl Standing {
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::NotOpened)
    }

    /// `kaso`, `chusankan`, `shokibo`; `any` of them; `none`, where all three are known.
    pub fn is_of_class(&self, class: &str) -> bool {
        let flags = [self.kaso, self.chusankan, self.shokibo];
        match class {
            "kaso" => self.kaso == Some(1),
            "chusankan" => self.chusankan == Some(1),
            "shokibo" => self.shokibo == Some(1),
            "any" => flags.contains(&Some(1)),
            "none" => flags.iter().all(|flag| *flag == Some(0)),
            _ => true,
        }
    }

    pub fn is_of_band(&self, band: &str) -> bool {
        band.is_empty() || self.population.and_then(population_band).is_some_and(|(id, _)| id == band)
    }

    /// The deadline is past and an answer is still to come.
    pub fn is_late(&self, today: Date) -> bool {
        self.state().is_owing() && self.due_on.parse::<Date>().is_ok_and(|due| due < today)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn standing(flags: [Option<i64>; 3], population: Option<i64>) -> Standing {
        let [kaso, chusankan, shokibo] = flags;
        Standing {
            prefecture_code: "010006".to_owned(),
            state: "working".to_owned(),
            due_on: "2026-09-30".to_owned(),
            population,
            kaso,
            chusankan,
            shokibo,
            fictitious: true,
        }
    }

    #[test]
    fn a_class_is_one_of_three_and_none_only_where_all_are_known() {
        let one = standing([Some(1), Some(0), Some(0)], Some(9_999));
        assert!(one.is_of_class("kaso") && one.is_of_class("any") && !one.is_of_class("none"));
        assert!(!one.is_of_class("shokibo") && one.is_of_class(""));
        assert!(standing([Some(0); 3], None).is_of_class("none"));
        let unknown = standing([Some(0), None, Some(0)], None);
        assert!(!unknown.is_of_class("none") && !unknown.is_of_class("any"));
        assert!(one.is_of_band("under1") && !one.is_of_band("1to3") && one.is_of_band(""));
        assert!(!unknown.is_of_band("under1"));
    }

    #[test]
    fn late_is_from_the_day_after_the_deadline_and_only_who_owes() {
        let mut one = standing([None; 3], None);
        assert!(!one.is_late(date(2026, 9, 30)) && one.is_late(date(2026, 10, 1)));
        one.state = "submitted".to_owned();
        assert!(!one.is_late(date(2026, 10, 1)));
    }
}

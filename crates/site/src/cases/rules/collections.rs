//! 募集: how long, for whom, and when a case can be handed to it.

use jiff::civil::Date;

use crate::cases::model::{Case, Collection, Phase};
use crate::shared::day_in_words;

pub const TITLE_CHARACTERS: usize = 80;
pub const SOUGHT_CHARACTERS: usize = 1000;
/// 「一つの募集は2年まで」
pub const DAYS_AT_MOST: i32 = 731;
pub const WANTED_AT_MOST: i64 = 100;

/// What is wrong with the days, and at which field.
pub fn days_fault(opens: Date, closes: Date) -> Option<(&'static str, String)> {
    if closes < opens {
        return Some(("closes_on", "「締切の日」は、「始まりの日」と同じか、あとの日にしてください。".to_owned()));
    }
    let days = opens.until(closes).map_or(i32::MAX, |span| span.get_days());
    (days > DAYS_AT_MOST).then(|| ("closes_on", "一つの募集は2年までです。締切の日を早めてください。".to_owned()))
}

/// Whose case it is, for whom a collection asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    Municipality,
    Prefecture,
    Body,
}

impl OwnerKind {
    pub fn of(case: &Case) -> Self {
        match &case.body {
            Some(_) => Self::Body,
            None if case.owner_code == case.prefecture_code => Self::Prefecture,
            None => Self::Municipality,
        }
    }
}

/// Whether a case can be handed to a collection on a day.
pub fn may_collect(
    collection: &Collection,
    owner: OwnerKind,
    prefecture_code: &str,
    today: Date,
) -> Result<(), String> {
    match collection.phase(today) {
        Phase::Open => {}
        Phase::Coming => {
            return Err(format!("この募集は{}から始まります。", day_in_words(&collection.opens_on)));
        }
        Phase::Over | Phase::Closed => {
            return Err(
                "この募集は締め切られています。間に合わなかったときは、募集したところに相談してください。".to_owned()
            );
        }
    }
    let is_asked = match (owner, collection.asked.as_str()) {
        // Asked directly, or gathered by its prefecture.
        (OwnerKind::Municipality, _) => true,
        (OwnerKind::Prefecture, asked) => asked != "municipalities",
        (OwnerKind::Body, asked) => asked == "anyone",
    };
    let is_within = collection.prefecture_code.as_ref().is_none_or(|code| code == prefecture_code);
    if is_asked && is_within {
        Ok(())
    } else {
        Err(format!("この募集は{}の事例を求めています。", collection.asked_words()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::cases::model::State;

    #[test]
    fn just_under_at_and_over_the_days_of_a_collection() {
        let day = date(2026, 8, 26);
        assert_eq!(days_fault(day, day), None);
        assert!(days_fault(day, date(2026, 8, 25)).is_some());
        assert_eq!(days_fault(day, date(2028, 8, 26)), None);
        assert!(days_fault(day, date(2028, 8, 27)).is_some());
    }

    #[test]
    fn only_what_is_asked_for_and_only_in_its_days() {
        let case = Case::sample(State::Draft);
        let may_collect = |call: &Collection, case: &Case, day| {
            super::may_collect(call, OwnerKind::of(case), &case.prefecture_code, day)
        };
        let call = |asked: &str, prefecture: Option<&str>| Collection {
            asked: asked.to_owned(),
            prefecture_code: prefecture.map(str::to_owned),
            prefecture_name: prefecture.map(|_| "見本県".to_owned()),
            opens_on: "2026-08-26".to_owned(),
            closes_on: "2026-10-31".to_owned(),
            ..Collection::default()
        };
        let day = date(2026, 9, 1);
        assert_eq!(may_collect(&call("municipalities", None), &case, day), Ok(()));
        assert_eq!(may_collect(&call("municipalities", Some(&case.prefecture_code)), &case, day), Ok(()));
        assert!(
            may_collect(&call("municipalities", Some("010006")), &case, day)
                .is_err_and(|s| s.contains("見本県の市町村"))
        );
        assert_eq!(may_collect(&call("prefectures", None), &case, day), Ok(()), "gathered by its prefecture");
        let own = Case { owner_code: case.prefecture_code.clone(), ..case.clone() };
        assert!(may_collect(&call("municipalities", None), &own, day).is_err());
        assert!(
            may_collect(&call("anyone", None), &case, date(2026, 8, 25)).is_err_and(|s| s.contains("から始まります"))
        );
        assert!(
            may_collect(&call("anyone", None), &case, date(2026, 11, 1)).is_err_and(|s| s.contains("締め切られて"))
        );
        let body = Case { body: Some((1, "見本医師会".to_owned())), ..case };
        assert!(may_collect(&call("municipalities", None), &body, day).is_err());
        assert_eq!(may_collect(&call("anyone", None), &body, day), Ok(()));
    }
}

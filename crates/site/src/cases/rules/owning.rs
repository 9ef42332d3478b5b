//! Whose a case is: places that go with the owner, towns that own one together, and how they share the cost.

use crate::cases::model::{CostShare, WHOLE};
use crate::regions::NamedPlace;

/// Shares that are rounded to a tenth of a percent may miss 100 % by this much in all, in tenths.
const SHARES_MAY_MISS: i64 = 5;

/// What is wrong with the places of a case; `owner` is the place that owns it, `None` a body.
pub fn place_refusal(owner: Option<&NamedPlace>, places: &[NamedPlace]) -> Option<String> {
    let Some(owner) = owner else {
        return places.is_empty().then(|| "「地域」に、この事例の市町村を一つ以上書いてください。".to_owned());
    };
    if owner.is_prefecture() {
        let outside = places.iter().find(|place| place.prefecture_code != owner.code)?;
        return Some(format!(
            "「{}」は{}の市町村ではありません。都道府県の事例の「地域」には、その中の市町村を書いてください。",
            outside.label(),
            owner.name
        ));
    }
    (places.first().map(|first| &first.code) != Some(&owner.code)).then(|| {
        format!(
            "「地域」の最初には「{}」を書いてください。共に取り組むほかの市町村は、そのあとに続けられます。",
            owner.label()
        )
    })
}

/// What is wrong with owning a case together; `places` are the codes under 「地域」.
pub fn co_owner_refusal(owner: Option<&NamedPlace>, places: &[String], co_owners: &[NamedPlace]) -> Option<String> {
    if co_owners.is_empty() {
        return None;
    }
    let Some(owner) = owner.filter(|owner| !owner.is_prefecture()) else {
        return Some("「いっしょに持つ市町村」は、市町村の事例のときだけ書けます。".to_owned());
    };
    let stranger = co_owners.iter().find(|place| place.code != owner.code && !places.contains(&place.code))?;
    Some(format!(
        "「{}」を、先に「地域」に書いてください。いっしょに持つのは「地域」の市町村だけです。",
        stranger.label()
    ))
}

/// What is wrong with the shares of the cost.
pub fn shares_refusal(shares: &[CostShare]) -> Option<String> {
    let told: Vec<i64> = shares.iter().filter_map(|share| share.tenths).collect();
    let total: i64 = told.iter().sum();
    let words = |total: i64| format!("{}.{}", total / 10, total % 10);
    if total > WHOLE + SHARES_MAY_MISS {
        return Some(format!(
            "「費用の分け方」の割合を合わせると{} %になります。100 %までにしてください。",
            words(total)
        ));
    }
    let is_short = !told.is_empty() && told.len() == shares.len() && total < WHOLE - SHARES_MAY_MISS;
    is_short.then(|| {
        format!(
            "「費用の分け方」の割合を合わせると{} %です。100 %になるように書くか、分からない行の割合を空にしてください。",
            words(total)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_the_cost_add_up() {
        let refused = |tenths: &[Option<i64>]| {
            let shares: Vec<_> = tenths.iter().map(|t| CostShare { basis: "均等割".to_owned(), tenths: *t }).collect();
            shares_refusal(&shares).is_some()
        };
        assert!(!refused(&[]) && !refused(&[None, None]) && !refused(&[Some(400), Some(300), Some(300)]));
        assert!(!refused(&[Some(333), Some(333), Some(333)]) && !refused(&[Some(995)]) && !refused(&[Some(1005)]));
        assert!(refused(&[Some(994)]) && refused(&[Some(500), Some(506)]));
        assert!(!refused(&[Some(600), None]) && refused(&[Some(1000), Some(6), None]));
    }

    #[test]
    fn only_towns_of_the_case_own_it_together() {
        let place = |code: &str, prefecture: &str| NamedPlace {
            code: code.to_owned(),
            name: code.to_owned(),
            prefecture_code: prefecture.to_owned(),
            ..NamedPlace::default()
        };
        let (town, other, prefecture) =
            (place("193666", "190004"), place("193658", "190004"), place("190004", "190004"));
        let places = [town.code.clone(), other.code.clone()];
        let refused = |owner: Option<&NamedPlace>, places: &[String], with: &[NamedPlace]| {
            co_owner_refusal(owner, places, with).is_some()
        };
        assert!(!refused(Some(&town), &places, std::slice::from_ref(&other)));
        assert!(!refused(None, &[], &[]) && !refused(Some(&town), &places, std::slice::from_ref(&town)));
        assert!(refused(Some(&town), &places[..1], std::slice::from_ref(&other)));
        assert!(refused(None, &places, std::slice::from_ref(&other)), "a body owns its own alone");
        assert!(refused(Some(&prefecture), &places, std::slice::from_ref(&other)));
    }

    #[test]
    fn places_go_with_the_owner() {
        let place = |code: &str, prefecture: &str| NamedPlace {
            code: code.to_owned(),
            name: code.to_owned(),
            prefecture_code: prefecture.to_owned(),
            ..NamedPlace::default()
        };
        let town = place("352128", "350001");
        let neighbour = place("353051", "350001");
        let far = place("193666", "190004");
        let prefecture = place("350001", "350001");
        let refused = |owner: Option<&NamedPlace>, places: &[&NamedPlace]| {
            place_refusal(owner, &places.iter().map(|p| (*p).clone()).collect::<Vec<_>>()).is_some()
        };
        assert!(!refused(Some(&town), &[&town, &neighbour, &far]), "its own first, then whom it works with");
        assert!(refused(Some(&town), &[&neighbour, &town]) && refused(Some(&town), &[]));
        assert!(!refused(Some(&prefecture), &[]) && !refused(Some(&prefecture), &[&town, &neighbour]));
        assert!(refused(Some(&prefecture), &[&town, &far]));
        assert!(!refused(None, &[&far]) && refused(None, &[]));
    }
}

//! `/cases/{number}/carry-over`

use askama::Template;

use crate::cases::model::{Case, Field, TagKind, Town};
use crate::regions::NamedPlace;
use crate::regions::likeness::{Neighbour, Side};
use crate::shared::{Fact, Frame, Link};

/// A factor: the case's municipality, one's own, the difference in words.
pub struct FactorRow {
    pub label: &'static str,
    pub case: Side,
    pub own: Side,
    pub difference: String,
}

#[derive(Template)]
#[template(path = "cases/templates/carry_over.html")]
pub struct CarryOverPage {
    pub frame: Frame,
    pub number: i64,
    pub title: String,
    /// The case's municipality that is compared; empty where it has none.
    pub place: Option<Link>,
    /// Its others.
    pub other_places: Vec<Link>,
    pub typed: String,
    pub own: Option<Link>,
    pub is_own: bool,
    pub unknown: bool,
    pub several: Vec<Link>,
    pub rows: Vec<FactorRow>,
    /// How many factors cannot be compared.
    pub missing: usize,
    /// What the work took, in the case's own words.
    pub needs: Vec<Fact>,
}

/// What somebody who wants to do the same asks first.
const NEEDS: [Field; 5] = [Field::Actor, Field::Structure, Field::Budget, Field::Hardships, Field::NotTrying];

impl CarryOverPage {
    pub fn new(
        frame: Frame,
        case: &Case,
        places: &[NamedPlace],
        of: Option<&NamedPlace>,
        town: &Town,
        compared: Option<&Neighbour>,
    ) -> Self {
        let base = format!("/cases/{}/carry-over", case.number);
        let with = |town: &str, place: &str| {
            let query = foundation::web::Fields::from_pairs([("town", town), ("place", place)]).to_query();
            format!("{base}?{query}")
        };
        let code = of.map_or("", |place| place.code.as_str());
        let own = town.found.as_ref().map_or("", |own| own.code.as_str());
        let fact = |label: &str, value: String| Fact {
            label: label.to_owned(),
            value,
            note: String::new(),
            fictitious: false,
        };
        let key_persons = case.content.tags_of(TagKind::KeyPerson).collect::<Vec<_>>().join("、");
        let mut needs: Vec<Fact> = vec![
            fact("鍵になった人・組織", key_persons),
            fact("始めた年", case.content.start_year.map(|year| format!("{year}年")).unwrap_or_default()),
        ];
        needs.extend(NEEDS.iter().map(|field| fact(field.label(), case.content.texts.get(*field).to_owned())));
        needs.retain(|fact| !fact.value.is_empty());
        let rows: Vec<FactorRow> = compared
            .map(|compared| {
                let row = |factor: &crate::regions::likeness::Compared| FactorRow {
                    label: factor.label,
                    case: factor.other.clone(),
                    own: factor.own.clone(),
                    difference: factor.difference.clone().unwrap_or_default(),
                };
                compared.factors.iter().map(row).collect()
            })
            .unwrap_or_default();
        Self {
            frame,
            number: case.number,
            title: case.content.texts.title.clone(),
            place: of.map(|place| Link::new(place.label(), format!("/regions/{}", place.code))),
            other_places: places
                .iter()
                .filter(|place| place.code != code)
                .map(|place| Link::new(&*place.name, with(own, &place.code)))
                .collect(),
            typed: town.typed.clone(),
            own: town.found.as_ref().map(|own| Link::new(own.label(), format!("/regions/{}", own.code))),
            is_own: town.is_own,
            unknown: town.is_unknown(),
            several: town.several.iter().map(|one| Link::new(one.label(), with(&one.code, code))).collect(),
            missing: rows.iter().filter(|row| row.difference.is_empty()).count(),
            rows,
            needs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::model::State;
    use crate::regions::likeness::Compared;
    use crate::shared::testing::assert_page;

    fn place(code: &str, name: &str) -> NamedPlace {
        NamedPlace {
            code: code.to_owned(),
            name: name.to_owned(),
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            ..NamedPlace::default()
        }
    }

    #[test]
    fn every_sample_is_a_sound_page() {
        let frame = || Frame::sample("当てはめて考える");
        let case = Case::sample(State::Published);
        let places = [place("352128", "柳井市"), place("353051", "周防大島町")];
        let side = |words: &str, note: &str| Side { words: words.to_owned(), note: note.to_owned(), fictitious: true };
        let factor = |label, difference: Option<&str>| Compared {
            id: "size",
            label,
            own: side("7,200人", "令和7年4月1日時点、見本"),
            other: side("不明", ""),
            difference: difference.map(str::to_owned),
            closeness: None,
        };
        let compared = Neighbour {
            code: "352128".to_owned(),
            name: "柳井市".to_owned(),
            prefecture_name: "山口県".to_owned(),
            likeness: None,
            factors: vec![factor("人口規模", None), factor("区分", Some("同じ"))],
        };
        let own = Town { found: Some(place("352012", "下関市")), is_own: true, ..Town::default() };
        let page = CarryOverPage::new(frame(), &case, &places, places.first(), &own, Some(&compared));
        assert_eq!((page.missing, page.other_places.len()), (1, 1));
        assert_eq!(page.other_places[0].href, format!("/cases/{}/carry-over?town=352012&place=353051", case.number));
        assert_page(&page);
        // Without a municipality of its own, without the reader's, with a name of several, with one of none.
        assert_page(&CarryOverPage::new(frame(), &case, &[], None, &own, None));
        assert_page(&CarryOverPage::new(frame(), &case, &places, places.first(), &Town::default(), None));
        let several = Town { typed: "池田町".to_owned(), several: places.to_vec(), ..Town::default() };
        assert_page(&CarryOverPage::new(frame(), &case, &places, places.first(), &several, None));
        let unknown = Town { typed: "あ".to_owned(), ..Town::default() };
        assert!(unknown.is_unknown());
        assert_page(&CarryOverPage::new(frame(), &case, &places, places.first(), &unknown, None));
    }
}

//! This node's copy of the index: what is matched and weighed. What is shown is read from the database.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use text_index::{Index, Text};

use super::{Shelf, Synonym};

/// Numbers of the last changes a copy holds (`search_feed`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Feed {
    pub number: i64,
    pub made: i64,
    pub words: i64,
    pub opened: i64,
}

impl Feed {
    /// Nothing of `other` is missing here.
    pub fn holds(&self, other: &Self) -> bool {
        self.made == other.made
            && self.number >= other.number
            && self.words >= other.words
            && self.opened >= other.opened
    }
}

/// What is weighed besides the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub key: Box<str>,
    /// A day, or nothing.
    pub dated: Option<jiff::civil::Date>,
    /// It only says where the others come from.
    pub is_source: bool,
    /// How often the thing was opened out of a list of hits.
    pub opened: i64,
}

/// A shelf as it stands in the database, with the name of who may find what stands on it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ShelfRow {
    pub id: i64,
    pub kind: String,
    pub prefecture_code: String,
    pub fiscal_year: i64,
    pub scenes: String,
    pub audience: String,
}

/// Kind, prefecture, year, scenes.
type Values = (Arc<str>, Arc<str>, i64, Arc<str>);

#[derive(Default)]
pub struct Copy {
    pub feed: Feed,
    pub index: Index<Kept>,
    shelves: Vec<ShelfRow>,
    /// Who may find something, once for all shelves that share it; and of each shelf, which of these is its own.
    audiences: HashMap<String, usize>,
    audience_of: Vec<usize>,
    /// The place of each shelf by its number in the database.
    pub places: BTreeMap<i64, u32>,
    /// Large things that are still to be put in, with the number of their change.
    pub large: BTreeMap<i64, i64>,
    /// Somebody is at it.
    pub is_catching_up: bool,
    /// What may be narrowed by, once for all shelves that share it; and of each shelf, which of these is its own.
    values: Vec<Shelf>,
    values_of: Vec<usize>,
    known_values: HashMap<Values, usize>,
    synonyms: Arc<Vec<Synonym>>,
}

impl Copy {
    pub fn place_shelves(&mut self, rows: Vec<ShelfRow>) {
        for row in rows {
            if !self.places.contains_key(&row.id) {
                self.places.insert(row.id, u32::try_from(self.shelves.len()).unwrap_or(u32::MAX));
                let shelf = shelf(&row.kind, &row.prefecture_code, row.fiscal_year, &row.scenes, 0);
                let key = (shelf.kind.clone(), shelf.prefecture_code.clone(), shelf.fiscal_year, shelf.scenes.clone());
                let next = self.values.len();
                let own = *self.known_values.entry(key).or_insert(next);
                if own == next {
                    self.values.push(shelf);
                }
                self.values_of.push(own);
                let next = self.audiences.len();
                self.audience_of.push(*self.audiences.entry(row.audience.clone()).or_insert(next));
                self.shelves.push(row);
            }
        }
    }

    /// Large things wait, and nobody is at them.
    pub fn is_behind(&self) -> bool {
        !self.large.is_empty() && !self.is_catching_up
    }

    /// Whether it is the asker who catches up.
    pub fn catches_up(&mut self) -> bool {
        let is_hers = self.is_behind();
        self.is_catching_up |= is_hers;
        is_hers
    }

    /// The next large thing; where there is none, whoever was at them is done.
    pub fn next_large(&mut self) -> Option<(i64, i64)> {
        let next = self.large.first_key_value().map(|(thing, number)| (*thing, *number));
        self.is_catching_up = next.is_some();
        next
    }

    /// A thing that is no more, or not as it was.
    pub fn forget(&mut self, thing: i64) {
        self.large.remove(&thing);
        self.index.remove(thing);
    }

    /// A large thing, changed with this number: put in later, and gone until then.
    pub fn put_off(&mut self, thing: i64, number: i64) {
        self.forget(thing);
        self.large.insert(thing, number);
    }

    pub fn learn(&mut self, synonyms: Vec<Synonym>) {
        self.synonyms = Arc::new(synonyms);
    }

    pub fn synonyms(&self) -> Arc<Vec<Synonym>> {
        self.synonyms.clone()
    }

    /// Of each shelf, whether the holder of these tokens may find what stands on it. An audience's name is its tokens.
    pub fn open_to(&self, tokens: &[String]) -> Vec<bool> {
        let held: BTreeSet<&str> = tokens.iter().map(String::as_str).collect();
        let is_open = |audience: &String| audience.split(' ').any(|token| held.contains(token));
        let mut of = vec![false; self.audiences.len()];
        for (audience, at) in &self.audiences {
            if let Some(own) = of.get_mut(*at) {
                *own = is_open(audience);
            }
        }
        self.audience_of.iter().map(|audience| of.get(*audience).copied().unwrap_or(false)).collect()
    }

    /// What may be narrowed by, with how many things there are of it; `counts`: of each shelf.
    pub fn counted(&self, counts: &[i64]) -> Vec<Shelf> {
        let mut things = vec![0; self.values.len()];
        for (own, count) in self.values_of.iter().zip(counts) {
            if let Some(things) = things.get_mut(*own) {
                *things += count;
            }
        }
        let counted = self.values.iter().zip(things).filter(|(_, things)| *things > 0);
        counted.map(|(shelf, things)| Shelf { things, ..shelf.clone() }).collect()
    }

    /// Of these shelves, those that `admits`.
    pub fn narrowed(&self, open: &[bool], admits: impl Fn(&Shelf) -> bool) -> Vec<bool> {
        let admitted: Vec<bool> = self.values.iter().map(admits).collect();
        let of = |own: &usize| admitted.get(*own).copied().unwrap_or(false);
        self.values_of.iter().zip(open).map(|(own, open)| *open && of(own)).collect()
    }

    /// Those of these kinds; of no kind in particular: all of them.
    pub fn of_kinds(&self, open: &[bool], kinds: &[&str]) -> Vec<bool> {
        self.narrowed(open, |shelf| kinds.is_empty() || kinds.contains(&&*shelf.kind))
    }

    pub fn kind_of(&self, text: &Text<Kept>) -> &str {
        self.shelves.get(text.shelf as usize).map_or("", |shelf| &shelf.kind)
    }
}

fn shelf(kind: &str, prefecture: &str, fiscal_year: i64, scenes: &str, things: i64) -> Shelf {
    Shelf { kind: kind.into(), prefecture_code: prefecture.into(), fiscal_year, scenes: scenes.into(), things }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> Copy {
        let row = |id, kind: &str, audience: &str| ShelfRow {
            id,
            kind: kind.to_owned(),
            prefecture_code: "350001".to_owned(),
            fiscal_year: 2026,
            scenes: String::new(),
            audience: audience.to_owned(),
        };
        let mut copy = Copy::default();
        copy.place_shelves(vec![
            row(7, "case", "cases.look"),
            row(9, "case", "cases.look_at_drafts cases.look_at_drafts@municipality:352128"),
            row(7, "case", "cases.look"),
        ]);
        copy
    }

    #[test]
    fn a_shelf_is_open_to_who_holds_one_of_its_tokens() {
        let copy = copy();
        let open = |tokens: &[&str]| copy.open_to(&tokens.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert_eq!(open(&["cases.look"]), [true, false]);
        assert_eq!(open(&["cases.look_at_drafts@municipality:352128"]), [false, true]);
        assert_eq!(open(&["cases.look_at_drafts@municipality:35212", "cases"]), [false, false]);
        assert_eq!(open(&[]), [false, false]);
        assert_eq!((copy.places.get(&9), copy.places.get(&8)), (Some(&1), None));
    }

    #[test]
    fn one_catches_up_and_nothing_is_put_back_that_went_on() {
        let mut copy = copy();
        assert!(!copy.is_behind() && copy.next_large().is_none());
        copy.put_off(5, 10);
        copy.put_off(6, 10);
        assert!(copy.is_behind() && copy.catches_up() && !copy.catches_up());
        assert_eq!(copy.next_large(), Some((5, 10)));
        copy.put_off(5, 12);
        assert_eq!(copy.large.get(&5), Some(&12));
        copy.forget(5);
        assert_eq!(copy.next_large(), Some((6, 10)));
        copy.forget(6);
        assert!(copy.next_large().is_none() && !copy.is_catching_up);
    }

    #[test]
    fn what_one_may_narrow_by_is_counted_together() {
        let copy = copy();
        assert_eq!(copy.counted(&[2, 3]), [shelf("case", "350001", 2026, "", 5)]);
        assert_eq!(copy.of_kinds(&[true, false], &["case"]), [true, false]);
        assert_eq!(copy.of_kinds(&[true, true], &["region"]), [false, false]);
        assert_eq!(copy.of_kinds(&[true, true], &[]), [true, true]);
    }

    #[test]
    fn a_copy_of_an_index_that_was_made_anew_holds_nothing_of_it() {
        let feed = |number, made| Feed { number, made, words: 1, opened: 1 };
        assert!(feed(5, 1).holds(&feed(5, 1)) && feed(6, 1).holds(&feed(5, 1)));
        assert!(!feed(4, 1).holds(&feed(5, 1)) && !feed(9, 1).holds(&feed(5, 2)));
    }
}

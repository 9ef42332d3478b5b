//! Every published case as far as choosing needs it, kept in memory by each node: counting behind every choice reads sets of bits, not
//! rows.

use std::collections::{BTreeMap, HashMap};

use super::selection::{Counted, FACETS, Facets, IndexRow, Selection, Sort};
use crate::search::Feed;

/// How well each case that answers a word answers each: 0 for not at all.
pub type Answers = HashMap<i64, Vec<u8>>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn all(length: usize) -> Self {
        let mut bits = Self(vec![u64::MAX; length.div_ceil(64)]);
        if let Some(last) = bits.0.last_mut().filter(|_| !length.is_multiple_of(64)) {
            *last = (1 << (length % 64)) - 1;
        }
        bits
    }

    fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    fn set(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn narrow(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    fn places(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest.checked_sub(1)?;
                Some(at * 64 + bit)
            })
        })
    }
}

/// The rows that bear a value. Free words are many, and most are borne by one row: these are not worth a bit for every row.
#[derive(Clone, Debug)]
enum Bearers {
    Few(Vec<u32>),
    Many(Bits),
}

impl Bearers {
    /// A place takes the room of so many bits.
    const BITS: usize = 32;

    /// One more of `all` rows; they come in rising order.
    fn add(&mut self, at: usize, all: usize) {
        match self {
            Self::Few(places) => {
                places.extend(u32::try_from(at));
                if places.len() * Self::BITS > all {
                    let mut bits = Bits::none(all);
                    for place in places.iter() {
                        bits.set(*place as usize);
                    }
                    *self = Self::Many(bits);
                }
            }
            Self::Many(bits) => bits.set(at),
        }
    }

    fn widen(&self, any: &mut Bits) {
        match self {
            Self::Few(places) => {
                for place in places {
                    any.set(*place as usize);
                }
            }
            Self::Many(bits) => any.0.iter_mut().zip(&bits.0).for_each(|(a, b)| *a |= b),
        }
    }

    fn count_in(&self, inside: &Bits) -> i64 {
        match self {
            Self::Few(places) => places.iter().map(|place| i64::from(inside.has(*place as usize))).sum(),
            Self::Many(bits) => bits.0.iter().zip(&inside.0).map(|(a, b)| i64::from((a & b).count_ones())).sum(),
        }
    }

    fn first(&self) -> Option<usize> {
        match self {
            Self::Few(places) => places.first().map(|place| *place as usize),
            Self::Many(bits) => bits.places().next(),
        }
    }
}

/// The published cases, the newest first.
#[derive(Default)]
pub struct Published {
    pub feed: Feed,
    known: BTreeMap<i64, IndexRow>,
    rows: Vec<IndexRow>,
    /// Of each facet in the order of the page, which rows bear each value.
    values: Vec<BTreeMap<String, Bearers>>,
    invented: Bits,
}

impl Published {
    /// Every row there is.
    pub fn of(rows: Vec<IndexRow>) -> Self {
        let mut published = Self::default();
        published.replace(&[], rows);
        published
    }

    /// These rows, in the place of what was known of these cases and of themselves.
    pub fn replace(&mut self, numbers: &[i64], rows: Vec<IndexRow>) {
        for number in numbers {
            self.known.remove(number);
        }
        self.known.extend(rows.into_iter().map(|row| (row.number, row)));
        self.rows = self.known.values().cloned().collect();
        self.rows.sort_by(|a, b| b.published_at.cmp(&a.published_at).then_with(|| b.number.cmp(&a.number)));
        self.invented = Bits::none(self.rows.len());
        self.values = FACETS.iter().map(|_| BTreeMap::new()).collect();
        for (at, row) in self.rows.iter().enumerate() {
            for (facet, values) in FACETS.iter().zip(&mut self.values) {
                for value in row.values(facet) {
                    if !values.contains_key(value) {
                        values.insert(value.to_owned(), Bearers::Few(Vec::new()));
                    }
                    if let Some(bearers) = values.get_mut(value) {
                        bearers.add(at, self.rows.len());
                    }
                }
            }
            if row.has_invented_population() {
                self.invented.set(at);
            }
        }
    }

    pub fn rows(&self) -> &[IndexRow] {
        &self.rows
    }

    /// Whether any case bears this value.
    pub fn bears(&self, facet: &str, value: &str) -> bool {
        self.of_facet(facet).is_some_and(|values| values.contains_key(value))
    }

    /// The prefectures that have a case: code and name.
    pub fn prefecture_name(&self, code: &str) -> Option<&str> {
        let bearers = self.of_facet("prefecture")?.get(code)?;
        self.rows.get(bearers.first()?).map(|row| row.prefecture_name.as_str())
    }

    fn of_facet(&self, facet: &str) -> Option<&BTreeMap<String, Bearers>> {
        FACETS.iter().position(|f| *f == facet).and_then(|at| self.values.get(at))
    }

    /// Chooses and counts among those that answer at least one word; `None` where no word was asked for.
    pub fn choose(&self, selection: &Selection, answers: Option<&Answers>) -> Facets {
        let answered = |held: &Vec<u8>| held.iter().filter(|well| **well > 0).count();
        let worth = |number: i64| -> u32 {
            answers.and_then(|a| a.get(&number)).map_or(0, |held| held.iter().map(|well| u32::from(*well)).sum())
        };
        let mut base = Bits::all(self.rows.len());
        let mut partial = false;
        if let Some(answers) = answers {
            // Of those that answer some words, only those that answer as many as any does.
            let of_row = |row: &IndexRow| answers.get(&row.number).map_or(0, answered);
            let words = answers.values().map(Vec::len).max().unwrap_or(0);
            let best = self.rows.iter().map(of_row).max().unwrap_or(0);
            partial = words > best && best > 0;
            base = Bits::none(self.rows.len());
            let rows = self.rows.iter().enumerate().filter(|(_, row)| best > 0 && of_row(row) == best);
            rows.for_each(|(at, _)| base.set(at));
        }
        let chosen: Vec<(&str, Bits)> = selection
            .chosen
            .iter()
            .map(|(facet, values)| {
                let mut any = Bits::none(self.rows.len());
                let of_facet = self.of_facet(facet);
                values
                    .iter()
                    .filter_map(|v| of_facet.and_then(|known| known.get(v)))
                    .for_each(|bearers| bearers.widen(&mut any));
                (*facet, any)
            })
            .collect();
        let narrowed = |except: &str| {
            let mut bits = base.clone();
            chosen.iter().filter(|(facet, _)| *facet != except).for_each(|(_, any)| bits.narrow(any));
            bits
        };
        let counted = FACETS
            .iter()
            .zip(&self.values)
            .map(|(facet, values)| {
                let inside = narrowed(facet);
                let counts = values.iter().map(|(value, bearers)| (value, bearers.count_in(&inside)));
                let counts = counts.filter(|(_, count)| *count > 0).map(|(value, count)| (value.clone(), count));
                Counted { facet, values: counts.collect() }
            })
            .collect();
        let found = narrowed("");
        let mut numbers: Vec<i64> = found.places().filter_map(|at| self.rows.get(at).map(|row| row.number)).collect();
        if answers.is_some() && selection.sort == Sort::Relevance {
            // Equals stay as they are: the newest first.
            numbers.sort_by_key(|number| std::cmp::Reverse(worth(*number)));
        }
        Facets { invented_populations: base.places().any(|at| self.invented.has(at)), numbers, counted, partial }
    }
}

#[cfg(test)]
mod tests {
    use foundation::web::Fields;

    use super::super::selection::TROUBLE_FACET;
    use super::*;

    fn row(number: i64, tags: &str, populations: &str) -> IndexRow {
        IndexRow {
            number,
            published_at: Some(format!("2026-01-{number:02}")),
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            tags: Some(tags.to_owned()),
            populations: Some(populations.to_owned()),
        }
    }

    fn selection(query: &str) -> Selection {
        Selection::of(&Fields::parse(query.as_bytes()))
    }

    fn three() -> Published {
        Published::of(vec![
            row(1, "scene:mitori\nscene:kyuhen\nclass:rito", "9999x"),
            row(2, "scene:mitori\nclass:kaso", "10000"),
            row(3, "scene:nichijo\nclass:kaso\nkey_person:5町の行政\nkey_person:行政", "500000 9999"),
        ])
    }

    fn numbers(query: &str) -> Vec<i64> {
        three().choose(&selection(query), None).numbers
    }

    #[test]
    fn values_widen_facets_narrow() {
        assert_eq!(numbers(""), [3, 2, 1]);
        assert_eq!(numbers("scene=mitori"), [2, 1]);
        assert_eq!(numbers("scene=mitori&scene=nichijo"), [3, 2, 1]);
        assert_eq!(numbers("scene=mitori&class=kaso"), [2]);
        assert_eq!(numbers("scene=mitori&class=no-such"), Vec::<i64>::new());
        assert_eq!(numbers("band=under1"), [3, 1]);
        assert_eq!(numbers("key_person=行政"), [3]);
    }

    #[test]
    fn what_nobody_offers_is_taken_out_and_told() {
        let three = three();
        let mut chosen = selection("scene=zzz&scene=mitori&scene=sonota&trouble=zzz&key_person=行政");
        let unknown = chosen.take_unknown(&three, |facet, value| facet == "scene" && value == "sonota");
        assert_eq!(unknown, [(TROUBLE_FACET, "zzz".to_owned()), ("scene", "zzz".to_owned())]);
        assert!(
            chosen.is_on("scene", "mitori") && chosen.is_on("scene", "sonota") && chosen.is_on("key_person", "行政")
        );
        assert!(!chosen.chosen.iter().any(|(facet, _)| *facet == TROUBLE_FACET));
    }

    #[test]
    fn a_facet_s_own_selection_does_not_change_its_counts() {
        let found = three().choose(&selection("scene=mitori"), None);
        let count =
            |facet: &str, value: &str| found.counted.iter().find(|c| c.facet == facet).map_or(0, |c| c.count(value));
        assert_eq!((count("scene", "mitori"), count("scene", "nichijo"), count("scene", "kyuhen")), (2, 1, 1));
        assert_eq!((count("class", "kaso"), count("class", "rito")), (1, 1));
        assert_eq!(count("key_person", "行政"), 0);
        assert!(found.invented_populations);
        assert_eq!(three().prefecture_name("350001"), Some("山口県"));
    }

    #[test]
    fn the_best_answers_come_first_and_partial_ones_only_when_there_is_nothing_better() {
        let answers = |of: &[(i64, [u8; 2])]| -> Answers { of.iter().map(|(n, held)| (*n, held.to_vec())).collect() };
        let three = three();
        let found = three.choose(&selection(""), Some(&answers(&[(1, [4, 0]), (2, [1, 1]), (3, [8, 2])])));
        assert_eq!((found.numbers, found.partial), (vec![3, 2], false));
        let two = answers(&[(1, [4, 8]), (2, [1, 1])]);
        assert_eq!(three.choose(&selection(""), Some(&two)).numbers, [1, 2]);
        assert_eq!(three.choose(&selection("sort=new"), Some(&two)).numbers, [2, 1]);
        let found = three.choose(&selection(""), Some(&answers(&[(1, [4, 0])])));
        assert_eq!((found.numbers, found.partial), (vec![1], true));
        let none = three.choose(&selection(""), Some(&Answers::new()));
        assert!(none.numbers.is_empty() && !none.partial && none.counted.iter().all(|c| c.values.is_empty()));
    }

    #[test]
    fn what_is_replaced_is_no_more_what_it_was() {
        let mut three = three();
        three.replace(&[1, 3], vec![row(3, "scene:saigai", "100"), row(70, "scene:mitori", "")]);
        assert_eq!(three.choose(&selection(""), None).numbers, [70, 3, 2]);
        assert!(three.bears("scene", "saigai") && !three.bears("scene", "kyuhen"));
        assert!(!three.choose(&selection(""), None).invented_populations);
    }

    #[test]
    fn more_than_one_word_of_bits() {
        let many = Published::of((1..=200).map(|n| row(n, if n % 2 == 0 { "scene:mitori" } else { "" }, "")).collect());
        let found = many.choose(&selection("scene=mitori"), None);
        assert_eq!((found.numbers.len(), found.counted[1].count("mitori")), (100, 100));
        assert_eq!(many.choose(&selection(""), None).numbers.len(), 200);
        // Some values of few rows, some of many.
        let rows = (1..=200).map(|n| {
            row(n, &format!("scene:mitori\nkey_person:人{}\nclass:{}", n / 3, ["rito", "kaso"][usize::from(n < 9)]), "")
        });
        let many = Published::of(rows.collect());
        let found = many.choose(&selection("class=kaso&key_person=人1&key_person=人2"), None);
        assert_eq!(found.numbers, [8, 7, 6, 5, 4, 3]);
        let count =
            |facet: &str, value: &str| found.counted.iter().find(|c| c.facet == facet).map_or(0, |c| c.count(value));
        assert_eq!(
            (count("key_person", "人2"), count("key_person", "人3"), count("class", "rito"), count("class", "kaso")),
            (3, 0, 0, 6)
        );
    }
}

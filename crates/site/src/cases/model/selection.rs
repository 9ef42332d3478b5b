//! Which cases are chosen, and how many stand behind each further choice. Values of one facet widen
//! (or), facets narrow (and). The count beside a value says how many cases the list would show with
//! that facet set to this value alone and everything else as it is: a facet's own selection does not
//! change its counts.

use foundation::web::Fields;

use super::labels::{TagKind, key_person_group};
use crate::regions::population_band;

/// What is chosen on `/cases`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub words: String,
    /// Facet id and chosen values.
    pub chosen: Vec<(&'static str, Vec<String>)>,
    pub sort: Sort,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By words where words were typed, else newest.
    #[default]
    Relevance,
    New,
}

pub const TROUBLE_FACET: &str = "trouble";

/// Facets in the order of the page. `band` and `prefecture` come from the places, the others are
/// tags.
const FACETS: [&str; 8] =
    [TROUBLE_FACET, "scene", "content", "cooperation", "class", "band", "key_person", "prefecture"];

/// A published case as far as choosing needs it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct IndexRow {
    pub number: i64,
    pub published_at: Option<String>,
    pub prefecture_code: String,
    pub prefecture_name: String,
    /// `kind:tag`, one per line.
    pub tags: Option<String>,
    /// Newest populations of the places, `6329` or `6329x` for an invented one.
    pub populations: Option<String>,
    /// One digit per word asked for: how well it is answered, 0 for not at all.
    pub answers: String,
}

impl IndexRow {
    /// The values of one facet.
    pub(super) fn values(&self, facet: &str) -> Vec<&str> {
        match facet {
            "prefecture" => vec![&self.prefecture_code],
            "band" => {
                let mut bands: Vec<&str> = self
                    .populations
                    .as_deref()
                    .unwrap_or("")
                    .split(' ')
                    .filter_map(|p| p.trim_end_matches('x').parse().ok())
                    .filter_map(population_band)
                    .map(|(id, _)| id)
                    .collect();
                bands.sort_unstable();
                bands.dedup();
                bands
            }
            kind => {
                let mut values: Vec<&str> = self
                    .tags
                    .as_deref()
                    .unwrap_or("")
                    .lines()
                    .filter_map(|line| line.split_once(':'))
                    .filter(|(k, _)| *k == kind)
                    .map(|(_, tag)| if kind == TagKind::KeyPerson.id() { key_person_group(tag) } else { tag })
                    .collect();
                values.sort_unstable();
                values.dedup();
                values
            }
        }
    }

    pub fn has_invented_population(&self) -> bool {
        self.populations.as_deref().is_some_and(|p| p.contains('x'))
    }

    fn words_answered(&self) -> usize {
        self.answers.bytes().filter(|b| *b != b'0').count()
    }

    fn relevance(&self) -> u32 {
        self.answers.bytes().map(|b| u32::from(b.saturating_sub(b'0'))).sum()
    }
}

/// Values of a facet with their counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub facet: &'static str,
    pub values: Vec<(String, i64)>,
}

impl Counted {
    pub fn count(&self, value: &str) -> i64 {
        self.values.iter().find(|(v, _)| v == value).map_or(0, |(_, count)| *count)
    }
}

/// The outcome: numbers of the chosen cases in order, and the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    pub numbers: Vec<i64>,
    pub counted: Vec<Counted>,
    /// No case answers every word: these answer as many as any does.
    pub partial: bool,
    pub invented_populations: bool,
}

impl Selection {
    /// From an address; [`Self::take_unknown`] sorts out what is none.
    pub fn of(query: &Fields) -> Self {
        let chosen = FACETS
            .iter()
            .map(|facet| {
                let mut values: Vec<String> =
                    query.all(facet).filter(|v| !v.is_empty()).map(|v| v.chars().take(60).collect()).take(50).collect();
                values.dedup();
                (*facet, values)
            })
            .filter(|(_, values)| !values.is_empty())
            .collect();
        let sort = if query.get("sort") == "new" { Sort::New } else { Sort::Relevance };
        Self { words: query.get("q").chars().take(200).collect(), chosen, sort }
    }

    /// Takes out the values that nobody offers and no case bears, and tells them: an old link or a slip of
    /// the hand must not hide every case behind a condition without a name.
    pub fn take_unknown(
        &mut self,
        rows: &[IndexRow],
        is_offered: impl Fn(&str, &str) -> bool,
    ) -> Vec<(&'static str, String)> {
        let mut unknown = Vec::new();
        for (facet, values) in &mut self.chosen {
            let (known, others): (Vec<String>, Vec<String>) = std::mem::take(values)
                .into_iter()
                .partition(|v| is_offered(facet, v) || rows.iter().any(|row| row.values(facet).contains(&v.as_str())));
            *values = known;
            unknown.extend(others.into_iter().map(|value| (*facet, value)));
        }
        self.chosen.retain(|(_, values)| !values.is_empty());
        unknown
    }

    /// What is chosen of one facet.
    pub fn values(&self, facet: &str) -> &[String] {
        self.chosen.iter().find(|(f, _)| *f == facet).map_or(&[], |(_, values)| values)
    }

    pub fn is_on(&self, facet: &str, value: &str) -> bool {
        self.chosen.iter().any(|(f, values)| *f == facet && values.iter().any(|v| v == value))
    }

    fn admits(&self, row: &IndexRow, except: &str) -> bool {
        self.chosen
            .iter()
            .filter(|(facet, _)| *facet != except)
            .all(|(facet, chosen)| row.values(facet).iter().any(|v| chosen.iter().any(|c| c == v)))
    }

    /// Chooses and counts among all published cases that answer at least one word.
    pub fn choose(&self, rows: &[IndexRow]) -> Facets {
        let words = rows.iter().map(|row| row.answers.len()).max().unwrap_or(0);
        let best = rows.iter().map(IndexRow::words_answered).max().unwrap_or(0);
        let mut rows: Vec<&IndexRow> = rows.iter().filter(|row| row.words_answered() == best).collect();
        rows.sort_by(|a, b| {
            let by_words = match self.sort {
                Sort::Relevance => b.relevance().cmp(&a.relevance()),
                Sort::New => std::cmp::Ordering::Equal,
            };
            by_words.then_with(|| b.published_at.cmp(&a.published_at)).then_with(|| b.number.cmp(&a.number))
        });
        let counted = FACETS
            .iter()
            .map(|facet| {
                let mut values: Vec<(String, i64)> = Vec::new();
                for row in rows.iter().filter(|row| self.admits(row, facet)) {
                    for value in row.values(facet) {
                        match values.iter_mut().find(|(v, _)| v == value) {
                            Some((_, count)) => *count += 1,
                            None => values.push((value.to_owned(), 1)),
                        }
                    }
                }
                Counted { facet, values }
            })
            .collect();
        Facets {
            numbers: rows.iter().filter(|row| self.admits(row, "")).map(|row| row.number).collect(),
            counted,
            partial: words > best && best > 0,
            invented_populations: rows.iter().any(|row| row.has_invented_population()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: i64, tags: &str, populations: &str, answers: &str) -> IndexRow {
        IndexRow {
            number,
            published_at: Some(format!("2026-01-{number:02}")),
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            tags: Some(tags.to_owned()),
            populations: Some(populations.to_owned()),
            answers: answers.to_owned(),
        }
    }

    fn selection(query: &str) -> Selection {
        Selection::of(&Fields::parse(query.as_bytes()))
    }

    fn rows() -> Vec<IndexRow> {
        vec![
            row(1, "scene:mitori\nscene:kyuhen\nclass:rito", "9999x", ""),
            row(2, "scene:mitori\nclass:kaso", "10000", ""),
            row(3, "scene:nichijo\nclass:kaso\nkey_person:5町の行政\nkey_person:行政", "500000 9999", ""),
        ]
    }

    #[test]
    fn values_widen_facets_narrow() {
        let rows = rows();
        assert_eq!(selection("").choose(&rows).numbers, [3, 2, 1]);
        assert_eq!(selection("scene=mitori").choose(&rows).numbers, [2, 1]);
        assert_eq!(selection("scene=mitori&scene=nichijo").choose(&rows).numbers, [3, 2, 1]);
        assert_eq!(selection("scene=mitori&class=kaso").choose(&rows).numbers, [2]);
        assert_eq!(selection("scene=mitori&class=no-such").choose(&rows).numbers, Vec::<i64>::new());
        assert_eq!(selection("band=under1").choose(&rows).numbers, [3, 1]);
        assert_eq!(selection("key_person=行政").choose(&rows).numbers, [3]);
    }

    #[test]
    fn what_nobody_offers_is_taken_out_and_told() {
        let rows = rows();
        let mut chosen = selection("scene=zzz&scene=mitori&scene=sonota&trouble=zzz&key_person=行政");
        let unknown = chosen.take_unknown(&rows, |facet, value| facet == "scene" && value == "sonota");
        assert_eq!(unknown, [(TROUBLE_FACET, "zzz".to_owned()), ("scene", "zzz".to_owned())]);
        assert!(
            chosen.is_on("scene", "mitori") && chosen.is_on("scene", "sonota") && chosen.is_on("key_person", "行政")
        );
        assert!(!chosen.chosen.iter().any(|(facet, _)| *facet == TROUBLE_FACET));
    }

    #[test]
    fn a_facet_s_own_selection_does_not_change_its_counts() {
        let rows = rows();
        let found = selection("scene=mitori").choose(&rows);
        let count =
            |facet: &str, value: &str| found.counted.iter().find(|c| c.facet == facet).map_or(0, |c| c.count(value));
        assert_eq!((count("scene", "mitori"), count("scene", "nichijo"), count("scene", "kyuhen")), (2, 1, 1));
        assert_eq!((count("class", "kaso"), count("class", "rito")), (1, 1));
        assert_eq!(count("key_person", "行政"), 0);
        assert!(found.invented_populations);
    }

    #[test]
    fn the_best_answers_come_first_and_partial_ones_only_when_there_is_nothing_better() {
        let rows = [row(1, "", "", "40"), row(2, "", "", "11"), row(3, "", "", "82")];
        let found = selection("").choose(&rows);
        assert_eq!((found.numbers, found.partial), (vec![3, 2], false));
        let found = selection("sort=new").choose(&rows[..2]);
        assert_eq!((found.numbers, found.partial), (vec![2], false));
        let found = selection("").choose(&rows[..1]);
        assert_eq!((found.numbers, found.partial), (vec![1], true));
    }
}

//! Which cases are chosen, and how many stand behind each further choice. Values of one facet widen
//! (or), facets narrow (and). The count beside a value says how many cases the list would show with
//! that facet set to this value alone and everything else as it is: a facet's own selection does not
//! change its counts.

use foundation::web::Fields;

use super::Published;
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
    /// What was opened most in the last year.
    Read,
}

pub const TROUBLE_FACET: &str = "trouble";

/// Facets in the order of the page. `band` and `prefecture` come from the places, the others are
/// tags.
pub(super) const FACETS: [&str; 8] =
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

/// The outcome: numbers of those chosen cases that are shown, in order, and the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    pub numbers: Vec<i64>,
    /// How many are chosen.
    pub total: usize,
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
        let sort = match query.get("sort") {
            "new" => Sort::New,
            "read" => Sort::Read,
            _ => Sort::Relevance,
        };
        Self { words: query.get("q").chars().take(200).collect(), chosen, sort }
    }

    /// Takes out the values that nobody offers and no case bears, and tells them: an old link or a slip of
    /// the hand must not hide every case behind a condition without a name.
    pub fn take_unknown(
        &mut self,
        published: &Published,
        is_offered: impl Fn(&str, &str) -> bool,
    ) -> Vec<(&'static str, String)> {
        let mut unknown = Vec::new();
        for (facet, values) in &mut self.chosen {
            let (known, others): (Vec<String>, Vec<String>) =
                std::mem::take(values).into_iter().partition(|v| is_offered(facet, v) || published.bears(facet, v));
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
}

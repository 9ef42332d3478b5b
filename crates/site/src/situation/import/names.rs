//! What a series of another system is called here.

use std::collections::{BTreeMap, HashMap};

use indicator_files::Part;

use super::folded;
use crate::model::Indicator;

/// What becomes of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    Of(String, Part),
    /// Somebody has said that it is not used.
    Not,
    Unknown,
}

/// A name as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Name {
    pub organisation_id: i64,
    pub for_all: bool,
    pub head: String,
    pub series: String,
    pub indicator_id: String,
    pub part: String,
}

/// Names that come with the program (復元): code of the 見える化システム, series, indicator, part.
const SHIPPED: &[(&str, &str, &str, Part)] = &[
    ("B3-a", "合計認定者数", "care-rate", Part::Numerator),
    ("B1", "第1号被保険者数", "care-rate", Part::Denominator),
];

#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Head, series → indicator (empty: not used) and part.
    kept: HashMap<(String, String), (String, Part)>,
    /// Folded names of indicators.
    indicators: HashMap<String, String>,
    /// Codes that an indicator says it has in the other system.
    codes: HashMap<String, String>,
}

/// What a file is known by: its code, or its title where it has none.
pub fn head(code: &str, title: &str) -> String {
    folded(if code.is_empty() { title } else { code })
}

/// A series without the unit at its end.
pub fn series(name: &str) -> String {
    let unit = indicator_files::figure::unit_of_name(name);
    let bare = name.trim_end().rsplit_once(['（', '(']).filter(|_| !unit.is_empty()).map_or(name, |(bare, _)| bare);
    folded(bare)
}

impl Names {
    /// `kept`: those for all and those of one's own organisation, which weigh more.
    pub fn new(kept: &[Name], own: i64, indicators: &BTreeMap<String, Indicator>) -> Self {
        let mut names = Self::default();
        for (code, name, indicator, part) in SHIPPED {
            names.kept.insert((folded(code), series(name)), ((*indicator).to_owned(), *part));
        }
        let (others, ours): (Vec<&Name>, Vec<&Name>) = kept.iter().partition(|name| name.organisation_id != own);
        for name in others.into_iter().filter(|name| name.for_all).chain(ours) {
            let part = Part::of(&name.part).unwrap_or_default();
            names.kept.insert((name.head.clone(), name.series.clone()), (name.indicator_id.clone(), part));
        }
        for one in indicators.values().filter(|one| !one.retired) {
            names.indicators.insert(folded(&one.name), one.id.clone());
            if indicator_files::file_name::is_code(&one.source_code) {
                names.codes.insert(folded(&one.source_code), one.id.clone());
            }
        }
        names
    }

    /// What a series of a file is. `only`: the file has no other; `part`: what its columns were said to be.
    pub fn of(&self, code: &str, title: &str, name: &str, part: Part, only: bool) -> Use {
        let key = (head(code, title), series(name));
        if let Some((indicator, kept)) = self.kept.get(&key) {
            return if indicator.is_empty() {
                Use::Not
            } else {
                Use::Of(indicator.clone(), if part == Part::Value { *kept } else { part })
            };
        }
        let title_folded = folded(title);
        let by_name = [&key.1, &title_folded].into_iter().take(if only { 2 } else { 1 });
        let by_name = by_name.filter(|name| !name.is_empty()).find_map(|name| self.indicators.get(name));
        let by_code = || self.codes.get(&folded(code)).filter(|_| only);
        by_name.or_else(by_code).map_or(Use::Unknown, |indicator| Use::Of(indicator.clone(), part))
    }

    /// Of our own columns: by id, else by name.
    pub fn indicator(&self, id: &str, name: &str, known: &BTreeMap<String, Indicator>) -> Option<String> {
        if known.contains_key(id) {
            return Some(id.to_owned());
        }
        [name, id]
            .into_iter()
            .map(folded)
            .filter(|text| !text.is_empty())
            .find_map(|text| self.indicators.get(&text).cloned())
    }
}

//! The questionnaires that come with the platform. `data/PROVENANCE.md` says what each is rebuilt from.

use crate::concordance::Concordance;
use crate::model::Definition;
use crate::soft::SoftRules;
use crate::toml_file;

const DEFINITIONS: &[(&str, &str)] = &[
    ("fy2025_prefecture", include_str!("../data/fy2025_prefecture.toml")),
    ("fy2025_municipality", include_str!("../data/fy2025_municipality.toml")),
    ("fy2025_coordinator", include_str!("../data/fy2025_coordinator.toml")),
    ("fy2026_prefecture", include_str!("../data/fy2026_prefecture.toml")),
    ("fy2026_municipality", include_str!("../data/fy2026_municipality.toml")),
    ("fy2026_coordinator", include_str!("../data/fy2026_coordinator.toml")),
];

const CONCORDANCES: &[&str] = &[
    include_str!("../data/concordance_prefecture_2025_2026.toml"),
    include_str!("../data/concordance_municipality_2025_2026.toml"),
    include_str!("../data/concordance_coordinator_2025_2026.toml"),
];

const SOFT_RULES: &[&str] = &[
    include_str!("../data/soft_municipality.toml"),
    include_str!("../data/soft_municipality_2026.toml"),
    include_str!("../data/soft_prefecture.toml"),
    include_str!("../data/soft_coordinator.toml"),
];

/// The ids of all, in order of year and kind of respondent.
pub fn ids() -> impl Iterator<Item = &'static str> {
    DEFINITIONS.iter().map(|(id, _)| *id)
}

/// One of them by id.
///
/// # Errors
/// A Japanese sentence when there is none of that id (a test reads them all, so the files themselves are sound).
pub fn definition(id: &str) -> Result<Definition, String> {
    let (_, text) = DEFINITIONS
        .iter()
        .find(|(known, _)| *known == id)
        .ok_or_else(|| format!("「{id}」という調査票は付属していません。"))?;
    toml_file::definition(text)
}

/// The table that leads to a questionnaire from the one before.
///
/// # Errors
/// A Japanese sentence when there is none.
pub fn concordance_to(id: &str) -> Result<Concordance, String> {
    for text in CONCORDANCES {
        let concordance = toml_file::concordance(text)?;
        if concordance.to == id {
            return Ok(concordance);
        }
    }
    Err(format!("「{id}」への対応表は付属していません。"))
}

/// The soft rules that come with a questionnaire, of every file that names it; none for a stranger.
///
/// # Errors
/// A Japanese sentence when a file cannot be read (a test reads them all).
pub fn soft_rules(id: &str) -> Result<SoftRules, String> {
    let mut rules = SoftRules { questionnaires: vec![id.to_owned()], rules: Vec::new() };
    for text in SOFT_RULES {
        let file = toml_file::soft_rules(text)?;
        if file.questionnaires.iter().any(|named| named == id) {
            rules.rules.extend(file.rules);
        }
    }
    Ok(rules)
}

//! The first content of the case library: the committed files of `data/`, read into what the
//! actions take. `data/README.md` says what the texts rest on.

use serde::Deserialize;

use super::model::{
    CaseFact, Content, CostShare, Field, Player, TagKind, Texts, Trouble, read_as_of, read_figure, read_percent,
};

/// A committed case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub slug: String,
    /// A municipality's code, or a prefecture's.
    pub owner_code: String,
    pub content: Content,
}

#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    #[error("{0}: {1}")]
    Case(&'static str, toml::de::Error),
    #[error("troubles.csv: {0}")]
    Troubles(#[from] csv::Error),
}

macro_rules! files {
    ($($slug:literal),+ $(,)?) => {
        &[$(($slug, include_str!(concat!("data/", $slug, ".toml")))),+]
    };
}

/// The seven hearings in the order of the report, then what other sources describe. The last one is
/// the newest on the page.
const FILES: &[(&str, &str)] = files![
    "shiga-two-tier",
    "urasoe-okinawa",
    "kashiwa-training",
    "kamaishi-takashima",
    "wakayama-pref",
    "ginan-shortterm",
    "ako-fracture",
    "shikaoi-tokachi",
    "hisayama-kasuya",
    "nambu-kyonan",
    "fukui-kawanishi",
    "mamurogawa",
    "heigun-island",
    "eigenji",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    slug: String,
    title: String,
    summary: String,
    district: String,
    municipalities: Vec<String>,
    /// The prefecture a case is also about; the owner says it too.
    #[serde(rename = "prefecture")]
    _prefecture: String,
    wide_area: String,
    owner_code: String,
    actor: String,
    theme: String,
    trouble: String,
    background: String,
    issues: String,
    outline: String,
    cooperation: String,
    structure: String,
    hardships: String,
    not_trying: String,
    effects: String,
    future: String,
    vision: String,
    vision_indicator: String,
    budget: String,
    advice: String,
    #[serde(default)]
    support: String,
    #[serde(default)]
    changes: String,
    #[serde(default)]
    failures: String,
    #[serde(default)]
    turning_points: String,
    #[serde(default)]
    trying: String,
    #[serde(default)]
    measuring: String,
    /// Codes of the municipalities that own it together.
    #[serde(default)]
    co_owners: Vec<String>,
    start_year: Option<i64>,
    scenes: Vec<String>,
    contents: Vec<String>,
    cooperation_kinds: Vec<String>,
    classes: Vec<String>,
    key_persons: Vec<String>,
    keywords: Vec<String>,
    troubles: Vec<String>,
    #[serde(default)]
    players: Vec<PlayerRow>,
    #[serde(default)]
    facts: Vec<FactRow>,
    #[serde(default)]
    cost_shares: Vec<ShareRow>,
    source: Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlayerRow {
    player: String,
    act: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactRow {
    label: String,
    value: String,
    unit: String,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareRow {
    basis: String,
    percent: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    title: String,
    place: String,
}

/// All committed cases, oldest first.
///
/// # Errors
/// Only when a committed file is damaged, which a test would have told.
pub fn cases() -> Result<Vec<Entry>, LibraryError> {
    FILES
        .iter()
        .map(|(slug, text)| toml::from_str::<File>(text).map(entry).map_err(|e| LibraryError::Case(slug, e)))
        .collect()
}

/// The entrances by trouble, in order.
///
/// # Errors
/// Only when the committed file is damaged.
pub fn troubles() -> Result<Vec<Trouble>, LibraryError> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        label: String,
        sentence: String,
        order: i64,
    }
    let mut rows: Vec<Row> = csv::Reader::from_reader(include_bytes!("data/troubles.csv").as_slice())
        .into_deserialize()
        .collect::<Result<_, _>>()?;
    rows.sort_by_key(|row| row.order);
    Ok(rows.into_iter().map(|r| Trouble { id: r.id, label: r.label, sentence: r.sentence }).collect())
}

fn entry(file: File) -> Entry {
    let mut texts = Texts {
        title: file.title,
        summary: file.summary,
        trouble: file.trouble,
        district: file.district,
        wide_area: file.wide_area,
        actor: file.actor,
        theme: file.theme,
        background: file.background,
        issues: file.issues,
        outline: file.outline,
        cooperation: file.cooperation,
        structure: file.structure,
        budget: file.budget,
        hardships: file.hardships,
        not_trying: file.not_trying,
        effects: file.effects,
        future: file.future,
        vision: file.vision,
        vision_indicator: file.vision_indicator,
        advice: file.advice,
        support: file.support,
        changes: file.changes,
        failures: file.failures,
        turning_points: file.turning_points,
        trying: file.trying,
        measuring: file.measuring,
        source_title: file.source.title,
        source_place: file.source.place,
    };
    for field in Field::EVERY {
        let tidied = japanese::fold::tidy(texts.get(*field));
        texts.set(*field, tidied);
    }
    let tags = [
        (TagKind::Trouble, file.troubles),
        (TagKind::Scene, file.scenes),
        (TagKind::Content, file.contents),
        (TagKind::Cooperation, file.cooperation_kinds),
        (TagKind::Class, file.classes),
        (TagKind::KeyPerson, file.key_persons),
        (TagKind::Keyword, file.keywords),
    ];
    Entry {
        slug: file.slug,
        owner_code: file.owner_code,
        content: Content {
            texts,
            start_year: file.start_year,
            places: file.municipalities,
            tags: tags.into_iter().flat_map(|(kind, tags)| tags.into_iter().map(move |tag| (kind, tag))).collect(),
            players: file.players.into_iter().map(|p| Player { player: p.player, act: p.act }).collect(),
            facts: file
                .facts
                .into_iter()
                .map(|f| CaseFact {
                    value: read_figure(&f.value).unwrap_or(f.value),
                    as_of: read_as_of(&f.as_of).unwrap_or(f.as_of),
                    label: f.label,
                    unit: f.unit,
                })
                .collect(),
            cost_shares: file
                .cost_shares
                .into_iter()
                .map(|s| CostShare { tenths: read_percent(&s.percent), basis: s.basis })
                .collect(),
            co_owners: file.co_owners,
            ..Content::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use review_hints::Kind;

    use super::*;
    use crate::cases::rules;

    #[test]
    fn every_committed_case_can_be_submitted() {
        let troubles = troubles().unwrap();
        assert_eq!(troubles.len(), 12);
        let cases = cases().unwrap();
        assert_eq!(cases.len(), 14);
        for case in &cases {
            assert!(rules::missing(&case.content).is_empty(), "{}: {:?}", case.slug, rules::missing(&case.content));
            for field in Field::EVERY {
                let length = case.content.texts.get(*field).chars().count();
                assert!(length <= field.most_characters(), "{}: {} has {length}", case.slug, field.id());
            }
            for (kind, tag) in &case.content.tags {
                let known = kind.offered().iter().any(|(id, _)| id == tag)
                    || (*kind == TagKind::Trouble && troubles.iter().any(|t| t.id == *tag))
                    || matches!(kind, TagKind::KeyPerson | TagKind::Keyword);
                assert!(known, "{}: {} {tag}", case.slug, kind.id());
            }
            assert!(!case.content.places.is_empty(), "{}", case.slug);
            for fact in &case.content.facts {
                let sound = read_figure(&fact.value).as_ref() == Some(&fact.value)
                    && read_as_of(&fact.as_of).as_ref() == Some(&fact.as_of);
                assert!(sound && !fact.unit.is_empty(), "{}: {fact:?}", case.slug);
            }
        }
    }

    /// The texts keep their own rules: no telephone number, no mail address, nobody's name or home; and the other hints
    /// leave what is soundly written alone.
    #[test]
    fn the_committed_texts_name_nobody() {
        let of = |kinds: Vec<Kind>| rules::Look { kinds, this_year: 2026 };
        let personal = of(Kind::EVERY.into_iter().filter(|kind| kind.is_personal()).collect());
        let soft = of(vec![Kind::Criticism, Kind::Undecided]);
        let mut others = Vec::new();
        for case in cases().unwrap() {
            let doubts = rules::places_to_check(&case.content, &personal);
            assert!(doubts.is_empty(), "{}: {doubts:?}", case.slug);
            others.extend(rules::places_to_check(&case.content, &soft));
        }
        assert!(others.len() <= 1, "{others:#?}");
    }
}

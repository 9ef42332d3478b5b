//! What can be done to the register: take in the master list, areas and facts.

mod indexing;

pub use indexing::{KIND, index_all, indexed};

use std::collections::HashMap;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::web::PageError;
use jiff::civil::Date;
use serde_json::json;

use super::register::comparison::{Plan, compare};
use super::register::facts::{self, FactsReading};
use super::register::file::{self, Fault, Sheet};
use super::register::reading::{self, Reading};
use super::register::{Area, Fact, Register};
use super::{rules, storage};
use crate::permissions::{ImportRegions, Reader, WriteTx};

/// Where facts come from; printed beside every figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub title: String,
    /// Invented for the demonstration: every figure of it is marked 架空.
    pub fictitious: bool,
}

/// Stores the whole master list, replacing names and kana of codes already known.
pub async fn import_register(tx: &mut WriteTx<ImportRegions>, register: &Register) -> Result<(), DatabaseError> {
    storage::store_register(tx, register).await?;
    let counts = json!({
        "prefectures": register.prefectures.len(),
        "municipalities": register.municipalities.len(),
        "former_names": register.former_names.len(),
    });
    tx.record(Entry::of("regions", "register").detail(counts)).await
}

/// Stores areas and dated facts of one source.
pub async fn import_facts(
    tx: &mut WriteTx<ImportRegions>,
    areas: &[Area],
    facts: &[Fact],
    source: &Source,
) -> Result<(), DatabaseError> {
    storage::store_areas(tx, areas, &source.title, source.fictitious).await?;
    storage::store_facts(tx, facts, &source.title, source.fictitious).await?;
    // Whoever keeps something by a place's figures hears of it as of any change of the place.
    index_all(tx).await?;
    let counts = json!({"areas": areas.len(), "facts": facts.len(), "source": source.title});
    tx.record(Entry::of("regions", "facts").detail(counts)).await
}

/// Reads a table of facts. Stores nothing; with faults there is nothing to store.
pub async fn plan_facts(db: &mut Reader, opened: Opened, as_of: Date) -> Result<FactsReading, PageError> {
    let known = storage::import::known_municipalities(db).await?;
    let known: HashMap<String, String> = known.into_iter().map(|m| (m.code, m.prefecture_code)).collect();
    Ok(match opened {
        Ok(sheets) => facts::read(&sheets, &known, &as_of.to_string()),
        Err(fault) => FactsReading { faults: vec![fault], ..FactsReading::default() },
    })
}

/// Stores what a table said. For the kinds of area it has a column for, it is the whole truth about the
/// municipalities it names: those leave the areas they were in.
pub async fn take_facts(
    tx: &mut WriteTx<ImportRegions>,
    reading: &FactsReading,
    source: &Source,
) -> Result<(), PageError> {
    storage::leave_areas(tx, &reading.area_kinds, &reading.codes).await?;
    import_facts(tx, &reading.areas, &reading.facts, source).await?;
    Ok(())
}

/// What is asked of a list: only some prefectures, and what becomes of those it does not name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportWish {
    /// Prefecture codes; empty for all.
    pub only: Vec<String>,
    /// The day on which municipalities the list lacks ended; without one they stay.
    pub close_on: Option<Date>,
}

/// The cells of a file, or why there are none.
pub type Opened = Result<Vec<Sheet>, Fault>;

/// Unpacks a list: not on the thread that answers other people, nor with the database locked.
pub async fn open_list(content: bytes::Bytes) -> Result<Opened, PageError> {
    tokio::task::spawn_blocking(move || file::open(&content)).await.map_err(PageError::broken)
}

/// Reads a list and says what it would change: the dry run. Stores nothing. With faults the plan is empty.
pub async fn plan_import(db: &mut Reader, opened: Opened, wish: &ImportWish) -> Result<(Reading, Plan), PageError> {
    let prefectures: Vec<(String, String)> =
        storage::prefectures(db).await?.into_iter().map(|p| (p.code, p.name)).collect();
    let mut reading = match opened {
        Ok(sheets) => reading::read(&sheets, &prefectures, &wish.only),
        Err(fault) => Reading { faults: vec![fault], ..Reading::default() },
    };
    if !reading.faults.is_empty() {
        return Ok((reading, Plan::default()));
    }
    let known = storage::import::known_municipalities(db).await?;
    let plan = compare(std::mem::take(&mut reading.listed), known, &wish.only, wish.close_on);
    let today = db.core().clock.today();
    reading.faults.extend(plan.changed.iter().filter_map(|listed| rules::too_early(listed, today)).map(Fault::whole));
    if plan.close_on.is_some() && plan.missing.len() > rules::MOST_CLOSED_AT_ONCE {
        reading.faults.push(Fault::whole(rules::too_many_closed(plan.missing.len())));
    }
    Ok((reading, plan))
}

/// Stores what a dry run showed. `fingerprint` is that of the plan a person looked at.
///
/// # Errors
/// [`PageError::Changed`] when the register or the list is not what it was then.
pub async fn import_list(
    tx: &mut WriteTx<ImportRegions>,
    plan: &Plan,
    fingerprint: &str,
    file_key: &str,
) -> Result<(), PageError> {
    if plan.fingerprint() != fingerprint {
        return Err(PageError::Changed {
            sentence: "確かめたあとで台帳が変わりました。すでに取り込まれているか、ほかの一覧が先に取り込まれています。もう一度、変わるところを確かめてください。"
                .to_owned(),
        });
    }
    storage::import::store_plan(tx, plan).await?;
    index_all(tx).await?;
    let detail = json!({
        "file": file_key,
        "additions": plan.additions.iter().map(|l| &l.entry.code).collect::<Vec<_>>(),
        "changes": plan.changes.iter().map(|c| [&c.code, c.what, &c.old, &c.new]).collect::<Vec<_>>(),
        "closed": if plan.close_on.is_some() { plan.missing.iter().map(|k| &k.code).collect() } else { Vec::new() },
        "closed_on": plan.close_on.map(|d| d.to_string()),
    });
    tx.record(Entry::of("regions", "register").detail(detail)).await?;
    Ok(())
}

/// Where an uploaded list is kept: named by what it holds, so that the same file is kept once.
pub fn file_key(content: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    foundation::chance::hex(&Sha256::digest(content))
}

/// The place of a kept list; `None` for what is no key.
pub fn file_place(key: &str) -> Option<String> {
    let sound = key.len() == 64 && key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    sound.then(|| format!("regions/import/{key}"))
}

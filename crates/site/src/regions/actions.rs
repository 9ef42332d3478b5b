//! What can be done to the register: take in the master list, areas and facts.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use serde_json::json;

use super::register::{Area, Fact, Register};
use super::storage;
use crate::permissions::{ImportRegions, WriteTx};

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
    let counts = json!({"areas": areas.len(), "facts": facts.len(), "source": source.title});
    tx.record(Entry::of("regions", "facts").detail(counts)).await
}

//! Filling a fresh demonstration, step by step; each step is one transaction through `actions`.

use std::sync::Arc;

use foundation::database::DatabaseError;
use foundation::permissions::GateError;
use foundation::web::PageError;

use super::facts;
use crate::permissions::{Actor, AppCore, EditSynonyms, ImportRegions};
use crate::regions::{actions as regions, register::Register};

#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error(transparent)]
    Gate(#[from] GateError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("同梱のデータを読めません: {0}")]
    Csv(#[from] csv::Error),
    #[error("同梱の事例を読めません: {0}")]
    Library(#[from] crate::cases::library::LibraryError),
    #[error(transparent)]
    Case(#[from] crate::cases::actions::CaseError),
    #[error("{0}")]
    Refused(String),
}

impl From<PageError> for FillError {
    fn from(error: PageError) -> Self {
        Self::Refused(format!("{error:?}"))
    }
}

pub(super) const REQUEST: &str = "demo";

/// Does nothing on a folder that is filled already.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    if is_filled(core).await? {
        return Ok(());
    }
    let started = std::time::Instant::now();
    fill_regions(core).await?;
    fill_synonyms(core).await?;
    super::cases::fill(core).await?;
    tracing::info!(millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX), "the demo is filled");
    Ok(())
}

async fn is_filled(core: &Arc<AppCore>) -> Result<bool, FillError> {
    let mut tx = core.read::<crate::permissions::LookAtRegions>(Actor::Console, REQUEST).await?;
    Ok(!crate::regions::storage::prefectures(&mut tx).await?.is_empty())
}

async fn fill_regions(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut tx = core.write::<ImportRegions>(Actor::Console, REQUEST).await?;
    regions::import_register(&mut tx, &Register::committed()?).await?;
    let (areas, facts) = facts::invented()?;
    regions::import_facts(&mut tx, &areas, &facts, &facts::source()).await?;
    tx.commit_recorded().await?;
    Ok(())
}

async fn fill_synonyms(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut tx = core.write::<EditSynonyms>(Actor::Console, REQUEST).await?;
    crate::search::actions::import_synonyms(&mut tx, &crate::search::actions::committed()?).await?;
    tx.commit_recorded().await?;
    Ok(())
}

//! What a fresh platform needs before anybody comes: the register of regions, an organisation for
//! each local government, the controlled lists, the entrances by trouble, the synonyms. All of it
//! is committed with the program; `serve` and `demo` both see to it at start-up, through actions.

use std::sync::Arc;

use foundation::database::DatabaseError;
use foundation::permissions::GateError;

use crate::cases::library::LibraryError;
use crate::library::actions::shipped::{self, ShippedError};
use crate::people::actions::lists::LoadError;
use crate::permissions::{
    Actor, AppCore, CreateOrganisation, EditIndicators, EditLibrary, EditLists, EditSynonyms, EditTroubles,
    ImportRegions, LookAtHome,
};
use crate::regions::register::Register;
use crate::situation::actions::shipped as indicators;

#[derive(Debug, thiserror::Error)]
pub enum FirstDataError {
    #[error(transparent)]
    Gate(#[from] GateError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("同梱の台帳を読めません: {0}")]
    Csv(#[from] csv::Error),
    #[error("同梱の一覧を読めません: {0}")]
    Lists(#[from] LoadError),
    #[error("同梱の事例の困りごとを読めません: {0}")]
    Library(#[from] LibraryError),
    #[error("同梱の資料を読めません: {0}")]
    Documents(#[from] ShippedError),
    #[error("同梱の指標を読めません: {0}")]
    Indicators(#[from] indicators::ShippedError),
}

const REQUEST: &str = "first-data";

/// Does nothing where the data is there; what an office has changed since stays changed.
pub async fn ensure(core: &Arc<AppCore>) -> Result<(), FirstDataError> {
    let mut look = core.read::<LookAtHome>(Actor::Console, REQUEST).await?;
    let has_regions = crate::regions::counts(&mut look).await?.1 > 0;
    let has_governments = crate::people::count_of_kind(&mut look, "municipality").await? > 0;
    let has_lists = !crate::people::choices(&mut look, "professions", core).await?.is_empty();
    let has_troubles = crate::cases::has_troubles(&mut look).await?;
    let has_synonyms = crate::search::knows_words(&mut look).await?;
    let documents = shipped::missing(&mut look).await?;
    let missing = indicators::missing(&mut look).await?;
    drop(look);
    if !has_regions {
        let mut tx = core.write::<ImportRegions>(Actor::Console, REQUEST).await?;
        crate::regions::actions::import_register(&mut tx, &Register::committed()?).await?;
        tx.commit_recorded().await?;
    }
    if !has_lists {
        let mut tx = core.write::<EditLists>(Actor::Console, REQUEST).await?;
        crate::people::actions::lists::load(&mut tx).await?;
        tx.commit_recorded().await?;
    }
    if !has_governments {
        let mut tx = core.write::<CreateOrganisation>(Actor::Console, REQUEST).await?;
        crate::people::actions::organisations::create_local_governments(&mut tx).await?;
        tx.commit_recorded().await?;
    }
    if !has_troubles {
        let mut tx = core.write::<EditTroubles>(Actor::Console, REQUEST).await?;
        crate::cases::actions::troubles::import_troubles(&mut tx, &crate::cases::library::troubles()?).await?;
        tx.commit_recorded().await?;
    }
    if !has_synonyms {
        let mut tx = core.write::<EditSynonyms>(Actor::Console, REQUEST).await?;
        crate::search::actions::import_synonyms(&mut tx, &crate::search::actions::committed()?).await?;
        tx.commit_recorded().await?;
    }
    if !documents.is_empty() {
        let mut tx = core.write::<EditLibrary>(Actor::Console, REQUEST).await?;
        shipped::put_in(&mut tx, &documents).await?;
        tx.commit_recorded().await?;
    }
    if !missing.is_empty() {
        let mut tx = core.write::<EditIndicators>(Actor::Console, REQUEST).await?;
        indicators::put_in(&mut tx, &missing).await?;
        tx.commit_recorded().await?;
    }
    crate::indexing::ensure(core).await?;
    Ok(())
}

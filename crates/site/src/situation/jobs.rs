//! Work beside people's pages: comparisons made anew, files of imports forgotten.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use crate::actions::{importing, spreading};
use crate::permissions::{Actor, AppCore, RespreadValues, TidyImports};
use crate::rules::spreading::EVERY_SECONDS;
use crate::storage;

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// How the record names it.
const NAME: &str = "ほかの市町村と比べる値を作りなおす";

/// After somebody saved: what she touched.
pub async fn respread(core: Arc<AppCore>, _task: Task) -> Outcome {
    respread_marked(&core, Actor::Job(NAME)).await
}

pub const REMAKE: Recurring = Recurring {
    kind: "situation.remake_spreads",
    every_seconds: EVERY_SECONDS,
    says: "人口や区分が変わったときに、ほかの市町村と比べる値を作りなおす（毎日0時）",
};

/// Once a day: everything, where populations or classes have changed; else what is still marked.
pub async fn remake(core: Arc<AppCore>, _task: Task) -> Outcome {
    respread_all(&core, Actor::Job(NAME)).await
}

/// The same for the filling of the demonstration.
pub async fn respread_all(core: &Arc<AppCore>, actor: Actor) -> Outcome {
    let mut tx = core.write::<RespreadValues>(actor.clone(), REMAKE.kind).await?;
    if spreading::mark_all_after_change(&mut tx).await? {
        tx.commit_recorded().await?;
    } else {
        drop(tx);
    }
    respread_marked(core, actor).await
}

async fn respread_marked(core: &Arc<AppCore>, actor: Actor) -> Outcome {
    let mut look = core.read::<RespreadValues>(actor.clone(), spreading::JOB).await?;
    let marks = storage::spreads::marks(&mut look).await?;
    if marks.is_empty() {
        return Ok(());
    }
    let ground = spreading::Ground::of(&mut look).await?;
    drop(look);
    for some in marks.chunks(spreading::BATCH) {
        let mut tx = core.write::<RespreadValues>(actor.clone(), spreading::JOB).await?;
        if spreading::make(&mut tx, &ground, some).await? > 0 {
            tx.commit_recorded().await?;
        }
    }
    Ok(())
}

pub const TIDY: Recurring = Recurring {
    kind: "situation.tidy_imports",
    every_seconds: 86_400,
    says: "決まってから、または送ってから30日たった取り込みのファイルを消す（毎日0時）",
};

/// How the record names it.
const NAME_OF_TIDYING: &str = "取り込みのファイルの片づけ";

pub async fn tidy(core: Arc<AppCore>, _task: Task) -> Outcome {
    let mut tx = core.write::<TidyImports>(Actor::Job(NAME_OF_TIDYING), TIDY.kind).await?;
    // Nothing to forget is nothing to record.
    let keys = importing::forget_old(&mut tx).await?;
    if !keys.is_empty() {
        tx.commit_recorded().await?;
        importing::delete_files(&core, &keys).await;
    }
    Ok(())
}

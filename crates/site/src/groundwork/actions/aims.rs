//! あるべき姿: written once per scene and year, every saved state kept; begun from the year before.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{GroundworkError, town_within};
use crate::model::{AimSheet, scene_label};
use crate::permissions::{WriteAims, WriteTx, Writer};
use crate::rules;
use crate::storage::By;
use crate::storage::aims as storage;

async fn keep(tx: &mut Writer, aim: &AimSheet, by: &By<'_>) -> Result<(), DatabaseError> {
    let content = serde_json::to_string(aim).map_err(|error| DatabaseError::Unreadable(error.to_string()))?;
    storage::put_version(tx, aim, aim.revision, &content, by).await
}

/// In the place of revision `revision`; 0: nothing was written yet.
pub async fn write(tx: &mut WriteTx<WriteAims>, new: &AimSheet, revision: i64) -> Result<(), GroundworkError> {
    let town = town_within(tx, &new.municipality_code).await?;
    rules::agreed(&new.agreed_by, new.agreed_on.as_deref(), tx.core().clock.today())
        .map_err(GroundworkError::Refused)?;
    let before = storage::one(tx, &town.code, new.fiscal_year, &new.scene).await?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let stored = match (&before, revision) {
        (None, 0) => storage::insert(tx, new, &town.prefecture_code, &by).await?,
        (Some(before), revision) if before.revision == revision => storage::update(tx, new, revision, &by).await?,
        _ => false,
    };
    if !stored {
        let now = storage::one(tx, &town.code, new.fiscal_year, &new.scene).await?;
        return Err(now.map_or(GroundworkError::ListChanged, |now| GroundworkError::AimChanged(Box::new(now))));
    }
    let kept = AimSheet {
        revision: revision + 1,
        updated_at: at.to_string(),
        updated_by: label.clone(),
        fictitious: before.as_ref().map_or(new.fictitious, |before| before.fictitious),
        ..new.clone()
    };
    keep(tx, &kept, &by).await?;
    let before = before.unwrap_or_default();
    let subject = format!("{}/{}/{}", town.code, new.fiscal_year, new.scene);
    let entry = Entry::of("aim", subject)
        .detail(json!({ "what": "written", "scene": scene_label(&new.scene), "year": new.fiscal_year }))
        .change("desired", before.desired, new.desired.as_str())
        .change("present", before.present, new.present.as_str())
        .change("issues", before.issues, new.issues.as_str())
        .change("goal", before.goal, new.goal.as_str())
        .change("measures", before.measures, new.measures.as_str())
        .change("questions", before.questions, new.questions.as_str())
        .change("agreed_by", before.agreed_by, new.agreed_by.as_str())
        .change("agreed_on", before.agreed_on.unwrap_or_default(), new.agreed_on.clone().unwrap_or_default());
    tx.record(entry).await?;
    Ok(())
}

/// What the year before says, into scenes of this year that say nothing yet. An agreement was about that year. How many scenes.
pub async fn copy_from_last_year(tx: &mut WriteTx<WriteAims>, code: &str, year: i64) -> Result<usize, GroundworkError> {
    let town = town_within(tx, code).await?;
    let last = storage::of_year(tx, code, year - 1).await?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let mut copied = 0;
    for one in last.iter().filter(|one| !one.is_blank()) {
        let next = AimSheet {
            fiscal_year: year,
            agreed_by: String::new(),
            agreed_on: None,
            revision: 1,
            updated_at: at.to_string(),
            updated_by: label.clone(),
            ..one.clone()
        };
        if storage::insert(tx, &next, &town.prefecture_code, &by).await? {
            keep(tx, &next, &by).await?;
            copied += 1;
        }
    }
    let detail = json!({ "what": "copied from last year", "year": year, "scenes": copied });
    tx.record(Entry::of("groundwork", &town.code).detail(detail)).await?;
    Ok(copied)
}

//! An invented plan of the town whose officer one may be: begun from an example, shown to its prefecture.

use std::sync::Arc;

use super::fill::{FillError, REQUEST};
use crate::permissions::{Actor, AppCore, LookAtPlans, WritePlans};
use crate::plans::actions::{self, New, examples};

const YANAI: &str = "352128";

/// Does nothing once it is there.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut look = core.read::<LookAtPlans>(Actor::Console, REQUEST).await?;
    if crate::plans::has_plans(&mut look).await? {
        return Ok(());
    }
    drop(look);
    let examples = examples::all().map_err(|error| FillError::Refused(error.to_string()))?;
    let Some(example) = examples.first() else { return Ok(()) };
    let (boxes, links) = example.content();
    let new = New {
        municipality: YANAI.to_owned(),
        title: "【架空】骨折した人が家で暮らしつづける".to_owned(),
        scene: example.scene.clone(),
        begun_from: format!("例：{}", example.title),
        texts: example.texts(),
        boxes,
        links,
        fictitious: true,
        form_key: "demo:refracture".to_owned(),
    };
    let mut tx = core.write::<WritePlans>(Actor::Console, REQUEST).await?;
    let plan = actions::begin(&mut tx, &new).await?;
    actions::keep_version(&mut tx, plan, "例から始めたところ").await?;
    tx.commit_recorded().await?;
    Ok(())
}

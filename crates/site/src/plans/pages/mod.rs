pub mod boxes;
pub mod edit;
pub mod examples;
pub mod list;
pub mod new;
pub mod show;
pub mod versions;

use foundation::web::{PageError, Req};

use crate::model::{Plan, Whole};
use crate::permissions::{Reader, Scope, WritePlans, reach_of};
use crate::shared::Frame;
use crate::storage;

const HOME: &str = "/plans";

fn frame(db: &Reader, title: impl Into<String>) -> Frame {
    Frame::new(db, title).under_home().crumb("ロジックモデル", HOME)
}

fn address(plan: &Plan) -> String {
    format!("{HOME}/{}", plan.id)
}

fn below(db: &Reader, plan: &Plan, title: impl Into<String>) -> Frame {
    frame(db, title).crumb(&*plan.title, address(plan))
}

async fn whole(db: &mut Reader, req: &Req) -> Result<Whole, PageError> {
    storage::whole(db, req.number("plan")?).await?.ok_or(PageError::NotFound)
}

/// Whether somebody who reads a plan may write it, too.
fn may_write(db: &Reader, plan: &Plan) -> bool {
    match reach_of::<WritePlans>(db.actor()) {
        Some(Scope::All) => true,
        Some(Scope::Municipalities(codes)) => codes.contains(&plan.municipality_code),
        _ => false,
    }
}

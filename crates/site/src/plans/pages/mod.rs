pub mod boxes;
pub mod canvas;
pub mod comments;
pub mod edit;
pub mod examples;
pub mod import;
pub mod list;
pub mod making_cases;
pub mod measured;
pub mod new;
pub mod reviews;
pub mod shares;
pub mod show;
pub mod versions;

use foundation::chance::Chance;
use foundation::web::{Form, PageError, Req};
use situation::Known;

use crate::model::{Plan, Whole};
use crate::permissions::{Reader, Scope, SharePlans, WritePlans, reach_of};
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
        Some(Scope::Thing(id)) => id == plan.id,
        _ => false,
    }
}

/// Whether she reads it because its town let her in.
fn is_let_in(db: &Reader) -> bool {
    matches!(db.scope(), Scope::Thing(_))
}

/// Whether somebody who reads a plan may let others in.
fn may_share(db: &Reader, plan: &Plan) -> bool {
    match reach_of::<SharePlans>(db.actor()) {
        Some(Scope::All) => true,
        Some(Scope::Municipalities(codes)) => codes.contains(&plan.municipality_code),
        _ => false,
    }
}

/// Hexadecimal digits of the key drawn with an empty form.
const FORM_KEY_LENGTH: usize = 64;

fn new_key(db: &Reader) -> String {
    Chance::token(&db.core().chance)
}

/// The key a form was shown with; `None` where it bears none of ours.
fn key_of(form: &Form) -> Option<&str> {
    let key = form.value("form_key");
    (key.len() == FORM_KEY_LENGTH && key.bytes().all(|b| b.is_ascii_hexdigit())).then_some(key)
}

/// The catalogue with the town's values, where any box is seen by one of it.
async fn known(db: &mut Reader, whole: &Whole) -> Result<Vec<Known>, PageError> {
    if whole.boxes.iter().all(|one| one.indicator_id.is_empty()) {
        return Ok(Vec::new());
    }
    if is_let_in(db) {
        // The town showed the plan with what its boxes are seen by, and with no other figure.
        let ids: Vec<&str> = whole.boxes.iter().map(|one| one.indicator_id.as_str()).collect();
        return Ok(situation::shown_with(db, &whole.plan.municipality_code, &ids).await?);
    }
    Ok(situation::known_of(db, &whole.plan.municipality_code).await?)
}

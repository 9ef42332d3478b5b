//! ロジックモデル: a town's plan from the final outcome back to what is done, box by box, without scripts; gentle checks; examples
//! to begin from. For a town and its coordinators; its prefecture reads what the town shows it. Not here: indicators with values
//! (`situation`).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate cases;
extern crate self as plans;
use ground::{beyond, permissions, regions, shared};

pub mod actions;
pub mod exchange;
mod forms;
pub mod jobs;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use std::sync::Arc;

use foundation::database::{Connection, DatabaseError};

use crate::permissions::{
    Actor, AppCore, Held, LookAtPlans, Reader, Routes, Scope, ThingRole, WritePlans, plan_role, reach_of,
};

pub use rules::RULES;

pub fn routes(routes: &mut Routes) {
    routes.get("/plans", pages::list::get);
    routes.get("/plans/examples", pages::examples::all);
    routes.get("/plans/examples/{example}", pages::examples::one);
    routes.get("/plans/new", pages::new::get);
    routes.post("/plans/new", pages::new::post);
    routes.get("/plans/import", pages::import::get);
    routes.post_prepared("/plans/import", pages::import::LIMIT_BYTES, pages::import::open_sent, pages::import::post);
    routes.get("/plans/{plan}", pages::show::get);
    routes.get("/plans/{plan}/chart.svg", pages::show::svg);
    routes.get("/plans/{plan}/plan.pdf", pages::show::pdf);
    routes.get("/plans/{plan}/plan.json", pages::show::json);
    routes.get("/plans/{plan}/plan.xlsx", pages::show::xlsx);
    routes.get("/plans/{plan}/edit", pages::edit::get);
    routes.post("/plans/{plan}/edit", pages::edit::post);
    routes.get("/plans/{plan}/versions", pages::versions::get);
    routes.post("/plans/{plan}/versions", pages::versions::post);
    routes.get("/plans/{plan}/canvas", pages::canvas::get);
    routes.post("/plans/{plan}/canvas", pages::canvas::post);
    routes.get("/plans/{plan}/canvas.json", pages::canvas::state);
    routes.get("/plans/{plan}/comments", pages::comments::get);
    routes.post("/plans/{plan}/comments", pages::comments::post);
    routes.post("/plans/{plan}/comments/{comment}/settle", pages::comments::settle);
    routes.get("/plans/{plan}/shares", pages::shares::get);
    routes.post("/plans/{plan}/shares", pages::shares::post);
    routes.post("/plans/{plan}/shares/{share}/stop", pages::shares::stop);
    routes.get("/plans/{plan}/reviews", pages::reviews::list);
    routes.get("/plans/{plan}/reviews/new", pages::reviews::get_new);
    routes.post("/plans/{plan}/reviews/new", pages::reviews::post_new);
    routes.get("/plans/{plan}/reviews/{review}", pages::reviews::get);
    routes.get("/plans/{plan}/reviews/{review}/case", pages::making_cases::get);
    routes.post("/plans/{plan}/reviews/{review}/case", pages::making_cases::post);
    routes.get("/plans/{plan}/reviews/{review}/review.pdf", pages::reviews::pdf);
    routes.get("/plans/{plan}/reviews/{review}/edit", pages::reviews::get_edit);
    routes.post("/plans/{plan}/reviews/{review}/edit", pages::reviews::post_edit);
    routes.post("/plans/{plan}/steps/{step}", pages::reviews::put_done);
    routes.get("/plans/{plan}/boxes/{box}/measured", pages::measured::get);
    routes.post("/plans/{plan}/boxes/{box}/measured", pages::measured::post);
    routes.post("/plans/{plan}/boxes/{box}/measured/{measurement}/remove", pages::measured::remove);
    routes.get("/plans/{plan}/boxes/new", pages::boxes::get_new);
    routes.post("/plans/{plan}/boxes/new", pages::boxes::post_new);
    routes.get("/plans/{plan}/boxes/{box}", pages::boxes::get);
    routes.post("/plans/{plan}/boxes/{box}", pages::boxes::post);
    routes.post("/plans/{plan}/boxes/{box}/move", pages::boxes::shift);
    routes.get("/plans/{plan}/boxes/{box}/remove", pages::boxes::get_remove);
    routes.post("/plans/{plan}/boxes/{box}/remove", pages::boxes::post_remove);
}

/// A municipality's plans, as far as the reader may read them: title and address, the newest change first.
pub async fn plans_of(db: &mut Reader, code: &str) -> Result<Vec<(String, String)>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtPlans>(db.actor()) else { return Ok(Vec::new()) };
    let found = storage::of_municipality(db, &scope, code).await?;
    Ok(found.into_iter().map(|(id, title)| (title, format!("/plans/{id}"))).collect())
}

/// Plans of several municipalities, as far as the reader may read them: code, number, title.
pub async fn plans_of_several(db: &mut Reader, codes: &[String]) -> Result<Vec<(String, i64, String)>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtPlans>(db.actor()) else { return Ok(Vec::new()) };
    storage::of_municipalities(db, &scope, codes).await
}

/// A plan with its boxes and links, as far as the reader may read it.
pub async fn whole_of(db: &mut Reader, id: i64) -> Result<Option<model::Whole>, DatabaseError> {
    storage::whole(db, id).await
}

/// A plan whose town has shown it to more people than those it belongs to: who they are is known to the feature that asks.
pub async fn shown_elsewhere(db: &mut Reader, id: i64) -> Result<Option<model::Whole>, DatabaseError> {
    let whole = storage::whole_within(db, id, &crate::permissions::Scope::All).await?;
    Ok(whole.filter(|whole| whole.plan.state != "put_aside"))
}

/// The kept versions of several municipalities' plans, as far as the reader may read the plans; the newest first. Of plans that were
/// put aside there are none to choose.
pub async fn kept_of(db: &mut Reader, codes: &[String]) -> Result<Vec<beyond::KeptPlan>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtPlans>(db.actor()) else { return Ok(Vec::new()) };
    let found = storage::kept_of(db, &scope, codes).await?;
    let kept = |(plan, version, title, at, note)| beyond::KeptPlan { plan, version, title, at, note };
    Ok(found.into_iter().map(kept).collect())
}

/// A kept version as picture and words, whoever reads it: its town has shown it elsewhere. It does not change, whatever becomes of
/// the plan.
pub async fn drawn(db: &mut Reader, plan: i64, version: i64) -> Result<Option<beyond::DrawnPlan>, DatabaseError> {
    let Some((at, content)) = storage::version(db, plan, version).await? else { return Ok(None) };
    let whole: model::Whole = serde_json::from_str(&content).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let demo = db.core().settings.demo;
    Ok(Some(views::drawn(&whole, at, demo)))
}

/// Which role somebody holds on the plan that stands at this path, by its town's leave. Who may as much by her office holds none.
pub async fn shown_at(
    core: &Arc<AppCore>,
    db: &mut Connection,
    actor: &Actor,
    path: &str,
) -> Result<Option<(ThingRole, Held)>, DatabaseError> {
    let number = path.strip_prefix("/plans/").and_then(|below| below.split('/').next());
    let (Some(plan), Some(member)) = (number.and_then(|number| number.parse().ok()), actor.member()) else {
        return Ok(None);
    };
    let found = storage::shares::strongest(db, plan, member, core.clock.today()).await?;
    Ok(found.filter(|shown| !may_by_office(actor, shown)).map(|shown| {
        let role = plan_role(&shown.may);
        (role, Held { thing: plan, address: format!("/plans/{plan}"), name: shown.municipality_name })
    }))
}

/// The town's own people and its coordinators write without being let in; its prefecture reads and comments on what it is shown.
fn may_by_office(actor: &Actor, shown: &model::Shown) -> bool {
    let writes = match reach_of::<WritePlans>(actor) {
        Some(Scope::All) => true,
        Some(Scope::Municipalities(codes)) => codes.contains(&shown.municipality_code),
        _ => false,
    };
    let reads = match reach_of::<LookAtPlans>(actor) {
        Some(Scope::Prefectures(codes)) => codes.contains(&shown.prefecture_code) && shown.state == "shared",
        _ => false,
    };
    writes || (reads && shown.may != "write")
}

/// So many stand on the front page and in the list.
const MOST_SHOWN: i64 = 30;

/// Plans that towns let somebody into, each once with the most she may do: for her own pages.
pub async fn shown_to(db: &mut Reader) -> Result<Vec<model::Shown>, DatabaseError> {
    let actor = db.actor().clone();
    let Some(member) = actor.member() else { return Ok(Vec::new()) };
    let today = db.core().clock.today();
    let mut found = storage::shares::all_of(db, member, today, MOST_SHOWN).await?;
    let rank = |may: &str| model::SHARED_TO.iter().position(|(id, ..)| *id == may);
    found.sort_by_key(|shown| std::cmp::Reverse((shown.plan_id, rank(&shown.may))));
    found.dedup_by_key(|shown| shown.plan_id);
    found.retain(|shown| !may_by_office(&actor, shown));
    Ok(found)
}

/// A plan with what it was agreed to, for who lays plans beside something.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ToldPlan {
    pub id: i64,
    pub title: String,
    pub scene: String,
    pub agreed_by: String,
    pub agreed_on: Option<String>,
    pub fictitious: bool,
}

/// A municipality's plans with the record of their agreement, as far as the reader may read them; the newest change first.
pub async fn told_of(db: &mut Reader, code: &str) -> Result<Vec<ToldPlan>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtPlans>(db.actor()) else { return Ok(Vec::new()) };
    storage::told_of(db, &scope, code).await
}

/// Whether any plan is there within reach.
pub async fn has_plans(db: &mut Reader) -> Result<bool, DatabaseError> {
    Ok(!storage::lines(db, false, 1).await?.is_empty())
}

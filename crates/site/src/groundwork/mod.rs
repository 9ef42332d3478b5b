//! 足もとの整理: what a town has already (既存事業の棚卸し), what its coordinators are for and who agreed to it, and where it wants
//! to be in each scene – written once, used for the survey, the yearly self-assessment, the plan's chapter, a meeting. For towns;
//! coordinators and their employers at their own sheet; the prefecture reads what the town shares. Not here: indicators with values
//! (`situation`), logic models (`plans`).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate cases;
extern crate plans;
extern crate self as groundwork;
extern crate situation;
use ground::{beyond, people, permissions, regions, shared};

pub mod actions;
mod files;
mod forms;
pub mod jobs;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use foundation::database::DatabaseError;
use japanese::wareki::FiscalYear;

use crate::beyond::{Aim, Groundwork};
use crate::permissions::{LookAtAims, LookAtUndertakings, Reader, Routes, reach_of};

pub use rules::RULES;

/// A pasted list, or a workbook.
const LIST_BYTES: usize = 2 << 20;

pub fn routes(routes: &mut Routes) {
    routes.get("/groundwork", pages::overview::all);
    routes.get("/groundwork/roles", pages::roles::list);
    routes.get("/groundwork/roles/new", pages::roles::get_new);
    routes.post("/groundwork/roles/new", pages::roles::post_new);
    routes.get("/groundwork/roles/{role}", pages::role::get);
    routes.get("/groundwork/roles/{role}/role.pdf", pages::role::pdf);
    routes.get("/groundwork/roles/{role}/versions", pages::role::versions);
    routes.get("/groundwork/roles/{role}/edit", pages::roles::get_edit);
    routes.post("/groundwork/roles/{role}/edit", pages::roles::post_edit);
    routes.post("/groundwork/roles/{role}/agree", pages::role::agree);
    routes.post("/groundwork/roles/{role}/paper", pages::role::paper);
    routes.post("/groundwork/roles/{role}/remark", pages::role::remark);
    routes.get("/groundwork/items", pages::items::get);
    routes.get("/groundwork/items/new", pages::items::get_new);
    routes.post("/groundwork/items/new", pages::items::post_new);
    routes.get("/groundwork/items/{item}", pages::items::get_edit);
    routes.post("/groundwork/items/{item}", pages::items::post_edit);
    routes.get("/groundwork/{code}", pages::overview::get);
    routes.post("/groundwork/{code}/sharing", pages::overview::share);
    routes.get("/groundwork/{code}/undertakings", pages::undertakings::get);
    routes.get("/groundwork/{code}/undertakings.csv", pages::undertakings::csv);
    routes.get("/groundwork/{code}/undertakings.xlsx", pages::undertakings::xlsx);
    routes.get("/groundwork/{code}/undertakings.pdf", pages::undertakings::pdf);
    routes.get("/groundwork/{code}/undertakings/new", pages::undertaking::get_new);
    routes.post("/groundwork/{code}/undertakings/new", pages::undertaking::post_new);
    routes.get("/groundwork/{code}/undertakings/intake", pages::intake::get);
    routes.post_prepared(
        "/groundwork/{code}/undertakings/intake",
        LIST_BYTES,
        pages::intake::open_sent,
        pages::intake::post,
    );
    routes.get("/groundwork/{code}/undertakings/next-year", pages::next_year::get);
    routes.post("/groundwork/{code}/undertakings/next-year", pages::next_year::post);
    routes.get("/groundwork/{code}/undertakings/{undertaking}", pages::undertaking::get);
    routes.post("/groundwork/{code}/undertakings/{undertaking}", pages::undertaking::post);
    routes.get("/groundwork/{code}/undertakings/{undertaking}/remove", pages::undertaking::get_remove);
    routes.post("/groundwork/{code}/undertakings/{undertaking}/remove", pages::undertaking::post_remove);
    routes.get("/groundwork/{code}/aims", pages::aims::get);
    routes.post("/groundwork/{code}/aims/copy", pages::aims::copy);
    routes.get("/groundwork/{code}/aims/{scene}", pages::aim::get);
    routes.post("/groundwork/{code}/aims/{scene}", pages::aim::post);
    routes.get("/groundwork/{code}/aims/{scene}/versions", pages::aim::versions);
    routes.get("/groundwork/{code}/chapter", pages::papers::chapter);
    routes.get("/groundwork/{code}/chapter.txt", pages::papers::chapter_text);
    routes.get("/groundwork/{code}/chapter.pdf", pages::papers::chapter_pdf);
    routes.get("/groundwork/{code}/meeting.pdf", pages::papers::meeting_pdf);
    routes.get("/groundwork/{code}/assessment", pages::assessment::get);
    routes.get("/groundwork/{code}/assessment.csv", pages::assessment::csv);
    routes.get("/groundwork/{code}/assessment.xlsx", pages::assessment::xlsx);
    routes.get("/groundwork/{code}/assessment.pdf", pages::assessment::pdf);
    routes.get("/groundwork/{code}/assessment/{item}", pages::assessment::get_item);
    routes.post("/groundwork/{code}/assessment/{item}", pages::assessment::post_item);
}

/// What a municipality wrote down about itself, as far as the reader may read it: for the pages of other features.
pub async fn told_of(db: &mut Reader, code: &str) -> Result<Groundwork, DatabaseError> {
    let mut told = Groundwork::default();
    if let Some(scope) = reach_of::<LookAtAims>(db.actor()) {
        let newest = storage::aims::newest_of(db, &scope, code).await?;
        told.aims = newest
            .into_iter()
            .map(|aim| Aim {
                scene: aim.scene,
                fiscal_year: aim.fiscal_year,
                desired: aim.desired,
                agreed_by: aim.agreed_by,
                agreed_on: aim.agreed_on.unwrap_or_default(),
            })
            .collect();
    }
    if let Some(scope) = reach_of::<LookAtUndertakings>(db.actor()) {
        let year = i64::from(FiscalYear::of(db.core().clock.today()).0);
        let all = storage::undertakings::of_year(db, &scope, code, year).await?;
        told.scenes = model::scenes()
            .filter(|(id, _)| all.iter().any(|one| one.goes_on() && one.is_in(id)))
            .map(|(id, _)| id.to_owned())
            .collect();
    }
    Ok(told)
}

/// Whether anything is there within reach.
pub async fn has_aims(db: &mut Reader) -> Result<bool, DatabaseError> {
    storage::aims::are_any(db).await
}

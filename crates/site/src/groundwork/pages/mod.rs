pub mod aim;
pub mod aims;
pub mod assessment;
pub mod intake;
pub mod items;
pub mod next_year;
pub mod overview;
pub mod papers;
pub mod role;
pub mod roles;
pub mod undertaking;
pub mod undertakings;

use foundation::web::{PageError, Req};
use japanese::wareki::FiscalYear;

use crate::actions::town_within;
use crate::forms;
use crate::permissions::{LookAtAims, Reader, Scope, reach_of};
use crate::regions::Town;
use crate::shared::Frame;

const HOME: &str = "/groundwork";

fn this_year(db: &Reader) -> i64 {
    i64::from(FiscalYear::of(db.core().clock.today()).0)
}

fn year(db: &Reader, req: &Req) -> i64 {
    forms::year(req.query.get("year"), this_year(db))
}

/// The year a form was about.
fn posted_year(db: &Reader, req: &Req) -> i64 {
    forms::year(req.form.get("year"), this_year(db))
}

fn frame(db: &Reader, title: impl Into<String>) -> Frame {
    let frame = Frame::new(db, title).under_home();
    // A body and a coordinator come to the roles only.
    if reach_of::<LookAtAims>(db.actor()).is_some() { frame.crumb("足もとの整理", HOME) } else { frame }
}

async fn town(db: &mut Reader, req: &Req) -> Result<Town, PageError> {
    Ok(town_within(db, req.text("code")).await?)
}

fn address(town: &Town) -> String {
    format!("{HOME}/{}", town.code)
}

fn below(db: &Reader, town: &Town, title: impl Into<String>) -> Frame {
    frame(db, title).crumb(&*town.name, address(town))
}

/// Whether a permission of towns reaches this one.
fn reaches(scope: Option<Scope>, code: &str) -> bool {
    match scope {
        Some(Scope::All) => true,
        Some(Scope::Municipalities(codes)) => codes.iter().any(|own| own == code),
        _ => false,
    }
}

fn not_this_form(page: &str) -> PageError {
    PageError::BadRequest {
        sentence: format!("この形の送信は受け付けていません。「{page}」の画面から送ってください。"),
    }
}

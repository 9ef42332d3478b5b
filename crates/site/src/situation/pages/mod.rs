pub mod catalogue;
pub mod country;
pub mod edit;
pub mod enter;
pub mod history;
pub mod imports;
pub mod overview;
pub mod own_supports;
pub mod prefecture;
pub mod supports;
pub mod town;
pub mod towns;

use foundation::web::{PageError, Req};

use crate::actions::town_within;
use crate::permissions::Reader;
use crate::regions::Town;
use crate::shared::Frame;

const HOME: &str = "/situation";

fn this_year(db: &Reader) -> i64 {
    i64::from(japanese::wareki::FiscalYear::of(db.core().clock.today()).0)
}

fn frame(db: &Reader, title: impl Into<String>) -> Frame {
    Frame::new(db, title).within("/regions").crumb("自地域の現在地", HOME)
}

async fn town(db: &mut Reader, req: &Req) -> Result<Town, PageError> {
    Ok(town_within(db, req.text("code")).await?)
}

fn address(town: &Town) -> String {
    format!("/situation/{}", town.code)
}

fn below(db: &Reader, town: &Town, title: impl Into<String>) -> Frame {
    frame(db, title).crumb(&*town.name, address(town))
}

/// A prefecture whose municipalities' values the reader may read: code and name.
async fn prefecture(db: &mut Reader, code: &str) -> Result<(String, String), PageError> {
    let scope = db.scope().clone();
    if !crate::storage::admits(&scope, "", code) {
        return Err(PageError::NotFound);
    }
    let all = crate::regions::prefecture_choices(db).await?;
    all.into_iter().find(|(known, _)| known == code).ok_or(PageError::NotFound)
}

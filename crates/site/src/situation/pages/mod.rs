pub mod catalogue;
pub mod edit;
pub mod enter;
pub mod history;
pub mod overview;
pub mod town;

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

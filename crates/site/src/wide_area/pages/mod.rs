pub mod calculations;
pub mod cost_sharing;
pub mod edit;
pub mod functions;
pub mod list;
pub mod meetings;
pub mod members;
pub mod new;
pub mod show;

use foundation::web::{PageError, Req};

use crate::actions::{self, Whole};
use crate::model::Group;
use crate::permissions::Reader;
use crate::shared::Frame;

const HOME: &str = "/wide-area";

fn frame(db: &Reader, title: impl Into<String>) -> Frame {
    Frame::new(db, title).within("/regions").crumb("広域の取組", HOME)
}

fn below(db: &Reader, group: &Group, title: impl Into<String>) -> Frame {
    frame(db, title).crumb(&*group.name, group.address())
}

async fn whole(db: &mut Reader, req: &Req) -> Result<Whole, PageError> {
    actions::whole(db, req.number("group")?).await?.ok_or(PageError::NotFound)
}

/// The same for who writes it; for everybody else there is no such page.
async fn led(db: &mut Reader, req: &Req) -> Result<Whole, PageError> {
    let whole = whole(db, req).await?;
    if whole.standing.lead { Ok(whole) } else { Err(PageError::NotFound) }
}

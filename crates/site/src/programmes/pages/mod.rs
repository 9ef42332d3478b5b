pub mod copy;
pub mod edit;
pub mod list;
pub mod new;
pub mod settings;
pub mod year;

use std::collections::BTreeMap;

use foundation::web::{PageError, Req};

use jiff::civil::Date;

use crate::permissions::{Actor, LookAtComingYears, Reader, reach_of};
use crate::programmes::model::{Programme, Year};
use crate::programmes::{rules, storage};
use crate::shared::Frame;

fn fiscal_year(req: &Req) -> Result<i16, PageError> {
    i16::try_from(req.number("fiscal_year")?).map_err(|_| PageError::NotFound)
}

/// The year of the address, if the permission reaches it: a neighbour's is not found.
async fn own(db: &mut Reader, req: &Req) -> Result<(Programme, Year), PageError> {
    let id = req.number("id")?;
    let year = storage::own_year(db, id, fiscal_year(req)?).await?.ok_or(PageError::NotFound)?;
    let programme = storage::programme(db, id).await?.ok_or(PageError::NotFound)?;
    Ok((programme, year))
}

/// The frame of a page below a year.
fn below(db: &Reader, title: &str, programme: &Programme, year: &Year) -> Frame {
    Frame::new(db, title)
        .within("/programmes")
        .crumb("事業", "/programmes")
        .crumb(&*programme.short_name, year.href())
        .year(year.label())
}

/// A year that has not begun is for the people who prepare it only.
fn may_see(actor: &Actor, programme: &Programme, year: &Year, today: Date) -> bool {
    !rules::is_coming(year.starts_on, today)
        || reach_of::<LookAtComingYears>(actor).is_some_and(|scope| programme.is_reached_by(&scope))
}

fn name_of(names: &BTreeMap<i64, String>, id: Option<i64>) -> &str {
    id.and_then(|id| names.get(&id)).map_or("", String::as_str)
}

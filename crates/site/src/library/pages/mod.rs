pub mod edit;
pub mod interface;
pub mod list;
pub mod new;
pub mod read;
pub mod renew;
pub mod show;

use foundation::web::PageError;

use super::model::{Document, Version};
use super::storage::{self, Sees};
use crate::permissions::{Reader, WriteTx};
use crate::shared::{Frame, Link};

const HOME: &str = "/library";

fn frame(db: &Reader, title: impl Into<String>) -> Frame {
    Frame::new(db, title).within(HOME).crumb("手引き・資料", HOME)
}

fn below(db: &Reader, document: &Document, title: &str) -> Frame {
    frame(db, title).crumb(document.details.title.as_str(), format!("/library/{}", document.number))
}

/// A document somebody sees, with the version that holds.
async fn seen(db: &mut Reader, sees: &Sees, number: i64) -> Result<(Document, Version), PageError> {
    let document = storage::one(db, sees, number).await?.ok_or(PageError::NotFound)?;
    let version = storage::version(db, number, document.version).await?.ok_or(PageError::NotFound)?;
    Ok((document, version))
}

fn this_year(db: &Reader) -> i64 {
    i64::from(japanese::wareki::FiscalYear::of(db.core().clock.today()).0)
}

/// A refused post shows the form again; the transaction is let go first.
fn let_go<A: crate::permissions::Action<Policy = crate::permissions::Renkei>>(tx: WriteTx<A>) {
    drop(tx);
}

fn way_back() -> Vec<Link> {
    vec![Link::new("手引き・資料の一覧", HOME)]
}

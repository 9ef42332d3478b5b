//! `/search/opened?q=&at=`: a hit was opened. Told by the script; without scripts nothing is told, and all works. What another
//! site's page makes a browser ask for is not counted.

use foundation::web::{PageError, Reply, Req};
use http::StatusCode;

use crate::permissions::{ReadTx, Search};
use crate::search::actions::logging;
use crate::search::storage;
use crate::searchable::{KINDS, tokens};

const LONGEST_KEY: usize = 60;

pub async fn get(mut tx: ReadTx<Search>, req: Req) -> Result<Reply, PageError> {
    let at = req.query.get("at");
    let tokens = tokens(tx.actor());
    // What she cannot have found was not opened out of a list.
    if req.is_of_our_page()
        && let Some((kind, key)) = at.split_once('/')
        && KINDS.iter().any(|known| known.id == kind)
        && key.len() <= LONGEST_KEY
        && storage::is_found(&mut tx, &tokens, kind, key).await?
        && let Some(cell) = logging::cell(&tx, req.query.get("q"))
    {
        tx.core().settings.searches.opened(cell, kind, key);
    }
    Ok(Reply::text("").with_status(StatusCode::NO_CONTENT).never_kept())
}

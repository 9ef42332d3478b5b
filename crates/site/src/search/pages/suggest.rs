//! `/search/suggest?q=`: words to go on with, for the script beside the search box.

use foundation::web::{PageError, Reply, Req};
use serde_json::json;

use crate::permissions::{ReadTx, Search};
use crate::search::actions::{copying, finding};
use crate::searchable;

const LONGEST: usize = 60;
const MOST: usize = 8;

pub async fn get(mut tx: ReadTx<Search>, req: Req) -> Result<Reply, PageError> {
    let typed = req.query.get("q");
    let mut words = Vec::new();
    if typed.chars().count() <= LONGEST {
        let synonyms = copying::synonyms(&mut tx).await?;
        let tokens = searchable::tokens(tx.actor());
        words = finding::suggest(&mut tx, &tokens, typed, &synonyms, MOST).await?;
    }
    Ok(Reply::json(&json!({ "words": words })))
}

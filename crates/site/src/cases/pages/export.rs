//! `/cases.csv` and `/cases.json`: the published cases as open data, with their source.

use foundation::web::{PageError, Reply, Req};

use crate::cases::exchange::writing;
use crate::cases::storage;
use crate::permissions::{AppCore, LookAtCases, ReadTx};
use crate::shared::DEMO_MARK;

fn mark(core: &AppCore) -> &'static str {
    if core.settings.demo { DEMO_MARK } else { "" }
}

pub async fn csv(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let cases = storage::everything_published(&mut tx).await?;
    let core = tx.core();
    let body = writing::csv(&cases, &core.settings.public_url, mark(core)).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("取組事例.csv"))
}

pub async fn json(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let cases = storage::everything_published(&mut tx).await?;
    let troubles = storage::trouble_names(&mut tx).await?;
    let core = tx.core();
    Ok(Reply::json(&writing::json(&cases, &troubles, &core.settings.public_url, mark(core))))
}

//! `/situation/imports`: values from files, looked at before they are taken in.

pub mod columns;
pub mod file;
pub mod layouts;
pub mod list;
pub mod one;

use foundation::web::{PageError, Req};

use super::frame;
use crate::model::{Import, ImportFile};
use crate::permissions::Reader;
use crate::shared::Frame;
use crate::storage::imports;

pub const HOME: &str = "/situation/imports";

fn below(db: &Reader, title: impl Into<String>) -> Frame {
    frame(db, title).crumb("ファイルから取り込む", HOME)
}

fn address(import: i64) -> String {
    format!("{HOME}/{import}")
}

async fn import(db: &mut Reader, req: &Req) -> Result<Import, PageError> {
    imports::import(db, req.number("import")?).await?.ok_or(PageError::NotFound)
}

async fn import_file(db: &mut Reader, req: &Req) -> Result<(Import, ImportFile), PageError> {
    let import = import(db, req).await?;
    let file = imports::file(db, import.id, req.number("position")?).await?.ok_or(PageError::NotFound)?;
    Ok((import, file))
}

//! `/programmes/{id}/{fiscal_year}/copy`: open the next year with the same contents, to be looked at.

use foundation::web::{PageError, Reply, Req};
use japanese::wareki::FiscalYear;

use super::{below, name_of, own};
use crate::permissions::{EditProgramme, ReadTx, WriteTx};
use crate::programmes::views::{CopyPage, CopyPart};
use crate::programmes::{actions, storage};
use crate::shared::render;

pub async fn get(mut tx: ReadTx<EditProgramme>, req: Req) -> Result<Reply, PageError> {
    let (programme, year) = own(&mut tx, &req).await?;
    let settings = storage::settings(&mut tx, year.id, year.fiscal_year).await?;
    let ids: Vec<i64> = year.office_organisation_id.into_iter().collect();
    let names = crate::people::organisation_names(&mut tx, &ids).await?;
    let parts = CopyPart::all(&year, &settings, name_of(&names, year.office_organisation_id));
    let frame = below(&tx, "次の年度を作る", &programme, &year).purpose("いまの年度を写して、次の年度の案を作ります。");
    render(&CopyPage {
        frame,
        href: year.href(),
        this_year: year.label(),
        next_year: FiscalYear(year.fiscal_year).next().label(),
        items: parts.iter().map(|p| p.rows.len()).sum(),
        parts,
    })
}

pub async fn post(mut tx: WriteTx<EditProgramme>, req: Req) -> Result<Reply, PageError> {
    let (programme, year) = own(&mut tx, &req).await?;
    let next = actions::copy_year(&mut tx, &year).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/programmes/{}/{next}/settings?done=copied", programme.id)))
}

//! What an invented draft shows beside its words: a map, a form to be saved, the town's logic model. All of it drawn here.

use std::sync::Arc;

use bytes::Bytes;
use rust_xlsxwriter::Workbook;

use super::cases::draft_of_yanai;
use super::fill::{FillError, REQUEST};
use crate::cases::actions::attaching::{self, Opened};
use crate::permissions::{Actor, AppCore, DraftCases};

const MAP: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420" width="720" height="420">
<rect width="720" height="420" fill="#eef5f4"/><path d="M0 300 Q180 250 340 310 T720 280 V420 H0 Z" fill="#cfe3ee"/>
<path d="M60 120 Q240 60 420 130 T690 110" fill="none" stroke="#8aa39f" stroke-width="6"/>
<g font-size="20" fill="#1a1a1a"><circle cx="180" cy="170" r="14" fill="#00695c"/><text x="204" y="177">診療所（架空）</text>
<rect x="346" y="196" width="26" height="26" fill="#8a4b00"/><text x="384" y="216">薬局（架空）</text>
<circle cx="540" cy="150" r="14" fill="#00695c"/><text x="452" y="194">訪問看護（架空）</text>
<text x="24" y="40" font-size="24">港の地区の支え手（架空の図）</text><text x="560" y="390">海</text></g>
<path d="M194 172 L346 206 M372 204 L528 156" stroke="#1a1a1a" stroke-width="2" stroke-dasharray="6 5" fill="none"/></svg>"##;

pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let number = draft_of_yanai(core).await?;
    let refused = |error: String| FillError::Refused(error);
    let map = print::picture::png(MAP, 1.0).map_err(|error| refused(error.to_string()))?;
    let map = attaching::open("港の地区.png", &Bytes::from(map)).map_err(refused)?;
    let says = "架空の図。港に面した地区の西に診療所、中ほどに薬局、東に訪問看護ステーションがあり、三つが点線で結ばれている。";
    attach(core, number, &map, says, "図1 港の地区の支え手（架空）").await?;
    let table = attaching::open("お薬の表.xlsx", &Bytes::from(table().map_err(|error| refused(error.to_string()))?));
    attach(core, number, &table.map_err(refused)?, "", "三者で見るお薬の表（架空の様式）").await?;
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await?;
    let case = attaching::changeable(&mut tx, number).await?;
    let offered = attaching::offered(&mut tx, &case).await?;
    if let Some(kept) = offered.first() {
        attaching::show_model(&mut tx, number, case.version, Some((kept.plan, kept.version))).await?;
        tx.commit_recorded().await?;
    }
    Ok(())
}

async fn attach(core: &Arc<AppCore>, number: i64, opened: &Opened, says: &str, caption: &str) -> Result<(), FillError> {
    Ok(attaching::attach(core, &Actor::Console, REQUEST, number, opened, (says, caption)).await?)
}

fn table() -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0_u16..).zip(["日", "お薬", "変わったこと", "見た人"]) {
        sheet.write_string(0, column, head)?;
    }
    sheet.write_string(1, 0, "（架空の様式です）")?;
    book.save_to_buffer()
}

//! `/cases`: in by trouble, scene, place or words; four statements, however many cases there are.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};

use crate::cases::model::Selection;
use crate::cases::storage;
use crate::cases::views::ListPage;
use crate::permissions::{DraftCases, LookAtCases, ReadTx, reach_of};
use crate::shared::{Frame, render};

const LINES_PER_PAGE: i64 = 20;

pub async fn get(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let selection = Selection::of(&req.query);
    let asked = crate::search::expand(&mut tx, &selection.words).await?;
    let rows = storage::index(&mut tx, &asked).await?;
    let found = selection.choose(&rows);
    let troubles = storage::troubles(&mut tx).await?;
    let total = i64::try_from(found.numbers.len()).unwrap_or(0);
    let page = Page::of(&req.query, LINES_PER_PAGE);
    let from = usize::try_from(page.offset()).unwrap_or(0).min(found.numbers.len());
    let to = (from + usize::try_from(LINES_PER_PAGE).unwrap_or(0)).min(found.numbers.len());
    let lines = storage::lines(&mut tx, &found.numbers[from..to], !asked.is_empty()).await?;
    let frame = Frame::new(&tx, "取組事例")
        .purpose("市町村や都道府県、団体の取組を、困りごとや場面からさがせます。")
        .within("/cases")
        .under_home();
    let may_draft = reach_of::<DraftCases>(tx.actor()).is_some();
    let paging = PageLinks::new("/cases", &req.query, page, total);
    render(&ListPage::new(frame, &req.query, &selection, &asked, &rows, &found, &troubles, &lines, &paging, may_draft))
}

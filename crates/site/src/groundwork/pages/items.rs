//! `/groundwork/items`: what the self-assessment asks, as the office words it for a year.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{posted_year, this_year, year};
use crate::actions::{GroundworkError, assessment as actions};
use crate::forms;
use crate::model::Item;
use crate::permissions::{EditAssessmentItems, ReadTx, Reader, WriteTx};
use crate::shared::{Frame, render};
use crate::views::{ItemPage, ItemsPage, short_year, year_tabs};

fn frame(db: &Reader, title: impl Into<String>, year: i64) -> Frame {
    Frame::new(db, title).under_home().year(short_year(year))
}

fn below(db: &Reader, title: impl Into<String>, year: i64) -> Frame {
    frame(db, title, year).crumb("自己評価の項目", format!("/groundwork/items?year={year}"))
}

pub async fn get(mut tx: ReadTx<EditAssessmentItems>, req: Req) -> Result<Reply, PageError> {
    let year = year(&tx, &req);
    let items = actions::every_item_of(&mut tx, year).await?;
    let tabs = year_tabs("/groundwork/items", &[], year, this_year(&tx));
    let mut frame = frame(&tx, "自己評価の項目", year)
        .purpose("市町村が下書きに使う、保険者努力支援交付金（目標Ⅲ）の項目です。公式の評価シートで確かめ、年度ごとに文を直します。");
    if req.query.get("done") == "saved" {
        frame = frame.notice("success", "保存しました。市町村の下書きに、この文が出ます。");
    }
    render(&ItemsPage::new(frame, year, tabs, &items))
}

pub async fn get_new(tx: ReadTx<EditAssessmentItems>, req: Req) -> Result<Reply, PageError> {
    let year = year(&tx, &req);
    let frame = below(&tx, "項目を加える", year).purpose("この年度から、市町村の下書きに加わります。");
    render(&ItemPage::new(frame, year, None, 0, &Form::default()))
}

pub async fn post_new(mut tx: WriteTx<EditAssessmentItems>, req: Req) -> Result<Reply, PageError> {
    let year = posted_year(&tx, &req);
    let mut form = Form::new(req.form.clone());
    let new = forms::item(&mut form, &Item { fiscal_year: year, ..Item::default() }, true);
    if form.is_valid() {
        let there = actions::every_item_of(&mut tx, i64::MAX).await?;
        match actions::add_item(&mut tx, &new, &there).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/groundwork/items?year={year}&done=saved")));
            }
            Err(GroundworkError::Refused(refusal)) => form.refuse("id", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let frame = below(&tx, "項目を加える", year).purpose("この年度から、市町村の下書きに加わります。");
    let view = ItemPage::new(frame, year, None, 0, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

/// As it holds in the year, and the revision of the year's own wording (0: it has none).
async fn of(db: &mut Reader, req: &Req, year: i64) -> Result<(Item, i64), PageError> {
    let all = actions::every_item_of(db, year).await?;
    let item = all.into_iter().find(|item| item.id == req.text("item")).ok_or(PageError::NotFound)?;
    let own = if item.fiscal_year == year { item.revision } else { 0 };
    Ok((item, own))
}

fn page(db: &Reader, item: &Item, own: i64, year: i64, form: &Form) -> ItemPage {
    let frame = below(db, "項目の文を直す", year)
        .purpose(format!("{}から、この文になります。それより前の年度の下書きは変わりません。", short_year(year)));
    ItemPage::new(frame, year, Some(item), own, form)
}

pub async fn get_edit(mut tx: ReadTx<EditAssessmentItems>, req: Req) -> Result<Reply, PageError> {
    let year = year(&tx, &req);
    let (item, own) = of(&mut tx, &req, year).await?;
    render(&page(&tx, &item, own, year, &Form::new(forms::fill_item(&item, own))))
}

pub async fn post_edit(mut tx: WriteTx<EditAssessmentItems>, req: Req) -> Result<Reply, PageError> {
    let year = posted_year(&tx, &req);
    let (item, own) = of(&mut tx, &req, year).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::item(&mut form, &Item { fiscal_year: year, ..item.clone() }, false);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::word_item(&mut tx, &new, revision).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/groundwork/items?year={year}&done=saved")));
            }
            Err(GroundworkError::ItemChanged(theirs)) => {
                let mut view = page(&tx, &theirs, theirs.revision, year, &form);
                view.changed_meanwhile(&theirs, &new);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &item, own, year, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

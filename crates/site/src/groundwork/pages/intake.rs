//! `/groundwork/{code}/undertakings/intake`: a list pasted from Excel, or a file, looked at before it is taken in.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, posted_year, town, year};
use crate::actions::GroundworkError;
use crate::actions::taking_in::{self, Plan};
use crate::permissions::{ReadTx, Reader, WriteTx, WriteUndertakings};
use crate::regions::Town;
use crate::regions::actions::{Opened, open_list};
use crate::shared::render;
use crate::views::{IntakePage, short_year};

fn base(town: &Town) -> String {
    format!("{}/undertakings", address(town))
}

fn page(db: &Reader, town: &Town, year: i64, form: &Form, text: &str, plan: Option<Plan>) -> IntakePage {
    let frame = below(db, town, "表から取り込む")
        .crumb("既存事業の棚卸し", format!("{}?year={year}", base(town)))
        .purpose("Excelの表を貼り付けるか、ファイルを選びます。取り込む前に、何が変わるかを見られます。")
        .year(short_year(year))
        .wide();
    IntakePage::new(frame, &base(town), year, form, text, plan)
}

pub async fn get(mut tx: ReadTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = year(&tx, &req);
    render(&page(&tx, &town, year, &Form::default(), "", None))
}

/// Before the database is locked: the cells of the sent file, if one was sent.
pub async fn open_sent(req: Req) -> Result<Option<Opened>, PageError> {
    let content = req.upload("file").map(|upload| upload.content.clone()).unwrap_or_default();
    if content.is_empty() { Ok(None) } else { Ok(Some(open_list(content).await?)) }
}

pub async fn post(mut tx: WriteTx<WriteUndertakings>, req: Req, opened: Option<Opened>) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = posted_year(&tx, &req);
    let mut form = Form::new(req.form.clone());
    let text = match opened.map(taking_in::text_of_file) {
        Some(Ok(text)) => text,
        Some(Err(sentence)) => {
            form.refuse("file", sentence);
            let view = page(&tx, &town, year, &form, req.form.get("list"), None);
            drop(tx);
            return Ok(render(&view)?.unprocessable());
        }
        None => req.form.get("list").to_owned(),
    };
    let seen = req.form.get("seen").to_owned();
    let plan = taking_in::plan_for(&mut tx, &text, (&town.code, year)).await?;
    if !plan.faults.is_empty() {
        if let Some(first) = plan.faults.first() {
            form.refuse("list", format!("{}：{}", first.place, first.sentence));
        }
        let view = page(&tx, &town, year, &form, &text, Some(plan));
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    }
    if seen.is_empty() {
        // The dry run: nothing is stored.
        let view = page(&tx, &town, year, &form, &text, Some(plan));
        drop(tx);
        return render(&view);
    }
    match taking_in::take_in(&mut tx, &text, (&town.code, year), &seen).await {
        Ok((new, changed)) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("{}?year={year}&done=taken-in&new={new}&changed={changed}", base(&town))))
        }
        Err(GroundworkError::ListChanged) => {
            let mut view = page(&tx, &town, year, &form, &text, Some(plan));
            view.conflict = true;
            drop(tx);
            Ok(render(&view)?.with_status(StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}

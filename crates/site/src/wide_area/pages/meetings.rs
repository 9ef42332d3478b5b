//! `/wide-area/{group}/meetings/…`: what the group decided, when and where.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;

use super::{below, led};
use crate::actions::{self, Whole, WideAreaError};
use crate::forms;
use crate::model::Meeting;
use crate::permissions::{ReadTx, Reader, WriteTx, WriteWideAreas};
use crate::shared::{DateBoxes, render};
use crate::storage;
use crate::views::MeetingPage;

fn page(db: &Reader, whole: &Whole, meeting: &Meeting, form: &Form) -> MeetingPage {
    let title = if meeting.id == 0 { "会議を加える" } else { "会議を直す" };
    let frame =
        below(db, &whole.group, title).purpose("参加を確認した市町村と、都道府県・事務局が読みます。公開はしません。");
    MeetingPage::new(frame, &whole.group, meeting, form)
}

async fn of(db: &mut Reader, whole: &Whole, req: &Req) -> Result<Meeting, PageError> {
    let id = req.number("meeting")?;
    let all = storage::meetings(db, whole.group.id).await?;
    all.into_iter().find(|meeting| meeting.id == id).ok_or(PageError::NotFound)
}

pub async fn get_new(mut tx: ReadTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut form = Form::new(Fields::default());
    DateBoxes::of(tx.core().clock.today()).fill("held", &mut form.values);
    render(&page(&tx, &whole, &Meeting::default(), &form))
}

pub async fn post_new(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::meeting(&mut form, &Meeting::default());
    if form.is_valid() {
        match actions::add_meeting(&mut tx, whole.group.id, &new).await {
            Ok(id) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved#meeting-{id}", whole.group.address())));
            }
            Err(WideAreaError::Refused(refusal)) => form.refuse("title", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &Meeting::default(), &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn get(mut tx: ReadTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let meeting = of(&mut tx, &whole, &req).await?;
    render(&page(&tx, &whole, &meeting, &Form::new(forms::fill_meeting(&meeting))))
}

pub async fn post(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let before = of(&mut tx, &whole, &req).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::meeting(&mut form, &before);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise_meeting(&mut tx, whole.group.id, revision, &new).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved#meeting-{}", whole.group.address(), new.id)));
            }
            Err(WideAreaError::PartChanged) => {
                let mut view = page(&tx, &whole, &before, &form);
                view.changed_meanwhile(&before, &new);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &before, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

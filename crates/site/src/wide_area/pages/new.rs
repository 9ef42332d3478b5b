//! `/wide-area/new`: a group of one's own town, with those it asks.

use foundation::chance::Chance;
use foundation::web::{Fields, Form, PageError, Reply, Req};

use super::frame;
use crate::actions::{self, New, WideAreaError};
use crate::forms;
use crate::permissions::{ReadTx, Reader, WriteTx, WriteWideAreas};
use crate::regions;
use crate::rules::SHORT_CHARACTERS;
use crate::shared::{DateBoxes, read_date, render};
use crate::views::NewPage;

/// Hexadecimal digits of the key drawn with an empty form.
const FORM_KEY_LENGTH: usize = 64;

type Towns = Vec<(String, String, String)>;

/// The page, with the areas of one's town as a way to begin.
async fn page(db: &mut Reader, form: &Form, key: &str, towns: &Towns) -> Result<NewPage, PageError> {
    let lead = match towns.as_slice() {
        [(only, ..)] => only.clone(),
        _ => form.value("lead").to_owned(),
    };
    let areas = if lead.is_empty() { Vec::new() } else { regions::areas_with_members(db, &lead).await? };
    let frame = frame(db, "広域の取組を始める")
        .purpose("幹事市町村の担当者が作ります。ほかの市町村は、その市町村の担当者が確認してから加わります。");
    Ok(NewPage::new(frame, form, key, towns, &areas))
}

pub async fn get(mut tx: ReadTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let key = Chance::token(&tx.core().chance);
    let mut form = Form::new(Fields::default());
    form.values.push("lead", req.query.get("lead"));
    DateBoxes::of(tx.core().clock.today()).fill("from", &mut form.values);
    let scope = tx.scope().clone();
    let towns = actions::own_towns(&mut tx, &scope).await?;
    render(&page(&mut tx, &form, &key, &towns).await?)
}

pub async fn post(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let key = form.value("form_key").to_owned();
    if key.len() != FORM_KEY_LENGTH || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。「広域の取組を始める」の画面から送ってください。".to_owned(),
        });
    }
    let (name, kind, purpose) = forms::words(&mut form);
    let from = read_date(&mut form, "from", "いつから", true);
    let scope = tx.scope().clone();
    let towns = actions::own_towns(&mut tx, &scope).await?;
    let codes: Vec<&str> = towns.iter().map(|(code, ..)| code.as_str()).collect();
    let lead = match codes.as_slice() {
        [only] => (*only).to_owned(),
        several => form.choice("lead", "幹事市町村", several, true),
    };
    let day = from.map(|day| day.to_string()).unwrap_or_default();
    let mut members = super::members::typed(&mut tx, &mut form, &lead, &day).await?;
    members.extend(form.values.all("area-member").filter(|code| code.len() <= SHORT_CHARACTERS).map(str::to_owned));
    let new = New { lead, name, kind, purpose, from: day, members, fictitious: false, form_key: key.clone() };
    if form.is_valid() {
        match actions::begin(&mut tx, &new).await {
            Ok(id) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/wide-area/{id}?done=begun")));
            }
            Err(WideAreaError::Refused(refusal)) => form.refuse("members", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &form, &key, &towns).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

//! `/plans/{plan}/canvas`: the model as boxes and arrows, for mouse, touch and keyboard. Without scripts it is a picture whose boxes
//! lead to their forms; everything can be done there, too.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;
use serde_json::{Value, json};

use super::{address, below, key_of, whole};
use crate::actions::{self, PlanError, canvas};
use crate::forms::in_one_line;
use crate::model::{LEVELS, PlanBox, Whole};
use crate::permissions::{ReadTx, WritePlans, WriteTx};
use crate::rules::WORDS_CHARACTERS;
use crate::shared::render;
use crate::storage;
use crate::views::CanvasPage;

pub async fn get(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let frame = below(&tx, &whole.plan, "図で書く")
        .purpose("左の取組から、右のアウトカムへ。箱を選んで、書く・つなぐ・動かす。書いたそばから保存されます。")
        .wide();
    render(&CanvasPage::new(frame, &address(&whole.plan), &whole))
}

/// Everything the canvas draws.
fn drawn(whole: &Whole) -> Value {
    let boxes = whole.boxes.iter().map(|one| {
        json!({ "id": one.id, "level": one.level, "words": one.words, "note": crate::views::canvas_note(one),
            "to": whole.after(one.id).map(|to| to.id).collect::<Vec<_>>() })
    });
    json!({ "stamp": stamp(whole), "boxes": boxes.collect::<Vec<_>>() })
}

/// Differs whenever anything drawn does: the text of the boxes in their order, and the arrows.
fn stamp(whole: &Whole) -> String {
    use std::hash::{Hash as _, Hasher as _};
    let mut hasher = std::collections::hash_map::DefaultHasher::new();
    for one in &whole.boxes {
        (one.id, &one.level, &one.words, one.revision).hash(&mut hasher);
    }
    for link in &whole.links {
        (link.from_box, link.to_box).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// As it stands now; nothing where the asker has seen it (`?seen=`).
pub async fn state(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    if req.query.get("seen") == stamp(&whole) {
        return Ok(Reply::json(&json!({ "same": true })).never_kept());
    }
    Ok(Reply::json(&drawn(&whole)).never_kept())
}

fn level_of(form: &Form) -> Option<&'static str> {
    LEVELS.iter().map(|(id, ..)| *id).find(|id| *id == form.value("level"))
}

/// One change; answers with everything as it stands then. `refused` says why not, `theirs` what somebody else wrote meanwhile.
pub async fn post(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let plan = req.number("plan")?;
    let mut form = Form::new(req.form.clone());
    let number = |form: &Form, field: &str| form.value(field).parse::<i64>().unwrap_or(0);
    let id = number(&form, "box");
    let words = |form: &mut Form| in_one_line(&form.required_text("words", "この箱のことば", WORDS_CHARACTERS));
    let act = form.value("act").to_owned();
    let mut made = None;
    let result = match act.as_str() {
        "add" => {
            let words = words(&mut form);
            let to = form.values.all("to").filter_map(|id| id.parse().ok()).collect();
            match level_of(&form) {
                None => return Err(PageError::NotFound),
                Some(_) if !form.is_valid() => Ok(()),
                Some(level) => {
                    let new = PlanBox { level: level.to_owned(), words, ..PlanBox::default() };
                    let key = key_of(&form).map(str::to_owned);
                    actions::add_box(&mut tx, plan, &new, &to, key.as_deref()).await.map(|id| made = Some(id))
                }
            }
        }
        "words" => {
            let words = words(&mut form);
            let was = form.value("was").to_owned();
            if form.is_valid() { canvas::reword(&mut tx, plan, id, &was, &words).await.map(|_| ()) } else { Ok(()) }
        }
        "join" | "part" => canvas::join(&mut tx, plan, id, number(&form, "to"), act == "join").await,
        "up" | "down" => actions::move_box(&mut tx, plan, id, act == "up").await,
        _ => return Err(PageError::NotFound),
    };
    let mut answer = json!({});
    let status = match result {
        Ok(()) if form.is_valid() => {
            let whole = storage::whole(&mut tx, plan).await?.ok_or(PageError::NotFound)?;
            tx.commit_recorded().await?;
            return Ok(Reply::json(&json!({ "state": drawn(&whole), "made": made })).never_kept());
        }
        Ok(()) => {
            answer["refused"] = json!(form.errors.first().map(|error| error.sentence.clone()).unwrap_or_default());
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(PlanError::Refused(refusal)) => {
            answer["refused"] = json!(refusal.sentence());
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(PlanError::BoxChanged(Some(theirs))) => {
            answer["theirs"] = json!({ "words": theirs.words, "by": theirs.updated_by });
            StatusCode::CONFLICT
        }
        Err(PlanError::BoxChanged(None)) => {
            answer["refused"] = json!("この箱は、開いているあいだにほかの方が消しました。");
            answer["gone"] = json!(true);
            StatusCode::CONFLICT
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(whole) = storage::whole(&mut tx, plan).await? {
        answer["state"] = drawn(&whole);
    }
    drop(tx);
    Ok(Reply::json(&answer).with_status(status).never_kept())
}

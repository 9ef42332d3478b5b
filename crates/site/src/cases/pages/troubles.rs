//! `/cases/troubles`: the entrances by trouble, for those who hold the library. What a change reaches is
//! shown before it is made.

use foundation::web::{Form, PageError, Reply, Req};

use crate::cases::actions::troubles as actions;
use crate::cases::storage;
use crate::cases::views::TroublesPage;
use crate::permissions::{EditTroubles, ReadTx, Reader, WriteTx};
use crate::shared::{Frame, render};

const LABEL_CHARACTERS: usize = 40;
const SENTENCE_CHARACTERS: usize = 120;
const ADDRESS: &str = "/cases/troubles";

pub async fn get(mut tx: ReadTx<EditTroubles>, req: Req) -> Result<Reply, PageError> {
    let mut view = page(&mut tx, &Form::default(), None).await?;
    let done = match req.query.get("done") {
        "add" => "加えました。",
        "word" => "ことばを変えました。",
        "up" | "down" => "順番を変えました。",
        "retire" => "使うのをやめました。付いている事例は、これまでどおり見られます。",
        "again" => "また使えるようにしました。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<EditTroubles>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let verb = form.choice("do", "すること", &["add", "word", "up", "down", "retire", "again"], true);
    let id = form.value("id").to_owned();
    let sure = form.value("sure") == "1";
    let words = |form: &mut Form| {
        let label = form.required_text("label", "入口のことば", LABEL_CHARACTERS);
        let sentence = form.required_text("sentence", "説明", SENTENCE_CHARACTERS);
        (japanese::fold::tidy(&label), japanese::fold::tidy(&sentence))
    };
    let refused = match verb.as_str() {
        "add" | "word" => {
            let (label, sentence) = words(&mut form);
            if !form.is_valid() {
                let view = page(&mut tx, &form, None).await?;
                return Ok(render(&view)?.unprocessable());
            }
            if verb == "word" && !sure {
                return render(&page(&mut tx, &form, Some(&id)).await?);
            }
            // The transaction goes into the action; the page to show is made before.
            let view = page(&mut tx, &form, None).await?;
            let outcome = if verb == "add" {
                actions::add(tx, &label, &sentence).await?
            } else {
                actions::word(tx, &id, &label, &sentence).await?
            };
            outcome.err().map(|refusal| (view, refusal))
        }
        "retire" if !sure => return render(&page(&mut tx, &form, Some(&id)).await?),
        "retire" | "again" => {
            actions::retire(tx, &id, verb == "again").await?;
            None
        }
        "up" | "down" => {
            actions::shift(tx, &id, verb == "up").await?;
            None
        }
        _ => {
            let view = page(&mut tx, &form, None).await?;
            return Ok(render(&view)?.unprocessable());
        }
    };
    match refused {
        None => Ok(Reply::done(&format!("{ADDRESS}?done={verb}"))),
        Some((mut view, (field, sentence))) => {
            view.refuse(field, sentence);
            Ok(render(&view)?.unprocessable())
        }
    }
}

/// `about`: the entrance whose change is to be looked at first.
async fn page(db: &mut Reader, form: &Form, about: Option<&str>) -> Result<TroublesPage, PageError> {
    let rows = storage::every_trouble(db).await?;
    let may_edit = crate::programmes::holds_library(db).await?;
    let frame = Frame::new(db, "困りごとの入口")
        .purpose("読む人が、困っていることから事例をさがす入口です。どの事業の事例にも同じものを使います。")
        .within("/cases")
        .crumb("事例", "/cases");
    let about = match about {
        Some(id) => Some(rows.iter().find(|row| row.id == id).cloned().ok_or(PageError::NotFound)?),
        None => None,
    };
    Ok(TroublesPage::new(frame, &rows, may_edit, form, about.as_ref()))
}

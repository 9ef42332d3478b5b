//! `/cases/{number}/files`: pictures, documents and a logic model are put to a case, described, put in order, taken out. What is sent is
//! looked into before the database is opened for writing.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use crate::cases::actions::CaseError;
use crate::cases::actions::attaching::{self, AttachError, Opened};
use crate::cases::model::Case;
use crate::cases::rules::{Described, Refusal, attached_words};
use crate::cases::views::FilesPage;
use crate::permissions::{DraftCases, ReadTx, Reader, WriteTx};
use crate::shared::turns::read_in_turn;
use crate::shared::{Frame, render};

/// What was sent; `None` when nothing was.
pub type Sent = Option<Result<Opened, String>>;

pub async fn open_sent(req: Req) -> Result<Sent, PageError> {
    let Some(upload) = req.upload("file").filter(|upload| !upload.file_name.is_empty() || !upload.content.is_empty())
    else {
        return Ok(None);
    };
    let (name, bytes) = (upload.file_name.clone(), upload.content.clone());
    Ok(Some(read_in_turn(move || attaching::open(&name, &bytes)).await?))
}

async fn page(db: &mut Reader, case: &Case, form: &Form) -> Result<FilesPage, PageError> {
    let limits = attaching::limits(db, case).await?;
    let offered = attaching::offered(db, case).await?;
    let frame = Frame::new(db, "図・ファイル")
        .purpose(&*case.content.texts.title)
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb(format!("事例{}", case.number), format!("/cases/{}", case.number));
    Ok(FilesPage::new(frame, case, limits, &offered, form))
}

pub async fn get(mut tx: ReadTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let case = attaching::readable(&mut tx, req.number("number")?).await?;
    let mut view = page(&mut tx, &case, &Form::default()).await?;
    view.frame = match req.query.get("done") {
        "attached" => view.frame.notice("success", "加えました。"),
        "described" => view.frame.notice("success", "保存しました。"),
        "model" => view.frame.notice("success", "ロジックモデルの選び方を保存しました。"),
        _ => view.frame,
    };
    render(&view)
}

fn back(number: i64, done: &str) -> Reply {
    Reply::done(&format!("/cases/{number}/files?done={done}"))
}

pub async fn post(mut tx: WriteTx<DraftCases>, req: Req, sent: Sent) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let case = attaching::changeable(&mut tx, number).await?;
    let mut form = Form::new(req.form.clone());
    let mut words = (String::new(), String::new());
    match &sent {
        None => form.refuse("file", "ファイルを選んでください。"),
        Some(Err(sentence)) => form.refuse("file", sentence.clone()),
        Some(Ok(opened)) => {
            words = attached_words(&mut form, opened.is_picture(), "says", "caption");
            if let Err(sentence) = attaching::may_attach(&mut tx, &case, opened.sent_bytes).await? {
                form.refuse("file", sentence);
            }
        }
    }
    if !form.is_valid() {
        if sent.is_some() && form.error("file").is_empty() {
            form.refuse("file", "ファイルは、もう一度選んでください（ほかの欄は残してあります）。");
        }
        let view = page(&mut tx, &case, &form).await?;
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let Some(Ok(opened)) = sent else { return Err(PageError::NotFound) };
    match attaching::attach(&core, &actor, &req.request_id, number, &opened, (&words.0, &words.1)).await {
        Ok(()) => Ok(back(number, "attached")),
        // Somebody else attached or saved in the same moment.
        Err(AttachError::Case(CaseError::Refused(Refusal::Attached(sentence)))) => Err(PageError::rule(sentence)),
        Err(error) => Err(error.into()),
    }
}

pub async fn describe(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let case = attaching::changeable(&mut tx, number).await?;
    let mut form = Form::new(req.form.clone());
    let mut typed = Vec::new();
    for (at, file) in (1_i64..).zip(&case.content.files) {
        let token = file.token();
        if !req.form.has("token", token) {
            continue;
        }
        let is_removed = req.form.has("remove", token);
        let (says, caption) = if is_removed {
            (file.says.clone(), file.caption.clone())
        } else {
            attached_words(&mut form, file.is_picture(), &format!("says-{token}"), &format!("caption-{token}"))
        };
        let position = japanese::fold::fold(req.form.get(&format!("position-{token}")));
        let position = position.trim().parse().unwrap_or(at);
        typed.push(Described { token: token.to_owned(), says, caption, is_removed, position });
    }
    if !form.is_valid() {
        let view = page(&mut tx, &case, &form).await?;
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    }
    let version = form.value("version").parse().unwrap_or(0);
    let outcome = attaching::describe(&mut tx, number, version, &typed).await;
    finish(tx, outcome, &case, form, "described").await
}

pub async fn show_model(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let case = attaching::changeable(&mut tx, number).await?;
    let mut form = Form::new(req.form.clone());
    let typed = form.value("model").to_owned();
    let chosen = typed.split_once('-').and_then(|(plan, version)| Some((plan.parse().ok()?, version.parse().ok()?)));
    if chosen.is_none() && !typed.is_empty() {
        form.refuse("model", "そのロジックモデルの版は選べません。一覧から選び直してください。");
        let view = page(&mut tx, &case, &form).await?;
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    }
    let version = form.value("version").parse().unwrap_or(0);
    let outcome = attaching::show_model(&mut tx, number, version, chosen).await;
    finish(tx, outcome, &case, form, "model").await
}

async fn finish(
    mut tx: WriteTx<DraftCases>,
    outcome: Result<(), CaseError>,
    case: &Case,
    mut form: Form,
    done: &str,
) -> Result<Reply, PageError> {
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(back(case.number, done))
        }
        Err(CaseError::Changed(now)) => {
            form.refuse("there", "開いているあいだに、ほかの方がこの事例を保存しました。入力は下に残っています。いまの内容を確かめて、もう一度保存してください。");
            let view = page(&mut tx, &now, &form).await?;
            drop(tx);
            Ok(render(&view)?.with_status(StatusCode::CONFLICT))
        }
        Err(CaseError::Refused(Refusal::Attached(sentence))) => {
            form.refuse("model", sentence);
            let view = page(&mut tx, case, &form).await?;
            drop(tx);
            Ok(render(&view)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

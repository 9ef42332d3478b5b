//! 声 at `/cases/{number}`: 役に立った, 保存, comments and their answers; `/cases/saved`: one's own list.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};

use super::show;
use crate::cases::actions::{CaseError, voices};
use crate::cases::storage;
use crate::cases::views::{SavedPage, Tried};
use crate::permissions::{Action, AnswerCaseComments, CommentOnCases, LikeCases, ReadTx, Renkei, SaveCases, WriteTx};
use crate::shared::{Frame, Pagination, render};

const ROWS_PER_PAGE: i64 = 50;

/// Commits and leads back, or shows the case with what a rule refused and everything typed.
async fn finish<A: Action<Policy = Renkei>>(
    tx: WriteTx<A>,
    outcome: Result<(), CaseError>,
    req: &Req,
    field: String,
    typed: &str,
    back: String,
) -> Result<Reply, PageError> {
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&back))
        }
        Err(CaseError::Refused(refusal)) => {
            let (core, actor) = (tx.core().clone(), tx.actor().clone());
            drop(tx);
            let tried = Tried { field: field.into(), sentence: refusal.sentence(), reason: typed.to_owned() };
            show::refused(&core, &actor, req.number("number")?, req, tried).await
        }
        Err(error) => Err(error.into()),
    }
}

fn here(number: i64) -> String {
    format!("/cases/{number}#voices")
}

pub async fn like(mut tx: WriteTx<LikeCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let outcome = voices::like(&mut tx, number, req.form.get("on") == "1").await;
    finish(tx, outcome, &req, String::new(), "", here(number)).await
}

pub async fn save(mut tx: WriteTx<SaveCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let note = japanese::fold::tidy(req.form.get("note"));
    let outcome = voices::save(&mut tx, number, req.form.get("on") == "1", &note).await;
    let back = if req.form.get("back") == "saved" { "/cases/saved".to_owned() } else { here(number) };
    finish(tx, outcome, &req, "note".to_owned(), &note, back).await
}

pub async fn comment(mut tx: WriteTx<CommentOnCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let key = req.form.get("form_key").to_owned();
    if key.is_empty() || key.len() > 64 || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。事例のページから送ってください。".to_owned(),
        });
    }
    let body = japanese::fold::tidy(req.form.get("comment"));
    let outcome = voices::comment(&mut tx, number, &body, &key).await;
    finish(tx, outcome, &req, "comment".to_owned(), &body, format!("/cases/{number}?done=commented#voices")).await
}

pub async fn answer(mut tx: WriteTx<AnswerCaseComments>, req: Req) -> Result<Reply, PageError> {
    let (number, comment) = (req.number("number")?, req.number("comment")?);
    let answer = japanese::fold::tidy(req.form.get(&format!("answer-{comment}")));
    let outcome = voices::answer(&mut tx, number, comment, &answer).await;
    finish(tx, outcome, &req, format!("answer-{comment}"), &answer, format!("/cases/{number}?done=answered#voices"))
        .await
}

pub async fn settle(mut tx: WriteTx<AnswerCaseComments>, req: Req) -> Result<Reply, PageError> {
    let (number, comment) = (req.number("number")?, req.number("comment")?);
    let outcome = voices::settle(&mut tx, number, comment).await;
    finish(tx, outcome, &req, String::new(), "", here(number)).await
}

pub async fn saved(mut tx: ReadTx<SaveCases>, req: Req) -> Result<Reply, PageError> {
    let person = tx.actor().member().map_or(0, |member| member.person);
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = storage::count_saved(&mut tx, person).await?;
    let rows = storage::saved(&mut tx, person, page).await?;
    let frame = Frame::new(&tx, "保存した事例")
        .purpose("あとで読み返すために保存した事例です。あなただけに見えます。")
        .within("/cases")
        .crumb("事例", "/cases");
    let links = PageLinks::new("/cases/saved", &req.query, page, total);
    render(&SavedPage::new(frame, &rows, Pagination::new(&links, "件")))
}

//! `/surveys/{survey}/{code}/sheet`: answering in Excel on one's own page. Download, send back, look at what it would
//! change, take it in; then the same check as on the web before handing in.

use foundation::web::{PageError, Reply, Req};

use super::open::Opened;
use super::sheet_view::{self, Hrefs, wish_of};
use crate::permissions::{AnswerSurvey, ReadTx, Reader, WriteTx};
use crate::shared::{Link, moment_of, render};
use crate::surveys::actions::giving_out;
use crate::surveys::actions::intakes::{self, Door, Received, SentFile, taking};
use crate::surveys::model::{Intake, IntakeSheet, State};
use crate::surveys::rules;
use crate::surveys::sheets::{self, Editions, Taken, joining::Wish};
use crate::surveys::storage;
use crate::surveys::views::sheets::{OwnSheetPage, SheetPage, WaitingRow};

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub async fn get(mut tx: ReadTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let notice = match req.query.get("done") {
        "same" if opened.respondent.line.state() == State::Returned => rules::sheets::STILL_RETURNED,
        "same" => rules::sheets::NOTHING_NEW,
        "set-aside" => "回答票を使わないことにしました。答えは変わっていません。",
        _ => "",
    };
    render(&page(&mut tx, &opened, "", notice).await?)
}

/// Why nothing can be sent now.
fn closed(db: &Reader, opened: &Opened) -> String {
    let (survey, today) = (&opened.survey, db.core().clock.today());
    rules::may_write(survey.state(), survey.opens_on.parse().ok(), opened.respondent.line.state(), today)
        .err()
        .map(|refusal| refusal.sentence())
        .unwrap_or_default()
}

async fn page(db: &mut Reader, opened: &Opened, error: &str, notice: &str) -> Result<OwnSheetPage, PageError> {
    let base = opened.base();
    let waiting = storage::intakes::waiting_on_own_page(db, opened.respondent.line.id).await?;
    let mut frame = opened.frame(db, "Excelで答える", true).purpose(&*opened.survey.title);
    if !notice.is_empty() {
        frame = frame.notice("info", notice);
    }
    let row = |(id, file, at, by): (i64, String, String, String)| WaitingRow {
        href: format!("{base}/sheet/{id}"),
        file,
        at: moment_of(&at),
        by,
    };
    let waiting = waiting.into_iter().map(row).collect();
    Ok(OwnSheetPage { frame, closed: closed(db, opened), waiting, error: error.to_owned(), base })
}

pub async fn download(mut tx: ReadTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let (name, content) = giving_out::one(&mut tx, &opened.survey, &opened.respondent).await?;
    Ok(Reply::typed(XLSX, content).as_download(&name))
}

pub async fn send(mut tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let base = opened.base();
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    let refused = closed(&tx, &opened);
    let file = req.upload("file").filter(|upload| !upload.content.is_empty());
    let Some(file) = file.filter(|_| refused.is_empty()) else {
        let sentence = if refused.is_empty() {
            "記入した回答票のファイルを選んでください。".to_owned()
        } else {
            refused
        };
        return Ok(render(&page(&mut tx, &opened, &sentence, "").await?)?.unprocessable());
    };
    let file = SentFile { name: file.file_name.clone(), content: file.content.clone() };
    // Reading takes a while: nobody is kept from writing meanwhile.
    drop(tx);
    let received =
        intakes::receive_own::<AnswerSurvey>(&core, &actor, &req.request_id, &opened.survey, &opened.respondent, file);
    match received.await? {
        Received::Kept(id) => Ok(Reply::see_other(&format!("{base}/sheet/{id}"))),
        Received::Unchanged => Ok(Reply::done(&format!("{base}/sheet?done=same"))),
        Received::Refused(sentence) => {
            let mut look = core.read::<AnswerSurvey>(actor, &req.request_id).await?;
            Ok(render(&page(&mut look, &opened, &sentence, "").await?)?.unprocessable())
        }
    }
}

async fn found(db: &mut Reader, req: &Req, opened: &Opened) -> Result<(Intake, IntakeSheet), PageError> {
    let door = Door::OwnPage(&opened.respondent);
    let intake = door.intake(db, &opened.survey, req.number("intake")?).await?;
    let sheet = storage::intakes::sheet(db, &intake, 1).await?.ok_or(PageError::NotFound)?;
    Ok((intake, sheet))
}

pub async fn look(mut tx: ReadTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let wish = wish_of(&req.query);
    render(&one(&mut tx, &req, &wish, false).await?)
}

async fn one(db: &mut Reader, req: &Req, wish: &Wish, asked: bool) -> Result<SheetPage, PageError> {
    let opened = Opened::writable(db, req).await?;
    let (intake, sheet) = found(db, req, &opened).await?;
    let base = opened.base();
    let hrefs = Hrefs {
        here: format!("{base}/sheet/{}", intake.id),
        back: Link::new("Excelで答えるページに戻る", format!("{base}/sheet")),
        own: true,
    };
    let frame = opened
        .frame(db, "回答票を確かめる", true)
        .crumb("Excelで答える", format!("{base}/sheet"))
        .purpose("取り込む前に、変わる答えと直すところを確かめます。");
    if sheet.file_key.is_empty() || !matches!(sheet.state.as_str(), "waiting" | "refused") {
        return Ok(sheet_view::decided(frame, &intake, &sheet, hrefs));
    }
    let editions = Editions::of(db, opened.survey.id).await?;
    let core = db.core().clone();
    let reading = intakes::kept(&core, &opened.survey, &editions, &sheet).await?;
    let about = (&intake, &sheet, &reading);
    sheet_view::undecided(db, frame, &opened.survey, &editions, &opened.respondent, about, (wish, asked), hrefs).await
}

pub async fn take(mut tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let (intake, sheet) = found(&mut tx, &req, &opened).await?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let wish = wish_of(&req.form);
    let taken = taking::take_one::<AnswerSurvey>(
        &core,
        &actor,
        &req.request_id,
        &opened.survey,
        Door::OwnPage(&opened.respondent),
        (intake.id, sheet.position),
        wish.clone(),
    );
    let base = opened.base();
    match taken.await? {
        Taken::StillReturned => Ok(Reply::done(&format!("{base}/sheet?done=same"))),
        Taken::Submitted { .. } | Taken::Kept { .. } | Taken::Unchanged | Taken::Empty => {
            let to = if req.form.get("next") == "submit" { "/submit" } else { "?done=sheet" };
            Ok(Reply::done(&format!("{base}{to}")))
        }
        Taken::Undecided { .. } | Taken::Refused(_) => {
            let mut look = core.read::<AnswerSurvey>(actor, &req.request_id).await?;
            Ok(render(&one(&mut look, &req, &wish, true).await?)?.unprocessable())
        }
    }
}

pub async fn set_aside(mut tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let (intake, _) = found(&mut tx, &req, &opened).await?;
    let keys = taking::set_aside(&mut tx, &intake, |_| true).await?;
    let core = tx.core().clone();
    tx.commit_recorded().await?;
    intakes::delete_files(&core, keys.iter().map(String::as_str)).await;
    Ok(Reply::done(&format!("{}/sheet?done=set-aside", opened.base())))
}

pub async fn marked(mut tx: ReadTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let (_, sheet) = found(&mut tx, &req, &opened).await?;
    let editions = Editions::of(&mut tx, opened.survey.id).await?;
    let reading = intakes::kept(tx.core(), &opened.survey, &editions, &sheet).await?;
    marked_reply(&editions, &reading, &sheet, tx.core().settings.demo)
}

pub fn marked_reply(
    editions: &Editions,
    reading: &answer_sheets::Reading,
    sheet: &IntakeSheet,
    demo: bool,
) -> Result<Reply, PageError> {
    let (name, copy) = sheets::marked(editions, reading, &sheet.file_name, demo).ok_or(PageError::NotFound)?;
    Ok(Reply::typed(XLSX, copy).as_download(&name))
}

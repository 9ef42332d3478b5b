//! `/surveys/{survey}/{code}/inquiries/{inquiry}`: one thread. The respondent answers and may put her answer right; the
//! office asks again or settles. `/surveys/{survey}/inquiries`: all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::permissions::Action;
use foundation::web::{Fields, Form as Typed, Page, PageError, PageLinks, Reply, Req};

use super::list::below;
use super::open::{Opened, survey_in_reach};
use super::question::{answers_for, correct_form, inquiry_line, is_office, untouched};
use crate::permissions::{AnswerSurvey, CheckAnswers, LookAtAnswers, LookAtFindings, ReadTx, Reader, Renkei, WriteTx};
use crate::shared::{Facet, Fact, Pagination, moment_of, render};
use crate::surveys::actions::{self, SurveyError, inquiries};
use crate::surveys::forms;
use crate::surveys::model::checking::{InquiryState, Message};
use crate::surveys::rules::correcting::group;
use crate::surveys::rules::findings as rules;
use crate::surveys::storage::checking;
use crate::surveys::views::checking::{InquiriesPage, InquiryPage, MessageLine, TextForm};
use crate::surveys::views::{in_words, inquiry_mark};

const ROWS_PER_PAGE: i64 = 50;

/// What was typed and refused; `form` is `reply`, `settle` or `again`.
#[derive(Default)]
struct Tried {
    typed: Typed,
    form: &'static str,
    sentence: String,
}

impl Tried {
    fn text(&self, form: &str, field: &str) -> TextForm {
        if self.form == form {
            TextForm { value: self.typed.value(field).to_owned(), error: self.sentence.clone() }
        } else {
            TextForm::default()
        }
    }
}

pub async fn get(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    render(&page(&mut tx, &req, &Tried::default()).await?)
}

fn told(done: &str) -> &'static str {
    match done {
        "asked" => "照会しました。団体の方にメールでお知らせしました。",
        "answered" => "照会に回答しました。事務局が確かめます。",
        "settled" => "済みにしました。",
        _ => "",
    }
}

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

fn message(message: &Message) -> MessageLine {
    MessageLine {
        at: moment_of(&message.at),
        by: message.by_label.clone(),
        act: message.label(),
        body: if message.body.is_empty() {
            "（ことばはありません）".to_owned()
        } else {
            message.body.clone()
        },
    }
}

async fn page(db: &mut Reader, req: &Req, tried: &Tried) -> Result<InquiryPage, PageError> {
    let opened = Opened::seen(db, req).await?;
    let line = &opened.respondent.line;
    let inquiry = checking::inquiry(db, line.id, req.number("inquiry")?).await?.ok_or(PageError::NotFound)?;
    let messages = checking::messages(db, inquiry.id).await?;
    let finding = match inquiry.finding_id {
        Some(id) => checking::finding_sentence(db, id).await?.unwrap_or_default(),
        None => String::new(),
    };
    let actor = db.actor().clone();
    let question = opened.form.question(&inquiry.question);
    let name = question.map_or_else(|| inquiry.question.clone(), questionnaire::Question::name);
    let may =
        |correcting: bool| rules::may_reply(opened.survey.state(), line.state(), inquiry.state(), correcting, "返事");
    let replies = answers_for(&actor, &opened) && may(false).is_ok();
    let section = group(&opened.form, &inquiry.question).filter(|_| replies && may(true).is_ok());
    let correct = section.map(|section| {
        let typed = if tried.form == "reply" { tried.typed.clone() } else { untouched(&opened, &section) };
        correct_form(&opened, &section, &typed, "text")
    });
    let closed = if replies && correct.is_none() {
        "いまは回答のページ全体で答えを直せます。ここでは返事だけを書いてください。"
    } else {
        ""
    };
    let office = is_office::<CheckAnswers>(&actor, &opened)
        && rules::may_settle(opened.survey.state(), "").is_ok()
        && inquiry.state() != InquiryState::Settled;
    let answer =
        question.map(|question| in_words::maybe(&opened.form, question, opened.respondent.answers.get(&question.id)));
    let base = opened.base();
    let mut frame = opened.frame(db, &format!("{name}の確認の依頼"), true).purpose(&*opened.survey.title);
    let done = told(req.query.get("done"));
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    Ok(InquiryPage {
        frame,
        action: format!("{base}/inquiries/{}", inquiry.id),
        state: inquiry.state().label(),
        mark: inquiry_mark(inquiry.state()),
        facts: vec![
            fact("回答する団体", line.name.clone(), &line.prefecture_name),
            fact("設問", question.map(|q| format!("{} {}", q.number, q.text)).unwrap_or_default(), ""),
            fact("いまの答え", answer.unwrap_or_default(), ""),
        ],
        finding,
        last: messages.last().map_or(0, |message| message.id),
        messages: messages.iter().map(message).collect(),
        reply: replies.then(|| tried.text("reply", "text")),
        correct,
        closed: closed.to_owned(),
        office: office.then(|| (tried.text("settle", "note"), tried.text("again", "text"))),
        question: format!("{base}/questions/{}", inquiry.question),
        back: base,
    })
}

fn last_of(typed: &Typed) -> i64 {
    typed.value("last").parse().unwrap_or(0)
}

async fn finish<A: Action<Policy = Renkei>>(
    tx: WriteTx<A>,
    outcome: Result<(), SurveyError>,
    req: &Req,
    done: &str,
    mut tried: Tried,
) -> Result<Reply, PageError> {
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            let (survey, code, inquiry) = (req.text("survey"), req.text("code"), req.text("inquiry"));
            return Ok(Reply::done(&format!("/surveys/{survey}/{code}/inquiries/{inquiry}?done={done}")));
        }
        Err(SurveyError::Refused(refusal)) if refusal.is_about_text() => tried.sentence = refusal.sentence(),
        Err(SurveyError::Findings(found)) => {
            for finding in found {
                tried.typed.refuse(&finding.question, finding.sentence);
            }
        }
        Err(error) => return Err(error.into()),
    }
    let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
    drop(tx);
    let mut tx = core.read::<LookAtAnswers>(actor, &req.request_id).await?;
    Ok(render(&page(&mut tx, req, &tried).await?)?.unprocessable())
}

pub async fn reply(mut tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let line = &opened.respondent.line;
    let id = req.number("inquiry")?;
    let inquiry = checking::inquiry(&mut tx, line.id, id).await?.ok_or(PageError::NotFound)?;
    let mut typed = Typed::new(req.form.clone());
    let mut sent = Vec::new();
    if let Some(section) = group(&opened.form, &inquiry.question) {
        let read = forms::read(&mut typed, &opened.form, &section);
        sent = forms::changed_here(&typed, read);
    }
    let elsewhere = forms::changed_elsewhere(&typed, &sent, &opened.respondent.answers);
    let outcome = if !elsewhere.is_empty() {
        Err(SurveyError::Changed(Vec::new()))
    } else if typed.is_valid() {
        let (last, text) = (last_of(&typed), typed.value("text").to_owned());
        inquiries::reply(&mut tx, &opened.survey, &line.code, id, last, &text, &sent).await
    } else {
        Err(SurveyError::Findings(Vec::new()))
    };
    finish(tx, outcome, &req, "answered", Tried { typed, form: "reply", sentence: String::new() }).await
}

pub async fn settle(mut tx: WriteTx<CheckAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let typed = Typed::new(req.form.clone());
    let (id, last, note) = (req.number("inquiry")?, last_of(&typed), typed.value("note").to_owned());
    let outcome = inquiries::settle(&mut tx, &survey, req.text("code"), id, last, &note).await;
    finish(tx, outcome, &req, "settled", Tried { typed, form: "settle", sentence: String::new() }).await
}

pub async fn ask_again(mut tx: WriteTx<CheckAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let typed = Typed::new(req.form.clone());
    let (id, last, text) = (req.number("inquiry")?, last_of(&typed), typed.value("text").to_owned());
    let outcome = inquiries::ask_again(&mut tx, &survey, req.text("code"), id, last, &text).await;
    finish(tx, outcome, &req, "asked", Tried { typed, form: "again", sentence: String::new() }).await
}

/// All of a survey, by state.
pub async fn list(mut tx: ReadTx<LookAtFindings>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let state = InquiryState::of(req.query.get("state")).map(InquiryState::id).unwrap_or_default();
    let base = format!("/surveys/{}/inquiries", survey.id);
    let counts: BTreeMap<String, i64> = checking::inquiry_counts(&mut tx, survey.id).await?.into_iter().collect();
    let of = |state: &str| counts.get(state).copied().unwrap_or(0);
    let total = if state.is_empty() { counts.values().sum() } else { of(state) };
    let page = Page::of(&req.query, ROWS_PER_PAGE).within(total);
    let rows = checking::inquiries(&mut tx, survey.id, state, page).await?;
    let form = actions::form_of(&mut tx, survey.id).await?;
    let name = |id: &str| form.question(id).map_or_else(|| id.to_owned(), questionnaire::Question::name);
    let mut kept = Fields::default();
    if !state.is_empty() {
        kept.push("state", state);
    }
    let facet = |one: InquiryState| Facet {
        label: one.label().to_owned(),
        href: if state == one.id() { base.clone() } else { format!("{base}?state={}", one.id()) },
        count: of(one.id()),
        on: state == one.id(),
    };
    render(&InquiriesPage {
        frame: below(&tx, &survey, "照会").wide().purpose("団体に確認を依頼したことと、その返事です。"),
        states: InquiryState::EVERY.into_iter().map(facet).collect(),
        rows: rows.iter().map(|inquiry| inquiry_line(inquiry, name(&inquiry.question))).collect(),
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "件"),
        findings: format!("/surveys/{}/findings", survey.id),
    })
}

//! `/surveys/{survey}/{code}/questions/{question}`: one answer with everything about it: findings, inquiries, history;
//! where the office asks and cleans, and the respondent says why.

use std::sync::Arc;

use foundation::permissions::Action;
use foundation::web::{Form as Typed, PageError, Reply, Req};
use questionnaire::{Question, Section};

use super::open::Opened;
use crate::permissions::{
    Actor, AnswerSurvey, AppCore, CheckAnswers, CleanAnswers, LookAtAnswers, ReadTx, Reader, Renkei, Scope, WriteTx,
    reach_of,
};
use crate::shared::{Choice, Fact, moment_of, render};
use crate::surveys::actions::{SurveyError, correcting, findings, inquiries};
use crate::surveys::forms;
use crate::surveys::model::checking::{FindingKey, FindingState, HistoryRow, Inquiry, InquiryState, Looked};
use crate::surveys::model::{State, Way};
use crate::surveys::rules::correcting::group;
use crate::surveys::rules::findings as rules;
use crate::surveys::storage::{checking, correcting as corrections};
use crate::surveys::views::answering::questions;
use crate::surveys::views::checking::{CorrectForm, FindingCard, HistoryLine, InquiryLine, QuestionPage, TextForm};
use crate::surveys::views::{finding_mark, in_words, inquiry_mark};

/// What was typed on this page and refused.
#[derive(Default)]
struct Tried {
    typed: Typed,
    /// Which form: `ask`, `clean`, `undo`, or the key of a finding.
    form: String,
    sentence: String,
}

pub async fn get(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    render(&page(&mut tx, &req, &Tried::default()).await?)
}

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

fn told(done: &str) -> &'static str {
    match done {
        "explained" => "理由を保存しました。",
        "settled" => "このままで済みにしました。",
        "cleaned" => "答えを整理しました。",
        "undone" => "整理を取り消しました。",
        _ => "",
    }
}

fn question_of<'a>(opened: &'a Opened, req: &Req) -> Result<&'a Question, PageError> {
    opened.form.question(req.text("question")).filter(|q| q.kind.is_asked()).ok_or(PageError::NotFound)
}

/// Does the signed-in person answer for this respondent?
pub fn answers_for(actor: &Actor, opened: &Opened) -> bool {
    matches!(reach_of::<AnswerSurvey>(actor),
        Some(Scope::Municipalities(own) | Scope::Prefectures(own)) if own.contains(&opened.respondent.line.code))
}

/// Is the signed-in person the office that does `A` with this survey's answers?
pub fn is_office<A: Action<Policy = Renkei>>(actor: &Actor, opened: &Opened) -> bool {
    reach_of::<A>(actor).is_some_and(|scope| scope.reaches_programme(opened.survey.programme_id))
}

async fn page(db: &mut Reader, req: &Req, tried: &Tried) -> Result<QuestionPage, PageError> {
    let opened = Opened::seen(db, req).await?;
    let question = question_of(&opened, req)?;
    let (survey, line) = (&opened.survey, &opened.respondent.line);
    let actor = db.actor().clone();
    let (found, year) = findings::of_one_with_year(db, survey, &opened.respondent, &opened.form).await?;
    let before = year.as_ref().and_then(|year| year.before(&line.code, &question.id));
    let last_year = before.map(|(form, old, answer)| in_words::answer(form, old, answer)).unwrap_or_default();
    let found: Vec<Looked> = found.into_iter().filter(|looked| looked.finding.question == question.id).collect();
    // Who never handed in was never asked.
    let threads = match line.state() {
        State::NotOpened | State::Working => Vec::new(),
        _ => checking::inquiries_of(db, line.id).await?,
    };
    let changes = corrections::history(db, line.id, &question.id).await?;
    let given = opened.respondent.answers.get(&question.id);
    let who = opened.form.applicable(&opened.respondent.answers);
    let asked = opened.form.position(&question.id).is_some_and(|at| who.question(at));
    let mut facts = vec![
        fact("回答する団体", line.name.clone(), &line.prefecture_name),
        fact("設問", format!("{} {}", question.number, question.text).trim().to_owned(), ""),
        fact(
            "いまの答え",
            if asked || given.is_some() {
                in_words::maybe(&opened.form, question, given)
            } else {
                "対象外".to_owned()
            },
            line.state().label(),
        ),
    ];
    if !last_year.is_empty() {
        facts.push(fact("前年の答え", last_year, ""));
    }
    let own = answers_for(&actor, &opened);
    let checks = is_office::<CheckAnswers>(&actor, &opened);
    let base = format!("{}/questions/{}", opened.base(), question.id);
    let history = history(&opened, question, &changes, may_clean(&actor, &opened));
    let mut frame = opened.frame(db, &format!("{}の答え", question.name()), true).purpose(&*survey.title);
    let done = told(req.query.get("done"));
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    Ok(QuestionPage {
        frame,
        facts,
        findings: found.iter().enumerate().map(|(at, looked)| card(at, looked, &opened, own, checks, tried)).collect(),
        inquiries: threads
            .iter()
            .filter(|inquiry| inquiry.question == question.id)
            .map(|inquiry| inquiry_line(inquiry, question.name()))
            .collect(),
        history,
        ask: ask_form(&opened, checks, tried),
        about: about(&found, tried),
        clean: clean_form(&opened, question, &actor, tried),
        undo: TextForm {
            value: if tried.form == "undo" { tried.typed.value("undo_reason").to_owned() } else { String::new() },
            error: if tried.form == "undo" { tried.sentence.clone() } else { String::new() },
        },
        answers: format!("{}/answers#{}", opened.base(), question.id),
        base,
    })
}

fn may_clean(actor: &Actor, opened: &Opened) -> bool {
    is_office::<CleanAnswers>(actor, opened)
        && rules::may_clean(opened.survey.state(), opened.respondent.line.state(), "理由").is_ok()
}

fn ask_form(opened: &Opened, checks: bool, tried: &Tried) -> Option<TextForm> {
    let may = checks && rules::may_ask(opened.survey.state(), opened.respondent.line.state(), "文").is_ok();
    may.then(|| match tried.form.as_str() {
        "ask" => TextForm { value: tried.typed.value("text").to_owned(), error: tried.sentence.clone() },
        _ => TextForm::default(),
    })
}

fn about(found: &[Looked], tried: &Tried) -> Vec<Choice> {
    let chosen = tried.typed.value("about");
    let none = Choice::new("", "指摘とは別のこと", chosen.is_empty() && found.is_empty());
    let open = found.iter().filter(|looked| looked.state() != FindingState::Settled);
    let mut choices: Vec<Choice> = open
        .enumerate()
        .map(|(at, looked)| {
            let key = FindingKey::of(&looked.finding).text();
            let on = if chosen.is_empty() { at == 0 } else { chosen == key };
            Choice::new(key, format!("{}：{}", looked.kind().label(), looked.finding.sentence), on)
        })
        .collect();
    choices.push(none);
    choices
}

fn card(at: usize, looked: &Looked, opened: &Opened, own: bool, checks: bool, tried: &Tried) -> FindingCard {
    let key = FindingKey::of(&looked.finding).text();
    let state = looked.state();
    let row = looked.row.as_ref();
    let open = rules::may_explain(opened.survey.state(), "理由").is_ok();
    let here = tried.form == key;
    let text = row.map(|row| row.explanation.clone()).unwrap_or_default();
    let when = |at: Option<&String>, by: &str| at.map(|at| format!("{by} {}", moment_of(at))).unwrap_or_default();
    FindingCard {
        id: format!("finding-{at}"),
        text_id: format!("finding-{at}-text"),
        note_id: format!("finding-{at}-note"),
        kind: looked.kind().label(),
        sentence: looked.finding.sentence.clone(),
        state: state.label(),
        mark: finding_mark(state),
        explained: row.map(|row| when(row.explained_at.as_ref(), &row.explained_by)).unwrap_or_default(),
        note: row.map(|row| row.note.clone()).unwrap_or_default(),
        settled: row.map(|row| when(row.settled_at.as_ref(), &row.settled_by)).unwrap_or_default(),
        may_explain: own && open && state != FindingState::Settled,
        may_settle: checks && open && state != FindingState::Settled,
        typed: if here {
            typed_text(&tried.typed)
        } else if own {
            text.clone()
        } else {
            String::new()
        },
        error: if here { tried.sentence.clone() } else { String::new() },
        explanation: text,
        key,
    }
}

/// The text of a form about one finding: its control is named after the card.
fn typed_text(typed: &Typed) -> String {
    let named = |name: &str| name.ends_with("-text") || name.ends_with("-note");
    let found = typed.values.pairs().find(|(name, _)| named(name));
    found.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

pub fn inquiry_line(inquiry: &Inquiry, question: String) -> InquiryLine {
    InquiryLine {
        href: format!("/surveys/{}/{}/inquiries/{}", inquiry.survey_id, inquiry.code, inquiry.id),
        title: format!("照会 {}", inquiry.id),
        name: inquiry.name.clone(),
        prefecture: inquiry.prefecture_name.clone(),
        question,
        state: inquiry.state().label(),
        mark: inquiry_mark(inquiry.state()),
        opened: format!("{} {}", moment_of(&inquiry.opened_at), inquiry.opened_by),
        changed: format!("{} {}", moment_of(&inquiry.changed_at), inquiry.changed_by),
        verb: if inquiry.state() == InquiryState::Answered { "確かめる" } else { "見る" },
    }
}

fn history(opened: &Opened, question: &Question, changes: &[HistoryRow], may_undo: bool) -> Vec<HistoryLine> {
    let words = |json: Option<&str>| in_words::stored(&opened.form, question, json);
    let line = |change: &HistoryRow| HistoryLine {
        at: moment_of(&change.at),
        before: words(change.before.as_deref()),
        after: words(change.after.as_deref()),
        by: if change.on_behalf_of.is_empty() {
            change.by_label.clone()
        } else {
            format!("{} {}の代理", change.by_label, change.on_behalf_of)
        },
        way: Way::label_of(&change.way),
        reason: change.reason.clone(),
        remark: match (change.undone_by, change.undoes_id) {
            (Some(_), _) => "この整理は取り消されています。".to_owned(),
            (None, Some(_)) => "前の整理を取り消したものです。".to_owned(),
            (None, None) => String::new(),
        },
        undo: (may_undo && change.way == Way::Cleaning.id() && change.undone_by.is_none()).then_some(change.version),
    };
    changes.iter().map(line).collect()
}

fn clean_form(opened: &Opened, question: &Question, actor: &Actor, tried: &Tried) -> Option<CorrectForm> {
    if !may_clean(actor, opened) {
        return None;
    }
    let section = group(&opened.form, &question.id)?;
    Some(if tried.form == "clean" {
        correct_form(opened, &section, &tried.typed, "reason")
    } else {
        correct_form(opened, &section, &untouched(opened, &section), "reason")
    })
}

/// The stored answers as a form.
pub fn untouched(opened: &Opened, section: &Section) -> Typed {
    Typed::new(forms::fields_of(&opened.form, section, &opened.respondent.answers))
}

pub fn correct_form(opened: &Opened, section: &Section, typed: &Typed, text: &str) -> CorrectForm {
    let errors = typed.errors.iter().map(|e| {
        let name = opened.form.question(&e.field).map(|q| format!("{} ", q.name())).unwrap_or_default();
        (e.field.clone(), format!("{name}{}", e.sentence))
    });
    CorrectForm {
        errors: errors.collect(),
        questions: questions(&opened.form, section, &opened.respondent.answers, typed, &|_| String::new()),
        reason: TextForm { value: typed.value(text).to_owned(), error: typed.error(text).to_owned() },
    }
}

fn here(req: &Req, done: &str) -> Reply {
    let (survey, code, question) = (req.text("survey"), req.text("code"), req.text("question"));
    Reply::done(&format!("/surveys/{survey}/{code}/questions/{question}?done={done}"))
}

/// What was refused is shown again on the page, as whoever looks at it.
async fn again(core: &Arc<AppCore>, actor: Actor, req: &Req, tried: Tried) -> Result<Reply, PageError> {
    let mut tx = core.read::<LookAtAnswers>(actor, &req.request_id).await?;
    Ok(render(&page(&mut tx, req, &tried).await?)?.unprocessable())
}

/// Stored, shown again with its refusal, or an error page.
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
            return Ok(here(req, done));
        }
        Err(SurveyError::Refused(refusal)) if refusal.is_about_text() => tried.sentence = refusal.sentence(),
        Err(SurveyError::Findings(found)) => {
            for finding in found {
                tried.typed.refuse(&finding.question, finding.sentence);
            }
        }
        Err(error) => return Err(error.into()),
    }
    if tried.form == "clean" && !tried.sentence.is_empty() {
        let sentence = tried.sentence.clone();
        tried.typed.refuse("reason", sentence);
    }
    let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
    drop(tx);
    again(&core, actor, req, tried).await
}

pub async fn explain(mut tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let typed = Typed::new(req.form.clone());
    let key = FindingKey::parse(typed.value("finding")).ok_or(PageError::NotFound)?;
    let text = typed_text(&typed);
    let outcome = match rules::may_explain(opened.survey.state(), &text) {
        Ok(()) => {
            let code = &opened.respondent.line.code;
            match findings::explain(&mut tx, &opened.survey, code, &[(key.clone(), text)]).await {
                Ok(0) => Err(SurveyError::Overtaken(
                    "この指摘は、答えが変わったためもうありません。いまの指摘を見てください。".to_owned(),
                )),
                other => other.map(drop),
            }
        }
        Err(refusal) => Err(SurveyError::Refused(refusal)),
    };
    let tried = Tried { typed, form: key.text(), sentence: String::new() };
    finish(tx, outcome, &req, "explained", tried).await
}

pub async fn settle(mut tx: WriteTx<CheckAnswers>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::seen(&mut tx, &req).await?;
    let typed = Typed::new(req.form.clone());
    let key = FindingKey::parse(typed.value("finding")).ok_or(PageError::NotFound)?;
    let note = typed_text(&typed);
    let outcome = findings::settle(&mut tx, &opened.survey, &opened.respondent.line.code, &key, &note).await;
    let tried = Tried { typed, form: key.text(), sentence: String::new() };
    finish(tx, outcome, &req, "settled", tried).await
}

pub async fn ask(mut tx: WriteTx<CheckAnswers>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::seen(&mut tx, &req).await?;
    let question = question_of(&opened, &req)?;
    let typed = Typed::new(req.form.clone());
    let about = FindingKey::parse(typed.value("about"));
    let (code, text) = (&opened.respondent.line.code, typed.value("text").to_owned());
    match inquiries::ask(&mut tx, &opened.survey, code, &question.id, about.as_ref(), &text).await {
        Ok(id) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("{}/inquiries/{id}?done=asked", opened.base())))
        }
        Err(error) => {
            let tried = Tried { typed, form: "ask".to_owned(), sentence: String::new() };
            finish(tx, Err(error), &req, "", tried).await
        }
    }
}

pub async fn clean(mut tx: WriteTx<CleanAnswers>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::seen(&mut tx, &req).await?;
    let question = question_of(&opened, &req)?;
    let section = group(&opened.form, &question.id).ok_or(PageError::NotFound)?;
    let mut typed = Typed::new(req.form.clone());
    let read = forms::read(&mut typed, &opened.form, &section);
    let sent = forms::changed_here(&typed, read);
    let elsewhere = forms::changed_elsewhere(&typed, &sent, &opened.respondent.answers);
    let outcome = if !elsewhere.is_empty() {
        Err(SurveyError::Changed(Vec::new()))
    } else if typed.is_valid() {
        let (code, reason) = (&opened.respondent.line.code, typed.value("reason").to_owned());
        correcting::clean(&mut tx, &opened.survey, code, &question.id, &sent, &reason).await
    } else {
        Err(SurveyError::Findings(Vec::new()))
    };
    let tried = Tried { typed, form: "clean".to_owned(), sentence: String::new() };
    finish(tx, outcome, &req, "cleaned", tried).await
}

pub async fn undo(mut tx: WriteTx<CleanAnswers>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::seen(&mut tx, &req).await?;
    question_of(&opened, &req)?;
    let typed = Typed::new(req.form.clone());
    let version = typed.value("version").parse::<i64>().map_err(|_| PageError::NotFound)?;
    let (code, reason) = (&opened.respondent.line.code, typed.value("undo_reason").to_owned());
    let outcome = correcting::undo(&mut tx, &opened.survey, code, version, &reason).await;
    let tried = Tried { typed, form: "undo".to_owned(), sentence: String::new() };
    finish(tx, outcome, &req, "undone", tried).await
}

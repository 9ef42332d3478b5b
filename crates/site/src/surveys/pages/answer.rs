//! `/surveys/{survey}/{code}/answer/{section}`: the form of one section. `…/substitute/{section}` is the same form
//! for the office that enters what it was told. A browser with scripts sends the same form by itself and takes JSON.

use std::collections::{BTreeMap, BTreeSet};

use foundation::permissions::Action;
use foundation::web::{Form as Typed, PageError, Reply, Req};
use http::StatusCode;
use questionnaire::{Finding, Section};
use serde_json::json;

use super::open::{LastYear, Opened};
use super::own::returned_because;
use crate::permissions::{AnswerSurvey, ReadTx, Reader, Renkei, SubstituteAnswer, WriteTx};
use crate::shared::{Link, moment_of, render};
use crate::surveys::actions::{self, Sent, SurveyError};
use crate::surveys::forms;
use crate::surveys::model::{Respondent, Way};
use crate::surveys::rules::{self, Refusal};
use crate::surveys::storage;
use crate::surveys::views::answering::{About, AnswerPage, ConflictRow, questions};
use crate::surveys::views::in_words;

/// Is it the office that enters for somebody?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Own,
    Substitute,
}

impl Door {
    fn word(self) -> &'static str {
        match self {
            Self::Own => "answer",
            Self::Substitute => "substitute",
        }
    }
}

pub async fn get(mut tx: ReadTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    show(&mut tx, &req, Door::Own).await
}

pub async fn get_substitute(mut tx: ReadTx<SubstituteAnswer>, req: Req) -> Result<Reply, PageError> {
    show(&mut tx, &req, Door::Substitute).await
}

fn section_of<'a>(opened: &'a Opened, req: &Req) -> Result<&'a Section, PageError> {
    let wanted = req.text("section");
    opened.form.definition().sections.iter().find(|section| section.id == wanted).ok_or(PageError::NotFound)
}

fn may_write(db: &Reader, opened: &Opened) -> Result<(), PageError> {
    let (survey, today) = (&opened.survey, db.core().clock.today());
    rules::may_write(survey.state(), survey.opens_on.parse().ok(), opened.respondent.line.state(), today)
        .map_err(|refusal| SurveyError::Refused(refusal).into())
}

async fn show(db: &mut Reader, req: &Req, door: Door) -> Result<Reply, PageError> {
    let opened = Opened::writable(db, req).await?;
    let section = section_of(&opened, req)?;
    may_write(db, &opened)?;
    let typed = match door {
        Door::Own => super::entries::form(db, &opened, section).await?,
        Door::Substitute => Typed::new(forms::fields_of(&opened.form, section, &opened.respondent.answers)),
    };
    render(&page(db, &opened, section, &typed, Vec::new(), door).await?)
}

/// Beside what the link had filled in.
const PREFILLED: &str = "案内をした団体から、はじめの答えを入れてあります。違うときは直してください。";

async fn page(
    db: &mut Reader,
    opened: &Opened,
    section: &Section,
    typed: &Typed,
    conflicts: Vec<ConflictRow>,
    door: Door,
) -> Result<AnswerPage, PageError> {
    let last_year = LastYear::of(db, opened).await?;
    let steps = storage::steps(db, &opened.respondent).await?;
    let base = opened.base();
    let all = &opened.form.definition().sections;
    let at = all.iter().position(|s| s.id == section.id).unwrap_or(0) + 1;
    let name = &opened.respondent.line.name;
    let title = match door {
        Door::Own => section.title.clone(),
        Door::Substitute => format!("{}（代理入力）", section.title),
    };
    // In the order of the page, whatever was found first.
    let mut errors: Vec<_> = typed.errors.iter().collect();
    errors.sort_by_key(|error| opened.form.position(&error.field));
    let errors = errors.into_iter().map(|e| {
        let question = opened.form.question(&e.field).map(|q| format!("{} ", q.name())).unwrap_or_default();
        (e.field.clone(), format!("{question}{}", e.sentence))
    });
    let reason = || (typed.value("reason").to_owned(), typed.error("reason").to_owned());
    let asides = opened.asides(db).await?;
    let mut shown = questions(&opened.form, section, &opened.respondent.answers, typed, &|q| last_year.words(q));
    for question in &mut shown {
        let own = asides.iter().rev().find(|aside| aside.id == question.id);
        question.aside = own.map(|aside| aside.answer.clone()).unwrap_or_default();
        if opened.survey.is_linked() && [rules::linking::LEVEL, rules::linking::PLACE].contains(&question.id.as_str()) {
            format!("{} {PREFILLED}", question.hint).trim().clone_into(&mut question.hint);
        }
    }
    if door == Door::Own {
        super::suggesting::put(db, opened, section, &mut shown).await?;
    }
    Ok(AnswerPage {
        frame: opened.frame(db, &title, true).purpose(format!("{name}の答えです。{}", opened.survey.title)),
        action: format!("{base}/{}/{}", door.word(), section.id),
        back: base.clone(),
        place: format!("{at} / {}", all.len()),
        section: section.title.clone(),
        note: section.note.clone(),
        base: opened.respondent.version,
        sections: all.iter().map(|s| Link::new(&*s.title, format!("{base}/{}/{}", door.word(), s.id))).collect(),
        section_at: at,
        questions: shown,
        errors: errors.collect(),
        conflicts,
        is_last: at == all.len(),
        reason: (door == Door::Substitute).then(reason),
        returned_because: returned_because(opened.respondent.line.state(), &steps),
        about: About { edition: opened.form.definition().edition, corrected: opened.corrected(), ..About::default() },
    })
}

/// Where a saved form leads.
fn onward(opened: &Opened, section: &Section, req: &Req, door: Door) -> Reply {
    let base = opened.base();
    let all = &opened.form.definition().sections;
    let next = all.iter().skip_while(|s| s.id != section.id).nth(1);
    match (req.form.get("next"), next) {
        ("next", Some(next)) => Reply::see_other(&format!("{base}/{}/{}", door.word(), next.id)),
        ("next", None) if door == Door::Own => Reply::see_other(&format!("{base}/submit")),
        _ => Reply::done(&format!("{base}?done=saved")),
    }
}

fn refuse(typed: &mut Typed, findings: &[Finding]) {
    for finding in findings {
        typed.refuse(&finding.question, finding.sentence.clone());
    }
}

/// What somebody else stored meanwhile beside what stands in the form.
async fn conflicts(
    db: &mut Reader,
    opened: &Opened,
    sent: &Sent,
    touched: &[String],
) -> Result<Vec<ConflictRow>, PageError> {
    let changes = storage::changes(db, &opened.respondent).await?;
    let form = &opened.form;
    let row = |id: &String| {
        let question = form.question(id)?;
        let last = changes.iter().rev().find(|change| change.question == *id);
        let mine = sent.iter().find(|(question, _)| question == id).and_then(|(_, answer)| answer.as_ref());
        Some(ConflictRow {
            question: question.name(),
            theirs: in_words::maybe(form, question, opened.respondent.answers.get(id)),
            who: last.map(|change| format!("{} {}", change.by_label, moment_of(&change.at))).unwrap_or_default(),
            mine: in_words::maybe(form, question, mine),
        })
    };
    Ok(touched.iter().filter_map(row).collect())
}

pub(super) fn wants_json(req: &Req) -> bool {
    req.headers.get(http::header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json")
}

/// The version the change is held against: where every question brought its own mark, the one just read.
fn base_of(typed: &Typed, sent: &Sent, respondent: &Respondent) -> i64 {
    let marked = sent.iter().all(|(question, _)| !typed.value(&format!("{question}.seen")).is_empty());
    if marked { respondent.version } else { typed.value("base").parse().unwrap_or(0) }
}

pub async fn post(mut tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    may_write(&tx, &opened)?;
    if let Some(reply) = corrected_meanwhile(&mut tx, &req, &opened, Door::Own).await? {
        return Ok(reply);
    }
    let section = &section_of(&opened, &req)?.clone();
    if !req.form.get("take").is_empty()
        && let Some(typed) = super::suggesting::taken(&mut tx, &req, &opened, section).await?
    {
        let mut page = page(&mut tx, &opened, section, &typed, Vec::new(), Door::Own).await?;
        "足もとの整理の答えを、欄に入れました。確かめて保存すると、答えになります。".clone_into(&mut page.about.saved);
        return render(&page);
    }
    let mut typed = Typed::new(req.form.clone());
    let read = forms::read(&mut typed, &opened.form, section);
    let here: Vec<String> = read.iter().map(|(question, _)| question.clone()).collect();
    let sent = forms::changed_here(&typed, read);
    if wants_json(&req) {
        return save_quietly(tx, &opened, section, typed, sent, &here).await;
    }
    let elsewhere = forms::changed_elsewhere(&typed, &sent, &opened.respondent.answers);
    if !elsewhere.is_empty() {
        let outcome = Err(SurveyError::Changed(Vec::new()));
        return finish(tx, outcome, opened, &req, typed, &sent, elsewhere, Door::Own).await;
    }
    let base = base_of(&typed, &sent, &opened.respondent);
    let sound = sound(&opened, &mut typed, sent.clone());
    let code = &opened.respondent.line.code;
    let outcome = actions::save(&mut tx, &opened.survey, code, base, sound.clone(), Way::Web).await;
    let stored = match outcome {
        Ok(stored) => stored,
        Err(error) => return finish(tx, Err(error), opened, &req, typed, &sent, elsewhere, Door::Own).await,
    };
    let faulty: Vec<&str> = typed.errors.iter().map(|error| error.field.as_str()).collect();
    let kept = actions::entries::keep(&mut tx, &opened.respondent.line, &req.form, &here, &faulty).await?;
    let changed = kept.changed || stored.version != opened.respondent.version;
    if !typed.is_valid() {
        let page = partly(&mut tx, opened, section, &typed, stored, &sound, Door::Own).await?;
        if changed {
            tx.commit_recorded().await?;
        }
        return Ok(render(&page)?.unprocessable());
    }
    if changed {
        tx.commit_recorded().await?;
    }
    Ok(onward(&opened, section, &req, Door::Own))
}

/// What of it can be answers; what is wrong with the rest stands at its fields.
fn sound(opened: &Opened, typed: &mut Typed, mut sent: Sent) -> Sent {
    sent.retain(|(question, _)| typed.error(question).is_empty());
    let (sound, found) = rules::entries::sound(&opened.form, &opened.respondent.answers, sent);
    refuse(typed, &found);
    sound
}

/// The form again after its sound answers were stored.
async fn partly(
    db: &mut Reader,
    mut opened: Opened,
    section: &Section,
    typed: &Typed,
    stored: Respondent,
    sound: &Sent,
    door: Door,
) -> Result<AnswerPage, PageError> {
    let count = rules::entries::changed(&opened.respondent.answers, sound);
    if stored.version != opened.respondent.version {
        opened.respondent = stored;
        opened.moving = None;
    }
    let mut page = page(db, &opened, section, typed, Vec::new(), door).await?;
    page.about.saved = match (count, door) {
        (0, Door::Own) => "直すところのある欄は、書いたままで残しています。まだ答えにはなっていません。".to_owned(),
        (_, Door::Own) => {
            format!(
                "ほかの{count}問は保存しました。直すところのある欄は、書いたままで残しています。まだ答えにはなっていません。"
            )
        }
        (0, Door::Substitute) => String::new(),
        (_, Door::Substitute) => format!("ほかの{count}問は保存しました。直すところのある欄は、まだ保存していません。"),
    };
    Ok(page)
}

pub async fn post_substitute(mut tx: WriteTx<SubstituteAnswer>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    may_write(&tx, &opened)?;
    if let Some(reply) = corrected_meanwhile(&mut tx, &req, &opened, Door::Substitute).await? {
        return Ok(reply);
    }
    let section = &section_of(&opened, &req)?.clone();
    let mut typed = Typed::new(req.form.clone());
    let read = forms::read(&mut typed, &opened.form, section);
    let sent = forms::changed_here(&typed, read);
    let reason = typed.value("reason").to_owned();
    if let Err(refusal) = rules::is_reason(&reason) {
        typed.refuse(
            "reason",
            if refusal == Refusal::NoReason {
                "だれから、どのように聞いたかを書いてください。".to_owned()
            } else {
                refusal.sentence()
            },
        );
    }
    if !typed.error("reason").is_empty() {
        let page = page(&mut tx, &opened, section, &typed, Vec::new(), Door::Substitute).await?;
        return Ok(render(&page)?.unprocessable());
    }
    let base = base_of(&typed, &sent, &opened.respondent);
    let elsewhere = forms::changed_elsewhere(&typed, &sent, &opened.respondent.answers);
    if !elsewhere.is_empty() {
        let outcome = Err(SurveyError::Changed(Vec::new()));
        return finish(tx, outcome, opened, &req, typed, &sent, elsewhere, Door::Substitute).await;
    }
    let sound = sound(&opened, &mut typed, sent.clone());
    let code = &opened.respondent.line.code;
    let outcome = actions::substitute(&mut tx, &opened.survey, code, base, sound.clone(), &reason).await;
    match outcome {
        Ok(stored) if !typed.is_valid() => {
            let changed = stored.version != opened.respondent.version;
            let page = partly(&mut tx, opened, section, &typed, stored, &sound, Door::Substitute).await?;
            if changed {
                tx.commit_recorded().await?;
            }
            Ok(render(&page)?.unprocessable())
        }
        outcome => finish(tx, outcome, opened, &req, typed, &sent, elsewhere, Door::Substitute).await,
    }
}

#[allow(clippy::too_many_arguments, reason = "one end of two ways in")]
async fn finish<A: Action<Policy = Renkei>>(
    mut tx: WriteTx<A>,
    outcome: Result<Respondent, SurveyError>,
    opened: Opened,
    req: &Req,
    mut typed: Typed,
    sent: &Sent,
    elsewhere: Vec<String>,
    door: Door,
) -> Result<Reply, PageError> {
    let section = section_of(&opened, req)?;
    match outcome {
        Ok(stored) => {
            // A form sent without a change leaves everything as it is.
            if stored.version != opened.respondent.version {
                tx.commit_recorded().await?;
            }
            Ok(onward(&opened, section, req, door))
        }
        Err(SurveyError::Findings(findings)) => {
            refuse(&mut typed, &findings);
            Ok(render(&page(&mut tx, &opened, section, &typed, Vec::new(), door).await?)?.unprocessable())
        }
        Err(SurveyError::Changed(changes)) => {
            let mut touched: BTreeSet<String> = elsewhere.into_iter().collect();
            touched.extend(changes.into_iter().map(|change| change.question));
            let touched: Vec<String> = touched.into_iter().collect();
            let rows = conflicts(&mut tx, &opened, sent, &touched).await?;
            let page = page(&mut tx, &opened, section, &typed, rows, door).await?;
            Ok(render(&page)?.with_status(StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}

/// Questions and rows of a section that are asked, as the answers stand.
pub(super) fn asked_in(form: &questionnaire::Form, section: &Section, answers: &questionnaire::Answers) -> Vec<String> {
    let mut asked: Vec<String> = Vec::new();
    for question in questions(form, section, answers, &Typed::default(), &|_| String::new()) {
        if question.asked {
            asked.push(question.id);
        }
        if let crate::surveys::views::answering::Control::Grid { rows, .. } = question.control {
            asked.extend(rows.into_iter().filter(|row| row.asked).map(|row| row.name));
        }
    }
    asked
}

/// The form was opened in an edition that was corrected meanwhile: nothing is stored, what was typed stays, and what has
/// no place any more stands beside it.
async fn corrected_meanwhile(
    db: &mut Reader,
    req: &Req,
    opened: &Opened,
    door: Door,
) -> Result<Option<Reply>, PageError> {
    let newest = opened.form.definition().edition;
    let shown: u32 = req.form.get("edition").parse().unwrap_or(newest);
    if shown == newest {
        return Ok(None);
    }
    let sentence = format!("開いているあいだに、調査票が第{newest}版に直されました。まだ何も保存していません。");
    if wants_json(req) {
        let body = json!({ "sentence": format!("{sentence}ページを開き直してください。"), "errors": {} });
        return Ok(Some(Reply::json(&body).never_kept()));
    }
    let Ok(section) = section_of(opened, req) else {
        return Err(PageError::Changed { sentence: format!("{sentence}この区分はなくなりました。") });
    };
    let typed = Typed::new(req.form.clone());
    let rows = opened.no_longer_there(db, shown, req.text("section"), &typed).await?;
    let mut page = page(db, opened, section, &typed, rows, door).await?;
    page.about.corrected =
        format!("{sentence}あなたの答えは下の欄に残っています。確かめて、もう一度保存してください。");
    Ok(Some(render(&page)?.with_status(StatusCode::CONFLICT)))
}

/// What a browser sends by itself: what holds is stored, what does not is told at its question, and what a colleague
/// changed meanwhile is left alone until the person presses the button and sees both.
async fn save_quietly(
    mut tx: WriteTx<AnswerSurvey>,
    opened: &Opened,
    section: &Section,
    mut typed: Typed,
    mut sent: Sent,
    here: &[String],
) -> Result<Reply, PageError> {
    let elsewhere = forms::changed_elsewhere(&typed, &sent, &opened.respondent.answers);
    sent.retain(|(question, _)| !elsewhere.contains(question));
    let mut sent = sound(opened, &mut typed, sent);
    let code = &opened.respondent.line.code;
    let mut stored = None;
    // Each round leaves out what somebody else changed meanwhile; at most every question once.
    for _ in 0..=section.questions.len() {
        let base = base_of(&typed, &sent, &opened.respondent);
        match actions::save(&mut tx, &opened.survey, code, base, sent.clone(), Way::Web).await {
            Ok(respondent) => {
                stored = Some(respondent);
                break;
            }
            Err(SurveyError::Findings(findings)) => {
                sent.retain(|(question, _)| !findings.iter().any(|finding| finding.question == *question));
                refuse(&mut typed, &findings);
            }
            Err(SurveyError::Changed(changes)) => {
                sent.retain(|(question, _)| !changes.iter().any(|change| change.question == *question));
                if changes.is_empty() {
                    break;
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    let Some(stored) = stored else {
        return Err(SurveyError::Changed(Vec::new()).into());
    };
    let mut errors: BTreeMap<&str, &str> = BTreeMap::new();
    for error in &typed.errors {
        errors.entry(&error.field).or_insert(&error.sentence);
    }
    let faulty: Vec<&str> = errors.keys().copied().collect();
    let here: Vec<String> = here.iter().filter(|id| !elsewhere.contains(id)).cloned().collect();
    let kept = actions::entries::keep(&mut tx, &opened.respondent.line, &typed.values, &here, &faulty).await?;
    let now = tx.core().clock.now().in_japan().datetime();
    let saved = stored.version != opened.respondent.version;
    if saved || kept.changed {
        tx.commit_recorded().await?;
    }
    let mut sentence = match (saved, errors.is_empty()) {
        (true, true) => format!("保存しました {}:{:02}", now.hour(), now.minute()),
        (true, false) => format!(
            "直すところのある設問のほかは保存しました {}:{:02}。直すところは、書いたままで残しています。",
            now.hour(),
            now.minute()
        ),
        (false, true) => String::new(),
        (false, false) => "直すところのある設問は、書いたままで残しています。まだ答えにはなっていません。".to_owned(),
    };
    for id in &elsewhere {
        let name = opened.form.question(id).map(questionnaire::Question::name).unwrap_or_default();
        sentence = format!("{sentence} {name}はほかの方が先に答えました。下のボタンで保存すると、見比べられます。");
    }
    let seen: BTreeMap<&str, String> =
        sent.iter().map(|(id, _)| (id.as_str(), forms::mark(stored.answers.get(id)))).collect();
    let asked = asked_in(&opened.form, section, &stored.answers);
    let body = json!({
        "sentence": sentence.trim(), "base": stored.version, "seen": seen, "asked": asked, "errors": errors,
        "lost": !elsewhere.is_empty() || !kept.too_long.is_empty(),
    });
    Ok(Reply::json(&body).never_kept())
}

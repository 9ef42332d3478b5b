//! `/surveys/{survey}/preview…`: the draft as who answers will see it, with its branching; nothing is stored. What was
//! tried travels in the form itself.

use std::collections::BTreeMap;

use answer_sheets::Template;
use foundation::web::{Form as Typed, PageError, Reply, Req};
use questionnaire::{Answers, Form, Section};
use serde_json::json;

use super::EXCEL;
use super::editing::{frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::{Link, render};
use crate::surveys::actions::contact::Contact;
use crate::surveys::actions::drafting::EditError;
use crate::surveys::model::editing::Working;
use crate::surveys::model::{Respondent, RespondentLine, State};
use crate::surveys::rules::editing::EditRefusal;
use crate::surveys::views::answering::{About, AnswerPage, Preview, questions};
use crate::surveys::{forms, sheets};

/// Whose sheet a preview is: nobody's, so that it cannot be taken for an answer.
const NOBODY: &str = "000000";

fn form_of(working: &Working) -> Result<Form, PageError> {
    let mut definition = working.definition.clone();
    definition.edition = if working.is_draft() { working.next_edition() } else { definition.edition };
    if definition.questions().next().is_none() {
        return Err(EditError::Refused(EditRefusal::NoQuestions).into());
    }
    Form::new(definition).map_err(|faults| EditError::Refused(EditRefusal::Unsound(faults)).into())
}

pub async fn first(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let form = form_of(&working)?;
    let section = form.definition().sections.iter().find(|section| !section.questions.is_empty());
    let section = section.ok_or(PageError::NotFound)?.clone();
    render(&page(&tx, &working, &form, &section, &Answers::default(), &Typed::default()))
}

fn section_of(form: &Form, req: &Req) -> Result<Section, PageError> {
    let wanted = req.text("section");
    form.definition().sections.iter().find(|section| section.id == wanted).cloned().ok_or(PageError::NotFound)
}

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let form = form_of(&working)?;
    let section = section_of(&form, &req)?;
    render(&page(&tx, &working, &form, &section, &Answers::default(), &Typed::default()))
}

fn page(db: &Reader, working: &Working, form: &Form, section: &Section, tried: &Answers, typed: &Typed) -> AnswerPage {
    let base = format!("/surveys/{}/preview", working.survey.id);
    let all = &form.definition().sections;
    let at = all.iter().position(|known| known.id == section.id).unwrap_or(0) + 1;
    let named = |field: &str| form.question(field).map(|q| format!("{} ", q.name())).unwrap_or_default();
    let mut errors: Vec<_> = typed.errors.iter().collect();
    errors.sort_by_key(|error| form.position(&error.field));
    let errors = errors.into_iter().map(|e| (e.field.clone(), format!("{}{}", named(&e.field), e.sentence)));
    AnswerPage {
        frame: frame(db, working, &section.title, true)
            .crumb("プレビュー", base.clone())
            .purpose(format!("（答える団体の名前）の答えです。{}", form.definition().title)),
        action: format!("{base}/{}", section.id),
        back: working.base(),
        place: format!("{at} / {}", all.len()),
        section: section.title.clone(),
        note: section.note.clone(),
        base: 0,
        sections: all.iter().map(|s| Link::new(&*s.title, format!("{base}/{}", s.id))).collect(),
        section_at: at,
        questions: questions(form, section, tried, typed, &|_| "（前年の答えが、ここに出ます）".to_owned()),
        errors: errors.collect(),
        conflicts: Vec::new(),
        is_last: at == all.len(),
        reason: None,
        returned_because: String::new(),
        about: About {
            preview: Some(Preview { tried: tried.to_json(), sheet: format!("{base}.xlsx") }),
            ..About::default()
        },
    }
}

/// What was tried so far, with this section's form.
fn tried(form: &Form, section: &Section, typed: &mut Typed) -> Answers {
    let mut answers = Answers::from_json(typed.value("tried")).unwrap_or_default();
    for (question, answer) in forms::read(typed, form, section) {
        match answer {
            Some(answer) => answers.set(&question, answer),
            None => {
                answers.0.remove(&question);
            }
        }
    }
    answers
}

pub async fn post(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let form = form_of(&working)?;
    let section = section_of(&form, &req)?;
    let mut typed = Typed::new(req.form.clone());
    let answers = tried(&form, &section, &mut typed);
    let own = |id: &str| section.questions.iter().any(|question| question.id == id);
    for finding in questionnaire::check(&form, &answers, false) {
        if own(&finding.question) {
            typed.refuse(&finding.question, finding.sentence);
        }
    }
    if super::answer::wants_json(&req) {
        return Ok(said(&form, &section, &answers, &typed));
    }
    let all = &form.definition().sections;
    let next = all.iter().skip_while(|known| known.id != section.id).nth(1).filter(|_| typed.value("next") == "next");
    match next {
        Some(next) if typed.is_valid() => {
            let fields = Typed::new(forms::fields_of(&form, next, &answers));
            render(&page(&tx, &working, &form, next, &answers, &fields))
        }
        _ => render(&page(&tx, &working, &form, &section, &answers, &typed)),
    }
}

/// The same shape as saving by itself: what is asked, what is wrong.
fn said(form: &Form, section: &Section, answers: &Answers, typed: &Typed) -> Reply {
    let errors: BTreeMap<&str, &str> = typed.errors.iter().map(|e| (e.field.as_str(), e.sentence.as_str())).collect();
    Reply::json(&json!({
        "sentence": "プレビューのため、保存しません。",
        "errors": errors,
        "asked": super::answer::asked_in(form, section, answers),
    }))
}

/// `/surveys/{survey}/preview.xlsx`: the answer sheet of nobody.
pub async fn sheet(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let form = form_of(&working)?;
    let name = format!("見本_{}_第{}版.xlsx", form.definition().id, form.definition().edition);
    let contact = Contact::of(&mut tx, &working.survey).await?;
    let options = sheets::options(&working.survey, &contact, tx.core().clock.today(), tx.core().settings.demo);
    let survey = working.survey.clone();
    let issued = tokio::task::spawn_blocking(move || {
        let respondent = nobody(survey.id);
        sheets::issue(&Template::new(form), &survey, &respondent, &Answers::default(), &options)
    });
    let bytes = issued.await.map_err(PageError::broken)?.map_err(PageError::broken)?;
    Ok(Reply::typed(EXCEL, bytes).as_download(&name))
}

fn nobody(survey: i64) -> Respondent {
    Respondent {
        line: RespondentLine {
            id: 0,
            code: NOBODY.to_owned(),
            name: "見本".to_owned(),
            prefecture_code: String::new(),
            prefecture_name: String::new(),
            state: State::NotOpened.id().to_owned(),
            due_on: None,
            changed_at: None,
            changed_by: String::new(),
            submitted_at: None,
        },
        survey_id: survey,
        edition_id: 0,
        version: 0,
        answers: Answers::default(),
    }
}

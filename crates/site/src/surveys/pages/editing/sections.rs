//! `/surveys/{survey}/edit/sections/…`: one section; and the choice of what kind of question to add to it.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;
use questionnaire::Section;

use super::{conflict, frame, picked, pickers, reading, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::render;
use crate::surveys::actions::drafting::{self, EditError};
use crate::surveys::forms::editing::{self as forms, KINDS, mark_of};
use crate::surveys::model::editing::Working;
use crate::surveys::views::editing::{Conflict, KindsPage, SectionPage, tabs};

/// What a section is apart from its questions, which others may be changing.
fn seen_of(section: &Section) -> String {
    mark_of(&(&section.title, &section.note, &section.relevant))
}

pub async fn get_new(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    render(&page(&tx, &working, None, Form::default(), None))
}

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let section = working.definition.section(req.text("section")).ok_or(PageError::NotFound)?;
    let form = Form::new(forms::section_fields(section));
    render(&page(&tx, &working, Some(section), form, None))
}

fn page(
    db: &Reader,
    working: &Working,
    section: Option<&Section>,
    form: Form,
    conflict: Option<Conflict>,
) -> SectionPage {
    let base = working.base();
    let title = if section.is_some() { "区分を直す" } else { "区分を加える" };
    SectionPage {
        frame: frame(db, working, title, true).purpose(&*working.definition.title),
        tabs: tabs(working.survey.id, "edit"),
        action: match section {
            Some(section) => format!("{base}/sections/{}", section.id),
            None => format!("{base}/new-section"),
        },
        errors: form.summary(),
        conflict,
        seen: section.map(seen_of).unwrap_or_default(),
        reading: reading(&working.definition, form.value("relevant")),
        pickers: pickers(&working.definition, ""),
        remove: section.map(|section| format!("{base}/sections/{}/remove", section.id)).unwrap_or_default(),
        back: base,
        form,
    }
}

pub async fn post_new(tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    save(tx, req, true).await
}

pub async fn post(tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    save(tx, req, false).await
}

async fn save(mut tx: WriteTx<EditSurveys>, req: Req, is_new: bool) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let before =
        if is_new { None } else { Some(working.definition.section(req.text("section")).ok_or(PageError::NotFound)?) };
    let mut form = Form::new(req.form.clone());
    let next = form.value("next").to_owned();
    if let Some(condition) = picked(&form, &next) {
        form.values = form.values.replaced("relevant", &condition);
        return render(&page(&tx, &working, before, form, None));
    }
    let Some(section) = forms::read_section(&mut form, &working, before) else {
        return Ok(render(&page(&tx, &working, before, form, None))?.unprocessable());
    };
    if next == "read" {
        return render(&page(&tx, &working, before, form, None));
    }
    let mut definition = working.definition.clone();
    match before {
        Some(before) => {
            if let Some(slot) = definition.section_mut(&before.id) {
                *slot = section.clone();
            }
        }
        None => definition.sections.push(section.clone()),
    }
    if let Some(before) = before
        && let Some(found) = conflict(&working, form.value("seen"), &seen_of(before), &definition)
    {
        let page = page(&tx, &working, Some(before), form, Some(found));
        return Ok(render(&page)?.with_status(StatusCode::CONFLICT));
    }
    match drafting::change(&mut tx, &working, &definition, &section.title).await {
        Ok(()) => {}
        Err(EditError::Faults(faults)) => {
            forms::place_section_faults(&mut form, &faults);
            return Ok(render(&page(&tx, &working, before, form, None))?.unprocessable());
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}?done=section#{}", working.base(), section.id)))
}

/// `…/sections/{section}/add`: which kind of question?
pub async fn kinds(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let section = working.definition.section(req.text("section")).ok_or(PageError::NotFound)?;
    let after = section.questions.iter().find(|question| question.id == req.query.get("after"));
    let after = after.map(|question| format!("&after={}", question.id)).unwrap_or_default();
    let base = working.base();
    let frame = frame(&tx, &working, "設問を加える", true);
    render(&KindsPage {
        frame: frame.purpose(format!("「{}」に加える設問の答え方を選んでください。", section.title)),
        tabs: tabs(working.survey.id, "edit"),
        href: format!("{base}/new-question?section={}{after}", section.id),
        kinds: KINDS,
        back: format!("{base}#{}", section.id),
    })
}

//! `/surveys/{survey}/edit/outline`: title, words to who answers, days, last year's survey.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;
use japanese::fold::tidy;

use super::{conflict, frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, DateBoxes, read_date, render};
use crate::surveys::actions::drafting::{self, EditError, Outline};
use crate::surveys::forms::editing::mark_of;
use crate::surveys::model::SurveyRow;
use crate::surveys::model::editing::Working;
use crate::surveys::pages::list::period;
use crate::surveys::storage::editing;
use crate::surveys::views::editing::{Conflict, OutlinePage, tabs};

const MOST_TITLE_LETTERS: usize = 200;
const MOST_NOTE_LETTERS: usize = 2000;

fn seen_of(working: &Working) -> String {
    let (definition, survey) = (&working.definition, &working.survey);
    mark_of(&(&definition.title, &definition.note, &survey.opens_on, &survey.due_on, survey.previous_id))
}

/// Surveys of the same kind of respondent and an earlier year that this one may follow.
pub async fn earlier(
    db: &mut Reader,
    programme: i64,
    respondent: &str,
    year: i16,
) -> Result<Vec<SurveyRow>, PageError> {
    let all = editing::surveys(db).await?;
    let fits =
        |row: &SurveyRow| row.programme_id == programme && row.respondent == respondent && row.fiscal_year() < year;
    Ok(all.into_iter().filter(fits).collect())
}

fn fields(working: &Working) -> Fields {
    let mut fields = Fields::default();
    fields.push("title", &working.definition.title);
    fields.push("note", &working.definition.note);
    for (name, day) in [("opens_on", &working.survey.opens_on), ("due_on", &working.survey.due_on)] {
        if let Ok(day) = day.parse() {
            DateBoxes::of(day).fill(name, &mut fields);
        }
    }
    fields.push("previous", &working.survey.previous_id.map(|id| id.to_string()).unwrap_or_default());
    fields
}

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let form = Form::new(fields(&working));
    render(&page(&mut tx, &working, form, None).await?)
}

async fn page(
    db: &mut Reader,
    working: &Working,
    form: Form,
    conflict: Option<Conflict>,
) -> Result<OutlinePage, PageError> {
    let survey = &working.survey;
    let chosen = form.value("previous").to_owned();
    let earlier = earlier(db, survey.programme_id, &survey.respondent, survey.fiscal_year()).await?;
    let previous = std::iter::once(Choice::new("", "ありません", chosen.is_empty()))
        .chain(earlier.iter().map(|row| {
            let id = row.id.to_string();
            let is_chosen = id == chosen;
            Choice::new(id, &*row.title, is_chosen)
        }))
        .collect();
    let base = working.base();
    Ok(OutlinePage {
        frame: frame(db, working, "題名と期間", true),
        tabs: tabs(survey.id, "edit/outline"),
        action: format!("{base}/outline"),
        errors: form.summary(),
        conflict,
        seen: seen_of(working),
        may_set_days: !working.is_begun(),
        opens: DateBoxes::typed(&form, "opens_on"),
        due: DateBoxes::typed(&form, "due_on"),
        previous,
        days: period(survey),
        back: base,
        form,
    })
}

pub async fn post(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let title = tidy(&form.required_text("title", "題名", MOST_TITLE_LETTERS));
    let note = tidy(&form.text("note", "答える方への説明", MOST_NOTE_LETTERS));
    let survey = &working.survey;
    let (mut opens_on, mut due_on) = (survey.opens_on.parse().ok(), survey.due());
    let mut previous = survey.previous_id;
    if !working.is_begun() {
        opens_on = read_date(&mut form, "opens_on", "受付の始まり", true);
        due_on = read_date(&mut form, "due_on", "締切", true);
        if let (Some(opens_on), Some(due_on)) = (opens_on, due_on)
            && due_on <= opens_on
        {
            form.refuse("due_on", "締切は、受付の始まりより後の日にしてください。");
        }
        let earlier = earlier(&mut tx, survey.programme_id, &survey.respondent, survey.fiscal_year()).await?;
        previous = earlier.iter().map(|row| row.id).find(|id| id.to_string() == form.value("previous"));
        if previous.is_none() && !form.value("previous").is_empty() {
            form.refuse("previous", "前の年の調査を、示された中から選んでください。");
        }
    }
    let (true, Some(opens_on), Some(due_on)) = (form.is_valid(), opens_on, due_on) else {
        return Ok(render(&page(&mut tx, &working, form, None).await?)?.unprocessable());
    };
    let mut typed = working.definition.clone();
    typed.title.clone_from(&title);
    typed.note.clone_from(&note);
    if let Some(found) = conflict(&working, form.value("seen"), &seen_of(&working), &typed) {
        return Ok(render(&page(&mut tx, &working, form, Some(found)).await?)?.with_status(StatusCode::CONFLICT));
    }
    let outline = Outline { title, note, opens_on, due_on, previous };
    match drafting::change_outline(&mut tx, &working, &outline).await {
        Ok(()) => {}
        Err(EditError::Faults(faults)) => {
            for fault in faults {
                form.refuse("title", fault.sentence);
            }
            return Ok(render(&page(&mut tx, &working, form, None).await?)?.unprocessable());
        }
        Err(error) => return Err(error.into()),
    }
    if tx.has_records() {
        tx.commit_recorded().await?;
    }
    Ok(Reply::done(&format!("{}?done=outline", working.base())))
}

//! Making a questionnaire: begin a survey with it, change it piece by piece, throw the changes away.

use std::sync::Arc;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use jiff::civil::Date;
use questionnaire::{Definition, DefinitionFault, Form, Respondent as Kind};
use serde_json::json;

use super::SurveyError;
use crate::permissions::{EditSurveys, Reader, WriteTx};
use crate::surveys::model::editing::Working;
use crate::surveys::rules::editing::{self as rules, EditRefusal};
use crate::surveys::storage::{self, editing, writing};

/// Why a questionnaire was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is none, or it is another programme's.
    #[error("no such survey, section or question")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(EditRefusal),
    /// What the change would break, for the fields of its form.
    #[error("faults")]
    Faults(Vec<DefinitionFault>),
    /// Somebody else stored the draft meanwhile.
    #[error("changed meanwhile")]
    Changed,
    #[error(transparent)]
    Survey(#[from] SurveyError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<EditError> for PageError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NotFound => Self::NotFound,
            EditError::Refused(refusal) => Self::rule(refusal.sentence()),
            EditError::Faults(faults) => Self::rule(EditRefusal::Unsound(faults).sentence()),
            EditError::Changed => Self::Changed {
                sentence: "ほかの方が先に調査票を変えました。いまの内容を見てから、もう一度行ってください。".to_owned(),
            },
            EditError::Survey(error) => error.into(),
            EditError::Database(error) => error.into(),
        }
    }
}

pub(super) fn read(text: &str) -> Result<Definition, DatabaseError> {
    serde_json::from_str(text).map_err(|e| DatabaseError::Unreadable(e.to_string()))
}

pub(super) fn to_json(definition: &Definition) -> Result<String, SurveyError> {
    serde_json::to_string(definition).map_err(|e| SurveyError::Definition(e.to_string()))
}

/// The questionnaire of a survey as it stands under people's hands.
pub async fn working(db: &mut Reader, survey: i64) -> Result<Working, EditError> {
    let survey = editing::survey(db, survey).await?.ok_or(EditError::NotFound)?;
    let draft = editing::draft(db, survey.id).await?;
    let newest = editing::newest(db, survey.id).await?;
    let published = newest.map(|row| read(&row.definition)).transpose()?;
    let (definition, version, changed) = match (draft, &published) {
        (Some(draft), _) => (read(&draft.definition)?, draft.version, Some((draft.changed_by, draft.changed_at))),
        (None, Some(published)) => (published.clone(), 0, None),
        (None, None) => return Err(EditError::NotFound),
    };
    Ok(Working { survey, definition, version, changed, published })
}

/// One edition by its number; without one the questionnaire under people's hands.
pub async fn edition_or_draft(db: &mut Reader, survey: i64, edition: Option<u32>) -> Result<Definition, EditError> {
    let Some(edition) = edition else { return Ok(working(db, survey).await?.definition) };
    let survey = editing::survey(db, survey).await?.ok_or(EditError::NotFound)?;
    let row = editing::edition(db, survey.id, i64::from(edition)).await?.ok_or(EditError::NotFound)?;
    Ok(read(&row.definition)?)
}

/// The same, verified and ready.
pub async fn ready(db: &mut Reader, survey: i64) -> Result<Arc<Form>, EditError> {
    let found = working(db, survey).await?;
    Form::new(found.definition).map(Arc::new).map_err(EditError::Faults)
}

/// A survey to be made in the browser.
#[derive(Clone, Debug)]
pub struct NewDraft {
    pub programme: i64,
    pub fiscal_year: i16,
    pub respondent: Kind,
    /// What it begins with; name, year, kind of respondent and edition become its own.
    pub definition: Definition,
    pub opens_on: Date,
    pub due_on: Date,
    pub previous: Option<i64>,
    /// The survey whose questionnaire it begins with: its rules and tolerances come along.
    pub begins_with: Option<i64>,
}

/// A survey in preparation, with a draft and nothing published yet. Nobody is asked before it is opened.
pub async fn begin(tx: &mut WriteTx<EditSurveys>, new: NewDraft) -> Result<i64, EditError> {
    if !tx.scope().reaches_programme(new.programme) {
        return Err(EditError::NotFound);
    }
    if new.due_on <= new.opens_on {
        return Err(EditError::Refused(EditRefusal::DueBeforeOpening));
    }
    let mut definition = new.definition;
    definition.id = free_name(tx, new.programme, new.fiscal_year, new.respondent.id()).await?;
    definition.fiscal_year = new.fiscal_year;
    definition.respondent = new.respondent;
    definition.edition = 1;
    let now = tx.core().clock.now();
    let row = writing::NewRow {
        programme: new.programme,
        fiscal_year: new.fiscal_year,
        name: &definition.id,
        title: &definition.title,
        respondent: definition.respondent.id(),
        opens_on: new.opens_on,
        due_on: new.due_on,
        previous: new.previous,
    };
    let survey = writing::insert_survey(tx, &row, now).await?;
    let label = tx.actor().label();
    editing::store_draft(tx, survey, 0, &to_json(&definition)?, &label, now).await?;
    let mut copied = 0;
    if let Some(from) = new.begins_with
        && let Some(from) = storage::survey(tx, from).await?
    {
        copied = super::criteria::copy(tx, &from, survey, &definition.id).await?;
    }
    let questions = definition.questions().count();
    let detail = json!({ "name": definition.id, "questions": questions, "findings_rules": copied });
    tx.record(Entry::of("survey", survey).detail(detail)).await?;
    Ok(survey)
}

/// `fy2027_municipality`, `fy2027_municipality_2`, …
async fn free_name(db: &mut Reader, programme: i64, year: i16, respondent: &str) -> Result<String, DatabaseError> {
    let mut name = format!("fy{year}_{respondent}");
    for number in 2.. {
        if storage::survey_named(db, programme, year, &name).await?.is_none() {
            break;
        }
        name = format!("fy{year}_{respondent}_{number}");
    }
    Ok(name)
}

/// Puts a changed questionnaire in the place of the one `working` was read with. What the change breaks is told, and it is
/// not made; what was unfinished before may stay so.
pub async fn change(
    tx: &mut WriteTx<EditSurveys>,
    working: &Working,
    definition: &Definition,
    what: &str,
) -> Result<(), EditError> {
    rules::may_edit(working.survey.state()).map_err(EditError::Refused)?;
    let faults = rules::new_faults(&working.definition, definition);
    if !faults.is_empty() {
        return Err(EditError::Faults(faults));
    }
    let (now, label) = (tx.core().clock.now(), tx.actor().label());
    let json = to_json(definition)?;
    if !editing::store_draft(tx, working.survey.id, working.version, &json, &label, now).await? {
        return Err(EditError::Changed);
    }
    tx.record(Entry::of("survey", working.survey.id).detail(json!({ "questionnaire": what }))).await?;
    Ok(())
}

/// Title and days of a survey, and last year's one.
#[derive(Clone, Debug)]
pub struct Outline {
    pub title: String,
    pub note: String,
    pub opens_on: Date,
    pub due_on: Date,
    pub previous: Option<i64>,
}

/// Before it is opened everything; afterwards the title and the words to who answers are a correction like any other, and
/// the days belong to the collection room.
pub async fn change_outline(
    tx: &mut WriteTx<EditSurveys>,
    working: &Working,
    outline: &Outline,
) -> Result<(), EditError> {
    let mut definition = working.definition.clone();
    definition.title.clone_from(&outline.title);
    definition.note.clone_from(&outline.note);
    if definition != working.definition {
        change(tx, working, &definition, "題名と説明").await?;
    }
    if working.is_begun() {
        return Ok(());
    }
    if outline.due_on <= outline.opens_on {
        return Err(EditError::Refused(EditRefusal::DueBeforeOpening));
    }
    let stored = editing::Outline {
        title: &outline.title,
        opens_on: outline.opens_on,
        due_on: outline.due_on,
        previous: outline.previous,
    };
    editing::set_outline(tx, working.survey.id, &stored).await?;
    super::indexing::index(tx, working.survey.id).await?;
    let days = json!({ "opens_on": outline.opens_on.to_string(), "due_on": outline.due_on.to_string() });
    tx.record(Entry::of("survey", working.survey.id).detail(days)).await?;
    Ok(())
}

/// Back to the newest edition: what was changed since is gone.
pub async fn discard(tx: &mut WriteTx<EditSurveys>, working: &Working) -> Result<(), EditError> {
    if working.published.is_none() || !working.is_draft() {
        return Err(EditError::NotFound);
    }
    if !editing::remove_draft(tx, working.survey.id, working.version).await? {
        return Err(EditError::Changed);
    }
    tx.record(Entry::of("survey", working.survey.id).detail(json!({ "questionnaire": "下書きを捨てた" }))).await?;
    Ok(())
}

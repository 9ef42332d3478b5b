//! A survey as the search finds it, from the day it begins: itself for everybody, its questions for those who may read the
//! questionnaire. Answers are never in the index.

use foundation::database::DatabaseError;
use japanese::wareki::FiscalYear;
use questionnaire::{Form, Kind};

use super::super::storage;
use crate::permissions::{LookAtQuestionnaire, LookAtSurveys, Reader, Writer};
use crate::search::{Audience, Entry, Passage};
use crate::surveys::model::{SurveyRow, SurveyState};

pub const KIND: &str = crate::searchable::SURVEY;
pub const QUESTION_KIND: &str = crate::searchable::QUESTION;

/// Puts a survey and its questions into the index as they now stand, or takes them out.
pub async fn index(tx: &mut Writer, survey: i64) -> Result<(), DatabaseError> {
    let mut entries = Vec::new();
    if let Some(row) = storage::survey(tx, survey).await? {
        entries = of_survey(tx, &row).await?;
    }
    let own = format!("{survey}/");
    for (kind, held) in [
        (KIND, vec![survey.to_string()]),
        (
            QUESTION_KIND,
            crate::search::keys(tx, QUESTION_KIND).await?.into_iter().filter(|key| key.starts_with(&own)).collect(),
        ),
    ] {
        let gone: Vec<String> =
            held.into_iter().filter(|key| !entries.iter().any(|e| e.kind == kind && e.key == *key)).collect();
        crate::search::remove(tx, kind, &gone).await?;
    }
    crate::search::put(tx, &entries).await
}

/// Every survey that has begun, for an index made anew.
pub async fn index_all(tx: &mut Writer) -> Result<(), DatabaseError> {
    let mut entries = Vec::new();
    for row in storage::surveys(tx, false).await? {
        entries.extend(of_survey(tx, &row).await?);
    }
    crate::search::put(tx, &entries).await
}

/// Numbers of all surveys that belong into the index.
pub async fn indexed(db: &mut Reader) -> Result<Vec<String>, DatabaseError> {
    Ok(storage::surveys(db, false).await?.into_iter().map(|row| row.id.to_string()).collect())
}

async fn of_survey(db: &mut Reader, row: &SurveyRow) -> Result<Vec<Entry>, DatabaseError> {
    if row.state() == SurveyState::Draft {
        return Ok(Vec::new());
    }
    let mut entries = vec![survey(row)];
    // What cannot be read is not found; the pages of the survey say what is wrong with it.
    if let Some((_, text)) = storage::newest_edition(db, row.id).await?
        && let Ok(form) = super::ready(&text)
    {
        entries.extend(questions(row, &form));
    }
    Ok(entries)
}

fn survey(row: &SurveyRow) -> Entry {
    let year = FiscalYear(row.fiscal_year()).era_label();
    let mut entry = Entry::new(KIND, row.id.to_string(), Audience::of::<LookAtSurveys>());
    row.title.clone_into(&mut entry.title);
    entry.href = format!("/surveys/{}", row.id);
    entry.place = format!("{}、{year}", row.programme_name);
    entry.chips = vec![row.who().to_owned(), row.state().label().to_owned()];
    row.opens_on.clone_into(&mut entry.dated);
    entry.tags = vec!["調査".to_owned(), row.programme_name.clone(), row.who().to_owned(), year, row.name.clone()];
    entry.words = vec![(row.title.clone(), String::new())];
    entry
}

fn questions(row: &SurveyRow, form: &Form) -> Vec<Entry> {
    let year = FiscalYear(row.fiscal_year()).era_label();
    let asked = form.questions().filter(|(_, _, question)| question.kind.is_asked());
    asked
        .map(|(_, section, question)| {
            let key = format!("{}/{}", row.id, question.id);
            let mut entry = Entry::new(QUESTION_KIND, key, Audience::of::<LookAtQuestionnaire>());
            format!("{} {}", question.number, question.text).trim().clone_into(&mut entry.title);
            entry.href = format!("/surveys/{}/questions#{}", row.id, question.id);
            entry.place = format!("{}　{year}　{}", row.title, section.title);
            row.opens_on.clone_into(&mut entry.dated);
            let mut text = vec![question.hint.clone()];
            text.extend(form.choices(question).iter().map(|choice| choice.label.clone()));
            if let Kind::Grid(grid) = &question.kind {
                text.extend(grid.rows.iter().map(|line| line.label.clone()));
            }
            text.retain(|line| !line.is_empty());
            entry.passages = vec![Passage { text: text.join("\n"), ..Passage::default() }];
            entry
        })
        .collect()
}

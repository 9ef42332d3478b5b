//! A survey as the search finds it, from the day it begins: itself for everybody, its questions for those who may read the
//! questionnaire, its tables for everybody once they are public. Answers are never in the index, nor are figures.

use foundation::database::DatabaseError;
use japanese::wareki::FiscalYear;
use questionnaire::{Form, Kind};

use super::super::storage;
use super::publishing::{self, Published};
use crate::permissions::{LookAtPublished, LookAtQuestionnaire, LookAtSurveys, Reader, Writer};
use crate::search::{Audience, Entry, Passage};
use crate::surveys::model::{SurveyRow, SurveyState};

pub const KIND: &str = crate::searchable::SURVEY;
pub const QUESTION_KIND: &str = crate::searchable::QUESTION;
pub const TABLE_KIND: &str = crate::searchable::TABLE;

/// Puts a survey and its questions into the index as they now stand, or takes them out.
pub async fn index(tx: &mut Writer, survey: i64) -> Result<(), DatabaseError> {
    let mut entries = Vec::new();
    if let Some(row) = storage::survey(tx, survey).await? {
        entries = of_survey(tx, &row).await?;
    }
    let own = format!("{survey}/");
    for (kind, held) in [
        (KIND, vec![survey.to_string()]),
        (QUESTION_KIND, crate::search::keys(tx, QUESTION_KIND).await?),
        (TABLE_KIND, crate::search::keys(tx, TABLE_KIND).await?),
    ] {
        let held = held.into_iter().filter(|key| kind == KIND || key.starts_with(&own));
        let gone: Vec<String> = held.filter(|key| !entries.iter().any(|e| e.kind == kind && e.key == *key)).collect();
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
    for published in storage::publishing::all(db, row.id).await? {
        if published.line.withdrawn_at.is_none() {
            entries.push(table(row, &publishing::read(published)?));
        }
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

/// A public table: found by its question, its rows and its columns.
fn table(row: &SurveyRow, published: &Published) -> Entry {
    let year = FiscalYear(row.fiscal_year()).era_label();
    let key = format!("{}/{}", row.id, published.row.line.id);
    let mut entry = Entry::new(TABLE_KIND, key, Audience::of::<LookAtPublished>());
    let (title, section) = published.title();
    entry.title = title;
    entry.href = format!("/surveys/{}/published/{}", row.id, published.row.line.id);
    entry.place = format!("{}　{year}　{section}", row.title);
    entry.chips = vec![published.what()];
    entry.tags = vec!["集計表".to_owned(), published.what(), row.programme_name.clone(), row.who().to_owned(), year];
    published.row.line.published_at.clone_into(&mut entry.dated);
    let mut words: Vec<&str> = Vec::new();
    for printed in &published.tables {
        words.extend(printed.columns.iter().map(|column| column.label.as_str()));
        words.extend(printed.blocks.iter().flat_map(|block| block.rows.iter()).map(|row| row.label.as_str()));
    }
    let mut told: Vec<&str> = Vec::new();
    for word in words {
        if !word.is_empty() && !told.contains(&word) {
            told.push(word);
        }
    }
    entry.passages = vec![Passage { text: told.join("、"), ..Passage::default() }];
    entry
}

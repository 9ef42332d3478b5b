//! Answers that came by links elsewhere, taken over as they are.

use std::collections::BTreeMap;

use foundation::Timestamp;
use foundation::audit::Entry;
use questionnaire::Answers;
use serde_json::json;

use super::entering::{key, name_of};
use super::{SurveyError, form_of};
use crate::permissions::{EditSurveys, WriteTx};
use crate::surveys::model::State;
use crate::surveys::rules::linking::likeness;
use crate::surveys::storage::{self, arrived, doubles, links};

/// Who looked at what was collected elsewhere.
const OFFICE: &str = "事務局";

/// One of them.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Whose link: a municipality's or a prefecture's code.
    pub place: String,
    pub answers: Answers,
    pub state: State,
    pub at: Timestamp,
    /// Whose account; `None` for who came by a code. (Her code is not known here: she gets a new one where she answers.)
    pub person: Option<i64>,
    /// Why it was returned or set aside.
    pub remark: String,
}

/// Takes them over, in order. Nothing is taken if one answer does not hold, or a place passes nothing on.
pub async fn take_over(tx: &mut WriteTx<EditSurveys>, survey: i64, rows: &[Arrived]) -> Result<(), SurveyError> {
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    if !tx.scope().reaches_programme(row.programme_id) || !row.is_linked() {
        return Err(SurveyError::NotFound);
    }
    let form = form_of(tx, survey).await?;
    let (edition, _) = storage::newest_edition(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    let places: BTreeMap<String, (i64, String, String)> = links::ids(tx, survey)
        .await?
        .into_iter()
        .map(|(code, id, name, prefecture)| (code, (id, name, prefecture)))
        .collect();
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    let mut stored = Vec::with_capacity(rows.len());
    for row in rows {
        // What was accepted elsewhere may have its 無回答.
        let complete = matches!(row.state, State::Submitted | State::Returned);
        if let Some(first) = questionnaire::check(&form, &row.answers, complete).first() {
            return Err(SurveyError::Definition(format!("{} {}: {}", row.place, first.question, first.sentence)));
        }
        let (link, name, prefecture) = places.get(&row.place).ok_or(SurveyError::NotFound)?;
        let number = numbers.entry(&row.place).or_default();
        *number += 1;
        stored.push(arrived::Arrived {
            code: key(&tx.core().chance),
            name: name_of(name, *number),
            prefecture: prefecture.clone(),
            link: *link,
            person: row.person,
            resume_fingerprint: None,
            likeness: if complete { likeness(&form, &row.answers) } else { String::new() },
            state: row.state,
            answers: row.answers.to_json(),
            at: row.at,
        });
    }
    let ids = arrived::insert(tx, survey, edition, &stored).await?;
    let mut steps = Vec::new();
    for ((row, as_stored), id) in rows.iter().zip(&stored).zip(&ids) {
        let mut step = |step: &'static str, hours: i64, by: &str, remark: &str| {
            steps.push((*id, row.at.seconds_later(hours * 3600), step, by.to_owned(), remark.to_owned()));
        };
        if !matches!(row.state, State::NotOpened | State::Working) {
            step("submitted", 0, &as_stored.name, "");
        }
        match row.state {
            State::Returned => step("returned", 20, OFFICE, &row.remark),
            State::Accepted => step("accepted", 44, OFFICE, ""),
            State::SetAside => {
                doubles::insert_set_aside(tx, *id, None, OFFICE, &row.remark, row.at.seconds_later(30 * 3600)).await?;
            }
            State::NotOpened | State::Working | State::Submitted => {}
        }
    }
    storage::collecting::insert_dated_steps(tx, &steps).await?;
    tx.record(Entry::of("survey", survey).detail(json!({ "taken_over": rows.len() }))).await?;
    Ok(())
}

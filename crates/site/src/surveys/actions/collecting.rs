//! What the collection room does with many respondents: later deadlines, reminders, answers collected elsewhere.

use std::collections::BTreeMap;

use foundation::Timestamp;
use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use jiff::civil::Date;
use questionnaire::Answers;
use serde_json::json;

use super::{SurveyError, form_of, letters};
use crate::permissions::{AcceptAnswers, EditSurveys, RemindRespondents, WriteTx};
use crate::shared::day_words;
use crate::surveys::model::{RespondentLine, State, SurveyRow, Way};
use crate::surveys::rules::{self, Refusal};
use crate::surveys::storage::linked::LinkedFilter;
use crate::surveys::storage::{self, RoomFilter, writing};

/// Who looked at what was collected elsewhere.
const OFFICE: &str = "事務局";

fn due_of(survey: &SurveyRow, line: &RespondentLine) -> Option<Date> {
    line.due_on.as_ref().unwrap_or(&survey.due_on).parse().ok()
}

/// A later deadline for one respondent.
pub async fn extend(
    tx: &mut WriteTx<AcceptAnswers>,
    survey: &SurveyRow,
    code: &str,
    to: Date,
) -> Result<(), SurveyError> {
    let line = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?.line;
    rules::may_extend(survey.state(), line.state(), due_of(survey, &line), to).map_err(SurveyError::Refused)?;
    later(tx, survey, &[line], to).await
}

/// A later deadline for all within a filter who have not handed in and whose deadline is earlier; kept as a group's,
/// `whom` in words. How many.
pub async fn extend_all(
    tx: &mut WriteTx<AcceptAnswers>,
    survey: &SurveyRow,
    filter: &RoomFilter,
    to: Date,
    whom: &str,
) -> Result<usize, SurveyError> {
    let lines = storage::collecting::all_lines(tx, survey.id, filter).await?;
    let count = extend_lines(tx, survey, lines, to).await?;
    extended_group(tx, survey, to, whom, count).await?;
    Ok(count)
}

/// The same of who came by links, and of who is still to come by them: a prefecture's, or everybody's. How many have
/// begun.
pub async fn extend_linked(
    tx: &mut WriteTx<AcceptAnswers>,
    survey: &SurveyRow,
    filter: &LinkedFilter,
    to: Date,
    whom: &str,
) -> Result<usize, SurveyError> {
    rules::may_extend(survey.state(), State::Working, survey.due(), to).map_err(SurveyError::Refused)?;
    let lines = storage::linked::respondent_lines(tx, survey.id, filter).await?;
    let count = match extend_lines(tx, survey, lines, to).await {
        Ok(count) => count,
        // Nobody has begun, or all have handed in: the deadline of those to come moves all the same.
        Err(SurveyError::NotFound | SurveyError::Refused(_)) => 0,
        Err(error) => return Err(error),
    };
    let to_come = LinkedFilter { prefecture: filter.prefecture.clone(), ..LinkedFilter::default() };
    if *filter == to_come {
        storage::links::set_due(tx, survey.id, &filter.prefecture, to).await?;
        if filter.prefecture.is_empty() {
            storage::collecting::set_survey_due(tx, survey.id, to).await?;
        }
    }
    extended_group(tx, survey, to, whom, count).await?;
    Ok(count)
}

async fn extended_group(
    tx: &mut WriteTx<AcceptAnswers>,
    survey: &SurveyRow,
    to: Date,
    whom: &str,
    count: usize,
) -> Result<(), SurveyError> {
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    storage::collecting::insert_extension(tx, survey.id, (to, whom, count), &label, now).await?;
    let detail = json!({ "due_on": to.to_string(), "whom": whom, "respondents": count });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(())
}

async fn extend_lines(
    tx: &mut WriteTx<AcceptAnswers>,
    survey: &SurveyRow,
    lines: Vec<RespondentLine>,
    to: Date,
) -> Result<usize, SurveyError> {
    let mut refusal = None;
    let mut chosen = Vec::new();
    for line in lines {
        match rules::may_extend(survey.state(), line.state(), due_of(survey, &line), to) {
            Ok(()) => chosen.push(line),
            // That the day is no later says more than that somebody has handed in.
            Err(_) if matches!(refusal, Some(Refusal::NotLater(_))) => {}
            Err(why) => refusal = Some(why),
        }
    }
    match (chosen.len(), refusal) {
        (0, Some(why)) => Err(SurveyError::Refused(why)),
        (0, None) => Err(SurveyError::NotFound),
        (count, _) => {
            later(tx, survey, &chosen, to).await?;
            Ok(count)
        }
    }
}

async fn later(
    tx: &mut WriteTx<AcceptAnswers>,
    survey: &SurveyRow,
    lines: &[RespondentLine],
    to: Date,
) -> Result<(), SurveyError> {
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    storage::collecting::set_due(tx, &ids, to).await?;
    let remark = format!("新しい締切 {}", day_words(to));
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    storage::collecting::insert_steps(tx, &ids, "extended", now, &label, &remark).await?;
    let codes: Vec<&str> = lines.iter().take(50).map(|line| line.code.as_str()).collect();
    let detail = json!({ "extended": ids.len(), "due_on": to.to_string(), "towns": codes });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(())
}

/// What a round of reminders came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    pub respondents: usize,
    pub mails: usize,
    /// Nobody who may answer is registered there.
    pub nobody: usize,
    /// Reminded earlier the same day.
    pub already: usize,
}

/// 催促: mail to those of the respondents within a filter who still owe an answer.
pub async fn remind(
    tx: &mut WriteTx<RemindRespondents>,
    survey: &SurveyRow,
    filter: &RoomFilter,
) -> Result<Reminded, SurveyError> {
    let lines = storage::collecting::all_lines(tx, survey.id, filter).await?;
    remind_lines(tx, survey, lines).await
}

/// The same of these.
pub async fn remind_lines(
    tx: &mut WriteTx<RemindRespondents>,
    survey: &SurveyRow,
    lines: Vec<RespondentLine>,
) -> Result<Reminded, SurveyError> {
    let today = tx.core().clock.today();
    let opens_on = survey.opens_on.parse().ok();
    // Only while an answer would be taken.
    rules::may_write(survey.state(), opens_on, State::Working, today).map_err(SurveyError::Refused)?;
    let reminded: BTreeMap<i64, String> =
        storage::collecting::last_reminders(tx, survey.id).await?.into_iter().collect();
    let mut outcome = Reminded::default();
    let mut ids = Vec::new();
    for line in lines {
        let last = reminded.get(&line.id).and_then(|at| at.parse::<Timestamp>().ok()).map(|at| at.in_japan().date());
        if !rules::may_remind(line.state(), last, today) {
            outcome.already += usize::from(last == Some(today) && line.state().is_owing());
            continue;
        }
        match letters::remind(tx, survey, &line).await? {
            0 => outcome.nobody += 1,
            mails => {
                outcome.mails += mails;
                outcome.respondents += 1;
                ids.push(line.id);
            }
        }
    }
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    storage::collecting::insert_steps(tx, &ids, "reminded", now, &label, "").await?;
    let detail = json!({ "reminded": outcome.respondents, "mails": outcome.mails, "nobody": outcome.nobody });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(outcome)
}

/// Answers of one respondent as they were collected elsewhere, with how far it had come there.
#[derive(Clone, Debug)]
pub struct Collected {
    pub code: String,
    pub answers: Answers,
    pub state: State,
    pub by_label: String,
    pub at: Timestamp,
    /// Why it was returned.
    pub remark: String,
    /// With every answer as a change in the history.
    pub with_changes: bool,
}

/// Takes over a collection that is under way, in one go. Nothing is taken if one answer does not hold.
pub async fn take_over(tx: &mut WriteTx<EditSurveys>, survey: i64, rows: &[Collected]) -> Result<(), SurveyError> {
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    if !tx.scope().reaches_programme(row.programme_id) {
        return Err(SurveyError::NotFound);
    }
    let form = form_of(tx, survey).await?;
    for row in rows {
        let complete = !matches!(row.state, State::NotOpened | State::Working);
        if let Some(first) = questionnaire::check(&form, &row.answers, complete).first() {
            return Err(SurveyError::Definition(format!("{} {}: {}", row.code, first.question, first.sentence)));
        }
    }
    let ids: BTreeMap<String, i64> = storage::collecting::ids(tx, survey).await?.into_iter().collect();
    let mut steps = Vec::new();
    for row in rows {
        let id = *ids.get(&row.code).ok_or(SurveyError::NotFound)?;
        storage::collecting::take_over(tx, id, row).await?;
        let mut step = |step: &'static str, hours: i64, by: &str, remark: &str| {
            steps.push((id, row.at.seconds_later(hours * 3600), step, by.to_owned(), remark.to_owned()));
        };
        if !matches!(row.state, State::NotOpened | State::Working) {
            step("submitted", 0, &row.by_label, "");
        }
        match row.state {
            State::Returned => step("returned", 20, OFFICE, &row.remark),
            State::Accepted => step("accepted", 44, OFFICE, ""),
            State::NotOpened | State::Working | State::Submitted | State::SetAside => {}
        }
        if row.with_changes {
            insert_history(tx, id, row).await?;
        }
    }
    storage::collecting::insert_dated_steps(tx, &steps).await?;
    tx.record(Entry::of("survey", survey).detail(json!({ "taken_over": rows.len() }))).await?;
    Ok(())
}

async fn insert_history(tx: &mut WriteTx<EditSurveys>, respondent: i64, row: &Collected) -> Result<(), SurveyError> {
    let changes: Vec<writing::NewChange> = row
        .answers
        .0
        .iter()
        .map(|(question, answer)| writing::NewChange {
            question: question.clone(),
            before: None,
            after: serde_json::to_string(answer).ok(),
        })
        .collect();
    let made =
        writing::Made { version: 1, way: Way::Web, at: row.at, by_label: &row.by_label, on_behalf_of: "", reason: "" };
    Ok(writing::insert_changes(tx, respondent, &changes, &made).await?)
}

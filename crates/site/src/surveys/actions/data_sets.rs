//! 中間締め and 確定: a numbered data set of what has been handed in. A final one freezes the survey with it.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::SurveyError;
use crate::permissions::{CutDataSets, Scope, WriteTx, Writer};
use crate::shared::DEMO_MARK;
use crate::surveys::model::data_sets::{DataSet, DataSetKind};
use crate::surveys::model::{SurveyRow, SurveyState};
use crate::surveys::rules::{self, Refusal, data_sets as set_rules};
use crate::surveys::storage::{self, data_sets as sets, writing};

/// Makes the next data set of a survey; a final one freezes the survey in the same transaction.
pub async fn cut(
    tx: &mut WriteTx<CutDataSets>,
    survey: i64,
    kind: DataSetKind,
    remark: &str,
) -> Result<DataSet, SurveyError> {
    make(tx, survey, kind, remark).await
}

/// The same for whoever stands behind another gate (the console that loads a year).
pub(super) async fn make(
    tx: &mut Writer,
    survey: i64,
    kind: DataSetKind,
    remark: &str,
) -> Result<DataSet, SurveyError> {
    sets::hold(tx, survey).await?;
    let row = within(tx, survey).await?;
    let earlier = sets::of_survey(tx, survey).await?;
    let correction = earlier.iter().any(|set| set.kind() == DataSetKind::Final);
    let remark = remark.trim();
    set_rules::may_cut(row.state(), kind, correction, remark).map_err(SurveyError::Refused)?;
    if kind == DataSetKind::Final {
        // First this: whoever is storing an answer now is waited for, whoever comes later stores nothing.
        sets::set_frozen(tx, survey, true).await?;
    }
    let (asked, _) = storage::collected(tx, survey).await?;
    let source = if tx.core().settings.demo {
        format!("{}。{DEMO_MARK}", row.programme_name)
    } else {
        row.programme_name.clone()
    };
    let label = tx.actor().label();
    let new = sets::NewDataSet {
        survey,
        number: earlier.first().map_or(0, |last| last.number) + 1,
        kind,
        at: tx.core().clock.now(),
        by_label: &label,
        remark,
        source: &source,
        asked: (row.respondent != "coordinator").then_some(asked),
    };
    let (id, count) = sets::insert(tx, &new).await?;
    if count == 0 {
        return Err(SurveyError::Refused(Refusal::NothingCollected));
    }
    let hash = hash_of(tx, &row, id, &source).await?;
    set_rules::is_news(kind, earlier.first(), &hash).map_err(SurveyError::Refused)?;
    sets::seal(tx, id, i64::try_from(count).unwrap_or(i64::MAX), &hash).await?;
    let detail = json!({ "data_set": new.number, "kind": kind.id(), "respondents": count, "hash": hash });
    let mut entry = Entry::of("survey", survey).detail(detail);
    if kind == DataSetKind::Final {
        writing::set_state(tx, survey, SurveyState::Frozen).await?;
        super::indexing::index(tx, survey).await?;
        entry = entry.change("state", row.state().label(), SurveyState::Frozen.label());
    }
    tx.record(entry).await?;
    sets::numbered(tx, survey, new.number).await?.ok_or(SurveyError::NotFound)
}

/// Opens a frozen survey again, to put something right. Its data sets stay as they are; the next final one says why.
pub async fn reopen(tx: &mut WriteTx<CutDataSets>, survey: i64, reason: &str) -> Result<(), SurveyError> {
    sets::hold(tx, survey).await?;
    let row = within(tx, survey).await?;
    let reason = reason.trim();
    set_rules::may_reopen(row.state(), reason).map_err(SurveyError::Refused)?;
    let after = sets::newest_final(tx, survey).await?.map_or(0, |set| set.number);
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    sets::insert_reopening(tx, survey, after, now, &label, reason).await?;
    sets::set_frozen(tx, survey, false).await?;
    writing::set_state(tx, survey, SurveyState::Closed).await?;
    super::indexing::index(tx, survey).await?;
    let entry = Entry::of("survey", survey).detail(json!({ "reopened_after": after })).change(
        "state",
        row.state().label(),
        SurveyState::Closed.label(),
    );
    tx.record(entry).await?;
    Ok(())
}

async fn within(tx: &mut Writer, survey: i64) -> Result<SurveyRow, SurveyError> {
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    match tx.scope() {
        Scope::All => Ok(row),
        scope if scope.reaches_programme(row.programme_id) => Ok(row),
        _ => Err(SurveyError::NotFound),
    }
}

async fn hash_of(tx: &mut Writer, survey: &SurveyRow, id: i64, source: &str) -> Result<String, SurveyError> {
    let rows = sets::rows(tx, id).await?;
    let text = rules::data_sets::canonical(&head(survey, source), &rows).map_err(SurveyError::Definition)?;
    Ok(rules::data_sets::hash(&text))
}

/// The first line of the canonical form.
pub fn head<'a>(survey: &'a SurveyRow, source: &'a str) -> set_rules::Head<'a> {
    set_rules::Head {
        format: set_rules::FORMAT,
        survey: &survey.name,
        fiscal_year: survey.fiscal_year,
        title: &survey.title,
        source,
    }
}

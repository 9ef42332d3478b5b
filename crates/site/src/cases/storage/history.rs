//! The way a case went: its steps and its stored edits. Only with a case that was found within the scope.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use super::{Asker, writes};
use crate::cases::model::{Case, Content, Edit, State, Step};
use crate::permissions::{Reader, Writer};

/// Every step, the oldest first: to the writers. Others read on from the moment it was handed in, and not what was said
/// within the writers' own house.
pub async fn steps(db: &mut Reader, case: &Case) -> Result<Vec<Step>, DatabaseError> {
    let query = sql("select at, state, by_label, on_behalf_of, remark from cases_steps where case_id = $1 order by id");
    let steps = db.all(query.bind(case.number)).await?;
    Ok(if writes(&Asker::of(db), case) { steps } else { to_others(steps, case.handed_in_at.as_deref()) })
}

fn to_others(steps: Vec<Step>, handed_in_at: Option<&str>) -> Vec<Step> {
    let is_within = |step: &Step| handed_in_at.is_some_and(|first| step.at.as_str() >= first);
    let mut is_asked = false;
    let told = steps.into_iter().filter(is_within).map(|mut step| {
        if is_asked && step.state == State::Returned.id() {
            step.remark.clear();
        }
        is_asked = step.state == State::InDecision.id();
        step
    });
    told.collect()
}

/// Who handed the case in last, if a person did.
pub async fn last_submitter(db: &mut Reader, case: &Case) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(Option<i64>,)> = db
        .optional(
            sql(
                "select by_person from cases_steps where case_id = $1 and state in ('in_decision', 'in_review') and remark = '' order by id desc limit 1",
            )
            .bind(case.number),
        )
        .await?;
    Ok(row.and_then(|(person,)| person))
}

pub async fn add_step(
    db: &mut Writer,
    number: i64,
    at: Timestamp,
    state: State,
    on_behalf_of: &str,
    remark: &str,
) -> Result<(), DatabaseError> {
    use foundation::permissions::Actor as _;
    let (by, person) = (db.actor().label(), db.actor().person());
    db.execute(
        sql("insert into cases_steps (case_id, at, state, by_label, by_person, on_behalf_of, remark) \
             values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(number)
        .bind(at)
        .bind(state.id())
        .bind(by)
        .bind(person)
        .bind(on_behalf_of)
        .bind(remark),
    )
    .await?;
    Ok(())
}

/// A stored edit about to be kept. `by` is empty for what stood there before edits were kept.
pub struct NewEdit<'a> {
    pub number: i64,
    pub version: i64,
    pub at: &'a str,
    pub by: &'a str,
    pub on_behalf_of: &'a str,
    /// Labels, one per line.
    pub changed: &'a str,
    pub content: &'a Content,
}

pub async fn keep_edit(db: &mut Writer, edit: &NewEdit<'_>) -> Result<(), DatabaseError> {
    let content = serde_json::to_string(edit.content).map_err(|e| sqlx::Error::Encode(e.into()))?;
    db.execute(
        sql("insert into cases_versions (case_id, version, at, by_label, on_behalf_of, changed, content) \
             values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(edit.number)
        .bind(edit.version)
        .bind(edit.at)
        .bind(edit.by)
        .bind(edit.on_behalf_of)
        .bind(edit.changed)
        .bind(content),
    )
    .await?;
    Ok(())
}

/// Every stored edit, the oldest first: to the writers. To others the first is what was handed in.
pub async fn edits(db: &mut Reader, case: &Case) -> Result<Vec<Edit>, DatabaseError> {
    let query = sql(
        "select version, at, by_label, on_behalf_of, changed from cases_versions where case_id = $1 order by version",
    );
    let mut edits: Vec<Edit> = db.all(query.bind(case.number)).await?;
    if !writes(&Asker::of(db), case) {
        let first = case.handed_in_at.as_deref().unwrap_or("");
        let before = edits.iter().take_while(|edit| edit.at.as_str() < first).count();
        edits.drain(..before.saturating_sub(1));
        if let Some(edit) = edits.first_mut() {
            edit.changed.clear();
        }
    }
    Ok(edits)
}

/// The content as of a stored edit.
pub async fn content_at(db: &mut Reader, case: &Case, version: i64) -> Result<Option<Content>, DatabaseError> {
    let row: Option<(String,)> = db
        .optional(
            sql("select content from cases_versions where case_id = $1 and version = $2")
                .bind(case.number)
                .bind(version),
        )
        .await?;
    let read = |(text,): (String,)| serde_json::from_str(&text).map_err(|e| sqlx::Error::Decode(e.into()));
    Ok(row.map(read).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_hear_nothing_of_what_was_said_before_it_was_handed_in() {
        let step = |at: &str, state: State, remark: &str| Step {
            at: at.to_owned(),
            state: state.id().to_owned(),
            by_label: "見本".to_owned(),
            on_behalf_of: String::new(),
            remark: remark.to_owned(),
        };
        let way = vec![
            step("1", State::Draft, ""),
            step("2", State::InDecision, ""),
            step("3", State::Returned, "家の中の理由"),
            step("4", State::InReview, ""),
            step("5", State::Returned, "事務局の理由"),
            step("6", State::InDecision, ""),
            step("7", State::Returned, "家の中の理由"),
            step("8", State::InReview, ""),
        ];
        let told = to_others(way.clone(), Some("4"));
        let told: Vec<_> = told.iter().map(|s| (s.at.as_str(), s.remark.as_str())).collect();
        assert_eq!(told, [("4", ""), ("5", "事務局の理由"), ("6", ""), ("7", ""), ("8", "")]);
        assert_eq!(to_others(way, None), []);
    }
}

//! Making tables of a survey public, and taking them back: the finished tables are stored as they are, with what they
//! were made of.

use std::fmt::Write as _;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use table_files::{About, Printed};

use super::{SurveyError, indexing};
use crate::permissions::{PublishTables, Reader, WriteTx};
use crate::surveys::data_set::{DataSet, Which};
use crate::surveys::model::{SurveyRow, SurveyState};
use crate::surveys::rules::tables::{Refusal, SUMMARY_CHARACTERS, may_publish};
use crate::surveys::rules::{self, is_reason};
use crate::surveys::storage;
use crate::surveys::storage::publishing::{self, NewTable, PublishedRow};
use crate::surveys::tables::make::{Maker, NoTable};
use crate::surveys::tables::request::Wanted;
use crate::surveys::tables::yearly::LastYear;
use crate::surveys::tables::{Reach, about, of_persons};

/// A published table as it was.
#[derive(Clone, Debug)]
pub struct Published {
    pub row: PublishedRow,
    pub about: About,
    pub tables: Vec<Printed>,
}

impl Published {
    /// The title of the table and its section.
    pub fn title(&self) -> (String, String) {
        let first = self.tables.first();
        first.map(|t| (t.question.title(), t.question.section.clone())).unwrap_or_default()
    }

    /// 「過疎地域等の該当、人口規模」: what it is broken down by.
    pub fn what(&self) -> String {
        let Some(first) = self.tables.first() else { return String::new() };
        let blocks: Vec<&str> = first.blocks.iter().skip(1).map(|block| block.label.as_str()).collect();
        let words = if blocks.is_empty() { "全体".to_owned() } else { blocks.join("、") };
        if first.conditions.is_empty() {
            words
        } else {
            format!("{words}（{}）", first.conditions.join("、かつ、"))
        }
    }
}

/// What was stored by this program.
pub fn read(row: PublishedRow) -> Result<Published, DatabaseError> {
    let unreadable = |error: serde_json::Error| DatabaseError::Unreadable(error.to_string());
    let about = serde_json::from_str(&row.about).map_err(unreadable)?;
    let tables = serde_json::from_str(&row.content).map_err(unreadable)?;
    Ok(Published { row, about, tables })
}

/// What the published tables were counted from: the final data set's own hash; before there is one, SHA-256 over code and
/// answers of everybody counted, in the order of their codes.
async fn hash_of(db: &mut Reader, survey: &SurveyRow) -> Result<String, DatabaseError> {
    if survey.state() == SurveyState::Frozen
        && let Some(set) = storage::data_sets::newest_final(db, survey.id).await?
    {
        return Ok(set.hash);
    }
    let mut hash = Sha256::new();
    for (code, _, answers) in storage::handed_in(db, survey.id).await? {
        for part in [&code, "\t", &answers, "\n"] {
            hash.update(part.as_bytes());
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

/// More years than are laid side by side.
const MOST_YEARS: usize = 8;

/// The answers of earlier years and what became of their questions, the newest first.
pub async fn earlier_years(db: &mut Reader, survey: &SurveyRow) -> Result<Vec<LastYear>, SurveyError> {
    let mut years = Vec::new();
    let mut newer = survey.clone();
    while let Some(previous) = newer.previous_id
        && years.len() < MOST_YEARS
    {
        let Some(before) = storage::survey(db, previous).await? else { break };
        let set = DataSet::load(db, &before, Which::Collected).await?;
        let concordance = super::concordance::of(db, &newer).await?.filter(|c| c.from == before.name);
        years.push(LastYear { set, concordance });
        newer = before;
    }
    Ok(years)
}

/// What could not be made public, by question.
pub type Left = Vec<(String, String)>;

/// Publishes the tables of these questions as they now are; what may not be shown to everybody is left out and told.
/// How many were published, and what was left.
pub async fn publish(
    tx: &mut WriteTx<PublishTables>,
    survey: &SurveyRow,
    questions: &[String],
    wanted: &Wanted,
) -> Result<(usize, Left), SurveyError> {
    if !tx.scope().reaches_programme(survey.programme_id) {
        return Err(SurveyError::NotFound);
    }
    may_publish(survey.state()).map_err(SurveyError::Tables)?;
    if questions.is_empty() {
        return Err(SurveyError::Tables(Refusal::NothingChosen));
    }
    if wanted.cut.is_some() || wanted.weight.is_some() {
        return Err(SurveyError::Tables(Refusal::NotForEverybody));
    }
    let set = DataSet::with_coded_texts(tx, survey, Which::Collected).await?;
    let earlier = if wanted.yearly { earlier_years(tx, survey).await? } else { Vec::new() };
    // A table of today and one of tomorrow would tell of the person set aside in between.
    if of_persons(&set) && survey.state() != SurveyState::Frozen {
        return Err(SurveyError::Tables(Refusal::PersonsNotFrozen));
    }
    let today = tx.core().clock.today();
    let about = About { data_hash: hash_of(tx, survey).await?, ..about(survey, &set, today) };
    let told = serde_json::to_string(&about).map_err(|e| SurveyError::Definition(e.to_string()))?;
    // What everybody sees is made as for somebody who may read no single answer.
    let reach = Reach::Public;
    let maker = Maker::new(&set, wanted, &reach, &earlier);
    let request = wanted.query();
    let now = tx.core().clock.now();
    let there = publishing::lines(tx, survey.id).await?;
    let mut left = Vec::new();
    let mut ids = Vec::new();
    for question in questions {
        let same = |line: &&publishing::PublishedLine| line.question == *question && line.request == request;
        if let Some(line) = there.iter().filter(same).find(|line| line.withdrawn_at.is_none()) {
            let day = line.published_at.parse::<foundation::Timestamp>().map(|at| at.in_japan().date());
            left.push((question.clone(), Refusal::Published(day.unwrap_or(today)).sentence()));
            continue;
        }
        match maker.one(question) {
            Ok(made) => {
                let content =
                    serde_json::to_string(&made.tables).map_err(|e| SurveyError::Definition(e.to_string()))?;
                let new = NewTable { survey: survey.id, question, request: &request, about: &told, content: &content };
                ids.push(publishing::insert(tx, &new, now).await?);
            }
            Err(NoTable::Refused(refusal)) => left.push((question.clone(), refusal.sentence())),
            Err(NoTable::NotFound) => return Err(SurveyError::NotFound),
            Err(NoTable::Fault(fault)) => return Err(SurveyError::Definition(fault.to_string())),
        }
    }
    if !ids.is_empty() {
        indexing::index(tx, survey.id).await?;
        let detail = json!({ "published": ids, "questions": questions, "sha256": about.data_hash });
        tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    }
    Ok((ids.len(), left))
}

/// Takes a published table back, with the reason that stands in its place from now on.
pub async fn withdraw(
    tx: &mut WriteTx<PublishTables>,
    survey: &SurveyRow,
    id: i64,
    because: &str,
) -> Result<(), SurveyError> {
    if !tx.scope().reaches_programme(survey.programme_id) {
        return Err(SurveyError::NotFound);
    }
    let row = publishing::one(tx, survey.id, id).await?.ok_or(SurveyError::NotFound)?;
    if row.line.withdrawn_at.is_some() {
        return Err(SurveyError::Tables(Refusal::Withdrawn));
    }
    is_reason(because).map_err(SurveyError::Refused)?;
    let now = tx.core().clock.now();
    if !publishing::withdraw(tx, survey.id, id, because.trim(), now).await? {
        return Err(SurveyError::Tables(Refusal::Withdrawn));
    }
    indexing::index(tx, survey.id).await?;
    let detail = json!({ "withdrawn": id, "question": row.line.question });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(())
}

/// まとめ: what the office says of a section; `public`: visitors read it from now on. An empty text takes it away.
pub async fn summarise(
    tx: &mut WriteTx<PublishTables>,
    survey: &SurveyRow,
    section: &str,
    body: &str,
    public: bool,
) -> Result<(), SurveyError> {
    if !tx.scope().reaches_programme(survey.programme_id) {
        return Err(SurveyError::NotFound);
    }
    let length = body.trim().chars().count();
    if length > SUMMARY_CHARACTERS {
        return Err(SurveyError::Refused(rules::Refusal::LongReason(length)));
    }
    if public {
        may_publish(survey.state()).map_err(SurveyError::Tables)?;
    }
    let now = tx.core().clock.now();
    publishing::store_summary(tx, survey.id, section, body.trim(), public, now).await?;
    let detail = json!({ "summary": section, "characters": length, "public": public });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(())
}

//! A set that needs no database: invented answers to a questionnaire that comes with the platform, as many rows as wanted,
//! built the way stored ones are. For the fuzzer (`fuzz/targets/table_query.rs`) and for measuring (`bench/surveys/run`).

use foundation::database::DatabaseError;
use questionnaire::{Answers, Form, generate, shipped};

use super::build::Raw;
use super::{DataSet, Which};
use crate::regions::DatedFact;
use crate::surveys::model::SurveyRow;
use crate::surveys::storage::counted::CountedRow;

/// Answers that differ; larger sets repeat them.
const DIFFERENT: usize = 1_741;
const PREFECTURES: usize = 47;
const EDITION: i64 = 1;
const DAY: &str = "2026-09-30";

impl DataSet {
    /// The same draws every time.
    ///
    /// # Errors
    /// [`DatabaseError::Unreadable`] when no such questionnaire comes with the platform.
    pub fn invented(questionnaire: &str, rows: usize) -> Result<Self, DatabaseError> {
        let definition = shipped::definition(questionnaire).map_err(DatabaseError::Unreadable)?;
        let form = Form::new(definition).map_err(|_| DatabaseError::Unreadable(questionnaire.to_owned()))?;
        let definition = form.definition();
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = |n: u64| {
            // xorshift64*: any even spread will do.
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            state.wrapping_mul(0x2545_f491_4f6c_dd1d) % n.max(1)
        };
        let answers: Vec<String> =
            (0..rows.min(DIFFERENT)).map(|_| generate::fill(&form, Answers::default(), &mut draw).to_json()).collect();
        let counted = (0..rows).map(|at| row(at, answers.get(at % DIFFERENT).cloned().unwrap_or_default())).collect();
        let facts = (0..rows).flat_map(|at| facts(at, &mut draw)).collect();
        let survey = SurveyRow {
            id: 1,
            programme_id: 1,
            programme_name: "事業（架空）".to_owned(),
            fiscal_year: i64::from(definition.fiscal_year),
            name: definition.id.clone(),
            title: definition.title.clone(),
            respondent: definition.respondent.id().to_owned(),
            state: "open".to_owned(),
            opens_on: "2026-08-25".to_owned(),
            due_on: DAY.to_owned(),
            previous_id: None,
        };
        let text = serde_json::to_string(definition).map_err(|e| DatabaseError::Unreadable(e.to_string()))?;
        let editions = vec![(1, EDITION, text)];
        let asked = i64::try_from(rows).unwrap_or(i64::MAX);
        Raw { survey, which: Which::Collected, cut: None, asked, demo: true, rows: counted, editions, facts }.build()
    }
}

fn row(at: usize, answers: String) -> CountedRow {
    let prefecture = at % PREFECTURES + 1;
    let block = prefecture / 7 + 1;
    CountedRow {
        code: format!("{at:06}"),
        place: format!("{at:06}"),
        name: format!("架空の町{at}"),
        prefecture_code: format!("{prefecture:02}0000"),
        prefecture_name: format!("架空県{prefecture}"),
        block_id: format!("block{block}"),
        block_name: format!("架空地方{block}"),
        block_position: i64::try_from(block).unwrap_or(0),
        edition_id: EDITION,
        state: "submitted".to_owned(),
        changed_at: Some("2026-09-01T00:00:00.000Z".to_owned()),
        answers,
        step: 0,
    }
}

fn facts(at: usize, draw: &mut dyn FnMut(u64) -> u64) -> Vec<DatedFact> {
    let fact = |key: &str, amount: u64| DatedFact {
        municipality_code: format!("{at:06}"),
        key: key.to_owned(),
        as_of: DAY.to_owned(),
        amount: i64::try_from(amount).ok(),
        words: None,
        source: "架空の区分".to_owned(),
        fictitious: true,
    };
    let population = 500 + draw(100_000);
    ["kaso", "chusankan", "shokibo"]
        .into_iter()
        .map(|class| fact(class, draw(2)))
        .chain([fact("population", population)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tabulate::Variable;

    #[test]
    fn an_invented_set_is_as_large_as_wanted_and_the_same_every_time() {
        let set = DataSet::invented("fy2026_municipality", 100).unwrap();
        assert_eq!(set.rows().len(), 100);
        assert_eq!(set.variable("q1").map(Variable::rows), Some(100));
        assert_eq!(set.rows().iter().filter(|row| row.classes[0] == Some(true)).count(), {
            let again = DataSet::invented("fy2026_municipality", 100).unwrap();
            again.rows().iter().filter(|row| row.classes[0] == Some(true)).count()
        });
        assert!(set.about.is_fictitious() && set.banner("gaito").is_some() && set.row_of("000099").is_some());
        assert!(DataSet::invented("no_such", 1).is_err());
    }
}

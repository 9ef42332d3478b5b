//! 指摘: what needs a look, computed afresh from the answers as they stand. What the respondent says about one, and that
//! the office leaves one as it is.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::soft::{Fences, LastYear, Size, SoftFinding, SoftRules, Tolerance, last_year, outliers};
use questionnaire::{Answers, Concordance, Form};
use serde::Deserialize;
use serde_json::json;

use super::{SurveyError, form_for, form_of};
use crate::permissions::{AnswerSurvey, CheckAnswers, Reader, WriteTx};
use crate::regions;
use crate::surveys::model::checking::{CheckSettings, FindingKey, FindingRow, Looked};
use crate::surveys::model::{Respondent, SurveyRow};
use crate::surveys::rules::{self, Refusal, findings as finding_rules};
use crate::surveys::storage::{self, checking};

/// What answers of a survey are held against.
pub struct Against {
    rules: SoftRules,
    tolerance: Tolerance,
    /// Last year's questionnaire and what became of it.
    before: Option<(Arc<Form>, Option<Concordance>)>,
    /// Last year's answers by code.
    answers_before: HashMap<String, Answers>,
    fences: Fences,
    residents: HashMap<String, i64>,
}

/// An answer as far as a number stands in it.
#[derive(Deserialize)]
struct Number {
    #[serde(default)]
    number: Option<f64>,
}

fn numbers(answers: &str) -> Result<BTreeMap<String, f64>, SurveyError> {
    let all: BTreeMap<String, Number> =
        serde_json::from_str(answers).map_err(|error| SurveyError::Definition(error.to_string()))?;
    Ok(all.into_iter().filter_map(|(question, answer)| Some((question, answer.number?))).collect())
}

impl Against {
    /// For one respondent, or for everybody.
    async fn load(db: &mut Reader, survey: &SurveyRow, form: &Form, only: Option<&str>) -> Result<Self, SurveyError> {
        let rules = questionnaire::shipped::soft_rules(&survey.name).map_err(SurveyError::Definition)?;
        let settings = checking::settings(db, survey.id).await?;
        let mut against = Self {
            rules,
            tolerance: finding_rules::tolerance(settings.as_ref()),
            before: None,
            answers_before: HashMap::new(),
            fences: Fences::default(),
            residents: HashMap::new(),
        };
        if let Some(previous) = survey.previous_id {
            against.load_last_year(db, survey, previous, only).await?;
        }
        if outliers::questions(form).next().is_some() {
            against.load_fences(db, survey, form).await?;
        }
        Ok(against)
    }

    async fn load_last_year(
        &mut self,
        db: &mut Reader,
        survey: &SurveyRow,
        previous: i64,
        only: Option<&str>,
    ) -> Result<(), SurveyError> {
        let old = form_of(db, previous).await?;
        let concordance = super::concordance::of(db, survey).await?.filter(|table| table.from == old.definition().id);
        self.before = Some((old, concordance));
        match only {
            Some(code) => {
                let found = storage::seen(db, previous, code).await?;
                let found = found.filter(|respondent| respondent.line.state().is_collected());
                self.answers_before.extend(found.map(|respondent| (code.to_owned(), respondent.answers)));
            }
            None => {
                for (code, _, answers) in storage::handed_in(db, previous).await? {
                    self.answers_before.insert(code, storage::stored(&answers)?);
                }
            }
        }
        Ok(())
    }

    async fn load_fences(&mut self, db: &mut Reader, survey: &SurveyRow, form: &Form) -> Result<(), SurveyError> {
        if survey.respondent == "municipality" {
            self.residents = regions::populations(db).await?.into_iter().collect();
        }
        let mut everybody = Vec::new();
        for (code, _, answers) in storage::handed_in(db, survey.id).await? {
            everybody.push((self.size(&code), numbers(&answers)?));
        }
        self.fences = Fences::of(form, &everybody);
        Ok(())
    }

    fn size(&self, code: &str) -> Size {
        let residents = self.residents.get(code).copied();
        let band = residents.and_then(regions::population_band);
        Size {
            band: band.map(|(id, _)| id.to_owned()).unwrap_or_default(),
            label: band.map(|(_, label)| format!("人口{label}")).unwrap_or_default(),
            residents,
        }
    }

    /// In the order of the questions. A question that must be put right anyway has none.
    fn findings(&self, form: &Form, code: &str, answers: &Answers) -> Vec<SoftFinding> {
        let who = form.applicable(answers);
        let mut found = self.rules.findings(form, answers, &who);
        if let (Some((old, concordance)), Some(before)) = (&self.before, self.answers_before.get(code)) {
            let year = LastYear { form: old, answers: before, concordance: concordance.as_ref() };
            found.extend(last_year::findings(form, answers, &who, &year, self.tolerance));
        }
        found.extend(self.fences.findings(form, answers, &who, &self.size(code)));
        if !found.is_empty() {
            let hard = questionnaire::check::check_with(form, answers, &who, true);
            found.retain(|soft| !hard.iter().any(|finding| finding.question == soft.question));
        }
        found.sort_by_key(|finding| (form.position(&finding.question), finding.kind));
        found
    }
}

fn looked(found: Vec<SoftFinding>, respondent: i64, rows: &[&FindingRow]) -> Vec<Looked> {
    found
        .into_iter()
        .map(|finding| {
            let row = rows.iter().find(|row| row.is_about(respondent, &finding)).map(|row| (*row).clone());
            Looked { finding, row }
        })
        .collect()
}

/// Those of one respondent whose answers one may see.
pub async fn of_one(
    db: &mut Reader,
    survey: &SurveyRow,
    respondent: &Respondent,
    form: &Form,
) -> Result<Vec<Looked>, SurveyError> {
    let against = Against::load(db, survey, form, Some(&respondent.line.code)).await?;
    let found = against.findings(form, &respondent.line.code, &respondent.answers);
    let rows = checking::findings_of(db, respondent.line.id).await?;
    Ok(looked(found, respondent.line.id, &rows.iter().collect::<Vec<_>>()))
}

/// Those of everybody within reach who has handed in, by respondent.
pub async fn of_all(
    db: &mut Reader,
    survey: &SurveyRow,
    prefecture: &str,
) -> Result<Vec<(Respondent, Vec<Looked>)>, SurveyError> {
    let respondents = checking::handed_in(db, survey.id, prefecture).await?;
    let newest = form_of(db, survey.id).await?;
    let against = Against::load(db, survey, &newest, None).await?;
    let rows = checking::findings_of_survey(db, survey.id).await?;
    let mut by_respondent: HashMap<i64, Vec<&FindingRow>> = HashMap::new();
    for row in &rows {
        by_respondent.entry(row.respondent_id).or_default().push(row);
    }
    let mut forms: HashMap<i64, Arc<Form>> = HashMap::new();
    let mut all = Vec::new();
    for respondent in respondents {
        let form = match forms.get(&respondent.edition_id) {
            Some(form) => form.clone(),
            None => {
                let form = form_for(db, &respondent).await?;
                forms.insert(respondent.edition_id, form.clone());
                form
            }
        };
        let found = against.findings(&form, &respondent.line.code, &respondent.answers);
        if found.is_empty() {
            continue;
        }
        let rows = by_respondent.get(&respondent.line.id).map_or(&[][..], Vec::as_slice);
        let found = looked(found, respondent.line.id, rows);
        all.push((respondent, found));
    }
    Ok(all)
}

/// The respondent says why: of findings that are still there. How many were explained.
pub async fn explain(
    tx: &mut WriteTx<AnswerSurvey>,
    survey: &SurveyRow,
    code: &str,
    said: &[(FindingKey, String)],
) -> Result<usize, SurveyError> {
    let said: Vec<_> = said.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    if said.is_empty() {
        return Ok(0);
    }
    let respondent = storage::writable(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    let form = form_for(tx, &respondent).await?;
    let found = of_one(tx, survey, &respondent, &form).await?;
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    let mut questions = Vec::new();
    for (key, text) in said {
        finding_rules::may_explain(survey.state(), text).map_err(SurveyError::Refused)?;
        let Some(looked) = found.iter().find(|looked| key.names(&looked.finding)) else { continue };
        let id = checking::finding_row(tx, respondent.line.id, &looked.finding).await?;
        checking::explain(tx, id, text.trim(), now, &label).await?;
        questions.push(key.question.as_str());
    }
    if !questions.is_empty() {
        let detail = json!({ "survey": survey.id, "explained": questions });
        tx.record(Entry::of("survey_answer", code).detail(detail)).await?;
    }
    Ok(questions.len())
}

/// The office has looked at a finding and leaves the answer as it is.
pub async fn settle(
    tx: &mut WriteTx<CheckAnswers>,
    survey: &SurveyRow,
    code: &str,
    key: &FindingKey,
    note: &str,
) -> Result<(), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    finding_rules::may_settle(survey.state(), note).map_err(SurveyError::Refused)?;
    let form = form_for(tx, &respondent).await?;
    let found = of_one(tx, survey, &respondent, &form).await?;
    let looked = found.iter().find(|looked| key.names(&looked.finding)).ok_or(SurveyError::Overtaken(
        "この指摘は、答えが変わったためもうありません。いまの指摘を見てください。".to_owned(),
    ))?;
    let id = checking::finding_row(tx, respondent.line.id, &looked.finding).await?;
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    if !checking::settle_finding(tx, id, note.trim(), now, &label).await? {
        return Err(SurveyError::Overtaken(
            "ほかの方が先に、この指摘を済みにしました。開き直して、書かれたことを見てください。".to_owned(),
        ));
    }
    let detail = json!({ "survey": survey.id, "settled": key.question });
    tx.record(Entry::of("survey_answer", code).detail(detail)).await?;
    Ok(())
}

/// How far numbers may move before somebody asks.
pub async fn set_tolerance(
    tx: &mut WriteTx<CheckAnswers>,
    survey: &SurveyRow,
    percent: i64,
    least: i64,
) -> Result<(), SurveyError> {
    for (value, most) in [(percent, rules::findings::MOST_PERCENT), (least, rules::findings::MOST_LEAST)] {
        if !(0..=most).contains(&value) {
            return Err(SurveyError::Refused(Refusal::NoNumber(most)));
        }
    }
    let before = finding_rules::tolerance(checking::settings(tx, survey.id).await?.as_ref());
    let set = CheckSettings { percent, least, at: tx.core().clock.now().to_string(), by_label: tx.actor().label() };
    checking::set_settings(tx, survey.id, &set).await?;
    let entry = Entry::of("survey", survey.id).change("findings_percent", before.percent, percent).change(
        "findings_least",
        before.least,
        least,
    );
    tx.record(entry).await?;
    Ok(())
}

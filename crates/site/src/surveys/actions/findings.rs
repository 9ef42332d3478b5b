//! 指摘: what needs a look. What is found in the answers of who has handed in is kept ([`super::renewing`]); before
//! that it is computed from her own answers and the criteria. What the respondent says about one, and that the office
//! leaves one as it is.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::soft::{Fences, LastYear, Size, SoftFinding, SoftRules, Tolerances, last_year, outliers};
use questionnaire::{Answer, Answers, Concordance, Form, Question};
use serde::Deserialize;
use serde_json::json;

use super::{SurveyError, form_for, form_of};
use crate::permissions::{AnswerSurvey, CheckAnswers, Reader, WriteTx};
use crate::regions;
use crate::surveys::model::checking::{FindingKey, FindingRow, Looked};
use crate::surveys::model::criteria::Criteria;
use crate::surveys::model::{Respondent, SurveyRow};
use crate::surveys::rules::{criteria as criteria_rules, findings as finding_rules};
use crate::surveys::storage::{self, checking, criteria as kept_criteria};

/// What answers of a survey are held against.
pub struct Against {
    pub criteria: i64,
    rules: SoftRules,
    tolerances: Tolerances,
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

/// The rules that come with the questionnaire of a survey.
pub fn shipped(survey: &SurveyRow) -> Result<SoftRules, SurveyError> {
    questionnaire::shipped::soft_rules(&survey.name).map_err(SurveyError::Definition)
}

/// How large a respondent is, for the fences.
fn size(residents: Option<i64>) -> Size {
    let band = residents.and_then(regions::population_band);
    Size {
        band: band.map(|(id, _)| id.to_owned()).unwrap_or_default(),
        label: band.map(|(_, label)| format!("人口{label}")).unwrap_or_default(),
        residents,
    }
}

/// The quartiles of every number by size, of everybody's answers as they stand.
pub(super) async fn fences(db: &mut Reader, survey: &SurveyRow, form: &Form) -> Result<Fences, SurveyError> {
    if outliers::questions(form).next().is_none() {
        return Ok(Fences::default());
    }
    let residents: HashMap<String, i64> = if survey.respondent == "municipality" {
        regions::populations(db).await?.into_iter().collect()
    } else {
        HashMap::new()
    };
    let mut everybody = Vec::new();
    for (code, _, answers) in storage::handed_in(db, survey.id).await? {
        everybody.push((size(residents.get(&code).copied()), numbers(&answers)?));
    }
    Ok(Fences::of(form, &everybody))
}

impl Against {
    /// For these respondents, who were found within reach. One costs a few short statements, many not more.
    pub(super) async fn load(
        db: &mut Reader,
        survey: &SurveyRow,
        form: &Form,
        codes: &[String],
    ) -> Result<Self, SurveyError> {
        let criteria = kept_criteria::of(db, survey.id).await?;
        let year = match survey.previous_id {
            Some(previous) => Some(Year::load(db, survey, previous, codes).await?),
            None => None,
        };
        Self::with(db, survey, form, &criteria, year.as_ref(), codes).await
    }

    /// The same, where last year's answers are in hand.
    pub(super) async fn with(
        db: &mut Reader,
        survey: &SurveyRow,
        form: &Form,
        criteria: &Criteria,
        year: Option<&Year>,
        codes: &[String],
    ) -> Result<Self, SurveyError> {
        let residents = if survey.respondent != "municipality" || criteria.fences.is_empty() {
            HashMap::new()
        } else if let [code] = codes {
            regions::population_of(db, code).await?.map(|residents| (code.clone(), residents)).into_iter().collect()
        } else {
            regions::populations(db).await?.into_iter().collect()
        };
        let (before, answers_before) = match year {
            Some(year) => (Some((year.form.clone(), year.concordance.clone())), year.answers.clone()),
            None => (None, HashMap::new()),
        };
        Ok(Self {
            criteria: criteria.version,
            rules: criteria_rules::in_force(&shipped(survey)?, criteria, form),
            tolerances: criteria_rules::tolerances(criteria),
            before,
            answers_before,
            fences: Fences::from_rows(criteria.fences.clone()),
            residents,
        })
    }

    /// In the order of the questions. A question that must be put right anyway has none.
    pub(super) fn findings(&self, form: &Form, code: &str, answers: &Answers) -> Vec<SoftFinding> {
        let who = form.applicable(answers);
        let mut found = self.rules.findings(form, answers, &who);
        if let (Some((old, concordance)), Some(before)) = (&self.before, self.answers_before.get(code)) {
            let year = LastYear { form: old, answers: before, concordance: concordance.as_ref() };
            found.extend(last_year::findings(form, answers, &who, &year, &self.tolerances));
        }
        let size = size(self.residents.get(code).copied());
        found.extend(self.fences.findings(form, answers, &who, &size));
        if !found.is_empty() {
            let hard = questionnaire::check::check_with(form, answers, &who, true);
            found.retain(|soft| !hard.iter().any(|finding| finding.question == soft.question));
        }
        found.sort_by_key(|finding| (form.position(&finding.question), finding.kind));
        found
    }
}

/// Last year's questionnaire, what became of it, and last year's answers of some respondents.
pub struct Year {
    form: Arc<Form>,
    concordance: Option<Concordance>,
    answers: HashMap<String, Answers>,
}

impl Year {
    async fn load(db: &mut Reader, survey: &SurveyRow, previous: i64, codes: &[String]) -> Result<Self, SurveyError> {
        let form = form_of(db, previous).await?;
        let concordance = super::concordance::of(db, survey).await?.filter(|table| table.from == form.definition().id);
        let mut answers = HashMap::new();
        for (code, text) in storage::sheets::handed_in_of(db, previous, codes).await? {
            answers.insert(code, storage::stored(&text)?);
        }
        Ok(Self { form, concordance, answers })
    }

    /// Last year's answer that may stand beside a question: with its questionnaire and question.
    pub fn before(&self, code: &str, question: &str) -> Option<(&Form, &Question, &Answer)> {
        let id = self.concordance.as_ref()?.same_as(question)?;
        Some((&self.form, self.form.question(id)?, self.answers.get(code)?.get(id)?))
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

/// Those of one respondent whose answers one may see: as they are kept where they are, else from her own answers.
pub async fn of_one(
    db: &mut Reader,
    survey: &SurveyRow,
    respondent: &Respondent,
    form: &Form,
) -> Result<Vec<Looked>, SurveyError> {
    if let Some(kept) = kept_of(db, respondent).await? {
        return Ok(kept);
    }
    let code = &respondent.line.code;
    let against = Against::load(db, survey, form, std::slice::from_ref(code)).await?;
    computed(db, respondent, against.findings(form, code, &respondent.answers)).await
}

/// The same with last year's answers, which the page of an answer shows beside.
pub async fn of_one_with_year(
    db: &mut Reader,
    survey: &SurveyRow,
    respondent: &Respondent,
    form: &Form,
) -> Result<(Vec<Looked>, Option<Year>), SurveyError> {
    let codes = std::slice::from_ref(&respondent.line.code);
    let year = match survey.previous_id {
        Some(previous) => Some(Year::load(db, survey, previous, codes).await?),
        None => None,
    };
    if let Some(kept) = kept_of(db, respondent).await? {
        return Ok((kept, year));
    }
    let criteria = kept_criteria::of(db, survey.id).await?;
    let against = Against::with(db, survey, form, &criteria, year.as_ref(), codes).await?;
    let found = against.findings(form, &respondent.line.code, &respondent.answers);
    Ok((computed(db, respondent, found).await?, year))
}

/// Only of who has handed in; who puts her answers right sees them in another edition than they are kept in.
async fn kept_of(db: &mut Reader, respondent: &Respondent) -> Result<Option<Vec<Looked>>, SurveyError> {
    if respondent.line.state().is_owing() {
        return Ok(None);
    }
    Ok(kept_criteria::kept(db, respondent).await?)
}

async fn computed(
    db: &mut Reader,
    respondent: &Respondent,
    found: Vec<SoftFinding>,
) -> Result<Vec<Looked>, SurveyError> {
    let id = respondent.line.id;
    let rows = if found.is_empty() { Vec::new() } else { checking::findings_of(db, id).await? };
    Ok(looked(found, id, &rows.iter().collect::<Vec<_>>()))
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

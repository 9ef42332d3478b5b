//! 指摘の基準: the office makes, changes, switches rules, and says how far each number may move.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::Form;
use questionnaire::soft::{RuleKind, SoftRule, SoftRules};
use serde_json::json;

use super::findings::shipped;
use super::{SurveyError, form_for, form_of, renewing};
use crate::permissions::{EditSurveys, Reader, SetCriteria, WriteTx};
use crate::surveys::model::checking::CheckSettings;
use crate::surveys::model::criteria::{Criteria, OfficeRule, Origin, QuestionTolerance, StandingRule};
use crate::surveys::model::{Respondent, SurveyRow};
use crate::surveys::rules::{self, Refusal, criteria as criteria_rules, findings as finding_rules};
use crate::surveys::storage::{checking, criteria as storage};

const OVERTAKEN: &str =
    "開いているあいだに、ほかの方が指摘の規則か範囲を変えました。いまの内容を見てから、もう一度行ってください。";

/// What holds for a survey, with its questionnaire as it now is. `None` while it has none.
pub struct Standing {
    pub criteria: Criteria,
    pub rules: Vec<StandingRule>,
    pub form: Arc<Form>,
}

impl Standing {
    pub async fn of(db: &mut Reader, survey: &SurveyRow) -> Result<Self, SurveyError> {
        let form = match form_of(db, survey.id).await {
            // Nothing is published so far: the questionnaire under people's hands, once it is sound.
            Err(SurveyError::NotFound) => {
                super::drafting::ready(db, survey.id).await.map_err(|_| SurveyError::NotFound)?
            }
            other => other?,
        };
        let criteria = storage::of(db, survey.id).await?;
        let rules = criteria_rules::standing(&shipped(survey)?, &criteria, &form);
        Ok(Self { criteria, rules, form })
    }

    pub fn rule(&self, id: &str) -> Option<&StandingRule> {
        self.rules.iter().find(|standing| standing.rule.id == id)
    }
}

fn may_set(survey: &SurveyRow) -> Result<(), SurveyError> {
    if criteria_rules::may_set(survey.state()) {
        Ok(())
    } else {
        Err(SurveyError::Refused(Refusal::NotOpen(survey.state())))
    }
}

async fn store(
    tx: &mut WriteTx<SetCriteria>,
    survey: &SurveyRow,
    criteria: &Criteria,
    over: i64,
) -> Result<(), SurveyError> {
    if criteria.version != over || !storage::store(tx, survey.id, over, &criteria.rules, &criteria.tolerances).await? {
        return Err(SurveyError::Overtaken(OVERTAKEN.to_owned()));
    }
    renewing::ask_for(tx, survey.id).await
}

/// Stores a rule of the office, new or changed, or the office's words for one that came with the questionnaire. `over` is
/// the version of the criteria that whoever changes it saw.
pub async fn set_rule(
    tx: &mut WriteTx<SetCriteria>,
    survey: &SurveyRow,
    rule: SoftRule,
    over: i64,
) -> Result<(), SurveyError> {
    may_set(survey)?;
    let Standing { mut criteria, rules, form } = Standing::of(tx, survey).await?;
    let fault = criteria_rules::fault(&rule, &form);
    if !fault.is_empty() {
        return Err(SurveyError::Definition(fault));
    }
    let known = rules.iter().find(|standing| standing.rule.id == rule.id);
    if known.is_none() && criteria.rules.len() >= criteria_rules::RULES_AT_MOST {
        return Err(SurveyError::Refused(Refusal::TooManyRules));
    }
    let active = known.is_none_or(|standing| standing.active);
    let entry = Entry::of("survey", survey.id)
        .change("findings_rule", known.map_or_else(String::new, |known| words(&known.rule)), words(&rule))
        .detail(json!({ "rule": rule.id }));
    put(tx, &mut criteria, rule, active);
    store(tx, survey, &criteria, over).await?;
    tx.record(entry).await?;
    Ok(())
}

/// What the record says of a rule.
fn words(rule: &SoftRule) -> String {
    let what = match &rule.kind {
        RuleKind::When { condition } => condition.to_string(),
        other => other.label().to_owned(),
    };
    format!("{} {what} {}", rule.question, rule.sentence)
}

fn put(tx: &WriteTx<SetCriteria>, criteria: &mut Criteria, rule: SoftRule, active: bool) {
    let kept = OfficeRule { active, at: tx.core().clock.now().to_string(), by_label: tx.actor().label(), rule };
    match criteria.rules.iter_mut().find(|stored| stored.rule.id == kept.rule.id) {
        Some(stored) => *stored = kept,
        None => criteria.rules.push(kept),
    }
}

/// Switches a rule off, or on again.
pub async fn switch(
    tx: &mut WriteTx<SetCriteria>,
    survey: &SurveyRow,
    id: &str,
    active: bool,
    over: i64,
) -> Result<(), SurveyError> {
    may_set(survey)?;
    let Standing { mut criteria, rules, .. } = Standing::of(tx, survey).await?;
    let known = rules.iter().find(|standing| standing.rule.id == id).ok_or(SurveyError::NotFound)?;
    let (rule, was) = (known.rule.clone(), known.active);
    put(tx, &mut criteria, rule, active);
    store(tx, survey, &criteria, over).await?;
    let word = |on: bool| if on { "使う" } else { "止める" };
    let entry = Entry::of("survey", survey.id).change("findings_rule_active", word(was), word(active));
    tx.record(entry.detail(json!({ "rule": id }))).await?;
    Ok(())
}

/// Whom a rule would be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Of so many who handed in.
    pub of: usize,
    pub hits: usize,
    /// Code, name, prefecture of the first of them.
    pub first: Vec<(String, String, String)>,
}

/// Tries a rule on every answer within reach that was handed in. Nothing is stored.
pub async fn try_out(db: &mut Reader, survey: &SurveyRow, rule: &SoftRule) -> Result<Tried, SurveyError> {
    let respondents = checking::handed_in(db, survey.id, "").await?;
    let one = SoftRules { questionnaires: Vec::new(), rules: vec![rule.clone()] };
    let mut forms: HashMap<i64, Arc<Form>> = HashMap::new();
    for respondent in &respondents {
        if let std::collections::hash_map::Entry::Vacant(place) = forms.entry(respondent.edition_id) {
            place.insert(form_for(db, respondent).await?);
        }
    }
    let counted = tokio::task::spawn_blocking(move || {
        let mut tried = Tried { of: respondents.len(), ..Tried::default() };
        for Respondent { line, edition_id, answers, .. } in &respondents {
            let Some(form) = forms.get(edition_id) else { continue };
            // A question that must be put right anyway has no finding; who has handed in has none to put right.
            if one.findings(form, answers, &form.applicable(answers)).is_empty() {
                continue;
            }
            tried.hits += 1;
            if tried.first.len() < criteria_rules::TRIED_NAMED {
                tried.first.push((line.code.clone(), line.name.clone(), line.prefecture_name.clone()));
            }
        }
        tried
    });
    counted.await.map_err(|error| SurveyError::Definition(error.to_string()))
}

/// How far numbers may move before somebody asks: all of them.
pub async fn set_tolerance(
    tx: &mut WriteTx<SetCriteria>,
    survey: &SurveyRow,
    percent: i64,
    least: i64,
) -> Result<(), SurveyError> {
    may_set(survey)?;
    for (value, most) in [(percent, rules::findings::MOST_PERCENT), (least, rules::findings::MOST_LEAST)] {
        if !(0..=most).contains(&value) {
            return Err(SurveyError::Refused(Refusal::NoNumber(most)));
        }
    }
    let before = finding_rules::tolerance(checking::settings(tx, survey.id).await?.as_ref());
    let set = CheckSettings { percent, least, at: tx.core().clock.now().to_string(), by_label: tx.actor().label() };
    checking::set_settings(tx, survey.id, &set).await?;
    storage::touch(tx, survey.id).await?;
    renewing::ask_for(tx, survey.id).await?;
    let entry = Entry::of("survey", survey.id).change("findings_percent", before.percent, percent).change(
        "findings_least",
        before.least,
        least,
    );
    tx.record(entry).await?;
    Ok(())
}

/// The same for single questions; what is left out moves as all.
pub async fn set_question_tolerances(
    tx: &mut WriteTx<SetCriteria>,
    survey: &SurveyRow,
    tolerances: BTreeMap<String, QuestionTolerance>,
    over: i64,
) -> Result<(), SurveyError> {
    may_set(survey)?;
    let Standing { mut criteria, form, .. } = Standing::of(tx, survey).await?;
    let before = serde_json::to_string(&criteria.tolerances).unwrap_or_default();
    criteria.tolerances = criteria_rules::sound(tolerances, &form);
    let after = serde_json::to_string(&criteria.tolerances).unwrap_or_default();
    store(tx, survey, &criteria, over).await?;
    tx.record(Entry::of("survey", survey.id).change("findings_tolerances", before, after)).await?;
    Ok(())
}

/// A survey that begins with another's questionnaire begins with its criteria, too.
pub(super) async fn copy(
    tx: &mut WriteTx<EditSurveys>,
    from: &SurveyRow,
    to: i64,
    to_name: &str,
) -> Result<usize, SurveyError> {
    let Standing { criteria, form, .. } = match Standing::of(tx, from).await {
        Ok(standing) => standing,
        // Without a sound questionnaire there is nothing that rules could stand on.
        Err(SurveyError::NotFound) => return Ok(0),
        Err(error) => return Err(error),
    };
    let next = questionnaire::shipped::soft_rules(to_name).map_err(SurveyError::Definition)?;
    let copied = criteria_rules::copied(&shipped(from)?, &next, &criteria, &form);
    if let Some(set) = &criteria.settings {
        checking::set_settings(tx, to, set).await?;
    }
    if !copied.is_empty() || !criteria.tolerances.is_empty() {
        storage::store(tx, to, 0, &copied, &criteria.tolerances).await?;
    }
    Ok(copied.len())
}

/// May the words of a rule be changed only, or its condition too?
pub fn is_condition(standing: &StandingRule) -> bool {
    matches!(standing.rule.kind, RuleKind::When { .. }) || standing.origin == Origin::Office
}

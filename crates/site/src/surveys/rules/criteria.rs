//! Which rules are in force, how far each number may move, and what the office may set.

use std::collections::BTreeMap;

use questionnaire::condition::Condition;
use questionnaire::soft::{RuleKind, SoftRule, SoftRules, Tolerance, Tolerances};
use questionnaire::{Form, Kind};

use super::findings::{self, MOST_LEAST, MOST_PERCENT};
use crate::shared::Rule;
use crate::surveys::model::SurveyState;
use crate::surveys::model::criteria::{Criteria, OfficeRule, Origin, QuestionTolerance, StandingRule};

/// The longest sentence a rule may say.
pub const SENTENCE_CHARACTERS: usize = 300;
/// Rules of the office in one survey.
pub const RULES_AT_MOST: usize = 100;
/// Respondents named in a try-out; the others are counted.
pub const TRIED_NAMED: usize = 20;
/// Quartiles are made anew so often at most.
pub const FENCES_EVERY_SECONDS: i64 = 3600;
/// What the id of an office's rule begins with.
const OWN: &str = "office_";

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.criteria_tried",
        value: "試してから保存",
        sentence: "設問どうしの規則は、いまの回答のうち何件にあてはまるかを見てから保存する。保存した規則は、止めることも、また使うこともできる",
        source: "調査の進め方（提案）",
    },
    Rule {
        id: "surveys.criteria_at_most",
        value: "100件・300文字",
        sentence: "事務局が加える規則は調査ごとに100件まで、文は300文字まで",
        source: "調査の進め方（提案）",
    },
    Rule {
        id: "surveys.fences_hourly",
        value: "1時間ごと",
        sentence: "離れた値の基準（四分位）は、回答が変わったとき、1時間ごとに計算し直す",
        source: "調査の進め方（提案）",
    },
];

/// Rules that come with the questionnaire, as the office left them, and its own after them.
pub fn standing(shipped: &SoftRules, criteria: &Criteria, form: &Form) -> Vec<StandingRule> {
    let stored = |id: &str| criteria.rules.iter().find(|kept| kept.rule.id == id);
    let is_shipped = |id: &str| shipped.rules.iter().any(|rule| rule.id == id);
    let touched = |kept: &OfficeRule| Some((kept.at.clone(), kept.by_label.clone()));
    let came = shipped.rules.iter().map(|rule| match stored(&rule.id) {
        None => StandingRule {
            rule: rule.clone(),
            origin: Origin::Shipped,
            active: true,
            fault: fault(rule, form),
            touched: None,
        },
        Some(kept) => StandingRule {
            rule: kept.rule.clone(),
            origin: Origin::Changed,
            active: kept.active,
            fault: fault(&kept.rule, form),
            touched: touched(kept),
        },
    });
    let own = criteria.rules.iter().filter(|kept| !is_shipped(&kept.rule.id)).map(|kept| StandingRule {
        rule: kept.rule.clone(),
        origin: Origin::Office,
        active: kept.active,
        fault: fault(&kept.rule, form),
        touched: touched(kept),
    });
    came.chain(own).collect()
}

/// Those that answers are held against.
pub fn in_force(shipped: &SoftRules, criteria: &Criteria, form: &Form) -> SoftRules {
    let standing = standing(shipped, criteria, form);
    SoftRules {
        questionnaires: Vec::new(),
        rules: standing.into_iter().filter(StandingRule::holds).map(|standing| standing.rule).collect(),
    }
}

/// Why a rule does not fit a questionnaire; empty when it does.
pub fn fault(rule: &SoftRule, form: &Form) -> String {
    let one = SoftRules { questionnaires: Vec::new(), rules: vec![rule.clone()] };
    let prefix = format!("「{}」：", rule.id);
    let sentences = one.verify(form);
    sentences.iter().map(|sentence| sentence.strip_prefix(&prefix).unwrap_or(sentence)).collect::<Vec<_>>().join("")
}

/// All the rules of a survey for next year's one that begins with its questionnaire; what comes with that one by the
/// same id is left out where the office did nothing about it.
pub fn copied(shipped: &SoftRules, next: &SoftRules, criteria: &Criteria, form: &Form) -> Vec<OfficeRule> {
    standing(shipped, criteria, form)
        .into_iter()
        .filter(|standing| {
            standing.origin != Origin::Shipped || !next.rules.iter().any(|rule| rule.id == standing.rule.id)
        })
        .map(|standing| {
            let (at, by_label) = standing.touched.unwrap_or_default();
            OfficeRule { rule: standing.rule, active: standing.active, at, by_label }
        })
        .collect()
}

/// How far each number may move.
pub fn tolerances(criteria: &Criteria) -> Tolerances {
    let all = findings::tolerance(criteria.settings.as_ref());
    let number = |set: Option<i64>, default: u32| set.and_then(|value| u32::try_from(value).ok()).unwrap_or(default);
    let own = |set: &QuestionTolerance| Tolerance {
        percent: number(set.percent, all.percent),
        least: number(set.least, all.least),
    };
    let of_questions = criteria.tolerances.iter().map(|(question, set)| (question.clone(), own(set))).collect();
    Tolerances { all, of_questions }
}

/// Questions whose numbers are held against last year's.
pub fn numbers(form: &Form) -> impl Iterator<Item = &questionnaire::Question> {
    form.questions()
        .map(|(.., question)| question)
        .filter(|question| matches!(question.kind, Kind::Number(_) | Kind::Amount(_)))
}

/// What a form of a rule comes to, or why it does not, by field.
pub struct Draft<'a> {
    pub question: &'a str,
    pub condition: &'a str,
    pub sentence: &'a str,
}

/// The condition as it was typed, or a sentence.
pub fn condition(text: &str) -> Result<Condition, String> {
    if text.trim().is_empty() {
        return Err("指摘する条件を書いてください。例：${q1} = 'no' and ${q3} > 0".to_owned());
    }
    Condition::parse(text.trim()).map_err(|error| error.to_string())
}

/// A rule of the office out of a form. Faults by field.
pub fn rule(id: &str, draft: &Draft<'_>, form: &Form) -> Result<SoftRule, Vec<(&'static str, String)>> {
    let mut faults = Vec::new();
    if form.question(draft.question).is_none_or(|question| !question.kind.is_asked()) {
        faults.push(("question", "指摘を出す設問を選んでください。".to_owned()));
    }
    let sentence = draft.sentence.trim();
    if let Some(fault) = sentence_fault(sentence) {
        faults.push(("sentence", fault));
    }
    match condition(draft.condition) {
        Err(sentence) => faults.push(("relevant", sentence)),
        Ok(condition) => {
            let rule = SoftRule {
                id: id.to_owned(),
                question: draft.question.to_owned(),
                kind: RuleKind::When { condition },
                sentence: sentence.to_owned(),
            };
            if !faults.is_empty() {
                // Only what is wrong with the condition itself is said beside the others.
                let probe = SoftRule { question: first_question(form), sentence: "文".to_owned(), ..rule };
                let fault = fault(&probe, form);
                if !fault.is_empty() {
                    faults.push(("relevant", fault));
                }
                return Err(faults);
            }
            let fault = fault(&rule, form);
            return if fault.is_empty() { Ok(rule) } else { Err(vec![("relevant", fault)]) };
        }
    }
    Err(faults)
}

/// What is wrong with the sentence of a rule.
pub fn sentence_fault(sentence: &str) -> Option<String> {
    match sentence.chars().count() {
        0 => Some("答えた方に見せる文を書いてください。".to_owned()),
        1..=SENTENCE_CHARACTERS => None,
        length => Some(format!("文は{SENTENCE_CHARACTERS}文字までです（いま{length}文字）。短くしてください。")),
    }
}

fn first_question(form: &Form) -> String {
    let first = form.questions().find(|(.., question)| question.kind.is_asked());
    first.map(|(.., question)| question.id.clone()).unwrap_or_default()
}

/// `office_1`, `office_2`, …: a name no rule of the survey has.
pub fn free_id(standing: &[StandingRule]) -> String {
    let taken = |id: &str| standing.iter().any(|rule| rule.rule.id == id);
    (1..=usize::MAX).map(|number| format!("{OWN}{number}")).find(|id| !taken(id)).unwrap_or_default()
}

/// Criteria change while answers may still be checked.
pub fn may_set(survey: SurveyState) -> bool {
    matches!(survey, SurveyState::Draft | SurveyState::Open | SurveyState::Closed)
}

/// The office's own number, empty for 「as for all」; or a sentence.
pub fn set_number(text: &str, most: i64) -> Result<Option<i64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let value = text.replace(',', "").parse::<i64>().ok().filter(|value| (0..=most).contains(value));
    value.map(Some).ok_or_else(|| format!("0から{most}までの整数を入れるか、空けてください。"))
}

/// Only numbers within bounds, only questions that have one, nothing that says nothing.
pub fn sound(tolerances: BTreeMap<String, QuestionTolerance>, form: &Form) -> BTreeMap<String, QuestionTolerance> {
    let within = |value: Option<i64>, most: i64| value.is_none_or(|value| (0..=most).contains(&value));
    let known = |id: &str| numbers(form).any(|question| question.id == id);
    tolerances
        .into_iter()
        .filter(|(id, set)| {
            known(id)
                && (set.percent.is_some() || set.least.is_some())
                && within(set.percent, MOST_PERCENT)
                && within(set.least, MOST_LEAST)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use questionnaire::shipped;

    use super::*;
    use crate::surveys::model::checking::CheckSettings;

    fn form() -> Form {
        Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap()
    }

    fn draft<'a>(question: &'a str, condition: &'a str, sentence: &'a str) -> Draft<'a> {
        Draft { question, condition, sentence }
    }

    fn fields(outcome: Result<SoftRule, Vec<(&'static str, String)>>) -> Vec<&'static str> {
        outcome.err().unwrap_or_default().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_rule_is_refused_at_the_field_that_is_wrong() {
        let form = form();
        assert!(rule("office_1", &draft("q11", "${q11} = 'not'", "確かめてください。"), &form).is_ok());
        assert_eq!(fields(rule("x", &draft("", "${q11} =", ""), &form)), ["question", "sentence", "relevant"]);
        for wrong in
            ["", "${q11} =", "${no_such} = 'x'", "${q11} = 'no_such_option'", ". = 'x'", "selected(${q5}, 'zzz')"]
        {
            assert_eq!(fields(rule("x", &draft("q11", wrong, "文"), &form)), ["relevant"], "{wrong}");
        }
        for (length, fits) in [(SENTENCE_CHARACTERS, true), (SENTENCE_CHARACTERS + 1, false)] {
            let text = "あ".repeat(length);
            assert_eq!(rule("x", &draft("q11", "${q11} = 'not'", &text), &form).is_ok(), fits);
        }
        let wrong = fields(rule("x", &draft("no_such", "${zzz} = 'x'", "文"), &form));
        assert_eq!(wrong, ["question", "relevant"]);
    }

    #[test]
    fn a_rule_that_no_longer_fits_or_is_switched_off_is_not_asked() {
        let form = form();
        let shipped = shipped::soft_rules("fy2026_municipality").unwrap();
        let all = in_force(&shipped, &Criteria::default(), &form).rules.len();
        assert_eq!(all, shipped.rules.len());
        let mut criteria = Criteria::default();
        let kept = |rule: SoftRule, active| OfficeRule { rule, active, at: "t".to_owned(), by_label: "x".to_owned() };
        criteria.rules.push(kept(shipped.rules[0].clone(), false));
        let own = rule("office_1", &draft("q11", "${q11} = 'not'", "文"), &form).unwrap();
        criteria.rules.push(kept(own.clone(), true));
        let mut stray = own;
        stray.id = "office_2".to_owned();
        stray.question = "gone".to_owned();
        criteria.rules.push(kept(stray, true));
        let now = in_force(&shipped, &criteria, &form).rules;
        assert_eq!(now.len(), all, "one off, one more, one that does not fit");
        let standing = standing(&shipped, &criteria, &form);
        assert_eq!(standing.len(), all + 2);
        assert!(standing.last().unwrap().fault.contains("gone"));
        assert_eq!(free_id(&standing), "office_3");
        // Next year's begins with all of them; without rules of its own, also with what was shipped.
        let stranger = shipped::soft_rules("fy2027_municipality").unwrap();
        assert_eq!(copied(&shipped, &stranger, &criteria, &form).len(), all + 2);
        assert_eq!(copied(&shipped, &shipped, &criteria, &form).len(), 3, "only what the office touched");
    }

    #[test]
    fn a_question_s_own_tolerance_goes_before_that_of_all() {
        let set = |percent, least| QuestionTolerance { percent, least };
        let settings = CheckSettings { percent: 20, least: 3, at: String::new(), by_label: String::new() };
        let criteria = Criteria {
            settings: Some(settings),
            tolerances: [("q13_2".to_owned(), set(Some(50), None)), ("q3".to_owned(), set(None, Some(9)))].into(),
            ..Criteria::default()
        };
        let tolerances = tolerances(&criteria);
        assert_eq!(tolerances.of("q13_2"), Tolerance { percent: 50, least: 3 });
        assert_eq!(tolerances.of("q3"), Tolerance { percent: 20, least: 9 });
        assert_eq!(tolerances.of("other"), Tolerance { percent: 20, least: 3 });
        for (text, most, fits) in
            [("", 9, true), ("0", 9, true), ("9", 9, true), ("10", 9, false), ("-1", 9, false), ("x", 9, false)]
        {
            assert_eq!(set_number(text, most).is_ok(), fits, "{text}");
        }
        let kept = sound(
            [
                ("q13_2".to_owned(), set(Some(1), None)),
                ("q1".to_owned(), set(Some(1), None)),
                ("zz".to_owned(), set(None, None)),
            ]
            .into(),
            &form(),
        );
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["q13_2"]);
    }
}

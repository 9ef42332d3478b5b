//! When a questionnaire may be changed, published, opened; which corrections are let through once answers are there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use questionnaire::editions::{Difference, Effect, differences};
use questionnaire::{Answers, Definition, DefinitionFault};

use super::is_reason;
use crate::surveys::model::SurveyState;

/// Faults that were not there before a change: the change is not made.
pub fn new_faults(old: &Definition, new: &Definition) -> Vec<DefinitionFault> {
    let known: BTreeSet<(String, String)> =
        old.verify().into_iter().map(|fault| (fault.place, fault.sentence)).collect();
    new.verify().into_iter().filter(|fault| !known.contains(&(fault.place.clone(), fault.sentence.clone()))).collect()
}

/// Why a survey cannot be opened, or a questionnaire not be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditRefusal {
    /// A data set was made: its questionnaire stays.
    Frozen,
    /// The state does not allow it.
    WrongState(SurveyState),
    /// Nothing was ever written.
    NoQuestions,
    /// Sections nobody could answer anything in, by their titles.
    EmptySections(Vec<String>),
    Unsound(Vec<DefinitionFault>),
    NothingChanged,
    /// The deadline is not after the first day.
    DueBeforeOpening,
    Reason(String),
    /// Answers would no longer fit, and nobody has said yes to that: what, and how many answers.
    NeedsConsent(Vec<(String, usize)>),
    /// Who answered was promised otherwise.
    Promise(Vec<String>),
}

/// Sentences are shown as a list; a page with five hundred of them helps nobody.
const SENTENCES_SHOWN: usize = 10;

impl EditRefusal {
    pub fn sentence(&self) -> String {
        match self {
            Self::Frozen => "この調査は確定しています。調査票は変えられません。".to_owned(),
            Self::WrongState(state) => format!("いまの状態（{}）では、この操作はできません。", state.label()),
            Self::NoQuestions => "設問がまだありません。設問を加えてから、もう一度行ってください。".to_owned(),
            Self::EmptySections(titles) => {
                let shown: Vec<String> =
                    titles.iter().take(SENTENCES_SHOWN).map(|title| format!("「{title}」")).collect();
                format!(
                    "設問のない区分があります：{}。設問を加えるか、区分を消してから、もう一度行ってください。",
                    shown.join("、")
                )
            }
            Self::Unsound(faults) => {
                let shown: Vec<String> = faults.iter().take(SENTENCES_SHOWN).map(ToString::to_string).collect();
                format!("調査票に直すところがあります。{}", shown.join(" "))
            }
            Self::NothingChanged => {
                "いまの版から変わったところがありません。直してから、版として出してください。".to_owned()
            }
            Self::DueBeforeOpening => "締切は、受付の始まりより後の日にしてください。".to_owned(),
            Self::Reason(sentence) => sentence.clone(),
            Self::NeedsConsent(touched) => {
                let shown: Vec<String> = touched
                    .iter()
                    .take(SENTENCES_SHOWN)
                    .map(|(what, count)| format!("{what}：答え{count}件。"))
                    .collect();
                format!(
                    "すでにある答えに関わる直しです。内容を確かめ、「承知した」に印を付けてください。{}",
                    shown.concat()
                )
            }
            Self::Promise(what) => format!(
                "{}は、答えが集まったあとでは変えられません。答えた団体は、いまの扱いを約束されて答えています。元に戻してください。",
                what.join("、")
            ),
        }
    }
}

/// A section without a question would be a page, and a sheet, with nothing on it.
pub fn every_section_asks(definition: &Definition) -> Result<(), EditRefusal> {
    if definition.questions().next().is_none() {
        return Err(EditRefusal::NoQuestions);
    }
    let empty = definition.sections.iter().filter(|section| section.questions.is_empty());
    let empty: Vec<String> = empty.map(|section| section.title.clone()).collect();
    if empty.is_empty() { Ok(()) } else { Err(EditRefusal::EmptySections(empty)) }
}

pub fn may_edit(state: SurveyState) -> Result<(), EditRefusal> {
    if state == SurveyState::Frozen { Err(EditRefusal::Frozen) } else { Ok(()) }
}

/// 準備中 → 受付中.
pub fn may_open(state: SurveyState, opens_on: Option<Date>, due_on: Option<Date>) -> Result<(), EditRefusal> {
    if state != SurveyState::Draft {
        return Err(EditRefusal::WrongState(state));
    }
    match (opens_on, due_on) {
        (Some(opens_on), Some(due_on)) if opens_on < due_on => Ok(()),
        _ => Err(EditRefusal::DueBeforeOpening),
    }
}

/// 受付中 → 締切後.
pub fn may_close(state: SurveyState) -> Result<(), EditRefusal> {
    if state == SurveyState::Open { Ok(()) } else { Err(EditRefusal::WrongState(state)) }
}

/// 締切後 → 受付中, with a reason.
pub fn may_reopen(state: SurveyState, reason: &str) -> Result<(), EditRefusal> {
    if state != SurveyState::Closed {
        return Err(EditRefusal::WrongState(state));
    }
    is_reason(reason).map_err(|_| {
        EditRefusal::Reason(format!(
            "もう一度受け付ける理由を、{}文字までで書いてください。経過に残ります。",
            super::REASON_CHARACTERS
        ))
    })
}

/// What a correction does to answers that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// What needs to be agreed to, with the number of answers it touches.
    pub touched: Vec<(String, usize)>,
    /// What cannot be.
    pub broken_promises: Vec<String>,
}

/// How many answers there are to each question.
pub fn answered(documents: &[Answers]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for id in documents.iter().flat_map(|answers| answers.0.keys()) {
        *counts.entry(id.clone()).or_insert(0) += 1;
    }
    counts
}

pub fn impact(found: &[Difference], answered: &BTreeMap<String, usize>) -> Impact {
    let mut impact = Impact::default();
    for difference in found {
        let count =
            difference.questions.iter().map(|id| answered.get(id).copied().unwrap_or(0)).max().unwrap_or_default();
        if count == 0 {
            continue;
        }
        let what = format!("{}の「{}」", difference.place, difference.what);
        match difference.effect {
            Effect::Wording | Effect::Addition => {}
            Effect::Answers => impact.touched.push((what, count)),
            Effect::Promise => impact.broken_promises.push(what),
        }
    }
    impact
}

/// The next edition: wording, hints, more options and questions at any time; what touches answers only with an explicit
/// yes; what breaks a promise not at all.
pub fn may_correct(impact: &Impact, reason: &str, consents: bool) -> Result<(), EditRefusal> {
    if !impact.broken_promises.is_empty() {
        return Err(EditRefusal::Promise(impact.broken_promises.clone()));
    }
    is_reason(reason).map_err(|_| {
        EditRefusal::Reason(format!(
            "何を、なぜ直したかを、{}文字までで書いてください。答える方の画面に出ます。",
            super::REASON_CHARACTERS
        ))
    })?;
    if impact.touched.is_empty() || consents { Ok(()) } else { Err(EditRefusal::NeedsConsent(impact.touched.clone())) }
}

/// Why a workbook of an older edition cannot be taken: what became different so that its answers may mean something else.
/// Empty: every question it has still stands, and it may be taken.
pub fn stands_against(older: &Definition, newest: &Definition) -> Vec<String> {
    differences(older, newest)
        .into_iter()
        .filter(|difference| difference.effect == Effect::Answers)
        .map(|difference| format!("{}（{}）", difference.place, difference.what))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use questionnaire::{Answer, Form, shipped};

    use super::*;

    fn definition() -> Definition {
        shipped::definition("fy2026_municipality").unwrap()
    }

    fn changed(id: &str, change: impl FnOnce(&mut questionnaire::Question)) -> Definition {
        let mut new = definition();
        let (section, mut question) = new.find(id).map(|(s, q)| (s.id.clone(), q.clone())).unwrap();
        change(&mut question);
        new.put_question(Some(id), &section, None, question);
        new
    }

    #[test]
    fn corrections_of_words_pass_what_touches_answers_needs_a_yes_promises_hold() {
        let mut answers = Answers::default();
        answers.set("q11", Answer::one("linked"));
        let counts = answered(&[answers.clone(), answers]);
        assert_eq!(counts["q11"], 2);
        let impact_of = |new: &Definition| impact(&differences(&definition(), new), &counts);

        let words = impact_of(&changed("q11", |q| "言い換え".clone_into(&mut q.text)));
        assert_eq!(words, Impact::default());
        assert_eq!(may_correct(&words, "誤字のため", false), Ok(()));
        assert!(matches!(may_correct(&words, " ", true), Err(EditRefusal::Reason(_))));
        assert!(matches!(may_correct(&words, &"あ".repeat(1001), true), Err(EditRefusal::Reason(_))));
        assert_eq!(may_correct(&words, &"あ".repeat(1000), false), Ok(()));

        let narrowed =
            impact_of(&changed("q11", |q| q.relevant = questionnaire::Condition::parse("${q1} = 'yes'").ok()));
        assert_eq!(narrowed.touched, [("問11の「答える方」".to_owned(), 2)]);
        let refusal = may_correct(&narrowed, "理由", false).unwrap_err();
        assert!(refusal.sentence().contains("答え2件"), "{}", refusal.sentence());
        assert_eq!(may_correct(&narrowed, "理由", true), Ok(()));
        // Where nobody has answered, nothing is touched.
        let other = impact_of(&changed("q9", |q| q.required = false));
        assert_eq!(other, Impact::default());

        let shown = impact_of(&changed("q11", |q| q.public = !q.public));
        assert_eq!(shown.broken_promises.len(), usize::from(!definition().find("q11").unwrap().1.public));
        let promised = Impact { broken_promises: vec!["問11".to_owned()], ..Impact::default() };
        assert!(matches!(may_correct(&promised, "理由", true), Err(EditRefusal::Promise(_))));
    }

    #[test]
    fn an_older_sheet_is_taken_as_long_as_its_answers_mean_the_same() {
        let old = definition();
        assert!(stands_against(&old, &changed("q11", |q| "言い換え".clone_into(&mut q.text))).is_empty());
        let mut more = old.clone();
        let mut added = old.find("q11").unwrap().1.clone();
        added.id = "added".to_owned();
        more.put_question(None, "s6", None, added);
        assert!(stands_against(&old, &more).is_empty() && !stands_against(&more, &old).is_empty());
        let mut less = old.clone();
        less.remove_question("q13_2");
        assert_eq!(stands_against(&old, &less), ["問13-2（設問を消す）"]);
        assert!(Form::new(less).is_ok());
    }

    #[test]
    fn a_section_without_questions_is_refused_by_its_title() {
        let mut empty = definition();
        assert_eq!(every_section_asks(&empty), Ok(()));
        empty.sections[2].questions.clear();
        let refusal = every_section_asks(&empty).unwrap_err();
        assert!(refusal.sentence().contains(&empty.sections[2].title), "{}", refusal.sentence());
        for section in &mut empty.sections {
            section.questions.clear();
        }
        assert_eq!(every_section_asks(&empty), Err(EditRefusal::NoQuestions));
    }

    #[test]
    fn whether_a_number_weights_tables_is_told() {
        let new = changed("q13_2", |q| match &mut q.kind {
            questionnaire::Kind::Number(kind) => kind.weight = true,
            _ => unreachable!("q13_2 asks a number"),
        });
        let found = differences(&definition(), &new);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].what, found[0].after.as_str()), ("ウエイトに使う", "はい"));
    }

    #[test]
    fn a_survey_goes_from_preparation_to_open_to_closed_and_back_with_a_reason() {
        let day = |d| Some(date(2026, 9, d));
        assert_eq!(may_open(SurveyState::Draft, day(1), day(2)), Ok(()));
        assert_eq!(may_open(SurveyState::Draft, day(2), day(2)), Err(EditRefusal::DueBeforeOpening));
        assert_eq!(may_open(SurveyState::Draft, None, day(2)), Err(EditRefusal::DueBeforeOpening));
        for state in [SurveyState::Open, SurveyState::Closed, SurveyState::Frozen] {
            assert_eq!(may_open(state, day(1), day(2)), Err(EditRefusal::WrongState(state)));
            assert_eq!(may_close(state).is_ok(), state == SurveyState::Open);
            assert_eq!(may_reopen(state, "追加の回答").is_ok(), state == SurveyState::Closed);
        }
        assert!(matches!(may_reopen(SurveyState::Closed, ""), Err(EditRefusal::Reason(_))));
        assert_eq!(may_edit(SurveyState::Closed), Ok(()));
        assert_eq!(may_edit(SurveyState::Frozen), Err(EditRefusal::Frozen));
    }

    #[test]
    fn only_what_a_change_brings_is_held_against_it() {
        let mut old = definition();
        old.title.clear();
        let mut new = old.clone();
        assert_eq!(new_faults(&old, &new), []);
        new.sections[0].questions[0].text.clear();
        let found = new_faults(&old, &new);
        assert_eq!(found.len(), 1);
        assert!(found[0].sentence.contains("設問文"));
    }
}

//! What is asked about, and when: how far a number may move, who may ask, answer, settle.

use questionnaire::soft::Tolerance;

use super::{REASON_CHARACTERS, Refusal};
use crate::shared::Rule;
use crate::surveys::model::checking::{CheckSettings, InquiryState};
use crate::surveys::model::{State, SurveyState};

/// A number may differ from last year's by so much per cent without a word.
pub const PERCENT: u32 = 30;
/// And it must differ by so much before anybody asks.
pub const LEAST: u32 = 2;
/// What the office may set.
pub const MOST_PERCENT: i64 = 1000;
pub const MOST_LEAST: i64 = 1_000_000;

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.findings_percent",
        value: "±30%",
        sentence: "数が前年から30%を超えて変わったときは、理由を尋ねる（割合は調査ごとに変えられる）",
        source: "調査の進め方（提案）",
    },
    Rule {
        id: "surveys.findings_least",
        value: "2",
        sentence: "前年との差が2に満たない数は、割合にかかわらず尋ねない（調査ごとに変えられる）",
        source: "調査の進め方（提案）",
    },
    Rule {
        id: "surveys.findings_outer_fence",
        value: "四分位範囲の3倍",
        sentence: "同じ人口規模の20団体以上の答えについて、第1・第3四分位から四分位範囲の3倍を超えて離れた数を離れた値とする",
        source: "Tukey, Exploratory Data Analysis (1977)",
    },
    Rule {
        id: "surveys.findings_never_block",
        value: "提出を止めない",
        sentence: "指摘は提出を止めない。提出のときに理由を書くことができる",
        source: "調査の進め方（提案）",
    },
    Rule {
        id: "surveys.inquiry_only_handed_in",
        value: "提出・確定のあいだ",
        sentence: "照会と整理は、提出または確定の回答について、データを確定するまで行う",
        source: "REQ-200、調査の進め方（提案）",
    },
    Rule {
        id: "surveys.cleaning_reason",
        value: "1,000文字まで",
        sentence: "回答を整理するときは、前、後、理由を残し、団体にも見せる",
        source: "調査の進め方（提案）",
    },
];

/// What the office set, or the defaults.
pub fn tolerance(settings: Option<&CheckSettings>) -> Tolerance {
    let number = |value: i64, default: u32| u32::try_from(value).unwrap_or(default);
    settings.map_or(Tolerance { percent: PERCENT, least: LEAST }, |set| Tolerance {
        percent: number(set.percent, PERCENT),
        least: number(set.least, LEAST),
    })
}

/// A reason or a question that must be there: its length.
pub fn is_text(text: &str, none: Refusal) -> Result<(), Refusal> {
    match text.trim().chars().count() {
        0 => Err(none),
        1..=REASON_CHARACTERS => Ok(()),
        length => Err(Refusal::LongReason(length)),
    }
}

fn is_checkable(survey: SurveyState, state: State) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if state.is_collected() { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

/// May the office ask about an answer?
pub fn may_ask(survey: SurveyState, state: State, text: &str) -> Result<(), Refusal> {
    is_checkable(survey, state)?;
    is_text(text, Refusal::NoQuestion)
}

/// May the respondent say why something is as it is? Also while she is still answering.
pub fn may_explain(survey: SurveyState, text: &str) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    is_text(text, Refusal::NoExplanation)
}

/// May the respondent answer an inquiry? `correcting`: with another answer to the question.
pub fn may_reply(
    survey: SurveyState,
    state: State,
    inquiry: InquiryState,
    correcting: bool,
    text: &str,
) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if inquiry == InquiryState::Settled {
        return Err(Refusal::InquirySettled);
    }
    // Returned to her, the whole questionnaire is open: she puts it right there.
    if correcting && !state.is_collected() {
        return Err(Refusal::WrongState(state));
    }
    is_text(text, Refusal::NoReply)
}

/// May the office leave something as it is? A note is welcome, no duty.
pub fn may_settle(survey: SurveyState, note: &str) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    let length = note.trim().chars().count();
    if length > REASON_CHARACTERS { Err(Refusal::LongReason(length)) } else { Ok(()) }
}

/// May the office correct an answer, or take a correction back?
pub fn may_clean(survey: SurveyState, state: State, reason: &str) -> Result<(), Refusal> {
    is_checkable(survey, state)?;
    is_text(reason, Refusal::NoCleaningReason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_handed_in_and_not_frozen_is_asked_about_and_cleaned() {
        for survey in SurveyState::EVERY {
            for state in State::EVERY {
                let open = matches!(survey, SurveyState::Open | SurveyState::Closed);
                let fits = open && matches!(state, State::Submitted | State::Accepted);
                assert_eq!(may_ask(survey, state, "なぜですか。").is_ok(), fits, "{survey:?} {state:?}");
                assert_eq!(may_clean(survey, state, "誤記").is_ok(), fits, "{survey:?} {state:?}");
                assert_eq!(may_explain(survey, "統合のため").is_ok(), open, "{survey:?}");
            }
        }
        let (open, in_) = (SurveyState::Open, State::Submitted);
        assert_eq!(may_ask(open, in_, " "), Err(Refusal::NoQuestion));
        assert_eq!(may_clean(open, in_, ""), Err(Refusal::NoCleaningReason));
        assert_eq!(may_explain(open, "\n"), Err(Refusal::NoExplanation));
        for (length, fits) in [(REASON_CHARACTERS, true), (REASON_CHARACTERS + 1, false)] {
            let text = "あ".repeat(length);
            assert_eq!(may_ask(open, in_, &text).is_ok(), fits);
            assert_eq!(may_clean(open, in_, &text).is_ok(), fits);
            assert_eq!(may_reply(open, in_, InquiryState::Asked, true, &text).is_ok(), fits);
        }
    }

    #[test]
    fn an_inquiry_is_answered_until_it_is_settled() {
        let reply = |state, inquiry, correcting| may_reply(SurveyState::Open, state, inquiry, correcting, "はい");
        assert_eq!(reply(State::Submitted, InquiryState::Asked, true), Ok(()));
        assert_eq!(reply(State::Accepted, InquiryState::Answered, true), Ok(()), "she may add something");
        assert_eq!(reply(State::Submitted, InquiryState::Settled, false), Err(Refusal::InquirySettled));
        assert_eq!(reply(State::Returned, InquiryState::Asked, false), Ok(()));
        assert_eq!(reply(State::Returned, InquiryState::Asked, true), Err(Refusal::WrongState(State::Returned)));
        let frozen = may_reply(SurveyState::Frozen, State::Accepted, InquiryState::Asked, false, "はい");
        assert_eq!(frozen, Err(Refusal::NotOpen(SurveyState::Frozen)));
    }

    #[test]
    fn without_a_setting_the_defaults_hold() {
        assert_eq!(tolerance(None), Tolerance { percent: 30, least: 2 });
        let set = CheckSettings { percent: 0, least: 10, at: String::new(), by_label: String::new() };
        assert_eq!(tolerance(Some(&set)), Tolerance { percent: 0, least: 10 });
    }
}

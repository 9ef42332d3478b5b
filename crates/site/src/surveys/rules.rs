//! 業務規則: when an answer may be written, handed in, returned; who compares with whom.

use jiff::civil::Date;

use super::model::{State, SurveyState};
use crate::shared::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.complete_enumeration",
        value: "全数",
        sentence: "都道府県票と市町村票は全団体に配り、全団体が答えるまで締切を延ばす",
        source: "REQ-170、REQ-171",
    },
    Rule {
        id: "surveys.group_of_five",
        value: "5市町村以上",
        sentence: "ほかの市町村の答えは、5市町村以上をまとめた数字だけを見せる",
        source: "調査票の取扱い（提案）",
    },
    Rule {
        id: "surveys.persons_suppressed",
        value: "5人未満",
        sentence: "個人の答え（コーディネーター票）は、5人未満になる欄を、引き算で分かる欄もふくめて伏せる",
        source: "REQ-191〜194、peers 小さな数の秘匿",
    },
    Rule {
        id: "surveys.preliminary",
        value: "速報",
        sentence: "確定する前の比べ合わせには「速報」と、そのときの回収数を添える",
        source: "REQ-201",
    },
];

/// 「ほかの市町村の答えは、5市町村以上をまとめた数字だけを見せる」
pub const LEAST_IN_A_GROUP: u64 = 5;
/// 「個人の答えは5人未満の欄を伏せる」
pub const LEAST_PERSONS: u64 = 5;

/// Why something cannot be done now, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    NotOpen(SurveyState),
    NotYet(Date),
    /// Handed in already.
    HandedIn,
    WrongState(State),
    NoReason,
}

impl Refusal {
    pub fn sentence(&self) -> String {
        match self {
            Self::NotOpen(SurveyState::Draft) => "この調査は準備中です。始まると、お知らせします。".to_owned(),
            Self::NotOpen(_) => {
                "この調査の受付は終わっています。直すところがあるときは、調査の事務局に連絡してください。".to_owned()
            }
            Self::NotYet(day) => format!("この調査の受付は{}からです。", crate::shared::day_words(*day)),
            Self::HandedIn => {
                "すでに提出されています。直すところがあるときは、調査の事務局か都道府県に差戻しを頼んでください。"
                    .to_owned()
            }
            Self::WrongState(state) => format!("いまの状態（{}）では、この操作はできません。", state.label()),
            Self::NoReason => "理由を書いてください。相手が何を直せばよいかが分かります。".to_owned(),
        }
    }
}

/// May the respondent's answers be written today? The deadline does not close the form: 全数回収まで締切を延ばす.
pub fn may_write(survey: SurveyState, opens_on: Option<Date>, state: State, today: Date) -> Result<(), Refusal> {
    if survey != SurveyState::Open {
        return Err(Refusal::NotOpen(survey));
    }
    if let Some(opens_on) = opens_on.filter(|day| today < *day) {
        return Err(Refusal::NotYet(opens_on));
    }
    match state {
        State::NotOpened | State::Working | State::Returned => Ok(()),
        State::Submitted | State::Accepted => Err(Refusal::HandedIn),
    }
}

/// Returned with a comment: what was handed in, accepted or not, while the survey is not frozen.
pub fn may_return(survey: SurveyState, state: State, reason: &str) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if !state.is_collected() {
        return Err(Refusal::WrongState(state));
    }
    if reason.trim().is_empty() { Err(Refusal::NoReason) } else { Ok(()) }
}

pub fn may_accept(survey: SurveyState, state: State) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if state == State::Submitted { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

/// 「令和7年度市町村票-352128-3」: what a respondent quotes on the telephone.
pub fn receipt(survey: i64, code: &str, version: i64) -> String {
    format!("{survey:03}-{code}-{version}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn answers_are_written_while_the_survey_is_open_and_nothing_is_handed_in() {
        let opens = Some(date(2026, 8, 25));
        let on = |survey, state, day| may_write(survey, opens, state, day);
        assert_eq!(on(SurveyState::Open, State::NotOpened, date(2026, 8, 24)), Err(Refusal::NotYet(date(2026, 8, 25))));
        assert_eq!(on(SurveyState::Open, State::NotOpened, date(2026, 8, 25)), Ok(()));
        // The deadline closes nothing.
        assert_eq!(on(SurveyState::Open, State::Working, date(2027, 3, 31)), Ok(()));
        assert_eq!(on(SurveyState::Open, State::Submitted, date(2026, 9, 1)), Err(Refusal::HandedIn));
        assert_eq!(on(SurveyState::Open, State::Returned, date(2026, 9, 1)), Ok(()));
        for survey in [SurveyState::Draft, SurveyState::Closed, SurveyState::Frozen] {
            assert_eq!(on(survey, State::Working, date(2026, 9, 1)), Err(Refusal::NotOpen(survey)));
        }
    }

    #[test]
    fn what_is_returned_says_why() {
        assert_eq!(may_return(SurveyState::Open, State::Submitted, " "), Err(Refusal::NoReason));
        assert_eq!(may_return(SurveyState::Open, State::Accepted, "問5"), Ok(()));
        assert_eq!(may_return(SurveyState::Frozen, State::Accepted, "問5"), Err(Refusal::NotOpen(SurveyState::Frozen)));
        assert_eq!(may_return(SurveyState::Open, State::Working, "問5"), Err(Refusal::WrongState(State::Working)));
        assert_eq!(may_accept(SurveyState::Closed, State::Submitted), Ok(()));
        assert_eq!(may_accept(SurveyState::Open, State::Returned), Err(Refusal::WrongState(State::Returned)));
    }
}

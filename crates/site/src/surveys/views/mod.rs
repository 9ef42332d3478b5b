//! What the pages of surveys show.

pub mod answering;
pub mod answers_document;
pub mod checking;
pub mod closing;
pub mod collection;
pub mod criteria;
pub mod data_sets;
pub mod editing;
pub mod in_words;
pub mod linked;
pub mod linking;
pub mod list;
pub mod matrix;
pub mod one_table;
pub mod own;
pub mod position;
pub mod published;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_closing;
#[cfg(test)]
mod samples_editing;
#[cfg(test)]
mod samples_linked;
#[cfg(test)]
mod samples_of_checking;
#[cfg(test)]
mod samples_of_criteria;
#[cfg(test)]
mod samples_of_matrix;
#[cfg(test)]
mod samples_sheets;
pub mod sheets;
pub mod tables;
#[cfg(test)]
pub mod tables_samples;
pub mod texts;

use super::model::checking::{FindingState, InquiryState};
use super::model::{State, SurveyState};

/// The shape beside the word of a state.
pub fn mark(state: State) -> &'static str {
    match state {
        State::NotOpened | State::SetAside => "none",
        State::Working => "doing",
        State::Submitted => "info",
        State::Returned => "late",
        State::Accepted => "done",
    }
}

pub fn survey_mark(state: SurveyState) -> &'static str {
    match state {
        SurveyState::Draft => "none",
        SurveyState::Open => "doing",
        SurveyState::Closed => "info",
        SurveyState::Frozen => "done",
    }
}

pub fn finding_mark(state: FindingState) -> &'static str {
    match state {
        FindingState::New => "late",
        FindingState::Explained | FindingState::Answered => "info",
        FindingState::Asked => "doing",
        FindingState::Settled => "done",
    }
}

pub fn inquiry_mark(state: InquiryState) -> &'static str {
    match state {
        InquiryState::Asked => "doing",
        InquiryState::Answered => "info",
        InquiryState::Settled => "done",
    }
}

/// By the stored word of a step.
pub fn step_label(step: &str) -> &'static str {
    match step {
        "submitted" => "提出",
        "returned" => "差戻し",
        "accepted" => "確定",
        "reopened" => "再開",
        "extended" => "締切の延長",
        "reminded" => "催促",
        "set_aside" => "除外",
        "taken_back" => "除外の取消し",
        "invited" => "回答のお願い",
        _ => "",
    }
}

/// 「80.5」, half-up; nothing without a base.
pub fn percent(part: i64, whole: i64) -> Option<(i64, String)> {
    if whole <= 0 {
        return None;
    }
    let tenths = (part * 2000 + whole) / (2 * whole);
    Some((tenths, format!("{}.{}", tenths / 10, tenths % 10)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn shares_are_rounded_half_up_from_whole_numbers() {
        assert_eq!(super::percent(1402, 1741).map(|p| p.1).as_deref(), Some("80.5"));
        assert_eq!(super::percent(1, 2000).map(|p| p.0), Some(1), "0.05 is 0.1");
        assert_eq!(super::percent(47, 47).map(|p| p.1).as_deref(), Some("100.0"));
        assert_eq!(super::percent(3, 0), None);
    }
}

//! When a data set may be made, and the form its hash is taken over.

use std::fmt::Write as _;

use questionnaire::Answers;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{REASON_CHARACTERS, Refusal};
use crate::shared::Rule;
use crate::surveys::model::SurveyState;
use crate::surveys::model::data_sets::{DataSet, DataSetKind, DataSetRow};

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.data_set_fixed",
        value: "変更なし",
        sentence: "締めたデータセットは変えない。直したときは、理由を添えて次の番号のデータセットを作る",
        source: "REQ-201、調査の進め方（提案）",
    },
    Rule {
        id: "surveys.data_set_hash",
        value: "SHA-256",
        sentence: "データセットには、だれでも計算し直せる値（SHA-256）を付ける",
        source: "調査の進め方（提案）",
    },
];

/// The first word of a canonical form; a later form gets another.
pub const FORMAT: &str = "renkei-data-set/1";

/// May a data set of this kind be made? `correction`: there is a final one already.
pub fn may_cut(survey: SurveyState, kind: DataSetKind, correction: bool, remark: &str) -> Result<(), Refusal> {
    match survey {
        SurveyState::Open | SurveyState::Closed => {}
        SurveyState::Draft | SurveyState::Frozen => return Err(Refusal::NotOpen(survey)),
    }
    let length = remark.trim().chars().count();
    if length > REASON_CHARACTERS {
        return Err(Refusal::LongReason(length));
    }
    if kind == DataSetKind::Final && correction && length == 0 {
        return Err(Refusal::NoCorrectionReason);
    }
    Ok(())
}

/// An interim data set says that something came in since the newest one: of the same answers there is no second number. A
/// final one is made of them all the same: it says that they are final.
pub fn is_news(kind: DataSetKind, newest: Option<&DataSet>, hash: &str) -> Result<(), Refusal> {
    match newest {
        Some(newest) if kind == DataSetKind::Interim && newest.hash == hash => Err(Refusal::SameDataSet(newest.name())),
        _ => Ok(()),
    }
}

/// May a frozen survey be opened again, to put something right?
pub fn may_reopen(survey: SurveyState, reason: &str) -> Result<(), Refusal> {
    if survey != SurveyState::Frozen {
        return Err(Refusal::NotFrozen);
    }
    match reason.trim().chars().count() {
        0 => Err(Refusal::NoCorrectionReason),
        1..=REASON_CHARACTERS => Ok(()),
        length => Err(Refusal::LongReason(length)),
    }
}

/// What the first line of a canonical form says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head<'a> {
    pub format: &'static str,
    /// The questionnaire's own name.
    pub survey: &'a str,
    pub fiscal_year: i64,
    pub title: &'a str,
    pub source: &'a str,
}

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    name: &'a str,
    prefecture: &'a str,
    edition: &'a str,
    state: &'a str,
    answers: &'a Answers,
}

/// The canonical form: JSON lines in UTF-8, each ending in one line feed, no blank between tokens. First the head, then a
/// line per respondent in the order of the codes' bytes; keys in the order of the structs above, the answers' own keys in
/// alphabetical order. `sha256sum` of it is the hash of the data set.
///
/// # Errors
/// When a stored answer cannot be read.
pub fn canonical(head: &Head<'_>, rows: &[DataSetRow]) -> Result<String, String> {
    let json = |value: serde_json::Result<String>| value.map_err(|error| error.to_string());
    let mut out = json(serde_json::to_string(head))?;
    out.push('\n');
    let mut rows: Vec<&DataSetRow> = rows.iter().collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    for row in rows {
        let line = Line {
            code: &row.code,
            name: &row.name,
            prefecture: &row.prefecture_code,
            edition: &row.fingerprint,
            state: &row.state,
            answers: &Answers::from_json(&row.answers)?,
        };
        out.push_str(&json(serde_json::to_string(&line))?);
        out.push('\n');
    }
    Ok(out)
}

/// 64 hex digits.
pub fn hash(canonical: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(canonical.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, answers: &str) -> DataSetRow {
        DataSetRow {
            code: code.to_owned(),
            name: "見本町".to_owned(),
            prefecture_code: "060003".to_owned(),
            edition_id: 1,
            fingerprint: "ab".to_owned(),
            state: "accepted".to_owned(),
            answers: answers.to_owned(),
        }
    }

    const HEAD: Head<'static> =
        Head {
            format: FORMAT, survey: "fy2026_municipality", fiscal_year: 2026, title: "市町村票", source: "見本"
        };

    #[test]
    fn the_canonical_form_is_the_same_whatever_order_rows_and_keys_come_in() {
        let a = row("063631", r#"{"q1":{"choice":"yes"},"q2":{"number":12}}"#);
        let b = row("011002", r#"{ "q2": {"text": "×"}, "q1": {"choice": "no"} }"#);
        let text = canonical(&HEAD, &[a.clone(), b.clone()]).unwrap();
        assert_eq!(text, canonical(&HEAD, &[b, a.clone()]).unwrap());
        assert_eq!(
            text,
            concat!(
                r#"{"format":"renkei-data-set/1","survey":"fy2026_municipality","fiscal_year":2026,"title":"市町村票","source":"見本"}"#,
                "\n",
                r#"{"code":"011002","name":"見本町","prefecture":"060003","edition":"ab","state":"accepted","answers":{"q1":{"choice":"no"},"q2":{"text":"×"}}}"#,
                "\n",
                r#"{"code":"063631","name":"見本町","prefecture":"060003","edition":"ab","state":"accepted","answers":{"q1":{"choice":"yes"},"q2":{"number":12.0}}}"#,
                "\n"
            )
        );
        // One letter of one answer makes another hash.
        let other = canonical(&HEAD, &[row("063631", r#"{"q1":{"choice":"yes"},"q2":{"number":13}}"#)]).unwrap();
        let own = canonical(&HEAD, &[a]).unwrap();
        assert_ne!(hash(&own), hash(&other));
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "FIPS 180-4");
    }

    #[test]
    fn the_same_answers_get_no_second_number_unless_they_are_final() {
        let newest = DataSet {
            id: 1,
            survey_id: 1,
            number: 3,
            kind: "interim".to_owned(),
            made_at: String::new(),
            by_label: String::new(),
            remark: String::new(),
            source: String::new(),
            asked: None,
            respondents: 1,
            hash: "ab".to_owned(),
        };
        let refused = is_news(DataSetKind::Interim, Some(&newest), "ab").unwrap_err();
        assert!(refused.sentence().contains("第3号（中間締め）"), "{}", refused.sentence());
        assert_eq!(is_news(DataSetKind::Interim, Some(&newest), "cd"), Ok(()));
        assert_eq!(is_news(DataSetKind::Final, Some(&newest), "ab"), Ok(()));
        assert_eq!(is_news(DataSetKind::Interim, None, "ab"), Ok(()));
    }

    #[test]
    fn a_correction_needs_its_reason_and_a_draft_or_frozen_survey_is_not_cut() {
        use DataSetKind::{Final, Interim};
        assert_eq!(may_cut(SurveyState::Open, Interim, true, ""), Ok(()));
        assert_eq!(may_cut(SurveyState::Closed, Final, false, ""), Ok(()));
        assert_eq!(may_cut(SurveyState::Closed, Final, true, " "), Err(Refusal::NoCorrectionReason));
        assert_eq!(may_cut(SurveyState::Closed, Final, true, "問5の誤り"), Ok(()));
        assert_eq!(may_cut(SurveyState::Draft, Interim, false, ""), Err(Refusal::NotOpen(SurveyState::Draft)));
        assert_eq!(may_cut(SurveyState::Frozen, Interim, true, "x"), Err(Refusal::NotOpen(SurveyState::Frozen)));
        for (length, fits) in [(REASON_CHARACTERS, true), (REASON_CHARACTERS + 1, false)] {
            assert_eq!(may_cut(SurveyState::Open, Interim, false, &"あ".repeat(length)).is_ok(), fits);
            assert_eq!(may_reopen(SurveyState::Frozen, &"あ".repeat(length)).is_ok(), fits);
        }
        assert_eq!(may_reopen(SurveyState::Closed, "誤り"), Err(Refusal::NotFrozen));
        assert_eq!(may_reopen(SurveyState::Frozen, "　"), Err(Refusal::NoCorrectionReason));
    }
}

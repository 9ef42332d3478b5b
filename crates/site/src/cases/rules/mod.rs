//! 業務規則 of the cases: what 事務局に出す needs, how long texts may be, which step may follow which.

mod hints;

pub use hints::{Hint, hints};

use super::model::{Content, Field, State, TagKind};
use crate::shared::Rule;

/// 「キーワードは12個まで」
pub const KEYWORDS_AT_MOST: usize = 12;
/// 「鍵になった人・組織は8つまで」
pub const KEY_PERSONS_AT_MOST: usize = 8;
/// 「キーワードなどは30文字まで」
pub const TAG_CHARACTERS: usize = 30;
/// 「担い手は12行まで」
pub const PLAYERS_AT_MOST: usize = 12;
/// 「地域の数字は12行まで」
pub const FACTS_AT_MOST: usize = 12;
/// 「地域は60市町村まで」: the largest 広域連合 has fewer.
pub const PLACES_AT_MOST: usize = 60;
/// 「担い手と数字の欄は200文字まで」
pub const CELL_CHARACTERS: usize = 200;
/// 「始めた年は1950年から今年度まで」
pub const EARLIEST_START: i64 = 1950;
/// 「差戻しの理由は1,000文字まで」
pub const REASON_CHARACTERS: usize = 1000;

pub const RULES: &[Rule] = &[
    Rule {
        id: "cases.needed_to_submit",
        value: "5項目と札3種",
        sentence: "事務局に出すには、題名・要約・困りごと・背景・概要と、困りごとの入口・場面・実施内容が一つ以上要る",
        source: "REQ-285、REQ-286、REQ-289",
    },
    Rule {
        id: "cases.title_only_for_drafts",
        value: "題名",
        sentence: "下書きは、題名があればいつでも残せる",
        source: "REQ-287",
    },
    Rule {
        id: "cases.way",
        value: "5つの状態",
        sentence: "下書き・差戻し→確認中→公開中→公開終了の順に進む。確認中からは理由を付けて差し戻せる",
        source: "REQ-287",
    },
    Rule {
        id: "cases.return_needs_reason",
        value: "1,000文字まで",
        sentence: "差し戻すときは、理由を必ず書く",
        source: "REQ-287",
    },
    Rule {
        id: "cases.proxy_records_both",
        value: "両方",
        sentence: "代理投稿では、書いた人と、だれのために書いたかの両方を残す",
        source: "REQ-284",
    },
    Rule {
        id: "cases.keywords_at_most",
        value: "12個",
        sentence: "キーワードは12個まで、鍵になった人・組織は8つまで、それぞれ30文字まで",
        source: "REQ-162、REQ-289",
    },
    Rule {
        id: "cases.rows_at_most",
        value: "12行",
        sentence: "担い手と地域の数字は12行まで、地域は60市町村まで",
        source: "REQ-165",
    },
    Rule {
        id: "cases.editorial_hints",
        value: "示すだけ",
        sentence: "電話番号・メールアドレス・人の名前らしいところと、空の効果・数字のない効果は、知らせるだけで止めない。決めるのは人である",
        source: "REQ-286",
    },
];

/// What is missing for 事務局に出す: the id of the control and its sentence.
pub fn missing(content: &Content) -> Vec<(&'static str, String)> {
    let mut missing: Vec<(&'static str, String)> = Field::EVERY
        .iter()
        .filter(|field| field.is_needed() && content.texts.get(**field).trim().is_empty())
        .map(|field| (field.id(), format!("「{}」を書いてください。", field.label())))
        .collect();
    for kind in [TagKind::Trouble, TagKind::Scene, TagKind::Content] {
        if content.tags_of(kind).next().is_none() {
            missing.push((kind.control(), format!("「{}」を一つ以上選んでください。", kind.label())));
        }
    }
    missing
}

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The case is elsewhere on its way.
    WrongState(State),
    Incomplete(Vec<(&'static str, String)>),
    NoReason,
}

impl Refusal {
    pub fn sentence(&self) -> String {
        match self {
            Self::WrongState(state) => {
                format!(
                    "この事例はいま「{}」なので、この操作はできません。事例のページで、いまの状態を確かめてください。",
                    state.label()
                )
            }
            Self::Incomplete(missing) => format!(
                "事務局に出すには、あと{}か所を書く必要があります。{}",
                missing.len(),
                missing.iter().map(|(_, sentence)| sentence.as_str()).collect::<String>()
            ),
            Self::NoReason => "差し戻す理由を書いてください。書いた方が、どこを直せばよいか分かるように。".to_owned(),
        }
    }
}

/// The author's side may change a draft and what came back; the office anything that is not closed.
pub fn may_edit(state: State, is_reviewer: bool) -> bool {
    match state {
        State::Draft | State::Returned => true,
        State::InReview | State::Published => is_reviewer,
        State::Archived => false,
    }
}

pub fn may_submit(state: State, content: &Content) -> Result<(), Refusal> {
    if !matches!(state, State::Draft | State::Returned) {
        return Err(Refusal::WrongState(state));
    }
    let missing = missing(content);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

/// A case once taken down can be published again.
pub fn may_publish(state: State) -> Result<(), Refusal> {
    if matches!(state, State::InReview | State::Archived) { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

pub fn may_return(state: State, reason: &str) -> Result<(), Refusal> {
    if state != State::InReview {
        Err(Refusal::WrongState(state))
    } else if reason.trim().is_empty() {
        Err(Refusal::NoReason)
    } else {
        Ok(())
    }
}

pub fn may_archive(state: State) -> Result<(), Refusal> {
    if state == State::Published { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Content {
        let mut content = Content::default();
        for field in Field::EVERY.iter().filter(|f| f.is_needed()) {
            content.texts.set(*field, "本文".to_owned());
        }
        for kind in [TagKind::Trouble, TagKind::Scene, TagKind::Content] {
            content.tags.push((kind, "x".to_owned()));
        }
        content
    }

    #[test]
    fn only_a_complete_draft_can_be_submitted() {
        assert_eq!(may_submit(State::Draft, &complete()), Ok(()));
        assert_eq!(may_submit(State::Returned, &complete()), Ok(()));
        assert_eq!(may_submit(State::Published, &complete()), Err(Refusal::WrongState(State::Published)));
        let mut without = complete();
        without.texts.outline = " ".to_owned();
        without.tags.retain(|(kind, _)| *kind != TagKind::Scene);
        match may_submit(State::Draft, &without) {
            Err(Refusal::Incomplete(missing)) => {
                assert_eq!(missing.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["outline", "scenes"]);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(missing(&Content::default()).len(), 8);
    }

    #[test]
    fn the_way_has_no_short_cuts() {
        assert_eq!(may_publish(State::InReview), Ok(()));
        assert_eq!(may_publish(State::Archived), Ok(()));
        assert!(may_publish(State::Draft).is_err() && may_publish(State::Returned).is_err());
        assert_eq!(may_return(State::InReview, "数字の年を書き足してください"), Ok(()));
        assert_eq!(may_return(State::InReview, " "), Err(Refusal::NoReason));
        assert!(may_return(State::Published, "理由").is_err());
        assert_eq!(may_archive(State::Published), Ok(()));
        assert!(may_archive(State::Draft).is_err());
        assert!(may_edit(State::Draft, false) && may_edit(State::Published, true));
        assert!(!may_edit(State::InReview, false) && !may_edit(State::Archived, true));
    }
}

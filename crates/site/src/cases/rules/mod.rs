//! 業務規則 of the cases: what 事務局に出す needs, how long texts may be, which step may follow which.

mod answered;
mod attached;
pub mod collections;
mod hints;
mod listed;
mod owning;
mod voices;

pub use answered::{TOLD_AT_MOST, Told, placed as answered_fields};
pub use attached::{
    CAPTION_CHARACTERS, Described, FileLimits, MEGABYTES_EVER, SAYS_CHARACTERS, described, may_attach,
    words as attached_words,
};
pub use collections::may_collect;
pub use hints::{Hint, Look, hint_setting, hints, places_to_check};
pub use listed::RULES;
pub use owning::{co_owner_refusal, place_refusal, shares_refusal};
pub use voices::{may_answer, may_comment, may_note};

use super::model::{Content, Field, State, TagKind};

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
/// 「費用の分け方は8行まで」
pub const SHARES_AT_MOST: usize = 8;
/// 「地域は60市町村まで」: the largest 広域連合 has fewer.
pub const PLACES_AT_MOST: usize = 60;
/// 「担い手と数字の欄は200文字まで」
pub const CELL_CHARACTERS: usize = 200;
/// 「始めた年は1950年から今年度まで」
pub const EARLIEST_START: i64 = 1950;
/// 「差戻しの理由は1,000文字まで」
pub const REASON_CHARACTERS: usize = 1000;

/// 「破棄した事例は30日のあいだ元に戻せる」
pub const KEEP_DISCARDED_DAYS: i64 = 30;

/// What is missing for 事務局に出す: the id of the control and its sentence.
pub fn missing(content: &Content) -> Vec<(&'static str, String)> {
    let mut missing: Vec<(&'static str, String)> = Field::EVERY
        .iter()
        .filter(|field| field.is_needed() && content.texts.get(**field).trim().is_empty())
        .map(|field| (field.id(), format!("「{}」を書いてください。", field.label())))
        .collect();
    for kind in [TagKind::Trouble, TagKind::Scene, TagKind::Content] {
        if content.tags_of(kind).next().is_none() {
            // The text 困りごと has the same name as the entrances.
            let label = if kind == TagKind::Trouble { "困りごとの入口" } else { kind.label() };
            missing.push((kind.control(), format!("「{label}」を一つ以上選んでください。")));
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
    /// 書いた人に返す without saying why.
    NoDeclineReason,
    /// 公開を終える without saying why.
    NoArchiveReason,
    /// 公開を終える without having said that it is meant.
    NotConfirmed,
    /// Somebody changed it since the page was opened on which the step was asked for.
    MovedOn,
    /// 直し of a case that is public no more.
    CorrectsNothing,
    /// 直し of items that were changed in what is public, too, since it was begun: their labels.
    Overtaken(Vec<&'static str>),
    /// 直し put aside, and another one begun since.
    CorrectedElsewhere,
    /// What is wrong with a comment, an answer or a note.
    Voice(String),
    /// A place that does not go with the owner: what to say at 「地域」.
    Place(String),
    /// What is wrong with a file or a logic model.
    Attached(String),
    /// What is wrong with handing it to a collection.
    Collection(String),
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
            Self::Place(sentence) | Self::Voice(sentence) | Self::Attached(sentence) | Self::Collection(sentence) => sentence.clone(),
            Self::MovedOn => {
                "このページを開いたあとに、内容が変わりました。下の、いまの内容を確かめてから、もう一度押してください。".to_owned()
            }
            Self::CorrectsNothing => {
                "もとの事例の公開が終わっているため、直しを公開できません。もとの事例をもう一度公開してから、行ってください。".to_owned()
            }
            Self::Overtaken(labels) => format!(
                "直しを始めたあとに、公開中の「{}」も変わりました。下の表で両方を見比べ、置きかえてよければ印を付けてから公開してください。残したい文があるときは、差し戻して直しに書き足してもらってください。",
                labels.join("」「")
            ),
            Self::CorrectedElsewhere => {
                "この事例には、あとから始めた別の直しがあります。そちらを破棄してから、元に戻してください。".to_owned()
            }
            Self::NoArchiveReason => {
                "公開を終える理由を書いてください。書いた方にメールで届き、経過にも残ります。".to_owned()
            }
            Self::NotConfirmed => {
                "公開を終えるときは、「一般の方から見えなくなることを確かめました」に印を付けてください。".to_owned()
            }
            Self::NoDeclineReason => {
                "返す理由を書いてください。書いた方が、どこを直せばよいか分かるように。".to_owned()
            }
            Self::NoReason => "差し戻す理由を書いてください。書いた方が、どこを直せばよいか分かるように。".to_owned(),
        }
    }
}

/// Whoever approves or publishes has seen what she decides about. `seen`: the version of her page, as it was sent.
pub fn may_decide_unseen(seen: &str, version: i64) -> Result<(), Refusal> {
    if seen.is_empty() || seen == version.to_string() { Ok(()) } else { Err(Refusal::MovedOn) }
}

/// 「よく読まれている順は、この1年に開かれた回数による」
pub const READ_WITHIN_DAYS: i64 = 365;
/// 「400日で消す」
pub const KEEP_READINGS_DAYS: i64 = 400;

/// Whether a 直し may take the place of what is public. `seen`: the public version on her page, if it was sent; `over`: she said that
/// what was mended counts; `both`: what changed on both sides.
pub fn may_take_over(seen: Option<i64>, over: bool, version: i64, both: Vec<&'static str>) -> Result<(), Refusal> {
    if seen.is_some_and(|seen| seen != version) {
        return Err(Refusal::MovedOn);
    }
    if both.is_empty() || (over && seen.is_some()) { Ok(()) } else { Err(Refusal::Overtaken(both)) }
}

/// The author's side may change a draft and what came back; the office anything that is not closed.
pub fn may_edit(state: State, is_reviewer: bool) -> bool {
    match state {
        State::Draft | State::Returned => true,
        State::InReview | State::Published => is_reviewer,
        // What is to be decided stays as it was handed in.
        State::InDecision | State::Archived | State::Discarded => false,
    }
}

/// What is public is mended in a text beside it.
pub fn may_correct(state: State) -> Result<(), Refusal> {
    if state == State::Published { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

pub fn may_discard(state: State) -> Result<(), Refusal> {
    if matches!(state, State::Draft | State::Returned) { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

pub fn may_restore(state: State) -> Result<(), Refusal> {
    if state == State::Discarded { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

/// What was handed in or is public keeps what is needed for that, whoever mends it.
pub fn may_stand(state: State, content: &Content) -> Result<(), Refusal> {
    let missing = if matches!(state, State::Draft | State::Returned) { Vec::new() } else { missing(content) };
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

pub fn may_submit(state: State, content: &Content) -> Result<(), Refusal> {
    if !matches!(state, State::Draft | State::Returned) {
        return Err(Refusal::WrongState(state));
    }
    let missing = missing(content);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

/// The manager decides what her own people handed in.
pub fn may_decide(state: State) -> Result<(), Refusal> {
    if state == State::InDecision { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

/// Given back within the house, with the reason.
pub fn may_decline(state: State, reason: &str) -> Result<(), Refusal> {
    may_decide(state)?;
    if reason.trim().is_empty() { Err(Refusal::NoDeclineReason) } else { Ok(()) }
}

/// Whether a case that is handed in waits for the owner's own decision first: where the year asks for it, and somebody
/// is there to decide who is not the one that hands it in.
pub fn waits_for_own_decision(year_asks: bool, deciders: usize, decides_herself: bool, is_office: bool) -> bool {
    year_asks && deciders > 0 && !decides_herself && !is_office
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

pub fn may_archive(state: State, reason: &str, confirmed: bool) -> Result<(), Refusal> {
    if state != State::Published {
        Err(Refusal::WrongState(state))
    } else if reason.trim().is_empty() {
        Err(Refusal::NoArchiveReason)
    } else if !confirmed {
        Err(Refusal::NotConfirmed)
    } else {
        Ok(())
    }
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
        assert!(may_stand(State::Draft, &Content::default()).is_ok());
        assert!(may_stand(State::Published, &Content::default()).is_err());
    }

    #[test]
    fn the_way_has_no_short_cuts() {
        assert_eq!(may_publish(State::InReview), Ok(()));
        assert_eq!(may_publish(State::Archived), Ok(()));
        assert!(may_publish(State::Draft).is_err() && may_publish(State::Returned).is_err());
        assert_eq!(may_return(State::InReview, "数字の年を書き足してください"), Ok(()));
        assert_eq!(may_return(State::InReview, " "), Err(Refusal::NoReason));
        assert!(may_return(State::Published, "理由").is_err());
        assert_eq!(may_archive(State::Published, "制度が変わったため", true), Ok(()));
        assert_eq!(may_archive(State::Published, " ", true), Err(Refusal::NoArchiveReason));
        assert_eq!(may_archive(State::Published, "制度が変わったため", false), Err(Refusal::NotConfirmed));
        assert!(may_archive(State::Draft, "理由", true).is_err());
        assert!(may_edit(State::Draft, false) && may_edit(State::Published, true));
        assert!(!may_edit(State::InReview, false) && !may_edit(State::Archived, true));
        assert!(!may_edit(State::Discarded, true));
    }

    #[test]
    fn the_owner_decides_first_where_somebody_can() {
        assert!(waits_for_own_decision(true, 1, false, false));
        for (asks, deciders, herself, office) in
            [(false, 1, false, false), (true, 0, false, false), (true, 1, true, false), (true, 1, false, true)]
        {
            assert!(!waits_for_own_decision(asks, deciders, herself, office), "{asks} {deciders} {herself} {office}");
        }
        for state in State::EVERY {
            assert_eq!(may_decide(state).is_ok(), state == State::InDecision, "{state:?}");
        }
        assert_eq!(may_decline(State::InDecision, " "), Err(Refusal::NoDeclineReason));
        assert_eq!(may_decline(State::InDecision, "年を書く"), Ok(()));
        assert!(may_decline(State::Draft, "年を書く").is_err());
        assert!(may_publish(State::InDecision).is_err() && may_return(State::InDecision, "年を書く").is_err());
        assert!(!may_edit(State::InDecision, true) && !may_edit(State::InDecision, false));
    }

    #[test]
    fn only_what_nobody_else_has_is_discarded() {
        for state in State::EVERY {
            assert_eq!(may_correct(state).is_ok(), state == State::Published, "{state:?}");
            assert_eq!(may_discard(state).is_ok(), matches!(state, State::Draft | State::Returned), "{state:?}");
            assert_eq!(may_restore(state).is_ok(), state == State::Discarded, "{state:?}");
        }
    }
}

//! 業務規則 of the cases: what 事務局に出す needs, how long texts may be, which step may follow which.

mod hints;

pub use hints::{Hint, hints, personal_hints};

use super::model::{Content, CostShare, Field, State, TagKind, WHOLE};
use crate::regions::NamedPlace;
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
/// 「費用の分け方は8行まで」
pub const SHARES_AT_MOST: usize = 8;
/// Shares that are rounded to a tenth of a percent may miss 100 % by this much in all, in tenths.
const SHARES_MAY_MISS: i64 = 5;
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
        id: "cases.discard_own_unpublished",
        value: "30日",
        sentence: "書いた側は、下書きと差し戻された事例を破棄できる。30日のあいだは元に戻せ、そのあと消える",
        source: "REQ-287、消し忘れと消しすぎの両方を防ぐため",
    },
    Rule {
        id: "cases.withdrawn_says_so",
        value: "410",
        sentence: "公開を終えた事例のアドレスでは、公開が終わったことだけを知らせ、内容は見せない。事務局は公開に戻せる",
        source: "REQ-287",
    },
    Rule {
        id: "cases.archive_needs_reason",
        value: "理由と確かめ",
        sentence: "公開を終えるときは、理由を必ず書き、一般の方から見えなくなることを確かめる",
        source: "REQ-287、押しまちがいを防ぐため",
    },
    Rule {
        id: "cases.first_publication_counts",
        value: "はじめの公開日",
        sentence: "もう一度公開しても、公開日ははじめに公開した日のままで、新しい事例の先頭には戻らない",
        source: "REQ-287",
    },
    Rule {
        id: "cases.places_of_the_owner",
        value: "持ち主による",
        sentence: "市町村の事例はその市町村を地域の最初に置き、共に取り組む市町村を続けてよい。都道府県の事例はその中の市町村、団体の事例はどの市町村でもよい（一つ以上）",
        source: "REQ-282、REQ-284",
    },
    Rule {
        id: "cases.several_own_one",
        value: "市町村の事例",
        sentence: "市町村の事例は、「地域」に書いたほかの市町村といっしょに持てる。いっしょに持つ市町村の人も、公開前から見て直せ、知らせを受ける",
        source: "REQ-164、REQ-167、共同で委託する市町村の事例のため",
    },
    Rule {
        id: "cases.cost_shares_add_up",
        value: "100%",
        sentence: "費用の分け方は8行までで、すべての割合を書いたときは合わせて100%（四捨五入の差0.5ポイントまで）、一部だけのときは100%までとする。割合の分からない行は空のままでよい",
        source: "REQ-164",
    },
    Rule {
        id: "cases.bodies_own_theirs",
        value: "団体",
        sentence: "団体が書いた事例は、どの市町村についてのものでもその団体の事例であり、団体の名で公開する",
        source: "REQ-008、REQ-282",
    },
    Rule {
        id: "cases.letters_at_steps",
        value: "4つの時",
        sentence: "出したときは事務局に、差戻し・公開・公開終了のときは出した人と書いた側に、メールで知らせる（した本人と、サーバーでの取り込みを除く）",
        source: "REQ-287",
    },
    Rule {
        id: "cases.figures_are_numbers",
        value: "数・単位・時点",
        sentence: "地域の数字は数で書き（約・以上などと幅は添えられる）、単位と、いつの数字かを必ず添える。出典に時点がないときは「不明」とする",
        source: "REQ-165、機械可読性に関するルール",
    },
    Rule {
        id: "cases.shared_lists_have_a_holder",
        value: "1事業",
        sentence: "困りごとの入口と同義語は、事例集をもつ事業の事務局と所管課だけが直す。だれが直したかを残す",
        source: "REQ-288、REQ-289",
    },
    Rule {
        id: "cases.statistics_by_band",
        value: "小数第1位",
        sentence: "人口規模×場面・実施内容の割合は、公開中の事例を分母とする複数回答で、分母を示し、四捨五入して小数第1位まで示す。いくつかの区分にまたがる事例は、それぞれに一度ずつ数え、全体では一度だけ数える",
        source: "REQ-290",
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
        sentence: "電話番号・メールアドレス・人の名前らしいところは、事務局に出す前に一度示し、書いた人が確かめたと答えれば出せる。空の効果・数字のない効果は知らせるだけにする。決めるのは人である",
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
    /// 公開を終える without saying why.
    NoArchiveReason,
    /// 公開を終える without having said that it is meant.
    NotConfirmed,
    /// A place that does not go with the owner: what to say at 「地域」.
    Place(String),
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
            Self::Place(sentence) => sentence.clone(),
            Self::NoArchiveReason => {
                "公開を終える理由を書いてください。書いた方にメールで届き、経過にも残ります。".to_owned()
            }
            Self::NotConfirmed => {
                "公開を終えるときは、「一般の方から見えなくなることを確かめました」に印を付けてください。".to_owned()
            }
            Self::NoReason => "差し戻す理由を書いてください。書いた方が、どこを直せばよいか分かるように。".to_owned(),
        }
    }
}

/// The author's side may change a draft and what came back; the office anything that is not closed.
pub fn may_edit(state: State, is_reviewer: bool) -> bool {
    match state {
        State::Draft | State::Returned => true,
        State::InReview | State::Published => is_reviewer,
        State::Archived | State::Discarded => false,
    }
}

pub fn may_discard(state: State) -> Result<(), Refusal> {
    if matches!(state, State::Draft | State::Returned) { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

pub fn may_restore(state: State) -> Result<(), Refusal> {
    if state == State::Discarded { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

/// What is wrong with the places of a case; `owner` is the place that owns it, `None` a body.
pub fn place_refusal(owner: Option<&NamedPlace>, places: &[NamedPlace]) -> Option<String> {
    let Some(owner) = owner else {
        return places.is_empty().then(|| "「地域」に、この事例の市町村を一つ以上書いてください。".to_owned());
    };
    if owner.is_prefecture() {
        let outside = places.iter().find(|place| place.prefecture_code != owner.code)?;
        return Some(format!(
            "「{}」は{}の市町村ではありません。都道府県の事例の「地域」には、その中の市町村を書いてください。",
            outside.label(),
            owner.name
        ));
    }
    (places.first().map(|first| &first.code) != Some(&owner.code)).then(|| {
        format!(
            "「地域」の最初には「{}」を書いてください。共に取り組むほかの市町村は、そのあとに続けられます。",
            owner.label()
        )
    })
}

/// What is wrong with owning a case together; `places` are the codes under 「地域」.
pub fn co_owner_refusal(owner: Option<&NamedPlace>, places: &[String], co_owners: &[NamedPlace]) -> Option<String> {
    if co_owners.is_empty() {
        return None;
    }
    let Some(owner) = owner.filter(|owner| !owner.is_prefecture()) else {
        return Some("「いっしょに持つ市町村」は、市町村の事例のときだけ書けます。".to_owned());
    };
    let stranger = co_owners.iter().find(|place| place.code != owner.code && !places.contains(&place.code))?;
    Some(format!(
        "「{}」を、先に「地域」に書いてください。いっしょに持つのは「地域」の市町村だけです。",
        stranger.label()
    ))
}

/// What is wrong with the shares of the cost.
pub fn shares_refusal(shares: &[CostShare]) -> Option<String> {
    let told: Vec<i64> = shares.iter().filter_map(|share| share.tenths).collect();
    let total: i64 = told.iter().sum();
    let words = |total: i64| format!("{}.{}", total / 10, total % 10);
    if total > WHOLE + SHARES_MAY_MISS {
        return Some(format!(
            "「費用の分け方」の割合を合わせると{} %になります。100 %までにしてください。",
            words(total)
        ));
    }
    let is_short = !told.is_empty() && told.len() == shares.len() && total < WHOLE - SHARES_MAY_MISS;
    is_short.then(|| {
        format!(
            "「費用の分け方」の割合を合わせると{} %です。100 %になるように書くか、分からない行の割合を空にしてください。",
            words(total)
        )
    })
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
    fn only_what_nobody_else_has_is_discarded() {
        for state in State::EVERY {
            assert_eq!(may_discard(state).is_ok(), matches!(state, State::Draft | State::Returned), "{state:?}");
            assert_eq!(may_restore(state).is_ok(), state == State::Discarded, "{state:?}");
        }
    }

    #[test]
    fn shares_of_the_cost_add_up() {
        let refused = |tenths: &[Option<i64>]| {
            let shares: Vec<_> = tenths.iter().map(|t| CostShare { basis: "均等割".to_owned(), tenths: *t }).collect();
            shares_refusal(&shares).is_some()
        };
        assert!(!refused(&[]) && !refused(&[None, None]) && !refused(&[Some(400), Some(300), Some(300)]));
        assert!(!refused(&[Some(333), Some(333), Some(333)]) && !refused(&[Some(995)]) && !refused(&[Some(1005)]));
        assert!(refused(&[Some(994)]) && refused(&[Some(500), Some(506)]));
        assert!(!refused(&[Some(600), None]) && refused(&[Some(1000), Some(6), None]));
    }

    #[test]
    fn only_towns_of_the_case_own_it_together() {
        let place = |code: &str, prefecture: &str| NamedPlace {
            code: code.to_owned(),
            name: code.to_owned(),
            prefecture_code: prefecture.to_owned(),
            ..NamedPlace::default()
        };
        let (town, other, prefecture) =
            (place("193666", "190004"), place("193658", "190004"), place("190004", "190004"));
        let places = [town.code.clone(), other.code.clone()];
        let refused = |owner: Option<&NamedPlace>, places: &[String], with: &[NamedPlace]| {
            co_owner_refusal(owner, places, with).is_some()
        };
        assert!(!refused(Some(&town), &places, std::slice::from_ref(&other)));
        assert!(!refused(None, &[], &[]) && !refused(Some(&town), &places, std::slice::from_ref(&town)));
        assert!(refused(Some(&town), &places[..1], std::slice::from_ref(&other)));
        assert!(refused(None, &places, std::slice::from_ref(&other)), "a body owns its own alone");
        assert!(refused(Some(&prefecture), &places, std::slice::from_ref(&other)));
    }

    #[test]
    fn places_go_with_the_owner() {
        let place = |code: &str, prefecture: &str| NamedPlace {
            code: code.to_owned(),
            name: code.to_owned(),
            prefecture_code: prefecture.to_owned(),
            ..NamedPlace::default()
        };
        let town = place("352128", "350001");
        let neighbour = place("353051", "350001");
        let far = place("193666", "190004");
        let prefecture = place("350001", "350001");
        let refused = |owner: Option<&NamedPlace>, places: &[&NamedPlace]| {
            place_refusal(owner, &places.iter().map(|p| (*p).clone()).collect::<Vec<_>>()).is_some()
        };
        assert!(!refused(Some(&town), &[&town, &neighbour, &far]), "its own first, then whom it works with");
        assert!(refused(Some(&town), &[&neighbour, &town]) && refused(Some(&town), &[]));
        assert!(!refused(Some(&prefecture), &[]) && !refused(Some(&prefecture), &[&town, &neighbour]));
        assert!(refused(Some(&prefecture), &[&town, &far]));
        assert!(!refused(None, &[&far]) && refused(None, &[]));
    }
}

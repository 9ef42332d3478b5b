//! What a group may be, and who is in it on a day. Pure.

use crate::model::{Group, Member, Taker};
use crate::permissions::{Actor, LookAtOwnWideAreas, Scope, TakePartInWideAreas, WriteWideAreas, reach_of};
use crate::shared::{Rule, day_in_words};

pub const NAME_CHARACTERS: usize = 80;
pub const SHORT_CHARACTERS: usize = 80;
pub const REMARK_CHARACTERS: usize = 200;
pub const TEXT_CHARACTERS: usize = 1_000;
pub const MOST_MEMBERS: usize = 100;
pub const MOST_GROUPS_OF_A_LEAD: i64 = 50;
pub const MOST_OWN_ROWS: usize = 20;
pub const MOST_MEETINGS: i64 = 500;
pub const MOST_CALCULATIONS: i64 = 200;
pub const MOST_VERSIONS: i64 = 50;

pub const RULES: &[Rule] = &[
    Rule {
        id: "wide_area.own_say",
        value: "本人の確認",
        sentence: "市町村は、その市町村の担当者が確認してはじめて広域の取組に加わる。それまでは「参加の確認待ち」と示し、公開するページには出さない。始まりの日を早めたり終わりの日を延ばしたりしたときは、もう一度たずねる",
        source: "設計（知らないうちに加えられない）、REQ-319",
    },
    Rule {
        id: "wide_area.as_on_a_day",
        value: "その日の市町村",
        sentence: "構成は日付で決まる。廃止された市町村は、廃止の日の翌日から合併先に置きかわる",
        source: "REQ-034、PRODUCT 3.2（廃止・合併の日付）",
    },
    Rule {
        id: "wide_area.sums",
        value: "合計は総額と一致",
        sentence: "総額を重みで割ごとの額に分け、割ごとの額を市町村の数で分ける。端数の単位に満たない分は切り捨て、余りの大きい順に一単位ずつ足す（同じときは数の大きいほう、団体コードの小さいほうが先）か、幹事市町村が負担する",
        source: "REQ-164、最大剰余方式",
    },
    Rule {
        id: "wide_area.below_unit",
        value: "幹事、いなければ先頭",
        sentence: "総額のうち端数の単位に満たない額は、幹事市町村（いなければ団体コードの最も小さい市町村）が負担する",
        source: "REQ-164",
    },
    Rule {
        id: "wide_area.limits",
        value: "100市町村、1兆円、3案",
        sentence: "試算は、市町村100、総額1兆円、一つの数10億、重み1万、自分で決める割3つ、案3つまで",
        source: "設計（速さと読みやすさ）",
    },
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooManyGroups,
    TooManyMembers,
    TooManyRows,
    TooManyMeetings,
    TooManyCalculations,
    TooManyVersions,
    Overlaps(String),
    EndsBeforeItBegins,
    NotThereThen(String, String),
    LeadLeaves(String),
    LeadIsNoMember,
    ConfirmedIsNotRemoved(String),
    SameRow(String),
    NoSuchTown,
    AgreedInFuture,
    SameAsLastVersion,
    NotOurPlan,
}

impl Refusal {
    pub fn sentence(&self) -> String {
        match self {
            Self::TooManyGroups => format!(
                "一つの市町村が幹事になる広域の取組は{MOST_GROUPS_OF_A_LEAD}までです。使わないものを「しまう」にしてください。"
            ),
            Self::TooManyMembers => format!("加わる市町村は{MOST_MEMBERS}までです。"),
            Self::TooManyRows => format!("この取組だけの行は{MOST_OWN_ROWS}までです。使わない行を消してください。"),
            Self::TooManyMeetings => format!("会議は{MOST_MEETINGS}までです。"),
            Self::TooManyCalculations => {
                format!("残せる試算は{MOST_CALCULATIONS}までです。同じ名前と年度で残すと、版が増えます。")
            }
            Self::TooManyVersions => format!("版は{MOST_VERSIONS}までです。別の名前で残してください。"),
            Self::Overlaps(name) => {
                format!(
                    "「{name}」は、その期間にもう入っています。期間が重ならないように、前の行の終わりの日を先に直してください。"
                )
            }
            Self::EndsBeforeItBegins => "終わりの日が、始まりの日より前です。".to_owned(),
            Self::NotThereThen(name, days) => {
                format!(
                    "「{name}」は、その期間の始まりの日にはありません（{days}）。日付を直すか、ほかの市町村を選んでください。"
                )
            }
            Self::LeadLeaves(name) => {
                format!("「{name}」は幹事市町村です。先に「全体を直す」で幹事を替えてください。")
            }
            Self::LeadIsNoMember => "幹事にできるのは、参加を確認した市町村だけです。".to_owned(),
            Self::ConfirmedIsNotRemoved(name) => {
                format!("「{name}」は参加を確認しています。消さずに、終わりの日を入れてください。")
            }
            Self::SameRow(label) => format!("「{label}」という行が、もうあります。"),
            Self::NoSuchTown => "その市町村を選べません。示された中から選び直してください。".to_owned(),
            Self::AgreedInFuture => "合意した日が、今日より先になっています。".to_owned(),
            Self::SameAsLastVersion => "最後の版と同じなので、新しい版は残しませんでした。".to_owned(),
            Self::NotOurPlan => {
                "その計画を選べません。幹事市町村のロジックモデルの中から選び直してください。".to_owned()
            }
        }
    }
}

/// Whose groups somebody sees beside those everybody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sees {
    Published,
    Towns(Vec<String>),
    Prefectures(Vec<String>),
    All,
}

pub fn sees(actor: &Actor) -> Sees {
    match reach_of::<LookAtOwnWideAreas>(actor) {
        Some(Scope::All) => Sees::All,
        Some(Scope::Municipalities(codes)) => Sees::Towns(codes),
        Some(Scope::Prefectures(codes)) => Sees::Prefectures(codes),
        _ => Sees::Published,
    }
}

/// What somebody is to a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Writes it.
    pub lead: bool,
    /// Reads meetings and calculations.
    pub inside: bool,
    /// Knows who is still asked, too.
    pub asked: bool,
    /// Her own municipalities, where she may speak for them.
    pub own: Vec<String>,
}

impl Standing {
    /// On a day: who has left reads what was published, like everybody.
    pub fn of(actor: &Actor, group: &Group, members: &[Member], day: &str) -> Self {
        let members: Vec<&Member> =
            members.iter().filter(|m| m.left_on.as_deref().is_none_or(|left| left >= day)).collect();
        let within = |scope: Option<Scope>, code: &str| match scope {
            Some(Scope::All) => true,
            Some(Scope::Municipalities(codes)) => codes.iter().any(|own| own == code),
            _ => false,
        };
        let sees = sees(actor);
        let (inside, asked) = match &sees {
            Sees::All => (true, true),
            Sees::Published => (false, false),
            Sees::Towns(codes) => {
                let of = |wanted: &dyn Fn(&Member) -> bool| {
                    members.iter().any(|m| codes.contains(&m.municipality_code) && wanted(m))
                };
                let leads = codes.contains(&group.lead_code);
                (leads || of(&Member::is_confirmed), leads || of(&|_| true))
            }
            Sees::Prefectures(codes) => {
                let here = codes.contains(&group.prefecture_code)
                    || members.iter().any(|m| m.is_confirmed() && codes.contains(&m.prefecture_code));
                (here, here)
            }
        };
        let own = match reach_of::<TakePartInWideAreas>(actor) {
            Some(Scope::Municipalities(codes)) => codes,
            Some(Scope::All) => members.iter().map(|m| m.municipality_code.clone()).collect(),
            _ => Vec::new(),
        };
        Self { lead: within(reach_of::<WriteWideAreas>(actor), &group.lead_code), inside, asked, own }
    }

    pub fn speaks_for(&self, code: &str) -> bool {
        self.own.iter().any(|own| own == code)
    }
}

/// Who takes part on a day, each once, by code; a municipality that ended before is told by the one it went into. Behind it, what could
/// not be told.
pub fn on_day(members: &[Member], day: &str, with_waiting: bool) -> (Vec<Taker>, Vec<String>) {
    let (mut takers, mut notes): (Vec<Taker>, Vec<String>) = (Vec::new(), Vec::new());
    let counted = |m: &&Member| m.is_confirmed() || (with_waiting && m.answer == "waiting");
    for member in members.iter().filter(counted).filter(|m| m.takes_part_on(day)) {
        let ended = member.valid_to.as_deref().filter(|_| member.has_ended_by(day));
        let (code, name, before) = match (ended, &member.successor_code, &member.successor_name) {
            (None, ..) => (member.municipality_code.clone(), member.name.clone(), None),
            (Some(_), Some(code), Some(name)) => (code.clone(), name.clone(), Some(member.name.clone())),
            (Some(ended), ..) => {
                notes.push(format!(
                    "「{}」は{}に廃止されました。合併先が記録されていないので、数えていません。",
                    member.name,
                    day_in_words(ended)
                ));
                continue;
            }
        };
        if let Some(known) = takers.iter_mut().find(|taker| taker.code == code) {
            known.instead_of.extend(before);
            known.waiting &= !member.is_confirmed();
        } else {
            let waiting = !member.is_confirmed();
            takers.push(Taker { code, name, instead_of: before.into_iter().collect(), waiting });
        }
    }
    takers.sort_by(|a, b| a.code.cmp(&b.code));
    (takers, notes)
}

/// Whether a municipality must be asked again when its days change: only what makes them more.
pub fn asks_again(before: (&str, Option<&str>), after: (&str, Option<&str>)) -> bool {
    let later = match (before.1, after.1) {
        (Some(_), None) => true,
        (Some(before), Some(after)) => after > before,
        (None, _) => false,
    };
    after.0 < before.0 || later
}

/// Do two spans of days (both ends counted; without an end open) share one?
pub fn overlap(a: (&str, Option<&str>), b: (&str, Option<&str>)) -> bool {
    a.1.is_none_or(|end| b.0 <= end) && b.1.is_none_or(|end| a.0 <= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(code: &str, joined: &str, left: Option<&str>, answer: &str) -> Member {
        Member {
            municipality_code: code.to_owned(),
            name: format!("町{code}"),
            joined_on: joined.to_owned(),
            left_on: left.map(str::to_owned),
            answer: answer.to_owned(),
            ..Member::default()
        }
    }

    #[test]
    fn who_takes_part_depends_on_the_day_and_on_their_own_word() {
        let mut merged = member("3", "2020-04-01", None, "confirmed");
        merged.valid_to = Some("2025-03-31".to_owned());
        let members = [
            member("1", "2020-04-01", None, "confirmed"),
            member("2", "2020-04-01", Some("2024-03-31"), "confirmed"),
            merged.clone(),
            member("4", "2020-04-01", None, "waiting"),
            member("5", "2020-04-01", None, "declined"),
        ];
        let codes = |day: &str, waiting: bool| -> Vec<String> {
            on_day(&members, day, waiting).0.into_iter().map(|taker| taker.code).collect()
        };
        assert_eq!(codes("2020-03-31", false), [""; 0]);
        assert_eq!(codes("2024-03-31", false), ["1", "2", "3"]);
        assert_eq!(codes("2024-04-01", true), ["1", "3", "4"]);
        assert_eq!(codes("2025-03-31", false), ["1", "3"]);
        // Merged, and nobody knows where to: said, not counted.
        let (takers, notes) = on_day(&members, "2025-04-01", false);
        assert!(takers.len() == 1 && notes[0].contains("合併先が記録されていない"), "{notes:?}");
        // Merged into another member: that one stands for both, once.
        merged.successor_code = Some("1".to_owned());
        merged.successor_name = Some("町1".to_owned());
        let (takers, notes) = on_day(&[members[0].clone(), merged], "2025-04-01", false);
        assert_eq!((takers.len(), takers[0].instead_of.clone(), notes.len()), (1, vec!["町3".to_owned()], 0));
    }

    #[test]
    fn only_more_days_are_asked_about_again() {
        let before = ("2020-04-01", None);
        assert!(!asks_again(before, ("2020-04-01", Some("2026-03-31"))));
        assert!(!asks_again(before, ("2021-04-01", None)));
        assert!(asks_again(before, ("2019-04-01", None)));
        assert!(asks_again(("2020-04-01", Some("2026-03-31")), before));
        assert!(asks_again(("2020-04-01", Some("2026-03-31")), ("2020-04-01", Some("2026-04-01"))));
    }

    #[test]
    fn spans_share_a_day_or_not() {
        assert!(overlap(("2020-04-01", None), ("2026-04-01", None)));
        assert!(overlap(("2020-04-01", Some("2026-04-01")), ("2026-04-01", None)));
        assert!(!overlap(("2020-04-01", Some("2026-03-31")), ("2026-04-01", None)));
        assert!(!overlap(("2026-04-01", None), ("2020-04-01", Some("2026-03-31"))));
    }
}

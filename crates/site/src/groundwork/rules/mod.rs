//! What may be written, what one is gently asked about, and when a role is agreed to.

pub mod duties;
mod hints;
pub mod items;

use jiff::civil::Date;

use crate::model::{Agreement, Role};
use crate::shared::Rule;

pub use hints::{Matrix, matrix};

pub const MOST_UNDERTAKINGS: usize = 300;
pub const MOST_ROLES: i64 = 50;
pub const NAME_CHARACTERS: usize = 80;
pub const SHORT_CHARACTERS: usize = 80;
pub const WORDS_CHARACTERS: usize = 300;
pub const TEXT_CHARACTERS: usize = 1_000;
/// 100億円
pub const MOST_YEN: i64 = 10_000_000_000;
pub const EARLIEST_YEAR: i64 = 2015;
/// 「同じ場面・同じ対象の事業が3つ以上」
pub const DOUBLES: usize = 3;

pub const RULES: &[Rule] = &[
    Rule {
        id: "groundwork.undertakings",
        value: "年度ごとに300",
        sentence: "棚卸しの事業は、一つの市町村の一つの年度に300までです。同じ年度に同じ名前の事業は二つ置けません。",
        source: "REQ-321",
    },
    Rule {
        id: "groundwork.hints",
        value: "気づきだけ",
        sentence: "事業のない場面と、同じ場面・同じ対象の事業が3つ以上あるところを、理由とともに知らせます。点数は付けません。",
        source: "REQ-321、REQ-342（人が決める）",
    },
    Rule {
        id: "groundwork.shared",
        value: "見せるものだけ",
        sentence: "都道府県が読めるのは、市町村が「見せる」にしたものだけです。公開はしません。",
        source: "REQ-015",
    },
    Rule {
        id: "groundwork.agreed",
        value: "市町村と雇用元",
        sentence: "コーディネーターの役割は、市町村と雇っている組織の両方が、いまの版に合意したときに「合意済み」になります。町が直接雇うときは市町村だけです。",
        source: "REQ-322",
    },
    Rule {
        id: "groundwork.agreed_again",
        value: "新しい版",
        sentence: "どちらかが合意したあとに役割を変えると、新しい版になり、両方の合意をもう一度取ります。前の版と合意の記録は残ります。",
        source: "REQ-322",
    },
    Rule {
        id: "groundwork.review",
        value: "見直しの日",
        sentence: "役割の見直しの日が来ると、市町村の担当者に一度だけメールで知らせます。",
        source: "REQ-322",
    },
    Rule {
        id: "groundwork.assessment",
        value: "下書き",
        sentence: "保険者努力支援交付金の下書きは公式の様式ではありません。項目の文は事務局が年度ごとに直し、どの項目にも公式の評価シートで確かめるよう添えます。",
        source: "REQ-340",
    },
];

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooManyUndertakings,
    SameName(String),
    MergeWithoutTarget,
    MergeWithItself,
    DecidedInFuture,
    DecidedWithoutDay,
    DecidedWithoutWhom,
    TooManyRoles,
    UnknownCoordinator,
    NoDuties,
    AgreedInFuture,
    AgreedAlready(String),
    NothingToAgree,
    OtherVersion,
    AgreedWithoutDay,
    AgreedWithoutPlace,
    ReviewBeforeStart,
    SameItem(String),
}

impl Refusal {
    pub fn sentence(&self) -> String {
        match self {
            Self::TooManyUndertakings => format!(
                "棚卸しの事業は、一つの年度に{MOST_UNDERTAKINGS}までです。小さな事業は、まとめて一行にしてください。"
            ),
            Self::SameName(name) => format!(
                "「{name}」は、この年度にもうあります。同じ事業ならそちらを直し、別の事業なら名前を変えてください。"
            ),
            Self::MergeWithoutTarget => {
                "「まとめる」には、まとめる先の事業の名前を書いてください。まだ決まっていなければ、判断を「まだ決めていない」にしておきます。"
                    .to_owned()
            }
            Self::MergeWithItself => "まとめる先が、この事業自身になっています。別の事業の名前を書いてください。".to_owned(),
            Self::DecidedInFuture => "判断した日が、今日より先になっています。".to_owned(),
            Self::DecidedWithoutDay => "いつ判断したかを入力してください。".to_owned(),
            Self::DecidedWithoutWhom => "だれが（どの会議で）判断したかを入力してください。".to_owned(),
            Self::TooManyRoles => format!("役割は、一つの市町村で{MOST_ROLES}までです。終わった役割を「終わり」にしてください。"),
            Self::UnknownCoordinator => {
                "選んだコーディネーターは、いまこの市町村を受けもっていません。選び直すか、名前を入力してください。".to_owned()
            }
            Self::NoDuties => "業務を一つ以上選ぶか、自分の言葉で書いてください。".to_owned(),
            Self::AgreedInFuture => "合意した日が、今日より先になっています。".to_owned(),
            Self::AgreedAlready(side) => format!("{side}は、この版にもう合意しています。"),
            Self::NothingToAgree => "町が直接雇っているので、雇用元の合意は要りません。".to_owned(),
            Self::OtherVersion => {
                "開いているあいだに役割が変わりました。いまの内容を読んでから、もう一度合意してください。".to_owned()
            }
            Self::AgreedWithoutDay => "合意した日を入力してください。".to_owned(),
            Self::AgreedWithoutPlace => "どこで合意したか（会議の名前）を入力してください。".to_owned(),
            Self::ReviewBeforeStart => "見直しの日が、役割の始まりより前になっています。".to_owned(),
            Self::SameItem(id) => format!("「{id}」という項目は、もうあります。別の名前にしてください。"),
        }
    }
}

/// Who decided, and when: both, or neither, and not tomorrow.
pub fn decided(by: &str, on: Option<&str>, today: Date) -> Result<(), Refusal> {
    match (by.is_empty(), on) {
        (_, Some(day)) if *day > *today.to_string() => Err(Refusal::DecidedInFuture),
        (false, None) => Err(Refusal::DecidedWithoutDay),
        (true, Some(_)) => Err(Refusal::DecidedWithoutWhom),
        _ => Ok(()),
    }
}

/// The same of an agreement to an aim.
pub fn agreed(by: &str, on: Option<&str>, today: Date) -> Result<(), Refusal> {
    decided(by, on, today).map_err(|refusal| match refusal {
        Refusal::DecidedWithoutDay => Refusal::AgreedWithoutDay,
        Refusal::DecidedWithoutWhom => Refusal::AgreedWithoutPlace,
        _ => Refusal::AgreedInFuture,
    })
}

/// Who has agreed to the version that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub town: Option<Agreement>,
    pub employer: Option<Agreement>,
    pub direct: bool,
}

impl Standing {
    pub fn of(role: &Role, all: &[Agreement]) -> Self {
        let find = |side: &str| {
            all.iter().find(|one| one.role_id == role.id && one.version == role.version && one.side == side).cloned()
        };
        Self { town: find("town"), employer: find("employer"), direct: role.direct }
    }

    pub fn is_agreed(&self) -> bool {
        self.town.is_some() && (self.direct || self.employer.is_some())
    }

    /// Somebody has agreed: what is changed now is a new version.
    pub fn is_begun(&self) -> bool {
        self.town.is_some() || self.employer.is_some()
    }

    pub fn of_side(&self, side: &str) -> Option<&Agreement> {
        if side == "town" { self.town.as_ref() } else { self.employer.as_ref() }
    }

    pub fn words(&self) -> &'static str {
        match (self.is_agreed(), self.town.is_some(), self.employer.is_some()) {
            (true, ..) => "合意済み",
            (_, true, _) => "雇用元の合意を待っています",
            (_, _, true) => "市町村の合意を待っています",
            _ if self.direct => "市町村の合意を待っています",
            _ => "両方の合意を待っています",
        }
    }

    /// As `state` of the components: `done`, `doing`, `none`.
    pub fn state(&self) -> &'static str {
        if self.is_agreed() {
            "done"
        } else if self.is_begun() {
            "doing"
        } else {
            "none"
        }
    }
}

/// 「1,200,000」「120万円」「1.5百万円」「1,200千円」 → yen.
pub fn read_yen(typed: &str) -> Result<i64, &'static str> {
    const NOT_READ: &str = "数として読めません。「1,200,000」「120万円」「1,200千円」のように、円で入力してください。分からなければ空けておきます。";
    let text = japanese::fold::half_width(&japanese::fold::tidy(typed)).replace([',', ' ', '，'], "");
    let text = text.trim_start_matches(['¥', '\\']).trim_start_matches('約');
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor: i128 = match unit.trim_end_matches('円') {
        "" => 1,
        "千" => 1_000,
        "万" => 10_000,
        "百万" => 1_000_000,
        "億" => 100_000_000,
        _ => return Err(NOT_READ),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || whole.len() > 12 || fraction.len() > 6 || fraction.contains('.') {
        return Err(NOT_READ);
    }
    let digits: i128 = format!("{whole}{fraction}").parse().map_err(|_| NOT_READ)?;
    let scale = 10_i128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    let yen = digits * factor;
    if yen % scale != 0 {
        return Err("1円より細かい金額は入力できません。円の単位で入力してください。");
    }
    match i64::try_from(yen / scale) {
        Ok(yen) if yen <= MOST_YEN => Ok(yen),
        _ => Err("金額が大きすぎます。100億円までで入力してください。桁を確かめてください。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yen_are_read_as_people_write_them() {
        for (typed, yen) in [
            ("1,200,000", 1_200_000),
            ("１２０万円", 1_200_000),
            ("1,200千円", 1_200_000),
            ("1.5百万円", 1_500_000),
            ("約30万", 300_000),
            ("0", 0),
            ("100億円", MOST_YEN),
        ] {
            assert_eq!(read_yen(typed), Ok(yen), "{typed}");
        }
        for typed in ["", "不明", "-5", "1.5", "1..5", "100億1円", "10000000001", "12時間", "999999999999999999999億"]
        {
            assert!(read_yen(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn who_and_when_go_together_and_never_tomorrow() {
        let today = jiff::civil::date(2026, 11, 21);
        assert_eq!(decided("", None, today), Ok(()));
        assert_eq!(decided("課長", Some("2026-11-21"), today), Ok(()));
        assert_eq!(decided("課長", Some("2026-11-22"), today), Err(Refusal::DecidedInFuture));
        assert_eq!(decided("課長", None, today), Err(Refusal::DecidedWithoutDay));
        assert_eq!(agreed("", Some("2026-11-20"), today), Err(Refusal::AgreedWithoutPlace));
        assert_eq!(agreed("協議会", None, today), Err(Refusal::AgreedWithoutDay));
    }

    #[test]
    fn both_sides_agree_to_the_version_that_stands() {
        let role = |version, direct| Role { id: 1, version, direct, ..Role::default() };
        let of = |side: &str, version| Agreement { role_id: 1, version, side: side.to_owned(), ..Agreement::default() };
        let all = [of("town", 1), of("employer", 1), of("town", 2)];
        assert!(Standing::of(&role(1, false), &all).is_agreed());
        let second = Standing::of(&role(2, false), &all);
        assert!(!second.is_agreed() && second.is_begun() && second.words().starts_with("雇用元"));
        assert!(Standing::of(&role(2, true), &all).is_agreed());
        let third = Standing::of(&role(3, false), &all);
        assert!(!third.is_begun() && third.words().starts_with("両方"));
        assert!(!Standing::of(&Role { id: 2, version: 1, ..Role::default() }, &all).is_begun(), "another role's");
    }
}

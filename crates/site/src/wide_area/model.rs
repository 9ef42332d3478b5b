//! The nouns: a group, who takes part, what is done where, meetings, kept calculations.

use std::collections::BTreeMap;

use crate::cost_sharing::{Input, Outcome};

/// 形: id, label.
pub const KINDS: &[(&str, &str)] = &[
    ("union", "広域連合"),
    ("cooperative", "一部事務組合"),
    ("council", "協議会"),
    ("contract", "共同委託"),
    ("agreement", "連携協約"),
    ("other", "その他の共同実施"),
];

/// 事務局を置くところ
pub const SECRETARIATS: &[(&str, &str)] = &[
    ("", "決めていない"),
    ("lead", "幹事市町村"),
    ("turn", "市町村の持ち回り"),
    ("association", "医師会"),
    ("welfare", "社会福祉協議会"),
    ("union", "広域連合・一部事務組合"),
    ("prefecture", "都道府県・保健所"),
    ("other", "その他の団体"),
];

pub const STATES: &[(&str, &str, &str)] = &[
    ("own", "加わる市町村だけ", "加わる市町村、その都道府県、事務局が読めます。"),
    (
        "published",
        "だれにでも見せる",
        "名前、目的、参加を確認した市町村、役割分担の表をだれでも読めます。会議と費用の試算は見せません。",
    ),
    ("put_aside", "しまう", "一覧に出なくなります。あとで戻せます。"),
];

pub fn label_of<'a>(list: &'a [(&str, &str)], id: &'a str) -> &'a str {
    list.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

pub fn state_label(id: &str) -> &str {
    STATES.iter().find(|(known, ..)| *known == id).map_or(id, |(_, label, _)| label)
}

/// 事業の項目 (ア to ク as towns and their contracts call them), and where each stands in the present scheme.
pub const FUNCTIONS: &[(&str, &str, &str)] = &[
    ("shigen", "地域の医療・介護の資源の把握（ア）", "いまの項目：現状分析・課題抽出・施策立案"),
    ("kadai", "課題の抽出と対応策の検討（イ）", "いまの項目：現状分析・課題抽出・施策立案"),
    ("kirenai", "切れ目のない提供体制の構築推進（ウ）", "いまの項目：現状分析・課題抽出・施策立案"),
    ("joho", "医療・介護関係者の情報共有の支援（エ）", "いまの項目：医療・介護関係者への支援"),
    ("sodan", "相談支援（オ）", "いまの項目：対応策の実施"),
    ("kenshu", "医療・介護関係者の研修（カ）", "いまの項目：医療・介護関係者への支援"),
    ("keihatsu", "地域住民への普及啓発（キ）", "いまの項目：対応策の実施"),
    ("koiki", "関係市区町村の連携（ク）", "いまの項目：都道府県の支援"),
];

/// どこで担うか
pub const HOWS: &[(&str, &str)] = &[
    ("", "書いていない"),
    ("own", "自分の市町村で"),
    ("together", "いっしょに"),
    ("contract", "委託で"),
    ("prefecture", "都道府県が"),
    ("none", "していない"),
];

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Group {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub lead_code: String,
    pub lead_name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub secretariat_kind: String,
    pub secretariat: String,
    pub agreed_on: Option<String>,
    pub purpose: String,
    pub plan_id: Option<i64>,
    pub state: String,
    pub fictitious: bool,
    pub revision: i64,
    pub updated_at: String,
    pub updated_by: String,
}

impl Group {
    pub fn address(&self) -> String {
        format!("/wide-area/{}", self.id)
    }

    /// 「医師会（◯◯郡医師会）」
    pub fn secretariat_words(&self) -> String {
        match (label_of(SECRETARIATS, &self.secretariat_kind), self.secretariat.as_str()) {
            (kind, "") => kind.to_owned(),
            (_, name) if self.secretariat_kind.is_empty() => name.to_owned(),
            (kind, name) => format!("{kind}（{name}）"),
        }
    }
}

/// A municipality in a group, with its own days and those of its taking part.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Member {
    pub id: i64,
    pub municipality_code: String,
    pub name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub joined_on: String,
    pub left_on: Option<String>,
    /// `waiting`, `confirmed`, `declined`
    pub answer: String,
    pub answered_at: Option<String>,
    pub answered_by: String,
    pub successor_code: Option<String>,
    pub successor_name: Option<String>,
    pub revision: i64,
}

impl Member {
    pub fn is_confirmed(&self) -> bool {
        self.answer == "confirmed"
    }

    pub fn takes_part_on(&self, day: &str) -> bool {
        self.joined_on.as_str() <= day && self.left_on.as_deref().is_none_or(|left| left >= day)
    }

    /// Whether the municipality itself has ended before a day.
    pub fn has_ended_by(&self, day: &str) -> bool {
        self.valid_to.as_deref().is_some_and(|to| to < day)
    }
}

/// A municipality of a group on a day; `instead_of`: of those that were merged into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taker {
    pub code: String,
    pub name: String,
    pub instead_of: Vec<String>,
    pub waiting: bool,
}

/// What one town does with one function.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Cell {
    pub how: String,
    /// With whom, or contracted to whom.
    pub whom: String,
    pub remark: String,
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// 「委託で：◯◯医師会（年2回）」
    pub fn words(&self) -> String {
        let mut words = label_of(HOWS, &self.how).to_owned();
        if self.how.is_empty() {
            words.clear();
        }
        if !self.whom.is_empty() {
            words = if words.is_empty() { self.whom.clone() } else { format!("{words}：{}", self.whom) };
        }
        if !self.remark.is_empty() {
            words = format!("{words}（{}）", self.remark);
        }
        words
    }
}

/// Cells by function: an id of [`FUNCTIONS`], or `row-7` for one of the group's own.
pub type Cells = BTreeMap<String, Cell>;

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct StoredColumn {
    pub municipality_code: String,
    pub cells: String,
    pub by_itself: bool,
    pub revision: i64,
    pub updated_at: String,
    pub updated_by: String,
}

impl StoredColumn {
    pub fn cells(&self) -> Cells {
        serde_json::from_str(&self.cells).unwrap_or_default()
    }
}

/// A function of the group's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct OwnRow {
    pub id: i64,
    pub label: String,
}

impl OwnRow {
    pub fn key(&self) -> String {
        format!("row-{}", self.id)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Meeting {
    pub id: i64,
    pub held_on: String,
    pub title: String,
    pub place: String,
    pub decided: String,
    pub revision: i64,
    pub updated_by: String,
}

/// A kept calculation as lists show it: its newest version.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CalculationLine {
    pub id: i64,
    pub name: String,
    pub fiscal_year: i64,
    pub newest: i64,
    pub at: String,
    pub by_label: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Version {
    pub number: i64,
    pub at: String,
    pub by_label: String,
    pub note: String,
    pub content: String,
}

/// What stands in a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Content {
    /// As a query: what one goes on from.
    pub query: String,
    pub input: Input,
    pub outcomes: Vec<Outcome>,
}

/// A group as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Line {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub lead_name: String,
    pub prefecture_name: String,
    pub state: String,
    pub fictitious: bool,
    pub confirmed: i64,
    pub waiting: i64,
    pub updated_at: String,
}

//! The nouns: an undertaking of a year, a coordinator's role with who agreed to it, where a town wants to be, an item of the yearly
//! self-assessment with the town's words to it.

use crate::shared::SCENES;

pub use crate::cases::model::CONTENTS as ACTS;

/// The scenes of this feature: the four, then 認知症, 感染症, 災害.
pub fn scenes() -> impl Iterator<Item = (&'static str, &'static str)> {
    SCENES.iter().copied().filter(|(id, _)| !matches!(*id, "kaso_chusankan" | "sonota"))
}

/// 「4つの場面」
pub const FOUR: usize = 4;

pub fn scene_label(id: &str) -> &str {
    scenes().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

pub fn act_label(id: &str) -> &'static str {
    ACTS.iter().find(|(known, _)| *known == id).map_or("", |(_, label)| label)
}

pub const RUN_HOW: &[(&str, &str)] =
    &[("", "分からない"), ("direct", "町が直接"), ("contracted", "委託"), ("shared", "ほかの市町村と共同")];

pub fn run_how_label(id: &str) -> &'static str {
    RUN_HOW.iter().find(|(known, _)| *known == id && !id.is_empty()).map_or("", |(_, label)| label)
}

pub const JUDGEMENTS: &[(&str, &str, &str)] = &[
    ("", "まだ決めていない", ""),
    ("keep", "続ける", "このまま、または直しながら続けます。"),
    ("merge", "まとめる", "ほかの事業といっしょにします。まとめる先を書きます。"),
    ("stop", "やめる", "この年度で終わりにします。"),
    ("start", "始める", "まだない事業を、これから始めます。"),
];

pub fn judgement_label(id: &str) -> &'static str {
    JUDGEMENTS.iter().find(|(known, ..)| *known == id && !id.is_empty()).map_or("", |(_, label, _)| label)
}

/// 既存事業 of a fiscal year.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx_macros::FromRow)]
pub struct Undertaking {
    pub id: i64,
    pub municipality_code: String,
    pub fiscal_year: i64,
    pub name: String,
    pub for_whom: String,
    pub scenes: String,
    pub act: String,
    /// Yen of the fiscal year.
    pub cost: Option<i64>,
    pub money: String,
    pub run_by: String,
    pub run_how: String,
    pub since: String,
    pub yields: String,
    pub judgement: String,
    pub merge_with: String,
    pub reason: String,
    pub decided_by: String,
    pub decided_on: Option<String>,
    pub fictitious: bool,
    pub revision: i64,
    pub updated_at: String,
    pub updated_by: String,
}

impl Undertaking {
    pub fn is_in(&self, scene: &str) -> bool {
        self.scenes.split_whitespace().any(|own| own == scene)
    }

    /// It is there, and nobody decided to end it.
    pub fn goes_on(&self) -> bool {
        !matches!(self.judgement.as_str(), "stop" | "start")
    }

    pub fn scene_labels(&self) -> String {
        let labels = scenes().filter(|(id, _)| self.is_in(id)).map(|(_, label)| label);
        labels.collect::<Vec<_>>().join("、")
    }
}

/// A name as it is compared: width, case, kinds of kana and blanks make no difference.
pub fn name_key(name: &str) -> String {
    japanese::fold::fold(name).split_whitespace().collect()
}

/// What a prefecture may read of a town.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Sharing {
    pub undertakings: bool,
    pub roles: bool,
    pub aims: bool,
}

/// A coordinator's role in a town.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx_macros::FromRow)]
#[serde(default)]
pub struct Role {
    pub id: i64,
    pub municipality_code: String,
    pub municipality_name: String,
    pub person_id: Option<i64>,
    pub person_name: String,
    pub employer_id: Option<i64>,
    pub employer_name: String,
    pub direct: bool,
    pub duties: String,
    pub own_duties: String,
    pub not_duties: String,
    pub reports_to: String,
    pub hours: String,
    pub training: String,
    pub cover: String,
    pub from_on: Option<String>,
    pub review_on: Option<String>,
    pub ended: bool,
    pub version: i64,
    pub remark: String,
    pub remark_at: String,
    pub fictitious: bool,
    pub revision: i64,
    pub updated_at: String,
    pub updated_by: String,
}

impl Role {
    /// The words two sides agree to: what is written, and for whom. Not the remark, not who typed.
    pub fn agreed_to(&self) -> Self {
        Self {
            ended: false,
            version: 0,
            remark: String::new(),
            remark_at: String::new(),
            revision: 0,
            updated_at: String::new(),
            updated_by: String::new(),
            ..self.clone()
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RoleVersion {
    pub number: i64,
    pub at: String,
    pub by_label: String,
    /// A [`Role`] as JSON.
    pub content: String,
}

pub const SIDES: &[(&str, &str)] = &[("town", "市町村"), ("employer", "雇っている組織")];

pub fn side_label(id: &str) -> &'static str {
    SIDES.iter().find(|(known, _)| *known == id).map_or("", |(_, label)| label)
}

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Agreement {
    pub role_id: i64,
    pub version: i64,
    pub side: String,
    /// `account`, `paper`
    pub way: String,
    pub agreed_on: String,
    pub office: String,
    pub by_label: String,
}

/// A duty of the survey's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    pub id: String,
    pub label: String,
}

/// あるべき姿 of a scene in a fiscal year, and the way there.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx_macros::FromRow)]
#[serde(default)]
pub struct AimSheet {
    pub municipality_code: String,
    pub fiscal_year: i64,
    pub scene: String,
    pub desired: String,
    pub present: String,
    pub issues: String,
    pub goal: String,
    pub measures: String,
    pub questions: String,
    pub agreed_by: String,
    pub agreed_on: Option<String>,
    pub fictitious: bool,
    /// 0: nothing is written yet.
    pub revision: i64,
    pub updated_at: String,
    pub updated_by: String,
}

impl AimSheet {
    /// Label and text of each part, in the order of thinking.
    pub fn parts(&self) -> [(&'static str, &str); 6] {
        [
            ("あるべき姿", &self.desired),
            ("現状", &self.present),
            ("課題", &self.issues),
            ("目標", &self.goal),
            ("対応策", &self.measures),
            ("会議で聞きたいこと", &self.questions),
        ]
    }

    pub fn is_blank(&self) -> bool {
        self.parts().iter().all(|(_, text)| text.is_empty())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AimVersion {
    pub number: i64,
    pub at: String,
    pub by_label: String,
    /// An [`AimSheet`] as JSON.
    pub content: String,
}

/// What the yearly self-assessment asks. Its wording is the office's; the official sheet counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, sqlx_macros::FromRow)]
#[serde(default)]
pub struct Item {
    pub id: String,
    /// The year from which it is worded so.
    pub fiscal_year: i64,
    pub position: i64,
    /// 「体制・取組」「活動」
    pub part: String,
    pub title: String,
    pub meaning: String,
    pub evidence: String,
    pub retired: bool,
    /// 0: as it came with the program.
    pub revision: i64,
    pub updated_by: String,
}

/// What may be laid beside an item: id, label.
pub const EVIDENCE: &[(&str, &str)] = &[
    ("aims", "あるべき姿（合意の記録つき）"),
    ("way", "現状・課題・目標・対応策"),
    ("indicators", "指標の値（すべての場面）"),
    ("indicators-nyutaiin", "指標の値（入退院支援）"),
    ("indicators-mitori", "指標の値（看取り）"),
    ("undertakings", "場面ごとの事業"),
    ("act-sodan", "相談支援の事業"),
    ("act-kankeisha", "医療・介護関係者への支援の事業"),
    ("act-keihatsu", "普及啓発の事業"),
    ("roles", "コーディネーターの役割"),
    ("plans", "ロジックモデル"),
    ("cases", "公開された取組事例"),
    ("meetings", "合意した会議"),
];

pub const APPLIES: &[(&str, &str)] =
    &[("", "まだ決めていない"), ("yes", "該当する"), ("partly", "一部該当する"), ("no", "該当しない")];

pub fn applies_label(id: &str) -> &'static str {
    APPLIES.iter().find(|(known, _)| *known == id).map_or("", |(_, label)| label)
}

/// A town's own words to an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Statement {
    pub item_id: String,
    pub applies: String,
    pub words: String,
    pub fictitious: bool,
    pub revision: i64,
    pub updated_at: String,
    pub updated_by: String,
}

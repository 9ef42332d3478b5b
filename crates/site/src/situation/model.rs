//! The nouns: an indicator, a municipality's value of a year, how values lie among others.

use crate::shared::SCENES;

/// 場面に共通
pub const CROSS: (&str, &str) = ("kyotsu", "場面に共通");

/// The scenes an indicator may belong to, in the order they are shown.
pub fn scenes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_care = SCENES.iter().copied().filter(|(id, _)| !matches!(*id, "kaso_chusankan" | "sonota"));
    of_care.chain([CROSS])
}

pub fn scene_label(id: &str) -> &str {
    scenes().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

/// ストラクチャー・プロセス・アウトカム, with what each is in plain words.
pub const KINDS: &[(&str, &str, &str)] = &[
    ("structure", "ストラクチャー", "ある・いるものの数（施設、人、道具、決まり）"),
    ("process", "プロセス", "していることの数（利用した人、開いた回数）"),
    ("outcome", "アウトカム", "その結果、人や町がどう変わったか"),
];

pub fn kind_label(id: &str) -> &str {
    KINDS.iter().find(|(known, ..)| *known == id).map_or(id, |(_, label, _)| label)
}

pub const DIRECTIONS: &[(&str, &str)] =
    &[("neither", "高い・低いだけでは良し悪しを言えない"), ("more", "高いほうがよい"), ("less", "低いほうがよい")];

pub const MEASURES: &[(&str, &str)] = &[("count", "数"), ("share", "割合（分子と分母を入れる）")];

/// What a share may be told per.
pub const PER: &[i64] = &[100, 1_000, 10_000, 100_000];

/// Levels at which a value may exist; the first is the municipality itself.
pub const LEVELS: &[(&str, &str)] = &[
    ("municipality", "市町村"),
    ("secondary_medical", "二次医療圏"),
    ("home_care", "在宅医療の圏域"),
    ("health_centre", "保健所の管内"),
    ("wide_union", "広域連合"),
    ("prefecture", "都道府県"),
];

pub fn level_label(id: &str) -> &str {
    LEVELS.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

/// An indicator of the catalogue, and whether a municipality has a value of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    pub id: String,
    pub scene: String,
    pub name: String,
    pub beside: String,
    pub retired: bool,
    pub has: bool,
}

/// What is said about an indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx_macros::FromRow)]
pub struct Indicator {
    pub id: String,
    pub position: i64,
    pub scene: String,
    pub kind: String,
    pub name: String,
    pub meaning: String,
    pub unit: String,
    pub direction: String,
    pub measure: String,
    pub numerator: String,
    pub denominator: String,
    pub per: i64,
    pub by_population: bool,
    pub areas: String,
    pub caution: String,
    pub beside: String,
    pub source: String,
    pub source_code: String,
    pub verified: bool,
    pub retired: bool,
    pub revision: i64,
}

impl Indicator {
    pub fn is_share(&self) -> bool {
        self.measure == "share"
    }

    /// 「自宅で亡くなった人 ÷ 亡くなった人 × 100」; empty for a count.
    pub fn formula(&self) -> String {
        if self.is_share() {
            format!("{} ÷ {} × {}", self.numerator, self.denominator, self.per)
        } else {
            String::new()
        }
    }

    pub fn levels(&self) -> impl Iterator<Item = &str> {
        self.areas.split_whitespace()
    }

    /// The levels that are not the municipality itself.
    pub fn wider_levels(&self) -> Vec<&str> {
        self.levels().filter(|level| *level != "municipality").collect()
    }

    /// What towns are compared by: the unit as it then is.
    pub fn compared_unit(&self) -> String {
        if self.by_population { format!("人口1万人当たり（{}）", self.unit) } else { self.unit.clone() }
    }
}

/// A version that was.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Version {
    pub revision: i64,
    pub at: String,
    pub by_label: String,
    pub content: String,
}

/// A municipality's value of a year. Thousandths.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Value {
    pub indicator_id: String,
    pub municipality_code: String,
    /// Empty: the municipality's own.
    pub area: String,
    pub area_name: String,
    pub year: i64,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub source: String,
    pub note: String,
    pub fictitious: bool,
    pub entered_at: String,
    pub entered_by: String,
    pub revision: i64,
    /// The import it came by; none for what somebody typed.
    pub import_id: Option<i64>,
}

/// What a town enters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    pub indicator: String,
    pub area: String,
    pub area_name: String,
    pub year: i64,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub source: String,
    pub note: String,
    /// The value's revision as it was when the page was opened; 0: there was none.
    pub revision: i64,
    pub fictitious: bool,
}

/// How the values of a group lie.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Spread {
    pub indicator_id: String,
    pub year: i64,
    pub group_kind: String,
    pub group_key: String,
    pub n: i64,
    pub first_quartile: i64,
    pub median: i64,
    pub third_quartile: i64,
    /// What it was made of (`rules::spreading`).
    pub basis: String,
    /// What it was made of when everything was counted last, and who was left out of what was shown since (`;` between codes).
    pub whole_basis: String,
    pub left_out: String,
    pub made_at: String,
}

/// Values taken in from files, with what its files come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Import {
    pub id: i64,
    pub at: String,
    pub by_label: String,
    pub organisation_id: i64,
    pub way: String,
    pub source: String,
    /// 'looked', 'stored', 'undone', 'dropped'
    pub state: String,
    pub decided_at: Option<String>,
    pub decided_by: String,
    pub undone_at: Option<String>,
    pub undone_by: String,
    pub files: i64,
    pub new_values: i64,
    pub changed_values: i64,
    pub same_values: i64,
    pub refused_values: i64,
    pub left_values: i64,
}

impl Import {
    pub fn is_looked(&self) -> bool {
        self.state == "looked"
    }

    pub fn is_stored(&self) -> bool {
        self.state == "stored"
    }

    /// How many values would become or became different.
    pub fn changes(&self) -> i64 {
        self.new_values + self.changed_values
    }
}

/// A file of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ImportFile {
    pub position: i64,
    pub name: String,
    pub sha256: String,
    pub file_key: String,
    pub state: String,
    pub layout: String,
    pub sheet: String,
    pub code: String,
    pub title: String,
    pub exported_on: String,
    pub sentences: String,
    pub series: String,
    pub new_values: i64,
    pub changed_values: i64,
    pub same_values: i64,
    pub refused_values: i64,
    pub left_values: i64,
}

/// A value of an import, or what is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ImportItem {
    pub position: i64,
    pub sheet: String,
    pub cell: String,
    pub place: String,
    pub municipality_code: String,
    pub area: String,
    pub area_name: String,
    pub indicator_id: String,
    pub year: i64,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub source: String,
    pub kind: String,
    pub sentence: String,
    pub before_revision: Option<i64>,
    pub before_numerator: Option<i64>,
    pub before_denominator: Option<i64>,
    pub state: String,
}

/// How tables of a shape are read, as somebody has said.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct KeptLayout {
    pub id: i64,
    pub organisation_id: i64,
    pub name: String,
    pub mapping: String,
    pub at: String,
    pub by_label: String,
}

/// 支援の記録: what a prefecture did for some of its municipalities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    pub id: i64,
    pub on_day: String,
    /// Empty: no single scene.
    pub scene: String,
    pub words: String,
    /// Code and name.
    pub towns: Vec<(String, String)>,
    pub fictitious: bool,
    pub by_label: String,
    /// Whether the municipalities it concerns read it.
    pub seen_by_towns: bool,
    pub remarks: Vec<SupportRemark>,
}

/// What a municipality says to the support it got, beside the prefecture's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SupportRemark {
    pub support_id: i64,
    pub municipality_code: String,
    /// Its name.
    pub town: String,
    pub words: String,
    pub at: String,
    pub by_label: String,
}

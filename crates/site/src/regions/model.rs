//! The nouns: prefecture, municipality, area, fact.

/// Kinds of area that overlap the municipalities.
pub const AREA_KINDS: &[(&str, &str)] = &[
    ("secondary_medical", "二次医療圏"),
    ("home_care", "在宅医療の圏域"),
    ("health_centre", "保健所"),
    ("wide_union", "広域連合"),
    ("joint", "共同実施"),
];

pub fn area_kind_label(id: &str) -> &str {
    AREA_KINDS.iter().find(|(kind, _)| *kind == id).map_or(id, |(_, label)| label)
}

/// Kinds of municipality, in the order they are listed.
pub const MUNICIPALITY_KINDS: &[(&str, &str)] =
    &[("city", "市"), ("ward", "特別区"), ("town", "町"), ("village", "村")];

/// 該当する区分 (REQ-029…031): the three classes of the report.
pub const CLASSES: &[(&str, &str)] =
    &[("kaso", "過疎地域"), ("chusankan", "中山間地域等"), ("shokibo", "小規模自治体")];

/// 離島, 山村: flags of a municipality beside its classes.
pub const LANDS: &[(&str, &str)] = &[("island", "離島"), ("mountain", "振興山村")];

/// 在宅の資源: how many there are in a municipality.
pub const RESOURCES: &[(&str, &str)] = &[("clinics", "在宅療養支援診療所"), ("stations", "訪問看護ステーション")];

/// 人口規模 (REQ-033): lower bound inclusive, upper bound exclusive.
pub const POPULATION_BANDS: &[(&str, &str, i64, i64)] = &[
    ("under1", "1万人未満", 0, 10_000),
    ("1to3", "1万人以上3万人未満", 10_000, 30_000),
    ("3to5", "3万人以上5万人未満", 30_000, 50_000),
    ("5to10", "5万人以上10万人未満", 50_000, 100_000),
    ("10to20", "10万人以上20万人未満", 100_000, 200_000),
    ("20to50", "20万人以上50万人未満", 200_000, 500_000),
    ("over50", "50万人以上", 500_000, i64::MAX),
];

/// 2040年に向けた介護需要の見通し, as the survey asks it.
pub const DEMAND_2040: &[(&str, &str)] = &[
    ("still_growing", "増え続ける見通し"),
    ("grows_then_shrinks", "しばらく増え、その後減る見通し"),
    ("shrinking", "すでに減り始めている"),
    ("no_forecast", "見通しを立てていない"),
];

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Prefecture {
    pub code: String,
    pub name: String,
    pub kana: String,
    pub block_id: String,
    pub block_name: String,
    pub bureau_name: String,
    pub municipalities: i64,
}

/// A municipality as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct MunicipalityRow {
    pub code: String,
    pub name: String,
    pub kana: String,
    pub kind: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub population: Option<i64>,
    pub age65: Option<i64>,
    pub kaso: Option<i64>,
    pub chusankan: Option<i64>,
    pub shokibo: Option<i64>,
    /// 時点 and 出典 of the population; none without one.
    pub figures_as_of: Option<String>,
    pub figures_source: Option<String>,
    pub figures_fictitious: bool,
    pub classes_as_of: Option<String>,
    pub classes_source: Option<String>,
    pub classes_fictitious: bool,
}

impl MunicipalityRow {
    /// 過疎地域・中山間地域等 …, empty when none applies.
    pub fn classes(&self) -> Vec<&'static str> {
        CLASSES
            .iter()
            .zip([self.kaso, self.chusankan, self.shokibo])
            .filter(|(_, flag)| *flag == Some(1))
            .map(|((_, label), _)| *label)
            .collect()
    }

    /// 高齢化率 in percent, half-up to one decimal.
    pub fn ageing_rate(&self) -> Option<String> {
        super::rules::percent(self.age65?, self.population?)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Municipality {
    pub code: String,
    pub name: String,
    pub kana: String,
    pub kind: String,
    pub valid_to: Option<String>,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub block_name: String,
    pub bureau_name: String,
}

/// A municipality or a prefecture, as other features name their places.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct NamedPlace {
    pub code: String,
    pub name: String,
    pub kana: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub prefecture_kana: String,
}

impl NamedPlace {
    pub fn is_prefecture(&self) -> bool {
        self.code == self.prefecture_code
    }

    /// 山口県柳井市, 山口県
    pub fn label(&self) -> String {
        if self.is_prefecture() { self.name.clone() } else { format!("{}{}", self.prefecture_name, self.name) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct FactRow {
    pub key: String,
    pub as_of: String,
    pub amount: Option<i64>,
    pub words: Option<String>,
    pub source: String,
    pub fictitious: bool,
}

/// A fact of one municipality as it stood on a day.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DatedFact {
    pub municipality_code: String,
    pub key: String,
    pub as_of: String,
    pub amount: Option<i64>,
    pub words: Option<String>,
    pub source: String,
    pub fictitious: bool,
}

/// A municipality with the days between which there is one; without them there always was.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DatedTown {
    pub code: String,
    pub name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

impl DatedTown {
    pub fn is_there_on(&self, day: &str) -> bool {
        self.valid_from.as_deref().is_none_or(|from| from <= day) && self.valid_to.as_deref().is_none_or(|to| to >= day)
    }
}

/// An area together with one of its members; rows come in the order of the areas.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AreaMember {
    pub area_id: String,
    pub kind: String,
    pub area_name: String,
    pub fictitious: bool,
    pub source: String,
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct FormerName {
    pub name: String,
    pub kana: String,
    pub until: Option<String>,
}

/// A former name with the code of the municipality it went into.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct FormerNameOf {
    pub municipality_code: String,
    pub name: String,
    pub kana: String,
}

/// What a list of municipalities is narrowed by. Empty strings mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub words: String,
    pub prefecture: String,
    pub kind: String,
    pub class: String,
    pub band: String,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

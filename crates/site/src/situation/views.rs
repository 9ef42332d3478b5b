//! What each page shows.

mod catalogue;
pub mod country;
mod enter;
mod history;
pub mod imports;
mod overview;
pub mod paper;
pub mod picture;
pub mod prefecture;
#[cfg(test)]
mod samples;
pub mod scene;
pub mod standing;
pub mod supports;
mod town;
pub mod towns;
pub mod workbook;

pub use catalogue::{CataloguePage, EditPage, IndicatorPage};
pub use enter::EnterPage;
pub use history::HistoryPage;
pub use overview::{OverviewPage, TownLine};
pub use scene::ScenePage;
pub use town::TownPage;

use crate::model::{Indicator, Value, level_label};
use crate::rules;

/// 「令和6年度（2024年度）」
pub fn year_words(year: i64) -> String {
    let wareki = i16::try_from(year).map(|year| japanese::wareki::FiscalYear(year).label());
    wareki.unwrap_or_else(|_| format!("{year}年度"))
}

/// 「令和6年度」
pub fn short_year(year: i64) -> String {
    year_words(year).split('（').next().unwrap_or_default().to_owned()
}

/// A value ready to print: the figure, its unit, its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub figure: String,
    pub unit: String,
    /// 「9人（亡くなった人95人のうち）」; empty for a count.
    pub parts: String,
}

pub fn told(indicator: &Indicator, value: &Value) -> Told {
    parts_told(indicator, value.numerator, value.denominator)
}

pub fn parts_told(indicator: &Indicator, numerator: i64, denominator: Option<i64>) -> Told {
    if !indicator.is_share() {
        return Told { figure: rules::decimal(numerator), unit: indicator.unit.clone(), parts: String::new() };
    }
    let figure = denominator.and_then(|whole| rules::share(numerator, whole, indicator.per)).map(rules::one_decimal);
    let whole = rules::decimal(denominator.unwrap_or(0));
    Told {
        figure: figure.unwrap_or_else(|| "－".to_owned()),
        unit: indicator.unit.clone(),
        parts: format!("{} {}／{} {whole}", indicator.numerator, rules::decimal(numerator), indicator.denominator),
    }
}

/// A value in a few words, for other features.
pub fn known(indicator: &Indicator, value: &Value) -> crate::KnownValue {
    let told = told(indicator, value);
    crate::KnownValue {
        year: value.year,
        told: format!("{}{}（{}）", told.figure, told.unit, short_year(value.year)),
        source: value.source.clone(),
        fictitious: value.fictitious,
    }
}

/// 「二次医療圏：柳井」; empty for the municipality's own.
pub fn area_words(value: &Value) -> String {
    if value.area.is_empty() { String::new() } else { format!("{}：{}", level_label(&value.area), value.area_name) }
}

//! What each page shows.

mod aims;
mod assessment;
pub mod documents;
mod overview;
mod roles;
#[cfg(test)]
mod samples;
mod undertakings;

use japanese::wareki::FiscalYear;

pub use aims::{AimPage, AimVersionsPage, AimsPage, Chapter, ChapterPage};
pub use assessment::{AssessmentPage, ItemPage, ItemsPage, Row as AssessmentView, StatementPage};
pub use overview::{AllPage, OverviewPage, TownRow};
pub use roles::{May, RoleFormPage, RolePage, RoleVersionsPage, RolesPage};
pub use undertakings::{IntakePage, NextYearPage, RemovePage, UndertakingPage, UndertakingsPage};

/// 「令和8年度（2026年度）」
pub fn year_words(year: i64) -> String {
    i16::try_from(year).map_or_else(|_| format!("{year}年度"), |year| FiscalYear(year).label())
}

/// 「令和8年度」
pub fn short_year(year: i64) -> String {
    i16::try_from(year).map_or_else(|_| format!("{year}年度"), |year| FiscalYear(year).era_label())
}

/// A year one may turn to.
pub struct Tab {
    pub label: String,
    pub href: String,
    pub here: bool,
}

/// Years with something in them, the running one and the next, newest first.
pub fn year_tabs(path: &str, with: &[(i64, i64)], year: i64, this_year: i64) -> Vec<Tab> {
    let mut years: Vec<i64> = with.iter().map(|(year, _)| *year).chain([year, this_year, this_year + 1]).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let tab = |one: i64| Tab { label: short_year(one), href: format!("{path}?year={one}"), here: one == year };
    years.into_iter().map(tab).collect()
}

/// What is not the same: label, theirs, yours.
pub type Differences = Vec<(&'static str, String, String)>;

fn differing(rows: impl IntoIterator<Item = (&'static str, String, String)>) -> Differences {
    rows.into_iter().filter(|(_, theirs, yours)| theirs != yours).collect()
}

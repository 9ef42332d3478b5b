//! What each page shows.

mod choosing;
mod edit;
mod list;
#[cfg(test)]
mod samples;
mod show;

pub use choosing::{Chosen, FACETS, choose, is_borne};
pub use edit::{EditPage, RenewPage};
pub use list::{ListPage, is_named};
pub use show::{ReadPage, ShowPage};

use super::model::SeenBy;

/// 「令和6年度（2024年度）」
pub fn year_words(year: i64) -> String {
    let wareki = i16::try_from(year).map(|year| japanese::wareki::FiscalYear(year).to_string());
    wareki.unwrap_or_else(|_| format!("{year}年度"))
}

fn tier_label(id: &str) -> &'static str {
    SeenBy::of(id).unwrap_or_default().label()
}

fn scene_label(id: &str) -> &str {
    crate::cases::model::SCENES.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

fn file_label(ending: &str) -> &'static str {
    document_text::Kind::of_ending(ending).map_or("リンク", document_text::Kind::label)
}

//! What the pages of imports show.

mod columns;
mod file;
mod import;
mod list;
#[cfg(test)]
mod samples;

pub use columns::ColumnsPage;
pub use file::FilePage;
pub use import::ImportPage;
pub use list::{LayoutsPage, ListPage};

use crate::model::{Indicator, level_label};
use crate::views::parts_told;

/// Shape and word of an import's state.
fn import_state(state: &str) -> (&'static str, &'static str) {
    match state {
        "looked" => ("doing", "確かめただけ"),
        "stored" => ("done", "取り込み済み"),
        "undone" => ("none", "取り消し済み"),
        _ => ("none", "やめた"),
    }
}

/// Shape and word of a file's state.
fn file_state(state: &str) -> (&'static str, &'static str) {
    match state {
        "read" => ("done", "読めました"),
        "unmapped" => ("info", "指標が決まっていません"),
        "unknown" => ("late", "知らない形です"),
        "double" => ("none", "同じものがあります"),
        "empty" => ("none", "値がありません"),
        _ => ("late", "取り込めません"),
    }
}

/// 「9.5%（自宅で亡くなった人 9／亡くなった人 95）」
fn told(indicator: Option<&Indicator>, numerator: i64, denominator: Option<i64>) -> String {
    let Some(indicator) = indicator else { return crate::rules::for_typing(numerator) };
    let told = parts_told(indicator, numerator, denominator);
    let parts = if told.parts.is_empty() { String::new() } else { format!("（{}）", told.parts) };
    format!("{}{}{parts}", told.figure, told.unit)
}

/// 「柳井市」, 「二次医療圏：柳井（柳井市に置く）」
fn whose(town: &str, area: &str, area_name: &str) -> String {
    if area.is_empty() { town.to_owned() } else { format!("{}：{area_name}（{town}に置く）", level_label(area)) }
}

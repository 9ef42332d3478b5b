//! Cleaning edits as CSV: codes and words side by side, one row per changed answer.

use super::{finished, writer};
use crate::shared::guarded;
use crate::surveys::model::checking::Edit;
use crate::surveys::views::checking::EditLine;

/// # Errors
/// Never for a file in memory.
pub fn csv(edits: &[Edit], lines: &[EditLine], note: &str) -> Result<Vec<u8>, csv::Error> {
    let mut out = writer();
    out.write_record([
        "id",
        "code",
        "name",
        "question",
        "question_label",
        "before",
        "after",
        "before_words",
        "after_words",
        "at",
        "by",
        "reason",
        "undoes_id",
        "undone_by_id",
        "note",
    ])?;
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    for (edit, line) in edits.iter().zip(lines) {
        out.write_record([
            edit.id.to_string(),
            edit.code.clone(),
            guarded(&edit.name),
            edit.question.clone(),
            guarded(&line.question),
            edit.before.clone().unwrap_or_default(),
            edit.after.clone().unwrap_or_default(),
            guarded(&line.before),
            guarded(&line.after),
            edit.at.clone(),
            guarded(&edit.by_label),
            guarded(&edit.reason),
            id(edit.undoes_id),
            id(edit.undone_by),
            note.to_owned(),
        ])?;
    }
    finished(out)
}

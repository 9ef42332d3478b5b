//! A copy of what came, with what is to be put right in red, a note at each cell and a list with links.
//!
//! The copy is issued anew with the values as they were written (also the unreadable ones), so that it is in order again
//! whatever became of rows, columns, protection and drop-downs, and nothing a stranger put into the file travels on.

use questionnaire::Answers;

use crate::fill::{Cells, Written, cells_of};
use crate::issue::{IssueError, IssueOptions, Marks, write};
use crate::read::Reading;
use crate::template::Template;

/// Bytes of the marked-up `.xlsx`. `template` must be the reading's own.
///
/// # Errors
/// [`IssueError`] when it cannot be written.
pub fn mark_up(
    template: &Template,
    reading: &Reading,
    last_year: &Answers,
    options: &IssueOptions,
) -> Result<Vec<u8>, IssueError> {
    let form = template.form();
    let mut cells: Cells = cells_of(form, &reading.answers);
    for entry in &reading.entries {
        // What was read stands there tidied; what was not, as it was written.
        if !cells.contains_key(&entry.key) {
            cells.insert(entry.key.clone(), Written::Text(entry.text.clone()));
        }
    }
    let mut marks = Marks { faults: &reading.faults, strays: &reading.strays, ..Marks::default() };
    for fault in &reading.faults {
        for key in fault.cell_keys() {
            marks.cells.entry(key).or_default().push(&fault.sentence);
        }
    }
    write(template, &reading.identity, &reading.prefilled, &cells, &cells_of(form, last_year), options, Some(&marks))
}

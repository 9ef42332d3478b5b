//! A workbook that looks like the printed report: an index with links, then one sheet per table: percentages, counts, tests,
//! last year, notes. For people; programs take [`crate::records`].

mod formats;
mod index;
mod sheet;

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, Workbook};

use crate::{About, FileError, Printed, Set, about_of, tables_of};
use formats::Formats;

/// What a report is made with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A text at the head of the index (まとめ), in paragraphs.
    pub summary: Vec<String>,
    /// Where the tables can be found; empty when nowhere.
    pub address: String,
}

/// Letters a sheet's name must not hold, and how many it may.
const FORBIDDEN: [char; 8] = ['[', ']', ':', '*', '?', '/', '\\', '\''];
const MOST_LETTERS: usize = 31;

/// The workbook as bytes of an .xlsx.
///
/// # Errors
/// What the writer refuses; nothing a table of this crate holds.
pub fn workbook(sets: &[Set<'_>], options: &Options) -> Result<Vec<u8>, FileError> {
    let about = &*about_of(sets);
    let tables: Vec<(&About, &Printed)> = tables_of(sets).collect();
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(&about.title)
            .set_subject(format!("集計表（{}）", about.state()))
            .set_author(&about.programme)
            .set_comment(&about.fictitious),
    );
    let mut formats = Formats::default();
    let names = sheet_names(&tables);
    if tables.len() != 1 {
        index::write(book.add_worksheet(), about, &tables, &names, options, &mut formats)?;
    }
    for (at, ((about, table), name)) in tables.iter().zip(&names).enumerate() {
        let worksheet = book.add_worksheet();
        worksheet.set_name(name)?;
        let number = (tables.len() != 1).then_some(at + 1);
        sheet::write(worksheet, about, table, number, options, &mut formats)?;
    }
    Ok(book.save_to_buffer()?)
}

/// 「問5」, or 「表12」 where the question has no number; each once.
fn sheet_names(tables: &[(&About, &Printed)]) -> Vec<String> {
    let mut taken: BTreeSet<String> = ["目次".to_owned()].into();
    let names = tables.iter().enumerate().map(|(at, (_, table))| {
        let wanted = if table.question.number.is_empty() { &table.question.code } else { &table.question.number };
        let clean: String = wanted.chars().map(|c| if FORBIDDEN.contains(&c) { '_' } else { c }).collect();
        let clean: String = clean.trim().chars().take(MOST_LETTERS - 5).collect();
        let mut name = if clean.is_empty() { format!("表{}", at + 1) } else { clean.clone() };
        let mut again = 1;
        while !taken.insert(name.to_lowercase()) {
            again += 1;
            name = format!("{clean}_{again}");
        }
        name
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_excel_takes_each_once() {
        let table = |number: &str, code: &str| {
            let question = crate::Question { number: number.to_owned(), code: code.to_owned(), ..Default::default() };
            crate::printed::tests_support::empty(question)
        };
        let long = "とても長い番号".repeat(9);
        let tables = [table("問5", "q5"), table("問5", "q5b"), table("", "f[1]"), table(&long, "x"), table("", "")];
        let about = About::default();
        let names = sheet_names(&tables.iter().map(|table| (&about, table)).collect::<Vec<_>>());
        assert_eq!(names[..3], ["問5".to_owned(), "問5_2".to_owned(), "f_1_".to_owned()]);
        assert!(names.iter().all(|name| name.chars().count() <= MOST_LETTERS));
        assert_eq!(names[4], "表5");
    }
}

//! Coded texts as CSV and Excel: one row per text, one column of 1 and 0 per category. Excerpts as CSV.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{finished, writer};
use crate::shared::guarded;
use crate::surveys::model::texts::{CodedValue, CodedVariable, Text};
use crate::surveys::views::texts::ExcerptRow;

/// Wide enough to read a text.
const TEXT_WIDTH: f64 = 60.0;

/// The header, and each row as cells: `None` a tick that nobody has set or left out yet.
fn table(texts: &[Text], variable: &CodedVariable, source: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut header: Vec<String> = ["code", "name", "prefecture", "text", "coded"].map(str::to_owned).into();
    header.extend(variable.categories.iter().map(|(id, label)| format!("{id}_{label}")));
    header.push("note".to_owned());
    let rows = texts.iter().map(|text| {
        let value = variable.values.get(&text.code);
        let places = match value {
            Some(CodedValue::Coded(places)) => Some(places),
            _ => None,
        };
        let mut row = vec![
            text.code.clone(),
            guarded(&text.name),
            guarded(&text.prefecture_name),
            guarded(&text.body),
            u8::from(places.is_some()).to_string(),
        ];
        row.extend((0..variable.categories.len()).map(|at| match places {
            Some(places) => u8::from(places.contains(&at)).to_string(),
            None => String::new(),
        }));
        row.push(source.to_owned());
        row
    });
    (header, rows.collect())
}

/// # Errors
/// Never for a file in memory.
pub fn csv(texts: &[Text], variable: &CodedVariable, source: &str) -> Result<Vec<u8>, csv::Error> {
    let (header, rows) = table(texts, variable, source);
    let mut out = writer();
    out.write_record(header.iter().map(|cell| guarded(cell)))?;
    for row in rows {
        out.write_record(row)?;
    }
    finished(out)
}

/// The same as a sheet, with a second one that has the counts.
///
/// # Errors
/// When a cell cannot be written (a text is at most 4,000 characters, so it can).
pub fn xlsx(texts: &[Text], variable: &CodedVariable, source: &str) -> Result<Vec<u8>, XlsxError> {
    let (header, rows) = table(texts, variable, source);
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("記述")?;
    let column = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    let line = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    for (at, name) in header.iter().enumerate() {
        sheet.write_string_with_format(0, column(at), name, &bold)?;
    }
    sheet.set_column_width(3, TEXT_WIDTH)?;
    sheet.set_freeze_panes(1, 2)?;
    let first_flag = 4;
    let last_flag = header.len() - 1;
    for (row_at, row) in rows.iter().enumerate() {
        for (at, cell) in row.iter().enumerate() {
            let place = (line(row_at + 1), column(at));
            match cell.parse::<u8>() {
                Ok(flag) if (first_flag..last_flag).contains(&at) => {
                    sheet.write_number(place.0, place.1, f64::from(flag))?;
                }
                _ => {
                    sheet.write_string(place.0, place.1, cell)?;
                }
            }
        }
    }
    let counts = book.add_worksheet().set_name("分類ごとの数")?;
    for (at, name) in ["category", "label", "count", "n", "percent", "note"].into_iter().enumerate() {
        counts.write_string_with_format(0, column(at), name, &bold)?;
    }
    let (written, _) = variable.written_and_coded();
    for (at, ((id, label), count)) in variable.categories.iter().zip(variable.counts()).enumerate() {
        let row = line(at + 1);
        let [count, n] = [count, written].map(|value| i64::try_from(value).unwrap_or(i64::MAX));
        counts.write_string(row, 0, id)?;
        counts.write_string(row, 1, label)?;
        #[allow(clippy::cast_precision_loss, reason = "respondents are counted in thousands")]
        for (place, value) in [(2, count), (3, n)] {
            counts.write_number(row, place, value as f64)?;
        }
        if let Some((tenths, _)) = crate::surveys::views::percent(count, n) {
            #[allow(clippy::cast_precision_loss, reason = "at most 1,000")]
            counts.write_number(row, 4, tenths as f64 / 10.0)?;
        }
        counts.write_string(row, 5, source)?;
    }
    counts.set_column_width(1, TEXT_WIDTH / 2.0)?;
    book.save_to_buffer()
}

/// # Errors
/// Never for a file in memory.
pub fn excerpts(question: &str, rows: &[ExcerptRow], source: &str) -> Result<Vec<u8>, csv::Error> {
    let mut out = writer();
    out.write_record(["question", "excerpt", "attribution", "note"])?;
    for row in rows {
        out.write_record([guarded(question), guarded(&row.body), guarded(&row.attribution), source.to_owned()])?;
    }
    finished(out)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sample() -> (Vec<Text>, CodedVariable) {
        let text = |id: i64, body: &str| Text {
            respondent_id: id,
            code: format!("{id:06}"),
            name: "見本町".to_owned(),
            prefecture_name: "見本県".to_owned(),
            body: body.to_owned(),
        };
        let values = BTreeMap::from([
            ("000001".to_owned(), CodedValue::Coded(vec![1])),
            ("000002".to_owned(), CodedValue::Uncoded),
            ("000003".to_owned(), CodedValue::NoText),
        ]);
        let categories = vec![("c1".to_owned(), "ICT".to_owned()), ("c2".to_owned(), "紙".to_owned())];
        let variable = CodedVariable { id: "q_coded".to_owned(), label: "問".to_owned(), categories, values };
        (vec![text(1, "=SUM(A1)"), text(2, "電話")], variable)
    }

    #[test]
    fn what_nobody_has_read_is_neither_one_nor_nought() {
        let (texts, variable) = sample();
        let text = String::from_utf8(csv(&texts, &variable, "見本（架空）").unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "\u{feff}code,name,prefecture,text,coded,c1_ICT,c2_紙,note");
        assert_eq!(lines[1], "000001,見本町,見本県,'=SUM(A1),1,0,1,見本（架空）");
        assert_eq!(lines[2], "000002,見本町,見本県,電話,0,,,見本（架空）");
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn the_workbook_has_the_texts_and_the_counts() {
        use calamine::{Data, Reader as _, Xlsx};
        let (texts, variable) = sample();
        let bytes = xlsx(&texts, &variable, "見本（架空）").unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("記述").unwrap();
        assert_eq!(sheet.get_value((1, 3)), Some(&Data::String("'=SUM(A1)".to_owned())));
        assert_eq!(sheet.get_value((1, 6)), Some(&Data::Float(1.0)));
        assert!(matches!(sheet.get_value((2, 6)), None | Some(Data::Empty | Data::String(_))));
        let counts = book.worksheet_range("分類ごとの数").unwrap();
        let row: Vec<_> = (1..5).map(|at| counts.get_value((2, at)).cloned().unwrap()).collect();
        assert_eq!(row[1..], [Data::Float(1.0), Data::Float(2.0), Data::Float(50.0)]);
    }
}

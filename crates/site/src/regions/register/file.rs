//! The bytes of a list, xlsx or CSV, → rows of cells. A stranger's file: every size is checked before it is
//! unpacked, and a damaged one becomes a sentence, never a panic.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};
use japanese::cp932;
use jiff::civil::Date;

pub const MOST_BYTES: usize = 5 << 20;
pub const MOST_ROWS: usize = 10_000;
pub const MOST_COLUMNS: usize = 60;
pub const MOST_CELL_LETTERS: usize = 1_000;
/// All cells together: one long text may stand in many cells and yet be stored once in the file.
pub const MOST_LETTERS: usize = 4_000_000;
/// The ministry's workbook unpacks to about 2 MB.
pub const MOST_UNPACKED_BYTES: u64 = 16 << 20;
/// Formats cost many times their size in memory once they are read.
const MOST_STYLES_BYTES: u64 = 2 << 20;
const MOST_ENTRIES: usize = 500;
const MOST_SHEETS: usize = 20;

/// Something wrong with a file: where, and what to do. `line` 0 is the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub sheet: String,
    pub line: usize,
    /// 「C列」, 「A列「団体コード」」; empty when it is the whole line.
    pub column: String,
    pub sentence: String,
}

impl Fault {
    pub fn whole(sentence: impl Into<String>) -> Self {
        Self { sheet: String::new(), line: 0, column: String::new(), sentence: sentence.into() }
    }

    /// 「団体一覧 12行目 A列」; 「ファイル全体」
    pub fn place(&self) -> String {
        if self.line == 0 {
            return "ファイル全体".to_owned();
        }
        let sheet = if self.sheet.is_empty() { String::new() } else { format!("シート「{}」の", self.sheet) };
        format!("{sheet}{}行目 {}", self.line, self.column).trim_end().to_owned()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    /// A number of a spreadsheet: a code that lost its leading zero is one.
    Number(f64),
    Date(Date),
}

impl Cell {
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
        }
    }

    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// As a person counts: from 1.
    pub number: usize,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Empty for a CSV file.
    pub name: String,
    pub lines: Vec<Line>,
}

/// 0 → A, 26 → AA
pub fn column_name(index: usize) -> String {
    u32::try_from(index).map(answer_sheets::workbook::column_name).unwrap_or_default()
}

/// Reads a file of either kind.
///
/// # Errors
/// One fault, when the file as a whole cannot be read.
pub fn open(content: &[u8]) -> Result<Vec<Sheet>, Fault> {
    if content.is_empty() {
        return Err(Fault::whole("ファイルが空です。中身のあるファイルを選んでください。"));
    }
    if content.len() > MOST_BYTES {
        let megabytes = MOST_BYTES >> 20;
        return Err(Fault::whole(format!(
            "ファイルが大きすぎます。{megabytes} MBまでです。一覧のシートだけにして、保存し直してください。"
        )));
    }
    if content.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Fault::whole(
            "古い形式（.xls）か、パスワードの付いたExcelファイルです。パスワードを外し、「Excelブック（.xlsx）」で保存し直してください。",
        ));
    }
    if content.starts_with(b"PK") {
        // A fault in a library must not become a fault of ours: what it cannot cope with is a damaged file.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| workbook(content)));
        return outcome.unwrap_or_else(|_| Err(damaged()));
    }
    csv(content).map(|sheet| vec![sheet])
}

fn damaged() -> Fault {
    Fault::whole(
        "Excelファイルとして読めません。途中で切れているか、壊れています。Excelで開けるか確かめ、「Excelブック（.xlsx）」で保存し直してください。",
    )
}

/// Unpacks everything once into nothing, counting: what the file says about its own sizes is not believed.
fn measure(content: &[u8]) -> Result<(), Fault> {
    let too_much = || {
        Fault::whole("ファイルを開くと大きくなりすぎます。一覧のシートだけの新しいブックにして、保存し直してください。")
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).map_err(|_| damaged())?;
    if archive.len() > MOST_ENTRIES {
        return Err(too_much());
    }
    let mut left = MOST_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| damaged())?;
        let is_styles = entry.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("styles.xml"));
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| damaged())?;
        if read > left || is_styles && read > MOST_STYLES_BYTES {
            return Err(too_much());
        }
        left -= read;
    }
    Ok(())
}

fn workbook(content: &[u8]) -> Result<Vec<Sheet>, Fault> {
    measure(content)?;
    let mut book = Xlsx::new(Cursor::new(content)).map_err(|_| damaged())?;
    let names = book.sheet_names();
    if names.len() > MOST_SHEETS {
        return Err(Fault::whole(format!(
            "シートが多すぎます。{MOST_SHEETS}枚までです。一覧のシートだけにしてください。"
        )));
    }
    let mut sheets = Vec::new();
    let (mut rows, mut letters) = (0, 0);
    for name in names {
        // Chart sheets and the like have no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        let mut lines: Vec<Line> = Vec::new();
        while let Some(cell) = reader.next_cell().map_err(|_| damaged())? {
            let (row, column) = cell.get_position();
            let (row, column) = (row as usize, column as usize);
            let Some(value) = value(cell.get_value(), &name, row, column)? else { continue };
            if let Cell::Text(text) = &value {
                letters += text.chars().count();
                if letters > MOST_LETTERS {
                    return Err(Fault::whole(
                        "文字が多すぎます。一覧のシートだけの新しいブックにして、保存し直してください。",
                    ));
                }
            }
            if row >= MOST_ROWS {
                return Err(too_many_rows());
            }
            if column >= MOST_COLUMNS {
                return Err(too_wide(&name, row + 1, column));
            }
            // Cells come in the order of the sheet; a file that says otherwise is damaged.
            match lines.last_mut() {
                Some(last) if last.number == row + 1 => put(last, column, value),
                Some(last) if last.number > row + 1 => return Err(damaged()),
                _ => {
                    rows += 1;
                    if rows > MOST_ROWS {
                        return Err(too_many_rows());
                    }
                    let mut line = Line { number: row + 1, cells: Vec::new() };
                    put(&mut line, column, value);
                    lines.push(line);
                }
            }
        }
        sheets.push(Sheet { name, lines });
    }
    Ok(sheets)
}

fn put(line: &mut Line, column: usize, value: Cell) {
    while line.cells.len() <= column {
        line.cells.push(Cell::Text(String::new()));
    }
    line.cells[column] = value;
}

fn value(data: &DataRef<'_>, sheet: &str, row: usize, column: usize) -> Result<Option<Cell>, Fault> {
    let text = |text: &str| {
        if text.chars().count() > MOST_CELL_LETTERS {
            return Err(too_long(sheet, row + 1, column));
        }
        Ok((!text.is_empty()).then(|| Cell::Text(text.to_owned())))
    };
    match data {
        DataRef::Empty => Ok(None),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => text(s),
        DataRef::SharedString(s) => text(s),
        #[allow(clippy::cast_precision_loss, reason = "codes have six digits")]
        DataRef::Int(n) => Ok(Some(Cell::Number(*n as f64))),
        DataRef::Float(n) => Ok(Some(Cell::Number(*n))),
        DataRef::Bool(b) => text(if *b { "TRUE" } else { "FALSE" }),
        DataRef::Error(e) => text(&e.to_string()),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let part = |n: u8| i8::try_from(n).unwrap_or(0);
            let day = i16::try_from(year).ok().and_then(|year| Date::new(year, part(month), part(day)).ok());
            Ok(Some(day.map_or(Cell::Number(at.as_f64()), Cell::Date)))
        }
    }
}

fn too_many_rows() -> Fault {
    Fault::whole(format!("行が多すぎます。{MOST_ROWS}行までです。一覧のほかの行を消して、保存し直してください。"))
}

fn too_wide(sheet: &str, line: usize, column: usize) -> Fault {
    Fault {
        sheet: sheet.to_owned(),
        line,
        column: format!("{}列", column_name(column)),
        sentence: format!("列が多すぎます。{MOST_COLUMNS}列までです。一覧のほかの列を消して、保存し直してください。"),
    }
}

fn too_long(sheet: &str, line: usize, column: usize) -> Fault {
    Fault {
        sheet: sheet.to_owned(),
        line,
        column: format!("{}列", column_name(column)),
        sentence: format!(
            "一つの欄の文字が多すぎます。{MOST_CELL_LETTERS}文字までです。引用符（\"）の閉じ忘れがないかも確かめてください。"
        ),
    }
}

/// CSV, or the tab-separated text a spreadsheet puts on the clipboard; CP932 or UTF-8.
fn csv(content: &[u8]) -> Result<Sheet, Fault> {
    let decoded = cp932::decode(content).map_err(|e| match e {
        cp932::DecodeError::Undecodable { line, .. } => {
            Fault { sheet: String::new(), line, column: String::new(), sentence: e.to_string() }
        }
        other => Fault::whole(other.to_string()),
    })?;
    let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    let beginning: String = text.chars().take(4096).collect();
    let tabs = beginning.matches('\t').count() > beginning.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    // The reader's own line numbers stand before the blank lines it skips: count to where the record begins.
    let (mut counted_to, mut line_number) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|e| Fault::whole(format!("CSVとして読めません（{e}）。保存し直してください。")))?;
        if lines.len() >= MOST_ROWS {
            return Err(too_many_rows());
        }
        let at = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0));
        let blank = text.as_bytes().iter().skip(at).take_while(|b| **b == b'\n').count();
        let begins = (at + blank).min(text.len());
        line_number += text[counted_to..begins].matches('\n').count();
        counted_to = begins;
        let number = line_number;
        if record.len() > MOST_COLUMNS && record.iter().skip(MOST_COLUMNS).any(|cell| !cell.trim().is_empty()) {
            return Err(too_wide("", number, MOST_COLUMNS));
        }
        let mut cells = Vec::with_capacity(record.len().min(MOST_COLUMNS));
        for (column, cell) in record.iter().take(MOST_COLUMNS).enumerate() {
            if cell.chars().count() > MOST_CELL_LETTERS {
                return Err(too_long("", number, column));
            }
            cells.push(Cell::Text(cell.to_owned()));
        }
        lines.push(Line { number, cells });
    }
    Ok(Sheet { name: String::new(), lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_a_spreadsheet_names_them() {
        for (index, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ")] {
            assert_eq!(column_name(index), name);
        }
    }

    #[test]
    fn both_encodings_and_both_separators_are_read() {
        let text = "団体コード,市区町村名\r\n011002,札幌市\r\n";
        let expected = csv(text.as_bytes()).unwrap();
        let with_mark = format!("\u{feff}{text}");
        for bytes in [cp932::encode(text).bytes, with_mark.into_bytes(), text.replace(',', "\t").into_bytes()] {
            assert_eq!(open(&bytes).unwrap(), vec![expected.clone()]);
        }
        assert_eq!(expected.lines[1].number, 2);
    }

    #[test]
    fn lines_are_counted_as_the_file_has_them() {
        let sheet = csv("\"団体\nコード\",名\n\n011002,札幌市\n".as_bytes()).unwrap();
        assert_eq!(sheet.lines.iter().map(|l| l.number).collect::<Vec<_>>(), [1, 4]);
    }
}

//! Bytes → cells, whoever wrote them: a workbook by the reader of answer sheets with its limits, else text parted by commas or tabs.

use answer_sheets::workbook::{self, Value};
use answer_sheets::{FileFault, Limits};
use japanese::cp932;

pub use answer_sheets::workbook::{cell_name, column_name};

/// What one file may cost. Wide enough for a column per municipality, far below what a stranger could hurt us with.
pub const LIMITS: Limits = Limits {
    file_bytes: 10 << 20,
    entries: 500,
    part_bytes: 24 << 20,
    unpacked_bytes: 40 << 20,
    ratio: 300,
    text_bytes: 8 << 20,
    strings: 200_000,
    sheets: 60,
    rows: 60_000,
    columns: 2_200,
    cells: 300_000,
    elements: 1_500_000,
    merged: 5_000,
    depth: 40,
};
pub const MOST_CELL_CHARACTERS: usize = 1_000;

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Text(String),
    /// Number, and whether its format shows a percentage is not known to us: the figure stands as it is stored.
    Number(f64),
    /// A day: 「2026-03-31」 as the sheet shows it.
    Day(jiff::civil::Date),
    /// `#REF!`
    Broken,
}

/// A cell with content.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub row: u32,
    pub column: u32,
    pub content: Content,
}

impl Cell {
    /// As a person sees it.
    pub fn text(&self) -> String {
        match &self.content {
            Content::Text(text) => text.clone(),
            Content::Number(number) => number.to_string(),
            Content::Day(day) => day.to_string(),
            Content::Broken => "#エラー".to_owned(),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Empty for a CSV.
    pub name: String,
    /// By row, then column.
    pub cells: Vec<Cell>,
}

impl Sheet {
    /// The rows with content.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|a, b| a.row == b.row)
    }

    /// A row by its number, counted from 0.
    pub fn row(&self, row: u32) -> &[Cell] {
        let from = self.cells.partition_point(|cell| cell.row < row);
        let to = self.cells.partition_point(|cell| cell.row <= row);
        self.cells.get(from..to).unwrap_or_default()
    }

    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        in_row(self.row(row), column)
    }
}

/// The cell of a row that stands in a column.
pub fn in_row(row: &[Cell], column: u32) -> Option<&Cell> {
    row.binary_search_by_key(&column, |cell| cell.column).ok().and_then(|at| row.get(at))
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    pub sheets: Vec<Sheet>,
}

/// 「C」, 「ｃ」, 「3」 → 2
pub fn column_of(typed: &str) -> Option<u32> {
    let plain = japanese::fold::half_width(&japanese::fold::tidy(typed)).to_ascii_uppercase();
    let plain = plain.trim_end_matches('列').trim();
    if let Ok(number) = plain.parse::<u32>() {
        return number.checked_sub(1).filter(|column| *column < LIMITS.columns);
    }
    if plain.is_empty() || plain.len() > 3 || !plain.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let number = plain.bytes().fold(0_u32, |sum, b| sum * 26 + u32::from(b - b'A') + 1);
    Some(number - 1).filter(|column| *column < LIMITS.columns)
}

/// Opens a file of either kind.
///
/// # Errors
/// A sentence that says what to do.
pub fn open(name: &str, content: &[u8]) -> Result<Grid, String> {
    if content.is_empty() {
        return Err("ファイルが空です。中身のあるファイルを選んでください。".to_owned());
    }
    if content.len() > LIMITS.file_bytes {
        let most = LIMITS.file_bytes >> 20;
        return Err(format!("ファイルが大きすぎます（{most}MBまで）。表のシートだけにして、保存し直してください。"));
    }
    let is_book = content.starts_with(b"PK") || content.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if is_book || !matches!(ending.as_str(), "csv" | "txt" | "tsv" | "") && content.starts_with(b"%PDF") {
        return workbook(content);
    }
    csv(content).map(|sheet| Grid { sheets: vec![sheet] })
}

fn workbook(content: &[u8]) -> Result<Grid, String> {
    let book = workbook::open(content, &LIMITS).map_err(sentence)?;
    let mut grid = Grid::default();
    for sheet in &book.sheets {
        let mut cells = Vec::with_capacity(sheet.cells.len());
        for cell in &sheet.cells {
            let content = match cell.value {
                Value::Text { .. } => {
                    let text = book.text_of(cell).unwrap_or_default();
                    if text.chars().nth(MOST_CELL_CHARACTERS).is_some() {
                        return Err(too_long(&sheet.name, cell.row, cell.column));
                    }
                    Content::Text(text.to_owned())
                }
                // Only where its format shows a day: counting days for every number would cost more than all the rest.
                Value::Number { number, .. } => match Some(cell).filter(|cell| book.looks_like_date(cell)) {
                    Some(cell) => book.date_of(cell).map_or(Content::Number(number), Content::Day),
                    None => Content::Number(number),
                },
                Value::Date(day) => Content::Day(day),
                Value::Bool(yes) => Content::Text(if yes { "TRUE" } else { "FALSE" }.to_owned()),
                Value::Error => Content::Broken,
            };
            cells.push(Cell { row: cell.row, column: cell.column, content });
        }
        cells.dedup_by_key(|cell| (cell.row, cell.column));
        grid.sheets.push(Sheet { name: sheet.name.clone(), cells });
    }
    Ok(grid)
}

fn too_long(sheet: &str, row: u32, column: u32) -> String {
    let place = if sheet.is_empty() { String::new() } else { format!("シート「{sheet}」の") };
    format!(
        "{place}{}の文字が多すぎます（{MOST_CELL_CHARACTERS}文字まで）。引用符（\"）の閉じ忘れがないかも確かめてください。",
        cell_name(row, column)
    )
}

/// What the reader of answer sheets says, of files of figures.
fn sentence(fault: FileFault) -> String {
    match fault {
        FileFault::Damaged => {
            "Excelファイルとして読めません。途中で切れているか、壊れています。Excelで開けるか確かめ、保存し直してください。".to_owned()
        }
        FileFault::Encrypted => {
            "パスワードの付いたファイルは読めません。パスワード（または秘密度ラベルによる暗号化）を外して、保存し直してください。".to_owned()
        }
        FileFault::UnpacksToTooMuch { what } => {
            format!("{what}が多すぎて開けません。値の表のシートだけの新しいブックにして、保存し直してください。")
        }
        FileFault::NotAWorkbook { what } => {
            format!("これは{what}で、値の表ではありません。ExcelブックかCSVを選んでください。")
        }
        FileFault::Macros | FileFault::ExternalLinks | FileFault::TooLarge { .. } => fault.to_string(),
        FileFault::ImagesOnly => "画像だけで、セルに値がありません。値の入った表を選んでください。".to_owned(),
        FileFault::Empty | FileFault::NoBytes => {
            "どのセルにも何も書かれていません。値の入ったファイルを選んでください。".to_owned()
        }
        _ => "値の表として読めません。「Excelブック（.xlsx）」かCSVで保存し直してください。".to_owned(),
    }
}

/// Commas or tabs; UTF-8 or CP932.
fn csv(content: &[u8]) -> Result<Sheet, String> {
    let decoded = cp932::decode(content).map_err(|fault| fault.to_string())?;
    let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    let beginning: String = text.chars().take(4096).collect();
    let tabs = beginning.matches('\t').count() > beginning.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    // The reader's own line numbers stand before the blank lines it skips: count to where the record begins.
    let (mut counted_to, mut line) = (0, 0_u32);
    for record in reader.records() {
        let record = record.map_err(|_| "CSVとして読めません。Excelで開いて、保存し直してください。".to_owned())?;
        let at = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0));
        let blank = text.as_bytes().iter().skip(at).take_while(|b| **b == b'\n').count();
        let begins = (at + blank).min(text.len());
        let between = text.get(counted_to..begins).unwrap_or_default();
        line += u32::try_from(between.matches('\n').count()).unwrap_or(0);
        counted_to = begins;
        if line >= LIMITS.rows {
            return Err(format!("行が多すぎます（{}行まで）。ファイルを分けてください。", LIMITS.rows));
        }
        for (column, cell) in (0_u32..).zip(record.iter()) {
            if cell.trim().is_empty() {
                continue;
            }
            if column >= LIMITS.columns {
                return Err(format!("列が多すぎます（{}列まで）。値のない列を消してください。", LIMITS.columns));
            }
            if cell.chars().nth(MOST_CELL_CHARACTERS).is_some() {
                return Err(too_long("", line, column));
            }
            if sheet.cells.len() >= LIMITS.cells {
                return Err(format!("欄が多すぎます（{}まで）。ファイルを分けてください。", LIMITS.cells));
            }
            sheet.cells.push(Cell { row: line, column, content: Content::Text(cell.to_owned()) });
        }
    }
    if sheet.cells.is_empty() {
        return Err("何も書かれていません。値の入ったファイルを選んでください。".to_owned());
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_people_name_them() {
        for (typed, column) in [("A", 0), ("ｃ", 2), ("3", 2), ("AA列", 26), ("ZZ", 701)] {
            assert_eq!(column_of(typed), Some(column), "{typed}");
        }
        for typed in ["", "0", "A1", "ZZZ", "地域", "99999"] {
            assert_eq!(column_of(typed), None, "{typed}");
        }
    }

    #[test]
    fn lines_are_counted_as_the_file_has_them() {
        let sheet = csv("\"団体\nコード\",名\n\n011002,札幌市\n".as_bytes()).unwrap();
        assert_eq!(sheet.cells.iter().map(|c| c.row).collect::<Vec<_>>(), [0, 0, 3, 3]);
        assert_eq!(sheet.cell(3, 1).map(Cell::text), Some("札幌市".to_owned()));
    }

    #[test]
    fn both_encodings_are_read_and_neither_a_fault_nor_nothing_is_taken_for_a_table() {
        let text = "年度,値\r\n令和7,１２\r\n";
        let expected = csv(text.as_bytes()).unwrap();
        for bytes in [cp932::encode(text).bytes, [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat()] {
            assert_eq!(open("x.csv", &bytes).unwrap().sheets, vec![expected.clone()]);
        }
        for bytes in [&b""[..], b"\n\n", b"PK\x03\x04rest", b"\xff\xfea\0", b"%PDF-1.7"] {
            assert!(open("x.xlsx", bytes).is_err());
        }
    }
}

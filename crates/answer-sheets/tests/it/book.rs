//! Taking a workbook apart and putting it together again, as other programs and people do.

use std::io::{Cursor, Read as _, Write as _};

use answer_sheets::workbook::{Book, cell_name};

/// Parts whose name begins so, as text.
pub fn parts(bytes: &[u8], prefix: &str) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        if name.starts_with(prefix) {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            parts.push((name, text));
        }
    }
    parts
}

/// The archive with some parts changed (`None`: left out) and others added.
pub fn with_parts(
    bytes: &[u8],
    mut change: impl FnMut(&str, Vec<u8>) -> Option<Vec<u8>>,
    added: &[(&str, &[u8])],
) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if let Some(content) = change(&name, content) {
            writer.start_file(name, options).unwrap();
            writer.write_all(&content).unwrap();
        }
    }
    for (name, content) in added {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What a person sees: sheets of (row, column, value), to be rearranged and saved as a plain workbook by another program.
#[derive(Clone, Debug)]
pub struct Plain {
    pub sheets: Vec<(String, Vec<(u32, u32, Content)>)>,
    pub merges: Vec<(String, u32, u32, u32, u32)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Text(String),
    Number(f64),
    Bool(bool),
    Date(jiff::civil::Date),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Plain {
    pub fn of(bytes: &[u8]) -> Self {
        let book: Book = answer_sheets::workbook::open(bytes, &answer_sheets::Limits::default()).unwrap();
        let sheets = book.sheets.iter().map(|sheet| {
            let cells = sheet.cells.iter().map(|cell| {
                let content = match (
                    book.text_of(cell),
                    book.looks_like_date(cell).then(|| book.date_of(cell)).flatten(),
                    cell.value,
                ) {
                    (Some(text), ..) => Content::Text(text.to_owned()),
                    (_, Some(day), _) => Content::Date(day),
                    (_, _, answer_sheets::workbook::Value::Number { number, .. }) => Content::Number(number),
                    (_, _, answer_sheets::workbook::Value::Bool(yes)) => Content::Bool(yes),
                    _ => Content::Text(book.shown(cell)),
                };
                (cell.row, cell.column, content)
            });
            (sheet.name.clone(), cells.collect())
        });
        Self { sheets: sheets.collect(), merges: Vec::new() }
    }

    /// The sheet and row where a key stands.
    pub fn find(&self, key: &str) -> (usize, u32) {
        for (at, (_, cells)) in self.sheets.iter().enumerate() {
            if let Some((row, ..)) = cells.iter().find(|(_, _, content)| *content == Content::from(key)) {
                return (at, *row);
            }
        }
        panic!("no {key}");
    }

    /// Writes into the column `offset` to the right of the key's.
    pub fn put(&mut self, key: &str, offset: u32, content: impl Into<Content>) {
        let (sheet, row) = self.find(key);
        let cells = &mut self.sheets[sheet].1;
        let column =
            cells.iter().find(|(r, _, content)| *r == row && *content == Content::from(key)).unwrap().1 + offset;
        cells.retain(|(r, c, _)| (*r, *c) != (row, column));
        cells.push((row, column, content.into()));
    }

    /// The answer cell of a line.
    pub fn answer(&mut self, key: &str, content: impl Into<Content>) {
        self.put(key, 4, content);
    }

    /// Name of the answer cell as issued.
    pub fn cell(&self, key: &str) -> String {
        cell_name(self.find(key).1, 4)
    }

    /// Moves every cell of a sheet.
    pub fn move_cells(&mut self, sheet: usize, to: impl Fn(u32, u32) -> Option<(u32, u32)>) {
        let cells = std::mem::take(&mut self.sheets[sheet].1);
        self.sheets[sheet].1 =
            cells.into_iter().filter_map(|(r, c, content)| to(r, c).map(|(r, c)| (r, c, content))).collect();
    }

    /// Saved by another program: no protection, no drop-downs, no styles.
    pub fn save(&self) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let date = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
        for (name, cells) in &self.sheets {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).unwrap();
            for (row, column, content) in cells {
                let column = u16::try_from(*column).unwrap();
                match content {
                    Content::Text(text) => sheet.write_string(*row, column, text).unwrap(),
                    Content::Number(number) => sheet.write_number(*row, column, *number).unwrap(),
                    Content::Bool(yes) => sheet.write_boolean(*row, column, *yes).unwrap(),
                    Content::Date(day) => {
                        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(
                            u16::try_from(day.year()).unwrap(),
                            u8::try_from(day.month()).unwrap(),
                            u8::try_from(day.day()).unwrap(),
                        );
                        sheet.write_datetime_with_format(*row, column, day.unwrap(), &date).unwrap()
                    }
                };
            }
            for (_, top, left, bottom, right) in self.merges.iter().filter(|(of, ..)| of == name) {
                let first = cells.iter().find(|(r, c, _)| (r, c) == (top, left)).map(|(_, _, content)| content.clone());
                let text = match first {
                    Some(Content::Text(text)) => text,
                    _ => String::new(),
                };
                let (left, right) = (u16::try_from(*left).unwrap(), u16::try_from(*right).unwrap());
                sheet.merge_range(*top, left, *bottom, right, &text, &rust_xlsxwriter::Format::new()).unwrap();
            }
        }
        workbook.save_to_buffer().unwrap()
    }
}

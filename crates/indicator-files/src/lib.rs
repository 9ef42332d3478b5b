//! Files of indicators → figures, each with the cell it stands in, or a sentence that says what to do. No database, no clock.
//!
//! | layout | what it is | who reads it |
//! |---|---|---|
//! | [`Layout::Series`] | export of the 見える化システム over the years: a row per region and series, a column per year | `series.rs` |
//! | [`Layout::Areas`] | the same of one year: a row per series, a column per region | `areas.rs` |
//! | [`Layout::Columns`] | any table, read as somebody has said once ([`Mapping`]) | `columns.rs` |
//! | [`Layout::Own`] | our own CSV, one row per value: what the product writes it also reads | `own.rs` |
//!
//! The two layouts of the 見える化システム are rebuilt from descriptions of its exports (復元): nobody here has seen the system.
//! A stranger's file costs no more than [`grid::LIMITS`] allow, and never panics.

mod areas;
mod columns;
pub mod figure;
pub mod file_name;
pub mod grid;
mod own;
pub mod period;
mod series;

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use columns::{Mapping, Years};
pub use grid::{Grid, Sheet, cell_name, column_name, column_of};
pub use own::{COLUMNS as OWN_COLUMNS, OwnRow};

/// How a file is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    Series,
    Areas,
    Columns,
    Own,
}

impl Layout {
    /// A word that stays, for a database.
    pub fn id(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Areas => "areas",
            Self::Columns => "columns",
            Self::Own => "own",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Series => "見える化システムの時系列（復元）",
            Self::Areas => "見える化システムの地域別（復元）",
            Self::Columns => "列を対応づけた表",
            Self::Own => "れんけいのCSVの列",
        }
    }
}

/// What a figure is of its indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The number itself; of a share, the share.
    #[default]
    Value,
    Numerator,
    Denominator,
}

impl Part {
    pub const EVERY: [Self; 3] = [Self::Value, Self::Numerator, Self::Denominator];

    pub fn id(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|part| part.id() == id)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Value => "数そのもの",
            Self::Numerator => "割合の分子",
            Self::Denominator => "割合の分母",
        }
    }
}

/// A line of figures of one kind in a file: 「合計認定者数」.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    pub name: String,
    /// As the file says it, 「％」 as 「%」; empty where it does not.
    pub unit: String,
    pub part: Part,
}

/// One figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Counted from 0, as all rows and columns here.
    pub row: u32,
    pub column: u32,
    /// In [`Reading::places`].
    pub place: u32,
    /// In [`Reading::series`].
    pub series: u32,
    /// Fiscal year, western.
    pub year: i16,
    /// 推計, 計画: the year has not been.
    pub estimated: bool,
    /// Thousandths.
    pub figure: i64,
}

/// Something that is not taken, where it stands and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `None`: the file as a whole.
    pub at: Option<(u32, u32)>,
    /// In [`Reading::series`], where it is a figure of one.
    pub series: Option<u32>,
    pub sentence: String,
}

impl Fault {
    fn at(row: u32, column: u32, sentence: impl Into<String>) -> Self {
        Self { at: Some((row, column)), series: None, sentence: sentence.into() }
    }

    /// 「C5」; empty for the whole.
    pub fn cell(&self) -> String {
        self.at.map(|(row, column)| cell_name(row, column)).unwrap_or_default()
    }
}

/// What stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub layout: Layout,
    pub sheet: String,
    /// 「B4-a」; empty where neither file nor sheet says one.
    pub code: String,
    /// 「認定率（要介護度別）」
    pub title: String,
    /// 出力日
    pub exported_on: Option<Date>,
    pub series: Vec<Series>,
    /// As they are written.
    pub places: Vec<String>,
    pub observed: Vec<Observed>,
    /// Rows of our own CSV.
    pub rows: Vec<OwnRow>,
    /// Cells that hold 「-」 or another mark for nothing.
    pub missing: usize,
    pub faults: Vec<Fault>,
    known: Known,
}

/// Where names stand already: a file may hold thousands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    places: HashMap<String, u32>,
    series: HashMap<(String, Part), u32>,
}

impl Reading {
    fn new(layout: Layout, sheet: &str) -> Self {
        Self {
            layout,
            sheet: sheet.to_owned(),
            code: String::new(),
            title: String::new(),
            exported_on: None,
            series: Vec::new(),
            places: Vec::new(),
            observed: Vec::new(),
            rows: Vec::new(),
            missing: 0,
            faults: Vec::new(),
            known: Known::default(),
        }
    }

    /// Nothing but headings, or nothing but 「-」: an export that came out empty.
    pub fn is_empty(&self) -> bool {
        self.observed.is_empty() && self.rows.is_empty() && self.faults.is_empty()
    }

    fn place(&mut self, name: &str) -> u32 {
        if let Some(at) = self.known.places.get(name) {
            return *at;
        }
        let at = next_index(&self.places);
        self.known.places.insert(name.to_owned(), at);
        self.places.push(name.to_owned());
        at
    }

    fn series(&mut self, name: &str, unit: &str, part: Part) -> u32 {
        let key = (name.to_owned(), part);
        if let Some(at) = self.known.series.get(&key) {
            return *at;
        }
        let at = next_index(&self.series);
        self.known.series.insert(key, at);
        self.series.push(Series { name: name.to_owned(), unit: unit.to_owned(), part });
        at
    }

    /// Takes a cell up: a figure, a mark for nothing, or a fault. Faults beyond [`MOST_FAULTS`] are counted out.
    fn take(&mut self, cell: &grid::Cell, of: (u32, u32), (year, estimated): (i16, bool)) {
        match figure::read(cell) {
            Ok(None) => self.missing += 1,
            Ok(Some(read)) => {
                let (place, series) = of;
                if read.percent
                    && let Some(known) = self.series.get_mut(series as usize)
                    && known.unit.is_empty()
                {
                    "%".clone_into(&mut known.unit);
                }
                let (row, column) = (cell.row, cell.column);
                self.observed.push(Observed { row, column, place, series, year, estimated, figure: read.thousandths });
            }
            Err(sentence) => self.fault(Fault { series: Some(of.1), ..Fault::at(cell.row, cell.column, sentence) }),
        }
    }

    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }
}

/// Nobody reads more of one file.
pub const MOST_FAULTS: usize = 200;

fn next_index<T>(known: &[T]) -> u32 {
    u32::try_from(known.len()).unwrap_or(u32::MAX)
}

/// Why a file is not read by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It cannot be opened: why, and what to do.
    Refused(String),
    /// A table, laid out in a way nobody has described yet.
    Unknown(String),
}

impl Unread {
    pub fn sentence(&self) -> &str {
        match self {
            Self::Refused(sentence) | Self::Unknown(sentence) => sentence,
        }
    }
}

/// Reads a grid: as the first of `mappings` that fits says, else as whatever layout is recognised.
pub fn read(name: &str, grid: &Grid, mappings: &[Mapping]) -> Result<Reading, Unread> {
    if let Some(reading) = own::read(grid) {
        return Ok(reading);
    }
    let said = file_name::read(name);
    let mapped = mappings.iter().find_map(|mapping| mapping.sheet_in(grid).map(|sheet| columns::read(sheet, mapping)));
    let mut reading = match mapped {
        Some(reading) => reading,
        None => exported(grid, &said)?,
    };
    if reading.code.is_empty() {
        reading.code.clone_from(&said.code);
    }
    if reading.title.is_empty() {
        reading.title = said.title;
    }
    Ok(reading)
}

/// Opens and reads a file.
pub fn read_file(name: &str, content: &[u8], mappings: &[Mapping]) -> Result<Reading, Unread> {
    let grid = grid::open(name, content).map_err(Unread::Refused)?;
    read(name, &grid, mappings)
}

/// One of the two layouts of the 見える化システム.
fn exported(grid: &Grid, said: &file_name::Said) -> Result<Reading, Unread> {
    let unknown = || {
        Unread::Unknown(
            "知らない形の表です。「列の対応づけ」で、見出しの行と、地域・年度・値の列を一度教えてください。同じ形のファイルは次から自動で読みます。"
                .to_owned(),
        )
    };
    let sheet = grid.sheets.iter().find(|sheet| sheet.name.starts_with(series::SHEET));
    let sheet = sheet.or_else(|| grid.sheets.iter().find(|sheet| series::export_day(sheet).is_some()));
    let Some(sheet) = sheet else { return Err(unknown()) };
    let mut reading = match said.kind {
        Some(file_name::Kind::Areas) => areas::read(sheet, said.year),
        Some(file_name::Kind::Series) => series::read(sheet),
        None => series::read(sheet).or_else(|| areas::read(sheet, said.year)),
    }
    .ok_or_else(unknown)?;
    reading.exported_on = series::export_day(sheet);
    Ok(reading)
}

/// Whatever bytes come: figures or a sentence, never a panic. For the fuzzer.
pub fn fuzz_read(bytes: &[u8]) {
    let Some((way, rest)) = bytes.split_first() else { return };
    let names = ["B4-a_x_時系列.xlsx", "B4-a_x_2026_地域別.xlsx", "values.csv", "x.xlsx"];
    let name = names.get(usize::from(way % 4)).copied().unwrap_or("x");
    let Ok(grid) = grid::open(name, rest) else { return };
    let column = u32::from(way / 4 % 5);
    let guess = Mapping {
        sheet: grid.sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default(),
        header_row: u32::from(way / 16),
        headings: Vec::new(),
        place: column.checked_sub(1),
        series: None,
        years: if way % 2 == 0 { Years::Headings } else { Years::Column(column + 1) },
        parts: vec![(column + 2, Part::Numerator), (column + 3, Part::Denominator)],
    };
    for mappings in [Vec::new(), vec![Mapping { headings: guess.headings_in(&grid), ..guess }]] {
        match read(name, &grid, &mappings) {
            Ok(reading) => {
                assert!(reading.faults.iter().all(|fault| !fault.sentence.is_empty()));
                for one in &reading.observed {
                    assert!(
                        (one.place as usize) < reading.places.len() && (one.series as usize) < reading.series.len()
                    );
                }
            }
            Err(unread) => assert!(!unread.sentence().is_empty()),
        }
    }
}

//! Any table, as somebody has said once how it is laid out: kept, and used again for files of the same shape.

use serde::{Deserialize, Serialize};

use crate::figure;
use crate::grid::{Grid, Sheet, in_row};
use crate::period;
use crate::series::label;
use crate::{Fault, Layout, Part, Reading};

/// Where the year of a figure stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Years {
    /// In a column, row by row.
    Column(u32),
    /// In the headings of the value columns: one column per year.
    Headings,
    /// The whole file is of one year.
    Fixed(i16),
}

/// How a table is laid out. Columns and rows count from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Empty for a CSV.
    pub sheet: String,
    pub header_row: u32,
    /// What stands in the header row, as [`heading`] writes it: what a file of the same shape is known by.
    pub headings: Vec<String>,
    /// Name or code of the region; `None`: the whole file is of one region, that of whoever sends it.
    pub place: Option<u32>,
    /// The name of what is counted, row by row; `None`: the file is of one thing.
    pub series: Option<u32>,
    pub years: Years,
    /// Value columns, each with what it is. With [`Years::Headings`] the first is where the years begin.
    pub parts: Vec<(u32, Part)>,
}

/// A heading in a way that another year's file shares: no blanks, one width, every number 「#」.
pub fn heading(text: &str) -> String {
    let tidy = japanese::fold::half_width(&japanese::fold::tidy(text));
    let mut plain = String::with_capacity(tidy.len());
    for c in tidy.chars().filter(|c| !c.is_whitespace()) {
        if !c.is_ascii_digit() {
            plain.push(c);
        } else if !plain.ends_with('#') {
            plain.push('#');
        }
    }
    plain
}

/// The headings of a row; those that follow each other alike (years) are one.
fn headings(sheet: &Sheet, row: u32) -> Vec<String> {
    let mut all: Vec<String> = sheet.row(row).iter().map(|cell| heading(&cell.text())).collect();
    all.dedup();
    all
}

impl Mapping {
    /// What the header row of a grid says, for keeping.
    pub fn headings_in(&self, grid: &Grid) -> Vec<String> {
        grid.sheets
            .iter()
            .find(|sheet| sheet.name == self.sheet)
            .map(|sheet| headings(sheet, self.header_row))
            .unwrap_or_default()
    }

    /// The sheet of this shape: of the same name if there is one, else any with the same headings.
    pub fn sheet_in<'a>(&self, grid: &'a Grid) -> Option<&'a Sheet> {
        if self.headings.is_empty() {
            return None;
        }
        let fits = |sheet: &&Sheet| headings(sheet, self.header_row) == self.headings;
        let named = grid.sheets.iter().filter(|sheet| sheet.name == self.sheet).find(fits);
        named.or_else(|| grid.sheets.iter().find(fits))
    }
}

/// Column, part, and the year of a column of its own (whether it is an estimate).
type Column = (u32, Part, Option<(i16, bool)>);

/// Reads a sheet as a mapping says.
pub fn read(sheet: &Sheet, mapping: &Mapping) -> Reading {
    let mut reading = Reading::new(Layout::Columns, &sheet.name);
    reading.exported_on = crate::series::export_day(sheet);
    let header = sheet.row(mapping.header_row);
    let fixed = match mapping.years {
        Years::Fixed(year) => Some((year, false)),
        _ => None,
    };
    let columns: Vec<Column> = match mapping.years {
        Years::Headings => {
            let first = mapping.parts.iter().map(|(column, _)| *column).min().unwrap_or(0);
            let part = mapping.parts.first().map_or(Part::Value, |(_, part)| *part);
            let later = header.iter().filter(|cell| cell.column >= first);
            later
                .filter_map(|cell| {
                    period::read(&cell.text()).map(|time| (cell.column, part, Some((time.year, time.estimated))))
                })
                .collect()
        }
        Years::Column(_) | Years::Fixed(_) => {
            mapping.parts.iter().map(|(column, part)| (*column, *part, fixed)).collect()
        }
    };
    if columns.is_empty() {
        let row = mapping.header_row;
        reading.fault(Fault::at(
            row,
            0,
            format!("{}行目の見出しに年度がありません。見出しの行を確かめてください。", row + 1),
        ));
        return reading;
    }
    let titles: Vec<String> = columns.iter().map(|(column, ..)| label(in_row(header, *column))).collect();
    for row in sheet.rows().filter(|row| row.first().is_some_and(|cell| cell.row > mapping.header_row)) {
        let filled = columns.iter().any(|(column, ..)| in_row(row, *column).is_some());
        let Some(number) = row.first().map(|cell| cell.row).filter(|_| filled) else { continue };
        let place = match mapping.place {
            None => String::new(),
            Some(column) => match label(in_row(row, column)) {
                name if name.is_empty() => {
                    reading.fault(Fault::at(number, column, "地域の名前かコードが空です。"));
                    continue;
                }
                name => name,
            },
        };
        let year = match mapping.years {
            Years::Column(column) => match in_row(row, column).and_then(|cell| period::read(&cell.text())) {
                Some(time) => Some((time.year, time.estimated)),
                None => {
                    reading.fault(Fault::at(
                        number,
                        column,
                        "年度が読めません。令和7、2025、令和8年3月末のように入れてください。",
                    ));
                    continue;
                }
            },
            Years::Headings | Years::Fixed(_) => None,
        };
        let place = reading.place(&place);
        let named = mapping.series.map(|column| label(in_row(row, column)));
        for ((column, part, own), title) in columns.iter().zip(&titles) {
            let (Some(cell), Some(year)) = (in_row(row, *column), year.or(*own)) else { continue };
            // Two columns of one share are one thing; columns of years are, too.
            let name = named.clone().unwrap_or_else(|| {
                if matches!(mapping.years, Years::Headings) || columns.len() == 1 || *part != Part::Value {
                    String::new()
                } else {
                    title.clone()
                }
            });
            let unit = figure::unit_of_name(if name.is_empty() { title } else { &name });
            let series = reading.series(&name, &unit, *part);
            reading.take(cell, (place, series), year);
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_another_year_are_of_the_same_shape() {
        assert_eq!(heading(" 令和７年 度"), heading("令和12年度"));
        assert_ne!(heading("人数"), heading("人口"));
    }
}

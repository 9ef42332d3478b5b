//! `/cases/statistics`: population band × scene and content.

use askama::Template;

use crate::cases::model::{IndexRow, SMALL_BASE, TagKind, by_band, columns, without_band};
use crate::shared::{Frame, Link, number};

/// One row of the table.
pub struct StatisticsRow {
    pub label: &'static str,
    pub base: String,
    /// The base is too small for more than a hint.
    pub small: bool,
    pub whole: bool,
    /// Share in percent and the number of cases; 「－」 without a base.
    pub cells: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "cases/templates/statistics.html")]
pub struct StatisticsPage {
    pub frame: Frame,
    pub scenes: Vec<&'static str>,
    pub contents: Vec<&'static str>,
    pub rows: Vec<StatisticsRow>,
    pub total: String,
    pub today: String,
    /// Cases that stand in 全体 only; empty when there is none.
    pub without: String,
    /// Bands rest on invented populations.
    pub invented: bool,
    pub downloads: Vec<Link>,
}

impl StatisticsPage {
    pub fn new(frame: Frame, rows: &[IndexRow], today: &str) -> Self {
        let without = without_band(rows);
        let table = by_band(rows);
        let columns = columns();
        let labels = |kind| columns.iter().filter(|c| c.kind == kind).map(|c| c.label).collect();
        Self {
            frame,
            scenes: labels(TagKind::Scene),
            contents: labels(TagKind::Content),
            total: number(i64::try_from(rows.len()).unwrap_or(0)),
            rows: table
                .into_iter()
                .map(|row| StatisticsRow {
                    label: row.label,
                    base: number(row.base),
                    small: row.base > 0 && row.base < SMALL_BASE,
                    whole: row.is_whole(),
                    cells: row
                        .cells
                        .into_iter()
                        .map(|(cases, share)| (share.unwrap_or_else(|| "－".to_owned()), number(cases)))
                        .collect(),
                })
                .collect(),
            today: today.to_owned(),
            without: if without > 0 { number(without) } else { String::new() },
            invented: rows.iter().any(IndexRow::has_invented_population),
            downloads: vec![Link::new("CSV", "/cases/statistics.csv")],
        }
    }
}

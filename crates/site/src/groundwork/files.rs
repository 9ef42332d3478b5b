//! Tables as files: one record per row, one value per cell, what everybody must know of it in every record. CSV for programs, xlsx
//! for people.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use crate::actions::taking_in::COLUMNS;
use crate::model::{Undertaking, act_label, judgement_label, run_how_label};
use crate::shared::{DEMO_MARK, guarded};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(i64),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: &'static str,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// Widths of the columns on the sheet, in characters.
    pub widths: Vec<f64>,
}

impl Sheet {
    /// With BOM: spreadsheets read UTF-8 by it.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
        out.write_record(&self.heads)?;
        for row in &self.rows {
            out.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => guarded(text),
                Cell::Number(number) => number.to_string(),
            }))?;
        }
        out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }

    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let page = book.add_worksheet().set_name(self.name)?;
        let (strong, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
        for (column, head) in (0_u16..).zip(&self.heads) {
            page.write_string_with_format(0, column, head, &strong)?;
        }
        for (column, width) in (0_u16..).zip(&self.widths) {
            page.set_column_width(column, *width)?;
        }
        for (line, row) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(text) if text.is_empty() => {}
                    Cell::Text(text) => {
                        page.write_string_with_format(line, column, text, &wrapped)?;
                    }
                    Cell::Number(number) => {
                        #[allow(clippy::cast_precision_loss, reason = "at most 10^10")]
                        page.write_number_with_format(line, column, *number as f64, &wrapped)?;
                    }
                }
            }
        }
        page.set_freeze_panes(1, 0)?;
        page.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        book.save_to_buffer()
    }
}

/// What stands in front of every record, and behind it.
pub struct About<'a> {
    pub code: &'a str,
    pub town: &'a str,
    pub year: i64,
    pub demo: bool,
}

impl About<'_> {
    fn heads() -> [&'static str; 3] {
        ["全国地方公共団体コード", "市町村名", "年度（西暦）"]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::text(self.code), Cell::text(self.town), Cell::Number(self.year)]
    }

    fn mark(&self, fictitious: bool) -> Cell {
        Cell::text(if self.demo {
            DEMO_MARK
        } else if fictitious {
            "架空"
        } else {
            ""
        })
    }
}

/// 既存事業の棚卸し: the columns a list is taken in by, so that what goes out comes back.
pub fn undertakings(about: &About<'_>, all: &[Undertaking]) -> Sheet {
    let row = |one: &Undertaking| {
        let mut cells = about.cells();
        cells.extend([
            Cell::text(&one.name),
            Cell::text(&one.for_whom),
            Cell::text(one.scene_labels()),
            Cell::text(act_label(&one.act)),
            one.cost.map_or_else(|| Cell::text(""), Cell::Number),
            Cell::text(&one.money),
            Cell::text(&one.run_by),
            Cell::text(run_how_label(&one.run_how)),
            Cell::text(&one.since),
            Cell::text(&one.yields),
            Cell::text(judgement_label(&one.judgement)),
            Cell::text(&one.merge_with),
            Cell::text(&one.reason),
            Cell::text(&one.decided_by),
            Cell::text(one.decided_on.clone().unwrap_or_default()),
            Cell::text(&one.updated_at),
            about.mark(one.fictitious),
        ]);
        cells
    };
    let heads = About::heads().into_iter().chain(COLUMNS).chain(["最後の変更", "備考"]).map(str::to_owned).collect();
    let widths =
        vec![10., 12., 8., 28., 16., 22., 18., 12., 14., 18., 12., 12., 28., 10., 16., 28., 16., 12., 12., 12.];
    Sheet { name: "既存事業の棚卸し", heads, rows: all.iter().map(row).collect(), widths }
}

/// An item of the draft as a record: number, part, title, what it looks at, applies, words, evidence line by line.
pub struct AssessmentRow {
    pub number: i64,
    pub part: String,
    pub title: String,
    pub meaning: String,
    pub applies: String,
    pub words: String,
    pub evidence: Vec<String>,
    pub fictitious: bool,
}

pub fn assessment(about: &About<'_>, rows: &[AssessmentRow]) -> Sheet {
    let own =
        ["番号", "区分", "項目", "見るところ", "該当するか", "町の説明", "根拠（れんけいにあるもの）", "確認", "備考"];
    let row = |one: &AssessmentRow| {
        let mut cells = about.cells();
        cells.extend([
            Cell::Number(one.number),
            Cell::text(&one.part),
            Cell::text(&one.title),
            Cell::text(&one.meaning),
            Cell::text(&one.applies),
            Cell::text(&one.words),
            Cell::text(one.evidence.join("\n")),
            Cell::text(crate::rules::items::CHECK),
            about.mark(one.fictitious),
        ]);
        cells
    };
    let heads = About::heads().into_iter().chain(own).map(str::to_owned).collect();
    let widths = vec![10., 12., 8., 6., 20., 30., 36., 12., 40., 50., 20., 12.];
    Sheet { name: "自己評価の下書き", heads, rows: rows.iter().map(row).collect(), widths }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::taking_in;

    #[test]
    fn what_goes_out_comes_back_the_same() {
        let one = Undertaking {
            name: "=研修".to_owned(),
            for_whom: "ケアマネジャー".to_owned(),
            scenes: "nyutaiin mitori".to_owned(),
            act: "kankeisha".to_owned(),
            cost: Some(1_200_000),
            run_how: "contracted".to_owned(),
            judgement: "stop".to_owned(),
            reason: "一行目\n二行目".to_owned(),
            decided_by: "協議会".to_owned(),
            decided_on: Some("2026-11-01".to_owned()),
            municipality_code: "352128".to_owned(),
            fiscal_year: 2026,
            ..Undertaking::default()
        };
        let about = About { code: "352128", town: "柳井市", year: 2026, demo: true };
        let sheet = undertakings(&about, std::slice::from_ref(&one));
        assert_eq!(sheet.heads.len(), sheet.rows[0].len());
        assert_eq!(sheet.heads.len(), sheet.widths.len());
        let csv = String::from_utf8(sheet.csv().unwrap()).unwrap();
        assert!(csv.contains("'=研修") && csv.contains(DEMO_MARK));
        let plan = taking_in::plan(
            csv.trim_start_matches('\u{feff}'),
            &[one],
            ("352128", 2026),
            jiff::civil::date(2026, 11, 21),
        );
        assert_eq!((plan.faults, plan.same), (vec![], 1));
        assert!(sheet.xlsx().unwrap().starts_with(b"PK"));
    }
}

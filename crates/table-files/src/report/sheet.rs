//! One table on its sheet.

use rust_xlsxwriter::{Url, Worksheet};

use super::Options;
use super::formats::{Formats, Kind, Look};
use crate::about::grouped;
use crate::printed::{Block, Cell, Change, Row, RowKind, What};
use crate::{About, FileError, Printed};

const GROUP: f64 = 14.0;
const LABEL: f64 = 26.0;
const BASE: f64 = 9.0;
const CHOICE: f64 = 10.5;
const FIRST_CHOICE: u16 = 3;
const A4: u8 = 9;
/// Height of a line of 9 point.
const LINE: f64 = 13.5;

/// Paper, margins, foot: the same for every sheet.
pub(super) fn paper(page: &mut Worksheet, about: &About, name: &str) {
    page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    page.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    page.set_screen_gridlines(false);
    let mark = if about.fictitious.is_empty() { about.state() } else { &about.fictitious };
    // & begins a command in a foot.
    let plain = |text: &str| text.replace('&', "＆");
    let text = format!("&L&8{}　{name}&C&8&P／&N&R&8{}", plain(&about.title), plain(mark));
    page.set_footer(if text.chars().count() > 250 { "&C&8&P／&N".to_owned() } else { text });
}

/// How high a row must be for a text in a column of this width.
pub(super) fn height_of(text: &str, width: f64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "labels are short")]
    let columns = japanese::width::columns(text) as f64;
    // A column is measured in letters of 11 point; these are of 9.
    (columns / (width * 1.12)).ceil().max(1.0) * LINE + 2.0
}

/// 速報 or 確定, and 架空.
pub(super) fn state(page: &mut Worksheet, about: &About, row: u32, formats: &mut Formats) -> Result<u32, FileError> {
    let kind = if about.provisional { Kind::Warning } else { Kind::Line };
    page.write_string_with_format(row, 0, about.state_in_words(), formats.plain(kind))?;
    if about.fictitious.is_empty() {
        return Ok(row + 1);
    }
    page.write_string_with_format(row + 1, 0, &about.fictitious, formats.plain(Kind::Warning))?;
    Ok(row + 2)
}

/// The base of a row: a number, marked where it is small.
pub(super) fn base(
    page: &mut Worksheet,
    at: u32,
    column: u16,
    row: Option<&Row>,
    first: bool,
    formats: &mut Formats,
) -> Result<(), FileError> {
    let bold = row.is_some_and(|row| row.kind == RowKind::Whole);
    let look = |number: &str| Look { bold, first, number: number.to_owned(), ..Look::new(Kind::Figure) };
    match row {
        Some(Row { n: Some(n), few, .. }) => {
            let whole = if n.0.is_multiple_of(tabulate::Amount::ONE) { "#,##0" } else { "#,##0.0" };
            let number = if *few { format!("{whole}\"*\"") } else { whole.to_owned() };
            page.write_number_with_format(at, column, n.number(), formats.of(look(&number)))?;
        }
        Some(Row { hidden: true, .. }) => {
            page.write_string_with_format(at, column, tabulate::write::WITHHELD, formats.of(look("")))?;
        }
        _ => {
            page.write_blank(at, column, formats.of(look("")))?;
        }
    }
    Ok(())
}

/// Wide enough for the longest figure with its marks: a number that does not fit is shown as ###.
fn width_of_figures(table: &Printed) -> f64 {
    let marks = |cell: &Cell| behind(cell).chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>();
    let longest = table.rows().flat_map(|(_, row)| &row.cells).map(marks).fold(0.0, f64::max);
    f64::max(CHOICE, 7.0 + longest)
}

/// 「▲ ac」: what stands behind a percentage.
fn behind(cell: &Cell) -> String {
    let mark = cell.mark();
    match cell {
        Cell::Share { higher, .. } if !higher.is_empty() => {
            format!("{mark}{}{}", if mark.is_empty() { "" } else { " " }, higher.replace(' ', ""))
        }
        _ => mark.to_owned(),
    }
}

struct Sheet<'a> {
    page: &'a mut Worksheet,
    table: &'a Printed,
    formats: &'a mut Formats,
    row: u32,
}

/// What the cells of a part show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Shown,
    Counts,
    Before,
    Points,
}

pub(super) fn write(
    page: &mut Worksheet,
    about: &About,
    table: &Printed,
    number: Option<usize>,
    options: &Options,
    formats: &mut Formats,
) -> Result<(), FileError> {
    paper(page, about, &table.question.number);
    page.set_column_width(0, GROUP)?;
    page.set_column_width(1, LABEL)?;
    page.set_column_width(2, BASE)?;
    let last = FIRST_CHOICE + u16::try_from(table.columns.len().max(1)).unwrap_or(u16::MAX - FIRST_CHOICE) - 1;
    let choice = width_of_figures(table);
    page.set_column_range_width(FIRST_CHOICE, last, choice)?;
    let mut sheet = Sheet { page, table, formats, row: 0 };
    sheet.head(about, number)?;
    let title = format!("単位：{}", table.unit);
    let body = sheet.part(Part::Shown, "", &title)?;
    sheet.page.set_freeze_panes(body, FIRST_CHOICE)?;
    sheet.page.set_repeat_rows(body - 1, body - 1)?;
    if table.what != What::Numbers {
        sheet.row += 1;
        let title = format!("単位：{}", if about.unit.is_empty() { "件" } else { &about.unit });
        sheet.part(Part::Counts, "件数", &title)?;
    }
    if let Some(before) = &table.before {
        sheet.row += 1;
        sheet.part(Part::Points, "前年との差", "単位：％ポイント")?;
        sheet.row += 1;
        let year = japanese::wareki::FiscalYear(before.fiscal_year).label();
        sheet.part(Part::Before, &format!("前年の割合　{}（{year}）", before.title), "単位：％")?;
    }
    sheet.tests()?;
    sheet.notes(about, options)
}

impl Sheet<'_> {
    fn line(&mut self, kind: Kind, text: &str) -> Result<(), FileError> {
        self.page.write_string_with_format(self.row, 0, text, self.formats.plain(kind))?;
        self.row += 1;
        Ok(())
    }

    fn head(&mut self, about: &About, number: Option<usize>) -> Result<(), FileError> {
        let table = self.table;
        let mut title = table.question.title();
        if !table.question.kind.is_empty() {
            title = format!("{title}（{}）", table.question.kind);
        }
        if let Some(number) = number {
            title = format!("表{number}　{title}");
            let back = Url::new("internal:'目次'!A1").set_text("目次へ戻る");
            self.page.write_url_with_format(0, 0, back, self.formats.plain(Kind::Link))?;
            self.row = 1;
        }
        self.line(Kind::Title, &title)?;
        let everybody = if table.question.asked_of.is_empty() { "すべて" } else { &table.question.asked_of };
        self.line(Kind::Line, &format!("{}　対象：{}　答える方：{everybody}", about.year(), about.respondent))?;
        self.line(Kind::Line, &format!("n：{}", table.base.label))?;
        if !table.conditions.is_empty() {
            self.line(Kind::Line, &format!("絞り込み：{}", table.conditions.join("、かつ、")))?;
        }
        self.row = state(self.page, about, self.row, self.formats)?;
        Ok(())
    }

    /// A heading, the columns, the rows. Answers with the first row of figures.
    fn part(&mut self, part: Part, title: &str, unit: &str) -> Result<u32, FileError> {
        let table = self.table;
        let counted = |at: usize| part == Part::Shown || table.columns[at].kind.is_counted();
        let columns: Vec<usize> = (0..table.columns.len()).filter(|at| counted(*at)).collect();
        let last = FIRST_CHOICE + u16::try_from(columns.len().max(1)).unwrap_or(1) - 1;
        if !title.is_empty() {
            self.page.write_string_with_format(self.row, 0, title, self.formats.plain(Kind::Part))?;
        }
        self.page.write_string_with_format(self.row, last, unit, self.formats.plain(Kind::Unit))?;
        self.row += 1;
        let head = self.formats.plain(Kind::Head);
        self.page.merge_range(self.row, 0, self.row, 1, "区分", head)?;
        self.page.write_string_with_format(self.row, 2, "n", head)?;
        let mut height = LINE * 2.0;
        for (at, place) in columns.iter().zip(FIRST_CHOICE..) {
            let mut label = table.columns[*at].label.clone();
            if matches!(part, Part::Points | Part::Before)
                && let Some(mark) = table.before.as_ref().and_then(|b| b.marks.get(*at)).filter(|m| !m.is_empty())
            {
                label = format!("{label}【{mark}】");
            }
            self.page.write_string_with_format(self.row, place, &label, self.formats.plain(Kind::Head))?;
            height = f64::max(height, height_of(&label, width_of_figures(table)));
        }
        self.page.set_row_height(self.row, height.min(400.0))?;
        self.row += 1;
        let body = self.row;
        for block in &table.blocks {
            self.block(part, block, &columns)?;
        }
        Ok(body)
    }

    fn block(&mut self, part: Part, block: &Block, columns: &[usize]) -> Result<(), FileError> {
        let shown = |row: &&Row| match part {
            Part::Shown => true,
            Part::Counts => row.kind != RowKind::Difference,
            Part::Before | Part::Points => !row.changes.is_empty(),
        };
        let rows: Vec<&Row> = block.rows.iter().filter(shown).collect();
        let Some(last) = rows.len().checked_sub(1) else { return Ok(()) };
        let bottom = self.row + u32::try_from(last).unwrap_or(0);
        let whole = rows[0].kind == RowKind::Whole;
        if whole {
            let look = Look { bold: true, first: true, ..Look::new(Kind::RowHead) };
            let people = rows[0].people.filter(|_| matches!(part, Part::Shown | Part::Counts));
            let label =
                people.map_or_else(|| rows[0].label.clone(), |n| format!("{}（回答数{}）", rows[0].label, grouped(n)));
            self.page.merge_range(self.row, 0, self.row, 1, &label, self.formats.of(look))?;
        } else if last > 0 {
            self.page.merge_range(self.row, 0, bottom, 0, &block.label, self.formats.plain(Kind::BlockHead))?;
        } else {
            let head = self.formats.plain(Kind::BlockHead);
            self.page.write_string_with_format(self.row, 0, &block.label, head)?;
        }
        for (index, row) in rows.into_iter().enumerate() {
            let first = index == 0;
            if !whole {
                let letter = if self.table.compared.is_some() && part == Part::Shown && row.kind == RowKind::Group {
                    format!("{}　", row.letter)
                } else {
                    String::new()
                };
                let people = row.people.filter(|_| matches!(part, Part::Shown | Part::Counts));
                let people = people.map_or_else(String::new, |n| format!("（回答数{}）", grouped(n)));
                let label = format!("{letter}{}{people}", row.label);
                let look = Look { first, ..Look::new(Kind::RowHead) };
                self.page.write_string_with_format(self.row, 1, &label, self.formats.of(look))?;
                let mut height = height_of(&label, LABEL);
                if last == 0 {
                    height = height.max(height_of(&block.label, GROUP));
                }
                self.page.set_row_height(self.row, height)?;
            }
            self.figures(part, row, columns, first)?;
            self.row += 1;
        }
        Ok(())
    }

    fn figures(&mut self, part: Part, row: &Row, columns: &[usize], first: bool) -> Result<(), FileError> {
        let at = self.row;
        if part == Part::Before {
            let look = Look { first, number: "#,##0".to_owned(), ..Look::new(Kind::Figure) };
            match row.before_n {
                Some(n) => self.page.write_number_with_format(at, 2, n.number(), self.formats.of(look))?,
                None => self.page.write_blank(at, 2, self.formats.of(look))?,
            };
        } else {
            base(self.page, at, 2, Some(row), first, self.formats)?;
        }
        for (index, place) in columns.iter().zip(FIRST_CHOICE..) {
            let bold = row.kind == RowKind::Whole;
            let look = |number: String, tint| Look { bold, first, number, tint, kind: Kind::Figure };
            match (part, figure(part, self.table, row, *index)) {
                (_, Figure::Word(word)) => {
                    self.page.write_string_with_format(at, place, word, self.formats.of(look(String::new(), 0)))?;
                }
                (_, Figure::Number { value, number, tint }) => {
                    self.page.write_number_with_format(at, place, value, self.formats.of(look(number, tint)))?;
                }
            }
        }
        Ok(())
    }

    fn tests(&mut self) -> Result<(), FileError> {
        let table = self.table;
        if !table.blocks.iter().any(|b| !b.tests.is_empty() || !b.untested.is_empty()) {
            return Ok(());
        }
        self.row += 1;
        self.line(Kind::Part, "検定（独立性のカイ二乗検定。ウエイトを付けず、両方に答えた数による）")?;
        let words = ["区分", "選択肢", "n", "カイ二乗値", "自由度", "p値", "クラメールのV", "備考"];
        for (place, word) in (0_u16..).zip(words) {
            self.page.write_string_with_format(self.row, place, word, self.formats.plain(Kind::Head))?;
        }
        self.page.set_row_height(self.row, LINE * 2.0)?;
        self.row += 1;
        for block in &table.blocks {
            if !block.untested.is_empty() {
                let look = Look { first: true, ..Look::new(Kind::Text) };
                self.page.write_string_with_format(self.row, 0, &block.label, self.formats.of(look.clone()))?;
                self.page.write_string_with_format(self.row, 1, &block.untested, self.formats.of(look))?;
                self.row += 1;
            }
            for (index, test) in block.tests.iter().enumerate() {
                let first = index == 0;
                let look = |kind, number: &str| Look { first, number: number.to_owned(), ..Look::new(kind) };
                let text = self.formats.of(look(Kind::Wrapped, ""));
                self.page.write_string_with_format(self.row, 0, &block.label, text)?;
                let column = if test.column.is_empty() { "設問全体" } else { &test.column };
                self.page.write_string_with_format(self.row, 1, column, text)?;
                #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
                let figures = [
                    (test.n as f64, "#,##0"),
                    (test.chi_square, "0.00"),
                    (f64::from(test.freedom), "0"),
                    (test.p, "[<0.0001]\"<0.0001\";0.0000"),
                    (test.cramers_v, "0.000"),
                ];
                for (place, (value, number)) in (2_u16..).zip(figures) {
                    let format = self.formats.of(look(Kind::Figure, number));
                    self.page.write_number_with_format(self.row, place, value, format)?;
                }
                let remark =
                    if test.doubtful { "期待度数5未満の欄が2割を超え、p値は目安" } else { "" };
                self.page.write_string_with_format(self.row, 7, remark, self.formats.of(look(Kind::Text, "")))?;
                let height = height_of(column, LABEL).max(height_of(&block.label, GROUP));
                self.page.set_row_height(self.row, height)?;
                self.row += 1;
            }
        }
        Ok(())
    }

    fn notes(&mut self, about: &About, options: &Options) -> Result<(), FileError> {
        self.row += 1;
        let mut notes = self.table.notes();
        if let Some(before) = &self.table.before {
            notes.extend(before.breaks.iter().cloned());
        }
        for (at, note) in notes.iter().enumerate() {
            self.line(Kind::Note, &format!("注{}　{note}", at + 1))?;
        }
        self.line(Kind::Note, &about.source())?;
        if !options.address.is_empty() {
            self.line(Kind::Note, &format!("掲載先：{}", options.address))?;
        }
        if !about.data_hash.is_empty() {
            self.line(Kind::Note, &format!("集計した回答の照合値（SHA-256）：{}", about.data_hash))?;
        }
        Ok(())
    }
}

enum Figure {
    Word(String),
    Number { value: f64, number: String, tint: i8 },
}

/// The figure of a cell, as a number with a format wherever it is one.
fn figure(part: Part, table: &Printed, row: &Row, column: usize) -> Figure {
    let tenths = |tenths: i32| f64::from(tenths) / 10.0;
    let plain = |value: f64, number: &str| Figure::Number { value, number: number.to_owned(), tint: 0 };
    let nothing = || Figure::Word("－".to_owned());
    if matches!(part, Part::Before | Part::Points) {
        return match row.changes.get(column) {
            Some(Change::Points { before, points }) => match part {
                Part::Before => plain(f64::from(*before) / 10.0, "0.0"),
                _ => plain(tenths(*points), "+0.0;-0.0;0.0"),
            },
            Some(Change::Hidden) => Figure::Word(tabulate::write::WITHHELD.to_owned()),
            Some(Change::None) | None => nothing(),
        };
    }
    match &row.cells[column] {
        cell @ (Cell::Hidden | Cell::Empty) => Figure::Word(cell.words(1)),
        Cell::Share { count, .. } if part == Part::Counts => {
            let whole = count.0.is_multiple_of(tabulate::Amount::ONE);
            plain(count.number(), if whole { "#,##0" } else { "#,##0.0" })
        }
        cell @ Cell::Share { tenths, .. } => {
            let tint = match cell.mark() {
                "▲▲" => 2,
                "▲" => 1,
                "▽" => -1,
                "▽▽" => -2,
                _ => 0,
            };
            let behind = behind(cell);
            let number = if behind.is_empty() { "0.0".to_owned() } else { format!("0.0\" {behind}\"") };
            Figure::Number { value: f64::from(*tenths) / 10.0, number, tint }
        }
        Cell::Mean { tenths } => plain(f64::from(*tenths) / 10.0, "0.0"),
        Cell::Points { tenths: points } => plain(tenths(*points), "+0.0;-0.0;0.0"),
        Cell::Number { value } => {
            let decimals = usize::from(table.decimals(column));
            let number = if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals)) };
            plain(*value, &number)
        }
    }
}

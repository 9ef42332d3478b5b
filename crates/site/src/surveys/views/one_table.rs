//! A finished table as a page shows it: the same for tables before and after they are public.

use table_files::printed::{Block, Cell, Change, Printed, Row, RowKind, What};

use crate::shared::Link;

pub struct CellView {
    pub words: String,
    /// ▲▲ ▲ ▽ ▽▽, and what it says.
    pub mark: &'static str,
    pub mark_words: &'static str,
    /// Letters of the rows it is higher than.
    pub higher: String,
}

pub struct RowView {
    /// 「a」, where rows are compared with each other.
    pub letter: String,
    pub label: String,
    /// Of an item of a grid: its own table.
    pub href: String,
    pub n: String,
    /// Without weights; empty where there are none.
    pub people: String,
    pub few: bool,
    pub strong: bool,
    pub cells: Vec<CellView>,
}

pub struct GroupView {
    /// Empty: 全体.
    pub label: String,
    pub rows: Vec<RowView>,
}

pub struct ColumnView {
    pub label: String,
    /// 「新設」, against last year.
    pub mark: String,
}

pub struct TestRow {
    pub block: String,
    pub column: String,
    pub n: String,
    pub chi_square: String,
    pub freedom: String,
    pub p: String,
    pub cramers_v: String,
    pub remark: String,
}

/// One part of a table: percentages, counts, differences.
pub struct PartView {
    pub id: String,
    pub caption: String,
    /// Unit, year, base.
    pub note: String,
    pub columns: Vec<ColumnView>,
    pub groups: Vec<GroupView>,
    pub width: usize,
    /// What the column of bases is called.
    pub base: &'static str,
    /// With weights: a column of how many there are without.
    pub people: bool,
}

pub struct TableView {
    pub main: PartView,
    pub counts: Option<PartView>,
    pub changes: Option<PartView>,
    pub tests: Vec<TestRow>,
    pub untested: Vec<String>,
    pub notes: Vec<String>,
    pub fictitious: bool,
}

fn mark_words(mark: &str) -> &'static str {
    match mark {
        "▲▲" => "1％水準で高い",
        "▲" => "5％水準で高い",
        "▽" => "5％水準で低い",
        "▽▽" => "1％水準で低い",
        _ => "",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Shown,
    Counts,
    Changes,
}

impl TableView {
    /// `id`: unique on its page; `about`: year and source; `item`: where the table of an item of a grid is.
    pub fn of(table: &Printed, about: &table_files::About, id: &str, item: &dyn Fn(&str) -> String) -> Self {
        let note = |unit: &str| {
            let narrowed = if table.conditions.is_empty() {
                String::new()
            } else {
                format!("、{}", table.conditions.join("、かつ、"))
            };
            let year = if table.what == What::Years { "年度は行のとおり".to_owned() } else { about.year() };
            format!("単位 {unit}、{year}、nは{}{narrowed}", table.base.label)
        };
        let unit = if table.unit.is_empty() { "なし" } else { &table.unit };
        let title = table.question.title();
        let counted = table.what != What::Numbers;
        let changes = table.before.as_ref().map(|before| {
            let year = japanese::wareki::FiscalYear(before.fiscal_year).label();
            let caption = format!("前年との差：{title}");
            part(
                table,
                Part::Changes,
                &format!("{id}-changes"),
                caption,
                format!("単位 ％ポイント（かっこの中は前年の割合、％）。前年は{year}"),
                item,
            )
        });
        let tests = table.blocks.iter().flat_map(|block| block.tests.iter().map(|test| test_row(block, test)));
        let untested = table.blocks.iter().filter(|b| !b.untested.is_empty());
        let mut notes = table.notes();
        notes.extend(table.before.iter().flat_map(|before| before.breaks.iter().cloned()));
        notes.push(about.source());
        Self {
            main: part(table, Part::Shown, id, title.clone(), note(unit), item),
            counts: counted.then(|| {
                let caption = format!("件数：{title}");
                part(table, Part::Counts, &format!("{id}-counts"), caption, note(&about.unit), item)
            }),
            changes,
            tests: tests.collect(),
            untested: untested.map(|block| format!("{}：{}", block.label, block.untested)).collect(),
            notes,
            fictitious: !about.fictitious.is_empty(),
        }
    }
}

fn test_row(block: &Block, test: &table_files::printed::Test) -> TestRow {
    TestRow {
        block: block.label.clone(),
        column: if test.column.is_empty() { "設問全体".to_owned() } else { test.column.clone() },
        n: table_files::about::grouped(test.n),
        chi_square: format!("{:.2}", test.chi_square),
        freedom: test.freedom.to_string(),
        p: if test.p < 0.0001 { "<0.0001".to_owned() } else { format!("{:.4}", test.p) },
        cramers_v: format!("{:.3}", test.cramers_v),
        remark: if test.doubtful {
            "期待度数5未満の欄が2割を超え、p値は目安".to_owned()
        } else {
            String::new()
        },
    }
}

fn part(
    table: &Printed,
    part: Part,
    id: &str,
    caption: String,
    note: String,
    item: &dyn Fn(&str) -> String,
) -> PartView {
    let shown = |at: &usize| part == Part::Shown || table.columns[*at].kind.is_counted();
    let columns: Vec<usize> = (0..table.columns.len()).filter(shown).collect();
    let mark = |at: usize| match (part, &table.before) {
        (Part::Changes, Some(before)) => before.marks.get(at).cloned().unwrap_or_default(),
        _ => String::new(),
    };
    let groups = table.blocks.iter().filter_map(|block| {
        let wanted = |row: &&Row| match part {
            Part::Shown => true,
            Part::Counts => row.kind != RowKind::Difference,
            Part::Changes => !row.changes.is_empty(),
        };
        let rows: Vec<RowView> =
            block.rows.iter().filter(wanted).map(|row| row_view(table, part, row, &columns, item)).collect();
        let whole = block.rows.iter().any(|row| row.kind == RowKind::Whole);
        let label = if whole { String::new() } else { block.label.clone() };
        (!rows.is_empty()).then_some(GroupView { label, rows })
    });
    PartView {
        id: id.to_owned(),
        caption,
        note,
        groups: groups.collect(),
        width: columns.len() + 2 + usize::from(table.weighted),
        base: if table.weighted { "n（ウエイト付き）" } else { "n" },
        people: table.weighted,
        columns: columns
            .into_iter()
            .map(|at| ColumnView { label: table.columns[at].label.clone(), mark: mark(at) })
            .collect(),
    }
}

fn row_view(table: &Printed, part: Part, row: &Row, columns: &[usize], item: &dyn Fn(&str) -> String) -> RowView {
    let compared = table.compared.is_some() && part == Part::Shown && row.kind == RowKind::Group;
    let n = match (part, row.n) {
        (Part::Changes, _) => row.before_n.map_or_else(
            || row.n.map(|n| n.to_string()).unwrap_or_default(),
            |before| format!("{}（{before}）", row.n.map(|n| n.to_string()).unwrap_or_default()),
        ),
        (_, Some(n)) => n.to_string(),
        (_, None) if row.hidden => tabulate::write::WITHHELD.to_owned(),
        (_, None) => String::new(),
    };
    RowView {
        letter: if compared { row.letter.clone() } else { String::new() },
        label: row.label.clone(),
        href: if table.what == What::Items { item(&row.code) } else { String::new() },
        n,
        people: row.people.map(table_files::about::grouped).unwrap_or_default(),
        few: row.few,
        strong: row.kind == RowKind::Whole,
        cells: columns.iter().map(|at| cell_view(table, part, row, *at)).collect(),
    }
}

fn cell_view(table: &Printed, part: Part, row: &Row, at: usize) -> CellView {
    let plain = |words: String| CellView { words, mark: "", mark_words: "", higher: String::new() };
    let Some(cell) = row.cells.get(at) else { return plain(String::new()) };
    match part {
        Part::Shown => {
            let mark = cell.mark();
            let higher = match cell {
                Cell::Share { higher, .. } => higher.replace(' ', ""),
                _ => String::new(),
            };
            let words = match cell {
                Cell::Number { value } => grouped(*value, table.decimals(at)),
                other => other.words(1),
            };
            CellView { words, mark, mark_words: mark_words(mark), higher }
        }
        Part::Counts => match cell {
            Cell::Share { count, .. } => plain(count.to_string()),
            other => plain(other.words(1)),
        },
        Part::Changes => plain(match row.changes.get(at) {
            Some(Change::Points { before, points }) => {
                format!("{}（{}）", table_files::printed::points(*points), tabulate::Percent::from_tenths(*before))
            }
            Some(Change::Hidden) => tabulate::write::WITHHELD.to_owned(),
            Some(Change::None) | None => "－".to_owned(),
        }),
    }
}

/// 1234.5 → 「1,234.5」
fn grouped(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    match whole.parse::<i64>() {
        Ok(n) if n != 0 => format!("{}{rest}", crate::shared::number(n)),
        _ => text.clone(),
    }
}

/// The files under a table: label, name of the file.
pub const FILES: [(&str, &str); 8] = [
    ("Excel（報告書の形）", "report.xlsx"),
    ("PDF", "report.pdf"),
    ("Excel（機械で読む形）", "data.xlsx"),
    ("CSV", "data.csv"),
    ("コード表", "codes.csv"),
    ("項目の定義", "definitions.csv"),
    ("JSON", "tables.json"),
    ("Parquet", "data.parquet"),
];

/// The download row: every file of `base`, with the same request.
pub fn downloads(base: &str, query: &str) -> Vec<Link> {
    let address =
        |file: &str| if query.is_empty() { format!("{base}/{file}") } else { format!("{base}/{file}?{query}") };
    FILES.iter().map(|(label, file)| Link::new(*label, address(file))).collect()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_parted_by_thousands_with_their_decimals() {
        assert_eq!(grouped(1234.5, 1), "1,234.5");
        assert_eq!(grouped(0.25, 2), "0.25");
        assert_eq!(grouped(12.0, 0), "12");
    }
}

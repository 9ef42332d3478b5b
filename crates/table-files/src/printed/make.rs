//! From what `tabulate` counted to what is shown.

use tabulate::tables::{Head, Independence, NO_ANSWER_LABEL, Tested, WhyNot, row_letter};
use tabulate::tables::{NumericTable, QUANTILES, Summary};
use tabulate::{Base as Of, Column as Counted, Disclosure, Figures, Grid, Meta, Shown, Table};

use super::{
    Base, Block, Cell, Codes, Column, ColumnKind, Count, Coverage, Printed, Question, Row, RowKind, Test, What,
};

const WHOLE_CODE: &str = "all";
const NO_ANSWER_CODE: &str = "no_answer";
const NOT_ASKED_CODE: &str = "not_asked";

fn base(of: Of) -> Base {
    Base { key: of.key().to_owned(), label: of.label().to_owned() }
}

fn least(disclosure: Disclosure) -> Option<u32> {
    match disclosure {
        Disclosure::Open => None,
        Disclosure::AtLeast(k) => Some(k),
    }
}

fn columns(table: &Table, codes: &Codes) -> Vec<Column> {
    let column = |column: &Counted| match column {
        Counted::Choice(at) => Column {
            code: codes.of(&table.question.name, *at),
            label: table.question.choices[*at].label.clone(),
            kind: if table.question.choices[*at].exclusive { ColumnKind::Exclusive } else { ColumnKind::Choice },
        },
        Counted::NoAnswer => {
            Column { code: NO_ANSWER_CODE.to_owned(), label: NO_ANSWER_LABEL.to_owned(), kind: ColumnKind::NoAnswer }
        }
    };
    table.columns.iter().map(column).collect()
}

fn head(banner: Option<&Meta>, head: Head, codes: &Codes) -> (String, RowKind) {
    match head {
        Head::Whole => (WHOLE_CODE.to_owned(), RowKind::Whole),
        Head::Group(at) => (banner.map_or_else(String::new, |b| codes.of(&b.name, at)), RowKind::Group),
        Head::NoAnswer => (NO_ANSWER_CODE.to_owned(), RowKind::NoAnswer),
        Head::NotAsked => (NOT_ASKED_CODE.to_owned(), RowKind::NotAsked),
    }
}

/// Letters of more rows than this nobody reads.
const MOST_LETTERS: usize = 12;

fn cell(cell: &tabulate::Cell, rows: usize) -> Cell {
    match cell {
        Shown::Hidden => Cell::Hidden,
        Shown::Value(Figures { percent: None, .. }) => Cell::Empty,
        Shown::Value(figures @ Figures { percent: Some(percent), amount, residual, .. }) => Cell::Share {
            count: Count::from(*amount),
            tenths: percent.tenths(),
            residual: residual.map(rounded),
            higher: if rows > MOST_LETTERS { String::new() } else { figures.marks() },
        },
    }
}

/// Six decimals are more than anybody reads, and come back from JSON as they went.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn test(column: &str, test: &Independence) -> Test {
    Test {
        column: column.to_owned(),
        n: test.n,
        chi_square: rounded(test.chi_square),
        freedom: test.freedom,
        p: rounded(test.p),
        cramers_v: rounded(test.cramers_v),
        doubtful: test.low_expected > 0.2,
    }
}

fn tests(table: &Table, tested: &Tested) -> (Vec<Test>, String) {
    match tested {
        Tested::Question(None) => (Vec::new(), "行か列が2つに満たないため、検定していません。".to_owned()),
        Tested::Question(Some(found)) => (vec![test("", found)], String::new()),
        Tested::Choices(found) => {
            let named = found.iter().zip(&table.question.choices);
            (named.filter_map(|(t, c)| t.as_ref().map(|t| test(&c.label, t))).collect(), String::new())
        }
        Tested::No(WhyNot::NotAskedFor | WhyNot::OneRow) => (Vec::new(), String::new()),
        Tested::No(WhyNot::Overlapping) => {
            (Vec::new(), "一つの団体が複数の行に入るため、検定していません。".to_owned())
        }
        Tested::No(WhyNot::Withheld) => (Vec::new(), "伏せた値があるため、検定していません。".to_owned()),
    }
}

fn row(table: &Table, block: &tabulate::Block, index: usize, codes: &Codes) -> Row {
    let counted = &block.rows[index];
    let (code, kind) = head(block.banner.as_deref(), counted.head, codes);
    Row {
        code,
        label: block.row_label(index).to_owned(),
        kind,
        n: counted.base.value().map(|size| Count::from(size.amount)),
        hidden: counted.base.is_hidden(),
        few: counted.few,
        letter: row_letter(index),
        cells: table.cells(block, index).iter().map(|found| cell(found, block.rows.len())).collect(),
        people: counted.base.value().filter(|_| table.weighted).map(|size| size.respondents),
        before_n: None,
        changes: Vec::new(),
    }
}

/// A question with choices against its banners.
pub fn cross(question: Question, table: &Table, codes: &Codes) -> Printed {
    let blocks = table.blocks.iter().map(|block| {
        let (tests, untested) = tests(table, &block.tested);
        Block {
            code: block.banner.as_ref().map_or_else(|| WHOLE_CODE.to_owned(), |b| b.name.clone()),
            label: block.group_label().to_owned(),
            overlapping: block.overlapping,
            rows: (0..block.rows.len()).map(|index| row(table, block, index, codes)).collect(),
            tests,
            untested,
        }
    });
    Printed {
        question,
        what: What::Choices,
        multiple: table.multiple,
        unit: "％".to_owned(),
        base: base(table.base),
        conditions: Vec::new(),
        weighted: table.weighted,
        least: least(table.disclosure),
        withholds: table.withholds(),
        coverage: table.coverage.map(|c| Coverage {
            rows: c.rows,
            not_asked: c.not_asked,
            no_answer: c.no_answer,
            answered: c.answered,
        }),
        columns: columns(table, codes),
        blocks: blocks.collect(),
        compared: None,
        before: None,
        breaks: Vec::new(),
        remarks: Vec::new(),
    }
}

/// Items with the same choices side by side: the row 全体 of each. `None` for a grid without items.
///
/// `items`: code and label of each, in the order of the grid's tables.
pub fn grid(question: Question, grid: &Grid, items: &[(String, String)], codes: &Codes) -> Option<Printed> {
    let first = grid.items.first()?;
    // Whether 無回答 has a column may differ from item to item: the widest decides.
    let widest = grid.items.iter().max_by_key(|table| table.columns.len())?;
    let rows = grid.items.iter().zip(items).filter_map(|(table, (code, label))| {
        let block = table.blocks.first()?;
        let mut shown = row(table, block, 0, codes);
        shown.code.clone_from(code);
        shown.label.clone_from(label);
        shown.kind = RowKind::Group;
        let cells = table.cells(block, 0);
        shown.cells = widest
            .columns
            .iter()
            .map(|column| match table.columns.iter().position(|own| own == column) {
                Some(at) => cell(&cells[at], 1),
                // Nobody left this item out.
                None if shown.n.is_some_and(|n| n.0 > 0) => {
                    Cell::Share { count: Count(0), tenths: 0, residual: None, higher: String::new() }
                }
                None if shown.hidden => Cell::Hidden,
                None => Cell::Empty,
            })
            .collect();
        Some(shown)
    });
    let rows: Vec<Row> = rows.collect();
    Some(Printed {
        blocks: vec![Block {
            code: question.code.clone(),
            label: "項目".to_owned(),
            overlapping: true,
            rows,
            tests: Vec::new(),
            untested: String::new(),
        }],
        columns: columns(widest, codes),
        withholds: grid.items.iter().any(Table::withholds),
        what: What::Items,
        // Each item has its own.
        coverage: None,
        ..cross(question, first, codes)
    })
}

const SUMMARIES: [(&str, &str); 7] = [
    ("mean", "平均"),
    ("sd", "標準偏差"),
    ("q1", "第1四分位"),
    ("median", "中央値"),
    ("q3", "第3四分位"),
    ("min", "最小"),
    ("max", "最大"),
];

/// n and summaries of a number; `decimals` as the question asks for them, means get one more.
pub fn numeric(question: Question, table: &NumericTable, decimals: u8, codes: &Codes) -> Printed {
    let finer = decimals.saturating_add(1).max(1);
    let columns = SUMMARIES.iter().map(|(code, label)| Column {
        code: (*code).to_owned(),
        label: (*label).to_owned(),
        kind: ColumnKind::Summary { decimals: if matches!(*code, "min" | "max") { decimals } else { finer } },
    });
    let number = |value: Option<f64>| value.map_or(Cell::Empty, |value| Cell::Number { value: rounded(value) });
    let cells = |summary: &Shown<Option<Summary>>| match summary {
        Shown::Hidden => vec![Cell::Hidden; SUMMARIES.len()],
        Shown::Value(None) => vec![Cell::Empty; SUMMARIES.len()],
        Shown::Value(Some(s)) => {
            let extremes = |value: Option<f64>| match value {
                None => Cell::Hidden,
                some => number(some),
            };
            vec![
                number(Some(s.mean)),
                number(s.sd),
                number(Some(s.first_quartile)),
                number(Some(s.median)),
                number(Some(s.third_quartile)),
                extremes(s.extremes.map(|(least, _)| least)),
                extremes(s.extremes.map(|(_, most)| most)),
            ]
        }
    };
    let blocks: Vec<Block> = table
        .blocks
        .iter()
        .map(|block| Block {
            code: block.banner.as_ref().map_or_else(|| WHOLE_CODE.to_owned(), |b| b.name.clone()),
            label: block.banner.as_ref().map_or_else(|| tabulate::tables::WHOLE.to_owned(), |b| b.label.clone()),
            overlapping: false,
            rows: block
                .rows
                .iter()
                .enumerate()
                .map(|(index, counted)| {
                    let (code, kind) = head(block.banner.as_deref(), counted.head, codes);
                    let n = match &counted.summary {
                        Shown::Hidden => None,
                        Shown::Value(summary) => Some(summary.map_or(Count(0), |s| Count::from(s.amount))),
                    };
                    Row {
                        code,
                        label: block.row_label(index).to_owned(),
                        kind,
                        n,
                        hidden: counted.summary.is_hidden(),
                        few: counted.few,
                        letter: row_letter(index),
                        cells: cells(&counted.summary),
                        people: match &counted.summary {
                            Shown::Value(Some(summary)) if table.weighted => Some(summary.n),
                            _ => None,
                        },
                        before_n: None,
                        changes: Vec::new(),
                    }
                })
                .collect(),
            tests: Vec::new(),
            untested: String::new(),
        })
        .collect();
    let withholds = blocks.iter().flat_map(|b| &b.rows).any(|row| row.cells.contains(&Cell::Hidden));
    Printed {
        question,
        what: What::Numbers,
        multiple: false,
        unit: table.unit.clone(),
        base: base(table.base),
        conditions: Vec::new(),
        weighted: table.weighted,
        least: least(table.disclosure),
        withholds,
        coverage: None,
        columns: columns.collect(),
        blocks,
        compared: None,
        before: None,
        breaks: Vec::new(),
        remarks: vec![QUANTILES.to_owned()],
    }
}

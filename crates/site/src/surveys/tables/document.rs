//! Tables on paper: one question, a chosen set, or the whole questionnaire, as the page shows them. What is hidden on the page is
//! hidden here: both are made of the same [`TableView`].

use print::pdf::{Align, Block, Column, Document, Head, Paper, Row, Table};
use table_files::{Printed, Set};

use super::charts;
use crate::shared::day_words;
use crate::surveys::views::one_table::{GroupView, PartView, RowView, TableView, TestRow};

/// What a document of tables is.
pub struct Paperwork<'a> {
    pub sets: &'a [Set<'a>],
    pub summary: &'a [String],
    /// Where the tables can be looked at.
    pub address: &'a str,
    /// The choice a map shows.
    pub map: usize,
    /// Day it was made.
    pub today: jiff::civil::Date,
    /// Counts beside the shares, too: for one question; a whole report would be twice as long.
    pub counts: bool,
}

/// Columns of figures beside each other on paper; what has more is continued below.
const MOST_COLUMNS: usize = 13;

pub fn document(of: &Paperwork<'_>) -> Document {
    let newest = of.sets.last().map(|set| set.about);
    let title = match of.sets {
        [set] if questions(set.tables) == 1 => set.tables.first().map(|t| t.question.title()).unwrap_or_default(),
        _ => newest.map(|about| format!("{}　集計表", about.title)).unwrap_or_default(),
    };
    let mut blocks = Vec::new();
    blocks.extend(of.summary.iter().map(|text| Block::Paragraph(text.clone())));
    let several = of.sets.iter().map(|set| questions(set.tables)).sum::<usize>() > 1;
    let mut section = String::new();
    let mut number = 0;
    let mut told = String::new();
    for set in of.sets {
        let head = made_of(set);
        if head != told {
            blocks.push(Block::Note(head.clone()));
            told = head;
        }
        for (at, tables) in by_question(set.tables).into_iter().enumerate() {
            let Some(first) = tables.first() else { continue };
            if several && first.question.section != section && !first.question.section.is_empty() {
                section.clone_from(&first.question.section);
                blocks.push(Block::Heading { level: 1, text: section.clone() });
            }
            number += 1;
            let id = format!("chart-{number}-{at}");
            question(&mut blocks, of, set, tables, &id, several);
        }
    }
    let about = newest.cloned().unwrap_or_default();
    Document {
        subtitle: if several { about.year() } else { format!("{}　{}", about.title, about.year()) },
        author: about.programme.clone(),
        date: format!("{}作成", day_words(of.today)),
        day: Some((i32::from(of.today.year()), of.today.month().unsigned_abs(), of.today.day().unsigned_abs())),
        source: about.source().trim_start_matches("出典：").to_owned(),
        fictitious: !about.fictitious.is_empty(),
        fictitious_words: String::new(),
        paper: Paper::A4Landscape,
        title,
        blocks,
    }
}

/// 「速報：…現在、…件の回答による。」, the data set's hash, what is invented.
fn made_of(set: &Set<'_>) -> String {
    let mut lines = vec![set.about.state_in_words()];
    if !set.about.data_hash.is_empty() {
        lines.push(format!("集計した回答の照合値（SHA-256）：{}", set.about.data_hash));
    }
    if !set.about.fictitious.is_empty() {
        lines.push(set.about.fictitious.clone());
    }
    lines.join("\n")
}

/// A question's own code: `q1_years` and `q1_band` belong to `q1`.
fn root(table: &Printed) -> &str {
    let code = table.question.code.as_str();
    let code = code.strip_suffix(super::series::YEARS).unwrap_or(code);
    code.strip_suffix("_band").unwrap_or(code)
}

fn by_question(tables: &[Printed]) -> Vec<&[Printed]> {
    tables.chunk_by(|a, b| root(a) == root(b)).collect()
}

fn questions(tables: &[Printed]) -> usize {
    by_question(tables).len()
}

fn question(blocks: &mut Vec<Block>, of: &Paperwork<'_>, set: &Set<'_>, tables: &[Printed], id: &str, several: bool) {
    let Some(first) = tables.first() else { return };
    if several {
        blocks.push(Block::Heading { level: 2, text: first.question.title() });
    }
    if !first.question.asked_of.is_empty() {
        blocks.push(Block::Paragraph(format!("答える方：{}", first.question.asked_of)));
    }
    blocks.extend(charts::of_tables(set.about, tables, of.map, id).into_iter().map(|chart| Block::Chart(chart.svg)));
    let nowhere = |_: &str| String::new();
    for table in tables {
        let view = TableView::of(table, set.about, id, &nowhere);
        let mark = if view.fictitious { "【架空】" } else { "" };
        part(blocks, &view.main, mark);
        if let Some(changes) = &view.changes {
            part(blocks, changes, mark);
        }
        if let Some(counts) = view.counts.as_ref().filter(|_| of.counts) {
            part(blocks, counts, mark);
        }
        if !view.tests.is_empty() {
            blocks.push(Block::Table(tests(&view.tests)));
        }
        let mut notes = view.untested;
        notes.extend(view.notes);
        if !of.address.is_empty() && !several {
            notes.push(format!("掲載先：{}", of.address));
        }
        blocks.push(Block::List(notes));
    }
}

/// A part of a table; of many columns in several pieces of about the same width.
fn part(blocks: &mut Vec<Block>, part: &PartView, mark: &str) {
    let pieces = part.columns.len().div_ceil(MOST_COLUMNS).max(1);
    let width = part.columns.len().div_ceil(pieces);
    for piece in 0..pieces {
        let from = piece * width;
        let to = (from + width).min(part.columns.len());
        let which = if pieces > 1 { format!("（{}／{pieces}）", piece + 1) } else { String::new() };
        let mut heads = vec![Head::new("区分"), Head::new(part.base)];
        if part.people {
            heads.push(Head::new("回答数"));
        }
        heads.extend(part.columns[from..to].iter().map(|column| {
            Head::new(if column.mark.is_empty() {
                column.label.clone()
            } else {
                format!("{}【{}】", column.label, column.mark)
            })
        }));
        let figures = heads.len() - 1;
        let columns = std::iter::once(Column { share: 5, align: Align::Start })
            .chain(std::iter::repeat_n(Column { share: 2, align: Align::End }, figures));
        let rows = part.groups.iter().flat_map(|group| rows(group, part.people, from..to, figures));
        blocks.push(Block::Table(Table {
            caption: format!("{mark}{}{which}（{}）", part.caption, part.note),
            columns: columns.collect(),
            rows: rows.collect(),
            heads: vec![heads],
            row_heads: 1,
            note: String::new(),
        }));
    }
}

/// The heading of a group, where it has one, and its rows.
fn rows(group: &GroupView, people: bool, columns: std::ops::Range<usize>, figures: usize) -> Vec<Row> {
    let mut rows = Vec::with_capacity(group.rows.len() + 1);
    if !group.label.is_empty() {
        let mut cells = vec![format!("［{}］", group.label)];
        cells.resize(figures + 1, String::new());
        rows.push(Row::new(cells));
    }
    rows.extend(group.rows.iter().map(|row| {
        let mut cells = vec![label(row), format!("{}{}", row.n, if row.few { "*" } else { "" })];
        if people {
            cells.push(row.people.clone());
        }
        let shown = row.cells.get(columns.clone()).unwrap_or_default();
        cells.extend(shown.iter().map(|cell| {
            let mut words = cell.words.clone();
            for behind in [cell.mark, &cell.higher] {
                if !behind.is_empty() {
                    words = format!("{words} {behind}");
                }
            }
            words
        }));
        Row { cells, strong: row.strong }
    }));
    rows
}

fn label(row: &RowView) -> String {
    if row.letter.is_empty() { row.label.clone() } else { format!("{}　{}", row.letter, row.label) }
}

fn tests(tests: &[TestRow]) -> Table {
    let heads = ["区分", "選択肢", "n", "カイ二乗値", "自由度", "p値", "クラメールのV", "備考"];
    let shares = [4, 4, 2, 2, 2, 2, 2, 4];
    let columns = shares
        .into_iter()
        .enumerate()
        .map(|(at, share)| Column { share, align: if (2..7).contains(&at) { Align::End } else { Align::Start } });
    let row = |test: &TestRow| {
        Row::new(
            [
                &test.block,
                &test.column,
                &test.n,
                &test.chi_square,
                &test.freedom,
                &test.p,
                &test.cramers_v,
                &test.remark,
            ]
            .map(Clone::clone)
            .to_vec(),
        )
    };
    Table {
        caption: "独立性のカイ二乗検定（ウエイトを付けず、両方に答えた数による）".to_owned(),
        columns: columns.collect(),
        heads: vec![heads.map(Head::new).to_vec()],
        rows: tests.iter().map(row).collect(),
        row_heads: 1,
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use table_files::About;

    use super::*;
    use crate::surveys::views::tables_samples::table;

    fn of(tables: &[Printed], counts: bool) -> Document {
        let about = About {
            title: "実態調査".to_owned(),
            fiscal_year: 2026,
            data_set: "データ第1号（中間締め）".to_owned(),
            data_hash: "ab12".to_owned(),
            fictitious: "架空".to_owned(),
            ..About::default()
        };
        let sets = [Set::new(&about, tables)];
        document(&Paperwork {
            sets: &sets,
            summary: &[],
            address: "https://example.jp/x",
            map: 0,
            today: jiff::civil::date(2026, 11, 27),
            counts,
        })
    }

    fn words(document: &Document) -> String {
        format!("{document:?}")
    }

    #[test]
    fn everything_that_must_stand_beside_figures_stands_there() {
        let made = of(&[table()], true);
        assert!(made.fictitious && made.source.contains("実態調査") && made.date.contains("作成"));
        let said = words(&made);
        for part in [
            "第1号（中間締め）",
            "ab12",
            "【架空】",
            "単位 ％",
            "山梨県",
            "件数：",
            "前年との差",
            "カイ二乗",
            "掲載先",
            "X",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!words(&of(&[table()], false)).contains("件数："));
        made.print().expect("a PDF");
    }

    #[test]
    fn many_columns_are_continued_and_lose_none() {
        let mut wide = table();
        let (column, cell) = (wide.columns[0].clone(), wide.blocks[0].rows[0].cells[0].clone());
        for at in 0..24 {
            wide.columns.insert(0, table_files::printed::Column { label: format!("選択肢{at}。"), ..column.clone() });
            for row in wide.blocks.iter_mut().flat_map(|block| &mut block.rows) {
                row.cells.insert(0, cell.clone());
                row.changes.clear();
            }
        }
        wide.before = None;
        let made = of(&[wide.clone()], false);
        let tables: Vec<&Table> =
            made.blocks.iter().filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None }).collect();
        assert!(tables.len() >= 3 && tables[0].caption.contains("（1／3）"));
        let heads: Vec<&str> = tables.iter().flat_map(|t| &t.heads[0]).map(|head| head.text.as_str()).collect();
        assert!((0..24).all(|at| heads.iter().filter(|head| **head == format!("選択肢{at}。")).count() == 1));
        made.print().expect("a PDF");
    }

    #[test]
    fn years_and_bands_stand_with_their_question() {
        let mut years = table();
        years.question.code = "q1_years".to_owned();
        let mut other = table();
        other.question.code = "q2".to_owned();
        let tables = [table(), years, other];
        assert_eq!(by_question(&tables).iter().map(|t| t.len()).collect::<Vec<_>>(), [2, 1]);
    }
}

//! A chart for every table: which kind fits it, drawn by `crates/print`.

use print::charts::{self, Bar, Caption, Panel, Tile, Value};
use table_files::About;
use table_files::printed::{Block, Cell, Change, ColumnKind, Printed, Row, RowKind, What};
use tabulate::Amount;

/// More bands than a reader compares.
const MOST_BANDS: usize = 30;
/// More choices than a band can be parted into.
const MOST_PARTS: usize = 7;

/// A chart with what it is, for its heading.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Part of ids and file names: `bands`, `bars`, `years`, `map`.
    pub kind: &'static str,
    pub svg: String,
    /// The same for a telephone.
    pub narrow: String,
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Share { count, tenths, .. } => Value::Percent {
            tenths: i64::from(*tenths),
            count: i64::try_from(count.0 / Amount::ONE).unwrap_or(i64::MAX),
        },
        Cell::Hidden => Value::Suppressed,
        Cell::Mean { .. } | Cell::Points { .. } | Cell::Number { .. } | Cell::Empty => Value::NoBase,
    }
}

fn base_of(row: &Row) -> i64 {
    row.n.map_or(0, |n| i64::try_from(n.0 / Amount::ONE).unwrap_or(i64::MAX))
}

/// 「令和7年度」 → 「R7」
fn short_year(label: &str) -> String {
    label.replace("令和元", "R1").replace("令和", "R").replace("平成", "H").replace("年度", "")
}

/// 「該当の有無：該当」, 「令和7年度」 → 「該当　R7」: the banner is named in the table.
fn of_group(block: &str, year: &str) -> String {
    let group = block.rsplit_once('：').map_or(block, |(_, group)| group);
    format!("{group}　{}", short_year(year))
}

struct Drawing<'a> {
    about: &'a About,
    table: &'a Printed,
    id: &'a str,
    narrow: bool,
}

impl Drawing<'_> {
    fn caption(&self, kind: &str, title: String) -> Caption {
        let n = self.table.whole().and_then(|row| row.n).map_or_else(String::new, |n| format!("n={n}、"));
        let cut = if self.about.data_set.is_empty() { String::new() } else { format!("、{}", self.about.data_set) };
        let hash = if cut.is_empty() { String::new() } else { format!("（SHA-256 {}）", self.about.data_hash) };
        let narrowed = if self.table.conditions.is_empty() {
            String::new()
        } else {
            format!("、{}", self.table.conditions.join("、かつ、"))
        };
        let mark = if self.about.fictitious.is_empty() { "" } else { "、デモ（架空）" };
        Caption {
            id: format!("{}-{kind}{}", self.id, if self.narrow { "-narrow" } else { "" }),
            title,
            base: format!(
                "{n}％、{}{narrowed}、{}（回答{}件）",
                if self.table.what == What::Years {
                    "年度は図のとおり".to_owned()
                } else {
                    self.about.era_year()
                },
                self.about.state(),
                table_files::about::grouped(self.about.answers)
            ),
            source: format!("{}{cut}{hash}{mark}", self.about.source()),
            narrow: self.narrow,
        }
    }

    /// The question's own columns.
    fn columns(&self) -> Vec<usize> {
        let counted = |at: &usize| self.table.columns[*at].kind.is_counted();
        (0..self.table.columns.len()).filter(counted).collect()
    }

    /// 「「設置している」は67.3％」: what the picture says, where one answer stands out.
    fn finding(&self) -> String {
        let question = self.table.question.title();
        let Some(row) = self.table.whole() else { return question };
        let named = self.table.columns.iter().zip(&row.cells).filter(|(c, _)| c.kind == ColumnKind::Choice);
        let most = named.filter_map(|(c, cell)| cell.tenths().map(|tenths| (tenths, &c.label)));
        // The first of equals, as the questionnaire has them.
        match most.fold(None, |best: Option<(u32, &String)>, now| match best {
            Some(best) if best.0 >= now.0 => Some(best),
            _ => Some(now),
        }) {
            Some((tenths, label)) if tenths > 0 => {
                let number = &self.table.question.number;
                let share = tabulate::Percent::from_tenths(tenths);
                let most = if self.table.multiple { "が最も多く" } else { "は" };
                format!("{number} 「{label}」{most}{share}％").trim().to_owned()
            }
            _ => question,
        }
    }

    /// 帯グラフ: a band per row.
    fn bands(&self) -> String {
        let columns = self.columns();
        let options: Vec<String> = columns.iter().map(|at| self.table.columns[*at].label.clone()).collect();
        let last = columns.last().is_some_and(|at| self.table.columns[*at].kind == ColumnKind::NoAnswer);
        let rows = self.table.rows().filter(|(_, row)| row.kind != RowKind::Difference).take(MOST_BANDS);
        let rows: Vec<charts::Row> = rows
            .map(|(_, row)| charts::Row {
                label: row.label.clone(),
                n: base_of(row),
                values: columns.iter().map(|at| value(&row.cells[*at])).collect(),
            })
            .collect();
        charts::stacked(&self.caption("bands", self.finding()), &options, &rows, last)
    }

    /// 横棒: a bar per choice of the row 全体.
    fn bars(&self, row: &Row) -> String {
        let bars: Vec<Bar> = self
            .columns()
            .into_iter()
            .map(|at| Bar {
                label: self.table.columns[at].label.clone(),
                value: value(&row.cells[at]),
                unanswered: self.table.columns[at].kind == ColumnKind::NoAnswer,
            })
            .collect();
        charts::bars(&self.caption("bars", self.finding()), &bars)
    }

    /// Of each item of a grid the answer most often given: for grids whose answers make no bands.
    fn most_by_item(&self) -> String {
        let columns = self.columns();
        let choice = |at: &usize| self.table.columns[*at].kind == ColumnKind::Choice;
        let bars = self.table.rows().filter_map(|(_, row)| {
            let most = columns.iter().copied().filter(choice).max_by_key(|at| {
                // The first of equals.
                (row.cells[*at].tenths(), std::cmp::Reverse(*at))
            })?;
            Some(Bar {
                label: format!("{}：{}", row.label, self.table.columns[most].label),
                value: value(&row.cells[most]),
                unanswered: false,
            })
        });
        let title = format!("{} 項目ごとに最も多い答え", self.table.question.number);
        charts::bars(&self.caption("bars", title.trim().to_owned()), &bars.collect::<Vec<_>>())
    }

    /// 前年と今年: a panel per choice.
    fn years(&self, row: &Row) -> Option<String> {
        let before = self.table.before.as_ref()?;
        let label = |year: i16| short_year(&japanese::wareki::FiscalYear(year).era_label());
        let count = |tenths: u32, n: Option<table_files::printed::Count>| {
            let n = n.map_or(0, |n| n.0 / Amount::ONE);
            i64::try_from((u64::from(tenths) * n + 500) / 1000).unwrap_or(0)
        };
        let panels: Vec<Panel> = self
            .columns()
            .into_iter()
            .map(|at| {
                let was = match row.changes.get(at) {
                    Some(Change::Points { before: tenths, .. }) => {
                        Value::Percent { tenths: i64::from(*tenths), count: count(*tenths, row.before_n) }
                    }
                    Some(Change::Hidden) => Value::Suppressed,
                    Some(Change::None) | None => Value::NoBase,
                };
                let broken = before.marks.get(at).is_some_and(|mark| !mark.is_empty()) || !before.breaks.is_empty();
                Panel {
                    label: self.table.columns[at].label.clone(),
                    years: vec![
                        (label(before.fiscal_year), was),
                        (label(self.about.fiscal_year), value(&row.cells[at])),
                    ],
                    breaks: if broken { vec![1] } else { Vec::new() },
                }
            })
            .collect();
        let title = format!("{}　前年との比較", self.table.question.title());
        Some(charts::years(&self.caption("years", title), &panels))
    }

    /// 年ごとの推移: bands of 100 % where there is one answer, else a panel per choice; breaks in the series marked.
    fn series(&self) -> String {
        let columns = self.columns();
        let breaks_before = |row: &Row, column: Option<&str>| {
            self.table
                .breaks
                .iter()
                .any(|b| b.year == row.code && (b.column.is_empty() || Some(b.column.as_str()) == column))
        };
        let title = self.table.question.title();
        if !self.table.multiple && columns.len() <= MOST_PARTS {
            let options: Vec<String> = columns.iter().map(|at| self.table.columns[*at].label.clone()).collect();
            let last = columns.last().is_some_and(|at| self.table.columns[*at].kind == ColumnKind::NoAnswer);
            let only = self.table.blocks.len() == 1;
            let mut breaks = Vec::new();
            let mut rows = Vec::new();
            for (block, row) in self.table.rows().take(MOST_BANDS) {
                // One of several choices that changed parts the whole band.
                let any = columns.iter().any(|at| breaks_before(row, Some(&self.table.columns[*at].code)));
                if any && block.rows.first() != Some(row) {
                    breaks.push(rows.len());
                }
                rows.push(charts::Row {
                    label: if only { row.label.clone() } else { of_group(&block.label, &row.label) },
                    n: base_of(row),
                    values: columns.iter().map(|at| value(&row.cells[*at])).collect(),
                });
            }
            return charts::stacked_with_breaks(&self.caption("years", title), &options, &rows, last, &breaks);
        }
        let rows: &[Row] = self.table.blocks.first().map_or(&[], |block| &block.rows);
        let panels = columns.into_iter().map(|at| {
            let column = &self.table.columns[at];
            let broken = |(place, row): (usize, &Row)| breaks_before(row, Some(&column.code)).then_some(place);
            Panel {
                label: column.label.clone(),
                years: rows.iter().map(|row| (short_year(&row.label), value(&row.cells[at]))).collect(),
                breaks: rows.iter().enumerate().filter_map(broken).collect(),
            }
        });
        charts::years(&self.caption("years", title), &panels.collect::<Vec<_>>())
    }

    /// タイル図: one choice by prefecture.
    fn map(&self, block: &Block, column: usize) -> String {
        let tiles: Vec<Tile> = block
            .rows
            .iter()
            .filter_map(|row| {
                let prefecture = row.code.get(..2)?.parse().ok()?;
                Some(Tile { prefecture, value: value(row.cells.get(column)?) })
            })
            .collect();
        let choice = self.table.columns.get(column).map_or("", |c| c.label.as_str());
        let title = format!("{} 「{choice}」の都道府県別の割合", self.table.question.number);
        charts::tile_map(&self.caption("map", title.trim().to_owned()), &tiles)
    }
}

/// The charts of a question's tables: of the one that is drawn, and of its years.
pub fn of_tables(about: &About, tables: &[Printed], map: usize, id: &str) -> Vec<Chart> {
    let wide = drawn(about, tables, map, id, false);
    let narrow = drawn(about, tables, map, id, true);
    wide.into_iter().zip(narrow).map(|((kind, svg), (_, narrow))| Chart { kind, svg, narrow }).collect()
}

/// What it is, and the picture.
type Drawn = (&'static str, String);

fn drawn(about: &About, tables: &[Printed], map: usize, id: &str, narrow: bool) -> Vec<Drawn> {
    let drawn = |table: &&Printed| !matches!(table.what, What::Numbers | What::Years);
    let mut made =
        tables.iter().find(drawn).map(|table| charts(&Drawing { about, table, id, narrow }, map)).unwrap_or_default();
    if let Some(years) = tables.iter().find(|table| table.what == What::Years) {
        // It has last year, too.
        made.retain(|(kind, _)| *kind != YEARS);
        let at = made.iter().position(|(kind, _)| *kind == "map").unwrap_or(made.len());
        made.insert(at, (YEARS, Drawing { about, table: years, id, narrow }.series()));
    }
    made
}

const YEARS: &str = "years";

/// The charts of a table. `map`: the choice (by its place among the question's) the map shows.
fn charts(drawing: &Drawing<'_>, map: usize) -> Vec<Drawn> {
    let table = drawing.table;
    let mut made = Vec::new();
    if matches!(table.what, What::Numbers | What::Years) {
        return made;
    }
    let columns = drawing.columns();
    let whole = table.whole();
    let parts = !table.multiple && columns.len() <= MOST_PARTS;
    match whole {
        _ if parts => made.push(("bands", drawing.bands())),
        _ if table.what == What::Items => made.push(("bars", drawing.most_by_item())),
        Some(row) => made.push(("bars", drawing.bars(row))),
        None => {}
    }
    if let Some(svg) = whole.and_then(|row| drawing.years(row)) {
        made.push((YEARS, svg));
    }
    let prefectures = table.blocks.iter().find(|block| block.code == "prefecture");
    if let Some(block) = prefectures {
        let column = columns.get(map).or(columns.first()).copied().unwrap_or(0);
        made.push(("map", drawing.map(block, column)));
    }
    made
}

/// The band of one row, for a list.
pub fn strip(table: &Printed, row: &Row) -> String {
    let shown = table.columns.iter().zip(&row.cells).filter(|(column, _)| column.kind.is_counted());
    let values: Vec<Value> = shown.map(|(_, cell)| value(cell)).collect();
    let last = table.columns.iter().rfind(|c| c.kind.is_counted()).is_some_and(|c| c.kind == ColumnKind::NoAnswer);
    charts::band(&values, last)
}

#[cfg(test)]
mod tests {
    use questionnaire::{Form, Kind, shipped};
    use table_files::printed::{Column, SeriesBreak};

    use super::*;
    use crate::surveys::views::tables_samples::table;

    /// The question's options as columns, all with the same figures.
    fn with_options(labels: &[String], multiple: bool) -> Printed {
        let mut made = table();
        let (column, cell) = (made.columns[0].clone(), made.blocks[0].rows[0].cells[0].clone());
        made.multiple = multiple;
        made.columns = labels
            .iter()
            .enumerate()
            .map(|(at, label)| Column { code: format!("o{at}"), label: label.clone(), ..column.clone() })
            .collect();
        for row in made.blocks.iter_mut().flat_map(|block| &mut block.rows) {
            row.cells = vec![cell.clone(); labels.len()];
            row.changes = Vec::new();
        }
        made.before = None;
        made
    }

    #[test]
    fn no_word_of_the_shipped_questionnaires_leaves_its_chart() {
        let about = About {
            title: "令和8年度 在宅医療・介護連携推進事業 実態調査　市町村票（復元）".to_owned(),
            fiscal_year: 2026,
            data_set: "データ第12号（中間締め）、令和8年10月31日 17:00締め".to_owned(),
            data_hash: "ab".repeat(32),
            fictitious: crate::shared::DEMO_MARK.to_owned(),
            ..About::default()
        };
        let mut drawn = 0;
        for id in [
            "fy2025_municipality",
            "fy2025_prefecture",
            "fy2025_coordinator",
            "fy2026_municipality",
            "fy2026_prefecture",
            "fy2026_coordinator",
        ] {
            let form = Form::new(shipped::definition(id).unwrap()).unwrap();
            for (_, _, question) in form.questions() {
                let labels: Vec<String> = form.choices(question).iter().map(|c| c.label.clone()).collect();
                if labels.is_empty() {
                    continue;
                }
                let multiple = matches!(question.kind, Kind::Multiple(_));
                let mut made = with_options(&labels, multiple);
                made.question.text.clone_from(&question.text);
                made.blocks[1].rows[0].label = "過疎と中山間と小規模の全てに該当".to_owned();
                if let Kind::Grid(grid) = &question.kind {
                    let row = made.blocks[0].rows[0].clone();
                    let item = |label: &String| Row { label: label.clone(), kind: RowKind::Group, ..row.clone() };
                    made.what = What::Items;
                    made.blocks.truncate(1);
                    made.blocks[0].rows = grid.rows.iter().map(|row| item(&row.label)).collect();
                }
                let mut years = made.clone();
                years.what = What::Years;
                years.breaks = years
                    .rows()
                    .map(|(_, row)| SeriesBreak { year: row.code.clone(), column: String::new() })
                    .collect();
                // A grid has no table of years.
                let tables = if made.what == What::Items { vec![made] } else { vec![made, years] };
                for chart in of_tables(&about, &tables, 0, "chart") {
                    for svg in [&chart.svg, &chart.narrow] {
                        let (question, kind) = (&question.id, chart.kind);
                        assert_eq!(charts::outside(svg), Vec::<String>::new(), "{id} {question} {kind}");
                        let cut = svg.split("<text").any(|text| text.contains("…</text>"));
                        assert!(!cut, "{id} {question} {kind}: cut");
                    }
                    drawn += 1;
                }
            }
        }
        assert!(drawn > 200, "{drawn}");
    }
}

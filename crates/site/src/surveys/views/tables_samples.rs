//! Pages of tables with everything on them, and with nothing.

use table_files::printed::{
    Base, Before, Block, Cell, Change, Column, ColumnKind, Count, Printed, Question, Row, RowKind, Test, What,
};

use super::one_table::{TableView, downloads};
use super::published::{
    PublishPage, PublishedItem, PublishedPage, PublishedSection, PublishedTablePage, SummaryForm, WithdrawnItem,
};
use super::tables::{
    Ask, ChartView, CheckPage, FindingRow, Publish, QuestionLine, SectionLines, TablePage, TablesPage,
};
use crate::shared::testing::assert_page;
use crate::shared::{Choice, Frame, Link, blocks};

fn words() -> String {
    "見本のことば".to_owned()
}

fn column(code: &str, label: &str, kind: ColumnKind) -> Column {
    Column { code: code.to_owned(), label: label.to_owned(), kind }
}

fn row(code: &str, label: &str, kind: RowKind, n: u64) -> Row {
    let share = |tenths, residual| Cell::Share {
        count: Count(n * 1000 * tenths),
        tenths: u32::try_from(tenths).unwrap(),
        residual,
        higher: if residual.is_some() { "b".to_owned() } else { String::new() },
    };
    Row {
        code: code.to_owned(),
        label: label.to_owned(),
        kind,
        n: Some(Count(n * 1_000_000)),
        hidden: false,
        few: n < 30,
        letter: "a".to_owned(),
        cells: vec![share(600, Some(3.1)), share(390, None), Cell::Hidden, share(10, None)],
        people: None,
        before_n: Some(Count(40_000_000)),
        changes: vec![Change::Points { before: 580, points: 20 }, Change::None, Change::Hidden, Change::None],
    }
}

/// Every kind of cell, row and mark.
pub fn table() -> Printed {
    Printed {
        question: Question {
            code: "q1".to_owned(),
            number: "問1".to_owned(),
            text: "協議会を設置していますか。".to_owned(),
            kind: "単一選択".to_owned(),
            section: "Ⅱ 体制".to_owned(),
            asked_of: String::new(),
        },
        what: What::Choices,
        multiple: false,
        unit: "％".to_owned(),
        base: Base { key: "asked".to_owned(), label: "この設問をたずねた数".to_owned() },
        conditions: vec!["山梨県".to_owned()],
        weighted: false,
        least: None,
        withholds: true,
        coverage: None,
        columns: vec![
            column("yes", "設置している", ColumnKind::Choice),
            column("no", "設置していない", ColumnKind::Choice),
            column("other", "その他", ColumnKind::Choice),
            column("no_answer", "無回答", ColumnKind::NoAnswer),
        ],
        blocks: vec![
            Block {
                code: "all".to_owned(),
                label: "全体".to_owned(),
                overlapping: false,
                rows: vec![row("all", "全体", RowKind::Whole, 1741)],
                tests: Vec::new(),
                untested: String::new(),
            },
            Block {
                code: "prefecture".to_owned(),
                label: "都道府県".to_owned(),
                overlapping: false,
                rows: vec![row("010006", "北海道", RowKind::Group, 29), row("350001", "山口県", RowKind::Group, 30)],
                tests: vec![Test {
                    column: String::new(),
                    n: 59,
                    chi_square: 3.2,
                    freedom: 1,
                    p: 0.000_01,
                    cramers_v: 0.2,
                    doubtful: true,
                }],
                untested: "見本の理由です。".to_owned(),
            },
        ],
        compared: Some(0.05),
        before: Some(Before {
            title: "前年の調査".to_owned(),
            fiscal_year: 2024,
            breaks: vec!["系列の切れ目：見本。".to_owned()],
            marks: vec![String::new(), "新設".to_owned(), String::new(), String::new()],
        }),
        breaks: Vec::new(),
        remarks: Vec::new(),
    }
}

fn view(at: usize) -> TableView {
    let about = table_files::About { fiscal_year: 2025, title: words(), ..table_files::About::default() };
    TableView::of(&table(), &about, &format!("table-{at}"), &|_| String::new())
}

fn chart() -> ChartView {
    ChartView {
        title: "帯グラフ",
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>".to_owned(),
        narrow: "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>".to_owned(),
        download: "/surveys/1/tables/q1/chart-bands.svg".to_owned(),
    }
}

#[test]
fn a_finished_table_says_everything_it_holds() {
    let view = view(1);
    let cells = &view.main.groups[1].rows[0].cells;
    assert_eq!((cells[0].words.as_str(), cells[0].mark, cells[0].higher.as_str()), ("60.0", "▲▲", "b"));
    assert_eq!(cells[2].words, "X");
    assert!(view.main.groups[1].rows[0].few && !view.main.groups[1].rows[1].few, "29 and 30");
    let changes = view.changes.unwrap();
    let row = &changes.groups[0].rows[0];
    let words: Vec<_> = row.cells.iter().map(|cell| cell.words.as_str()).collect();
    assert_eq!(words, ["+2.0（58.0）", "－", "X", "－"]);
    assert_eq!((row.n.as_str(), changes.columns[1].mark.as_str()), ("1,741（40）", "新設"));
    assert_eq!(view.tests[0].p, "<0.0001");
    assert!(view.notes.iter().any(|n| n.contains("30に満たない")) && view.notes.iter().any(|n| n.contains("秘匿")));
}

#[test]
fn pages_of_tables_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let line = || QuestionLine {
            number: "問1".to_owned(),
            text: words(),
            href: if full { "/surveys/1/tables/q1".to_owned() } else { String::new() },
            asked_of: if full { words() } else { String::new() },
            n: "1,741".to_owned(),
            few: full,
            strip: String::new(),
            figures: "設置している 67.3".to_owned(),
            key: "q1".to_owned(),
        };
        assert_page(&TablesPage {
            frame: Frame::sample("集計"),
            standing: words(),
            provisional: full,
            hash: if full { "ab".repeat(32) } else { String::new() },
            data: if full {
                vec![Choice::new("", "いまの回答", false), Choice::new("1", words(), true)]
            } else {
                Vec::new()
            },
            data_number: if full { "1".to_owned() } else { String::new() },
            base: "/surveys/1".to_owned(),
            refusal: if full { String::new() } else { words() },
            sections: (0..n).map(|_| SectionLines { title: words(), lines: vec![line()] }).collect(),
            downloads: downloads("/surveys/1/all-tables", ""),
            doors: vec![Link::new("公表した集計を見る", "/surveys/1/published")],
        });
        let choice = || Choice::new("x", "見本", full);
        let choices = |n: usize| (0..n).map(|_| choice()).collect::<Vec<_>>();
        assert_page(&TablePage {
            frame: Frame::sample("問1"),
            standing: words(),
            provisional: full,
            hash: if full { "ab".repeat(32) } else { String::new() },
            asked_of: words(),
            refusal: if full { String::new() } else { words() },
            charts: (0..n).map(|_| chart()).collect(),
            tables: (0..n).map(view).collect(),
            downloads: downloads("/surveys/1/tables/q1", "by=block"),
            ask: Ask {
                action: "/surveys/1/tables/q1".to_owned(),
                banners: choices(2),
                questions: vec![choices(2), choices(2)],
                outer: choices(2),
                inner: choices(2),
                base: choices(3),
                prefectures: choices(2 * n),
                classes: choices(2 * n),
                only: choices(2),
                ticks: vec![Choice::new("order", "高い順", false), Choice::new("test", "検定", true)],
                means: choices(2 * n),
                map: choices(2 * n),
                data: choices(2 * n),
                weights: choices(2 * n),
                fixed: !full,
            },
            publish: full.then(|| Publish {
                action: "/surveys/1/tables/q1/publish".to_owned(),
                hidden: vec![("by".to_owned(), "block".to_owned())],
                refusal: String::new(),
            }),
            previous: full.then(|| Link::new("前の設問", "/a")),
            next: full.then(|| Link::new("次の設問", "/b")),
        });
        let finding = || FindingRow {
            question: "問1".to_owned(),
            href: "/surveys/1/tables/q1".to_owned(),
            place: words(),
            kind: "列の合計とn",
            sentence: words(),
        };
        assert_page(&CheckPage {
            frame: Frame::sample("集計表の食い違い"),
            tables: 60,
            published: n,
            cells: "12,345".to_owned(),
            follow_ups: 4,
            kinds: vec![("列の合計とn", "食い違いなし".to_owned())],
            findings: (0..n).map(|_| finding()).collect(),
            back: "/surveys/1/tables".to_owned(),
        });
    }
}

#[test]
fn pages_of_what_is_public_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let item =
            || PublishedItem { title: words(), href: "/surveys/1/published/1".to_owned(), what: words(), day: words() };
        let section =
            || PublishedSection {
                title: words(), summary: blocks("見本です。\n\n- 一つ"), tables: vec![item()]
            };
        let gone = || WithdrawnItem { title: words(), day: words(), because: words() };
        assert_page(&PublishedPage {
            frame: Frame::sample("公表した集計"),
            standing: words(),
            summary: if full { blocks("まとめです。") } else { Vec::new() },
            sections: (0..n).map(|_| section()).collect(),
            withdrawn: (0..n).map(|_| gone()).collect(),
            downloads: if full { downloads("/surveys/1/all-published", "") } else { Vec::new() },
            doors: (0..n).map(|_| Link::new("集計の一覧へ", "/x")).collect(),
            empty_links: vec![Link::new("調査について見る", "/surveys/1")],
        });
        assert_page(&PublishedTablePage {
            frame: Frame::sample("問1"),
            standing: words(),
            day: words(),
            hash: if full { "ab".repeat(32) } else { String::new() },
            asked_of: words(),
            withdrawn: (!full).then(|| (words(), words())),
            charts: (0..n).map(|_| chart()).collect(),
            tables: (0..n).map(view).collect(),
            downloads: downloads("/surveys/1/published/1", ""),
            withdraw: if full { "/surveys/1/published/1/withdraw".to_owned() } else { String::new() },
            reason: words(),
            reason_error: words(),
            list: "/surveys/1/published".to_owned(),
        });
        let summary = |at: usize| SummaryForm {
            field: format!("body-{at}"),
            title: words(),
            body: words(),
            error: if full { words() } else { String::new() },
            state: words(),
        };
        assert_page(&PublishPage {
            frame: Frame::sample("公表する表を選ぶ"),
            action: "/surveys/1/publish".to_owned(),
            summaries_action: "/surveys/1/publish/summaries".to_owned(),
            refusal: if full { String::new() } else { words() },
            errors: (0..n).map(|_| ("question".to_owned(), words())).collect(),
            questions_error: if full { words() } else { String::new() },
            sections: vec![(words(), vec![Choice::new("q1", "問1", full)])],
            banners: vec![Choice::new("gaito", "該当の有無", full)],
            ticks: vec![Choice::new("test", "検定と印", full)],
            summaries: vec![summary(0), summary(1)],
            left: (0..n).map(|_| ("問1".to_owned(), words())).collect(),
            published: "/surveys/1/published".to_owned(),
        });
    }
}

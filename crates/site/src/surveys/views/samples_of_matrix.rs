//! The matrix with everything on it, and with nothing.

use super::matrix::{CellView, ColumnHead, GapLine, GapTown, GapView, Key, MatrixPage, TownRow};
use crate::shared::testing::assert_page;
use crate::shared::{Choice, Facet, Frame, Link};

fn words() -> String {
    "見本のことば".to_owned()
}

fn gap(full: bool) -> GapView {
    let n = usize::from(full);
    let pair = || ("4".to_owned(), "21.1".to_owned());
    GapView {
        base: "n=19".to_owned(),
        few: full,
        headline: if full { words() } else { String::new() },
        unmet: if full { "18市町村のうち12市町村".to_owned() } else { String::new() },
        chart: Default::default(),
        lines: (0..n)
            .map(|_| GapLine {
                issue: words(),
                first: pair(),
                given: pair(),
                wanted: pair(),
                points: "-3.2".to_owned(),
                unmet: "3".to_owned(),
                national: ["20.4", "18.6", "25.5", "6.9"].map(str::to_owned),
            })
            .collect(),
        national: full,
        towns: (0..n)
            .map(|_| GapTown {
                name: words(),
                href: "/surveys/2/352128".to_owned(),
                first: words(),
                given: Vec::new(),
                wanted: vec![words(), words()],
                missing: vec![words()],
                reached: "受けていない",
                mark: "late",
            })
            .collect(),
    }
}

fn page(full: bool, listed: bool, gap: Option<GapView>) -> MatrixPage {
    let n = usize::from(full);
    let cell = |faint| CellView { short: "2".to_owned(), full: words(), faint };
    MatrixPage {
        frame: Frame::sample("市町村の一覧と課題の差"),
        base: "/surveys/2/matrix".to_owned(),
        standing: words(),
        source: words(),
        fictitious: full,
        prefecture_choices: (0..n).map(|_| Choice::new("350001", "山口県", true)).collect(),
        class_choices: vec![Choice::new("", "すべて", true)],
        whose: "山口県".to_owned(),
        own: false,
        listed,
        states: vec![Facet { label: "提出".to_owned(), href: String::new(), count: 12, on: false }],
        late: if full { "3".to_owned() } else { String::new() },
        columns: vec![ColumnHead { number: "問1".to_owned(), text: words(), said: "選んだ数".to_owned() }],
        rows: (0..n)
            .map(|_| TownRow {
                name: words(),
                href: "/surveys/2/352128".to_owned(),
                state: "途中",
                mark: "doing",
                late: words(),
                cells: vec![cell(false), cell(true)],
            })
            .collect(),
        keys: (0..n).map(|_| Key { number: "F2".to_owned(), text: words(), options: vec![(1, words())] }).collect(),
        gap,
        downloads: vec![Link::new("CSV", "/surveys/2/matrix.csv")],
        gap_downloads: vec![Link::new("CSV", "/surveys/2/gap.csv")],
    }
}

#[test]
fn the_matrix_is_a_sound_page() {
    assert_page(&page(true, true, Some(gap(true))));
    assert_page(&page(false, true, Some(gap(false))));
    assert_page(&page(false, false, None));
}

//! The pages of sheets in Excel with everything on them, and with nothing.

use foundation::web::PageLinks;

use super::sheets::{
    ChangeLine, ConflictLine, FaultLine, GivingOutPage, IntakePage, IntakeRow, IntakesPage, OwnSheetPage,
    PrefectureZip, SheetPage, SheetRow, TakingView, TidiedLine, WaitingRow,
};
use crate::shared::testing::assert_page;
use crate::shared::{Choice, Facet, Fact, Frame, Link, Pagination};

fn words() -> String {
    "見本のことば".to_owned()
}

fn fact() -> Fact {
    Fact { label: "ファイル".to_owned(), value: words(), note: "見本".to_owned(), fictitious: false }
}

fn sheet(full: bool, own: bool) -> SheetPage {
    let n = usize::from(full);
    let conflict = || ConflictLine {
        id: "q1".to_owned(),
        question: "問1".to_owned(),
        here: words(),
        who: words(),
        sheet: words(),
        takes_here: true,
        takes_sheet: false,
        error: "どちらの答えにするかを選んでください。".to_owned(),
    };
    let fault = || FaultLine {
        place: "シート「Ⅰ」のB12".to_owned(),
        question: "問5".to_owned(),
        found: "○○".to_owned(),
        expected: words(),
        sentence: words(),
    };
    let tidied =
        || TidiedLine { place: words(), question: words(), found: "１２".to_owned(), taken: "12".to_owned() };
    let change =
        || ChangeLine { question: "問1".to_owned(), before: words(), after: words(), kind: "新しい答え" };
    SheetPage {
        frame: Frame::sample("回答票を確かめる"),
        facts: vec![fact()],
        verdict: ("info", "取り込む前", words()),
        reasons: (0..n).map(|_| words()).collect(),
        changes: (0..n).map(|_| change()).collect(),
        conflicts: (0..n).map(|_| conflict()).collect(),
        faults: (0..n).map(|_| fault()).collect(),
        tidied: (0..n).map(|_| tidied()).collect(),
        strays: (0..n).map(|_| (words(), words())).collect(),
        action: if full { "/surveys/1/063631/sheet/1".to_owned() } else { String::new() },
        leave_out: full && own,
        leave_out_href: if full { "/x?leave_out=1".to_owned() } else { String::new() },
        marked: if full { "/x/marked".to_owned() } else { String::new() },
        set_aside: if full { "/x/set-aside".to_owned() } else { String::new() },
        own,
        complete: full && own,
        back: Link::new("戻る", "/x"),
        errors: (0..n).map(|_| ("choice-q1".to_owned(), words())).collect(),
    }
}

#[test]
fn pages_of_one_workbook_are_sound() {
    for full in [true, false] {
        for own in [true, false] {
            assert_page(&sheet(full, own));
        }
        let n = usize::from(full);
        let waiting = || WaitingRow { href: "/x".to_owned(), file: words(), at: words(), by: words() };
        assert_page(&OwnSheetPage {
            frame: Frame::sample("Excelで答える"),
            base: "/surveys/1/063631".to_owned(),
            closed: if full { String::new() } else { words() },
            waiting: (0..n).map(|_| waiting()).collect(),
            error: if full { words() } else { String::new() },
        });
    }
}

#[test]
fn pages_of_many_workbooks_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let zip = || PrefectureZip { name: words(), count: "19".to_owned(), href: "/x".to_owned() };
        assert_page(&GivingOutPage {
            frame: Frame::sample("回答票を配る"),
            base: "/surveys/1/collection".to_owned(),
            unit: "市町村",
            state_choices: vec![Choice::new("open", "まだ提出していない団体", true)],
            prefecture_choices: (0..n).map(|_| Choice::new("", "すべて", true)).collect(),
            count: "19".to_owned(),
            zip: if full { "/x.zip".to_owned() } else { String::new() },
            prefectures: (0..n).map(|_| zip()).collect(),
            may_invite: full,
            hidden: vec![("state".to_owned(), "open".to_owned())],
            message: words(),
            with_sheet: full,
            errors: (0..n).map(|_| ("message".to_owned(), words())).collect(),
            message_error: if full { words() } else { String::new() },
            most_with_sheet: 200,
        });
        let intake = || IntakeRow {
            href: "/x".to_owned(),
            at: words(),
            way: "画面",
            by: words(),
            sheets: "3".to_owned(),
            waiting: "1".to_owned(),
            refused: "1".to_owned(),
            taken: "1".to_owned(),
        };
        assert_page(&IntakesPage {
            frame: Frame::sample("回答票を取り込む"),
            base: "/surveys/1/collection".to_owned(),
            closed: if full { String::new() } else { words() },
            rows: (0..n).map(|_| intake()).collect(),
            error: if full { words() } else { String::new() },
            most_sheets: "2,000".to_owned(),
            most_bytes: "32MB".to_owned(),
        });
        let row = || SheetRow {
            href: if full { "/x".to_owned() } else { String::new() },
            file: words(),
            respondent: words(),
            mark: "late",
            word: "取り込めない",
            what: words(),
            reasons: vec![words()],
        };
        assert_page(&IntakePage {
            frame: Frame::sample("受け取った回答票"),
            base: "/surveys/1/collection/intakes/1".to_owned(),
            facts: vec![fact()],
            shown: vec![Facet { label: words(), href: "/x".to_owned(), count: 1, on: full }],
            rows: (0..n).map(|_| row()).collect(),
            pagination: Pagination::new(&PageLinks::default(), "件"),
            ready: n * 600,
            undecided: n,
            most_at_once: 50,
            taking: full.then(|| TakingView {
                under_way: true,
                may_stop: true,
                figure: words(),
                what: words(),
                done: 350,
                total: 1741,
                by: words(),
            }),
            back: "/surveys/1/collection/intakes".to_owned(),
        });
    }
}

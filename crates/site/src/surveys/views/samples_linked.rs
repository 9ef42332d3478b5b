//! The collection rooms, the door, the links, the doubles: with everything on them, and with nothing.

use foundation::web::PageLinks;

use super::collection::{CollectionPage, GroupRow, GroupTable, RoomRow};
use super::linked::{Differing, DoublesPage, ExtensionRow, LinkedRoomPage, LinkedRow, Pair, SetAsideLine, Side};
use super::linking::{
    BeginPage, BeginRow, DoorPage, LinkLine, LinkPage, LinkSheetPage, LinksPage, ResumeCodePage, TotalsRow,
};
use super::list::AskedRow;
use crate::shared::testing::assert_page;
use crate::shared::{Choice, DateBoxes, Facet, Fact, Frame, Link, Pagination};

fn words() -> String {
    "見本のことば".to_owned()
}

fn fact() -> Fact {
    Fact { label: "回収".to_owned(), value: "3件".to_owned(), note: "見本".to_owned(), fictitious: false }
}

fn choice() -> Choice {
    Choice::new("", "すべて", true)
}

fn facet(on: bool) -> Facet {
    Facet { label: "途中".to_owned(), href: "/x".to_owned(), count: 1, on }
}

fn extension() -> ExtensionRow {
    ExtensionRow { at: words(), whom: words(), due: words(), respondents: "3".to_owned(), by: words() }
}

fn totals() -> TotalsRow {
    TotalsRow {
        name: words(),
        href: "/x".to_owned(),
        organisations: "3".to_owned(),
        with_code: "2".to_owned(),
        collected: "1".to_owned(),
        named: "1".to_owned(),
        came: "4人中3件".to_owned(),
    }
}

#[test]
fn the_room_of_a_list_is_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let row = || RoomRow {
            name: words(),
            prefecture: words(),
            href: "/surveys/1/063631".to_owned(),
            state: "途中",
            mark: "doing",
            changed: words(),
            way: "画面",
            who: words(),
            due: words(),
        };
        let group = || GroupRow {
            name: words(),
            href: "/x".to_owned(),
            asked: "5".to_owned(),
            collected: "3".to_owned(),
            owing: "2".to_owned(),
            percent: "60.0".to_owned(),
        };
        let table = || GroupTable { title: "区分", rows: vec![group()], fictitious: true };
        assert_page(&CollectionPage {
            frame: Frame::sample("回収室"),
            base: "/surveys/1/collection".to_owned(),
            figure: words(),
            facts: vec![fact()],
            map: if full { ("<svg></svg>".to_owned(), "<svg></svg>".to_owned()) } else { Default::default() },
            laggards: (0..n).map(|_| group()).collect(),
            tables: (0..n).map(|_| table()).collect(),
            states: vec![facet(full)],
            words: String::new(),
            kept: (0..n).map(|_| ("state".to_owned(), "working".to_owned())).collect(),
            prefecture_choices: (0..n).map(|_| choice()).collect(),
            class_choices: (0..n).map(|_| choice()).collect(),
            band_choices: (0..n).map(|_| choice()).collect(),
            fictitious: full,
            rows: (0..n).map(|_| row()).collect(),
            pagination: Pagination::new(&PageLinks::default(), "団体"),
            unit: "市町村",
            open: "1".to_owned(),
            whom: words(),
            may_remind: full,
            may_extend: full,
            hidden: vec![("state".to_owned(), "working".to_owned())],
            due_boxes: DateBoxes::default(),
            due_error: if full { words() } else { String::new() },
            extensions: (0..n).map(|_| extension()).collect(),
            sheets: (0..n).map(|_| Link::new("配る", "/x")).collect(),
        });
    }
}

#[test]
fn the_room_without_a_list_and_the_doubles_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let row = || LinkedRow {
            name: words(),
            prefecture: words(),
            href: "/surveys/3/cabc".to_owned(),
            state: "途中",
            mark: "doing",
            way: "コード",
            begun: words(),
            changed: words(),
            due: words(),
        };
        assert_page(&LinkedRoomPage {
            frame: Frame::sample("回収室"),
            base: "/surveys/3/collection".to_owned(),
            survey_base: "/surveys/3".to_owned(),
            facts: vec![fact()],
            totals: (0..n).map(|_| totals()).collect(),
            doubles: n,
            set_aside: i64::from(full),
            states: vec![facet(full)],
            ways: vec![facet(full)],
            words: String::new(),
            state: if full { "working".to_owned() } else { String::new() },
            way: if full { "code".to_owned() } else { String::new() },
            place: if full { "352128".to_owned() } else { String::new() },
            prefecture_choices: vec![choice()],
            rows: (0..n).map(|_| row()).collect(),
            pagination: Pagination::new(&PageLinks::default(), "件"),
            open: "1".to_owned(),
            may_remind: full,
            may_extend: full,
            hidden: vec![("state".to_owned(), "working".to_owned())],
            whom: words(),
            due_boxes: DateBoxes::default(),
            due_error: if full { words() } else { String::new() },
            extensions: (0..n).map(|_| extension()).collect(),
        });
        let side = |code: &str| Side {
            code: code.to_owned(),
            name: format!("見本市からの案内・{code}"),
            href: "/surveys/3/cabc".to_owned(),
            state: "提出",
            mark: "info",
            way: "コード",
            handed_in: words(),
            answered: 20,
        };
        let pair = || Pair {
            id: "c1-c2".to_owned(),
            one: side("c1"),
            other: side("c2"),
            why: "同じ人のアカウント",
            same: 12,
            differing: vec![Differing { question: words(), one: words(), other: words() }],
            reason: words(),
            error: words(),
        };
        let aside = || SetAsideLine {
            code: "c3".to_owned(),
            name: words(),
            href: "/surveys/3/c3".to_owned(),
            instead: words(),
            at: words(),
            by: words(),
            reason: words(),
            typed: words(),
            error: words(),
        };
        assert_page(&DoublesPage {
            frame: Frame::sample("重なりと除外"),
            base: "/surveys/3/doubles".to_owned(),
            room: "/surveys/3/collection".to_owned(),
            may_decide: full,
            pairs: (0..n).map(|_| pair()).collect(),
            set_aside: (0..n).map(|_| aside()).collect(),
        });
    }
}

#[test]
fn the_door_is_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let own = || AskedRow {
            late: "締切を1日過ぎています。".to_owned(),
            title: words(),
            respondent: words(),
            state: "途中",
            mark: "doing",
            due: words(),
            href: "/surveys/3/cabc".to_owned(),
            verb: "続ける",
        };
        let begin = || BeginRow { survey: 3, title: words(), due: words(), places: vec![choice()] };
        let link = || Link::new("続ける", "/surveys/3/cabc");
        assert_page(&DoorPage {
            frame: Frame::sample("案内のコードで調査に答える"),
            errors: if full { vec![("code".to_owned(), words())] } else { Vec::new() },
            code: if full { "ABCD-EFGH".to_owned() } else { String::new() },
            code_error: if full { words() } else { String::new() },
            account: full.then(|| (words(), true)),
            mine_error: if full { words() } else { String::new() },
            holding: full.then(link),
            own: (0..n).map(|_| own()).collect(),
            begin: (0..n).map(|_| begin()).collect(),
        });
        assert_page(&BeginPage {
            frame: Frame::sample("回答を始める"),
            facts: vec![fact()],
            place: words(),
            code: "ABCD-EFGH".to_owned(),
            ticket: "0".repeat(64),
            account: if full { words() } else { String::new() },
            holding: full.then(link),
            least_in_a_table: 5,
        });
        assert_page(&ResumeCodePage {
            frame: Frame::sample("続けるためのコード"),
            name: words(),
            code: "ABCD-EFGH-JKMN".to_owned(),
            door: "https://renkei.example.jp/answer".to_owned(),
            due: words(),
            address: "/surveys/3/cabc".to_owned(),
            renewed: full,
        });
    }
}

#[test]
fn links_and_their_paper_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let line = || LinkLine {
            name: words(),
            prefecture: words(),
            href: "/surveys/3/links/352128".to_owned(),
            mark: "done",
            code: "あり",
            said: words(),
            came: "4人中3件".to_owned(),
        };
        assert_page(&LinksPage {
            frame: Frame::sample("案内する団体"),
            base: "/surveys/3/links".to_owned(),
            facts: vec![fact()],
            totals: (0..n).map(|_| totals()).collect(),
            words: String::new(),
            prefecture_choices: (0..n).map(|_| choice()).collect(),
            standing_choices: vec![choice()],
            rows: (0..n).map(|_| line()).collect(),
            pagination: Pagination::new(&PageLinks::default(), "団体"),
            without_code: i64::from(full),
            prefecture: String::new(),
        });
        for stopped in [String::new(), words()] {
            assert_page(&LinkPage {
                frame: Frame::sample("見本市の案内"),
                base: "/surveys/3/links/352128".to_owned(),
                facts: vec![fact()],
                code: if full { "ABCD-EFGH".to_owned() } else { String::new() },
                address: "https://renkei.example.jp/answer?code=ABCDEFGH".to_owned(),
                stopped,
                may_pass_on: full,
                knows: vec![Choice::new("number", "人数が分かる", full)],
                people: "3".to_owned(),
                errors: if full { vec![("people".to_owned(), words())] } else { Vec::new() },
                knows_error: if full { words() } else { String::new() },
                people_error: if full { words() } else { String::new() },
            });
        }
    }
    assert_page(&LinkSheetPage {
        frame: Frame::sample("コーディネーター調査のご案内"),
        place: words(),
        survey: words(),
        office: words(),
        due: words(),
        code: "ABCD-EFGH".to_owned(),
        door: "https://renkei.example.jp/answer".to_owned(),
        picture: print::qr::svg("https://renkei.example.jp/answer?code=ABCDEFGH", "二次元コード"),
        back: "/surveys/3/links/352128".to_owned(),
        least_in_a_table: 5,
    });
}

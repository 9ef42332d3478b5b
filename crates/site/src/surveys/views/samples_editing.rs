//! Every page of making a questionnaire, with everything on it, and with nothing.

use foundation::web::{Fields, Form};

use super::editing::*;
use crate::shared::testing::assert_page;
use crate::shared::{Choice, DateBoxes, Frame, Link};
use crate::surveys::forms::editing::{KINDS, OptionRow, RowRow, grid_rows, option_rows};

fn words() -> String {
    "見本のことば".to_owned()
}

fn conflict(full: bool) -> Option<Conflict> {
    full.then(|| Conflict { who: words(), rows: vec![ConflictRow { what: words(), theirs: words(), mine: words() }] })
}

fn difference() -> DifferenceRow {
    DifferenceRow {
        place: "問1".to_owned(),
        what: "設問文".to_owned(),
        before: words(),
        after: words(),
        effect: "言い方",
        mark: "info",
    }
}

fn choices() -> Vec<Choice> {
    vec![Choice::new("", "選んでください", true), Choice::new("a", "見本", false)]
}

fn errors(full: bool) -> Vec<(String, String)> {
    (0..usize::from(full)).map(|_| ("title".to_owned(), words())).collect()
}

fn form(full: bool, fields: &[(&str, &str)]) -> Form {
    let mut form = Form::new(Fields::from_pairs(fields.iter().copied()));
    if full {
        for field in ["title", "text", "relevant", "file", "reason", "from", "options", "year"] {
            form.refuse(field, "見本の誤りです。");
        }
    }
    form
}

fn pickers() -> Vec<Picker> {
    vec![Picker { question: "問1 見本".to_owned(), conditions: vec![("${q1} = 'a'".to_owned(), words())] }]
}

#[test]
fn the_overview_is_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let question = |at: usize| QuestionRow {
            id: format!("q{at}"),
            number: if full { format!("問{at}") } else { String::new() },
            text: words(),
            kind: "単一選択（1つだけ）".to_owned(),
            marks: vec!["必須", "秘匿"],
            asked_of: words(),
            size: "選択肢3".to_owned(),
            first: at == 1,
            last: at == 2,
        };
        let section = |at: usize| SectionBlock {
            id: format!("s{at}"),
            title: format!("区分{at}"),
            note: words(),
            asked_of: words(),
            seen: "x".to_owned(),
            first: at == 1,
            last: at == 2,
            questions: if at == 1 { vec![question(1), question(2)] } else { Vec::new() },
        };
        assert_page(&OverviewPage {
            frame: Frame::sample("調査票を作る"),
            tabs: tabs(1, "edit"),
            base: "/surveys/1/edit".to_owned(),
            state: "第2版の下書き".to_owned(),
            mark: "doing",
            changed: words(),
            may_edit: full,
            next: full.then(|| (words(), Link::new("進む", "/x"))),
            faults: (0..n)
                .map(|_| FaultRow {
                    place: words(),
                    sentence: words(),
                    href: "/surveys/1/edit/questions/q1".to_owned(),
                })
                .collect(),
            summary: words(),
            seen: "x".to_owned(),
            sections: if full { vec![section(1), section(2)] } else { Vec::new() },
            differences: (0..n).map(|_| difference()).collect(),
            may_discard: full,
        });
    }
}

#[test]
fn one_section_and_one_question_of_every_kind_are_sound_forms() {
    for full in [true, false] {
        assert_page(&SectionPage {
            frame: Frame::sample("区分を直す"),
            tabs: tabs(1, "edit"),
            action: "/surveys/1/edit/sections/s1".to_owned(),
            back: "/surveys/1/edit".to_owned(),
            errors: errors(full),
            conflict: conflict(full),
            form: form(full, &[("title", "Ⅰ")]),
            seen: "x".to_owned(),
            reading: if full { words() } else { String::new() },
            pickers: if full { pickers() } else { Vec::new() },
            remove: if full { "/x".to_owned() } else { String::new() },
        });
        for kind in KINDS {
            let mut options = option_rows(&[]);
            let mut rows = grid_rows(&[]);
            if full {
                options.push(OptionRow { label: words(), error: words(), ..OptionRow::default() });
                rows.push(RowRow { label: words(), error: words(), ..RowRow::default() });
            }
            assert_page(&QuestionPage {
                frame: Frame::sample("設問を直す"),
                tabs: tabs(1, "edit"),
                action: "/surveys/1/edit/questions/q1".to_owned(),
                back: "/surveys/1/edit".to_owned(),
                errors: errors(full),
                conflict: conflict(full),
                form: form(full, &[("text", "見本"), ("required", "yes")]),
                seen: "x".to_owned(),
                after: String::new(),
                kind,
                kinds: if full { choices() } else { Vec::new() },
                sections: choices(),
                id_locked: full,
                lists: choices(),
                options_of: "yn".to_owned(),
                options,
                shared_with: if full { words() } else { String::new() },
                rows,
                least_day: DateBoxes::default(),
                most_day: DateBoxes::default(),
                reading: words(),
                constraint_reading: words(),
                filter_reading: words(),
                pickers: if full { pickers() } else { Vec::new() },
                is_person: full,
                remove: if full { "/x".to_owned() } else { String::new() },
            });
        }
    }
    assert_page(&KindsPage {
        frame: Frame::sample("設問を加える"),
        tabs: tabs(1, "edit"),
        href: "/surveys/1/edit/new-question?section=s1".to_owned(),
        kinds: KINDS,
        back: "/surveys/1/edit".to_owned(),
    });
}

#[test]
fn lists_outline_and_removing_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        assert_page(&RemovePage {
            frame: Frame::sample("設問を消す"),
            tabs: tabs(1, "edit"),
            action: "/x".to_owned(),
            back: "/y".to_owned(),
            seen: "x".to_owned(),
            verb: "この設問を消す",
            what: words(),
            hindrances: (0..n).map(|_| words()).collect(),
            consequence: words(),
        });
        let line = || ListLine { name: "yn".to_owned(), href: "/x".to_owned(), options: words(), users: String::new() };
        assert_page(&ListsPage {
            frame: Frame::sample("選択肢の一覧"),
            tabs: tabs(1, "edit/lists"),
            base: "/surveys/1/edit".to_owned(),
            lists: (0..n).map(|_| line()).collect(),
        });
        assert_page(&OptionsPage {
            frame: Frame::sample("一覧を直す"),
            tabs: tabs(1, "edit/lists"),
            action: "/x".to_owned(),
            back: "/y".to_owned(),
            errors: errors(full),
            conflict: conflict(full),
            form: form(full, &[]),
            seen: "x".to_owned(),
            is_new: full,
            users: if full { String::new() } else { words() },
            options: option_rows(&[]),
            remove: if full { String::new() } else { "/z".to_owned() },
        });
        assert_page(&OutlinePage {
            frame: Frame::sample("題名と期間"),
            tabs: tabs(1, "edit/outline"),
            action: "/x".to_owned(),
            back: "/y".to_owned(),
            errors: errors(full),
            conflict: conflict(full),
            form: form(full, &[("title", "見本")]),
            seen: "x".to_owned(),
            may_set_days: full,
            opens: DateBoxes::default(),
            due: DateBoxes::default(),
            previous: choices(),
            days: words(),
        });
    }
}

#[test]
fn beginning_and_importing_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let fault = || CellFault { place: "シート「survey」のB2".to_owned(), sentence: words() };
        assert_page(&NewPage {
            frame: Frame::sample("調査を作る"),
            errors: errors(full),
            form: form(full, &[("year", "令和9")]),
            programmes: choices(),
            respondents: choices(),
            sources: choices(),
            shipped: choices(),
            surveys: choices(),
            opens: DateBoxes::default(),
            due: DateBoxes::default(),
            faults: (0..n).map(|_| fault()).collect(),
        });
        assert_page(&ImportPage {
            frame: Frame::sample("XLSFormで置き換える"),
            tabs: tabs(1, "edit"),
            action: "/x".to_owned(),
            back: "/y".to_owned(),
            errors: errors(full),
            form: form(full, &[]),
            faults: (0..n).map(|_| fault()).collect(),
        });
        assert_page(&PlanPage {
            frame: Frame::sample("読み取った調査票"),
            tabs: if full { tabs(1, "edit") } else { Vec::new() },
            action: "/x".to_owned(),
            back: "/y".to_owned(),
            verb: "この内容に置き換える",
            title: words(),
            hidden: vec![("seen".to_owned(), "x".to_owned())],
            sections: vec![(words(), 3)],
            kinds: vec![("単一選択", 2), ("数", 1)],
            remarks: (0..n).map(|_| fault()).collect(),
            differences: (0..n).map(|_| difference()).collect(),
            replaces: full,
        });
    }
}

#[test]
fn editions_and_progress_are_sound() {
    let edition = |number: i64| EditionBlock {
        number,
        published: words(),
        by: if number > 1 { words() } else { String::new() },
        reason: if number > 1 { words() } else { String::new() },
        fingerprint: "0123456789abcdef".repeat(4),
        respondents: "1,741（うち提出3）".to_owned(),
        xlsform: "/x".to_owned(),
        differences: vec![difference()],
        is_first: number == 1,
        is_newest: number == 2,
    };
    for full in [true, false] {
        let n = usize::from(full);
        for hindered in [true, false] {
            assert_page(&EditionsPage {
                frame: Frame::sample("版"),
                tabs: tabs(1, "editions"),
                action: "/x".to_owned(),
                edit: "/y".to_owned(),
                unpublished: !full,
                publish: full.then(|| PublishForm {
                    number: 3,
                    errors: errors(true),
                    reason: words(),
                    reason_error: words(),
                    differences: vec![difference()],
                    touched: vec![(words(), "答え3件".to_owned())],
                    consent_error: words(),
                    hindrance: if hindered { words() } else { String::new() },
                }),
                editions: if full { vec![edition(2), edition(1)] } else { Vec::new() },
            });
        }
        let check =
            || CheckRow {
                what: "調査票", found: words(), mark: "done", word: "よい", link: Link::new("調査票", "/x")
            };
        let turn = || TurnRow { at: words(), before: "準備中", after: "受付中", by: words(), reason: words() };
        assert_page(&ProgressPage {
            frame: Frame::sample("受付"),
            tabs: tabs(1, "progress"),
            action: "/x".to_owned(),
            step: 1,
            checks: (0..n).map(|_| check()).collect(),
            may_open: full,
            hindrance: if full { String::new() } else { words() },
            may_close: full,
            may_reopen: full,
            asked: words(),
            reason: words(),
            reason_error: if full { words() } else { String::new() },
            turns: (0..n).map(|_| turn()).collect(),
        });
    }
}

#[test]
fn concordances_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let row = || ConcordanceRow {
            number: "問1".to_owned(),
            text: words(),
            href: "/x".to_owned(),
            relation: "言い換え",
            mark: "doing",
            from: (0..n).map(|_| words()).collect(),
            options: "選択肢：新設1".to_owned(),
            note: words(),
            series: words(),
        };
        assert_page(&ConcordancePage {
            frame: Frame::sample("対応表"),
            tabs: tabs(1, "concordance"),
            action: "/x".to_owned(),
            outline: "/y".to_owned(),
            missing: if full { "" } else { "前の年の調査が選ばれていません。" },
            from_title: words(),
            to_title: words(),
            state: "未確認".to_owned(),
            mark: "doing",
            is_confirmed: false,
            seen: "x".to_owned(),
            counts: vec![("同じ", 3)],
            rows: vec![row()],
            dropped: (0..n).map(|_| DroppedRow { number: "問2".to_owned(), text: words(), note: words() }).collect(),
        });
        let option = || OptionLinkRow {
            label: words(),
            relations: choices(),
            from: vec![choices(), choices()],
            note: words(),
            name: "option-a".to_owned(),
        };
        assert_page(&LinkPage {
            frame: Frame::sample("問1の対応"),
            tabs: tabs(1, "concordance"),
            action: "/x".to_owned(),
            back: "/y".to_owned(),
            errors: errors(full),
            form: form(full, &[("note", "見本")]),
            seen: "x".to_owned(),
            this_year: words(),
            last_year: if full { words() } else { String::new() },
            relations: choices(),
            from: vec![choices(), choices()],
            with: vec![choices()],
            options: (0..n).map(|_| option()).collect(),
            other_base: full,
        });
    }
}

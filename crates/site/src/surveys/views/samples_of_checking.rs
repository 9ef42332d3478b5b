//! Samples of the pages on which answers are checked, asked about, put right and cut.

use questionnaire::{Answers, Form, generate, shipped};

use foundation::web::{Form as Typed, PageLinks};

use super::answering::{SoftRow, questions};
use super::checking::{
    CorrectForm, EditLine, EditsPage, FindingCard, FindingLine, FindingsPage, HistoryLine, InquiriesPage, InquiryLine,
    InquiryPage, MessageLine, QuestionPage, TextForm,
};
use super::data_sets::{CutDesk, DataSetLine, DataSetPage, DataSetsPage, ReopeningLine};
use super::texts::{
    CategoriesPage, CategoryRow, CodingRow, ContextLine, ContextPage, CountLine, ExcerptPage, ExcerptRow, ExcerptsPage,
    TextLine, TextPage, TextTab, TextsPage, WordLine, WordsPage,
};
use crate::shared::testing::assert_page;
use crate::shared::{Choice, Facet, Fact, Frame, Link, Pagination};
use crate::surveys::forms::fields_of;
use crate::surveys::rules::correcting::group;

fn words() -> String {
    "見本のことば".to_owned()
}

fn fact() -> Fact {
    Fact { label: "回収".to_owned(), value: "3 / 5（60.0%）".to_owned(), note: words(), fictitious: false }
}

#[test]
fn pages_of_data_sets_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let line = || DataSetLine {
            name: "第1号（中間締め）".to_owned(),
            href: "/surveys/1/data-sets/1".to_owned(),
            at: words(),
            by: words(),
            figure: words(),
            remark: words(),
            hash: "ab12".to_owned(),
        };
        let error = || if full { "理由を書いてください。".to_owned() } else { String::new() };
        assert_page(&DataSetsPage {
            frame: Frame::sample("締めたデータ"),
            base: "/surveys/1/data-sets".to_owned(),
            state: "受付中",
            mark: "doing",
            facts: vec![fact()],
            rows: (0..n).map(|_| line()).collect(),
            reopenings: (0..n)
                .map(|_| ReopeningLine { at: words(), after: words(), by: words(), reason: words() })
                .collect(),
            desk: CutDesk {
                may_cut: full,
                may_reopen: full,
                remark_error: error(),
                reason_error: error(),
                ..CutDesk::default()
            },
            room: "/surveys/1/collection".to_owned(),
        });
        for computed in ["", "ab", "cd"] {
            assert_page(&DataSetPage {
                frame: Frame::sample("データ第1号（中間締め）"),
                facts: vec![fact()],
                hash: "ab".to_owned(),
                computed: computed.to_owned(),
                check: "/surveys/1/data-sets/1?check=1".to_owned(),
                file: "fy2026_municipality_1.jsonl".to_owned(),
                downloads: vec![Link::new("回答（CSV）", "/x.csv")],
                back: "/surveys/1/data-sets".to_owned(),
            });
        }
    }
}

/// With a fault in every second.
pub fn soft_row(at: usize) -> SoftRow {
    SoftRow {
        id: format!("soft-{at}"),
        key: format!("q{at} last_year 0123456789abcdef"),
        question: "問3".to_owned(),
        href: "/surveys/1/063631/answer/s1#q3".to_owned(),
        kind: "前年との違い",
        sentence: words(),
        explanation: words(),
        error: if at % 2 == 1 { "1000文字までです。".to_owned() } else { String::new() },
    }
}

fn inquiry_line() -> InquiryLine {
    InquiryLine {
        href: "/surveys/1/063631/inquiries/1".to_owned(),
        title: "照会 1".to_owned(),
        name: words(),
        prefecture: words(),
        question: "問3".to_owned(),
        state: "回答待ち",
        mark: "doing",
        opened: words(),
        changed: words(),
        verb: "見る",
    }
}

/// Every kind of control, with a fault.
fn correct_forms() -> Vec<CorrectForm> {
    let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
    let mut pick = |n: u64| n.saturating_sub(1);
    let answers = generate::fill(&form, Answers::default(), &mut pick);
    let one = |id: &str| {
        let section = group(&form, id).unwrap();
        let mut typed = Typed::new(fields_of(&form, &section, &answers));
        typed.refuse(id, "見本の誤りです。");
        CorrectForm {
            questions: questions(&form, &section, &answers, &typed, &|_| String::new()),
            errors: typed.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            reason: TextForm { value: words(), error: "理由を書いてください。".to_owned() },
        }
    };
    ["q1", "q5", "q7_1", "q12", "q13_2"].into_iter().map(one).collect()
}

#[test]
fn pages_of_findings_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let line = || FindingLine {
            name: words(),
            prefecture: words(),
            question: "問3".to_owned(),
            href: "/surveys/1/063631/questions/q3".to_owned(),
            kind: "前年との違い",
            sentence: words(),
            explanation: words(),
            state: "未対応",
            mark: "late",
        };
        let facet = || Facet { label: words(), href: "/x".to_owned(), count: 1, on: full };
        assert_page(&FindingsPage {
            frame: Frame::sample("指摘"),
            base: "/surveys/1/findings".to_owned(),
            figure: words(),
            kinds: vec![facet()],
            states: vec![facet()],
            prefecture_choices: (0..n).map(|_| Choice::new("", "すべて", true)).collect(),
            hidden: vec![("kind".to_owned(), "outlier".to_owned())],
            rows: (0..n).map(|_| line()).collect(),
            pagination: Pagination::new(&PageLinks::default(), "件"),
            stale: if full { words() } else { String::new() },
            rules: "/surveys/1/findings/rules".to_owned(),
            inquiries: "/surveys/1/inquiries".to_owned(),
            edits: "/surveys/1/edits".to_owned(),
        });
        assert_page(&InquiriesPage {
            frame: Frame::sample("照会"),
            states: vec![facet()],
            rows: (0..n).map(|_| inquiry_line()).collect(),
            pagination: Pagination::new(&PageLinks::default(), "件"),
            findings: "/surveys/1/findings".to_owned(),
        });
        let edit = || EditLine {
            name: words(),
            prefecture: words(),
            question: "問3".to_owned(),
            href: "/x".to_owned(),
            at: words(),
            before: words(),
            after: words(),
            by: words(),
            reason: words(),
            remark: words(),
        };
        assert_page(&EditsPage {
            frame: Frame::sample("整理の記録"),
            rows: (0..n).map(|_| edit()).collect(),
            pagination: Pagination::new(&PageLinks::default(), "件"),
            csv: "/x.csv".to_owned(),
            findings: "/surveys/1/findings".to_owned(),
        });
    }
}

fn card(at: usize, full: bool) -> FindingCard {
    let maybe = |text: String| if full { text } else { String::new() };
    FindingCard {
        id: format!("finding-{at}"),
        text_id: format!("finding-{at}-text"),
        note_id: format!("finding-{at}-note"),
        kind: "離れた値",
        sentence: words(),
        state: "説明あり",
        mark: "info",
        explanation: maybe(words()),
        explained: words(),
        note: String::new(),
        settled: maybe(words()),
        key: "q3 outlier 0123456789abcdef".to_owned(),
        may_explain: full,
        may_settle: full,
        typed: words(),
        error: maybe(words()),
    }
}

#[test]
fn pages_of_one_answer_are_sound() {
    for (at, form) in correct_forms().into_iter().enumerate() {
        let full = at % 2 == 0;
        let n = usize::from(full);
        let history = || HistoryLine {
            at: words(),
            before: words(),
            after: words(),
            by: words(),
            way: "データの整理",
            reason: words(),
            remark: words(),
            undo: Some(7),
        };
        let error = || TextForm { value: words(), error: if full { words() } else { String::new() } };
        assert_page(&QuestionPage {
            frame: Frame::sample("問3の答え"),
            base: "/surveys/1/063631/questions/q3".to_owned(),
            facts: vec![fact()],
            findings: (0..2 * n).map(|at| card(at, at == 0)).collect(),
            inquiries: (0..n).map(|_| inquiry_line()).collect(),
            history: (0..n).map(|_| history()).collect(),
            ask: full.then(error),
            about: vec![Choice::new("a", "あ", true), Choice::new("", "い", false)],
            clean: Some(form),
            undo: error(),
            answers: "/surveys/1/063631/answers".to_owned(),
        });
    }
    for (at, form) in correct_forms().into_iter().enumerate() {
        let (own, office) = (at % 2 == 0, at % 2 == 1);
        let error = || TextForm { value: words(), error: words() };
        assert_page(&InquiryPage {
            frame: Frame::sample("問3の確認の依頼"),
            action: "/surveys/1/063631/inquiries/1".to_owned(),
            state: "回答待ち",
            mark: "doing",
            facts: vec![fact()],
            finding: words(),
            messages: vec![MessageLine { at: words(), by: words(), act: "照会", body: words() }],
            last: 3,
            reply: own.then(error),
            correct: own.then_some(form),
            closed: if own { words() } else { String::new() },
            office: office.then(|| (error(), error())),
            question: "/x".to_owned(),
            back: "/y".to_owned(),
        });
    }
}

fn tab(here: bool) -> TextTab {
    TextTab { label: words(), href: "/x".to_owned(), here }
}

#[test]
fn pages_of_texts_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let tabs = || vec![tab(true), tab(false)];
        let line = || TextLine {
            question: words(),
            href: "/x".to_owned(),
            written: "3".to_owned(),
            categories: "2".to_owned(),
        };
        assert_page(&TextsPage {
            frame: Frame::sample("自由記述"),
            base: words(),
            rows: (0..n).map(|_| line()).collect(),
        });
        let row = |id: i64| CodingRow {
            id,
            name: words(),
            prefecture: words(),
            href: "/x".to_owned(),
            quote: "/y".to_owned(),
            pieces: crate::shared::mark("連携ノート", &["のーと".to_owned()]),
            mark: "ab".to_owned(),
            was: "1 2".to_owned(),
            boxes: vec![Choice::new("1", "ICT", true), Choice::new("2", "紙", false)],
            stale: id == 1,
            labels: words(),
        };
        let count =
            || CountLine { label: words(), href: "/x".to_owned(), count: "3".to_owned(), percent: "60.0".to_owned() };
        for may_code in [true, false] {
            assert_page(&TextPage {
                frame: Frame::sample("問7-1 自由記述"),
                base: "/surveys/1/texts/q7_1".to_owned(),
                tabs: tabs(),
                question: words(),
                note: words(),
                counts: (0..n).map(|_| count()).collect(),
                query: words(),
                also: if full { words() } else { String::new() },
                category_choices: (0..2 * n).map(|_| Choice::new("", "すべて", true)).collect(),
                prefecture_choices: (0..n).map(|_| Choice::new("", "すべて", true)).collect(),
                rows: (0..2 * n).map(|at| row(i64::try_from(at).unwrap() + 1)).collect(),
                may_code,
                has_categories: full,
                hidden: vec![("q".to_owned(), words())],
                pagination: Pagination::new(&PageLinks::default(), "件"),
                downloads: vec![Link::new("CSV", "/x.csv")],
            });
        }
        let word = || WordLine {
            word: words(),
            href: "/x".to_owned(),
            texts: "3".to_owned(),
            percent: "60.0".to_owned(),
            times: "4".to_owned(),
        };
        assert_page(&WordsPage {
            frame: Frame::sample("よく出ることば"),
            tabs: tabs(),
            question: words(),
            note: words(),
            rows: (0..n).map(|_| word()).collect(),
            more: n,
        });
        let context =
            || ContextLine { name: words(), href: "/x".to_owned(), left: words(), hit: words(), right: words() };
        for word in ["", "医師会"] {
            assert_page(&ContextPage {
                frame: Frame::sample("前後のことば"),
                base: "/x".to_owned(),
                tabs: tabs(),
                question: words(),
                word: word.to_owned(),
                sort_choices: vec![Choice::new("right", "後", true)],
                note: words(),
                rows: (0..n).map(|_| context()).collect(),
                more: n,
            });
        }
        let error = || if full { words() } else { String::new() };
        let category = |id: i64| CategoryRow {
            id,
            label: words(),
            typed: words(),
            error: error(),
            count: "3".to_owned(),
            others: vec![Choice::new("", "選んでください", true), Choice::new("9", "紙", false)],
            merge_error: error(),
        };
        assert_page(&CategoriesPage {
            frame: Frame::sample("分類"),
            base: "/surveys/1/texts/q7_1/categories".to_owned(),
            tabs: tabs(),
            question: words(),
            rows: (0..2 * n).map(|at| category(i64::try_from(at).unwrap())).collect(),
            new_label: words(),
            new_error: error(),
            back: "/x".to_owned(),
        });
        let excerpt = |id: i64| ExcerptRow {
            id,
            body: words(),
            attribution: "（見本県）".to_owned(),
            source: words(),
            href: "/x".to_owned(),
            by: words(),
            hints: error(),
        };
        assert_page(&ExcerptsPage {
            frame: Frame::sample("抜粋"),
            base: "/surveys/1/texts/q7_1/excerpts".to_owned(),
            tabs: tabs(),
            question: words(),
            rows: (0..2 * n).map(|at| excerpt(i64::try_from(at).unwrap())).collect(),
            may_code: full,
            csv: "/x.csv".to_owned(),
            read: "/x".to_owned(),
        });
        assert_page(&ExcerptPage {
            frame: Frame::sample("抜粋にする"),
            action: "/x".to_owned(),
            code: "063631".to_owned(),
            who: words(),
            original: words(),
            hints: error(),
            body: words(),
            error: error(),
            attributions: if full {
                vec![Choice::new("none", "添えない", true), Choice::new("name", "名前", false)]
            } else {
                Vec::new()
            },
            ask_looked: full,
            back: "/x".to_owned(),
        });
    }
}

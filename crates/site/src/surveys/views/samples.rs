//! Every page with everything on it, and with nothing.

use foundation::web::Form as Typed;
use questionnaire::{Answers, Form, generate, shipped};

use super::answering::{
    About, AnswerPage, AsideRow, ConflictRow, FindingRow, Preview, ReceiptPage, SubmitPage, questions,
};
use super::list::{AboutPage, AskedRow, ListPage, PrintedQuestion, PrintedSection, QuestionsPage, SurveyLine};
use super::own::{AnsweredRow, AnsweredSection, AnswersPage, ChangeRow, Desk, OwnPage, SectionRow, Sharing, StepRow};
use crate::shared::testing::assert_page;
use crate::shared::{DateBoxes, Fact, Frame, Link};
use crate::surveys::forms::fields_of;

fn fact() -> Fact {
    Fact {
        label: "締切".to_owned(), value: "令和8年9月30日".to_owned(), note: "見本".to_owned(), fictitious: false
    }
}

fn words() -> String {
    "見本のことば".to_owned()
}

/// Every section of every questionnaire, empty and filled, with errors, as a form of one's own and of the office.
#[test]
fn every_section_is_a_sound_form() {
    for id in shipped::ids() {
        let form = Form::new(shipped::definition(id).unwrap()).unwrap();
        let mut pick = |n: u64| n.saturating_sub(1);
        for answers in [Answers::default(), generate::fill(&form, Answers::default(), &mut pick)] {
            for (at, section) in form.definition().sections.iter().enumerate() {
                let mut typed = Typed::new(fields_of(&form, section, &answers));
                if let Some(first) = section.questions.first() {
                    typed.refuse(&first.id, "見本の誤りです。");
                }
                let filled = !answers.is_empty();
                assert_page(&AnswerPage {
                    frame: Frame::sample(&section.title),
                    action: "/surveys/1/063631/answer/s1".to_owned(),
                    back: "/surveys/1/063631".to_owned(),
                    place: "1 / 8".to_owned(),
                    section: section.title.clone(),
                    note: section.note.clone(),
                    base: 1,
                    sections: vec![Link::new("Ⅰ", "/a"), Link::new("Ⅱ", "/b")],
                    section_at: at + 1,
                    questions: questions(&form, section, &answers, &typed, &|_| words()),
                    errors: typed.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
                    conflicts: vec![ConflictRow {
                        question: "問1".to_owned(),
                        theirs: words(),
                        who: words(),
                        mine: words(),
                    }],
                    is_last: filled,
                    reason: filled.then(|| (words(), "理由を書いてください。".to_owned())),
                    returned_because: if filled { words() } else { String::new() },
                    about: About {
                        saved: if filled { words() } else { String::new() },
                        edition: 2,
                        corrected: if filled { words() } else { String::new() },
                        preview: (!filled).then(|| Preview { tried: "{}".to_owned(), sheet: "/x".to_owned() }),
                    },
                });
            }
        }
    }
}

#[test]
fn pages_before_and_after_handing_in_are_sound() {
    for findings in [0, 2] {
        let row = || FindingRow {
            question: "問1".to_owned(),
            sentence: words(),
            href: "/surveys/1/063631/answer/s1#q1".to_owned(),
        };
        assert_page(&SubmitPage {
            frame: Frame::sample("提出前の確認"),
            respondent: words(),
            action: "/surveys/1/063631/submit".to_owned(),
            back: "/surveys/1/063631".to_owned(),
            answers: "/surveys/1/063631/answers".to_owned(),
            findings: (0..findings).map(|_| row()).collect(),
            soft: (0..findings).map(super::samples_of_checking::soft_row).collect(),
            answered: 3,
            asked: 5,
            due: "令和8年9月30日".to_owned(),
        });
    }
    assert_page(&ReceiptPage {
        frame: Frame::sample("受付番号"),
        respondent: words(),
        receipt: "001-063631-3".to_owned(),
        at: words(),
        office: words(),
        mailed: true,
        by_code: false,
        links: vec![Link::new("戻る", "/")],
    });
}

#[test]
fn pages_of_one_respondent_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let section = || SectionRow {
            title: words(),
            progress: "3問中1問".to_owned(),
            mark: "doing",
            word: words(),
            href: if full { "/surveys/1/063631/answer/s1".to_owned() } else { String::new() },
            verb: "続ける",
        };
        let change = || ChangeRow {
            at: words(),
            question: words(),
            before: words(),
            after: words(),
            by: words(),
            way: "画面",
            note: words(),
        };
        assert_page(&OwnPage {
            frame: Frame::sample("見本町の回答"),
            base: "/surveys/1/063631".to_owned(),
            facts: vec![fact()],
            state: "差戻し",
            mark: "late",
            returned_because: if full { words() } else { String::new() },
            corrected: if full { words() } else { String::new() },
            aside: (0..n).map(|_| aside()).collect(),
            sections: vec![section()],
            verbs: vec![Link::new("すべての答えを見る", "/x")],
            inquiries: Vec::new(),
            steps: (0..n).map(|_| StepRow { at: words(), step: "提出", by: words(), remark: words() }).collect(),
            changes: (0..n).map(|_| change()).collect(),
            more_changes: n,
            desk: Desk {
                may_return: full,
                may_accept: full,
                may_extend: full,
                may_set_aside: full,
                by_code: full,
                reason: words(),
                reason_error: words(),
                aside: words(),
                aside_error: words(),
                due: DateBoxes::default(),
                due_error: words(),
            },
            sharing: Some(Sharing {
                since: if full { words() } else { String::new() },
                before: (0..n).map(|_| words()).collect(),
                others: "市町村",
            }),
        });
        let row = |gap: &'static str| AnsweredRow {
            number: "問1".to_owned(),
            text: words(),
            answer: vec![words(), words()],
            id: format!("q-{gap}"),
            href: "/x".to_owned(),
            gap,
        };
        assert_page(&AnswersPage {
            frame: Frame::sample("見本町の答え"),
            facts: vec![fact()],
            sections: vec![AnsweredSection {
                id: "s1".to_owned(), title: words(), rows: vec![row(""), row("対象外")]
            }],
            aside: (0..n).map(|_| aside()).collect(),
            back: "/surveys/1/063631".to_owned(),
            code: "063631".to_owned(),
            source: words(),
            told: (0..n).map(|_| (words(), words())).collect(),
        });
    }
}

fn aside() -> AsideRow {
    AsideRow { id: "q1".to_owned(), edition: 1, question: words(), answer: words() }
}

#[test]
fn lists_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let asked = || AskedRow {
            late: "締切を1日過ぎています。".to_owned(),
            title: words(),
            respondent: words(),
            state: "途中",
            mark: "doing",
            due: "令和8年9月30日".to_owned(),
            href: "/surveys/1/063631".to_owned(),
            verb: "続ける",
        };
        let line = || SurveyLine {
            title: words(),
            href: "/surveys/1".to_owned(),
            year: "令和8年度".to_owned(),
            programme: words(),
            respondent: words(),
            period: words(),
            state: "受付中",
            mark: "doing",
            collected: "3 / 5（60.0%）".to_owned(),
        };
        assert_page(&ListPage {
            frame: Frame::sample("調査"),
            asked: (0..n).map(|_| asked()).collect(),
            surveys: (0..n).map(|_| line()).collect(),
            elsewhere: vec![Link::new("事業を見る", "/programmes")],
            may_make: full,
        });
        assert_page(&AboutPage {
            frame: Frame::sample("見本の調査"),
            state: "受付中",
            mark: "doing",
            note: if full { words() } else { String::new() },
            facts: vec![fact()],
            verbs: (0..n).map(|_| Link::new("回収室へ", "/x")).collect(),
            contact: (0..n).map(|_| fact()).collect(),
        });
    }
    let question = PrintedQuestion {
        id: "q1".to_owned(),
        number: "問1".to_owned(),
        text: words(),
        hint: words(),
        instruction: "（3つまで）".to_owned(),
        required: true,
        asked_of: words(),
        options: vec![words()],
        rows: vec![words()],
        is_note: false,
    };
    let section = PrintedSection { id: "s1".to_owned(), title: words(), note: words(), questions: vec![question] };
    let frame = Frame::sample("調査票");
    assert_page(&QuestionsPage { frame, note: words(), count: 1, sections: vec![section] });
}

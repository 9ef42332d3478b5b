//! `/ask`

use askama::Template;
use foundation::web::escape;

use crate::model::{Answer, Cited};
use crate::rules::LONGEST_QUESTION;
use crate::searchable;
use crate::shared::{Frame, Link, Notice, Piece};

pub struct CitedView {
    /// 「事例」「手引き・資料」
    pub kind: String,
    pub title: String,
    pub place: String,
    pub href: String,
    pub lines: Vec<Vec<Piece>>,
}

#[derive(Template)]
#[template(path = "ask/templates/ask.html")]
pub struct AskPage {
    pub frame: Frame,
    pub question: String,
    pub longest: usize,
    pub answered: bool,
    pub cited: Vec<CitedView>,
    /// 「消費税」「予算」: in nothing that may be read here.
    pub unknown: String,
    /// Kind and key of what the answer begins with.
    pub at: String,
    pub search: Link,
    /// Who else can be asked, where nothing answers.
    pub offices: Vec<Link>,
    pub examples: Vec<Link>,
}

/// Questions to begin with.
const EXAMPLES: [&str; 4] = [
    "訪問看護がない町では、どうしていますか",
    "広域で委託するときの費用の分け方は",
    "災害のときの安否の確認を、どう話し合えばよいですか",
    "都道府県の役割は何ですか",
];

fn view(cited: Cited, words: &str) -> CitedView {
    CitedView {
        kind: searchable::label_of("kind", &cited.kind, &[]),
        href: with_words(cited.href, words),
        title: cited.title,
        place: cited.place,
        lines: cited.lines,
    }
}

/// A reader that is asked for a page takes the words along, and marks them.
fn with_words(href: String, words: &str) -> String {
    if !href.contains('?') {
        return href;
    }
    let (page, line) = href.split_once('#').unwrap_or((&href, ""));
    let line = if line.is_empty() { String::new() } else { format!("#{line}") };
    format!("{page}&q={}{line}", escape(words))
}

impl AskPage {
    pub fn new(mut frame: Frame, question: &str, answer: Answer, thanked: bool, offices: Vec<Link>) -> Self {
        if thanked {
            frame.notice = Some(Notice {
                kind: "success",
                text: "ありがとうございます。事務局が資料と事例を足す手がかりにします。".to_owned(),
            });
        }
        let words = if answer.words.is_empty() { question.to_owned() } else { answer.words.clone() };
        let first = answer.cited.first().filter(|_| answer.answered);
        Self {
            at: first.map(|cited| format!("{}/{}", cited.kind, cited.key)).unwrap_or_default(),
            search: Link::new(format!("「{words}」でさがす"), format!("/search?q={}", escape(&words))),
            unknown: if answer.unknown.is_empty() {
                String::new()
            } else {
                format!("「{}」", answer.unknown.join("」「"))
            },
            answered: answer.answered,
            cited: answer.cited.into_iter().map(|cited| view(cited, &words)).collect(),
            question: question.to_owned(),
            longest: LONGEST_QUESTION,
            examples: EXAMPLES.iter().map(|q| Link::new(*q, format!("/ask?q={}", escape(q)))).collect(),
            offices,
            frame,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::shared::mark;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        let cited = Cited {
            kind: "case".to_owned(),
            key: "1".to_owned(),
            title: "<b>見本</b>".to_owned(),
            place: "見本市　効果".to_owned(),
            href: "/cases/1#effects".to_owned(),
            lines: vec![mark("委託料は、4対3対3です。", &["委託料".to_owned()])],
        };
        let answer = |answered: bool, cited: Vec<Cited>| Answer {
            answered,
            cited,
            unknown: if answered { Vec::new() } else { vec!["<i>消費税".to_owned()] },
            words: "委託料".to_owned(),
        };
        let offices = vec![Link::new("見本の事務局", "/programmes/1")];
        assert_eq!(with_words("/library/1/read?page=2#l3".to_owned(), "看"), "/library/1/read?page=2&q=%E7%9C%8B#l3");
        assert_eq!(with_words("/cases/1#effects".to_owned(), "看"), "/cases/1#effects");
        for (question, answer, thanked) in [
            ("", Answer::default(), false),
            ("委託料の割合は？", answer(true, vec![cited.clone()]), true),
            ("<script>", answer(false, vec![cited]), false),
            ("消費税", answer(false, Vec::new()), false),
        ] {
            assert_page(&AskPage::new(Frame::sample("資料に聞く"), question, answer, thanked, offices.clone()));
        }
    }
}

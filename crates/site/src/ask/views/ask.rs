//! `/ask`

use askama::Template;
use foundation::web::escape;

use crate::actions::composing::Offer;
use crate::model::{Answer, Cited, Composed, Uncomposed};
use crate::rules::LONGEST_QUESTION;
use crate::searchable;
use crate::settings::Ai;
use crate::shared::{Frame, Link, Notice, Piece, in_japan};

pub struct CitedView {
    /// 「事例」「手引き・資料」
    pub kind: String,
    pub title: String,
    pub place: String,
    pub href: String,
    pub lines: Vec<Vec<Piece>>,
    /// As a sentence of the model cites it.
    pub number: usize,
    /// Why it is not given to the model; empty where it is, or where there is none.
    pub withheld: &'static str,
}

/// An answer of the model, as it is shown.
pub struct ComposedView {
    pub claims: Vec<(String, Vec<usize>)>,
    pub model: String,
    pub made: String,
}

/// The button, and what it would send where.
pub struct OfferView {
    pub model: String,
    pub host: String,
    pub only_public: bool,
}

/// What the page shows of a model.
#[derive(Default)]
pub enum Shown {
    /// Nothing: there is none for this reader, or the material holds no answer.
    #[default]
    Nothing,
    /// What may go out is nothing.
    Withheld,
    /// It can be asked.
    Offered,
    Composed(Composed),
    /// It was asked, and this is why nothing is shown.
    Not(Uncomposed),
}

/// All about the model that a page needs.
#[derive(Default)]
pub struct ModelSide {
    pub ai: Option<std::sync::Arc<Ai>>,
    pub offer: Offer,
    pub shown: Shown,
    /// May set it.
    pub sets: bool,
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
    pub composed: Option<ComposedView>,
    pub offer: Option<OfferView>,
    /// Why there is no answer of the model; empty where there is one, or none was asked for.
    pub uncomposed: &'static str,
    /// Passages bear their numbers.
    pub numbered: bool,
    /// May stop the model.
    pub sets: bool,
}

/// Questions to begin with.
const EXAMPLES: [&str; 4] = [
    "訪問看護がない町では、どうしていますか",
    "広域で委託するときの費用の分け方は",
    "災害のときの安否の確認を、どう話し合えばよいですか",
    "都道府県の役割は何ですか",
];

fn view(cited: Cited, number: usize, words: &str, offer: &Offer) -> CitedView {
    let withheld = offer.withheld.iter().find(|(n, _)| *n == number);
    CitedView {
        number,
        withheld: withheld.map(|(_, why)| why.sentence()).unwrap_or_default(),
        kind: searchable::label_of("kind", &cited.kind, &[]),
        // A reader that is asked for a page takes the words along, and marks them.
        href: with_words(cited.href, words),
        title: cited.title,
        place: cited.place,
        lines: cited.lines,
    }
}

fn composed_view(composed: Composed) -> ComposedView {
    let made = composed.made_at.parse().map(in_japan).unwrap_or_default();
    let claims = composed.claims.into_iter().map(|claim| (claim.text, claim.cites)).collect();
    ComposedView { claims, model: composed.model, made }
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

/// Whether the reader told what she thinks of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Told {
    #[default]
    Not,
    Thanked,
    /// She had told it before.
    Before,
}

impl Told {
    /// As the address says it after the form was sent.
    pub fn of(done: &str) -> Self {
        match done {
            "opinion" => Self::Thanked,
            "told" => Self::Before,
            _ => Self::Not,
        }
    }
}

impl AskPage {
    pub fn new(
        mut frame: Frame,
        question: &str,
        answer: Answer,
        told: Told,
        offices: Vec<Link>,
        side: ModelSide,
    ) -> Self {
        frame.notice = match told {
            Told::Not => frame.notice,
            Told::Thanked => Some(Notice {
                kind: "success",
                text: "ありがとうございます。事務局が資料と事例を足す手がかりにします。".to_owned(),
            }),
            Told::Before => Some(Notice {
                kind: "info",
                text: "この質問へのご意見は、今日もう受け取っています。一つの質問について、1日に1回だけ数えます。"
                    .to_owned(),
            }),
        };
        let words = if answer.words.is_empty() { question.to_owned() } else { answer.words.clone() };
        let first = answer.cited.first().filter(|_| answer.answered);
        let ModelSide { ai, offer, shown, sets } = side;
        let is_offered = matches!(shown, Shown::Offered | Shown::Not(Uncomposed::Failed | Uncomposed::Busy));
        let uncomposed = match &shown {
            Shown::Not(why) => why.sentence(),
            _ => "",
        };
        let composed = match shown {
            Shown::Composed(composed) => Some(composed_view(composed)),
            _ => None,
        };
        let offer_view = ai.filter(|_| is_offered).map(|ai| OfferView {
            model: ai.endpoint.model().to_owned(),
            host: ai.endpoint.authority().to_owned(),
            only_public: ai.only_public,
        });
        Self {
            numbered: composed.is_some() || offer_view.is_some() || !offer.withheld.is_empty(),
            composed,
            offer: offer_view,
            uncomposed,
            sets,
            at: first.map(|cited| format!("{}/{}", cited.kind, cited.key)).unwrap_or_default(),
            search: Link::new(format!("「{words}」でさがす"), format!("/search?q={}", escape(&words))),
            unknown: if answer.unknown.is_empty() {
                String::new()
            } else {
                format!("「{}」", answer.unknown.join("」「"))
            },
            answered: answer.answered,
            cited: answer.cited.into_iter().zip(1..).map(|(cited, n)| view(cited, n, &words, &offer)).collect(),
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
    use crate::model::{Claim, Withheld};
    use crate::settings::AiSettings;
    use crate::shared::mark;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        assert_eq!(with_words("/library/1/read?page=2#l3".to_owned(), "看"), "/library/1/read?page=2&q=%E7%9C%8B#l3");
        assert_eq!(with_words("/cases/1#effects".to_owned(), "看"), "/cases/1#effects");
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
        let composed = Composed {
            claims: vec![Claim { text: "<i>委託料は、4対3対3です。".to_owned(), cites: vec![1] }],
            model: "<b>mihon".to_owned(),
            made_at: "2026-11-21T01:00:00.000Z".to_owned(),
        };
        let settings = AiSettings {
            url: "https://api.example.jp/v1".to_owned(),
            model: "<b>mihon".to_owned(),
            ..AiSettings::default()
        };
        let about = |shown: Shown, withheld: Vec<(usize, Withheld)>| ModelSide {
            ai: Ai::new(Some(&settings)),
            offer: Offer { sources: Vec::new(), withheld },
            shown,
            sets: true,
        };
        for (question, answer, told, side) in [
            ("", Answer::default(), Told::Not, ModelSide::default()),
            ("委託料の割合は？", answer(true, vec![cited.clone()]), Told::Thanked, ModelSide::default()),
            ("委託料の割合は？", answer(true, vec![cited.clone()]), Told::Before, about(Shown::Offered, Vec::new())),
            (
                "委託料の割合は？",
                answer(true, vec![cited.clone()]),
                Told::Not,
                about(Shown::Composed(composed), Vec::new()),
            ),
            (
                "委託料の割合は？",
                answer(true, vec![cited.clone()]),
                Told::Not,
                about(Shown::Withheld, vec![(1, Withheld::NotPublic)]),
            ),
            (
                "委託料は？",
                answer(true, vec![cited.clone()]),
                Told::Not,
                about(Shown::Not(Uncomposed::Failed), Vec::new()),
            ),
            ("<script>", answer(false, vec![cited]), Told::Not, ModelSide::default()),
            ("消費税", answer(false, Vec::new()), Told::Not, ModelSide::default()),
        ] {
            let frame = Frame::sample("資料に聞く");
            assert_page(&AskPage::new(frame, question, answer, told, offices.clone(), side));
        }
    }
}

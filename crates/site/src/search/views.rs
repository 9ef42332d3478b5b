//! What the page of hits shows.

use askama::Template;

use super::model::{Asked, HitGroup};
use crate::shared::{Frame, Link, number};

/// `/search`
#[derive(Template)]
#[template(path = "search/templates/results.html")]
pub struct ResultsPage {
    pub frame: Frame,
    pub typed: String,
    pub total: String,
    pub also: String,
    /// Groups that found something.
    pub groups: Vec<HitGroup>,
    pub examples: Vec<Link>,
}

impl ResultsPage {
    pub fn new(frame: Frame, asked: &Asked, groups: Vec<HitGroup>) -> Self {
        Self {
            frame,
            typed: asked.typed.clone(),
            total: number(groups.iter().map(|g| g.total).sum()),
            also: asked.also_words(),
            groups: groups.into_iter().filter(|g| g.total > 0).collect(),
            examples: examples(),
        }
    }
}

/// Questions that have an answer here; a story checks it.
pub const EXAMPLES: [&str; 3] = ["離島での看取り", "訪問看護ステーションがない町", "医師会への共同委託"];

/// The examples as links.
pub fn examples() -> Vec<Link> {
    EXAMPLES.iter().map(|words| Link::new(*words, format!("/search?q={}", foundation::web::escape(words)))).collect()
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::search::model::Hit;
    use crate::shared::testing::assert_page;
    use crate::shared::{Piece, plain};

    #[test]
    fn every_sample_is_a_sound_page() {
        ResultsPage::samples().iter().for_each(assert_page);
    }

    impl ResultsPage {
        pub fn samples() -> Vec<Self> {
            let asked = Asked { typed: "みとり".to_owned(), also: vec!["看取り".to_owned()], ..Asked::default() };
            let hit = Hit {
                title: vec![
                    Piece { text: "看取り".to_owned(), hit: true },
                    Piece { text: "<b>".to_owned(), hit: false },
                ],
                href: "/cases/1".to_owned(),
                place: plain("山口県柳井市"),
                text: plain("二文の要約です。"),
                chips: vec!["看取り".to_owned()],
            };
            let group = HitGroup {
                id: "cases",
                label: "事例",
                total: 12,
                hits: vec![hit],
                all: Link::new("事例の中でさがす", "/cases?q=x"),
                partial: true,
            };
            vec![
                Self::new(Frame::sample("さがす"), &Asked::default(), Vec::new()),
                Self::new(Frame::sample("さがす"), &asked, Vec::new()),
                Self::new(Frame::sample("さがす"), &asked, vec![group]),
            ]
        }
    }
}

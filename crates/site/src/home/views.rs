//! What the front page shows.

use askama::Template;

use crate::regions::{CaseLine, Figure};
use crate::shared::{Frame, Link};

/// An entrance with the number of cases behind it.
#[derive(Clone, Debug)]
pub struct Door {
    pub title: String,
    pub text: String,
    pub href: String,
    pub count: i64,
}

/// `/` for a visitor.
#[derive(Template)]
#[template(path = "home/templates/visitor.html")]
pub struct VisitorPage {
    pub frame: Frame,
    pub examples: Vec<Link>,
    pub doors: Vec<Door>,
    pub scenes: Vec<Door>,
    pub figures: Vec<Figure>,
    pub published: i64,
    pub newest: Vec<CaseLine>,
}

/// Something that waits for the person.
#[derive(Clone, Debug)]
pub struct Due {
    pub day: String,
    pub what: String,
    pub note: String,
    pub verb: &'static str,
    pub href: String,
    /// Came back, or waits for an answer: marked.
    pub soon: bool,
}

/// The card of one's own town.
#[derive(Clone, Debug)]
pub struct TownCard {
    pub name: String,
    pub prefecture: String,
    pub href: String,
    /// Where it stands; empty for who may not see that.
    pub situation: String,
    pub figures: Vec<Figure>,
}

/// `/` for somebody signed in.
#[derive(Template)]
#[template(path = "home/templates/person.html")]
pub struct PersonPage {
    pub frame: Frame,
    pub heading: String,
    pub purpose: String,
    pub dues: Vec<Due>,
    /// What she can begin.
    pub verbs: Vec<Link>,
    pub news_title: String,
    pub news: Vec<CaseLine>,
    pub town: Option<TownCard>,
    pub doors: Vec<Door>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        VisitorPage::samples().iter().for_each(assert_page);
        PersonPage::samples().iter().for_each(assert_page);
    }

    fn home_frame() -> Frame {
        let mut frame = Frame::sample("れんけい");
        frame.home = true;
        frame
    }

    fn door() -> Door {
        Door {
            title: "看取りが進まない".to_owned(),
            text: "見本の一文です。".to_owned(),
            href: "/cases?trouble=mitori".to_owned(),
            count: 5,
        }
    }

    fn figure() -> Figure {
        Figure {
            label: "人口".to_owned(),
            value: "6,329".to_owned(),
            unit: "人".to_owned(),
            base: "見本の時点、見本の出典".to_owned(),
            fictitious: true,
        }
    }

    impl VisitorPage {
        pub fn samples() -> Vec<Self> {
            let full = Self {
                frame: home_frame(),
                examples: vec![Link::new("離島での看取り", "/search?q=x")],
                doors: vec![door()],
                scenes: vec![door(), door()],
                figures: vec![figure()],
                published: 14,
                newest: vec![CaseLine::sample()],
            };
            let empty = Self {
                frame: home_frame(),
                examples: Vec::new(),
                doors: Vec::new(),
                scenes: Vec::new(),
                figures: Vec::new(),
                published: 0,
                newest: Vec::new(),
            };
            vec![full, empty]
        }
    }

    impl PersonPage {
        pub fn samples() -> Vec<Self> {
            let due = Due {
                day: "令和8年11月20日（金）".to_owned(),
                what: "事例「見本」を書き直す".to_owned(),
                note: "差戻しの理由：数字の年を書き足してください。".to_owned(),
                verb: "直す",
                href: "/cases/1/edit".to_owned(),
                soon: true,
            };
            let full = Self {
                frame: home_frame(),
                heading: "見本さんの今日".to_owned(),
                purpose: "待っているものから並んでいます。".to_owned(),
                dues: vec![due],
                verbs: vec![Link::new("事例を書く", "/cases/new")],
                news_title: "見本県の事例".to_owned(),
                news: vec![CaseLine::sample()],
                town: Some(TownCard {
                    name: "見本町".to_owned(),
                    prefecture: "見本県".to_owned(),
                    situation: "/situation/352128".to_owned(),
                    href: "/regions/063631".to_owned(),
                    figures: vec![figure()],
                }),
                doors: vec![door()],
            };
            let empty = Self {
                frame: home_frame(),
                heading: "見本さんの今日".to_owned(),
                purpose: "見本".to_owned(),
                dues: Vec::new(),
                verbs: Vec::new(),
                news_title: "新しい事例".to_owned(),
                news: Vec::new(),
                town: None,
                doors: Vec::new(),
            };
            vec![full, empty]
        }
    }
}

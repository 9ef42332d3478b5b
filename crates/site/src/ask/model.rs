//! The nouns: an answer, and what it cites.

use crate::shared::Piece;

/// What is cited: sentences of one place, word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cited {
    /// Kind and key of the thing, as the index has them.
    pub kind: String,
    pub key: String,
    pub title: String,
    /// 「令和7年度　12ページ」「効果」: where in it.
    pub place: String,
    /// Opens at the place.
    pub href: String,
    /// As they stand there; a list's lines each by itself.
    pub lines: Vec<Vec<Piece>>,
}

impl Cited {
    pub fn text(&self) -> String {
        let line = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub answered: bool,
    /// The most telling first. Where nothing answers: what comes near it.
    pub cited: Vec<Cited>,
    /// Words of the question that stand in nothing this reader may see.
    pub unknown: Vec<String>,
    /// What the question is looked for with in the search.
    pub words: String,
}

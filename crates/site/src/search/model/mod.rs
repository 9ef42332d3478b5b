//! The nouns: a word with its reading and group, what somebody asked, what there is to find.

mod copy;
mod found;
mod index;
mod log;
mod tally;

pub use copy::{Copy, Feed, Kept, ShelfRow};
pub use found::{Candidate, Chosen, FACETS, Shelf};
pub use index::{Audience, Entry, Passage, Section, section_at, sections, tokens_of, written};
pub use log::{HelpedRow, TaskRow, TermCell, TermRow};
pub use tally::{Counted, Opinion, Tally, Who};

/// A row of the table of words that mean the same.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Synonym {
    pub group_name: String,
    pub word: String,
    pub word_folded: String,
    pub reading_folded: String,
}

impl Synonym {
    pub fn new(group: &str, word: &str, reading: &str) -> Self {
        Self {
            group_name: group.to_owned(),
            word: word.to_owned(),
            word_folded: japanese::fold::fold(word),
            reading_folded: japanese::fold::fold(reading),
        }
    }
}

/// A word as those who edit see it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct WordRow {
    pub group_name: String,
    pub word: String,
    pub reading: String,
    pub position: i64,
    pub valid_to: Option<String>,
}

/// One word asked for, with everything it may be written as (folded). A text answers it when one
/// of the needles stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    pub needles: Vec<String>,
    /// As it was typed.
    pub written: String,
}

/// What somebody asked: all words must be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// As typed, tidied.
    pub typed: String,
    pub words: Vec<Word>,
    /// Of a sentence: what need not be answered, and ranks.
    pub light: Vec<Word>,
    /// What else was searched for: 「ターミナルケア」「終末期」.
    pub also: Vec<String>,
}

impl Asked {
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Everything to be marked in a text that was found.
    pub fn needles(&self) -> Vec<String> {
        self.words.iter().flat_map(|word| word.needles.iter().cloned()).collect()
    }

    /// 「ターミナルケア」「終末期」, for the line that says so; empty when nothing was added.
    pub fn also_words(&self) -> String {
        if self.also.is_empty() { String::new() } else { format!("「{}」", self.also.join("」「")) }
    }
}

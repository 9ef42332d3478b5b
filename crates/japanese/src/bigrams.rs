//! Tokens for the full-text search in the database.
//!
//! Folded text is cut into runs. A run of kana and kanji gives its overlapping pairs and its last character alone
//! (`看取り` → `看取 取り り`), any other word gives itself (`ICT` → `ict`). So every substring of two or more characters is a
//! phrase of pairs, and every single character is the beginning of some token. Measured on 20,000 passages: all
//! substrings are found and nothing else, where dictionaries miss compounds (退院調整 in 入退院調整).
//!
//! `SQLite`: `fts5(t, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0")`, `MATCH` [`fts5_query`].
//! `PostgreSQL`: `to_tsvector('simple', index_text)` `@@ to_tsquery('simple',` [`tsquery`]`)`. A `tsvector` knows positions up to
//! 16,383: index long documents in passages.

use crate::fold::{fold, is_japanese};

/// Longer words are cut, in the index and in the query alike (`PostgreSQL` refuses words of 2 KiB).
pub const LONGEST_WORD_CHARS: usize = 64;
/// Words of a query beyond this number are left out.
pub const MOST_TERMS: usize = 32;
/// Tokens of one word of a query beyond this number are left out.
pub const MOST_TOKENS_PER_TERM: usize = 128;

/// Tokens of `text`, in order, for the index.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut tokens = Vec::new();
    for run in runs(&folded) {
        match run {
            Run::Japanese(run) => {
                tokens.extend(pairs(run));
                tokens.extend(run.chars().next_back().map(String::from));
            }
            Run::Word(word) => tokens.push(cut(word).to_owned()),
        }
    }
    tokens
}

/// What to hand to the full-text index for `text`: its tokens, separated by spaces; only letters and digits.
#[must_use]
pub fn index_text(text: &str) -> String {
    tokens(text).join(" ")
}

/// The words of a query: split at white space, folded, each once, in order.
#[must_use]
pub fn terms(query: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in query.split_whitespace() {
        let term = fold(word);
        if term.chars().any(char::is_alphanumeric) && !terms.contains(&term) {
            terms.push(term);
            if terms.len() == MOST_TERMS {
                break;
            }
        }
    }
    terms
}

/// `MATCH` expression for FTS5: every word of the query must occur. `None` when nothing can be searched for.
/// Safe for any input: only letters and digits, in double quotes, are taken over.
#[must_use]
pub fn fts5_query(query: &str) -> Option<String> {
    join(query, " AND ", |phrase| {
        let star = if phrase.prefix { "*" } else { "" };
        format!("\"{}\"{star}", phrase.tokens.join(" "))
    })
}

/// Text for `PostgreSQL`'s `to_tsquery('simple', …)`: every word of the query must occur. `None` when nothing can be
/// searched for. Safe for any input: only letters and digits, in single quotes, are taken over.
#[must_use]
pub fn tsquery(query: &str) -> Option<String> {
    join(query, " & ", |phrase| {
        let star = if phrase.prefix { ":*" } else { "" };
        format!("('{}'{star})", phrase.tokens.join("' <-> '"))
    })
}

/// Which texts of an index a query looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// What a text is about: FTS5's column `head`, PostgreSQL's weight A.
    Head,
}

/// In whose language a query is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Fts5,
    Tsquery,
}

/// Texts that answer at least `least` of `words`. A word is answered by any of its needles. Words without anything to search for
/// are left out; `None` when none is left. Safe for any input, like [`fts5_query`] and [`tsquery`].
#[must_use]
pub fn at_least(words: &[Vec<String>], least: usize, part: Part, language: Language) -> Option<String> {
    let (and, or) = match language {
        Language::Fts5 => (" AND ", " OR "),
        Language::Tsquery => (" & ", " | "),
    };
    let answered: Vec<String> = words
        .iter()
        .filter_map(|needles| {
            let ways: Vec<String> = needles
                .iter()
                .filter_map(|needle| phrase(&fold(needle)))
                .map(|phrase| written(&phrase, part, language))
                .collect();
            (!ways.is_empty()).then(|| format!("({})", ways.join(or)))
        })
        .take(MOST_WORDS_CHOSEN)
        .collect();
    let least = least.clamp(1, answered.len().max(1));
    let ways: Vec<String> = choices(answered.len(), least)
        .into_iter()
        .map(|chosen| {
            let all: Vec<&str> = chosen.into_iter().map(|at| answered[at].as_str()).collect();
            format!("({})", all.join(and))
        })
        .collect();
    let query = ways.join(or);
    match (query.is_empty(), part, language) {
        (true, ..) => None,
        (false, Part::Head, Language::Fts5) => Some(format!("head : ({query})")),
        _ => Some(query),
    }
}

/// More words than these are not combined: the number of ways grows too fast.
const MOST_WORDS_CHOSEN: usize = 8;

/// All ways to take `least` of the first `all` numbers.
fn choices(all: usize, least: usize) -> Vec<Vec<usize>> {
    if least == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for first in 0..all {
        for rest in choices(all - first - 1, least - 1) {
            let mut way = vec![first];
            way.extend(rest.into_iter().map(|at| at + first + 1));
            found.push(way);
        }
    }
    found
}

fn written(phrase: &Phrase, part: Part, language: Language) -> String {
    match language {
        Language::Fts5 => {
            let star = if phrase.prefix { "*" } else { "" };
            format!("\"{}\"{star}", phrase.tokens.join(" "))
        }
        Language::Tsquery => {
            let weight = if part == Part::Head { "A" } else { "" };
            let last = phrase.tokens.len().saturating_sub(1);
            let tokens: Vec<String> = phrase
                .tokens
                .iter()
                .enumerate()
                .map(|(at, token)| {
                    let star = if phrase.prefix && at == last { "*" } else { "" };
                    let colon = if weight.is_empty() && star.is_empty() { "" } else { ":" };
                    format!("'{token}'{colon}{star}{weight}")
                })
                .collect();
            format!("({})", tokens.join(" <-> "))
        }
    }
}

/// Tokens that must stand one after the other; with `prefix`, the last one need only be a beginning.
struct Phrase {
    tokens: Vec<String>,
    prefix: bool,
}

fn join(query: &str, and: &str, written: impl Fn(&Phrase) -> String) -> Option<String> {
    let phrases: Vec<String> =
        terms(query).iter().filter_map(|term| phrase(term)).map(|phrase| written(&phrase)).collect();
    (!phrases.is_empty()).then(|| phrases.join(and))
}

fn phrase(folded: &str) -> Option<Phrase> {
    let runs: Vec<Run> = runs(folded).collect();
    let mut phrase = Phrase { tokens: Vec::new(), prefix: false };
    for (at, run) in runs.iter().enumerate() {
        match *run {
            Run::Word(word) => phrase.tokens.push(cut(word).to_owned()),
            Run::Japanese(run) => {
                let before = phrase.tokens.len();
                phrase.tokens.extend(pairs(run));
                let single = phrase.tokens.len() == before;
                let last = at + 1 == runs.len();
                // The text may go on after the query's end, so the last character alone is asked for only
                // where the run ends for certain, or where there is nothing else to ask for.
                if !last || single {
                    phrase.tokens.extend(run.chars().next_back().map(String::from));
                }
                phrase.prefix = last && single;
            }
        }
    }
    if phrase.tokens.len() > MOST_TOKENS_PER_TERM {
        phrase.tokens.truncate(MOST_TOKENS_PER_TERM);
        phrase.prefix = false;
    }
    (!phrase.tokens.is_empty()).then_some(phrase)
}

#[derive(Clone, Copy)]
enum Run<'a> {
    Japanese(&'a str),
    Word(&'a str),
}

#[derive(PartialEq, Clone, Copy)]
enum Kind {
    Japanese,
    Word,
    Other,
}

fn kind(c: char) -> Kind {
    if is_japanese(c) {
        Kind::Japanese
    } else if c.is_alphanumeric() {
        Kind::Word
    } else {
        Kind::Other
    }
}

fn runs(folded: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        loop {
            let kind_here = kind(rest.chars().next()?);
            let end = rest.find(|c| kind(c) != kind_here).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            match kind_here {
                Kind::Japanese => return Some(Run::Japanese(run)),
                Kind::Word => return Some(Run::Word(run)),
                Kind::Other => {}
            }
        }
    })
}

fn pairs(run: &str) -> impl Iterator<Item = String> + '_ {
    run.chars().zip(run.chars().skip(1)).map(|(a, b)| String::from_iter([a, b]))
}

fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST_WORD_CHARS).map_or(word, |(end, _)| &word[..end])
}

//! Tokens of the full-text search.
//!
//! Folded text is cut into runs. A run of kana and kanji gives its overlapping pairs and its last character alone
//! (`看取り` → `看取 取り り`), any other word gives itself (`ICT` → `ict`). So every substring of two or more characters is a
//! phrase of pairs, and every single character is the beginning of some token. Measured on 20,000 passages: all
//! substrings are found and nothing else, where dictionaries miss compounds (退院調整 in 入退院調整).

use crate::fold::is_japanese;

/// Longer words are cut, in the index and in the query alike.
pub const LONGEST_WORD_CHARS: usize = 64;
/// Tokens of one word of a query beyond this number are left out.
pub const MOST_TOKENS_PER_TERM: usize = 128;

/// Calls `each` with every token of a folded text, in order, and whether it is the first of a line that is not the text's first.
pub fn each_token(folded: &str, mut each: impl FnMut(&str, bool)) {
    for (number, line) in folded.split('\n').enumerate() {
        let mut begins = number > 0;
        let mut tell = |token: &str| {
            each(token, begins);
            begins = false;
        };
        for run in runs(line) {
            match run {
                Run::Japanese(run) => {
                    pairs(run).for_each(&mut tell);
                    tell(last_letter(run));
                }
                Run::Word(word) => tell(cut(word)),
            }
        }
    }
}

/// Tokens that must stand one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    pub tokens: Vec<String>,
    /// Of each token, whether it stands between two others of its run: both its letters stand in its neighbours, so that one that
    /// knows these to be of one run need not ask for it.
    pub between: Vec<bool>,
    /// The last one is a single letter: a token that begins with it is enough.
    pub is_open: bool,
}

/// What to look for where a folded text is looked for; `None` where it has neither letter nor digit.
#[must_use]
pub fn phrase(folded: &str) -> Option<Phrase> {
    let runs: Vec<Run> = runs(folded).collect();
    let mut phrase = Phrase::default();
    for (at, run) in runs.iter().enumerate() {
        match *run {
            Run::Word(word) => phrase.tokens.push(cut(word).to_owned()),
            Run::Japanese(run) => {
                let before = phrase.tokens.len();
                phrase.tokens.extend(pairs(run).map(str::to_owned));
                let single = phrase.tokens.len() == before;
                let last = at + 1 == runs.len();
                // The text may go on after the query's end, so the last character alone is asked for only
                // where the run ends for certain, or where there is nothing else to ask for.
                if !last || single {
                    phrase.tokens.push(last_letter(run).to_owned());
                }
                phrase.is_open = last && single;
                // The pairs of a run, but for the first and the last.
                let pairs = before..before + run.chars().count().saturating_sub(1);
                phrase.between.resize(phrase.tokens.len(), false);
                let inner = pairs.start + 1..pairs.end.saturating_sub(1);
                phrase.between.get_mut(inner).unwrap_or_default().fill(true);
            }
        }
        phrase.between.resize(phrase.tokens.len(), false);
    }
    if phrase.tokens.len() > MOST_TOKENS_PER_TERM {
        phrase.tokens.truncate(MOST_TOKENS_PER_TERM);
        phrase.between.truncate(MOST_TOKENS_PER_TERM);
        phrase.is_open = false;
        // What stood behind the last one is not asked for.
        phrase.between.last_mut().into_iter().for_each(|last| *last = false);
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

/// Overlapping pairs of letters.
fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let ends = run.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    run.char_indices().zip(ends).filter_map(|((from, _), to)| run.get(from..to))
}

fn last_letter(run: &str) -> &str {
    run.char_indices().next_back().and_then(|(at, _)| run.get(at..)).unwrap_or_default()
}

fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST_WORD_CHARS).map_or(word, |(end, _)| &word[..end])
}

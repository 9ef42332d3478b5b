//! Reading a question: its words, which of them stand anywhere, and the passages that hold any of them. What becomes an answer
//! is decided by who asks (`ask`).

use super::copying;
use super::finding::{is_searchable, phrases};
use crate::permissions::Reader;
use crate::search::model::{Asked, Candidate, Copy, Synonym, Word};
use crate::search::rules::question::readings;
use crate::search::rules::ranking::{about, rarity};
use crate::search::rules::terms::{self, Kind, Term};
use crate::search::storage;
use foundation::database::DatabaseError;

/// Passages looked at for one question.
const MOST_PASSAGES: usize = 120;
/// Ways of reading one unknown word that are tried.
const MOST_READINGS: usize = 24;
/// A question has so many words at most, the weightiest of them.
const MOST_WORDS: usize = 14;
/// So many unknown words are read in parts.
const MOST_UNKNOWN: usize = 4;

/// A word of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionWord {
    pub term: Term,
    /// In how many things it stands, of those this reader may find.
    pub things: i64,
}

impl QuestionWord {
    /// Stands nowhere, neither whole nor in pieces.
    pub fn is_unknown(&self) -> bool {
        self.things == 0 && self.term.parts.is_empty()
    }
}

/// A question as it was understood, and where an answer may stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Folded, without what only asks.
    pub bare: String,
    pub words: Vec<QuestionWord>,
    pub passages: Vec<Candidate>,
}

/// Reads a question over things of these kinds, as far as the holder of `tokens` may find them.
pub async fn read(db: &mut Reader, tokens: &[String], typed: &str, kinds: &[&str]) -> Result<Question, DatabaseError> {
    let shared = copying::current(db).await?;
    let synonyms = shared.look(Copy::synonyms);
    let (mut terms, bare) = terms::read(typed, &synonyms);
    terms.retain(|term| is_searchable(&term.word));
    if terms.len() > MOST_WORDS {
        let mut weights: Vec<f64> = terms.iter().map(Term::weight).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        let least = weights[MOST_WORDS - 1];
        terms.retain(|term| term.weight() >= least);
        terms.truncate(MOST_WORDS);
    }
    if terms.is_empty() {
        return Ok(Question::default());
    }
    let each: Vec<Word> = terms.iter().map(|term| term.word.clone()).collect();
    let counts = shared.look(|copy| counts(copy, tokens, kinds, &each));
    let mut words: Vec<QuestionWord> =
        terms.into_iter().zip(counts).map(|(term, things)| QuestionWord { term, things }).collect();
    // Kana that stand nowhere were no word.
    words.retain(|word| word.things > 0 || word.term.kind != Kind::Kana);
    for word in &mut words {
        word.term.word.written = as_typed(typed, word.term.text());
    }
    shared.look(|copy| read_in_parts(copy, tokens, kinds, &synonyms, &mut words));

    let telling = |general: bool| -> Vec<Word> {
        let mut chosen: Vec<&QuestionWord> = words
            .iter()
            .filter(|w| w.term.general == general && !matches!(w.term.kind, Kind::Letter | Kind::Quoted))
            .collect();
        chosen.sort_by(|a, b| b.term.weight().total_cmp(&a.term.weight()));
        let held = |w: &&QuestionWord| if w.things > 0 { vec![w.term.word.clone()] } else { w.term.parts.clone() };
        chosen.iter().flat_map(held).collect()
    };
    let mut wanted = telling(false);
    if wanted.is_empty() {
        wanted = telling(true);
    }
    if wanted.is_empty() {
        wanted = words.iter().filter(|w| w.things > 0).map(|w| w.term.word.clone()).collect();
    }
    let passages = if wanted.is_empty() { Vec::new() } else { passages(db, tokens, kinds, &wanted).await? };
    Ok(Question { bare, words, passages })
}

/// Of each word, how many things of these kinds answer it.
fn counts(copy: &Copy, tokens: &[String], kinds: &[&str], words: &[Word]) -> Vec<i64> {
    let open = copy.of_kinds(&copy.open_to(tokens), kinds);
    let counts = copy.index.counts(&phrases(words), &open);
    counts.into_iter().map(|count| i64::try_from(count).unwrap_or(i64::MAX)).collect()
}

/// The passages that answer any of the words, the best first.
async fn passages(
    db: &mut Reader,
    tokens: &[String],
    kinds: &[&str],
    wanted: &[Word],
) -> Result<Vec<Candidate>, DatabaseError> {
    let shared = copying::current(db).await?;
    let count = |things: usize| i64::try_from(things).unwrap_or(i64::MAX);
    let found: Vec<(i64, [Box<str>; 3])> = shared.look(|copy| {
        let open = copy.of_kinds(&copy.open_to(tokens), kinds);
        #[allow(clippy::cast_possible_truncation, reason = "an order, not a figure")]
        let rare = |_: usize, things: usize| rarity(count(things), count(copy.index.things())) as f32;
        let matched = copy.index.matched(&phrases(wanted), &open, &|_, form, found| about(form, found), &rare);
        let best = copy.index.best(&matched, wanted.len(), 1, &open, MOST_PASSAGES);
        let texts = best.into_iter().filter_map(|at| copy.index.text(at));
        texts.map(|text| (text.id, [text.title.clone(), text.tags.clone(), text.body.clone()])).collect()
    });
    let numbers: Vec<i64> = found.iter().map(|(number, _)| *number).collect();
    let mut candidates = storage::passages(db, tokens, &numbers).await?;
    for candidate in &mut candidates {
        if let Some((_, [title, tags, body])) = found.iter().find(|(number, _)| *number == candidate.passage_id) {
            candidate.title_folded = title.to_string();
            candidate.tags_folded = tags.to_string();
            candidate.body_folded = body.to_string();
        }
    }
    Ok(candidates)
}

/// What stands nowhere as it is may be a compound of words that do: 安否確認ルール, 退院後.
fn read_in_parts(copy: &Copy, tokens: &[String], kinds: &[&str], synonyms: &[Synonym], words: &mut [QuestionWord]) {
    let unknown = (0..words.len()).filter(|at| words[*at].things == 0 && words[*at].term.kind == Kind::Name);
    let mut ways: Vec<(usize, Vec<Word>)> = Vec::new();
    for at in unknown.take(MOST_UNKNOWN) {
        for parts in readings(words[at].term.text()).into_iter().take(MOST_READINGS) {
            let parts: Vec<Word> = parts.iter().flat_map(|part| understood(part, synonyms)).collect();
            if !parts.is_empty() && parts.iter().all(is_searchable) {
                ways.push((at, parts));
            }
        }
    }
    let each: Vec<Word> = ways.iter().flat_map(|(_, parts)| parts.iter().cloned()).collect();
    let counts = counts(copy, tokens, kinds, &each);
    let mut counts = counts.into_iter();
    for (at, parts) in ways {
        let all_known = parts.iter().filter(|_| counts.next().unwrap_or(0) > 0).count() == parts.len();
        if all_known && words[at].term.parts.is_empty() {
            words[at].term.parts = parts;
        }
    }
}

/// A word as it was typed: folding makes one of both kana.
fn as_typed(typed: &str, folded: &str) -> String {
    let range = japanese::fold::find_all(typed, folded).into_iter().next();
    range.and_then(|range| typed.get(range)).unwrap_or(folded).to_owned()
}

fn understood(typed: &str, synonyms: &[Synonym]) -> Vec<Word> {
    let asked: Asked = crate::search::rules::asked(typed, synonyms);
    asked.words
}

//! Reading a question: its words, which of them stand anywhere, and the passages that hold any of them. What becomes an answer
//! is decided by who asks (`ask`).

use foundation::database::DatabaseError;
use japanese::bigrams::{Part, at_least};

use super::finding::{language, needles_of};
use crate::permissions::Reader;
use crate::search::model::{Asked, Candidate, Chosen, Synonym, Word};
use crate::search::rules::question::readings;
use crate::search::rules::terms::{self, Kind, Term};
use crate::search::storage::{self, Order};

/// Passages looked at for one question.
const MOST_PASSAGES: i64 = 120;
/// Counting ends here: whether a word stands anywhere is asked, and whether it is rare.
const COUNT_TO: i64 = 2_000;
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
    let synonyms = storage::synonyms(db).await?;
    let language = language(db);
    let query = |word: &Word| at_least(&needles_of(std::slice::from_ref(word)), 1, Part::Whole, language);
    let (mut terms, bare) = terms::read(typed, &synonyms);
    terms.retain(|term| query(&term.word).is_some());
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
    let each: Vec<String> = terms.iter().filter_map(|term| query(&term.word)).collect();
    let (_, counts) = storage::counts(db, tokens, &each, kinds, COUNT_TO).await?;
    let mut words: Vec<QuestionWord> =
        terms.into_iter().zip(counts).map(|(term, things)| QuestionWord { term, things }).collect();
    // Kana that stand nowhere were no word.
    words.retain(|word| word.things > 0 || word.term.kind != Kind::Kana);
    for word in &mut words {
        word.term.word.written = as_typed(typed, word.term.text());
    }
    read_in_parts(db, tokens, kinds, &synonyms, &mut words).await?;

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
    let passages = match at_least(&needles_of(&wanted), 1, Part::Whole, language) {
        Some(text) if !wanted.is_empty() => {
            let chosen = Chosen(vec![("kind", kinds.iter().map(|kind| (*kind).to_owned()).collect())]);
            storage::candidates(db, tokens, &text, &chosen, Order::Engine, MOST_PASSAGES).await?
        }
        _ => Vec::new(),
    };
    Ok(Question { bare, words, passages })
}

/// What stands nowhere as it is may be a compound of words that do: 安否確認ルール, 退院後.
async fn read_in_parts(
    db: &mut Reader,
    tokens: &[String],
    kinds: &[&str],
    synonyms: &[Synonym],
    words: &mut [QuestionWord],
) -> Result<(), DatabaseError> {
    let language = language(db);
    let query = |word: &Word| at_least(&needles_of(std::slice::from_ref(word)), 1, Part::Whole, language);
    let unknown = (0..words.len()).filter(|at| words[*at].things == 0 && words[*at].term.kind == Kind::Name);
    let mut ways: Vec<(usize, Vec<Word>)> = Vec::new();
    for at in unknown.take(MOST_UNKNOWN) {
        for parts in readings(words[at].term.text()).into_iter().take(MOST_READINGS) {
            let parts: Vec<Word> = parts.iter().flat_map(|part| understood(part, synonyms)).collect();
            if !parts.is_empty() && parts.iter().all(|part| query(part).is_some()) {
                ways.push((at, parts));
            }
        }
    }
    if ways.is_empty() {
        return Ok(());
    }
    let each: Vec<String> = ways.iter().flat_map(|(_, parts)| parts).filter_map(query).collect();
    let (_, counts) = storage::counts(db, tokens, &each, kinds, COUNT_TO).await?;
    let mut counts = counts.into_iter();
    for (at, parts) in ways {
        let all_known = parts.iter().filter(|_| counts.next().unwrap_or(0) > 0).count() == parts.len();
        if all_known && words[at].term.parts.is_empty() {
            words[at].term.parts = parts;
        }
    }
    Ok(())
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

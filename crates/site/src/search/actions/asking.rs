//! Reading a question: its words with what each is worth, and the passages that hold any of them. What becomes an answer is
//! decided by who asks (`ask`).

use foundation::database::DatabaseError;
use japanese::bigrams::{Part, at_least};
use japanese::kana::is_hiragana;

use super::finding::{language, needles_of};
use crate::permissions::Reader;
use crate::search::model::{Asked, Candidate, Chosen, Synonym, Word};
use crate::search::rules::question::{bare, is_asking, parted, phrases, readings};
use crate::search::rules::ranking::rarity;
use crate::search::storage::{self, Order};

/// Passages looked at for one question.
const MOST_PASSAGES: i64 = 120;
/// Counting ends here.
const COUNT_TO: i64 = 2_000;
/// Ways of reading one unknown word that are tried.
const MOST_READINGS: usize = 24;
/// A question has so many words at most.
const MOST_WORDS: usize = 8;

/// A word of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionWord {
    pub word: Word,
    /// How telling it is, as of [`rarity`].
    pub rarity: f64,
    /// In how many things it stands, of those this reader may find.
    pub things: i64,
    /// It asks rather than tells.
    pub asks: bool,
    /// A saying of several words, which count for themselves, too.
    pub saying: bool,
}

/// A question as it was understood, and where an answer may stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Folded, without what it ends with to be polite.
    pub bare: String,
    pub words: Vec<QuestionWord>,
    pub passages: Vec<Candidate>,
}

/// Reads a question over things of these kinds, as far as the holder of `tokens` may find them.
pub async fn read(db: &mut Reader, tokens: &[String], typed: &str, kinds: &[&str]) -> Result<Question, DatabaseError> {
    let synonyms = storage::synonyms(db).await?;
    let language = language(db);
    let query = |word: &Word| at_least(&needles_of(std::slice::from_ref(word)), 1, Part::Whole, language);
    let bare = bare(typed);
    let mut words = understood(&bare, &synonyms);
    for word in &mut words {
        let more = word.needles.first().map(|first| parted(first)).unwrap_or_default();
        word.needles.extend(more);
    }
    words.retain(|word| query(word).is_some());
    words.truncate(MOST_WORDS);
    if words.is_empty() {
        return Ok(Question::default());
    }
    let own = words.len();
    words.extend(phrases(&bare).into_iter().map(|phrase| Word { needles: vec![phrase.clone()], written: phrase }));
    let each: Vec<String> = words.iter().filter_map(query).collect();
    let (things, counts) = storage::counts(db, tokens, &each, kinds, COUNT_TO).await?;
    // A saying that stands nowhere says nothing; one that does is a word like the others.
    let mut counted: Vec<(Word, i64)> = words.into_iter().zip(counts).collect();
    let mut sayings = counted.split_off(own);
    sayings.retain(|(_, count)| *count > 0);

    // Words as they were typed: folding makes one of both kana.
    for (word, _) in &mut counted {
        let range = word.needles.first().and_then(|needle| japanese::fold::find_all(typed, needle).into_iter().next());
        if let Some(text) = range.and_then(|range| typed.get(range)) {
            text.clone_into(&mut word.written);
        }
    }
    // A stretch of a sentence that stands nowhere is no word that is missing.
    counted.retain(|(word, count)| *count > 0 || !is_a_stretch(&word.written));

    // What stands nowhere as it is may be a compound of words that do.
    let unknown: Vec<usize> = (0..counted.len()).filter(|at| counted[*at].1 == 0).collect();
    let mut ways: Vec<(usize, Vec<Word>)> = Vec::new();
    for at in unknown {
        let Some(first) = counted[at].0.needles.first() else { continue };
        let all = readings(first).into_iter().take(MOST_READINGS);
        ways.extend(all.map(|parts| {
            let parts = parts.iter().flat_map(|part| understood(part, &synonyms)).filter(|word| query(word).is_some());
            (at, parts.collect::<Vec<_>>())
        }));
    }
    ways.retain(|(_, parts)| !parts.is_empty());
    if !ways.is_empty() {
        let each: Vec<String> = ways.iter().flat_map(|(_, parts)| parts).filter_map(query).collect();
        let (_, counts) = storage::counts(db, tokens, &each, kinds, COUNT_TO).await?;
        let mut counts = counts.into_iter();
        let mut read: Vec<(usize, Vec<(Word, i64)>)> = Vec::new();
        for (at, parts) in ways {
            let parts: Vec<(Word, i64)> = parts.into_iter().map(|word| (word, counts.next().unwrap_or(0))).collect();
            if parts.iter().all(|(_, things)| *things > 0) && !read.iter().any(|(known, _)| *known == at) {
                read.push((at, parts));
            }
        }
        // From behind, so that places stay what they are.
        read.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        for (at, parts) in read {
            counted.splice(at..=at, parts);
        }
    }

    let mut words: Vec<QuestionWord> = Vec::new();
    let counted = counted.into_iter().map(|counted| (counted, false)).chain(sayings.into_iter().map(|s| (s, true)));
    for ((word, count), saying) in counted {
        if !words.iter().any(|known| known.word.needles.first() == word.needles.first()) {
            let asks = word.needles.iter().any(|needle| is_asking(needle));
            words.push(QuestionWord { rarity: rarity(count, things), things: count, asks, saying, word });
        }
    }
    words.truncate(MOST_WORDS);
    let telling = |asks: bool| -> Vec<Word> {
        words.iter().filter(|w| w.things > 0 && w.asks == asks).map(|w| w.word.clone()).collect()
    };
    let mut wanted = telling(false);
    if wanted.is_empty() {
        wanted = telling(true);
    }
    let passages = match at_least(&needles_of(&wanted), 1, Part::Whole, language) {
        Some(text) if !wanted.is_empty() => {
            let chosen = Chosen(vec![("kind", kinds.iter().map(|kind| (*kind).to_owned()).collect())]);
            storage::candidates(db, tokens, &text, &chosen, Order::Engine, MOST_PASSAGES).await?
        }
        _ => Vec::new(),
    };
    Ok(Question { bare: japanese::fold::fold(&bare), words, passages })
}

/// Several letters of hiragana: no word, but what was left of a sentence.
fn is_a_stretch(written: &str) -> bool {
    written.chars().filter(|c| is_hiragana(*c)).count() >= HIRAGANA_OF_A_STRETCH
}

const HIRAGANA_OF_A_STRETCH: usize = 3;

fn understood(typed: &str, synonyms: &[Synonym]) -> Vec<Word> {
    let asked: Asked = crate::search::rules::asked(typed, synonyms);
    asked.words
}

//! Looking: what answers, how much of it, the best first; and where nothing does, what was meant.

use foundation::database::{DatabaseError, Engine};
use foundation::web::Page;
use japanese::bigrams::{Language, Part, at_least};
use japanese::fold::fold;

use crate::permissions::Reader;
use crate::regions::Weights as LikenessWeights;
use crate::search::model::{Asked, Candidate, Chosen, Shelf, Synonym, Word};
use crate::search::rules::ranking::{Weights, answered, like, rarity, score};
use crate::search::rules::windows::closeness;
use crate::search::rules::{NEEDLES_AT_MOST, SOURCE, near, terms};
use crate::search::storage::{self, Order};

/// So many hits are weighed and can be turned through; what lies beyond is found by narrowing.
pub const MOST_WEIGHED: i64 = 300;
/// Above so many, the engine's own order costs too much: titles first, then the newest.
const ENGINE_ORDERS: i64 = 2_000;
/// A sentence with fewer answers than this is answered by most of its words, too. (Who parts words by blanks means them all.)
const FEW: i64 = 3;
/// A word of a sentence that only ranks weighs so much.
const LIGHT: f64 = 0.4;
/// So many of the best are looked into sentence by sentence.
const LOOKED_INTO: usize = 40;
/// Whatever holds all words stands above whatever does not.
const WHOLE: f64 = 1_000.0;
/// Digits of a municipality's code.
const CODE: usize = 6;
/// Rarity is counted up to here.
const COUNT_TO: i64 = 2_000;

/// How a list of hits came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// Everything listed holds all the words.
    #[default]
    All,
    /// So many hold all; others hold most or some.
    Some(i64),
    /// Nothing holds the word; these hold pieces of it.
    Pieces,
}

/// A hit: the passage of a thing that answers best, and how many others of it do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranked {
    pub candidate: Candidate,
    pub others: usize,
    /// The higher the better.
    pub score: f64,
}

#[derive(Clone, Debug, Default)]
pub struct Found {
    pub how: How,
    pub shelves: Vec<Shelf>,
    /// Things that answer and are chosen.
    pub total: i64,
    /// The best of them, up to [`MOST_WEIGHED`] passages.
    pub ranked: Vec<Ranked>,
    /// What is marked in the texts.
    pub needles: Vec<String>,
    /// The same by words: what is shown of a text holds as many of them as it can.
    pub words: Vec<Vec<String>>,
    /// The query somebody probably meant.
    pub meant: Option<String>,
}

impl Found {
    /// The hits of a page.
    pub fn page(&self, page: Page) -> &[Ranked] {
        let from = usize::try_from(page.offset()).unwrap_or(usize::MAX).min(self.ranked.len());
        let to = from.saturating_add(usize::try_from(page.size).unwrap_or(0)).min(self.ranked.len());
        &self.ranked[from..to]
    }
}

pub(super) fn language(db: &Reader) -> Language {
    match db.engine() {
        Engine::Sqlite => Language::Fts5,
        Engine::Postgres => Language::Tsquery,
    }
}

pub(super) fn needles_of(words: &[Word]) -> Vec<Vec<String>> {
    words.iter().map(|word| word.needles.clone()).collect()
}

/// What somebody typed, and everything that answers it: the search as pages, interfaces and measures ask for it.
pub async fn seek(
    db: &mut Reader,
    tokens: &[String],
    typed: &str,
    chosen: &Chosen,
    names: &[String],
) -> Result<(Asked, Found), DatabaseError> {
    if typed.trim().is_empty() {
        return Ok((Asked::default(), Found::default()));
    }
    let synonyms = storage::synonyms(db).await?;
    let asked = crate::search::rules::asked(typed, &synonyms);
    let found = find(db, tokens, &asked, chosen, &synonyms, names).await?;
    Ok((asked, found))
}

/// Everything that answers, as far as the holder of `tokens` may find it. `names`: names that hold other words (東京都).
async fn find(
    db: &mut Reader,
    tokens: &[String],
    asked: &Asked,
    chosen: &Chosen,
    synonyms: &[Synonym],
    names: &[String],
) -> Result<Found, DatabaseError> {
    let language = language(db);
    let query = |words: &[Word], least: usize| at_least(&needles_of(words), least, Part::Whole, language);
    // What holds neither letter nor digit is not looked for.
    let searched: Vec<Word> =
        asked.words.iter().filter(|word| query(std::slice::from_ref(word), 1).is_some()).cloned().collect();
    let mut words = searched.clone();
    let Some(mut text) = query(&words, words.len()) else { return Ok(Found::default()) };
    let mut shelves = storage::shelves(db, tokens, &text).await?;
    let all = Chosen::default().total(&shelves);
    let mut how = How::All;
    let mut least = words.len();
    let is_sentence = terms::is_sentence(&asked.typed);
    let is_phrase = !asked.typed.trim().contains(char::is_whitespace);
    while least > 1 && wants_more(is_sentence, is_phrase, least == words.len(), all, &shelves) {
        // Most of the words; of a sentence half of them; if that is nothing, any of them.
        let half = words.len().div_ceil(2);
        least = match least {
            all if all == words.len() => all - 1,
            most if is_sentence && most > half => half,
            _ => 1,
        };
        let Some(wider) = query(&words, least) else { break };
        shelves = storage::shelves(db, tokens, &wider).await?;
        text = wider;
        how = How::Some(all);
    }
    if let ([word], 0) = (words.as_slice(), all)
        && let Some(pieces) = near::pieces(word)
        && let Some(wider) = query(std::slice::from_ref(&pieces), 1)
    {
        shelves = storage::shelves(db, tokens, &wider).await?;
        (text, words, how) = (wider, vec![pieces], How::Pieces);
    }
    let total = chosen.total(&shelves);
    let light: Vec<Word> =
        asked.light.iter().filter(|word| query(std::slice::from_ref(word), 1).is_some()).cloned().collect();
    let strong = words.len();
    words.extend(light);
    let mut rarities = vec![1.0; words.len()];
    let mut unanswered: Vec<usize> = if all == 0 { (0..searched.len()).collect() } else { Vec::new() };
    if words.len() > 1 {
        let each: Vec<String> =
            words.iter().map(|word| query(std::slice::from_ref(word), 1).unwrap_or_default()).collect();
        let (things, counts) = storage::counts(db, tokens, &each, &[], COUNT_TO).await?;
        let light = |at: usize| if at < strong { 1.0 } else { LIGHT };
        rarities = counts.iter().enumerate().map(|(at, count)| rarity(*count, things) * light(at)).collect();
        unanswered.retain(|at| counts.get(*at).is_some_and(|count| *count == 0));
    }
    let candidates = if total == 0 {
        Vec::new()
    } else if total <= ENGINE_ORDERS {
        storage::candidates(db, tokens, &text, chosen, Order::Engine, MOST_WEIGHED).await?
    } else {
        many(db, tokens, &words[..strong], least.min(strong), &text, chosen).await?
    };
    let weights = Weights {
        words: &words,
        strong,
        rarity: &rarities,
        typed: &fold(&asked.typed),
        is_sentence,
        today: db.core().clock.today(),
        names,
    };
    let mut ranked = rank(&weights, candidates);
    by_likeness(db, &mut ranked).await?;
    let needles: Vec<String> = words.iter().flat_map(|word| word.needles.iter().cloned()).collect();
    let meant = meant(db, tokens, &searched, &unanswered, synonyms).await?;
    let words = needles_of(&words);
    Ok(Found { how, shelves, total, ranked, needles, words, meant })
}

fn wants_more(is_sentence: bool, is_phrase: bool, is_first: bool, all: i64, shelves: &[Shelf]) -> bool {
    let least = if is_sentence || (is_phrase && is_first) { FEW } else { 1 };
    (if is_first { all } else { Chosen::default().total(shelves) }) < least
}

/// More than can be weighed: those that say it in their title first, then the newest.
async fn many(
    db: &mut Reader,
    tokens: &[String],
    words: &[Word],
    least: usize,
    text: &str,
    chosen: &Chosen,
) -> Result<Vec<Candidate>, DatabaseError> {
    let language = language(db);
    let mut candidates = match at_least(&needles_of(words), least, Part::Head, language) {
        Some(head) => storage::candidates(db, tokens, &head, chosen, Order::Newest, MOST_WEIGHED * 2 / 3).await?,
        None => Vec::new(),
    };
    let left = MOST_WEIGHED - i64::try_from(candidates.len()).unwrap_or(MOST_WEIGHED);
    let more = storage::candidates(db, tokens, text, chosen, Order::Newest, left).await?;
    for candidate in more {
        if !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    Ok(candidates)
}

/// The best passage of each thing, the best thing first.
fn rank(weights: &Weights<'_>, candidates: Vec<Candidate>) -> Vec<Ranked> {
    let strong = weights.words.get(..weights.strong).unwrap_or(weights.words);
    let mut scored: Vec<(f64, usize, Candidate)> = candidates
        .into_iter()
        .map(|candidate| (score(weights, &candidate), answered(strong, &candidate), candidate))
        .collect();
    if weights.is_sentence {
        // Which of the best say it in one place.
        scored.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
        for (score, _, candidate) in scored.iter_mut().take(LOOKED_INTO) {
            *score += closeness(weights, candidate);
        }
    }
    // A text that holds every word stands above one that does not, however often that says the others. (Of a sentence hardly
    // any holds all: what it holds is in its score.)
    for (score, words, _) in &mut scored {
        *score += if *words == strong.len() && !weights.is_sentence { WHOLE } else { 0.0 };
    }
    scored.sort_by(|(a, _, x), (b, _, y)| {
        b.total_cmp(a)
            .then_with(|| y.dated.cmp(&x.dated))
            .then_with(|| x.kind.cmp(&y.kind))
            .then_with(|| x.key.len().cmp(&y.key.len()))
            .then_with(|| x.key.cmp(&y.key))
            .then_with(|| x.fragment.cmp(&y.fragment))
    });
    let mut ranked: Vec<Ranked> = Vec::new();
    for (score, _, candidate) in scored {
        match ranked.iter_mut().find(|r| r.candidate.thing_id == candidate.thing_id) {
            // Where a thing comes from is no further place of it.
            Some(_) if candidate.heading == SOURCE => {}
            Some(known) => known.others += 1,
            None => ranked.push(Ranked { candidate, others: 0, score }),
        }
    }
    ranked
}

/// Cases of towns like the reader's own stand a little higher than others as good. Asks only for who has a town.
async fn by_likeness(db: &mut Reader, ranked: &mut [Ranked]) -> Result<(), DatabaseError> {
    let Some(own) = db.actor().member().and_then(|member| member.municipalities.first().cloned()) else {
        return Ok(());
    };
    let looked = ranked.len().min(LOOKED_INTO);
    let best = &mut ranked[..looked];
    // The codes of its places are among what a case is found by.
    let codes_of = |hit: &Ranked| -> Vec<String> {
        let is_code = |tag: &&str| tag.len() == CODE && tag.chars().all(|c| c.is_ascii_digit());
        let of_case = hit.candidate.kind == crate::searchable::CASE;
        hit.candidate.tags_folded.lines().filter(|_| of_case).filter(is_code).map(str::to_owned).collect()
    };
    let mut codes: Vec<String> = best.iter().flat_map(codes_of).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Ok(());
    }
    let likeness = crate::regions::likeness::likeness_of(db, &own, &codes, &LikenessWeights::default()).await?;
    for hit in best.iter_mut() {
        let own = codes_of(hit);
        let nearest = likeness.iter().filter(|(code, _)| own.contains(code)).map(|(_, like)| *like).fold(0.0, f64::max);
        hit.score += like(nearest);
    }
    best.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(())
}

/// The query with each word that nothing answers put right.
async fn meant(
    db: &mut Reader,
    tokens: &[String],
    words: &[Word],
    unanswered: &[usize],
    synonyms: &[Synonym],
) -> Result<Option<String>, DatabaseError> {
    let mut out: Vec<String> = Vec::new();
    let mut changed = false;
    // One word is looked up: whoever mistypes two is not helped by guessing.
    for (at, word) in words.iter().enumerate() {
        let Some(first) = word.needles.first() else { continue };
        let mut written = word.written.clone();
        if unanswered.contains(&at) && !changed {
            let mut known = storage::words_like(db, tokens, first).await?;
            known.extend(synonyms.iter().map(|s| (s.word.clone(), s.word_folded.clone(), s.reading_folded.clone(), 0)));
            if let Some(word) = near::meant(first, &known) {
                word.clone_into(&mut written);
                changed = true;
            }
        }
        out.push(written);
    }
    Ok(changed.then(|| out.join(" ")))
}

/// Words that begin with what somebody has typed so far: those of the index she may find, and the synonyms.
pub async fn suggest(
    db: &mut Reader,
    tokens: &[String],
    typed: &str,
    synonyms: &[Synonym],
    most: usize,
) -> Result<Vec<String>, DatabaseError> {
    // All but the last word stays as it is.
    let (before, last) = match typed.trim_end().rsplit_once(char::is_whitespace) {
        Some((before, last)) if !typed.ends_with(char::is_whitespace) => (format!("{before} "), last),
        _ => (String::new(), typed.trim()),
    };
    let folded = fold(last);
    if !folded.chars().any(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let mut words: Vec<String> = near::offered(&folded, synonyms).into_iter().take(most / 2).collect();
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    for (word, _) in storage::words_beginning(db, tokens, &folded, limit).await? {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(most.min(NEEDLES_AT_MOST));
    Ok(words.into_iter().map(|word| format!("{before}{word}")).collect())
}

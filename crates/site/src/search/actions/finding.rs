//! Looking: what answers, how much of it, the best first; and where nothing does, what was meant.

use std::collections::HashMap;

use foundation::database::DatabaseError;
use foundation::web::Page;
use japanese::bigrams::{Phrase, phrase};
use japanese::fold::fold;
use text_index::{Matched, Occurrences, Text};

use super::copying;
use crate::permissions::Reader;
use crate::regions::Weights as LikenessWeights;
use crate::search::model::{Asked, Candidate, Chosen, Copy, Feed, Kept, Shelf, Synonym, Word};
use crate::search::rules::ranking::{Weighed, Weights, about, held, like, rarity, score};
use crate::search::rules::windows::closeness;
use crate::search::rules::{NEEDLES_AT_MOST, near, terms};
use crate::search::storage;

/// So many hits can be turned through; what lies beyond is found by narrowing.
pub const MOST_WEIGHED: usize = 300;
/// So many of these are weighed letter by letter; the others stay as the index has them.
const READ_CLOSELY: usize = 100;
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
pub struct Hit {
    pub candidate: Candidate,
    pub others: usize,
}

/// A hit before it is read.
#[derive(Clone, Debug, PartialEq)]
struct Ranked {
    passage: i64,
    thing: i64,
    others: usize,
    /// The higher the better.
    score: f64,
    /// It only says where the others come from.
    is_source: bool,
    /// Of a case, the codes of its places.
    codes: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub how: How,
    pub shelves: Vec<Shelf>,
    /// Things that answer and are chosen.
    pub total: i64,
    /// So many of them can be turned through: the best passages up to [`MOST_WEIGHED`], by their things.
    pub weighed: i64,
    /// Those of the page that was asked for.
    pub hits: Vec<Hit>,
    /// What is marked in the texts.
    pub needles: Vec<String>,
    /// The same by words: what is shown of a text holds as many of them as it can.
    pub words: Vec<Vec<String>>,
    /// The query somebody probably meant.
    pub meant: Option<String>,
}

/// What the index says before anything is read.
struct Looked {
    how: How,
    shelves: Vec<Shelf>,
    total: i64,
    ranked: Vec<Ranked>,
    words: Vec<Word>,
    strong: usize,
    rarities: Vec<f64>,
    /// Words looked for, by their place, that nothing answers.
    unanswered: Vec<usize>,
}

/// What is asked of the index.
struct Sought<'a> {
    asked: &'a Asked,
    searched: &'a [Word],
    tokens: &'a [String],
    chosen: &'a Chosen,
    today: jiff::civil::Date,
    names: &'a [String],
}

/// What to look for in the index, word by word.
pub(super) fn phrases(words: &[Word]) -> Vec<Vec<Phrase>> {
    // One for each needle, so that they are counted alike: what cannot be looked for is a phrase of nothing.
    let of = |needle: &String| phrase(&fold(needle)).unwrap_or_default();
    words.iter().map(|word| word.needles.iter().map(of).collect()).collect()
}

/// Whether there is a letter or digit in it that can be looked for.
pub(super) fn is_searchable(word: &Word) -> bool {
    word.needles.iter().any(|needle| phrase(&fold(needle)).is_some())
}

/// What somebody typed, and everything that answers it, as far as the holder of `tokens` may find it: the search as pages,
/// interfaces and measures ask for it. `names`: names that hold other words (東京都).
pub async fn seek(
    db: &mut Reader,
    tokens: &[String],
    typed: &str,
    chosen: &Chosen,
    names: &[String],
    page: Page,
) -> Result<(Asked, Found), DatabaseError> {
    if typed.trim().is_empty() {
        return Ok((Asked::default(), Found::default()));
    }
    let shared = copying::current(db).await?;
    let synonyms = shared.look(Copy::synonyms);
    let asked = crate::search::rules::asked(typed, &synonyms);
    // What holds neither letter nor digit is not looked for.
    let searched: Vec<Word> = asked.words.iter().filter(|word| is_searchable(word)).cloned().collect();
    if searched.is_empty() {
        return Ok((asked, Found::default()));
    }
    let today = db.core().clock.today();
    let sought = Sought { asked: &asked, searched: &searched, tokens, chosen, today, names };
    let mut looked = shared.look(|copy| look(copy, &sought));
    let mut read = Vec::new();
    if terms::is_sentence(&asked.typed) {
        read = look_into(db, &sought, &mut looked).await?;
    }
    looked.ranked = by_thing(looked.ranked);
    by_likeness(db, &mut looked.ranked).await?;
    let weighed = i64::try_from(looked.ranked.len()).unwrap_or(i64::MAX);
    let page = page.within(weighed);
    let from = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let shown: Vec<&Ranked> = looked.ranked.iter().skip(from).take(usize::try_from(page.size).unwrap_or(0)).collect();
    let numbers: Vec<i64> = shown.iter().map(|ranked| ranked.passage).collect();
    let others = |candidate: &Candidate| {
        shown.iter().find(|ranked| ranked.passage == candidate.passage_id).map_or(0, |ranked| ranked.others)
    };
    // Most of them are among those that were looked into.
    let missing = |number: &i64| !read.iter().any(|known| known.passage_id == *number);
    let missing: Vec<i64> = numbers.iter().copied().filter(missing).collect();
    read.extend(storage::passages(db, tokens, &missing).await?);
    let take = |number: &i64| read.iter().position(|c| c.passage_id == *number).map(|at| read.swap_remove(at));
    let hits: Vec<Candidate> = numbers.iter().filter_map(take).collect();
    let hits = hits.into_iter().map(|candidate| Hit { others: others(&candidate), candidate }).collect();
    let needles = looked.words.iter().flat_map(|word| word.needles.iter().cloned()).collect();
    let meant = meant(db, tokens, &searched, &looked.unanswered, &synonyms).await?;
    let words = looked.words.iter().map(|word| word.needles.clone()).collect();
    let found =
        Found { how: looked.how, shelves: looked.shelves, total: looked.total, weighed, hits, needles, words, meant };
    Ok((asked, found))
}

fn look(copy: &Copy, sought: &Sought<'_>) -> Looked {
    let asked = sought.asked;
    let open = copy.open_to(sought.tokens);
    let light: Vec<Word> = asked.light.iter().filter(|word| is_searchable(word)).cloned().collect();
    let mut how = How::All;
    let mut words: Vec<Word> = sought.searched.iter().chain(&light).cloned().collect();
    let mut strong = sought.searched.len();
    let mut matched = matched(copy, &words, strong, &open);
    let counted = |matched: &Matched, strong: usize, least: usize| {
        copy.counted(&copy.index.shelves(matched, strong, least, &open))
    };
    let mut least = strong;
    let mut shelves = counted(&matched, strong, least);
    let all = Chosen::default().total(&shelves);
    let is_sentence = terms::is_sentence(&asked.typed);
    let is_phrase = !asked.typed.trim().contains(char::is_whitespace);
    while least > 1 && wants_more(is_sentence, is_phrase, least == strong, all, &shelves) {
        // Most of the words; of a sentence half of them; if that is nothing, any of them.
        let half = strong.div_ceil(2);
        least = match least {
            all if all == strong => all - 1,
            most if is_sentence && most > half => half,
            _ => 1,
        };
        shelves = counted(&matched, strong, least);
        how = How::Some(all);
    }
    let is_nothing = |at: &usize| matched.counts.get(*at).is_some_and(|count| *count == 0);
    let unanswered: Vec<usize> = if all == 0 { (0..strong).filter(is_nothing).collect() } else { Vec::new() };
    if let ([word], 0) = (sought.searched, all)
        && let Some(pieces) = near::pieces(word).filter(is_searchable)
    {
        words = std::iter::once(pieces).chain(light).collect();
        (strong, least, how) = (1, 1, How::Pieces);
        matched = self::matched(copy, &words, strong, &open);
        shelves = counted(&matched, strong, least);
    }
    let rarities: Vec<f64> = (0..words.len())
        .map(|at| telling(copy, &words, strong, at, matched.counts.get(at).copied().unwrap_or(0)))
        .collect();
    let total = sought.chosen.total(&shelves);
    let chosen = copy.narrowed(&open, |shelf| sought.chosen.admits(shelf, ""));
    let best = copy.index.best(&matched, strong, least, &chosen, MOST_WEIGHED);
    let typed = fold(&asked.typed);
    let weights = Weights {
        words: &words,
        strong,
        rarity: &rarities,
        typed: &typed,
        is_sentence,
        today: sought.today,
        names: sought.names,
    };
    let ranked = rank(copy, &matched, &weights, &best);
    Looked { how, shelves, total, ranked, words, strong, rarities, unanswered }
}

fn matched(copy: &Copy, words: &[Word], strong: usize, open: &[bool]) -> Matched {
    let rarity = |word: usize, things: usize| {
        #[allow(clippy::cast_possible_truncation, reason = "an order, not a figure")]
        let rarity = telling(copy, words, strong, word, things) as f32;
        rarity
    };
    copy.index.matched(&phrases(words), open, &|_, form, found| about(form, found), &rarity)
}

/// How telling a word is; of one alone that is nothing to weigh by.
fn telling(copy: &Copy, words: &[Word], strong: usize, word: usize, things: usize) -> f64 {
    let count = |things: usize| i64::try_from(things).unwrap_or(i64::MAX);
    let light = if word < strong { 1.0 } else { LIGHT };
    if words.len() > 1 { rarity(count(things), count(copy.index.things())) * light } else { 1.0 }
}

fn wants_more(is_sentence: bool, is_phrase: bool, is_first: bool, all: i64, shelves: &[Shelf]) -> bool {
    let least = if is_sentence || (is_phrase && is_first) { FEW } else { 1 };
    (if is_first { all } else { Chosen::default().total(shelves) }) < least
}

/// Passages, the best first.
fn rank(copy: &Copy, matched: &Matched, weights: &Weights<'_>, best: &[u32]) -> Vec<Ranked> {
    let strong = weights.words.get(..weights.strong).unwrap_or(weights.words);
    let (close, others) = best.split_at(best.len().min(READ_CLOSELY));
    let weigh = |at: u32, text: &Text<Kept>| {
        let holds = |needle: usize| matched.holds(at, needle).unwrap_or_else(|| says(weights.words, needle, text));
        let weighed = Weighed {
            title: &text.title,
            tags: &text.tags,
            body: &text.body,
            is_source: text.kept.is_source,
            dated: text.kept.dated,
            opened: text.kept.opened,
            holds: &holds,
        };
        // A text that holds every word stands above one that does not, however often that says the others. (Of a sentence
        // hardly any holds all: what it holds is in its score.)
        let is_whole = !weights.is_sentence && held(strong, &weighed) == strong.len();
        score(weights, &weighed) + if is_whole { WHOLE } else { 0.0 }
    };
    let mut scored: Vec<(f64, &Text<Kept>)> = close
        .iter()
        .filter_map(|at| Some((*at, copy.index.text(*at)?)))
        .map(|(at, text)| (weigh(at, text), text))
        .collect();
    scored.sort_by(|(a, x), (b, y)| {
        b.total_cmp(a)
            .then_with(|| y.kept.dated.cmp(&x.kept.dated))
            .then_with(|| copy.kind_of(x).cmp(copy.kind_of(y)))
            .then_with(|| x.kept.key.len().cmp(&y.kept.key.len()))
            .then_with(|| x.kept.key.cmp(&y.kept.key))
            .then_with(|| x.id.cmp(&y.id))
    });
    let others = others.iter().filter_map(|at| copy.index.text(*at)).map(|text| (f64::NEG_INFINITY, text));
    let ranked = scored.into_iter().chain(others).enumerate().map(|(at, (score, text))| {
        let codes = if at < LOOKED_INTO { codes(copy, text) } else { Vec::new() };
        Ranked { passage: text.id, thing: text.thing, others: 0, score, is_source: text.kept.is_source, codes }
    });
    ranked.collect()
}

/// Of the needle with this number, counted through all words, whether it stands in the text.
fn says(words: &[Word], number: usize, text: &Text<Kept>) -> bool {
    let needle = words.iter().flat_map(|word| &word.needles).nth(number);
    needle.is_some_and(|needle| [&text.title, &text.tags, &text.body].iter().any(|part| part.contains(needle)))
}

/// The best passage of each thing, the best thing first.
fn by_thing(passages: Vec<Ranked>) -> Vec<Ranked> {
    let mut places: HashMap<i64, usize> = HashMap::new();
    let mut things: Vec<Ranked> = Vec::new();
    for passage in passages {
        if let Some(known) = places.get(&passage.thing).and_then(|at| things.get_mut(*at)) {
            // Where a thing comes from is no further place of it.
            known.others += usize::from(!passage.is_source);
        } else {
            places.insert(passage.thing, things.len());
            things.push(passage);
        }
    }
    things
}

/// The codes of a case's places are among what it is found by.
fn codes(copy: &Copy, text: &Text<Kept>) -> Vec<String> {
    if copy.kind_of(text) != crate::searchable::CASE {
        return Vec::new();
    }
    let is_code = |tag: &&str| tag.len() == CODE && tag.chars().all(|c| c.is_ascii_digit());
    text.tags.lines().filter(is_code).map(str::to_owned).collect()
}

/// Which of the best say a sentence's words in one place; those that were read for it.
async fn look_into(db: &mut Reader, sought: &Sought<'_>, looked: &mut Looked) -> Result<Vec<Candidate>, DatabaseError> {
    let best = looked.ranked.len().min(LOOKED_INTO);
    let numbers: Vec<i64> = looked.ranked[..best].iter().map(|ranked| ranked.passage).collect();
    let weights = Weights {
        words: &looked.words,
        strong: looked.strong,
        rarity: &looked.rarities,
        typed: "",
        is_sentence: true,
        today: sought.today,
        names: sought.names,
    };
    let read = storage::passages(db, sought.tokens, &numbers).await?;
    for candidate in &read {
        let close = closeness(&weights, candidate);
        if let Some(ranked) = looked.ranked.iter_mut().find(|ranked| ranked.passage == candidate.passage_id) {
            ranked.score += close;
        }
    }
    looked.ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(read)
}

/// Cases of towns like the reader's own stand a little higher than others as good. Asks only for who has a town.
async fn by_likeness(db: &mut Reader, ranked: &mut [Ranked]) -> Result<(), DatabaseError> {
    let Some(own) = db.actor().member().and_then(|member| member.municipalities.first().cloned()) else {
        return Ok(());
    };
    let looked = ranked.len().min(LOOKED_INTO);
    let best = &mut ranked[..looked];
    let mut codes: Vec<String> = best.iter().flat_map(|hit| hit.codes.iter().cloned()).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Ok(());
    }
    let likeness = crate::regions::likeness::likeness_of(db, &own, &codes, &LikenessWeights::default()).await?;
    for hit in best.iter_mut() {
        let of_hit = likeness.iter().filter(|(code, _)| hit.codes.contains(code));
        hit.score += like(of_hit.map(|(_, like)| *like).fold(0.0, f64::max));
    }
    best.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(())
}

/// Of each word, what answers it (of a kind whose keys are numbers), each thing once, and how well: 8 in its title, 4 in what it is about,
/// 2 more than once in its text, 1 there.
pub type Answers = Vec<Vec<(i64, u8)>>;

/// What of a kind that these tokens reach answers each word, and how new this is: as this node's copy was when the words were read
/// (`expand`), which has brought it up to date.
pub fn answered(db: &Reader, tokens: &[String], kind: &str, asked: &Asked) -> (Feed, Answers) {
    let shared = db.core().settings.copies.of::<Copy>();
    shared.look(|copy| (copy.feed, answers(copy, tokens, kind, &asked.words)))
}

fn answers(copy: &Copy, tokens: &[String], kind: &str, words: &[Word]) -> Answers {
    let open = copy.of_kinds(&copy.open_to(tokens), &[kind]);
    let worth = |_: usize, _: usize, found: &Occurrences| match (found.title, found.tags, found.body) {
        (1.., ..) => 8.0,
        (_, 1.., _) => 4.0,
        (.., 2..) => 2.0,
        _ => 1.0,
    };
    let of_word = |phrases: Vec<Phrase>| {
        let matched = copy.index.matched(&[phrases], &open, &worth, &|_, _| 1.0);
        let found = copy.index.numbers(&matched, &open);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "one of 1, 2, 4, 8")]
        let found = found.map(|(number, score)| (number, score as u8));
        found.collect()
    };
    phrases(words).into_iter().map(of_word).collect()
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

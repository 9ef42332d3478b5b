//! What answers some words, how much of it stands on which shelf, and which of it is best.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use japanese::bigrams::Phrase;

use crate::inverted::{Ends, Inverted, step};
use crate::list::{Cursor, List};

/// Words and needles are told apart by the bits of a number; further ones share the last bit.
const MOST_WORDS: usize = 32;
const MOST_NEEDLES: usize = 64;
/// A word that more than this part of all texts answers is counted by going through all of them.
const GOING_THROUGH_ALL: usize = 16;
/// So many texts in the lists are worth a thread more, up to so many threads.
const WORTH_A_THREAD: u64 = 10_000;
const MOST_THREADS: usize = 4;

/// How often a phrase stands in the parts of a text, and how long these are, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    pub title: u32,
    pub tags: u32,
    pub body: u32,
    /// Tokens of the title and of the body.
    pub title_length: u32,
    pub body_length: u32,
    /// Tokens of the phrase.
    pub phrase_length: u32,
}

/// What a text is worth so far.
#[derive(Clone, Copy, Default)]
struct Row {
    /// Its words as bits.
    words: u32,
    /// The phrases that stand in it as bits, counted through all words.
    needles: u64,
    score: f32,
    /// What the word that is matched just now is worth in it.
    best: f32,
}

/// Rows that were used and are empty again: megabytes that need not be asked of the system for every search.
#[derive(Default)]
pub struct Pool(Mutex<Vec<Vec<Row>>>);

impl Pool {
    /// So many searches run at once without asking for more.
    const MOST: usize = 4;

    fn take(&self, length: usize) -> Vec<Row> {
        let mut rows = self.lock().pop().unwrap_or_default();
        rows.resize(length, Row::default());
        rows
    }

    fn give_back(&self, mut rows: Vec<Row>) {
        rows.fill(Row::default());
        let mut pool = self.lock();
        if pool.len() < Self::MOST {
            pool.push(rows);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<Row>>> {
        // Whoever panicked while taking or giving left whole rows.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of every text, which words it answers and how well.
pub struct Matched {
    rows: Vec<Row>,
    pool: Arc<Pool>,
    /// Of each word, how many open things answer it.
    pub counts: Vec<usize>,
}

impl Drop for Matched {
    fn drop(&mut self) {
        self.pool.give_back(std::mem::take(&mut self.rows));
    }
}

/// Whether a text answers enough of the words that are looked for.
#[derive(Clone, Copy)]
struct Wanted {
    mask: u32,
    least: u32,
}

impl Wanted {
    fn of(words: usize, least: usize) -> Self {
        let mask = mask(words);
        Self { mask, least: u32::try_from(least.min(MOST_WORDS)).unwrap_or(u32::MAX).clamp(1, u32::MAX) }
    }

    fn is_met_by(self, held: u32) -> bool {
        let held = held & self.mask;
        held != 0 && (self.least == 1 || held == self.mask || held.count_ones() >= self.least)
    }
}

/// A token that is asked for.
struct Asked<'a> {
    /// Its place in the phrase.
    place: u32,
    /// How many times it stands there, one behind the other.
    length: u32,
    list: &'a List,
}

/// A phrase's texts and its places in them.
#[derive(Default)]
struct Hits {
    texts: Vec<u32>,
    /// Where each text's places end.
    ends: Vec<u32>,
    places: Vec<u32>,
}

impl Ends {
    fn nothing(&self, phrase_length: u32) -> Occurrences {
        Occurrences {
            title_length: self.title,
            body_length: self.body - self.tags.min(self.body),
            phrase_length,
            ..Occurrences::default()
        }
    }
}

impl Occurrences {
    fn add(&mut self, place: u32, ends: &Ends) {
        match place {
            place if place < ends.title => self.title += 1,
            place if place < ends.tags => self.tags += 1,
            _ => self.body += 1,
        }
    }
}

impl Hits {
    fn of(&self, at: usize) -> &[u32] {
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(at).copied().unwrap_or(from);
        self.places.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The places of a text that were added last are all.
    fn close(&mut self, text: u32) {
        let to = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        if self.ends.last().copied().unwrap_or(0) < to {
            self.texts.push(text);
            self.ends.push(to);
        }
    }
}

/// How much each phrase is worth in a text: word, phrase, occurrences.
type Weigh<'a> = &'a (dyn Fn(usize, usize, &Occurrences) -> f32 + Sync);

/// What answers in a stretch of texts.
#[derive(Default)]
struct Part {
    /// Of each word, the texts that answer it, and how well.
    hits: Vec<Vec<(u32, f32)>>,
    /// Of each word, how many open things answer it.
    things: Vec<usize>,
}

impl Inverted {
    pub fn matched(
        &self,
        words: &[Vec<Phrase>],
        is_open: &[bool],
        weigh: Weigh<'_>,
        rarity: &dyn Fn(usize, usize) -> f32,
    ) -> Matched {
        let (rows, pool) = (self.pool.take(self.places.len()), self.pool.clone());
        let mut matched = Matched { rows, pool, counts: Vec::new() };
        let mut stretches = Vec::new();
        let mut rest = matched.rows.as_mut_slice();
        for within in self.stretches(words) {
            let (rows, behind) = rest.split_at_mut(within.len());
            stretches.push((within, rows));
            rest = behind;
        }
        let parts: Vec<Part> = std::thread::scope(|scope| {
            let mut stretches = stretches.into_iter();
            let first = stretches.next();
            let others: Vec<_> = stretches
                .map(|(within, rows)| scope.spawn(move || self.part(words, is_open, weigh, within, rows)))
                .collect();
            let first = first.map(|(within, rows)| self.part(words, is_open, weigh, within, rows));
            let others = others.into_iter().map(|thread| match thread.join() {
                Ok(part) => part,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            first.into_iter().chain(others).collect()
        });
        for word in 0..words.len() {
            let things = parts.iter().filter_map(|part| part.things.get(word)).sum();
            let rare = rarity(word, things);
            for (text, worth) in parts.iter().filter_map(|part| part.hits.get(word)).flatten() {
                if let Some(row) = matched.rows.get_mut(*text as usize) {
                    row.score += rare * worth;
                }
            }
            matched.counts.push(things);
        }
        matched
    }

    /// All texts, in as many stretches as there are processors for a long search; no thing is in two of them.
    fn stretches(&self, words: &[Vec<Phrase>]) -> Vec<Range<usize>> {
        let all = self.places.len();
        let work = |phrase: &Phrase| phrase.tokens.iter().filter_map(|token| self.list(token)).map(List::count).min();
        let work: u64 = words.iter().flatten().filter_map(work).map(u64::from).sum();
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let wanted = usize::try_from(work / WORTH_A_THREAD).unwrap_or(usize::MAX).min(processors).min(MOST_THREADS);
        let mut found = Vec::new();
        let mut from = 0;
        for number in 1..wanted {
            let mut to = (all / wanted * number).max(from);
            let group = |at: usize| self.places.get(at).map(|place| place.group);
            while to > 0 && to < all && group(to) == group(to - 1) {
                to += 1;
            }
            found.push(from..to);
            from = to;
        }
        found.push(from..all);
        found
    }

    fn part(
        &self,
        words: &[Vec<Phrase>],
        is_open: &[bool],
        weigh: Weigh<'_>,
        within: Range<usize>,
        rows: &mut [Row],
    ) -> Part {
        let mut part = Part::default();
        let mut number = 0;
        let mut touched: Vec<u32> = Vec::new();
        let first = u32::try_from(within.start).unwrap_or(u32::MAX);
        let texts = first..u32::try_from(within.end).unwrap_or(u32::MAX);
        for (word, phrases) in words.iter().enumerate() {
            let bit = 1_u32 << word.min(MOST_WORDS - 1);
            touched.clear();
            for (at, phrase) in phrases.iter().enumerate() {
                let needle = 1_u64 << number.min(MOST_NEEDLES - 1);
                number += 1;
                self.occurrences(phrase, &texts, is_open, |text, occurrences| {
                    let Some(row) = rows.get_mut((text - first) as usize) else { return };
                    if row.best == 0.0 {
                        touched.push(text);
                    }
                    row.words |= bit;
                    row.needles |= needle;
                    row.best = row.best.max(weigh(word, at, occurrences).max(f32::MIN_POSITIVE));
                });
            }
            if phrases.len() > 1 && touched.len() > rows.len() / GOING_THROUGH_ALL {
                // Going through all of them is faster than sorting.
                touched.clear();
                let best = (first..).zip(rows.iter()).filter(|(_, row)| row.best > 0.0);
                touched.extend(best.map(|(text, _): (u32, _)| text));
            } else if phrases.len() > 1 {
                touched.sort_unstable();
            }
            part.things.push(self.things_of(&touched));
            let take = |text: &u32| {
                let row = rows.get_mut((text - first) as usize);
                (*text, row.map_or(0.0, |row| std::mem::take(&mut row.best)))
            };
            part.hits.push(touched.iter().map(take).collect());
        }
        part
    }

    /// How many things these texts, in order, are of.
    fn things_of(&self, texts: &[u32]) -> usize {
        let mut things = 0;
        let mut before = None;
        for place in texts.iter().filter_map(|text| self.places.get(*text as usize)) {
            things += usize::from(before != Some(place.group));
            before = Some(place.group);
        }
        things
    }

    pub fn shelves(&self, matched: &Matched, words: usize, least: usize, is_open: &[bool]) -> Vec<i64> {
        let wanted = Wanted::of(words, least);
        let mut counts = vec![0; is_open.len()];
        let mut before = None;
        for (place, row) in self.places.iter().zip(&matched.rows) {
            if wanted.is_met_by(row.words) && before != Some(place.group) && open(is_open, place.shelf) {
                before = Some(place.group);
                if let Some(count) = counts.get_mut(place.shelf as usize) {
                    *count += 1;
                }
            }
        }
        counts
    }

    pub fn best(&self, matched: &Matched, words: usize, least: usize, is_chosen: &[bool], most: usize) -> Vec<u32> {
        let wanted = Wanted::of(words, least);
        // What answers every word stands above what does not.
        let whole = |held: u32| held & wanted.mask == wanted.mask;
        let order = |a: &(bool, f32, u32), b: &(bool, f32, u32)| {
            b.0.cmp(&a.0).then_with(|| b.1.total_cmp(&a.1)).then_with(|| b.2.cmp(&a.2))
        };
        let answering = (0..)
            .zip(&self.places)
            .zip(&matched.rows)
            .filter(|((_, place), row)| wanted.is_met_by(row.words) && open(is_chosen, place.shelf))
            .map(|((at, _), row)| (whole(row.words), row.score, at));
        let mut found: Vec<(bool, f32, u32)> = Vec::new();
        let mut floor = None;
        for one in answering {
            // What is no better than the last of those that are kept is not looked at twice.
            if floor.is_some_and(|floor| order(&floor, &one).is_lt()) {
                continue;
            }
            found.push(one);
            if found.len() >= most.max(1).saturating_mul(4) {
                found.select_nth_unstable_by(most.saturating_sub(1), order);
                found.truncate(most);
                floor = found.last().copied();
            }
        }
        found.sort_unstable_by(order);
        found.truncate(most);
        found.into_iter().map(|(.., at)| at).collect()
    }

    pub fn all(&self, matched: &Matched, is_chosen: &[bool]) -> Vec<(u32, f32)> {
        let all = (0..).zip(&self.places).zip(&matched.rows);
        let chosen = all.filter(|((_, place), row)| row.words != 0 && open(is_chosen, place.shelf));
        chosen.map(|((at, _), row)| (at, row.score)).collect()
    }

    /// Calls `each` for every text of these, on open shelves, a phrase stands in, in order. What stands on a closed shelf is not even
    /// looked into: nobody can tell by the time it takes.
    fn occurrences(
        &self,
        phrase: &Phrase,
        texts: &Range<u32>,
        is_open: &[bool],
        mut each: impl FnMut(u32, &Occurrences),
    ) {
        if let ([letter], true) = (phrase.tokens.as_slice(), phrase.is_open) {
            return self.occurrences_of_letter(letter, texts, is_open, each);
        }
        let phrase_length = u32::try_from(phrase.tokens.len()).unwrap_or(u32::MAX);
        let Some((lists, ending)) = self.asked_for(phrase) else { return };
        match (lists.as_slice(), ending) {
            ([Asked { place: 0, length: 1, list }], None) => {
                let ends = |text: u32| self.ends_of(text).filter(|_| self.is_on(text, is_open));
                list.walk(
                    texts,
                    |text| ends(text).map(|ends| (ends.title, ends.tags)),
                    |text, [first, second, all]| {
                        let Some(ends) = self.ends_of(text) else { return };
                        let counts = Occurrences {
                            title: first,
                            tags: second - first,
                            body: all - second,
                            ..ends.nothing(phrase_length)
                        };
                        each(text, &counts);
                    },
                );
            }
            (lists, None) => together(lists, texts, &|text| self.is_on(text, is_open), |text, places| {
                if let Some(found) = self.counted(text, phrase_length, places.iter().copied()) {
                    each(text, &found);
                }
            }),
            (lists, Some((place, letter))) => {
                let mut hits = Hits::default();
                together(lists, texts, &|text| self.is_on(text, is_open), |text, places| {
                    hits.places.extend_from_slice(places);
                    hits.close(text);
                });
                let hits = self.going_on(&hits, place, letter);
                for (at, text) in hits.texts.iter().enumerate() {
                    if let Some(found) = self.counted(*text, phrase_length, hits.of(at).iter().copied()) {
                        each(*text, &found);
                    }
                }
            }
        }
    }

    /// How often a phrase with these places stands in the parts of a text.
    fn counted(&self, text: u32, phrase_length: u32, places: impl Iterator<Item = u32>) -> Option<Occurrences> {
        let ends = self.ends_of(text)?;
        let mut found = ends.nothing(phrase_length);
        places.for_each(|place| found.add(place, &ends));
        Some(found)
    }

    /// Hundreds of tokens begin with a letter like の: they are counted where they stand, in no order.
    fn occurrences_of_letter(
        &self,
        letter: &str,
        texts: &Range<u32>,
        is_open: &[bool],
        mut each: impl FnMut(u32, &Occurrences),
    ) {
        let mut all: Vec<Option<Occurrences>> = vec![None; texts.len()];
        for list in self.lists_of_letter(letter) {
            let mut cursor = list.cursor();
            let mut is_there = cursor.seek(texts.start);
            while is_there && cursor.text < texts.end {
                let own =
                    all.get_mut((cursor.text - texts.start) as usize).filter(|_| self.is_on(cursor.text, is_open));
                if let Some((ends, found)) = self.ends_of(cursor.text).zip(own) {
                    let found = found.get_or_insert_with(|| ends.nothing(1));
                    cursor.places().for_each(|place| found.add(place, &ends));
                }
                is_there = cursor.step();
            }
        }
        for (text, found) in texts.clone().zip(&all) {
            if let Some(found) = found {
                each(text, found);
            }
        }
    }

    /// The lists of a phrase's tokens that have to be asked for, each with the token's place in the phrase, the shortest first; and of an
    /// open phrase the place of its last letter, and this. `None` where one of its tokens stands nowhere.
    #[allow(clippy::type_complexity, reason = "two things that are only taken apart")]
    fn asked_for<'a>(&'a self, phrase: &'a Phrase) -> Option<(Vec<Asked<'a>>, Option<(u32, &'a str)>)> {
        let mut lists: Vec<Asked<'_>> = Vec::new();
        let mut place = 0;
        let mut ending = None;
        let last = phrase.tokens.len().saturating_sub(1);
        let skipped = self.skipped(phrase);
        let mut before = "";
        for (at, token) in phrase.tokens.iter().enumerate() {
            if phrase.is_open && at == last {
                ending = Some((place, token.as_str()));
            } else if let Some(run) = lists.last_mut().filter(|run| token == before && run.place + run.length == place)
            {
                // One letter many times over: asked for once, in a run.
                run.length += 1;
            } else {
                let list = self.list(token)?;
                let goes_on = phrase.tokens.get(at + 1) == Some(token);
                if goes_on || !skipped.get(at).copied().unwrap_or(false) {
                    lists.push(Asked { place, length: 1, list });
                }
            }
            before = token;
            place += step(token);
        }
        lists.sort_unstable_by_key(|asked| (asked.list.count(), asked.place));
        Some((lists, ending))
    }

    /// Which tokens need not be asked for, as both neighbours are and hold their letters: of these, those that would be most work.
    fn skipped(&self, phrase: &Phrase) -> Vec<bool> {
        let cost: Vec<u64> =
            phrase.tokens.iter().map(|token| self.list(token).map_or(0, |list| list.count().into())).collect();
        // The least work up to each token, where it is asked for and where it is not.
        let mut least: Vec<(u64, u64)> = Vec::with_capacity(cost.len());
        for (own, between) in cost.iter().zip(&phrase.between) {
            let (asked, skipped) = least.last().copied().unwrap_or((0, u64::MAX));
            least.push((own.saturating_add(asked.min(skipped)), if *between { asked } else { u64::MAX }));
        }
        let mut skips = vec![false; cost.len()];
        let mut may_skip = true;
        for (skip, (asked, skipped)) in skips.iter_mut().zip(&least).rev() {
            *skip = may_skip && skipped < asked;
            may_skip = !*skip;
        }
        skips
    }

    /// The hits behind which, `offset` tokens further, a token begins with this letter. (Hundreds of tokens do, most of them rare.)
    fn going_on(&self, hits: &Hits, offset: u32, letter: &str) -> Hits {
        let mut all: Vec<(u32, u32)> = Vec::new();
        let mut places = Vec::new();
        let mut meet = |at: usize, text: u32, cursor: &Cursor<'_>| {
            places.clear();
            meet(hits.of(at), offset, cursor.places(), &mut places);
            all.extend(places.iter().map(|place| (text, *place)));
        };
        for list in self.lists_of_letter(letter) {
            let mut cursor = list.cursor();
            if (list.count() as usize) < hits.texts.len() {
                let mut is_there = hits.texts.first().is_some_and(|text| cursor.seek(*text));
                while is_there && hits.texts.last().is_some_and(|text| cursor.text <= *text) {
                    if let Ok(at) = hits.texts.binary_search(&cursor.text) {
                        meet(at, cursor.text, &cursor);
                    }
                    is_there = cursor.step();
                }
            } else {
                for (at, text) in hits.texts.iter().enumerate() {
                    if !cursor.seek(*text) {
                        break;
                    }
                    if cursor.text == *text {
                        meet(at, *text, &cursor);
                    }
                }
            }
        }
        all.sort_unstable();
        let mut out = Hits::default();
        for same in all.chunk_by(|a, b| a.0 == b.0) {
            out.places.extend(same.iter().map(|(_, place)| *place));
            if let Some((text, _)) = same.first() {
                out.close(*text);
            }
        }
        out
    }
}

fn open(shelves: &[bool], shelf: u32) -> bool {
    shelves.get(shelf as usize).copied().unwrap_or(false)
}

fn mask(words: usize) -> u32 {
    if words >= MOST_WORDS { u32::MAX } else { (1 << words) - 1 }
}

/// Calls `each` for every text of these, as far as they are wanted, in which all lists have their places, with the places of the phrase.
fn together(
    lists: &[Asked<'_>],
    texts: &Range<u32>,
    is_wanted: &dyn Fn(u32) -> bool,
    mut each: impl FnMut(u32, &[u32]),
) {
    let Some((rarest, others)) = lists.split_first() else { return };
    let mut others: Vec<(&Asked<'_>, Cursor<'_>)> = others.iter().map(|asked| (asked, asked.list.cursor())).collect();
    let mut first = rarest.list.cursor();
    let (mut places, mut met, mut run) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_there = first.seek(texts.start);
    'texts: while is_there && first.text < texts.end {
        for (_, other) in &mut others {
            if !other.seek(first.text) {
                break 'texts;
            }
            if other.text > first.text {
                is_there = first.seek(other.text);
                continue 'texts;
            }
        }
        if !is_wanted(first.text) {
            is_there = first.step();
            continue;
        }
        places.clear();
        places.extend(first.places());
        in_a_row(&mut places, rarest.length);
        places.retain_mut(|place| place.checked_sub(rarest.place).inspect(|begins| *place = *begins).is_some());
        for (asked, other) in &others {
            met.clear();
            if asked.length == 1 {
                meet(&places, asked.place, other.places(), &mut met);
            } else {
                run.clear();
                run.extend(other.places());
                in_a_row(&mut run, asked.length);
                meet(&places, asked.place, run.iter().copied(), &mut met);
            }
            std::mem::swap(&mut places, &mut met);
            if places.is_empty() {
                break;
            }
        }
        if !places.is_empty() {
            each(first.text, &places);
        }
        is_there = first.step();
    }
}

/// Of places in order, those behind which so many in all stand side by side.
fn in_a_row(places: &mut Vec<u32>, length: u32) {
    if length < 2 {
        return;
    }
    let behind = length as usize - 1;
    let ends: usize = places.len().saturating_sub(behind);
    let mut kept = 0;
    for at in 0..ends {
        let (Some(begins), Some(ends)) = (places.get(at).copied(), places.get(at + behind).copied()) else { break };
        if ends - begins == length - 1 {
            if let Some(place) = places.get_mut(kept) {
                *place = begins;
            }
            kept += 1;
        }
    }
    places.truncate(kept);
}

fn meet(places: &[u32], offset: u32, others: impl Iterator<Item = u32>, out: &mut Vec<u32>) {
    let mut others = others.peekable();
    for place in places {
        let wanted = place + offset;
        while others.next_if(|other| *other < wanted).is_some() {}
        if others.peek() == Some(&wanted) {
            out.push(*place);
        }
    }
}

impl Matched {
    /// Whether a text answers the word.
    pub fn answers(&self, at: u32, word: usize) -> bool {
        self.rows.get(at as usize).is_some_and(|row| row.words >> word.min(MOST_WORDS - 1) & 1 == 1)
    }

    /// How many of the first `words` words a text answers.
    pub fn answered(&self, at: u32, words: usize) -> usize {
        self.rows.get(at as usize).map_or(0, |row| (row.words & mask(words)).count_ones() as usize)
    }

    /// Whether a phrase, counted through all words, stands in a text; of those beyond the sixty-third it is not known.
    pub fn holds(&self, at: u32, needle: usize) -> Option<bool> {
        let known = self.rows.get(at as usize).filter(|_| needle < MOST_NEEDLES - 1);
        known.map(|row| row.needles >> needle & 1 == 1)
    }
}

//! Where a phrase stands: the lists of its tokens gone through together, in each text the places at which all of them meet.

use std::ops::Range;

use japanese::bigrams::Phrase;

use crate::inverted::{Ends, Inverted, step};
use crate::list::{Cursor, List};

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

impl Inverted {
    /// Calls `each` for every text of these, on open shelves, a phrase stands in, in order. What stands on a closed shelf is not even
    /// looked into: nobody can tell by the time it takes.
    pub fn occurrences(
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
                list.walk(
                    texts,
                    |text| self.is_on(text, is_open),
                    |text, [title, tags, body]| {
                        let Some(ends) = self.ends_of(text) else { return };
                        each(text, &Occurrences { title, tags, body, ..ends.nothing(phrase_length) });
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

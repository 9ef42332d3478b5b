//! Texts that can be searched in memory, in whole words, parts of words and single letters: 「退院調整」 stands in
//! 「入退院調整」. For whoever keeps the texts elsewhere and wants answers in a millisecond or two. Not here: reading and storing
//! texts, who may find what (the caller says which shelves are open), how a hit is weighed in the end.
//!
//! Each token of `japanese::bigrams` has a list of the texts it stands in, and where in them. Whatever is looked for is a phrase of
//! tokens, so nothing is found that does not stand there, and nothing that stands there is missed.

mod choosing;
mod inverted;
mod list;
mod matching;
mod phrases;

use rustc_hash::FxHashMap;

use inverted::Inverted;
use japanese::bigrams::Phrase;
pub use matching::Matched;
pub use phrases::Occurrences;

/// Texts belong to shelves; on this one stands what was taken away.
const GONE: u32 = u32::MAX;
/// Taken away texts stay in the lists until they are so many, and more than a quarter of all.
const GONE_AT_LEAST: usize = 1_000;

/// A text, folded (`japanese::fold`), in the three parts that weigh differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<T> {
    /// The caller's number of it.
    pub id: i64,
    /// Several texts may belong to one thing: pages of a document. They are put in and taken away together.
    pub thing: i64,
    /// Which of the caller's shelves it stands on.
    pub shelf: u32,
    /// What the caller calls the thing: told while matching without looking at the text ([`Index::numbers`]).
    pub number: i64,
    pub title: Box<str>,
    /// A line each.
    pub tags: Box<str>,
    pub body: Box<str>,
    /// What the caller keeps with it.
    pub kept: T,
}

/// The texts themselves; what finds them knows nothing of what is kept with them.
pub struct Index<T> {
    texts: Vec<Text<T>>,
    /// The caller's number of each text's thing, side by side: going through all texts would be going through all memory.
    numbers: Vec<i64>,
    inverted: Inverted,
    /// First and last text of each thing.
    things: FxHashMap<i64, (u32, u32)>,
    gone: usize,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self {
            texts: Vec::new(),
            numbers: Vec::new(),
            inverted: Inverted::default(),
            things: FxHashMap::default(),
            gone: 0,
        }
    }
}

impl<T> Index<T> {
    /// Puts a thing's texts in, in the place of those it had.
    pub fn put(&mut self, thing: i64, texts: impl IntoIterator<Item = Text<T>>) {
        self.remove(thing);
        self.put_new(thing, texts);
        self.tidy();
    }

    /// Puts the things of another index in, in the place of those of the same numbers: the work that takes long was done there, while this
    /// one was looked at.
    pub fn absorb(&mut self, other: Self) {
        for thing in other.things.keys() {
            self.remove(*thing);
        }
        let further = self.inverted.next();
        let Self { texts, numbers, inverted, things, gone } = other;
        if !self.inverted.absorb(inverted) {
            // There is no room for more than four thousand million texts.
            return;
        }
        self.texts.extend(texts);
        self.numbers.extend(numbers);
        self.things.extend(things.into_iter().map(|(thing, (first, last))| (thing, (first + further, last + further))));
        self.gone += gone;
        self.tidy();
    }

    /// Takes a thing's texts away. One that is not there is none.
    pub fn remove(&mut self, thing: i64) {
        let Some((first, last)) = self.things.remove(&thing) else { return };
        let range = first as usize..last as usize + 1;
        self.inverted.remove(range.clone());
        for text in self.texts.get_mut(range).unwrap_or_default() {
            text.shelf = GONE;
            // The lists still name it; its words are not needed any more.
            (text.title, text.tags, text.body) = (Box::default(), Box::default(), Box::default());
            self.gone += 1;
        }
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.texts.len() - self.gone
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many things there are.
    pub fn things(&self) -> usize {
        self.things.len()
    }

    /// A text by its place, as matching tells it.
    pub fn text(&self, at: u32) -> Option<&Text<T>> {
        self.texts.get(at as usize)
    }

    /// The texts of a thing, to change what is kept with them.
    pub fn kept(&mut self, thing: i64) -> impl Iterator<Item = &mut T> {
        let range = self.things.get(&thing).map_or(0..0, |(first, last)| *first as usize..*last as usize + 1);
        self.texts.get_mut(range).unwrap_or_default().iter_mut().map(|text| &mut text.kept)
    }

    /// The bytes its lists and texts hold, about.
    pub fn bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(|t| t.title.len() + t.tags.len() + t.body.len()).sum();
        self.inverted.bytes() + texts + self.texts.len() * (size_of::<Text<T>>() + size_of::<i64>())
    }

    /// Which texts on open shelves answer which words. A word is answered by any of its phrases; a phrase's worth in a text is what
    /// `weigh` says (word, phrase, occurrences); a word's that of its best phrase, times what `rarity` says of the number of open
    /// things that answer it. What is much work is done by several threads.
    pub fn matched(
        &self,
        words: &[Vec<Phrase>],
        is_open: &[bool],
        weigh: &(dyn Fn(usize, usize, &Occurrences) -> f32 + Sync),
        rarity: &dyn Fn(usize, usize) -> f32,
    ) -> Matched {
        self.inverted.matched(words, is_open, weigh, rarity)
    }

    /// Of each word, how many open things answer it.
    pub fn counts(&self, words: &[Vec<Phrase>], is_open: &[bool]) -> Vec<usize> {
        std::mem::take(&mut self.matched(words, is_open, &|_, _, _| 0.0, &|_, _| 0.0).counts)
    }

    /// How many open things answer at least `least` of the first `words` words: of each shelf.
    pub fn shelves(&self, matched: &Matched, words: usize, least: usize, is_open: &[bool]) -> Vec<i64> {
        self.inverted.shelves(matched, words, least, is_open)
    }

    /// The texts on these shelves that answer at least `least` of the first `words` words: what answers all of
    /// them before what does not, the best by their worth, the newest of equals; at most `most`, the best first.
    pub fn best(&self, matched: &Matched, words: usize, least: usize, is_chosen: &[bool], most: usize) -> Vec<u32> {
        self.inverted.best(matched, words, least, is_chosen, most)
    }

    /// Every text on these shelves that answers any word, with its worth.
    pub fn all<'a>(&'a self, matched: &'a Matched, is_chosen: &'a [bool]) -> impl Iterator<Item = (&'a Text<T>, f32)> {
        let found = self.inverted.all(matched, is_chosen).into_iter();
        found.filter_map(|(at, worth)| Some((self.text(at)?, worth)))
    }

    /// The caller's number of every thing on these shelves that answers any word, with the worth of its best text.
    pub fn numbers<'a>(&'a self, matched: &'a Matched, is_chosen: &'a [bool]) -> impl Iterator<Item = (i64, f32)> {
        let found = self.inverted.best_of_things(matched, is_chosen).into_iter();
        found.filter_map(|(at, worth)| Some((*self.numbers.get(at as usize)?, worth)))
    }

    fn put_new(&mut self, thing: i64, texts: impl IntoIterator<Item = Text<T>>) {
        let first = self.inverted.next();
        for text in texts {
            // There is no room for more than four thousand million texts.
            if self.inverted.add(text.shelf, [&text.title, &text.tags, &text.body]) {
                self.numbers.push(text.number);
                self.texts.push(text);
            }
        }
        if let Some(last) = self.inverted.next().checked_sub(1).filter(|last| *last >= first) {
            self.things.insert(thing, (first, last));
            self.inverted.end_group();
        }
    }

    /// Makes everything anew when too much of it is gone.
    fn tidy(&mut self) {
        if self.gone < GONE_AT_LEAST || self.gone * 4 < self.texts.len() {
            return;
        }
        let old = std::mem::take(self);
        let mut texts = old.texts.into_iter().filter(|text| text.shelf != GONE).peekable();
        while let Some(thing) = texts.peek().map(|text| text.thing) {
            self.put_new(thing, std::iter::from_fn(|| texts.next_if(|text| text.thing == thing)));
        }
    }
}

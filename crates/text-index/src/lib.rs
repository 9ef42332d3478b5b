//! Texts that can be searched in memory, in whole words, parts of words and single letters: 「退院調整」 stands in
//! 「入退院調整」. For whoever keeps the texts elsewhere and wants answers in a millisecond or two. Not here: reading and storing
//! texts, who may find what (the caller says which shelves are open), how a hit is weighed in the end.
//!
//! Each token of `japanese::bigrams` has a list of the texts it stands in, and where in them. Whatever is looked for is a phrase of
//! tokens, so nothing is found that does not stand there, and nothing that stands there is missed.

mod list;
mod matching;

use japanese::bigrams::each_token;
use rustc_hash::FxHashMap;

use list::List;
pub use matching::{Matched, Occurrences};

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
    pub title: Box<str>,
    /// A line each.
    pub tags: Box<str>,
    pub body: Box<str>,
    /// What the caller keeps with it.
    pub kept: T,
}

/// Where the parts of a text end, in tokens.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    title: u32,
    tags: u32,
    body: u32,
}

/// What counting asks of a text: on which shelf it stands, and of which thing it is.
#[derive(Clone, Copy, Debug)]
struct Place {
    shelf: u32,
    /// The texts of one thing stand side by side and share a number.
    group: u32,
}

pub struct Index<T> {
    texts: Vec<Text<T>>,
    places: Vec<Place>,
    ends: Vec<Ends>,
    groups: u32,
    /// The number of each token's list.
    tokens: FxHashMap<Box<str>, u32>,
    /// Lists of the tokens that begin with a letter, for single letters.
    by_first: FxHashMap<char, Vec<u32>>,
    lists: Vec<List>,
    /// First and last text of each thing.
    things: FxHashMap<i64, (u32, u32)>,
    gone: usize,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self {
            texts: Vec::new(),
            places: Vec::new(),
            ends: Vec::new(),
            groups: 0,
            tokens: FxHashMap::default(),
            by_first: FxHashMap::default(),
            lists: Vec::new(),
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

    /// Takes a thing's texts away. One that is not there is none.
    pub fn remove(&mut self, thing: i64) {
        let Some((first, last)) = self.things.remove(&thing) else { return };
        let range = first as usize..last as usize + 1;
        self.places.get_mut(range.clone()).unwrap_or_default().iter_mut().for_each(|place| place.shelf = GONE);
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
        let lists: usize = self.lists.iter().map(List::bytes).sum();
        let texts: usize = self.texts.iter().map(|t| t.title.len() + t.tags.len() + t.body.len()).sum();
        lists + texts + self.texts.len() * size_of::<Text<T>>()
    }

    fn put_new(&mut self, thing: i64, texts: impl IntoIterator<Item = Text<T>>) {
        let first = self.next();
        for text in texts {
            self.add(text);
        }
        if self.next() > first {
            self.things.insert(thing, (first, self.next() - 1));
            self.groups += 1;
        }
    }

    fn next(&self) -> u32 {
        u32::try_from(self.texts.len()).unwrap_or(GONE)
    }

    fn add(&mut self, text: Text<T>) {
        let number = self.next();
        // There is no room for more than four thousand million texts.
        if number == GONE {
            return;
        }
        let mut at = 0_u32;
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut ends = Ends::default();
        let parts = [(&text.title, &mut ends.title), (&text.tags, &mut ends.tags), (&text.body, &mut ends.body)];
        for (part, end) in parts {
            // A tag is a line: no word goes over its end, nor over that of a part.
            each_token(part, |token, begins_line| {
                at += u32::from(begins_line);
                found.push((self.number_of(token), at));
                at += 1;
            });
            *end = at;
            // (Not the number of the part: its place.)
            at = end.saturating_add(1);
        }
        found.sort_unstable();
        for same in found.chunk_by(|a, b| a.0 == b.0) {
            if let Some(list) = same.first().and_then(|(list, _)| self.lists.get_mut(*list as usize)) {
                list.push(number, same.iter().map(|(_, at)| *at));
            }
        }
        self.places.push(Place { shelf: text.shelf, group: self.groups });
        self.texts.push(text);
        self.ends.push(ends);
    }

    fn number_of(&mut self, token: &str) -> u32 {
        if let Some(number) = self.tokens.get(token) {
            return *number;
        }
        let number = u32::try_from(self.lists.len()).unwrap_or(GONE);
        self.lists.push(List::default());
        self.tokens.insert(token.into(), number);
        if let Some(first) = token.chars().next() {
            self.by_first.entry(first).or_default().push(number);
        }
        number
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

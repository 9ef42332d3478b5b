//! Which texts hold which token, and where in them. Nothing in here depends on what the caller keeps with a text, so that it is
//! compiled, and optimised, once.

use std::ops::Range;
use std::sync::Arc;

use japanese::bigrams::each_token;
use rustc_hash::FxHashMap;

use crate::GONE;
use crate::list::List;
use crate::matching::Pool;

/// Where the parts of a text end, in tokens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ends {
    pub title: u32,
    pub tags: u32,
    pub body: u32,
}

/// What counting asks of a text: on which shelf it stands, and of which thing it is.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub shelf: u32,
    /// The texts of one thing stand side by side and share a number.
    pub group: u32,
}

#[derive(Default)]
pub struct Inverted {
    pub places: Vec<Place>,
    ends: Vec<Ends>,
    groups: u32,
    /// The number of each token's list: of one or two letters, which nearly all are, and of words.
    short: FxHashMap<u64, u32>,
    words: FxHashMap<Box<str>, u32>,
    /// Lists of the tokens that begin with a letter, for single letters.
    by_first: FxHashMap<char, Vec<u32>>,
    lists: Vec<List>,
    pub pool: Arc<Pool>,
}

impl Inverted {
    /// The number of the next text.
    pub fn next(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(GONE)
    }

    pub fn bytes(&self) -> usize {
        let lists: usize = self.lists.iter().map(List::bytes).sum();
        lists + self.places.len() * (size_of::<Place>() + size_of::<Ends>())
    }

    /// Adds a text in its parts: title, tags, body. False where there is no room.
    pub fn add(&mut self, shelf: u32, parts: [&str; 3]) -> bool {
        let number = self.next();
        if number == GONE {
            return false;
        }
        // The place of the next token, and the end of those that were.
        let (mut at, mut behind) = (0_u32, 0_u32);
        let mut ends = Ends::default();
        let all = parts.into_iter().zip([&mut ends.title, &mut ends.tags, &mut ends.body]);
        for (number_of_part, (part, end)) in all.enumerate() {
            // A tag is a line: no word goes over its end, nor over that of a part.
            each_token(part, |token, begins_line| {
                at += u32::from(begins_line);
                let list = self.number_of(token);
                if let Some(list) = self.lists.get_mut(list as usize) {
                    list.push(number, at, number_of_part);
                }
                behind = at + 1;
                at += step(token);
            });
            *end = behind;
            (at, behind) = (behind + 1, behind + 1);
        }
        self.places.push(Place { shelf, group: self.groups });
        self.ends.push(ends);
        true
    }

    /// What was added to another, behind what was added here. False where there is no room.
    pub fn absorb(&mut self, other: Self) -> bool {
        let further = self.next();
        if further.checked_add(other.next()).is_none_or(|next| next == GONE) {
            return false;
        }
        let groups = self.groups;
        self.places.extend(other.places.iter().map(|place| Place { group: place.group + groups, ..*place }));
        self.ends.extend(other.ends);
        self.groups += other.groups;
        for (key, number) in &other.short {
            let mut letters = String::new();
            letters.extend(char::from_u32(u32::try_from(key >> 32).unwrap_or(0)));
            let second = u32::try_from(key & u64::from(u32::MAX)).unwrap_or(0);
            letters.extend(second.checked_sub(1).and_then(char::from_u32));
            self.append(&letters, other.lists.get(*number as usize), further);
        }
        for (word, number) in &other.words {
            self.append(word, other.lists.get(*number as usize), further);
        }
        true
    }

    fn append(&mut self, token: &str, list: Option<&List>, further: u32) {
        let own = self.number_of(token) as usize;
        if let Some((own, list)) = self.lists.get_mut(own).zip(list) {
            own.append(list, further);
        }
    }

    /// What was added since the last group is one thing.
    pub fn end_group(&mut self) {
        self.groups += 1;
    }

    /// Takes texts away; the lists still name them.
    pub fn remove(&mut self, texts: Range<usize>) {
        self.places.get_mut(texts).unwrap_or_default().iter_mut().for_each(|place| place.shelf = GONE);
    }

    /// Whether a text stands on an open shelf; what is gone does not.
    pub fn is_on(&self, text: u32, is_open: &[bool]) -> bool {
        let place = self.places.get(text as usize);
        place.is_some_and(|place| is_open.get(place.shelf as usize).copied().unwrap_or(false))
    }

    /// Where the parts of a text end.
    pub fn ends_of(&self, text: u32) -> Option<Ends> {
        self.ends.get(text as usize).copied()
    }

    pub fn list(&self, token: &str) -> Option<&List> {
        let number = match short(token) {
            Some(key) => self.short.get(&key),
            None => self.words.get(token),
        };
        number.and_then(|number| self.lists.get(*number as usize))
    }

    /// The lists of all tokens that begin with a letter.
    pub fn lists_of_letter(&self, letter: &str) -> impl Iterator<Item = &List> {
        let lists = letter.chars().next().and_then(|first| self.by_first.get(&first)).map_or(&[][..], Vec::as_slice);
        lists.iter().filter_map(|list| self.lists.get(*list as usize))
    }

    fn number_of(&mut self, token: &str) -> u32 {
        let next = u32::try_from(self.lists.len()).unwrap_or(GONE);
        let number = match short(token) {
            Some(key) => *self.short.entry(key).or_insert(next),
            None => match self.words.get(token) {
                Some(number) => *number,
                None => *self.words.entry(token.into()).or_insert(next),
            },
        };
        if number == next {
            self.lists.push(List::default());
            if let Some(first) = token.chars().next() {
                self.by_first.entry(first).or_default().push(number);
            }
        }
        number
    }
}

/// How far the next token is. A run of letters ends with a single one, behind which a place is left out: so two pairs of letters
/// two places apart are of one run, and what stands between them is known.
pub fn step(token: &str) -> u32 {
    if token.chars().nth(1).is_some() { 1 } else { 2 }
}

/// One or two letters as one number.
fn short(token: &str) -> Option<u64> {
    let mut letters = token.chars();
    let first = u64::from(u32::from(letters.next()?));
    let second = letters.next().map_or(0, |c| u64::from(u32::from(c)) + 1);
    letters.next().is_none().then_some(first << 32 | second)
}

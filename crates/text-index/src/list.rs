//! Where a token stands: texts in order, in each its places in order, as differences in few bytes.

use std::ops::Range;

/// After so many texts, where one can begin to read.
const STRIDE: u32 = 64;

/// Ends the places of a text; none of them is written as nothing.
const END: u8 = 0;

/// In how many places a token stands in each part of a text: title, tags, body.
pub type Counts = [u32; 3];

/// Stands before counts that do not fit into the bits of a byte.
const MANY: u8 = u8::MAX;

#[derive(Default)]
pub struct List {
    /// For each text: how far it is from the one before; each place as one more than how far it is from the one before; [`END`].
    bytes: Vec<u8>,
    /// The last text in it, and the last place in that.
    last: u32,
    place: u32,
    count: u32,
    /// After each [`STRIDE`] texts: the text before, where the next one begins, and where in `brief`.
    steps: Vec<(u32, u32, u32)>,
    /// The same texts without their places: for each how far it is from the one before, and its counts; those of the last one are
    /// still open. Half of all texts hold a word like 在宅, in ten places each: whoever only counts them reads a tenth of the bytes.
    brief: Vec<u8>,
    counts: Counts,
}

impl List {
    /// How many texts it names.
    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn bytes(&self) -> usize {
        self.bytes.capacity()
            + self.brief.capacity()
            + self.steps.capacity() * size_of::<(u32, u32, u32)>()
            + size_of::<Self>()
    }

    /// Texts come in rising order, and the places in each; `part`: 0 for the title, 1 for the tags, 2 for the body.
    pub fn push(&mut self, text: u32, place: u32, part: usize) {
        if self.count == 0 || self.last != text {
            // A list over four gigabytes cannot be stepped into: it is full.
            let Ok(here) = u32::try_from(self.bytes.len()) else { return };
            if self.count > 0 {
                self.bytes.push(END);
                let brief = self.close_counts();
                if self.count.is_multiple_of(STRIDE) {
                    self.steps.push((self.last, here + 1, brief));
                }
            }
            write(&mut self.bytes, text - self.last);
            write(&mut self.brief, text - self.last);
            self.count += 1;
            (self.last, self.place) = (text, 0);
        }
        write(&mut self.bytes, place - self.place + 1);
        self.place = place;
        if let Some(count) = self.counts.get_mut(part) {
            *count += 1;
        }
    }

    /// Writes the counts of the last text down; where those of the next one begin. (Never longer than `bytes`, which is bounded.)
    fn close_counts(&mut self) -> u32 {
        let [title, tags, body] = std::mem::take(&mut self.counts);
        if title < 4 && tags < 4 && body < 15 {
            let packed = title << 6 | tags << 4 | body;
            self.brief.push(u8::try_from(packed).unwrap_or(MANY));
        } else {
            self.brief.push(MANY);
            for count in [title, tags, body] {
                write(&mut self.brief, count);
            }
        }
        u32::try_from(self.brief.len()).unwrap_or(u32::MAX)
    }

    /// What another list holds, behind what this one does: its texts are so many further.
    pub fn append(&mut self, other: &Self, further: u32) {
        let Some((first, begins)) = read(&other.bytes, 0) else { return };
        // A list over four gigabytes cannot be stepped into: it is full.
        let Ok(here) = u32::try_from(self.bytes.len() + 1) else { return };
        if self.count > 0 {
            self.bytes.push(END);
            let brief = self.close_counts();
            self.steps.push((self.last, here, brief));
        }
        write(&mut self.bytes, first + further - self.last);
        write(&mut self.brief, first + further - self.last);
        let (moved, brief_moved) = (self.bytes.len(), self.brief.len());
        self.bytes.extend_from_slice(other.bytes.get(begins..).unwrap_or_default());
        // The first number is the same in both.
        self.brief.extend_from_slice(other.brief.get(begins..).unwrap_or_default());
        let place = |at: u32| u32::try_from(at as usize + moved - begins).ok();
        let brief = |at: u32| u32::try_from(at as usize + brief_moved - begins).ok();
        let moved = |(text, at, short): &(u32, u32, u32)| Some((text + further, place(*at)?, brief(*short)?));
        self.steps.extend(other.steps.iter().filter_map(moved));
        self.counts = other.counts;
        self.count += other.count;
        (self.last, self.place) = (other.last + further, other.place);
    }

    /// Goes through these texts in order, as far as they are wanted, without reading where in them.
    pub fn walk(&self, texts: &Range<u32>, wanted: impl Fn(u32) -> bool, mut each: impl FnMut(u32, Counts)) {
        let behind = self.steps.partition_point(|(text, ..)| *text < texts.start);
        let begin = behind.checked_sub(1).and_then(|step| self.steps.get(step));
        let (mut text, mut at) = begin.map_or((0, 0), |(text, _, brief)| (*text, *brief as usize));
        let bytes = self.brief.as_slice();
        while let Some((far, behind)) = read(bytes, at) {
            text += far;
            at = behind;
            if text >= texts.end {
                return;
            }
            // Those of the last text are not written down.
            let counts = self.counts_at(&mut at).unwrap_or(self.counts);
            if text >= texts.start && wanted(text) {
                each(text, counts);
            }
        }
    }

    fn counts_at(&self, at: &mut usize) -> Option<Counts> {
        let byte = *self.brief.get(*at)?;
        *at += 1;
        if byte != MANY {
            return Some([u32::from(byte >> 6), u32::from(byte >> 4 & 3), u32::from(byte & 15)]);
        }
        let mut counts = [0; 3];
        for count in &mut counts {
            (*count, *at) = read(&self.brief, *at)?;
        }
        Some(counts)
    }

    pub fn cursor(&self) -> Cursor<'_> {
        Cursor { list: self, at: 0, text: 0, places: &[] }
    }
}

fn low(value: u32) -> u8 {
    #[allow(clippy::cast_possible_truncation, reason = "seven bits")]
    let low = (value & 0x7f) as u8;
    low
}

fn write(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(low(value) | 0x80);
        value >>= 7;
    }
    bytes.push(low(value));
}

/// The number that begins here, and where the next one does.
fn read(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let first = *bytes.get(at)?;
    if first < 0x80 {
        return Some((u32::from(first), at + 1));
    }
    let mut value = u32::from(first & 0x7f);
    let mut shift = 7;
    let mut at = at + 1;
    loop {
        let byte = *bytes.get(at)?;
        value |= u32::from(byte & 0x7f).wrapping_shl(shift);
        at += 1;
        if byte < 0x80 {
            return Some((value, at));
        }
        shift += 7;
    }
}

/// Goes through a list, forwards.
pub struct Cursor<'a> {
    list: &'a List,
    at: usize,
    pub text: u32,
    places: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// The next text; false at the end.
    pub fn step(&mut self) -> bool {
        let bytes = &self.list.bytes;
        let Some((far, at)) = read(bytes, self.at) else { return false };
        let rest = bytes.get(at..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == END).unwrap_or(rest.len());
        self.text += far;
        self.places = rest.get(..length).unwrap_or_default();
        self.at = at + length + 1;
        true
    }

    /// The first text that is `wanted` or behind it; false where there is none. Never goes back.
    pub fn seek(&mut self, wanted: u32) -> bool {
        if self.at > 0 && self.text >= wanted {
            return true;
        }
        // Steps are looked at only when they lead further than reading on would.
        if wanted - self.text > STRIDE {
            let steps = &self.list.steps;
            let behind = steps.partition_point(|(text, ..)| *text < wanted);
            if let Some((text, at, _)) = behind.checked_sub(1).and_then(|step| steps.get(step))
                && *at as usize > self.at
            {
                (self.text, self.at) = (*text, *at as usize);
            }
        }
        while self.step() {
            if self.text >= wanted {
                return true;
            }
        }
        false
    }

    /// Where in the text.
    pub fn places(&self) -> impl Iterator<Item = u32> + use<'a> {
        let bytes = self.places;
        let mut at = 0;
        let mut place = 0;
        std::iter::from_fn(move || {
            let (far, next) = read(bytes, at)?;
            at = next;
            place += far.saturating_sub(1);
            Some(place)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut list = List::default();
        let all: Vec<(u32, Vec<u32>)> =
            (0..1_000_u32).map(|n| (n * 7 + n % 3, (0..=n % 90).map(|p| p * (n % 200) + p).collect())).collect();
        for (text, places) in &all {
            for place in places {
                list.push(*text, *place, 2);
            }
        }
        let mut cursor = list.cursor();
        for (text, places) in &all {
            assert!(cursor.step());
            assert_eq!((cursor.text, cursor.places().collect::<Vec<_>>()), (*text, places.clone()));
        }
        assert!(!cursor.step());
    }

    #[test]
    fn what_is_appended_is_as_if_it_had_been_pushed() {
        let all: Vec<(u32, u32)> = (0..700_u32).map(|n| (n * 5 + n % 4, n * 31 % 900)).collect();
        for cut in [0, 1, 63, 64, 65, 400, 699, 700] {
            let base = all.get(cut).map_or(5_000, |(text, _)| text - text % 7);
            let (mut list, mut other) = (List::default(), List::default());
            all[..cut].iter().for_each(|(text, place)| list.push(*text, *place, (*place % 3) as usize));
            all[cut..].iter().for_each(|(text, place)| other.push(text - base, *place, (*place % 3) as usize));
            list.append(&other, base);
            list.push(9_000, 3, 0);
            let expected: Vec<(u32, u32)> = all.iter().copied().chain([(9_000, 3)]).collect();
            let mut cursor = list.cursor();
            for (text, place) in &expected {
                assert!(cursor.step());
                assert_eq!((cursor.text, cursor.places().collect::<Vec<_>>()), (*text, vec![*place]), "{cut}");
            }
            assert!(!cursor.step() && list.count() == 701);
            for texts in [0..10_000, 300..2_000, 3_400..9_001] {
                let mut walked = Vec::new();
                list.walk(&texts, |_| true, |text, counts| walked.push((text, counts)));
                let counted = expected.iter().filter(|(text, _)| texts.contains(text)).map(|(text, place)| {
                    let mut counts = [0; 3];
                    counts[if *text == 9_000 { 0 } else { (*place % 3) as usize }] = 1;
                    (*text, counts)
                });
                assert_eq!(walked, counted.collect::<Vec<_>>(), "{cut}");
            }
            for (text, place) in expected.iter().step_by(97) {
                let mut cursor = list.cursor();
                assert!(cursor.seek(*text));
                assert_eq!((cursor.text, cursor.places().collect::<Vec<_>>()), (*text, vec![*place]), "{cut}");
            }
        }
    }

    #[test]
    fn walking_counts_what_reading_tells() {
        let mut list = List::default();
        let part = |text: u32, place: u32| match place {
            place if place < text % 50 => 0,
            place if place < 100 => 1,
            _ => 2,
        };
        for text in (0..900_u32).map(|n| n * 3 + n % 2) {
            let places = (0..=text % 40).map(|place| place * (1 + text % 9));
            places.for_each(|place| list.push(text, place, part(text, place)));
        }
        for texts in [0..3_000, 5..6, 700..701, 190..1_400, 2_600..9_000, 7..7] {
            let mut walked = Vec::new();
            let wanted = |text: u32| !text.is_multiple_of(5);
            list.walk(&texts, wanted, |text, counts| walked.push((text, counts)));
            let mut expected = Vec::new();
            let mut cursor = list.cursor();
            while cursor.step() {
                if wanted(cursor.text) && texts.contains(&cursor.text) {
                    let mut counts = [0_u32; 3];
                    cursor.places().for_each(|place| counts[part(cursor.text, place)] += 1);
                    expected.push((cursor.text, counts));
                }
            }
            assert_eq!(walked, expected, "{texts:?}");
        }
    }

    #[test]
    fn seeking_finds_the_same_as_reading() {
        let mut list = List::default();
        let all: Vec<u32> = (0..1_000_u32).map(|n| n * 3 + 1).collect();
        for text in &all {
            list.push(*text, *text % 500, 1);
        }
        for stride in [1_usize, 2, 63, 64, 65, 700] {
            let mut cursor = list.cursor();
            for wanted in (0..3_100_u32).step_by(stride) {
                let found = cursor.seek(wanted).then_some(cursor.text);
                assert_eq!(found, all.iter().copied().find(|text| *text >= wanted), "{wanted}");
                if found.is_some() {
                    assert_eq!(cursor.places().collect::<Vec<_>>(), [cursor.text % 500]);
                }
            }
        }
    }
}

//! Where a token stands: texts in order, in each its places in order, as differences in few bytes.

use std::ops::Range;

/// After so many texts, where one can begin to read.
const STRIDE: u32 = 64;

/// Ends the places of a text; none of them is written as nothing.
const END: u8 = 0;

#[derive(Default)]
pub struct List {
    /// For each text: how far it is from the one before; each place as one more than how far it is from the one before; [`END`].
    bytes: Vec<u8>,
    /// The last text in it, and the last place in that.
    last: u32,
    place: u32,
    count: u32,
    /// After each [`STRIDE`] texts: the text before, where the next one begins.
    steps: Vec<(u32, u32)>,
}

impl List {
    /// How many texts it names.
    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn bytes(&self) -> usize {
        self.bytes.capacity() + self.steps.capacity() * size_of::<(u32, u32)>() + size_of::<Self>()
    }

    /// Texts come in rising order, and the places in each.
    pub fn push(&mut self, text: u32, place: u32) {
        if self.count == 0 || self.last != text {
            // A list over four gigabytes cannot be stepped into: it is full.
            let Ok(here) = u32::try_from(self.bytes.len()) else { return };
            if self.count > 0 {
                self.bytes.push(END);
                if self.count.is_multiple_of(STRIDE) {
                    self.steps.push((self.last, here + 1));
                }
            }
            write(&mut self.bytes, text - self.last);
            self.count += 1;
            (self.last, self.place) = (text, 0);
        }
        write(&mut self.bytes, place - self.place + 1);
        self.place = place;
    }

    /// What another list holds, behind what this one does: its texts are so many further.
    pub fn append(&mut self, other: &Self, further: u32) {
        let Some((first, begins)) = read(&other.bytes, 0) else { return };
        // A list over four gigabytes cannot be stepped into: it is full.
        let Ok(here) = u32::try_from(self.bytes.len() + 1) else { return };
        if self.count > 0 {
            self.bytes.push(END);
            self.steps.push((self.last, here));
        }
        write(&mut self.bytes, first + further - self.last);
        let moved = self.bytes.len();
        self.bytes.extend_from_slice(other.bytes.get(begins..).unwrap_or_default());
        let place = |at: u32| u32::try_from(at as usize + moved - begins).ok();
        self.steps.extend(other.steps.iter().filter_map(|(text, at)| Some((text + further, place(*at)?))));
        self.count += other.count;
        (self.last, self.place) = (other.last + further, other.place);
    }

    /// Goes through these texts in order. Of a text that is wanted, `wanted` says where two parts of it end: `each` hears in how many of
    /// its places it stands before the first, before the second, and at all.
    pub fn walk(
        &self,
        texts: &Range<u32>,
        wanted: impl Fn(u32) -> Option<(u32, u32)>,
        mut each: impl FnMut(u32, [u32; 3]),
    ) {
        let behind = self.steps.partition_point(|(text, _)| *text < texts.start);
        let begin = behind.checked_sub(1).and_then(|step| self.steps.get(step));
        let (mut text, mut at) = begin.map_or((0, 0), |(text, at)| (*text, *at as usize));
        let bytes = self.bytes.as_slice();
        while let Some((far, behind)) = read(bytes, at) {
            text += far;
            at = behind;
            if text >= texts.end {
                return;
            }
            let ends = if text < texts.start { None } else { wanted(text) };
            let Some((first, second)) = ends else {
                let rest = bytes.get(at..).unwrap_or_default();
                at += rest.iter().position(|byte| *byte == END).unwrap_or(rest.len()) + 1;
                continue;
            };
            let (mut counts, mut place) = ([0; 3], 0);
            while let Some((far, behind)) = read(bytes, at) {
                at = behind;
                if far == u32::from(END) {
                    break;
                }
                place += far - 1;
                counts[0] += u32::from(place < first);
                counts[1] += u32::from(place < second);
                counts[2] += 1;
            }
            each(text, counts);
        }
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
            let behind = steps.partition_point(|(text, _)| *text < wanted);
            if let Some((text, at)) = behind.checked_sub(1).and_then(|step| steps.get(step))
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
                list.push(*text, *place);
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
            all[..cut].iter().for_each(|(text, place)| list.push(*text, *place));
            all[cut..].iter().for_each(|(text, place)| other.push(text - base, *place));
            list.append(&other, base);
            list.push(9_000, 3);
            let expected: Vec<(u32, u32)> = all.iter().copied().chain([(9_000, 3)]).collect();
            let mut cursor = list.cursor();
            for (text, place) in &expected {
                assert!(cursor.step());
                assert_eq!((cursor.text, cursor.places().collect::<Vec<_>>()), (*text, vec![*place]), "{cut}");
            }
            assert!(!cursor.step() && list.count() == 701);
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
        for text in (0..900_u32).map(|n| n * 3 + n % 2) {
            (0..=text % 40).for_each(|place| list.push(text, place * (1 + text % 9)));
        }
        for texts in [0..3_000, 5..6, 700..701, 190..1_400, 2_600..9_000, 7..7] {
            let mut walked = Vec::new();
            let wanted = |text: u32| (!text.is_multiple_of(5)).then_some((text % 50, 100));
            list.walk(&texts, wanted, |text, counts| walked.push((text, counts)));
            let mut expected = Vec::new();
            let mut cursor = list.cursor();
            while cursor.step() {
                if let Some((first, second)) = wanted(cursor.text).filter(|_| texts.contains(&cursor.text)) {
                    let count = |end: u32| u32::try_from(cursor.places().filter(|place| *place < end).count()).unwrap();
                    expected.push((cursor.text, [count(first), count(second), count(u32::MAX)]));
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
            list.push(*text, *text % 500);
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

//! Where a token stands: texts in order, in each its places in order, as differences in few bytes.

/// After so many texts, where one can begin to read.
const STRIDE: u32 = 64;

#[derive(Default)]
pub struct List {
    /// For each text: how far it is from the one before, how many bytes its places take, the places.
    bytes: Vec<u8>,
    /// The last text in it.
    last: u32,
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

    /// Texts come in rising order, places too.
    pub fn push(&mut self, text: u32, places: impl Iterator<Item = u32>) {
        // A list over four gigabytes cannot be stepped into: it is full.
        let Ok(here) = u32::try_from(self.bytes.len()) else { return };
        if self.count > 0 && self.count.is_multiple_of(STRIDE) {
            self.steps.push((self.last, here));
        }
        write(&mut self.bytes, text - self.last);
        let mut written = [0_u8; 64];
        let mut short = Short { bytes: &mut written, length: 0, rest: Vec::new() };
        let mut before = 0;
        for place in places {
            short.write(place - before);
            before = place;
        }
        let (length, rest) = (short.length, std::mem::take(&mut short.rest));
        write(&mut self.bytes, u32::try_from(length + rest.len()).unwrap_or(u32::MAX));
        self.bytes.extend_from_slice(&written[..length]);
        self.bytes.extend_from_slice(&rest);
        self.last = text;
        self.count += 1;
    }

    pub fn cursor(&self) -> Cursor<'_> {
        Cursor { list: self, at: 0, text: 0, places: &[] }
    }
}

/// Places of one text, nearly always a few bytes.
struct Short<'a> {
    bytes: &'a mut [u8; 64],
    length: usize,
    rest: Vec<u8>,
}

impl Short<'_> {
    fn write(&mut self, value: u32) {
        if self.rest.is_empty() && self.length + 5 <= self.bytes.len() {
            let mut value = value;
            while value >= 0x80 {
                self.bytes[self.length] = low(value) | 0x80;
                self.length += 1;
                value >>= 7;
            }
            self.bytes[self.length] = low(value);
            self.length += 1;
        } else {
            write(&mut self.rest, value);
        }
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
        let Some((length, at)) = read(bytes, at) else { return false };
        let end = at + length as usize;
        self.text += far;
        self.places = bytes.get(at..end).unwrap_or_default();
        self.at = end;
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
            place += far;
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
            list.push(*text, places.iter().copied());
        }
        let mut cursor = list.cursor();
        for (text, places) in &all {
            assert!(cursor.step());
            assert_eq!((cursor.text, cursor.places().collect::<Vec<_>>()), (*text, places.clone()));
        }
        assert!(!cursor.step());
    }

    #[test]
    fn seeking_finds_the_same_as_reading() {
        let mut list = List::default();
        let all: Vec<u32> = (0..1_000_u32).map(|n| n * 3 + 1).collect();
        for text in &all {
            list.push(*text, [*text % 500].into_iter());
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

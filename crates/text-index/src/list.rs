//! Where a token stands: texts in order, in each its places in order, as differences in few bytes.

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

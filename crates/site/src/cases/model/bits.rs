//! Sets of places as bits: what counting behind every choice reads instead of rows.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub fn set(&mut self, at: usize) {
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub fn unset(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }

    pub fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Leaves what is in both. A set may be shorter than another: what it does not reach is not in it.
    pub fn narrow(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    pub fn widen(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub fn count_in(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest.checked_sub(1)?;
                Some(at * 64 + bit)
            })
        })
    }
}

/// The rows that bear a value. Free words are many, and most are borne by one row: these are not worth a bit for every row.
#[derive(Clone, Debug)]
pub(super) enum Bearers {
    Few(Vec<u32>),
    /// With how many they are.
    Many(Bits, usize),
}

impl Default for Bearers {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Bearers {
    /// A place takes the room of so many bits.
    const BITS: usize = 32;

    pub fn count(&self) -> usize {
        match self {
            Self::Few(places) => places.len(),
            Self::Many(_, count) => *count,
        }
    }

    /// One more of `all` rows, which did not bear it.
    pub fn add(&mut self, at: usize, all: usize) {
        match self {
            Self::Few(places) => {
                places.extend(u32::try_from(at));
                if places.len() * Self::BITS > all {
                    let mut bits = Bits::default();
                    for place in places.iter() {
                        bits.set(*place as usize);
                    }
                    *self = Self::Many(bits, places.len());
                }
            }
            Self::Many(bits, count) => {
                bits.set(at);
                *count += 1;
            }
        }
    }

    pub fn remove(&mut self, at: usize) {
        match self {
            Self::Few(places) => places.retain(|place| *place as usize != at),
            Self::Many(bits, count) => {
                if bits.has(at) {
                    bits.unset(at);
                    *count -= 1;
                }
            }
        }
    }

    pub fn widen(&self, any: &mut Bits) {
        match self {
            Self::Few(places) => places.iter().for_each(|place| any.set(*place as usize)),
            Self::Many(bits, _) => any.widen(bits),
        }
    }

    pub fn count_in(&self, inside: &Bits) -> usize {
        match self {
            Self::Few(places) => places.iter().filter(|place| inside.has(**place as usize)).count(),
            Self::Many(bits, _) => bits.count_in(inside),
        }
    }

    pub fn first(&self) -> Option<usize> {
        match self {
            Self::Few(places) => places.first().map(|place| *place as usize),
            Self::Many(bits, _) => bits.places().next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(places: &[usize]) -> Bits {
        let mut bits = Bits::default();
        for at in places {
            bits.set(*at);
        }
        bits
    }

    #[test]
    fn sets_of_different_length_are_what_their_places_say() {
        let (short, long) = (bits(&[0, 3, 63]), bits(&[3, 64, 200]));
        let places = |bits: &Bits| bits.places().collect::<Vec<_>>();
        for (a, b) in [(&short, &long), (&long, &short)] {
            let (mut both, mut any) = (a.clone(), a.clone());
            both.narrow(b);
            any.widen(b);
            assert_eq!((places(&both), both.count()), (vec![3], 1));
            assert_eq!(places(&any), [0, 3, 63, 64, 200]);
            assert!(a.count_in(b) == 1 && a.meets(b) && !both.has(200) && !both.has(9_999));
        }
        assert!(!short.meets(&bits(&[1, 64])) && !short.meets(&Bits::default()));
        let mut none = long.clone();
        for at in places(&long) {
            none.unset(at);
        }
        none.unset(9_999);
        assert_eq!((none.count(), none.places().next()), (0, None));
    }

    #[test]
    fn few_become_many_and_count_the_same() {
        let mut bearers = Bearers::default();
        for (added, at) in (0..300).step_by(3).enumerate() {
            assert_eq!(bearers.count(), added);
            bearers.add(at, 300);
        }
        assert!(matches!(bearers, Bearers::Many(..)));
        assert_eq!((bearers.first(), bearers.count_in(&bits(&[3, 4, 6]))), (Some(0), 2));
        bearers.remove(0);
        bearers.remove(0);
        bearers.remove(1);
        assert_eq!((bearers.first(), bearers.count()), (Some(3), 99));
    }
}

//! Numbers of cases → their places, side by side: thousands are looked up for a word that thousands of cases hold. The numbers are those
//! the database gives, one after the other.

const NONE: u32 = u32::MAX;

#[derive(Debug, Default)]
pub(super) struct Numbers {
    places: Vec<u32>,
    count: usize,
}

impl Numbers {
    pub fn get(&self, number: i64) -> Option<usize> {
        let at = usize::try_from(number).ok()?;
        self.places.get(at).filter(|place| **place != NONE).map(|place| *place as usize)
    }

    pub fn insert(&mut self, number: i64, place: usize) {
        let (Ok(at), Ok(place)) = (usize::try_from(number), u32::try_from(place)) else { return };
        if self.places.len() <= at {
            self.places.resize(at + 1, NONE);
        }
        if let Some(known) = self.places.get_mut(at) {
            self.count += usize::from(*known == NONE);
            *known = place;
        }
    }

    pub fn remove(&mut self, number: i64) -> Option<usize> {
        let known = self.places.get_mut(usize::try_from(number).ok()?)?;
        let place = std::mem::replace(known, NONE);
        if place == NONE {
            return None;
        }
        self.count -= 1;
        Some(place as usize)
    }

    pub fn len(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_found_until_it_is_taken_out() {
        let mut numbers = Numbers::default();
        for (number, place) in [(7, 0), (3, 1), (9_000, 2), (7, 4)] {
            numbers.insert(number, place);
        }
        assert_eq!(numbers.len(), 3);
        assert_eq!(
            [7, 3, 9_000, 4, -1, i64::MAX].map(|n| numbers.get(n)),
            [Some(4), Some(1), Some(2), None, None, None]
        );
        assert_eq!((numbers.remove(7), numbers.remove(7), numbers.len()), (Some(4), None, 2));
        numbers.insert(-5, 1);
        assert_eq!(numbers.len(), 2);
    }
}

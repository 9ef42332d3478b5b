//! Draws that come out the same every time.

/// A small generator: the platform's own chance is for secrets, this one is for making the same twice.
pub struct Draws(pub u64);

impl Draws {
    /// One of `0..n`.
    pub fn pick(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }

    /// In another order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = usize::try_from(self.pick(last as u64 + 1)).unwrap_or(0);
            things.swap(last, other);
        }
    }
}

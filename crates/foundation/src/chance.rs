//! Randomness is handed in, like time: tests may fix it, everything else asks the system.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

#[derive(Clone, Debug, Default)]
pub enum Chance {
    #[default]
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

/// Letters and digits that cannot be mistaken for one another on paper or on the telephone:
/// no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
pub const CLEAR_LETTERS: &[u8] = b"34679ACDEFGHJKMNPQRTWXY";

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        match self {
            Self::System => rand::rng().fill_bytes(&mut out),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(&mut out),
        }
        out
    }

    /// 256 bits as 64 hexadecimal digits: for session cookies and the like.
    pub fn token(&self) -> String {
        hex(&self.bytes::<32>())
    }

    /// `length` letters out of [`CLEAR_LETTERS`], each equally likely (bytes that would favour
    /// some letters are thrown away).
    pub fn code(&self, length: usize) -> String {
        let fair = 256 - 256 % CLEAR_LETTERS.len();
        let mut code = String::with_capacity(length);
        while code.len() < length {
            for byte in self.bytes::<16>() {
                let byte = usize::from(byte);
                if byte < fair && code.len() < length {
                    code.push(char::from(CLEAR_LETTERS[byte % CLEAR_LETTERS.len()]));
                }
            }
        }
        code
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// SHA-256 in hexadecimal. Tokens and codes are stored only as this: a stolen database opens
/// no session. (They are random and long or short-lived, so a slow hash adds nothing.)
pub fn fingerprint(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_long_enough_and_clear() {
        let chance = Chance::System;
        for _ in 0..200 {
            let code = chance.code(8);
            assert_eq!(code.len(), 8);
            assert!(code.bytes().all(|b| CLEAR_LETTERS.contains(&b)), "{code}");
        }
        assert_ne!(chance.token(), chance.token());
        assert_eq!(Chance::seeded(7).code(8), Chance::seeded(7).code(8));
    }
}

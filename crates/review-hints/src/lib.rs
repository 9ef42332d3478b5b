//! Places in a text that a person should look at again before it is published: where it may lead to a person, where it
//! may criticise others, where it states as decided what is not, where an effect is told in empty words. Guesses, wrong
//! at times in both directions: they point, a person decides. No I/O; `tests/data` says how often they are right.
//!
//! ```
//! use review_hints::{Kind, find};
//! let text = "担当の佐藤医師に相談しました。";
//! let found = find(text, &Kind::EVERY, 2026);
//! assert_eq!((found[0].kind, &text[found[0].range.clone()]), (Kind::Name, "佐藤医師"));
//! ```

mod addresses;
mod contacts;
mod effects;
mod names;
mod sentences;

use std::ops::Range;

pub use effects::empty_talk;

/// What a place may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Telephone,
    Mail,
    Address,
    Name,
    Criticism,
    Undecided,
    /// Only for a text that tells an effect: [`empty_talk`].
    EmptyTalk,
}

impl Kind {
    pub const EVERY: [Self; 7] =
        [Self::Telephone, Self::Mail, Self::Address, Self::Name, Self::Criticism, Self::Undecided, Self::EmptyTalk];

    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Mail => "mail",
            Self::Address => "address",
            Self::Name => "name",
            Self::Criticism => "criticism",
            Self::Undecided => "undecided",
            Self::EmptyTalk => "empty_talk",
        }
    }

    /// Whether a programme that has not said otherwise shows it: precision 0.7 at least on the held-back sentences.
    #[must_use]
    pub fn is_on_by_default(self) -> bool {
        true
    }

    /// Whether the place may lead to a person.
    #[must_use]
    pub fn is_personal(self) -> bool {
        matches!(self, Self::Telephone | Self::Mail | Self::Address | Self::Name)
    }
}

/// A place in the text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// Every place of the wanted kinds, in the order of the text; of two that overlap the first kind of [`Kind::EVERY`]
/// stands. Never [`Kind::EmptyTalk`], which belongs to one kind of text only.
/// `this_year`: later years lie ahead.
#[must_use]
pub fn find(text: &str, wanted: &[Kind], this_year: i16) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for kind in Kind::EVERY.into_iter().filter(|kind| wanted.contains(kind)) {
        let ranges = match kind {
            Kind::Telephone => contacts::telephones(text),
            Kind::Mail => contacts::mails(text),
            Kind::Address => addresses::find(text),
            Kind::Name => names::find(text),
            Kind::Criticism => sentences::criticism(text),
            Kind::Undecided => sentences::undecided(text, this_year),
            Kind::EmptyTalk => Vec::new(),
        };
        for range in ranges {
            // A whole sentence may hold a name; what leads to a person is one place only.
            let taken = |f: &Found| {
                f.kind.is_personal() == kind.is_personal() && f.range.start < range.end && range.start < f.range.end
            };
            if !found.iter().any(taken) {
                found.push(Found { kind, range });
            }
        }
    }
    found.sort_by_key(|f| (f.range.start, f.kind));
    found
}

/// A text as characters with the byte each begins at; one more for the end.
struct Chars {
    chars: Vec<char>,
    bytes: Vec<usize>,
}

impl Chars {
    /// Width and case are folded, every character stays one character.
    fn of(text: &str) -> Self {
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        Self { chars: text.chars().map(narrow).collect(), bytes }
    }

    fn range(&self, from: usize, to: usize) -> Range<usize> {
        self.bytes[from]..self.bytes[to]
    }

    /// Whether this stands at a place.
    fn has_at(&self, at: usize, word: &str) -> bool {
        let mut place = at;
        word.chars().all(|c| {
            let same = self.chars.get(place) == Some(&c);
            place += 1;
            same
        })
    }
}

/// Full-width letters, digits and signs as half-width ones; all that serves as a hyphen as `-`.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).map_or(c, narrow),
        '　' => ' ',
        '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | 'ｰ' => '-',
        '〇' => '0',
        other => other.to_ascii_lowercase(),
    }
}

/// A list of words, parted by `|` and lines in its file.
type Words = std::sync::LazyLock<Vec<&'static str>>;

macro_rules! list {
    ($name:literal) => {
        std::sync::LazyLock::new(|| {
            include_str!(concat!("words/", $name, ".txt")).split(['|', '\n']).filter(|word| !word.is_empty()).collect()
        })
    };
}
use list;

fn is_kanji(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々'
}

fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{3096}').contains(&c)
}

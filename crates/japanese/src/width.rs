//! Widths in half-width columns, as forms and fixed-width lists count them.

use crate::chars::is_ignorable;
use unicode_normalization::char::is_combining_mark;

/// Columns of one character: ASCII and half-width kana 1, combining and invisible marks 0, all others 2.
#[must_use]
pub fn columns_of(c: char) -> usize {
    match c {
        ' '..='~' | '｡'..='ﾟ' => 1,
        _ if is_ignorable(c) || is_combining_mark(c) => 0,
        _ if c.is_ascii() => 1,
        _ => 2,
    }
}

/// Half-width columns of `text`: `ABC` 3, `東京` 4, `ｱｲｳ` 3.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// `text` in at most `most` columns; when something had to go, it ends in 「…」 (2 columns).
/// A mark stays with its letter. Under 2 columns a text that does not fit gives an empty one.
#[must_use]
pub fn truncate(text: &str, most: usize) -> String {
    const ELLIPSIS: char = '…';
    if columns(text) <= most {
        return text.to_owned();
    }
    let Some(room) = most.checked_sub(columns_of(ELLIPSIS)) else {
        return String::new();
    };
    let mut taken = 0;
    let mut short = String::new();
    for c in text.chars() {
        taken += columns_of(c);
        if taken > room {
            break;
        }
        short.push(c);
    }
    short.push(ELLIPSIS);
    short
}

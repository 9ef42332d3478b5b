//! A scanner over the XML that workbooks are made of: no tree, no entities but the five, no DOCTYPE, nothing outside the file.

use std::borrow::Cow;

use memchr::memchr;

use crate::FileFault;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// Name without prefix, the raw attributes, `<x/>`.
    Start {
        name: &'a [u8],
        attributes: &'a [u8],
        empty: bool,
    },
    End {
        name: &'a [u8],
    },
    /// Raw: may hold `&amp;`. From CDATA it may not; both are kept apart by `literal`.
    Text {
        raw: &'a [u8],
        literal: bool,
    },
}

/// Elements and depth are counted; a document that nests or multiplies beyond the limit ends in a fault.
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    elements: usize,
    most_depth: usize,
    most_elements: usize,
}

fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |at| &name[at + 1..])
}

impl<'a> Scanner<'a> {
    /// `elements` is what is left of the budget; take it back with [`Scanner::elements_left`].
    pub(crate) fn new(bytes: &'a [u8], most_depth: usize, elements: usize) -> Self {
        let at = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Self { bytes, at, depth: 0, elements: 0, most_depth, most_elements: elements }
    }

    pub(crate) fn elements_left(&self) -> usize {
        self.most_elements.saturating_sub(self.elements)
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// [`FileFault::Damaged`] for what is no XML of ours (a DOCTYPE too), [`FileFault::UnpacksToTooMuch`] beyond the budget.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, FileFault> {
        loop {
            let rest = &self.bytes[self.at..];
            if rest.is_empty() {
                return if self.depth == 0 { Ok(None) } else { Err(FileFault::Damaged) };
            }
            if rest[0] != b'<' {
                let length = memchr(b'<', rest).unwrap_or(rest.len());
                self.at += length;
                return Ok(Some(Event::Text { raw: &rest[..length], literal: false }));
            }
            match rest.get(1) {
                Some(b'/') => {
                    let end = memchr(b'>', rest).ok_or(FileFault::Damaged)?;
                    self.at += end + 1;
                    self.depth = self.depth.checked_sub(1).ok_or(FileFault::Damaged)?;
                    return Ok(Some(Event::End { name: local(rest[2..end].trim_ascii_end()) }));
                }
                Some(b'?') => self.skip_to(rest, b"?>")?,
                Some(b'!') if rest.starts_with(b"<!--") => self.skip_to(rest, b"-->")?,
                Some(b'!') if rest.starts_with(b"<![CDATA[") => {
                    let end = memchr::memmem::find(rest, b"]]>").ok_or(FileFault::Damaged)?;
                    self.at += end + 3;
                    return Ok(Some(Event::Text { raw: &rest[9..end], literal: true }));
                }
                Some(b'!') | None => return Err(FileFault::Damaged),
                Some(_) => return self.start(rest).map(Some),
            }
        }
    }

    fn skip_to(&mut self, rest: &[u8], mark: &[u8]) -> Result<(), FileFault> {
        self.at += memchr::memmem::find(rest, mark).ok_or(FileFault::Damaged)? + mark.len();
        Ok(())
    }

    fn start(&mut self, rest: &'a [u8]) -> Result<Event<'a>, FileFault> {
        self.elements += 1;
        if self.elements > self.most_elements {
            return Err(FileFault::UnpacksToTooMuch { what: "セルや書式" });
        }
        let mut end = memchr(b'>', rest).ok_or(FileFault::Damaged)?;
        // A `>` inside quotation marks does not end the tag: the marks before it must come in pairs.
        while !closed(&rest[1..end]) {
            end += 1 + memchr(b'>', &rest[end + 1..]).ok_or(FileFault::Damaged)?;
            if end > 1 << 20 {
                return Err(FileFault::Damaged);
            }
        }
        self.at += end + 1;
        let mut inside = &rest[1..end];
        let empty = inside.ends_with(b"/");
        if empty {
            inside = &inside[..inside.len() - 1];
        } else {
            self.depth += 1;
            if self.depth > self.most_depth {
                return Err(FileFault::Damaged);
            }
        }
        let length = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
        Ok(Event::Start { name: local(&inside[..length]), attributes: &inside[length..], empty })
    }

    /// Skips what is inside the element just started (not for empty ones).
    ///
    /// # Errors
    /// As [`Scanner::next`].
    pub(crate) fn skip(&mut self) -> Result<(), FileFault> {
        let depth = self.depth;
        while self.depth >= depth {
            if self.next()?.is_none() {
                return Err(FileFault::Damaged);
            }
        }
        Ok(())
    }
}

/// Are all quotation marks of a tag closed?
fn closed(tag: &[u8]) -> bool {
    // Nearly always there is one kind of mark only: then counting tells.
    if memchr(b'\'', tag).is_none() {
        return memchr::memchr_iter(b'"', tag).count().is_multiple_of(2);
    }
    let mut open = None;
    for byte in tag {
        match (open, byte) {
            (None, b'"' | b'\'') => open = Some(*byte),
            (Some(mark), byte) if mark == *byte => open = None,
            _ => {}
        }
    }
    open.is_none()
}

/// The raw value of an attribute, its prefix not regarded (`r:id` and `id` are told apart by asking for `r:id`).
pub(crate) fn attribute<'a>(attributes: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_ascii_start();
        let equals = memchr(b'=', rest)?;
        let name = rest[..equals].trim_ascii_end();
        rest = rest[equals + 1..].trim_ascii_start();
        let mark = *rest.first()?;
        if mark != b'"' && mark != b'\'' {
            return None;
        }
        let end = memchr(mark, &rest[1..])?;
        if name == wanted || (!wanted.contains(&b':') && local(name) == wanted && name != b"xml:space") {
            return Some(&rest[1..=end]);
        }
        rest = &rest[end + 2..];
    }
}

/// Raw bytes → text: entities, and Excel's `_x000D_`. Bytes that are no UTF-8 become 「�」; what is no character vanishes.
pub(crate) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let text = std::str::from_utf8(raw).map_or_else(|_| String::from_utf8_lossy(raw), Cow::Borrowed);
    if memchr(b'&', raw).is_none() && memchr::memmem::find(raw, b"_x").is_none() && memchr(b'\r', raw).is_none() {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(['&', '_', '\r']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (taken, c) = escaped(rest);
        plain.extend(c);
        rest = &rest[taken..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character that begins here, and how many bytes it takes.
fn escaped(text: &str) -> (usize, Option<char>) {
    let code =
        |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|c| *c != '\0');
    if text.starts_with('\r') {
        return (1, (!text.starts_with("\r\n")).then_some('\n'));
    }
    if text.starts_with('_') {
        // _x000D_: four hex digits between `_x` and `_`.
        return match text.get(2..6).filter(|d| text.starts_with("_x") && d.bytes().all(|b| b.is_ascii_hexdigit())) {
            Some(digits) if text[6..].starts_with('_') => (7, code(digits, 16).filter(|c| *c != '\r')),
            _ => (1, Some('_')),
        };
    }
    let Some(end) = text.as_bytes().iter().take(12).position(|b| *b == b';') else { return (1, Some('&')) };
    let c = match &text[1..end] {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        name => match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(hex) => code(hex, 16),
                None => code(number, 10),
            },
            None => return (1, Some('&')),
        },
    };
    (end + 1, c)
}

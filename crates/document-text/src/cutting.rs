//! Texts without pages become parts: at every heading, and where a part grows too long.

use crate::{Limits, Part, Place, Remark, tidy};

/// Aimed at: about a printed page.
const PART_CHARACTERS: usize = 1_200;
/// A paragraph is cut only beyond this.
const PARAGRAPH_CHARACTERS: usize = 4_000;
const HEADING_CHARACTERS: usize = 120;

/// Collects paragraphs (or lines), counted from 1.
pub(crate) struct Cutter {
    place: fn(u32, u32) -> Place,
    parts: Vec<Part>,
    heading: String,
    text: String,
    length: usize,
    first: u32,
    last: u32,
    /// Nothing but headings so far: the next heading belongs to the same part.
    only_headings: bool,
    left: usize,
    most: usize,
    cut: bool,
}

impl Cutter {
    pub fn new(limits: &Limits, place: fn(u32, u32) -> Place) -> Self {
        Self {
            place,
            parts: Vec::new(),
            heading: String::new(),
            text: String::new(),
            length: 0,
            first: 0,
            last: 0,
            only_headings: true,
            left: limits.characters,
            most: limits.characters,
            cut: false,
        }
    }

    pub fn heading(&mut self, at: u32, text: &str) {
        let text = tidy::line(text);
        if text.is_empty() {
            return;
        }
        if !self.only_headings {
            self.close();
        }
        self.heading = text.chars().take(HEADING_CHARACTERS).collect();
        self.add(at, &text);
    }

    pub fn paragraph(&mut self, at: u32, text: &str) {
        let text = tidy::line(text);
        if text.is_empty() {
            return;
        }
        let letters: Vec<char> = text.chars().collect();
        for piece in letters.chunks(PARAGRAPH_CHARACTERS) {
            if self.length > 0 && self.length + piece.len() > PART_CHARACTERS && !self.only_headings {
                self.close();
            }
            self.add(at, &piece.iter().collect::<String>());
            self.only_headings = false;
        }
    }

    /// A blank line: a good place to end a part that is long enough.
    pub fn gap(&mut self) {
        if self.length > PART_CHARACTERS * 2 / 3 {
            self.close();
        }
    }

    fn add(&mut self, at: u32, text: &str) {
        let length = text.chars().count();
        if length > self.left {
            self.cut = true;
            self.left = 0;
            return;
        }
        self.left -= length;
        if self.text.is_empty() {
            self.first = at;
        } else {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.length += length;
        self.last = at;
    }

    fn close(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(Part {
                place: (self.place)(self.first, self.last),
                heading: self.heading.clone(),
                text: std::mem::take(&mut self.text),
            });
        }
        self.length = 0;
        self.only_headings = true;
    }

    /// Whether more would be thrown away anyhow.
    pub fn is_full(&self) -> bool {
        self.cut
    }

    pub fn end(mut self) -> (Vec<Part>, Vec<Remark>) {
        self.close();
        let remarks = if self.cut { vec![Remark::CutShort { characters: self.most }] } else { Vec::new() };
        (self.parts, remarks)
    }
}

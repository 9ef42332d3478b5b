//! PDF: page by page, as `hayro-syntax` takes the file apart and the fonts say what their letters mean.
//!
//! Not taken out: letters in pictures, form fields and notes put over the page.

mod fonts;
mod glyph_names;
mod layout;
mod matrix;

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Dict, Name, Number, Object, Stream};
use hayro_syntax::page::Resources;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::{Document, Kind, Limits, Part, Place, Refusal, Remark, tidy};
use fonts::Font;
use layout::Layout;
use matrix::Matrix;

const WHAT: &str = "PDF";
/// Forms inside forms at most.
const DEEPEST: usize = 12;
/// Saved states at most: an honest page has a few.
const MOST_SAVED: usize = 512;
/// One page of a book holds some thousand letters, a poster more.
const PAGE_CHARACTERS: usize = 200_000;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            Refusal::Encrypted
        }
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => Refusal::broken(WHAT),
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Refusal::broken(WHAT));
    }
    if pages.len() > limits.pages {
        return Err(Refusal::TooManyPages { most: limits.pages });
    }
    let mut reading =
        Reading { fonts: HashMap::new(), layout: Layout::default(), steps: limits.steps, unreadable: 0, read: 0 };
    let mut parts = Vec::new();
    let mut remarks = Vec::new();
    let mut left = limits.characters;
    for (number, page) in (1_u32..).zip(pages.iter()) {
        if let Some(content) = page.page_stream() {
            reading.content(content, page.resources(), Matrix::IDENTITY, 0);
        }
        let (heading, text) = std::mem::take(&mut reading.layout).end();
        let text: String = tidy::letters(&text).into_owned();
        let length = text.chars().count();
        if length > left || reading.steps == 0 {
            remarks.push(Remark::CutShort { characters: limits.characters - left });
            break;
        }
        left -= length;
        parts.push(Part { place: Place::Page { number }, heading: tidy::line(&heading), text });
    }
    let all = reading.read + reading.unreadable;
    let percent = (reading.unreadable * 100).div_ceil(all.max(1));
    if reading.unreadable > 0 && percent > 1 {
        remarks.push(Remark::UnreadableLetters { percent: u8::try_from(percent.min(100)).unwrap_or(100) });
    }
    Ok(Document { kind: Kind::Pdf, title: title(&pdf), parts, remarks })
}

/// What the file calls itself. Many carry the name of the program or of a file there: only what has Japanese in it counts.
fn title(pdf: &Pdf) -> String {
    let Some(bytes) = pdf.metadata().title.as_deref() else { return String::new() };
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        other => String::from_utf8_lossy(other).into_owned(),
    };
    let text = tidy::line(&text);
    if text.contains('\u{fffd}') || text.is_ascii() { String::new() } else { text.chars().take(200).collect() }
}

/// What holds while a page is read.
struct Reading {
    fonts: HashMap<(i32, i32), Rc<Font>>,
    layout: Layout,
    /// What is left of them.
    steps: usize,
    unreadable: usize,
    read: usize,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_gap: f64,
    word_gap: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn new(matrix: Matrix) -> Self {
        Self { matrix, font: None, size: 1.0, letter_gap: 0.0, word_gap: 0.0, stretch: 1.0, leading: 0.0, rise: 0.0 }
    }
}

/// A number as the arithmetic of a page can take it.
fn of(number: &Number) -> f64 {
    let value = number.as_f64();
    if value.is_finite() { value.clamp(-1e7, 1e7) } else { 0.0 }
}

impl Reading {
    fn content(&mut self, content: &[u8], resources: &Resources<'_>, matrix: Matrix, depth: usize) {
        let mut state = State::new(matrix);
        let mut saved: Vec<State> = Vec::new();
        let (mut text, mut line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut steps = TypedIter::new(content);
        while let Some(step) = steps.next() {
            if self.steps == 0 || self.layout.characters() > PAGE_CHARACTERS {
                return;
            }
            self.steps -= 1;
            match step {
                TypedInstruction::SaveState(_) if saved.len() < MOST_SAVED => saved.push(state.clone()),
                TypedInstruction::RestoreState(_) => {
                    if let Some(before) = saved.pop() {
                        state = before;
                    }
                }
                TypedInstruction::Transform(m) => {
                    state.matrix =
                        Matrix([of(&m.0), of(&m.1), of(&m.2), of(&m.3), of(&m.4), of(&m.5)]).then(&state.matrix);
                }
                TypedInstruction::BeginText(_) => (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY),
                TypedInstruction::TextFont(font) => {
                    state.size = of(&font.1);
                    state.font = self.font(font.0, resources);
                }
                TypedInstruction::CharacterSpacing(gap) => state.letter_gap = of(&gap.0),
                TypedInstruction::WordSpacing(gap) => state.word_gap = of(&gap.0),
                TypedInstruction::HorizontalScaling(percent) => state.stretch = of(&percent.0) / 100.0,
                TypedInstruction::TextLeading(leading) => state.leading = of(&leading.0),
                TypedInstruction::TextRise(rise) => state.rise = of(&rise.0),
                TypedInstruction::SetTextMatrix(m) => {
                    text = Matrix([of(&m.0), of(&m.1), of(&m.2), of(&m.3), of(&m.4), of(&m.5)]);
                    line = text;
                }
                TypedInstruction::NextLine(by) => {
                    line = Matrix::moved(of(&by.0), of(&by.1)).then(&line);
                    text = line;
                }
                TypedInstruction::NextLineAndSetLeading(by) => {
                    state.leading = -of(&by.1);
                    line = Matrix::moved(of(&by.0), of(&by.1)).then(&line);
                    text = line;
                }
                TypedInstruction::NextLineUsingLeading(_) => {
                    line = Matrix::moved(0.0, -state.leading).then(&line);
                    text = line;
                }
                TypedInstruction::ShowText(shown) => self.show(shown.0.as_bytes(), &state, &mut text),
                TypedInstruction::NextLineAndShowText(shown) => {
                    line = Matrix::moved(0.0, -state.leading).then(&line);
                    text = line;
                    self.show(shown.0.as_bytes(), &state, &mut text);
                }
                TypedInstruction::ShowTextWithParameters(shown) => {
                    state.word_gap = of(&shown.0);
                    state.letter_gap = of(&shown.1);
                    line = Matrix::moved(0.0, -state.leading).then(&line);
                    text = line;
                    self.show(shown.2.as_bytes(), &state, &mut text);
                }
                TypedInstruction::ShowTexts(shown) => {
                    for object in shown.0.iter::<Object<'_>>() {
                        match object {
                            Object::String(bytes) => self.show(bytes.as_bytes(), &state, &mut text),
                            Object::Number(by) => move_back(of(&by), &state, &mut text),
                            _ => {}
                        }
                    }
                }
                TypedInstruction::XObject(name) if depth < DEEPEST => {
                    if let Some(form) = resources.get_x_object(name.0) {
                        self.form(&form, resources, &state.matrix, depth);
                    }
                }
                _ => {}
            }
        }
    }

    /// A piece of a page that is drawn by its name.
    fn form(&mut self, form: &Stream<'_>, resources: &Resources<'_>, matrix: &Matrix, depth: usize) {
        let dict = form.dict();
        if dict.get::<Name<'_>>("Subtype").is_none_or(|kind| kind.as_ref() != b"Form") {
            return;
        }
        let Ok(content) = form.decoded() else { return };
        let own = dict.get::<[f32; 6]>("Matrix").map_or(Matrix::IDENTITY, |m| Matrix(m.map(f64::from)));
        let inner = dict.get::<Dict<'_>>("Resources").unwrap_or_default();
        let resources = Resources::from_parent(inner, resources.clone());
        self.content(&content, &resources, own.then(matrix), depth + 1);
    }

    fn font(&mut self, name: &Name<'_>, resources: &Resources<'_>) -> Option<Rc<Font>> {
        // The level of resources that has it: a form looks into its page's.
        let mut level = Some(resources);
        while let Some(here) = level.filter(|here| !here.fonts.contains_key(name.as_ref())) {
            level = here.parent();
        }
        let here = level?;
        // Fonts are asked for thousands of times and are costly to read. One written into the resources has no number.
        let number = here.fonts.get_ref(name.as_ref()).map(|at| (at.obj_number, at.gen_number));
        if let Some(known) = number.and_then(|number| self.fonts.get(&number)) {
            return Some(known.clone());
        }
        let dict = here.fonts.get::<Dict<'_>>(name.as_ref())?;
        let font = Rc::new(Font::read(&dict));
        if let Some(number) = number {
            self.fonts.insert(number, font.clone());
        }
        Some(font)
    }

    fn show(&mut self, bytes: &[u8], state: &State, text: &mut Matrix) {
        let Some(font) = &state.font else { return };
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.steps == 0 {
                return;
            }
            self.steps -= 1;
            let letter = font.next(rest);
            rest = &rest[letter.length.clamp(1, rest.len())..];
            let shape = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]);
            let whole = shape.then(text).then(&state.matrix);
            let start = whole.point(0.0, 0.0);
            let mut advance = letter.width / 1000.0 * state.size + state.letter_gap;
            if letter.length == 1 && letter.code == 32 {
                advance += state.word_gap;
            }
            let step =
                if font.vertical { Matrix::moved(0.0, -advance) } else { Matrix::moved(advance * state.stretch, 0.0) };
            let next = step.then(text);
            let end = shape.then(&next).then(&state.matrix).point(0.0, 0.0);
            let across = if font.vertical { whole.point(1.0, 0.0) } else { whole.point(0.0, 1.0) };
            let size = (across.0 - start.0).hypot(across.1 - start.1);
            *text = next;
            match letter.text {
                Some(letters) => {
                    self.read += 1;
                    self.layout.letter(&letters, start, end, size, font.vertical);
                }
                None => self.unreadable += 1,
            }
        }
    }
}

/// A number between two texts: so many thousandths back.
fn move_back(by: f64, state: &State, text: &mut Matrix) {
    let by = by / 1000.0 * state.size;
    let is_vertical = state.font.as_ref().is_some_and(|font| font.vertical);
    let step = if is_vertical { Matrix::moved(0.0, -by) } else { Matrix::moved(-by * state.stretch, 0.0) };
    *text = step.then(text);
}

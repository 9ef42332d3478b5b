//! HTML: what a reader sees, by its headings. Scripts, styles and menus are left out.

use encoding_rs::Encoding;
use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::cutting::Cutter;
use crate::{Document, Kind, Limits, Place, Refusal, plain};

/// Nobody reads what is in these.
const UNSEEN: &[&str] =
    &["script", "style", "noscript", "template", "svg", "nav", "head", "iframe", "object", "select", "button"];
/// A paragraph ends where one of these begins or ends.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "caption",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "hr",
    "br",
    "form",
    "fieldset",
    "legend",
    "body",
];

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    let text = decode(bytes)?;
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reading = Reading::new(limits);
    for token in Tokenizer::new_with_emitter(&text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                reading.start(&name, tag.self_closing);
            }
            Token::EndTag(tag) => reading.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reading.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if reading.cutter.is_full() {
            break;
        }
    }
    reading.flush();
    let (parts, remarks) = reading.cutter.end();
    let title = crate::tidy::line(&reading.title).chars().take(200).collect();
    Ok(Document { kind: Kind::Html, title, parts, remarks })
}

struct Reading {
    cutter: Cutter,
    title: String,
    paragraph: String,
    /// Open elements nobody sees, with how many of the same name are open.
    unseen: Option<(String, u32)>,
    in_title: bool,
    in_heading: bool,
    number: u32,
}

impl Reading {
    fn new(limits: &Limits) -> Self {
        Self {
            cutter: Cutter::new(limits, |first, last| Place::Paragraphs { first, last }),
            title: String::new(),
            paragraph: String::new(),
            unseen: None,
            in_title: false,
            in_heading: false,
            number: 0,
        }
    }

    fn start(&mut self, name: &str, self_closing: bool) {
        if name == "title" && self.title.is_empty() {
            self.in_title = true;
            return;
        }
        if name == "body" {
            // A head that was never closed hides no body.
            self.unseen = None;
        }
        match &mut self.unseen {
            Some((open, depth)) if open == name && !self_closing => *depth += 1,
            Some(_) => return,
            None if UNSEEN.contains(&name) && !self_closing => {
                self.flush();
                self.unseen = Some((name.to_owned(), 1));
                return;
            }
            None => {}
        }
        if is_heading(name) {
            self.flush();
            self.in_heading = true;
        } else if BLOCKS.contains(&name) {
            self.flush();
        } else if matches!(name, "td" | "th") {
            self.paragraph.push(' ');
        }
    }

    fn end(&mut self, name: &str) {
        if name == "title" {
            self.in_title = false;
            return;
        }
        if let Some((open, depth)) = &mut self.unseen {
            if open == name {
                *depth -= 1;
                if *depth == 0 {
                    self.unseen = None;
                }
            }
            return;
        }
        if is_heading(name) || BLOCKS.contains(&name) {
            self.flush();
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_title {
            self.title.push_str(text);
        } else if self.unseen.is_none() {
            self.paragraph.push_str(text);
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        let was_heading = std::mem::take(&mut self.in_heading);
        if text.trim().is_empty() {
            return;
        }
        self.number += 1;
        if was_heading {
            self.cutter.heading(self.number, &text);
        } else {
            self.cutter.paragraph(self.number, &text);
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// By the mark, by what the page says of itself, or by what the bytes look like.
fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) || bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return plain::decode(bytes);
    }
    if std::str::from_utf8(bytes).is_err()
        && let Some(encoding) = said_encoding(bytes)
    {
        let (text, _, faults) = encoding.decode(bytes);
        if !faults {
            return Ok(text.into_owned());
        }
    }
    plain::decode(bytes)
}

fn said_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let said = head.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let label: String = said.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Encoding::for_label(label.as_bytes())
}

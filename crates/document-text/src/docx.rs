//! Word: paragraphs with their headings. (Pages are made by Word when it prints; the file does not say them.)

use std::collections::HashSet;

use crate::archive::Archive;
use crate::cutting::Cutter;
use crate::xml::{Node, attribute, walk};
use crate::{Document, Kind, Limits, Place, Refusal};

const WHAT: &str = "Wordのファイル（.docx）";
/// Body first; notes stand at the end, as a reader finds them.
const BODIES: [&str; 3] = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    let mut archive = Archive::open(bytes, limits)?;
    let headings = match archive.piece("word/styles.xml")? {
        Some(styles) => heading_styles(&styles)?,
        None => HashSet::new(),
    };
    let title = title(&mut archive, WHAT)?;
    let mut cutter = Cutter::new(limits, |first, last| Place::Paragraphs { first, last });
    let mut number = 0;
    for name in BODIES {
        match archive.piece(name)? {
            Some(xml) => paragraphs(&xml, &headings, &mut number, &mut cutter)?,
            None if name == BODIES[0] => return Err(Refusal::broken(WHAT)),
            None => {}
        }
    }
    let (parts, remarks) = cutter.end();
    Ok(Document { kind: Kind::Docx, title, parts, remarks })
}

/// The title in the properties of an office file.
pub(crate) fn title(archive: &mut Archive<'_>, what: &str) -> Result<String, Refusal> {
    let Some(xml) = archive.piece("docProps/core.xml")? else { return Ok(String::new()) };
    let mut inside = false;
    let mut title = String::new();
    walk(&xml, what, |node| {
        match node {
            Node::Start(_, "title") => inside = true,
            Node::End("title") => inside = false,
            Node::Text(text) if inside => title.push_str(text),
            _ => {}
        }
        Ok(())
    })?;
    Ok(crate::tidy::line(&title).chars().take(200).collect())
}

/// Ids of the styles that are headings: by their outline level, or by their name.
fn heading_styles(xml: &[u8]) -> Result<HashSet<String>, Refusal> {
    let mut found = HashSet::new();
    let mut id = String::new();
    walk(xml, WHAT, |node| {
        if let Node::Start(start, name) = node {
            match name {
                "style" => id = attribute(start, "styleId").unwrap_or_default(),
                "name" => {
                    let name = attribute(start, "val").unwrap_or_default().to_lowercase();
                    if name.starts_with("heading") || name.starts_with("見出し") || name == "title" || name == "表題"
                    {
                        found.insert(id.clone());
                    }
                }
                "outlineLvl" if attribute(start, "val").is_some_and(|level| level != "9") => {
                    found.insert(id.clone());
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// A paragraph on its way.
#[derive(Default)]
struct Paragraph {
    text: String,
    is_heading: bool,
}

fn paragraphs(xml: &[u8], headings: &HashSet<String>, number: &mut u32, cutter: &mut Cutter) -> Result<(), Refusal> {
    // A text box holds paragraphs inside a paragraph.
    let mut open: Vec<Paragraph> = Vec::new();
    // Runs that are there twice (a fallback for old programs), that were deleted, or that are readings over letters.
    let mut skipped = 0_u32;
    let mut in_text = false;
    // Cells of a row become one paragraph.
    let mut rows: Vec<Vec<String>> = Vec::new();
    walk(xml, WHAT, |node| {
        match node {
            Node::Start(_, "Fallback" | "del" | "rt" | "instrText" | "moveFrom") => skipped += 1,
            Node::End("Fallback" | "del" | "rt" | "instrText" | "moveFrom") => skipped = skipped.saturating_sub(1),
            _ if skipped > 0 => {}
            Node::Start(_, "p") => open.push(Paragraph::default()),
            Node::Start(start, "pStyle") => {
                if let (Some(paragraph), Some(style)) = (open.last_mut(), attribute(start, "val")) {
                    paragraph.is_heading |= headings.contains(&style);
                }
            }
            Node::Start(start, "outlineLvl") => {
                if let Some(paragraph) = open.last_mut() {
                    paragraph.is_heading |= attribute(start, "val").is_some_and(|level| level != "9");
                }
            }
            Node::Start(_, "t") => in_text = true,
            Node::End("t") => in_text = false,
            Node::Start(_, "tab" | "br" | "cr") => {
                if let Some(paragraph) = open.last_mut() {
                    paragraph.text.push(' ');
                }
            }
            Node::Text(text) if in_text => {
                if let Some(paragraph) = open.last_mut() {
                    paragraph.text.push_str(text);
                }
            }
            Node::Start(_, "tr") => rows.push(Vec::new()),
            Node::End("tr") => {
                let cells = rows.pop().unwrap_or_default();
                let line = cells.join("　");
                match rows.last_mut() {
                    // A table inside a cell.
                    Some(outer) => outer.push(line),
                    None => {
                        *number += 1;
                        cutter.paragraph(*number, &line);
                    }
                }
            }
            Node::End("p") => {
                let Some(paragraph) = open.pop() else { return Ok(()) };
                if paragraph.text.trim().is_empty() {
                    return Ok(());
                }
                match (open.last_mut(), rows.last_mut()) {
                    (Some(outer), _) => {
                        outer.text.push(' ');
                        outer.text.push_str(&paragraph.text);
                    }
                    (None, Some(cells)) => cells.push(paragraph.text),
                    (None, None) => {
                        *number += 1;
                        if paragraph.is_heading {
                            cutter.heading(*number, &paragraph.text);
                        } else {
                            cutter.paragraph(*number, &paragraph.text);
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    })
}

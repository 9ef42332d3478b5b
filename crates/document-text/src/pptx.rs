//! PowerPoint: slide by slide, with the speaker's notes.

use crate::archive::Archive;
use crate::docx::title;
use crate::xml::{Node, attribute, walk};
use crate::{Document, Kind, Limits, Part, Place, Refusal, Remark, tidy};

const WHAT: &str = "PowerPointのファイル（.pptx）";

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    let mut archive = Archive::open(bytes, limits)?;
    let title = title(&mut archive, WHAT)?;
    let slides = slides(&mut archive)?;
    if slides.len() > limits.pages {
        return Err(Refusal::TooManyPages { most: limits.pages });
    }
    let mut parts = Vec::new();
    let mut left = limits.characters;
    let mut remarks = Vec::new();
    for (number, slide) in (1_u32..).zip(slides) {
        let Some(xml) = archive.piece(&slide)? else { return Err(Refusal::broken(WHAT)) };
        let (heading, mut text) = texts(&xml)?;
        for target in targets(&mut archive, &slide, "/notesSlide")? {
            if let Some(xml) = archive.piece(&target)? {
                let (_, notes) = texts(&xml)?;
                // The notes' page repeats the slide's number, and nothing else when there are none.
                if notes.chars().any(|c| !c.is_numeric() && !c.is_whitespace()) {
                    text = format!("{text}\n【ノート】\n{notes}");
                }
            }
        }
        let length = text.chars().count();
        if length > left {
            remarks.push(Remark::CutShort { characters: limits.characters });
            break;
        }
        left -= length;
        parts.push(Part { place: Place::Slide { number }, heading, text });
    }
    Ok(Document { kind: Kind::Pptx, title, parts, remarks })
}

/// The slides' pieces in the order of the show.
fn slides(archive: &mut Archive<'_>) -> Result<Vec<String>, Refusal> {
    let Some(xml) = archive.piece("ppt/presentation.xml")? else { return Err(Refusal::broken(WHAT)) };
    let mut ids = Vec::new();
    walk(&xml, WHAT, |node| {
        if let Node::Start(start, "sldId") = node {
            // `id` and `r:id`: the latter names the relation.
            let relation = start.attributes().with_checks(false).flatten().find(|a| a.key.as_ref().ends_with(":id"));
            ids.extend(relation.map(|a| a.value.into_owned()));
        }
        Ok(())
    })?;
    let relations = relations(archive, "ppt/presentation.xml")?;
    let found = ids.iter().filter_map(|id| relations.iter().find(|r| r.id == *id)).map(|r| r.target.clone());
    Ok(found.collect())
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn targets(archive: &mut Archive<'_>, of: &str, kind: &str) -> Result<Vec<String>, Refusal> {
    let relations = relations(archive, of)?;
    Ok(relations.into_iter().filter(|r| r.kind.ends_with(kind)).map(|r| r.target).collect())
}

/// The relations of a piece, their targets as names in the ZIP.
fn relations(archive: &mut Archive<'_>, of: &str) -> Result<Vec<Relation>, Refusal> {
    let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
    let Some(xml) = archive.piece(&format!("{folder}/_rels/{name}.rels"))? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    walk(&xml, WHAT, |node| {
        if let Node::Start(start, "Relationship") = node {
            let get = |name| attribute(start, name).unwrap_or_default();
            found.push(Relation { id: get("Id"), kind: get("Type"), target: absolute(folder, &get("Target")) });
        }
        Ok(())
    })?;
    Ok(found)
}

fn absolute(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The slide's title, and everything on it, paragraph by paragraph; a row of a table is one line.
fn texts(xml: &[u8]) -> Result<(String, String), Refusal> {
    let mut heading = String::new();
    let mut lines: Vec<String> = Vec::new();
    let mut paragraph = String::new();
    let mut row: Option<Vec<String>> = None;
    let (mut in_text, mut in_title) = (false, false);
    walk(xml, WHAT, |node| {
        match node {
            Node::Start(_, "sp") => in_title = false,
            Node::Start(start, "ph") => {
                in_title = attribute(start, "type").is_some_and(|kind| kind == "title" || kind == "ctrTitle");
            }
            Node::Start(_, "t") => in_text = true,
            Node::End("t") => in_text = false,
            Node::Text(text) if in_text => paragraph.push_str(text),
            Node::Start(_, "br") => paragraph.push(' '),
            Node::Start(_, "tr") => row = Some(Vec::new()),
            Node::End("tr") => lines.extend(row.take().map(|cells| cells.join("　")).filter(|line| !line.is_empty())),
            Node::End("p") => {
                let line = tidy::line(&paragraph);
                paragraph.clear();
                if line.is_empty() {
                    return Ok(());
                }
                if in_title && heading.is_empty() {
                    heading = line.chars().take(120).collect();
                }
                match &mut row {
                    Some(cells) => cells.push(line),
                    None => lines.push(line),
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((heading, lines.join("\n")))
}

//! A document as `report.typ` reads it: every text printable, every chart with its words and its width.

use serde_json::{Value, json};

use super::{Align, Block, Document, Paper, Table};
use crate::fonts;
use crate::picture;
use crate::words::{MISSING, printable};

/// Most documents with invented figures are answers to a survey.
const NOT_REAL_ANSWERS: &str = "実在の団体の回答ではありません";
/// Of the page's inner height to its inner width: a chart that would be taller at full width is made narrower.
const TALLEST_PORTRAIT: f64 = 1.30;
const TALLEST_LANDSCAPE: f64 = 0.55;

/// The bytes of the pictures, in the order of the document.
pub(super) fn pictures(document: &Document) -> Vec<std::sync::Arc<[u8]>> {
    let of = |block: &Block| match block {
        Block::Picture(picture) => Some(picture.bytes.clone()),
        _ => None,
    };
    document.blocks.iter().filter_map(of).collect()
}

pub(super) fn json(document: &Document) -> String {
    let tallest = match document.paper {
        Paper::A4Portrait => TALLEST_PORTRAIT,
        Paper::A4Landscape | Paper::A3Landscape => TALLEST_LANDSCAPE,
    };
    let (mut level, mut pictures) = (0, 0);
    let mut blocks: Vec<Value> = Vec::with_capacity(document.blocks.len());
    for block in &document.blocks {
        match block {
            // Screen readers go from heading to heading: none is empty, none skips a level.
            Block::Heading { text, .. } if line(text).trim().is_empty() => {}
            Block::Heading { level: wanted, text } => {
                level = (*wanted).clamp(1, 3).min(level + 1);
                blocks.push(json!({ "kind": "heading", "level": level, "text": line(text) }));
            }
            Block::Picture(picture) => {
                let (width, height) = (f64::from(picture.width.max(1)), f64::from(picture.height.max(1)));
                // Half a page at most, and no larger than its own pixels at 120 to the inch over 16 cm.
                let share = (tallest / 2.0 / (height / width)).min(width / 760.0).min(1.0) * 100.0;
                blocks.push(json!({
                    "kind": "picture",
                    "at": pictures,
                    "format": if picture.is_jpeg { "jpg" } else { "png" },
                    "says": line(&picture.says),
                    "caption": line(&picture.caption),
                    "width": share,
                }));
                pictures += 1;
            }
            other => blocks.push(written(other, tallest)),
        }
    }
    let mut whole = json!({
        "fonts": fonts::FAMILIES,
        "title": line(&document.title),
        "subtitle": printable(&document.subtitle),
        "author": line(&document.author),
        "date": line(&document.date),
        "day": document.day.map(|(year, month, day)| json!({ "year": year, "month": month, "day": day })),
        "source": line(&document.source),
        "fictitious": document.fictitious,
        "fictitious_words": line(match document.fictitious_words.as_str() {
            "" => NOT_REAL_ANSWERS,
            words => words,
        }),
        "landscape": document.paper != Paper::A4Portrait,
        "paper": if document.paper == Paper::A3Landscape { "a3" } else { "a4" },
    });
    if blocks.iter().chain([&whole]).any(|part| part.to_string().contains(MISSING)) {
        let note = format!("{MISSING}は、この書類の文字にない字です。元の字は画面で確かめてください。");
        blocks.push(json!({ "kind": "note", "text": note }));
    }
    whole["blocks"] = Value::Array(blocks);
    whole.to_string()
}

/// In one line.
fn line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

fn written(block: &Block, tallest: f64) -> Value {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => {
            json!({ "kind": "paragraph", "text": printable(text) })
        }
        Block::List(items) => {
            let items: Vec<_> = items.iter().map(|item| printable(item)).collect();
            json!({ "kind": "list", "items": items })
        }
        Block::Facts(facts) => {
            let facts: Vec<_> = facts.iter().map(|(label, value)| [line(label), printable(value)]).collect();
            json!({ "kind": "facts", "facts": facts })
        }
        Block::Table(table) => written_table(table),
        Block::Chart(svg) => {
            let (width, height) = picture::size(svg).unwrap_or((1.0, 1.0));
            let share = (tallest / (height / width)).min(1.0) * 100.0;
            json!({ "kind": "chart", "svg": svg, "says": line(&picture::says(svg)), "width": share })
        }
        // Its bytes go beside the data.
        Block::Picture(_) => Value::Null,
        Block::Note(text) => json!({ "kind": "note", "text": printable(text) }),
        Block::NewPage => json!({ "kind": "new-page" }),
    }
}

fn written_table(table: &Table) -> Value {
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| {
            let align = match column.align {
                Align::Start => "start",
                Align::End => "end",
                Align::Middle => "middle",
            };
            json!({ "share": column.share, "align": align })
        })
        .collect();
    let heads: Vec<_> = table
        .heads
        .iter()
        .map(|row| {
            row.iter().map(|head| json!({ "text": printable(&head.text), "across": head.across })).collect::<Vec<_>>()
        })
        .collect();
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row.cells.iter().map(|cell| printable(cell)).collect();
            json!({ "cells": cells, "strong": row.strong })
        })
        .collect();
    json!({
        "kind": "table",
        "caption": line(&table.caption),
        "columns": columns,
        "heads": heads,
        "rows": rows,
        "row-heads": table.row_heads,
        "note": printable(&table.note),
    })
}

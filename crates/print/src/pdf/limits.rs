//! How much a document may hold. The engine cannot be stopped half way: these bounds are what keeps its time short.

use super::{Block, Document, PrintError, Table};

pub const MOST_BLOCKS: usize = 3_000;
/// Cells of all tables together.
pub const MOST_CELLS: usize = 60_000;
/// Characters of all texts together, charts not counted.
pub const MOST_CHARACTERS: usize = 1_000_000;
/// Characters of one text.
pub const LONGEST_TEXT: usize = 40_000;
/// Bytes of one chart.
pub const LARGEST_CHART: usize = 2_000_000;
/// Bytes of all pictures together.
pub const LARGEST_PICTURES: usize = 100 << 20;
pub const MOST_PAGES: usize = 500;

pub(super) fn check(document: &Document) -> Result<(), PrintError> {
    let too_much = |what: &str, found: usize, most: usize| {
        Err(PrintError::TooMuch(format!(
            "{what}が多すぎます（{found}）。一つの書類では{most}までです。範囲を分けて作ってください。"
        )))
    };
    if document.blocks.len() > MOST_BLOCKS {
        return too_much("見出しや表の数", document.blocks.len(), MOST_BLOCKS);
    }
    let (mut cells, mut pictures) = (0, 0);
    let mut characters = 0;
    let mut longest = 0;
    let mut count = |text: &str| {
        let length = text.chars().count();
        characters += length;
        longest = longest.max(length);
    };
    for text in [&document.title, &document.subtitle, &document.author, &document.date, &document.source] {
        count(text);
    }
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Note(text) => count(text),
            Block::List(items) => items.iter().for_each(|item| count(item)),
            Block::Facts(facts) => {
                for (label, value) in facts {
                    count(label);
                    count(value);
                }
            }
            Block::Table(table) => {
                even(table)?;
                cells += table.rows.len() * table.columns.len();
                for text in [&table.caption, &table.note] {
                    count(text);
                }
                table.heads.iter().flatten().for_each(|head| count(&head.text));
                table.rows.iter().flat_map(|row| &row.cells).for_each(|cell| count(cell));
            }
            Block::Chart(svg) if svg.len() > LARGEST_CHART => return too_much("図の大きさ", svg.len(), LARGEST_CHART),
            Block::Picture(picture) => {
                pictures += picture.bytes.len();
                count(&picture.says);
                count(&picture.caption);
            }
            Block::Chart(_) | Block::NewPage => {}
        }
    }
    if pictures > LARGEST_PICTURES {
        return too_much("画像のバイト数", pictures, LARGEST_PICTURES);
    }
    if cells > MOST_CELLS {
        return too_much("表のます目", cells, MOST_CELLS);
    }
    if longest > LONGEST_TEXT {
        return too_much("一つの文章の文字", longest, LONGEST_TEXT);
    }
    if characters > MOST_CHARACTERS {
        return too_much("文字", characters, MOST_CHARACTERS);
    }
    Ok(())
}

/// Every row of head and body fills the columns exactly.
fn even(table: &Table) -> Result<(), PrintError> {
    let columns = table.columns.len();
    let heads = table.heads.iter().all(|row| {
        row.iter().all(|head| head.across > 0) && row.iter().map(|head| head.across).sum::<usize>() == columns
    });
    let rows = table.rows.iter().all(|row| row.cells.len() == columns);
    if columns == 0 || table.heads.is_empty() || !heads || !rows || table.row_heads > columns {
        return Err(PrintError::Uneven(format!("table 「{}」: rows do not fill its {columns} columns", table.caption)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Head, Row};
    use super::*;

    fn with(blocks: Vec<Block>) -> Document {
        Document { title: "題".to_owned(), blocks, ..Document::default() }
    }

    #[test]
    fn just_at_the_limit_and_just_over() {
        let text = |length: usize| with(vec![Block::Paragraph("あ".repeat(length))]);
        assert_eq!(check(&text(LONGEST_TEXT)), Ok(()));
        assert!(matches!(check(&text(LONGEST_TEXT + 1)), Err(PrintError::TooMuch(s)) if s.contains("40001")));
        let blocks = |count: usize| with(vec![Block::NewPage; count]);
        assert_eq!(check(&blocks(MOST_BLOCKS)), Ok(()));
        assert!(check(&blocks(MOST_BLOCKS + 1)).is_err());
        let long = "あ".repeat(LONGEST_TEXT);
        let many = |count: usize| with(vec![Block::Paragraph(long.clone()); count]);
        assert_eq!(check(&many(24)), Ok(()));
        assert!(check(&many(25)).is_err(), "the title counts too");
        assert!(check(&with(vec![Block::Chart("x".repeat(LARGEST_CHART + 1))])).is_err());
    }

    #[test]
    fn a_table_that_does_not_fill_its_columns_is_a_fault() {
        let table = |heads: Vec<Vec<Head>>, cells: usize| {
            let rows = vec![Row::new(vec![String::new(); cells])];
            with(vec![Block::Table(Table { columns: vec![Column::default(); 2], heads, rows, ..Table::default() })])
        };
        let two = vec![Head::new("a"), Head::new("b")];
        assert_eq!(check(&table(vec![vec![Head { text: String::new(), across: 2 }], two.clone()], 2)), Ok(()));
        assert!(matches!(check(&table(vec![two.clone()], 3)), Err(PrintError::Uneven(_))));
        assert!(check(&table(vec![vec![Head::new("a")]], 2)).is_err());
        assert!(check(&table(Vec::new(), 2)).is_err());
        assert!(
            check(&table(
                vec![vec![Head { text: String::new(), across: 0 }, Head { text: String::new(), across: 2 }]],
                2
            ))
            .is_err()
        );
    }
}

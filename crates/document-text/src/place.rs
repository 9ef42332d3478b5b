//! Where in a document a part stands, as a reader looks it up.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Page {
        number: u32,
    },
    Slide {
        number: u32,
    },
    /// Rows and columns count from 0.
    Cells {
        sheet: String,
        top: u32,
        left: u32,
        bottom: u32,
        right: u32,
    },
    /// Lines of a plain text, from 1.
    Lines {
        first: u32,
        last: u32,
    },
    /// Paragraphs of a text without pages (Word, HTML), from 1.
    Paragraphs {
        first: u32,
        last: u32,
    },
}

impl Place {
    /// 「3ページ」「シート「一覧」A1〜F40」
    pub fn label(&self) -> String {
        match self {
            Self::Page { number } => format!("{number}ページ"),
            Self::Slide { number } => format!("スライド{number}"),
            Self::Cells { sheet, top, left, bottom, right } => {
                format!("シート「{sheet}」{}", range((*top, *left), (*bottom, *right)))
            }
            Self::Lines { first, last } if first == last => format!("{first}行目"),
            Self::Lines { first, last } => format!("{first}〜{last}行目"),
            Self::Paragraphs { first, last } if first == last => format!("段落{first}"),
            Self::Paragraphs { first, last } => format!("段落{first}〜{last}"),
        }
    }
}

fn range(from: (u32, u32), to: (u32, u32)) -> String {
    let cell = |(row, column): (u32, u32)| format!("{}{}", column_name(column), u64::from(row) + 1);
    if from == to { cell(from) } else { format!("{}〜{}", cell(from), cell(to)) }
}

/// 0 → A, 26 → AA
fn column_name(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut name = Vec::new();
    while rest > 0 {
        name.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_as_people_look_them_up() {
        let cells = Place::Cells { sheet: "一覧".to_owned(), top: 0, left: 0, bottom: 39, right: 27 };
        assert_eq!(cells.label(), "シート「一覧」A1〜AB40");
        assert_eq!(Place::Lines { first: 3, last: 3 }.label(), "3行目");
        assert_eq!(Place::Paragraphs { first: 3, last: 9 }.label(), "段落3〜9");
        assert_eq!(Place::Page { number: 3 }.label(), "3ページ");
    }
}

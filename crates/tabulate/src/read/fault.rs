//! What is wrong with a file, in sentences that say where, what, and what to do.

use std::fmt;

use crate::fault::Fault;

/// Why a file could not be read. Lines count from 1 as an editor shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadFault {
    /// The bytes are no text; the sentence says what they are.
    Text(String),
    TooManyBytes {
        most: usize,
    },
    TooManyRows {
        most: usize,
    },
    TooManyColumns {
        columns: usize,
        most: usize,
    },
    NoHeader,
    NoRows,
    SameName {
        name: String,
        first: usize,
        second: usize,
    },
    NoColumn {
        name: String,
        headers: Vec<String>,
    },
    /// A row with more or fewer cells than the first line.
    Length {
        line: u64,
        cells: u64,
        expected: u64,
    },
    Cell {
        line: u64,
        column: String,
        found: String,
        expected: &'static str,
    },
    TooManyLabels {
        name: String,
        labels: usize,
        most: usize,
    },
    Tabulate(Fault),
    Other(String),
}

impl fmt::Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(sentence) | Self::Other(sentence) => f.write_str(sentence),
            Self::TooManyBytes { most } => write!(f, "ファイルが大きすぎます。{} MBまでです。", most >> 20),
            Self::TooManyRows { most } => write!(f, "行が多すぎます。{most}行までです。"),
            Self::TooManyColumns { columns, most } => write!(f, "列が{columns}列あります。{most}列までです。"),
            Self::NoHeader => write!(f, "1行目に列の名前がありません。1行目に列の名前を入れてください。"),
            Self::NoRows => write!(f, "回答の行がありません。1行目が列の名前、2行目からが回答です。"),
            Self::SameName { name, first, second } => write!(
                f,
                "列の名前「{name}」が{}列と{}列にあります。どちらかの名前を変えてください。",
                column_letter(*first),
                column_letter(*second)
            ),
            Self::NoColumn { name, headers } => {
                let shown: Vec<_> = headers.iter().take(30).map(String::as_str).collect();
                let more = if headers.len() > 30 { " ほか" } else { "" };
                write!(f, "「{name}」という列がありません。列は次のとおりです: {}{more}", shown.join("、"))
            }
            Self::Length { line, cells, expected } => write!(
                f,
                "{line}行目の列の数が{cells}です。1行目と同じ{expected}にしてください（コンマや改行を含む値は引用符で囲みます）。"
            ),
            Self::Cell { line, column, found, expected } => {
                let found: String = found.chars().take(40).collect();
                write!(f, "{line}行目の「{column}」が「{found}」です。{expected}にしてください。")
            }
            Self::TooManyLabels { name, labels, most } => write!(
                f,
                "「{name}」には違う値が{labels}種類あります（{most}種類まで）。自由記述や数量の列ではないか、確かめてください。"
            ),
            Self::Tabulate(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for ReadFault {}

impl From<Fault> for ReadFault {
    fn from(fault: Fault) -> Self {
        Self::Tabulate(fault)
    }
}

/// The line a record starts on. The reader's own position is where it began to look: before empty lines and before the second
/// half of a Windows line end.
pub(super) fn line_of(text: &str, position: &csv::Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = text.as_bytes().get(from..).unwrap_or_default().iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    position.line() + before.filter(|b| **b == b'\n').count() as u64
}

pub(super) fn of_csv(error: &csv::Error, text: &str) -> ReadFault {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => ReadFault::Length {
            line: pos.as_ref().map_or(0, |at| line_of(text, at)),
            cells: *len,
            expected: *expected_len,
        },
        _ => ReadFault::Other(format!("CSVとして読めません（{error}）。")),
    }
}

/// 0 → A, 26 → AA: as a spreadsheet names its columns.
#[must_use]
pub fn column_letter(index: usize) -> String {
    let mut letters = Vec::new();
    let mut left = index + 1;
    while left > 0 {
        letters.push(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0));
        left = (left - 1) / 26;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

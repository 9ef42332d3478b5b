//! What cannot be tabulated, as types whose `Display` is a Japanese sentence.

use std::fmt;

/// Why variables or a request were refused. Rows count from 0 here; who knows the file adds its own line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Two variables of one request have different numbers of rows.
    Rows { name: String, rows: usize, expected: usize },
    /// A code beyond the options.
    Code { name: String, row: usize, code: usize, options: usize },
    /// More options than a variable can hold.
    Options { name: String, options: usize, most: usize },
    /// A tick for an option that is not there, or in a row that is not answered.
    Tick { name: String, row: usize },
    /// A number that is none (NaN, infinite).
    Number { name: String, row: usize },
    /// A weight below zero, not a number, or too large.
    Weight { row: usize },
    /// The weights together are too large.
    Weights,
    /// Classes that should exclude each other do not.
    Overlap { name: String, row: usize, first: String, second: String },
    /// Edges of bands that do not rise, or labels that do not fit their number.
    Bands { name: String },
    /// An option the variable does not have.
    NoSuchOption { name: String, option: usize },
    /// A numeric variable where options are needed, or the other way round.
    Kind { name: String, needed: &'static str },
    /// Items of a grid with different options.
    Grid { name: String },
    /// Too many rows.
    TooManyRows { rows: usize, most: usize },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows { name, rows, expected } => {
                write!(f, "「{name}」の件数が{rows}件で、ほかの変数の{expected}件と合いません。")
            }
            Self::Code { name, row, code, options } => {
                write!(f, "「{name}」の{}件目の番号{code}に当たる選択肢がありません（選択肢は{options}個）。", row + 1)
            }
            Self::Options { name, options, most } => {
                write!(f, "「{name}」の選択肢が{options}個あります。{most}個までです。数量なら区分にまとめてください。")
            }
            Self::Tick { name, row } => {
                write!(f, "「{name}」の{}件目に、選択肢にない印か、答えていないのに付いた印があります。", row + 1)
            }
            Self::Number { name, row } => write!(f, "「{name}」の{}件目が数ではありません。", row + 1),
            Self::Weight { row } => {
                write!(f, "{}件目のウエイトが使えません。0以上100,000以下の数にしてください。", row + 1)
            }
            Self::Weights => write!(f, "ウエイトの合計が大きすぎます。合計が46億以下になるようにしてください。"),
            Self::Overlap { name, row, first, second } => write!(
                f,
                "「{name}」の{}件目が「{first}」と「{second}」の両方に当てはまります。区分が重ならないようにしてください。",
                row + 1
            ),
            Self::Bands { name } => {
                write!(f, "「{name}」の区分の境目が小さい順になっていないか、名前の数が区分の数と合いません。")
            }
            Self::NoSuchOption { name, option } => write!(f, "「{name}」に{}番目の選択肢はありません。", option + 1),
            Self::Kind { name, needed } => write!(f, "「{name}」は{needed}ではないので、この集計には使えません。"),
            Self::Grid { name } => write!(f, "「{name}」の選択肢が、同じ表のほかの項目と違います。"),
            Self::TooManyRows { rows, most } => write!(f, "{rows}件は多すぎます。{most}件までです。"),
        }
    }
}

impl std::error::Error for Fault {}

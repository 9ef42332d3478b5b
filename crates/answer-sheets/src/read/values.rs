//! What people write → values. Whatever was not written just so is told (`tidied`).

use japanese::{fold, quantity, wareki};
use jiff::civil::Date;

use crate::template::Finder;
use crate::workbook::{Book, Cell, Value};

/// A value, and whether it was taken as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken<T> {
    pub value: T,
    pub tidied: bool,
}

/// Nothing but white space, or one of the dashes people put for "nothing".
pub(super) fn is_nothing(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}' || c == '\u{200b}').is_empty()
}

/// 「-」「－」「―」「ー」「…」 alone.
pub(super) fn is_dash(text: &str) -> bool {
    let text = text.trim();
    let dash = |c: char| matches!(c, '-' | '－' | '―' | '—' | '–' | 'ー' | '─' | '−' | '‐' | '‑' | '…' | '/' | '／');
    !text.is_empty() && text.chars().count() <= 3 && text.chars().all(dash)
}

/// ○ or its absence; `option` is the option's own number (typed there it is a mark too), from 1.
pub(super) fn mark(book: &Book, cell: &Cell, option: usize, label: &str) -> Option<Taken<bool>> {
    let tidied = |value| Some(Taken { value, tidied: true });
    match cell.value {
        Value::Bool(yes) => return tidied(yes),
        #[allow(clippy::float_cmp, clippy::cast_precision_loss, reason = "whole numbers as typed")]
        Value::Number { number, .. } => {
            return match number {
                1.0 => tidied(true),
                0.0 => tidied(false),
                number if number == option as f64 => tidied(true),
                _ => None,
            };
        }
        Value::Error | Value::Date(_) => return None,
        Value::Text { .. } => {}
    }
    let text = book.text_of(cell)?;
    if text == crate::fill::MARK {
        return Some(Taken { value: true, tidied: false });
    }
    let text = fold::half_width(text.trim()).trim().to_lowercase();
    match text.as_str() {
        "○" | "〇" | "◯" | "●" | "◎" | "⚪" | "⭕" | "⚫" | "◉" | "o" | "0o" | "まる" | "マル" | "丸" | "1" | "レ"
        | "ﾚ" | "✓" | "✔" | "✔️" | "☑" | "☑️" | "✅" | "■" | "◼" | "x" | "true" | "yes" | "y" | "はい" | "有"
        | "あり" | "ある" | "該当" | "v" | "√" | "*" | "★" | "①" => tidied(true),
        "0" | "×" | "✕" | "✖" | "✗" | "✘" | "☓" | "☐" | "□" | "false" | "no" | "n" | "いいえ" | "無" | "なし"
        | "ない" | "非該当" | "ペケ" | "バツ" => tidied(false),
        text if is_dash(text) => tidied(false),
        text if text == option.to_string() || fold::fold(text) == fold::fold(label) => tidied(true),
        _ => None,
    }
}

/// One option of a list.
pub(super) fn single(book: &Book, cell: &Cell, finder: &Finder) -> Option<Taken<usize>> {
    let text = match cell.value {
        Value::Text { .. } => book.text_of(cell)?.to_owned(),
        Value::Number { number, .. } if !book.looks_like_date(cell) => crate::workbook::shown_number(number),
        _ => return None,
    };
    finder.find(&text).map(|(value, exact)| Taken { value, tidied: !exact })
}

/// Several options in one cell: 「1、3」「入退院支援・看取り」. All parts must be options.
pub(super) fn several(book: &Book, cell: &Cell, finder: &Finder) -> Option<Vec<usize>> {
    if let Some(one) = single(book, cell, finder) {
        return Some(vec![one.value]);
    }
    let text = fold::half_width(&book.shown(cell));
    let marks: &[char] = &['、', ',', '，', ';', '・', '\n', '/', '／', ' ', '\u{3000}', '.', '．'];
    let parts = text.split(marks).map(str::trim).filter(|part| !part.is_empty());
    let found: Option<Vec<usize>> = parts.map(|part| finder.find(part).map(|(at, _)| at)).collect();
    found.filter(|found| !found.is_empty())
}

/// A number with or without its unit: `12`, 「１２人」, `1,741`, 「3万5千」, `12.5`, 「△5」.
pub(super) fn number(book: &Book, cell: &Cell, unit: &str) -> Option<Taken<f64>> {
    match cell.value {
        // 「1-2」 typed into a pasted cell becomes 2 January: no number.
        Value::Number { .. } if book.looks_like_date(cell) => return None,
        Value::Number { number, .. } => return Some(Taken { value: number, tidied: false }),
        Value::Text { .. } => {}
        _ => return None,
    }
    let text = book.text_of(cell)?;
    quantity::parse(text, unit).map(|value| Taken { value, tidied: true })
}

/// A day: a date cell, a serial number, or any usual spelling (西暦 and 和暦).
pub(super) fn date(book: &Book, cell: &Cell) -> Option<Taken<Date>> {
    match cell.value {
        Value::Date(day) => Some(Taken { value: day, tidied: false }),
        Value::Number { number, .. } => {
            // 20260331 typed as a number; otherwise a serial number, from 1927 to 2173.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the pattern")]
            if (18_680_101.0..=99_991_231.0).contains(&number) && number.fract() == 0.0 {
                return wareki::parse(&format!("{}", number as u64)).ok().map(|value| Taken { value, tidied: true });
            }
            let tidied = !book.looks_like_date(cell);
            let day = book.date_of(cell).filter(|_| !tidied || (10_000.0..100_000.0).contains(&number))?;
            Some(Taken { value: day, tidied })
        }
        Value::Text { .. } => {
            let text = book.text_of(cell)?;
            let first = |text: &str| wareki::parse(text).ok();
            let half = fold::half_width(text.trim());
            // 「2026-03-31 00:00:00」, 「2026.3.31」, 「令和8年3月31日（火）」, 「令和8年 3月 31日頃」 is none.
            let without_time =
                half.split_once(' ').filter(|(_, time)| time.contains(':')).map(|(day, _)| day.to_owned());
            let points = half.replace(['.', '・', '．'], "/");
            let day = first(&half).or_else(|| without_time.as_deref().and_then(first)).or_else(|| first(&points))?;
            Some(Taken { value: day, tidied: true })
        }
        _ => None,
    }
}

/// A text as it may be stored. Numbers and dates typed into a text cell stay what they showed.
pub(super) fn text(book: &Book, cell: &Cell) -> Option<Taken<String>> {
    match cell.value {
        Value::Error => None,
        Value::Text { .. } => {
            let raw = book.text_of(cell)?;
            let value = fold::tidy(raw);
            Some(Taken { tidied: value != raw, value })
        }
        _ => Some(Taken { value: book.shown(cell), tidied: false }),
    }
}

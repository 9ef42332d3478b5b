//! Bytes of a CSV → columns. UTF-8 with or without a byte order mark, or CP932; the first line names the columns.
//!
//! Labels are kept as they are. An empty cell (or one of spaces only, or the word 無回答) is 無回答.

mod fault;

use std::collections::HashMap;
use std::sync::Arc;

pub use fault::ReadFault;

use crate::variables::{Answer, Choice, MOST_TICKS, Meta, Multiple, Number, Numeric, PLANE, Single, state};
use crate::weights::{MOST_WEIGHT, Weights};
use japanese::fold::half_width;

/// What is read at most; more is refused, not cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: usize,
    pub rows: usize,
    pub columns: usize,
    /// Different labels of one single-answer column.
    pub labels: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 2 << 30, rows: 50_000_000, columns: 4_096, labels: 1_000 }
    }
}

/// One column of the file: each different text once, and which of them a row has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextColumn {
    pub name: String,
    /// In the order in which they first appear.
    pub labels: Vec<String>,
    /// Index into `labels` per row.
    pub rows: Vec<u32>,
}

/// The columns wanted of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// All names in the file, in its order.
    pub headers: Vec<String>,
    columns: Vec<TextColumn>,
    /// The line each row starts on, where that is not simply its number + 2.
    lines: Option<Vec<u64>>,
    rows: usize,
    limits: Limits,
}

/// Reads the wanted columns (`None`: all).
///
/// # Errors
/// [`ReadFault`]: what is no text, an empty file, columns without or with the same name, a wanted column that is not there, a row of
/// another length, beyond the limits.
pub fn csv(bytes: &[u8], wanted: Option<&[&str]>, limits: Limits) -> Result<Sheet, ReadFault> {
    if bytes.len() > limits.bytes {
        return Err(ReadFault::TooManyBytes { most: limits.bytes });
    }
    let decoded = japanese::cp932::decode(bytes).map_err(|e| ReadFault::Text(e.to_string()))?;
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(decoded.text.as_bytes());
    let headers: Vec<String> =
        reader.headers().map_err(|e| fault::of_csv(&e, &decoded.text))?.iter().map(ToOwned::to_owned).collect();
    check_headers(&headers, limits)?;
    let places: Vec<usize> = match wanted {
        None => (0..headers.len()).collect(),
        Some(wanted) => wanted
            .iter()
            .map(|name| {
                headers
                    .iter()
                    .position(|h| h == name)
                    .ok_or_else(|| ReadFault::NoColumn { name: (*name).to_owned(), headers: headers.clone() })
            })
            .collect::<Result<_, _>>()?,
    };
    let mut columns: Vec<TextColumn> = places
        .iter()
        .map(|place| TextColumn { name: headers[*place].clone(), labels: Vec::new(), rows: Vec::new() })
        .collect();
    let mut known: Vec<HashMap<String, u32>> = vec![HashMap::new(); columns.len()];
    let (mut rows, mut lines): (usize, Option<Vec<u64>>) = (0, None);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| fault::of_csv(&e, &decoded.text))? {
        if rows == limits.rows {
            return Err(ReadFault::TooManyRows { most: limits.rows });
        }
        let line = record.position().map_or(0, |at| fault::line_of(&decoded.text, at));
        if lines.is_none() && line != rows as u64 + 2 {
            lines = Some((0..rows as u64).map(|row| row + 2).collect());
        }
        if let Some(lines) = &mut lines {
            lines.push(line);
        }
        for ((column, known), place) in columns.iter_mut().zip(&mut known).zip(&places) {
            column.push(known, record.get(*place).unwrap_or(""));
        }
        rows += 1;
    }
    if rows == 0 {
        return Err(ReadFault::NoRows);
    }
    Ok(Sheet { headers, columns, lines, rows, limits })
}

fn check_headers(headers: &[String], limits: Limits) -> Result<(), ReadFault> {
    if headers.iter().all(|h| h.trim().is_empty()) {
        return Err(ReadFault::NoHeader);
    }
    if headers.len() > limits.columns {
        return Err(ReadFault::TooManyColumns { columns: headers.len(), most: limits.columns });
    }
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (index, header) in headers.iter().enumerate() {
        if let Some(earlier) = first.insert(header, index) {
            return Err(ReadFault::SameName { name: header.clone(), first: earlier, second: index });
        }
    }
    Ok(())
}

impl TextColumn {
    #[allow(clippy::cast_possible_truncation, reason = "there are no more labels than rows")]
    fn push(&mut self, known: &mut HashMap<String, u32>, text: &str) {
        // Neighbours are often the same.
        if let Some(last) = self.rows.last()
            && self.labels[*last as usize] == text
        {
            let same = *last;
            self.rows.push(same);
            return;
        }
        let code = known.get(text).copied().unwrap_or_else(|| {
            let code = self.labels.len() as u32;
            self.labels.push(text.to_owned());
            known.insert(text.to_owned(), code);
            code
        });
        self.rows.push(code);
    }
}

fn is_empty(label: &str) -> bool {
    let label = label.trim();
    label.is_empty() || label == crate::tables::NO_ANSWER_LABEL
}

impl Sheet {
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// # Errors
    /// [`ReadFault::NoColumn`]
    pub fn column(&self, name: &str) -> Result<&TextColumn, ReadFault> {
        self.columns
            .iter()
            .find(|c| c.name == name)
            .ok_or_else(|| ReadFault::NoColumn { name: name.to_owned(), headers: self.headers.clone() })
    }

    fn fault(&self, column: &TextColumn, label: usize, expected: &'static str) -> ReadFault {
        let row = column.rows.iter().position(|c| *c as usize == label).unwrap_or(0);
        let line = self.lines.as_ref().map_or(row as u64 + 2, |lines| lines[row]);
        ReadFault::Cell { line, column: column.name.clone(), found: column.labels[label].clone(), expected }
    }

    /// A single-answer variable whose choices are the labels in the order in which they first appear.
    ///
    /// # Errors
    /// [`ReadFault::TooManyLabels`]: it is probably free text or a number.
    pub fn single(&self, name: &str) -> Result<Single, ReadFault> {
        let column = self.column(name)?;
        let labels: Vec<&String> = column.labels.iter().filter(|l| !is_empty(l)).collect();
        if labels.len() > self.limits.labels {
            let name = name.to_owned();
            return Err(ReadFault::TooManyLabels { name, labels: labels.len(), most: self.limits.labels });
        }
        let mut next = 0;
        let answers: Vec<Answer> = column
            .labels
            .iter()
            .map(|label| {
                if is_empty(label) {
                    return Answer::NoAnswer;
                }
                next += 1;
                Answer::Option(next - 1)
            })
            .collect();
        let choices = labels.into_iter().map(Choice::new).collect();
        let meta = Meta { choices, ..Meta::new(name, Vec::<String>::new()) };
        Ok(Single::from_answers(meta, column.rows.iter().map(|c| answers[*c as usize]))?)
    }

    /// A multiple-answer variable of flag columns: 1 ticked, 0 not, empty = not given. A row whose flags are all empty is
    /// 無回答; a row with any flag answered, even when none is ticked. The choices bear the columns' names.
    ///
    /// # Errors
    /// [`ReadFault::Cell`] for what is neither, [`ReadFault::NoColumn`], [`ReadFault::TooManyColumns`].
    pub fn multiple(&self, name: &str, flags: &[&str]) -> Result<Multiple, ReadFault> {
        if flags.len() > MOST_TICKS {
            return Err(ReadFault::TooManyColumns { columns: flags.len(), most: MOST_TICKS });
        }
        let mut planes = vec![vec![0_u32; self.rows]; flags.len().div_ceil(PLANE)];
        let mut states = vec![state::NO_ANSWER; self.rows];
        for (index, flag) in flags.iter().enumerate() {
            let column = self.column(flag)?;
            let meanings: Vec<Option<bool>> = column
                .labels
                .iter()
                .enumerate()
                .map(|(label, text)| ticked(text).map_err(|()| self.fault(column, label, "1か0か空欄")))
                .collect::<Result<_, _>>()?;
            let (plane, bit) = (&mut planes[index / PLANE], 1_u32 << (index % PLANE));
            for ((ticks, given), code) in plane.iter_mut().zip(&mut states).zip(&column.rows) {
                if let Some(ticked) = meanings[*code as usize] {
                    *given = state::ANSWERED;
                    *ticks |= if ticked { bit } else { 0 };
                }
            }
        }
        Ok(Multiple::from_planes(Meta::new(name, flags.iter().copied()), planes, states)?)
    }

    /// A number per row; full-width digits and thousands commas are understood.
    ///
    /// # Errors
    /// [`ReadFault::Cell`] for what is no number.
    pub fn numeric(&self, name: &str, unit: &str) -> Result<Numeric, ReadFault> {
        let column = self.column(name)?;
        let numbers: Vec<Number> = column
            .labels
            .iter()
            .enumerate()
            .map(|(label, text)| {
                if is_empty(text) {
                    return Ok(Number::NoAnswer);
                }
                let plain = half_width(text.trim()).replace(',', "");
                let number = plain.parse::<f64>().ok().filter(|x| x.is_finite());
                number.map(Number::Value).ok_or_else(|| self.fault(column, label, "数"))
            })
            .collect::<Result<_, _>>()?;
        let meta = Meta::new(name, Vec::<String>::new());
        Ok(Numeric::from_numbers(meta, unit, column.rows.iter().map(|c| numbers[*c as usize]))?)
    }

    /// A weight per row.
    ///
    /// # Errors
    /// [`ReadFault::Cell`] for what is empty, no number, negative or over 100,000.
    pub fn weights(&self, name: &str) -> Result<Weights, ReadFault> {
        let column = self.column(name)?;
        let weights: Vec<u64> = column
            .labels
            .iter()
            .enumerate()
            .map(|(label, text)| {
                millionths(text).ok_or_else(|| self.fault(column, label, "0以上100,000以下の数（ウエイト）"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Weights::from_millionths(column.rows.iter().map(|c| weights[*c as usize]).collect())?)
    }
}

fn ticked(text: &str) -> Result<Option<bool>, ()> {
    if is_empty(text) {
        return Ok(None);
    }
    match half_width(text.trim()).as_str() {
        "1" | "1.0" => Ok(Some(true)),
        "0" | "0.0" => Ok(Some(false)),
        _ => Err(()),
    }
}

/// A decimal as millionths, exactly; further decimals round half up.
fn millionths(text: &str) -> Option<u64> {
    let text = half_width(text.trim());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() + decimals.len() == 0 {
        // 1e-3 and the like.
        let number: f64 = text.parse().ok()?;
        return Weights::from_numbers(&[number]).ok().map(|w| w.millionths()[0]);
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let six: u64 = format!("{decimals:0<6}").get(..6)?.parse().ok()?;
    let up = u64::from(decimals.as_bytes().get(6).is_some_and(|d| *d >= b'5'));
    whole.checked_mul(1_000_000)?.checked_add(six + up).filter(|w| *w <= MOST_WEIGHT)
}

/// Shares one set of labels among variables of the same choices, so that a grid can be made of them.
///
/// # Errors
/// As [`Sheet::single`].
pub fn grid_items(sheet: &Sheet, names: &[&str]) -> Result<Vec<Single>, ReadFault> {
    let singles: Vec<Single> = names.iter().map(|name| sheet.single(name)).collect::<Result<_, _>>()?;
    let mut labels: Vec<String> = Vec::new();
    for choice in singles.iter().flat_map(|s| &s.meta().choices) {
        if !labels.contains(&choice.label) {
            labels.push(choice.label.clone());
        }
    }
    singles
        .iter()
        .map(|single| {
            let place = |i: usize| labels.iter().position(|l| *l == single.meta().choices[i].label).unwrap_or(0);
            let places: Vec<usize> = (0..single.meta().choices.len()).map(place).collect();
            let answers = (0..single.rows()).map(|row| match single.answer(row) {
                Answer::Option(i) => Answer::Option(places[i]),
                other => other,
            });
            let meta = Arc::new(Meta::new(&single.meta().name, labels.iter().cloned()));
            Ok(Single::from_answers(meta, answers)?)
        })
        .collect()
}

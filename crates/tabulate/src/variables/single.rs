//! One answer per row.

use std::sync::Arc;

use super::{Answer, FIRST_OPTION, MOST_OPTIONS, MOST_ROWS, Meta, NO_ANSWER, NOT_ASKED};
use crate::fault::Fault;

/// One code per row: 0 = 非該当, 1 = 無回答, 2 + i = option i. One byte each where the options allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codes {
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

impl Codes {
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Narrow(c) => c.len(),
            Self::Wide(c) => c.len(),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[must_use]
    pub fn get(&self, row: usize) -> u16 {
        match self {
            Self::Narrow(c) => u16::from(c[row]),
            Self::Wide(c) => c[row],
        }
    }

    /// The codes of these rows, in their order.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Self {
        match self {
            Self::Narrow(c) => Self::Narrow(rows.iter().map(|r| c[*r as usize]).collect()),
            Self::Wide(c) => Self::Wide(rows.iter().map(|r| c[*r as usize]).collect()),
        }
    }

    fn highest(&self) -> u16 {
        match self {
            Self::Narrow(c) => c.iter().copied().max().map_or(0, u16::from),
            Self::Wide(c) => c.iter().copied().max().unwrap_or(0),
        }
    }
}

/// A question with one answer per row (単数回答), or any variable of classes that exclude each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Single {
    meta: Arc<Meta>,
    codes: Codes,
}

impl Single {
    /// From codes as they are stored (see [`Codes`]).
    ///
    /// # Errors
    /// [`Fault::Code`] for a code that no option has; [`Fault::Options`] and [`Fault::TooManyRows`] beyond the limits.
    pub fn from_codes(meta: impl Into<Arc<Meta>>, codes: Codes) -> Result<Self, Fault> {
        let meta = meta.into();
        let options = meta.choices.len();
        if options > MOST_OPTIONS {
            return Err(Fault::Options { name: meta.name.clone(), options, most: MOST_OPTIONS });
        }
        if codes.len() > MOST_ROWS {
            return Err(Fault::TooManyRows { rows: codes.len(), most: MOST_ROWS });
        }
        let limit = options + usize::from(FIRST_OPTION);
        if usize::from(codes.highest()) >= limit {
            let row = (0..codes.len()).find(|r| usize::from(codes.get(*r)) >= limit).unwrap_or(0);
            return Err(Fault::Code { name: meta.name.clone(), row, code: usize::from(codes.get(row)), options });
        }
        Ok(Self { meta, codes })
    }

    /// # Errors
    /// As [`Single::from_codes`].
    #[allow(clippy::cast_possible_truncation, reason = "bounded by the check against the options")]
    pub fn from_answers(meta: impl Into<Arc<Meta>>, answers: impl IntoIterator<Item = Answer>) -> Result<Self, Fault> {
        let meta = meta.into();
        let options = meta.choices.len();
        let codes = answers
            .into_iter()
            .enumerate()
            .map(|(row, answer)| match answer {
                Answer::NotAsked => Ok(NOT_ASKED),
                Answer::NoAnswer => Ok(NO_ANSWER),
                Answer::Option(i) if i < options.min(MOST_OPTIONS) => Ok(FIRST_OPTION + i as u16),
                Answer::Option(code) => Err(Fault::Code { name: meta.name.clone(), row, code, options }),
            })
            .collect::<Result<Vec<u16>, _>>()?;
        let codes = if options + usize::from(FIRST_OPTION) <= 256 {
            Codes::Narrow(codes.into_iter().map(|c| c as u8).collect())
        } else {
            Codes::Wide(codes)
        };
        Self::from_codes(meta, codes)
    }

    /// The same answers under other labels or another disclosure.
    ///
    /// # Errors
    /// [`Fault::Code`] when there are fewer choices than codes in use.
    pub fn with_meta(self, meta: impl Into<Arc<Meta>>) -> Result<Self, Fault> {
        Self::from_codes(meta, self.codes)
    }

    #[must_use]
    pub fn meta(&self) -> &Arc<Meta> {
        &self.meta
    }

    #[must_use]
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        self.codes.len()
    }

    #[must_use]
    pub fn answer(&self, row: usize) -> Answer {
        match self.codes.get(row) {
            NOT_ASKED => Answer::NotAsked,
            NO_ANSWER => Answer::NoAnswer,
            code => Answer::Option(usize::from(code - FIRST_OPTION)),
        }
    }
}

//! Any number of ticks per row (複数回答).

use std::sync::Arc;

use super::{Codes, MOST_ROWS, MOST_TICKS, Meta, state};
use crate::fault::Fault;

/// How many options one plane of ticks holds.
pub const PLANE: usize = 32;

/// A question with any number of answers per row. Ticks are bits: plane `p`, bit `b` is option `32 p + b`
/// (32 bits, not 64, because most questions have fewer than 32 options and ten million rows are read at the speed of memory).
#[derive(Debug, Clone, PartialEq)]
pub struct Multiple {
    meta: Arc<Meta>,
    planes: Vec<Vec<u32>>,
    states: Codes,
}

impl Multiple {
    /// `planes[p][row]` are the ticks of options `32 p ..`, `states[row]` is 0 = 非該当, 1 = 無回答, 2 = answered
    /// (none ticked is an answer).
    ///
    /// # Errors
    /// [`Fault::Tick`] for a tick beyond the options or in a row not answered, [`Fault::Rows`], [`Fault::Code`] for another
    /// state, [`Fault::Options`], [`Fault::TooManyRows`].
    pub fn from_planes(meta: impl Into<Arc<Meta>>, planes: Vec<Vec<u32>>, states: Vec<u8>) -> Result<Self, Fault> {
        let meta = meta.into();
        let (name, options, rows) = (|| meta.name.clone(), meta.choices.len(), states.len());
        if options > MOST_TICKS {
            return Err(Fault::Options { name: name(), options, most: MOST_TICKS });
        }
        if rows > MOST_ROWS {
            return Err(Fault::TooManyRows { rows, most: MOST_ROWS });
        }
        if planes.len() != options.div_ceil(PLANE) {
            return Err(Fault::Options { name: name(), options: planes.len() * PLANE, most: options });
        }
        if let Some(row) = states.iter().position(|s| *s > state::ANSWERED) {
            return Err(Fault::Code { name: name(), row, code: usize::from(states[row]), options });
        }
        for (index, plane) in planes.iter().enumerate() {
            if plane.len() != rows {
                return Err(Fault::Rows { name: name(), rows: plane.len(), expected: rows });
            }
            let held = (options - index * PLANE).min(PLANE);
            let allowed = if held == PLANE { u32::MAX } else { (1 << held) - 1 };
            // The whole plane first, without branches; the row only when there is something to tell.
            let stray = |ticks: u32, answer: u8| ticks & !(if answer == state::ANSWERED { allowed } else { 0 });
            if plane.iter().zip(&states).fold(0, |all, (t, s)| all | stray(*t, *s)) != 0 {
                let row = plane.iter().zip(&states).position(|(t, s)| stray(*t, *s) != 0).unwrap_or(0);
                return Err(Fault::Tick { name: name(), row });
            }
        }
        Ok(Self { meta, planes, states: Codes::Narrow(states) })
    }

    /// From the ticked options of each row: `None` = 無回答, `Some([])` = answered, none ticked.
    ///
    /// # Errors
    /// [`Fault::NoSuchOption`], and as [`Multiple::from_planes`].
    pub fn from_ticks<'a>(
        meta: impl Into<Arc<Meta>>,
        rows: impl IntoIterator<Item = Option<&'a [usize]>>,
    ) -> Result<Self, Fault> {
        let meta = meta.into();
        let options = meta.choices.len();
        let mut planes = vec![Vec::new(); options.div_ceil(PLANE)];
        let mut states = Vec::new();
        for ticks in rows {
            states.push(if ticks.is_some() { state::ANSWERED } else { state::NO_ANSWER });
            for plane in &mut planes {
                plane.push(0);
            }
            for &option in ticks.unwrap_or_default() {
                if option >= options {
                    return Err(Fault::NoSuchOption { name: meta.name.clone(), option });
                }
                if let Some(last) = planes[option / PLANE].last_mut() {
                    *last |= 1 << (option % PLANE);
                }
            }
        }
        Self::from_planes(meta, planes, states)
    }

    /// The same answers, with the rows where `asked` is false made 非該当.
    #[must_use]
    pub fn asked_where(mut self, asked: impl Fn(usize) -> bool) -> Self {
        let Codes::Narrow(states) = &mut self.states else { return self };
        for row in 0..states.len() {
            if !asked(row) {
                states[row] = state::NOT_ASKED;
                for plane in &mut self.planes {
                    plane[row] = 0;
                }
            }
        }
        self
    }

    /// The same answers under other labels or another disclosure.
    ///
    /// # Errors
    /// [`Fault::Options`] when the number of choices differs.
    pub fn with_meta(self, meta: impl Into<Arc<Meta>>) -> Result<Self, Fault> {
        let meta = meta.into();
        let (options, most) = (meta.choices.len(), self.meta.choices.len());
        if options == most {
            return Ok(Self { meta, ..self });
        }
        Err(Fault::Options { name: meta.name.clone(), options, most })
    }

    #[must_use]
    pub fn meta(&self) -> &Arc<Meta> {
        &self.meta
    }

    #[must_use]
    pub fn planes(&self) -> &[Vec<u32>] {
        &self.planes
    }

    /// One code per row: 0 = 非該当, 1 = 無回答, 2 = answered.
    #[must_use]
    pub fn states(&self) -> &Codes {
        &self.states
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        self.states.len()
    }

    #[must_use]
    pub fn ticked(&self, row: usize, option: usize) -> bool {
        option < self.meta.choices.len() && self.planes[option / PLANE][row] >> (option % PLANE) & 1 == 1
    }
}

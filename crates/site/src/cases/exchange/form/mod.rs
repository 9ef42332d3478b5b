//! 取組事例の収集様式: a macro-free workbook with a place for everything a case tells, and the way back from a filled one
//! to the fields of the case's form, each with the cell it came from.

mod layout;
mod reading;
mod writing;

pub use reading::{Filled, read};
pub use writing::blank;

/// A ZIP of forms: at most so many, and so much.
pub const FORMS_AT_MOST: usize = 300;
pub const ZIP_UNPACKED_BYTES: usize = 64 << 20;

//! From what stands in files to what would become of our values: regions and series are recognised, parts of shares put together,
//! everything held against what is there. No I/O: what is needed of the database is handed in.

mod compare;
mod gather;
pub mod names;
pub mod places;
pub mod plan;
#[cfg(test)]
mod tests;

pub use compare::compare;
pub use gather::gather;
pub use names::{Names, Use};
pub use places::{Place, Places};
pub use plan::{FileState, Incoming, Kind, Plan, Planned, PlannedFile, SeriesSaid, Setting};

/// Text of another system as it is compared: one width, no blanks, folded.
pub fn folded(text: &str) -> String {
    japanese::fold::fold(&japanese::fold::half_width(&japanese::fold::tidy(text)))
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

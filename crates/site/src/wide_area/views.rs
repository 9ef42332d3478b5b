//! What each page shows.

mod calculator;
mod functions;
mod kept;
mod list;
mod members;
mod result;
#[cfg(test)]
mod samples;
mod show;

pub use calculator::{CalculatorPage, Keeping, Typed};
pub use functions::{ColumnPage, FunctionsPage, RowsPage};
pub use kept::KeptPage;
pub use list::{EditPage, ListPage, NewPage};
pub use members::{AskPage, MeetingPage, MemberPage};
pub use result::ResultTables;
pub use show::{PlanPage, ShowPage, Shown};

/// What somebody else saved meanwhile: label, theirs, yours; only what differs.
type Differences = Vec<(String, String, String)>;

fn differing(rows: impl IntoIterator<Item = (String, String, String)>) -> Differences {
    rows.into_iter().filter(|(_, theirs, yours)| theirs != yours).collect()
}

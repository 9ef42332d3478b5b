//! What each page shows.

mod boxes;
mod canvas;
pub mod chart;
pub mod document;
mod edit;
mod import;
mod list;
mod making_cases;
mod reviews;
#[cfg(test)]
mod samples;
mod shares;
mod show;
mod versions;

pub use boxes::{BoxPage, RemovePage};
pub use canvas::CanvasPage;
pub use chart::{canvas_note, drawn};
pub use edit::EditPage;
pub use import::ImportPage;
pub use list::{ExamplesPage, ListPage, NewPage};
pub use making_cases::MakeCasePage;
pub use reviews::{CommentsPage, MeasuredPage, ReviewFormPage, ReviewPage, ReviewsPage, measured_of, review_title};
pub use shares::SharesPage;
pub use show::{Around, ExamplePage, ShowPage};
pub use versions::VersionsPage;

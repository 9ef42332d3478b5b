//! What each page shows.

mod boxes;
pub mod document;
mod edit;
mod list;
#[cfg(test)]
mod samples;
mod show;
mod versions;

pub use boxes::{BoxPage, RemovePage};
pub use edit::EditPage;
pub use list::{ExamplesPage, ListPage, NewPage};
pub use show::{ExamplePage, ShowPage};
pub use versions::VersionsPage;

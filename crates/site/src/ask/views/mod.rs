//! What the pages of asking show.

mod ask;
mod composing;

pub use ask::{AskPage, ModelSide, Shown};
pub use composing::ComposingPage;

//! What the pages of asking show.

mod ask;
mod composing;

pub use ask::{AskPage, ModelSide, Shown, Told};
pub use composing::ComposingPage;

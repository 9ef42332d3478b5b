//! Words and pieces that three or more features use.

mod dates;
mod described;
pub mod feed;
mod frame;
pub mod interface;
mod lists;
mod marks;
pub mod paper;
mod prose;
mod readings;
mod rule;
mod scenes;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod turns;
mod words;

pub use dates::{
    DateBoxes, date_for_typing, day_in_words, day_of, day_words, in_japan, moment, moment_for_typing, moment_of,
    parse_moment, read_date,
};
pub use described::Described;
pub use frame::{DEMO_MARK, Frame, Link, MenuItem, Notice, WhoIsHere, error_page, render};
pub use lists::{Choice, Facet, Fact, PageLink, Pagination, number, unknown_values};
pub use marks::{Piece, mark, plain, snippet};
pub use prose::{Block, blocks};
pub use readings::Readings;
pub use rule::Rule;
pub use scenes::SCENES;
pub use words::{any_like, guarded, like_anywhere, like_beginning, search_words};

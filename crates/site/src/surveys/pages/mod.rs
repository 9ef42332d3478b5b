//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod collection;
pub mod giving_out;
pub mod intakes;
pub mod list;
mod open;
pub mod own;
pub mod own_sheet;
pub mod questions;
mod sheet_view;
pub mod steps;
pub mod submit;

//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod collection;
pub mod concordance;
pub mod editing;
pub mod editions;
pub mod list;
pub mod new;
mod open;
pub mod own;
pub mod preview;
pub mod progress;
pub mod questions;
pub mod steps;
pub mod submit;

/// An `.xlsx` to save.
pub const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

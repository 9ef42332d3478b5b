//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod closing;
pub mod collection;
pub mod concordance;
pub mod criteria;
pub mod data_sets;
mod desk;
pub mod door;
pub mod doubles;
pub mod editing;
pub mod editions;
pub mod edits;
pub mod entries;
pub mod excerpts;
pub mod findings;
pub mod giving_out;
pub mod inquiry;
pub mod intakes;
mod linked_room;
pub mod links;
pub mod list;
pub mod matrix;
pub mod new;
mod open;
pub mod own;
pub mod own_sheet;
pub mod position;
pub mod preview;
pub mod progress;
pub mod published;
pub mod publishing;
pub mod question;
pub mod questions;
pub mod sharing;
mod sheet_view;
pub mod steps;
pub mod submit;
pub mod table;
mod table_files;
pub mod tables;
pub mod text_categories;
pub mod text_words;
pub mod texts;

/// An `.xlsx` to save.
pub const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

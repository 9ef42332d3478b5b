//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod collection;
pub mod data_sets;
mod desk;
pub mod edits;
pub mod excerpts;
pub mod findings;
pub mod inquiry;
pub mod list;
mod open;
pub mod own;
pub mod question;
pub mod questions;
pub mod steps;
pub mod submit;
pub mod text_categories;
pub mod text_words;
pub mod texts;

//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod collection;
pub mod list;
mod open;
pub mod own;
pub mod published;
pub mod publishing;
pub mod questions;
pub mod steps;
pub mod submit;
pub mod table;
mod table_files;
pub mod tables;

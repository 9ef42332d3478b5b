//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod collection;
pub mod list;
pub mod matrix;
mod open;
pub mod own;
pub mod questions;
pub mod steps;
pub mod submit;

//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod collection;
pub mod data_sets;
mod desk;
pub mod door;
pub mod doubles;
mod linked_room;
pub mod links;
pub mod list;
mod open;
pub mod own;
pub mod position;
pub mod questions;
pub mod sharing;
pub mod steps;
pub mod submit;

//! The pages of surveys.

pub mod about;
pub mod answer;
pub mod collection;
pub mod data_sets;
mod desk;
pub mod door;
pub mod doubles;
pub mod giving_out;
pub mod intakes;
mod linked_room;
pub mod links;
pub mod list;
mod open;
pub mod own;
pub mod own_sheet;
pub mod position;
pub mod published;
pub mod publishing;
pub mod questions;
pub mod sharing;
mod sheet_view;
pub mod steps;
pub mod submit;
pub mod table;
mod table_files;
pub mod tables;

//! What every feature of the product stands on: who may what, the words and pieces all pages share, and the four
//! features all others ask: who somebody is, where it happens, whose year it is, what a word means.
//!
//! A crate of its own (`ground/Cargo.toml`), so that a change in a feature compiles that feature and nothing else
//! (decision 0018). What the ground asks of features above it is [`beyond::Beyond`].

pub mod beyond;
pub mod copies;
pub mod permissions;
pub mod searchable;
pub mod settings;
pub mod shared;

pub mod people;
pub mod programmes;
pub mod regions;
pub mod search;

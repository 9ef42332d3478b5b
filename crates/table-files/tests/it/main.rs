//! Every output of every kind of table, read back.

#![allow(clippy::unwrap_used, reason = "that is how tests speak")]

mod answers;
mod checks;
mod outputs;

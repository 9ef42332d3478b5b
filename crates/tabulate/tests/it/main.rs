//! Tests of the engine from outside: published tables, a naive count, R's results, suppression, files.

#![allow(clippy::unwrap_used, reason = "that is how tests speak")]

mod chance;
mod files;
mod naive;
mod published;
mod r_equality;
mod suppression;
mod tables;

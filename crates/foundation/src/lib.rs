//! What every feature stands on: a gate that hands out database transactions only to those who
//! may use them, one SQL text for SQLite and PostgreSQL, web pages, jobs, mail, files, audit.
//!
//! This crate knows no word of the field (在宅医療・介護連携): who may do what is the product's
//! table, plugged in as a [`permissions::Policy`].

pub mod audit;
pub mod chance;
pub mod clock;
pub mod config;
pub mod core;
pub mod database;
pub mod files;
pub mod jobs;
pub mod mail;
pub mod permissions;
#[cfg(feature = "testing")]
pub mod testing;
pub mod web;

pub use crate::clock::{Clock, Timestamp};
pub use crate::core::Core;
pub use crate::database::{Database, Reader, Sql, Writer, sql};
pub use crate::permissions::{Action, Policy, ReadTx, WriteTx};

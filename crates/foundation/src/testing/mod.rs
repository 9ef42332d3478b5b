//! For the tests of every crate: a throw-away PostgreSQL, a browser that lives in the process.

mod browser;
mod postgres;

pub use browser::{Browser, Seen};
pub use postgres::Cluster;

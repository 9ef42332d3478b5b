//! One plain SQL text for SQLite and PostgreSQL.
//!
//! [`Sql`] holds a text with `$1…` and its arguments; [`Reader`] and [`Writer`] run it. They are
//! made only by the [`crate::Gate`], after the permission table was consulted: there is no way to
//! the data past it. Readers sit on connections that cannot write (SQLite opened read-only,
//! PostgreSQL with `default_transaction_read_only`).

mod dialect;
mod doctor;
mod migrations;
mod pool;
mod sql;
mod transaction;

pub use doctor::Shape;
pub use migrations::{MigrationText, Migrations, Schema, Table};
pub use pool::{Database, DatabaseError, Engine};
pub use sql::{Arg, FromEitherRow, Sql, sql};
pub use transaction::{Connection, Reader, Writer};

//! Questions about the database's own health, for `check`.

use super::migrations::Migrations;
use super::pool::{Database, DatabaseError, Pools};

/// Migrations counted: not applied yet; applied with another text than the program has; applied by a newer
/// program. All zero is well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub pending: usize,
    pub altered: usize,
    pub unknown: usize,
}

impl Database {
    /// What the engine says about damage: empty when all is well. SQLite reads the whole file;
    /// PostgreSQL looks after itself (checksums), so that only its answering is asked.
    pub async fn damage(&self) -> Result<Vec<String>, DatabaseError> {
        match &self.pools {
            Pools::Sqlite { read, .. } => {
                let lines: Vec<(String,)> = sqlx::query_as("pragma integrity_check(10)").fetch_all(read).await?;
                Ok(lines.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
            }
            Pools::Postgres { .. } => self.ping().await.map(|()| Vec::new()),
        }
    }

    /// 15.4 → 150004; `None` for SQLite, which is built in.
    pub async fn server_version(&self) -> Result<Option<i64>, DatabaseError> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(None),
            Pools::Postgres { read, .. } => {
                let (text,): (String,) =
                    sqlx::query_as("select current_setting('server_version_num')").fetch_one(read).await?;
                Ok(text.parse().ok())
            }
        }
    }

    /// How the database's shape stands to the program's migrations.
    pub async fn shape(&self, migrations: &Migrations) -> Result<Shape, DatabaseError> {
        let applied: Vec<(i64, Vec<u8>)> = if self.has_migrations().await? {
            let text = "select version, checksum from _sqlx_migrations where success";
            match &self.pools {
                Pools::Sqlite { read, .. } => sqlx::query_as(text).fetch_all(read).await?,
                Pools::Postgres { read, .. } => sqlx::query_as(text).fetch_all(read).await?,
            }
        } else {
            Vec::new()
        };
        let migrator = migrations.for_engine(self.engine());
        let known = |version: i64| migrator.iter().find(|m| m.version == version);
        Ok(Shape {
            pending: migrator.iter().filter(|m| applied.iter().all(|(version, _)| *version != m.version)).count(),
            altered: applied.iter().filter(|(v, sum)| known(*v).is_some_and(|m| m.checksum[..] != sum[..])).count(),
            unknown: applied.iter().filter(|(version, _)| known(*version).is_none()).count(),
        })
    }

    async fn has_migrations(&self) -> Result<bool, DatabaseError> {
        let (count,): (i64,) = match &self.pools {
            Pools::Sqlite { read, .. } => {
                sqlx::query_as("select count(*) from sqlite_master where name = '_sqlx_migrations'")
                    .fetch_one(read)
                    .await?
            }
            Pools::Postgres { read, .. } => {
                sqlx::query_as("select count(*) from information_schema.tables where table_name = '_sqlx_migrations'")
                    .fetch_one(read)
                    .await?
            }
        };
        Ok(count > 0)
    }

    /// When the last audit row was written: a clock that stands before it goes wrong.
    pub async fn last_recorded(&self) -> Result<Option<crate::Timestamp>, DatabaseError> {
        let text = "select max(at) from audit_log";
        let (at,): (Option<String>,) = match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query_as(text).fetch_one(read).await?,
            Pools::Postgres { read, .. } => sqlx::query_as(text).fetch_one(read).await?,
        };
        Ok(at.and_then(|at| at.parse().ok()))
    }
}

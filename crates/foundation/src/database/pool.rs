//! Opening a database: which engine, with what guarantees.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::migrations::Migrations;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error("データベースの更新（マイグレーション）に失敗しました: {0}")]
    Migration(sqlx::migrate::MigrateError),
    #[error(
        "このデータベースは、もっと新しい版のれんけいで使われています（{0}）。新しい版のプログラムで動かすか、更新する前の控えに戻してください。"
    )]
    Newer(i64),
    #[error(
        "このデータベースは、別の版のれんけいが作ったもので、そのままでは使えません（{0} の内容が違います）。デモのデータなら、置き場所のフォルダーを消してください。"
    )]
    OtherMigration(i64),
    /// A programming fault, never shown to a person.
    #[error("a change was about to be stored without an audit row")]
    Unaudited,
    /// What is stored is not what this program stores there.
    #[error("stored, and not readable: {0}")]
    Unreadable(String),
}

impl From<sqlx::migrate::MigrateError> for DatabaseError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => Self::Newer(version),
            sqlx::migrate::MigrateError::VersionMismatch(version) => Self::OtherMigration(version),
            other => Self::Migration(other),
        }
    }
}

/// Two pools: many readers that cannot write, and writers (exactly one on SQLite).
#[derive(Clone, Debug)]
pub struct Database {
    pub(super) pools: Pools,
    /// Moved on by every commit, here or (a moment later) by another process.
    version: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
pub(super) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres { read: PgPool, write: PgPool },
}

const READERS: u32 = 8;

/// The channel on which PostgreSQL nodes tell each other of commits.
pub(super) const CHANGES: &str = "renkei_changes";

impl Database {
    /// A file in a folder. WAL, so that readers never wait for the writer; `synchronous = FULL`,
    /// so that what was acknowledged survives a power cut; foreign keys on.
    pub async fn open_sqlite(file: &Path) -> Result<Self, DatabaseError> {
        let base = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            // Statements hold what people typed: they do not belong into the log.
            .disable_statement_logging()
            .pragma("temp_store", "memory")
            // KiB of each connection's own pages; the operating system keeps the rest of the file for all of them.
            .pragma("cache_size", "-8000");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(base.clone().create_if_missing(true))
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(base.pragma("query_only", "on").pragma("cache_size", "-4000"))
            .await?;
        Ok(Self { pools: Pools::Sqlite { read, write }, version: Arc::default() })
    }

    /// `postgres://user@host/database`
    pub async fn open_postgres(url: &str) -> Result<Self, DatabaseError> {
        let options = PgConnectOptions::from_str(url)?.application_name("renkei").disable_statement_logging();
        let write = PgPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await?;
        let read = PgPoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.options([("default_transaction_read_only", "on")]))
            .await?;
        Ok(Self { pools: Pools::Postgres { read, write }, version: Arc::default() })
    }

    /// `sqlite:PATH`, a bare path, or `postgres://…`.
    pub async fn open(address: &str) -> Result<Self, DatabaseError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Self::open_postgres(address).await
        } else {
            let path = PathBuf::from(address.strip_prefix("sqlite:").unwrap_or(address));
            Self::open_sqlite(&path).await
        }
    }

    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    pub async fn migrate(&self, migrations: &Migrations) -> Result<(), DatabaseError> {
        let migrator = migrations.for_engine(self.engine());
        match &self.pools {
            Pools::Sqlite { write, .. } => migrator.run(write).await?,
            Pools::Postgres { write, .. } => migrator.run(write).await?,
        }
        Ok(())
    }

    /// Grows whenever data may have changed: what was made from older data is then old.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    pub(super) fn changed(&self) {
        self.version.fetch_add(1, Ordering::AcqRel);
    }

    /// Notices what other processes change (the command line beside a running server, other
    /// nodes): SQLite by a counter in the file, looked at every second; PostgreSQL by a
    /// notification. Both are told by commits that visitors may see. Runs until the database is closed.
    pub async fn watch(self) {
        loop {
            let outcome = match &self.pools {
                Pools::Sqlite { read, .. } => self.watch_sqlite(read).await,
                Pools::Postgres { read, .. } => self.watch_postgres(read).await,
            };
            let closed = match &self.pools {
                Pools::Sqlite { read, .. } => read.is_closed(),
                Pools::Postgres { read, .. } => read.is_closed(),
            };
            match outcome {
                Err(error) if !closed => tracing::warn!(%error, "watching the database begins anew"),
                _ => return,
            }
            // What happened meanwhile is not known.
            self.changed();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn watch_sqlite(&self, pool: &SqlitePool) -> Result<(), sqlx::Error> {
        let mut connection = pool.acquire().await?;
        let mut last = None;
        loop {
            tokio::select! {
                () = pool.close_event() => return Ok(()),
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
            let now: i64 = sqlx::query_scalar("select commits from public_changes").fetch_one(&mut *connection).await?;
            if last.replace(now).is_some_and(|before| before != now) {
                self.changed();
            }
        }
    }

    async fn watch_postgres(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
        listener.listen(CHANGES).await?;
        loop {
            tokio::select! {
                () = pool.close_event() => return Ok(()),
                // A lost connection may have lost notifications with it: that counts as a change.
                told = listener.try_recv() => {
                    told?;
                    self.changed();
                }
            }
        }
    }

    /// One question to the database, for the health page: does it answer?
    pub async fn ping(&self) -> Result<(), DatabaseError> {
        match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query("select 1").execute(read).await.map(drop)?,
            Pools::Postgres { read, .. } => sqlx::query("select 1").execute(read).await.map(drop)?,
        }
        Ok(())
    }

    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

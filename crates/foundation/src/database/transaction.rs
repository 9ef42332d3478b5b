//! Running statements, once the gate has let somebody through.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use super::dialect;
use super::pool::{CHANGES, Database, DatabaseError, Engine, Pools};
use super::sql::{EitherRow, FromEitherRow, Sql};
use crate::core::Core;
use crate::permissions::Policy;

/// The foundation's own tables: none of them is ever shown to visitors.
const OWN_TABLES: &[&str] = &["jobs", "mails", "mail_attachments", "audit_log"];

enum Conn {
    SqliteRead(PoolConnection<Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// A connection before anybody was identified: the door needs it to look up a session. Everything
/// else works on [`Reader`] and [`Writer`], which stand on it.
pub struct Connection {
    conn: Conn,
    database: Database,
    queries: Arc<AtomicU32>,
    /// Tables changed in this transaction.
    changed: BTreeSet<String>,
}

/// `fetch_*` on whichever engine this is.
macro_rules! run {
    ($self:ident, $sql:ident, $statement:ident, |$query:ident, $c:ident| $call:expr) => {{
        $self.queries.fetch_add(1, Ordering::Relaxed);
        if let Some(table) = $sql.changed_table() {
            $self.changed.insert(table.to_owned());
        }
        match &mut $self.conn {
            Conn::SqliteRead($c) => {
                let (text, args) = $sql.for_sqlite()?;
                let $query = sqlx::$statement(AssertSqlSafe(text), args);
                let $c = &mut **$c;
                $call
            }
            Conn::SqliteWrite($c) => {
                let (text, args) = $sql.for_sqlite()?;
                let $query = sqlx::$statement(AssertSqlSafe(text), args);
                let $c = &mut **$c;
                $call
            }
            Conn::PostgresRead($c) => {
                let (text, args) = $sql.for_postgres()?;
                let $query = sqlx::$statement(AssertSqlSafe(text), args);
                let $c = &mut **$c;
                $call
            }
            Conn::PostgresWrite($c) => {
                let (text, args) = $sql.for_postgres()?;
                let $query = sqlx::$statement(AssertSqlSafe(text), args);
                let $c = &mut **$c;
                $call
            }
        }
    }};
}

/// Takes the one write connection. After an error by which SQLite itself gave a transaction up (a full disk), the driver takes
/// it for open still, and would refuse every later one: such a connection is closed, and another is opened.
async fn begin(write: &sqlx::SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    const BEGIN: &str = "begin immediate";
    match write.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            tracing::warn!("the write connection was stuck in a transaction that is over: it is opened anew");
            // Closing tries to end what is over; what comes of it does not matter.
            let _ = write.acquire().await?.close().await;
            write.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

impl Connection {
    pub(crate) async fn reading(database: &Database) -> Result<Self, DatabaseError> {
        let conn = match &database.pools {
            Pools::Sqlite { read, .. } => Conn::SqliteRead(read.acquire().await?),
            Pools::Postgres { read, .. } => Conn::PostgresRead(read.acquire().await?),
        };
        Ok(Self { conn, database: database.clone(), queries: Arc::default(), changed: BTreeSet::new() })
    }

    /// SQLite takes the write lock at once (`begin immediate`), so that no transaction fails
    /// half-way because another one was quicker.
    pub(crate) async fn writing(database: &Database) -> Result<Self, DatabaseError> {
        let conn = match &database.pools {
            Pools::Sqlite { write, .. } => Conn::SqliteWrite(begin(write).await?),
            Pools::Postgres { write, .. } => Conn::PostgresWrite(write.begin().await?),
        };
        Ok(Self { conn, database: database.clone(), queries: Arc::default(), changed: BTreeSet::new() })
    }

    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::SqliteRead(_) | Conn::SqliteWrite(_) => Engine::Sqlite,
            Conn::PostgresRead(_) | Conn::PostgresWrite(_) => Engine::Postgres,
        }
    }

    /// How many statements ran here: pages are one or two queries, and a test counts them.
    pub(crate) fn counter(&self) -> Arc<AtomicU32> {
        self.queries.clone()
    }

    pub async fn all<T: FromEitherRow>(&mut self, sql: Sql) -> Result<Vec<T>, DatabaseError> {
        let mut all = Vec::new();
        self.each(sql, &mut |row| {
            all.push(row.read()?);
            Ok(())
        })
        .await?;
        Ok(all)
    }

    pub async fn optional<T: FromEitherRow>(&mut self, sql: Sql) -> Result<Option<T>, DatabaseError> {
        self.first(sql).await?.map(|row| row.read()).transpose()
    }

    /// Exactly one row; none is a fault of the program.
    pub async fn one<T: FromEitherRow>(&mut self, sql: Sql) -> Result<T, DatabaseError> {
        self.first(sql).await?.ok_or(sqlx::Error::RowNotFound)?.read()
    }

    /// Row by row, so that no answer is held twice. Not generic: what waits for the engine is compiled once, not once
    /// per kind of row (a twentieth of the product's code was that).
    async fn each(
        &mut self,
        sql: Sql,
        take: &mut (dyn FnMut(EitherRow) -> Result<(), DatabaseError> + Send),
    ) -> Result<(), DatabaseError> {
        run!(self, sql, query_with, |query, c| {
            let mut rows = query.fetch(c);
            while let Some(row) = rows.try_next().await? {
                take(row.into())?;
            }
        });
        Ok(())
    }

    async fn first(&mut self, sql: Sql) -> Result<Option<EitherRow>, DatabaseError> {
        Ok(run!(self, sql, query_with, |query, c| query.fetch_optional(c).await?.map(EitherRow::from)))
    }

    /// The single figure of a `select count(*)`.
    pub async fn count(&mut self, sql: Sql) -> Result<i64, DatabaseError> {
        Ok(self.one::<(i64,)>(sql).await?.0)
    }

    /// How many rows were touched. Only reachable through [`Writer`].
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<u64, DatabaseError> {
        Ok(run!(self, sql, query_with, |query, c| query.execute(c).await?.rows_affected()))
    }

    /// Pages kept for visitors are old from this moment on, unless nothing but tables they are never made
    /// from was changed.
    pub(crate) async fn commit(self, never_public: &[&str]) -> Result<(), DatabaseError> {
        let quiet = |table: &String| OWN_TABLES.contains(&table.as_str()) || never_public.contains(&table.as_str());
        let tell = !self.changed.iter().all(quiet);
        match self.conn {
            Conn::SqliteWrite(mut tx) => {
                if tell {
                    sqlx::query("update public_changes set commits = commits + 1").execute(&mut *tx).await?;
                }
                tx.commit().await?;
            }
            Conn::PostgresWrite(mut tx) => {
                if tell {
                    sqlx::query("select pg_notify($1, '')").bind(CHANGES).execute(&mut *tx).await?;
                }
                tx.commit().await?;
            }
            Conn::SqliteRead(_) | Conn::PostgresRead(_) => return Ok(()),
        }
        if tell {
            self.database.changed();
        }
        Ok(())
    }

    /// What follows a `select` of rows that are to be held: those another transaction holds are passed over.
    pub fn skip_locked(&self) -> &'static str {
        dialect::skip_locked(self.engine())
    }
}

/// Reading on somebody's behalf: the connection, who it is for, and on whose data.
pub struct Reader<P: Policy> {
    connection: Connection,
    core: Arc<Core<P>>,
    actor: P::Actor,
    scope: P::Scope,
    action: &'static str,
    request_id: String,
}

impl<P: Policy> Reader<P> {
    pub(crate) fn new(
        connection: Connection,
        core: Arc<Core<P>>,
        actor: P::Actor,
        scope: P::Scope,
        action: &'static str,
        request_id: String,
    ) -> Self {
        Self { connection, core, actor, scope, action, request_id }
    }

    pub fn actor(&self) -> &P::Actor {
        &self.actor
    }

    /// Whose data the permission reaches: goes into every `where` of a scoped table.
    pub fn scope(&self) -> &P::Scope {
        &self.scope
    }

    pub fn action(&self) -> &'static str {
        self.action
    }

    pub fn core(&self) -> &Arc<Core<P>> {
        &self.core
    }

    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }
}

impl<P: Policy> Deref for Reader<P> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl<P: Policy> DerefMut for Reader<P> {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// Writing on somebody's behalf: everything a [`Reader`] can, and change.
pub struct Writer<P: Policy> {
    reader: Reader<P>,
    pub(crate) audited: u32,
    pub(crate) on_behalf_of: Option<String>,
    /// A visitor who has just proved who she is: number and label.
    pub(crate) recognised: Option<(i64, String)>,
}

impl<P: Policy> Writer<P> {
    pub(crate) fn new(reader: Reader<P>) -> Self {
        Self { reader, audited: 0, on_behalf_of: None, recognised: None }
    }

    pub async fn execute(&mut self, sql: Sql) -> Result<u64, DatabaseError> {
        self.reader.connection.execute(sql).await
    }

    pub(crate) fn into_reader(self) -> Reader<P> {
        self.reader
    }
}

impl<P: Policy> Deref for Writer<P> {
    type Target = Reader<P>;
    fn deref(&self) -> &Reader<P> {
        &self.reader
    }
}

impl<P: Policy> DerefMut for Writer<P> {
    fn deref_mut(&mut self) -> &mut Reader<P> {
        &mut self.reader
    }
}

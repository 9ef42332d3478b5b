//! Migrations: one text for both engines, or a twin where they must differ.
//!
//! A file `20261201090000_cases_create.sql` serves both; `….sqlite.sql` and `….postgres.sql`
//! serve one each. They only expand, move, contract; an applied one is never edited (its
//! checksum is kept in the database and compared).

use std::borrow::Cow;

use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::dialect;
use super::pool::{Database, DatabaseError, Engine, Pools};

/// A file's name and text, as embedded in the program.
#[derive(Clone, Copy, Debug)]
pub struct MigrationText {
    pub file: &'static str,
    pub text: &'static str,
}

#[derive(Clone, Debug, Default)]
pub struct Migrations(Vec<MigrationText>);

impl Migrations {
    /// The ones of this crate (jobs, mails, audit) followed by the product's own.
    pub fn with_own(texts: &[MigrationText]) -> Self {
        let mut all = OWN.to_vec();
        all.extend_from_slice(texts);
        all.sort_by_key(|m| m.file);
        Self(all)
    }

    pub(super) fn for_engine(&self, engine: Engine) -> Migrator {
        let other = match engine {
            Engine::Sqlite => ".postgres.sql",
            Engine::Postgres => ".sqlite.sql",
        };
        let list = self
            .0
            .iter()
            .filter(|m| !m.file.ends_with(other))
            .filter_map(|m| {
                let (version, name) = m.file.split_once('_')?;
                let text = dialect::migration_text(engine, m.text);
                Some(Migration::new(
                    version.parse().ok()?,
                    Cow::Owned(name.replace('_', " ")),
                    MigrationType::Simple,
                    AssertSqlSafe(text).into_sql_str(),
                    false,
                ))
            })
            .collect();
        Migrator::with_migrations(list)
    }
}

const OWN: &[MigrationText] = &[
    MigrationText {
        file: "20261121000000_foundation_create.sql",
        text: include_str!("../../migrations/20261121000000_foundation_create.sql"),
    },
    MigrationText {
        file: "20261121000001_audit_append_only.sqlite.sql",
        text: include_str!("../../migrations/20261121000001_audit_append_only.sqlite.sql"),
    },
    MigrationText {
        file: "20261121000001_audit_append_only.postgres.sql",
        text: include_str!("../../migrations/20261121000001_audit_append_only.postgres.sql"),
    },
    MigrationText {
        file: "20261121095000_foundation_count_public_changes.sql",
        text: include_str!("../../migrations/20261121095000_foundation_count_public_changes.sql"),
    },
    MigrationText {
        file: "20261127130000_foundation_mail_attachments.sql",
        text: include_str!("../../migrations/20261127130000_foundation_mail_attachments.sql"),
    },
];

/// What a database really looks like: for the test that both engines agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema(pub Vec<Table>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    pub name: String,
    /// `column type [not null]`, in the order of the table.
    pub columns: Vec<String>,
    /// `name(column, …) [unique]`
    pub indexes: Vec<String>,
}

impl Database {
    /// Reads the schema back from the engine's own catalogue, in a spelling common to both. Full-text indexes are left
    /// out: each engine has its own kind (`dialect::text_rows`).
    pub async fn schema(&self) -> Result<Schema, DatabaseError> {
        let columns: Vec<(String, String, String, bool)> = match &self.pools {
            Pools::Sqlite { read, .. } => {
                sqlx::query_as(
                    "select m.name, c.name, lower(c.type), (c.\"notnull\" = 1 or c.pk > 0) \
                 from sqlite_master m join pragma_table_info(m.name) c \
                 where m.type = 'table' and m.name not like 'sqlite%' and m.name <> '_sqlx_migrations' \
                 and m.name in (select name from pragma_table_list where type = 'table') \
                 order by m.name, c.cid",
                )
                .fetch_all(read)
                .await?
            }
            Pools::Postgres { read, .. } => {
                sqlx::query_as(
                    "select table_name::text, column_name::text, data_type::text, is_nullable = 'NO' \
                 from information_schema.columns where table_schema = 'public' \
                 and table_name <> '_sqlx_migrations' and table_name not in \
                 (select table_name from information_schema.columns where data_type = 'tsvector') \
                 order by table_name, ordinal_position",
                )
                .fetch_all(read)
                .await?
            }
        };
        let indexes: Vec<(String, String, bool, String)> = match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query_as(
                "select m.name, i.name, i.\"unique\" = 1, group_concat(x.name, ', ') \
                 from sqlite_master m join pragma_index_list(m.name) i join pragma_index_info(i.name) x \
                 where m.type = 'table' and i.origin = 'c' and m.name <> '_sqlx_migrations' \
                 group by m.name, i.name, i.\"unique\" order by m.name, i.name",
            )
            .fetch_all(read)
            .await?,
            Pools::Postgres { read, .. } => sqlx::query_as(
                "select t.relname::text, c.relname::text, i.indisunique, \
                 (select string_agg(a.attname::text, ', ' order by k.n) from unnest(i.indkey) with ordinality k(att, n) \
                  join pg_attribute a on a.attrelid = t.oid and a.attnum = k.att) \
                 from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid \
                 join pg_namespace s on s.oid = t.relnamespace \
                 where s.nspname = 'public' and t.relname <> '_sqlx_migrations' \
                 and not exists (select 1 from pg_constraint k where k.conindid = c.oid) \
                 order by t.relname, c.relname",
            )
            .fetch_all(read)
            .await?,
        };
        let mut tables: Vec<Table> = Vec::new();
        for (table, column, kind, required) in columns {
            let kind = match kind.as_str() {
                "integer" | "bigint" => "bigint",
                "double precision" | "real" => "double precision",
                other => other,
            }
            .to_owned();
            let line = format!("{column} {kind}{}", if required { " not null" } else { "" });
            match tables.last_mut() {
                Some(last) if last.name == table => last.columns.push(line),
                _ => tables.push(Table { name: table, columns: vec![line], indexes: Vec::new() }),
            }
        }
        for (table, index, unique, columns) in indexes {
            if let Some(found) = tables.iter_mut().find(|t| t.name == table) {
                found.indexes.push(format!("{index}({columns}){}", if unique { " unique" } else { "" }));
            }
        }
        for table in &mut tables {
            table.indexes.sort();
        }
        tables.sort();
        Ok(Schema(tables))
    }
}

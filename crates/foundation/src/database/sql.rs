//! A statement and its arguments, the same for both engines.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, FromRow};

use super::pool::DatabaseError;
use crate::clock::Timestamp;

/// What can be bound. Times and dates are text (see [`crate::clock`]), identifiers `BIGINT`.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(Option<bool>),
}

macro_rules! arg_from {
    ($($from:ty => |$v:ident| $to:expr),* $(,)?) => { $(
        impl From<$from> for Arg { fn from($v: $from) -> Self { $to } }
    )* };
}
arg_from! {
    &str => |v| Arg::Text(Some(v.to_owned())),
    &String => |v| Arg::Text(Some(v.clone())),
    String => |v| Arg::Text(Some(v)),
    Option<String> => |v| Arg::Text(v),
    Option<&str> => |v| Arg::Text(v.map(str::to_owned)),
    i64 => |v| Arg::Int(Some(v)),
    i32 => |v| Arg::Int(Some(i64::from(v))),
    u32 => |v| Arg::Int(Some(i64::from(v))),
    Option<i64> => |v| Arg::Int(v),
    f64 => |v| Arg::Real(Some(v)),
    Option<f64> => |v| Arg::Real(v),
    bool => |v| Arg::Bool(Some(v)),
    Timestamp => |v| Arg::Text(Some(v.to_string())),
    Option<Timestamp> => |v| Arg::Text(v.map(|t| t.to_string())),
    jiff::civil::Date => |v| Arg::Text(Some(v.to_string())),
    Option<jiff::civil::Date> => |v| Arg::Text(v.map(|d| d.to_string())),
}

/// A row type that both engines can fill: `#[derive(sqlx_macros::FromRow)]` or a tuple gives it.
pub trait FromEitherRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> FromEitherRow for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A row as the engine gave it.
pub(super) enum EitherRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl EitherRow {
    pub(super) fn read<T: FromEitherRow>(&self) -> Result<T, DatabaseError> {
        Ok(match self {
            Self::Sqlite(row) => T::from_row(row)?,
            Self::Postgres(row) => T::from_row(row)?,
        })
    }
}

impl From<SqliteRow> for EitherRow {
    fn from(row: SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

impl From<PgRow> for EitherRow {
    fn from(row: PgRow) -> Self {
        Self::Postgres(row)
    }
}

/// A statement under construction. Only program text (`&'static str`) can become SQL; whatever a
/// person typed can only be bound.
#[derive(Clone, Debug, Default)]
pub struct Sql {
    text: String,
    args: Vec<Arg>,
}

/// `sql("select name from regions where code = $1").bind(code)`
pub fn sql(text: &'static str) -> Sql {
    Sql { text: text.to_owned(), args: Vec::new() }
}

impl Sql {
    /// The table an `insert into`, `update` or `delete from` changes, empty when it cannot be told; none for a
    /// `select`.
    pub(super) fn changed_table(&self) -> Option<&str> {
        let mut words = self.text.split_ascii_whitespace();
        match (words.next(), words.next()) {
            (Some("select"), _) => None,
            (Some("update"), Some(table)) => Some(table),
            (Some("insert"), Some("into")) | (Some("delete"), Some("from")) => words.next(),
            _ => Some(""),
        }
    }

    /// The next `$n` of a text that is already complete.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// More program text.
    #[must_use]
    pub fn then(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// More program text that ends where a value stands: appends `$n` and binds it.
    #[must_use]
    pub fn with(mut self, text: &'static str, value: impl Into<Arg>) -> Self {
        self.text.push_str(text);
        self.value(value);
        self
    }

    /// Appends `$n` for a value.
    pub fn value(&mut self, value: impl Into<Arg>) {
        self.args.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.args.len().to_string());
    }

    /// Appends `($n, $n+1, …)`; an empty list becomes `(null)`, which nothing is in.
    #[must_use]
    pub fn with_list<V: Into<Arg>>(mut self, text: &'static str, values: impl IntoIterator<Item = V>) -> Self {
        self.text.push_str(text);
        self.text.push('(');
        let mut any = false;
        for value in values {
            if any {
                self.text.push_str(", ");
            }
            self.value(value);
            any = true;
        }
        self.text.push_str(if any { ")" } else { "null)" });
        self
    }

    /// Appends `($n, …), ($n, …)` for a multi-row insert.
    #[must_use]
    pub fn with_rows<R: IntoIterator<Item = Arg>>(
        mut self,
        text: &'static str,
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        self.text.push_str(text);
        for (i, row) in rows.into_iter().enumerate() {
            self.text.push_str(if i == 0 { " (" } else { ", (" });
            for (j, value) in row.into_iter().enumerate() {
                if j > 0 {
                    self.text.push_str(", ");
                }
                self.value(value);
            }
            self.text.push(')');
        }
        self
    }

    /// Appends another piece, renumbering its arguments.
    #[must_use]
    pub fn append(mut self, other: Sql) -> Self {
        let offset = self.args.len();
        let mut rest = other.text.as_str();
        while let Some(at) = rest.find('$') {
            self.text.push_str(&rest[..at]);
            let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            match rest[at + 1..at + 1 + digits].parse::<usize>() {
                Ok(n) => {
                    self.text.push('$');
                    self.text.push_str(&(n + offset).to_string());
                }
                Err(_) => self.text.push('$'),
            }
            rest = &rest[at + 1 + digits..];
        }
        self.text.push_str(rest);
        self.args.extend(other.args);
        self
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn for_sqlite(self) -> sqlx::Result<(String, SqliteArguments)> {
        let mut out = SqliteArguments::default();
        for arg in self.args {
            match arg {
                Arg::Text(v) => out.add(v),
                Arg::Int(v) => out.add(v),
                Arg::Real(v) => out.add(v),
                Arg::Bool(v) => out.add(v),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok((self.text, out))
    }

    pub(super) fn for_postgres(self) -> sqlx::Result<(String, PgArguments)> {
        let mut out = PgArguments::default();
        for arg in self.args {
            match arg {
                Arg::Text(v) => out.add(v),
                Arg::Int(v) => out.add(v),
                Arg::Real(v) => out.add(v),
                Arg::Bool(v) => out.add(v),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok((self.text, out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_their_numbers_in_order() {
        let piece = sql("b = $1 or c = $2").bind("x").bind(2_i64);
        let whole = sql("select * from t where a = $1 and (").bind(true).append(piece).with(") limit ", 10_i64);
        assert_eq!(whole.text(), "select * from t where a = $1 and (b = $2 or c = $3) limit $4");
        assert_eq!(whole.args.len(), 4);
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        assert_eq!(sql("a in ").with_list("", Vec::<i64>::new()).text(), "a in (null)");
        assert_eq!(sql("a in ").with_list("", [1_i64, 2]).text(), "a in ($1, $2)");
    }

    #[test]
    fn the_changed_table_is_told() {
        for (text, table) in [
            ("select 1", None),
            ("insert into jobs (kind) values ($1) returning id", Some("jobs")),
            ("update mails set state = 'sent'", Some("mails")),
            ("delete from regions_facts where 1 = 1", Some("regions_facts")),
            ("with found as (select 1) update mails set state = 'sent'", Some("")),
        ] {
            assert_eq!(sql(text).changed_table(), table, "{text}");
        }
    }

    #[test]
    fn rows_become_tuples() {
        let rows = [[Arg::from(1_i64), Arg::from("a")], [Arg::from(2_i64), Arg::from("b")]];
        assert_eq!(sql("insert into t values").with_rows("", rows).text(), "insert into t values ($1, $2), ($3, $4)");
    }
}

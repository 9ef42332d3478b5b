//! Reading the log, newest first.

use crate::clock::Timestamp;
use crate::database::{DatabaseError, Reader, Sql, sql};
use crate::permissions::Policy;
use crate::web::Page;

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Line {
    pub id: i64,
    pub at: String,
    pub action: String,
    pub actor_kind: String,
    pub actor_label: String,
    pub on_behalf_of: Option<String>,
    pub subject_kind: String,
    pub subject_id: String,
    pub detail: String,
    pub request_id: String,
}

/// Empty strings mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub subject_kind: String,
    pub subject_id: String,
    /// Part of the actor's label (name, organisation, role), or of whom she acted for.
    pub who: String,
    pub action: String,
    /// From this moment on, and before that one.
    pub since: Option<Timestamp>,
    pub before: Option<Timestamp>,
}

fn narrowed(mut query: Sql, filter: &Filter) -> Sql {
    if !filter.subject_kind.is_empty() {
        query = query.with(" and subject_kind = ", &filter.subject_kind);
    }
    if !filter.subject_id.is_empty() {
        query = query.with(" and subject_id = ", &filter.subject_id);
    }
    if !filter.action.is_empty() {
        query = query.with(" and action = ", &filter.action);
    }
    if let Some(since) = filter.since {
        query = query.with(" and at >= ", since);
    }
    if let Some(before) = filter.before {
        query = query.with(" and at < ", before);
    }
    if !filter.who.is_empty() {
        let escaped = filter.who.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = format!("%{escaped}%");
        query = query
            .with(" and (actor_label like ", &like)
            .with(" escape '\\' or on_behalf_of like ", &like)
            .then(" escape '\\')");
    }
    query
}

pub async fn count<P: Policy>(db: &mut Reader<P>, filter: &Filter) -> Result<i64, DatabaseError> {
    db.count(narrowed(sql("select count(*) from audit_log where 1 = 1"), filter)).await
}

pub async fn lines<P: Policy>(db: &mut Reader<P>, filter: &Filter, page: Page) -> Result<Vec<Line>, DatabaseError> {
    let query = sql("select id, at, action, actor_kind, actor_label, on_behalf_of, subject_kind, subject_id, \
         detail, request_id from audit_log where 1 = 1");
    let query = narrowed(query, filter).with(" order by id desc limit ", page.size).with(" offset ", page.offset());
    db.all(query).await
}

/// The kinds of thing the log speaks of.
pub async fn subject_kinds<P: Policy>(db: &mut Reader<P>) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db.all(sql("select distinct subject_kind from audit_log order by 1")).await?;
    Ok(rows.into_iter().map(|(kind,)| kind).collect())
}

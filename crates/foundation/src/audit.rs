//! Who did what, when, to which thing, for whom. Written in the transaction of the change itself;
//! the table refuses updates and deletes.

pub mod log;

use serde_json::{Value, json};

use crate::database::{DatabaseError, Writer, sql};
use crate::permissions::{Actor, Policy};

/// Where a detail keeps its fields as `[before, after]`.
pub const CHANGED: &str = "changed";

/// One line of the log, short of what the transaction knows anyway (who, when, which action).
#[derive(Clone, Debug)]
pub struct Entry {
    subject_kind: &'static str,
    subject_id: String,
    detail: Value,
}

impl Entry {
    /// `Entry::of("case", 12)`
    pub fn of(subject_kind: &'static str, subject_id: impl ToString) -> Self {
        Self { subject_kind, subject_id: subject_id.to_string(), detail: json!({}) }
    }

    /// What changed, as JSON. Never a secret, never a free text that could name a patient.
    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

impl Entry {
    /// One field's value before and after; nothing when they are the same.
    #[must_use]
    pub fn change(mut self, field: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        let (before, after) = (before.into(), after.into());
        if before != after {
            self.detail[CHANGED][field] = json!([before, after]);
        }
        self
    }

    pub fn has_changes(&self) -> bool {
        self.detail.get(CHANGED).is_some()
    }
}

impl<P: Policy> Writer<P> {
    /// From here on, this transaction acts for somebody else (代理): both are recorded.
    pub fn act_on_behalf_of(&mut self, whom: impl Into<String>) {
        self.on_behalf_of = Some(whom.into());
    }

    /// From here on, the actor of this transaction is known: she has just signed in. The log names her and
    /// not the visitor she was when she knocked.
    pub fn recognise(&mut self, person: i64, label: impl Into<String>) {
        self.recognised = Some((person, label.into()));
    }

    /// Writes an audit row now; a single change usually lets `commit` do it.
    pub async fn record(&mut self, entry: Entry) -> Result<(), DatabaseError> {
        let (kind, person, label) = match self.recognised.clone() {
            Some((person, label)) => ("person", Some(person), label),
            None => (self.actor().kind(), self.actor().person(), self.actor().label()),
        };
        let row = sql("insert into audit_log (at, action, actor_kind, actor_person, actor_label, on_behalf_of, \
             subject_kind, subject_id, detail, request_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(self.core().clock.now())
        .bind(self.action())
        .bind(kind)
        .bind(person)
        .bind(label)
        .bind(self.on_behalf_of.clone())
        .bind(entry.subject_kind)
        .bind(entry.subject_id)
        .bind(entry.detail.to_string())
        .bind(self.request_id().to_owned());
        self.execute(row).await?;
        self.audited += 1;
        Ok(())
    }
}

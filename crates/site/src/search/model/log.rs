//! Rows of the search log.

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct TermRow {
    pub term: String,
    pub searches: i64,
    pub empty_searches: i64,
    pub opened: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct TermCell {
    pub tier: String,
    pub prefecture_code: String,
    pub searches: i64,
}

/// What a word that found nothing asks for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct TaskRow {
    pub id: i64,
    pub term: String,
    pub wanted: String,
    pub made_at: String,
    pub made_by: String,
    pub done_at: Option<String>,
}

/// Answers that began with a thing, and whether they helped.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct HelpedRow {
    pub kind: String,
    pub title: String,
    pub href: String,
    pub helped: i64,
    pub not_helped: i64,
}

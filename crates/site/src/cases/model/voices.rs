//! 声: what readers leave behind at a case.

/// What a reader sent to those who wrote the case, and their answer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Comment {
    pub id: i64,
    pub at: String,
    pub by_label: String,
    pub body: String,
    /// Empty until there is one.
    pub answer: String,
    pub answered_at: Option<String>,
    pub answered_by: String,
    /// When the author's side put it aside without an answer.
    pub settled_at: Option<String>,
}

/// A comment that waits for the author's side.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Unanswered {
    /// Of the case.
    pub number: i64,
    pub title: String,
    pub at: String,
    pub by_label: String,
}

/// How a case was received, and what the person in front of the page has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Reception {
    pub likes: i64,
    /// 1 when she found it useful herself.
    pub liked: i64,
    /// 1 when it is on her list.
    pub saved: i64,
}

/// A case on somebody's list. One that is public no more keeps its place without its words.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Saved {
    pub number: i64,
    pub at: String,
    pub note: String,
    /// Empty when it is public no more.
    pub title: String,
    pub summary: String,
    pub place: String,
    pub likes: i64,
}

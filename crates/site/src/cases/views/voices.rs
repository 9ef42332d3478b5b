//! 声 on the page of a case, and the list of saved cases.

use askama::Template;

use super::Tried;
use crate::cases::model::{Comment, Reception, Saved};
use crate::shared::{Frame, Pagination, day_of, moment_of, number};

/// What readers left at a case, and what the one in front of the page can do about it.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
pub struct Voices {
    /// 「3」 people found it useful; empty for nobody.
    pub likes: String,
    /// She is signed in, and the case is public.
    pub may: bool,
    pub liked: bool,
    pub saved: bool,
    /// Drawn for the form of the comment.
    pub form_key: String,
    /// She sees what everybody sent.
    pub author_side: bool,
    /// She may answer.
    pub may_answer: bool,
    pub comments: Vec<Said>,
}

/// A comment as the page shows it.
pub struct Said {
    pub id: i64,
    pub at: String,
    pub by: String,
    pub body: String,
    pub answer: String,
    /// 「令和8年11月21日 10:00 見本 みどり（柳井市・市町村 担当者）」
    pub answered: String,
    /// Put aside without an answer.
    pub is_settled: bool,
}

impl Said {
    /// Name of the control of its answer.
    pub fn control(&self) -> String {
        format!("answer-{}", self.id)
    }

    /// What stands in that control: what was just typed, else the answer there is.
    pub fn typed<'a>(&'a self, tried: &'a Tried) -> &'a str {
        if tried.field == self.control() { &tried.reason } else { &self.answer }
    }
}

impl Voices {
    pub fn new(reception: Reception, may: bool, form_key: String, comments: &[Comment]) -> Self {
        Self {
            likes: if reception.likes > 0 { number(reception.likes) } else { String::new() },
            may,
            liked: reception.liked > 0,
            saved: reception.saved > 0,
            form_key,
            author_side: false,
            may_answer: false,
            comments: comments.iter().map(said).collect(),
        }
    }

    /// Whether there is anything to show.
    pub fn any(&self) -> bool {
        self.may || !self.likes.is_empty() || !self.comments.is_empty()
    }
}

fn said(comment: &Comment) -> Said {
    let answered = comment.answered_at.as_deref().map(moment_of).unwrap_or_default();
    Said {
        id: comment.id,
        at: moment_of(&comment.at),
        by: comment.by_label.clone(),
        body: comment.body.clone(),
        answer: comment.answer.clone(),
        answered: format!("{answered} {}", comment.answered_by),
        is_settled: comment.settled_at.is_some(),
    }
}

/// `/cases/saved`
#[derive(Template)]
#[template(path = "cases/templates/saved.html")]
pub struct SavedPage {
    pub frame: Frame,
    pub rows: Vec<SavedRow>,
    pub pagination: Pagination,
}

pub struct SavedRow {
    pub number: i64,
    pub day: String,
    pub note: String,
    /// Empty when it is public no more.
    pub title: String,
    pub summary: String,
    pub place: String,
    pub likes: String,
}

impl SavedPage {
    pub fn new(frame: Frame, rows: &[Saved], pagination: Pagination) -> Self {
        let row = |saved: &Saved| SavedRow {
            number: saved.number,
            day: day_of(&saved.at),
            note: saved.note.clone(),
            title: saved.title.clone(),
            summary: saved.summary.clone(),
            place: saved.place.clone(),
            likes: number(saved.likes),
        };
        Self { frame, rows: rows.iter().map(row).collect(), pagination }
    }
}

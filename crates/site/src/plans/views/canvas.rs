//! `/plans/{plan}/canvas`

use askama::Template;

use super::chart::canvas_note;
use crate::model::{LEVELS, PlanBox, Whole};
use crate::shared::Frame;

#[derive(Template)]
#[template(path = "plans/templates/canvas.html")]
pub struct CanvasPage {
    pub frame: Frame,
    pub base: String,
    /// From what is done at the left to the final outcome at the right.
    pub columns: Vec<CanvasColumn>,
}

pub struct CanvasColumn {
    pub level: &'static str,
    pub label: &'static str,
    pub purpose: &'static str,
    pub boxes: Vec<CanvasBox>,
}

pub struct CanvasBox {
    pub id: i64,
    pub words: String,
    pub note: String,
    /// Numbers of the boxes it leads to, with blanks between.
    pub to: String,
    /// The same for who reads: 「→ 家で過ごせる」.
    pub leads_to: String,
}

impl CanvasPage {
    pub fn new(frame: Frame, base: &str, whole: &Whole) -> Self {
        let view = |one: &PlanBox| CanvasBox {
            id: one.id,
            words: one.words.clone(),
            note: canvas_note(one),
            to: whole.after(one.id).map(|to| to.id.to_string()).collect::<Vec<_>>().join(" "),
            leads_to: whole.after(one.id).map(|to| to.words.as_str()).collect::<Vec<_>>().join("、"),
        };
        let column = |(level, label, purpose): &(&'static str, &'static str, &'static str)| CanvasColumn {
            level,
            label,
            purpose,
            boxes: whole.of_level(level).map(view).collect(),
        };
        Self { frame, base: base.to_owned(), columns: LEVELS.iter().rev().map(column).collect() }
    }
}

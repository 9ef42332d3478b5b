//! `/cases/{number}/versions/{version}`: one stored edit.

use askama::Template;

use super::files::Shown;
use crate::cases::model::{Difference, Edit};
use crate::shared::{Frame, Link, moment_of};

#[derive(Template)]
#[template(path = "cases/templates/version.html")]
pub struct VersionPage {
    pub frame: Frame,
    pub at: String,
    pub by: String,
    pub on_behalf_of: String,
    /// The first stored content: there is nothing before it.
    pub first: bool,
    pub differences: Vec<Difference>,
    /// What this version shows beside its words.
    pub shown: Shown,
    /// To the edits before and after, and to the case.
    pub onward: Vec<Link>,
}

impl VersionPage {
    /// `at`: which of the edits.
    pub fn new(
        frame: Frame,
        number: i64,
        edits: &[Edit],
        at: usize,
        differences: Vec<Difference>,
        shown: Shown,
    ) -> Self {
        let link = |label: &str, edit: Option<&Edit>| {
            edit.map(|edit| Link::new(label, format!("/cases/{number}/versions/{}", edit.version)))
        };
        let before = link("一つ前の変更を見る", at.checked_sub(1).and_then(|i| edits.get(i)));
        let after = link("次の変更を見る", edits.get(at + 1));
        let case = Link::new("事例に戻る", format!("/cases/{number}"));
        let edit = &edits[at];
        Self {
            frame,
            at: moment_of(&edit.at),
            by: by_words(&edit.by_label),
            on_behalf_of: edit.on_behalf_of.clone(),
            first: at == 0,
            differences,
            shown,
            onward: before.into_iter().chain(after).chain([case]).collect(),
        }
    }
}

/// Who made a stored edit; nobody is known for what stood there before edits were kept.
pub fn by_words(label: &str) -> String {
    if label.is_empty() { "記録の始まる前".to_owned() } else { label.to_owned() }
}

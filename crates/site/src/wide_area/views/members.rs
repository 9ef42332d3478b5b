//! Asking, days of taking part, meetings.

use askama::Template;
use foundation::web::Form;

use super::{Differences, differing};
use crate::model::{Group, Meeting, Member};
use crate::shared::{Choice, DateBoxes, Frame, day_in_words};

/// `…/members/new`
#[derive(Template)]
#[template(path = "wide_area/templates/ask.html")]
pub struct AskPage {
    pub frame: Frame,
    pub base: String,
    pub form: Form,
    pub from: DateBoxes,
}

impl AskPage {
    pub fn new(frame: Frame, group: &Group, form: &Form) -> Self {
        Self { frame, base: group.address(), form: form.clone(), from: DateBoxes::typed(form, "from") }
    }
}

/// `…/members/{member}`
#[derive(Template)]
#[template(path = "wide_area/templates/member.html")]
pub struct MemberPage {
    pub frame: Frame,
    pub base: String,
    pub address: String,
    pub form: Form,
    pub revision: String,
    pub joined: DateBoxes,
    pub left: DateBoxes,
    /// Where a municipality that ended may have gone; empty for one that is there.
    pub successors: Vec<Choice>,
    pub ended: String,
    pub may_remove: bool,
    pub differences: Differences,
}

impl MemberPage {
    pub fn new(frame: Frame, group: &Group, member: &Member, form: &Form, successors: Vec<Choice>) -> Self {
        let successors = if successors.is_empty() {
            successors
        } else {
            let none = !successors.iter().any(|choice| choice.chosen);
            std::iter::once(Choice::new("", "記録しない", none)).chain(successors).collect()
        };
        Self {
            frame,
            base: group.address(),
            address: format!("{}/members/{}", group.address(), member.id),
            form: form.clone(),
            revision: member.revision.to_string(),
            joined: DateBoxes::typed(form, "joined"),
            left: DateBoxes::typed(form, "left"),
            successors,
            ended: member.valid_to.as_deref().map(day_in_words).unwrap_or_default(),
            may_remove: !member.is_confirmed(),
            differences: Vec::new(),
        }
    }

    pub fn changed_meanwhile(&mut self, theirs: &Member, yours: &Member) {
        let rows = |member: &Member| {
            [
                ("始まりの日", day_in_words(&member.joined_on)),
                ("終わりの日", member.left_on.as_deref().map(day_in_words).unwrap_or_default()),
                ("合併先", member.successor_code.clone().unwrap_or_default()),
                ("参加の回答", super::show::answer_label(&member.answer).to_owned()),
            ]
        };
        let both = rows(theirs).into_iter().zip(rows(yours));
        self.differences = differing(both.map(|((label, theirs), (_, yours))| (label.to_owned(), theirs, yours)));
        if self.differences.is_empty() {
            self.differences.push(("内容".to_owned(), "同じ".to_owned(), "同じ".to_owned()));
        }
    }
}

/// `…/meetings/…`
#[derive(Template)]
#[template(path = "wide_area/templates/meeting.html")]
pub struct MeetingPage {
    pub frame: Frame,
    pub base: String,
    pub action: String,
    pub is_new: bool,
    pub form: Form,
    pub revision: String,
    pub held: DateBoxes,
    pub differences: Differences,
}

impl MeetingPage {
    pub fn new(frame: Frame, group: &Group, meeting: &Meeting, form: &Form) -> Self {
        let base = group.address();
        let is_new = meeting.id == 0;
        Self {
            frame,
            action: if is_new { format!("{base}/meetings/new") } else { format!("{base}/meetings/{}", meeting.id) },
            base,
            is_new,
            form: form.clone(),
            revision: meeting.revision.to_string(),
            held: DateBoxes::typed(form, "held"),
            differences: Vec::new(),
        }
    }

    pub fn changed_meanwhile(&mut self, theirs: &Meeting, yours: &Meeting) {
        let rows = |meeting: &Meeting| {
            [
                ("開いた日", day_in_words(&meeting.held_on)),
                ("会議の名前", meeting.title.clone()),
                ("場所", meeting.place.clone()),
                ("決まったこと", meeting.decided.clone()),
            ]
        };
        let both = rows(theirs).into_iter().zip(rows(yours));
        self.differences = differing(both.map(|((label, theirs), (_, yours))| (label.to_owned(), theirs, yours)));
    }
}

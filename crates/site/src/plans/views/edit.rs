//! `/plans/{plan}/edit`

use askama::Template;
use foundation::web::Form;

use crate::model::{Plan, STATES, scene_label, state_label};
use crate::shared::{Choice, DateBoxes, Frame, SCENES, day_in_words};

#[derive(Template)]
#[template(path = "plans/templates/edit.html")]
pub struct EditPage {
    pub frame: Frame,
    pub base: String,
    pub revision: String,
    pub form: Form,
    pub scenes: Vec<Choice>,
    pub states: Vec<Choice>,
    pub agreed: DateBoxes,
    /// By the town's leave: not asked who sees it and what was agreed to.
    pub is_let_in: bool,
    /// What somebody else saved meanwhile: label, theirs, yours.
    pub differences: Vec<(&'static str, String, String)>,
}

impl EditPage {
    pub fn new(frame: Frame, base: &str, plan: &Plan, form: &Form) -> Self {
        let state = |(id, label, hint): &(&str, &str, &str)| Choice {
            hint: (*hint).to_owned(),
            ..Choice::new(*id, *label, form.checked("state", id))
        };
        Self {
            frame,
            base: base.to_owned(),
            revision: plan.revision.to_string(),
            form: form.clone(),
            scenes: std::iter::once(Choice::new("", "場面を決めない", false))
                .chain(SCENES.iter().map(|(id, label)| Choice::new(*id, *label, form.checked("scene", id))))
                .collect(),
            states: STATES.iter().map(state).collect(),
            agreed: DateBoxes::typed(form, "agreed-on"),
            is_let_in: false,
            differences: Vec::new(),
        }
    }

    /// Somebody else was quicker: both in sight, and saving again puts the typed in the place of theirs.
    pub fn changed_meanwhile(&mut self, theirs: &Plan, yours: &Plan) {
        let day = |plan: &Plan| plan.agreed_on.as_deref().map(day_in_words).unwrap_or_default();
        let rows = [
            ("題名", theirs.title.clone(), yours.title.clone()),
            ("場面", scene_label(&theirs.scene).to_owned(), scene_label(&yours.scene).to_owned()),
            ("目標", theirs.goal.clone(), yours.goal.clone()),
            ("現状", theirs.present.clone(), yours.present.clone()),
            ("真因", theirs.cause.clone(), yours.cause.clone()),
            ("課題の仮説", theirs.hypothesis.clone(), yours.hypothesis.clone()),
            ("合意した場", theirs.agreed_by.clone(), yours.agreed_by.clone()),
            ("合意した日", day(theirs), day(yours)),
            ("見せる相手", state_label(&theirs.state).to_owned(), state_label(&yours.state).to_owned()),
        ];
        self.differences = rows.into_iter().filter(|(_, theirs, yours)| theirs != yours).collect();
    }
}

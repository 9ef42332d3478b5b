//! What was done for whom; a letter to some of them.

use askama::Template;
use foundation::web::Form;

use crate::model::{Support, scene_label, scenes};
use crate::shared::{Choice, DateBoxes, Frame, day_in_words};

#[derive(Template)]
#[template(path = "situation/templates/supports.html")]
pub struct SupportsPage {
    pub frame: Frame,
    pub base: String,
    pub rows: Vec<SupportRow>,
    pub towns: Vec<Choice>,
    pub scenes: Vec<Choice>,
    pub form: Form,
    pub on: DateBoxes,
    pub may_support: bool,
}

pub struct SupportRow {
    pub day: String,
    pub scene: String,
    pub words: String,
    /// Name and address.
    pub towns: Vec<(String, String)>,
    pub by: String,
    pub fictitious: bool,
}

impl SupportsPage {
    pub fn new(
        frame: Frame,
        base: &str,
        supports: &[Support],
        towns: Vec<Choice>,
        form: &Form,
        may_support: bool,
    ) -> Self {
        let row = |one: &Support| SupportRow {
            day: day_in_words(&one.on_day),
            scene: if one.scene.is_empty() { String::new() } else { scene_label(&one.scene).to_owned() },
            words: one.words.clone(),
            towns: one.towns.iter().map(|(code, name)| (name.clone(), format!("/situation/{code}"))).collect(),
            by: one.by_label.clone(),
            fictitious: one.fictitious,
        };
        Self {
            frame,
            base: base.to_owned(),
            rows: supports.iter().map(row).collect(),
            towns,
            scenes: std::iter::once(Choice::new("", "場面を決めない", false))
                .chain(scenes().map(|(id, label)| Choice::new(id, label, form.value("scene") == id)))
                .collect(),
            form: form.clone(),
            on: DateBoxes::typed(form, "on"),
            may_support,
        }
    }

    pub fn errors(&self) -> Vec<(String, String)> {
        self.form.errors.iter().map(|error| (error.field.clone(), error.sentence.clone())).collect()
    }
}

#[derive(Template)]
#[template(path = "situation/templates/letter.html")]
pub struct LetterPage {
    pub frame: Frame,
    pub base: String,
    pub towns: Vec<Choice>,
    pub form: Form,
}

impl LetterPage {
    pub fn new(frame: Frame, base: &str, towns: Vec<Choice>, form: &Form) -> Self {
        Self { frame, base: base.to_owned(), towns, form: form.clone() }
    }

    pub fn errors(&self) -> Vec<(String, String)> {
        self.form.errors.iter().map(|error| (error.field.clone(), error.sentence.clone())).collect()
    }
}

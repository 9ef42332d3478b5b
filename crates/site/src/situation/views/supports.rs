//! What was done for whom; a letter to some of them.

use askama::Template;
use foundation::web::Form;

use crate::model::{Support, scene_label, scenes};
use crate::shared::{Choice, DateBoxes, Frame, day_in_words, moment_of};

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
    pub seen_by_towns: bool,
    /// The municipality, its word, who and when.
    pub remarks: Vec<(String, String, String)>,
    /// Of the municipality's own page: how many others it was for.
    pub others: usize,
}

impl SupportRow {
    fn of(one: &Support) -> Self {
        Self {
            day: day_in_words(&one.on_day),
            scene: if one.scene.is_empty() { String::new() } else { scene_label(&one.scene).to_owned() },
            words: one.words.clone(),
            towns: one.towns.iter().map(|(code, name)| (name.clone(), format!("/situation/{code}"))).collect(),
            by: one.by_label.clone(),
            fictitious: one.fictitious,
            seen_by_towns: one.seen_by_towns,
            remarks: one
                .remarks
                .iter()
                .map(|said| {
                    (said.town.clone(), said.words.clone(), format!("{}　{}", said.by_label, moment_of(&said.at)))
                })
                .collect(),
            others: one.towns.len().saturating_sub(1),
        }
    }
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
        Self {
            frame,
            base: base.to_owned(),
            rows: supports.iter().map(SupportRow::of).collect(),
            towns,
            scenes: std::iter::once(Choice::new("", "場面を決めない", false))
                .chain(scenes().map(|(id, label)| Choice::new(id, label, form.value("scene") == id)))
                .collect(),
            form: form.clone(),
            on: DateBoxes::typed(form, "on"),
            may_support,
        }
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
}

/// `/situation/{code}/supports`
#[derive(Template)]
#[template(path = "situation/templates/own_supports.html")]
pub struct OwnSupportsPage {
    pub frame: Frame,
    pub base: String,
    pub rows: Vec<SupportRow>,
    pub form: Form,
    pub supports: Vec<Choice>,
    pub may_remark: bool,
}

impl OwnSupportsPage {
    pub fn new(frame: Frame, base: &str, code: &str, supports: &[Support], form: &Form, may_remark: bool) -> Self {
        // Of several municipalities that got the same support each sees itself.
        let row = |one: &Support| {
            let mut row = SupportRow::of(one);
            row.towns.retain(|(_, href)| href.ends_with(code));
            row
        };
        let choice = |one: &Support| {
            let id = one.id.to_string();
            let is_chosen = form.value("support") == id;
            let words: String = one.words.chars().take(30).collect();
            Choice::new(id, format!("{}　{words}", day_in_words(&one.on_day)), is_chosen)
        };
        Self {
            frame,
            base: base.to_owned(),
            rows: supports.iter().map(row).collect(),
            supports: std::iter::once(Choice::new("", "選んでください", form.value("support").is_empty()))
                .chain(supports.iter().map(choice))
                .collect(),
            form: form.clone(),
            may_remark,
        }
    }
}

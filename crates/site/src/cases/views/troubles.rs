//! `/cases/troubles`: the entrances by trouble.

use askama::Template;
use foundation::web::Form;

use crate::cases::model::TroubleRow;
use crate::shared::{Frame, number};

/// An entrance in the list.
pub struct TroubleLine {
    pub id: String,
    pub label: String,
    pub sentence: String,
    pub retired: bool,
    pub published: String,
    pub others: String,
    pub first: bool,
    pub last: bool,
}

/// What a change is going to reach.
pub struct Reach {
    pub id: String,
    /// `word` or `retire`.
    pub verb: String,
    pub now: String,
    pub label: String,
    pub sentence: String,
    pub published: String,
    pub others: String,
}

#[derive(Template)]
#[template(path = "cases/templates/troubles.html")]
pub struct TroublesPage {
    pub frame: Frame,
    pub may_edit: bool,
    pub rows: Vec<TroubleLine>,
    pub reach: Option<Reach>,
    pub errors: Vec<(String, String)>,
    /// What was typed for a new entrance.
    pub typed_label: String,
    pub typed_sentence: String,
}

impl TroublesPage {
    pub fn new(frame: Frame, rows: &[TroubleRow], may_edit: bool, form: &Form, about: Option<&TroubleRow>) -> Self {
        let used = rows.iter().filter(|row| row.valid_to.is_none()).count();
        let lines = rows.iter().enumerate().map(|(at, row)| TroubleLine {
            id: row.id.clone(),
            label: row.label.clone(),
            sentence: row.sentence.clone(),
            retired: row.valid_to.is_some(),
            published: number(row.published),
            others: number(row.others),
            first: at == 0,
            last: at + 1 == used,
        });
        let typed = |name: &str| if about.is_some() { String::new() } else { form.value(name).to_owned() };
        Self {
            frame,
            may_edit,
            rows: lines.collect(),
            reach: about.map(|row| Reach {
                id: row.id.clone(),
                verb: form.value("do").to_owned(),
                now: row.label.clone(),
                label: form.value("label").to_owned(),
                sentence: form.value("sentence").to_owned(),
                published: number(row.published),
                others: number(row.others),
            }),
            errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            typed_label: typed("label"),
            typed_sentence: typed("sentence"),
        }
    }

    pub fn refuse(&mut self, field: &str, sentence: String) {
        self.errors.push((field.to_owned(), sentence));
    }

    pub fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|(at, _)| at == field).map_or("", |(_, sentence)| sentence)
    }
}

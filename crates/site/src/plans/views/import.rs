//! `/plans/import`

use askama::Template;
use foundation::web::Form;

use crate::exchange::Fault;
use crate::shared::{Choice, Frame};

#[derive(Template)]
#[template(path = "plans/templates/import.html")]
pub struct ImportPage {
    pub frame: Frame,
    pub form: Form,
    pub form_key: String,
    /// Empty where there is one only.
    pub towns: Vec<Choice>,
    pub faults: Vec<Fault>,
}

impl ImportPage {
    pub fn new(frame: Frame, form: &Form, key: &str, towns: &[(String, String, String)], faults: &[Fault]) -> Self {
        let choices = towns
            .iter()
            .map(|(code, name, _)| Choice::new(&**code, &**name, form.value("town") == code))
            .collect::<Vec<_>>();
        Self {
            frame,
            form: form.clone(),
            form_key: key.to_owned(),
            towns: if choices.len() > 1 {
                std::iter::once(Choice::new("", "選んでください", false)).chain(choices).collect()
            } else {
                Vec::new()
            },
            faults: faults.to_vec(),
        }
    }
}

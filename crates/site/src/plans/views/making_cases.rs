//! `…/reviews/{review}/case`

use crate::cases::from_review::Told;
use askama::Template;
use foundation::web::Form;

use crate::shared::{Choice, Frame};

#[derive(Template)]
#[template(path = "plans/templates/making_case.html")]
pub struct MakeCasePage {
    pub frame: Frame,
    pub base: String,
    pub form: Form,
    /// Field, what it would say.
    pub texts: Vec<(&'static str, String)>,
    /// The draft there is already.
    pub there: Option<i64>,
    pub agreed: Vec<Choice>,
}

impl MakeCasePage {
    pub fn new(frame: Frame, base: &str, told: &Told, there: Option<i64>, form: &Form) -> Self {
        Self {
            frame,
            base: base.to_owned(),
            texts: told.texts.iter().map(|(field, text)| (field.label(), text.clone())).collect(),
            there,
            agreed: vec![Choice::new(
                "yes",
                "町として、この内容を事例の下書きにします（公開ではありません）",
                form.checked("agreed", "yes"),
            )],
            form: form.clone(),
        }
    }
}

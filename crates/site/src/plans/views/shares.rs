//! `/plans/{plan}/shares`

use askama::Template;
use foundation::web::Form;

use crate::model::{SHARED_TO, Share, shared_to_label};
use crate::shared::{Choice, DateBoxes, Frame, day_in_words, moment_of};

#[derive(Template)]
#[template(path = "plans/templates/shares.html")]
pub struct SharesPage {
    pub frame: Frame,
    pub base: String,
    pub form: Form,
    /// People the town can see; empty where there is none besides its own.
    pub people: Vec<Choice>,
    pub may: Vec<Choice>,
    pub until: DateBoxes,
    pub open: Vec<ShareView>,
    pub over: Vec<ShareView>,
}

pub struct ShareView {
    pub named: String,
    pub may: String,
    pub until: String,
    pub note: String,
    pub by: String,
    pub stop: String,
    /// Why it is over: the day is past, or somebody stopped it.
    pub over: String,
}

impl SharesPage {
    pub fn new(
        frame: Frame,
        base: &str,
        shares: &[Share],
        in_sight: &[(i64, String, String)],
        form: &Form,
        today: jiff::civil::Date,
    ) -> Self {
        let today = today.to_string();
        let view = |one: &Share| ShareView {
            named: if one.named.is_empty() { "（宛先は消しました）".to_owned() } else { one.named.clone() },
            may: shared_to_label(&one.may).to_owned(),
            until: day_in_words(&one.until_on),
            note: one.note.clone(),
            by: format!("{}　{}", one.by_label, moment_of(&one.at)),
            stop: format!("{base}/shares/{}/stop", one.id),
            over: match &one.ended_at {
                Some(at) => format!("{}　{}", moment_of(at), one.ended_by),
                None => "期限が過ぎました".to_owned(),
            },
        };
        let (open, over): (Vec<&Share>, Vec<&Share>) = shares.iter().partition(|one| one.lasts(&today));
        let person = |(id, name, organisation): &(i64, String, String)| {
            let id = id.to_string();
            let is_chosen = form.value("person") == id;
            Choice::new(id, format!("{name}（{organisation}）"), is_chosen)
        };
        let people: Vec<Choice> = if in_sight.is_empty() {
            Vec::new()
        } else {
            std::iter::once(Choice::new("", "選ばない", form.value("person").is_empty()))
                .chain(in_sight.iter().map(person))
                .collect()
        };
        let may = |(id, label, hint): &(&str, &str, &str)| Choice {
            hint: (*hint).to_owned(),
            ..Choice::new(*id, *label, form.checked("may", id))
        };
        Self {
            frame,
            base: base.to_owned(),
            people,
            may: SHARED_TO.iter().map(may).collect(),
            until: DateBoxes::typed(form, "until"),
            form: form.clone(),
            open: open.into_iter().map(view).collect(),
            over: over.into_iter().map(view).collect(),
        }
    }
}

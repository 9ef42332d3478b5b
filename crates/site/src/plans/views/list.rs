//! Lists, and where one begins.

use askama::Template;
use foundation::web::Form;

use crate::actions::examples::Example;
use crate::model::{Line, Shown, scene_label, shared_to_label, state_label};
use crate::shared::{Choice, Frame, SCENES, day_in_words, moment_of};

/// `/plans`
#[derive(Template)]
#[template(path = "plans/templates/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub rows: Vec<Row>,
    pub put_aside: bool,
    pub may_write: bool,
    /// More than one town's.
    pub several: bool,
    /// By the leave of their towns: title, address, town, what she may do, until when, whether invented.
    pub shown: Vec<(String, String, String, String, String, bool)>,
}

pub struct Row {
    pub title: String,
    pub href: String,
    pub town: String,
    pub scene: String,
    pub state: String,
    pub boxes: i64,
    pub agreed: String,
    pub changed: String,
    pub fictitious: bool,
}

impl ListPage {
    pub fn new(frame: Frame, lines: &[Line], shown: &[Shown], put_aside: bool, may_write: bool) -> Self {
        let row = |line: &Line| Row {
            title: line.title.clone(),
            href: format!("/plans/{}", line.id),
            town: line.municipality_name.clone(),
            scene: scene_label(&line.scene).to_owned(),
            state: state_label(&line.state).to_owned(),
            boxes: line.boxes,
            agreed: line.agreed_on.as_deref().map(day_in_words).unwrap_or_default(),
            changed: format!("{}　{}", moment_of(&line.updated_at), line.updated_by),
            fictitious: line.fictitious,
        };
        let several =
            lines.first().is_some_and(|first| lines.iter().any(|l| l.municipality_name != first.municipality_name));
        // Who reads what towns show her reads of several, even while it is one.
        let several = several || !may_write;
        let let_in = |one: &Shown| {
            (
                one.title.clone(),
                format!("/plans/{}", one.plan_id),
                one.municipality_name.clone(),
                shared_to_label(&one.may).to_owned(),
                day_in_words(&one.until_on),
                one.fictitious,
            )
        };
        let shown = shown.iter().map(let_in).collect();
        Self { frame, rows: lines.iter().map(row).collect(), put_aside, may_write, several, shown }
    }
}

/// `/plans/examples`
#[derive(Template)]
#[template(path = "plans/templates/examples.html")]
pub struct ExamplesPage {
    pub frame: Frame,
    /// Title, address, place, goal, how many boxes.
    pub rows: Vec<(String, String, String, String, usize)>,
}

impl ExamplesPage {
    pub fn new(frame: Frame, examples: &[Example]) -> Self {
        let row = |one: &Example| {
            (
                one.title.clone(),
                format!("/plans/examples/{}", one.id),
                one.place.clone(),
                one.goal.clone(),
                one.boxes.len(),
            )
        };
        Self { frame, rows: examples.iter().map(row).collect() }
    }
}

/// `/plans/new`
#[derive(Template)]
#[template(path = "plans/templates/new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub form: Form,
    pub form_key: String,
    /// Empty where there is one town only.
    pub towns: Vec<Choice>,
    pub scenes: Vec<Choice>,
    pub from: Vec<Choice>,
}

impl NewPage {
    pub fn new(
        frame: Frame,
        form: &Form,
        form_key: &str,
        towns: &[(String, String, String)],
        examples: &[Example],
        own: &[Line],
    ) -> Self {
        let chosen = |field: &str, value: &str| form.checked(field, value);
        let first = |label: &str| Choice::new("", label, false);
        let blank = Choice::new("", "白紙から", form.value("from").is_empty());
        let example = |one: &Example| {
            let value = format!("example:{}", one.id);
            Choice {
                hint: one.place.clone(),
                ..Choice::new(&*value, format!("例：{}", one.title), chosen("from", &value))
            }
        };
        let copy = |line: &Line| {
            let value = format!("plan:{}", line.id);
            Choice::new(&*value, format!("写し：{}", line.title), chosen("from", &value))
        };
        let several = towns.iter().map(|(code, name, _)| Choice::new(&**code, &**name, chosen("town", code)));
        Self {
            frame,
            form: form.clone(),
            form_key: form_key.to_owned(),
            towns: if towns.len() > 1 {
                std::iter::once(first("選んでください")).chain(several).collect()
            } else {
                Vec::new()
            },
            scenes: std::iter::once(first("場面を決めない"))
                .chain(SCENES.iter().map(|(id, label)| Choice::new(*id, *label, chosen("scene", id))))
                .collect(),
            from: std::iter::once(blank).chain(examples.iter().map(example)).chain(own.iter().map(copy)).collect(),
        }
    }
}

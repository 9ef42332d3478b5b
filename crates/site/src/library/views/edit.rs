//! The forms of the office.

use askama::Template;
use foundation::web::Form;

use super::{scene_label, year_words};
use crate::library::model::{Details, Document, KINDS, SeenBy, Version, kind_label};
use crate::library::rules::{FILE_BYTES, PAGES_AT_MOST};
use crate::shared::{Choice, Frame};

/// `/library/new`, `/library/{number}/edit`
#[derive(Template)]
#[template(path = "library/templates/edit.html")]
pub struct EditPage {
    pub frame: Frame,
    pub action: String,
    pub form_key: String,
    pub revision: String,
    /// A document that is there already: its file is changed elsewhere.
    pub is_there: bool,
    pub base: String,
    pub withdrawn: bool,
    pub kinds: Vec<Choice>,
    pub scenes: Vec<Choice>,
    pub tiers: Vec<Choice>,
    pub form: Form,
    pub file_hint: String,
    /// What somebody else saved meanwhile: label, theirs, yours.
    pub differences: Vec<(&'static str, String, String)>,
}

pub fn file_hint() -> String {
    format!(
        "PDF、Word（.docx）、Excel（.xlsx）、PowerPoint（.pptx）、HTML、テキスト。{} MB、{PAGES_AT_MOST}ページまで。パスワードは外してください。",
        FILE_BYTES >> 20
    )
}

impl EditPage {
    pub fn new(frame: Frame, action: &str, form: &Form, form_key: &str, document: Option<&Document>) -> Self {
        let chosen = |field: &str, value: &str| form.checked(field, value);
        let mut kinds = vec![Choice::new("", "選んでください", false)];
        kinds.extend(KINDS.iter().map(|(id, label)| Choice::new(*id, *label, chosen("kind", id))));
        let scenes = crate::cases::model::SCENES.iter();
        let hint = |tier: SeenBy| match tier {
            SeenBy::Public => "検索サイトからも見つかります。",
            SeenBy::SignedIn => "市町村・都道府県・団体・コーディネーターなど、登録した人すべて。",
            SeenBy::Office => "事業の事務局と所管課だけ。準備中のものはこれにしておきます。",
        };
        Self {
            frame,
            action: action.to_owned(),
            form_key: form_key.to_owned(),
            revision: document.map(|d| d.revision.to_string()).unwrap_or_default(),
            is_there: document.is_some(),
            base: document.map(|d| format!("/library/{}", d.number)).unwrap_or_default(),
            withdrawn: document.is_some_and(|d| d.withdrawn),
            kinds,
            scenes: scenes.map(|(id, label)| Choice::new(*id, *label, chosen("scenes", id))).collect(),
            tiers: SeenBy::EVERY
                .into_iter()
                .map(|tier| Choice {
                    hint: hint(tier).to_owned(),
                    ..Choice::new(tier.id(), tier.label(), chosen("tier", tier.id()))
                })
                .collect(),
            form: form.clone(),
            file_hint: file_hint(),
            differences: Vec::new(),
        }
    }

    /// Somebody else was quicker: both in sight, and saving again puts the typed in the place of theirs.
    pub fn changed_meanwhile(&mut self, theirs: &Details) {
        let typed = |field: &str| self.form.value(field).to_owned();
        let scenes = |ids: Vec<&str>| ids.into_iter().map(scene_label).collect::<Vec<_>>().join("、");
        let rows = [
            ("題名", theirs.title.clone(), typed("title")),
            ("種類", kind_label(&theirs.kind).to_owned(), kind_label(&typed("kind")).to_owned()),
            ("あらまし", theirs.summary.clone(), typed("summary")),
            ("作ったところ", theirs.publisher.clone(), typed("publisher")),
            ("年度", theirs.year.map(year_words).unwrap_or_default(), typed("year")),
            (
                "場面",
                scenes(theirs.scenes.iter().map(String::as_str).collect()),
                scenes(self.form.values.all("scenes").collect()),
            ),
            (
                "見せる相手",
                theirs.tier.label().to_owned(),
                SeenBy::of(&typed("tier")).map(SeenBy::label).unwrap_or_default().to_owned(),
            ),
        ];
        self.differences = rows.into_iter().filter(|(_, theirs, yours)| theirs != yours).collect();
    }
}

/// `/library/{number}/renew`
#[derive(Template)]
#[template(path = "library/templates/renew.html")]
pub struct RenewPage {
    pub frame: Frame,
    pub base: String,
    pub revision: String,
    pub now: String,
    pub form: Form,
    pub file_hint: String,
}

impl RenewPage {
    pub fn new(frame: Frame, document: &Document, version: &Version, form: &Form) -> Self {
        let file = version.file_words();
        let held =
            if file.is_empty() { "リンクだけ".to_owned() } else { format!("{}（{file}）", version.file_name) };
        Self {
            frame,
            base: format!("/library/{}", document.number),
            revision: document.revision.to_string(),
            now: format!("第{}版：{held}", version.version),
            form: form.clone(),
            file_hint: file_hint(),
        }
    }
}

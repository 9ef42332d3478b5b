//! Pictures, documents and the logic model of a case: as its page shows them, and the page on which they are put to it.

use askama::Template;
use foundation::web::Form;

use crate::beyond::{DrawnPlan, KeptPlan};
use crate::cases::model::{Attached, Case, Content};
use crate::cases::rules::{CAPTION_CHARACTERS, FileLimits, SAYS_CHARACTERS};
use crate::shared::{Choice, Frame, day_of};

/// What a version of a case shows beside its words.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    base: String,
    pub pictures: Vec<ShownPicture>,
    pub documents: Vec<ShownDocument>,
    pub model: Option<Model>,
}

#[derive(Clone, Debug)]
pub struct ShownPicture {
    pub href: String,
    pub says: String,
    pub caption: String,
    pub width: i64,
    pub height: i64,
}

#[derive(Clone, Debug)]
pub struct ShownDocument {
    pub href: String,
    pub title: String,
    /// 「PDF、1.2 MB」
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub href: String,
    pub title: String,
    pub day: String,
    pub width: u32,
    pub height: u32,
    pub levels: Vec<(String, Vec<String>)>,
    pub fictitious: bool,
}

impl Shown {
    /// `base`: the address of the version.
    pub fn of(content: &Content, base: &str) -> Self {
        let href = |file: &Attached| format!("{base}/files/{}", file.token());
        let (pictures, documents): (Vec<&Attached>, Vec<&Attached>) =
            content.files.iter().partition(|file| file.is_picture());
        Self {
            base: base.to_owned(),
            pictures: pictures
                .into_iter()
                .map(|file| ShownPicture {
                    href: href(file),
                    says: file.says.clone(),
                    caption: file.caption.clone(),
                    width: file.width,
                    height: file.height,
                })
                .collect(),
            documents: documents
                .into_iter()
                .map(|file| ShownDocument {
                    href: href(file),
                    title: file.title().to_owned(),
                    note: format!("{}、{}", file.kind_label(), file.size()),
                })
                .collect(),
            model: None,
        }
    }

    /// The logic model, where there is one.
    pub fn draw(&mut self, drawn: Option<DrawnPlan>) {
        self.model = drawn.map(|drawn| Model {
            href: format!("{}/model.svg", self.base),
            title: drawn.title,
            day: day_of(&drawn.at),
            width: drawn.width,
            height: drawn.height,
            levels: drawn.levels,
            fictitious: drawn.fictitious,
        });
    }

    pub fn any(&self) -> bool {
        !self.pictures.is_empty() || !self.documents.is_empty() || self.model.is_some()
    }
}

/// A file on the page where it is described.
pub struct FileRow {
    pub token: String,
    pub href: String,
    pub is_picture: bool,
    pub name: String,
    pub note: String,
    /// Of the thumbnail.
    pub width: i64,
    pub height: i64,
    pub says: String,
    pub says_error: String,
    pub caption: String,
    pub caption_error: String,
    pub position: String,
    pub is_removed: bool,
}

#[derive(Template)]
#[template(path = "cases/templates/files.html")]
pub struct FilesPage {
    pub frame: Frame,
    pub number: i64,
    pub version: i64,
    pub errors: Vec<(String, String)>,
    pub rows: Vec<FileRow>,
    /// How many there are, and may be.
    pub counted: String,
    pub is_full: bool,
    pub file_hint: String,
    pub file_error: String,
    pub says: String,
    pub says_error: String,
    pub caption: String,
    pub caption_error: String,
    /// Kept versions of logic models; empty where there is none to choose.
    pub models: Vec<Choice>,
    pub model_error: String,
}

/// Height of a thumbnail on the page.
const THUMBNAIL: i64 = 120;

impl FilesPage {
    pub fn new(frame: Frame, case: &Case, limits: FileLimits, offered: &[KeptPlan], form: &Form) -> Self {
        let typed = |name: &str, stored: &str| {
            if form.values.pairs().any(|(known, _)| known == name) {
                form.value(name).to_owned()
            } else {
                stored.to_owned()
            }
        };
        let rows = (1_i64..).zip(&case.content.files).map(|(at, file)| {
            let token = file.token();
            let (says, caption) = (format!("says-{token}"), format!("caption-{token}"));
            FileRow {
                href: format!("/cases/{}/files/{token}", case.number),
                is_picture: file.is_picture(),
                name: file.file_name.clone(),
                note: format!("{}、{}", file.kind_label(), file.size()),
                width: (file.width * THUMBNAIL / file.height.max(1)).clamp(1, 3 * THUMBNAIL),
                height: THUMBNAIL,
                says_error: form.error(&says).to_owned(),
                caption_error: form.error(&caption).to_owned(),
                says: typed(&says, &file.says),
                caption: typed(&caption, &file.caption),
                position: typed(&format!("position-{token}"), &at.to_string()),
                is_removed: form.checked("remove", token),
                token: token.to_owned(),
            }
        });
        let chosen = case.content.model.as_ref().map(|model| format!("{}-{}", model.plan, model.version));
        let chosen = typed("model", chosen.as_deref().unwrap_or(""));
        let mut models: Vec<Choice> = offered
            .iter()
            .map(|kept| {
                let value = format!("{}-{}", kept.plan, kept.version);
                let note = if kept.note.is_empty() { String::new() } else { format!("　{}", kept.note) };
                let label = format!("{}　{}の版{note}", kept.title, day_of(&kept.at));
                Choice::new(value.clone(), label, value == chosen)
            })
            .collect();
        if let Some(model) = &case.content.model
            && !offered.iter().any(|kept| (kept.plan, kept.version) == (model.plan, model.version))
        {
            let value = format!("{}-{}", model.plan, model.version);
            models.insert(0, Choice::new(value.clone(), format!("{}（いまのまま）", model.told()), value == chosen));
        }
        if !models.is_empty() {
            models.insert(0, Choice::new("", "出さない", chosen.is_empty()));
        }
        Self {
            frame,
            number: case.number,
            version: case.version,
            errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            rows: rows.collect(),
            counted: format!("{}個（{}個まで）", case.content.files.len(), limits.files),
            is_full: case.content.files.len() >= limits.files,
            file_hint: format!(
                "画像（PNG・JPEG）、PDF、Word・Excel・PowerPoint（マクロのないもの）。一つ{} MBまで。",
                limits.megabytes
            ),
            file_error: form.error("file").to_owned(),
            says: form.value("says").to_owned(),
            says_error: form.error("says").to_owned(),
            caption: form.value("caption").to_owned(),
            caption_error: form.error("caption").to_owned(),
            models,
            model_error: form.error("model").to_owned(),
        }
    }

    pub fn says_hint() -> String {
        format!(
            "画像のときは必ず。図が見えない方に伝わるように、何が描いてあるかを{SAYS_CHARACTERS}文字までで。例：町の中央に診療所、東の谷に訪問看護ステーションが2か所ある地図"
        )
    }

    pub fn caption_hint() -> String {
        format!("図やファイルの名前として出ます。{CAPTION_CHARACTERS}文字まで。例：図1 連携の体制（2025年4月）")
    }
}

#[cfg(test)]
pub(super) mod samples {
    use foundation::web::Fields;

    use super::*;
    use crate::cases::model::State;

    pub fn attached() -> Vec<Attached> {
        let picture = Attached {
            file_key: "cases/ab".to_owned(),
            file_name: "<b>地図.png".to_owned(),
            kind: "png".to_owned(),
            bytes: 120_000,
            width: 800,
            height: 600,
            says: "町と診療所の<位置>".to_owned(),
            caption: "図1 <町>".to_owned(),
        };
        let document = Attached {
            file_key: "cases/cd".to_owned(),
            file_name: "様式.docx".to_owned(),
            kind: "docx".to_owned(),
            bytes: 2_000_000,
            ..Attached::default()
        };
        vec![picture, document]
    }

    impl FilesPage {
        pub fn samples() -> Vec<Self> {
            let kept = KeptPlan {
                plan: 1,
                version: 2,
                title: "<見本>のモデル".to_owned(),
                at: "2026-11-20T01:00:00.000Z".to_owned(),
                note: "合意の前".to_owned(),
            };
            let mut wrong = Form::new(Fields::from_pairs([("says-ab", ""), ("caption", "<b>"), ("remove", "cd")]));
            wrong.refuse("says-ab", "「画像の説明」を入力してください。");
            wrong.refuse("file", "ファイルを選んでください。");
            let page = |case: &Case, limits: FileLimits, offered: &[KeptPlan], form: &Form| {
                Self::new(Frame::sample("図・ファイル"), case, limits, offered, form)
            };
            let case = Case::sample(State::Draft);
            let mut bare = Case::sample(State::Draft);
            (bare.content.files, bare.content.model) = (Vec::new(), None);
            vec![
                page(&case, FileLimits::default(), std::slice::from_ref(&kept), &Form::default()),
                page(&case, FileLimits { files: 2, megabytes: 1 }, &[], &wrong),
                page(&bare, FileLimits::default(), &[], &Form::default()),
            ]
        }
    }

    /// What a version shows.
    pub fn shown() -> Shown {
        let mut shown = Shown::of(&Case::sample(State::Draft).content, "/cases/1/versions/2");
        shown.draw(Some(drawn()));
        shown
    }

    /// A logic model as the page shows it.
    pub fn drawn() -> DrawnPlan {
        DrawnPlan {
            title: "<見本>のモデル".to_owned(),
            at: "2026-11-20T01:00:00.000Z".to_owned(),
            svg: String::new(),
            width: 800,
            height: 500,
            levels: vec![("最終アウトカム".to_owned(), vec!["家で<暮らす>".to_owned()])],
            fictitious: true,
        }
    }
}

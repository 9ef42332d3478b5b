//! The form of a case, and what it shows when somebody else was quicker.

use askama::Template;
use foundation::web::Form;

use crate::cases::forms::FACT_COLUMNS;
use crate::cases::model::{Difference, Field, TagKind, Trouble};
use crate::cases::rules::{
    FACTS_AT_MOST, Hint, KEY_PERSONS_AT_MOST, KEYWORDS_AT_MOST, PLAYERS_AT_MOST, SHARES_AT_MOST,
};
use crate::shared::{Choice, Frame, Link, number};

/// A text of the case with its control.
pub struct TextControl {
    pub id: &'static str,
    pub label: &'static str,
    pub value: String,
    pub needed: bool,
    pub long: bool,
    pub hint: String,
    pub error: String,
    /// What to look at again, at its place.
    pub checks: Vec<String>,
}

/// A group of boxes.
pub struct ChoiceControl {
    pub id: &'static str,
    pub label: &'static str,
    pub needed: bool,
    pub choices: Vec<Choice>,
    pub hint: &'static str,
    pub error: String,
}

/// A cell of a table of controls.
pub struct Cell {
    pub id: String,
    pub label: String,
    pub value: String,
    pub error: String,
}

/// The form itself: a rule that concerns no single field leads here.
pub const FORM_ID: &str = "case-form";

/// Two contents of one case, side by side.
#[derive(Clone, Debug)]
pub struct Conflict {
    pub word: &'static str,
    pub text: &'static str,
    /// Heads of the two columns.
    pub theirs: &'static str,
    pub mine: &'static str,
    pub differences: Vec<Difference>,
    /// The way to leave the form and keep what is stored.
    pub take_theirs: Option<Link>,
}

/// Whose case it is going to be.
pub enum OwnerControl {
    /// Fixed: the label to show, and the code of a new case.
    Fixed { label: String, code: String },
    /// Several of one's own.
    Choose(Vec<Choice>),
    /// Any: 代理投稿.
    Any { value: String },
}

#[derive(Template)]
#[template(path = "cases/templates/edit.html")]
#[allow(clippy::struct_excessive_bools, reason = "each shows or hides one part of the form")]
pub struct EditPage {
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    pub form_key: String,
    pub collection: Option<(i64, String)>,
    pub version: i64,
    pub errors: Vec<(String, String)>,
    /// Why the case came back; empty for every other.
    pub returned_because: String,
    /// What may lead to a person: id of the control and sentence.
    pub checks: Vec<(&'static str, String)>,
    /// What the button says that hands it in all the same; empty where there is nothing to confirm.
    pub confirmation: String,
    /// Stored already, although something is missing for the next step.
    pub saved_anyway: bool,
    pub conflict: Option<Conflict>,
    pub needs_places: bool,
    pub owner: OwnerControl,
    pub owner_error: String,
    pub is_proxy: bool,
    pub may_submit: bool,
    pub first: Vec<TextControl>,
    pub troubles: ChoiceControl,
    pub about: Vec<TextControl>,
    pub places: String,
    pub places_error: String,
    /// 「いっしょに持つ市町村」; `None` where only one owns.
    pub co_owners: Option<(String, String)>,
    pub start_year: String,
    pub start_year_error: String,
    pub tags: Vec<ChoiceControl>,
    pub key_persons: String,
    pub key_persons_error: String,
    pub keywords: String,
    pub keywords_error: String,
    pub body: Vec<TextControl>,
    pub players: Vec<(Cell, Cell)>,
    pub facts: Vec<Vec<Cell>>,
    pub shares: Vec<(Cell, Cell)>,
    pub last: Vec<TextControl>,
    /// What is attached, in a line.
    pub attached: String,
}

/// Everything the form needs besides its values.
#[allow(clippy::struct_excessive_bools, reason = "each shows or hides one part of the form")]
pub struct Setting {
    /// 募集 a new case is written for: number and title.
    pub collection: Option<(i64, String)>,
    pub action: String,
    pub form_key: String,
    pub version: i64,
    pub owner: OwnerControl,
    pub is_proxy: bool,
    pub may_submit: bool,
    pub saved_anyway: bool,
    pub needs_places: bool,
    /// Several municipalities may own it together.
    pub may_be_shared: bool,
    pub conflict: Option<Conflict>,
}

const FIRST: &[Field] = &[Field::Title, Field::Summary, Field::Trouble];
const ABOUT: &[Field] = &[Field::District, Field::WideArea, Field::Actor, Field::Theme];
const LAST: &[Field] =
    &[Field::Future, Field::Vision, Field::VisionIndicator, Field::Advice, Field::SourceTitle, Field::SourcePlace];
const BLANK_ROWS: usize = 3;

impl EditPage {
    pub fn new(frame: Frame, form: &Form, troubles: &[Trouble], setting: Setting) -> Self {
        let text = |field: &Field| TextControl {
            id: field.id(),
            label: field.label(),
            value: form.value(field.id()).to_owned(),
            needed: field.is_needed(),
            long: field.is_long(),
            hint: format!(
                "{}（{}文字まで）",
                field.help(),
                number(i64::try_from(field.most_characters()).unwrap_or(0))
            ),
            error: form.error(field.id()).to_owned(),
            checks: Vec::new(),
        };
        let texts = |fields: &[Field]| fields.iter().map(text).collect::<Vec<_>>();
        let boxes = |kind: TagKind, needed: bool, hint: &'static str| ChoiceControl {
            id: kind.control(),
            label: kind.label(),
            needed,
            choices: kind
                .offered()
                .iter()
                .map(|(id, label)| Choice::new(*id, *label, form.checked(kind.control(), id)))
                .collect(),
            hint,
            error: form.error(kind.control()).to_owned(),
        };
        let cell = |id: String, label: String| Cell {
            value: form.value(&id).to_owned(),
            error: form.error(&id).to_owned(),
            id,
            label,
        };
        let rows = |prefix: &str, end: &str, most: usize| {
            let begins = |i: usize| format!("{prefix}{i}{end}");
            let filled = (1..=most)
                .filter(|i| form.values.pairs().any(|(n, v)| !v.is_empty() && in_row(n, &begins(*i))))
                .max()
                .unwrap_or(0);
            1..=(filled + BLANK_ROWS).min(most)
        };
        Self {
            frame,
            action: setting.action,
            form_key: setting.form_key,
            collection: setting.collection,
            version: setting.version,
            errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            returned_because: String::new(),
            checks: Vec::new(),
            confirmation: String::new(),
            saved_anyway: setting.saved_anyway,
            conflict: setting.conflict,
            needs_places: setting.needs_places,
            owner: setting.owner,
            owner_error: form.error("owner").to_owned(),
            is_proxy: setting.is_proxy,
            may_submit: setting.may_submit,
            first: texts(FIRST),
            troubles: ChoiceControl {
                id: TagKind::Trouble.control(),
                label: "困りごとの入口",
                needed: true,
                choices: troubles
                    .iter()
                    .map(|t| {
                        let mut choice =
                            Choice::new(&*t.id, &*t.label, form.checked(TagKind::Trouble.control(), &t.id));
                        choice.hint.clone_from(&t.sentence);
                        choice
                    })
                    .collect(),
                hint: "読む人がここから入ります。あてはまるものをすべて選んでください。",
                error: form.error(TagKind::Trouble.control()).to_owned(),
            },
            about: texts(ABOUT),
            places: form.value("places").to_owned(),
            places_error: form.error("places").to_owned(),
            co_owners: setting
                .may_be_shared
                .then(|| (form.value("co_owners").to_owned(), form.error("co_owners").to_owned())),
            start_year: form.value("start_year").to_owned(),
            start_year_error: form.error("start_year").to_owned(),
            tags: vec![
                boxes(TagKind::Scene, true, "四つの場面に限りません。あてはまるものをすべて選んでください。"),
                boxes(TagKind::Content, true, "この事業として何をしたか。いくつでも選べます。"),
                boxes(TagKind::Cooperation, false, "どのようなつながり方か。いくつでも選べます。"),
                boxes(TagKind::Class, false, "取組の地域があてはまるものを選んでください。"),
            ],
            key_persons: form.value(TagKind::KeyPerson.control()).to_owned(),
            key_persons_error: form.error(TagKind::KeyPerson.control()).to_owned(),
            keywords: form.value(TagKind::Keyword.control()).to_owned(),
            keywords_error: form.error(TagKind::Keyword.control()).to_owned(),
            body: Field::EVERY
                .iter()
                .filter(|f| !FIRST.contains(f) && !ABOUT.contains(f) && !LAST.contains(f))
                .map(text)
                .collect(),
            players: rows("player-", "", PLAYERS_AT_MOST)
                .map(|i| {
                    (
                        cell(format!("player-{i}"), format!("{i}行目 だれが")),
                        cell(format!("act-{i}"), format!("{i}行目 何をした")),
                    )
                })
                .collect(),
            facts: rows("fact-", "-", FACTS_AT_MOST)
                .map(|i| {
                    FACT_COLUMNS
                        .iter()
                        .map(|(column, label)| cell(format!("fact-{i}-{column}"), format!("{i}行目 {label}")))
                        .collect()
                })
                .collect(),
            shares: rows("share-", "-", SHARES_AT_MOST)
                .map(|i| {
                    (
                        cell(format!("share-{i}-basis"), format!("{i}行目 分け方")),
                        cell(format!("share-{i}-percent"), format!("{i}行目 割合（%）")),
                    )
                })
                .collect(),
            last: texts(LAST),
            attached: String::new(),
        }
    }

    /// With what a person has to look at before it is handed in, at its places.
    #[must_use]
    pub fn with_checks(mut self, hints: Vec<Hint>) -> Self {
        self.confirmation = confirmation_of(&hints);
        for control in [&mut self.first, &mut self.about, &mut self.body, &mut self.last].into_iter().flatten() {
            let here = hints.iter().filter(|h| h.field == control.id);
            control.checks = here.map(Hint::with_place).collect();
        }
        self.checks = hints.into_iter().map(|h| (h.field, h.with_place())).collect();
        self
    }

    pub fn key_persons_hint() -> String {
        format!("役割や組織で、「、」で区切って{KEY_PERSONS_AT_MOST}つまで。例：医師、地域包括支援センター")
    }

    pub fn keywords_hint() -> String {
        format!("「、」で区切って{KEYWORDS_AT_MOST}個まで。例：病診連携、オンライン診療")
    }
}

/// What the button sends that says 「確かめた」: it holds for exactly these hints, not for others that come later.
pub fn confirmation_of(hints: &[Hint]) -> String {
    let told = hints.iter().flat_map(|h| [h.field.to_owned(), h.with_place()]).collect::<Vec<_>>().join("\n");
    format!("{CONFIRMED}{}", foundation::chance::fingerprint(&told))
}

const CONFIRMED: &str = "submit-confirmed-";

/// Whether a button was pressed that hands the case in.
pub fn is_submitting(next: &str) -> bool {
    next == "submit" || next.starts_with(CONFIRMED)
}

/// Whether a control belongs to the row that begins so: `fact-2-` has `fact-2-unit`, `player-1` is one.
fn in_row(control: &str, row: &str) -> bool {
    if row.ends_with('-') { control.starts_with(row) } else { control == row }
}

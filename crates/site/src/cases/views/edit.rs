//! The form of a case, and what it shows when somebody else was quicker.

use askama::Template;
use foundation::web::Form;

use crate::cases::forms::FACT_COLUMNS;
use crate::cases::model::{Content, Field, TagKind, Trouble, tag_label};
use crate::cases::rules::{FACTS_AT_MOST, KEY_PERSONS_AT_MOST, KEYWORDS_AT_MOST, PLAYERS_AT_MOST};
use crate::shared::{Choice, Frame, number};

/// A text of the case with its control.
pub struct TextControl {
    pub id: &'static str,
    pub label: &'static str,
    pub value: String,
    pub needed: bool,
    pub long: bool,
    pub hint: String,
    pub error: String,
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
}

/// What differs between what somebody typed and what stands there by now.
#[derive(Clone, Debug)]
pub struct Difference {
    pub label: String,
    pub theirs: String,
    pub mine: String,
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
pub struct EditPage {
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    pub form_key: String,
    pub version: i64,
    pub errors: Vec<(String, String)>,
    /// Stored already, although something is missing for the next step.
    pub saved_anyway: bool,
    pub differences: Vec<Difference>,
    pub owner: OwnerControl,
    pub owner_error: String,
    pub is_proxy: bool,
    pub may_submit: bool,
    pub first: Vec<TextControl>,
    pub troubles: ChoiceControl,
    pub about: Vec<TextControl>,
    pub places: String,
    pub places_error: String,
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
    pub last: Vec<TextControl>,
}

/// Everything the form needs besides its values.
pub struct Setting {
    pub action: String,
    pub form_key: String,
    pub version: i64,
    pub owner: OwnerControl,
    pub is_proxy: bool,
    pub may_submit: bool,
    pub saved_anyway: bool,
    pub differences: Vec<Difference>,
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
        let cell = |id: String, label: String| Cell { value: form.value(&id).to_owned(), id, label };
        let rows = |prefix: &str, end: &str, most: usize| {
            let filled = (1..=most).filter(|i| !form.value(&format!("{prefix}{i}{end}")).is_empty()).max().unwrap_or(0);
            1..=(filled + BLANK_ROWS).min(most)
        };
        Self {
            frame,
            action: setting.action,
            form_key: setting.form_key,
            version: setting.version,
            errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            saved_anyway: setting.saved_anyway,
            differences: setting.differences,
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
            facts: rows("fact-", "-label", FACTS_AT_MOST)
                .map(|i| {
                    FACT_COLUMNS
                        .iter()
                        .map(|(column, label)| cell(format!("fact-{i}-{column}"), format!("{i}行目 {label}")))
                        .collect()
                })
                .collect(),
            last: texts(LAST),
        }
    }

    pub fn key_persons_hint() -> String {
        format!("役割や組織で、「、」で区切って{KEY_PERSONS_AT_MOST}つまで。例：医師、地域包括支援センター")
    }

    pub fn keywords_hint() -> String {
        format!("「、」で区切って{KEYWORDS_AT_MOST}個まで。例：病診連携、オンライン診療")
    }
}

/// Field by field, what differs; both sides in full.
pub fn differences(theirs: &Content, mine: &Content) -> Vec<Difference> {
    let mut found: Vec<Difference> = Field::EVERY
        .iter()
        .filter(|field| theirs.texts.get(**field) != mine.texts.get(**field))
        .map(|field| Difference {
            label: field.label().to_owned(),
            theirs: theirs.texts.get(*field).to_owned(),
            mine: mine.texts.get(*field).to_owned(),
        })
        .collect();
    let mut differ = |label: &str, theirs: String, mine: String| {
        if theirs != mine {
            found.push(Difference { label: label.to_owned(), theirs, mine });
        }
    };
    for kind in TagKind::EVERY {
        let words = |content: &Content| {
            let mut words: Vec<_> = content.tags_of(kind).map(|tag| tag_label(kind, tag).to_owned()).collect();
            words.sort();
            words.join("、")
        };
        differ(kind.label(), words(theirs), words(mine));
    }
    let year = |c: &Content| c.start_year.map(|y| y.to_string()).unwrap_or_default();
    differ("始めた年", year(theirs), year(mine));
    differ("地域（団体コード）", theirs.places.join("、"), mine.places.join("、"));
    let players =
        |c: &Content| c.players.iter().map(|p| format!("{}：{}", p.player, p.act)).collect::<Vec<_>>().join("\n");
    differ("だれが、何をしたか", players(theirs), players(mine));
    let facts = |c: &Content| {
        let row = |f: &crate::cases::model::CaseFact| format!("{} {}{} {}", f.label, f.value, f.unit, f.as_of);
        c.facts.iter().map(row).collect::<Vec<_>>().join("\n")
    };
    differ("地域の数字", facts(theirs), facts(mine));
    found
}

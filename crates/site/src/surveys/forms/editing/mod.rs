//! What a browser sends about a questionnaire → a section, a question, a list of options; or a sentence at the field.

mod faults;
mod options;
mod question;

use foundation::web::{Fields, Form};
use japanese::fold::{half_width, tidy};
use questionnaire::verify::MOST_TEXT_LETTERS;
use questionnaire::{Condition, Definition, Kind, Question, Section};

use crate::surveys::model::editing::Working;

pub use faults::{place_faults, place_list_faults, place_section_faults};
pub use options::{
    ListInput, OptionRow, RowRow, grid_rows, option_rows, read_options, typed_grid_rows, typed_option_rows,
};
pub use question::{QuestionInput, question_fields, read_question};

const MOST_TITLE_LETTERS: usize = 200;
/// What `list` says when the options stand in the form itself.
pub const OWN_LIST: &str = "";

/// A question type: the word of files and addresses, what it is called, what it is for.
pub struct KindWord {
    pub id: &'static str,
    pub label: &'static str,
    pub about: &'static str,
}

pub const KINDS: &[KindWord] = &[
    KindWord {
        id: "single",
        label: "単一選択",
        about: "選択肢から1つだけ選びます。「その他（具体的に）」も置けます。",
    },
    KindWord {
        id: "multiple",
        label: "複数選択",
        about: "選択肢からいくつか選びます。「3つまで」のように数を決められます。",
    },
    KindWord { id: "grid", label: "表", about: "同じ選択肢を、行ごとに聞きます。" },
    KindWord {
        id: "number", label: "数", about: "人数や件数などの数を、単位を添えて書きます。"
    },
    KindWord { id: "amount", label: "金額", about: "金額を円で書きます。" },
    KindWord {
        id: "date", label: "日付", about: "年月日を書きます。和暦でも西暦でも答えられます。"
    },
    KindWord { id: "text", label: "文字", about: "1行で書きます。名前や名称に。" },
    KindWord { id: "long_text", label: "自由記述", about: "何行でも書けます。理由や意見に。" },
    KindWord { id: "note", label: "説明", about: "答えのない、説明だけの行です。" },
];

pub fn kind_word(id: &str) -> Option<&'static KindWord> {
    KINDS.iter().find(|kind| kind.id == id)
}

pub fn word_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Single(_) => "single",
        Kind::Multiple(_) => "multiple",
        Kind::Number(_) => "number",
        Kind::Amount(_) => "amount",
        Kind::Text(_) => "text",
        Kind::LongText(_) => "long_text",
        Kind::Date(_) => "date",
        Kind::Grid(_) => "grid",
        Kind::Note(_) => "note",
    }
}

/// Does this kind take its options from a list?
pub fn has_list(kind: &str) -> bool {
    matches!(kind, "single" | "multiple" | "grid")
}

/// What a part is recognised by: the form that shows it sends it back, so that it is known whether somebody else changed
/// it meanwhile.
pub fn mark_of(part: &impl serde::Serialize) -> String {
    let json = serde_json::to_string(part).unwrap_or_default();
    foundation::chance::fingerprint(&json).chars().take(16).collect()
}

/// A question with the options it offers.
pub fn mark_of_question(definition: &Definition, question: &Question) -> String {
    mark_of(&(question, definition.choices(question)))
}

// --- Small readings ---------------------------------------------------------------------------------

/// A text of several lines; surrounding blanks are dropped.
fn words(form: &mut Form, field: &str, label: &str, most: usize) -> String {
    let text = tidy(&form.text(field, label, most));
    text.trim().to_owned()
}

/// A text of one line.
fn line(form: &mut Form, field: &str, label: &str, most: usize) -> String {
    words(form, field, label, most).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_on(form: &Form, field: &str) -> bool {
    form.value(field) == "yes"
}

fn figure<T: std::str::FromStr>(form: &mut Form, field: &str, label: &str, expected: &str) -> Option<T> {
    let typed = half_width(&tidy(form.value(field))).replace(',', "");
    if typed.is_empty() {
        return None;
    }
    let plain = typed.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let value = typed.parse().ok().filter(|_| plain);
    if value.is_none() {
        form.refuse(field, format!("「{label}」の「{typed}」を{expected}として読めません。数字で入力してください。"));
    }
    value
}

fn count(form: &mut Form, field: &str, label: &str) -> Option<u32> {
    figure(form, field, label, "0以上の整数")
}

/// A condition as typed; full-width letters of an input method are taken as half-width ones.
fn condition(form: &mut Form, field: &str) -> Option<Condition> {
    let typed = half_width(form.value(field).trim()).replace(['‘', '’'], "'");
    if typed.is_empty() {
        return None;
    }
    match Condition::parse(&typed) {
        Ok(condition) => Some(condition),
        Err(error) => {
            form.refuse(field, error.to_string());
            None
        }
    }
}

/// An id as typed, or `None` where none was.
fn id(form: &Form, field: &str) -> Option<String> {
    let typed = half_width(form.value(field)).trim().to_owned();
    (!typed.is_empty()).then_some(typed)
}

// --- Sections ---------------------------------------------------------------------------------------

pub fn section_fields(section: &Section) -> Fields {
    let mut fields = Fields::default();
    fields.push("id", &section.id);
    fields.push("title", &section.title);
    fields.push("note", &section.note);
    fields.push("relevant", &section.relevant.as_ref().map(ToString::to_string).unwrap_or_default());
    fields
}

/// `before`: the section being changed, whose questions stay.
pub fn read_section(form: &mut Form, working: &Working, before: Option<&Section>) -> Option<Section> {
    let title = line(form, "title", "題名", MOST_TITLE_LETTERS);
    if title.is_empty() {
        form.refuse("title", "区分の題名を入力してください。");
    }
    let note = words(form, "note", "説明", MOST_TEXT_LETTERS);
    let relevant = condition(form, "relevant");
    let id = match before {
        Some(section) => section.id.clone(),
        None => working.definition.free_section_id(),
    };
    let questions = before.map(|section| section.questions.clone()).unwrap_or_default();
    form.is_valid().then_some(Section { id, title, note, relevant, questions })
}

//! The form of one section, and the page before handing in.

use askama::Template;
use foundation::web::Form as Typed;
use questionnaire::{Answers, Form, Kind, Question, Section};

use super::in_words;
use crate::shared::{DateBoxes, Frame, Link};
use crate::surveys::forms::mark;

/// An option as a control. `id` is that of the control.
pub struct OptionView {
    pub id: String,
    pub value: String,
    pub label: String,
    pub chosen: bool,
    /// Goes with no other option.
    pub exclusive: bool,
    /// The name of the text beside it; empty when there is none.
    pub text_name: String,
    pub text: String,
}

pub struct RowView {
    /// The name of its controls.
    pub name: String,
    pub label: String,
    pub asked_of: String,
    pub asked: bool,
    pub options: Vec<OptionView>,
}

impl RowView {
    pub fn nothing_chosen(&self) -> bool {
        !self.options.iter().any(|option| option.chosen)
    }
}

/// What stands under a question.
pub enum Control {
    Note,
    /// `radio` or `checkbox`
    Choices(&'static str, Vec<OptionView>),
    /// The kind of its controls, the options' labels, the rows; whether a text may stand beside an option.
    Grid {
        kind: &'static str,
        columns: Vec<String>,
        rows: Vec<RowView>,
        texts: bool,
    },
    Line {
        value: String,
        unit: String,
        numeric: bool,
    },
    Long(String),
    Date(DateBoxes),
}

pub struct QuestionView {
    pub id: String,
    pub number: String,
    pub text: String,
    pub hint: String,
    pub instruction: String,
    pub required: bool,
    /// Who is asked, where not everybody is.
    pub asked_of: String,
    /// As the stored answers stand; who answered something she is not asked sees it all the same.
    pub asked: bool,
    pub seen: String,
    /// Filled in for her; she cannot change it.
    pub fixed: bool,
    pub error: String,
    /// Last year's answer in words; empty when there is none to show.
    pub last_year: String,
    /// What was answered in an earlier edition and no longer fits.
    pub aside: String,
    /// What the municipality wrote down elsewhere, as an answer; empty when there is none to suggest.
    pub suggestion: String,
    pub control: Control,
}

impl QuestionView {
    pub fn nothing_chosen(&self) -> bool {
        !matches!(&self.control, Control::Choices(_, options) if options.iter().any(|option| option.chosen))
    }

    pub fn is_note(&self) -> bool {
        matches!(self.control, Control::Note)
    }

    /// One control to which a `label` belongs; everything else is a group with a legend.
    pub fn is_single_box(&self) -> bool {
        matches!(self.control, Control::Line { .. } | Control::Long(_))
    }

    /// Ids of hint and error, for `aria-describedby`.
    pub fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if !self.error.is_empty() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }
}

/// Questions of a section with what stands in their fields. `last_year` finds last year's answer in words.
pub fn questions(
    form: &Form,
    section: &Section,
    stored: &Answers,
    typed: &Typed,
    last_year: &dyn Fn(&Question) -> String,
) -> Vec<QuestionView> {
    let who = form.applicable(stored);
    section
        .questions
        .iter()
        .map(|question| {
            let at = form.position(&question.id).unwrap_or_default();
            let given = stored.get(&question.id);
            QuestionView {
                id: question.id.clone(),
                number: question.number.clone(),
                text: question.text.clone(),
                hint: question.hint.clone(),
                instruction: question.kind.instruction(),
                required: question.required,
                asked_of: form.asked_of(at).unwrap_or_default(),
                asked: who.question(at) || given.is_some(),
                seen: mark(given),
                fixed: question.own_name && given.is_some(),
                error: typed.error(&question.id).to_owned(),
                last_year: if question.last_year { last_year(question) } else { String::new() },
                aside: String::new(),
                suggestion: String::new(),
                control: control(form, at, question, stored, typed),
            }
        })
        .collect()
}

fn options(form: &Form, question: &Question, name: &str, typed: &Typed) -> Vec<OptionView> {
    let choices = form.choices(question).iter();
    choices
        .map(|choice| {
            let text_name = if choice.other { format!("{name}.{}.text", choice.id) } else { String::new() };
            OptionView {
                id: format!("{name}.{}", choice.id),
                chosen: typed.checked(name, &choice.id),
                text: typed.value(&text_name).to_owned(),
                value: choice.id.clone(),
                label: choice.label.clone(),
                exclusive: choice.exclusive,
                text_name,
            }
        })
        .collect()
}

fn control(form: &Form, at: usize, question: &Question, stored: &Answers, typed: &Typed) -> Control {
    let value = || typed.value(&question.id).to_owned();
    match &question.kind {
        Kind::Note(_) => Control::Note,
        Kind::Single(_) => Control::Choices("radio", options(form, question, &question.id, typed)),
        Kind::Multiple(_) => Control::Choices("checkbox", options(form, question, &question.id, typed)),
        Kind::Grid(grid) => {
            let who = form.applicable(stored);
            let row = |(row_at, row): (usize, &questionnaire::kinds::GridRow)| {
                let name = format!("{}.{}", question.id, row.id);
                let options = options(form, question, &name, typed);
                RowView {
                    label: row.label.clone(),
                    asked_of: row.relevant.as_ref().map(|c| c.in_japanese(form)).unwrap_or_default(),
                    asked: who.row(at, row_at) || options.iter().any(|o| o.chosen || !o.text.is_empty()),
                    options,
                    name,
                }
            };
            Control::Grid {
                kind: if grid.multiple { "checkbox" } else { "radio" },
                columns: form.choices(question).iter().map(|choice| choice.label.clone()).collect(),
                texts: form.choices(question).iter().any(|choice| choice.other),
                rows: grid.rows.iter().enumerate().map(row).collect(),
            }
        }
        Kind::Number(_) | Kind::Amount(_) => {
            Control::Line { value: value(), unit: in_words::unit(&question.kind), numeric: true }
        }
        Kind::Text(_) => Control::Line { value: value(), unit: String::new(), numeric: false },
        Kind::LongText(_) => Control::Long(value()),
        Kind::Date(_) => Control::Date(DateBoxes::typed(typed, &question.id)),
    }
}

/// An answer that no longer fits the edition its respondent answers now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsideRow {
    pub id: String,
    pub edition: i64,
    pub question: String,
    pub answer: String,
}

/// The draft being tried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What was tried so far, as JSON.
    pub tried: String,
    /// The address of the Excel sheet.
    pub sheet: String,
}

/// What is to be said about the edition of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Sent back with the form; 0: nothing hangs on it.
    pub edition: u32,
    /// That it was corrected since this respondent last saved, and why; empty when not.
    pub corrected: String,
    /// Of a form with faults: what was stored all the same; empty when it was not sent.
    pub saved: String,
    pub preview: Option<Preview>,
}

/// An answer that somebody else changed while the form was open.
pub struct ConflictRow {
    pub question: String,
    pub theirs: String,
    pub who: String,
    pub mine: String,
}

/// `/surveys/{survey}/{code}/answer/{section}` and `…/substitute/{section}`
#[derive(Template)]
#[template(path = "surveys/templates/answer.html")]
pub struct AnswerPage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    /// 「2 / 8」
    pub place: String,
    pub section: String,
    pub note: String,
    pub base: i64,
    pub sections: Vec<Link>,
    pub section_at: usize,
    pub questions: Vec<QuestionView>,
    pub errors: Vec<(String, String)>,
    pub conflicts: Vec<ConflictRow>,
    pub is_last: bool,
    /// 代理入力: the reason is asked, nothing is stored by itself.
    pub reason: Option<(String, String)>,
    /// Why it came back, as long as it is not handed in again.
    pub returned_because: String,
    pub about: About,
}

impl AnswerPage {
    /// A suggestion has a button of its own: then the first button of the form, which the return key presses, is another one.
    pub fn suggests(&self) -> bool {
        self.questions.iter().any(|question| !question.suggestion.is_empty())
    }
}

/// Something that stands between a respondent and handing in.
pub struct FindingRow {
    pub question: String,
    pub sentence: String,
    pub href: String,
}

/// Something worth a look that stands in nobody's way, with what may be said about it.
pub struct SoftRow {
    /// Of the control.
    pub id: String,
    /// What names it in the form.
    pub key: String,
    pub question: String,
    pub href: String,
    pub kind: &'static str,
    pub sentence: String,
    pub explanation: String,
    pub error: String,
}

/// `/surveys/{survey}/{code}/submit` before handing in.
#[derive(Template)]
#[template(path = "surveys/templates/submit.html")]
pub struct SubmitPage {
    pub frame: Frame,
    pub respondent: String,
    pub action: String,
    pub back: String,
    pub answers: String,
    pub findings: Vec<FindingRow>,
    pub soft: Vec<SoftRow>,
    pub answered: usize,
    pub asked: usize,
    pub due: String,
}

/// The same address once it is handed in.
#[derive(Template)]
#[template(path = "surveys/templates/receipt.html")]
pub struct ReceiptPage {
    pub frame: Frame,
    pub respondent: String,
    pub receipt: String,
    pub at: String,
    pub office: String,
    /// Letters went to the colleagues who may answer.
    pub mailed: bool,
    /// She came by a code: no letter reaches her.
    pub by_code: bool,
    pub links: Vec<Link>,
}

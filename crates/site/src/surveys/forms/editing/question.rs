//! One question: from the stored one to its form, and back.

use foundation::web::{Fields, Form};
use questionnaire::kinds::{Amount, DateKind, Grid, GridRow, LongText, Multiple, Note, NumberKind, Single, TextKind};
use questionnaire::verify::MOST_TEXT_LETTERS;
use questionnaire::{Condition, Constraint, Definition, Kind, Question};

use super::options::{ListInput, read_options, read_rows};
use super::{OWN_LIST, condition, count, figure, has_list, id, is_on, line, word_of, words};
use crate::shared::{DateBoxes, read_date};
use crate::surveys::forms::plain_number;
use crate::surveys::model::editing::Working;

const MOST_NUMBER_LETTERS: usize = 30;
const MOST_UNIT_LETTERS: usize = 20;

/// A stored question as its form.
pub fn question_fields(section: &str, question: &Question) -> Fields {
    let mut fields = Fields::default();
    let mut push = |name: &str, value: &str| fields.push(name, value);
    let text = |condition: Option<&Condition>| condition.map(ToString::to_string).unwrap_or_default();
    push("section", section);
    push("id", &question.id);
    push("number", &question.number);
    push("text", &question.text);
    push("hint", &question.hint);
    push("kind", word_of(&question.kind));
    push("relevant", &text(question.relevant.as_ref()));
    if let Some(constraint) = &question.constraint {
        push("constraint", &constraint.condition.to_string());
        push("message", &constraint.message);
    }
    push("filter", &text(question.choice_filter.as_ref()));
    for (field, on) in [
        ("required", question.required),
        ("public", question.public),
        ("protected", question.person_protected),
        ("last_year", question.last_year),
        ("own_name", question.own_name),
    ] {
        push(field, if on { "yes" } else { "" });
    }
    let figure = |value: Option<f64>| value.map(plain_number).unwrap_or_default();
    let whole = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    match &question.kind {
        Kind::Single(kind) => push("list", &kind.list),
        Kind::Multiple(kind) => {
            push("list", &kind.list);
            push("least", &whole(kind.least));
            push("most", &whole(kind.most));
        }
        Kind::Grid(kind) => {
            push("list", &kind.list);
            push("multiple", if kind.multiple { "yes" } else { "" });
            push("most", &whole(kind.most));
        }
        Kind::Number(kind) => {
            push("unit", &kind.unit);
            push("decimals", &kind.decimals.to_string());
            push("least", &figure(kind.least));
            push("most", &figure(kind.most));
            push("weight", if kind.weight { "yes" } else { "" });
        }
        Kind::Amount(kind) => {
            push("least", &figure(kind.least));
            push("most", &figure(kind.most));
        }
        Kind::Text(TextKind { most_letters }) | Kind::LongText(LongText { most_letters }) => {
            push("letters", &whole(*most_letters));
        }
        Kind::Date(kind) => {
            let (least, most) = (kind.least, kind.most);
            for (field, day) in [("least", least), ("most", most)] {
                if let Some(day) = day {
                    DateBoxes::of(day).fill(field, &mut fields);
                }
            }
        }
        Kind::Note(_) => {}
    }
    fields
}

/// A question as typed, where it goes, and the list of options that came with it.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionInput {
    pub section: String,
    pub question: Question,
    /// `None`: a list that is there already, unchanged.
    pub list: Option<ListInput>,
    /// The field each row of a grid was typed into.
    pub row_fields: Vec<String>,
}

impl QuestionInput {
    /// The questionnaire with it in its place.
    pub fn put_into(&self, definition: &Definition, before: Option<&str>, after: Option<&str>) -> Definition {
        let mut changed = definition.clone();
        changed.put_question(before, &self.section, after, self.question.clone());
        if let Some(list) = &self.list {
            changed.put_list(&list.name, list.choices.clone(), &list.renamed);
        }
        changed
    }
}

/// Reads a question of this kind. `before`: the one being changed.
pub fn read_question(
    form: &mut Form,
    working: &Working,
    before: Option<&Question>,
    kind: &'static str,
) -> Option<QuestionInput> {
    let definition = &working.definition;
    let section = form.value("section").to_owned();
    if definition.section(&section).is_none() {
        form.refuse("section", "区分を、示された中から選んでください。");
    }
    let number = line(form, "number", "番号", MOST_NUMBER_LETTERS);
    let text = words(form, "text", "設問文", MOST_TEXT_LETTERS);
    if text.is_empty() {
        form.refuse(
            "text",
            if kind == "note" {
                "説明を入力してください。"
            } else {
                "設問文を入力してください。"
            },
        );
    }
    let hint = words(form, "hint", "補足", MOST_TEXT_LETTERS);
    let question_id = match before {
        Some(question) if working.has_published(&question.id) => question.id.clone(),
        _ => id(form, "id").unwrap_or_else(|| match before {
            Some(question) => question.id.clone(),
            None => definition.free_question_id(&number, if kind == "note" { "note" } else { "f" }),
        }),
    };
    if before.is_none_or(|question| question.id != question_id) && definition.find(&question_id).is_some() {
        form.refuse("id", format!("「{question_id}」は、ほかの設問のIDです。別の名前にしてください。"));
    }
    let (kind, list, row_fields) = read_kind(form, working, before, kind, &question_id);
    let relevant = condition(form, "relevant");
    let constraint = condition(form, "constraint");
    let message = line(form, "message", "条件に合わないときの文", MOST_TEXT_LETTERS);
    if constraint.is_some() && message.is_empty() {
        form.refuse("message", "答えが条件に合わないときに、何を直せばよいかを書いてください。");
    }
    if constraint.is_none() && !message.is_empty() && form.error("constraint").is_empty() {
        form.refuse("constraint", "文だけがあり、条件がありません。条件を書くか、文を消してください。");
    }
    let choice_filter = condition(form, "filter");
    let is_asked = kind.is_asked();
    let is_line = matches!(kind, Kind::Text(_));
    let question = Question {
        id: question_id,
        number,
        text,
        hint,
        kind,
        required: is_asked && is_on(form, "required"),
        relevant,
        constraint: constraint.map(|condition| Constraint { condition, message }),
        choice_filter,
        public: is_asked && is_on(form, "public"),
        person_protected: is_asked && is_on(form, "protected"),
        last_year: is_asked && is_on(form, "last_year"),
        own_name: is_line && is_on(form, "own_name"),
    };
    form.is_valid().then_some(QuestionInput { section, question, list, row_fields })
}

fn read_kind(
    form: &mut Form,
    working: &Working,
    before: Option<&Question>,
    kind: &'static str,
    question_id: &str,
) -> (Kind, Option<ListInput>, Vec<String>) {
    let mut row_fields = Vec::new();
    let (list, input) = if has_list(kind) { read_list(form, working, question_id) } else { (String::new(), None) };
    let kind = match kind {
        "single" => Kind::Single(Single { list }),
        "multiple" => Kind::Multiple(Multiple {
            list,
            most: count(form, "most", "選べる数の上限"),
            least: count(form, "least", "選べる数の下限"),
        }),
        "grid" => {
            let published = working.published.as_ref().and_then(|old| old.find(&before?.id));
            let kept = match published.map(|(_, question)| &question.kind) {
                Some(Kind::Grid(grid)) => grid.rows.clone(),
                _ => Vec::new(),
            };
            let multiple = is_on(form, "multiple");
            let most = count(form, "most", "行ごとに選べる数の上限").filter(|_| multiple);
            let (rows, fields): (Vec<GridRow>, Vec<String>) = read_rows(form, &kept).into_iter().unzip();
            row_fields = fields;
            if rows.is_empty() {
                form.refuse("row-0-label", "表の行を1つ以上書いてください。");
            }
            Kind::Grid(Grid { list, rows, multiple, most })
        }
        "number" => Kind::Number(NumberKind {
            unit: line(form, "unit", "単位", MOST_UNIT_LETTERS),
            decimals: count(form, "decimals", "小数の桁").unwrap_or(0),
            least: figure(form, "least", "下限", "数"),
            most: figure(form, "most", "上限", "数"),
            weight: is_on(form, "weight"),
        }),
        "amount" => Kind::Amount(Amount {
            least: figure(form, "least", "下限", "金額"),
            most: figure(form, "most", "上限", "金額"),
        }),
        "date" => Kind::Date(DateKind {
            least: read_date(form, "least", "いちばん早い日", false),
            most: read_date(form, "most", "いちばん遅い日", false),
        }),
        "text" => Kind::Text(TextKind { most_letters: count(form, "letters", "文字数の上限") }),
        "long_text" => Kind::LongText(LongText { most_letters: count(form, "letters", "文字数の上限") }),
        _ => Kind::Note(Note {}),
    };
    (kind, input, row_fields)
}

/// The list a question takes its options from: one that is there, or the options of the form.
fn read_list(form: &mut Form, working: &Working, question_id: &str) -> (String, Option<ListInput>) {
    let definition = &working.definition;
    let chosen = form.value("list").to_owned();
    let shown = form.value("options-of").to_owned();
    if chosen != OWN_LIST && !definition.lists.contains_key(&chosen) {
        form.refuse("list", "選択肢の一覧を、示された中から選んでください。");
        return (chosen, None);
    }
    if chosen != OWN_LIST && chosen != shown {
        // Another list than the one whose options stand in the form: taken as it is.
        return (chosen, None);
    }
    let name = if chosen == OWN_LIST { definition.free_list_id(question_id) } else { chosen };
    let kept = working.published.as_ref().map(|old| old.list(&name).to_vec()).unwrap_or_default();
    let stored = definition.list(&name).to_vec();
    let input = read_options(form, &name, &stored, &kept, false);
    if input.choices.is_empty() {
        form.refuse("option-0-label", "選択肢を1つ以上書いてください。");
    }
    (name, Some(input))
}

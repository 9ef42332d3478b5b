//! What a browser sends about a questionnaire → a section, a question, a list of options; or a sentence at the field.

use foundation::web::{Fields, Form};
use japanese::fold::{half_width, tidy};
use questionnaire::edit::{free_option_id, free_row_id};
use questionnaire::kinds::{Amount, DateKind, Grid, GridRow, LongText, Multiple, Note, NumberKind, Single, TextKind};
use questionnaire::verify::{MOST_LABEL_LETTERS, MOST_TEXT_LETTERS, Subject};
use questionnaire::{Choice, Condition, Constraint, Definition, DefinitionFault, Kind, Question, Section};

use crate::shared::{DateBoxes, read_date};
use crate::surveys::model::editing::Working;

/// Empty rows offered below those that are there.
const EMPTY_ROWS: usize = 3;
/// More rows than any list may have are not looked at.
const MOST_ROWS: usize = 260;
const MOST_NUMBER_LETTERS: usize = 30;
const MOST_UNIT_LETTERS: usize = 20;
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

// --- Options ----------------------------------------------------------------------------------------

/// One row of the table of options, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionRow {
    /// Its id as stored; empty for a new one.
    pub was: String,
    pub id: String,
    pub label: String,
    pub other: bool,
    pub exclusive: bool,
    pub order: String,
    /// `area=x、kind=y`
    pub filter: String,
    pub error: String,
}

fn filter_words(choice: &Choice) -> String {
    choice.filter.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("、")
}

/// The rows of a list with some empty ones below.
pub fn option_rows(choices: &[Choice]) -> Vec<OptionRow> {
    let stored = choices.iter().enumerate().map(|(at, choice)| OptionRow {
        was: choice.id.clone(),
        id: choice.id.clone(),
        label: choice.label.clone(),
        other: choice.other,
        exclusive: choice.exclusive,
        order: (at + 1).to_string(),
        filter: filter_words(choice),
        error: String::new(),
    });
    let empty = std::iter::repeat_with(OptionRow::default).take(EMPTY_ROWS);
    stored.chain(empty).collect()
}

/// The rows as they were typed, for showing them again; errors stand at `option-{n}-label`.
pub fn typed_option_rows(form: &Form) -> Vec<OptionRow> {
    (0..MOST_ROWS)
        .take_while(|at| form.values.pairs().any(|(name, _)| name == format!("option-{at}-label")))
        .map(|at| {
            let value = |part: &str| form.value(&format!("option-{at}-{part}")).to_owned();
            OptionRow {
                was: value("was"),
                id: value("id"),
                label: value("label"),
                other: value("other") == "yes",
                exclusive: value("exclusive") == "yes",
                order: value("order"),
                filter: value("filter"),
                error: form.error(&format!("option-{at}-label")).to_owned(),
            }
        })
        .collect()
}

/// A list as typed, with what its options were called before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListInput {
    pub name: String,
    pub choices: Vec<Choice>,
    /// The field each option was typed into.
    pub fields: Vec<String>,
    pub renamed: Vec<(String, String)>,
}

/// Reads the table of options. `stored`: the list as it is; ids of `kept` (published options) stay.
pub fn read_options(form: &mut Form, name: &str, stored: &[Choice], kept: &[Choice], with_filter: bool) -> ListInput {
    let mut rows: Vec<(f64, Choice, String, String)> = Vec::new();
    for (at, row) in typed_option_rows(form).into_iter().enumerate() {
        let label = tidy(&row.label).split_whitespace().collect::<Vec<_>>().join(" ");
        if label.is_empty() {
            continue;
        }
        let field = format!("option-{at}-label");
        let length = label.chars().count();
        if length > MOST_LABEL_LETTERS {
            form.refuse(&field, format!("選択肢の表示は{MOST_LABEL_LETTERS}文字までです（いま{length}文字）。"));
        }
        let before = stored.iter().find(|choice| !row.was.is_empty() && choice.id == row.was);
        let is_kept = kept.iter().any(|choice| choice.id == row.was);
        let typed_id = half_width(row.id.trim());
        let id = match before {
            Some(choice) if is_kept || typed_id.is_empty() => choice.id.clone(),
            _ => typed_id,
        };
        let filter = if with_filter {
            filter_of(form, &field, &row.filter)
        } else {
            before.map(|choice| choice.filter.clone()).unwrap_or_default()
        };
        #[allow(clippy::cast_precision_loss, reason = "rows are counted in hundreds")]
        let order = half_width(row.order.trim()).parse::<f64>().unwrap_or(at as f64 + 1.0);
        let was = before.map(|choice| choice.id.clone()).unwrap_or_default();
        rows.push((order, Choice { id, label, other: row.other, exclusive: row.exclusive, filter }, was, field));
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut input = ListInput { name: name.to_owned(), ..ListInput::default() };
    // Ids that were typed first, so that none of the made-up ones takes one of them.
    let typed: Vec<Choice> = rows.iter().map(|(_, choice, ..)| choice.clone()).chain(kept.iter().cloned()).collect();
    for (_, mut choice, was, field) in rows {
        if choice.id.is_empty() {
            choice.id = free_option_id(&[typed.as_slice(), &input.choices].concat());
        }
        if !was.is_empty() && was != choice.id {
            input.renamed.push((was, choice.id.clone()));
        }
        input.choices.push(choice);
        input.fields.push(field);
    }
    for label in more(form, "options-more") {
        let id = free_option_id(&[typed.as_slice(), &input.choices].concat());
        input.choices.push(Choice { id, label, ..Choice::default() });
        input.fields.push("options-more".to_owned());
    }
    input
}

/// Lines of a box, one thing each.
fn more(form: &Form, field: &str) -> Vec<String> {
    let text = tidy(form.value(field));
    text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MOST_ROWS).map(str::to_owned).collect()
}

fn filter_of(form: &mut Form, field: &str, typed: &str) -> std::collections::BTreeMap<String, String> {
    let mut filter = std::collections::BTreeMap::new();
    for part in half_width(&tidy(typed)).split(['、', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                filter.insert(name.to_owned(), value.to_owned());
            }
            _ => form.refuse(field, format!("絞り込みの列「{part}」は、「列の名前=値」の形で書いてください。")),
        }
    }
    filter
}

// --- Rows of a grid ---------------------------------------------------------------------------------

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowRow {
    pub was: String,
    pub id: String,
    pub label: String,
    pub relevant: String,
    pub order: String,
    pub error: String,
}

pub fn grid_rows(rows: &[GridRow]) -> Vec<RowRow> {
    let stored = rows.iter().enumerate().map(|(at, row)| RowRow {
        was: row.id.clone(),
        id: row.id.clone(),
        label: row.label.clone(),
        relevant: row.relevant.as_ref().map(ToString::to_string).unwrap_or_default(),
        order: (at + 1).to_string(),
        error: String::new(),
    });
    let empty = std::iter::repeat_with(RowRow::default).take(EMPTY_ROWS);
    stored.chain(empty).collect()
}

pub fn typed_grid_rows(form: &Form) -> Vec<RowRow> {
    (0..MOST_ROWS)
        .take_while(|at| form.values.pairs().any(|(name, _)| name == format!("row-{at}-label")))
        .map(|at| {
            let value = |part: &str| form.value(&format!("row-{at}-{part}")).to_owned();
            RowRow {
                was: value("was"),
                id: value("id"),
                label: value("label"),
                relevant: value("relevant"),
                order: value("order"),
                error: form.error(&format!("row-{at}-label")).to_owned(),
            }
        })
        .collect()
}

/// Each row with the field it was typed into.
fn read_rows(form: &mut Form, kept: &[GridRow]) -> Vec<(GridRow, String)> {
    let mut rows: Vec<(f64, GridRow, String)> = Vec::new();
    for (at, row) in typed_grid_rows(form).into_iter().enumerate() {
        let label = tidy(&row.label).split_whitespace().collect::<Vec<_>>().join(" ");
        if label.is_empty() {
            continue;
        }
        let relevant = condition(form, &format!("row-{at}-relevant"));
        let told = form.error(&format!("row-{at}-relevant")).to_owned();
        if !told.is_empty() {
            form.refuse(&format!("row-{at}-label"), told);
        }
        let is_kept = kept.iter().any(|known| known.id == row.was);
        let id = if is_kept { row.was.clone() } else { half_width(row.id.trim()) };
        #[allow(clippy::cast_precision_loss, reason = "rows are counted in tens")]
        let order = half_width(row.order.trim()).parse::<f64>().unwrap_or(at as f64 + 1.0);
        rows.push((order, GridRow { id, label, relevant }, format!("row-{at}-label")));
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let typed: Vec<GridRow> = rows.iter().map(|(_, row, _)| row.clone()).chain(kept.iter().cloned()).collect();
    let mut found: Vec<GridRow> = Vec::new();
    let mut fields = Vec::new();
    for (_, mut row, field) in rows {
        if row.id.is_empty() {
            row.id = free_row_id(&[typed.as_slice(), &found].concat());
        }
        found.push(row);
        fields.push(field);
    }
    for label in more(form, "rows-more") {
        let id = free_row_id(&[typed.as_slice(), &found].concat());
        found.push(GridRow { id, label, relevant: None });
        fields.push("rows-more".to_owned());
    }
    found.into_iter().zip(fields).collect()
}

// --- Questions --------------------------------------------------------------------------------------

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
    ] {
        push(field, if on { "yes" } else { "" });
    }
    let figure = |value: Option<f64>| value.map(super::plain_number).unwrap_or_default();
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

/// What a change breaks in another question or section.
fn elsewhere(fault: &DefinitionFault) -> String {
    let is_condition = match &fault.subject {
        Subject::Section { .. } => true,
        Subject::Question { field, .. } | Subject::Row { field, .. } => {
            matches!(*field, "relevant" | "constraint" | "choice_filter")
        }
        _ => false,
    };
    let what = if is_condition { "の条件" } else { "" };
    format!("{}{what}に合わなくなります。{}", fault.place, fault.sentence)
}

/// Sentences of verifying at the fields they belong to. What a change breaks elsewhere stands where the change was made.
pub fn place_faults(form: &mut Form, faults: &[DefinitionFault], definition: &Definition, input: &QuestionInput) {
    let own = definition.flat_position(&input.question.id);
    let own_list = input.question.kind.list().map(str::to_owned);
    let option = |at: usize| {
        let field = input.list.as_ref().and_then(|list| list.fields.get(at));
        field.cloned().unwrap_or_else(|| "option-0-label".to_owned())
    };
    for fault in faults {
        let field = match &fault.subject {
            Subject::Question { at, field } if Some(*at) == own => match *field {
                "name" => "id",
                "label" => "text",
                "relevant" => "relevant",
                "constraint" => "constraint",
                "choice_filter" => "filter",
                _ if own_list.is_some() => "most",
                _ => "least",
            },
            Subject::Row { question: at, row, .. } if Some(*at) == own => {
                let field = input.row_fields.get(*row).map_or("row-0-label", String::as_str);
                form.refuse(field, fault.sentence.clone());
                continue;
            }
            Subject::Choice { list, at, .. } if Some(list) == own_list.as_ref() => {
                form.refuse(&option(*at), fault.sentence.clone());
                continue;
            }
            Subject::List { list } if Some(list) == own_list.as_ref() => "option-0-label",
            // A circle that begins elsewhere is closed by this question's condition.
            _ if fault.sentence.contains('輪') => "relevant",
            _ => {
                let at = if own_list.is_some() { "option-0-label" } else { "text" };
                form.refuse(at, elsewhere(fault));
                continue;
            }
        };
        form.refuse(field, fault.sentence.clone());
    }
}

/// The same for the options of a list.
pub fn place_list_faults(form: &mut Form, faults: &[DefinitionFault], input: &ListInput) {
    for fault in faults {
        match &fault.subject {
            Subject::Choice { list: of, at, .. } if *of == input.name => {
                let field = input.fields.get(*at).map_or("option-0-label", String::as_str);
                form.refuse(field, fault.sentence.clone());
            }
            Subject::List { list: of } if *of == input.name => form.refuse("option-0-label", fault.sentence.clone()),
            _ => form.refuse("option-0-label", elsewhere(fault)),
        }
    }
}

/// The same for a section.
pub fn place_section_faults(form: &mut Form, faults: &[DefinitionFault]) {
    for fault in faults {
        let field = if fault.sentence.contains("題名") { "title" } else { "relevant" };
        form.refuse(field, fault.sentence.clone());
    }
}

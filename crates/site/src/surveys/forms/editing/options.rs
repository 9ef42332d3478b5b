//! Tables of a form: the options of a list, the rows of a grid.

use foundation::web::Form;
use japanese::fold::{half_width, tidy};
use questionnaire::Choice;
use questionnaire::edit::{free_option_id, free_row_id};
use questionnaire::kinds::GridRow;
use questionnaire::verify::MOST_LABEL_LETTERS;

use super::condition;

/// Empty rows offered below those that are there.
const EMPTY_ROWS: usize = 3;
/// More rows than any list may have are not looked at.
const MOST_ROWS: usize = 260;

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
pub(super) fn read_rows(form: &mut Form, kept: &[GridRow]) -> Vec<(GridRow, String)> {
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

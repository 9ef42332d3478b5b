//! Definition → XLSForm.

use std::collections::BTreeSet;

use questionnaire::kinds::GridRow;
use questionnaire::{Condition, Definition, Kind, Question};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::IssueError;

pub(super) const SURVEY: &[&str] = &[
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "choice_filter",
    "appearance",
    "number",
    "unit",
    "decimals",
    "least",
    "most",
    "most_letters",
    "public",
    "person_protected",
    "last_year",
    "own_name",
    "weight",
];

/// Bytes of an `.xlsx`.
///
/// # Errors
/// When it cannot be written (a text longer than a cell takes).
pub fn export(definition: &Definition) -> Result<Vec<u8>, IssueError> {
    let mut workbook = Workbook::new();
    write(&mut workbook, definition)?;
    Ok(workbook.save_to_buffer()?)
}

/// Widths of the columns people write into; the others keep Excel's own.
const WIDTHS: &[(&str, f64)] =
    &[("type", 24.0), ("name", 14.0), ("label", 60.0), ("hint", 30.0), ("relevant", 36.0), ("constraint", 24.0)];

pub(super) fn write(workbook: &mut Workbook, definition: &Definition) -> Result<(), XlsxError> {
    let survey = workbook.add_worksheet();
    survey.set_name("survey")?;
    for (column, head) in (0..).zip(SURVEY) {
        if let Some((_, width)) = WIDTHS.iter().find(|(name, _)| name == head) {
            survey.set_column_width(column, *width)?;
        }
    }
    survey.set_freeze_panes(1, 0)?;
    let mut writing = Writing { sheet: survey, row: 0, text: Format::new().set_num_format("@").set_quote_prefix() };
    writing.line(SURVEY)?;
    for section in &definition.sections {
        let relevant = text_of(section.relevant.as_ref());
        writing.fields(&[
            ("type", "begin_group"),
            ("name", &section.id),
            ("label", &section.title),
            ("hint", &section.note),
            ("relevant", &relevant),
        ])?;
        for question in &section.questions {
            writing.question(question)?;
        }
        writing.fields(&[("type", "end_group")])?;
    }
    let choices = workbook.add_worksheet();
    choices.set_name("choices")?;
    choices.set_column_width(2, 60.0)?;
    choices.set_freeze_panes(1, 0)?;
    write_choices(choices, definition)?;
    let settings = workbook.add_worksheet();
    settings.set_name("settings")?;
    let heads = ["form_title", "form_id", "version", "fiscal_year", "respondent", "note"];
    let values = [
        definition.title.clone(),
        definition.id.clone(),
        definition.edition.to_string(),
        definition.fiscal_year.to_string(),
        definition.respondent.id().to_owned(),
        definition.note.clone(),
    ];
    let mut writing = Writing { sheet: settings, row: 0, text: Format::new().set_num_format("@").set_quote_prefix() };
    writing.line(&heads)?;
    writing.line(&values.each_ref().map(String::as_str))
}

fn text_of(condition: Option<&Condition>) -> String {
    condition.map(ToString::to_string).unwrap_or_default()
}

struct Writing<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    text: Format,
}

impl Writing<'_> {
    fn line(&mut self, values: &[&str]) -> Result<(), XlsxError> {
        for (column, value) in (0..).zip(values) {
            if !value.is_empty() {
                self.sheet.write_string_with_format(self.row, column, *value, &self.text)?;
            }
        }
        self.row += 1;
        Ok(())
    }

    fn fields(&mut self, fields: &[(&str, &str)]) -> Result<(), XlsxError> {
        let value = |head: &&str| fields.iter().find(|(name, _)| name == head).map_or("", |(_, value)| *value);
        let values: Vec<&str> = SURVEY.iter().map(value).collect();
        self.line(&values)
    }

    fn question(&mut self, question: &Question) -> Result<(), XlsxError> {
        let mut kind = String::new();
        let mut appearance = "";
        let (mut unit, mut decimals, mut least, mut most, mut letters) = Default::default();
        let shown = |number: Option<f64>| number.map(crate::workbook::shown_number).unwrap_or_default();
        match &question.kind {
            Kind::Single(single) => kind = format!("select_one {}", single.list),
            Kind::Multiple(multiple) => {
                kind = format!("select_multiple {}", multiple.list);
                least = multiple.least.map(|n| n.to_string()).unwrap_or_default();
                most = multiple.most.map(|n| n.to_string()).unwrap_or_default();
            }
            Kind::Number(number) => {
                if number.decimals == 0 { "integer" } else { "decimal" }.clone_into(&mut kind);
                unit = number.unit.as_str();
                decimals = if number.decimals == 0 { String::new() } else { number.decimals.to_string() };
                least = shown(number.least);
                most = shown(number.most);
            }
            Kind::Amount(amount) => {
                "integer".clone_into(&mut kind);
                appearance = "amount";
                least = shown(amount.least);
                most = shown(amount.most);
            }
            Kind::Text(text) => {
                "text".clone_into(&mut kind);
                letters = text.most_letters.map(|n| n.to_string()).unwrap_or_default();
            }
            Kind::LongText(text) => {
                "text".clone_into(&mut kind);
                appearance = "multiline";
                letters = text.most_letters.map(|n| n.to_string()).unwrap_or_default();
            }
            Kind::Date(date) => {
                "date".clone_into(&mut kind);
                least = date.least.map(|day| day.to_string()).unwrap_or_default();
                most = date.most.map(|day| day.to_string()).unwrap_or_default();
            }
            Kind::Grid(grid) => {
                "begin_group".clone_into(&mut kind);
                appearance = "table-list";
                most = grid.most.map(|n| n.to_string()).unwrap_or_default();
            }
            Kind::Note(_) => "note".clone_into(&mut kind),
        }
        let yes = |value: bool| if value { "yes" } else { "" };
        let constraint = question.constraint.as_ref();
        self.fields(&[
            ("type", &kind),
            ("name", &question.id),
            ("label", &question.text),
            ("hint", &question.hint),
            ("required", yes(question.required)),
            ("relevant", &text_of(question.relevant.as_ref())),
            ("constraint", &text_of(constraint.map(|constraint| &constraint.condition))),
            ("constraint_message", constraint.map_or("", |constraint| &constraint.message)),
            ("choice_filter", &text_of(question.choice_filter.as_ref())),
            ("appearance", appearance),
            ("number", &question.number),
            ("unit", unit),
            ("decimals", &decimals),
            ("least", &least),
            ("most", &most),
            ("most_letters", &letters),
            ("public", yes(question.public)),
            ("person_protected", yes(question.person_protected)),
            ("last_year", yes(question.last_year)),
            ("own_name", yes(question.own_name)),
            ("weight", yes(matches!(&question.kind, Kind::Number(number) if number.weight))),
        ])?;
        if let Kind::Grid(grid) = &question.kind {
            for GridRow { id, label, relevant } in &grid.rows {
                let kind = format!("{} {}", if grid.multiple { "select_multiple" } else { "select_one" }, grid.list);
                let name = format!("{}_{id}", question.id);
                self.fields(&[
                    ("type", &kind),
                    ("name", &name),
                    ("label", label),
                    ("relevant", &text_of(relevant.as_ref())),
                ])?;
            }
            self.fields(&[("type", "end_group")])?;
        }
        Ok(())
    }
}

fn write_choices(sheet: &mut Worksheet, definition: &Definition) -> Result<(), XlsxError> {
    let filters = definition.lists.values().flatten().flat_map(|choice| choice.filter.keys().map(String::as_str));
    let filters: BTreeSet<&str> = filters.collect();
    let mut writing = Writing { sheet, row: 0, text: Format::new().set_num_format("@").set_quote_prefix() };
    let heads: Vec<&str> =
        ["list_name", "name", "label", "other", "exclusive"].into_iter().chain(filters.iter().copied()).collect();
    writing.line(&heads)?;
    for (list, choices) in &definition.lists {
        for choice in choices {
            let yes = |value: bool| if value { "yes" } else { "" };
            let mut values = vec![list.as_str(), &choice.id, &choice.label, yes(choice.other), yes(choice.exclusive)];
            values.extend(filters.iter().map(|name| choice.filter.get(*name).map_or("", String::as_str)));
            writing.line(&values)?;
        }
    }
    Ok(())
}

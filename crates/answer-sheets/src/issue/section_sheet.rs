//! One section: a sheet of questions.

use std::collections::HashMap;

use japanese::width::columns;
use questionnaire::{Kind, Question};
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    Formula, Note, ProtectionOptions, Worksheet, XlsxError,
};

use super::Marks;
use super::styles::Styles;
use crate::fill::{Cells, MARK, Written};
use crate::identity::{Identity, LISTS_SHEET};
use crate::layout::{
    ANSWER, COLUMNS_KEY, CONTROL_ROW, FIRST_ROW, HEAD_ANSWER, HEAD_LAST, HEAD_NUMBER, HEAD_OTHER, HEAD_ROW, HEAD_TEXT,
    KEY, LAST, LaidSheet, Line, NOTE_ROW, NUMBER, OTHER, Slot, TEXT, TITLE_ROW, mark_key, numbered, other_key,
};
use crate::template::Template;
use crate::workbook::column_name;

/// Widths in half-width columns.
const TEXT_WIDTH: u32 = 62;
const LAST_WIDTH: u32 = 18;
const ANSWER_WIDTH: u32 = 30;
const OTHER_WIDTH: u32 = 24;
const MARK_WIDTH: u32 = 14;

/// Height of a row in points for a text in a column of that width: 16 per line, at least one and a half.
pub(super) fn height(text: &str, width: u32) -> f64 {
    f64::from(lines(text, width)) * 16.0 + 6.0
}

/// Lines a text takes; one column is kept back, for fonts differ.
fn lines(text: &str, width: u32) -> u32 {
    let room = usize::try_from(width.saturating_sub(2).max(2)).unwrap_or(2);
    let lines: usize = text.split('\n').map(|line| columns(line).div_ceil(room).max(1)).sum();
    // 409 points are all a row takes.
    u32::try_from(lines).unwrap_or(25).min(25)
}

/// A4 across, one page wide, the heading on every page.
pub(super) fn page(sheet: &mut Worksheet, title: &str) {
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    // `&` begins a code in headers.
    let title: String = title.replace('&', "＆").chars().take(100).collect();
    sheet.set_header(format!("&L&A&R{title}"));
    sheet.set_footer("&C&P / &N ページ");
}

pub(super) struct Writing<'a> {
    pub template: &'a Template,
    pub identity: &'a Identity,
    pub cells: &'a Cells,
    pub last_year: &'a Cells,
    pub marks: Option<&'a Marks<'a>>,
    pub lists: &'a HashMap<String, (u16, u32)>,
    pub styles: &'a Styles,
}

impl Writing<'_> {
    pub(super) fn write(&self, sheet: &mut Worksheet, laid: &LaidSheet) -> Result<(), XlsxError> {
        let form = self.template.form();
        let styles = self.styles;
        let Some(section) = form.definition().sections.get(laid.section) else { return Ok(()) };
        sheet.set_name(&laid.name)?;
        let widths = [
            (KEY, 1),
            (NUMBER, 12),
            (TEXT, TEXT_WIDTH),
            (LAST, LAST_WIDTH),
            (ANSWER, ANSWER_WIDTH),
            (OTHER, OTHER_WIDTH),
        ];
        for (column, width) in widths {
            sheet.set_column_width(column, width)?;
        }
        sheet.write_string_with_format(TITLE_ROW, NUMBER, &section.title, &styles.title)?;
        sheet.set_row_height(TITLE_ROW, 26)?;
        let whose = format!("{}{}　{}", self.identity.prefecture, self.identity.name, self.identity.control());
        sheet.write_string_with_format(CONTROL_ROW, NUMBER, &whose, &styles.small)?;
        let mut note = section.note.clone();
        if let Some(condition) = &section.relevant {
            note = format!("→ {}だけ　{note}", condition.in_japanese(form));
        }
        if !note.is_empty() {
            sheet.merge_range(NOTE_ROW, NUMBER, NOTE_ROW, OTHER, &note, &styles.plain)?;
            sheet.set_row_height(NOTE_ROW, height(&note, 140))?;
        }
        sheet.write_string_with_format(HEAD_ROW, KEY, COLUMNS_KEY, &styles.key)?;
        let heads =
            [(NUMBER, HEAD_NUMBER), (TEXT, HEAD_TEXT), (LAST, HEAD_LAST), (ANSWER, HEAD_ANSWER), (OTHER, HEAD_OTHER)];
        for (column, head) in heads {
            sheet.write_string_with_format(HEAD_ROW, column, head, &styles.head)?;
        }
        for (row, line) in (FIRST_ROW..).zip(&laid.lines) {
            self.line(sheet, row, line)?;
        }
        self.too_many(sheet, laid)?;
        page(sheet, &form.definition().title);
        // The keys are not printed.
        let last = FIRST_ROW + u32::try_from(laid.lines.len()).unwrap_or(0).saturating_sub(1);
        sheet.set_print_area(TITLE_ROW, NUMBER, last, self.last_column(laid))?;
        sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
        sheet.set_freeze_panes(FIRST_ROW, ANSWER)?;
        let options = ProtectionOptions {
            format_columns: true,
            format_rows: true,
            format_cells: true,
            ..ProtectionOptions::default()
        };
        sheet.protect_with_options(&options);
        Ok(())
    }

    /// The widest grid decides.
    fn last_column(&self, laid: &LaidSheet) -> u16 {
        let form = self.template.form();
        let widths = laid.lines.iter().filter_map(|line| match line.slot {
            Slot::GridHead { question } => {
                let choices = form.choices(form.at(question)?.1);
                let open = usize::from(choices.iter().any(|choice| choice.other));
                u16::try_from(choices.len() + open).ok().map(|width| ANSWER + width.saturating_sub(1))
            }
            _ => None,
        });
        widths.max().unwrap_or(OTHER).max(OTHER)
    }

    fn line(&self, sheet: &mut Worksheet, row: u32, line: &Line) -> Result<(), XlsxError> {
        let styles = self.styles;
        sheet.write_string_with_format(row, KEY, &line.key, &styles.key)?;
        sheet.write_string_with_format(row, NUMBER, &line.number, &styles.number)?;
        let text_style = if line.begins { &styles.text } else { &styles.option };
        sheet.write_string_with_format(row, TEXT, &line.text, text_style)?;
        let mut tall = lines(&line.text, TEXT_WIDTH);
        let last = self.last_year.get(&line.key).map(Written::shown).unwrap_or_default();
        let last = match self.last_year.get(&other_key(&line.key)) {
            Some(text) => format!("{last}（{}）", text.shown()),
            None => last,
        };
        tall = tall.max(lines(&last, LAST_WIDTH));
        sheet.write_string_with_format(row, LAST, &last, &styles.last)?;
        let answer = (row, ANSWER);
        match line.slot {
            Slot::None | Slot::MarkHead { .. } => {
                sheet.write_blank(row, ANSWER, &styles.blocked)?;
                if let Slot::MarkHead { .. } = line.slot {
                    self.put(sheet, answer, &line.key, &styles.blocked)?;
                }
            }
            Slot::Value { question } => {
                let Some((_, question)) = self.template.form().at(question) else { return Ok(()) };
                let style = self.value_style(question);
                tall = tall.max(self.put(sheet, answer, &line.key, style)?);
                if matches!(question.kind, Kind::LongText(_)) {
                    tall = tall.max(5);
                }
                self.validate(sheet, row, question)?;
            }
            Slot::Mark { .. } => {
                self.put(sheet, answer, &line.key, &styles.answer_mark)?;
                sheet.add_data_validation(row, ANSWER, row, ANSWER, &mark_validation()?)?;
            }
            Slot::RowOne { question, .. } => {
                let Some((_, question)) = self.template.form().at(question) else { return Ok(()) };
                self.put(sheet, answer, &line.key, &styles.answer)?;
                self.validate(sheet, row, question)?;
            }
            Slot::GridHead { question } => tall = tall.max(self.grid_head(sheet, row, question)?),
            Slot::RowMany { question, .. } => return self.grid_row(sheet, row, line, question),
        }
        if line.other {
            tall = tall.max(self.put(sheet, (row, OTHER), &other_key(&line.key), &styles.answer)?);
        } else if !matches!(line.slot, Slot::GridHead { .. }) {
            sheet.write_blank(row, OTHER, &styles.blocked)?;
        }
        sheet.set_row_height(row, f64::from(tall) * 16.0 + 6.0)?;
        Ok(())
    }

    fn value_style(&self, question: &Question) -> &Format {
        if question.own_name {
            return &self.styles.known;
        }
        match &question.kind {
            Kind::Number(_) => &self.styles.answer_number,
            Kind::Amount(_) => &self.styles.answer_amount,
            Kind::Date(_) => &self.styles.answer_date,
            _ => &self.styles.answer,
        }
    }

    /// Writes what is known into a cell, in red when it is to be put right. Gives the lines it takes.
    fn put(&self, sheet: &mut Worksheet, at: (u32, u16), key: &str, style: &Format) -> Result<u32, XlsxError> {
        let (row, column) = at;
        let sentences = self.marks.and_then(|marks| marks.cells.get(key));
        let red;
        let style = match sentences {
            Some(sentences) => {
                red = Styles::faulty(style);
                let note = Note::new(sentences.join("\n")).set_author("確認").add_author_prefix(false).set_width(320);
                sheet.insert_note(row, column, &note)?;
                &red
            }
            None => style,
        };
        match self.cells.get(key) {
            None => sheet.write_blank(row, column, style)?,
            Some(Written::Number(number)) => sheet.write_number_with_format(row, column, *number, style)?,
            Some(Written::Date(day)) => {
                let day = ExcelDateTime::from_ymd(
                    u16::try_from(day.year()).unwrap_or(1900),
                    u8::try_from(day.month()).unwrap_or(1),
                    u8::try_from(day.day()).unwrap_or(1),
                )?;
                sheet.write_datetime_with_format(row, column, &day, style)?
            }
            Some(Written::Text(text)) => {
                let text: String = text.chars().take(32_000).collect();
                sheet.write_string_with_format(row, column, &text, style)?;
                return Ok(lines(&text, if column == OTHER { OTHER_WIDTH } else { ANSWER_WIDTH }));
            }
        };
        Ok(1)
    }

    fn validate(&self, sheet: &mut Worksheet, row: u32, question: &Question) -> Result<(), XlsxError> {
        let validation = match &question.kind {
            Kind::Single(_) | Kind::Grid(_) => {
                let Some((column, count)) = question.kind.list().and_then(|list| self.lists.get(list)) else {
                    return Ok(());
                };
                let column = column_name(u32::from(*column));
                let range = format!("='{LISTS_SHEET}'!${column}$1:${column}${count}");
                DataValidation::new()
                    .allow_list_formula(Formula::new(range))
                    .set_error_title("選択肢から選んでください")?
                    .set_error_message("右の▼から選ぶか、番号を書いてください。")?
                    // People may also type a number: told, not stopped.
                    .set_error_style(DataValidationErrorStyle::Warning)
            }
            Kind::Number(kind) => {
                let validation = DataValidation::new();
                let bounds = (kind.least.unwrap_or(-1e15), kind.most.unwrap_or(1e15));
                let validation = if kind.decimals == 0 {
                    #[allow(
                        clippy::cast_possible_truncation,
                        reason = "limits of a verified form, held to 32 bits for Excel"
                    )]
                    let whole = |n: f64| n.clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32;
                    validation.allow_whole_number(DataValidationRule::Between(whole(bounds.0), whole(bounds.1)))
                } else {
                    validation.allow_decimal_number(DataValidationRule::Between(bounds.0, bounds.1))
                };
                told(validation, &kind.expected())?
            }
            Kind::Amount(kind) => {
                let bounds = (kind.least.unwrap_or(0.0), kind.most.unwrap_or(1e15));
                told(
                    DataValidation::new().allow_decimal_number(DataValidationRule::Between(bounds.0, bounds.1)),
                    &kind.expected(),
                )?
            }
            // Dates are checked when they come back: 和暦 typed as text must not be stopped.
            _ => return Ok(()),
        };
        sheet.add_data_validation(row, ANSWER, row, ANSWER, &validation)?;
        Ok(())
    }

    /// The options of a grid side by side; gives the lines they take.
    fn grid_head(&self, sheet: &mut Worksheet, row: u32, question: usize) -> Result<u32, XlsxError> {
        let Some((_, question)) = self.template.form().at(question) else { return Ok(1) };
        let choices = self.template.form().choices(question);
        let mut tall = 1;
        for (at, (column, choice)) in (ANSWER..).zip(choices).enumerate() {
            let label = numbered(at, choice);
            tall = tall.max(lines(&label, if column > OTHER { MARK_WIDTH } else { OTHER_WIDTH }));
            sheet.write_string_with_format(row, column, &label, &self.styles.head)?;
            if column > OTHER {
                sheet.set_column_width(column, MARK_WIDTH)?;
            }
        }
        if choices.iter().any(|choice| choice.other) {
            let column = ANSWER + u16::try_from(choices.len()).unwrap_or(0);
            sheet.write_string_with_format(row, column, HEAD_OTHER, &self.styles.head)?;
            sheet.set_column_width(column, OTHER_WIDTH)?;
        }
        Ok(tall)
    }

    fn grid_row(&self, sheet: &mut Worksheet, row: u32, line: &Line, question: usize) -> Result<(), XlsxError> {
        let Some((_, question)) = self.template.form().at(question) else { return Ok(()) };
        let choices = self.template.form().choices(question);
        let mut last = Vec::new();
        for (at, (column, choice)) in (ANSWER..).zip(choices).enumerate() {
            let key = mark_key(&line.key, &choice.id);
            self.put(sheet, (row, column), &key, &self.styles.answer_mark)?;
            sheet.add_data_validation(row, column, row, column, &mark_validation()?)?;
            if self.last_year.contains_key(&key) {
                last.push((at + 1).to_string());
            }
        }
        sheet.write_string_with_format(row, LAST, last.join("、"), &self.styles.last)?;
        let mut tall = lines(&line.text, TEXT_WIDTH);
        if line.other {
            let column = ANSWER + u16::try_from(choices.len()).unwrap_or(0);
            tall = tall.max(self.put(sheet, (row, column), &other_key(&line.key), &self.styles.answer)?);
        }
        sheet.set_row_height(row, f64::from(tall) * 16.0 + 6.0)?;
        Ok(())
    }

    /// 「3つまで」: all ticks turn red as soon as there are four.
    fn too_many(&self, sheet: &mut Worksheet, laid: &LaidSheet) -> Result<(), XlsxError> {
        for (at, line) in laid.lines.iter().enumerate() {
            let Slot::MarkHead { question } = line.slot else { continue };
            let Some((_, question)) = self.template.form().at(question) else { continue };
            let Kind::Multiple(kind) = &question.kind else { continue };
            let Some(most) = kind.most else { continue };
            let count = u32::try_from(self.template.form().choices(question).len()).unwrap_or(0);
            let first = FIRST_ROW + u32::try_from(at).unwrap_or(0) + 1;
            let column = column_name(u32::from(ANSWER));
            let range = format!("${column}${}:${column}${}", first + 1, first + count);
            let rule = format!("=COUNTIF({range},\"{MARK}\")>{most}");
            let red = Format::new().set_background_color(rust_xlsxwriter::Color::RGB(0x00FF_D6D6));
            let format = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(red);
            sheet.add_conditional_format(first, ANSWER, first + count.saturating_sub(1), ANSWER, &format)?;
        }
        Ok(())
    }
}

fn mark_validation() -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(&[MARK])?
        .set_error_title("○を付けてください")?
        .set_error_message("あてはまるときは「○」、あてはまらないときは空のままにしてください。")
        .map(|validation| validation.set_error_style(DataValidationErrorStyle::Warning))
}

fn told(validation: DataValidation, expected: &str) -> Result<DataValidation, XlsxError> {
    validation
        .set_error_title("数を確かめてください")?
        .set_error_message(format!("{expected}を入れてください。").chars().take(200).collect::<String>())
        .map(|validation| validation.set_error_style(DataValidationErrorStyle::Warning))
}

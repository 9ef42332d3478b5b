//! What an XLSForm says and a questionnaire of ours has no place for. None of it keeps the questionnaire from being made;
//! nothing of it is passed over in silence.

use super::import::is_yes;
use super::table::Table;
use super::{ImportFault, export, template};
use crate::workbook::Book;

/// Types that record how a form was filled in on a telephone. They ask nothing.
pub(super) const METADATA: &[&str] = &[
    "start",
    "end",
    "today",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "email",
    "audit",
    "background-audio",
    "start-geopoint",
];

const APPEARANCES: &[&str] = &["amount", "multiline", "table-list"];
const SETTINGS: &[&str] = &["form_title", "form_id", "version", "fiscal_year", "respondent", "note"];
const SWITCHES: &[&str] = &["required", "public", "person_protected", "last_year", "own_name", "weight"];
const CHOICE_SWITCHES: &[&str] = &["other", "exclusive"];
const CHOICE_MEDIA: &[&str] = &["image", "audio", "video", "media"];

pub(super) fn of(book: &Book, survey: &Table, choices: Option<&Table>, settings: Option<&Table>) -> Vec<ImportFault> {
    let mut found = Vec::new();
    let known = [survey.name.as_str()].into_iter();
    let known: Vec<&str> = known
        .chain(choices.map(|table| table.name.as_str()))
        .chain(settings.map(|table| table.name.as_str()))
        .chain([template::HOW_TO])
        .collect();
    for sheet in book.sheets.iter().filter(|sheet| !known.contains(&sheet.name.as_str()) && !sheet.cells.is_empty()) {
        found.push(ImportFault {
            sheet: sheet.name.clone(),
            cell: String::new(),
            sentence: "このシートは読みません。survey、choices、settings だけを読みます。".to_owned(),
        });
    }
    columns(survey, |heading| export::SURVEY.contains(&heading), &mut found);
    if let Some(table) = choices {
        // Any other column of the choices is one a choice_filter may ask for.
        columns(table, |heading| !CHOICE_MEDIA.contains(&heading) && !heading.contains("::"), &mut found);
        switches(table, CHOICE_SWITCHES, &mut found);
    }
    if let Some(table) = settings {
        columns(table, |heading| SETTINGS.contains(&heading), &mut found);
        for row in table.rows.iter().skip(1) {
            found.push(table.fault(row, "form_title", "settings は、見出しの次の1行だけを読みます。"));
        }
    }
    switches(survey, SWITCHES, &mut found);
    for row in &survey.rows {
        let kind = survey.text(row, "type");
        let words: Vec<&str> = kind.split_whitespace().collect();
        if words.first().is_some_and(|word| METADATA.contains(&word.to_ascii_lowercase().as_str())) {
            let sentence = format!("「{kind}」は端末の記録で、設問ではないため読み飛ばしました。");
            found.push(survey.fault(row, "type", sentence));
        }
        if words.len() > 2 && words.first().is_some_and(|word| word.starts_with("select")) {
            let sentence = format!(
                "「{}」は使いません。「その他（具体的に）」は、choices の other 列に yes と書いた選択肢にします。",
                words.get(2..).unwrap_or_default().join(" ")
            );
            found.push(survey.fault(row, "type", sentence));
        }
        let appearance = survey.text(row, "appearance");
        if !appearance.is_empty() && !APPEARANCES.iter().any(|known| appearance.contains(known)) {
            let shown = japanese::width::truncate(appearance, 40);
            found.push(survey.fault(row, "appearance", format!("見せ方「{shown}」は使いません。")));
        }
    }
    found
}

fn columns(table: &Table, is_known: impl Fn(&str) -> bool, found: &mut Vec<ImportFault>) {
    for heading in &table.headings {
        if is_known(heading) || !table.is_used(heading) {
            continue;
        }
        let shown = japanese::width::truncate(heading, 40);
        let sentence = if heading.contains("::") {
            format!("列「{shown}」はほかの言語か付属のファイルのため、読みません。日本語の列だけを使います。")
        } else {
            format!("列「{shown}」は使いません。")
        };
        found.push(table.of_column(heading, sentence));
    }
}

/// Neither yes nor no is no.
fn switches(table: &Table, headings: &[&str], found: &mut Vec<ImportFault>) {
    for row in &table.rows {
        for heading in headings {
            let text = table.text(row, heading);
            let is_no =
                matches!(text.to_ascii_lowercase().as_str(), "" | "no" | "false" | "false()" | "0" | "いいえ" | "×");
            if !is_no && !is_yes(text) {
                let shown = japanese::width::truncate(text, 40);
                let sentence = format!("「{shown}」は yes とも no とも読めないため、no としました。");
                found.push(table.fault(row, heading, sentence));
            }
        }
    }
}

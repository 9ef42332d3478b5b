//! A calculation that is kept.

use askama::Template;

use super::ResultTables;
use crate::actions::Whole;
use crate::model::{CalculationLine, Content, Version};
use crate::shared::{Frame, Link, day_in_words, moment_of};

/// `…/calculations/{calculation}`
#[derive(Template)]
#[template(path = "wide_area/templates/kept.html")]
pub struct KeptPage {
    pub frame: Frame,
    pub result: ResultTables,
    pub on: String,
    pub by: String,
    pub note: String,
    /// Label, address (empty: the one shown), who and when, note.
    pub versions: Vec<(String, String, String, String)>,
    pub go_on: String,
    pub downloads: Vec<Link>,
    pub is_newest: bool,
}

impl KeptPage {
    pub fn new(
        frame: Frame,
        address: &str,
        whole: &Whole,
        line: &CalculationLine,
        versions: &[Version],
        shown: &Version,
        content: &Content,
    ) -> Self {
        let download =
            |label: &str, ending: &str| Link::new(label, format!("{address}/shares.{ending}?version={}", shown.number));
        let version = |one: &Version| {
            let href =
                if one.number == shown.number { String::new() } else { format!("{address}?version={}", one.number) };
            (format!("第{}版", one.number), href, format!("{}　{}", moment_of(&one.at), one.by_label), one.note.clone())
        };
        Self {
            result: ResultTables::new(&content.input, &content.outcomes),
            on: day_in_words(&content.input.on),
            by: format!("{}　{}", moment_of(&shown.at), shown.by_label),
            note: shown.note.clone(),
            versions: versions.iter().map(version).collect(),
            go_on: format!("{}/calculations/new?{}&calculation={}", whole.group.address(), content.query, line.id),
            downloads: vec![
                download("Excel（式つき）", "xlsx"),
                download("CSV", "csv"),
                download("会議用のPDF", "pdf"),
            ],
            is_newest: shown.number == line.newest,
            frame,
        }
    }
}

//! One import: its files, and what they change.

use askama::Template;
use foundation::web::PageLinks;

use super::{file_state, import_state, told, whose};
use crate::model::{Import, ImportFile, ImportItem, Indicator};
use crate::shared::{Facet, Frame, Pagination, moment_of, number};
use crate::views::year_words;

#[derive(Template)]
#[template(path = "situation/templates/imports/import.html")]
pub struct ImportPage {
    pub frame: Frame,
    pub base: String,
    pub state: (&'static str, &'static str),
    /// Who sent it, decided about it, took it back.
    pub story: Vec<String>,
    /// Label, number, unit, base.
    pub figures: Vec<(&'static str, String, &'static str, &'static str)>,
    pub may_store: bool,
    pub may_look: bool,
    pub may_undo: bool,
    pub changes: String,
    pub conflict: String,
    pub shown: Vec<Facet>,
    pub rows: Vec<Row>,
    pub pagination: Option<Pagination>,
    /// Left alone by undoing: whose, indicator, year, what the import had put there.
    pub kept: Vec<[String; 4]>,
}

pub struct Row {
    pub name: String,
    pub href: String,
    pub state: (&'static str, &'static str),
    pub layout: &'static str,
    pub what: String,
    pub sentences: Vec<String>,
    /// New, changed, the same, refused, left.
    pub counts: [String; 5],
}

/// Which files are shown: word in the address, label, states.
const SHOWN: &[(&str, &str, &[&str])] = &[
    ("", "すべて", &["read", "unmapped", "unknown", "double", "empty", "refused"]),
    ("read", "読めたもの", &["read"]),
    ("trouble", "直すもの", &["unknown", "refused"]),
    ("unmapped", "指標が決まっていないもの", &["unmapped"]),
    ("rest", "同じもの・値のないもの", &["double", "empty"]),
];

fn layout_label(id: &str) -> &'static str {
    use indicator_files::Layout;
    [Layout::Series, Layout::Areas, Layout::Columns, Layout::Own]
        .into_iter()
        .find(|layout| layout.id() == id)
        .map_or("", Layout::label)
}

impl ImportPage {
    pub fn new(frame: Frame, base: &str, import: &Import, files: &[ImportFile], show: &str) -> Self {
        let (known, _, states) = SHOWN.iter().find(|(id, ..)| *id == show).unwrap_or(&SHOWN[0]);
        let mut story = vec![format!("{}が送りました（{}）。", import.by_label, moment_of(&import.at))];
        if let Some(at) = &import.decided_at {
            let verb = if import.state == "dropped" { "やめました" } else { "取り込みました" };
            story.push(format!("{}が{verb}（{}）。", import.decided_by, moment_of(at)));
        }
        if let Some(at) = &import.undone_at {
            story.push(format!("{}が取り消しました（{}）。", import.undone_by, moment_of(at)));
        }
        if !import.source.is_empty() {
            story.push(format!("出典：{}", import.source));
        }
        let count = |states: &[&str]| files.iter().filter(|file| states.contains(&file.state.as_str())).count();
        let facet = |(id, label, states): &(&str, &str, &[&str])| Facet {
            label: (*label).to_owned(),
            href: if id.is_empty() { base.to_owned() } else { format!("{base}?show={id}") },
            count: i64::try_from(count(states)).unwrap_or(0),
            on: id == known,
        };
        let row = |file: &ImportFile| Row {
            name: file.name.clone(),
            href: format!("{base}/files/{}", file.position),
            state: file_state(&file.state),
            layout: layout_label(&file.layout),
            what: [file.code.as_str(), file.title.as_str()].join(" ").trim().to_owned(),
            sentences: file.sentences.lines().map(str::to_owned).collect(),
            counts: [file.new_values, file.changed_values, file.same_values, file.refused_values, file.left_values]
                .map(number),
        };
        // What somebody has to look at comes first.
        let mut wanted: Vec<&ImportFile> = files.iter().filter(|file| states.contains(&file.state.as_str())).collect();
        let rank = |file: &ImportFile| match file.state.as_str() {
            "refused" | "unknown" => 0,
            "read" if file.refused_values > 0 => 1,
            "read" => 2,
            "unmapped" => 3,
            _ => 4,
        };
        wanted.sort_by_key(|file| (rank(file), file.position));
        let verb = if import.is_looked() {
            ["新しく入る値", "変わる値"]
        } else {
            ["新しく入れた値", "変えた値"]
        };
        Self {
            frame,
            base: base.to_owned(),
            state: import_state(&import.state),
            story,
            figures: vec![
                (verb[0], number(import.new_values), "件", "まだ値がなかったところ"),
                (verb[1], number(import.changed_values), "件", "いまの値と違うところ"),
                ("同じ値", number(import.same_values), "件", "何も変わりません"),
                ("取り込まない値", number(import.refused_values), "件", "直すところがあります"),
                ("使わない値", number(import.left_values), "件", "ほかの市町村、都道府県・全国、使わない年度"),
            ],
            may_store: import.is_looked() && import.changes() > 0,
            may_look: import.is_looked(),
            may_undo: import.is_stored(),
            changes: number(import.changes()),
            conflict: String::new(),
            shown: SHOWN.iter().map(facet).collect(),
            rows: wanted.into_iter().map(row).collect(),
            pagination: None,
            kept: Vec::new(),
        }
    }

    /// The rows of one page only.
    pub fn cut(&mut self, from: i64, most: i64, links: &PageLinks) {
        let (from, most) = (usize::try_from(from).unwrap_or(0), usize::try_from(most).unwrap_or(0));
        self.rows = std::mem::take(&mut self.rows).into_iter().skip(from).take(most).collect();
        self.pagination = Some(Pagination::new(links, "件"));
    }

    pub fn say_kept(&mut self, kept: &[ImportItem], indicators: &[Indicator]) {
        self.kept = kept
            .iter()
            .map(|item| {
                let indicator = indicators.iter().find(|one| one.id == item.indicator_id);
                [
                    whose(&item.place, &item.area, &item.area_name),
                    indicator.map_or_else(|| item.indicator_id.clone(), |one| one.name.clone()),
                    year_words(item.year),
                    told(indicator, item.numerator, item.denominator),
                ]
            })
            .collect();
    }
}

//! One file of an import: what its series are here, and every value that would change or is refused.

use askama::Template;
use indicator_files::Part;

use super::{file_state, told, whose};
use crate::import::SeriesSaid;
use crate::model::{Import, ImportFile, ImportItem, Indicator, scene_label};
use crate::shared::{Choice, Frame, Pagination};
use crate::views::year_words;

#[derive(Template)]
#[template(path = "situation/templates/imports/file.html")]
pub struct FilePage {
    pub frame: Frame,
    pub base: String,
    pub state: (&'static str, &'static str),
    pub sentences: Vec<String>,
    pub facts: Vec<crate::shared::Fact>,
    pub series: Vec<SeriesRow>,
    pub rows: Vec<Row>,
    pub may_change: bool,
    /// Where its columns are said; empty where that says nothing.
    pub columns: String,
    pub pagination: Option<Pagination>,
}

pub struct SeriesRow {
    pub name: String,
    pub unit: String,
    pub figures: usize,
    pub indicators: Vec<Choice>,
    pub parts: Vec<Choice>,
    pub said: String,
}

pub struct Row {
    pub cell: String,
    pub whose: String,
    pub indicator: String,
    pub year: String,
    pub before: String,
    pub after: String,
    pub mark: (&'static str, &'static str),
    pub sentence: String,
}

/// Most series of one file that are offered: what comes behind is hardly wanted.
const MOST_SERIES: usize = 60;

impl FilePage {
    pub fn new(
        frame: Frame,
        base: &str,
        import: &Import,
        file: &ImportFile,
        (items, towns): (&[ImportItem], &[(String, String, String)]),
        (series, indicators): (&[SeriesSaid], &[Indicator]),
    ) -> Self {
        let fact = |label: &str, value: &str| crate::shared::Fact {
            label: label.to_owned(),
            value: value.to_owned(),
            note: String::new(),
            fictitious: false,
        };
        let facts = [
            ("出典での番号", &file.code),
            ("題名", &file.title),
            ("シート", &file.sheet),
            ("出力日", &file.exported_on),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| fact(label, value));
        let is_open = import.is_looked() && !file.file_key.is_empty();
        Self {
            frame,
            base: base.to_owned(),
            state: file_state(&file.state),
            sentences: file.sentences.lines().map(str::to_owned).collect(),
            facts: facts.collect(),
            series: series.iter().take(MOST_SERIES).map(|one| series_row(one, indicators)).collect(),
            rows: items.iter().map(|item| row(item, towns, indicators)).collect(),
            may_change: is_open,
            columns: if is_open
                && matches!(file.state.as_str(), "unknown" | "read" | "unmapped" | "empty" | "refused")
                && file.layout != "own"
            {
                format!("{base}/columns")
            } else {
                String::new()
            },
            pagination: None,
        }
    }
}

fn series_row(one: &SeriesSaid, indicators: &[Indicator]) -> SeriesRow {
    let name =
        |indicator: &Indicator| format!("{}（{}、{}）", indicator.name, scene_label(&indicator.scene), indicator.unit);
    let known = indicators.iter().find(|indicator| indicator.id == one.indicator);
    let nothing = Choice::new("", "決めていません", one.indicator.is_empty() && !one.unused);
    let unused = Choice::new("-", "使わない", one.unused);
    let of = |indicator: &Indicator| Choice::new(&indicator.id, name(indicator), indicator.id == one.indicator);
    let offered = indicators.iter().filter(|indicator| !indicator.retired).map(of);
    SeriesRow {
        name: if one.name.is_empty() { "（名前のない系列）".to_owned() } else { one.name.clone() },
        unit: one.unit.clone(),
        figures: one.figures,
        indicators: [nothing, unused].into_iter().chain(offered).collect(),
        parts: Part::EVERY.iter().map(|part| Choice::new(part.id(), part.label(), *part == one.part)).collect(),
        said: match known {
            Some(indicator) => format!("{}（{}）", indicator.name, one.part.label()),
            None if one.unused => "使わない".to_owned(),
            None => "決めていません".to_owned(),
        },
    }
}

fn row(item: &ImportItem, towns: &[(String, String, String)], indicators: &[Indicator]) -> Row {
    let indicator = indicators.iter().find(|one| one.id == item.indicator_id);
    let town = towns
        .iter()
        .find(|(code, ..)| *code == item.municipality_code)
        .map_or(item.place.as_str(), |(_, name, _)| name.as_str());
    let refused = item.kind == "refused";
    Row {
        cell: item.cell.clone(),
        whose: if item.municipality_code.is_empty() {
            item.place.clone()
        } else {
            whose(town, &item.area, &item.area_name)
        },
        indicator: indicator.map(|one| one.name.clone()).unwrap_or_default(),
        year: if item.year > 0 { year_words(item.year) } else { String::new() },
        before: item.before_numerator.map(|n| told(indicator, n, item.before_denominator)).unwrap_or_default(),
        after: if refused { String::new() } else { told(indicator, item.numerator, item.denominator) },
        mark: match (item.kind.as_str(), item.state.as_str()) {
            ("refused", _) => ("late", "取り込みません"),
            (_, "kept") => ("info", "取り消しで残した値"),
            (_, "restored") => ("none", "元に戻しました"),
            ("new", "stored") => ("done", "入れました"),
            (_, "stored") => ("done", "変えました"),
            ("new", _) => ("doing", "新しい値"),
            _ => ("doing", "変わる値"),
        },
        sentence: item.sentence.clone(),
    }
}

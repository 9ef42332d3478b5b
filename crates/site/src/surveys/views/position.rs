//! Where one respondent stands: a summary, then every question with its figures.

use askama::Template;

use crate::shared::{Frame, Link, number};
use crate::surveys::position::document::{RARE, USUAL, notes, own_words};
use crate::surveys::position::picture::{mark, strips};
use crate::surveys::position::{
    Body, ChoiceLine, Compared, Difference, Figure, GroupKind, OwnState, Position, Quarters, figure, points,
};

/// A group in the legend.
pub struct GroupRow {
    pub sign: &'static str,
    pub label: String,
    pub members: String,
}

/// A column of a question's table.
pub struct GroupHead {
    pub sign: &'static str,
    pub label: String,
    /// 「n=1,402」, 「n＊」
    pub base: String,
}

pub struct PositionRow {
    pub label: String,
    pub chosen: bool,
    /// SVG of ours.
    pub strip: String,
    pub cells: Vec<String>,
    /// Last year: one's own (●), everybody's, the difference. Empty without a comparable year.
    pub last: Vec<String>,
}

pub struct QuestionView {
    pub id: String,
    pub title: String,
    pub own: String,
    pub asked_of: String,
    pub remark: String,
    /// 「％、複数回答」
    pub unit: String,
    pub heads: Vec<GroupHead>,
    /// Base of last year; empty without a comparable year.
    pub last_base: String,
    pub rows: Vec<PositionRow>,
    pub named: Vec<(String, String)>,
    pub charts: Vec<Link>,
}

pub struct SectionView {
    pub id: String,
    pub title: String,
    pub questions: Vec<QuestionView>,
}

/// A line of the summary.
pub struct DifferenceRow {
    pub question: String,
    pub href: String,
    pub option: String,
    pub country: String,
    pub similar: String,
    pub points: String,
}

/// One of the two lists on top.
pub struct Summary {
    pub id: &'static str,
    pub title: &'static str,
    pub rows: Vec<DifferenceRow>,
}

pub struct SimilarRow {
    pub name: String,
    pub href: String,
    pub likeness: String,
    /// Per factor what stands there, and how close.
    pub factors: Vec<(String, String)>,
}

/// `/surveys/{survey}/{code}/position`
#[derive(Template)]
#[template(path = "surveys/templates/position.html")]
pub struct PositionPage {
    pub frame: Frame,
    pub name: String,
    pub unit: &'static str,
    pub neighbours: &'static str,
    pub standing: String,
    pub is_final: bool,
    pub year: String,
    pub groups: Vec<GroupRow>,
    pub remarks: Vec<String>,
    pub summaries: Vec<Summary>,
    pub sections: Vec<SectionView>,
    pub similar_heads: Vec<String>,
    pub similar: Vec<SimilarRow>,
    pub files: Vec<Link>,
    pub notes: Vec<String>,
    pub source: String,
    pub fictitious: bool,
    pub back: String,
}

/// The same address before anything was handed in.
#[derive(Template)]
#[template(path = "surveys/templates/no_position.html")]
pub struct NoPositionPage {
    pub frame: Frame,
    pub heading: String,
    pub sentence: String,
    pub links: Vec<Link>,
}

/// There is no such figure.
const NONE: &str = "－";

impl PositionPage {
    /// A column that would be empty in every row is not there (prefectures are held against no similar ones).
    pub fn has_similar(&self) -> bool {
        self.summaries.iter().flat_map(|summary| &summary.rows).any(|row| row.similar != NONE)
    }

    /// `base`: the respondent's own address.
    pub fn of(frame: Frame, base: &str, of: &Position) -> Self {
        let files = vec![
            Link::new("PDF", format!("{base}/position.pdf")),
            Link::new("CSV", format!("{base}/position.csv")),
            Link::new("答えの控え（PDF）", format!("{base}/answers.pdf")),
        ];
        let section = |(at, section): (usize, &crate::surveys::position::Section)| SectionView {
            id: format!("section-{}", at + 1),
            title: section.title.clone(),
            questions: section.questions.iter().map(|question| view(of, base, question)).collect(),
        };
        Self {
            frame,
            name: of.name.clone(),
            unit: of.unit,
            neighbours: of.neighbours(),
            standing: of.about.standing_in_words(),
            is_final: of.about.is_final(),
            year: japanese::wareki::FiscalYear(of.about.fiscal_year).label(),
            groups: of
                .groups
                .iter()
                .map(|group| GroupRow {
                    sign: mark(group.kind).sign(),
                    label: group.label.clone(),
                    members: format!("{}{}", count(group.members.len()), of.unit),
                })
                .collect(),
            remarks: of.remarks.clone(),
            summaries: [("rare", RARE, &of.rare), ("usual", USUAL, &of.usual)]
                .map(|(id, title, found)| Summary { id, title, rows: found.iter().map(difference).collect() })
                .into(),
            sections: of.sections.iter().enumerate().map(section).collect(),
            similar_heads: of
                .similar
                .first()
                .map(|town| town.factors.iter().map(|f| format!("{}（{}は{}）", f.label, of.name, f.own)).collect())
                .unwrap_or_default(),
            similar: of.similar.iter().map(similar).collect(),
            files,
            notes: notes(of),
            source: of.about.source_line(),
            fictitious: of.is_fictitious(),
            back: base.to_owned(),
        }
    }
}

fn count(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

fn percent(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn difference(found: &Difference) -> DifferenceRow {
    DifferenceRow {
        question: found.question.clone(),
        href: format!("#{}", found.id),
        option: found.option.clone(),
        country: percent(found.country),
        similar: found.similar.map_or_else(|| NONE.to_owned(), percent),
        points: percent(found.points),
    }
}

fn similar(town: &crate::regions::SimilarTown) -> SimilarRow {
    let hundredths = (town.likeness * 100.0).round();
    SimilarRow {
        name: format!("{}{}", town.prefecture_name, town.name),
        href: format!("/regions/{}", town.code),
        likeness: format!("{:.2}", hundredths / 100.0),
        factors: town
            .factors
            .iter()
            .map(|factor| {
                let closeness = factor.closeness.map(|closeness| format!("{closeness:.2}"));
                (factor.other.clone(), closeness.unwrap_or_else(|| "－".to_owned()))
            })
            .collect(),
    }
}

/// Short words above a narrow column; the whole name stands in the legend.
fn short(kind: GroupKind, label: &str, unit: &str) -> String {
    match kind {
        GroupKind::Similar => format!("似た{unit}"),
        GroupKind::Class => "同じ区分".to_owned(),
        GroupKind::Size => "同じ規模".to_owned(),
        GroupKind::Prefecture | GroupKind::Block | GroupKind::Country => label.to_owned(),
    }
}

fn base_words(base: Option<u64>) -> String {
    base.map_or_else(|| "n＊".to_owned(), |n| format!("n={}", number(i64::try_from(n).unwrap_or(i64::MAX))))
}

fn view(of: &Position, base: &str, question: &Compared) -> QuestionView {
    let heads = of.groups.iter().zip(&question.bases).map(|(group, base)| GroupHead {
        sign: mark(group.kind).sign(),
        label: short(group.kind, &group.label, of.unit),
        base: base_words(*base),
    });
    let unit = match &question.body {
        Body::Choices { multiple: true, .. } => "単位 ％（複数回答）".to_owned(),
        Body::Choices { .. } => "単位 ％".to_owned(),
        Body::Number(lines) if lines.unit.is_empty() => "答えた団体の数字".to_owned(),
        Body::Number(lines) => format!("単位 {}", lines.unit),
    };
    QuestionView {
        id: question.id.clone(),
        title: question.title(),
        own: own_words(of, question),
        asked_of: question.asked_of.clone().unwrap_or_default(),
        remark: question.remark.clone(),
        unit,
        heads: heads.collect(),
        last_base: question.last.map(|last| base_words(last.base)).unwrap_or_default(),
        rows: rows(of, question),
        named: question.named.iter().map(|named| (named.label.clone(), named.names.join("、"))).collect(),
        charts: ["SVG", "PNG"]
            .map(|kind| Link::new(kind, format!("{base}/position/{}.{}", question.id, kind.to_lowercase())))
            .to_vec(),
    }
}

fn rows(of: &Position, question: &Compared) -> Vec<PositionRow> {
    let mut strips = strips(of, question).into_iter();
    let with_last = question.last.is_some();
    match &question.body {
        Body::Choices { lines, .. } => lines
            .iter()
            .map(|line| PositionRow {
                label: line.label.clone(),
                chosen: line.chosen && question.own != OwnState::NotAsked,
                strip: strips.next().unwrap_or_default(),
                cells: line.figures.iter().map(|figure| figure.label()).collect(),
                last: if with_last { last_cells(line) } else { Vec::new() },
            })
            .collect(),
        Body::Number(lines) => {
            let row = |label: &str, strip: String, value: fn(Quarters) -> f64| {
                let cell = |quarters: Option<Quarters>| quarters.map_or_else(|| "＊".to_owned(), |q| figure(value(q)));
                PositionRow {
                    label: label.to_owned(),
                    chosen: false,
                    strip,
                    cells: lines.groups.iter().map(|quarters| cell(*quarters)).collect(),
                    last: if with_last { vec![String::new(), cell(lines.last), String::new()] } else { Vec::new() },
                }
            };
            let strip = strips.next().unwrap_or_default();
            vec![
                row("小さい方から4分の1", String::new(), |q| q.first),
                row("中央値", strip, |q| q.median),
                row("大きい方から4分の1", String::new(), |q| q.third),
            ]
        }
    }
}

fn last_cells(line: &ChoiceLine) -> Vec<String> {
    vec![
        if line.chosen_last == Some(true) { "●".to_owned() } else { String::new() },
        line.last.map_or_else(|| "－".to_owned(), Figure::label),
        line.change.map(points).unwrap_or_default(),
    ]
}

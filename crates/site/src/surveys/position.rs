//! 自団体の位置: one respondent's answers beside those of groups, question by question: similar towns, prefecture, class,
//! size, country, and last year. Out of two data sets, without a database: pages, PDF, pictures and CSV show the same thing.
//!
//! What is never in it: a figure of fewer than five beside those whose answers the reader may read anyway, a neighbour's answer by name unless the questionnaire makes the
//! question public or the neighbour shares.

mod compare;
mod differences;
pub mod document;
mod groups;
pub mod picture;
pub mod table;

use std::collections::BTreeSet;

use foundation::database::DatabaseError;
use questionnaire::{Concordance, Form};

pub use differences::Difference;
pub use groups::{Group, GroupKind};

use super::data_set::{About, DataSet};
use super::rules::position::LEAST_IN_A_GROUP;
use crate::regions::SimilarTown;

/// Everything that is needed: read before, so that nothing here waits.
pub struct Material<'a> {
    pub code: &'a str,
    /// This year's answers as they stand, the respondent's own among them: nobody else's is looked at there.
    pub own: &'a DataSet,
    /// Those she is held against.
    pub set: &'a DataSet,
    /// The newest edition's form: sections and their order.
    pub form: &'a Form,
    /// Codes of those whose single answers the reader may read, in `set`: her own, or her prefecture's.
    pub read: &'a BTreeSet<String>,
    pub last: Option<LastYear<'a>>,
    /// Of those who answered, the nearest first.
    pub similar: &'a [SimilarTown],
    /// Codes of those who share their answers.
    pub sharing: &'a BTreeSet<String>,
}

/// Last year's answers, and what became of its questions.
pub struct LastYear<'a> {
    pub set: &'a DataSet,
    pub concordance: Option<&'a Concordance>,
}

/// One respondent among the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    pub code: String,
    pub name: String,
    /// 「市町村」, 「都道府県」
    pub unit: &'static str,
    pub about: About,
    pub last: Option<About>,
    /// In the order they are shown; the country last.
    pub groups: Vec<Group>,
    /// What was widened or left out, and why.
    pub remarks: Vec<String>,
    pub sections: Vec<Section>,
    /// Where the answer is one that few others give.
    pub rare: Vec<Difference>,
    /// What most others answer and this one does not.
    pub usual: Vec<Difference>,
    pub similar: Vec<SimilarTown>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub title: String,
    pub questions: Vec<Compared>,
}

/// One question (or one row of a grid) compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Name of the variable: `q5`, `q12_platform`. Stands in addresses.
    pub id: String,
    pub number: String,
    pub text: String,
    /// The row of a grid; "" for none.
    pub row: String,
    pub kind: &'static str,
    /// Who was asked it; `None`: everybody.
    pub asked_of: Option<String>,
    pub own: OwnState,
    pub body: Body,
    /// Per group how many were asked (of a number: answered); `None`: too few to show.
    pub bases: Vec<Option<u64>>,
    pub last: Option<LastYearOf>,
    /// What became of the question since last year; "" when it is the same.
    pub remark: String,
    pub named: Vec<Named>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnState {
    /// 非該当
    NotAsked,
    /// 無回答
    NoAnswer,
    Answered,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Choices { multiple: bool, lines: Vec<ChoiceLine> },
    Number(NumberLines),
}

/// One option, 無回答 the last.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceLine {
    /// "" for 無回答.
    pub id: String,
    pub label: String,
    pub chosen: bool,
    pub figures: Vec<Figure>,
    /// Whether it was chosen last year; `None` where the years do not compare.
    pub chosen_last: Option<bool>,
    /// Everybody's figure of last year.
    pub last: Option<Figure>,
    /// Everybody's figure against last year, in tenths of a point.
    pub change: Option<i32>,
}

/// A group's figure of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Percent {
        tenths: u32,
        count: u64,
        base: u64,
    },
    /// Fewer than five were asked.
    TooFew,
}

/// A number: one's own among the middle and the quarters of each group.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberLines {
    pub unit: String,
    pub own: Option<f64>,
    pub own_last: Option<f64>,
    pub groups: Vec<Option<Quarters>>,
    pub last: Option<Quarters>,
}

/// Of who answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quarters {
    pub n: u64,
    pub first: f64,
    pub median: f64,
    pub third: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastYearOf {
    /// How many were asked last year.
    pub base: Option<u64>,
    pub own: OwnState,
}

/// Neighbours that answered the same, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub label: String,
    pub names: Vec<String>,
}

impl Position {
    /// `None` when the respondent's answers do not count yet.
    pub fn of(material: &Material<'_>) -> Result<Option<Self>, DatabaseError> {
        let set = material.set;
        let Some(own) = material.own.row_of(material.code) else { return Ok(None) };
        let Some(row) = material.own.rows().get(own) else { return Ok(None) };
        let near: Vec<usize> = material.similar.iter().filter_map(|town| set.row_of(&town.code)).collect();
        let read: BTreeSet<usize> = material.read.iter().filter_map(|code| set.row_of(code)).collect();
        let (groups, mut remarks) = groups::of(set, (material.own, own), &near, &read);
        let released = how_released(&set.about);
        if !released.is_empty() {
            remarks.insert(0, released);
        }
        // Who may be named: similar towns; a prefecture's neighbours are those of its block.
        let block = groups.iter().find(|group| group.kind == GroupKind::Block);
        let neighbours: Vec<usize> = match block {
            Some(block) if near.is_empty() => {
                block.members.iter().copied().filter(|row| Some(*row) != set.row_of(material.code)).collect()
            }
            _ => near,
        };
        let sections = compare::sections(material, own, &groups, (&neighbours, &read))?;
        let (rare, usual) = differences::of(&sections, &groups);
        Ok(Some(Self {
            code: row.code.clone(),
            name: row.name.clone(),
            unit: set.about.unit,
            about: set.about.clone(),
            last: material.last.as_ref().map(|last| last.set.about.clone()),
            groups,
            remarks,
            sections,
            rare,
            usual,
            similar: material.similar.to_vec(),
        }))
    }

    pub fn questions(&self) -> impl Iterator<Item = &Compared> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// By the name that stands in addresses.
    pub fn question(&self, id: &str) -> Option<&Compared> {
        self.questions().find(|question| question.id == id)
    }

    /// 「似た市町村」, 「同じブロックの都道府県」: whose answers may stand there by name.
    pub fn neighbours(&self) -> &'static str {
        if self.about.respondent == "prefecture" { "同じブロックの都道府県" } else { "似た市町村" }
    }

    pub fn is_fictitious(&self) -> bool {
        self.about.is_fictitious() || self.last.as_ref().is_some_and(About::is_fictitious)
    }
}

impl Compared {
    /// 「問12 … ／基本プラットフォーム」
    pub fn title(&self) -> String {
        let row = if self.row.is_empty() { String::new() } else { format!("／{}", self.row) };
        format!("{} {}{row}", self.number, self.text).trim().to_owned()
    }
}

impl Figure {
    /// 「61.2」, 「＊」: too few.
    pub fn label(self) -> String {
        match self {
            Self::Percent { tenths, .. } => format!("{}.{}", tenths / 10, tenths % 10),
            Self::TooFew => "＊".to_owned(),
        }
    }

    pub fn tenths(self) -> Option<u32> {
        match self {
            Self::Percent { tenths, .. } => Some(tenths),
            Self::TooFew => None,
        }
    }
}

/// When the others' answers began to count, before the data are final.
fn how_released(about: &About) -> String {
    match (about.which, &about.as_of) {
        (super::data_set::Which::Released, Some(at)) => format!(
            "ほかの団体の数字は、{}までに加えた{}{}の回答です。新しい回答は1日1回、どのまとまりでも{LEAST_IN_A_GROUP}{}以上がそろったものから加えます。",
            crate::shared::moment_of(at),
            about.collected_of().0,
            about.unit,
            about.unit
        ),
        (super::data_set::Which::Released, None) => format!(
            "ほかの団体の数字は、まだありません。新しい回答を1日1回、どのまとまりでも{LEAST_IN_A_GROUP}{}以上がそろったものから加えます。",
            about.unit
        ),
        _ => String::new(),
    }
}

/// What the mark ＊ means.
pub fn too_few_note(unit: &str) -> String {
    format!("＊ 設問の対象が{LEAST_IN_A_GROUP}{unit}に満たないため、示していません。")
}

/// 「+1.8」, 「-0.5」, 「0.0」
pub fn points(tenths: i32) -> String {
    let sign = match tenths {
        1.. => "+",
        0 => "",
        _ => "-",
    };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}", size / 10, size % 10)
}

/// 12 → 「12」, 3.25 → 「3.3」: half up to one decimal.
#[allow(clippy::cast_possible_truncation, reason = "answers to numbers are below 10^15")]
pub fn figure(value: f64) -> String {
    let tenths = (value * 10.0 + 0.5).floor() as i64;
    let whole = crate::shared::number(tenths.div_euclid(10));
    match tenths.rem_euclid(10) {
        0 => whole,
        rest => format!("{whole}.{rest}"),
    }
}

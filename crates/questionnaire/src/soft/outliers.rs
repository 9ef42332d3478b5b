//! One number against those of respondents of the same size: beyond Q1 − 3·IQR or Q3 + 3·IQR (Tukey's outer fences).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{SoftFinding, SoftKind, mark_of, plain};
use crate::answers::{Answer, Answers};
use crate::form::{Applicable, Form};
use crate::kinds::Kind;
use crate::model::Question;

/// Below this many answers of a size nothing is called far away.
pub const LEAST_IN_A_GROUP: usize = 20;
/// How many interquartile ranges beyond the quartile.
pub const RANGES: f64 = 3.0;
/// Numbers of people and money are looked at per so many residents.
const RESIDENTS: f64 = 1000.0;

/// How large a respondent is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// The id of its band, empty for all of one size.
    pub band: String,
    /// 「人口1万人未満」; empty for all of one size.
    pub label: String,
    pub residents: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fence {
    pub n: usize,
    pub first_quartile: f64,
    pub third_quartile: f64,
}

impl Fence {
    /// Quartiles by linear interpolation (R's type 7). `None` with too few answers, or where half of them are the same:
    /// then every other number would be far away.
    pub fn of(values: &mut [f64]) -> Option<Self> {
        if values.len() < LEAST_IN_A_GROUP {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let fence =
            Self { n: values.len(), first_quartile: quantile(values, 0.25), third_quartile: quantile(values, 0.75) };
        (fence.third_quartile > fence.first_quartile).then_some(fence)
    }

    pub fn is_beyond(&self, value: f64) -> bool {
        let range = self.third_quartile - self.first_quartile;
        value > self.third_quartile + RANGES * range || value < self.first_quartile - RANGES * range
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list"
)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or_default();
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * (place - place.floor())
}

/// A fence with what it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FenceRow {
    pub question: String,
    pub band: String,
    #[serde(flatten)]
    pub fence: Fence,
}

/// The fences of every question with a number, per size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fences(BTreeMap<(String, String), Fence>);

/// Questions with a number.
pub fn questions(form: &Form) -> impl Iterator<Item = (usize, &Question)> {
    form.questions()
        .filter(|(.., question)| matches!(question.kind, Kind::Number(_) | Kind::Amount(_)))
        .map(|(at, _, question)| (at, question))
}

/// Per 1,000 residents, where that is what makes numbers comparable and the residents are known.
fn measured(question: &Question, number: f64, size: &Size) -> f64 {
    let by_people = match &question.kind {
        Kind::Amount(_) => true,
        Kind::Number(kind) => kind.unit == "人",
        _ => false,
    };
    match size.residents {
        #[allow(clippy::cast_precision_loss, reason = "residents are counted in millions")]
        Some(residents) if by_people && residents > 0 => number / residents as f64 * RESIDENTS,
        _ => number,
    }
}

impl Fences {
    /// From everybody who has handed in: size and numbers by question.
    pub fn of(form: &Form, everybody: &[(Size, BTreeMap<String, f64>)]) -> Self {
        let mut fences = BTreeMap::new();
        for (_, question) in questions(form) {
            let mut by_band: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
            for (size, numbers) in everybody {
                if let Some(number) = numbers.get(&question.id) {
                    by_band.entry(&size.band).or_default().push(measured(question, *number, size));
                }
            }
            for (band, mut values) in by_band {
                if let Some(fence) = Fence::of(&mut values) {
                    fences.insert((question.id.clone(), band.to_owned()), fence);
                }
            }
        }
        Self(fences)
    }

    /// How they are kept: one row per question and size.
    pub fn rows(&self) -> Vec<FenceRow> {
        let row = |((question, band), fence): (&(String, String), &Fence)| FenceRow {
            question: question.clone(),
            band: band.clone(),
            fence: *fence,
        };
        self.0.iter().map(row).collect()
    }

    /// As they were kept.
    pub fn from_rows(rows: Vec<FenceRow>) -> Self {
        Self(rows.into_iter().map(|row| ((row.question, row.band), row.fence)).collect())
    }

    /// Numbers of one respondent that are far away from those of the same size.
    pub fn findings(&self, form: &Form, answers: &Answers, who: &Applicable, size: &Size) -> Vec<SoftFinding> {
        let mut found = Vec::new();
        for (at, question) in questions(form).filter(|(at, _)| who.question(*at)) {
            let Some(Answer::Number { number }) = answers.get(&question.id) else { continue };
            let Some(fence) = self.0.get(&(question.id.clone(), size.band.clone())) else { continue };
            let value = measured(question, *number, size);
            if !fence.is_beyond(value) {
                continue;
            }
            debug_assert!(form.at(at).is_some());
            let of_whom = if size.label.is_empty() { String::new() } else { format!("{}の", size.label) };
            let per = if (value - number).abs() > f64::EPSILON { "（人口1,000人あたり）" } else { "" };
            let (low, high) = (short(fence.first_quartile), short(fence.third_quartile));
            found.push(SoftFinding {
                question: question.id.clone(),
                kind: SoftKind::Outlier,
                rule: "outlier".to_owned(),
                sentence: format!(
                    "「{}」は、{of_whom}団体の答え{per}から大きく離れています（中央の半分は{low}〜{high}、n={}）。桁や単位を確かめ、正しければ理由を書いてください。",
                    plain(*number), fence.n
                ),
                // Only one's own number: the others' change every day.
                mark: mark_of(&[&plain(*number)]),
            });
        }
        found
    }
}

/// At most one digit after the point.
fn short(value: f64) -> String {
    format!("{}", (value * 10.0).round() / 10.0)
}

//! How a town's figure lies among others, ready to show: groups of at least five, never one town by itself.

use print::charts::{Line, Mark, Own, Point, strip};

use crate::model::{Indicator, Spread};
use crate::rules::{decimal, one_decimal, quarters};

/// A group one is held against. Thousandths of what is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub mark: Mark,
    /// 「似た市町村」
    pub label: String,
    pub n: usize,
    pub first: i64,
    pub median: i64,
    pub third: i64,
}

impl Group {
    /// `None` where fewer than five of them have a value of that year.
    pub fn of_similar(values: &mut [i64]) -> Option<Self> {
        let (first, median, third) = quarters(values)?;
        Some(Self { mark: Mark::Circle, label: "似た市町村".to_owned(), n: values.len(), first, median, third })
    }

    fn of(spread: &Spread, mark: Mark, label: String) -> Self {
        Self {
            mark,
            label,
            n: usize::try_from(spread.n).unwrap_or(0),
            first: spread.first_quartile,
            median: spread.median,
            third: spread.third_quartile,
        }
    }

    pub fn of_prefecture(spread: &Spread, name: &str) -> Self {
        Self::of(spread, Mark::Triangle, name.to_owned())
    }

    pub fn of_class(spread: &Spread) -> Self {
        let label = if spread.group_key == "any" {
            "過疎・中山間・小規模のどれかに該当"
        } else {
            "区分に該当しない"
        };
        Self::of(spread, Mark::Diamond, label.to_owned())
    }

    pub fn of_country(spread: &Spread) -> Self {
        Self::of(spread, Mark::Square, "全国".to_owned())
    }
}

/// One indicator's figure among the groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// `None` where it cannot be compared: the population is not known.
    pub own: Option<i64>,
    pub groups: Vec<Group>,
    pub year: i64,
}

impl Standing {
    pub fn is_compared(&self) -> bool {
        self.own.is_some() && !self.groups.is_empty()
    }

    /// Where a figure lies on the strip, from 0 to the largest there is.
    #[allow(clippy::cast_precision_loss, reason = "thousandths of figures below a hundred million")]
    fn at(&self, value: i64) -> f64 {
        let most = self.groups.iter().map(|group| group.third).chain(self.own).max().unwrap_or(0);
        if most > 0 { (value as f64 / most as f64).clamp(0.0, 1.0) } else { 0.0 }
    }

    pub fn line(&self, indicator: &Indicator) -> Line {
        let points = self
            .groups
            .iter()
            .map(|group| Point { at: Some(self.at(group.median)), figure: figure(indicator, group.median) });
        let own = match self.own {
            Some(own) => Own::Number(self.at(own), format!("{}{}", figure(indicator, own), indicator.unit)),
            None => Own::NotChosen,
        };
        Line { label: "中央値".to_owned(), own, points: points.collect() }
    }

    pub fn strip(&self, indicator: &Indicator) -> String {
        let marks: Vec<Mark> = self.groups.iter().map(|group| group.mark).collect();
        strip(&self.line(indicator), &marks)
    }
}

/// A compared figure: shares and per-population figures with their decimal, counts as they are.
pub fn figure(indicator: &Indicator, thousandths: i64) -> String {
    if indicator.is_share() || indicator.by_population { one_decimal(thousandths) } else { decimal(thousandths) }
}

//! 費用の分け方: a total, keys (均等割, 人口割, 高齢者人口割, own ones) with weights, municipalities with their figures → what each
//! of them pays, to the yen. Whole numbers only, so that a sum is a sum. No I/O.

pub mod document;
pub mod reading;
pub mod records;
#[cfg(test)]
mod tests;
pub mod workbook;

use serde::{Deserialize, Serialize};

/// Who takes what is left over when every share is cut to the unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// 余りの大きい順に一単位ずつ
    #[default]
    Largest,
    /// 幹事市町村
    Lead,
}

/// What a part of the cost is shared by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// `equal`, `population`, `aged`, `1`, `2`, `3`
    pub id: String,
    /// 均等割, 人口割, 高齢者人口割（65歳以上） …
    pub label: String,
    /// 人, 件 …; empty for 均等割.
    pub unit: String,
}

/// Where a figure stands in words: its source and day, or that it was changed or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub words: String,
    pub fictitious: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Town {
    /// Empty for one the register does not know.
    pub code: String,
    pub name: String,
    /// By key; 1 for 均等割. `None`: not known, and nothing is shared by it where the town takes part.
    pub figures: Vec<Option<i64>>,
    pub origins: Vec<Origin>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    pub name: String,
    /// Yen.
    pub total: i64,
    /// By key, in hundredths as typed: 400 for 4, 3333 for 33.33.
    pub weights: Vec<i64>,
    /// By town: does it take part?
    pub takes_part: Vec<bool>,
}

/// Everything a calculation is made of. What [`reading`] lets through can be shared out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub keys: Vec<Key>,
    pub towns: Vec<Town>,
    pub scenarios: Vec<Scenario>,
    /// 1, 100 or 1,000 yen.
    pub unit: i64,
    pub rest: Rest,
    /// 幹事市町村, by its place among the towns.
    pub lead: Option<usize>,
    /// The day the figures are of.
    pub on: String,
    /// The percentages of a scenario must come to 100.
    pub percent: bool,
}

/// What one municipality pays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Yen, by key.
    pub parts: Vec<i64>,
    /// What is less than the unit, for the one who bears it.
    pub below_unit: i64,
    pub sum: i64,
}

impl Share {
    /// Tenths of a percent, half-up.
    pub fn tenths(&self, total: i64) -> i64 {
        tenths(self.sum, total)
    }
}

pub fn tenths(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    i64::try_from((part * 2000 + whole) / (2 * whole)).unwrap_or(0)
}

/// What comes out of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Yen, by key.
    pub by_key: Vec<i64>,
    /// What is less than the unit.
    pub below_unit: i64,
    /// By town; `None` for one that does not take part.
    pub shares: Vec<Option<Share>>,
}

/// Numbers that go before others where what is left is equal: by 団体コード, those without one behind, by name.
pub fn order(towns: &[Town]) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..towns.len()).collect();
    sorted.sort_by(|a, b| {
        let key = |i: usize| (towns[i].code.is_empty(), towns[i].code.as_str(), towns[i].name.as_str());
        key(*a).cmp(&key(*b))
    });
    let mut order = vec![0; towns.len()];
    for (place, town) in sorted.into_iter().enumerate() {
        order[town] = place + 1;
    }
    order
}

/// `units` shared out by `figures`: each gets the whole units of its share; what is left goes, one unit each, to those whose
/// share was cut most, or all of it to the lead. Equal cuts: the larger figure first, then the lower `order`.
pub fn share_out(units: i64, figures: &[i64], order: &[usize], lead: Option<usize>) -> Vec<i64> {
    let whole: i128 = figures.iter().map(|figure| i128::from(*figure)).sum();
    if whole <= 0 || units < 0 {
        return vec![0; figures.len()];
    }
    let product = |figure: i64| i128::from(units) * i128::from(figure);
    let mut shares: Vec<i64> =
        figures.iter().map(|figure| i64::try_from(product(*figure) / whole).unwrap_or(0)).collect();
    let left = units - shares.iter().sum::<i64>();
    if let Some(lead) = lead {
        shares[lead] += left;
        return shares;
    }
    let mut by_cut: Vec<usize> = (0..figures.len()).collect();
    by_cut.sort_by(|a, b| {
        let key = |i: usize| (-(product(figures[i]) % whole), -figures[i], order[i]);
        key(*a).cmp(&key(*b))
    });
    for town in by_cut.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[town] += 1;
    }
    shares
}

impl Input {
    /// The towns of a scenario, by their place.
    pub fn takers(&self, scenario: &Scenario) -> Vec<usize> {
        (0..self.towns.len()).filter(|town| scenario.takes_part[*town]).collect()
    }

    /// First the total is shared out among the keys by weight, then each key's amount among the towns by figure.
    pub fn outcome(&self, scenario: &Scenario) -> Outcome {
        let takers = self.takers(scenario);
        let all = order(&self.towns);
        let ranks: Vec<usize> = takers.iter().map(|town| all[*town]).collect();
        let lead = self.lead.and_then(|lead| takers.iter().position(|town| *town == lead));
        let (units, below_unit) = (scenario.total / self.unit, scenario.total % self.unit);
        let keys: Vec<usize> = (0..self.keys.len()).collect();
        let by_key = share_out(units, &scenario.weights, &keys, None);
        let parts: Vec<Vec<i64>> = by_key
            .iter()
            .enumerate()
            .map(|(key, units)| {
                let figures: Vec<i64> = takers.iter().map(|town| self.towns[*town].figures[key].unwrap_or(0)).collect();
                share_out(*units, &figures, &ranks, if self.rest == Rest::Lead { lead } else { None })
            })
            .collect();
        let first = (0..takers.len()).min_by_key(|at| ranks[*at]);
        let bearer = lead.or(first);
        let mut shares = vec![None; self.towns.len()];
        for (at, town) in takers.iter().enumerate() {
            let parts: Vec<i64> = parts.iter().map(|part| part[at] * self.unit).collect();
            let below_unit = if bearer == Some(at) { below_unit } else { 0 };
            let sum = parts.iter().sum::<i64>() + below_unit;
            shares[*town] = Some(Share { parts, below_unit, sum });
        }
        Outcome { by_key: by_key.iter().map(|units| units * self.unit).collect(), below_unit, shares }
    }

    /// Keys that count in a scenario at all.
    pub fn keys_in_use(&self) -> Vec<usize> {
        (0..self.keys.len()).filter(|key| self.scenarios.iter().any(|s| s.weights[*key] > 0)).collect()
    }

    pub fn is_fictitious(&self) -> bool {
        let keys = self.keys_in_use();
        self.towns.iter().any(|town| keys.iter().any(|key| town.origins[*key].fictitious))
    }
}

/// 「4」, 「33.33」, of hundredths.
pub fn hundredths(value: i64) -> String {
    match (value / 100, value % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

/// 「12.3」, of tenths.
pub fn one_decimal(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

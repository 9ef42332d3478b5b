//! A result in tables: the scenarios beside each other, and each by itself.

use crate::cost_sharing::document::{rest_in_words, signed, sources};
use crate::cost_sharing::{Input, Outcome, hundredths, one_decimal, order};
use crate::shared::number;

pub struct ResultTables {
    /// How it was shared out, in words.
    pub how: String,
    pub beside: Option<Beside>,
    pub scenarios: Vec<ScenarioTable>,
    pub sources: Vec<String>,
    pub fictitious: bool,
}

pub struct Beside {
    pub heads: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
}

pub struct ScenarioTable {
    pub name: String,
    pub caption: String,
    /// 「均等割 4（40.0%）」 …
    pub weights: String,
    pub heads: Vec<String>,
    pub rows: Vec<ShareRow>,
    pub sum: Vec<String>,
    pub notes: Vec<String>,
}

pub struct ShareRow {
    pub town: String,
    pub lead: bool,
    pub cells: Vec<String>,
}

impl ResultTables {
    pub fn new(input: &Input, outcomes: &[Outcome]) -> Self {
        let order = order(&input.towns);
        let beside = (outcomes.len() > 1).then(|| beside(input, outcomes, &order));
        Self {
            how: rest_in_words(input),
            beside,
            scenarios: (0..outcomes.len()).map(|at| scenario(input, at, &outcomes[at], &order)).collect(),
            sources: sources(input),
            fictitious: input.is_fictitious(),
        }
    }
}

fn beside(input: &Input, outcomes: &[Outcome], order: &[usize]) -> Beside {
    let mut heads = Vec::new();
    for (at, scenario) in input.scenarios.iter().enumerate() {
        heads.extend([format!("{}（円）", scenario.name), format!("{}（%）", scenario.name)]);
        if at > 0 {
            heads.push(format!("{}との差（円）", input.scenarios[0].name));
        }
    }
    let mut towns: Vec<usize> = (0..input.towns.len()).collect();
    towns.sort_by_key(|town| order[*town]);
    let rows = towns.into_iter().map(|town| {
        let share = |at: usize| outcomes[at].shares[town].as_ref();
        let mut cells = Vec::new();
        for (at, scenario) in input.scenarios.iter().enumerate() {
            cells.push(share(at).map_or_else(|| "－".to_owned(), |share| number(share.sum)));
            cells.push(share(at).map_or_else(|| "－".to_owned(), |share| one_decimal(share.tenths(scenario.total))));
            if at > 0 {
                let sum = |at: usize| share(at).map_or(0, |share| share.sum);
                cells.push(signed(sum(at) - sum(0)));
            }
        }
        (input.towns[town].name.clone(), cells)
    });
    Beside { heads, rows: rows.collect() }
}

fn scenario(input: &Input, at: usize, outcome: &Outcome, order: &[usize]) -> ScenarioTable {
    let scenario = &input.scenarios[at];
    let keys: Vec<usize> = (0..input.keys.len()).filter(|key| scenario.weights[*key] > 0).collect();
    let whole: i64 = scenario.weights.iter().sum();
    let weights: Vec<String> = keys
        .iter()
        .map(|key| {
            let weight = scenario.weights[*key];
            let share = one_decimal(crate::cost_sharing::tenths(weight, whole));
            format!("{} {}（{share}%）", input.keys[*key].label, hundredths(weight))
        })
        .collect();
    let mut heads = Vec::new();
    for key in &keys {
        let key = &input.keys[*key];
        if key.id != "equal" {
            let unit = if key.unit.is_empty() { String::new() } else { format!("（{}）", key.unit) };
            heads.push(format!("{}に使う数{unit}", key.label));
        }
        heads.push(format!("{}（円）", key.label));
    }
    heads.extend(["負担額（円）".to_owned(), "割合（%）".to_owned()]);
    let mut takers = input.takers(scenario);
    takers.sort_by_key(|town| order[*town]);
    let (mut rows, mut notes, mut figures) = (Vec::new(), Vec::new(), vec![0_i64; keys.len()]);
    for town in &takers {
        let Some(share) = &outcome.shares[*town] else { continue };
        let mut cells = Vec::new();
        for (sum, key) in figures.iter_mut().zip(&keys) {
            if input.keys[*key].id != "equal" {
                let figure = input.towns[*town].figures[*key].unwrap_or(0);
                *sum += figure;
                cells.push(number(figure));
                if figure == 0 {
                    notes.push(format!(
                        "「{}」は「{}」に使う数が0なので、この割の負担は0円です。",
                        input.towns[*town].name, input.keys[*key].label
                    ));
                }
            }
            cells.push(number(share.parts[*key]));
        }
        cells.extend([number(share.sum), one_decimal(share.tenths(scenario.total))]);
        if share.below_unit > 0 {
            notes.push(format!(
                "総額のうち端数の単位に満たない{}円は、「{}」の負担額に入っています。",
                number(share.below_unit),
                input.towns[*town].name
            ));
        }
        rows.push(ShareRow { town: input.towns[*town].name.clone(), lead: input.lead == Some(*town), cells });
    }
    let mut sum = Vec::new();
    for (figure, key) in figures.iter().zip(&keys) {
        if input.keys[*key].id != "equal" {
            sum.push(number(*figure));
        }
        sum.push(number(outcome.by_key[*key]));
    }
    sum.extend([number(scenario.total), "100.0".to_owned()]);
    let percents: i64 =
        takers.iter().filter_map(|town| outcome.shares[*town].as_ref()).map(|share| share.tenths(scenario.total)).sum();
    if percents != 1000 {
        notes.push("割合は一つずつ四捨五入しているので、足しても100.0%にならないことがあります。".to_owned());
    }
    if !input.percent && whole != 10_000 {
        notes.push(format!("重みは比です。合計{}を全体とみなして分けました。", hundredths(whole)));
    }
    let out = input.towns.len() - takers.len();
    if out > 0 {
        notes.push(format!("この案では、{out}市町村が外れています。"));
    }
    ScenarioTable {
        name: scenario.name.clone(),
        caption: format!("総額 {}円、{}市町村", number(scenario.total), takers.len()),
        weights: weights.join("、"),
        heads,
        rows,
        sum,
        notes,
    }
}

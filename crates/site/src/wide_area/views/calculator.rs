//! The calculator's form with its result under it.

use askama::Template;
use foundation::web::Form;

use super::ResultTables;
use crate::cost_sharing::reading::{OWN_KEYS, Row, SCENARIOS, scenario_label};
use crate::cost_sharing::{Input, Outcome};
use crate::model::{CalculationLine, Content, Group};
use crate::shared::{Choice, DateBoxes, Frame, Link, number};

/// A calculation as typed, with what came out of it.
pub struct Typed<'a> {
    pub form: &'a Form,
    pub rows: &'a [Row],
    pub lead: Option<usize>,
    pub result: Option<(&'a Input, &'a [Outcome])>,
}

/// `/wide-area/cost-sharing` and `/wide-area/{group}/calculations/new`
#[derive(Template)]
#[template(path = "wide_area/templates/calculator.html")]
pub struct CalculatorPage {
    pub frame: Frame,
    pub action: String,
    pub form: Form,
    pub notes: Vec<String>,
    pub on: DateBoxes,
    pub ways: Vec<Choice>,
    pub ages: Vec<Choice>,
    pub units: Vec<Choice>,
    pub rests: Vec<Choice>,
    pub scenarios: Vec<ScenarioFields>,
    pub keys: Vec<KeyFields>,
    /// Own keys that bear a name: id and name.
    pub own: Vec<(String, String)>,
    pub rows: Vec<RowFields>,
    pub result: Option<ResultTables>,
    pub downloads: Vec<Link>,
    /// What is handed on to a keeping.
    pub hidden: Vec<(String, String)>,
    pub keeping: Option<Keeping>,
    /// The calculation one goes on from.
    pub calculation: String,
    pub for_group: bool,
}

pub struct ScenarioFields {
    pub id: &'static str,
    pub label: String,
    pub name: String,
    pub total: String,
}

pub struct KeyFields {
    pub id: String,
    /// Of the three of the field; an own one has a box for its name.
    pub label: String,
    pub own: bool,
    pub name: String,
    /// Field, label, value, error: one per scenario.
    pub weights: Vec<(String, String, String, String)>,
}

pub struct RowFields {
    pub n: usize,
    pub code: String,
    pub name: String,
    pub error: String,
    pub lead: bool,
    /// Field, label, value, error.
    pub figures: Vec<(String, String, String, String)>,
    /// Value, label, checked.
    pub out: Vec<(&'static str, String, bool)>,
}

/// Keeping a calculation of a group.
#[derive(Clone, Debug, Default)]
pub struct Keeping {
    pub name: String,
    pub year: String,
    pub note: String,
    pub seen: i64,
    pub errors: Vec<(String, String)>,
    /// Somebody has kept one of this name meanwhile: said, with its address.
    pub conflict: String,
    pub theirs: String,
    /// Town, theirs, yours (sums of the first scenario).
    pub differences: Vec<(String, String, String)>,
}

impl Keeping {
    pub fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|(known, _)| known == field).map_or("", |(_, sentence)| sentence)
    }

    pub fn conflict(&mut self, group: &Group, known: Option<&CalculationLine>) {
        self.seen = known.map_or(0, |line| line.newest);
        self.conflict = match known {
            Some(line) => format!(
                "この名前と年度の試算には、もう第{}版があります（{}）。あなたの試算は下に残っています。もう一度残すと、新しい版になります。別の試算なら、名前を変えてください。",
                line.newest, line.by_label
            ),
            None => "残そうとした試算が、もうありません。もう一度残すと、新しい試算になります。".to_owned(),
        };
        self.theirs = known.map(|line| format!("{}/calculations/{}", group.address(), line.id)).unwrap_or_default();
    }

    pub fn beside(&mut self, theirs: &Content, input: &Input, outcomes: &[Outcome]) {
        let sums = |input: &Input, outcomes: &[Outcome]| -> Vec<(String, String)> {
            let Some(first) = outcomes.first() else { return Vec::new() };
            let sum = |at: usize| first.shares.get(at)?.as_ref().map(|share| number(share.sum));
            input.towns.iter().enumerate().filter_map(|(at, town)| Some((town.name.clone(), sum(at)?))).collect()
        };
        let (theirs, yours) = (sums(&theirs.input, &theirs.outcomes), sums(input, outcomes));
        let of = |list: &[(String, String)], name: &str| {
            list.iter().find(|(known, _)| known == name).map_or("－".to_owned(), |(_, sum)| sum.clone())
        };
        let mut names: Vec<&String> = theirs.iter().chain(&yours).map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        self.differences = names.into_iter().map(|name| (name.clone(), of(&theirs, name), of(&yours, name))).collect();
    }
}

/// Empty rows under the typed ones.
const BLANK_ROWS: usize = 2;

impl CalculatorPage {
    pub fn new(frame: Frame, action: &str, typed: &Typed<'_>, query: &str) -> Self {
        let form = typed.form;
        let choices = |field: &str, first: &str, all: &[(&str, &str)]| -> Vec<Choice> {
            let value = if form.value(field).is_empty() { first } else { form.value(field) };
            all.iter().map(|(id, label)| Choice::new(*id, *label, value == *id)).collect()
        };
        let own: Vec<(String, String)> = OWN_KEYS
            .iter()
            .map(|id| ((*id).to_owned(), form.value(&format!("key-{id}")).trim().to_owned()))
            .filter(|(_, name)| !name.is_empty())
            .collect();
        let mut rows: Vec<RowFields> =
            (1..).zip(typed.rows).map(|(n, row)| row_fields(form, n, row, typed.lead, &own)).collect();
        let blank = Row::default();
        for n in typed.rows.len() + 1..=typed.rows.len() + BLANK_ROWS {
            rows.push(row_fields(form, n, &blank, None, &own));
        }
        let download =
            |label: &str, ending: &str| Link::new(label, format!("/wide-area/cost-sharing.{ending}?{query}"));
        let result = typed.result.map(|(input, outcomes)| ResultTables::new(input, outcomes));
        Self {
            action: action.to_owned(),
            notes: Vec::new(),
            on: DateBoxes::typed(form, "on"),
            ways: choices(
                "way",
                "ratio",
                &[("ratio", "比（4:3:3、5:5 など。合計はいくつでも）"), ("percent", "百分率（合計が100％）")],
            ),
            ages: choices("aged", "65", &[("65", "65歳以上"), ("75", "75歳以上")]),
            units: choices("unit", "1", &[("1", "1円"), ("100", "100円"), ("1000", "1,000円")]),
            rests: choices(
                "rest",
                "largest",
                &[("largest", "余りの大きい市町村から順に"), ("lead", "幹事市町村がまとめて")],
            ),
            scenarios: SCENARIOS
                .into_iter()
                .map(|id| ScenarioFields {
                    id,
                    label: scenario_label(id),
                    name: form.value(&format!("name-{id}")).to_owned(),
                    total: form.value(&format!("total-{id}")).to_owned(),
                })
                .collect(),
            keys: key_fields(form),
            own,
            rows,
            downloads: if result.is_some() {
                vec![download("Excel（式つき）", "xlsx"), download("CSV", "csv"), download("会議用のPDF", "pdf")]
            } else {
                Vec::new()
            },
            result,
            hidden: form.values.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            keeping: None,
            calculation: form.value("calculation").to_owned(),
            for_group: action.ends_with("/calculations/new"),
            form: form.clone(),
            frame,
        }
    }

    pub fn errors(&self) -> Vec<(String, String)> {
        let mut errors = self.form.summary();
        errors.extend(self.keeping.iter().flat_map(|keeping| keeping.errors.clone()));
        errors
    }
}

fn key_fields(form: &Form) -> Vec<KeyFields> {
    let shipped = [("equal", "均等割"), ("population", "人口割"), ("aged", "高齢者人口割")];
    let all = shipped.into_iter().chain(OWN_KEYS.map(|id| (id, "")));
    all.map(|(id, label)| {
        let name = form.value(&format!("key-{id}")).to_owned();
        let said = match (label, name.as_str()) {
            ("", "") => format!("自分で決める割{id}"),
            ("", name) => name.to_owned(),
            (label, _) => label.to_owned(),
        };
        KeyFields {
            id: id.to_owned(),
            label: label.to_owned(),
            own: label.is_empty(),
            name,
            weights: SCENARIOS
                .iter()
                .map(|scenario| {
                    let field = format!("w-{scenario}-{id}");
                    let (value, error) = (form.value(&field).to_owned(), form.error(&field).to_owned());
                    (field, format!("{}の{said}の重み", scenario_label(scenario)), value, error)
                })
                .collect(),
        }
    })
    .collect()
}

fn row_fields(form: &Form, n: usize, row: &Row, lead: Option<usize>, own: &[(String, String)]) -> RowFields {
    let who = if row.name.is_empty() { format!("{n}行目") } else { row.name.clone() };
    let figure = |field: String, label: &str, value: &str| {
        let error = form.error(&field).to_owned();
        (field, format!("{who}の{label}"), value.to_owned(), error)
    };
    let mut figures = vec![
        figure(format!("p{n}"), "人口", &row.people[0]),
        figure(format!("o{n}"), "65歳以上の人口", &row.people[1]),
        figure(format!("v{n}"), "75歳以上の人口", &row.people[2]),
    ];
    for (id, name) in own {
        let at = OWN_KEYS.iter().position(|known| known == id).unwrap_or(0);
        figures.push(figure(format!("k{id}-{n}"), name, &row.own[at]));
    }
    RowFields {
        n,
        code: row.code.clone(),
        name: row.name.clone(),
        error: form.error(&format!("t{n}")).to_owned(),
        lead: lead == Some(n - 1),
        figures,
        out: SCENARIOS
            .iter()
            .zip(row.out)
            .map(|(id, out)| (*id, format!("{who}を{}から外す", scenario_label(id)), out))
            .collect(),
    }
}

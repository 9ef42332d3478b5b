//! One indicator over many municipalities.

use askama::Template;

use super::standing::figure;
use super::{short_year, told};
use crate::model::{Indicator, Value};
use crate::rules;
use crate::shared::{Choice, Frame, Link};

#[derive(Clone, Debug)]
pub struct TownRow {
    pub code: String,
    pub name: String,
    /// Of the newest year there is; empty without a value.
    pub year: String,
    pub figure: String,
    pub unit: String,
    pub parts: String,
    /// 「令和5年度 3.1」
    pub before: String,
    /// Few: not to be read by itself.
    pub remark: String,
    pub source: String,
    pub fictitious: bool,
    /// What they are ordered by. Thousandths; `None` without a value, or without a population to hold it against.
    pub compared: Option<i64>,
    pub compared_figure: String,
    /// For files: the year, the parts as numbers.
    pub newest: Option<Value>,
}

impl TownRow {
    pub const CSV_HEADS: [&'static str; 11] =
        ["団体コード", "市町村", "指標", "年度（西暦）", "値", "単位", "分子", "分母", "比べる値", "出典", "注記"];

    pub fn new(indicator: &Indicator, code: &str, name: &str, newest_first: &[Value], people: Option<i64>) -> Self {
        let newest = newest_first.first();
        let told = newest.map(|value| told(indicator, value)).unwrap_or_default();
        let compared = newest.and_then(|value| rules::compared(indicator, value.numerator, value.denominator, people));
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            year: newest.map(|value| short_year(value.year)).unwrap_or_default(),
            figure: told.figure,
            unit: told.unit,
            parts: told.parts,
            before: newest_first
                .get(1)
                .map(|value| format!("{} {}", short_year(value.year), super::told(indicator, value).figure))
                .unwrap_or_default(),
            remark: match newest.zip(newest_first.get(1)) {
                Some((now, before)) => rules::jump(indicator, now, before).unwrap_or_default(),
                None => String::new(),
            },
            source: newest.map(|value| value.source.clone()).unwrap_or_default(),
            fictitious: newest.is_some_and(|value| value.fictitious),
            compared,
            compared_figure: compared.map(|value| figure(indicator, value)).unwrap_or_default(),
            newest: newest.cloned(),
        }
    }

    pub fn csv_cells(&self, indicator: &Indicator, mark: &str) -> Vec<String> {
        let newest = self.newest.as_ref();
        let share = newest.filter(|_| indicator.is_share());
        let part = |value: Option<i64>| value.map(rules::for_typing).unwrap_or_default();
        vec![
            self.code.clone(),
            self.name.clone(),
            indicator.name.clone(),
            newest.map(|value| value.year.to_string()).unwrap_or_default(),
            self.figure.replace(',', ""),
            self.unit.clone(),
            part(share.map(|value| value.numerator)),
            part(share.and_then(|value| value.denominator)),
            self.compared_figure.replace(',', ""),
            self.source.clone(),
            mark.to_owned(),
        ]
    }
}

#[derive(Template)]
#[template(path = "situation/templates/towns.html")]
pub struct TownsPage {
    pub frame: Frame,
    pub action: String,
    pub indicator: String,
    pub about: String,
    pub caution: String,
    pub formula: String,
    pub unit: String,
    pub compared_unit: String,
    pub by_population: bool,
    pub prefecture: String,
    pub rows: Vec<TownRow>,
    pub with_values: usize,
    pub prefectures: Vec<Choice>,
    /// Other indicators, each at its own address.
    pub others: Vec<Link>,
    pub sorts: Vec<Choice>,
    pub downloads: Vec<Link>,
    pub fictitious: bool,
}

impl TownsPage {
    pub fn new(
        frame: Frame,
        indicator: &Indicator,
        (code, name): (&str, &str),
        rows: Vec<TownRow>,
        (prefectures, indicators): (Vec<Choice>, Vec<Choice>),
        sort: &str,
    ) -> Self {
        let base = format!("/situation/indicators/{}", indicator.id);
        let sorts = [("", "団体コードの順"), ("high", "高い順"), ("low", "低い順")];
        let others = indicators.into_iter().filter(|one| !one.chosen);
        Self {
            frame,
            action: format!("{base}/towns"),
            indicator: indicator.name.clone(),
            about: base.clone(),
            caution: indicator.caution.clone(),
            formula: indicator.formula(),
            unit: indicator.unit.clone(),
            compared_unit: indicator.compared_unit(),
            by_population: indicator.by_population,
            prefecture: name.to_owned(),
            with_values: rows.iter().filter(|row| !row.year.is_empty()).count(),
            fictitious: rows.iter().any(|row| row.fictitious),
            prefectures,
            others: others
                .map(|one| Link::new(one.label, format!("/situation/indicators/{}/towns?prefecture={code}", one.value)))
                .collect(),
            sorts: sorts.iter().map(|(id, label)| Choice::new(*id, *label, *id == sort)).collect(),
            downloads: if rows.is_empty() {
                Vec::new()
            } else {
                vec![Link::new("CSV", format!("{base}/towns.csv?prefecture={code}"))]
            },
            rows,
        }
    }
}

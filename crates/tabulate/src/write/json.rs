//! Tables as JSON: every number with its base, every base with its kind, every test with what it was made on.

use serde_json::{Value, json};

use crate::numbers::Amount;
use crate::tables::{
    Block, Cell, FEW, Head, Independence, NumericTable, QUANTILES, Row, Shown, Table, Tested, WhyNot, row_letter,
};
use crate::variables::Disclosure;

/// Whole numbers as integers, weighted ones as decimals.
fn amount(amount: Amount) -> Value {
    if amount.millionths().is_multiple_of(Amount::ONE) {
        json!(amount.millionths() / Amount::ONE)
    } else {
        json!(amount.as_f64())
    }
}

fn disclosure(disclosure: Disclosure) -> Value {
    match disclosure {
        Disclosure::Open => Value::Null,
        Disclosure::AtLeast(k) => json!({ "least": k, "hidden_is": "null with \"hidden\": true" }),
    }
}

/// One table. A hidden number is left out and its place says `"hidden": true`.
#[must_use]
pub fn json(table: &Table) -> Value {
    let columns: Vec<&str> = table.columns.iter().map(|c| table.column_label(*c)).collect();
    json!({
        "question": { "name": table.question.name, "label": table.question.label, "multiple": table.multiple },
        "base": { "kind": table.base.key(), "label": table.base.label(), "weighted": table.weighted },
        "rounding": "percent: half up to 0.1",
        "suppression": disclosure(table.disclosure),
        "coverage": table.coverage.map(|c| json!({
            "rows": c.rows, "not_asked": c.not_asked, "no_answer": c.no_answer, "answered": c.answered,
        })),
        "few": FEW,
        "columns": columns,
        "blocks": table.blocks.iter().map(|block| json!({
            "row_group": block.group_label(),
            "name": block.banner.as_ref().map(|b| b.name.as_str()),
            "overlapping": block.overlapping,
            "rows": (0..block.rows.len()).map(|row| row_json(table, block, row)).collect::<Vec<_>>(),
            "tests": tested(&block.tested),
        })).collect::<Vec<_>>(),
    })
}

fn row_json(table: &Table, block: &Block, index: usize) -> Value {
    let Row { head, base, few } = &block.rows[index];
    let mut row = json!({
        "row_label": block.row_label(index),
        "kind": head_key(*head),
        "letter": row_letter(index),
        "cells": table.cells(block, index).iter().map(cell_json).collect::<Vec<_>>(),
    });
    match base {
        Shown::Value(size) => {
            row["n"] = amount(size.amount);
            row["respondents"] = json!(size.respondents);
            row["few"] = json!(few);
        }
        Shown::Hidden => row["hidden"] = json!(true),
    }
    row
}

fn head_key(head: Head) -> &'static str {
    match head {
        Head::Whole => "whole",
        Head::Group(_) => "group",
        Head::NoAnswer => "no_answer",
        Head::NotAsked => "not_asked",
    }
}

fn cell_json(cell: &Cell) -> Value {
    let Shown::Value(figures) = cell else { return json!({ "hidden": true }) };
    let mut value = json!({
        "count": amount(figures.amount),
        "percent": figures.percent.map(|p| f64::from(p.tenths()) / 10.0),
    });
    if let Some(residual) = figures.residual {
        value["residual"] = json!(residual);
    }
    if figures.higher_than != 0 {
        value["higher_than"] = json!(figures.marks());
    }
    value
}

fn independence(test: &Independence) -> Value {
    json!({
        "n": test.n, "chi_square": test.chi_square, "freedom": test.freedom, "p": test.p,
        "cramers_v": test.cramers_v, "low_expected": test.low_expected,
    })
}

fn tested(tested: &Tested) -> Value {
    const ON: &str = "unweighted counts of who answered both";
    match tested {
        Tested::Question(test) => json!({ "on": ON, "question": test.as_ref().map(independence) }),
        Tested::Choices(tests) => {
            json!({ "on": ON, "choices": tests.iter().map(|t| t.as_ref().map(independence)).collect::<Vec<_>>() })
        }
        Tested::No(why) => json!({ "none": match why {
            WhyNot::NotAskedFor => "not asked for",
            WhyNot::OneRow => "one row",
            WhyNot::Overlapping => "groups overlap",
            WhyNot::Withheld => "numbers are hidden",
        } }),
    }
}

/// A numeric table. The definition of quartiles goes with it.
#[must_use]
pub fn json_numeric(table: &NumericTable) -> Value {
    json!({
        "question": { "name": table.question.name, "label": table.question.label, "unit": table.unit },
        "base": { "kind": table.base.key(), "label": table.base.label(), "weighted": table.weighted },
        "quantiles": QUANTILES,
        "suppression": disclosure(table.disclosure),
        "blocks": table.blocks.iter().map(|block| json!({
            "row_group": block.banner.as_ref().map_or(crate::tables::WHOLE, |b| &b.label),
            "rows": block.rows.iter().enumerate().map(|(index, row)| {
                let mut value = json!({ "row_label": block.row_label(index), "kind": head_key(row.head) });
                match &row.summary {
                    Shown::Hidden => value["hidden"] = json!(true),
                    Shown::Value(None) => value["n"] = json!(0),
                    Shown::Value(Some(s)) => {
                        value["n"] = json!(s.n);
                        value["amount"] = amount(s.amount);
                        value["few"] = json!(row.few);
                        value["mean"] = json!(s.mean);
                        value["sd"] = json!(s.sd);
                        value["quartiles"] = json!([s.first_quartile, s.median, s.third_quartile]);
                        value["extremes"] = json!(s.extremes.map(|(a, b)| [a, b]));
                    }
                }
                value
            }).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

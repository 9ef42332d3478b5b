//! Tables as JSON: what they are about, how to read them, every figure with its base, every code with its words.

use serde_json::{Value, json};

use crate::printed::{Cell, Change, Count, Row, Test};
use crate::records::describe;
use crate::{About, Printed, Set, about_of, tables_of};

fn count(count: Count) -> Value {
    if count.0.is_multiple_of(tabulate::Amount::ONE) {
        json!(count.0 / tabulate::Amount::ONE)
    } else {
        json!(count.number())
    }
}

fn tenths(tenths: impl Into<f64>) -> Value {
    json!(tenths.into() / 10.0)
}

fn data(about: &About) -> Value {
    json!({
        "state": if about.provisional { "provisional" } else { "final" },
        "as_of": about.as_of,
        "answers": about.answers,
        "asked": about.asked,
        "data_set": about.data_set,
        "sha256": about.data_hash,
    })
}

/// The tables of a survey; each says what it was made of.
pub fn json(sets: &[Set<'_>]) -> Value {
    let about = &*about_of(sets);
    let told: serde_json::Map<String, Value> =
        describe(about).into_iter().map(|(name, words)| (name.to_owned(), json!(words))).collect();
    json!({
        "survey": about.survey,
        "title": about.title,
        "programme": about.programme,
        "fiscal_year": about.fiscal_year,
        "fiscal_year_label": about.year(),
        "respondent": about.respondent,
        "about": told,
        "notice": about.fictitious,
        "tables": tables_of(sets).map(|(about, table)| one(about, table)).collect::<Vec<_>>(),
    })
}

fn one(about: &About, table: &Printed) -> Value {
    json!({
        "data": data(about),
        "question": {
            "code": table.question.code,
            "number": table.question.number,
            "text": table.question.text,
            "kind": table.question.kind,
            "asked_of": table.question.asked_of,
        },
        "base": { "kind": table.base.key, "label": table.base.label, "weighted": table.weighted },
        "conditions": table.conditions,
        "unit": table.unit,
        "count_unit": about.unit,
        "suppression": table.least.map(|least| json!({ "least": least, "hidden_is": "\"hidden\": true" })),
        "coverage": table.coverage.map(|c| json!({
            "rows": c.rows, "not_asked": c.not_asked, "no_answer": c.no_answer, "answered": c.answered,
        })),
        "columns": table.columns.iter().map(|c| json!({ "code": c.code, "label": c.label })).collect::<Vec<_>>(),
        "blocks": table.blocks.iter().map(|block| json!({
            "code": block.code,
            "row_group": block.label,
            "overlapping": block.overlapping,
            "rows": block.rows.iter().map(row).collect::<Vec<_>>(),
            "tests": block.tests.iter().map(test).collect::<Vec<_>>(),
            "untested": block.untested,
        })).collect::<Vec<_>>(),
        "last_year": table.before.as_ref().map(|before| json!({
            "title": before.title,
            "fiscal_year": before.fiscal_year,
            "breaks": before.breaks,
            "column_breaks": before.marks,
        })),
        "series_breaks": table.breaks.iter().map(|b| json!({ "before": b.year, "column": b.column })).collect::<Vec<_>>(),
        "notes": table.notes(),
    })
}

fn row(row: &Row) -> Value {
    let mut value = json!({
        "code": row.code,
        "row_label": row.label,
        "kind": row.kind,
        "letter": row.letter,
        "few": row.few,
        "cells": row.cells.iter().map(cell).collect::<Vec<_>>(),
    });
    match row.n {
        Some(n) => value["n"] = count(n),
        None if row.hidden => value["hidden"] = json!(true),
        None => {}
    }
    if let Some(people) = row.people {
        value["n_unweighted"] = json!(people);
    }
    if let Some(n) = row.before_n {
        value["n_last_year"] = count(n);
    }
    if !row.changes.is_empty() {
        value["changes"] = row.changes.iter().map(change).collect();
    }
    value
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Hidden => json!({ "hidden": true }),
        Cell::Empty => json!({ "percent": null }),
        Cell::Share { count: n, tenths: share, residual, higher } => {
            let mut value = json!({ "count": count(*n), "percent": tenths(*share) });
            if let Some(residual) = residual {
                value["residual"] = json!(residual);
            }
            if !higher.is_empty() {
                value["higher_than"] = json!(higher);
            }
            value
        }
        Cell::Mean { tenths: share } => json!({ "mean_percent": tenths(*share) }),
        Cell::Points { tenths: points } => json!({ "points": tenths(*points) }),
        Cell::Number { value } => json!({ "value": value }),
    }
}

fn change(change: &Change) -> Value {
    match change {
        Change::None => Value::Null,
        Change::Hidden => json!({ "hidden": true }),
        Change::Points { before, points } => json!({ "percent": tenths(*before), "points": tenths(*points) }),
    }
}

fn test(test: &Test) -> Value {
    json!({
        "choice": test.column,
        "n": test.n,
        "chi_square": test.chi_square,
        "freedom": test.freedom,
        "p": test.p,
        "cramers_v": test.cramers_v,
        "doubtful": test.doubtful,
    })
}

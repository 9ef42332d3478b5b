//! For `bench/answer-sheets/run`, `tests/libreoffice.sh` and `crates/site/tests/sheets_libreoffice.sh`: issues filled workbooks
//! into a folder, reads a folder back.
//!
//! `sheets issue DIR COUNT` · `sheets read DIR [THREADS]` (time, peak memory) · `sheets dump DIR` (key and text of every answer cell,
//! as JSON lines) · `sheets typing DIR` (what stands where, and the answers it makes) · `sheets compare DIR` (are the answers those
//! that were issued?)

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::manual_is_multiple_of,
    reason = "a tool for measuring"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use answer_sheets::{Expected, Identity, IssueOptions, Limits, Template, issue, read};
use questionnaire::{Answer, Answers, Form, Kind, RowAnswer, shipped};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let template = Template::new(Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap());
    match words.as_slice() {
        ["issue", folder, count] => issue_all(&template, Path::new(folder), count.parse().unwrap()),
        ["read", folder, rest @ ..] => {
            read_all(&template, Path::new(folder), rest.first().map_or(2, |threads| threads.parse().unwrap()));
        }
        ["dump", folder] => dump(&template, Path::new(folder)),
        ["typing", folder] => typing(&template, Path::new(folder)),
        ["compare", folder] => compare(&template, Path::new(folder)),
        _ => println!("sheets issue DIR COUNT | read DIR [THREADS] | dump DIR | typing DIR | compare DIR"),
    }
}

/// Everything that is asked is answered; `seed` makes them differ.
fn full(form: &Form, seed: usize) -> Answers {
    let mut answers = Answers::default();
    for (at, _, question) in form.questions() {
        let who = form.applicable(&answers);
        if !who.question(at) {
            continue;
        }
        let choices = form.choices(question);
        let pick = |n: usize| choices[(seed * 7 + n * 3) % choices.len()].clone();
        let text = |other: bool| other.then(|| format!("その他の内容{seed}"));
        let answer = match &question.kind {
            // Branches are taken as often as there are any, so that sheets are full.
            Kind::Single(_) => Answer::One { choice: choices[0].id.clone(), other: text(choices[0].other) },
            Kind::Multiple(kind) => {
                let most = kind.most.unwrap_or(8) as usize;
                let ticked = choices.iter().enumerate().filter(|(n, c)| !c.exclusive && (n + seed) % 3 != 0).take(most);
                let ticked: Vec<_> = ticked.map(|(_, choice)| choice.clone()).collect();
                let others = ticked.iter().filter(|c| c.other).map(|c| (c.id.clone(), format!("内容{seed}"))).collect();
                Answer::Many { choices: ticked.into_iter().map(|c| c.id).collect(), others }
            }
            Kind::Number(kind) => Answer::Number { number: kind.least.unwrap_or(0.0) + f64::from((seed % 9) as u32) },
            Kind::Amount(_) => Answer::Number { number: 120_000.0 },
            Kind::Text(_) => Answer::text(&format!("架空の町{seed}")),
            Kind::LongText(_) => {
                Answer::text(&format!("担当者どうしで話し合い、進め方を決めた（{seed}）。\n翌年度に見直す。"))
            }
            Kind::Date(_) => Answer::Date { date: jiff::civil::date(2026, 3, 31) },
            Kind::Grid(grid) => {
                let rows = grid.rows.iter().enumerate().filter(|(row, _)| who.row(at, *row));
                let rows: BTreeMap<String, RowAnswer> = rows
                    .map(|(row_at, row)| {
                        let choice = if grid.multiple { pick(row_at) } else { choices[row_at % choices.len()].clone() };
                        let others = if choice.other {
                            [(choice.id.clone(), format!("内容{seed}"))].into()
                        } else {
                            BTreeMap::new()
                        };
                        let answer = if grid.multiple {
                            RowAnswer::Many { choices: vec![choice.id], others }
                        } else {
                            RowAnswer::One { choice: choice.id, other: None }
                        };
                        (row.id.clone(), answer)
                    })
                    .collect();
                Answer::Grid { rows }
            }
            Kind::Note(_) => continue,
        };
        answers.set(&question.id, answer);
    }
    answers
}

fn issue_all(template: &Template, folder: &Path, count: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let began = Instant::now();
    let mut bytes = 0;
    for seed in 0..count {
        let form = template.form();
        let identity = Identity {
            respondent: format!("{seed:06}"),
            name: format!("架空の町{seed}"),
            prefecture: "架空県".to_owned(),
            survey: "R8".to_owned(),
            definition: form.definition().id.clone(),
            edition: form.definition().edition,
            fingerprint: form.fingerprint().to_owned(),
        };
        let options = IssueOptions { deadline: "令和8年9月30日（水）".to_owned(), ..IssueOptions::default() };
        let sheet = issue(template, &identity, &full(form, seed), &full(form, seed + 1), &options).unwrap();
        bytes += sheet.len();
        std::fs::write(folder.join(format!("{seed:06}.xlsx")), sheet).unwrap();
    }
    let each = began.elapsed().as_secs_f64() * 1e3 / count as f64;
    println!("issued {count} workbooks: {each:.2} ms each, {:.1} kB each", bytes as f64 / count as f64 / 1e3);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xlsx" || e == "xls" || e == "ods"))
        .collect();
    files.sort();
    files
}

fn read_all(template: &Template, folder: &Path, threads: usize) {
    let files = files(folder);
    let (next, answers, faults) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let templates = std::slice::from_ref(template);
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let bytes = std::fs::read(path).unwrap();
                    let reading = read(&bytes, templates, &Expected::default(), &Limits::default()).unwrap();
                    answers.fetch_add(reading.entries.len(), Ordering::Relaxed);
                    faults.fetch_add(reading.faults.len(), Ordering::Relaxed);
                }
            });
        }
    });
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB").trim().to_owned();
    println!(
        "{{\"files\": {}, \"answers\": {}, \"faults\": {}, \"seconds\": {seconds:.4}, \"peak\": \"{peak}\", \"threads\": {threads}}}",
        files.len(),
        answers.into_inner(),
        faults.into_inner()
    );
}

fn dump(template: &Template, folder: &Path) {
    for path in files(folder) {
        let bytes = std::fs::read(&path).unwrap();
        let reading = read(&bytes, std::slice::from_ref(template), &Expected::default(), &Limits::default()).unwrap();
        let cells: BTreeMap<&str, &str> =
            reading.entries.iter().map(|entry| (entry.key(), entry.text.as_str())).collect();
        println!("{}", serde_json::json!({ "file": path.file_name().unwrap().to_string_lossy(), "cells": cells }));
    }
}

/// Per workbook what a person would type into which cell, and the answers that makes.
fn typing(template: &Template, folder: &Path) {
    for path in files(folder) {
        let bytes = std::fs::read(&path).unwrap();
        let reading = read(&bytes, std::slice::from_ref(template), &Expected::default(), &Limits::default()).unwrap();
        let cells: Vec<_> = reading.entries.iter().map(|entry| (entry.place(), entry.text.as_str())).collect();
        println!("{}", serde_json::json!({ "cells": cells, "answers": reading.answers }));
    }
}

fn compare(template: &Template, folder: &Path) {
    let mut wrong = 0;
    let files = files(folder);
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let seed: usize = path.file_stem().unwrap().to_string_lossy().parse().unwrap();
        let expected = full(template.form(), seed);
        match read(&bytes, std::slice::from_ref(template), &Expected::default(), &Limits::default()) {
            Ok(reading)
                if reading.answers == expected
                    && reading.faults.is_empty()
                    && reading.identity.respondent == format!("{seed:06}") => {}
            Ok(reading) => {
                wrong += 1;
                println!(
                    "{}: differs; faults {:?}; strays {:?}",
                    path.display(),
                    reading.faults.first().map(|f| &f.sentence),
                    reading.strays.first()
                );
                for (id, answer) in &expected.0 {
                    if reading.answers.get(id) != Some(answer) {
                        println!("  {id}: {answer:?} came back as {:?}", reading.answers.get(id));
                    }
                }
            }
            Err(fault) => {
                wrong += 1;
                println!("{}: {fault}", path.display());
            }
        }
    }
    println!("{} of {} workbooks came back the same", files.len() - wrong, files.len());
    if wrong > 0 || files.is_empty() {
        std::process::exit(1);
    }
}

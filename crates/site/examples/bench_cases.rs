//! Our side of `bench/cases/run`: a data folder with many published cases, made through the same actions a person uses.
//!
//! `bench_cases fill CASES FOLDER`: a demonstration with so many further cases, for `renkei demo --data FOLDER`.
//! `bench_cases export CASES FILE`: the same further cases, a JSON line each, for a peer.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for measuring")]

mod filled;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use site::cases::actions::{self, NewCase};
use site::cases::library::{self, Entry};
use site::permissions::{Actor, AppCore, DraftCases, LookAtCases, ReviewCases, SubmitCases};

use filled::{Draws, Filled};

/// So many cases in one transaction.
const BATCH: usize = 500;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["fill", cases, folder] => fill(cases.parse().unwrap(), Path::new(folder)).await,
        ["export", cases, file] => export(cases.parse().unwrap(), file).await,
        _ => println!("bench_cases fill CASES FOLDER | export CASES FILE"),
    }
}

/// Code, name, name of the prefecture.
type Place = (String, String, String);

/// A case of the demonstration, carried to another town.
fn case(number: usize, draws: &mut Draws, known: &[Entry], places: &[Place]) -> (NewCase, Place) {
    let place = places[draws.below(places.len())].clone();
    let mut content = known[draws.below(known.len())].content.clone();
    content.texts.title = format!("{} {}", place.1, content.texts.title);
    content.places = vec![place.0.clone()];
    content.co_owners.clear();
    content.cost_shares.clear();
    let new =
        NewCase { owner_code: place.0.clone(), content, form_key: format!("bench:{number}"), ..NewCase::default() };
    (new, place)
}

async fn places(core: &Arc<AppCore>) -> Vec<Place> {
    let mut db = core.read::<LookAtCases>(Actor::Visitor, "bench").await.unwrap();
    site::regions::all_towns(&mut db).await.unwrap()
}

async fn fill(cases: usize, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let filled = Filled::on(Some(&folder.join("renkei.db").display().to_string())).await;
    let core = &filled.core;
    let (known, places) = (library::cases().unwrap(), places(core).await);
    let mut draws = Draws(11);
    let begun = Instant::now();
    for first in (0..cases).step_by(BATCH) {
        let mut numbers = Vec::new();
        let mut tx = core.write::<DraftCases>(Actor::Console, "bench").await.unwrap();
        for number in first..cases.min(first + BATCH) {
            numbers.push(actions::draft(&mut tx, &case(number, &mut draws, &known, &places).0).await.unwrap());
        }
        tx.commit_recorded().await.unwrap();
        let mut tx = core.write::<SubmitCases>(Actor::Console, "bench").await.unwrap();
        for number in &numbers {
            actions::submit(&mut tx, *number).await.unwrap();
        }
        tx.commit_recorded().await.unwrap();
        let mut tx = core.write::<ReviewCases>(Actor::Console, "bench").await.unwrap();
        for number in &numbers {
            let at = core.clock.now().seconds_later(-i64::try_from(draws.below(100_000_000)).unwrap());
            actions::publish(&mut tx, *number, at).await.unwrap();
        }
        tx.commit_recorded().await.unwrap();
    }
    println!("{cases} further cases published in {:.1} s", begun.elapsed().as_secs_f64());
}

async fn export(cases: usize, file: &str) {
    let filled = Filled::on(None).await;
    let (known, places) = (library::cases().unwrap(), places(&filled.core).await);
    let mut draws = Draws(11);
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    for number in 0..cases {
        let (new, place) = case(number, &mut draws, &known, &places);
        let texts = &new.content.texts;
        let tags: Vec<(&str, &str)> = new.content.tags.iter().map(|(kind, tag)| (kind.id(), tag.as_str())).collect();
        let line = serde_json::json!({
            "title": texts.title, "summary": texts.summary, "trouble": texts.trouble, "background": texts.background,
            "outline": texts.outline, "effects": texts.effects, "town": place.1, "prefecture": place.2, "tags": tags,
        });
        writeln!(out, "{line}").unwrap();
    }
}

//! Our side of `bench/ask/run`: questions with and without an answer in the demonstration's own content.
//!
//! `bench_ask QUESTIONS.tsv [ADDRESS]`. ADDRESS is a database (`postgres://…`, or a file that is not there yet); without it a
//! file in a temporary folder. `SHOW=1` tells what the tuning half misses,
//! `FINAL=1` measures the half kept back, too.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_precision_loss, reason = "a tool for measuring")]

mod filled;

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use foundation::web::Page;
use site::ask::model::Answer;
use site::permissions::{Actor, Ask, Search};
use site::search::actions::finding::seek;
use site::search::model::Chosen;

use filled::Filled;

const DOCUMENTS: &str = include_str!("../src/library/data/documents.csv");
/// The right passage is looked for among so many.
const CITED: usize = 3;
const PAGE: Page = Page { number: 1, size: 20 };

struct Asked {
    half: String,
    question: String,
    /// Things and words of the right passage; none where there is no answer.
    right: Option<(Vec<String>, Vec<String>)>,
}

/// What came of the questions of one kind.
#[derive(Clone, Copy, Default)]
struct Figures {
    all: usize,
    /// The right passage is cited; of what has no answer: none is given.
    right: usize,
    answered: usize,
    both: usize,
    /// The plain search over the sentence has the right thing first, and among the first three.
    first: usize,
    found: usize,
}

impl Figures {
    fn share(&self, part: usize) -> f64 {
        part as f64 / self.all.max(1) as f64
    }
}

fn questions(file: &str) -> Vec<Asked> {
    let text = std::fs::read_to_string(file).unwrap();
    let parted = |text: &str| text.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let mut parts = line.split('\t');
            let mut next = || parts.next().unwrap_or_default();
            let (half, kind, question) = (next().to_owned(), next(), next().to_owned());
            let right = (kind == "yes").then(|| (parted(next()), parted(next())));
            Asked { half, question, right }
        })
        .collect()
}

/// `case:SLUG`, `document:SLUG` by title.
fn slugs() -> HashMap<String, String> {
    let cases = site::cases::library::cases().unwrap().into_iter();
    let mut slugs: HashMap<String, String> =
        cases.map(|case| (case.content.texts.title, format!("case:{}", case.slug))).collect();
    for row in DOCUMENTS.lines().skip(1) {
        let mut parts = row.split(',');
        let (slug, title) = (parts.next().unwrap(), parts.nth(1).unwrap());
        slugs.insert(title.to_owned(), format!("document:{slug}"));
    }
    slugs
}

fn is_right(answer: &Answer, slugs: &HashMap<String, String>, things: &[String], words: &[String]) -> bool {
    answer.cited.iter().take(CITED).any(|cited| {
        let thing = slugs.get(&cited.title).map_or("", String::as_str);
        let text = format!("{}\n{}", cited.place, cited.text());
        things.iter().any(|wanted| wanted == thing) && words.iter().any(|word| text.contains(word.as_str()))
    })
}

fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a short list")]
    let at = ((times.len() as f64 - 1.0) * share).round() as usize;
    times.get(at).map_or(0.0, Duration::as_secs_f64) * 1e3
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(file) = arguments.first() else {
        println!("bench_ask QUESTIONS.tsv [ADDRESS]");
        return;
    };
    let filled = Filled::on(arguments.get(1).map(String::as_str)).await;
    let core = &filled.core;
    let slugs = slugs();
    let shows = std::env::var_os("SHOW").is_some();
    let tokens = site::searchable::tokens(&Actor::Visitor);
    let mut figures: BTreeMap<(String, bool), Figures> = BTreeMap::new();
    // The half kept back is not even asked unless it is wanted: FINAL=1, once, at the end.
    let halves: &[&str] =
        if std::env::var_os("FINAL").is_some() { &["tune", "check", "final"] } else { &["tune", "check"] };
    let (mut asking, mut searching) = (Vec::new(), Vec::new());
    for asked in questions(file).into_iter().filter(|asked| halves.contains(&asked.half.as_str())) {
        let mut db = core.read::<Ask>(Actor::Visitor, "bench").await.unwrap();
        let began = Instant::now();
        let answer = site::ask::actions::ask(&mut db, &tokens, &asked.question).await.unwrap();
        asking.push(began.elapsed());
        drop(db);
        let mut db = core.read::<Search>(Actor::Visitor, "bench").await.unwrap();
        let began = Instant::now();
        let (_, found) = seek(&mut db, &tokens, &asked.question, &Chosen::default(), &[], PAGE).await.unwrap();
        searching.push(began.elapsed());
        let place = asked.right.as_ref().and_then(|(things, _)| {
            let hits = found.hits.iter().map(|hit| slugs.get(&hit.candidate.title));
            hits.take(CITED).position(|thing| thing.is_some_and(|thing| things.contains(thing)))
        });
        if shows && asked.half == "tune" && asked.right.is_some() && place != Some(0) {
            let titles =
                found.hits.iter().take(CITED).map(|hit| slugs.get(&hit.candidate.title).map_or("?", String::as_str));
            println!("search {place:?} {}: {}", asked.question, titles.collect::<Vec<_>>().join(" "));
        }
        let good = match &asked.right {
            Some((things, words)) => is_right(&answer, &slugs, things, words),
            None => !answer.answered,
        };
        if shows && asked.half == "tune" && (!good || answer.answered != asked.right.is_some()) {
            println!(
                "{} answered={} unknown={:?} words={}",
                asked.question, answer.answered, answer.unknown, answer.words
            );
            for cited in &answer.cited {
                println!(
                    "   {} {}: {}",
                    slugs.get(&cited.title).map_or("", String::as_str),
                    cited.place,
                    cited.text().replace('\n', " / ")
                );
            }
        }
        let cell = figures.entry((asked.half, asked.right.is_some())).or_default();
        cell.all += 1;
        cell.right += usize::from(good);
        cell.answered += usize::from(answer.answered);
        cell.both += usize::from(good && answer.answered);
        cell.first += usize::from(place == Some(0));
        cell.found += usize::from(place.is_some());
    }
    for half in halves {
        let yes = figures.get(&((*half).to_owned(), true)).copied().unwrap_or_default();
        let no = figures.get(&((*half).to_owned(), false)).copied().unwrap_or_default();
        println!(
            "{half:5} {:3} with an answer: right passage in the first {CITED} {:.3}, said to be answered {:.3}, both {:.3}   {:3} without: refused {:.3}   one search of the sentence: right first {:.3}, in the first {CITED} {:.3}",
            yes.all,
            yes.share(yes.right),
            yes.share(yes.answered),
            yes.share(yes.both),
            no.all,
            no.share(no.right),
            yes.share(yes.first),
            yes.share(yes.found),
        );
    }
    let (ask, search) = (percentile(&mut asking, 0.95), percentile(&mut searching, 0.95));
    println!("p95 of asking / p95 of searching {:.1} ({ask:.1} ms, {search:.1} ms; wanted below 10)", ask / search);
}

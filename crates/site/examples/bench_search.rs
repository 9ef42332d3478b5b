//! Our side of `bench/search/run`: the search measured through the product's own code, on a demonstration it fills itself.
//!
//! `bench_search gold GOLD.tsv [ADDRESS]`: nDCG@10 and recall@10 of judged queries ·
//! `bench_search scale DOCUMENTS GOLD.tsv [ADDRESS]`: speed of indexing and of queries over so many generated documents ·
//! `bench_search export DOCUMENTS FILE`: the generated documents, a JSON line each, for peers ·
//! `bench_search dump FILE`: the documents of the demonstration, a JSON line each, for peers.
//! ADDRESS is a database (`postgres://…`, or a file that is not there yet); without it a file in a temporary folder.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_precision_loss, reason = "a tool for measuring")]

mod filled;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use foundation::web::Page;
use site::permissions::{Actor, AppCore, LookAtCases, RebuildSearch, Search};
use site::search::actions::finding::seek;
use site::search::model::Chosen;
use site::search::{Audience, Entry, Passage};

use filled::{Draws, Filled};

/// What somebody sees first.
const PAGE: Page = Page { number: 1, size: 20 };
/// So many documents in one transaction.
const BATCH: usize = 1_000;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["gold", gold, rest @ ..] => {
            let filled = Filled::on(rest.first().copied()).await;
            measure(&filled.core, gold).await;
        }
        ["scale", documents, gold, rest @ ..] => scale(documents.parse().unwrap(), gold, rest.first()).await,
        ["export", documents, file] => export(documents.parse().unwrap(), file).await,
        ["dump", file] => dump(file).await,
        _ => println!(
            "bench_search gold GOLD.tsv [ADDRESS] | scale DOCUMENTS GOLD.tsv [ADDRESS] | export DOCUMENTS FILE | dump FILE"
        ),
    }
}

/// A judged query: half, words, grade by thing.
struct Judged {
    half: String,
    query: String,
    grades: HashMap<String, f64>,
}

fn judged(file: &str) -> Vec<Judged> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let mut parts = line.split('\t');
            let (half, query) = (parts.next().unwrap().to_owned(), parts.next().unwrap().to_owned());
            let grades = parts.next().unwrap().split(' ').map(|judgement| {
                let (thing, grade) = judgement.split_once('=').unwrap();
                (thing.to_owned(), grade.parse().unwrap())
            });
            Judged { half, query, grades: grades.collect() }
        })
        .collect()
}

/// nDCG@10 and recall@10 of one list.
fn figures(list: &[String], grades: &HashMap<String, f64>) -> (f64, f64) {
    let gain = |grades: &mut dyn Iterator<Item = f64>| -> f64 {
        (2_u32..).zip(grades.take(10)).map(|(at, grade)| (grade.exp2() - 1.0) / f64::from(at).log2()).sum()
    };
    let got = gain(&mut list.iter().map(|thing| grades.get(thing).copied().unwrap_or(0.0)));
    let mut best: Vec<f64> = grades.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    let ideal = gain(&mut best.into_iter());
    let found = list.iter().take(10).filter(|thing| grades.contains_key(*thing)).count();
    (got / ideal, found as f64 / grades.len().min(10) as f64)
}

async fn measure(core: &Arc<AppCore>, gold: &str) {
    let slugs: HashMap<String, String> =
        site::cases::library::cases().unwrap().into_iter().map(|case| (case.content.texts.title, case.slug)).collect();
    let mut halves: HashMap<String, Vec<(f64, f64)>> = HashMap::new();
    let shows = std::env::var_os("SHOW").is_some();
    for judged in judged(gold) {
        let mut db = core.read::<Search>(Actor::Visitor, "bench").await.unwrap();
        let tokens = site::searchable::tokens(&Actor::Visitor);
        let prefectures = site::searchable::prefectures(&mut db).await.unwrap();
        let names: Vec<String> = prefectures.iter().map(|(_, name)| japanese::fold::fold(name)).collect();
        let (_, found) = seek(&mut db, &tokens, &judged.query, &Chosen::default(), &names, PAGE).await.unwrap();
        let list: Vec<String> = found
            .hits
            .iter()
            .take(10)
            .map(|hit| match hit.candidate.kind.as_str() {
                "case" => format!("case:{}", slugs.get(&hit.candidate.title).cloned().unwrap_or_default()),
                kind => format!("{kind}:{}", hit.candidate.key),
            })
            .collect();
        let (ndcg, recall) = figures(&list, &judged.grades);
        // The final half is looked at as a figure only.
        if shows && judged.half == "tune" && (ndcg < 0.9 || recall < 1.0) {
            println!(
                "{ndcg:.2} {recall:.2} {}\n   found  {}\n   wanted {:?}",
                judged.query,
                list.join(" "),
                judged.grades
            );
        }
        halves.entry(judged.half).or_default().push((ndcg, recall));
    }
    for half in ["tune", "final"] {
        let all = halves.remove(half).unwrap_or_default();
        let mean = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
        println!("{half:5} {:3} queries  nDCG@10 {:.3}  recall@10 {:.3}", all.len(), mean(|f| f.0), mean(|f| f.1));
    }
}

/// Texts of the demonstration's cases, taken apart.
fn sentences() -> (Vec<String>, Vec<String>) {
    let cases = site::cases::library::cases().unwrap();
    let titles = cases.iter().map(|case| case.content.texts.title.clone()).collect();
    let texts = cases.iter().flat_map(|case| {
        let t = &case.content.texts;
        [&t.background, &t.issues, &t.outline, &t.cooperation, &t.structure, &t.hardships, &t.effects, &t.vision]
            .into_iter()
            .flat_map(|text| text.split_inclusive('。').map(|s| s.trim().to_owned()).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    });
    (titles, texts.filter(|text| !text.is_empty()).collect())
}

/// A document made of the demonstration's sentences, with a place of its own.
fn document(
    number: usize,
    draws: &mut Draws,
    titles: &[String],
    texts: &[String],
    places: &[(String, String, String)],
) -> Entry {
    let (code, town, prefecture) = &places[draws.below(places.len())];
    let mut entry = Entry::new("case", format!("g{number}"), Audience::of::<LookAtCases>());
    entry.title = format!("{town} {}", titles[draws.below(titles.len())]);
    entry.href = format!("/cases/{number}");
    entry.place.clone_from(town);
    entry.prefecture.clone_from(prefecture);
    entry.dated = format!("20{:02}-{:02}-01", 10 + draws.below(16), 1 + draws.below(12));
    entry.scenes = vec![["nichijo", "nyutaiin", "kyuhen", "mitori", "saigai"][draws.below(5)].to_owned()];
    entry.tags = vec![town.clone(), code.clone()];
    let body: Vec<&str> = (0..8).map(|_| texts[draws.below(texts.len())].as_str()).collect();
    entry.passages =
        vec![Passage { text: format!("{town}の取組{number}。{}", body.join("")), ..Passage::default() }];
    entry
}

async fn places(core: &Arc<AppCore>) -> Vec<(String, String, String)> {
    let mut db = core.read::<Search>(Actor::Visitor, "bench").await.unwrap();
    site::regions::all_towns(&mut db).await.unwrap()
}

async fn scale(documents: usize, gold: &str, address: Option<&&str>) {
    let filled = Filled::on(address.copied()).await;
    let core = &filled.core;
    let (titles, texts) = sentences();
    let places = places(core).await;
    let mut draws = Draws(7);
    let begun = Instant::now();
    for first in (0..documents).step_by(BATCH) {
        let entries: Vec<Entry> = (first..documents.min(first + BATCH))
            .map(|number| document(number, &mut draws, &titles, &texts, &places))
            .collect();
        let mut tx = core.write::<RebuildSearch>(Actor::Console, "bench").await.unwrap();
        site::search::put(&mut tx, &entries).await.unwrap();
        tx.commit(foundation::audit::Entry::of("search", "bench")).await.unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    println!("indexing  {documents} documents  {took:.1} s  {:.0} documents/s", documents as f64 / took);
    let begun = Instant::now();
    site::search::jobs::copy(core.clone()).await;
    let copied = begun.elapsed().as_secs_f64();
    let bytes = core.settings.copies.of::<site::search::Copy>().look(|copy| copy.index.bytes());
    println!("copying   {copied:.1} s at a start  {} MiB in memory", bytes / 1_048_576);
    let mut times = Vec::new();
    for round in 0..std::env::var("ROUNDS").map_or(3, |rounds| rounds.parse().unwrap()) {
        for judged in judged(gold) {
            if std::env::var("QUERY").is_ok_and(|query| query != judged.query) {
                continue;
            }
            let mut db = core.read::<Search>(Actor::Visitor, "bench").await.unwrap();
            let tokens = site::searchable::tokens(&Actor::Visitor);
            let begun = Instant::now();
            let (_, found) = seek(&mut db, &tokens, &judged.query, &Chosen::default(), &[], PAGE).await.unwrap();
            let sought = begun.elapsed().as_secs_f64() * 1e3;
            // What a peer is asked for as well: what is shown of each hit.
            let shown =
                found.hits.iter().filter_map(|hit| site::search::excerpt(&hit.candidate, &found.words, 110)).count();
            // The first round warms what the second reads.
            if round > 0 {
                times.push((begun.elapsed().as_secs_f64() * 1e3, judged.query, found.total, shown, sought));
            }
        }
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].0;
    println!("queries   p50 {:.2} ms  p95 {:.2} ms  most {:.2} ms", at(50), at(95), at(100));
    for (ms, query, total, shown, sought) in times.iter().rev().step_by(2).take(12) {
        println!("   slow   {ms:.2} ms  {query}  {total} found in {sought:.2} ms, {shown} shown");
    }
    println!("figures {:.1} {:.3} {:.3}", documents as f64 / took, at(50), at(95));
}

async fn export(documents: usize, file: &str) {
    use std::io::Write as _;
    let filled = Filled::on(None).await;
    let (titles, texts) = sentences();
    let places = places(&filled.core).await;
    let mut draws = Draws(7);
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    for number in 0..documents {
        let entry = document(number, &mut draws, &titles, &texts, &places);
        let body = &entry.passages[0].text;
        let line = serde_json::json!({
            "_key": entry.key, "title": entry.title, "tags": entry.tags.join(" "), "body": body,
            "prefecture": entry.prefecture, "scene": entry.scenes[0],
        });
        writeln!(out, "{line}").unwrap();
    }
}

async fn dump(file: &str) {
    use std::fmt::Write as _;
    let filled = Filled::on(None).await;
    let core = &filled.core;
    let mut out = String::new();
    for case in site::cases::library::cases().unwrap() {
        let t = &case.content.texts;
        let body = [
            &t.summary,
            &t.trouble,
            &t.background,
            &t.issues,
            &t.outline,
            &t.cooperation,
            &t.structure,
            &t.hardships,
            &t.effects,
            &t.vision,
        ]
        .map(String::as_str)
        .join("\n");
        let tags: Vec<&str> = case.content.tags.iter().map(|(_, tag)| tag.as_str()).collect();
        let line = serde_json::json!({"id": format!("case:{}", case.slug), "title": t.title, "tags": tags.join(" "), "body": body});
        writeln!(out, "{line}").unwrap();
    }
    let mut db = core.read::<Search>(Actor::Visitor, "bench").await.unwrap();
    let towns = site::regions::all_towns(&mut db).await.unwrap();
    let prefectures = site::searchable::prefectures(&mut db).await.unwrap();
    for (code, name) in
        towns.iter().map(|(code, name, _)| (code, name)).chain(prefectures.iter().map(|(code, name)| (code, name)))
    {
        writeln!(
            out,
            "{}",
            serde_json::json!({"id": format!("region:{code}"), "title": name, "tags": code, "body": ""})
        )
        .unwrap();
    }
    std::fs::write(file, out).unwrap();
}

//! Our side of `bench/surveys/run` where it needs more than the program itself.
//!
//! `bench_surveys growth ROWS…`: time of the tables of invented surveys of so many rows, a JSON line each ·
//! `bench_surveys fill OUT DEFINITION.json… -- DIR`: answer sheets as they were given out → filled ones, as people return them

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for measuring")]

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use answer_sheets::{Expected, Identity, IssueOptions, Limits, Template, issue, read};
use questionnaire::{Answers, Form, generate};
use site::surveys::data_set::DataSet;
use site::surveys::tables::Reach;
use site::surveys::tables::make::Maker;
use site::surveys::tables::request::Wanted;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["growth", sizes @ ..] => sizes.iter().for_each(|rows| growth(rows.parse().unwrap())),
        ["fill", out, definitions @ .., "--", folder] => fill(Path::new(out), definitions, Path::new(folder)),
        _ => println!("bench_surveys growth ROWS… | fill OUT DEFINITION.json… -- DIR"),
    }
}

/// The least of several runs within about a second, at least three: what the machine's other work did not disturb.
fn least<T>(mut work: impl FnMut() -> T) -> f64 {
    let (began, mut best, mut runs) = (Instant::now(), f64::INFINITY, 0);
    while runs < 3 || (began.elapsed().as_secs_f64() < 1.0 && runs < 200) {
        let start = Instant::now();
        std::hint::black_box(work());
        best = best.min(start.elapsed().as_secs_f64());
        runs += 1;
    }
    best
}

fn growth(rows: usize) {
    let began = Instant::now();
    let set = DataSet::invented("fy2026_municipality", rows).unwrap();
    let build = began.elapsed().as_secs_f64();
    let banners = ["gaito", "class_exclusive", "prefecture"].map(str::to_owned);
    let wanted = Wanted { by: banners.into(), test: true, ..Wanted::usual(&set) };
    let maker = Maker::new(&set, &wanted, &Reach::Everything, &[]);
    let one = least(|| maker.one("q5").unwrap());
    let all = least(|| maker.all().unwrap());
    let tables = maker.all().unwrap().len();
    println!("{{\"rows\": {rows}, \"build\": {build}, \"one\": {one}, \"all\": {all}, \"tables\": {tables}}}");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

fn fill(out: &Path, definitions: &[&str], folder: &Path) {
    std::fs::create_dir_all(out).unwrap();
    let templates: Vec<Template> = definitions
        .iter()
        .map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
        .map(|definition| Template::new(Form::new(definition).unwrap()))
        .collect();
    let (mut answered, mut files) = (0, 0);
    for (seed, path) in files_below(folder).into_iter().enumerate() {
        let bytes = std::fs::read(&path).unwrap();
        let expected = Expected { draft: true, ..Expected::default() };
        let reading = read(&bytes, &templates, &expected, &Limits::default()).unwrap();
        let identity = &reading.identity;
        let template = templates.iter().find(|t| t.form().fingerprint() == identity.fingerprint).unwrap();
        let mut draws = seed as u64;
        let mut draw = |n: u64| {
            draws = draws.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (draws >> 33) % n.max(1)
        };
        let full = generate::fill(template.form(), reading.answers.clone(), &mut draw);
        answered += full.0.len();
        files += 1;
        let filled = as_given_out(template, identity, &full, &reading.prefilled);
        std::fs::write(out.join(path.file_name().unwrap()), filled).unwrap();
    }
    println!("{{\"files\": {files}, \"answers\": {answered}}}");
}

/// The sheet with all its answers, remembering only what stood in it when it was given out: the others were filled in since.
fn as_given_out(template: &Template, identity: &Identity, full: &Answers, prefilled: &str) -> Vec<u8> {
    let sheet = issue(template, identity, full, &Answers::default(), &IssueOptions::default()).unwrap();
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut from = zip::ZipArchive::new(Cursor::new(sheet)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "xl/sharedStrings.xml" {
            let text = String::from_utf8(content).unwrap();
            let remembered = escaped(&full.to_json());
            assert!(text.contains(&remembered), "the hidden sheet keeps the answers otherwise");
            content = text.replace(&remembered, &escaped(prefilled)).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

//! Documents are true: what they point at exists, the settings they show are settings, the words they
//! define are in use.

use std::path::{Path, PathBuf};

use crate::house_rules::{files, source};

fn root() -> PathBuf {
    source().join("../..")
}

/// Every document of ours: name from the root, folder, text.
fn documents() -> Vec<(String, PathBuf, String)> {
    let mut found = files(&root().join("docs"), "md");
    found.extend(
        ["README.md", "README.ja.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
            .map(|f| root().join(f)),
    );
    found.push(root().join("e2e/README.md"));
    found
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
            (name, file.parent().unwrap_or(Path::new("")).to_owned(), text)
        })
        .collect()
}

/// The text outside fenced blocks.
fn prose(text: &str) -> String {
    text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_link_leads_to_a_file() {
    let mut broken = Vec::new();
    for (name, folder, text) in documents() {
        for piece in prose(&text).split("](").skip(1) {
            let target = piece.split([')', '#']).next().unwrap_or("");
            if !target.is_empty() && !target.contains("://") && !folder.join(target).exists() {
                broken.push(format!("{name}: {target}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// `` `words in code marks` `` of a text.
fn marked(text: &str) -> Vec<String> {
    prose(text)
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_file_named_exists() {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let endings = [".rs", ".html", ".sql", ".md", ".toml", ".txt", ".mjs", ".json", ".csv", "/"];
    // People write a path from where the reader's eye is: the root, the product, a feature.
    let bases = [
        "",
        "e2e",
        "crates",
        "crates/foundation",
        "crates/foundation/src",
        "crates/site",
        "crates/site/migrations",
        "crates/site/snapshots",
        "crates/site/src",
        "crates/site/src/permissions",
        "crates/site/src/regions",
        "crates/site/templates",
    ];
    // Made at run time, or set up by an operator.
    let made = ["e2e/out/", "out/", "data/demo", "renkei.toml"];
    let mut missing = Vec::new();
    for (name, folder, text) in documents() {
        for word in marked(&text) {
            let is_path = word.chars().all(plain)
                && endings.iter().any(|e| word.ends_with(e))
                && !word.starts_with(['/', '.', '-']);
            // A room every feature has stands for all of them.
            let is_room = [
                "mod.rs",
                "model.rs",
                "rules.rs",
                "actions.rs",
                "storage.rs",
                "forms.rs",
                "pages/",
                "views.rs",
                "templates/",
                "jobs.rs",
                "storage/",
            ]
            .contains(&word.as_str());
            if !is_path || is_room || made.contains(&word.as_str()) {
                continue;
            }
            if !bases.iter().any(|base| root().join(base).join(&word).exists()) && !folder.join(&word).exists() {
                missing.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_test_named_exists() {
    for (name, _, text) in documents() {
        for word in marked(&text) {
            if let Some((module, test)) = word.split_once("::")
                && let Ok(code) = std::fs::read_to_string(source().join(format!("tests/it/{module}.rs")))
            {
                for test in test.trim_matches(['{', '}', '*']).split(',').map(str::trim).filter(|t| !t.is_empty()) {
                    assert!(code.contains(&format!("fn {test}(")), "{name}: there is no test {module}::{test}");
                }
            }
        }
    }
}

#[test]
fn every_address_named_is_served() {
    let routes = site::routes::all(true).entries();
    let outside = ["/healthz", "/readyz"];
    let same = |a: &str, b: &str| {
        let (a, b): (Vec<_>, Vec<_>) = (a.split('/').collect(), b.split('/').collect());
        a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| x == y || x.starts_with('{') || y.starts_with('{'))
    };
    for (name, _, text) in documents() {
        for word in marked(&text) {
            let word = word.trim_start_matches("GET ").trim_start_matches("POST ");
            let address = word.split('?').next().unwrap_or("");
            let is_address =
                address.starts_with('/') && address.len() > 1 && !address.contains(' ') && !address.ends_with('/');
            if is_address && !outside.contains(&address) {
                assert!(routes.iter().any(|r| same(r.path, address)), "{name}: nothing is served at {address}");
            }
        }
    }
}

#[test]
fn the_operator_s_example_is_a_configuration() {
    let text = std::fs::read_to_string(root().join("docs/manual/operator.md")).expect("the manual");
    let example = text.split("```toml\n").nth(1).and_then(|t| t.split("```").next()).expect("an example");
    let configuration: site::settings::Configuration = toml::from_str(example).expect("every key is a setting");
    configuration.verify().expect("the example is sound");
    assert!(configuration.mail.is_some());
}

#[test]
fn every_table_of_the_glossary_exists() {
    let text = std::fs::read_to_string(root().join("docs/words.md")).expect("words.md");
    let mut migrations = String::new();
    for folder in ["migrations", "../foundation/migrations"] {
        for file in files(&source().join(folder), "sql") {
            migrations.push_str(&std::fs::read_to_string(file).unwrap_or_default());
        }
    }
    for row in text.lines().filter(|line| line.starts_with('|')).skip(2) {
        let Some(cell) = row.split('|').nth(4) else { continue };
        for table in cell.split('`').skip(1).step_by(2).filter(|t| !t.starts_with('…')) {
            let table = table.split(['.', ' ']).next().unwrap_or("");
            assert!(migrations.contains(&format!("create table {table} (")), "words.md: there is no table {table}");
        }
    }
}

#[test]
fn every_requirement_of_the_first_groups_is_answered() {
    let text = std::fs::read_to_string(root().join("docs/requirements.md")).expect("requirements.md");
    for number in (1..=37).chain(281..=290) {
        let row = text.lines().find(|line| line.starts_with(&format!("| {number:03} |")));
        let answered = row.and_then(|r| r.split('|').nth(3)).is_some_and(|cell| !cell.trim().is_empty());
        assert!(answered, "REQ-{number:03}: say where it is met, or **not yet**");
    }
}

#[test]
fn nothing_is_left_to_be_filled_in() {
    for (name, _, text) in documents() {
        for gap in ["FEATURE_TABLE", "REQ_ROWS", "SIGNIN_CODES", "TODO", "FIXME"] {
            assert!(!text.contains(gap), "{name}: {gap}");
        }
    }
}

//! The house rules that a compiler does not know.

use std::path::{Path, PathBuf};

use crate::world::World;
use foundation::database::Engine;

pub fn source() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_schema() {
    if std::env::var_os("RENKEI_TEST_QUICK").is_some() {
        return;
    }
    let lite = World::new(Engine::Sqlite).await.core.database.schema().await.expect("a schema");
    let pg = World::new(Engine::Postgres).await.core.database.schema().await.expect("a schema");
    for (a, b) in lite.0.iter().zip(&pg.0) {
        assert_eq!(a, b, "SQLite left, PostgreSQL right");
    }
    assert_eq!(lite.0.len(), pg.0.len());
}

#[test]
fn every_migration_file_is_listed() {
    let listed: Vec<_> = site::migrations::TEXTS.iter().map(|m| m.file).collect();
    for file in files(&source().join("migrations"), "sql") {
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or("");
        assert!(listed.contains(&name), "{name} is not in src/migrations.rs");
    }
    // Two files of one number: one for each database, or a number taken twice.
    let mut numbers = std::collections::BTreeMap::<_, Vec<_>>::new();
    for file in &listed {
        numbers.entry(file.split('_').next().unwrap_or_default()).or_default().push(*file);
    }
    for (number, files) in numbers {
        let of_one = |database: &str| files.iter().filter(|f| f.ends_with(&format!(".{database}.sql"))).count() == 1;
        assert!(
            files.len() == 1 || (files.len() == 2 && of_one("sqlite") && of_one("postgres")),
            "{number} is taken twice: {files:?}"
        );
    }
}

/// A feature's tables are its own: SQL names tables only in the `storage` of the feature whose name
/// they bear. (Joins to `regions_*` names are allowed: every feature shows places.)
#[test]
fn sql_stands_in_storage_and_names_its_own_tables() {
    let features = [
        "ask",
        "home",
        "open_data",
        "regions",
        "people",
        "cases",
        "library",
        "programmes",
        "operations",
        "search",
        "surveys",
        "demo",
        "groundwork",
    ];
    for feature in features {
        for file in files(&source().join("src").join(feature), "rs") {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let in_storage = file.components().any(|c| c.as_os_str().to_string_lossy().starts_with("storage"));
            if !in_storage {
                assert!(!text.contains("sql(\""), "{}: SQL belongs into storage.rs", file.display());
                continue;
            }
            for verb in ["insert into ", "update ", "delete from "] {
                for piece in text.split(verb).skip(1) {
                    let table: String = piece.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                    if table == "set" || table.is_empty() {
                        continue;
                    }
                    assert!(
                        table == feature || table.starts_with(&format!("{feature}_")),
                        "{}: changes {table}, which is not a table of {feature}",
                        file.display()
                    );
                }
            }
        }
    }
}

/// A file of much more than 400 lines is where a newcomer loses the way.
#[test]
fn no_file_is_too_long() {
    for folder in ["src", "tests"] {
        for file in files(&source().join(folder), "rs") {
            let lines = std::fs::read_to_string(&file).unwrap_or_default().lines().count();
            assert!(lines <= 500, "{} has {lines} lines: make it a folder of the same name", file.display());
        }
    }
}

/// Nobody asks `if role == …`: roles are asked only by the table and where a session becomes a member.
#[test]
fn roles_are_asked_only_by_the_table() {
    for file in files(&source().join("src"), "rs") {
        let path = file.display().to_string();
        if path.contains("/permissions/") || path.contains("/people/") || path.contains("/demo/") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        // A coordinator's role in writing is a thing of `groundwork`, and nobody's right.
        let text = if path.contains("/groundwork/") { text.replace("Role::default()", "") } else { text };
        assert!(!text.contains("Role::"), "{path}: ask the permission table, not the role");
    }
}

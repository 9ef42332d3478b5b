//! Who may stand on whom: crates on crates, features on features. ARCHITECTURE.md draws the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::house_rules::{files, source};
use crate::metadata;

/// Crate → what of ours it may stand on. Engines stand on nothing of ours but `japanese`, and the engine of answer sheets
/// on the questionnaires it writes down.
const CRATES: &[(&str, &[&str])] = &[
    ("answer-sheets", &["japanese", "questionnaire"]),
    ("chat-client", &[]),
    ("document-text", &["japanese", "print"]),
    ("foundation", &[]),
    // Files of figures: opened by the reader of workbooks that answer sheets have.
    ("indicator-files", &["answer-sheets", "japanese"]),
    ("japanese", &[]),
    ("pictures", &[]),
    ("print", &["japanese"]),
    ("questionnaire", &["japanese"]),
    ("review-hints", &["japanese"]),
    ("tabulate", &["japanese"]),
    ("text-index", &["japanese"]),
    // Finished tables → files: it writes down what the tabulation engine made.
    ("table-files", &["japanese", "tabulate"]),
    ("typst-svg", &[]),
    ("wasmi", &[]),
    // The ground knows none of the features that stand on it; these know each other only as far as it says here.
    ("ground", &["answer-sheets", "chat-client", "foundation", "japanese", "print", "text-index"]),
    ("ask", &["chat-client", "foundation", "ground", "japanese"]),
    (
        "cases",
        &["answer-sheets", "document-text", "foundation", "ground", "japanese", "pictures", "print", "review-hints"],
    ),
    ("groundwork", &["cases", "foundation", "ground", "japanese", "plans", "print", "questionnaire", "situation"]),
    ("library", &["cases", "document-text", "foundation", "ground", "japanese"]),
    ("plans", &["answer-sheets", "cases", "foundation", "ground", "japanese", "print", "situation"]),
    ("situation", &["answer-sheets", "foundation", "ground", "indicator-files", "japanese", "print", "surveys"]),
    (
        "surveys",
        &["answer-sheets", "foundation", "ground", "japanese", "print", "questionnaire", "table-files", "tabulate"],
    ),
    ("wide_area", &["foundation", "ground", "japanese", "plans", "print"]),
    (
        "site",
        &[
            "answer-sheets",
            "ask",
            "cases",
            "chat-client",
            "document-text",
            "foundation",
            "ground",
            "japanese",
            "groundwork",
            "groundwork",
            "library",
            "plans",
            "print",
            "questionnaire",
            "situation",
            "surveys",
            "table-files",
            "tabulate",
            "wide_area",
        ],
    ),
];

/// Feature → the features it may ask, always through what their `mod.rs` offers.
const ARROWS: &[(&str, &[&str])] = &[
    ("home", &["cases", "people", "plans", "regions", "search", "surveys", "wide_area"]),
    ("open_data", &["ask", "cases", "library", "regions", "search", "surveys"]),
    ("regions", &["search"]),
    ("people", &["programmes", "regions"]),
    ("cases", &["people", "programmes", "regions", "search"]),
    ("library", &["cases", "programmes", "search"]),
    ("programmes", &["people"]),
    ("search", &["programmes", "regions"]),
    ("ask", &["programmes", "search"]),
    ("groundwork", &["cases", "people", "plans", "regions", "situation"]),
    ("plans", &["cases", "regions"]),
    ("situation", &["programmes", "regions", "surveys"]),
    ("surveys", &["people", "programmes", "regions", "search"]),
    ("wide_area", &["plans", "regions"]),
    ("operations", &["cases", "library", "people", "programmes"]),
    // The demonstration does what people do, in every feature.
    (
        "demo",
        &[
            "cases",
            "groundwork",
            "library",
            "people",
            "plans",
            "programmes",
            "regions",
            "situation",
            "surveys",
            "wide_area",
        ],
    ),
];

/// Pairs that ask each other, each with its reason. Nothing else may go in a circle.
const MUTUAL: &[(&str, &str)] = &[
    ("regions", "search"), // regions are found by search; search weighs how near a hit's town is to the reader's own
    ("people", "programmes"), // whose year it is decides what an office reaches; a year names its office
];

/// The rooms of a feature nobody else enters.
const PRIVATE_ROOMS: &[&str] = &["storage", "pages", "forms", "views"];

/// Exceptions (file, door), each with its reason. None is the best number.
const ENTERED_ALL_THE_SAME: &[(&str, &str)] = &[];

/// What is no feature: the frame they hang in. `permissions` asks `people` who a session belongs to.
const FRAME: &[(&str, &[&str])] = &[("permissions", &["people"]), ("shared", &[])];

#[test]
fn crates_stand_only_on_what_is_below_them() {
    let metadata = metadata::our_crates();
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: Vec<&str> = packages.iter().map(|p| metadata::text(p, "name")).collect();
    for package in packages {
        let name = metadata::text(package, "name");
        let (_, allowed) = CRATES
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("{name}: say in tests/it/architecture.rs on what of ours it may stand"));
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let on = metadata::text(dependency, "name");
            // A crate's own tests may switch its test harness on.
            assert!(on == name || !ours.contains(&on) || allowed.contains(&on), "{name} may not stand on {on}");
        }
    }
}

/// `crate::people::actions` in the text of a file → `("people", "actions")`. Comments do not count.
fn mentions(text: &str, features: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for piece in code.split("crate::").skip(1) {
        let feature = word(piece);
        if features.contains(&feature) {
            let after = piece[feature.len()..].strip_prefix("::").unwrap_or("");
            match after.strip_prefix('{') {
                None => {
                    found.insert((feature, word(after)));
                }
                Some(group) => {
                    let group = group.split(';').next().unwrap_or("");
                    found.extend(group.split([',', '{', '}', '\n']).map(|part| (feature.clone(), word(part.trim()))));
                }
            }
        }
    }
    found.retain(|(_, room)| !room.is_empty());
    found
}

fn features() -> BTreeSet<String> {
    let frame: Vec<_> = FRAME.iter().map(|(name, _)| *name).collect();
    std::fs::read_dir(source().join("src"))
        .expect("src")
        .flatten()
        .filter(|entry| entry.path().join("mod.rs").exists())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !frame.contains(&name.as_str()))
        .collect()
}

/// Every mention of a feature by a file outside it: (file, who, whom, which room).
fn arrows() -> Vec<(String, String, String, String)> {
    let features = features();
    let src = source().join("src");
    let mut found = Vec::new();
    for folder in features.iter().map(String::as_str).chain(FRAME.iter().map(|(name, _)| *name)) {
        for file in files(&src.join(folder), "rs") {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(
                !text.contains("crate::{"),
                "{}: one `use` per module, so that the arrows can be seen",
                file.display()
            );
            for (whom, room) in mentions(&text, &features) {
                if whom != folder {
                    found.push((short(&file, &src), folder.to_owned(), whom, room));
                }
            }
        }
    }
    found
}

fn short(file: &Path, src: &Path) -> String {
    file.strip_prefix(src).unwrap_or(file).display().to_string()
}

#[test]
fn mentions_are_found_however_they_are_written() {
    let features = BTreeSet::from(["people".to_owned(), "cases".to_owned()]);
    let text = "use crate::people::actions;\n// crate::cases::storage\nuse crate::cases::{model::Case, views::{A, B}};\ncrate::shared::x";
    let found = mentions(text, &features);
    for (feature, room) in [("people", "actions"), ("cases", "model"), ("cases", "views")] {
        assert!(found.contains(&(feature.to_owned(), room.to_owned())), "{feature}::{room}: {found:?}");
    }
    assert!(!found.contains(&("cases".to_owned(), "storage".to_owned())));
}

#[test]
fn features_reach_each_other_only_along_the_arrows() {
    for feature in features() {
        assert!(
            ARROWS.iter().any(|(name, _)| *name == feature),
            "{feature}: add its arrows to tests/it/architecture.rs"
        );
    }
    let stray: BTreeSet<String> = arrows()
        .into_iter()
        .filter(|(_, who, whom, _)| {
            !ARROWS.iter().chain(FRAME).any(|(name, to)| name == who && to.contains(&whom.as_str()))
        })
        .map(|(file, who, whom, _)| format!("{file}: {who} asks {whom}"))
        .collect();
    assert!(
        stray.is_empty(),
        "{stray:#?}\nIs that a new arrow? Then add it to tests/it/architecture.rs; or hand in what the asking feature needs."
    );
}

#[test]
fn no_arrow_is_listed_for_nothing() {
    let used: BTreeSet<(String, String)> = arrows().into_iter().map(|(_, who, whom, _)| (who, whom)).collect();
    for (who, to) in ARROWS.iter().chain(FRAME) {
        for whom in *to {
            assert!(
                used.contains(&((*who).to_owned(), (*whom).to_owned())),
                "{who} → {whom} is not used any more: remove it"
            );
        }
    }
}

#[test]
fn nobody_enters_a_feature_s_private_rooms() {
    for (file, who, whom, room) in arrows() {
        let door = format!("{whom}::{room}");
        assert!(
            !PRIVATE_ROOMS.contains(&room.as_str()) || ENTERED_ALL_THE_SAME.contains(&(file.as_str(), door.as_str())),
            "{file}: {who} enters {door}. Offer what it needs in {whom}/mod.rs."
        );
    }
}

#[test]
fn no_circles_but_the_named_ones() {
    let mut to: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(who, to)| (*who, to.iter().copied().collect())).collect();
    for (a, b) in MUTUAL {
        if let Some(to) = to.get_mut(b) {
            to.remove(a);
        }
    }
    // Take away whatever asks nobody that is left; what remains goes in a circle.
    while let Some(done) = to.iter().find(|(_, asks)| asks.iter().all(|f| !to.contains_key(f))).map(|(who, _)| *who) {
        to.remove(done);
    }
    assert!(to.is_empty(), "these features ask each other in a circle: {:?}", to.keys());
}

/// `foundation` could carry another product: its code knows no word of the field.
#[test]
fn the_foundation_knows_no_word_of_the_field() {
    let words =
        ["municipal", "prefectur", "coordinator", "Programme", "case_id", "市町村", "都道府県", "事務局", "看取り"];
    for file in files(&source().join("../foundation/src"), "rs") {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        // Tests may use words of the field as any other words.
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for word in words {
            assert!(!code.contains(word), "{} says 「{word}」", file.display());
        }
    }
}

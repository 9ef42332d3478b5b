//! Every dependency may be used under a licence of a short list, for everybody who runs or changes Renkei.

use crate::metadata;

/// What we accept, and why it asks nothing of the people who use this but to keep its text.
const ACCEPTED: &[(&str, &str)] = &[
    ("MIT", "permissive"),
    ("Apache-2.0", "permissive, with a patent grant"),
    ("BSD-2-Clause", "permissive"),
    ("BSD-3-Clause", "permissive"),
    ("ISC", "permissive"),
    ("Zlib", "permissive"),
    ("0BSD", "permissive, without any condition"),
    ("BSL-1.0", "permissive"),
    ("CC0-1.0", "given to the public"),
    ("Unicode-3.0", "tables of the Unicode Consortium, permissive"),
    ("CDLA-Permissive-2.0", "the list of root certificates: data, permissive"),
    ("MPL-2.0", "copyleft of the file: binds only who changes that library's own files, which we do not"),
];

/// Is a licence expression (SPDX, or the older `MIT/Apache-2.0`) satisfied by the list?
/// `Err` says what could not be read.
fn satisfied(expression: &str) -> Result<bool, String> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let outcome = either(&mut rest)?;
    if rest.is_empty() { Ok(outcome) } else { Err(format!("「{expression}」 goes on after its end: {rest:?}")) }
}

fn either(rest: &mut &[&str]) -> Result<bool, String> {
    let mut outcome = both(rest)?;
    while rest.first() == Some(&"OR") {
        *rest = &rest[1..];
        outcome |= both(rest)?;
    }
    Ok(outcome)
}

fn both(rest: &mut &[&str]) -> Result<bool, String> {
    let mut outcome = one(rest)?;
    while rest.first() == Some(&"AND") {
        *rest = &rest[1..];
        outcome &= one(rest)?;
    }
    Ok(outcome)
}

fn one(rest: &mut &[&str]) -> Result<bool, String> {
    let Some((first, after)) = rest.split_first() else { return Err("ends too early".to_owned()) };
    *rest = after;
    match *first {
        "(" => {
            let outcome = either(rest)?;
            if rest.first() != Some(&")") {
                return Err("a bracket is not closed".to_owned());
            }
            *rest = &rest[1..];
            Ok(outcome)
        }
        ")" | "OR" | "AND" | "WITH" => Err(format!("「{first}」 where a licence should stand")),
        licence => {
            // An exception (`Apache-2.0 WITH LLVM-exception`) only ever allows more.
            if rest.first() == Some(&"WITH") {
                *rest = rest.get(2..).ok_or("WITH without an exception")?;
            }
            Ok(ACCEPTED.iter().any(|(id, _)| *id == licence))
        }
    }
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    for (expression, outcome) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only AND MIT", false),
        ("GPL-3.0-only OR MIT AND ISC", true),
        ("(GPL-3.0-only OR MIT) AND ISC", true),
        ("(GPL-3.0-only OR MIT) AND AGPL-3.0-only", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("AGPL-3.0-only", false),
    ] {
        assert_eq!(satisfied(expression), Ok(outcome), "{expression}");
    }
    for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT Apache-2.0", "AND", "MIT WITH"] {
        assert!(satisfied(broken).is_err(), "{broken}");
    }
}

#[test]
fn every_dependency_s_licence_is_on_the_list() {
    let metadata = metadata::everything();
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 100, "cargo metadata lists {} packages: is it still the whole tree?", packages.len());
    let mut refused = Vec::new();
    for package in packages {
        let name = format!("{} {}", metadata::text(package, "name"), metadata::text(package, "version"));
        match package["license"].as_str() {
            None => refused.push(format!("{name}: names no licence")),
            Some(expression) => match satisfied(expression) {
                Ok(true) => {}
                Ok(false) => refused.push(format!("{name}: {expression}")),
                Err(reason) => refused.push(format!("{name}: {expression} cannot be read ({reason})")),
            },
        }
    }
    let accepted: Vec<_> = ACCEPTED.iter().map(|(id, why)| format!("  {id}: {why}")).collect();
    assert!(
        refused.is_empty(),
        "\n{}\n\nAccepted are:\n{}\n\nTake another library, or add the licence with its reason in tests/it/licences.rs.\n",
        refused.join("\n"),
        accepted.join("\n")
    );
}

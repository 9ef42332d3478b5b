//! What cargo knows of the workspace and everything it stands on.

use std::process::Command;

use serde_json::Value;

/// Every package of this platform. (Those of other platforms need not be on this machine.)
pub fn everything() -> Value {
    let rustc = run("rustc", &["-vV"]);
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    cargo(&["--filter-platform", host])
}

/// Our own crates, with what each of them asks for.
pub fn our_crates() -> Value {
    cargo(&["--no-deps"])
}

/// A text field of a JSON object; empty when there is none.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or("")
}

fn cargo(more: &[&str]) -> Value {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut arguments = vec!["metadata", "--locked", "--offline", "--format-version", "1"];
    arguments.extend_from_slice(more);
    serde_json::from_str(&run(&program, &arguments)).expect("cargo metadata is JSON")
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

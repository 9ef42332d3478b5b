//! Tests of the questionnaire engine, without any file outside the crate.

#![allow(clippy::unwrap_used, clippy::default_trait_access, reason = "tests may unwrap; that is how they speak")]

mod checks;
mod concordances;
mod conditions;
mod editing;
mod shipped;
mod soft;
mod verifying;

use questionnaire::{Definition, Form, toml_file};

/// A form from the `lists` and `sections` part of a TOML file.
pub fn form(body: &str) -> Form {
    Form::new(definition(body)).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

pub fn definition(body: &str) -> Definition {
    let head = "id = \"t\"\ntitle = \"試し\"\nrespondent = \"municipality\"\nfiscal_year = 2025\nedition = 1\n";
    toml_file::definition(&format!("{head}{body}")).unwrap()
}

//! Definitions and concordances as TOML: readable, reviewed, kept with the code.

use crate::concordance::Concordance;
use crate::model::Definition;
use crate::soft::SoftRules;

/// What a question may say; `serde` cannot refuse strangers here because the type's own fields are flattened in.
const QUESTION_KEYS: &[&str] = &[
    "id",
    "number",
    "text",
    "hint",
    "type",
    "required",
    "relevant",
    "constraint",
    "choice_filter",
    "public",
    "person_protected",
    "last_year",
    "own_name",
    "list",
    "most",
    "least",
    "unit",
    "decimals",
    "most_letters",
    "rows",
    "multiple",
    "weight",
];

/// Reads a definition. It is not verified yet.
///
/// # Errors
/// A Japanese sentence with the line, or the misspelt key.
pub fn definition(text: &str) -> Result<Definition, String> {
    let table: toml::Table = toml::from_str(text).map_err(|error| format!("TOMLとして読めません。{error}"))?;
    for section in table.get("sections").and_then(toml::Value::as_array).into_iter().flatten() {
        for question in section.get("questions").and_then(toml::Value::as_array).into_iter().flatten() {
            let keys = question.as_table().into_iter().flat_map(toml::Table::keys);
            if let Some(key) = keys.into_iter().find(|key| !QUESTION_KEYS.contains(&key.as_str())) {
                let id = question.get("id").and_then(toml::Value::as_str).unwrap_or_default();
                return Err(format!("設問「{id}」の「{key}」という項目はありません。"));
            }
        }
    }
    table.try_into().map_err(|error| format!("調査票として読めません。{error}"))
}

/// Writes a definition; [`definition`] reads it back unchanged.
///
/// # Errors
/// A Japanese sentence when it cannot be written (it always can, unless a number is out of TOML's range).
pub fn to_toml(definition: &Definition) -> Result<String, String> {
    toml::to_string(definition).map_err(|error| format!("TOMLに書けません。{error}"))
}

/// Reads soft rules.
///
/// # Errors
/// A Japanese sentence with the line.
pub fn soft_rules(text: &str) -> Result<SoftRules, String> {
    toml::from_str(text).map_err(|error| format!("指摘の規則として読めません。{error}"))
}

/// Reads a concordance.
///
/// # Errors
/// A Japanese sentence with the line.
pub fn concordance(text: &str) -> Result<Concordance, String> {
    toml::from_str(text).map_err(|error| format!("対応表として読めません。{error}"))
}

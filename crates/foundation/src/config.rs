//! Configuration: one TOML file, then the environment on top; an unknown key is refused, so that
//! a misspelt setting is a sentence at start-up and not a surprise in April.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("設定ファイル {path} を読めません（{reason}）。ファイルの場所と読み取り権限を確かめてください。")]
    Unreadable { path: PathBuf, reason: String },
    #[error("設定に誤りがあります（{place}）: {reason}")]
    Wrong { place: String, reason: String },
}

/// Reads `file` (if any), then every environment variable `{prefix}{KEY}` with `__` between the
/// levels (`RENKEI_MAIL__HOST` is `[mail] host`).
pub fn load<T: DeserializeOwned>(
    file: Option<&Path>,
    prefix: &str,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<T, ConfigError> {
    let mut table = match file {
        None => toml::Table::new(),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|e| ConfigError::Unreadable { path: path.to_owned(), reason: e.to_string() })?
            .parse::<toml::Table>()
            .map_err(|e| ConfigError::Wrong { place: path.display().to_string(), reason: e.message().to_owned() })?,
    };
    for (name, value) in environment {
        if let Some(key) = name.strip_prefix(prefix) {
            let levels: Vec<String> = key.split("__").map(str::to_lowercase).collect();
            set(&mut table, &levels, &value);
        }
    }
    T::deserialize(toml::Value::Table(table)).map_err(|e| ConfigError::Wrong {
        place: file.map_or_else(|| "環境変数".to_owned(), |p| p.display().to_string()),
        reason: e.message().to_owned(),
    })
}

/// Environment values are text: numbers and truth values are recognised as TOML would.
fn set(table: &mut toml::Table, levels: &[String], value: &str) {
    match levels {
        [] => {}
        [key] => {
            let typed = match value.parse::<i64>() {
                // `0123` is a text: a number would lose its zero.
                Ok(number) if number.to_string() == value => toml::Value::Integer(number),
                _ => match value {
                    "true" => toml::Value::Boolean(true),
                    "false" => toml::Value::Boolean(false),
                    _ => toml::Value::String(value.to_owned()),
                },
            };
            table.insert(key.clone(), typed);
        }
        [first, rest @ ..] => {
            let entry = table.entry(first.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(inner) = entry {
                set(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields, default)]
    struct Mail {
        host: String,
        port: u16,
    }
    impl Default for Mail {
        fn default() -> Self {
            Self { host: "localhost".into(), port: 25 }
        }
    }
    #[derive(serde::Deserialize, Debug, Default)]
    #[serde(deny_unknown_fields, default)]
    struct Settings {
        mail: Mail,
    }

    fn from(env: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        load(None, "RENKEI_", env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_environment_reaches_the_inner_levels() {
        let settings = from(&[("RENKEI_MAIL__PORT", "587"), ("OTHER", "x")]).unwrap();
        assert_eq!((settings.mail.host.as_str(), settings.mail.port), ("localhost", 587));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = from(&[("RENKEI_MIAL__PORT", "587")]).unwrap_err().to_string();
        assert!(error.contains("mial"), "{error}");
    }
}

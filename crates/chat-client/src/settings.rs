//! Where the model is, and with which key.

use std::fmt;
use std::path::PathBuf;

use serde::de::{Deserialize, Deserializer, Visitor};

/// A text that is never shown: not by `Debug`, not by an error.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "（空）" } else { "（伏せています）" })
    }
}

/// Whatever the file or the environment took it for, it is a text: a type error would repeat it.
struct Anything;

impl Visitor<'_> for Anything {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Secret, E> {
        Ok(Secret(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Secret, E> {
        Ok(Secret(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Secret, E> {
        Ok(Secret(number.to_string()))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Secret, E> {
        Ok(Secret(truth.to_string()))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

/// What is to be set for one endpoint.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Up to and with the version: `https://api.example.jp/v1`.
    pub url: String,
    pub model: String,
    /// Sent as `Authorization: Bearer …`; empty where none is asked for.
    pub key: Secret,
    /// The certificate of a house's own authority (PEM); the public ones are known.
    pub ca_file: Option<PathBuf>,
    /// From the beginning of a request to its last word.
    pub seconds: u64,
    /// Up to the first word.
    pub first_word_seconds: u64,
    /// Requests at once.
    pub at_once: usize,
    /// What else stands in the request: `temperature`, `max_tokens` …
    pub options: serde_json::Map<String, serde_json::Value>,
}

/// What the request itself says: no option may say otherwise.
pub(crate) const OWN_FIELDS: [&str; 8] =
    ["model", "messages", "stream", "stream_options", "n", "tools", "functions", "response_format"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown_and_never_a_type_error() {
        #[derive(Debug, serde::Deserialize)]
        struct Holds {
            key: Secret,
        }
        for (json, text) in [
            (r#"{"key":"sk-hidden"}"#, "sk-hidden"),
            (r#"{"key":123456}"#, "123456"),
            (r#"{"key":true}"#, "true"),
            (r#"{"key":1.5}"#, "1.5"),
            (r#"{"key":-7}"#, "-7"),
        ] {
            let holds: Holds = serde_json::from_str(json).unwrap();
            assert_eq!(holds.key.text(), text);
            assert!(!format!("{holds:?}").contains(text), "{holds:?}");
        }
        assert!(Secret::default().is_empty() && Secret::new("") == Secret::default());
    }
}

//! `[ai]`: a language model behind an OpenAI-compatible address that may put answers together (decision 0023). Without it
//! nothing is sent anywhere.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chat_client::{Endpoint, Secret, Settings};

/// A page may take 30 seconds: what is asked of a model must be over before.
const LONGEST_SECONDS: u64 = 25;
const MOST_AT_ONCE: usize = 16;
const LONGEST_KEY_FILE_BYTES: u64 = 8 << 10;

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AiSettings {
    /// Up to and with the version: `https://api.example.jp/v1`.
    pub url: String,
    pub model: String,
    /// Sent as `Authorization: Bearer …`. Better in the environment, or in `key_file`.
    pub key: Secret,
    pub key_file: Option<PathBuf>,
    /// The certificate of a house's own authority (PEM).
    pub ca_file: Option<PathBuf>,
    /// For a whole answer, and up to its first word.
    pub timeout_seconds: u64,
    pub first_word_seconds: u64,
    /// Requests at once.
    pub at_once: usize,
    /// `public`: only passages that everybody may read are sent. `readable`: whatever the one who asks may read.
    pub passages: String,
    /// What else stands in the request.
    pub options: serde_json::Map<String, serde_json::Value>,
}

impl Default for AiSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            model: String::new(),
            key: Secret::default(),
            key_file: None,
            ca_file: None,
            timeout_seconds: 20,
            first_word_seconds: 10,
            at_once: 2,
            passages: PUBLIC.to_owned(),
            options: serde_json::Map::from_iter([
                ("temperature".to_owned(), 0.into()),
                ("max_tokens".to_owned(), 1_000.into()),
            ]),
        }
    }
}

const PUBLIC: &str = "public";
const READABLE: &str = "readable";

impl AiSettings {
    /// # Errors
    /// A sentence for the operator, without the key.
    pub fn endpoint(&self) -> Result<Endpoint, String> {
        let wrong = |sentence: &str| Err(format!("[ai] {sentence}"));
        if !(1..=LONGEST_SECONDS).contains(&self.timeout_seconds) {
            return wrong(&format!(
                "timeout_seconds は 1〜25（秒）で指定してください（いま {}）。",
                self.timeout_seconds
            ));
        }
        if !(1..=self.timeout_seconds).contains(&self.first_word_seconds) {
            return wrong("first_word_seconds は 1 から timeout_seconds までで指定してください。");
        }
        if !(1..=MOST_AT_ONCE).contains(&self.at_once) {
            return wrong("at_once は 1〜16 で指定してください。");
        }
        if ![PUBLIC, READABLE].contains(&self.passages.as_str()) {
            return wrong("passages は public（公開のものだけ）か readable（読めるもの）にしてください。");
        }
        let key = match &self.key_file {
            None => self.key.clone(),
            Some(_) if !self.key.is_empty() => return wrong("key と key_file は、どちらか一つにしてください。"),
            Some(file) => {
                let is_small = std::fs::metadata(file).is_ok_and(|file| file.len() <= LONGEST_KEY_FILE_BYTES);
                match std::fs::read_to_string(file) {
                    Ok(text) if is_small => Secret::new(text.trim()),
                    _ => {
                        return wrong(&format!(
                            "key_file の {} を読めません。場所と権限を確かめてください。",
                            file.display()
                        ));
                    }
                }
            }
        };
        let settings = Settings {
            url: self.url.clone(),
            model: self.model.clone(),
            key,
            ca_file: self.ca_file.clone(),
            seconds: self.timeout_seconds,
            first_word_seconds: self.first_word_seconds,
            at_once: self.at_once,
            options: self.options.clone(),
        };
        Endpoint::new(&settings).map_err(|sentence| {
            if sentence.contains("の形に") {
                format!("[ai] url は{sentence}。")
            } else {
                format!("[ai] {sentence}。")
            }
        })
    }
}

/// The model while the program runs.
pub struct Ai {
    pub endpoint: Endpoint,
    /// Only what everybody may read is sent.
    pub only_public: bool,
    pub underway: Underway,
}

impl Ai {
    /// `None` without a model; what is wrong was said by `verify`.
    pub fn new(settings: Option<&AiSettings>) -> Option<Arc<Self>> {
        let settings = settings?;
        let endpoint = settings.endpoint().ok()?;
        Some(Arc::new(Self { endpoint, only_public: settings.passages == PUBLIC, underway: Underway::default() }))
    }
}

/// What is being asked, and by whom how often: in memory, gone with the hour.
#[derive(Default)]
pub struct Underway {
    keys: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
    asked: Mutex<(i64, HashMap<i64, u32>)>,
}

impl Underway {
    /// Whoever asks the same at the same time waits for the first, and finds its answer.
    pub fn turn(&self, key: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = keys.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::default();
        keys.insert(key.to_owned(), Arc::downgrade(&turn));
        turn
    }

    /// Counts a request of a person in this hour; false when she has had `most` already.
    pub fn may_ask(&self, hour: i64, person: i64, most: u32) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.0 != hour {
            *asked = (hour, HashMap::new());
        }
        let count = asked.1.entry(person).or_default();
        *count += 1;
        *count <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> AiSettings {
        AiSettings { url: "https://api.example.jp/v1".to_owned(), model: "mihon".to_owned(), ..AiSettings::default() }
    }

    #[test]
    fn what_is_wrong_is_said_at_once_and_the_key_never() {
        assert!(sound().endpoint().is_ok());
        for (word, settings) in [
            ("timeout_seconds", AiSettings { timeout_seconds: 0, ..sound() }),
            ("timeout_seconds", AiSettings { timeout_seconds: 26, ..sound() }),
            ("first_word_seconds", AiSettings { first_word_seconds: 21, ..sound() }),
            ("at_once", AiSettings { at_once: 17, ..sound() }),
            ("passages", AiSettings { passages: "all".to_owned(), ..sound() }),
            ("key_file", AiSettings { key_file: Some("/nothing/here".into()), ..sound() }),
            ("どちらか一つ", AiSettings { key: Secret::new("sk-x"), key_file: Some("/nothing".into()), ..sound() }),
            ("url", AiSettings { url: String::new(), ..sound() }),
            ("model", AiSettings { model: String::new(), ..sound() }),
            ("key", AiSettings { key: Secret::new("sk-x\u{7f}"), ..sound() }),
        ] {
            let sentence = settings.endpoint().expect_err(word);
            assert!(
                sentence.starts_with("[ai] ") && sentence.contains(word) && !sentence.contains("sk-x"),
                "{sentence}"
            );
        }
        for seconds in [1, 25] {
            assert!(AiSettings { timeout_seconds: seconds, first_word_seconds: 1, ..sound() }.endpoint().is_ok());
        }
    }

    #[test]
    fn a_key_comes_from_a_file_and_is_shown_nowhere() {
        let file = std::env::temp_dir().join(format!("renkei-key-{}", std::process::id()));
        std::fs::write(&file, "sk-from-a-file\n").unwrap();
        let settings = AiSettings { key_file: Some(file.clone()), ..sound() };
        let endpoint = settings.endpoint().unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(!format!("{endpoint:?}").contains("sk-"));
        assert!(!format!("{:?}", AiSettings { key: Secret::new("sk-hidden"), ..sound() }).contains("sk-"));
    }

    #[test]
    fn a_person_asks_so_often_an_hour() {
        let underway = Underway::default();
        assert!(underway.may_ask(1, 7, 2) && underway.may_ask(1, 7, 2) && !underway.may_ask(1, 7, 2));
        assert!(underway.may_ask(1, 8, 2), "somebody else");
        assert!(underway.may_ask(2, 7, 2), "the next hour");
        let turn = underway.turn("a");
        assert!(Arc::ptr_eq(&turn, &underway.turn("a")) && !Arc::ptr_eq(&turn, &underway.turn("b")));
    }
}

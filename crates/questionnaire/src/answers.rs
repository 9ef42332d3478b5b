//! The answers of one respondent.
//!
//! What is not there is 無回答. 非該当 is never stored: it follows from the conditions ([`crate::Form::applicable`]).
//! The JSON form is stable: names in order, one shape per type.
//!
//! ```json
//! {"f3":{"number":12},"q1":{"choice":"yes"},"q12":{"rows":{"platform":{"choice":"use"}}},
//!  "q5":{"choices":["nyutaiin","other"],"others":{"other":"配食"}},"q7_1":{"text":"連携ノート"},"start":{"date":"2026-04-01"}}
//! ```

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Question id → answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

/// One answer, in the shape of its question's type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Answer {
    /// single: one option, and the text beside 「その他」.
    One {
        choice: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<String>,
    },
    /// multiple: options in the order of the list; none of them is an answer too (looked at, nothing applies).
    Many {
        choices: Vec<String>,
        /// Option → the text beside it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        others: BTreeMap<String, String>,
    },
    /// number, amount (円)
    Number {
        number: f64,
    },
    /// text, long text
    Text {
        text: String,
    },
    Date {
        date: Date,
    },
    /// grid: row → what was answered there; rows without answer are absent.
    Grid {
        rows: BTreeMap<String, RowAnswer>,
    },
}

/// One row of a grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum RowAnswer {
    One {
        choice: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<String>,
    },
    Many {
        choices: Vec<String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        others: BTreeMap<String, String>,
    },
}

impl RowAnswer {
    /// The options chosen: one, or several.
    pub fn choices(&self) -> &[String] {
        match self {
            Self::One { choice, .. } => std::slice::from_ref(choice),
            Self::Many { choices, .. } => choices,
        }
    }

    /// The text beside an option.
    pub fn other(&self, option: &str) -> Option<&str> {
        match self {
            Self::One { choice, other } => other.as_deref().filter(|_| choice == option),
            Self::Many { others, .. } => others.get(option).map(String::as_str),
        }
    }
}

impl Answer {
    pub fn one(choice: &str) -> Self {
        Self::One { choice: choice.to_owned(), other: None }
    }

    pub fn many<'a>(choices: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Many { choices: choices.into_iter().map(str::to_owned).collect(), others: BTreeMap::new() }
    }

    pub fn text(text: &str) -> Self {
        Self::Text { text: text.to_owned() }
    }

    /// The options chosen; empty for types without options.
    pub fn choices(&self) -> &[String] {
        match self {
            Self::One { choice, .. } => std::slice::from_ref(choice),
            Self::Many { choices, .. } => choices,
            _ => &[],
        }
    }

    /// The text beside an option.
    pub fn other(&self, option: &str) -> Option<&str> {
        match self {
            Self::One { choice, other } => other.as_deref().filter(|_| choice == option),
            Self::Many { others, .. } => others.get(option).map(String::as_str),
            _ => None,
        }
    }
}

impl Answers {
    pub fn get(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    pub fn set(&mut self, question: &str, answer: Answer) {
        self.0.insert(question.to_owned(), answer);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The stable JSON form.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The reverse of [`Answers::to_json`].
    ///
    /// # Errors
    /// A Japanese sentence when the text is not of that form.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("回答のJSONとして読めません（{error}）。"))
    }
}

impl Answers {
    /// One answer out of the JSON form; the others are passed over unread.
    ///
    /// # Errors
    /// A Japanese sentence when the text is not of that form.
    pub fn pick(text: &str, question: &str) -> Result<Option<Answer>, String> {
        let mut reader = serde_json::Deserializer::from_str(text);
        serde::de::DeserializeSeed::deserialize(Pick(question), &mut reader)
            .map_err(|error| format!("回答のJSONとして読めません（{error}）。"))
    }
}

/// Finds one key of an object.
struct Pick<'a>(&'a str);

impl<'de> serde::de::DeserializeSeed<'de> for Pick<'_> {
    type Value = Option<Answer>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> serde::de::Visitor<'de> for Pick<'_> {
    type Value = Option<Answer>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("answers by question")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

impl FromIterator<(String, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Answer)>>(answers: I) -> Self {
        Self(answers.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_is_picked_out_of_many() {
        let text = r#"{"q1":{"choice":"yes"},"q\u0032":{"text":"二"},"q3":{"rows":{"a":{"choice":"use"}}}}"#;
        let all = Answers::from_json(text).unwrap();
        for id in ["q1", "q2", "q3", "q4"] {
            assert_eq!(Answers::pick(text, id).unwrap(), all.get(id).cloned(), "{id}");
        }
        assert_eq!(Answers::pick("{}", "q1").unwrap(), None);
        assert!(Answers::pick("[1]", "q1").is_err() && Answers::pick("{\"q1\":", "q1").is_err());
    }
}

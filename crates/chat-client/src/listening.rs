//! What a stream says: the model's words, its end, what was counted.

use serde::Deserialize;

use crate::Fault;
use crate::events::Events;

/// How much is listened to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Letters of an answer.
    pub letters: usize,
}

/// What came of a whole stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub words: String,
    /// Tokens the server says it counted, sent and answered together; `None` where it does not say.
    pub tokens: Option<u64>,
}

/// Hears a stream piece by piece.
#[derive(Debug)]
pub struct Listener {
    events: Events,
    limits: Limits,
    words: String,
    letters: usize,
    tokens: Option<u64>,
    /// The model said that it has finished.
    finished: bool,
    /// `[DONE]`: nothing comes any more.
    done: bool,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
    #[serde(default)]
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u64,
    #[serde(default)]
    delta: Option<Delta>,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    total_tokens: Option<u64>,
}

const DONE: &str = "[DONE]";

impl Listener {
    pub fn new(limits: Limits) -> Self {
        Self {
            events: Events::default(),
            limits,
            words: String::new(),
            letters: 0,
            tokens: None,
            finished: false,
            done: false,
        }
    }

    /// Nothing more need be read.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// All words so far.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// What was counted so far.
    pub fn tokens(&self) -> Option<u64> {
        self.tokens
    }

    /// The next bytes; answers whether there are new words.
    ///
    /// # Errors
    /// What is wrong with the stream.
    pub fn hear(&mut self, bytes: &[u8]) -> Result<bool, Fault> {
        let before = self.words.len();
        let mut events = std::mem::take(&mut self.events);
        let heard = events.push(bytes, &mut |data| self.event(data));
        self.events = events;
        // Behind the end nothing counts any more.
        if !self.done {
            heard?;
        }
        Ok(self.words.len() > before)
    }

    fn event(&mut self, data: &str) -> Result<(), Fault> {
        if self.done {
            return Ok(());
        }
        if data.trim() == DONE {
            self.done = true;
            return Ok(());
        }
        // A list would be read as an object without its fields.
        if !data.trim_start().starts_with('{') {
            return Err(Fault::Garbled);
        }
        let chunk: Chunk = serde_json::from_str(data).map_err(|_| Fault::Garbled)?;
        if chunk.error.is_some() {
            return Err(Fault::Told);
        }
        if let Some(tokens) = chunk.usage.and_then(|usage| usage.total_tokens) {
            self.tokens = Some(tokens);
        }
        // One answer was asked for; another is none of ours.
        for choice in chunk.choices.into_iter().filter(|choice| choice.index == 0) {
            let content = choice.delta.and_then(|delta| delta.content).unwrap_or_default();
            if self.finished && !content.is_empty() {
                return Err(Fault::Garbled);
            }
            self.letters += content.chars().count();
            if self.letters > self.limits.letters {
                return Err(Fault::TooLong);
            }
            self.words.push_str(&content);
            match choice.finish_reason.as_deref() {
                None | Some("") => {}
                Some("stop" | "eos") => self.finished = true,
                Some("content_filter") => return Err(Fault::Filtered),
                // `length`, or a tool it was not given: not a whole answer.
                Some(_) => return Err(Fault::Cut),
            }
        }
        Ok(())
    }

    /// The stream is over.
    ///
    /// # Errors
    /// [`Fault::Cut`] when it ended before its end.
    pub fn finish(self) -> Result<Told, Fault> {
        if !self.finished && !self.done {
            return Err(Fault::Cut);
        }
        Ok(Told { words: self.words, tokens: self.tokens })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { letters: 10 };

    fn listen(events: &[&str]) -> Result<Told, Fault> {
        let mut listener = Listener::new(LIMITS);
        for event in events {
            listener.hear(format!("data: {event}\n\n").as_bytes())?;
        }
        listener.finish()
    }

    fn say(words: &str) -> String {
        format!(
            r#"{{"id":"x","object":"chat.completion.chunk","choices":[{{"index":0,"delta":{{"content":"{words}"}},"finish_reason":null}}]}}"#
        )
    }

    const STOP: &str = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;

    #[test]
    fn words_are_put_together_up_to_the_end() {
        let usage = r#"{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
        let told = listen(&[&say(""), &say("島の"), &say("船。"), STOP, usage, "[DONE]"]).unwrap();
        assert_eq!(told, Told { words: "島の船。".to_owned(), tokens: Some(7) });
        // A server that does not say `[DONE]`, and one that says nothing else.
        assert_eq!(listen(&[&say("船。"), STOP]).unwrap().words, "船。");
        assert_eq!(listen(&[&say("船。"), "[DONE]"]).unwrap().words, "船。");
        // Thinking aloud is no answer; nor is a second one.
        let other = r#"{"choices":[{"index":0,"delta":{"reasoning_content":"…","content":null}},{"index":1,"delta":{"content":"別"}}]}"#;
        assert_eq!(listen(&[other, STOP]).unwrap().words, "");
    }

    #[test]
    fn what_is_not_a_whole_answer_is_none() {
        let reason =
            |why: &str| format!(r#"{{"choices":[{{"index":0,"delta":{{"content":"船"}},"finish_reason":"{why}"}}]}}"#);
        assert_eq!(listen(&[&say("船")]), Err(Fault::Cut));
        assert_eq!(listen(&[]), Err(Fault::Cut));
        assert_eq!(listen(&[&reason("length"), "[DONE]"]), Err(Fault::Cut));
        assert_eq!(listen(&[&reason("tool_calls")]), Err(Fault::Cut));
        assert_eq!(listen(&[&reason("content_filter")]), Err(Fault::Filtered));
        assert_eq!(listen(&[r#"{"error":{"message":"sk-… is wrong"}}"#]), Err(Fault::Told));
        for wrong in
            ["{", "null", "[]", "\"x\"", r#"{"choices":"x"}"#, r#"{"choices":[{"delta":{"content":5}}]}"#, "<html>"]
        {
            assert_eq!(listen(&[wrong]), Err(Fault::Garbled), "{wrong}");
        }
        assert_eq!(listen(&[&say("船"), STOP, &say("もっと")]), Err(Fault::Garbled));
        assert!(listen(&[&say("十文字ちょうどです。"), STOP]).is_ok());
        assert_eq!(listen(&[&say("十文字ちょうどです。"), &say("x"), STOP]), Err(Fault::TooLong));
    }
}

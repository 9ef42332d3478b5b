//! Asking: read the question, weigh the passages, answer word for word.

pub mod composing;
pub mod setting;

use foundation::database::DatabaseError;

use crate::model::Answer;
use crate::permissions::Reader;
use crate::rules::wanted::Wants;
use crate::rules::{LONGEST_QUESTION, answering};
use crate::search::read_question;
use crate::searchable;

/// What answers: texts that tell. Places and questionnaires only name things.
const KINDS: [&str; 2] = [searchable::CASE, searchable::DOCUMENT];

/// A question as it is read: no longer than the rule allows.
pub fn shortened(typed: &str) -> String {
    japanese::fold::tidy(typed).chars().take(LONGEST_QUESTION).collect()
}

/// The answer for whoever holds these tokens (see `searchable::tokens`).
pub async fn ask(db: &mut Reader, tokens: &[String], question: &str) -> Result<Answer, DatabaseError> {
    if question.trim().is_empty() {
        return Ok(Answer::default());
    }
    let read = read_question(db, tokens, question, &KINDS).await?;
    Ok(answering::answer(&read, &Wants::of(question)))
}

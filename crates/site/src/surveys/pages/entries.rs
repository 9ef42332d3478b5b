//! What was typed and cannot be an answer yet, in the form it was typed into.

use foundation::web::{Fields, Form as Typed, PageError};
use questionnaire::{Question, Section};

use super::open::Opened;
use crate::permissions::Reader;
use crate::surveys::model::Entry;
use crate::surveys::views::in_words;
use crate::surveys::{forms, rules, storage};

/// The stored answers of a section as a form; where something is kept of a question, that, with what is wrong with it.
pub async fn form(db: &mut Reader, opened: &Opened, section: &Section) -> Result<Typed, PageError> {
    let kept = storage::entries::of(db, opened.respondent.line.id).await?;
    let own = |question: &Question| kept.iter().find(|entry| entry.question == question.id);
    let kept: Vec<(&Question, &Entry)> = section.questions.iter().filter_map(|q| Some((q, own(q)?))).collect();
    let answers = &opened.respondent.answers;
    let stored = forms::fields_of(&opened.form, section, answers);
    if kept.is_empty() {
        return Ok(Typed::new(stored));
    }
    let mut fields = Fields::default();
    let is_kept = |name: &str| kept.iter().any(|(question, _)| rules::entries::is_field_of(&question.id, name));
    for (name, value) in stored.pairs().filter(|(name, _)| !is_kept(name)) {
        fields.push(name, value);
    }
    for (name, value) in kept.iter().flat_map(|(_, entry)| &entry.fields) {
        fields.push(name, value);
    }
    let mut asked = fields.clone();
    for (question, _) in &kept {
        asked.push(&format!("{}.asked", question.id), "1");
    }
    let mut typed = Typed::new(asked);
    let read = forms::read(&mut typed, &opened.form, section);
    let unreadable = |id: &String| typed.errors.iter().any(|error| error.field == *id);
    let readable = read.into_iter().filter(|(id, _)| !unreadable(id)).collect();
    let (_, found) = rules::entries::sound(&opened.form, answers, readable);
    for finding in found {
        typed.refuse(&finding.question, finding.sentence);
    }
    for (question, _) in &kept {
        if typed.error(&question.id).is_empty() {
            let now = answers.get(&question.id).map(|answer| in_words::answer(&opened.form, question, answer));
            typed.refuse(&question.id, rules::entries::waits(&now.unwrap_or_default()));
        }
    }
    typed.values = fields;
    Ok(typed)
}

/// The questions of which something is kept, in the order of the questionnaire.
pub async fn waiting(db: &mut Reader, opened: &Opened) -> Result<Vec<String>, PageError> {
    let kept = storage::entries::of(db, opened.respondent.line.id).await?;
    let form = &opened.form;
    let mut waiting: Vec<String> = kept.into_iter().map(|entry| entry.question).collect();
    waiting.retain(|id| form.position(id).is_some());
    waiting.sort_by_key(|id| form.position(id));
    Ok(waiting)
}

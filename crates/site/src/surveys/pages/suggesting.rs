//! Beside a question: what the municipality wrote down elsewhere. It comes into the form by a press, and is an answer when she saves.

use foundation::web::{Fields, Form as Typed, PageError, Req};
use questionnaire::Section;

use super::open::Opened;
use crate::beyond::Groundwork;
use crate::permissions::Reader;
use crate::surveys::rules::suggesting::{QUESTIONS, suggested};
use crate::surveys::views::answering::QuestionView;

/// What the municipality wrote down, where this section asks about it.
async fn told(db: &mut Reader, opened: &Opened, section: &Section) -> Result<Option<Groundwork>, PageError> {
    let asks = section.questions.iter().any(|question| QUESTIONS.contains(&question.id.as_str()));
    if !asks || opened.survey.respondent != "municipality" {
        return Ok(None);
    }
    let beyond = db.core().settings.beyond;
    Ok(Some(beyond.groundwork_of(db, &opened.respondent.line.code).await?))
}

/// Puts each suggestion beside its question, in words.
pub(super) async fn put(
    db: &mut Reader,
    opened: &Opened,
    section: &Section,
    shown: &mut [QuestionView],
) -> Result<(), PageError> {
    let Some(told) = told(db, opened, section).await? else { return Ok(()) };
    for view in shown {
        let ticked = suggested(&opened.form, &opened.respondent.answers, &view.id, &told);
        let Some(question) = opened.form.question(&view.id) else { continue };
        let labels: Vec<&str> = opened
            .form
            .choices(question)
            .iter()
            .filter(|choice| ticked.contains(&choice.id))
            .map(|choice| choice.label.as_str())
            .collect();
        view.suggestion = labels.join("、");
    }
    Ok(())
}

/// The form as it was typed, with one suggestion in it; `None` where there is none.
pub(super) async fn taken(
    db: &mut Reader,
    req: &Req,
    opened: &Opened,
    section: &Section,
) -> Result<Option<Typed>, PageError> {
    let wanted = req.form.get("take");
    let Some(told) = told(db, opened, section).await? else { return Ok(None) };
    let ticked = suggested(&opened.form, &opened.respondent.answers, wanted, &told);
    if ticked.is_empty() || !section.questions.iter().any(|question| question.id == wanted) {
        return Ok(None);
    }
    let mut values = Fields::default();
    for (name, value) in req.form.pairs().filter(|(name, _)| *name != wanted && *name != "take") {
        values.push(name, value);
    }
    for option in &ticked {
        values.push(wanted, option);
    }
    Ok(Some(Typed::new(values)))
}

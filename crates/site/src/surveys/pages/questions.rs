//! `/surveys/{survey}/questions`: the whole questionnaire, to read and to print.

use foundation::web::{PageError, Reply, Req};
use questionnaire::Kind;

use super::list::below;
use super::open::survey;
use crate::permissions::{LookAtQuestionnaire, ReadTx};
use crate::shared::render;
use crate::surveys::actions;
use crate::surveys::model::SurveyState;
use crate::surveys::views::list::{PrintedQuestion, PrintedSection, QuestionsPage};

pub async fn get(mut tx: ReadTx<LookAtQuestionnaire>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    // A draft is there only for who makes it (`survey` asks); it is read as it stands.
    let form = match survey.state() {
        SurveyState::Draft => actions::drafting::ready(&mut tx, survey.id).await?,
        _ => actions::form_of(&mut tx, survey.id).await?,
    };
    let mut sections: Vec<PrintedSection> = Vec::new();
    for (at, section, question) in form.questions() {
        if sections.last().is_none_or(|last| last.id != section.id) {
            sections.push(PrintedSection {
                id: section.id.clone(),
                title: section.title.clone(),
                note: section.note.clone(),
                questions: Vec::new(),
            });
        }
        let rows = match &question.kind {
            Kind::Grid(grid) => grid.rows.iter().map(|row| row.label.clone()).collect(),
            _ => Vec::new(),
        };
        let printed = PrintedQuestion {
            id: question.id.clone(),
            number: question.number.clone(),
            text: question.text.clone(),
            hint: question.hint.clone(),
            instruction: question.kind.instruction(),
            required: question.required,
            asked_of: form.asked_of(at).unwrap_or_default(),
            options: form.choices(question).iter().map(|choice| choice.label.clone()).collect(),
            rows,
            is_note: !question.kind.is_asked(),
        };
        if let Some(last) = sections.last_mut() {
            last.questions.push(printed);
        }
    }
    let frame = below(&tx, &survey, "調査票").purpose(&*survey.title);
    render(&QuestionsPage {
        frame,
        note: form.definition().note.clone(),
        count: sections.iter().flat_map(|s| &s.questions).filter(|q| !q.is_note).count(),
        sections,
    })
}

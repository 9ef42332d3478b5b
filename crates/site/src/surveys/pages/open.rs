//! What every page of a survey begins with: which survey, which respondent, which edition.

use std::sync::Arc;

use foundation::web::{PageError, Req};
use questionnaire::{Answer, Concordance, Form, Question};

use crate::permissions::{EditSurveys, Reader, Scope, reach_of};
use crate::shared::{Frame, day_in_words};
use crate::surveys::actions;
use crate::surveys::model::{Respondent, SurveyRow, SurveyState};
use crate::surveys::storage;
use crate::surveys::views::in_words;

/// The survey of the address. A draft is there only for who makes it.
pub async fn survey(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    let survey = storage::survey(db, req.number("survey")?).await?.ok_or(PageError::NotFound)?;
    let makes = || reach_of::<EditSurveys>(db.actor()).is_some_and(|s| s.reaches_programme(survey.programme_id));
    if survey.state() == SurveyState::Draft && !makes() {
        return Err(PageError::NotFound);
    }
    Ok(survey)
}

/// The survey of the address, within one's reach: another programme's is not there. A prefecture reaches its own
/// respondents of every survey.
pub async fn survey_in_reach(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    let survey = survey(db, req).await?;
    match db.scope() {
        Scope::Prefectures(_) => Ok(survey),
        scope if scope.reaches_programme(survey.programme_id) => Ok(survey),
        _ => Err(PageError::NotFound),
    }
}

/// A respondent with her survey and the edition she answers.
pub struct Opened {
    pub survey: SurveyRow,
    pub respondent: Respondent,
    pub form: Arc<Form>,
}

impl Opened {
    async fn with(db: &mut Reader, survey: SurveyRow, found: Option<Respondent>) -> Result<Self, PageError> {
        let respondent = found.ok_or(PageError::NotFound)?;
        let form = actions::form_for(db, &respondent).await?;
        Ok(Self { survey, respondent, form })
    }

    /// One whose answers she may see.
    pub async fn seen(db: &mut Reader, req: &Req) -> Result<Self, PageError> {
        let survey = survey(db, req).await?;
        let found = storage::seen(db, survey.id, req.text("code")).await?;
        Self::with(db, survey, found).await
    }

    /// One whose answers she may write.
    pub async fn writable(db: &mut Reader, req: &Req) -> Result<Self, PageError> {
        let survey = survey(db, req).await?;
        let found = storage::writable(db, survey.id, req.text("code")).await?;
        Self::with(db, survey, found).await
    }

    /// `/surveys/3/352128`
    pub fn base(&self) -> String {
        format!("/surveys/{}/{}", self.survey.id, self.respondent.line.code)
    }

    /// What a respondent is.
    pub fn called(&self) -> &'static str {
        if self.survey.is_linked() { "回答" } else { "回答する団体" }
    }

    /// The respondent's deadline in words.
    pub fn due(&self) -> String {
        day_in_words(self.respondent.line.due_on.as_deref().unwrap_or(&self.survey.due_on))
    }

    /// A frame below the survey, and below the respondent where `deep`.
    pub fn frame(&self, db: &Reader, title: &str, deep: bool) -> Frame {
        let frame = survey_frame(db, &self.survey, title, true);
        if deep { frame.crumb(&*self.respondent.line.name, self.base()) } else { frame }
    }
}

/// A frame in the section 「調査」, below the survey itself where `deep`.
pub fn survey_frame(db: &Reader, survey: &SurveyRow, title: &str, deep: bool) -> Frame {
    let frame = Frame::new(db, title)
        .within("/surveys")
        .year(japanese::wareki::FiscalYear(survey.fiscal_year()).label())
        .crumb("調査", "/surveys");
    if deep { frame.crumb(&*survey.title, format!("/surveys/{}", survey.id)) } else { frame }
}

/// Last year's answers of the same respondent, and what of them may stand beside this year's questions.
pub struct LastYear(Option<(Arc<Form>, Respondent, Option<Concordance>)>);

impl LastYear {
    pub async fn of(db: &mut Reader, opened: &Opened) -> Result<Self, PageError> {
        let Some(previous) = opened.survey.previous_id else { return Ok(Self(None)) };
        let Some(respondent) = storage::seen(db, previous, &opened.respondent.line.code).await? else {
            return Ok(Self(None));
        };
        if !respondent.line.state().is_collected() {
            return Ok(Self(None));
        }
        let form = actions::form_for(db, &respondent).await?;
        let concordance = questionnaire::shipped::concordance_to(&opened.form.definition().id)
            .ok()
            .filter(|table| table.from == form.definition().id);
        Ok(Self(Some((form, respondent, concordance))))
    }

    /// In words; empty where there is none, or where the question is another.
    pub fn words(&self, question: &Question) -> String {
        let Some((form, respondent, Some(concordance))) = &self.0 else { return String::new() };
        let Some(before) = concordance.same_as(&question.id) else { return String::new() };
        let old = form.question(before);
        let given: Option<&Answer> = respondent.answers.get(before);
        match (old, given) {
            (Some(old), Some(given)) => in_words::answer(form, old, given),
            _ => String::new(),
        }
    }
}

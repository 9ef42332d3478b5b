//! What every page of a survey begins with: which survey, which respondent, which edition.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Form as Typed, PageError, Req};
use questionnaire::{Answer, Concordance, Form, Question};

use crate::permissions::{Actor, EditSurveys, LookAtPersonalAnswers, Reader, Scope, reach_of};
use crate::shared::{Frame, day_in_words, day_of};
use crate::surveys::actions;
use crate::surveys::actions::moving::{self, Moving};
use crate::surveys::forms;
use crate::surveys::model::{Respondent, SurveyRow, SurveyState};
use crate::surveys::storage;
use crate::surveys::views::answering::{AsideRow, ConflictRow};
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
    if is_of_persons(&survey) && !sees_persons(db.actor(), &survey) {
        return Err(PageError::NotFound);
    }
    match db.scope() {
        Scope::Prefectures(_) => Ok(survey),
        scope if scope.reaches_programme(survey.programme_id) => Ok(survey),
        _ => Err(PageError::NotFound),
    }
}

/// Are the answers those of persons?
pub fn is_of_persons(survey: &SurveyRow) -> bool {
    survey.respondent == "coordinator"
}

/// May she read a person's single answers of this survey, whatever else she may read?
pub fn sees_persons(actor: &Actor, survey: &SurveyRow) -> bool {
    reach_of::<LookAtPersonalAnswers>(actor).is_some_and(|scope| scope.reaches_programme(survey.programme_id))
}

/// A respondent with her survey and the edition she answers.
pub struct Opened {
    pub survey: SurveyRow,
    /// With her answers as they stand in the edition of `form`.
    pub respondent: Respondent,
    pub form: Arc<Form>,
    /// Her answers were given to an older edition; the next save moves them.
    pub moving: Option<Moving>,
}

impl Opened {
    async fn with(db: &mut Reader, survey: SurveyRow, found: Option<Respondent>) -> Result<Self, PageError> {
        let mut respondent = found.ok_or(PageError::NotFound)?;
        let settled = moving::settle(db, &respondent).await?;
        respondent.answers = settled.answers;
        Ok(Self { survey, respondent, form: settled.form, moving: settled.moving })
    }

    /// That the questionnaire was corrected since she last saved, and why; empty when it was not, or nothing is saved yet.
    pub fn corrected(&self) -> String {
        let Some(moving) = self.moving.as_ref().filter(|_| self.respondent.version > 0) else { return String::new() };
        let when = day_of(&moving.published_at);
        let aside = match moving.aside.len() {
            0 => "これまでの答えは、そのまま使えます。".to_owned(),
            count => format!("合わなくなった答えが{count}問あります。「前の版での答え」として残しています。"),
        };
        let found = questionnaire::editions::differences(moving.old.definition(), self.form.definition());
        let changed = actions::telling::in_a_sentence(&found);
        format!("調査票が第{}版に直されました（{when}）。{} {changed}{aside}", moving.edition, moving.reason)
    }

    /// Answers of earlier editions that no longer fit: those set aside, and those the next save will.
    pub async fn asides(&self, db: &mut Reader) -> Result<Vec<AsideRow>, PageError> {
        let stored = storage::editing::aside(db, self.respondent.line.id).await?;
        let mut ids: Vec<i64> = stored.iter().map(|row| row.edition_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut forms: BTreeMap<i64, (i64, Arc<Form>)> = BTreeMap::new();
        if !ids.is_empty() {
            for row in storage::editing::editions_by_id(db, &ids).await? {
                forms.insert(row.id, (row.edition, actions::ready(&row.definition)?));
            }
        }
        let words = |edition: i64, form: &Form, id: &str, answer: &Answer| AsideRow {
            id: id.to_owned(),
            edition,
            question: form.question(id).map_or_else(|| id.to_owned(), |q| format!("{} {}", q.number, q.text)),
            answer: form.question(id).map(|q| in_words::answer(form, q, answer)).unwrap_or_default(),
        };
        let mut rows = Vec::new();
        for row in &stored {
            if let (Some((edition, form)), Ok(answer)) =
                (forms.get(&row.edition_id), serde_json::from_str::<Answer>(&row.answer))
            {
                rows.push(words(*edition, form, &row.question, &answer));
            }
        }
        if let Some(moving) = &self.moving {
            let edition = i64::from(moving.old.definition().edition);
            rows.extend(moving.aside.iter().map(|(id, answer)| words(edition, &moving.old, id, answer)));
        }
        Ok(rows)
    }

    /// What was typed into a form of an older edition and has no place in this one.
    pub async fn no_longer_there(
        &self,
        db: &mut Reader,
        edition: u32,
        section: &str,
        typed: &Typed,
    ) -> Result<Vec<ConflictRow>, PageError> {
        let Some(row) = storage::editing::edition(db, self.survey.id, i64::from(edition)).await? else {
            return Ok(Vec::new());
        };
        let old = actions::ready(&row.definition)?;
        let Some(section) = old.definition().section(section) else { return Ok(Vec::new()) };
        let read = forms::read(&mut typed.clone(), &old, section);
        let answers = read.into_iter().filter_map(|(id, answer)| Some((id, answer?))).collect();
        let carried = questionnaire::editions::carry(&old, &self.form, &answers);
        let row = |(id, answer): (&String, &Answer)| {
            let question = old.question(id)?;
            Some(ConflictRow {
                question: question.name(),
                theirs: "いまの版の設問には合いません".to_owned(),
                who: format!("第{}版", self.form.definition().edition),
                mine: in_words::answer(&old, question, answer),
            })
        };
        Ok(carried.aside.iter().filter_map(row).collect())
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
        let concordance =
            actions::concordance::of(db, &opened.survey).await?.filter(|table| table.from == form.definition().id);
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

//! What can be done with a survey: make it, open it, answer, hand in, return, accept. Every action leaves its audit
//! row; the page (or the filling of the demonstration) commits.

pub mod arrived;
pub mod collecting;
pub mod concordance;
pub mod contact;
pub mod correcting;
pub mod criteria;
pub mod data_sets;
pub mod doubles;
pub mod drafting;
pub mod entering;
pub mod entries;
pub mod findings;
pub mod giving_out;
pub mod indexing;
pub mod inquiries;
pub mod intakes;
pub(in crate::surveys) mod letters;
pub mod links;
pub mod mail_in;
pub(super) mod moving;
pub mod opening;
pub mod past;
pub mod publishing;
pub mod releasing;
pub mod renewing;
pub mod sharing;
pub mod telling;
pub mod texts;

use std::collections::BTreeSet;
use std::sync::Arc;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::files::FileError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use jiff::civil::Date;
use questionnaire::{Answer, Definition, Finding, Form, Respondent as Kind};
use serde_json::json;

use super::model::data_sets::DataSetKind;
use super::model::{Change, Respondent, State, SurveyRow, SurveyState, Way};
use super::rules::{self, Refusal};
use super::storage::{self, writing};
use crate::permissions::{
    AcceptAnswers, AnswerSurvey, CollectAnswers, EditSurveys, Reader, Scope, SubstituteAnswer, TidySurveyCodes,
    WriteTx, Writer,
};
use crate::regions;

/// Why an action did not happen.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// There is none, or it is outside the scope.
    #[error("no such survey or respondent")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Of tables: too few answers, not closed, published already.
    #[error("{}", .0.sentence())]
    Tables(rules::tables::Refusal),
    /// Some answers do not hold: nothing was stored, or nothing handed in.
    #[error("findings")]
    Findings(Vec<Finding>),
    /// Somebody else stored the same questions meanwhile, with other answers.
    #[error("changed meanwhile")]
    Changed(Vec<Change>),
    /// Somebody else did something meanwhile, in a sentence.
    #[error("{0}")]
    Overtaken(String),
    /// The definition does not hold.
    #[error("{0}")]
    Definition(String),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Files(#[from] FileError),
}

impl From<SurveyError> for PageError {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::NotFound => Self::NotFound,
            SurveyError::Refused(refusal) => Self::rule(refusal.sentence()),
            SurveyError::Tables(refusal) => Self::rule(refusal.sentence()),
            SurveyError::Findings(findings) => {
                Self::rule(findings.into_iter().map(|f| f.sentence).collect::<Vec<_>>().join(" "))
            }
            SurveyError::Changed(_) => Self::Changed {
                sentence:
                    "開いているあいだに、ほかの方が同じ設問に答えました。いまの答えを見てから、もう一度行ってください。"
                        .to_owned(),
            },
            SurveyError::Overtaken(sentence) => Self::Changed { sentence },
            SurveyError::Definition(sentence) => Self::rule(sentence),
            SurveyError::Database(error) => error.into(),
            SurveyError::Files(error) => error.into(),
        }
    }
}

/// A survey to be made.
#[derive(Clone, Debug)]
pub struct NewSurvey {
    pub programme: i64,
    pub definition: Definition,
    pub opens_on: Date,
    pub due_on: Date,
    pub previous: Option<i64>,
}

/// Makes a survey with its first edition and everybody it asks; it stays a draft until [`open`].
pub async fn create(tx: &mut WriteTx<EditSurveys>, new: NewSurvey) -> Result<i64, SurveyError> {
    if !tx.scope().reaches_programme(new.programme) {
        return Err(SurveyError::NotFound);
    }
    let form = Form::new(new.definition).map_err(|faults| {
        let sentences: Vec<_> = faults.iter().take(10).map(|fault| fault.sentence.clone()).collect();
        SurveyError::Definition(sentences.join(" "))
    })?;
    let definition = form.definition();
    let now = tx.core().clock.now();
    let survey = writing::insert_survey(
        tx,
        &writing::NewRow {
            programme: new.programme,
            fiscal_year: definition.fiscal_year,
            name: &definition.id,
            title: &definition.title,
            respondent: definition.respondent.id(),
            opens_on: new.opens_on,
            due_on: new.due_on,
            previous: new.previous,
        },
        now,
    )
    .await?;
    let text = serde_json::to_string(definition).map_err(|e| SurveyError::Definition(e.to_string()))?;
    let label = tx.actor().label();
    let published = writing::Published { at: now, by_label: &label, reason: "" };
    let edition =
        writing::insert_edition(tx, survey, definition.edition, form.fingerprint(), &text, &published).await?;
    let places = match definition.respondent {
        Kind::Municipality => regions::all_towns(tx).await?,
        Kind::Prefecture => regions::all_prefectures(tx).await?,
        // Coordinators are not enumerable in advance: they come by their municipality's link.
        _ => Vec::new(),
    };
    writing::insert_respondents(tx, survey, edition, &places, |name| form.known(name)).await?;
    if definition.respondent == Kind::Coordinator {
        // … for which each of these has a link to pass on.
        let mut all = regions::all_prefectures(tx).await?;
        all.extend(regions::all_towns(tx).await?);
        storage::links::insert(tx, survey, &all).await?;
    }
    let detail = json!({ "name": definition.id, "edition": definition.edition, "respondents": places.len() });
    tx.record(Entry::of("survey", survey).detail(detail)).await?;
    Ok(survey)
}

/// From draft to open: from now on it is answered.
pub async fn open(tx: &mut WriteTx<EditSurveys>, survey: i64) -> Result<(), SurveyError> {
    // What is only drafted so far is opened by `opening::open`.
    storage::newest_edition(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    change_state(tx, survey, &[SurveyState::Draft, SurveyState::Closed], SurveyState::Open, "").await
}

pub async fn close(tx: &mut WriteTx<EditSurveys>, survey: i64) -> Result<(), SurveyError> {
    change_state(tx, survey, &[SurveyState::Open], SurveyState::Closed, "").await
}

/// The final data set is made and nothing changes any more, in one step. (The office does the same at
/// [`data_sets::cut`].)
pub async fn freeze(tx: &mut WriteTx<EditSurveys>, survey: i64) -> Result<(), SurveyError> {
    data_sets::make(tx, survey, DataSetKind::Final, "").await.map(drop)
}

async fn change_state(
    tx: &mut WriteTx<EditSurveys>,
    survey: i64,
    from: &[SurveyState],
    to: SurveyState,
    reason: &str,
) -> Result<(), SurveyError> {
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    if !tx.scope().reaches_programme(row.programme_id) {
        return Err(SurveyError::NotFound);
    }
    if !from.contains(&row.state()) {
        return Err(SurveyError::Refused(Refusal::NotOpen(row.state())));
    }
    writing::set_state(tx, survey, to).await?;
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    storage::editing::insert_turn(tx, survey, (row.state(), to), &label, reason, now).await?;
    let entry = Entry::of("survey", survey).change("state", row.state().label(), to.label());
    tx.record(entry).await?;
    indexing::index(tx, survey).await?;
    Ok(())
}

/// The newest edition of a survey, verified and ready.
pub async fn form_of(db: &mut Reader, survey: i64) -> Result<Arc<Form>, SurveyError> {
    let (_, text) = storage::newest_edition(db, survey).await?.ok_or(SurveyError::NotFound)?;
    ready(&text)
}

/// The edition a respondent answers: the newest, her own once it is handed in. [`moving::settle`] carries her answers too.
pub async fn form_for(db: &mut Reader, respondent: &Respondent) -> Result<Arc<Form>, SurveyError> {
    Ok(moving::settle(db, respondent).await?.form)
}

/// What was verified before it was stored and cannot be read now is a fault of ours, not of whoever looks.
pub(in crate::surveys) fn ready(text: &str) -> Result<Arc<Form>, SurveyError> {
    let unreadable = |reason: String| SurveyError::Database(DatabaseError::Unreadable(reason));
    let definition: Definition = serde_json::from_str(text).map_err(|e| unreadable(e.to_string()))?;
    Form::new(definition)
        .map(Arc::new)
        .map_err(|faults| unreadable(faults.into_iter().next().map(|fault| fault.sentence).unwrap_or_default()))
}

/// What one form sends: answers of some questions; `None` takes an answer back to 無回答.
pub type Sent = Vec<(String, Option<Answer>)>;

/// Stores answers of one's own body. Only questions whose stored answer differs are touched; where somebody else
/// stored another answer since `base`, nothing is stored and both are shown.
pub async fn save(
    tx: &mut WriteTx<AnswerSurvey>,
    survey: &SurveyRow,
    code: &str,
    base: i64,
    sent: Sent,
    way: Way,
) -> Result<Respondent, SurveyError> {
    let respondent = storage::writable(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    store(tx, survey, respondent, base, sent, way, "").await
}

/// 代理入力: the office enters what it was told, with the reason; both are recorded.
pub async fn substitute(
    tx: &mut WriteTx<SubstituteAnswer>,
    survey: &SurveyRow,
    code: &str,
    base: i64,
    sent: Sent,
    reason: &str,
) -> Result<Respondent, SurveyError> {
    if reason.trim().is_empty() {
        return Err(SurveyError::Refused(Refusal::NoReason));
    }
    let respondent = storage::writable(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    tx.act_on_behalf_of(respondent.line.name.clone());
    store(tx, survey, respondent, base, sent, Way::Substitute, reason.trim()).await
}

async fn store(
    tx: &mut Writer,
    survey: &SurveyRow,
    respondent: Respondent,
    base: i64,
    sent: Sent,
    way: Way,
    reason: &str,
) -> Result<Respondent, SurveyError> {
    let today = tx.core().clock.today();
    let state = respondent.line.state();
    rules::may_write(survey.state(), survey.opens_on.parse().ok(), state, today).map_err(SurveyError::Refused)?;
    let settled = moving::settle(tx, &respondent).await?;
    let form = settled.form;
    let carried = settled.answers;
    let mut answers = carried.clone();
    let mut changes = Vec::new();
    let json = |answer: Option<&Answer>| answer.and_then(|a| serde_json::to_string(a).ok());
    let names: BTreeSet<&str> = form.own_names().collect();
    for (question, answer) in sent {
        // Her name is the list's: nobody changes it while answering.
        if names.contains(question.as_str()) && carried.get(&question).is_some() {
            continue;
        }
        let before = json(answers.get(&question));
        let after = json(answer.as_ref());
        if before == after {
            continue;
        }
        match answer {
            Some(answer) => answers.set(&question, answer),
            None => {
                answers.0.remove(&question);
            }
        }
        changes.push(writing::NewChange { question, before, after });
    }
    // What the link had filled in and she leaves as it is, is her answer from now on.
    let confirms = state == State::NotOpened && survey.is_linked() && !carried.0.is_empty();
    if changes.is_empty() && !confirms {
        return Ok(respondent);
    }
    let meanwhile = storage::changes_since(tx, respondent.line.id, base).await?;
    let touched: BTreeSet<&str> = changes.iter().map(|c| c.question.as_str()).collect();
    let conflicts: Vec<Change> = meanwhile.into_iter().filter(|c| touched.contains(c.question.as_str())).collect();
    if !conflicts.is_empty() {
        return Err(SurveyError::Changed(conflicts));
    }
    // What cannot be an answer at all is not stored; what is missing may still come.
    let wrong: Vec<Finding> = questionnaire::check(&form, &answers, false)
        .into_iter()
        .filter(|finding| touched.contains(finding.question.as_str()))
        .collect();
    if !wrong.is_empty() {
        return Err(SurveyError::Findings(wrong));
    }
    let label = tx.actor().label();
    let now = tx.core().clock.now();
    let to = if state == State::Returned { State::Returned } else { State::Working };
    if !writing::store_answers(tx, respondent.line.id, respondent.version, to, &answers, &label, now).await? {
        return Err(SurveyError::Changed(Vec::new()));
    }
    let for_whom = if way == Way::Substitute { respondent.line.name.as_str() } else { "" };
    let made = writing::Made {
        version: respondent.version + 1,
        way,
        at: now,
        by_label: &label,
        on_behalf_of: for_whom,
        reason,
    };
    let questions: Vec<String> = changes.iter().map(|c| c.question.clone()).collect();
    if let Some(moving) = &settled.moving {
        moving::store(tx, &respondent, moving, &carried, &made).await?;
    }
    writing::insert_changes(tx, respondent.line.id, &changes, &made).await?;
    storage::entries::forget(tx, respondent.line.id, &questions).await?;
    let detail = json!({ "survey": survey.id, "questions": questions, "way": way.id() });
    tx.record(Entry::of("survey_answer", &respondent.line.code).detail(detail)).await?;
    if to == State::Returned {
        renewing::renew(tx, survey, respondent.line.id).await?;
    }
    let edition_id = settled.moving.map_or(respondent.edition_id, |moving| moving.to);
    Ok(Respondent { version: respondent.version + 1, edition_id, answers, ..respondent })
}

/// Hands in: everything is checked, what is missing counts. Answers the receipt.
pub async fn submit(tx: &mut WriteTx<AnswerSurvey>, survey: &SurveyRow, code: &str) -> Result<String, SurveyError> {
    let respondent = storage::writable(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    let mut receipt = rules::receipt(survey.id, code, respondent.version);
    let today = tx.core().clock.today();
    let state = respondent.line.state();
    if state.is_collected() {
        // A second click: handed in is handed in.
        tx.record(Entry::of("survey_answer", code).detail(json!({ "what": "提出済み" }))).await?;
        return Ok(receipt);
    }
    rules::may_write(survey.state(), survey.opens_on.parse().ok(), state, today).map_err(SurveyError::Refused)?;
    let settled = moving::settle(tx, &respondent).await?;
    let findings = questionnaire::check(&settled.form, &settled.answers, true);
    if !findings.is_empty() {
        return Err(SurveyError::Findings(findings));
    }
    if let Some(moving) = &settled.moving {
        // Nothing was saved since the correction: handing in moves her on, too.
        let (label, now) = (tx.actor().label(), tx.core().clock.now());
        let id = respondent.line.id;
        if !writing::store_answers(tx, id, respondent.version, state, &settled.answers, &label, now).await? {
            return Err(SurveyError::Changed(Vec::new()));
        }
        let version = respondent.version + 1;
        receipt = rules::receipt(survey.id, code, version);
        let made = writing::Made { version, way: Way::Web, at: now, by_label: &label, on_behalf_of: "", reason: "" };
        moving::store(tx, &respondent, moving, &settled.answers, &made).await?;
    }
    // The page told of what was not an answer yet; what a sheet hands in stands for it.
    storage::entries::forget_all(tx, respondent.line.id).await?;
    step(tx, &respondent, State::Submitted, "submitted", "").await?;
    if survey.is_linked() {
        let likeness = rules::linking::likeness(&settled.form, &settled.answers);
        storage::linked::set_likeness(tx, respondent.line.id, &likeness).await?;
    }
    renewing::renew(tx, survey, respondent.line.id).await?;
    letters::handed_in(tx, survey, &respondent, &receipt).await?;
    Ok(receipt)
}

/// 差戻し with what is to be put right.
pub async fn send_back(
    tx: &mut WriteTx<CollectAnswers>,
    survey: &SurveyRow,
    code: &str,
    reason: &str,
) -> Result<(), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    rules::may_return(survey.state(), respondent.line.state(), reason).map_err(SurveyError::Refused)?;
    // A prefecture is a station on the way: what the office has accepted it no longer returns, nor its own answers.
    if let Scope::Prefectures(own) = tx.scope() {
        if respondent.line.state() == State::Accepted {
            return Err(SurveyError::Refused(Refusal::WrongState(State::Accepted)));
        }
        if own.contains(&respondent.line.code) {
            return Err(SurveyError::Refused(Refusal::HandedIn));
        }
    }
    step(tx, &respondent, State::Returned, "returned", reason.trim()).await?;
    letters::sent_back(tx, survey, &respondent, reason.trim()).await?;
    Ok(())
}

/// 確定: the office has looked at it.
pub async fn accept(tx: &mut WriteTx<AcceptAnswers>, survey: &SurveyRow, code: &str) -> Result<(), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    rules::may_accept(survey.state(), respondent.line.state()).map_err(SurveyError::Refused)?;
    step(tx, &respondent, State::Accepted, "accepted", "").await
}

async fn step(
    tx: &mut Writer,
    respondent: &Respondent,
    to: State,
    step: &'static str,
    remark: &str,
) -> Result<(), SurveyError> {
    let now = tx.core().clock.now();
    let from = respondent.line.state();
    let submitted = (to == State::Submitted).then_some(now);
    if !writing::move_to(tx, respondent.line.id, from, to, submitted).await? {
        return Err(SurveyError::Changed(Vec::new()));
    }
    let label = tx.actor().label();
    writing::insert_step(tx, respondent.line.id, step, now, &label, "", remark).await?;
    let entry = Entry::of("survey_answer", &respondent.line.code).change("state", from.label(), to.label());
    tx.record(entry).await?;
    Ok(())
}

/// Forgets what nobody needs any more about typed codes. Answers whether there was anything; then it is recorded.
pub async fn tidy_codes(tx: &mut WriteTx<TidySurveyCodes>) -> Result<bool, DatabaseError> {
    use crate::people::rules::NETWORK_KEPT_HOURS;
    let now = tx.core().clock.now();
    let networks = now.seconds_later(-NETWORK_KEPT_HOURS * 3600);
    let tries = now.seconds_later(-rules::linking::TRIES_KEPT_DAYS * 86_400);
    let gone = storage::code_tries::forget(tx, networks, tries, tries).await?;
    if gone > 0 {
        tx.record(Entry::of("surveys", "codes").detail(json!({ "forgotten": gone }))).await?;
    }
    Ok(gone > 0)
}

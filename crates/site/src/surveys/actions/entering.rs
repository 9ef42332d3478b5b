//! The door for who stands on no list: a code that an organisation passed on begins an answer, a code of one's own (or
//! one's account) leads back to it. A wrong code is told nothing about, and counted.

use foundation::audit::Entry;
use foundation::chance::fingerprint;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use questionnaire::Answers;
use serde_json::json;

use super::SurveyError;
use crate::people::model::Asker;
use crate::people::rules::{FAILURES_PER_NETWORK_AND_HOUR, LOCK_MOST_HOURS, locked_for, wait_within_hour};
use crate::permissions::{AnswerSurvey, BeginAsCoordinator, EnterByCode, Scope, WriteTx, Writer};
use crate::surveys::model::SurveyRow;
use crate::surveys::model::linking::{LinkRow, address};
use crate::surveys::rules::linking::{self as rules, Typed};
use crate::surveys::storage::{self, code_tries, linked, links};

const HOUR: i64 = 3600;
/// Letters of an answer's key: a name for it, not a secret.
const KEY_LETTERS: usize = 11;
/// What a key begins with: no municipality's code does.
pub const KEY_MARK: char = 'c';

/// Why a typed code opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Wrong, stopped, of a survey that is over: nothing tells which.
    Code,
    /// Cannot be a code at all.
    NoCode,
    /// Somebody is signed in and has not said that this answer is hers.
    Whose,
    /// It is another account's.
    OtherAccount,
}

impl Refused {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Code => {
                "このコードでは始められません。文字を確かめて、入れ直してください。新しいコードに替わっているか、調査の受付が終わっていることもあります。分からないときは、コードを渡した市町村・都道府県の担当者に聞いてください。"
            }
            Self::NoCode => {
                "コードは、案内の紙にある8文字か、続けるための12文字です。英大文字と数字だけで入れてください。"
            }
            Self::Whose => {
                "ログインしたまま続けるには、「自分の回答である」に印を付けてください。ほかの方の回答なら、先にログアウトしてください。"
            }
            Self::OtherAccount => {
                "この回答は、別の方のアカウントで続けられています。その方がログインして続けてください。"
            }
        }
    }
}

/// What a typed code led to.
#[derive(Debug)]
pub enum Entered {
    /// Her own answer, in a new session.
    Resumed {
        address: String,
        token: String,
    },
    /// The answer her account has already.
    Known {
        address: String,
    },
    /// What she may begin.
    Invited(Box<Invitation>),
    Refused(Refused),
}

/// A link that may be used today, with its survey.
#[derive(Debug)]
pub struct Invitation {
    pub survey: SurveyRow,
    pub link: LinkRow,
}

/// What was begun.
#[derive(Debug)]
pub enum Begun {
    /// Without an account: the session's token, and the code to come back with, told this once.
    ByCode {
        address: String,
        token: String,
        resume: String,
    },
    /// With her account, now or before.
    ByAccount {
        address: String,
    },
    /// The same form came a second time.
    Again {
        address: String,
    },
    Refused(Refused),
}

fn must_wait(wait_seconds: i64) -> Result<(), PageError> {
    if wait_seconds > 0 { Err(PageError::TooOften { wait_seconds }) } else { Ok(()) }
}

/// Refuses after too many wrong codes in this browser. Answers how long the network is still to wait: that concerns every code
/// but a right one to begin with, which opens nobody's answer – else one person could shut out everybody behind one address.
async fn network_waits(db: &mut Writer, asker: &Asker) -> Result<i64, PageError> {
    let now = db.core().clock.now();
    let here = code_tries::failures(db, &asker.fingerprint(), now.seconds_later(-LOCK_MOST_HOURS * HOUR)).await?;
    must_wait(locked_for(here, now))?;
    let an_hour_ago = now.seconds_later(-HOUR);
    let from_there = code_tries::failures_from(db, asker.network.as_deref(), an_hour_ago).await?;
    let wait_seconds = wait_within_hour(FAILURES_PER_NETWORK_AND_HOUR, from_there, now);
    if wait_seconds > 0 && code_tries::is_familiar(db, &asker.fingerprint(), an_hour_ago).await? {
        return Ok(0);
    }
    must_wait(wait_within_hour(rules::FAILURES_THAT_SHUT_A_NETWORK, from_there, now))?;
    Ok(wait_seconds)
}

async fn refuse_too_many(db: &mut Writer, link: i64, asker: &Asker) -> Result<(), PageError> {
    let now = db.core().clock.now();
    let since = now.seconds_later(-HOUR);
    let by_link = code_tries::begun_by(db, link, since).await?;
    must_wait(wait_within_hour(rules::BEGUN_PER_LINK_AND_HOUR, by_link, now))?;
    let here = code_tries::begun_in(db, &asker.fingerprint(), since).await?;
    must_wait(wait_within_hour(rules::BEGUN_PER_BROWSER_AND_HOUR, here, now))
}

/// A wrong code: counted, recorded, told nothing about.
async fn refuse(mut tx: WriteTx<EnterByCode>, asker: &Asker) -> Result<Refused, PageError> {
    let now = tx.core().clock.now();
    code_tries::insert_try(&mut tx, asker, "wrong", None, now).await?;
    tx.commit(Entry::of("survey_code", &asker.fingerprint()[..16]).detail(json!({ "outcome": "wrong" }))).await?;
    Ok(Refused::Code)
}

/// The survey, if somebody may begin or come back today.
async fn open_survey(db: &mut Writer, id: i64) -> Result<Option<SurveyRow>, PageError> {
    let Some(survey) = storage::survey(db, id).await?.filter(SurveyRow::is_linked) else { return Ok(None) };
    let today = db.core().clock.today();
    let open = rules::is_open(survey.state(), survey.opens_on.parse().ok(), today).is_ok();
    Ok(Some(survey).filter(|_| open))
}

async fn invitation(db: &mut Writer, code: &str) -> Result<Option<Invitation>, PageError> {
    let Some(link) = links::by_pass_on_code(db, code).await? else { return Ok(None) };
    Ok(open_survey(db, link.survey_id).await?.map(|survey| Invitation { survey, link }))
}

/// Tries a typed code. `mine`: who is signed in says that the answer behind it is hers.
pub async fn enter(mut tx: WriteTx<EnterByCode>, text: &str, mine: bool, asker: &Asker) -> Result<Entered, PageError> {
    let wait_seconds = network_waits(&mut tx, asker).await?;
    match rules::typed(text) {
        Typed::Neither => Ok(Entered::Refused(Refused::NoCode)),
        Typed::PassOn(code) => {
            let Some(invitation) = invitation(&mut tx, &code).await? else {
                // Counted while the network waits, too: guessing goes on only so far.
                let refused = refuse(tx, asker).await?;
                must_wait(wait_seconds)?;
                return Ok(Entered::Refused(refused));
            };
            let known = match tx.actor().member().map(|m| m.person) {
                Some(person) => linked::of_person(&mut tx, invitation.survey.id, person).await?,
                None => None,
            };
            let now = tx.core().clock.now();
            code_tries::insert_try(&mut tx, asker, "known", Some(invitation.link.id), now).await?;
            tx.commit(Entry::of("survey_link", invitation.link.id).detail(json!({ "outcome": "known" }))).await?;
            Ok(match known {
                Some(known) => Entered::Known { address: known.address() },
                None => Entered::Invited(Box::new(invitation)),
            })
        }
        Typed::Resume(code) => {
            must_wait(wait_seconds)?;
            resume(tx, &code, mine, asker).await
        }
    }
}

async fn resume(mut tx: WriteTx<EnterByCode>, code: &str, mine: bool, asker: &Asker) -> Result<Entered, PageError> {
    let found = linked::by_resume(&mut tx, &rules::resume_fingerprint(code)).await?;
    let open = match &found {
        Some(found) => open_survey(&mut tx, found.survey_id).await?.is_some(),
        None => false,
    };
    let Some(found) = found.filter(|_| open) else { return Ok(Entered::Refused(refuse(tx, asker).await?)) };
    let now = tx.core().clock.now();
    let account = tx.actor().member().map(|m| m.person);
    let entered = match (account, found.person_id) {
        (Some(person), Some(owner)) if person == owner => Entered::Known { address: found.address() },
        (Some(_), Some(_)) => return Ok(Entered::Refused(Refused::OtherAccount)),
        (Some(_), None) if !mine => return Ok(Entered::Refused(Refused::Whose)),
        (Some(person), None) => {
            linked::claim(&mut tx, found.respondent_id, person).await?;
            // Whoever found the slip of paper, or sits at a browser it was opened in, is out.
            linked::end_other_sessions(&mut tx, found.respondent_id, None, now).await?;
            Entered::Known { address: found.address() }
        }
        // The code on paper opens it no more.
        (None, Some(_)) => return Ok(Entered::Refused(refuse(tx, asker).await?)),
        (None, None) => {
            let token = open_session(&mut tx, found.respondent_id).await?;
            Entered::Resumed { address: found.address(), token }
        }
    };
    code_tries::insert_try(&mut tx, asker, "resumed", None, now).await?;
    tx.commit(Entry::of("survey_answer", &found.code).detail(json!({ "outcome": "resumed" }))).await?;
    Ok(entered)
}

/// A session for one answer, under a new name; the one in hand ends: one browser is one respondent.
async fn open_session(db: &mut Writer, respondent: i64) -> Result<String, PageError> {
    let core = db.core().clone();
    let now = core.clock.now();
    if let Some(session) = db.actor().holder().and_then(|holder| holder.session) {
        linked::end_session(db, session, now).await?;
    }
    let token = core.chance.token();
    let expires_at = now.seconds_later(core.settings.sign_in.session_days * 86_400);
    linked::insert_session(db, respondent, &fingerprint(&token), now, expires_at).await?;
    Ok(token)
}

/// Begins an answer by a pass-on code. `ticket` names the form it was begun with: sent twice, it begins once.
pub async fn begin(mut tx: WriteTx<EnterByCode>, text: &str, ticket: &str, asker: &Asker) -> Result<Begun, PageError> {
    let wait_seconds = network_waits(&mut tx, asker).await?;
    let ticket = rules::ticket_fingerprint(ticket);
    let holds = tx.actor().holder().map(|holder| holder.held.thing);
    if let Some(begun) = linked::by_ticket(&mut tx, &ticket).await? {
        // To whom it was begun for it is a second click; to anybody else it is no code.
        return Ok(if holds == Some(begun.respondent_id) {
            Begun::Again { address: begun.address() }
        } else {
            must_wait(wait_seconds)?;
            Begun::Refused(Refused::Code)
        });
    }
    let Typed::PassOn(code) = rules::typed(text) else { return Ok(Begun::Refused(Refused::NoCode)) };
    let Some(Invitation { survey, link }) = invitation(&mut tx, &code).await? else {
        let refused = refuse(tx, asker).await?;
        must_wait(wait_seconds)?;
        return Ok(Begun::Refused(refused));
    };
    let person = tx.actor().member().map(|m| m.person);
    if let Some(person) = person
        && let Some(known) = linked::of_person(&mut tx, survey.id, person).await?
    {
        return Ok(Begun::ByAccount { address: known.address() });
    }
    refuse_too_many(&mut tx, link.id, asker).await?;
    let resume = person.is_none().then(|| tx.core().chance.code(rules::RESUME_LETTERS));
    let new =
        New { survey: &survey, link: &link, person, resume: resume.as_deref(), ticket: Some(&ticket), beside: holds };
    let (respondent, key) = make(&mut tx, &new).await?;
    let now = tx.core().clock.now();
    code_tries::insert_try(&mut tx, asker, "begun", Some(link.id), now).await?;
    let address = address(survey.id, &key);
    let begun = match resume {
        Some(resume) => Begun::ByCode { address, token: open_session(&mut tx, respondent).await?, resume },
        None => Begun::ByAccount { address },
    };
    tx.commit_recorded().await?;
    Ok(begun)
}

/// A coordinator with an account begins without any code, by the link of a municipality she is contracted for.
pub async fn begin_as_coordinator(
    mut tx: WriteTx<BeginAsCoordinator>,
    survey: i64,
    place: &str,
) -> Result<String, SurveyError> {
    let survey = storage::survey(&mut tx, survey).await?.filter(SurveyRow::is_linked).ok_or(SurveyError::NotFound)?;
    let today = tx.core().clock.today();
    rules::is_open(survey.state(), survey.opens_on.parse().ok(), today).map_err(SurveyError::Refused)?;
    // The scope: her own municipalities.
    let link = links::writable(&mut tx, survey.id, place).await?.ok_or(SurveyError::NotFound)?;
    let person = tx.actor().person().ok_or(SurveyError::NotFound)?;
    if let Some(known) = linked::of_person(&mut tx, survey.id, person).await? {
        return Ok(known.address());
    }
    let new = New { survey: &survey, link: &link, person: Some(person), resume: None, ticket: None, beside: None };
    let (_, key) = make(&mut tx, &new).await?;
    tx.commit_recorded().await?;
    Ok(address(survey.id, &key))
}

struct New<'a> {
    survey: &'a SurveyRow,
    link: &'a LinkRow,
    person: Option<i64>,
    resume: Option<&'a str>,
    /// Fingerprint.
    ticket: Option<&'a str>,
    beside: Option<i64>,
}

/// What an answer begun by a link is called.
pub fn name_of(link: &str, number: i64) -> String {
    format!("{link}からの案内・{number}")
}

/// A key no other answer has.
pub fn key(chance: &foundation::chance::Chance) -> String {
    format!("{KEY_MARK}{}", chance.code(KEY_LETTERS).to_ascii_lowercase())
}

/// What the link says of whoever begins by it.
fn of_the_link(link: &LinkRow, definition: &str) -> Result<Answers, DatabaseError> {
    let form = super::ready(definition).map_err(|error| match error {
        SurveyError::Database(error) => error,
        other => DatabaseError::Unreadable(other.to_string()),
    })?;
    let is_prefecture = link.code == link.prefecture_code;
    Ok(rules::prefilled(&form, &link.name, &link.prefecture_name, is_prefecture))
}

async fn make(db: &mut Writer, new: &New<'_>) -> Result<(i64, String), DatabaseError> {
    let now = db.core().clock.now();
    let key = key(&db.core().chance);
    let number = links::next_number(db, new.link.id).await?;
    let (edition, answers) = match storage::newest_edition(db, new.survey.id).await? {
        Some((id, definition)) => (id, of_the_link(new.link, &definition)?),
        None => (0, Answers::default()),
    };
    let resume = new.resume.map(rules::resume_fingerprint);
    let row = linked::NewLinked {
        survey: new.survey.id,
        edition,
        link: new.link.id,
        code: &key,
        name: &name_of(&new.link.name, number),
        prefecture: &new.link.prefecture_code,
        due_on: new.link.due_on.as_deref(),
        person: new.person,
        resume_fingerprint: resume.as_deref(),
        ticket_fingerprint: new.ticket,
        beside: new.beside,
        answers: &answers,
    };
    let id = linked::insert(db, &row, now).await?;
    db.record(Entry::of("survey_answer", &key).detail(json!({ "begun_by_link": new.link.id }))).await?;
    Ok((id, key))
}

/// Leaves this browser: who comes after her does not find her answer.
pub async fn leave(mut tx: WriteTx<EnterByCode>) -> Result<(), PageError> {
    let Some((session, name)) = tx.actor().holder().and_then(|h| Some((h.session?, h.held.thing))) else {
        return Ok(());
    };
    let now = tx.core().clock.now();
    linked::end_session(&mut tx, session, now).await?;
    tx.commit(Entry::of("survey_session", session).detail(json!({ "respondent": name }))).await?;
    Ok(())
}

/// A new code to come back with, told this once; the old one, and every other browser, is out.
pub async fn renew_resume(mut tx: WriteTx<AnswerSurvey>, survey: i64, code: &str) -> Result<String, SurveyError> {
    let Scope::Thing(thing) = *tx.scope() else { return Err(SurveyError::NotFound) };
    let respondent = storage::writable(&mut tx, survey, code).await?.ok_or(SurveyError::NotFound)?;
    // Who comes back with her account needs none.
    let session = tx.actor().holder().and_then(|holder| holder.session).ok_or(SurveyError::NotFound)?;
    let resume = tx.core().chance.code(rules::RESUME_LETTERS);
    if !linked::set_resume(&mut tx, thing, &rules::resume_fingerprint(&resume)).await? {
        return Err(SurveyError::NotFound);
    }
    let now = tx.core().clock.now();
    linked::end_other_sessions(&mut tx, thing, Some(session), now).await?;
    tx.commit(Entry::of("survey_answer", &respondent.line.code).detail(json!({ "resume_code": "new" }))).await?;
    Ok(resume)
}

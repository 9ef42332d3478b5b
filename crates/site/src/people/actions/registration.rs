//! Becoming somebody here: with a registration code, or by asking for it.

use foundation::audit::Entry;
use foundation::mail::Mail;
use foundation::web::PageError;
use jiff::civil::Date;
use serde_json::json;

use super::invitations::organisation_in_hand;
use super::limits;
use super::sign_in::{Opened, about, open_session_in};
use crate::people::model::{Asker, CodeRow, Decided, MINISTRY_KINDS, Outcome, PersonRow, RegistrationRow, roles_in};
use crate::people::rules::{self, Verdict};
use crate::people::storage::{codes, memberships, organisations, persons, registrations, sessions, sign_ins};
use crate::permissions::{DecideRegistration, Register, Role, WriteTx, roles_that_may};

/// What somebody says about herself.
#[derive(Clone, Debug)]
pub struct Particulars {
    pub name: String,
    pub kana: String,
    pub professions: Vec<String>,
}

/// What came of a registration code.
#[derive(Debug)]
pub enum Registered {
    /// Done, and signed in.
    In(Opened),
    /// Done; her membership has not begun yet.
    Later,
    /// Said at the code's field.
    Refused(String),
}

/// One sentence for an unknown address and a wrong code: neither may be told from the other.
const NO_SUCH_CODE: &str = "メールアドレスか登録コードが違います。メールかコード票を確かめて、入れ直してください。手元のコードで登録できないときは、招待した方に、もう一度送るようお願いしてください。";

const USED_ALREADY: &str = "この登録コードは、もう使われています。登録は終わっていますので、ログインしてください。";
const REGISTERED_ALREADY: &str = "このアドレスには、すでに登録があります。メールで届くコードでログインすると、「あなたの登録」で招待を受けられます。";
const NO_INVITATION: &str =
    "この招待は、期間が終わっているか、取り消されています。招待した方に、もう一度招待するようお願いしてください。";

/// Completes an account with a typed registration code and signs in.
pub async fn register(
    mut tx: WriteTx<Register>,
    mail: &str,
    typed: &str,
    who: &Particulars,
    asker: &Asker,
) -> Result<Registered, PageError> {
    let now = tx.core().clock.now();
    // Wrong tries do not kill the code: they may be a stranger's, and the invited person has no other door.
    limits::refuse_while_guessing(&mut tx, mail, asker).await?;
    let rows = codes::registrations_held(&mut tx, mail).await?;
    let typed = rules::code_fingerprint("registration", mail, typed);
    let verdict = rules::judge(&rows, &typed, now);
    let known = persons::by_mail(&mut tx, mail).await?;
    if let (Verdict::Good { code, .. }, Some(row)) = (verdict, &known)
        && let Some(code) = rows.iter().find(|r| r.id == code)
    {
        return use_code(tx, row, code, who, asker).await;
    }
    let is_her_code = rows.iter().any(|row| row.code_fingerprint == typed);
    let (outcome, sentence) = match verdict {
        Verdict::Refused(Outcome::Used) if is_her_code => (Outcome::Used, USED_ALREADY),
        Verdict::Refused(Outcome::Expired) if is_her_code => (
            Outcome::Expired,
            "この登録コードは、期限（24時間）が切れています。招待した方に、もう一度送るようお願いしてください。",
        ),
        _ => (Outcome::WrongRegistration, NO_SUCH_CODE),
    };
    let mail_fingerprint = rules::mail_fingerprint(mail);
    let person = known.map(|p| p.id);
    let line = sign_ins::NewSignIn { person, membership: None, mail_fingerprint: &mail_fingerprint, outcome, asker };
    sign_ins::insert(&mut tx, &line, now).await?;
    tx.commit(about(person, mail).detail(json!({"outcome": outcome.id()}))).await?;
    Ok(Registered::Refused(sentence.to_owned()))
}

/// Uses up a good code: it opens the one membership it was made for, and no other.
async fn use_code(
    mut tx: WriteTx<Register>,
    known: &PersonRow,
    code: &CodeRow,
    who: &Particulars,
    asker: &Asker,
) -> Result<Registered, PageError> {
    let (now, today) = (tx.core().clock.now(), tx.core().clock.today());
    let is_new = matches!(known.state.as_str(), "invited" | "waiting");
    if !is_new {
        // An account that is there already is opened by signing in. Only who cannot sign in (she has left where
        // she was) comes in by the code, and only by one from her mailbox.
        let has_a_door = !memberships::valid_of_person(&mut tx, known.id, today).await?.is_empty();
        if has_a_door || !code.mailed || known.state != "active" {
            return Ok(Registered::Refused(REGISTERED_ALREADY.to_owned()));
        }
    }
    if !codes::use_up(&mut tx, code.id, now).await? {
        return Ok(Registered::Refused(USED_ALREADY.to_owned()));
    }
    let accepted = match code.membership_id {
        Some(membership) => memberships::accept(&mut tx, known.id, membership, now, today).await?,
        None => false,
    };
    if !accepted {
        return Ok(Registered::Refused(NO_INVITATION.to_owned()));
    }
    if is_new {
        persons::complete(&mut tx, known.id, &who.name, &who.kana).await?;
        persons::set_qualifications(&mut tx, known.id, &who.professions).await?;
    }
    let opened =
        open_session_in(&mut tx, known.id, code.membership_id, code.mailed, Outcome::Registered, asker).await?;
    let detail = json!({"registered": is_new, "membership": code.membership_id});
    tx.commit(Entry::of("person", known.id).detail(detail)).await?;
    Ok(opened.map_or(Registered::Later, Registered::In))
}

/// A request to join an organisation, from an address of one of its domains.
#[derive(Clone, Debug)]
pub struct Request {
    pub mail: String,
    pub organisation: i64,
    pub title: String,
    pub who: Particulars,
}

/// Stores a request that waits for a decision. Whatever is known of the address, the page says the
/// same; the mailbox says more.
pub async fn ask_to_join(mut tx: WriteTx<Register>, request: &Request, asker: &Asker) -> Result<(), PageError> {
    let core = tx.core().clone();
    let (now, today) = (core.clock.now(), core.clock.today());
    let mail = &request.mail;
    let known = persons::by_mail(&mut tx, mail).await?;
    let known_person = known.as_ref().map(|p| p.id);
    limits::refuse_too_many_mails(&mut tx, mail, asker, known.as_ref()).await?;
    // Counted like a code that was asked for, so that nobody can fill a mailbox from here either.
    let uncounted = core.chance.token();
    let counted = codes::NewCode {
        purpose: "request",
        mail,
        fingerprint: &uncounted,
        browser_fingerprint: Some(&asker.fingerprint()),
        network: asker.network.as_deref(),
        ..codes::NewCode::default()
    };
    codes::insert(&mut tx, &counted, now, now).await?;
    let (_, place) = organisations::kind_and_name(&mut tx, request.organisation).await?.ok_or(PageError::NotFound)?;
    let (subject, text) = match known.as_ref().map(|p| p.state.as_str()) {
        None | Some("closed") => {
            store_request(&mut tx, known.map(|p| p.id), request, today).await?;
            (
                "登録の申請を受け付けました",
                format!(
                    "「{place}」の一員としての登録の申請を受け付けました。\n\n\
                     ご所属の管理者・都道府県・事務局のいずれかが確かめ、認められるとメールでお知らせします。"
                ),
            )
        }
        Some("waiting") => (
            "登録の申請は確認中です",
            "登録の申請は、すでに受け付けています。認められるとメールでお知らせしますので、お待ちください。".to_owned(),
        ),
        Some("invited") => (
            "招待が届いています",
            format!(
                "このアドレスには、すでに招待をお送りしています。届いた登録コードを、次の画面に入れてください。\n{}/register",
                core.settings.public_url
            ),
        ),
        Some(_) => (
            "すでに登録があります",
            format!(
                "このアドレスは、すでに登録されています。そのままログインできます。\n{}/sign-in\n\n\
                 所属を加えたいときは、その組織の管理者に招待をお願いしてください。",
                core.settings.public_url
            ),
        ),
    };
    // Whoever typed the name may not be who reads this: it is not repeated.
    tx.mail(letter(&core.settings.public_url, mail, "ご担当者", subject, &text)).await?;
    tx.commit(about(known_person, mail).detail(json!({"asks_to_join": request.organisation}))).await?;
    Ok(())
}

async fn store_request(
    tx: &mut WriteTx<Register>,
    known: Option<i64>,
    request: &Request,
    today: Date,
) -> Result<(), PageError> {
    let now = tx.core().clock.now();
    let who = &request.who;
    let person = match known {
        Some(person) => {
            persons::complete(tx, person, &who.name, &who.kana).await?;
            persons::set_state(tx, person, "waiting").await?;
            person
        }
        None => persons::insert(tx, &who.name, &who.kana, &request.mail, "waiting", now).await?,
    };
    persons::set_qualifications(tx, person, &who.professions).await?;
    let (kind, name) = organisations::kind_and_name(tx, request.organisation).await?.ok_or(PageError::NotFound)?;
    // The smallest role of the organisation; whoever approves may give another.
    let Some(role) = roles_in(&kind).first() else { return Err(PageError::NotFound) };
    let membership = memberships::NewMembership {
        state: "asked",
        invited: ("", ""),
        person,
        organisation: request.organisation,
        role: role.id(),
        title: &request.title,
        valid_from: today,
        valid_to: None,
        coordinator_level: None,
        coordinator_core: false,
        coordinator_contract: None,
    };
    memberships::insert(tx, &membership).await?;
    tell_deciders(tx, request.organisation, &kind, &name, today).await
}

/// Tells those who can let her in that somebody asks: the organisation's own managers; where it has none, the
/// programme offices; where those do not reach, the people who run the platform. The mail holds nothing that
/// a stranger typed.
async fn tell_deciders(
    tx: &mut WriteTx<Register>,
    organisation: i64,
    kind: &str,
    name: &str,
    today: Date,
) -> Result<(), PageError> {
    let core = tx.core().clone();
    let since = core.clock.now().seconds_later(-3600);
    if registrations::asked_since(tx, organisation, since).await? > rules::REQUEST_NOTICES_PER_HOUR {
        return Ok(());
    }
    let deciding = roles_that_may::<DecideRegistration>();
    let own: Vec<_> = roles_in(kind).iter().map(|role| role.id()).filter(|role| deciding.contains(role)).collect();
    let mut people = registrations::people_in_roles(tx, Some(organisation), &own, today).await?;
    if people.is_empty() && !MINISTRY_KINDS.contains(&kind) {
        people = registrations::people_in_roles(tx, None, &[Role::ProgrammeOffice.id()], today).await?;
    }
    if people.is_empty() {
        people = registrations::people_in_roles(tx, None, &[Role::Administrator.id()], today).await?;
    }
    let address = &core.settings.public_url;
    let text = format!(
        "「{name}」への登録の申請が届きました。\n\n\
         次の画面で、ご本人か確かめて、認めるか断るかを決めてください。\n{address}/registrations?organisation={organisation}\n\n\
         ほかの方が先に決めたときは、画面にそう出ます。"
    );
    for (_, name, mail) in people {
        tx.mail(letter(address, &mail, &name, "登録の申請が届きました", &text)).await?;
    }
    Ok(())
}

fn letter(address: &str, to: &str, name: &str, subject: &str, text: &str) -> Mail {
    Mail {
        to: to.to_owned(),
        subject: format!("【れんけい】{subject}"),
        body: format!("{name} 様\n\n{text}\n\n――\nれんけい（在宅医療・介護連携のひろば）\n{address}/\n"),
        secret: false,
    }
}

/// What came of a decision.
#[derive(Debug)]
pub enum Decision {
    Done,
    /// Somebody was quicker.
    Decided(Decided),
}

/// The request in reach that waits; or what became of it.
async fn request_in_hand(
    tx: &mut WriteTx<DecideRegistration>,
    person: i64,
) -> Result<Result<(RegistrationRow, String), Decided>, PageError> {
    let Some(row) = registrations::one(tx, person).await? else {
        return Ok(Err(registrations::decided(tx, person).await?.ok_or(PageError::NotFound)?));
    };
    let place = organisation_in_hand(tx, row.organisation_id).await?;
    Ok(Ok((row, place.kind)))
}

/// Approves a request: from today on she may sign in, in this role.
pub async fn approve(mut tx: WriteTx<DecideRegistration>, person: i64, role: Role) -> Result<Decision, PageError> {
    let core = tx.core().clone();
    let (row, kind) = match request_in_hand(&mut tx, person).await? {
        Ok(found) => found,
        Err(decided) => return Ok(Decision::Decided(decided)),
    };
    if !roles_in(&kind).contains(&role) {
        return Err(PageError::rule("この組織では、その役割を選べません。示された中から選んでください。"));
    }
    registrations::approve(&mut tx, row.membership_id, role.id(), core.clock.now(), core.clock.today()).await?;
    persons::set_state(&mut tx, person, "active").await?;
    // Whoever came in by a printed code has not shown to be the one who asked.
    sessions::end_unproven(&mut tx, person, core.clock.now()).await?;
    let text = format!(
        "「{}」の一員としての登録が認められました（{}）。\n\n次の画面にこのメールアドレスを入れると、ログインのコードが届きます。\n{}/sign-in",
        row.organisation_name,
        role.label(),
        core.settings.public_url
    );
    tx.mail(letter(&core.settings.public_url, &row.mail, &row.name, "登録が認められました", &text)).await?;
    let detail = json!({"organisation": row.organisation_id, "role": role.id(), "approved": true});
    tx.commit(Entry::of("person", person).detail(detail)).await?;
    Ok(Decision::Done)
}

/// Refuses a request. The person may ask again.
pub async fn refuse(mut tx: WriteTx<DecideRegistration>, person: i64, reason: &str) -> Result<Decision, PageError> {
    let core = tx.core().clone();
    let row = match request_in_hand(&mut tx, person).await? {
        Ok((row, _)) => row,
        Err(decided) => return Ok(Decision::Decided(decided)),
    };
    registrations::refuse(&mut tx, row.membership_id, core.clock.now()).await?;
    let state = registrations::state_without_request(&mut tx, person).await?;
    persons::set_state(&mut tx, person, state).await?;
    let mut text = format!("「{}」の一員としての登録の申請は、認められませんでした。", row.organisation_name);
    if !reason.is_empty() {
        text.push_str("\n\n理由: ");
        text.push_str(reason);
    }
    text.push_str("\n\n行き違いのときは、ご所属の管理者に確かめてから、もう一度申請してください。");
    tx.mail(letter(&core.settings.public_url, &row.mail, &row.name, "登録の申請について", &text)).await?;
    tx.commit(Entry::of("person", person).detail(json!({"organisation": row.organisation_id, "approved": false})))
        .await?;
    Ok(Decision::Done)
}

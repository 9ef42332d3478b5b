//! Signing in by mailed code, and out again.

use foundation::audit::Entry;
use foundation::chance::fingerprint;
use foundation::mail::Mail;
use foundation::web::PageError;
use serde_json::json;

use super::limits;
use crate::people::model::{Asker, MembershipRow, Outcome, PersonRow, role_label};
use crate::people::rules::{self, Verdict};
use crate::people::storage::{codes, memberships, persons, sessions, sign_ins};
use crate::permissions::{SignIn, SignOut, WriteTx, Writer, actor_label};

/// A session just opened: the token for the cookie, and whether she has to say as whom she acts.
#[derive(Debug)]
pub struct Opened {
    pub token: String,
    pub session: i64,
    pub several_memberships: bool,
}

/// Why the door stays shut: said at the code's field.
#[derive(Debug)]
pub struct Refusal {
    pub outcome: Outcome,
    pub sentence: String,
}

/// Mails a sign-in code to whoever has this address. Nobody has it: the same happens, short of the
/// mail, and nothing tells the two apart.
pub async fn ask_for_code(mut tx: WriteTx<SignIn>, mail: &str, asker: &Asker) -> Result<(), PageError> {
    let core = tx.core().clone();
    let now = core.clock.now();
    let person = persons::by_mail(&mut tx, mail).await?;
    limits::refuse_while_locked(&mut tx, mail, asker, person.as_ref()).await?;
    limits::refuse_too_many_mails(&mut tx, mail, asker, person.as_ref()).await?;
    let reachable = match &person {
        Some(p) if p.state == "active" => {
            let today = core.clock.today();
            !memberships::valid_of_person(&mut tx, p.id, today).await?.is_empty()
        }
        _ => false,
    };
    let letters = core.chance.code(rules::CODE_LENGTH);
    // A code that nobody was told cannot be typed: for an unknown address it is not even kept.
    let kept = if reachable { rules::code_fingerprint("sign_in", mail, &letters) } else { core.chance.token() };
    let minutes = core.settings.sign_in.code_minutes;
    let new = codes::NewCode {
        purpose: "sign_in",
        mail,
        person: person.as_ref().filter(|_| reachable).map(|p| p.id),
        mailed: true,
        fingerprint: &kept,
        browser_fingerprint: Some(&asker.fingerprint()),
        network: asker.network.as_deref(),
        ..codes::NewCode::default()
    };
    codes::insert(&mut tx, &new, now, now.seconds_later(minutes * 60)).await?;
    if let Some(person) = &person
        && let Some(mail) = letter(&core.settings.public_url, person, reachable, &letters, minutes)
    {
        tx.mail(mail).await?;
    }
    let entry = about(person.as_ref().map(|p| p.id), mail);
    tx.commit(entry.detail(json!({"code_sent": reachable}))).await?;
    Ok(())
}

/// What somebody not signed in did: about the account she named, or about an address that is nobody's (of which
/// only a fingerprint is kept).
pub(super) fn about(person: Option<i64>, mail: &str) -> Entry {
    match person {
        Some(person) => Entry::of("person", person),
        None => Entry::of("address", &rules::mail_fingerprint(mail)[..16]),
    }
}

/// The line of a session opened.
pub fn signed_in(person: i64, session: i64, outcome: Outcome) -> Entry {
    Entry::of("person", person).detail(json!({"outcome": outcome.id(), "session": session}))
}

/// What lands in the mailbox. Somebody registered who cannot sign in (yet) is told why, there and
/// nowhere else: only the owner of the address reads it.
fn letter(address: &str, person: &PersonRow, reachable: bool, code: &str, minutes: i64) -> Option<Mail> {
    let (subject, text, secret) = match person.state.as_str() {
        "active" if reachable => (
            "ログインのコード".to_owned(),
            format!(
                "れんけいにログインするためのコードです。\n\n    {}\n\n\
                 コードを頼んだ画面（同じブラウザー）に、このコードを入れてください。\n\
                 {minutes}分のあいだ、一度だけ使えます。ハイフンは入れなくても構いません。\n\n\
                 心当たりがないときは、何もしなくて大丈夫です。このコードを人に教えないでください。",
                rules::printed_code(code)
            ),
            true,
        ),
        "active" => (
            "ログインできる所属がありません".to_owned(),
            "れんけいにログインしようとされましたが、いま有効な所属がありません（所属の期間が終わっているか、まだ始まっていません）。\n\n\
             ご所属の管理者か、都道府県の担当の方に、招待をお願いしてください。"
                .to_owned(),
            false,
        ),
        "invited" => (
            "登録がまだ終わっていません".to_owned(),
            format!(
                "れんけいにログインしようとされましたが、登録がまだ終わっていません。\n\n\
                 先にお送りした登録コードを、次の画面に入れてください。\n{address}/register\n\n\
                 登録コードの期限が切れているときは、招待した方に、もう一度送るようお願いしてください。"
            ),
            false,
        ),
        "waiting" => (
            "登録の申請は確認中です".to_owned(),
            "れんけいへの登録の申請は、ご所属の管理者・都道府県・事務局が確認しています。\n認められると、メールでお知らせします。".to_owned(),
            false,
        ),
        _ => return None,
    };
    let body = format!("{} 様\n\n{text}\n\n――\nれんけい（在宅医療・介護連携のひろば）\n{address}/\n", person.name);
    Some(Mail { to: person.mail.clone(), subject: format!("【れんけい】{subject}"), body, secret })
}

/// Tries a typed code in the browser that (hopefully) asked for it.
pub async fn try_code(
    mut tx: WriteTx<SignIn>,
    typed: &str,
    asker: &Asker,
) -> Result<Result<Opened, Refusal>, PageError> {
    let now = tx.core().clock.now();
    let browser = asker.fingerprint();
    let Some(latest) = codes::latest_of_browser(&mut tx, &browser).await? else {
        let sentence = "このブラウザーでは、コードを頼んでいません。コードを頼んだときと同じブラウザーを使うか、ここで新しいコードを受け取ってください。";
        return Ok(Err(Refusal { outcome: Outcome::OtherBrowser, sentence: sentence.to_owned() }));
    };
    let mail = latest.mail;
    let rows = codes::of_browser_held(&mut tx, &browser, &mail).await?;
    let known = persons::by_mail(&mut tx, &mail).await?;
    limits::refuse_while_locked(&mut tx, &mail, asker, known.as_ref()).await?;
    let typed = rules::code_fingerprint("sign_in", &mail, typed);
    let (outcome, left) = match rules::judge(&rows, &typed, now) {
        Verdict::Good { code, person: Some(person) } => {
            if codes::use_up(&mut tx, code, now).await?
                && let Some(opened) = open_session(&mut tx, person, Outcome::SignedIn, asker).await?
            {
                tx.commit(signed_in(person, opened.session, Outcome::SignedIn)).await?;
                return Ok(Ok(opened));
            }
            (Outcome::Used, 0)
        }
        Verdict::Good { person: None, .. } => (Outcome::WrongCode, 0),
        Verdict::Wrong { left } => {
            codes::count_wrong_try(&mut tx, &rules::live_codes(&rows, now)).await?;
            let elsewhere = codes::is_of_other_browser(&mut tx, &mail, &typed, &browser).await?;
            if elsewhere { (Outcome::OtherBrowser, left) } else { (Outcome::WrongCode, left) }
        }
        Verdict::Refused(outcome) => (outcome, 0),
    };
    let person = known.map(|p| p.id);
    let membership = match person {
        Some(person) => {
            let today = tx.core().clock.today();
            usual(&memberships::valid_of_person(&mut tx, person, today).await?).map(|m| m.id)
        }
        None => None,
    };
    let mail_fingerprint = rules::mail_fingerprint(&mail);
    let line = sign_ins::NewSignIn { person, membership, mail_fingerprint: &mail_fingerprint, outcome, asker };
    sign_ins::insert(&mut tx, &line, now).await?;
    tx.commit(about(person, &mail).detail(json!({"outcome": outcome.id()}))).await?;
    Ok(Err(Refusal { outcome, sentence: rules::refusal(outcome, left) }))
}

/// The membership she acts in when nobody asks: the one she used last, or her first.
fn usual(valid: &[MembershipRow]) -> Option<&MembershipRow> {
    valid.iter().filter(|m| m.last_sign_in_at.is_some()).max_by_key(|m| m.last_sign_in_at.as_deref()).or(valid.first())
}

/// Opens a session in her usual membership; `None` when she has none today.
pub async fn open_session(
    db: &mut Writer,
    person: i64,
    outcome: Outcome,
    asker: &Asker,
) -> Result<Option<Opened>, PageError> {
    open_session_in(db, person, None, true, outcome, asker).await
}

/// Opens a session, in this membership if she may act in it today. `mailbox_proven`: the code came through
/// her own mailbox. The session she came with, if any, ends: one browser is one person.
pub(super) async fn open_session_in(
    db: &mut Writer,
    person: i64,
    wanted: Option<i64>,
    mailbox_proven: bool,
    outcome: Outcome,
    asker: &Asker,
) -> Result<Option<Opened>, PageError> {
    let core = db.core().clone();
    let now = core.clock.now();
    let Some(row) = persons::by_id(db, person).await?.filter(|p| p.state == "active") else { return Ok(None) };
    let valid = memberships::valid_of_person(db, person, core.clock.today()).await?;
    let Some(chosen) = valid.iter().find(|m| Some(m.id) == wanted).or(usual(&valid)) else { return Ok(None) };
    if let Some((old_person, old_session)) = db.actor().member().map(|m| (m.person, m.session)) {
        sessions::end(db, old_person, old_session, now).await?;
    }
    let token = core.chance.token();
    let new = sessions::NewSession {
        fingerprint: &fingerprint(&token),
        person,
        membership: chosen.id,
        expires_at: now.seconds_later(core.settings.sign_in.session_days * 86_400),
        browser_name: &asker.browser_name,
        mailbox_proven,
    };
    let session = sessions::insert(db, &new, now).await?;
    persons::signed_in(db, person, now).await?;
    memberships::used(db, chosen.id, now).await?;
    let line = sign_ins::NewSignIn {
        person: Some(person),
        membership: Some(chosen.id),
        mail_fingerprint: &rules::mail_fingerprint(&row.mail),
        outcome,
        asker,
    };
    sign_ins::insert(db, &line, now).await?;
    db.recognise(person, actor_label(&row.name, &chosen.organisation_name, role_label(&chosen.role)));
    Ok(Some(Opened { token, session, several_memberships: valid.len() > 1 }))
}

/// Ends the session in hand. Somebody whose session is over already is out all the same.
pub async fn sign_out(mut tx: WriteTx<SignOut>) -> Result<(), PageError> {
    let Some((person, session)) = tx.actor().member().map(|m| (m.person, m.session)) else { return Ok(()) };
    let now = tx.core().clock.now();
    sessions::end(&mut tx, person, session, now).await?;
    tx.commit(Entry::of("session", session)).await?;
    Ok(())
}

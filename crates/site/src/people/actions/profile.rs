//! What somebody changes about herself: name, professions, telephone, and where her codes go.

use foundation::audit::Entry;
use foundation::mail::Mail;
use foundation::web::PageError;
use serde_json::json;

use super::limits;
use super::registration::Particulars;
use crate::people::model::{Asker, PersonRow};
use crate::people::rules::{self, Verdict};
use crate::people::storage::codes::{self, NewCode};
use crate::people::storage::{persons, sessions};
use crate::permissions::{ChangeMail, ChangeProfile, Reader, WriteTx, Writer};

/// The account of whoever is signed in.
pub async fn own_account(db: &mut Reader) -> Result<PersonRow, PageError> {
    let person = db.actor().member().map(|m| m.person).ok_or(PageError::SignIn)?;
    persons::by_id(db, person).await?.ok_or(PageError::NotFound)
}

/// Stores what changed, with the values before and after. Nothing changed: nothing is stored.
pub async fn change_profile(
    mut tx: WriteTx<ChangeProfile>,
    new: &Particulars,
    telephone: &str,
) -> Result<(), PageError> {
    let own = own_account(&mut tx).await?;
    let before = persons::qualifications(&mut tx, own.id).await?;
    persons::set_particulars(&mut tx, own.id, &new.name, &new.kana, telephone).await?;
    persons::set_qualifications(&mut tx, own.id, &new.professions).await?;
    let after = persons::qualifications(&mut tx, own.id).await?;
    let entry = Entry::of("person", own.id)
        .change("name", own.name, new.name.as_str())
        .change("kana", own.kana, new.kana.as_str())
        .change("telephone", own.telephone, telephone)
        .change("professions", before.join("、"), after.join("、"));
    if entry.has_changes() {
        tx.commit(entry).await?;
    }
    Ok(())
}

/// Where her codes go is changed only by who has just shown that she reads the mailbox they go to now: not by a
/// printed code, not by a browser left open.
async fn own_mailbox_only(tx: &mut WriteTx<ChangeMail>) -> Result<(), PageError> {
    let session = tx.actor().member().map(|m| m.session).ok_or(PageError::SignIn)?;
    let since = tx.core().clock.now().seconds_later(-rules::FRESH_SIGN_IN_MINUTES * 60);
    if sessions::is_proven_since(tx, session, since).await? {
        return Ok(());
    }
    Err(PageError::rule(
        "メールアドレスを変えるには、いったんログアウトして、いまのアドレスに届くコードでログインし直してください。ログインから1時間のあいだ、変えられます。",
    ))
}

/// Mails a code to the address she wants to have. Somebody has it already: the page says the same, and the
/// mailbox more. `Err` of the inner result: what to say at the field.
pub async fn ask_for_new_mail(
    mut tx: WriteTx<ChangeMail>,
    mail: &str,
    asker: &Asker,
) -> Result<Result<(), &'static str>, PageError> {
    let core = tx.core().clone();
    let now = core.clock.now();
    let own = own_account(&mut tx).await?;
    own_mailbox_only(&mut tx).await?;
    if own.mail == mail {
        return Ok(Err("いまのアドレスと同じです。新しいアドレスを入れてください。"));
    }
    let owner = persons::by_mail(&mut tx, mail).await?;
    limits::refuse_too_many_mails(&mut tx, mail, asker, None).await?;
    limits::refuse_too_many_new_mails(&mut tx, own.id).await?;
    let letters = core.chance.code(rules::CODE_LENGTH);
    let minutes = core.settings.sign_in.code_minutes;
    // What nobody was told cannot be typed.
    let fingerprint =
        if owner.is_some() { core.chance.token() } else { rules::code_fingerprint("new_mail", mail, &letters) };
    let new = NewCode {
        purpose: "new_mail",
        mail,
        person: Some(own.id),
        mailed: true,
        fingerprint: &fingerprint,
        browser_fingerprint: Some(&asker.fingerprint()),
        network: asker.network.as_deref(),
        ..NewCode::default()
    };
    codes::insert(&mut tx, &new, now, now.seconds_later(minutes * 60)).await?;
    let letter = if owner.is_some() { taken_letter(&tx, mail) } else { code_letter(&tx, mail, &letters, minutes) };
    tx.mail(letter).await?;
    tx.commit(Entry::of("person", own.id).detail(json!({"new_mail_asked": true}))).await?;
    Ok(Ok(()))
}

fn code_letter(db: &Writer, to: &str, code: &str, minutes: i64) -> Mail {
    let text = format!(
        "れんけいの登録のメールアドレスを、このアドレスに変えるためのコードです。\n\n    {}\n\n\
         コードを頼んだ画面（同じブラウザー）に、このコードを入れてください。{minutes}分のあいだ、一度だけ使えます。\n\n\
         心当たりがないときは、何もしなくて大丈夫です。このコードを人に教えないでください。",
        rules::printed_code(code)
    );
    letter(db, to, "メールアドレスを変えるコード", &text, true)
}

fn taken_letter(db: &Writer, to: &str) -> Mail {
    let text = "れんけいで、登録のメールアドレスをこのアドレスに変えようとした方がいます。\n\
                このアドレスには、すでに別の登録があるため、変えられません。\n\n\
                ご自分で試したときは、このアドレスでログインしてください。心当たりがないときは、何もしなくて大丈夫です。";
    letter(db, to, "すでに登録があります", text, false)
}

fn notice_letter(db: &Writer, old: &str, new: &str) -> Mail {
    let text = format!(
        "れんけいの登録のメールアドレスが、次のアドレスに変わりました。これからのコードとお知らせは、そちらに届きます。\n\n    {new}\n\n\
         心当たりがないときは、すぐに、ご所属の管理者か運営に知らせてください。"
    );
    letter(db, old, "メールアドレスが変わりました", &text, false)
}

fn letter(db: &Writer, to: &str, subject: &str, text: &str, secret: bool) -> Mail {
    let address = &db.core().settings.public_url;
    Mail {
        to: to.to_owned(),
        subject: format!("【れんけい】{subject}"),
        body: format!("{text}\n\n――\nれんけい（在宅医療・介護連携のひろば）\n{address}/\n"),
        secret,
    }
}

/// Takes the code from the new mailbox: from now on codes go there, the old mailbox is told, and every other
/// session ends. `Err` of the inner result: what to say at the field.
pub async fn confirm_new_mail(
    mut tx: WriteTx<ChangeMail>,
    typed: &str,
    asker: &Asker,
) -> Result<Result<(), String>, PageError> {
    let now = tx.core().clock.now();
    let own = own_account(&mut tx).await?;
    own_mailbox_only(&mut tx).await?;
    let session = tx.actor().member().map(|m| m.session).ok_or(PageError::SignIn)?;
    let mut rows = codes::new_mails_held(&mut tx, own.id, &asker.fingerprint()).await?;
    let Some(mail) = rows.first().map(|row| row.mail.clone()) else {
        return Ok(Err(
            "このブラウザーでは、コードを頼んでいません。新しいアドレスを入れるところから始めてください。".to_owned()
        ));
    };
    rows.retain(|row| row.mail == mail);
    let typed = rules::code_fingerprint("new_mail", &mail, typed);
    let (outcome, left) = match rules::judge(&rows, &typed, now) {
        Verdict::Good { code, .. } => {
            let free = persons::by_mail(&mut tx, &mail).await?.is_none();
            if !free || !codes::use_up(&mut tx, code, now).await? {
                return Ok(Err("このアドレスは、いまは使えません。別のアドレスにしてください。".to_owned()));
            }
            persons::set_mail(&mut tx, own.id, &mail).await?;
            codes::void(&mut tx, &own.mail, now).await?;
            sessions::end_others(&mut tx, own.id, session, now).await?;
            let notice = notice_letter(&tx, &own.mail, &mail);
            tx.mail(notice).await?;
            tx.commit(Entry::of("person", own.id).change("mail", own.mail, mail)).await?;
            return Ok(Ok(()));
        }
        Verdict::Wrong { left } => {
            codes::count_wrong_try(&mut tx, &rules::live_codes(&rows, now)).await?;
            (crate::people::model::Outcome::WrongCode, left)
        }
        Verdict::Refused(outcome) => (outcome, 0),
    };
    tx.commit(Entry::of("person", own.id).detail(json!({"outcome": outcome.id()}))).await?;
    Ok(Err(rules::refusal(outcome, left)))
}

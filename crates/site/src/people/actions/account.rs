//! What somebody does about her own account.

use foundation::audit::Entry;
use foundation::web::PageError;
use serde_json::json;

use crate::people::model::{Asker, Outcome};
use crate::people::rules;
use crate::people::storage::{memberships, persons, sessions, sign_ins};
use crate::permissions::{ChangeAccount, WriteTx, Writer};

/// From now on, this session acts in another of her memberships (立場).
pub async fn choose_membership(
    mut tx: WriteTx<ChangeAccount>,
    membership: i64,
    asker: &Asker,
) -> Result<(), PageError> {
    let Some(member) = tx.actor().member().cloned() else { return Err(PageError::SignIn) };
    let today = tx.core().clock.today();
    let valid = memberships::valid_of_person(&mut tx, member.person, today).await?;
    if !valid.iter().any(|m| m.id == membership) {
        return Err(PageError::NotFound);
    }
    sessions::set_membership(&mut tx, member.session, membership).await?;
    if membership != member.membership {
        note_change(&mut tx, member.person, membership, asker).await?;
    }
    let detail = json!({"from": member.membership, "to": membership});
    tx.commit(Entry::of("session", member.session).detail(detail)).await?;
    Ok(())
}

/// The organisation she acts for from now on learns it; the one she leaves does not.
async fn note_change(db: &mut Writer, person: i64, membership: i64, asker: &Asker) -> Result<(), PageError> {
    let now = db.core().clock.now();
    memberships::used(db, membership, now).await?;
    let mail = persons::by_id(db, person).await?.map(|p| p.mail).unwrap_or_default();
    let line = sign_ins::NewSignIn {
        person: Some(person),
        membership: Some(membership),
        mail_fingerprint: &rules::mail_fingerprint(&mail),
        outcome: Outcome::ChangedMembership,
        asker,
    };
    Ok(sign_ins::insert(db, &line, now).await?)
}

/// Accepts or declines an invitation. Accepting opens a door that somebody else gave to the owner of the
/// mailbox: only who has shown to be that may do it, and whoever has not is sent away.
pub async fn answer_invitation(mut tx: WriteTx<ChangeAccount>, membership: i64, accept: bool) -> Result<(), PageError> {
    let Some(member) = tx.actor().member().cloned() else { return Err(PageError::SignIn) };
    let core = tx.core().clone();
    let now = core.clock.now();
    let done = if accept {
        if !sessions::is_proven(&mut tx, member.session).await? {
            return Err(PageError::rule(
                "招待を受けるには、いったんログアウトして、メールで届くコードでログインし直してください（紙のコードで登録した方のための確かめです）。",
            ));
        }
        sessions::end_unproven(&mut tx, member.person, now).await?;
        memberships::accept(&mut tx, member.person, membership, now, core.clock.today()).await?
    } else {
        memberships::decline(&mut tx, member.person, membership, now).await?
    };
    if !done {
        return Err(PageError::rule(
            "この招待は、もう返事が済んでいるか、期間が終わっています。「あなたの登録」で確かめてください。",
        ));
    }
    let detail = json!({"answer": if accept { "accepted" } else { "declined" }});
    tx.commit(Entry::of("membership", membership).detail(detail)).await?;
    Ok(())
}

/// Ends one of her sessions, or every other one than this.
pub async fn end_sessions(mut tx: WriteTx<ChangeAccount>, which: Option<i64>) -> Result<(), PageError> {
    let Some(member) = tx.actor().member().cloned() else { return Err(PageError::SignIn) };
    let now = tx.core().clock.now();
    match which {
        Some(session) => {
            if !sessions::end(&mut tx, member.person, session, now).await? {
                return Err(PageError::NotFound);
            }
            tx.commit(Entry::of("session", session)).await?;
        }
        None => {
            let count = sessions::end_others(&mut tx, member.person, member.session, now).await?;
            tx.commit(Entry::of("person", member.person).detail(json!({"sessions_ended": count}))).await?;
        }
    }
    Ok(())
}

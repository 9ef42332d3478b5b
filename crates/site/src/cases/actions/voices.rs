//! 声: a reader who is signed in writes to those who wrote the case, finds it useful, keeps it on her list; the author's
//! side answers.

use foundation::audit::Entry;
use foundation::mail::Mail;
use serde_json::json;

use super::{CaseError, letters, load};
use crate::cases::model::Case;
use crate::cases::rules;
use crate::cases::storage::{self, NewComment};
use crate::permissions::{AnswerCaseComments, CommentOnCases, LikeCases, Reader, SaveCases, WriteTx, Writer};

const A_DAY: i64 = 24 * 60 * 60;

/// What everybody may read: nobody leaves her voice at anything else.
async fn public(db: &mut Reader, number: i64) -> Result<Case, CaseError> {
    storage::published(db, number).await?.ok_or(CaseError::NotFound)
}

fn person(db: &Reader) -> Result<i64, CaseError> {
    db.actor().member().map(|member| member.person).ok_or(CaseError::NotFound)
}

async fn record(tx: &mut Writer, number: i64, what: &str) -> Result<(), CaseError> {
    Ok(tx.record(Entry::of("case", number).detail(json!({ "what": what }))).await?)
}

/// 役に立った, or not any more.
pub async fn like(tx: &mut WriteTx<LikeCases>, number: i64, on: bool) -> Result<(), CaseError> {
    public(tx, number).await?;
    let (person, at) = (person(tx)?, tx.core().clock.now());
    if on {
        storage::like(tx, number, person, at).await?;
    } else {
        storage::unlike(tx, number, person).await?;
    }
    record(tx, number, if on { "liked" } else { "unliked" }).await
}

/// Onto her list with a note, or off it. What is public no more can only be taken off.
pub async fn save(tx: &mut WriteTx<SaveCases>, number: i64, on: bool, note: &str) -> Result<(), CaseError> {
    let (person, at) = (person(tx)?, tx.core().clock.now());
    if on {
        public(tx, number).await?;
        rules::may_note(note).map_err(CaseError::Refused)?;
        storage::save(tx, number, person, note.trim(), at).await?;
    } else {
        if !storage::is_saved(tx, number, person).await? {
            public(tx, number).await?;
        }
        storage::forget(tx, number, person).await?;
    }
    record(tx, number, if on { "saved" } else { "unsaved" }).await
}

/// To those who wrote the case. The same form sent again stores nothing more.
pub async fn comment(
    tx: &mut WriteTx<CommentOnCases>,
    number: i64,
    body: &str,
    form_key: &str,
) -> Result<(), CaseError> {
    use foundation::permissions::Actor as _;
    let case = public(tx, number).await?;
    let (person, at) = (person(tx)?, tx.core().clock.now());
    let today = storage::count_comments_since(tx, person, at.seconds_later(-A_DAY)).await?;
    rules::may_comment(body, today).map_err(CaseError::Refused)?;
    let label = tx.actor().label();
    // Sent again from the same page with other words, or by somebody else, it is another comment.
    let form_key = foundation::chance::fingerprint(&format!("{person} {form_key} {}", body.trim()));
    let new = NewComment { number, person, label: &label, body: body.trim(), form_key: &form_key, at };
    if !storage::add_comment(tx, &new).await? {
        return record(tx, number, "comment sent again").await;
    }
    let said = "取組事例を読んだ方から、書いた方への声が届きました。事例のページで読み、返事を書けます。";
    let to = letters::writers(tx, &case).await?.into_iter().filter(|(_, to)| *to != Some(person)).map(|(mail, _)| mail);
    for mail in to.collect::<Vec<_>>() {
        tell(tx, &case, mail, "声が届きました", said).await?;
    }
    record(tx, number, "commented").await
}

/// The author's side answers; who wrote is told.
pub async fn answer(
    tx: &mut WriteTx<AnswerCaseComments>,
    number: i64,
    comment: i64,
    answer: &str,
) -> Result<(), CaseError> {
    use foundation::permissions::Actor as _;
    let case = load(tx, number).await?;
    let to = storage::commenter(tx, &case, comment).await?.ok_or(CaseError::NotFound)?;
    rules::may_answer(answer).map_err(CaseError::Refused)?;
    let (by, at) = (tx.actor().label(), tx.core().clock.now());
    storage::answer_comment(tx, &case, comment, answer.trim(), &by, at).await?;
    if let Some(mail) = crate::people::address_of(tx, to).await? {
        let said = "取組事例にあなたが送った声に、書いた方から返事がありました。事例のページで読めます。";
        tell(tx, &case, mail, "返事がありました", said).await?;
    }
    record(tx, number, "comment answered").await
}

/// A comment that needs no answer (thanks, a remark) waits for nobody any more.
pub async fn settle(tx: &mut WriteTx<AnswerCaseComments>, number: i64, comment: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    storage::commenter(tx, &case, comment).await?.ok_or(CaseError::NotFound)?;
    let at = tx.core().clock.now();
    storage::settle_comment(tx, &case, comment, at).await?;
    record(tx, number, "comment settled").await
}

/// A letter without anything that was written: that stands on the page.
async fn tell(tx: &mut Writer, case: &Case, to: String, what: &str, said: &str) -> Result<(), CaseError> {
    let title = &case.content.texts.title;
    let address = format!("{}/cases/{}#voices", tx.core().settings.public_url.trim_end_matches('/'), case.number);
    let subject = format!("【れんけい】事例「{title}」に{what}");
    let body = format!(
        "{said}\n\n事例{}「{title}」\n{address}\n\nこのメールは「れんけい」から自動で送っています。\n",
        case.number
    );
    tx.mail(Mail { to, subject, body, secret: false }).await?;
    Ok(())
}

//! `/demo/mailbox`: the outbox, so that a mailed code can be read where no mail leaves the house.

use foundation::mail;
use foundation::web::{PageError, Reply, Req};

use crate::demo::views::{LetterPage, MailboxPage, pieces};
use crate::permissions::{LookAtDemo, ReadTx};
use crate::shared::{Frame, render};

const MAILS: i64 = 100;

pub async fn list(mut tx: ReadTx<LookAtDemo>, _req: Req) -> Result<Reply, PageError> {
    let mails = mail::newest(&mut tx, MAILS).await?;
    render(&MailboxPage {
        frame: Frame::new(&tx, "デモのメール箱")
            .purpose("デモではメールは外に出ません。送られるはずだったメールを、新しい順にここで読めます。")
            .crumb("デモの人物", "/demo"),
        mails: mails.into_iter().map(Into::into).collect(),
    })
    .map(Reply::never_kept)
}

pub async fn one(mut tx: ReadTx<LookAtDemo>, req: Req) -> Result<Reply, PageError> {
    let mail = mail::kept(&mut tx, req.number("mail")?).await?.ok_or(PageError::NotFound)?;
    let pieces = pieces(&mail.body, &tx.core().settings.public_url);
    render(&LetterPage {
        frame: Frame::new(&tx, &*mail.subject).crumb("デモの人物", "/demo").crumb("デモのメール箱", "/demo/mailbox"),
        mail: mail.into(),
        pieces,
    })
    .map(Reply::never_kept)
}

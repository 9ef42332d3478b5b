//! `/operations`: what went wrong and has to be looked at.

use foundation::jobs::overview as jobs;
use foundation::mail::overview as mails;
use foundation::web::{PageError, Reply, Req};

use crate::operations::actions;
use crate::operations::views::{OverviewPage, RecurringRow, count_facts};
use crate::permissions::{LookAtOperations, ReadTx, RetryJob, WriteTx};
use crate::shared::{Frame, render};

const MOST_SHOWN: i64 = 100;
/// A mail usually leaves within seconds.
const MAIL_WAITS_LONG_SECONDS: i64 = 600;

pub async fn get(mut tx: ReadTx<LookAtOperations>, req: Req) -> Result<Reply, PageError> {
    let since = tx.core().clock.now().seconds_later(-MAIL_WAITS_LONG_SECONDS);
    let counts = jobs::counts(&mut tx).await?;
    let dead = jobs::dead(&mut tx, MOST_SHOWN).await?;
    // In a demonstration mails are meant to stay.
    let troubled =
        if tx.core().postman.sends() { mails::troubled(&mut tx, since, MOST_SHOWN).await? } else { Vec::new() };
    let mut frame = Frame::new(&tx, "運用")
        .purpose("止まった処理と、送れていないメールです。中身は表示しません。")
        .within("/operations")
        .under_home();
    if req.query.get("done") == "retried" {
        frame = frame.notice("success", "もう一度、順番に入れました。");
    }
    render(&OverviewPage {
        frame,
        counts: count_facts(counts),
        jobs: dead.into_iter().map(Into::into).collect(),
        mails: troubled.into_iter().map(Into::into).collect(),
        recurring: crate::schedule::all().list().iter().map(|r| RecurringRow { kind: r.kind, says: r.says }).collect(),
    })
}

pub async fn retry(mut tx: WriteTx<RetryJob>, req: Req) -> Result<Reply, PageError> {
    actions::retry_job(&mut tx, req.number("id")?).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done("/operations?done=retried"))
}

//! The steps of a case: 事務局に出す, 公開する, 差し戻す, 公開を終える. Each leads back to the case.

use foundation::web::{PageError, Reply, Req};

use crate::cases::actions;
use crate::cases::rules::REASON_CHARACTERS;
use crate::permissions::{ArchiveCases, ReviewCases, SubmitCases, WriteTx};

fn to_case(number: i64, done: &str) -> Reply {
    Reply::see_other(&format!("/cases/{number}?done={done}"))
}

pub async fn submit(mut tx: WriteTx<SubmitCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    actions::submit(&mut tx, number).await?;
    tx.commit_recorded().await?;
    Ok(to_case(number, "submitted"))
}

pub async fn publish(mut tx: WriteTx<ReviewCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let now = tx.core().clock.now();
    actions::publish(&mut tx, number, now).await?;
    tx.commit_recorded().await?;
    Ok(to_case(number, "published"))
}

pub async fn send_back(mut tx: WriteTx<ReviewCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let reason = japanese::fold::tidy(req.form.get("reason"));
    if reason.chars().count() > REASON_CHARACTERS {
        return Err(PageError::rule(format!(
            "差戻しの理由は{REASON_CHARACTERS}文字までです。短くしてから、もう一度お試しください。"
        )));
    }
    actions::send_back(&mut tx, number, &reason).await?;
    tx.commit_recorded().await?;
    Ok(to_case(number, "returned"))
}

pub async fn archive(mut tx: WriteTx<ArchiveCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    actions::archive(&mut tx, number).await?;
    tx.commit_recorded().await?;
    Ok(to_case(number, "archived"))
}

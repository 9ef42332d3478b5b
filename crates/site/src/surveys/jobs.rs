//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use super::actions::intakes::taking;
use super::actions::{releasing, renewing, telling, tidy_codes};
use super::rules::criteria::FENCES_EVERY_SECONDS;
use super::rules::releasing::EVERY_SECONDS;
use crate::permissions::{Actor, AppCore, HoldAgainst, ReleaseAnswers, SendSurveyLetters, TidySheets, TidySurveyCodes};

pub const TIDY: Recurring = Recurring {
    kind: "surveys.tidy_codes",
    every_seconds: 86_400,
    says: "調査の案内のコードを試した記録と、終わった回答のつながりを消す（毎日0時）",
};

/// How the record names it.
const NAME: &str = "調査の案内のコードを試した記録の片づけ";

pub async fn tidy(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<TidySurveyCodes>(Actor::Job(NAME), TIDY.kind).await?;
    // Nothing to forget is nothing to record.
    if tidy_codes(&mut tx).await? {
        tx.commit_recorded().await?;
    }
    Ok(())
}

pub const TIDY_SHEETS: Recurring = Recurring {
    kind: "surveys.tidy_sheets",
    every_seconds: 86_400,
    says: "受け取った回答票のうち、決まったものと30日たったもののファイルを消す（毎日0時）",
};

/// How the record names it.
const NAME_OF_SHEETS: &str = "受け取った回答票の片づけ";

pub async fn tidy_sheets(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<TidySheets>(Actor::Job(NAME_OF_SHEETS), TIDY_SHEETS.kind).await?;
    // Nothing to delete is nothing to record.
    if taking::tidy(&mut tx).await? > 0 {
        tx.commit_recorded().await?;
    }
    Ok(())
}

pub const HOLD_AGAINST: Recurring = Recurring {
    kind: renewing::KIND,
    every_seconds: FENCES_EVERY_SECONDS,
    says: "回答が変わった調査の四分位を計算し直し、まだ当てていない回答を指摘の規則に当てる（毎時）",
};

/// How the record names it.
const NAME_OF_HOLDING: &str = "回答を指摘の規則に当てる";

/// Of one survey where the payload names it, else of all; a batch is a transaction.
pub async fn hold_against(core: Arc<AppCore>, task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    hold_all_against(&core, task.payload["survey"].as_i64(), Actor::Job(NAME_OF_HOLDING)).await
}

/// The same for whoever cannot wait for a job: the filling of the demonstration.
pub async fn hold_all_against(
    core: &Arc<AppCore>,
    survey: Option<i64>,
    actor: Actor,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut look = core.read::<HoldAgainst>(actor.clone(), HOLD_AGAINST.kind).await?;
    let surveys = renewing::surveys(&mut look, survey).await?;
    drop(look);
    for survey in surveys {
        let mut tx = core.write::<HoldAgainst>(actor.clone(), HOLD_AGAINST.kind).await?;
        if renewing::renew_fences(&mut tx, &survey).await? {
            tx.commit_recorded().await?;
        } else {
            drop(tx);
        }
        loop {
            let mut tx = core.write::<HoldAgainst>(actor.clone(), HOLD_AGAINST.kind).await?;
            if renewing::renew_batch(&mut tx, &survey).await? == 0 {
                break;
            }
            tx.commit_recorded().await?;
        }
    }
    Ok(())
}

pub const RELEASE: Recurring = Recurring {
    kind: "surveys.release",
    every_seconds: EVERY_SECONDS,
    says: "新しい回答を、ほかの団体の比較に、どのまとまりでも5団体以上ずつ加える（毎日0時）",
};

/// How the record names it.
const NAME_OF_RELEASING: &str = "回答をほかの団体の比較に加える";

pub async fn release(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    release_all(&core, Actor::Job(NAME_OF_RELEASING)).await
}

/// The same for the filling of the demonstration.
pub async fn release_all(core: &Arc<AppCore>, actor: Actor) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut look = core.read::<ReleaseAnswers>(actor.clone(), RELEASE.kind).await?;
    let surveys = releasing::surveys(&mut look).await?;
    drop(look);
    for survey in surveys {
        let mut tx = core.write::<ReleaseAnswers>(actor.clone(), RELEASE.kind).await?;
        if releasing::release(&mut tx, &survey).await? > 0 {
            tx.commit_recorded().await?;
        }
    }
    Ok(())
}

/// How the record names it.
const NAME_OF_TELLING: &str = "調査の知らせをまとめて送る";

pub async fn tell_answered(core: Arc<AppCore>, task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let survey = task.payload["survey"].as_i64().ok_or("payload without a survey")?;
    let mut tx = core.write::<SendSurveyLetters>(Actor::Job(NAME_OF_TELLING), telling::ANSWERED).await?;
    telling::tell_answered(&mut tx, survey).await?;
    if tx.has_records() {
        tx.commit_recorded().await?;
    }
    Ok(())
}

pub async fn tell_corrected(core: Arc<AppCore>, task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let survey = task.payload["survey"].as_i64().ok_or("payload without a survey")?;
    loop {
        let mut tx = core.write::<SendSurveyLetters>(Actor::Job(NAME_OF_TELLING), telling::CORRECTED).await?;
        if telling::tell_corrected(&mut tx, survey).await? == 0 {
            return Ok(());
        }
        tx.commit_recorded().await?;
    }
}

/// How the record names it.
const NAME_OF_TAKING: &str = "回答票の取り込み";

pub async fn take_sheets(core: Arc<AppCore>, task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let taking = task.payload["taking"].as_i64().ok_or("payload without a taking")?;
    Ok(taking::carry_on(&core, &Actor::Job(NAME_OF_TAKING), taking).await?)
}

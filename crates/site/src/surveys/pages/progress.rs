//! `/surveys/{survey}/progress`: 準備中 → 受付中 → 締切後, with what to look at before.

use foundation::web::{PageError, Reply, Req};

use super::editing::{frame, working};
use super::list::period;
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::{Link, moment_of, number, render};
use crate::surveys::actions::concordance::{self, NoYears};
use crate::surveys::actions::drafting::EditError;
use crate::surveys::actions::opening;
use crate::surveys::model::SurveyState;
use crate::surveys::model::editing::{Turn, Working};
use crate::surveys::rules::editing::{self as rules, EditRefusal};
use crate::surveys::storage::editing;
use crate::surveys::views::editing::{CheckRow, ProgressPage, TurnRow, tabs};

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let mut page = page(&mut tx, &working, "", "").await?;
    let done = match req.query.get("done") {
        "open" => "受付を始めました。",
        "close" => "受付を閉じました。",
        "reopen" => "もう一度、受付を始めました。",
        _ => "",
    };
    if !done.is_empty() {
        page.frame = page.frame.notice("success", done);
    }
    render(&page)
}

async fn asked(db: &mut Reader, working: &Working) -> Result<String, PageError> {
    let count = match working.survey.respondent.as_str() {
        "municipality" => crate::regions::all_towns(db).await?.len(),
        "prefecture" => crate::regions::all_prefectures(db).await?.len(),
        _ => return Ok("コーディネーター（名簿なし）".to_owned()),
    };
    Ok(format!("{}{}団体", working.survey.who(), number(i64::try_from(count).unwrap_or_default())))
}

async fn page(db: &mut Reader, working: &Working, reason: &str, reason_error: &str) -> Result<ProgressPage, PageError> {
    let survey = &working.survey;
    let state = survey.state();
    let asked = asked(db, working).await?;
    let base = format!("/surveys/{}", survey.id);
    let faults = working.definition.verify();
    let days = rules::may_open(state, survey.opens_on.parse().ok(), survey.due());
    let mut checks = Vec::new();
    if state == SurveyState::Draft {
        let good = |is: bool| if is { ("done", "よい") } else { ("late", "直す") };
        let questions = working.definition.questions().filter(|(_, q)| q.kind.is_asked()).count();
        let (mark, word) = good(faults.is_empty());
        let found = if faults.is_empty() {
            format!("{questions}問、誤りはありません")
        } else {
            format!("直すところ{}か所", faults.len())
        };
        checks.push(CheckRow {
            what: "調査票", found, mark, word, link: Link::new("調査票", format!("{base}/edit"))
        });
        let (mark, word) = good(days.is_ok());
        let link = Link::new("題名と期間", format!("{base}/edit/outline"));
        checks.push(CheckRow { what: "期間", found: period(survey), mark, word, link });
        let link = Link::new("題名と期間", format!("{base}/edit/outline"));
        checks.push(CheckRow { what: "答える方", found: asked.clone(), mark: "done", word: "よい", link });
        checks.push(concordance_check(db, survey.id, &base).await?);
    }
    let hindrance = match (state, &days, faults.is_empty()) {
        (SurveyState::Draft, Err(refusal), _) => refusal.sentence(),
        (SurveyState::Draft, Ok(()), false) => {
            "調査票に直すところがあります。上の「調査票」から直してください。".to_owned()
        }
        _ => String::new(),
    };
    let turns = editing::turns(db, survey.id).await?;
    Ok(ProgressPage {
        frame: frame(db, working, "受付", true).purpose("調査の受付を始め、閉じます。"),
        tabs: tabs(survey.id, "progress"),
        action: format!("{base}/progress"),
        step: match state {
            SurveyState::Draft => 1,
            SurveyState::Open => 2,
            SurveyState::Closed => 3,
            SurveyState::Frozen => 4,
        },
        checks,
        may_open: state == SurveyState::Draft && hindrance.is_empty(),
        hindrance,
        may_close: rules::may_close(state).is_ok(),
        may_reopen: state == SurveyState::Closed,
        asked,
        reason: reason.to_owned(),
        reason_error: reason_error.to_owned(),
        turns: turns.iter().rev().map(turn_row).collect(),
    })
}

async fn concordance_check(db: &mut Reader, survey: i64, base: &str) -> Result<CheckRow, PageError> {
    let (found, mark, word) = match concordance::years(db, survey).await? {
        Ok(years) if years.stored.as_ref().is_some_and(|stored| stored.is_confirmed) => {
            ("確かめてあります", "done", "よい")
        }
        Ok(_) => ("自動で作ったままです", "info", "あとでもよい"),
        Err((_, NoYears::NoPrevious)) => ("前の年の調査がありません", "info", "要りません"),
        Err((_, NoYears::Unsound)) => ("調査票ができてから作れます", "info", "あとでもよい"),
    };
    let link = Link::new("対応表", format!("{base}/concordance"));
    Ok(CheckRow { what: "前年との対応表", found: found.to_owned(), mark, word, link })
}

fn turn_row(turn: &Turn) -> TurnRow {
    let label = |state: &str| SurveyState::of(state).map_or("", SurveyState::label);
    TurnRow {
        at: moment_of(&turn.at),
        before: label(&turn.state_before),
        after: label(&turn.state_after),
        by: turn.by_label.clone(),
        reason: turn.reason.clone(),
    }
}

pub async fn post(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let id = working.survey.id;
    let to = req.form.get("to").to_owned();
    let reason = japanese::fold::tidy(req.form.get("reason"));
    let outcome = match to.as_str() {
        "open" => opening::open(&mut tx, id).await,
        "reopen" => opening::reopen(&mut tx, id, &reason).await,
        _ => {
            return Err(PageError::BadRequest {
                sentence: "画面のボタンから行ってください。".to_owned()
            });
        }
    };
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/surveys/{id}/progress?done={to}")))
        }
        Err(EditError::Refused(refusal @ EditRefusal::Reason(_))) => {
            Ok(render(&page(&mut tx, &working, &reason, &refusal.sentence()).await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

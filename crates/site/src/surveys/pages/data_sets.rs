//! `/surveys/{survey}/data-sets`: 中間締め and 確定, what was cut before, its files and its hash.

use std::sync::Arc;

use foundation::web::{PageError, Reply, Req};

use super::list::{below, figure};
use super::open::survey_in_reach;
use crate::permissions::{CutDataSets, LookAtDataSets, ReadTx, Reader, WriteTx, reach_of};
use crate::shared::{Fact, Link, moment_of, number, render};
use crate::surveys::actions::data_sets as actions;
use crate::surveys::actions::{SurveyError, ready};
use crate::surveys::exchange::data_sets::{self as files, Edition};
use crate::surveys::model::SurveyRow;
use crate::surveys::model::data_sets::{DataSet, DataSetKind};
use crate::surveys::rules::{Refusal, data_sets as rules};
use crate::surveys::storage::{self, data_sets as sets};
use crate::surveys::views::data_sets::{CutDesk, DataSetLine, DataSetPage, DataSetsPage, ReopeningLine};
use crate::surveys::views::survey_mark;

/// Letters of a hash in a table.
const HASH_SHOWN: usize = 12;

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

pub async fn get(mut tx: ReadTx<LookAtDataSets>, req: Req) -> Result<Reply, PageError> {
    render(&page(&mut tx, &req, CutDesk::default(), told(req.query.get("done"))).await?)
}

fn told(done: &str) -> &'static str {
    match done {
        "interim" => "中間締めをしました。回収は続いています。",
        "final" => "データを確定しました。",
        "reopened" => "訂正のために開きました。直し終えたら、次の番号のデータを確定してください。",
        _ => "",
    }
}

async fn page(db: &mut Reader, req: &Req, mut desk: CutDesk, done: &str) -> Result<DataSetsPage, PageError> {
    let survey = survey_in_reach(db, req).await?;
    let base = format!("/surveys/{}/data-sets", survey.id);
    let all = sets::of_survey(db, survey.id).await?;
    let reopenings = sets::reopenings(db, survey.id).await?;
    let (asked, collected) = storage::collected(db, survey.id).await?;
    let may = reach_of::<CutDataSets>(db.actor()).is_some_and(|scope| scope.reaches_programme(survey.programme_id));
    desk.may_cut = may && rules::may_cut(survey.state(), DataSetKind::Interim, false, "").is_ok();
    desk.may_reopen = may && rules::may_reopen(survey.state(), "理由").is_ok();
    let listed = (survey.respondent != "coordinator").then_some(asked);
    let mut frame =
        below(db, &survey, "締めたデータ").purpose("集計のもとになる回答を、番号、日時、検証の値とともに残します。");
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    Ok(DataSetsPage {
        frame,
        state: survey.state().label(),
        mark: survey_mark(survey.state()),
        facts: vec![fact("いまの回収", figure(listed.unwrap_or(0), collected), "提出と確定の合計です。")],
        rows: all.iter().map(|set| line(&base, set)).collect(),
        reopenings: reopenings
            .into_iter()
            .map(|reopening| ReopeningLine {
                at: moment_of(&reopening.at),
                after: format!("第{}号", reopening.after_number),
                by: reopening.by_label,
                reason: reopening.reason,
            })
            .collect(),
        desk,
        room: format!("/surveys/{}/collection", survey.id),
        base,
    })
}

fn line(base: &str, set: &DataSet) -> DataSetLine {
    DataSetLine {
        name: set.name(),
        href: format!("{base}/{}", set.number),
        at: moment_of(&set.made_at),
        by: set.by_label.clone(),
        figure: figure(set.asked.unwrap_or(0), set.respondents),
        remark: set.remark.clone(),
        hash: set.hash.chars().take(HASH_SHOWN).collect(),
    }
}

async fn set_of(db: &mut Reader, req: &Req) -> Result<(SurveyRow, DataSet), PageError> {
    let survey = survey_in_reach(db, req).await?;
    let set = sets::numbered(db, survey.id, req.number("data_set")?).await?.ok_or(PageError::NotFound)?;
    Ok((survey, set))
}

async fn canonical(db: &mut Reader, survey: &SurveyRow, set: &DataSet) -> Result<String, PageError> {
    let rows = sets::rows(db, set.id).await?;
    rules::canonical(&actions::head(survey, &set.source), &rows).map_err(PageError::broken)
}

/// `fy2026_municipality_1.jsonl`
fn file_name(survey: &SurveyRow, set: &DataSet, ending: &str) -> String {
    format!("{}_{}{ending}", survey.name, set.number)
}

pub async fn one(mut tx: ReadTx<LookAtDataSets>, req: Req) -> Result<Reply, PageError> {
    let (survey, set) = set_of(&mut tx, &req).await?;
    let computed = if req.query.get("check") == "1" {
        rules::hash(&canonical(&mut tx, &survey, &set).await?)
    } else {
        String::new()
    };
    let list = format!("/surveys/{}/data-sets", survey.id);
    let base = format!("{list}/{}", set.number);
    let mut facts = vec![
        fact("締めた日時", moment_of(&set.made_at), &set.by_label),
        fact("回答", figure(set.asked.unwrap_or(0), set.respondents), "提出と確定の合計です。"),
        fact("出典", set.source.clone(), ""),
    ];
    if !set.remark.is_empty() {
        facts.push(fact("添えたことば", set.remark.clone(), ""));
    }
    let frame = below(&tx, &survey, &format!("データ{}", set.name())).crumb("締めたデータ", &*list);
    render(&DataSetPage {
        frame: frame.purpose(format!("{} {}団体の回答です。", survey.title, number(set.respondents))),
        facts,
        check: format!("{base}?check=1#hash"),
        file: file_name(&survey, &set, ".jsonl"),
        downloads: vec![
            Link::new("回答（CSV）", format!("{base}/answers.csv")),
            Link::new("列と符号の説明（CSV）", format!("{base}/codes.csv")),
            Link::new("検証できる形（JSON Lines）", format!("{base}/answers.jsonl")),
        ],
        hash: set.hash,
        computed,
        back: list,
    })
}

async fn editions(db: &mut Reader, survey: i64) -> Result<Vec<Edition>, PageError> {
    let mut editions = Vec::new();
    for (id, edition, definition) in sets::editions(db, survey).await? {
        editions.push((id, edition, ready(&definition)?));
    }
    Ok(editions)
}

pub async fn answers_csv(mut tx: ReadTx<LookAtDataSets>, req: Req) -> Result<Reply, PageError> {
    let (survey, set) = set_of(&mut tx, &req).await?;
    let editions = editions(&mut tx, survey.id).await?;
    let rows = sets::rows(&mut tx, set.id).await?;
    let body = files::wide(&set, &rows, &editions).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&file_name(&survey, &set, ".csv")))
}

pub async fn codes_csv(mut tx: ReadTx<LookAtDataSets>, req: Req) -> Result<Reply, PageError> {
    let (survey, set) = set_of(&mut tx, &req).await?;
    let editions = editions(&mut tx, survey.id).await?;
    let body = files::code_table(&set, &editions).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&file_name(&survey, &set, "_codes.csv")))
}

/// The canonical form itself: its `sha256sum` is the hash.
pub async fn answers_jsonl(mut tx: ReadTx<LookAtDataSets>, req: Req) -> Result<Reply, PageError> {
    let (survey, set) = set_of(&mut tx, &req).await?;
    let body = canonical(&mut tx, &survey, &set).await?;
    Ok(Reply::typed("application/jsonl; charset=utf-8", body).as_download(&file_name(&survey, &set, ".jsonl")))
}

pub async fn interim(mut tx: WriteTx<CutDataSets>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let remark = req.form.get("remark").to_owned();
    let outcome = actions::cut(&mut tx, survey.id, DataSetKind::Interim, &remark).await.map(drop);
    let desk = |sentence| CutDesk { remark: remark.clone(), remark_error: sentence, ..CutDesk::default() };
    finish(tx, outcome, &req, "interim", desk).await
}

pub async fn reopen(mut tx: WriteTx<CutDataSets>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let reason = req.form.get("reason").to_owned();
    let outcome = actions::reopen(&mut tx, survey.id, &reason).await;
    let desk = |sentence| CutDesk { reason: reason.clone(), reason_error: sentence, ..CutDesk::default() };
    finish(tx, outcome, &req, "reopened", desk).await
}

async fn finish(
    tx: WriteTx<CutDataSets>,
    outcome: Result<(), SurveyError>,
    req: &Req,
    done: &str,
    desk: impl Fn(String) -> CutDesk,
) -> Result<Reply, PageError> {
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/surveys/{}/data-sets?done={done}", req.text("survey"))))
        }
        Err(SurveyError::Refused(
            refusal @ (Refusal::NoCorrectionReason | Refusal::LongReason(_) | Refusal::SameDataSet(_)),
        )) => {
            let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
            drop(tx);
            let mut tx = core.read::<LookAtDataSets>(actor, &req.request_id).await?;
            Ok(render(&page(&mut tx, req, desk(refusal.sentence()), "").await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

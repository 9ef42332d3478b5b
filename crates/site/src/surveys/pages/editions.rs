//! `/surveys/{survey}/editions`: every edition with what it changed, and publishing the next one.

use std::collections::BTreeMap;

use foundation::web::{PageError, Reply, Req};
use questionnaire::Definition;
use questionnaire::editions::differences;

use super::editing::importing::workbook;
use super::editing::{difference_rows, frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::{moment_of, number, render};
use crate::surveys::actions::drafting::EditError;
use crate::surveys::actions::opening;
use crate::surveys::model::SurveyState;
use crate::surveys::model::editing::{EditionRow, Working};
use crate::surveys::rules::editing::EditRefusal;
use crate::surveys::storage::editing;
use crate::surveys::views::editing::{EditionBlock, EditionsPage, PublishForm, tabs};

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let done = req.query.get("done") == "published";
    let mut page = page(&mut tx, &working, "", &BTreeMap::new()).await?;
    if done {
        let newest = page.editions.first().map_or(0, |edition| edition.number);
        page.frame = page.frame.notice("success", format!("第{newest}版を出しました。"));
    }
    render(&page)
}

fn read(row: &EditionRow) -> Result<Definition, PageError> {
    serde_json::from_str(&row.definition).map_err(PageError::broken)
}

async fn page(
    db: &mut Reader,
    working: &Working,
    reason: &str,
    errors: &BTreeMap<&'static str, String>,
) -> Result<EditionsPage, PageError> {
    let survey = &working.survey;
    let rows = editing::editions(db, survey.id).await?;
    let counts: BTreeMap<i64, (i64, i64)> = editing::respondents_by_edition(db, survey.id)
        .await?
        .into_iter()
        .map(|(edition, all, handed_in)| (edition, (all, handed_in)))
        .collect();
    let definitions = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let editions = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let before = definitions.get(at + 1);
            let found = before.zip(definitions.get(at)).map(|(old, new)| differences(old, new)).unwrap_or_default();
            let (all, handed_in) = counts.get(&row.id).copied().unwrap_or_default();
            EditionBlock {
                number: row.edition,
                published: moment_of(&row.published_at),
                by: row.published_by.clone(),
                reason: row.reason.clone(),
                fingerprint: row.fingerprint.clone(),
                respondents: format!("{}（うち提出{}）", number(all), number(handed_in)),
                xlsform: format!("/surveys/{}/editions/{}", survey.id, row.edition),
                differences: difference_rows(&found),
                is_first: before.is_none(),
                is_newest: at == 0,
            }
        })
        .collect();
    let begun = working.is_begun();
    let publish = match (&working.published, working.is_draft() && survey.state() != SurveyState::Frozen) {
        (Some(_), true) if begun => Some(publish_form(db, working, reason, errors).await?),
        _ => None,
    };
    Ok(EditionsPage {
        frame: frame(db, working, "版", true)
            .purpose("出した調査票の版と、その変わりかたです。出した版は変わりません。"),
        tabs: tabs(survey.id, "editions"),
        action: format!("/surveys/{}/editions", survey.id),
        edit: working.base(),
        unpublished: rows.is_empty() || !begun,
        publish: publish.filter(|form| !form.differences.is_empty()),
        editions,
    })
}

async fn publish_form(
    db: &mut Reader,
    working: &Working,
    reason: &str,
    errors: &BTreeMap<&'static str, String>,
) -> Result<PublishForm, PageError> {
    let (found, impact) = opening::correction(db, working).await?;
    let faults = working.definition.verify();
    let hindrance = if !faults.is_empty() {
        EditRefusal::Unsound(faults).sentence()
    } else if !impact.broken_promises.is_empty() {
        EditRefusal::Promise(impact.broken_promises.clone()).sentence()
    } else {
        String::new()
    };
    let error = |field: &str| errors.get(field).cloned().unwrap_or_default();
    Ok(PublishForm {
        number: working.next_edition(),
        errors: errors.iter().map(|(field, sentence)| ((*field).to_owned(), sentence.clone())).collect(),
        reason: reason.to_owned(),
        reason_error: error("reason"),
        differences: difference_rows(&found),
        touched: impact.touched.into_iter().map(|(what, count)| (what, format!("答え{count}件"))).collect(),
        consent_error: error("consent"),
        hindrance,
    })
}

pub async fn post(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    if !working.is_begun() {
        // The first edition comes with opening.
        return Err(EditError::Refused(EditRefusal::WrongState(working.survey.state())).into());
    }
    let reason = japanese::fold::tidy(req.form.get("reason"));
    let consents = req.form.get("consent") == "yes";
    match opening::publish(&mut tx, working.survey.id, &reason, consents).await {
        Ok(_) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/surveys/{}/editions?done=published", working.survey.id)))
        }
        Err(EditError::Refused(refusal @ (EditRefusal::Reason(_) | EditRefusal::NeedsConsent(_)))) => {
            let field = if matches!(refusal, EditRefusal::Reason(_)) { "reason" } else { "consent" };
            let errors = BTreeMap::from([(field, refusal.sentence())]);
            Ok(render(&page(&mut tx, &working, &reason, &errors).await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

/// `/surveys/{survey}/editions/{edition}`: one edition as XLSForm.
pub async fn export(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let survey = editing::survey(&mut tx, req.number("survey")?).await?.ok_or(PageError::NotFound)?;
    let row = editing::edition(&mut tx, survey.id, req.number("edition")?).await?.ok_or(PageError::NotFound)?;
    workbook(&read(&row)?)
}

//! `/surveys/{survey}/edits`: every answer the office put right, with before, after and reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Fields, Page, PageError, PageLinks, Reply, Req};
use questionnaire::Form;

use super::list::below;
use super::open::survey_in_reach;
use crate::permissions::{LookAtFindings, ReadTx, Reader};
use crate::shared::{DEMO_MARK, Pagination, moment_of, render};
use crate::surveys::actions::ready;
use crate::surveys::exchange::edits as files;
use crate::surveys::model::checking::Edit;
use crate::surveys::storage::{correcting, data_sets};
use crate::surveys::views::checking::{EditLine, EditsPage};
use crate::surveys::views::in_words;

const ROWS_PER_PAGE: i64 = 50;

/// Editions by their number in the database.
async fn forms(db: &mut Reader, survey: i64) -> Result<BTreeMap<i64, Arc<Form>>, PageError> {
    let mut forms = BTreeMap::new();
    for (id, _, definition) in data_sets::editions(db, survey).await? {
        forms.insert(id, ready(&definition)?);
    }
    Ok(forms)
}

fn line(survey: i64, forms: &BTreeMap<i64, Arc<Form>>, edit: &Edit) -> EditLine {
    let form = forms.get(&edit.edition_id);
    let question = form.and_then(|form| form.question(&edit.question));
    let words = |json: Option<&str>| match (form, question) {
        (Some(form), Some(question)) => in_words::stored(form, question, json),
        _ => json.unwrap_or_default().to_owned(),
    };
    EditLine {
        name: edit.name.clone(),
        prefecture: edit.prefecture_name.clone(),
        question: question.map_or_else(|| edit.question.clone(), questionnaire::Question::name),
        href: format!("/surveys/{survey}/{}/questions/{}", edit.code, edit.question),
        at: moment_of(&edit.at),
        before: words(edit.before.as_deref()),
        after: words(edit.after.as_deref()),
        by: edit.by_label.clone(),
        reason: edit.reason.clone(),
        remark: remark(edit).to_owned(),
    }
}

fn remark(edit: &Edit) -> &'static str {
    if edit.undone_by.is_some() {
        "取り消されています。"
    } else if edit.undoes_id.is_some() {
        "前の整理を取り消したものです。"
    } else {
        ""
    }
}

pub async fn get(mut tx: ReadTx<LookAtFindings>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let base = format!("/surveys/{}/edits", survey.id);
    let total = correcting::count(&mut tx, survey.id).await?;
    let page = Page::of(&req.query, ROWS_PER_PAGE).within(total);
    let edits = correcting::edits(&mut tx, survey.id, Some(page)).await?;
    let forms = forms(&mut tx, survey.id).await?;
    render(&EditsPage {
        frame: below(&tx, &survey, "整理の記録")
            .wide()
            .purpose("提出のあとで事務局が直した答えです。団体の方にも見えています。"),
        rows: edits.iter().map(|edit| line(survey.id, &forms, edit)).collect(),
        pagination: Pagination::new(&PageLinks::new(&base, &Fields::default(), page, total), "件"),
        csv: format!("/surveys/{}/edits.csv", survey.id),
        findings: format!("/surveys/{}/findings", survey.id),
    })
}

pub async fn csv(mut tx: ReadTx<LookAtFindings>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let edits = correcting::edits(&mut tx, survey.id, None).await?;
    let forms = forms(&mut tx, survey.id).await?;
    let lines: Vec<EditLine> = edits.iter().map(|edit| line(survey.id, &forms, edit)).collect();
    let note = if tx.core().settings.demo { DEMO_MARK } else { "" };
    let body = files::csv(&edits, &lines, note).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&format!("{}_edits.csv", survey.name)))
}

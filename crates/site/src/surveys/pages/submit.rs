//! `/surveys/{survey}/{code}/submit`: what is missing, handing in, and the receipt afterwards.

use std::sync::Arc;

use foundation::web::{Form as Typed, PageError, Reply, Req};

use super::open::Opened;
use crate::permissions::{AnswerSurvey, ReadTx, Reader, WriteTx};
use crate::shared::{Link, moment_of, render};
use crate::surveys::actions::{self, SurveyError, findings as soft_findings};
use crate::surveys::model::checking::{FindingKey, Looked};
use crate::surveys::rules;
use crate::surveys::views::answering::{FindingRow, ReceiptPage, SoftRow, SubmitPage};

pub async fn get(mut tx: ReadTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    if opened.respondent.line.state().is_collected() {
        return receipt(&tx, &opened);
    }
    let (survey, today) = (&opened.survey, tx.core().clock.today());
    rules::may_write(survey.state(), survey.opens_on.parse().ok(), opened.respondent.line.state(), today)
        .map_err(SurveyError::Refused)?;
    render(&page(&mut tx, &opened, &Typed::default()).await?)
}

/// Checks as handing in does; what is only worth a look comes with a field for the reason.
async fn page(db: &mut Reader, opened: &Opened, typed: &Typed) -> Result<SubmitPage, PageError> {
    let base = opened.base();
    let form = &opened.form;
    let findings = questionnaire::check(form, &opened.respondent.answers, true);
    let place = |id: &str| {
        let at = form.position(id).and_then(|at| form.at(at));
        let name = at.map_or_else(|| id.to_owned(), |(_, question)| question.name());
        (name, at.map_or_else(|| base.clone(), |(section, _)| format!("{base}/answer/{}#{id}", section.id)))
    };
    let row = |(id, sentence): (String, String)| {
        let (question, href) = place(&id);
        FindingRow { question, sentence, href }
    };
    // What was typed and is no answer comes first: otherwise it would be gone with handing in.
    let waiting = super::entries::waiting(db, opened).await?;
    let others = findings.into_iter().filter(|finding| !waiting.contains(&finding.question));
    let others: Vec<(String, String)> = others.map(|finding| (finding.question, finding.sentence)).collect();
    let findings = waiting.into_iter().map(|id| (id, rules::entries::NOT_YET.to_owned())).chain(others);
    let soft = soft_findings::of_one(db, &opened.survey, &opened.respondent, form).await?;
    let soft_row = |(at, looked): (usize, &Looked)| {
        let (question, href) = place(&looked.finding.question);
        let key = FindingKey::of(&looked.finding).text();
        let id = format!("soft-{at}");
        let stored = looked.row.as_ref().map(|row| row.explanation.clone()).unwrap_or_default();
        let sent = said(typed).into_iter().find(|(_, named, _)| *named == key);
        SoftRow {
            explanation: sent.as_ref().map_or(stored, |(.., text)| text.clone()),
            error: sent.map(|(field, ..)| typed.error(&field).to_owned()).unwrap_or_default(),
            kind: looked.kind().label(),
            sentence: looked.finding.sentence.clone(),
            id,
            key,
            question,
            href,
        }
    };
    let progress = rules::progress(form, &opened.respondent.answers);
    Ok(SubmitPage {
        frame: opened.frame(db, "提出前の確認", true).purpose(&*opened.survey.title),
        respondent: opened.respondent.line.name.clone(),
        action: format!("{base}/submit"),
        answers: format!("{base}/answers"),
        findings: findings.map(row).collect(),
        soft: soft.iter().enumerate().map(soft_row).collect(),
        answered: progress.iter().map(|p| p.answered).sum(),
        asked: progress.iter().map(|p| p.asked).sum(),
        due: opened.due(),
        back: base,
    })
}

/// Field, finding and reason as they were typed.
fn said(typed: &Typed) -> Vec<(String, String, String)> {
    let keys = typed.values.pairs().filter_map(|(name, key)| Some((name.strip_suffix("-key")?, key)));
    keys.map(|(field, key)| (field.to_owned(), key.to_owned(), typed.value(field).to_owned())).collect()
}

fn receipt(db: &Reader, opened: &Opened) -> Result<Reply, PageError> {
    let (line, base) = (&opened.respondent.line, opened.base());
    let office = if opened.survey.respondent == "municipality" {
        "調査の事務局か都道府県"
    } else {
        "調査の事務局"
    };
    let mut links = vec![
        Link::new("答えの控え（PDF）を受け取る", format!("{base}/answers.pdf")),
        Link::new("提出した答えを見る・印刷する", format!("{base}/answers")),
        Link::new("回答のページに戻る", &*base),
    ];
    if rules::position::compares(&opened.survey.respondent) {
        links.insert(0, Link::new("ほかの団体と比べた位置を見る", format!("{base}/position")));
    }
    render(&ReceiptPage {
        frame: opened.frame(db, "受付番号", true).purpose(&*opened.survey.title),
        respondent: line.name.clone(),
        receipt: rules::receipt(opened.survey.id, &line.code, opened.respondent.version),
        at: line.submitted_at.as_deref().map(moment_of).unwrap_or_default(),
        office: office.to_owned(),
        mailed: !opened.survey.is_linked(),
        by_code: db.actor().holder().is_some_and(|holder| holder.session.is_some()),
        links,
    })
}

pub async fn post(mut tx: WriteTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    let code = opened.respondent.line.code.clone();
    let mut typed = Typed::new(req.form.clone());
    let mut reasons = Vec::new();
    for (field, key, _) in said(&typed) {
        let text = typed.text(&field, "理由", rules::REASON_CHARACTERS);
        reasons.extend(FindingKey::parse(&key).map(|key| (key, text)));
    }
    if !typed.is_valid() {
        return Ok(render(&page(&mut tx, &opened, &typed).await?)?.unprocessable());
    }
    if !opened.respondent.line.state().is_collected() {
        if !super::entries::waiting(&mut tx, &opened).await?.is_empty() {
            return Ok(render(&page(&mut tx, &opened, &typed).await?)?.unprocessable());
        }
        soft_findings::explain(&mut tx, &opened.survey, &code, &reasons).await?;
    }
    match actions::submit(&mut tx, &opened.survey, &code).await {
        Ok(_) => {
            tx.commit_recorded().await?;
            Ok(Reply::see_other(&format!("{}/submit", opened.base())))
        }
        // The reasons are not stored with what is not handed in, but they stay in their fields.
        Err(SurveyError::Findings(_)) => {
            let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
            drop(tx);
            let mut tx = core.read::<AnswerSurvey>(actor, &req.request_id).await?;
            Ok(render(&page(&mut tx, &opened, &typed).await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

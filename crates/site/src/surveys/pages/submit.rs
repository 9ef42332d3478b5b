//! `/surveys/{survey}/{code}/submit`: what is missing, handing in, and the receipt afterwards.

use foundation::web::{PageError, Reply, Req};

use super::open::Opened;
use crate::permissions::{AnswerSurvey, ReadTx, Reader, WriteTx};
use crate::shared::{Link, moment_of, render};
use crate::surveys::actions::{self, SurveyError};
use crate::surveys::rules;
use crate::surveys::views::answering::{FindingRow, ReceiptPage, SubmitPage};

pub async fn get(mut tx: ReadTx<AnswerSurvey>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::writable(&mut tx, &req).await?;
    if opened.respondent.line.state().is_collected() {
        return receipt(&tx, &opened);
    }
    let (survey, today) = (&opened.survey, tx.core().clock.today());
    rules::may_write(survey.state(), survey.opens_on.parse().ok(), opened.respondent.line.state(), today)
        .map_err(SurveyError::Refused)?;
    render(&page(&tx, &opened))
}

/// Checks as handing in does.
fn page(db: &Reader, opened: &Opened) -> SubmitPage {
    let base = opened.base();
    let form = &opened.form;
    let findings = questionnaire::check(form, &opened.respondent.answers, true);
    let row = |finding: questionnaire::Finding| {
        let at = form.position(&finding.question).and_then(|at| form.at(at));
        FindingRow {
            question: at.map_or_else(|| finding.question.clone(), |(_, question)| question.name()),
            href: at.map_or_else(
                || base.clone(),
                |(section, _)| format!("{base}/answer/{}#{}", section.id, finding.question),
            ),
            sentence: finding.sentence,
        }
    };
    let progress = rules::progress(form, &opened.respondent.answers);
    SubmitPage {
        frame: opened.frame(db, "提出前の確認", true).purpose(&*opened.survey.title),
        respondent: opened.respondent.line.name.clone(),
        action: format!("{base}/submit"),
        answers: format!("{base}/answers"),
        findings: findings.into_iter().map(row).collect(),
        answered: progress.iter().map(|p| p.answered).sum(),
        asked: progress.iter().map(|p| p.asked).sum(),
        due: opened.due(),
        back: base,
    }
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
    match actions::submit(&mut tx, &opened.survey, &code).await {
        Ok(_) => {
            tx.commit_recorded().await?;
            Ok(Reply::see_other(&format!("{}/submit", opened.base())))
        }
        Err(SurveyError::Findings(_)) => Ok(render(&page(&tx, &opened))?.unprocessable()),
        Err(error) => Err(error.into()),
    }
}

//! `/surveys/{survey}/doubles`: answers that may be one person's, side by side, and those set aside. A person decides.

use std::collections::BTreeMap;

use foundation::web::{Form, PageError, Reply, Req};
use japanese::fold::tidy;

use super::list::below;
use super::open::survey;
use crate::permissions::{LookAtPersonalAnswers, ReadTx, Reader, SetAsideAnswers, WriteTx, reach_of};
use crate::shared::{day_of, moment_of, render};
use crate::surveys::actions::{self, SurveyError, doubles as decide};
use crate::surveys::model::linking::{PairRow, SetAsideRow, Why, address};
use crate::surveys::model::{Respondent, SurveyRow, SurveyState};
use crate::surveys::rules::linking;
use crate::surveys::storage::{self, doubles};
use crate::surveys::views::linked::{Differing, DoublesPage, Pair, SetAsideLine, Side};
use crate::surveys::views::{in_words, mark};

/// A survey without a list, within reach.
async fn own_survey(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    let survey = survey(db, req).await?;
    let within = db.scope().reaches_programme(survey.programme_id);
    if survey.is_linked() && within { Ok(survey) } else { Err(PageError::NotFound) }
}

pub async fn get(mut tx: ReadTx<LookAtPersonalAnswers>, req: Req) -> Result<Reply, PageError> {
    let done = match req.query.get("done") {
        "aside" => "回答を外しました。集計にも回収にも数えません。",
        "different" => "別の方の回答としました。",
        "back" => "除外を取り消しました。提出された回答に戻りました。",
        _ => "",
    };
    render(&page(&mut tx, &req, &Form::default(), done).await?)
}

/// `typed`: a decision that was refused, with the reason as it was written.
async fn page(db: &mut Reader, req: &Req, typed: &Form, done: &str) -> Result<DoublesPage, PageError> {
    let survey = own_survey(db, req).await?;
    let found = doubles::pairs(db, survey.id).await?;
    let found: Vec<(PairRow, Why)> =
        found.into_iter().filter_map(|pair| linking::why(&pair).map(|why| (pair, why))).collect();
    let ids: Vec<i64> = found.iter().flat_map(|(pair, _)| [pair.one, pair.other]).collect();
    let respondents: BTreeMap<i64, (Respondent, bool)> = storage::linked::of_ids(db, &ids)
        .await?
        .into_iter()
        .map(|(respondent, with_account)| (respondent.line.id, (respondent, with_account)))
        .collect();
    let form = actions::form_of(db, survey.id).await?;
    let mut pairs = Vec::new();
    for (pair, why) in &found {
        let (Some(one), Some(other)) = (respondents.get(&pair.one), respondents.get(&pair.other)) else { continue };
        let (questions, same) = linking::differing(&form, &one.0.answers, &other.0.answers);
        let differing = questions
            .into_iter()
            .map(|question| Differing {
                question: format!("{} {}", question.number, question.text).trim().to_owned(),
                one: in_words::maybe(&form, question, one.0.answers.get(&question.id)),
                other: in_words::maybe(&form, question, other.0.answers.get(&question.id)),
            })
            .collect();
        let here = typed.value("one") == one.0.line.code && typed.value("other") == other.0.line.code;
        pairs.push(Pair {
            id: format!("{}-{}", one.0.line.code, other.0.line.code),
            one: side(one),
            other: side(other),
            why: why.label(),
            same,
            differing,
            reason: if here { typed.value("reason").to_owned() } else { String::new() },
            error: if here { typed.error("reason").to_owned() } else { String::new() },
        });
    }
    let aside = doubles::set_aside(db, survey.id).await?;
    let open = matches!(survey.state(), SurveyState::Open | SurveyState::Closed);
    let base = format!("/surveys/{}/doubles", survey.id);
    let room = format!("/surveys/{}/collection", survey.id);
    let mut frame = below(db, &survey, "重なりと除外").wide().crumb("回収室", room.clone());
    frame = frame.purpose("同じ方が二度答えたかもしれない回答を並べます。外した回答は、理由と一緒に残ります。");
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    Ok(DoublesPage {
        frame,
        room,
        may_decide: open && reach_of::<SetAsideAnswers>(db.actor()).is_some(),
        pairs,
        set_aside: aside.iter().map(|row| aside_line(&survey, row, typed)).collect(),
        base,
    })
}

fn side((respondent, with_account): &(Respondent, bool)) -> Side {
    let line = &respondent.line;
    Side {
        code: line.code.clone(),
        name: line.name.clone(),
        href: address(respondent.survey_id, &line.code),
        state: line.state().label(),
        mark: mark(line.state()),
        way: way(*with_account),
        handed_in: line.submitted_at.as_deref().map(moment_of).unwrap_or_default(),
        answered: respondent.answers.0.len(),
    }
}

/// How somebody comes back.
pub(super) fn way(with_account: bool) -> &'static str {
    if with_account { "アカウント" } else { "コード" }
}

fn aside_line(survey: &SurveyRow, row: &SetAsideRow, typed: &Form) -> SetAsideLine {
    let here = typed.value("one") == row.code && typed.value("decision") == "back";
    SetAsideLine {
        code: row.code.clone(),
        name: row.name.clone(),
        href: address(survey.id, &row.code),
        instead: row.instead_name.clone().unwrap_or_default(),
        at: day_of(&row.at),
        by: row.by_label.clone(),
        reason: row.reason.clone(),
        typed: if here { typed.value("reason").to_owned() } else { String::new() },
        error: if here { typed.error("reason").to_owned() } else { String::new() },
    }
}

pub async fn post(mut tx: WriteTx<SetAsideAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let (one, other) = (req.form.get("one").to_owned(), req.form.get("other").to_owned());
    let reason = tidy(req.form.get("reason"));
    let (outcome, done) = match req.form.get("decision") {
        "one" => (decide::set_aside(&mut tx, &survey, &one, &other, &reason).await, "aside"),
        "other" => (decide::set_aside(&mut tx, &survey, &other, &one, &reason).await, "aside"),
        "different" => (decide::are_different(&mut tx, &survey, (&one, &other), &reason).await, "different"),
        "back" => (decide::take_back(&mut tx, &survey, &one, &reason).await, "back"),
        _ => return Err(PageError::rule("どちらの回答を外すか、別の方の回答とするかを選んでください。")),
    };
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/surveys/{}/doubles?done={done}", survey.id)))
        }
        Err(SurveyError::Refused(refusal)) if refusal.is_of_the_reason() => {
            let mut form = Form::new(req.form.clone());
            form.refuse("reason", refusal.sentence());
            let (core, actor) = (tx.core().clone(), tx.actor().clone());
            drop(tx);
            let mut tx = core.read::<LookAtPersonalAnswers>(actor, &req.request_id).await?;
            Ok(render(&page(&mut tx, &req, &form, "").await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

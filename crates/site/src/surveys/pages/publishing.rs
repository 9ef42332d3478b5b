//! `/surveys/{survey}/publish`: the office chooses tables and makes them public, and writes the summaries.

use std::collections::BTreeMap;

use foundation::web::{Fields, Form, PageError, Reply, Req};

use super::list::below;
use super::open::survey;
use super::table::{banner_choices, ticks};
use super::tables::Opened;
use crate::permissions::{PublishTables, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, day_of, render};
use crate::surveys::actions::{SurveyError, publishing};
use crate::surveys::data_set::{DataSet, Which};
use crate::surveys::model::SurveyRow;
use crate::surveys::rules::tables::{Refusal, SUMMARY_CHARACTERS, may_publish};
use crate::surveys::storage;
use crate::surveys::tables::of_persons;
use crate::surveys::tables::request::Wanted;
use crate::surveys::views::published::{PublishPage, SummaryForm};

/// Within one's programme: another's survey is not there.
async fn own_survey(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    let survey = survey(db, req).await?;
    if db.scope().reaches_programme(survey.programme_id) { Ok(survey) } else { Err(PageError::NotFound) }
}

pub async fn get(mut tx: ReadTx<PublishTables>, req: Req) -> Result<Reply, PageError> {
    let page = page(&mut tx, &req, &Form::default(), Vec::new()).await?;
    render(&page)
}

/// 「全体」 first, then the sections as the questionnaire has them.
fn sections_of(set: &DataSet) -> Vec<String> {
    let mut sections = vec![String::new()];
    for question in set.questions().iter().chain(set.coded()) {
        if sections.last() != Some(&question.section) {
            sections.push(question.section.clone());
        }
    }
    sections
}

async fn page(db: &mut Reader, req: &Req, form: &Form, left: Vec<(String, String)>) -> Result<PublishPage, PageError> {
    own_survey(db, req).await?;
    let mut opened = Opened::of(db, req).await?;
    if !form.values.is_empty() {
        opened.wanted = Wanted::of(&form.values, &opened.set);
    }
    let base = opened.base();
    let there = storage::publishing::lines(db, opened.survey.id).await?;
    let mut published: BTreeMap<&str, usize> = BTreeMap::new();
    for line in there.iter().filter(|line| line.withdrawn_at.is_none()) {
        *published.entry(&line.question).or_default() += 1;
    }
    let mut sections: Vec<(String, Vec<Choice>)> = Vec::new();
    for question in opened.set.tabulated() {
        if sections.last().is_none_or(|(title, _)| *title != question.section) {
            sections.push((question.section.clone(), Vec::new()));
        }
        let hint = match published.get(question.id.as_str()) {
            Some(count) => format!("公表している表 {count}枚"),
            None => String::new(),
        };
        let label = format!("{} {}", question.number, question.text);
        let choice = Choice { hint, ..Choice::new(&question.id, label.trim(), form.checked("question", &question.id)) };
        if let Some((_, choices)) = sections.last_mut() {
            choices.push(choice);
        }
    }
    let stored = storage::publishing::summaries(db, opened.survey.id).await?;
    let summaries = sections_of(&opened.set).into_iter().enumerate().map(|(at, section)| {
        let field = format!("body-{at}");
        let row = stored.iter().find(|row| row.section == section);
        let typed = form.values.pairs().any(|(name, _)| name == field);
        let state = match row {
            None => "まだ書いていません。".to_owned(),
            Some(row) => match &row.published_at {
                Some(at) if row.published_body.as_deref() == Some(&row.body) => {
                    format!("{}に公表しています。", day_of(at))
                }
                Some(at) => format!("{}に公表した文から変わっています。", day_of(at)),
                None => "下書きです。まだ公表していません。".to_owned(),
            },
        };
        SummaryForm {
            title: if section.is_empty() {
                "調査全体のまとめ".to_owned()
            } else {
                format!("{section}のまとめ")
            },
            body: if typed { form.value(&field).to_owned() } else { row.map(|r| r.body.clone()).unwrap_or_default() },
            error: form.error(&field).to_owned(),
            state,
            field,
        }
    });
    let persons = of_persons(&opened.set);
    let mut frame = below(db, &opened.survey, "公表する表を選ぶ").crumb("集計", format!("{base}/tables")).purpose(
        "選んだ表を、誰でも見られるページとオープンデータにします。公表した表は、そのときの数のまま残ります。",
    );
    if let Some((kind, sentence)) = told(&req.query) {
        frame = frame.notice(kind, sentence);
    }
    Ok(PublishPage {
        frame,
        action: format!("{base}/publish"),
        summaries_action: format!("{base}/publish/summaries"),
        refusal: may_publish(opened.survey.state()).err().map(|r| r.sentence()).unwrap_or_default(),
        errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
        questions_error: form.error("question").to_owned(),
        sections,
        banners: banner_choices(&opened),
        ticks: ticks(&opened.wanted, persons, opened.survey.previous_id.is_some())
            .into_iter()
            .filter(|tick| tick.value != "order")
            .collect(),
        summaries: summaries.collect(),
        left,
        published: format!("{base}/published"),
    })
}

fn told(query: &Fields) -> Option<(&'static str, String)> {
    match query.get("done") {
        "published" => {
            let count = query.get("tables").parse::<u32>().unwrap_or(0);
            Some(("success", format!("{count}枚の表を公表しました。")))
        }
        "summary" => Some(("success", "まとめの下書きを保存しました。".to_owned())),
        "summary-published" => Some(("success", "まとめを公表しました。".to_owned())),
        _ => None,
    }
}

/// Several questions at once.
pub async fn post(mut tx: WriteTx<PublishTables>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let set = DataSet::with_coded_texts(&mut tx, &survey, Which::Collected).await?;
    let offered: Vec<&str> = set.tabulated().map(|q| q.id.as_str()).collect();
    let chosen = form.choices("question", "公表する設問", &offered);
    let wanted = Wanted::of(&req.form, &set);
    if form.is_valid() {
        match publishing::publish(&mut tx, &survey, &chosen, &wanted).await {
            Ok((0, left)) => {
                let left = named(&set, left);
                return shown_again(tx, &req, &form, left).await;
            }
            Ok((count, left)) => {
                tx.commit_recorded().await?;
                if left.is_empty() {
                    let to = format!("/surveys/{}/publish?done=published&tables={count}", survey.id);
                    return Ok(Reply::done(&to));
                }
                // What was left is told on the same page; reloading it publishes nothing twice.
                let to = format!("/surveys/{}/published?done=published&tables={count}&left={}", survey.id, left.len());
                return Ok(Reply::done(&to));
            }
            Err(SurveyError::Tables(refusal @ Refusal::NothingChosen)) => form.refuse("question", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    shown_again(tx, &req, &form, Vec::new()).await
}

fn named(set: &DataSet, left: Vec<(String, String)>) -> Vec<(String, String)> {
    let name = |id: &str| set.question(id).map_or_else(|| id.to_owned(), |q| q.number.clone());
    left.into_iter().map(|(id, why)| (name(&id), why)).collect()
}

async fn shown_again(
    tx: WriteTx<PublishTables>,
    req: &Req,
    form: &Form,
    left: Vec<(String, String)>,
) -> Result<Reply, PageError> {
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let mut tx = core.read::<PublishTables>(actor, &req.request_id).await?;
    Ok(render(&page(&mut tx, req, form, left).await?)?.unprocessable())
}

/// The table somebody is looking at.
pub async fn one(mut tx: WriteTx<PublishTables>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let set = DataSet::with_coded_texts(&mut tx, &survey, Which::Collected).await?;
    let wanted = Wanted::of(&req.form, &set);
    let (count, left) = publishing::publish(&mut tx, &survey, &[req.text("question").to_owned()], &wanted).await?;
    if count == 0 {
        let why = left.into_iter().next().map(|(_, why)| why).unwrap_or_default();
        return Err(PageError::rule(why));
    }
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/surveys/{}/published?done=published&tables={count}", survey.id)))
}

/// まとめ of one section, as a draft or for everybody.
pub async fn summarise(mut tx: WriteTx<PublishTables>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let set = DataSet::with_coded_texts(&mut tx, &survey, Which::Collected).await?;
    let mut form = Form::new(req.form.clone());
    let at: usize = req.form.get("section").parse().map_err(|_| PageError::NotFound)?;
    let section = sections_of(&set).into_iter().nth(at).ok_or(PageError::NotFound)?;
    let body = form.text(&format!("body-{at}"), "まとめ", SUMMARY_CHARACTERS);
    if !form.is_valid() {
        return shown_again(tx, &req, &form, Vec::new()).await;
    }
    let public = req.form.has("publish", "1");
    publishing::summarise(&mut tx, &survey, &section, &body, public).await?;
    tx.commit_recorded().await?;
    let done = if public { "summary-published" } else { "summary" };
    Ok(Reply::done(&format!("/surveys/{}/publish?done={done}", survey.id)))
}

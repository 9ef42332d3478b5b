//! `/surveys/{survey}/texts/{text}/categories`: made, renamed, merged.

use std::sync::Arc;

use foundation::web::{PageError, Reply, Req};

use super::texts::{count, frame, survey_of_texts, tabs};
use crate::permissions::{CodeTexts, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, number, render};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::texts as actions;
use crate::surveys::views::texts::{CategoriesPage, CategoryRow};

/// What was typed and refused, at which category (0: the new one).
#[derive(Default)]
struct Tried {
    category: i64,
    merge: bool,
    value: String,
    sentence: String,
}

pub async fn get(mut tx: ReadTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    render(&page(&mut tx, &req, &Tried::default()).await?)
}

fn told(done: &str) -> &'static str {
    match done {
        "added" => "分類を加えました。",
        "renamed" => "分類の名前を変えました。",
        "merged" => "分類を統合しました。",
        _ => "",
    }
}

async fn page(db: &mut Reader, req: &Req, tried: &Tried) -> Result<CategoriesPage, PageError> {
    let survey = survey_of_texts(db, req).await?;
    let loaded = actions::load(db, &survey, req.text("text"), "").await?;
    let counts = loaded.coded().counts();
    let rows = loaded.categories.iter().zip(counts).map(|(category, n)| {
        let here = tried.category == category.id;
        let said = |merge: bool| {
            if here && tried.merge == merge { tried.sentence.clone() } else { String::new() }
        };
        let others = loaded.categories.iter().filter(|other| other.id != category.id);
        let others = others.map(|other| Choice::new(other.id.to_string(), &other.label, false));
        CategoryRow {
            id: category.id,
            label: category.label.clone(),
            typed: if here && !tried.merge { tried.value.clone() } else { category.label.clone() },
            error: said(false),
            count: number(count(n)),
            others: std::iter::once(Choice::new("", "選んでください", true)).chain(others).collect(),
            merge_error: said(true),
        }
    });
    let read = format!("/surveys/{}/texts/{}", survey.id, loaded.column.id);
    let mut frame = frame(db, &survey, &loaded, "分類");
    let done = told(req.query.get("done"));
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    let new = |text: &String| if tried.category == 0 { text.clone() } else { String::new() };
    Ok(CategoriesPage {
        frame,
        base: format!("{read}/categories"),
        tabs: tabs(db, &survey, &loaded.column.id, "categories"),
        question: loaded.column.label.clone(),
        rows: rows.collect(),
        new_label: new(&tried.value),
        new_error: new(&tried.sentence),
        back: read,
    })
}

async fn finish(
    tx: WriteTx<CodeTexts>,
    outcome: Result<(), SurveyError>,
    req: &Req,
    done: &str,
    mut tried: Tried,
) -> Result<Reply, PageError> {
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            let (survey, text) = (req.text("survey"), req.text("text"));
            Ok(Reply::done(&format!("/surveys/{survey}/texts/{text}/categories?done={done}")))
        }
        Err(SurveyError::Refused(refusal)) if refusal.is_about_text() => {
            tried.sentence = refusal.sentence();
            let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
            drop(tx);
            let mut tx = core.read::<CodeTexts>(actor, &req.request_id).await?;
            Ok(render(&page(&mut tx, req, &tried).await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn add(mut tx: WriteTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let value = req.form.get("label").to_owned();
    let outcome = actions::add_category(&mut tx, &survey, req.text("text"), &value).await.map(drop);
    finish(tx, outcome, &req, "added", Tried { value, ..Tried::default() }).await
}

pub async fn rename(mut tx: WriteTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let category = req.number("category")?;
    let value = req.form.get(&format!("label-{category}")).to_owned();
    let outcome = actions::rename_category(&mut tx, &survey, req.text("text"), category, &value).await;
    finish(tx, outcome, &req, "renamed", Tried { category, value, ..Tried::default() }).await
}

pub async fn merge(mut tx: WriteTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let category = req.number("category")?;
    // Nothing chosen is itself: the refusal says to choose another.
    let chosen = req.form.get(&format!("into-{category}"));
    let into = if chosen.is_empty() { category } else { chosen.parse().map_err(|_| PageError::NotFound)? };
    let outcome = actions::merge_category(&mut tx, &survey, req.text("text"), category, into).await;
    finish(tx, outcome, &req, "merged", Tried { category, merge: true, ..Tried::default() }).await
}

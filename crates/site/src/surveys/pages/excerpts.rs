//! `/surveys/{survey}/texts/{text}/excerpts`: words for the report, with what may lead to a person taken out.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Form as Typed, PageError, Reply, Req};

use super::texts::{frame, may_code, source, survey_of_texts, tabs};
use crate::permissions::{CodeTexts, LookAtTexts, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, moment_of, render};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::texts as actions;
use crate::surveys::exchange::texts as files;
use crate::surveys::model::SurveyRow;
use crate::surveys::model::texts::{Attribution, Excerpt};
use crate::surveys::rules::Refusal;
use crate::surveys::storage::texts as stored;
use crate::surveys::views::texts::{ExcerptPage, ExcerptRow, ExcerptsPage};

/// 「（人口1万人未満の市町村）」; empty where nothing is said.
fn attributed(survey: &SurveyRow, excerpt: &Excerpt, residents: &BTreeMap<String, i64>) -> String {
    let said = match Attribution::of(&excerpt.attribution).unwrap_or(Attribution::None) {
        Attribution::None => String::new(),
        Attribution::Band => {
            let band = residents.get(&excerpt.code).copied().and_then(crate::regions::population_band);
            band.map(|(_, label)| format!("人口{label}の{}", survey.who())).unwrap_or_default()
        }
        Attribution::Prefecture => excerpt.prefecture_name.clone(),
        Attribution::Name => excerpt.name.clone(),
    };
    if said.is_empty() { said } else { format!("（{said}）") }
}

/// 「人の名前らしい「山田さん」」; empty when nothing is found.
fn hints(text: &str) -> String {
    let found = japanese::personal::find(text);
    let said: Vec<String> = found
        .into_iter()
        .map(|(kind, range)| format!("{}らしい「{}」", kind.label(), text.get(range).unwrap_or_default()))
        .collect();
    said.join("、")
}

async fn rows(db: &mut Reader, survey: &SurveyRow, text: &str, question: &str) -> Result<Vec<ExcerptRow>, PageError> {
    let residents: BTreeMap<String, i64> = crate::regions::populations(db).await?.into_iter().collect();
    let excerpts = stored::excerpts(db, survey.id, text).await?;
    let row = |excerpt: Excerpt| ExcerptRow {
        id: excerpt.id,
        attribution: attributed(survey, &excerpt, &residents),
        hints: hints(&excerpt.body),
        source: excerpt.name.clone(),
        href: format!("/surveys/{}/{}/questions/{question}", survey.id, excerpt.code),
        by: format!("{} {}", excerpt.by_label, moment_of(&excerpt.made_at)),
        body: excerpt.body,
    };
    Ok(excerpts.into_iter().map(row).collect())
}

pub async fn list(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let loaded = actions::load(&mut tx, &survey, req.text("text"), "").await?;
    let id = loaded.column.id.clone();
    let rows = rows(&mut tx, &survey, &id, &loaded.column.question).await?;
    let read = format!("/surveys/{}/texts/{id}", survey.id);
    let mut frame = frame(&tx, &survey, &loaded, "抜粋");
    match req.query.get("done") {
        "added" => frame = frame.notice("success", "抜粋に加えました。"),
        "removed" => frame = frame.notice("success", "抜粋から外しました。"),
        _ => {}
    }
    render(&ExcerptsPage {
        frame,
        base: format!("{read}/excerpts"),
        tabs: tabs(&tx, &survey, &id, "excerpts"),
        question: loaded.column.label.clone(),
        rows,
        may_code: may_code(&tx, &survey),
        csv: format!("{read}/excerpts.csv"),
        read,
    })
}

pub async fn csv(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let column = actions::variable(&mut tx, &survey, req.text("text")).await?;
    let rows = rows(&mut tx, &survey, &column.id, &column.question).await?;
    let body = files::excerpts(&column.label, &rows, &source(&tx, &survey)).map_err(PageError::broken)?;
    let name = format!("{}_{}_excerpts.csv", survey.name, column.id);
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&name))
}

pub async fn new(mut tx: ReadTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    let code = req.query.get("code").to_owned();
    render(&form(&mut tx, &req, &code, None, &Typed::default()).await?)
}

async fn form(
    db: &mut Reader,
    req: &Req,
    code: &str,
    refused: Option<Refusal>,
    typed: &Typed,
) -> Result<ExcerptPage, PageError> {
    let survey = survey_of_texts(db, req).await?;
    let loaded = actions::load(db, &survey, req.text("text"), "").await?;
    let text = loaded.texts.iter().find(|text| text.code == code).ok_or(PageError::NotFound)?;
    let read = format!("/surveys/{}/texts/{}", survey.id, loaded.column.id);
    let found = hints(&text.body);
    let chosen = Attribution::of(typed.value("attribution")).unwrap_or(Attribution::Band);
    let attributions = if survey.respondent == "coordinator" { &[][..] } else { &Attribution::EVERY[..] };
    Ok(ExcerptPage {
        frame: frame(db, &survey, &loaded, "抜粋にする").crumb("抜粋", format!("{read}/excerpts")),
        action: format!("{read}/excerpts"),
        code: code.to_owned(),
        who: format!("{} {}", text.prefecture_name, text.name),
        original: text.body.clone(),
        hints: if found.is_empty() {
            String::new()
        } else {
            format!("{found}を除いてあります。見直してください。")
        },
        body: if refused.is_some() { typed.value("body").to_owned() } else { japanese::personal::without(&text.body) },
        attributions: attributions.iter().map(|a| Choice::new(a.id(), a.label(), *a == chosen)).collect(),
        ask_looked: refused == Some(Refusal::PersonalData),
        error: refused.map(|refusal| refusal.sentence()).unwrap_or_default(),
        back: read,
    })
}

pub async fn add(mut tx: WriteTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let typed = Typed::new(req.form.clone());
    let text = req.text("text").to_owned();
    let (code, body) = (typed.value("code").to_owned(), typed.value("body").replace("\r\n", "\n"));
    let attribution = Attribution::of(typed.value("attribution")).unwrap_or(Attribution::None);
    let looked = typed.value("looked") == "1";
    match actions::quote(&mut tx, &survey, &text, &code, &body, attribution, looked).await {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/surveys/{}/texts/{text}/excerpts?done=added", survey.id)))
        }
        Err(SurveyError::Refused(refusal)) if refusal.is_about_text() => {
            let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
            drop(tx);
            let mut tx = core.read::<CodeTexts>(actor, &req.request_id).await?;
            Ok(render(&form(&mut tx, &req, &code, Some(refusal), &typed).await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn remove(mut tx: WriteTx<CodeTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    actions::remove_excerpt(&mut tx, &survey, req.text("text"), req.number("excerpt")?).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/surveys/{}/texts/{}/excerpts?done=removed", survey.id, req.text("text"))))
}

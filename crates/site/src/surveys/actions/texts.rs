//! 自由記述: read within reach, put under categories, quoted.

use std::collections::{BTreeMap, BTreeSet};

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::{Answers, Column};
use serde_json::json;

use super::{SurveyError, form_of};
use crate::permissions::{CodeTexts, Reader, WriteTx};
use crate::surveys::model::SurveyRow;
use crate::surveys::model::texts::{Attribution, Category, CodedVariable, Coding, Codings, Text};
use crate::surveys::rules::{Refusal, texts as rules};
use crate::surveys::storage::texts as stored;

/// The texts of one variable with everything known about them.
pub struct Loaded {
    pub column: Column,
    /// Codes of everybody within reach who has handed in.
    pub everybody: Vec<String>,
    pub texts: Vec<Text>,
    pub categories: Vec<Category>,
    pub codings: Codings,
}

impl Loaded {
    pub fn coded(&self) -> CodedVariable {
        rules::coded(&self.column, &self.categories, &self.codings, self.everybody.iter().cloned(), &self.texts)
    }
}

/// A text variable of the newest edition.
pub async fn variable(db: &mut Reader, survey: &SurveyRow, id: &str) -> Result<Column, SurveyError> {
    let form = form_of(db, survey.id).await?;
    rules::variables(&form).into_iter().find(|column| column.id == id).ok_or(SurveyError::NotFound)
}

/// Of one prefecture within reach, or all.
pub async fn load(
    db: &mut Reader,
    survey: &SurveyRow,
    variable_id: &str,
    prefecture: &str,
) -> Result<Loaded, SurveyError> {
    let column = variable(db, survey, variable_id).await?;
    let mut everybody = Vec::new();
    let mut texts = Vec::new();
    for written in stored::written(db, survey.id, prefecture).await? {
        let answer = Answers::pick(&written.answers, &column.question).map_err(SurveyError::Definition)?;
        everybody.push(written.code.clone());
        if let Some(body) = answer.and_then(|answer| rules::text_in(&column, &answer)) {
            texts.push(Text {
                respondent_id: written.respondent_id,
                code: written.code,
                name: written.name,
                prefecture_name: written.prefecture_name,
                body,
            });
        }
    }
    let categories = stored::categories(db, survey.id, variable_id).await?;
    let mut codings = Codings::new();
    for coding in stored::codings(db, survey.id, variable_id).await? {
        codings.entry(coding.respondent_id).or_default().push(coding);
    }
    Ok(Loaded { column, everybody, texts, categories, codings })
}

/// How many wrote something in each variable, within reach: of everybody who handed in.
pub async fn overview(db: &mut Reader, survey: &SurveyRow) -> Result<(Vec<(Column, usize)>, usize), SurveyError> {
    let form = form_of(db, survey.id).await?;
    let columns = rules::variables(&form);
    let mut counts = vec![0; columns.len()];
    let written = stored::written(db, survey.id, "").await?;
    for row in &written {
        let answers = crate::surveys::storage::stored(&row.answers)?;
        for (column, count) in columns.iter().zip(&mut counts) {
            let text = answers.get(&column.question).and_then(|answer| rules::text_in(column, answer));
            *count += usize::from(text.is_some());
        }
    }
    Ok((columns.into_iter().zip(counts).collect(), written.len()))
}

async fn record(tx: &mut WriteTx<CodeTexts>, survey: &SurveyRow, detail: serde_json::Value) -> Result<(), SurveyError> {
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(())
}

pub async fn add_category(
    tx: &mut WriteTx<CodeTexts>,
    survey: &SurveyRow,
    variable_id: &str,
    label: &str,
) -> Result<i64, SurveyError> {
    stored::hold(tx, survey.id).await?;
    variable(tx, survey, variable_id).await?;
    let others = stored::categories(tx, survey.id, variable_id).await?;
    rules::may_add(&others).map_err(SurveyError::Refused)?;
    let label = rules::may_name(label, &others).map_err(SurveyError::Refused)?;
    let (by, now) = (tx.actor().label(), tx.core().clock.now());
    let id = stored::insert_category(tx, survey.id, variable_id, &label, now, &by).await?;
    record(tx, survey, json!({ "text": variable_id, "category": id, "added": label })).await?;
    Ok(id)
}

pub async fn rename_category(
    tx: &mut WriteTx<CodeTexts>,
    survey: &SurveyRow,
    variable_id: &str,
    category: i64,
    label: &str,
) -> Result<(), SurveyError> {
    stored::hold(tx, survey.id).await?;
    let all = stored::categories(tx, survey.id, variable_id).await?;
    let before = all.iter().find(|c| c.id == category).ok_or(SurveyError::NotFound)?.label.clone();
    let others: Vec<Category> = all.into_iter().filter(|c| c.id != category).collect();
    let label = rules::may_name(label, &others).map_err(SurveyError::Refused)?;
    stored::rename_category(tx, category, &label).await?;
    let entry = Entry::of("survey", survey.id)
        .detail(json!({ "text": variable_id, "category": category }))
        .change("label", before, label);
    tx.record(entry).await?;
    Ok(())
}

/// 統合: everything of one goes to the other.
pub async fn merge_category(
    tx: &mut WriteTx<CodeTexts>,
    survey: &SurveyRow,
    variable_id: &str,
    from: i64,
    into: i64,
) -> Result<(), SurveyError> {
    stored::hold(tx, survey.id).await?;
    let all = stored::categories(tx, survey.id, variable_id).await?;
    let label = |id: i64| all.iter().find(|c| c.id == id).map(|c| c.label.clone());
    let (Some(from_label), Some(into_label)) = (label(from), label(into)) else { return Err(SurveyError::NotFound) };
    if from == into {
        return Err(SurveyError::Refused(Refusal::MergedWithItself));
    }
    stored::merge_category(tx, from, into).await?;
    record(tx, survey, json!({ "text": variable_id, "merged": from_label, "into": into_label })).await
}

/// One text as a form of coding sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    pub respondent: i64,
    /// Of the text that was shown.
    pub mark: String,
    /// Categories as they were when the form was shown, and as they are to be.
    pub was: BTreeSet<i64>,
    pub now: BTreeSet<i64>,
}

/// Stores a page of codings. How many texts changed.
pub async fn code(
    tx: &mut WriteTx<CodeTexts>,
    survey: &SurveyRow,
    variable_id: &str,
    sent: &[Put],
) -> Result<usize, SurveyError> {
    stored::hold(tx, survey.id).await?;
    let loaded = load(tx, survey, variable_id, "").await?;
    let known: BTreeSet<i64> = loaded.categories.iter().map(|c| c.id).collect();
    let texts: BTreeMap<i64, &Text> = loaded.texts.iter().map(|text| (text.respondent_id, text)).collect();
    let (mut chosen, mut touched) = (Vec::new(), Vec::new());
    for put in sent {
        let text = texts.get(&put.respondent).ok_or(SurveyError::NotFound)?;
        let stored_now: BTreeSet<i64> =
            loaded.codings.get(&put.respondent).into_iter().flatten().map(|coding| coding.category_id).collect();
        let fresh = loaded.codings.get(&put.respondent).into_iter().flatten().all(|c| c.mark == put.mark);
        if put.now == put.was && (fresh || put.now.is_empty()) {
            continue;
        }
        if rules::mark_of(&text.body) != put.mark {
            return Err(overtaken(text, "の記述が変わりました"));
        }
        if put.now == stored_now && fresh {
            continue;
        }
        if stored_now != put.was {
            return Err(overtaken(text, "を、ほかの方が先に分類しました"));
        }
        if !put.now.is_subset(&known) {
            return Err(SurveyError::Overtaken(
                "選んだ分類が、ほかの方によって統合されました。開き直してから、もう一度選んでください。".to_owned(),
            ));
        }
        touched.push(put.respondent);
        chosen.extend(put.now.iter().map(|category| Coding {
            category_id: *category,
            respondent_id: put.respondent,
            mark: put.mark.clone(),
        }));
    }
    if touched.is_empty() {
        return Ok(0);
    }
    let (by, now) = (tx.actor().label(), tx.core().clock.now());
    let known: Vec<i64> = known.into_iter().collect();
    stored::clear(tx, &known, &touched).await?;
    stored::insert_codings(tx, &chosen, now, &by).await?;
    record(tx, survey, json!({ "text": variable_id, "coded": touched.len() })).await?;
    Ok(touched.len())
}

fn overtaken(text: &Text, what: &str) -> SurveyError {
    SurveyError::Overtaken(format!(
        "開いているあいだに、{}{what}。このページの分類はまだ保存していません。開き直して、もう一度選んでください。",
        text.name
    ))
}

/// 抜粋: words for the report.
pub async fn quote(
    tx: &mut WriteTx<CodeTexts>,
    survey: &SurveyRow,
    variable_id: &str,
    code: &str,
    body: &str,
    attribution: Attribution,
    looked: bool,
) -> Result<(), SurveyError> {
    let loaded = load(tx, survey, variable_id, "").await?;
    let text = loaded.texts.iter().find(|text| text.code == code).ok_or(SurveyError::NotFound)?;
    rules::may_quote(body, looked).map_err(SurveyError::Refused)?;
    // Of a person's words nothing is said about whose they are.
    let attribution = if survey.respondent == "coordinator" { Attribution::None } else { attribution };
    let (by, now) = (tx.actor().label(), tx.core().clock.now());
    let new = stored::NewExcerpt {
        survey: survey.id,
        variable: variable_id,
        respondent: text.respondent_id,
        body: body.trim(),
        attribution: attribution.id(),
        at: now,
        by_label: &by,
    };
    stored::insert_excerpt(tx, &new).await?;
    record(tx, survey, json!({ "text": variable_id, "quoted": code })).await
}

pub async fn remove_excerpt(
    tx: &mut WriteTx<CodeTexts>,
    survey: &SurveyRow,
    variable_id: &str,
    id: i64,
) -> Result<(), SurveyError> {
    if !stored::remove_excerpt(tx, survey.id, variable_id, id).await? {
        return Err(SurveyError::NotFound);
    }
    record(tx, survey, json!({ "text": variable_id, "excerpt_removed": id })).await
}

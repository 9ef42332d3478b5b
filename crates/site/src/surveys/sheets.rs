//! 回答票: answer sheets in Excel, given out and taken back. What comes back is joined with what stands here
//! question by question: what the sheet changed is taken, what somebody answered on the web meanwhile stays, and
//! where both changed the same question nothing is stored for it and both are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use answer_sheets::{Expected, Fault, FileFault, Identity, IssueOptions, Limits, Reading, Template, Weight};
use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::{Answer, Answers, Form};
use serde_json::json;

use super::actions::{SurveyError, moving};
use super::model::{Respondent, State, SurveyRow, Way};
use super::rules;
use super::storage::{self, writing};
use crate::permissions::{CollectSheets, IssueSheets, ReadTx, Reader, WriteTx};
use crate::shared::DEMO_MARK;

/// One edition made ready for sheets.
pub fn template(form: &Arc<Form>) -> Template {
    Template::new(form.clone())
}

/// The templates sheets of a survey are read with: the newest edition's first, then the older ones, whose sheets may still
/// come back.
pub async fn templates(db: &mut Reader, survey: &SurveyRow) -> Result<Vec<Template>, SurveyError> {
    let editions = storage::editing::editions(db, survey.id).await?;
    editions.iter().map(|row| Ok(template(&super::actions::ready(&row.definition)?))).collect()
}

/// What to say of a sheet of an older edition that is taken all the same; `None` for one of the newest.
pub fn of_an_older_edition(form: &Form, reading: &Reading) -> Option<String> {
    let (own, newest) = (reading.identity.edition, form.definition().edition);
    (own < newest).then(|| {
        format!("第{own}版の回答票でした。第{newest}版で加わった設問は、画面か新しい回答票で答えてもらってください。")
    })
}

/// What is printed on every sheet of a survey.
pub fn options(survey: &SurveyRow, today: jiff::civil::Date, demo: bool) -> IssueOptions {
    let mut instructions =
        vec!["色の付いた欄に答えを入れ、上書き保存して返してください。途中で保存してもかまいません。".to_owned()];
    if demo {
        instructions.push(DEMO_MARK.to_owned());
    }
    IssueOptions {
        deadline: survey.due().map(japanese::wareki::both).unwrap_or_default(),
        contact: survey.programme_name.clone(),
        instructions,
        issued_on: Some(today),
    }
}

/// A respondent's workbook: her name, what is answered so far, last year's answers beside it.
///
/// # Errors
/// A sentence when it cannot be written.
pub fn issue(
    template: &Template,
    survey: &SurveyRow,
    respondent: &Respondent,
    last_year: &Answers,
    options: &IssueOptions,
) -> Result<Vec<u8>, String> {
    let definition = template.form().definition();
    let is_prefecture = respondent.line.code == respondent.line.prefecture_code;
    let identity = Identity {
        respondent: respondent.line.code.clone(),
        name: respondent.line.name.clone(),
        prefecture: if is_prefecture { String::new() } else { respondent.line.prefecture_name.clone() },
        survey: survey.id.to_string(),
        definition: definition.id.clone(),
        edition: definition.edition,
        fingerprint: template.form().fingerprint().to_owned(),
    };
    answer_sheets::issue(template, &identity, &respondent.answers, last_year, options).map_err(|e| e.to_string())
}

/// The name of a respondent's file: `352128_柳井市_fy2026_municipality.xlsx`.
pub fn file_name(survey: &SurveyRow, respondent: &Respondent) -> String {
    format!("{}_{}_{}.xlsx", respondent.line.code, respondent.line.name, survey.name)
}

/// The survey, as whoever gives out its sheets sees it.
pub async fn survey(tx: &mut ReadTx<IssueSheets>, id: i64) -> Result<SurveyRow, SurveyError> {
    storage::survey(tx, id).await?.ok_or(SurveyError::NotFound)
}

/// Respondents within reach whose sheets are to be given out, with last year's answers by code.
pub async fn to_issue(
    tx: &mut ReadTx<IssueSheets>,
    survey: &SurveyRow,
    prefecture: Option<&str>,
) -> Result<(Vec<Respondent>, BTreeMap<String, Answers>), SurveyError> {
    let mut respondents = storage::respondents(tx, survey.id, prefecture).await?;
    moving::carry_all(tx, survey.id, &mut respondents).await?;
    let mut last_year = BTreeMap::new();
    if let Some(previous) = survey.previous_id {
        for (code, _, answers) in storage::handed_in(tx, previous).await? {
            last_year.insert(code, storage::stored(&answers)?);
        }
    }
    Ok((respondents, last_year))
}

/// A file that came back, read but not stored yet.
#[derive(Debug)]
pub struct Sheet {
    pub name: String,
    pub outcome: Result<Reading, FileFault>,
}

/// Reads one file of a survey. Takes no lock, asks no database.
pub fn read(name: &str, content: &[u8], survey: &SurveyRow, templates: &[Template]) -> Sheet {
    let expected = Expected {
        survey: Some(survey.id.to_string()),
        file_name: Some(name.to_owned()),
        // A half-filled sheet is taken too; it is handed in when nothing is missing any more.
        draft: true,
        ..Expected::default()
    };
    Sheet { name: name.to_owned(), outcome: answer_sheets::read(content, templates, &expected, &Limits::default()) }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Stored and handed in.
    Submitted { questions: usize },
    /// Stored, and something is still missing or stands against it.
    Kept { questions: usize, conflicts: Vec<String> },
    /// Nothing in it is new.
    Unchanged,
    /// Nobody has filled anything in.
    Empty,
    /// Not stored; sentences say why, the place first.
    Refused(Vec<String>),
}

/// 「シート「Ⅲ 市町村の取組」 E12 問5: …」; the sentence itself begins with cell and question.
pub fn sentence(fault: &Fault) -> String {
    if fault.sheet.is_empty() {
        fault.sentence.clone()
    } else {
        format!("シート「{}」 {}", fault.sheet, fault.sentence)
    }
}

/// Codes that came in more than one file with different answers: neither is taken.
pub fn twice(sheets: &[Sheet]) -> BTreeMap<String, Vec<String>> {
    let mut seen: BTreeMap<&str, Vec<(&str, &Answers)>> = BTreeMap::new();
    for sheet in sheets {
        if let Ok(reading) = &sheet.outcome {
            seen.entry(&reading.identity.respondent).or_default().push((&sheet.name, &reading.answers));
        }
    }
    seen.into_iter()
        .filter(|(_, files)| files.iter().any(|(_, answers)| *answers != files[0].1))
        .map(|(code, files)| (code.to_owned(), files.into_iter().map(|(name, _)| name.to_owned()).collect()))
        .collect()
}

/// Joins a sheet with what stands here. What is in order is stored and, when nothing is missing, handed in.
pub async fn take(
    tx: &mut WriteTx<CollectSheets>,
    survey: &SurveyRow,
    form: &Form,
    reading: &Reading,
) -> Result<Taken, SurveyError> {
    let code = reading.identity.respondent.as_str();
    let Some(respondent) = storage::seen(tx, survey.id, code).await? else {
        return Ok(Taken::Refused(vec![format!("「{code}」は、この調査の対象ではありません。")]));
    };
    if reading.untouched {
        return Ok(Taken::Empty);
    }
    if let Some(reason) = outdated(tx, survey, form, reading).await? {
        return Ok(Taken::Refused(vec![reason]));
    }
    let errors: Vec<String> =
        reading.faults.iter().filter(|fault| fault.weight == Weight::Error).map(sentence).collect();
    if !errors.is_empty() {
        return Ok(Taken::Refused(errors));
    }
    let base = storage::stored(if reading.prefilled.is_empty() { "{}" } else { &reading.prefilled })?;
    let settled = moving::settle(tx, &respondent).await?;
    let joined = join(&base, &settled.answers, &reading.answers);
    let complete = questionnaire::check(form, &joined.answers, true).is_empty();
    let state = respondent.line.state();
    let hand_in = complete && joined.conflicts.is_empty();
    if joined.changed.is_empty() && (state.is_collected() || !hand_in) && joined.conflicts.is_empty() {
        return Ok(Taken::Unchanged);
    }
    let today = tx.core().clock.today();
    if let Err(refusal) = rules::may_write(survey.state(), survey.opens_on.parse().ok(), state, today) {
        return Ok(Taken::Refused(vec![refusal.sentence()]));
    }
    store(tx, &respondent, &settled, &joined, hand_in).await?;
    let conflicts: Vec<String> = joined.conflicts.iter().map(|id| conflict_sentence(form, id)).collect();
    let questions = joined.changed.len();
    Ok(if hand_in { Taken::Submitted { questions } } else { Taken::Kept { questions, conflicts } })
}

/// Why a sheet of an older edition cannot be taken; `None` for one that can.
async fn outdated(
    db: &mut Reader,
    survey: &SurveyRow,
    form: &Form,
    reading: &Reading,
) -> Result<Option<String>, SurveyError> {
    if reading.identity.fingerprint == form.fingerprint() {
        return Ok(None);
    }
    let own = i64::from(reading.identity.edition);
    let Some(row) = storage::editing::edition(db, survey.id, own).await? else { return Ok(None) };
    let older = super::actions::ready(&row.definition)?;
    let against = rules::editing::stands_against(older.definition(), form.definition());
    Ok((!against.is_empty()).then(|| {
        format!(
            "第{own}版の回答票です。いまの第{}版では{}が変わったため、このままでは取り込めません。新しい回答票に答えを写して送ってもらってください。",
            form.definition().edition,
            against.join("、")
        )
    }))
}

fn conflict_sentence(form: &Form, question: &str) -> String {
    let number = form.question(question).map_or(question, |q| q.number.as_str());
    format!(
        "{number}: 回答票を渡したあとで、画面から別の答えが入っています。画面の答えを残しました。どちらが正しいか確かめてください。"
    )
}

async fn store(
    tx: &mut WriteTx<CollectSheets>,
    respondent: &Respondent,
    settled: &moving::Settled,
    joined: &Joined,
    hand_in: bool,
) -> Result<(), SurveyError> {
    let (now, label) = (tx.core().clock.now(), tx.actor().label());
    let state = respondent.line.state();
    let to = if state == State::Returned { State::Returned } else { State::Working };
    tx.act_on_behalf_of(respondent.line.name.clone());
    let id = respondent.line.id;
    if !writing::store_answers(tx, id, respondent.version, to, &joined.answers, &label, now).await? {
        return Err(SurveyError::Changed(Vec::new()));
    }
    let made = writing::Made {
        version: respondent.version + 1,
        way: Way::Sheet,
        at: now,
        by_label: &label,
        on_behalf_of: &respondent.line.name,
        reason: "",
    };
    if let Some(moving) = &settled.moving {
        moving::store(tx, respondent, moving, &settled.answers, &made).await?;
    }
    writing::insert_changes(tx, id, &joined.changed, &made).await?;
    if hand_in {
        writing::move_to(tx, id, to, State::Submitted, Some(now)).await?;
        writing::insert_step(tx, id, "submitted", now, &label, &respondent.line.name, "").await?;
    }
    let questions: Vec<&str> = joined.changed.iter().map(|c| c.question.as_str()).collect();
    let detail = json!({ "way": "sheet", "questions": questions, "submitted": hand_in });
    tx.record(Entry::of("survey_answer", &respondent.line.code).detail(detail)).await?;
    Ok(())
}

struct Joined {
    answers: Answers,
    changed: Vec<writing::NewChange>,
    /// Questions that were answered differently here and there since the sheet was issued.
    conflicts: Vec<String>,
}

/// `base`: as issued; `here`: as stored now; `sheet`: as it came back.
fn join(base: &Answers, here: &Answers, sheet: &Answers) -> Joined {
    let mut joined = Joined { answers: here.clone(), changed: Vec::new(), conflicts: Vec::new() };
    let questions: std::collections::BTreeSet<&String> =
        base.0.keys().chain(here.0.keys()).chain(sheet.0.keys()).collect();
    let json = |answer: Option<&Answer>| answer.and_then(|a| serde_json::to_string(a).ok());
    for question in questions {
        let (was, now, new) = (base.get(question), here.get(question), sheet.get(question));
        if new == now || new == was {
            continue;
        }
        if now != was {
            joined.conflicts.push(question.clone());
            continue;
        }
        joined.changed.push(writing::NewChange { question: question.clone(), before: json(now), after: json(new) });
        match new {
            Some(answer) => joined.answers.set(question, answer.clone()),
            None => {
                joined.answers.0.remove(question);
            }
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs.iter().map(|(q, a)| ((*q).to_owned(), Answer::text(a))).collect()
    }

    /// What the sheet changed is taken, what the web changed stays, and what both changed is nobody's to decide here.
    #[test]
    fn two_ways_are_joined_question_by_question() {
        let base = answers(&[("q1", "a"), ("q2", "a"), ("q3", "a"), ("q4", "a"), ("q5", "a")]);
        let here = answers(&[("q1", "a"), ("q2", "web"), ("q3", "web"), ("q4", "same"), ("q5", "a")]);
        let sheet = answers(&[("q1", "sheet"), ("q2", "a"), ("q3", "sheet"), ("q4", "same"), ("q6", "new")]);
        let joined = join(&base, &here, &sheet);
        assert_eq!(
            joined.answers,
            answers(&[("q1", "sheet"), ("q2", "web"), ("q3", "web"), ("q4", "same"), ("q6", "new")])
        );
        assert_eq!(joined.conflicts, ["q3"]);
        let changed: Vec<_> = joined.changed.iter().map(|c| c.question.as_str()).collect();
        assert_eq!(changed, ["q1", "q5", "q6"]);
    }
}

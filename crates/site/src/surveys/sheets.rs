//! 回答票: answer sheets in Excel, given out and taken back. What comes back is joined with what stands here
//! question by question ([`joining`]): what the sheet changed is taken, what somebody answered on the web meanwhile
//! stays, and where both changed the same question a person decides.

pub mod joining;
pub mod mail;

use std::collections::BTreeMap;
use std::sync::Arc;

use answer_sheets::{Expected, Fault, FileFault, Identity, IssueOptions, Limits, Reading, Template};
use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::editions::carry;
use questionnaire::{Answer, Answers, Concordance, Form, RowAnswer};
use serde_json::json;

use super::actions::contact::Contact;
use super::actions::{self, SurveyError, letters, moving};
use super::model::{Respondent, State, SurveyRow, Way};
use super::rules;
use super::storage::{self, writing};
use crate::permissions::{CollectSheets, Reader, WriteTx, Writer};
use crate::shared::DEMO_MARK;
use joining::{Joined, Plan, Verdict, Wish};

/// The longest name of a file that is kept or given out.
const NAME_LETTERS: usize = 120;

/// The editions of a survey, each made ready for sheets. Costly to make: once per request.
#[derive(Debug)]
pub struct Editions {
    ids: Vec<i64>,
    templates: Vec<Template>,
}

impl Editions {
    pub async fn of(db: &mut Reader, survey: i64) -> Result<Arc<Self>, SurveyError> {
        let (mut ids, mut templates) = (Vec::new(), Vec::new());
        for (id, text) in storage::sheets::editions(db, survey).await? {
            ids.push(id);
            templates.push(Template::new(actions::ready(&text)?));
        }
        Ok(Arc::new(Self { ids, templates }))
    }

    /// The edition a respondent answers.
    pub fn template(&self, edition: i64) -> Result<&Template, SurveyError> {
        let at = self.ids.iter().position(|id| *id == edition).ok_or(SurveyError::NotFound)?;
        self.templates.get(at).ok_or(SurveyError::NotFound)
    }

    /// A respondent as sheets see her: who has not handed in is in the newest edition, with what of her answers fits it.
    pub fn settled(&self, respondent: &Respondent) -> Result<Respondent, SurveyError> {
        let (Some(newest), Some(template)) = (self.ids.first(), self.templates.first()) else {
            return Err(SurveyError::NotFound);
        };
        if respondent.edition_id == *newest || respondent.line.state().is_collected() {
            return Ok(respondent.clone());
        }
        let old = self.template(respondent.edition_id)?.form();
        let answers = carry(old, template.form(), &respondent.answers).answers;
        Ok(Respondent { edition_id: *newest, answers, ..respondent.clone() })
    }

    pub fn all(&self) -> &[Template] {
        &self.templates
    }

    /// The one a reading was read with.
    pub fn of_reading(&self, reading: &Reading) -> Option<&Template> {
        self.templates.iter().find(|template| template.form().fingerprint() == reading.identity.fingerprint)
    }
}

/// What is printed on every sheet of a survey.
pub fn options(survey: &SurveyRow, contact: &Contact, today: jiff::civil::Date, demo: bool) -> IssueOptions {
    let mut instructions =
        vec!["記入したら、上書き保存して送ってください。途中まで記入したものを送ってもかまいません。".to_owned()];
    if survey.is_linked() {
        instructions.push(
            "F1とF2には、案内をした団体から、はじめの答えを入れてあります。違うときは直してください。".to_owned(),
        );
    }
    if demo {
        instructions.push(DEMO_MARK.to_owned());
    }
    IssueOptions {
        deadline: survey.due().map(japanese::wareki::both).unwrap_or_default(),
        contact: contact.line(survey),
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
    // Her own deadline, where it was put off.
    let own = respondent.line.due_on.as_deref().and_then(|day| day.parse().ok()).map(japanese::wareki::both);
    let options = IssueOptions { deadline: own.unwrap_or_else(|| options.deadline.clone()), ..options.clone() };
    answer_sheets::issue(template, &identity, &respondent.answers, last_year, &options).map_err(|e| e.to_string())
}

/// A name that every system takes as one file's: no path, no control character, nothing hidden.
pub fn safe_name(name: &str) -> String {
    let kept = name.chars().map(|c| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '＿',
        c if c.is_control() => '＿',
        c => c,
    });
    let name: String = kept.collect();
    let name = name.trim().trim_start_matches(['.', '~']).trim_end_matches(['.', ' ']);
    let length = name.chars().count();
    if length <= NAME_LETTERS {
        return name.to_owned();
    }
    let (stem, ending) = name.rsplit_once('.').filter(|(_, ending)| ending.len() < 6).unwrap_or((name, ""));
    let stem: String = stem.chars().take(NAME_LETTERS).collect();
    if ending.is_empty() { stem } else { format!("{stem}.{ending}") }
}

/// The name of a respondent's file: `352128_柳井市_fy2026_municipality.xlsx`.
pub fn file_name(survey: &SurveyRow, respondent: &Respondent) -> String {
    safe_name(&format!("{}_{}_{}.xlsx", respondent.line.code, respondent.line.name, survey.name))
}

/// The folder of a respondent's prefecture: `35_山口県`.
pub fn folder_name(respondent: &Respondent) -> String {
    let line = &respondent.line;
    safe_name(&format!("{}_{}", line.prefecture_code.get(..2).unwrap_or_default(), line.prefecture_name))
}

/// Last year's questionnaire and what of it may stand beside this year's questions.
#[derive(Debug)]
pub struct LastYear {
    survey: i64,
    concordance: Concordance,
}

impl LastYear {
    /// `None` when there is nothing that could be set beside.
    pub async fn of(db: &mut Reader, survey: &SurveyRow) -> Result<Option<Self>, SurveyError> {
        let Some(previous) = survey.previous_id else { return Ok(None) };
        let Some(before) = storage::survey(db, previous).await? else { return Ok(None) };
        let concordance = actions::concordance::of(db, survey).await?;
        let concordance = concordance.filter(|table| table.from == before.name);
        Ok(concordance.map(|concordance| Self { survey: previous, concordance }))
    }

    /// Last year's answers of these respondents, by code, as answers to this year's questions.
    pub async fn answers(
        &self,
        db: &mut Reader,
        respondents: &[Respondent],
        editions: &Editions,
    ) -> Result<BTreeMap<String, Answers>, SurveyError> {
        let codes: Vec<String> = respondents.iter().map(|respondent| respondent.line.code.clone()).collect();
        let mut found = BTreeMap::new();
        for (code, text) in storage::sheets::handed_in_of(db, self.survey, &codes).await? {
            let Some(respondent) = respondents.iter().find(|respondent| respondent.line.code == code) else { continue };
            let template = editions.template(editions.settled(respondent)?.edition_id)?;
            let carried = carried(template.form(), &self.concordance, &storage::stored(&text)?);
            found.insert(code, carried);
        }
        Ok(found)
    }
}

/// Answers to questions that ask the same this year; options that are no longer there are left out.
fn carried(form: &Form, concordance: &Concordance, before: &Answers) -> Answers {
    let mut carried = Answers::default();
    for (.., question) in form.questions() {
        let Some(answer) = concordance.same_as(&question.id).and_then(|id| before.get(id)) else { continue };
        let known = |id: &String| form.choices(question).iter().any(|choice| choice.id == *id);
        let answer = match answer.clone() {
            Answer::One { choice, .. } if !known(&choice) => continue,
            Answer::Many { mut choices, others } => {
                choices.retain(known);
                Answer::Many { choices, others }
            }
            Answer::Grid { mut rows } => {
                rows.retain(|_, row| {
                    row.choices().iter().all(known)
                        && !matches!(row, RowAnswer::Many { choices, .. } if choices.is_empty())
                });
                Answer::Grid { rows }
            }
            other => other,
        };
        carried.set(&question.id, answer);
    }
    carried
}

/// The survey, as whoever gives out or takes back its sheets sees it.
pub async fn survey(db: &mut Reader, id: i64) -> Result<SurveyRow, SurveyError> {
    storage::survey(db, id).await?.ok_or(SurveyError::NotFound)
}

/// A respondent within the reach of whoever gives out or takes back her sheet.
pub async fn respondent(db: &mut Reader, survey: &SurveyRow, code: &str) -> Result<Respondent, SurveyError> {
    storage::seen(db, survey.id, code).await?.ok_or(SurveyError::NotFound)
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

/// A copy with what is to be put right, and the name it is saved under.
pub fn marked(editions: &Editions, reading: &Reading, name: &str, demo: bool) -> Option<(String, Vec<u8>)> {
    let template = editions.of_reading(reading)?;
    let instructions = if demo { vec![DEMO_MARK.to_owned()] } else { Vec::new() };
    let options = IssueOptions { instructions, ..IssueOptions::default() };
    let copy = answer_sheets::mark_up(template, reading, &Answers::default(), &options).ok()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Some((safe_name(&format!("{stem}_直すところ.xlsx")), copy))
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Stored and handed in.
    Submitted { questions: usize, receipt: String },
    /// Stored, and something is still missing or stands against it; the questions answered otherwise on the web, by number.
    Kept { questions: usize, conflicts: Vec<String> },
    /// Nothing was stored: somebody has to decide about questions first.
    Undecided { conflicts: usize },
    /// Nothing in it is new.
    Unchanged,
    /// Nothing in it is new, and the answers were returned: they are not handed in again as they are.
    StillReturned,
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

/// How a sheet is taken in.
#[derive(Clone, Debug, Default)]
pub struct How {
    pub wish: Wish,
    /// The name of who sent it, where that is not who takes it in.
    pub by_label: String,
    /// For somebody else: the respondent's name stands beside.
    pub on_behalf: bool,
    /// Hand in when nothing is missing any more.
    pub hand_in: bool,
    /// Store nothing while somebody has to decide about a question.
    pub all_or_nothing: bool,
    /// Who is told in another letter that it was handed in.
    pub told: String,
}

impl How {
    /// As an office takes in what it was sent.
    pub fn of_the_office() -> Self {
        Self { on_behalf: true, hand_in: true, ..Self::default() }
    }
}

/// Joins a sheet with what stands here. What is in order is stored and, when nothing is missing, handed in.
pub async fn take(
    tx: &mut WriteTx<CollectSheets>,
    survey: &SurveyRow,
    editions: &Editions,
    reading: &Reading,
) -> Result<Taken, SurveyError> {
    let code = reading.identity.respondent.as_str();
    let Some(respondent) = storage::seen(tx, survey.id, code).await? else { return Ok(not_asked(code)) };
    take_as(tx, survey, editions, &respondent, reading, &How::of_the_office()).await
}

/// The workbook names somebody who is not asked (here, or within reach).
pub fn not_asked(code: &str) -> Taken {
    Taken::Refused(vec![format!("「{code}」は、この調査の対象ではありません。")])
}

/// Like [`take`], in whichever way. `respondent` was found through the reach of whoever takes it.
pub async fn take_as(
    tx: &mut Writer,
    survey: &SurveyRow,
    editions: &Editions,
    respondent: &Respondent,
    reading: &Reading,
    how: &How,
) -> Result<Taken, SurveyError> {
    let settled = moving::settle(tx, respondent).await?;
    let (form, own) = (&*settled.form, &editions.settled(respondent)?);
    let today = tx.core().clock.today();
    let read_with = editions.of_reading(reading).map(Template::form);
    let Plan { verdict, joined, complete, .. } =
        joining::plan(survey, (form, read_with), own, reading, today, &how.wish);
    match verdict {
        Verdict::Unchanged => return Ok(Taken::Unchanged),
        Verdict::StillReturned => return Ok(Taken::StillReturned),
        Verdict::Empty => return Ok(Taken::Empty),
        Verdict::Refused(sentences) => return Ok(Taken::Refused(sentences)),
        Verdict::Ready => {}
    }
    let undecided: Vec<&str> = joined.undecided().map(|conflict| conflict.question.as_str()).collect();
    if how.all_or_nothing && !undecided.is_empty() {
        return Ok(Taken::Undecided { conflicts: undecided.len() });
    }
    let hand_in = how.hand_in && complete;
    let questions = joined.changed.len();
    if questions > 0 || hand_in {
        store(tx, survey, respondent, &settled, &joined, hand_in, how).await?;
    }
    if hand_in {
        let receipt = rules::receipt(survey.id, &respondent.line.code, respondent.version + 1);
        if how.on_behalf {
            letters::handed_in_for(tx, survey, respondent, &receipt, &how.told).await?;
        } else {
            letters::handed_in(tx, survey, respondent, &receipt).await?;
        }
        return Ok(Taken::Submitted { questions, receipt });
    }
    let number = |id: &str| form.question(id).map_or_else(|| id.to_owned(), |q| q.number.clone());
    Ok(Taken::Kept { questions, conflicts: undecided.into_iter().map(number).collect() })
}

/// Of a question that was answered in both ways, by its number: which answer stands.
pub fn conflict_sentence(number: &str) -> String {
    format!(
        "{number}: 回答票を渡したあとで、画面から別の答えが入っています。画面の答えを残しました。どちらが正しいか確かめてください。"
    )
}

/// The same before anything is taken in.
pub fn conflict_to_come(number: &str) -> String {
    format!(
        "{number}: 回答票を渡したあとで、画面から別の答えが入っています。取り込んでも画面の答えが残ります。どちらが正しいか確かめてください。"
    )
}

async fn store(
    tx: &mut Writer,
    survey: &SurveyRow,
    respondent: &Respondent,
    settled: &moving::Settled,
    joined: &Joined,
    hand_in: bool,
    how: &How,
) -> Result<(), SurveyError> {
    let now = tx.core().clock.now();
    let label = if how.by_label.is_empty() { tx.actor().label() } else { how.by_label.clone() };
    let state = respondent.line.state();
    let to = if state == State::Returned { State::Returned } else { State::Working };
    let for_whom = if how.on_behalf { respondent.line.name.as_str() } else { "" };
    if how.on_behalf {
        tx.act_on_behalf_of(for_whom.to_owned());
    }
    let id = respondent.line.id;
    if !writing::store_answers(tx, id, respondent.version, to, &joined.answers, &label, now).await? {
        return Err(SurveyError::Changed(Vec::new()));
    }
    let made = writing::Made {
        version: respondent.version + 1,
        way: Way::Sheet,
        at: now,
        by_label: &label,
        on_behalf_of: for_whom,
        reason: "",
    };
    let json = |answer: Option<&Answer>| answer.and_then(|a| serde_json::to_string(a).ok());
    let changes: Vec<writing::NewChange> = joined
        .changed
        .iter()
        .map(|change| writing::NewChange {
            question: change.question.clone(),
            before: json(change.before.as_ref()),
            after: json(change.after.as_ref()),
        })
        .collect();
    if let Some(moving) = &settled.moving {
        moving::store(tx, respondent, moving, &settled.answers, &made).await?;
    }
    writing::insert_changes(tx, id, &changes, &made).await?;
    if hand_in {
        writing::move_to(tx, id, to, State::Submitted, Some(now)).await?;
        writing::insert_step(tx, id, "submitted", now, &label, for_whom, "").await?;
    }
    let questions: Vec<&str> = changes.iter().map(|c| c.question.as_str()).collect();
    let detail = json!({ "survey": survey.id, "way": "sheet", "questions": questions, "submitted": hand_in });
    tx.record(Entry::of("survey_answer", &respondent.line.code).detail(detail)).await?;
    if hand_in || to == State::Returned {
        actions::renewing::renew(tx, survey, id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_nobody_s_path() {
        for (typed, safe) in [
            ("352128_柳井市_fy2026.xlsx", "352128_柳井市_fy2026.xlsx"),
            ("../../etc/passwd", "＿..＿etc＿passwd"),
            ("~$町:\"a\"\u{0}.xlsx", "$町＿＿a＿＿.xlsx"),
            (" . ", ""),
        ] {
            assert_eq!(safe_name(typed), safe, "{typed}");
        }
        let long = safe_name(&format!("{}.xlsx", "町".repeat(300)));
        assert!(long.chars().count() < 130 && long.ends_with("町.xlsx"));
    }

    #[test]
    fn last_year_s_answers_stand_only_beside_what_asks_the_same() {
        let form = |id: &str| Form::new(questionnaire::shipped::definition(id).unwrap()).unwrap();
        let (old, new) = (form("fy2025_municipality"), form("fy2026_municipality"));
        let table = questionnaire::shipped::concordance_to("fy2026_municipality").unwrap();
        let mut before = questionnaire::generate::fill(&old, Answers::default(), &mut |n| n.saturating_sub(1));
        before.set("q1", Answer::one("an_option_of_last_year"));
        let carried = carried(&new, &table, &before);
        assert!(carried.get("q1").is_none(), "the option is no longer there");
        assert!(carried.get("q13").is_none(), "a new question");
        assert!(carried.0.len() > 10, "{}", carried.0.len());
        for id in carried.0.keys() {
            assert!(new.question(id).is_some(), "{id}");
        }
    }
}

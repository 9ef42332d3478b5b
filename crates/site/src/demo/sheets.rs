//! Sheets in Excel that came back and wait: some in order, one with something to put right, one that the web was
//! quicker than, one that is no workbook. Made by giving sheets out and filling them in; all of it is invented.

use std::collections::BTreeMap;
use std::sync::Arc;

use answer_sheets::{Expected, IssueOptions, Limits};
use bytes::Bytes;
use japanese::wareki::FiscalYear;
use questionnaire::{Answer, Answers, Form, Kind, generate};

use super::cast::{CAST, Character};
use super::fill::{FillError, REQUEST};
use super::organisations::Organisations;
use crate::people;
use crate::permissions::{Actor, AnswerSurvey, AppCore, CollectSheets, IssueSheets, Member};
use crate::programmes;
use crate::surveys;
use crate::surveys::actions::giving_out::Issuing;
use crate::surveys::actions::intakes::{self, From, SentFile};
use crate::surveys::model::{Respondent, SurveyRow};
use crate::surveys::sheets::{self, Editions};

/// 柳井市: half way on the web; 札幌市: not begun; 南部町: returned.
const YANAI: &str = "352128";
const SAPPORO: &str = "011002";
const NAMBU: &str = "193666";

/// After the surveys; does nothing where sheets have come back already.
pub async fn fill(core: &Arc<AppCore>, at: &Organisations) -> Result<(), FillError> {
    let year = FiscalYear::of(core.clock.today());
    let mut look = core.read::<IssueSheets>(Actor::Console, REQUEST).await?;
    let Some(programme) = programmes::first(&mut look).await? else { return Ok(()) };
    let name = super::surveys::definition("municipality", year)?.id;
    let Some(row) = surveys::named(&mut look, programme, year.0, &name).await? else { return Ok(()) };
    let survey = row.id;
    if surveys::has_intakes(&mut look, survey).await? {
        return Ok(());
    }
    let editions = Editions::of(&mut look, survey).await?;
    let issuing = Issuing::of(&mut look, &row).await?;
    let mut towns = BTreeMap::new();
    for code in [YANAI, SAPPORO, NAMBU] {
        towns.insert(code, sheets::respondent(&mut look, &row, code).await?);
    }
    drop(look);
    let made = Made { editions: &editions, issuing: &issuing };
    let form = editions.template(towns[YANAI].edition_id)?.form();
    let quicker = made.sheet(&towns[YANAI], &quicker_on_the_web(form, &towns[YANAI]), Some("f2"))?;
    let good = made.sheet(&towns[SAPPORO], &complete(form, Answers::default(), 5), None)?;
    let mut faulty = complete(form, Answers::default(), 7);
    one_too_many(form, &mut faulty);
    let faulty = made.sheet(&towns[NAMBU], &faulty, None)?;
    let files = [
        ("柳井市_回答.xlsx", quicker),
        ("札幌市.xlsx", good),
        ("【南部町】実態調査_回答票.xlsx", faulty),
        ("メモ.xlsx", Bytes::from_static("担当,電話\n見本,000-0000-0000\n".as_bytes())),
    ];
    let files = files.map(|(name, content)| SentFile { name: name.to_owned(), content });
    let office = member(core, at, "cooperation-office", vec![row.programme_id]).await?;
    let from = From { way: "room", sender: "" };
    intakes::receive::<CollectSheets>(core, &office, REQUEST, &row, from, files.into()).await?;
    own(core, at, &row, &towns[NAMBU], &made).await
}

/// 南部町's own, sent from its page and not decided about yet.
async fn own(
    core: &Arc<AppCore>,
    at: &Organisations,
    row: &SurveyRow,
    nambu: &Respondent,
    made: &Made<'_>,
) -> Result<(), FillError> {
    let form = made.editions.template(nambu.edition_id)?.form();
    let sheet = made.sheet(nambu, &quicker_on_the_web(form, nambu), Some("f2"))?;
    let officer = member(core, at, "nambu-officer", vec![row.programme_id]).await?;
    let file = SentFile { name: "南部町_回答票.xlsx".to_owned(), content: sheet };
    intakes::receive_own::<AnswerSurvey>(core, &officer, REQUEST, row, nambu, file).await?;
    Ok(())
}

struct Made<'a> {
    editions: &'a Editions,
    issuing: &'a Issuing,
}

impl Made<'_> {
    /// A respondent's sheet with these answers; given out before `late` was answered on the web.
    fn sheet(&self, respondent: &Respondent, answers: &Answers, late: Option<&str>) -> Result<Bytes, FillError> {
        let mut earlier = respondent.clone();
        if let Some(question) = late {
            earlier.answers.0.remove(question);
        }
        let issued = self.issuing.write(&earlier, &BTreeMap::new())?;
        let template = self.editions.template(respondent.edition_id)?;
        let expected = Expected { draft: true, ..Expected::default() };
        let refused = |e: &dyn std::fmt::Display| FillError::Refused(e.to_string());
        let mut reading = answer_sheets::read(&issued, self.editions.all(), &expected, &Limits::default())
            .map_err(|e| refused(&e))?;
        reading.answers = answers.clone();
        reading.faults.clear();
        reading.entries.clear();
        let copy = answer_sheets::mark_up(template, &reading, &Answers::default(), &IssueOptions::default());
        Ok(copy.map_err(|e| refused(&e))?.into())
    }
}

/// Complete answers on top of those given, always the same.
fn complete(form: &Form, answers: Answers, seed: u64) -> Answers {
    let mut draws = super::surveys::Draws(seed);
    generate::fill(form, answers, &mut |n| draws.pick(n))
}

/// What stands here, completed, with another answer to the question that was answered on the web meanwhile.
fn quicker_on_the_web(form: &Form, town: &Respondent) -> Answers {
    let mut answers = complete(form, town.answers.clone(), 3);
    let now = town.answers.get("f2").map(|answer| answer.choices().to_vec()).unwrap_or_default();
    let other = form.question("f2").and_then(|q| form.choices(q).iter().find(|c| !now.contains(&c.id) && !c.other));
    if let Some(other) = other {
        answers.set("f2", Answer::one(&other.id));
    }
    answers
}

/// Four ticks where three are asked for.
fn one_too_many(form: &Form, answers: &mut Answers) {
    let found = form.questions().find_map(|(_, _, question)| match &question.kind {
        Kind::Multiple(kind) if kind.most == Some(3) && answers.get(&question.id).is_some() => Some(question),
        _ => None,
    });
    if let Some(question) = found {
        let choices = form.choices(question).iter().filter(|choice| !choice.other && !choice.exclusive).take(4);
        answers.set(&question.id, Answer::many(choices.map(|choice| choice.id.as_str())));
    }
}

/// Somebody of the cast, as if signed in.
pub(super) async fn member(
    core: &Arc<AppCore>,
    at: &Organisations,
    id: &str,
    programmes: Vec<i64>,
) -> Result<Actor, FillError> {
    let missing = || FillError::Refused(format!("{id} は配役にいません。"));
    let character: &Character = CAST.iter().find(|character| character.id == id).ok_or_else(missing)?;
    let post = character.posts.first().ok_or_else(missing)?;
    let organisation = at.of(post.organisation);
    let mut look = core.read::<IssueSheets>(Actor::Console, REQUEST).await?;
    let person = people::person_with_mail(&mut look, character.mail).await?.ok_or_else(missing)?;
    let names = people::organisation_names(&mut look, &[organisation]).await?;
    let place = people::place_governed_by(&mut look, organisation).await?;
    Ok(Actor::Person(Arc::new(Member {
        person,
        name: character.name.to_owned(),
        membership: 0,
        organisation,
        organisation_name: names.get(&organisation).cloned().unwrap_or_default(),
        role: post.role,
        municipalities: place.into_iter().collect(),
        prefectures: Vec::new(),
        programmes,
        session: 0,
    })))
}

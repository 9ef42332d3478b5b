//! `/surveys`: what one is asked to answer, and every survey that runs or ran.

use foundation::web::{PageError, Reply, Req};
use jiff::civil::Date;

use super::open::survey_frame;
use crate::permissions::{AnswerSurvey, EditSurveys, LookAtSurveys, ReadTx, reach_of};
use crate::shared::{Frame, Link, day_in_words, number, render};
use crate::surveys::model::{RespondentLine, SurveyRow, SurveyState};
use crate::surveys::views::list::{AskedRow, ListPage, SurveyLine};
use crate::surveys::views::{mark, percent, survey_mark};
use crate::surveys::{rules, storage};

pub async fn get(mut tx: ReadTx<LookAtSurveys>, req: Req) -> Result<Reply, PageError> {
    let makes = reach_of::<EditSurveys>(tx.actor());
    let rows = storage::surveys(&mut tx, makes.is_some()).await?;
    let mut surveys = Vec::new();
    for row in &rows {
        let own = makes.as_ref().is_some_and(|scope| scope.reaches_programme(row.programme_id));
        if row.state() == SurveyState::Draft && !own {
            continue;
        }
        let counted = storage::collected(&mut tx, row.id).await?;
        surveys.push(line(row, counted));
    }
    let frame = Frame::new(&tx, "調査")
        .purpose("実態調査の状況です。調査票は、答える団体が区分ごとに手分けして答えられます。")
        .within("/surveys")
        .under_home();
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let today = core.clock.today();
    let mut asked = Vec::new();
    if reach_of::<AnswerSurvey>(&actor).is_some() {
        let mut own = core.read::<AnswerSurvey>(actor.clone(), &req.request_id).await?;
        asked = storage::asked(&mut own).await?.iter().map(|(survey, line)| asked_row(survey, line, today)).collect();
    }
    if let Some(person) = actor.member().map(|m| m.person) {
        let mut own = core.read::<LookAtSurveys>(actor, &req.request_id).await?;
        let answers = storage::linked::own(&mut own, person).await?;
        asked.extend(answers.iter().map(|(survey, line)| asked_row(survey, line, today)));
    }
    let elsewhere = vec![Link::new("事業を見る", "/programmes")];
    render(&ListPage { frame, asked, surveys, elsewhere, may_make: makes.is_some() })
}

pub(super) fn asked_row(survey: &SurveyRow, line: &RespondentLine, today: Date) -> AskedRow {
    let open = survey.state() == SurveyState::Open;
    let due: Option<Date> = line.due_on.as_deref().unwrap_or(&survey.due_on).parse().ok();
    let late = due.filter(|due| open && line.state().is_owing() && *due < today);
    AskedRow {
        title: survey.title.clone(),
        respondent: line.name.clone(),
        state: line.state().label(),
        mark: mark(line.state()),
        due: day_in_words(line.due_on.as_deref().unwrap_or(&survey.due_on)),
        href: format!("/surveys/{}/{}", survey.id, line.code),
        late: late.map(|due| format!("締切を{}。まだ提出できます。", rules::days_left(due, today))).unwrap_or_default(),
        verb: if open || line.state().is_collected() { line.state().verb() } else { "見る" },
    }
}

fn line(survey: &SurveyRow, (asked, collected): (i64, i64)) -> SurveyLine {
    SurveyLine {
        title: survey.title.clone(),
        href: format!("/surveys/{}", survey.id),
        year: japanese::wareki::FiscalYear(survey.fiscal_year()).era_label(),
        programme: survey.programme_name.clone(),
        respondent: survey.who().to_owned(),
        period: period(survey),
        state: survey.state().label(),
        mark: survey_mark(survey.state()),
        collected: match survey.state() {
            SurveyState::Draft => "—".to_owned(),
            _ => figure(asked, collected),
        },
    }
}

pub fn period(survey: &SurveyRow) -> String {
    format!("{}〜{}", day_in_words(&survey.opens_on), day_in_words(&survey.due_on))
}

/// 「1,402 / 1,741（80.5%）」; without a list of respondents only what was collected.
pub fn figure(asked: i64, collected: i64) -> String {
    match percent(collected, asked) {
        Some((_, share)) => format!("{} / {}（{share}%）", number(collected), number(asked)),
        None => format!("{}件（全体の数は分かりません）", number(collected)),
    }
}

/// The frame of a page right below a survey.
pub fn below(tx: &crate::permissions::Reader, survey: &SurveyRow, title: &str) -> Frame {
    survey_frame(tx, survey, title, true)
}

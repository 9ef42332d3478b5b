//! What one municipality answered, in few words, for a page that tells of the municipality as a whole.

use foundation::database::DatabaseError;

use crate::permissions::{LookAtAnswers, Reader, reach_of};
use crate::surveys::data_set::{DataSet, Which};
use crate::surveys::model::ToAnswer;
use crate::surveys::{matrix, rules, storage};

/// What a municipality said to some questions, in the newest survey it handed in.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub title: String,
    /// 「令和8年度（2026年度）」
    pub year: String,
    /// 「速報」, 「確定」
    pub standing: &'static str,
    /// Its own answer, and where it stands.
    pub href: String,
    pub fictitious: bool,
    /// In the order asked for; a question the survey does not ask is left out.
    pub answers: Vec<SaidTo>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidTo {
    pub id: String,
    /// 「問5」
    pub number: String,
    pub text: String,
    /// Id, label, ticked.
    pub options: Vec<(String, String, bool)>,
    /// 「無回答」, 「非該当」; empty where it was answered.
    pub why_none: &'static str,
}

/// 協議会, あるべき姿, 取り組んでいる場面; 最優先の課題, 受けている支援, 期待する支援.
pub const STANDING_QUESTIONS: [&str; 6] = {
    let [first, given, wanted] = rules::GAP_QUESTIONS;
    ["q1", "q4", "q5", first, given, wanted]
};

/// What a municipality said in the newest survey it handed in, and what still waits for its answer; both only as far as the reader
/// may read this municipality's answers.
pub async fn of_municipality(
    db: &mut Reader,
    code: &str,
    questions: &[&str],
) -> Result<(Option<Said>, Vec<ToAnswer>), DatabaseError> {
    let Some(scope) = reach_of::<LookAtAnswers>(db.actor()) else {
        return Ok((None, Vec::new()));
    };
    let today = db.core().clock.today();
    let asked = storage::asked_of(db, &scope, code).await?;
    let waiting = asked.iter().filter_map(|(survey, line)| ToAnswer::of(survey, line, today)).collect();
    let newest = asked.iter().find(|(survey, line)| survey.respondent == "municipality" && line.state().is_collected());
    let Some((survey, _)) = newest else { return Ok((None, waiting)) };
    let set = DataSet::load(db, survey, Which::Collected).await?;
    let Some(row) = set.row_of(code) else { return Ok((None, waiting)) };
    let answers = questions.iter().filter_map(|id| said_to(&set, id, row));
    let said = Said {
        title: survey.title.clone(),
        year: japanese::wareki::FiscalYear(set.about.fiscal_year).label(),
        standing: if set.about.is_final() { "確定" } else { "速報" },
        href: format!("/surveys/{}/{code}", survey.id),
        fictitious: set.about.is_fictitious(),
        answers: answers.collect(),
    };
    Ok((Some(said), waiting))
}

fn said_to(set: &DataSet, id: &str, row: usize) -> Option<SaidTo> {
    use tabulate::{Answer, Variable, variables};
    let question = set.question(id)?;
    let variable = set.variable(id)?;
    let ticked = |at: usize| match variable {
        Variable::Single(single) => single.answer(row) == Answer::Option(at),
        Variable::Multiple(multiple) => multiple.ticked(row, at),
        Variable::Numeric(_) => false,
    };
    let choices = variable.meta().choices.iter().map(|choice| choice.label.clone());
    let options = question.options.iter().cloned().zip(choices).enumerate();
    let state = variable.state(row);
    Some(SaidTo {
        id: question.id.clone(),
        number: question.number.clone(),
        text: question.text.clone(),
        options: options.map(|(at, (id, label))| (id, label, ticked(at))).collect(),
        why_none: match state {
            variables::NOT_ASKED => matrix::NOT_ASKED,
            state if state < variables::FIRST_OPTION => matrix::NO_ANSWER,
            _ => "",
        },
    })
}

/// What the municipalities of a prefecture said, one by one, in the newest survey that asks municipalities.
#[derive(Clone, Debug, Default)]
pub struct SaidByMany {
    pub title: String,
    /// 「令和8年度（2026年度）」
    pub year: String,
    pub standing: &'static str,
    pub fictitious: bool,
    pub survey: i64,
    /// In the order of their codes.
    pub towns: Vec<TownSaid>,
}

/// One of them.
#[derive(Clone, Debug, Default)]
pub struct TownSaid {
    pub code: String,
    /// 「提出済み」
    pub state: &'static str,
    pub is_owing: bool,
    pub is_collected: bool,
    /// By when; `None` where no day is set.
    pub due_on: Option<jiff::civil::Date>,
    pub href: String,
    /// Nothing before it was handed in.
    pub answers: Vec<SaidTo>,
    /// To the same questions the year before, where the survey names one and asked them by the same options.
    pub before: Vec<SaidTo>,
}

/// `None` where the reader may read none of their answers, or nothing was asked yet.
pub async fn of_prefecture(
    db: &mut Reader,
    prefecture: &str,
    questions: &[&str],
) -> Result<Option<SaidByMany>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtAnswers>(db.actor()) else { return Ok(None) };
    let asked = storage::asked_in(db, &scope, prefecture).await?;
    let Some((survey, _)) = asked.first() else { return Ok(None) };
    let survey = survey.clone();
    let set = DataSet::load(db, &survey, Which::Collected).await?;
    let earlier = match survey.previous_id {
        Some(id) => match storage::survey(db, id).await? {
            Some(row) => Some(DataSet::load(db, &row, Which::Collected).await?),
            None => None,
        },
        None => None,
    };
    let said = |set: &DataSet, code: &str| match set.row_of(code) {
        Some(row) => questions.iter().filter_map(|id| said_to(set, id, row)).collect(),
        None => Vec::new(),
    };
    let of_survey = asked.iter().filter(|(row, _)| row.id == survey.id);
    let towns = of_survey.map(|(row, line)| TownSaid {
        code: line.code.clone(),
        state: line.state().label(),
        is_owing: line.state().is_owing(),
        is_collected: line.state().is_collected(),
        due_on: line.due_on.as_ref().unwrap_or(&row.due_on).parse().ok(),
        href: format!("/surveys/{}/{}", row.id, line.code),
        answers: if line.state().is_collected() { said(&set, &line.code) } else { Vec::new() },
        before: earlier.as_ref().map(|earlier| said(earlier, &line.code)).unwrap_or_default(),
    });
    Ok(Some(SaidByMany {
        title: survey.title.clone(),
        year: japanese::wareki::FiscalYear(set.about.fiscal_year).label(),
        standing: if set.about.is_final() { "確定" } else { "速報" },
        fictitious: set.about.is_fictitious(),
        survey: survey.id,
        towns: towns.collect(),
    }))
}

//! Next year's survey in preparation: a draft made from this year's, so that the office sees one being made.

use std::sync::Arc;

use japanese::wareki::FiscalYear;
use jiff::ToSpan as _;
use questionnaire::kinds::LongText;
use questionnaire::{Condition, Kind, Question, Respondent};

use super::fill::{FillError, REQUEST};
use crate::permissions::{Actor, AppCore, EditSurveys};
use crate::programmes;
use crate::surveys;
use crate::surveys::actions::drafting::{self, EditError, NewDraft};

impl From<EditError> for FillError {
    fn from(error: EditError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// A question of the coming year, so that draft and this year differ.
fn added() -> Question {
    Question {
        id: "q14".to_owned(),
        number: "問14".to_owned(),
        text: "この調査の結果を、来年度の計画にどう生かすかを教えてください（架空の設問です）".to_owned(),
        hint: "決まっていないときは、考えていることを書いてください。".to_owned(),
        kind: Kind::LongText(LongText { most_letters: Some(500) }),
        required: false,
        relevant: Condition::parse("${q1} = 'yes'").ok(),
        constraint: None,
        choice_filter: None,
        public: false,
        person_protected: false,
        last_year: false,
        own_name: false,
    }
}

pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let this_year = FiscalYear::of(core.clock.today());
    let next = FiscalYear(this_year.0 + 1);
    let mut tx = core.write::<EditSurveys>(Actor::Console, REQUEST).await?;
    let Some(programme) = programmes::first(&mut tx).await? else { return Ok(()) };
    let name = format!("fy{}_municipality", next.0);
    if surveys::named(&mut tx, programme, next.0, &name).await?.is_some() {
        return Ok(());
    }
    let own = format!("fy{}_municipality", this_year.0);
    let Some(previous) = surveys::named(&mut tx, programme, this_year.0, &own).await? else { return Ok(()) };
    let mut definition = drafting::working(&mut tx, previous.id).await?.definition;
    definition.title = definition.title.replace(&this_year.era_label(), &next.era_label());
    if let Some(last) = definition.sections.last().map(|section| section.id.clone()) {
        definition.put_question(None, &last, None, added());
    }
    let day = |day: Option<jiff::civil::Date>| {
        day.unwrap_or_else(|| this_year.first_day()).checked_add(1.year()).unwrap_or_else(|_| next.first_day())
    };
    let new = NewDraft {
        programme,
        fiscal_year: next.0,
        respondent: Respondent::Municipality,
        definition,
        opens_on: day(previous.opens_on.parse().ok()),
        due_on: day(previous.due()),
        previous: Some(previous.id),
        begins_with: Some(previous.id),
    };
    drafting::begin(&mut tx, new).await?;
    tx.commit_recorded().await?;
    Ok(())
}

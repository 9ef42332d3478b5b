//! What the office made public of last year's survey: the tables the report prints, with a summary.

use std::sync::Arc;

use super::fill::{FillError, REQUEST};
use crate::permissions::{Actor, AppCore, PublishTables};
use crate::programmes;
use crate::surveys;
use crate::surveys::actions::publishing;
use crate::surveys::data_set::{DataSet, Which};
use crate::surveys::tables::request::Wanted;

const FISCAL_YEAR: i16 = 2025;
const SURVEY: &str = "fy2025_municipality";

/// Questions, and what each table is broken down by.
const TABLES: [(&[&str], &[&str]); 2] =
    [(&["q1", "q4", "q5", "q12"], &["gaito", "classes", "class_exclusive"]), (&["q6"], &["prefecture"])];

const SUMMARY: &str = "協議会を設置している市町村は67.3％でした。過疎地域等に該当する市町村では57.4％、非該当では79.9％で、22.5ポイントの差があります。\n\nこのまとめは、デモのために書いた見本です。";

pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut tx = core.write::<PublishTables>(Actor::Console, REQUEST).await?;
    if !surveys::with_published_tables(&mut tx).await?.is_empty() {
        return Ok(());
    }
    let Some(programme) = programmes::first(&mut tx).await? else { return Ok(()) };
    let Some(survey) = surveys::named(&mut tx, programme, FISCAL_YEAR, SURVEY).await? else { return Ok(()) };
    let set = DataSet::load(&mut tx, &survey, Which::Collected).await?;
    for (questions, by) in TABLES {
        let by = by.iter().filter(|id| set.banner(id).is_some()).map(|id| (*id).to_owned()).collect();
        let wanted = Wanted { by, ..Wanted::default() };
        let questions: Vec<String> = questions.iter().map(|id| (*id).to_owned()).collect();
        publishing::publish(&mut tx, &survey, &questions, &wanted).await?;
    }
    publishing::summarise(&mut tx, &survey, "", SUMMARY, true).await?;
    tx.commit_recorded().await?;
    Ok(())
}

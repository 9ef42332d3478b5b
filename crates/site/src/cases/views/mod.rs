//! What the pages of cases show.

mod carry_over;
mod collecting;
mod collections;
mod compare;
mod edit;
mod files;
pub mod guide;
mod list;
mod show;
mod statistics;
mod troubles;
mod versions;
mod voices;
mod waiting;

pub use carry_over::CarryOverPage;
pub use collecting::CollectingPage;
pub use collections::{
    CollectionFormPage, CollectionPage, CollectionsPage, Respondent, Standing as CallStanding, respondents,
};
pub use compare::ComparePage;
pub use edit::{Conflict, EditPage, FORM_ID, OwnerControl, Setting, confirmation_of, is_submitting};
pub use files::{FilesPage, Shown};
pub use list::ListPage;
pub use show::{Corrects, Doing, ShowPage, StandingPage, Tried, WithdrawnPage, return_reason};
pub use statistics::StatisticsPage;
pub use troubles::TroublesPage;
pub use versions::VersionPage;
pub use voices::{SavedPage, Voices};
pub use waiting::WaitingPage;

use foundation::Timestamp;
use japanese::wareki;

use super::model::{Case, Line, chips};
use crate::regions::CaseLine;
use crate::shared::{Piece, mark, plain, snippet};

/// Characters of a snippet: two lines on a desktop.
const SNIPPET: usize = 90;

/// A case in a list of another feature.
pub fn case_line(line: &Line) -> CaseLine {
    CaseLine {
        title: line.title.clone(),
        href: format!("/cases/{}", line.number),
        place: line.place(),
        summary: line.summary.clone(),
        chips: chips(line.tags.as_deref()),
    }
}

/// 「11月20日（金）」 in Japan, where the year is plain.
pub fn month_and_day(at: &str) -> String {
    at.parse::<Timestamp>().map_or_else(
        |_| String::new(),
        |at| {
            let day = at.in_japan().date();
            format!("{}月{}日（{}）", day.month(), day.day(), wareki::weekday(day))
        },
    )
}

/// Title and place of the source in one line; empty for what an office wrote about itself.
pub fn source_of(case: &Case) -> String {
    let texts = &case.content.texts;
    [texts.source_title.as_str(), &texts.source_place]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join("、")
}

/// The text of a list entry: the summary with its marks; when no word stands in title or summary,
/// the place in the body where one does.
fn text_of(line: &Line, needles: &[String]) -> Vec<Piece> {
    let summary = mark(&line.summary, needles);
    let shows_a_hit = summary.iter().chain(&mark(&line.title, needles)).any(|piece| piece.hit);
    if shows_a_hit || needles.is_empty() {
        return summary;
    }
    snippet(&line.body, needles, SNIPPET).unwrap_or(summary)
}

/// A text without marks, for pages without a search.
fn unmarked(text: &str) -> Vec<Piece> {
    plain(text)
}

#[cfg(test)]
mod samples;

//! Excel on pages: giving out, what came back, one workbook before it is taken in.

use askama::Template;

use crate::shared::{Choice, Facet, Fact, Frame, Link, Pagination};

pub struct WaitingRow {
    pub href: String,
    pub file: String,
    pub at: String,
    pub by: String,
}

/// `/surveys/{survey}/{code}/sheet`
#[derive(Template)]
#[template(path = "surveys/templates/own_sheet.html")]
pub struct OwnSheetPage {
    pub frame: Frame,
    pub base: String,
    /// Why nothing can be sent now; empty when it can.
    pub closed: String,
    /// Looked at and not decided about yet.
    pub waiting: Vec<WaitingRow>,
    pub error: String,
}

pub struct ChangeLine {
    pub question: String,
    pub before: String,
    pub after: String,
    pub kind: &'static str,
}

/// Answered here and in the sheet since it was given out.
pub struct ConflictLine {
    /// The question's id.
    pub id: String,
    pub question: String,
    pub here: String,
    pub who: String,
    pub sheet: String,
    pub takes_here: bool,
    pub takes_sheet: bool,
    pub error: String,
}

pub struct FaultLine {
    pub place: String,
    pub question: String,
    pub found: String,
    pub expected: String,
    pub sentence: String,
}

pub struct TidiedLine {
    pub place: String,
    pub question: String,
    pub found: String,
    pub taken: String,
}

impl IntakePage {
    fn is_under_way(&self) -> bool {
        self.taking.as_ref().is_some_and(|taking| taking.under_way)
    }
}

/// How far taking in many is.
pub struct TakingView {
    pub under_way: bool,
    pub may_stop: bool,
    /// 「取り込んでいます：1,741件のうち350件」
    pub figure: String,
    pub what: String,
    pub done: i64,
    pub total: i64,
    pub by: String,
}

/// One workbook that came back: `/surveys/{survey}/{code}/sheet/{intake}`, `…/collection/intakes/{intake}/{sheet}`
#[derive(Template)]
#[template(path = "surveys/templates/sheet.html")]
pub struct SheetPage {
    pub frame: Frame,
    pub facts: Vec<Fact>,
    /// Kind of banner, its word and sentence: what taking it in would come to.
    pub verdict: (&'static str, &'static str, String),
    /// Sentences that are no fault of a cell: closed, another edition, contradictions.
    pub reasons: Vec<String>,
    pub changes: Vec<ChangeLine>,
    pub conflicts: Vec<ConflictLine>,
    pub faults: Vec<FaultLine>,
    pub tidied: Vec<TidiedLine>,
    /// Written where no answer belongs: place and text.
    pub strays: Vec<(String, String)>,
    /// Where the form goes; empty when nothing can be taken in.
    pub action: String,
    /// Questions to put right are left out.
    pub leave_out: bool,
    /// The same page with those questions left out; empty when that is not possible.
    pub leave_out_href: String,
    /// The copy that says what to put right; empty when there is none.
    pub marked: String,
    /// Where setting aside is sent; empty when there is nothing to set aside.
    pub set_aside: String,
    /// Her own page: then comes the check before handing in.
    pub own: bool,
    pub complete: bool,
    pub back: Link,
    pub errors: Vec<(String, String)>,
}

pub struct PrefectureZip {
    pub name: String,
    pub count: String,
    pub href: String,
}

/// `/surveys/{survey}/collection/sheets`
#[derive(Template)]
#[template(path = "surveys/templates/giving_out.html")]
pub struct GivingOutPage {
    pub frame: Frame,
    pub base: String,
    pub unit: &'static str,
    pub state_choices: Vec<Choice>,
    /// Empty for a prefecture.
    pub prefecture_choices: Vec<Choice>,
    /// How many are within the filter.
    pub count: String,
    /// The ZIP of all of them; empty when there is none.
    pub zip: String,
    pub prefectures: Vec<PrefectureZip>,
    pub may_invite: bool,
    /// The filter as hidden fields.
    pub hidden: Vec<(String, String)>,
    pub message: String,
    pub with_sheet: bool,
    pub errors: Vec<(String, String)>,
    pub message_error: String,
    pub most_with_sheet: usize,
}

pub struct IntakeRow {
    pub href: String,
    pub at: String,
    pub way: &'static str,
    pub by: String,
    pub sheets: String,
    pub waiting: String,
    pub refused: String,
    pub taken: String,
}

/// `/surveys/{survey}/collection/intakes`
#[derive(Template)]
#[template(path = "surveys/templates/intakes.html")]
pub struct IntakesPage {
    pub frame: Frame,
    pub base: String,
    /// Why nothing can be sent now; empty when it can.
    pub closed: String,
    pub rows: Vec<IntakeRow>,
    pub error: String,
    pub most_sheets: String,
    pub most_bytes: String,
}

pub struct SheetRow {
    pub href: String,
    pub file: String,
    pub respondent: String,
    pub mark: &'static str,
    pub word: &'static str,
    pub what: String,
    pub reasons: Vec<String>,
}

/// `/surveys/{survey}/collection/intakes/{intake}`
#[derive(Template)]
#[template(path = "surveys/templates/intake.html")]
pub struct IntakePage {
    pub frame: Frame,
    pub base: String,
    pub facts: Vec<Fact>,
    pub shown: Vec<Facet>,
    pub rows: Vec<SheetRow>,
    pub pagination: Pagination,
    /// How many one press takes in; 0: none is ready.
    pub ready: usize,
    /// How many are left undecided.
    pub undecided: usize,
    pub most_at_once: usize,
    /// Many that are taken in by a job, or were.
    pub taking: Option<TakingView>,
    pub back: String,
}

//! Making a questionnaire: the overview, and one page per section, question, list.

use askama::Template;
use foundation::web::Form;

use crate::shared::{Choice, DateBoxes, Frame, Link};
use crate::surveys::forms::editing::{KindWord, OptionRow, RowRow};

pub struct Tab {
    pub label: &'static str,
    pub href: String,
    pub here: bool,
}

/// What the office does with a survey's questionnaire, in the order it is done.
pub fn tabs(survey: i64, here: &str) -> Vec<Tab> {
    let base = format!("/surveys/{survey}");
    [
        ("調査票", "edit"),
        ("選択肢の一覧", "edit/lists"),
        ("題名と期間", "edit/outline"),
        ("プレビュー", "preview"),
        ("対応表", "concordance"),
        ("版", "editions"),
        ("受付", "progress"),
    ]
    .into_iter()
    .map(|(label, word)| Tab { label, href: format!("{base}/{word}"), here: word == here })
    .collect()
}

/// What somebody else stored meanwhile, beside what stands in the form.
pub struct Conflict {
    pub who: String,
    pub rows: Vec<ConflictRow>,
}

pub struct ConflictRow {
    pub what: String,
    pub theirs: String,
    pub mine: String,
}

pub struct FaultRow {
    pub place: String,
    pub sentence: String,
    pub href: String,
}

pub struct QuestionRow {
    pub id: String,
    pub number: String,
    pub text: String,
    pub kind: String,
    /// 「必須」, 「前年の答え」…
    pub marks: Vec<&'static str>,
    pub asked_of: String,
    /// 「選択肢 5」, 「表 7行 × 2」
    pub size: String,
    pub first: bool,
    pub last: bool,
}

pub struct SectionBlock {
    pub id: String,
    pub title: String,
    pub note: String,
    pub asked_of: String,
    /// Of the order of its questions.
    pub seen: String,
    pub first: bool,
    pub last: bool,
    pub questions: Vec<QuestionRow>,
}

pub struct DifferenceRow {
    pub place: String,
    pub what: String,
    pub before: String,
    pub after: String,
    pub effect: &'static str,
    pub mark: &'static str,
}

/// `/surveys/{survey}/edit`
#[derive(Template)]
#[template(path = "surveys/templates/edit.html")]
pub struct OverviewPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub base: String,
    /// 「第2版の下書き」
    pub state: String,
    pub mark: &'static str,
    pub changed: String,
    pub may_edit: bool,
    /// What can be done next: sentence and door.
    pub next: Option<(String, Link)>,
    pub faults: Vec<FaultRow>,
    pub summary: String,
    /// Of the order of the sections.
    pub seen: String,
    pub sections: Vec<SectionBlock>,
    /// Only for a correction.
    pub differences: Vec<DifferenceRow>,
    pub may_discard: bool,
}

/// `/surveys/{survey}/edit/sections/…`
#[derive(Template)]
#[template(path = "surveys/templates/edit_section.html")]
pub struct SectionPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub errors: Vec<(String, String)>,
    pub conflict: Option<Conflict>,
    pub form: Form,
    pub seen: String,
    pub reading: String,
    pub pickers: Vec<Picker>,
    /// Empty for a new one.
    pub remove: String,
}

/// `/surveys/{survey}/edit/sections/{section}/add`
#[derive(Template)]
#[template(path = "surveys/templates/edit_kinds.html")]
pub struct KindsPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    /// Without the kind.
    pub href: String,
    pub kinds: &'static [KindWord],
    pub back: String,
}

/// Conditions on one question that can be taken over as they stand.
pub struct Picker {
    pub question: String,
    /// (condition, what it says)
    pub conditions: Vec<(String, String)>,
}

/// `/surveys/{survey}/edit/questions/…`
#[derive(Template)]
#[template(path = "surveys/templates/edit_question.html")]
pub struct QuestionPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub errors: Vec<(String, String)>,
    pub conflict: Option<Conflict>,
    pub form: Form,
    pub seen: String,
    pub after: String,
    pub kind: &'static KindWord,
    /// To change to; empty where it cannot be.
    pub kinds: Vec<Choice>,
    pub sections: Vec<Choice>,
    /// The id stays once it is published.
    pub id_locked: bool,
    pub lists: Vec<Choice>,
    /// The list whose options stand in the form.
    pub options_of: String,
    pub options: Vec<OptionRow>,
    /// Who else uses it; empty when nobody.
    pub shared_with: String,
    pub rows: Vec<RowRow>,
    pub least_day: DateBoxes,
    pub most_day: DateBoxes,
    pub reading: String,
    pub constraint_reading: String,
    pub filter_reading: String,
    pub pickers: Vec<Picker>,
    /// Answers of persons: what the switch means here.
    pub is_person: bool,
    pub remove: String,
}

impl QuestionPage {
    pub fn is(&self, kind: &str) -> bool {
        self.kind.id == kind
    }

    pub fn has_list(&self) -> bool {
        crate::surveys::forms::editing::has_list(self.kind.id)
    }

    pub fn is_on(&self, field: &str) -> bool {
        self.form.value(field) == "yes"
    }
}

/// What is asked before something goes: a question, a section, a list, the draft.
#[derive(Template)]
#[template(path = "surveys/templates/edit_remove.html")]
pub struct RemovePage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub seen: String,
    pub verb: &'static str,
    pub what: String,
    /// What stands in the way; empty when it may go.
    pub hindrances: Vec<String>,
    pub consequence: String,
}

pub struct ListLine {
    pub name: String,
    pub href: String,
    pub options: String,
    pub users: String,
}

/// `/surveys/{survey}/edit/lists`
#[derive(Template)]
#[template(path = "surveys/templates/edit_lists.html")]
pub struct ListsPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub base: String,
    pub lists: Vec<ListLine>,
}

/// `/surveys/{survey}/edit/lists/{list}`
#[derive(Template)]
#[template(path = "surveys/templates/edit_list.html")]
pub struct OptionsPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub errors: Vec<(String, String)>,
    pub conflict: Option<Conflict>,
    pub form: Form,
    pub seen: String,
    /// The name is typed for a new one only.
    pub is_new: bool,
    pub users: String,
    pub options: Vec<OptionRow>,
    pub remove: String,
}

/// `/surveys/{survey}/edit/outline`
#[derive(Template)]
#[template(path = "surveys/templates/edit_outline.html")]
pub struct OutlinePage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub errors: Vec<(String, String)>,
    pub conflict: Option<Conflict>,
    pub form: Form,
    pub seen: String,
    /// Before it is opened.
    pub may_set_days: bool,
    pub opens: DateBoxes,
    pub due: DateBoxes,
    pub previous: Vec<Choice>,
    pub days: String,
}

/// `/surveys/new`
#[derive(Template)]
#[template(path = "surveys/templates/new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub programmes: Vec<Choice>,
    pub respondents: Vec<Choice>,
    pub sources: Vec<Choice>,
    pub shipped: Vec<Choice>,
    pub surveys: Vec<Choice>,
    pub opens: DateBoxes,
    pub due: DateBoxes,
    pub faults: Vec<CellFault>,
}

/// Something in a workbook: 「シート「survey」の B12」 and a sentence.
pub struct CellFault {
    pub place: String,
    pub sentence: String,
}

/// `/surveys/{survey}/edit/import`
#[derive(Template)]
#[template(path = "surveys/templates/edit_import.html")]
pub struct ImportPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub faults: Vec<CellFault>,
}

/// What a sent workbook would become: of a new survey, or in the place of a draft.
#[derive(Template)]
#[template(path = "surveys/templates/edit_plan.html")]
pub struct PlanPage {
    pub frame: Frame,
    /// Empty for a new survey.
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub verb: &'static str,
    pub title: String,
    pub hidden: Vec<(String, String)>,
    /// Section, number of questions.
    pub sections: Vec<(String, usize)>,
    /// Kind, number of questions.
    pub kinds: Vec<(&'static str, usize)>,
    pub remarks: Vec<CellFault>,
    /// Against what is there.
    pub differences: Vec<DifferenceRow>,
    pub replaces: bool,
}

pub struct EditionBlock {
    pub number: i64,
    pub published: String,
    pub by: String,
    pub reason: String,
    pub fingerprint: String,
    pub respondents: String,
    pub xlsform: String,
    /// To the one before; the first has none.
    pub differences: Vec<DifferenceRow>,
    pub is_first: bool,
    pub is_newest: bool,
}

/// What publishing asks for.
pub struct PublishForm {
    pub number: u32,
    pub errors: Vec<(String, String)>,
    pub reason: String,
    pub reason_error: String,
    pub differences: Vec<DifferenceRow>,
    /// What touches answers: what, how many.
    pub touched: Vec<(String, String)>,
    pub consent_error: String,
    /// What cannot be published at all.
    pub hindrance: String,
}

/// `/surveys/{survey}/editions`
#[derive(Template)]
#[template(path = "surveys/templates/editions.html")]
pub struct EditionsPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub edit: String,
    /// A draft nobody has seen yet, before the survey is opened.
    pub unpublished: bool,
    pub publish: Option<PublishForm>,
    pub editions: Vec<EditionBlock>,
}

pub struct CheckRow {
    pub what: &'static str,
    pub found: String,
    pub mark: &'static str,
    pub word: &'static str,
    pub link: Link,
}

pub struct TurnRow {
    pub at: String,
    pub before: &'static str,
    pub after: &'static str,
    pub by: String,
    pub reason: String,
}

/// `/surveys/{survey}/progress`
#[derive(Template)]
#[template(path = "surveys/templates/progress.html")]
pub struct ProgressPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    /// Counts from 1.
    pub step: usize,
    pub checks: Vec<CheckRow>,
    pub may_open: bool,
    /// Why not.
    pub hindrance: String,
    pub may_close: bool,
    pub may_reopen: bool,
    pub asked: String,
    pub reason: String,
    pub reason_error: String,
    pub turns: Vec<TurnRow>,
}

pub struct ConcordanceRow {
    pub number: String,
    pub text: String,
    pub href: String,
    pub relation: &'static str,
    pub mark: &'static str,
    /// Last year's questions.
    pub from: Vec<String>,
    /// 「選択肢：新設1」
    pub options: String,
    pub note: String,
    /// How year-on-year output treats it.
    pub series: String,
}

pub struct DroppedRow {
    pub number: String,
    pub text: String,
    pub note: String,
}

/// `/surveys/{survey}/concordance`
#[derive(Template)]
#[template(path = "surveys/templates/concordance.html")]
pub struct ConcordancePage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub outline: String,
    /// Why there is none.
    pub missing: &'static str,
    pub from_title: String,
    pub to_title: String,
    pub state: String,
    pub mark: &'static str,
    pub is_confirmed: bool,
    pub seen: String,
    pub counts: Vec<(&'static str, usize)>,
    pub rows: Vec<ConcordanceRow>,
    pub dropped: Vec<DroppedRow>,
}

pub struct OptionLinkRow {
    pub label: String,
    pub relations: Vec<Choice>,
    /// One select per option of last year it may come from.
    pub from: Vec<Vec<Choice>>,
    pub note: String,
    /// The name of its fields.
    pub name: String,
}

/// `/surveys/{survey}/concordance/{question}`
#[derive(Template)]
#[template(path = "surveys/templates/concordance_link.html")]
pub struct LinkPage {
    pub frame: Frame,
    pub tabs: Vec<Tab>,
    pub action: String,
    pub back: String,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub seen: String,
    pub this_year: String,
    pub last_year: String,
    pub relations: Vec<Choice>,
    pub from: Vec<Vec<Choice>>,
    pub with: Vec<Vec<Choice>>,
    pub options: Vec<OptionLinkRow>,
    pub other_base: bool,
}

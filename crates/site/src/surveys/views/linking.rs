//! The door for who stands on no list, and the links that organisations pass on.

use askama::Template;

use super::list::AskedRow;
use crate::shared::{Choice, Fact, Frame, Link, Pagination};

/// A survey a coordinator may begin without a code.
pub struct BeginRow {
    pub survey: i64,
    pub title: String,
    pub due: String,
    /// Her municipalities; the first is chosen.
    pub places: Vec<Choice>,
}

/// `/answer`
#[derive(Template)]
#[template(path = "surveys/templates/door.html")]
pub struct DoorPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub code: String,
    pub code_error: String,
    /// Who is signed in, and whether she said that the answer is hers; `None` for a visitor.
    pub account: Option<(String, bool)>,
    pub mine_error: String,
    /// The answer this browser holds.
    pub holding: Option<Link>,
    /// What her account answers.
    pub own: Vec<AskedRow>,
    pub begin: Vec<BeginRow>,
}

/// After a pass-on code: what is asked of whom, and who sees the answer.
#[derive(Template)]
#[template(path = "surveys/templates/begin.html")]
pub struct BeginPage {
    pub frame: Frame,
    pub facts: Vec<Fact>,
    pub place: String,
    pub code: String,
    pub ticket: String,
    /// Name of the account she answers with; empty without one.
    pub account: String,
    /// The answer of the same survey this browser holds.
    pub holding: Option<Link>,
    pub least_in_a_table: u32,
}

/// The code to come back with, shown this once.
#[derive(Template)]
#[template(path = "surveys/templates/resume-code.html")]
pub struct ResumeCodePage {
    pub frame: Frame,
    pub name: String,
    /// `ABCD-EFGH-JKMN`
    pub code: String,
    /// Where it is typed.
    pub door: String,
    pub due: String,
    /// Where the answer stands.
    pub address: String,
    /// In place of an older one.
    pub renewed: bool,
}

pub struct LinkLine {
    pub name: String,
    pub prefecture: String,
    pub href: String,
    pub mark: &'static str,
    pub code: &'static str,
    pub said: String,
    /// 「4人中3件」, 「3件」
    pub came: String,
}

pub struct TotalsRow {
    pub name: String,
    pub href: String,
    pub organisations: String,
    pub with_code: String,
    pub collected: String,
    pub named: String,
    pub came: String,
}

/// `/surveys/{survey}/links`
#[derive(Template)]
#[template(path = "surveys/templates/links.html")]
pub struct LinksPage {
    pub frame: Frame,
    pub base: String,
    pub facts: Vec<Fact>,
    pub totals: Vec<TotalsRow>,
    pub words: String,
    pub prefecture_choices: Vec<Choice>,
    pub standing_choices: Vec<Choice>,
    pub rows: Vec<LinkLine>,
    pub pagination: Pagination,
    /// How many have no code and may be given one here; 0 where she may not.
    pub without_code: i64,
    pub prefecture: String,
}

/// `/surveys/{survey}/links/{code}`
#[derive(Template)]
#[template(path = "surveys/templates/link.html")]
pub struct LinkPage {
    pub frame: Frame,
    pub base: String,
    pub facts: Vec<Fact>,
    /// `ABCD-EFGH`; empty without one.
    pub code: String,
    pub address: String,
    pub stopped: String,
    /// The survey runs and she may speak for the organisation.
    pub may_pass_on: bool,
    pub knows: Vec<Choice>,
    pub people: String,
    pub errors: Vec<(String, String)>,
    pub knows_error: String,
    pub people_error: String,
}

/// `/surveys/{survey}/links/{code}/sheet`
#[derive(Template)]
#[template(path = "surveys/templates/link-sheet.html")]
pub struct LinkSheetPage {
    pub frame: Frame,
    pub place: String,
    pub survey: String,
    pub office: String,
    pub due: String,
    pub code: String,
    /// Where it is typed, as people type it.
    pub door: String,
    /// SVG of the whole address.
    pub picture: String,
    pub back: String,
    pub least_in_a_table: u32,
}

//! What the pages about organisations, their people and the lists show.

use askama::Template;
use foundation::web::Form;

use super::SignInLine;
use crate::people::actions::invitations::IssuedCode;
use crate::people::model::OrganisationLine;
use crate::shared::{Choice, DateBoxes, Fact, Frame, Link, Pagination};

/// `/organisations`
#[derive(Template)]
#[template(path = "people/templates/organisations.html")]
pub struct OrganisationsPage {
    pub frame: Frame,
    pub words: String,
    pub kinds: Vec<Choice>,
    pub prefectures: Vec<Choice>,
    pub people: Vec<Choice>,
    pub rows: Vec<OrganisationLine>,
    pub pagination: Pagination,
    /// So few that nobody needs to search.
    pub few: bool,
    /// A condition is set, so that the conditions stay open.
    pub narrowed: bool,
    pub may_create: bool,
}

/// `/organisations/new`
#[derive(Template)]
#[template(path = "people/templates/organisation-form.html")]
pub struct OrganisationFormPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub prefectures: Vec<Choice>,
}

/// A member in her organisation's table.
#[derive(Clone, Debug)]
pub struct MemberRow {
    pub membership: i64,
    pub name: String,
    pub mail: String,
    pub telephone: String,
    pub role: String,
    pub title: String,
    pub period: String,
    pub state_kind: &'static str,
    pub state: &'static str,
    pub invited: bool,
    /// She said no; listed with what is over.
    pub declined: bool,
    pub last_sign_in: String,
}

/// `/organisations/{organisation}`
#[derive(Template)]
#[template(path = "people/templates/organisation.html")]
#[allow(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
pub struct OrganisationPage {
    pub frame: Frame,
    pub id: i64,
    pub facts: Vec<Fact>,
    /// With addresses and the last sign-in.
    pub sees_contacts: bool,
    pub members: Vec<MemberRow>,
    pub past: Vec<MemberRow>,
    pub below: Vec<Link>,
    pub may_invite: bool,
    pub may_end: bool,
    pub may_see_sign_ins: bool,
}

/// `/organisations/{organisation}/invite`
#[derive(Template)]
#[template(path = "people/templates/invite.html")]
pub struct InvitePage {
    pub frame: Frame,
    pub id: i64,
    pub organisation: String,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub roles: Vec<Choice>,
    /// Whether the organisation can have coordinators at all.
    pub coordinators: bool,
    pub levels: Vec<Choice>,
    pub contracts: Vec<Choice>,
    pub core: Vec<Choice>,
    /// Municipalities that share a name somebody typed.
    pub places: Vec<Choice>,
    pub from: DateBoxes,
    pub to: DateBoxes,
}

/// The sheet of codes, for paper.
#[derive(Template)]
#[template(path = "people/templates/code-sheet.html")]
pub struct CodeSheetPage {
    pub frame: Frame,
    pub id: i64,
    pub organisation: String,
    /// Where the codes are typed.
    pub address: String,
    pub until: String,
    pub codes: Vec<IssuedCode>,
}

/// `/organisations/{organisation}/end-membership`
#[derive(Template)]
#[template(path = "people/templates/end-membership.html")]
pub struct EndMembershipPage {
    pub frame: Frame,
    pub id: i64,
    pub membership: i64,
    pub errors: Vec<(String, String)>,
    pub name: String,
    pub organisation: String,
    pub role: String,
    pub period: String,
    pub last: DateBoxes,
    pub last_error: String,
}

/// `/organisations/{organisation}/sign-ins`
#[derive(Template)]
#[template(path = "people/templates/sign-ins.html")]
pub struct SignInsPage {
    pub frame: Frame,
    pub organisation: String,
    pub lines: Vec<SignInLine>,
    pub pagination: Pagination,
}

/// An entry of a controlled list.
#[derive(Clone, Debug)]
pub struct EntryLine {
    pub id: String,
    pub label: String,
    pub period: String,
    pub has_end: bool,
    pub ended: bool,
}

#[derive(Clone, Debug)]
pub struct ListGroup {
    pub id: &'static str,
    pub label: &'static str,
    pub purpose: &'static str,
    pub entries: Vec<EntryLine>,
}

/// `/lists`
#[derive(Template)]
#[template(path = "people/templates/lists.html")]
pub struct ListsPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub may_edit: bool,
    pub list_choices: Vec<Choice>,
    pub groups: Vec<ListGroup>,
}

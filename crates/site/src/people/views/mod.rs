//! What the pages of people show.

mod organisations;
mod profile;
mod registration;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_organisations;

use askama::Template;

use super::model::{Outcome, SignInRow};
use crate::shared::{Frame, Link};

pub use organisations::{
    CodeSheetPage, EndMembershipPage, EntryLine, InvitePage, ListGroup, ListsPage, MemberRow, OrganisationFormPage,
    OrganisationPage, OrganisationsPage, SignInsPage,
};
pub use profile::{NewMailCodePage, NewMailPage, ProfilePage};
pub use registration::{
    AcceptedLine, DecidedPage, RegisterPage, RegistrationLine, RegistrationsPage, RequestPage, RequestedPage,
};

/// `/sign-in`
#[derive(Template)]
#[template(path = "people/templates/sign-in.html")]
pub struct SignInPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub mail: String,
    pub mail_error: String,
    pub next: String,
}

/// `/sign-in/code`
#[derive(Template)]
#[template(path = "people/templates/code.html")]
pub struct CodePage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub code_error: String,
    pub minutes: i64,
    /// The address this browser asked with; empty when it did not ask.
    pub mail: String,
    pub next: String,
    pub demo: bool,
}

#[derive(Clone, Debug)]
pub struct MembershipChoice {
    pub id: i64,
    pub organisation: String,
    pub role: String,
    pub title: String,
    pub here: bool,
}

/// `/account/membership`
#[derive(Template)]
#[template(path = "people/templates/membership.html")]
pub struct MembershipPage {
    pub frame: Frame,
    pub choices: Vec<MembershipChoice>,
    pub next: String,
}

#[derive(Clone, Debug)]
pub struct OwnMembership {
    pub id: i64,
    pub organisation: String,
    pub role: String,
    pub title: String,
    /// 都道府県・基幹的・委託, of a coordinator.
    pub coordination: String,
    /// Municipalities a coordinator is contracted for.
    pub serves: String,
    pub period: String,
    pub here: bool,
    /// Empty while it lasts.
    pub state: &'static str,
    pub switchable: bool,
}

/// An invitation that waits for her answer.
#[derive(Clone, Debug)]
pub struct InvitationLine {
    pub id: i64,
    pub organisation: String,
    pub role: String,
    pub title: String,
    pub period: String,
}

#[derive(Clone, Debug)]
pub struct SessionLine {
    pub id: i64,
    pub here: bool,
    pub browser: String,
    pub organisation: String,
    pub since: String,
    pub seen: String,
}

/// A line of the login history.
#[derive(Clone, Debug)]
pub struct SignInLine {
    pub at: String,
    pub name: String,
    pub outcome: String,
    pub good: bool,
    pub browser: String,
}

impl From<&SignInRow> for SignInLine {
    fn from(row: &SignInRow) -> Self {
        let outcome = Outcome::of(&row.outcome);
        Self {
            at: super::pages::moment(&row.at),
            name: row.person_name.clone(),
            outcome: outcome.map_or_else(|| row.outcome.clone(), |o| o.label().to_owned()),
            good: outcome.is_some_and(Outcome::is_good),
            browser: row.browser_name.clone(),
        }
    }
}

/// `/account`
#[derive(Template)]
#[template(path = "people/templates/account.html")]
pub struct AccountPage {
    pub frame: Frame,
    pub name: String,
    pub kana: String,
    pub mail: String,
    pub telephone: String,
    pub professions: String,
    pub last_sign_in: String,
    pub invitations: Vec<InvitationLine>,
    pub memberships: Vec<OwnMembership>,
    pub sessions: Vec<SessionLine>,
    pub more_sessions: bool,
    pub history: Vec<SignInLine>,
    pub doors: Vec<Link>,
}

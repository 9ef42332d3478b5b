//! The nouns: organisation, person, membership, code, session, and what lists hold.

use jiff::civil::Date;

use crate::permissions::Role;

/// Roles that can be stored in a membership.
pub const MEMBER_ROLES: [Role; 11] = [
    Role::MunicipalityOfficer,
    Role::MunicipalityManager,
    Role::PrefectureOfficer,
    Role::PrefectureManager,
    Role::HealthCentre,
    Role::RegionalBureau,
    Role::Coordinator,
    Role::Body,
    Role::ProgrammeOffice,
    Role::MinistryDepartment,
    Role::Administrator,
];

pub fn role_of(id: &str) -> Option<Role> {
    MEMBER_ROLES.into_iter().find(|role| role.id() == id)
}

/// The role's name, or the stored word where the program no longer knows it.
pub fn role_label(id: &str) -> &str {
    match role_of(id) {
        Some(role) => role.label(),
        None => id,
    }
}

/// Kinds of organisation on the ministry's side: a programme office does not reach into them.
pub const MINISTRY_KINDS: [&str; 3] = ["ministry_department", "programme_office", "operator"];

/// The roles that may be held in an organisation of this kind: what an invitation offers.
pub fn roles_in(kind: &str) -> &'static [Role] {
    match kind {
        "municipality" => &[Role::MunicipalityOfficer, Role::MunicipalityManager, Role::Coordinator],
        "prefecture" => &[Role::PrefectureOfficer, Role::PrefectureManager, Role::Coordinator],
        "health_centre" => &[Role::HealthCentre],
        "regional_bureau" => &[Role::RegionalBureau],
        "programme_office" => &[Role::ProgrammeOffice],
        "ministry_department" => &[Role::MinistryDepartment],
        "operator" => &[Role::Administrator],
        _ => &[Role::Body, Role::Coordinator],
    }
}

/// The controlled lists (選択肢): id, name, what it is for.
pub const LISTS: &[(&str, &str, &str)] = &[
    ("organisation_kinds", "組織の種別", "組織を登録するときに選びます。"),
    ("professions", "職種・資格", "一人がいくつでも選べます。"),
    ("affiliations", "研修の所属区分", "研修の申込みと集計に使う8つの区分です。"),
];

/// 都道府県／市町村 and 直営／委託 of a coordinator's membership.
pub const COORDINATOR_LEVELS: &[(&str, &str)] = &[("prefecture", "都道府県"), ("municipality", "市町村")];
pub const COORDINATOR_CONTRACTS: &[(&str, &str)] = &[("direct", "直営"), ("contracted", "委託")];

/// The browser that knocks: a token of its own, what it calls itself, the network it comes from.
#[derive(Clone, Debug)]
pub struct Asker {
    pub browser: String,
    pub browser_name: String,
    pub network: Option<String>,
}

impl Asker {
    /// What is kept of the browser's token.
    pub fn fingerprint(&self) -> String {
        foundation::chance::fingerprint(&self.browser)
    }
}

/// A coordinator of a municipality, with who employs her.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Coordinating {
    pub person: i64,
    pub name: String,
    pub kana: String,
    pub organisation: i64,
    pub organisation_name: String,
    /// 1: the municipality itself employs her.
    pub direct: i64,
}

/// A session's row, as far as the gate needs it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SessionRow {
    pub session: i64,
    pub last_seen_at: String,
    pub person: i64,
    pub name: String,
    pub membership: i64,
    pub role: String,
    pub organisation: i64,
    pub organisation_name: String,
    pub municipality_code: Option<String>,
    pub prefecture_code: Option<String>,
    pub bureau_id: Option<String>,
    pub area_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PersonRow {
    pub id: i64,
    pub name: String,
    pub kana: String,
    pub mail: String,
    pub telephone: String,
    /// `invited`, `waiting`, `active`, `closed`
    pub state: String,
    pub last_sign_in_at: Option<String>,
}

/// A membership with its organisation's name, as lists of one's own show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct MembershipRow {
    pub id: i64,
    pub organisation_id: i64,
    pub organisation_name: String,
    pub role: String,
    pub title: String,
    pub coordinator_level: Option<String>,
    pub coordinator_core: bool,
    pub coordinator_contract: Option<String>,
    pub valid_from: String,
    pub valid_to: Option<String>,
    pub last_sign_in_at: Option<String>,
    /// Of a municipality or a body in one; empty for a prefecture itself.
    pub prefecture_name: String,
}

impl MembershipRow {
    /// 「南部町（山梨県）」: several towns bear the same name.
    pub fn organisation_in_full(&self) -> String {
        match self.prefecture_name.as_str() {
            "" => self.organisation_name.clone(),
            prefecture => format!("{}（{prefecture}）", self.organisation_name),
        }
    }
}

/// A mailed code.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CodeRow {
    pub id: i64,
    pub mail: String,
    pub person_id: Option<i64>,
    /// Of a registration code: the membership it opens.
    pub membership_id: Option<i64>,
    /// False: printed.
    pub mailed: bool,
    pub code_fingerprint: String,
    pub created_at: String,
    pub expires_at: String,
    pub wrong_tries: i64,
    pub used_at: Option<String>,
}

/// One of a person's sessions, as she sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct OwnSession {
    pub id: i64,
    pub organisation_name: String,
    pub created_at: String,
    pub last_seen_at: String,
    pub browser_name: String,
}

/// A line of the login history.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SignInRow {
    pub at: String,
    pub person_name: String,
    pub outcome: String,
    pub browser_name: String,
}

/// An organisation to be. Codes and ids must exist in `regions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewOrganisation {
    pub kind: String,
    pub name: String,
    pub kana: String,
    pub parent: Option<i64>,
    pub municipality_code: Option<String>,
    pub prefecture_code: Option<String>,
    pub bureau_id: Option<String>,
    pub area_id: Option<String>,
    pub valid_from: Option<Date>,
}

/// An organisation with the words for where it belongs.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct OrganisationRow {
    pub id: i64,
    pub name: String,
    pub kana: String,
    pub kind: String,
    pub kind_label: String,
    pub valid_to: Option<String>,
    pub parent_id: Option<i64>,
    pub parent_name: Option<String>,
    pub prefecture_name: String,
    pub municipality_name: String,
    pub area_name: String,
}

/// An organisation as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct OrganisationLine {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub kind_label: String,
    pub prefecture_name: String,
    pub people: i64,
    pub pending: i64,
}

/// What a list of organisations is narrowed by. Empty strings mean "any".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationFilter {
    pub words: String,
    pub kind: String,
    pub prefecture: String,
    /// `none`, `some`: has it registered people?
    pub people: String,
    pub today: Date,
}

/// A member as her organisation's page shows her; of somebody invited only what the inviter typed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct MemberLine {
    pub id: i64,
    pub person_id: i64,
    pub name: String,
    pub mail: String,
    pub telephone: String,
    /// Of the membership: `invited`, `asked`, `accepted`, `declined`.
    pub state: String,
    pub role: String,
    pub title: String,
    pub valid_from: String,
    pub valid_to: Option<String>,
    pub last_sign_in_at: Option<String>,
}

/// A request to join that waits for a decision.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RegistrationRow {
    pub person_id: i64,
    pub name: String,
    pub kana: String,
    pub mail: String,
    pub created_at: String,
    pub membership_id: i64,
    pub role: String,
    pub title: String,
    pub organisation_id: i64,
    pub organisation_name: String,
}

/// How many requests to join an organisation wait for somebody who may decide them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct WaitingRegistrations {
    pub organisation_id: i64,
    pub organisation_name: String,
    pub count: i64,
}

impl WaitingRegistrations {
    /// Where they are decided.
    pub fn href(&self) -> String {
        format!("/registrations?organisation={}", self.organisation_id)
    }
}

/// A request that somebody has decided about already.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Decided {
    pub name: String,
    pub organisation_id: i64,
    pub organisation_name: String,
    pub approved: bool,
}

/// An entry of a controlled list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ListEntry {
    pub list: String,
    pub id: String,
    pub label: String,
    pub position: i64,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

/// What came of an attempt to sign in, as stored and as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    SignedIn,
    Registered,
    Demo,
    WrongCode,
    /// A wrong registration code: it does not count towards the lock of the sign-in, or anybody could
    /// lock anybody out.
    WrongRegistration,
    Expired,
    Used,
    OtherBrowser,
    Dead,
    /// No sign-in, but from here on she acts for another organisation.
    ChangedMembership,
}

impl Outcome {
    pub const EVERY: [Self; 10] = [
        Self::SignedIn,
        Self::Registered,
        Self::Demo,
        Self::WrongCode,
        Self::WrongRegistration,
        Self::Expired,
        Self::Used,
        Self::OtherBrowser,
        Self::Dead,
        Self::ChangedMembership,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::Registered => "registered",
            Self::Demo => "demo",
            Self::WrongCode => "wrong_code",
            Self::WrongRegistration => "wrong_registration",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::OtherBrowser => "other_browser",
            Self::Dead => "dead",
            Self::ChangedMembership => "changed_membership",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::SignedIn => "ログインした",
            Self::Registered => "登録してログインした",
            Self::Demo => "デモでログインした",
            Self::WrongCode => "コードが違った",
            Self::WrongRegistration => "登録コードが違った",
            Self::Expired => "コードの期限が切れていた",
            Self::Used => "使い終わったコードだった",
            Self::OtherBrowser => "別のブラウザーだった",
            Self::Dead => "まちがいが続き、コードが使えなくなった",
            Self::ChangedMembership => "この立場に変えた",
        }
    }

    /// True when it opened a session.
    pub fn opened(self) -> bool {
        matches!(self, Self::SignedIn | Self::Registered | Self::Demo)
    }

    /// True when nothing was amiss.
    pub fn is_good(self) -> bool {
        self.opened() || self == Self::ChangedMembership
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|outcome| outcome.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_a_membership_is_found_by_its_id_and_offered_somewhere() {
        let kinds = ["municipality", "prefecture", "health_centre", "regional_bureau", "programme_office"];
        let kinds = kinds.iter().chain(&["ministry_department", "operator", "local_medical_association"]);
        for role in MEMBER_ROLES {
            assert_eq!(role_of(role.id()), Some(role));
            assert!(kinds.clone().any(|kind| roles_in(kind).contains(&role)), "{role:?} is offered nowhere");
        }
        assert_eq!(role_of("visitor"), None);
        assert_eq!(role_of("console"), None);
    }
}

//! The nouns: organisation, person, membership, role.

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

/// A session's row, as far as the gate needs it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    pub session: i64,
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

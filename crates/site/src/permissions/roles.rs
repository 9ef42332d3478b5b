//! Who somebody is: the columns of the table.

use std::sync::Arc;

use super::on_things::{Holder, ThingRole};

/// 閲覧・更新区分: the four levels of reading and updating (REQ-015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// 国民
    Public,
    /// 団体職員・コーディネーター
    Partner,
    /// 都道府県・市町村
    LocalGovernment,
    /// 厚生労働省（地方厚生局、事務局を含む）
    Ministry,
}

impl Tier {
    pub const EVERY: [Self; 4] = [Self::Public, Self::Partner, Self::LocalGovernment, Self::Ministry];

    pub fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Partner => "partner",
            Self::LocalGovernment => "local_government",
            Self::Ministry => "ministry",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Public => "国民",
            Self::Partner => "団体職員・コーディネーター",
            Self::LocalGovernment => "都道府県・市町村",
            Self::Ministry => "厚生労働省",
        }
    }
}

/// A role in an organisation decides the column. Nobody asks `if role == …`: the table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Visitor,
    MunicipalityOfficer,
    MunicipalityManager,
    PrefectureOfficer,
    PrefectureManager,
    HealthCentre,
    RegionalBureau,
    Coordinator,
    Body,
    ProgrammeOffice,
    MinistryDepartment,
    Administrator,
    /// Somebody at the machine itself: `renkei <noun> <verb>`.
    Console,
    /// Background work.
    Job,
}

impl Role {
    pub const EVERY: [Role; 14] = [
        Role::Visitor,
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
        Role::Console,
        Role::Job,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Visitor => "来訪者",
            Self::MunicipalityOfficer => "市町村 担当者",
            Self::MunicipalityManager => "市町村 管理者",
            Self::PrefectureOfficer => "都道府県 担当者",
            Self::PrefectureManager => "都道府県 管理者",
            Self::HealthCentre => "保健所",
            Self::RegionalBureau => "地方厚生局",
            Self::Coordinator => "コーディネーター",
            Self::Body => "団体",
            Self::ProgrammeOffice => "事務局",
            Self::MinistryDepartment => "所管課",
            Self::Administrator => "運用管理者",
            Self::Console => "操作盤",
            Self::Job => "定期処理",
        }
    }

    /// Two characters, for the head of a narrow column.
    pub fn short_label(self) -> &'static str {
        match self {
            Self::Visitor => "来訪",
            Self::MunicipalityOfficer => "市担",
            Self::MunicipalityManager => "市管",
            Self::PrefectureOfficer => "県担",
            Self::PrefectureManager => "県管",
            Self::HealthCentre => "保健",
            Self::RegionalBureau => "厚局",
            Self::Coordinator => "コー",
            Self::Body => "団体",
            Self::ProgrammeOffice => "事務",
            Self::MinistryDepartment => "所管",
            Self::Administrator => "運用",
            Self::Console => "操作",
            Self::Job => "定期",
        }
    }

    /// For storage and for `people.json`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::MunicipalityOfficer => "municipality_officer",
            Self::MunicipalityManager => "municipality_manager",
            Self::PrefectureOfficer => "prefecture_officer",
            Self::PrefectureManager => "prefecture_manager",
            Self::HealthCentre => "health_centre",
            Self::RegionalBureau => "regional_bureau",
            Self::Coordinator => "coordinator",
            Self::Body => "body",
            Self::ProgrammeOffice => "programme_office",
            Self::MinistryDepartment => "ministry_department",
            Self::Administrator => "administrator",
            Self::Console => "console",
            Self::Job => "job",
        }
    }

    pub fn tier(self) -> Tier {
        match self {
            Self::Visitor => Tier::Public,
            Self::Coordinator | Self::Body => Tier::Partner,
            Self::MunicipalityOfficer
            | Self::MunicipalityManager
            | Self::PrefectureOfficer
            | Self::PrefectureManager
            | Self::HealthCentre => Tier::LocalGovernment,
            Self::RegionalBureau
            | Self::ProgrammeOffice
            | Self::MinistryDepartment
            | Self::Administrator
            | Self::Console
            | Self::Job => Tier::Ministry,
        }
    }
}

/// Somebody signed in, in one of her memberships. Who holds several (兼務) acts in one at a time:
/// permissions never add up silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: i64,
    pub name: String,
    pub membership: i64,
    pub organisation: i64,
    pub organisation_name: String,
    pub role: Role,
    /// Codes her role reaches today: own municipality, contracted ones, a health centre's area.
    pub municipalities: Vec<String>,
    /// Codes her role reaches today: own prefecture, a regional bureau's ones.
    pub prefectures: Vec<String>,
    pub programmes: Vec<i64>,
    /// Row of `people_sessions`.
    pub session: i64,
}

impl Member {
    /// For view samples and tests.
    pub fn sample(role: Role) -> Self {
        Self {
            person: 1,
            name: "見本 花子".to_owned(),
            membership: 1,
            organisation: 1,
            organisation_name: "見本市 介護保険課".to_owned(),
            role,
            municipalities: vec!["011002".to_owned()],
            prefectures: vec!["010006".to_owned()],
            programmes: vec![1],
            session: 1,
        }
    }
}

/// Name of a background job in plain Japanese, as the audit log shows it.
pub type JobName = &'static str;

/// 「見本 花子（見本市・市町村 担当者）」: how the log and the steps of things name somebody.
pub fn actor_label(name: &str, organisation: &str, role: &str) -> String {
    format!("{name}（{organisation}・{role}）")
}

#[derive(Clone, Debug)]
pub enum Actor {
    Visitor,
    Person(Arc<Member>),
    /// With a role on a thing; at its address she acts in that, and in nothing else.
    OnThing(Arc<Holder>),
    Job(JobName),
    Console,
}

impl Actor {
    pub fn role(&self) -> Role {
        match self {
            // What a role on a thing gives stands in the thing's own column.
            Self::Visitor | Self::OnThing(_) => Role::Visitor,
            Self::Person(member) => member.role,
            Self::Job(_) => Role::Job,
            Self::Console => Role::Console,
        }
    }

    pub fn tier(&self) -> Tier {
        self.role().tier()
    }

    pub fn member(&self) -> Option<&Member> {
        match self {
            Self::Person(member) => Some(member),
            _ => None,
        }
    }

    /// The role on a thing she came with or holds here.
    pub fn holder(&self) -> Option<&Holder> {
        match self {
            Self::OnThing(holder) => Some(holder),
            _ => None,
        }
    }
}

impl foundation::permissions::Actor for Actor {
    fn visitor() -> Self {
        Self::Visitor
    }

    fn is_visitor(&self) -> bool {
        matches!(self, Self::Visitor)
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Person(_) => "person",
            Self::OnThing(_) => "holder",
            Self::Job(_) => "job",
            Self::Console => "console",
        }
    }

    fn person(&self) -> Option<i64> {
        match self {
            Self::Person(member) => Some(member.person),
            Self::OnThing(holder) => holder.person.as_ref().map(|account| account.id),
            Self::Visitor | Self::Job(_) | Self::Console => None,
        }
    }

    fn label(&self) -> String {
        match self {
            Self::Visitor => "来訪者".to_owned(),
            Self::Person(m) => actor_label(&m.name, &m.organisation_name, m.role.label()),
            // A respondent is to others whose answer it is; whose account it is stands beside it in the log. Who was let in by
            // name is who she is.
            Self::OnThing(h) => match (&h.person, h.role) {
                (None, _) | (_, ThingRole::Respondent) => h.held.name.clone(),
                (Some(account), role) => actor_label(&account.name, &h.held.name, role.label()),
            },
            Self::Job(name) => format!("定期処理（{name}）"),
            Self::Console => "運用の担当者（サーバーでの操作）".to_owned(),
        }
    }
}

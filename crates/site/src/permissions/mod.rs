//! Who may do what, in the field's own words. The table is `who_may.rs`; the roles are
//! `roles.rs`; this file turns a cell of the table into a scope.

mod roles;
mod table;
pub mod who_may;

use std::sync::Arc;

pub use foundation::Action;
use foundation::database::{Connection, DatabaseError};
use foundation::permissions::{Denied, Known};
use foundation::web::ErrorView;
use foundation::{Core, Policy};

pub use roles::{Actor, JobName, Member, Role, Tier, actor_label};
pub use table::{ActionRow, Reach};
pub use who_may::*;

use crate::settings::Settings;

/// Renkei's side of the gate.
pub struct Renkei;

/// On whose data a permission reaches. It comes out of the check and goes into the `where`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Programme numbers: an office and a department see their own programmes only.
    Programmes(Vec<i64>),
    /// Prefecture codes: an officer's own one, a regional bureau's several.
    Prefectures(Vec<String>),
    /// Municipality codes: an officer's own one, a coordinator's contracted ones, a health
    /// centre's area.
    Municipalities(Vec<String>),
    Organisation(i64),
    /// A person's own things.
    Own(i64),
}

impl Scope {
    /// Whether a permission that reaches an organisation reaches this one. (Wider ones ask the storage.)
    pub fn reaches_organisation(&self, organisation: i64) -> bool {
        match self {
            Self::Organisation(own) => *own == organisation,
            _ => true,
        }
    }

    /// Whether the permission reaches this programme.
    pub fn reaches_programme(&self, programme: i64) -> bool {
        match self {
            Self::All => true,
            Self::Programmes(own) => own.contains(&programme),
            _ => false,
        }
    }
}

/// How far the action `A` reaches for somebody, without opening anything: a page shows a door only to
/// those who may pass it. (The door itself asks again.)
pub fn reach_of<A: foundation::Action<Policy = Renkei>>(actor: &Actor) -> Option<Scope> {
    Renkei::decide(actor, A::NAME).ok()
}

/// The roles that may do `A`, however far, as they are stored: for letters to those it concerns.
pub fn roles_that_may<A: foundation::Action<Policy = Renkei>>() -> Vec<&'static str> {
    let row = who_may::TABLE.iter().find(|row| row.name == A::NAME);
    let may = |role: &Role| row.is_some_and(|row| row.reach(*role) != Reach::None);
    Role::EVERY.into_iter().filter(may).map(Role::id).collect()
}

pub type AppCore = Core<Renkei>;
pub type Reader = foundation::Reader<Renkei>;
pub type Writer = foundation::Writer<Renkei>;
pub type ReadTx<A> = foundation::ReadTx<A>;
pub type WriteTx<A> = foundation::WriteTx<A>;
pub type Routes = foundation::web::Routes<Renkei>;

impl Policy for Renkei {
    type Actor = Actor;
    type Scope = Scope;
    type Settings = Settings;
    /// No page for visitors names a person: cases are their municipality's or body's.
    const NEVER_PUBLIC: &'static [&'static str] =
        &["people_persons", "people_memberships", "people_codes", "people_sessions", "people_sign_ins"];

    fn decide(actor: &Actor, action: &'static str) -> Result<Scope, Denied> {
        let Some(row) = who_may::TABLE.iter().find(|row| row.name == action) else {
            return Err(refusal(actor, "だれにも許されていない操作"));
        };
        scope(actor, row.reach(actor.role())).ok_or_else(|| refusal(actor, &row.who_may()))
    }

    async fn identify(
        core: &Arc<AppCore>,
        db: &mut Connection,
        session: &str,
    ) -> Result<Option<Known<Actor>>, DatabaseError> {
        crate::people::identify(core, db, session).await
    }

    fn error_page(core: &AppCore, actor: &Actor, view: &ErrorView) -> String {
        crate::shared::error_page(core, actor, view)
    }
}

fn refusal(actor: &Actor, who_may: &str) -> Denied {
    match actor {
        Actor::Visitor => Denied::SignIn,
        _ => Denied::Refused { who_may: who_may.to_owned() },
    }
}

/// What a cell of the table means for this actor. A reach that her role has nothing for (a
/// prefecture's reach for somebody without a prefecture) is no permission at all.
fn scope(actor: &Actor, reach: Reach) -> Option<Scope> {
    let member = actor.member();
    match reach {
        Reach::None => None,
        Reach::All => Some(Scope::All),
        Reach::Own => member.map(|m| Scope::Own(m.person)),
        Reach::Organisation => member.map(|m| Scope::Organisation(m.organisation)),
        Reach::Municipality => {
            member.filter(|m| !m.municipalities.is_empty()).map(|m| Scope::Municipalities(m.municipalities.clone()))
        }
        Reach::Prefecture => {
            member.filter(|m| !m.prefectures.is_empty()).map(|m| Scope::Prefectures(m.prefectures.clone()))
        }
        Reach::Programme => {
            member.filter(|m| !m.programmes.is_empty()).map(|m| Scope::Programmes(m.programmes.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reach_without_anything_to_reach_is_no_permission() {
        let mut member = Member::sample(Role::MunicipalityOfficer);
        member.municipalities.clear();
        let actor = Actor::Person(Arc::new(member));
        assert_eq!(scope(&actor, Reach::Municipality), None);
        assert_eq!(scope(&Actor::Visitor, Reach::Own), None);
        assert_eq!(scope(&Actor::Visitor, Reach::All), Some(Scope::All));
    }

    #[test]
    fn an_unknown_action_is_nobody_s() {
        assert_eq!(Renkei::decide(&Actor::Visitor, "no.such"), Err(Denied::SignIn));
        assert!(Renkei::decide(&Actor::Console, "no.such").is_err());
    }

    #[test]
    fn every_action_has_a_name_of_its_own_and_somebody_who_may() {
        for (i, row) in who_may::TABLE.iter().enumerate() {
            assert!(who_may::TABLE[..i].iter().all(|other| other.name != row.name), "{} stands twice", row.name);
            assert!(Role::EVERY.iter().any(|role| row.reach(*role) != Reach::None), "{}: nobody may", row.name);
        }
    }
}

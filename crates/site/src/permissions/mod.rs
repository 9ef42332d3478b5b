//! Who may do what, in the field's own words. The table is `who_may.rs`; the roles are
//! `roles.rs`; this file turns a cell of the table into a scope.

mod on_things;
mod roles;
mod table;
pub mod who_may;

use std::sync::Arc;

pub use foundation::Action;
use foundation::database::{Connection, DatabaseError};
use foundation::permissions::{Denied, Known};
use foundation::web::ErrorView;
use foundation::{Core, Policy};

pub use on_things::{Account, Held, Holder, ThingRole, plan_role};
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
    /// The one thing she holds a role on (its number in its feature), and nothing beside it.
    Thing(i64),
}

impl Scope {
    /// Whether a permission that reaches an organisation reaches this one. (Wider ones ask the storage.)
    pub fn reaches_organisation(&self, organisation: i64) -> bool {
        match self {
            Self::Organisation(own) => *own == organisation,
            Self::Thing(_) => false,
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
    const NEVER_PUBLIC: &'static [&'static str] = &[
        "people_persons",
        "people_memberships",
        "people_codes",
        "people_sessions",
        "people_sign_ins",
        "surveys_linked",
        "surveys_link_sessions",
        "surveys_code_tries",
        "search_counts",
        "search_follows",
        "search_feed",
        "search_opened",
        "search_helped",
        "search_tasks",
        // Nobody's page shows them; the list that is in their order is never kept.
        "cases_readings",
        "ask_composing",
        "ask_composed_days",
        "ask_composed",
        "situation_support_remarks",
        "plans_shares",
        "plans_share_memberships",
        "groundwork_sharing",
        "groundwork_undertakings",
        "groundwork_roles",
        "groundwork_role_versions",
        "groundwork_agreements",
        "groundwork_aims",
        "groundwork_aim_versions",
        "groundwork_items",
        "groundwork_statements",
    ];

    fn was_read(core: &foundation::Core<Self>, path: &str, who: impl FnOnce() -> String) {
        if let Some(number) = path.strip_prefix("/cases/").and_then(|number| number.parse().ok()) {
            core.settings.readings.count(&core.clock.today().to_string(), number, &who());
        }
    }

    fn decide(actor: &Actor, action: &'static str) -> Result<Scope, Denied> {
        let Some(row) = who_may::TABLE.iter().find(|row| row.name == action) else {
            return Err(refusal(actor, "だれにも許されていない操作"));
        };
        let reach = match actor {
            Actor::OnThing(holder) => row.reach_on_thing(holder.here.then_some(holder.role)),
            _ => row.reach(actor.role()),
        };
        scope(actor, reach).ok_or_else(|| refusal(actor, &row.who_may()))
    }

    async fn identify(
        core: &Arc<AppCore>,
        db: &mut Connection,
        session: &str,
    ) -> Result<Option<Known<Actor>>, DatabaseError> {
        match crate::people::identify(core, db, session).await? {
            Some(known) => Ok(Some(known)),
            None => on_things::known_by_session(core, db, session).await,
        }
    }

    /// Somebody who holds a role on the thing at this address acts in that role here, and in nothing else: what her
    /// membership may does not come on top of it.
    async fn capacity(
        core: &Arc<AppCore>,
        db: &mut Connection,
        actor: Actor,
        path: &str,
    ) -> Result<Actor, DatabaseError> {
        match &actor {
            Actor::Person(member) => {
                let held = on_things::held_by(core, db, &actor, member, path).await?;
                Ok(held.map_or(actor, |holder| Actor::OnThing(Arc::new(holder))))
            }
            Actor::OnThing(holder) => Ok(Actor::OnThing(Arc::new(holder.at(path)))),
            Actor::Visitor | Actor::Job(_) | Actor::Console => Ok(actor),
        }
    }

    fn error_page(core: &AppCore, actor: &Actor, view: &ErrorView) -> String {
        crate::shared::error_page(core, actor, view)
    }
}

fn refusal(actor: &Actor, who_may: &str) -> Denied {
    match actor {
        Actor::Visitor => Denied::SignIn,
        // Without an account she is a visitor everywhere but at her thing.
        Actor::OnThing(holder) if holder.person.is_none() => Denied::SignIn,
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
        Reach::Thing => match actor {
            Actor::OnThing(holder) if holder.here => Some(Scope::Thing(holder.held.thing)),
            _ => None,
        },
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
    fn a_role_on_a_thing_reaches_that_thing_at_its_address_and_elsewhere_nothing() {
        let here = Holder::sample(ThingRole::Respondent);
        let decide = |holder: &Holder, action| Renkei::decide(&Actor::OnThing(Arc::new(holder.clone())), action);
        assert_eq!(decide(&here, AnswerSurvey::NAME), Ok(Scope::Thing(1)));
        assert_eq!(decide(&here, LookAtCases::NAME), Ok(Scope::All), "what everybody may");
        assert_eq!(decide(&here, AcceptAnswers::NAME), Err(Denied::SignIn));
        let elsewhere = here.at("/surveys/2/352128");
        assert_eq!(decide(&elsewhere, AnswerSurvey::NAME), Err(Denied::SignIn));
        assert_eq!(decide(&elsewhere, LookAtCases::NAME), Ok(Scope::All));
        // With an account, too, it is the thing's column alone that counts there.
        let with_account = Holder { person: Some(Account { id: 1, name: "見本 花子".to_owned() }), ..here };
        assert_eq!(decide(&with_account, AnswerSurvey::NAME), Ok(Scope::Thing(1)));
        assert!(matches!(decide(&with_account, LookAtAccount::NAME), Err(Denied::Refused { .. })));
    }

    #[test]
    fn no_role_in_an_organisation_reaches_by_thing() {
        for row in who_may::TABLE {
            assert!(Role::EVERY.iter().all(|role| row.reach(*role) != Reach::Thing), "{}", row.name);
        }
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
            let somebody = Role::EVERY.iter().any(|role| row.reach(*role) != Reach::None) || !row.on_thing.is_empty();
            assert!(somebody, "{}: nobody may", row.name);
        }
    }
}

//! Roles on a thing (adviser of a project, lecturer of a training, respondent of a survey): further columns of the
//! table. Somebody holds one only while it lasts and only on that thing, and acts in it only at that thing's own
//! address: anywhere else she is who she is without it. Decision 0014.
//!
//! A new one is a variant of [`ThingRole`] and its source in [`held_at`].

use std::sync::Arc;

use foundation::database::{Connection, DatabaseError};
use foundation::permissions::Known;

use super::{Actor, AppCore, Member};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThingRole {
    /// 回答者: of one answer to a survey whose respondents no list names. She came by a link or a printed code.
    Respondent,
    /// Of a plan that its town lets her read, comment on, write along.
    PlanReader,
    PlanCommenter,
    PlanWriter,
}

impl ThingRole {
    pub const EVERY: [ThingRole; 4] =
        [ThingRole::Respondent, ThingRole::PlanReader, ThingRole::PlanCommenter, ThingRole::PlanWriter];

    pub fn label(self) -> &'static str {
        match self {
            Self::Respondent => "回答者（案内のコード）",
            Self::PlanReader => "ロジックモデルを見せてもらった人",
            Self::PlanCommenter => "ロジックモデルにコメントする人",
            Self::PlanWriter => "ロジックモデルをいっしょに書く人",
        }
    }

    /// Two characters, for the head of a narrow column.
    pub fn short_label(self) -> &'static str {
        match self {
            Self::Respondent => "回答",
            Self::PlanReader => "計読",
            Self::PlanCommenter => "計言",
            Self::PlanWriter => "計書",
        }
    }
}

/// The role of whom a plan's town lets in to `read`, `comment` or `write`.
pub fn plan_role(may: &str) -> ThingRole {
    match may {
        "write" => ThingRole::PlanWriter,
        "comment" => ThingRole::PlanCommenter,
        _ => ThingRole::PlanReader,
    }
}

/// Where the roles come from: which of them does this person, acting in this membership, hold today on the thing that stands at this
/// path?
async fn held_at(
    core: &Arc<AppCore>,
    db: &mut Connection,
    actor: &Actor,
    member: &Member,
    path: &str,
) -> Result<Option<(ThingRole, Held)>, DatabaseError> {
    let beyond = &core.settings.beyond;
    if let Some(held) = beyond.respondent_at(core, db, member.person, path).await? {
        return Ok(Some((ThingRole::Respondent, held)));
    }
    beyond.plan_shown_at(core, db, actor, path).await
}

/// A thing somebody holds a role on, as its feature names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub thing: i64,
    /// Where the thing stands: `/surveys/3/cabc…`. The role counts there and below.
    pub address: String,
    /// 「柳井市からの案内・3」
    pub name: String,
}

impl Held {
    fn stands_at(&self, path: &str) -> bool {
        path.strip_prefix(&*self.address).is_some_and(|below| below.is_empty() || below.starts_with('/'))
    }
}

/// Somebody with a role on a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub role: ThingRole,
    pub held: Held,
    /// Does she stand at the thing's address? Anywhere else the role gives nothing.
    pub here: bool,
    /// Who holds it with an account; who came by a code alone has none.
    pub person: Option<Account>,
    /// Of who has no account: the row of her session, in the feature's own table.
    pub session: Option<i64>,
}

/// Whose account it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub name: String,
}

impl Holder {
    /// Somebody without an account, before she has gone anywhere.
    pub fn by_code(role: ThingRole, held: Held, session: i64) -> Self {
        Self { role, held, here: false, person: None, session: Some(session) }
    }

    /// The same at this path.
    pub(super) fn at(&self, path: &str) -> Self {
        Self { here: self.held.stands_at(path), ..self.clone() }
    }

    /// For view samples and tests.
    pub fn sample(role: ThingRole) -> Self {
        let held =
            Held { thing: 1, address: "/surveys/3/c0".to_owned(), name: "見本市からの案内・1".to_owned() };
        Self { here: true, ..Self::by_code(role, held, 1) }
    }
}

/// Whose session is it, if it is nobody's with an account? So far only respondents come without one.
pub(super) async fn known_by_session(
    core: &Arc<AppCore>,
    db: &mut Connection,
    session: &str,
) -> Result<Option<Known<Actor>>, DatabaseError> {
    let found = core.settings.beyond.respondent_by_session(core, db, session).await?;
    Ok(found.map(|(held, id, note)| Known {
        actor: Actor::OnThing(Arc::new(Holder::by_code(ThingRole::Respondent, held, id))),
        note,
    }))
}

/// What a person with an account holds on the thing at this path, if anything.
pub(super) async fn held_by(
    core: &Arc<AppCore>,
    db: &mut Connection,
    actor: &Actor,
    member: &Member,
    path: &str,
) -> Result<Option<Holder>, DatabaseError> {
    let found = held_at(core, db, actor, member, path).await?.filter(|(_, held)| held.stands_at(path));
    Ok(found.map(|(role, held)| {
        let person = Account { id: member.person, name: member.name.clone() };
        Holder { role, held, here: true, person: Some(person), session: None }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_counts_at_its_thing_and_below_and_nowhere_else() {
        let holder = Holder::sample(ThingRole::Respondent);
        for (path, here) in [
            ("/surveys/3/c0", true),
            ("/surveys/3/c0/answer/s1", true),
            ("/surveys/3/c01", false),
            ("/surveys/3", false),
            ("/surveys/33/c0", false),
            ("/", false),
        ] {
            assert_eq!(holder.at(path).here, here, "{path}");
        }
    }
}

//! Roles on a thing (adviser of a project, lecturer of a training, respondent of a survey): further columns of the
//! table. Somebody holds one only while it lasts and only on that thing, and acts in it only at that thing's own
//! address: anywhere else she is who she is without it. Decision 0014.
//!
//! A new one is a variant of [`ThingRole`] and its source in [`ThingRole::held_at`].

use std::sync::Arc;

use foundation::database::{Connection, DatabaseError};
use foundation::permissions::Known;

use super::{Actor, AppCore};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThingRole {
    /// 回答者: of one answer to a survey whose respondents no list names. She came by a link or a printed code.
    Respondent,
}

impl ThingRole {
    pub const EVERY: [ThingRole; 1] = [ThingRole::Respondent];

    pub fn label(self) -> &'static str {
        match self {
            Self::Respondent => "回答者（案内のコード）",
        }
    }

    /// Two characters, for the head of a narrow column.
    pub fn short_label(self) -> &'static str {
        match self {
            Self::Respondent => "回答",
        }
    }

    /// Where this role comes from: does this person hold it today on the thing that stands at this path?
    async fn held_at(
        self,
        core: &Arc<AppCore>,
        db: &mut Connection,
        person: i64,
        path: &str,
    ) -> Result<Option<Held>, DatabaseError> {
        match self {
            Self::Respondent => core.settings.beyond.respondent_at(core, db, person, path).await,
        }
    }
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
    person: &Account,
    path: &str,
) -> Result<Option<Holder>, DatabaseError> {
    for role in ThingRole::EVERY {
        if let Some(held) = role.held_at(core, db, person.id, path).await?
            && held.stands_at(path)
        {
            return Ok(Some(Holder { role, held, here: true, person: Some(person.clone()), session: None }));
        }
    }
    Ok(None)
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

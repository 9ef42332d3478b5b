//! All SQL on the tables of the library. What somebody may not see is found by none of these: every reading statement takes
//! [`Sees`] into its `where`.

mod outward;
mod reading;
mod writing;

pub use outward::*;
pub use reading::*;
pub use writing::*;

use foundation::Sql;
use foundation::database::DatabaseError;

use crate::permissions::{LookAtMembersLibrary, LookAtOfficeLibrary, Reader, Scope, reach_of};

/// What of the library somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sees {
    members: bool,
    office: Office,
}

/// Which documents of offices, and which withdrawn ones.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Office {
    None,
    All,
    Programmes { own: Vec<i64>, holder: bool },
}

impl Sees {
    /// By the table: how far each of the library's tiers reaches for who asks.
    pub async fn of(db: &mut Reader) -> Result<Self, DatabaseError> {
        let members = reach_of::<LookAtMembersLibrary>(db.actor()).is_some();
        let scope = reach_of::<LookAtOfficeLibrary>(db.actor());
        Ok(Self { members, office: office(db, scope).await? })
    }

    pub fn more_than_public(&self) -> bool {
        self.members
    }

    pub fn as_office(&self) -> bool {
        self.office != Office::None
    }
}

async fn office(db: &mut Reader, scope: Option<Scope>) -> Result<Office, DatabaseError> {
    Ok(match scope {
        Some(Scope::All) => Office::All,
        Some(Scope::Programmes(own)) => {
            // Whoever holds the first programme holds what belongs to none.
            let holder = crate::programmes::first(db).await?;
            Office::Programmes { holder: holder.is_some_and(|id| own.contains(&id)), own }
        }
        _ => Office::None,
    })
}

/// Narrows `d` to what she sees.
fn seen(query: Sql, sees: &Sees) -> Sql {
    let query = query.then(" and ((d.state = 'shown' and (d.tier = 'public'");
    let query = if sees.members { query.then(" or d.tier = 'signed_in'))") } else { query.then("))") };
    of_office(query.then(" or "), &sees.office).then(")")
}

fn of_office(query: Sql, office: &Office) -> Sql {
    match office {
        Office::None => query.then("1 = 0"),
        Office::All => query.then("1 = 1"),
        Office::Programmes { own, holder } => query
            .with_list("(d.programme_id in ", own.iter().copied())
            .then(if *holder { " or d.programme_id is null)" } else { ")" }),
    }
}

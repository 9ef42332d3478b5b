//! All SQL on the tables of people.

pub mod codes;
pub mod lists;
pub mod memberships;
pub mod organisations;
pub mod persons;
pub mod registrations;
pub mod sessions;
pub mod sign_ins;

use foundation::database::DatabaseError;
use foundation::{Sql, sql};

use super::model::MINISTRY_KINDS;
use super::rules::Tally;
use crate::permissions::{Actor, Reader, Scope};

/// The organisations (alias `o`) a permission reaches: goes into the `where` of everything here
/// that shows or changes an organisation and its people. One's own organisation always belongs to
/// it. A programme's reach is everybody the programme works with: not the departments, the other
/// offices and the operation of the platform.
fn organisations_in_reach(db: &Reader) -> Sql {
    organisations_within(db.scope(), db.actor())
}

/// The same for a permission that is not the one in hand.
fn organisations_within(scope: &Scope, actor: &Actor) -> Sql {
    let own = actor.member().map(|m| m.organisation);
    let reach = match scope {
        Scope::All => return sql("1 = 1"),
        Scope::Organisation(id) => return sql("o.id = $1").bind(*id),
        Scope::Own(person) => {
            return sql("o.id in (select organisation_id from people_memberships \
                        where person_id = $1 and state = 'accepted')")
            .bind(*person);
        }
        Scope::Municipalities(codes) => sql("").with_list("o.municipality_code in ", codes.clone()),
        Scope::Prefectures(codes) => sql("")
            .with_list("(o.prefecture_code in ", codes.clone())
            .then(" or o.municipality_code in (select code from regions_municipalities where ")
            .with_list("prefecture_code in ", codes.clone())
            .then("))"),
        Scope::Programmes(_) => sql("").with_list("o.kind not in ", MINISTRY_KINDS),
        Scope::Thing(_) => return sql("1 = 0"),
    };
    sql("(").append(reach).with(" or o.id = ", own).then(")")
}

/// The row of a `select count(*), min(at), max(at)`.
async fn tally(db: &mut Reader, query: Sql) -> Result<Tally, DatabaseError> {
    let (count, first, last): (i64, Option<String>, Option<String>) = db.one(query).await?;
    let at = |text: Option<String>| text.and_then(|text| text.parse().ok());
    Ok(Tally { count, first: at(first), last: at(last) })
}

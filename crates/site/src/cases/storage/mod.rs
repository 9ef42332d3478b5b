//! All SQL on the tables of cases. Published cases are open to everybody; everything else is found
//! only through the scope of who asks.

mod reading;
mod writing;

pub use reading::*;
pub use writing::*;

use foundation::Sql;

use crate::permissions::Scope;

/// Whose unpublished cases somebody sees: her municipality's, those of all municipalities of her
/// prefecture, those her organisation wrote.
fn visible_to(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::Prefectures(codes) => query.with_list(" and c.owner_prefecture_code in ", codes),
        other => owned_by(query, other),
    }
}

/// Whose cases somebody changes: a prefecture only its own, not those of its municipalities.
fn owned_by(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Municipalities(codes) | Scope::Prefectures(codes) => query.with_list(" and c.owner_code in ", codes),
        Scope::Organisation(organisation) => query.with(" and c.created_for = ", *organisation),
        Scope::Own(person) => query.with(" and c.created_by = ", *person),
        Scope::Programmes(own) => query.with_list(" and c.programme_id in ", own.iter().copied()),
    }
}

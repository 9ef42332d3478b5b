//! All SQL on the tables of cases. Published cases are open to everybody; everything else is found
//! only through the scope of who asks.

mod attached;
mod collections;
mod consents;
mod exports;
mod history;
mod lists;
mod outward;
mod reading;
mod readings;
mod troubles;
mod voices;
mod writing;

pub use attached::*;
pub use collections::*;
pub use consents::*;
pub use exports::*;
pub use history::*;
pub use lists::*;
pub use outward::*;
pub use reading::*;
pub use readings::*;
pub use troubles::*;
pub use voices::*;
pub use writing::*;

use foundation::Sql;

use super::model::Case;
use crate::permissions::{Reader, Scope};

/// Who asks, for the `where` of a statement.
#[derive(Clone, Debug)]
pub struct Asker {
    scope: Scope,
    /// The organisation she acts for.
    organisation: Option<i64>,
}

impl Asker {
    pub fn of(db: &Reader) -> Self {
        Self::within(db, db.scope())
    }

    /// The same person, within what she has of another action.
    pub fn within(db: &Reader, scope: &Scope) -> Self {
        Self { scope: scope.clone(), organisation: db.actor().member().map(|m| m.organisation) }
    }
}

/// Of whose unpublished cases somebody sees the state: her municipality's, those of all municipalities of her prefecture,
/// those her organisation owns, those of her programme. What a writer has put aside is hers alone.
fn visible_to(query: Sql, asker: &Asker) -> Sql {
    match &asker.scope {
        Scope::Prefectures(codes) => query
            .with_list(" and (c.owner_prefecture_code in ", codes)
            .with_list(
                " or exists (select 1 from cases_co_owners o join regions_municipalities q on q.code = o.municipality_code \
                 where o.case_id = c.id and q.prefecture_code in ",
                codes,
            )
            .then(AGREED)
            .then(")) and c.owner_organisation_id is null")
            .with_list(" and (c.discarded_at is null or c.owner_code in ", codes)
            .then(")"),
        Scope::Programmes(own) => query
            .with_list(" and c.programme_id in ", own.iter().copied())
            .with(" and (c.discarded_at is null or c.created_for = ", asker.organisation)
            .then(")"),
        Scope::Municipalities(codes) => query
            .with_list(" and (c.owner_code in ", codes)
            .with_list(
                " or exists (select 1 from cases_co_owners o where o.case_id = c.id and o.municipality_code in ",
                codes,
            )
            .then(" and not exists (select 1 from cases_consents a where a.case_id = coalesce(c.corrects, c.id) \
                   and a.municipality_code = o.municipality_code and a.agreed is false)))"),
        _ => owned_by(query, asker),
    }
}

/// Of a municipality that is named as an owner: that it agreed, or is the one whose case it is.
const AGREED: &str = " and (o.municipality_code = c.owner_code or exists (select 1 from cases_consents a \
                      where a.case_id = coalesce(c.corrects, c.id) and a.municipality_code = o.municipality_code and a.agreed))";

/// Whose cases somebody reads before they are public, and changes: a municipality its own and those it owns with others;
/// a prefecture only its own, not those of its municipalities; an office what was handed in, and what it wrote itself.
fn owned_by(query: Sql, asker: &Asker) -> Sql {
    match &asker.scope {
        Scope::All => query,
        Scope::Municipalities(codes) => query
            .with_list(" and (c.owner_code in ", codes)
            .with_list(
                " or exists (select 1 from cases_co_owners o where o.case_id = c.id and o.municipality_code in ",
                codes,
            )
            .then(AGREED)
            .then("))"),
        Scope::Prefectures(codes) => query.with_list(" and c.owner_code in ", codes),
        Scope::Organisation(organisation) => query.with(" and c.owner_organisation_id = ", *organisation),
        Scope::Own(person) => query.with(" and c.created_by = ", *person),
        Scope::Programmes(own) => query
            .with_list(" and c.programme_id in ", own.iter().copied())
            .with(" and (c.handed_in_at is not null or c.created_for = ", asker.organisation)
            .then(")"),
        Scope::Thing(_) => query.then(" and 1 = 0"),
    }
}

/// Whether the asker is of those who write this case: what happened before it was handed in is theirs alone.
fn writes(asker: &Asker, case: &Case) -> bool {
    match &asker.scope {
        Scope::Programmes(_) => case.created_for.is_some() && case.created_for == asker.organisation,
        scope => owns(scope, case),
    }
}

/// The state as people know it: what was put aside, and what waits for the owner's own decision, keeps its former one
/// in the column.
const STATE: &str = "case when c.discarded_at is not null then 'discarded' \
                     when c.awaiting_since is not null then 'in_decision' else c.state end";

/// Whether somebody's scope lets her write a case that this place owns. (A body owns its own cases.)
pub fn admits(scope: &Scope, owner_code: &str) -> bool {
    match scope {
        // An office writes for any place, in its own programme.
        Scope::All | Scope::Own(_) | Scope::Programmes(_) => true,
        Scope::Organisation(_) | Scope::Thing(_) => false,
        Scope::Municipalities(codes) | Scope::Prefectures(codes) => codes.iter().any(|code| code == owner_code),
    }
}

/// Whether somebody's scope lets her decide about this case: hand it to the office, take it out of sight, put it aside. Towns
/// that own it together write it together, but the one that brought it in decides.
pub fn leads(scope: &Scope, case: &Case) -> bool {
    match (scope, &case.body) {
        (Scope::Municipalities(_), None) => admits(scope, &case.owner_code),
        _ => owns(scope, case),
    }
}

/// Whether it is her town that is asked whether it owns this case together with others.
pub fn is_asked(scope: &Scope, case: &Case) -> bool {
    matches!(scope, Scope::Municipalities(_)) && !owns(scope, case)
}

/// Whether somebody's scope lets her change this case.
pub fn owns(scope: &Scope, case: &Case) -> bool {
    match (scope, &case.body) {
        (Scope::Organisation(own), Some((body, _))) => own == body,
        // A body has no hand on a place's case, nor a place's people on a body's.
        (Scope::Organisation(_), None) | (Scope::Municipalities(_) | Scope::Prefectures(_), Some(_)) => false,
        (Scope::Municipalities(_), None) if case.confirmed_co_owners().any(|code| admits(scope, code)) => true,
        (scope, _) => admits(scope, &case.owner_code),
    }
}

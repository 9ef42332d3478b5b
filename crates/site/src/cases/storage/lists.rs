//! Cases on their way: lists of those that wait, and the case a form made.

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Sql, sql};

use super::{Asker, STATE, owned_by, visible_to};
use crate::cases::model::{State, Waiting};
use crate::permissions::{Reader, Scope};

/// Whose cases a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose<'a> {
    /// Those whose state the asker may see.
    Seen,
    /// Those she may read, and change.
    Own,
    /// Of those, what waits for her organisation and nobody else.
    Hers(&'a Desk),
}

/// The organisation somebody acts for, and the place it governs: empty for a body, an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    pub organisation: i64,
    pub place: String,
}

/// What her organisation wrote; and, of what is its own, what came back to whoever wrote it for her, and what
/// nobody's organisation wrote (it was taken in at the machine).
fn waits_for(query: Sql, desk: &Desk) -> Sql {
    query
        .with(" and (c.created_for = ", desk.organisation)
        .with(" or ((c.owner_organisation_id = ", desk.organisation)
        .with(" or (c.owner_code <> '' and c.owner_code = ", &desk.place)
        .then(")) and (c.created_for is null or c.state = 'returned')))")
}

fn narrowed(query: Sql, asker: &Asker, whose: Whose<'_>, states: &[State]) -> Sql {
    let query = query.then(" where ").then(STATE).with_list(" in ", states.iter().map(|s| s.id()));
    match whose {
        Whose::Seen => visible_to(query, asker),
        Whose::Own => owned_by(query, asker),
        Whose::Hers(desk) => waits_for(owned_by(query, asker), desk),
    }
}

pub async fn count_waiting(db: &mut Reader, whose: Whose<'_>, states: &[State]) -> Result<i64, DatabaseError> {
    let asker = Asker::of(db);
    db.count(narrowed(sql("select count(*) from cases c"), &asker, whose, states)).await
}

/// A page of cases in these states: in the order of the states, the longest waiting first. `own` is
/// what the asker may change.
pub async fn waiting(
    db: &mut Reader,
    whose: Whose<'_>,
    states: &[State],
    own: Option<&Scope>,
    page: Page,
) -> Result<Vec<Waiting>, DatabaseError> {
    let asker = Asker::of(db);
    let readable = |query: Sql| owned_by(query.then("case when 1 = 1"), &asker);
    // Before a case is handed in, even its title is its writers'; what was said on the way stays theirs.
    let mut query = owned_by(sql("select c.id as number, case when c.handed_in_at is not null or (1 = 1"), &asker)
        .then(") then \
               case when c.corrects is null then c.title else '（直し）' || c.title end else '' end as title, ")
        .then(STATE).then(" as state, \
         case when c.body_name <> '' then c.body_name when m.name is null then p.name else p.name || m.name end as owner, \
         coalesce(c.discarded_at, c.updated_at) as updated_at, s.on_behalf_of, ");
    query = readable(query).then(" then s.by_label else '' end as by_label, ");
    query = readable(query).then(" then s.remark else '' end as remark, ");
    query = match own {
        Some(own) => owned_by(query.then("case when 1 = 1"), &Asker::within(db, own))
            .then(" then cast(1 as bigint) else cast(0 as bigint) end as own"),
        None => query.then("cast(0 as bigint) as own"),
    };
    query = query.then(
        " from cases c join regions_prefectures p on p.code = c.owner_prefecture_code \
         left join regions_municipalities m on m.code = c.owner_code \
         join cases_steps s on s.id = (select max(t.id) from cases_steps t where t.case_id = c.id)",
    );
    query = narrowed(query, &asker, whose, states).then(" order by case ").then(STATE);
    for (rank, state) in (1_i64..).zip(states) {
        query = query.with(" when ", state.id()).with(" then ", rank);
    }
    let query = query.then(" end, c.updated_at, c.id").with(" limit ", page.size).with(" offset ", page.offset());
    db.all(query).await
}

/// The number of the case that this form made, if it did.
pub async fn made_by_form(db: &mut Reader, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let asker = Asker::of(db);
    let query = owned_by(sql("select c.id from cases c where c.form_key = $1").bind(form_key), &asker);
    Ok(db.optional::<(i64,)>(query).await?.map(|(number,)| number))
}

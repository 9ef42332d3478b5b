//! Whom a town lets into a plan. Every query begins from a plan that the asker was found to reach, or from her own membership.

use foundation::database::{Arg, Connection, DatabaseError};
use foundation::sql;
use jiff::civil::Date;

use super::By;
use crate::model::{Share, Shown};
use crate::permissions::{Member, Reader, Writer};

/// Those of a plan, the newest first; also what is over.
pub async fn of_plan(db: &mut Reader, plan: i64) -> Result<Vec<Share>, DatabaseError> {
    db.all(
        sql("select id, named, kind, may, until_on, note, at, by_label, ended_at, ended_by from plans_shares where plan_id = ")
            .with("", plan)
            .then(" order by id desc"),
    )
    .await
}

pub async fn made_by_form(db: &mut Reader, plan: i64, form_key: &str) -> Result<bool, DatabaseError> {
    let found: Option<(i64,)> = db
        .optional(
            sql("select id from plans_shares where plan_id = ")
                .with("", plan)
                .with(" and form_key = ", form_key.to_owned()),
        )
        .await?;
    Ok(found.is_some())
}

/// With the memberships it counts in; its number.
pub async fn insert(
    db: &mut Writer,
    plan: i64,
    new: &Share,
    (organisation, memberships): (Option<i64>, &[i64]),
    form_key: &str,
    by: &By<'_>,
) -> Result<i64, DatabaseError> {
    let row = [
        Arg::from(plan),
        (&new.named).into(),
        (&new.kind).into(),
        organisation.into(),
        (&new.may).into(),
        (&new.until_on).into(),
        (&new.note).into(),
        form_key.into(),
        by.at.into(),
        by.label.into(),
        "".into(),
    ];
    let (id,): (i64,) = db
        .one(
            sql("insert into plans_shares (plan_id, named, kind, organisation_id, may, until_on, note, form_key, at, by_label, \
                 ended_by) values")
            .with_rows("", [row])
            .then(" returning id"),
        )
        .await?;
    if !memberships.is_empty() {
        let rows = memberships.iter().map(|membership| [Arg::from(id), (*membership).into()]);
        db.execute(sql("insert into plans_share_memberships (share_id, membership_id) values").with_rows("", rows))
            .await?;
    }
    Ok(id)
}

/// `false` when it is over already, or none of this plan. A mail address is kept no longer than it is needed.
pub async fn end(db: &mut Writer, plan: i64, id: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update plans_shares set ended_at = $3, ended_by = $4, named = case when kind = 'mail' then '' else named end \
                 where id = $1 and plan_id = $2 and ended_at is null")
                .bind(id)
                .bind(plan)
                .bind(by.at)
                .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// Addresses of those that were over before a day are forgotten. How many.
pub async fn forget(db: &mut Writer, before: Date) -> Result<u64, DatabaseError> {
    db.execute(
        sql("update plans_shares set named = '' where kind = 'mail' and named <> '' and until_on < $1")
            .bind(before.to_string()),
    )
    .await
}

/// The most a plan's town lets somebody do, in the membership she acts in.
pub async fn strongest(
    db: &mut Connection,
    plan: i64,
    member: &Member,
    today: Date,
) -> Result<Option<Shown>, DatabaseError> {
    db.optional(
        sql(SHOWN)
            .with(" and p.id = ", plan)
            .with(" and s.until_on >= ", today.to_string())
            .with(" and (s.organisation_id = ", member.organisation)
            .with(MEMBERSHIP, member.membership)
            .then(")) order by case s.may when 'write' then 0 when 'comment' then 1 else 2 end, s.until_on desc, s.id limit 1"),
    )
    .await
}

/// Everything that towns let her into, in the membership she acts in: the newest first, each plan as often as it was shown.
pub async fn all_of(db: &mut Reader, member: &Member, today: Date, most: i64) -> Result<Vec<Shown>, DatabaseError> {
    db.all(
        sql(SHOWN)
            .with(" and s.until_on >= ", today.to_string())
            .with(" and (s.organisation_id = ", member.organisation)
            .with(MEMBERSHIP, member.membership)
            .then(")) order by s.id desc")
            .with(" limit ", most),
    )
    .await
}

const SHOWN: &str = "select p.id as plan_id, p.title, p.municipality_code, m.name as municipality_name, p.prefecture_code, p.state, \
     p.fictitious, s.may, s.until_on from plans_shares s join plans p on p.id = s.plan_id \
     join regions_municipalities m on m.code = p.municipality_code where s.ended_at is null and p.state <> 'put_aside'";

const MEMBERSHIP: &str =
    " or exists (select 1 from plans_share_memberships sm where sm.share_id = s.id and sm.membership_id = ";

//! Collections of cases: whose they are, who sees them, what was handed to them.

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Sql, Timestamp, sql};

use super::{Asker, STATE, visible_to};
use crate::cases::model::{CollectedLine, Collection, Given};
use crate::permissions::{Reader, Scope, Writer};

const ROW: &str = "select k.id, k.programme_id, k.prefecture_code, p.name as prefecture_name, k.title, k.sought, k.asked, k.wanted, \
                   k.opens_on, k.closes_on, k.closed_at, k.revision, (select count(*) from cases_collected d join cases c on c.id = d.case_id \
                   where d.collection_id = k.id and c.handed_in_at is not null and c.discarded_at is null) as handed_in \
                   from cases_collections k left join regions_prefectures p on p.code = k.prefecture_code where 1 = 1";

/// Those that ask somebody, or that she sees as the one above: an office its programme's, a prefecture those of the office and its
/// own, a town those of the office and of its prefecture.
fn seen_by(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Programmes(own) => query.with_list(" and k.programme_id in ", own.iter().copied()),
        Scope::Prefectures(codes) => {
            query.then(" and (k.prefecture_code is null").with_list(" or k.prefecture_code in ", codes).then(")")
        }
        Scope::Municipalities(codes) => query
            .then(" and (k.prefecture_code is null")
            .with_list(
                " or k.prefecture_code in (select q.prefecture_code from regions_municipalities q where q.code in ",
                codes,
            )
            .then("))"),
        Scope::Organisation(_) => query.then(" and k.prefecture_code is null and k.asked = 'anyone'"),
        Scope::Own(_) | Scope::Thing(_) => query.then(" and 1 = 0"),
    }
}

/// Whose a collection is to change.
fn called_by(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Programmes(own) => {
            query.then(" and k.prefecture_code is null").with_list(" and k.programme_id in ", own.iter().copied())
        }
        Scope::Prefectures(codes) => query.with_list(" and k.prefecture_code in ", codes),
        _ => query.then(" and 1 = 0"),
    }
}

/// The latest first.
pub async fn collections(db: &mut Reader, page: Page) -> Result<Vec<Collection>, DatabaseError> {
    let query = seen_by(sql(ROW), &db.scope().clone()).then(" order by k.closes_on desc, k.id desc");
    db.all(query.with(" limit ", page.size).with(" offset ", page.offset())).await
}

pub async fn count_collections(db: &mut Reader) -> Result<i64, DatabaseError> {
    let query = seen_by(sql("select count(*) from cases_collections k where 1 = 1"), &db.scope().clone());
    db.count(query).await
}

/// Those that take cases on this day, the one that ends first before the others.
pub async fn open_collections(db: &mut Reader, today: &str, most: i64) -> Result<Vec<Collection>, DatabaseError> {
    let query = seen_by(sql(ROW), &db.scope().clone()).then(" and k.closed_at is null");
    let query = query.with(" and k.opens_on <= ", today).with(" and k.closes_on >= ", today);
    db.all(query.then(" order by k.closes_on, k.id").with(" limit ", most)).await
}

pub async fn collection(db: &mut Reader, id: i64) -> Result<Option<Collection>, DatabaseError> {
    let scope = db.scope().clone();
    db.optional(seen_by(sql(ROW).with(" and k.id = ", id), &scope)).await
}

/// The same, within what she has of another action.
pub async fn seen_collection(db: &mut Reader, id: i64, scope: &Scope) -> Result<Option<Collection>, DatabaseError> {
    db.optional(seen_by(sql(ROW).with(" and k.id = ", id), scope)).await
}

/// The same, if it is hers to change.
pub async fn called_collection(db: &mut Reader, id: i64, scope: &Scope) -> Result<Option<Collection>, DatabaseError> {
    db.optional(called_by(sql(ROW).with(" and k.id = ", id), scope)).await
}

pub async fn collection_of_form(db: &mut Reader, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let scope = db.scope().clone();
    let query = called_by(sql("select k.id from cases_collections k where k.form_key = ").with("", form_key), &scope);
    Ok(db.optional::<(i64,)>(query).await?.map(|(id,)| id))
}

/// `None` when this form has made one already.
pub async fn insert_collection(
    db: &mut Writer,
    new: &Collection,
    form_key: &str,
    by: &str,
    at: Timestamp,
) -> Result<Option<i64>, DatabaseError> {
    let made: Option<(i64,)> = db
        .optional(
            sql("insert into cases_collections (programme_id, prefecture_code, title, sought, asked, wanted, opens_on, closes_on, \
                 form_key, revision, created_by, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) \
                 on conflict do nothing returning id")
            .bind(new.programme_id)
            .bind(new.prefecture_code.clone())
            .bind(&new.title)
            .bind(&new.sought)
            .bind(&new.asked)
            .bind(new.wanted)
            .bind(&new.opens_on)
            .bind(&new.closes_on)
            .bind(form_key)
            .bind(by)
            .bind(at),
        )
        .await?;
    Ok(made.map(|(id,)| id))
}

/// `false` when somebody was quicker.
pub async fn update_collection(db: &mut Writer, new: &Collection, at: Timestamp) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update cases_collections set title = $3, sought = $4, asked = $5, wanted = $6, opens_on = $7, closes_on = $8, \
                 updated_at = $9, revision = revision + 1 where id = $1 and revision = $2")
            .bind(new.id)
            .bind(new.revision)
            .bind(&new.title)
            .bind(&new.sought)
            .bind(&new.asked)
            .bind(new.wanted)
            .bind(&new.opens_on)
            .bind(&new.closes_on)
            .bind(at),
        )
        .await?;
    Ok(changed > 0)
}

pub async fn close_collection(
    db: &mut Writer,
    id: i64,
    closed_at: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    let query = sql("update cases_collections set closed_at = ").with("", closed_at);
    let query = query.with(", updated_at = ", at).with(", revision = revision + 1 where id = ", id);
    db.execute(query).await?;
    Ok(())
}

/// A case that was found within the scope.
pub async fn collect(db: &mut Writer, id: i64, number: i64, at: Timestamp) -> Result<(), DatabaseError> {
    use foundation::permissions::Actor as _;
    let by = db.actor().label();
    let query = sql(
        "insert into cases_collected (collection_id, case_id, at, by_label) values ($1, $2, $3, $4) on conflict do nothing",
    );
    db.execute(query.bind(id).bind(number).bind(at).bind(by)).await?;
    Ok(())
}

pub async fn take_out(db: &mut Writer, id: i64, number: i64) -> Result<(), DatabaseError> {
    db.execute(sql("delete from cases_collected where collection_id = $1 and case_id = $2").bind(id).bind(number))
        .await?;
    Ok(())
}

/// What each owner gave, of what the asker may see the state of.
pub async fn given(db: &mut Reader, id: i64, scope: &Scope) -> Result<Vec<Given>, DatabaseError> {
    let asker = Asker::within(db, scope);
    let query = sql("select c.owner_prefecture_code as prefecture_code, c.owner_code, c.body_name, \
                     count(*) - count(c.handed_in_at) as drafts, count(c.handed_in_at) as handed_in, \
                     count(case when c.state = 'published' then 1 end) as published \
                     from cases c join cases_collected d on d.case_id = c.id where c.discarded_at is null and d.collection_id = ")
    .with("", id);
    let query = visible_to(query, &asker);
    db.all(query.then(" group by c.owner_prefecture_code, c.owner_code, c.body_name order by c.owner_prefecture_code, c.owner_code, c.body_name"))
        .await
}

/// The cases of a collection whose state the asker may see: what she writes first, then what was handed in last.
pub async fn collected(
    db: &mut Reader,
    id: i64,
    scope: &Scope,
    page: Page,
) -> Result<Vec<CollectedLine>, DatabaseError> {
    let asker = Asker::within(db, scope);
    let is_writer = matches!(scope, Scope::Municipalities(_) | Scope::Organisation(_));
    let title = if is_writer { "c.title" } else { "case when c.handed_in_at is null then '' else c.title end" };
    let query = sql("select c.id as number, ").then(title).then(" as title, ").then(STATE).then(
        " as state, case when c.body_name <> '' then c.body_name when m.name is null then p.name else p.name || m.name end as owner, \
         c.updated_at from cases c join cases_collected d on d.case_id = c.id \
         join regions_prefectures p on p.code = c.owner_prefecture_code left join regions_municipalities m on m.code = c.owner_code \
         where c.discarded_at is null and d.collection_id = ",
    );
    let query = visible_to(query.with("", id), &asker).then(" order by c.handed_in_at desc nulls last, c.id desc");
    db.all(query.with(" limit ", page.size).with(" offset ", page.offset())).await
}

/// Her own cases on their way that are not in this collection: number and title.
pub async fn could_be_collected(db: &mut Reader, id: i64, scope: &Scope) -> Result<Vec<(i64, String)>, DatabaseError> {
    let asker = Asker::within(db, scope);
    let query = sql("select c.id, c.title from cases c where c.discarded_at is null and c.corrects is null \
                     and c.state in ('draft', 'returned', 'in_review') \
                     and not exists (select 1 from cases_collected d where d.case_id = c.id and d.collection_id = ")
    .with("", id);
    let query = super::owned_by(query.then(")"), &asker);
    db.all(query.then(" order by c.updated_at desc, c.id desc limit 50")).await
}

/// Whether a case is in a collection.
pub async fn is_collected(db: &mut Reader, id: i64, number: i64) -> Result<bool, DatabaseError> {
    let query = sql("select count(*) from cases_collected where collection_id = $1 and case_id = $2");
    Ok(db.count(query.bind(id).bind(number)).await? > 0)
}

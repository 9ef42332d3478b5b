//! Changing: a case's row and its parts; putting aside, removing.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use super::attached::{insert_attached, let_files_go};
use super::{Asker, STATE, owned_by};
use crate::cases::model::{Content, Field, SearchTexts, State};
use crate::permissions::{Reader, Writer};

/// Who owns a case, as its columns say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerColumns {
    /// Of the place; empty for a body.
    pub code: String,
    /// Where its case is listed: for a body's, the prefecture of the first place.
    pub prefecture_code: String,
    pub organisation: Option<i64>,
    pub body_name: String,
}

/// A case about to be stored for the first time.
pub struct NewRow<'a> {
    pub owner: &'a OwnerColumns,
    pub content: &'a Content,
    pub search: &'a SearchTexts,
    pub form_key: &'a str,
    pub created_by: Option<i64>,
    pub created_for: Option<i64>,
    pub programme: Option<i64>,
    /// 直し of this public case.
    pub corrects: Option<i64>,
    pub at: Timestamp,
}

/// The new number; `None` when this form has made its case already, or a 直し is on its way.
pub async fn insert(db: &mut Writer, row: &NewRow<'_>) -> Result<Option<i64>, DatabaseError> {
    let mut query = sql("insert into cases (state, version, owner_code, owner_prefecture_code, start_year, form_key, \
                         owner_organisation_id, body_name, created_by, created_for, programme_id, corrects, created_at, updated_at, search_title, search_tags, search_lead, search_text");
    for field in Field::EVERY {
        query = query.then(", ").then(field.id());
    }
    query = query
        .with(") values (", State::Draft.id())
        .with(", ", 1_i64)
        .with(", ", &row.owner.code)
        .with(", ", &row.owner.prefecture_code)
        .with(", ", row.content.start_year)
        .with(", ", row.form_key)
        .with(", ", row.owner.organisation)
        .with(", ", &row.owner.body_name)
        .with(", ", row.created_by)
        .with(", ", row.created_for)
        .with(", ", row.programme)
        .with(", ", row.corrects)
        .with(", ", row.at)
        .with(", ", row.at)
        .with(", ", &row.search.title)
        .with(", ", &row.search.tags)
        .with(", ", &row.search.lead)
        .with(", ", &row.search.text);
    for field in Field::EVERY {
        query = query.with(", ", row.content.texts.get(*field));
    }
    let made: Option<(i64,)> = db.optional(query.then(") on conflict do nothing returning id")).await?;
    let Some((number,)) = made else { return Ok(None) };
    insert_parts(db, number, row.content).await?;
    Ok(Some(number))
}

/// Puts the content in the place of version `version`; false when the case is at another version or
/// outside the scope.
pub async fn update(
    db: &mut Writer,
    number: i64,
    version: i64,
    content: &Content,
    search: &SearchTexts,
    prefecture_code: &str,
    at: Timestamp,
) -> Result<bool, DatabaseError> {
    let asker = Asker::of(db);
    let mut query = sql("update cases as c set version = version + 1, updated_at = ").with("", at);
    query = query
        .with(", start_year = ", content.start_year)
        .with(", owner_prefecture_code = ", prefecture_code)
        .with(", search_title = ", &search.title)
        .with(", search_tags = ", &search.tags)
        .with(", search_lead = ", &search.lead)
        .with(", search_text = ", &search.text);
    for field in Field::EVERY {
        query = query.then(", ").then(field.id()).with(" = ", content.texts.get(*field));
    }
    query = owned_by(query.with(" where c.id = ", number).with(" and c.version = ", version), &asker);
    if db.execute(query).await? == 0 {
        return Ok(false);
    }
    delete_parts(db, number).await?;
    insert_parts(db, number, content).await?;
    Ok(true)
}

async fn delete_parts(db: &mut Writer, number: i64) -> Result<(), DatabaseError> {
    for table in [
        "delete from cases_tags",
        "delete from cases_places",
        "delete from cases_players",
        "delete from cases_facts",
        "delete from cases_cost_shares",
        "delete from cases_co_owners",
        "delete from cases_files",
        "delete from cases_models",
    ] {
        db.execute(sql(table).with(" where case_id = ", number)).await?;
    }
    Ok(())
}

async fn insert_parts(db: &mut Writer, number: i64, content: &Content) -> Result<(), DatabaseError> {
    if !content.places.is_empty() {
        let rows = (1_i64..).zip(&content.places).map(|(i, code)| [Arg::from(number), code.into(), i.into()]);
        db.execute(sql("insert into cases_places (case_id, municipality_code, position) values").with_rows("", rows))
            .await?;
    }
    if !content.tags.is_empty() {
        let rows = (1_i64..)
            .zip(&content.tags)
            .map(|(i, (kind, tag))| [Arg::from(number), kind.id().into(), tag.into(), i.into()]);
        db.execute(sql("insert into cases_tags (case_id, kind, tag, position) values").with_rows("", rows)).await?;
    }
    if !content.players.is_empty() {
        let rows = (1_i64..)
            .zip(&content.players)
            .map(|(i, p)| [Arg::from(number), i.into(), (&p.player).into(), (&p.act).into()]);
        db.execute(sql("insert into cases_players (case_id, position, player, act) values").with_rows("", rows))
            .await?;
    }
    if !content.facts.is_empty() {
        let rows = (1_i64..).zip(&content.facts).map(|(i, f)| {
            [Arg::from(number), i.into(), (&f.label).into(), (&f.value).into(), (&f.unit).into(), (&f.as_of).into()]
        });
        db.execute(
            sql("insert into cases_facts (case_id, position, label, value, unit, as_of) values").with_rows("", rows),
        )
        .await?;
    }
    if !content.cost_shares.is_empty() {
        let rows = (1_i64..)
            .zip(&content.cost_shares)
            .map(|(i, s)| [Arg::from(number), i.into(), (&s.basis).into(), s.tenths.into()]);
        db.execute(sql("insert into cases_cost_shares (case_id, position, basis, tenths) values").with_rows("", rows))
            .await?;
    }
    if !content.co_owners.is_empty() {
        let rows = (1_i64..).zip(&content.co_owners).map(|(i, code)| [Arg::from(number), code.into(), i.into()]);
        db.execute(
            sql("insert into cases_co_owners (case_id, municipality_code, position) values").with_rows("", rows),
        )
        .await?;
    }
    insert_attached(db, number, content).await
}

/// One step on the way: the new state, unless somebody took another step meanwhile.
pub async fn set_state(
    db: &mut Writer,
    number: i64,
    from: State,
    to: State,
    at: Timestamp,
    published_at: Option<Timestamp>,
) -> Result<bool, DatabaseError> {
    let asker = Asker::of(db);
    let mut query = sql("update cases as c set version = version + 1, awaiting_since = ");
    query = match to {
        // It goes back to the state in the column, or on to the next.
        State::InDecision => query.with("", at),
        _ => query.then("null, state = ").with("", to.id()),
    };
    query = query.with(", updated_at = ", at);
    if matches!(to, State::InReview | State::Published) {
        query = query.with(", handed_in_at = coalesce(handed_in_at, ", at).then(")");
    }
    if let Some(published_at) = published_at {
        query = query.with(", published_at = ", published_at);
    }
    query = query.with(" where c.id = ", number).then(" and ").then(STATE).with(" = ", from.id());
    Ok(db.execute(owned_by(query, &asker)).await? > 0)
}

/// Puts a case aside at `at`, or takes it back with `None`; false when that was done meanwhile.
pub async fn put_aside(db: &mut Writer, number: i64, at: Option<Timestamp>) -> Result<bool, DatabaseError> {
    let asker = Asker::of(db);
    let query = sql("update cases as c set version = version + 1, discarded_at = ").with("", at);
    let query = query.with(" where c.id = ", number).then(match at {
        Some(_) => " and c.discarded_at is null and c.awaiting_since is null and c.state in ('draft', 'returned')",
        None => " and c.discarded_at is not null",
    });
    Ok(db.execute(owned_by(query, &asker)).await? > 0)
}

/// The cases put aside before this moment.
pub async fn put_aside_before(db: &mut Reader, before: Timestamp) -> Result<Vec<i64>, DatabaseError> {
    let rows: Vec<(i64,)> = db
        .all(
            sql("select c.id from cases c where c.discarded_at is not null and c.discarded_at < $1 order by c.id")
                .bind(before),
        )
        .await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Removes a case that was put aside, or a 直し that has taken its place, with everything that belongs to it.
pub async fn remove(db: &mut Writer, number: i64) -> Result<(), DatabaseError> {
    delete_parts(db, number).await?;
    let_files_go(db, number).await?;
    for table in [
        "delete from cases_steps",
        "delete from cases_versions",
        "delete from cases_comments",
        "delete from cases_likes",
        "delete from cases_saved",
        "delete from cases_consents",
        "delete from cases_readings",
        "delete from cases_collected",
    ] {
        db.execute(sql(table).with(" where case_id = ", number)).await?;
    }
    db.execute(
        sql("delete from cases where (discarded_at is not null or corrects is not null) and id = $1").bind(number),
    )
    .await?;
    Ok(())
}

/// The words a case is found by, after a shared word changed.
pub async fn set_search(db: &mut Writer, number: i64, search: &SearchTexts) -> Result<(), DatabaseError> {
    let query = sql("update cases set search_title = ").with("", &search.title);
    let query = query.with(", search_tags = ", &search.tags).with(", search_lead = ", &search.lead);
    db.execute(query.with(", search_text = ", &search.text).with(" where id = ", number)).await?;
    Ok(())
}

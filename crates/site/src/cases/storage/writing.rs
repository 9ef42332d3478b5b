//! Changing: a case's row and its parts, its steps, the troubles.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use super::owned_by;
use crate::cases::model::{Content, Field, SearchTexts, State, Trouble};
use crate::permissions::Writer;
use crate::regions::NamedPlace;

/// A case about to be stored for the first time.
pub struct NewRow<'a> {
    pub owner: &'a NamedPlace,
    pub content: &'a Content,
    pub search: &'a SearchTexts,
    pub form_key: &'a str,
    pub created_by: Option<i64>,
    pub created_for: Option<i64>,
    pub programme: Option<i64>,
    pub at: Timestamp,
}

/// The new number; `None` when this form has made its case already.
pub async fn insert(db: &mut Writer, row: &NewRow<'_>) -> Result<Option<i64>, DatabaseError> {
    let mut query = sql("insert into cases (state, version, owner_code, owner_prefecture_code, start_year, form_key, \
                         created_by, created_for, programme_id, created_at, updated_at, search_title, search_tags, search_lead, search_text");
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
        .with(", ", row.created_by)
        .with(", ", row.created_for)
        .with(", ", row.programme)
        .with(", ", row.at)
        .with(", ", row.at)
        .with(", ", &row.search.title)
        .with(", ", &row.search.tags)
        .with(", ", &row.search.lead)
        .with(", ", &row.search.text);
    for field in Field::EVERY {
        query = query.with(", ", row.content.texts.get(*field));
    }
    let made: Option<(i64,)> = db.optional(query.then(") on conflict (form_key) do nothing returning id")).await?;
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
    at: Timestamp,
) -> Result<bool, DatabaseError> {
    let scope = db.scope().clone();
    let mut query = sql("update cases as c set version = version + 1, updated_at = ").with("", at);
    query = query
        .with(", start_year = ", content.start_year)
        .with(", search_title = ", &search.title)
        .with(", search_tags = ", &search.tags)
        .with(", search_lead = ", &search.lead)
        .with(", search_text = ", &search.text);
    for field in Field::EVERY {
        query = query.then(", ").then(field.id()).with(" = ", content.texts.get(*field));
    }
    query = owned_by(query.with(" where c.id = ", number).with(" and c.version = ", version), &scope);
    if db.execute(query).await? == 0 {
        return Ok(false);
    }
    for table in
        ["delete from cases_tags", "delete from cases_places", "delete from cases_players", "delete from cases_facts"]
    {
        db.execute(sql(table).with(" where case_id = ", number)).await?;
    }
    insert_parts(db, number, content).await?;
    Ok(true)
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
    Ok(())
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
    let scope = db.scope().clone();
    let mut query = sql("update cases as c set version = version + 1, state = ").with("", to.id());
    query = query.with(", updated_at = ", at);
    if let Some(published_at) = published_at {
        query = query.with(", published_at = ", published_at);
    }
    query = owned_by(query.with(" where c.id = ", number).with(" and c.state = ", from.id()), &scope);
    Ok(db.execute(query).await? > 0)
}

pub async fn add_step(
    db: &mut Writer,
    number: i64,
    at: Timestamp,
    state: State,
    on_behalf_of: &str,
    remark: &str,
) -> Result<(), DatabaseError> {
    use foundation::permissions::Actor as _;
    let by = db.actor().label();
    db.execute(
        sql("insert into cases_steps (case_id, at, state, by_label, on_behalf_of, remark) values ($1, $2, $3, $4, $5, $6)")
            .bind(number)
            .bind(at)
            .bind(state.id())
            .bind(by)
            .bind(on_behalf_of)
            .bind(remark),
    )
    .await?;
    Ok(())
}

/// Puts these entrances in the place of those before; one that is gone keeps its row for old tags.
pub async fn replace_troubles(db: &mut Writer, troubles: &[Trouble], today: &str) -> Result<(), DatabaseError> {
    db.execute(sql("update cases_troubles set valid_to = $1 where valid_to is null").bind(today)).await?;
    let rows = (1_i64..)
        .zip(troubles)
        .map(|(i, t)| [Arg::from(&t.id), (&t.label).into(), (&t.sentence).into(), i.into(), Arg::Text(None)]);
    db.execute(
        sql("insert into cases_troubles (id, label, sentence, position, valid_to) values").with_rows("", rows).then(
            " on conflict (id) do update set label = excluded.label, sentence = excluded.sentence, \
             position = excluded.position, valid_to = excluded.valid_to",
        ),
    )
    .await?;
    Ok(())
}

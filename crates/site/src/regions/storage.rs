//! All SQL on the tables of regions. They are open to everybody: no scope narrows them.

pub mod dated;
pub mod facts;
pub mod import;
pub mod similar;

use std::collections::BTreeSet;

use foundation::database::{Arg, Connection, DatabaseError};
use foundation::web::Page;
use foundation::{Sql, sql};
use jiff::civil::Date;

use super::Seat;
use super::model::{
    AreaMember, FactRow, Filter, FormerName, FormerNameOf, Municipality, MunicipalityRow, NamedPlace, POPULATION_BANDS,
    Prefecture,
};
use super::register::{Area, Fact, Register};
use crate::permissions::{Reader, Writer};
use crate::shared::{like_anywhere, like_beginning, search_words};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 1000;

pub async fn prefectures(db: &mut Reader) -> Result<Vec<Prefecture>, DatabaseError> {
    let today = db.core().clock.today();
    db.all(prefecture_columns(today).then(" order by p.code")).await
}

fn prefecture_columns(today: Date) -> Sql {
    in_force(
        sql("select p.code, p.name, p.kana, p.block_id, b.name as block_name, u.name as bureau_name, \
             (select count(*) from regions_municipalities m where m.prefecture_code = p.code and "),
        today,
    )
    .then(
        ") as municipalities from regions_prefectures p join regions_blocks b on b.id = p.block_id \
         join regions_bureaus u on u.id = p.bureau_id",
    )
}

pub async fn prefecture(db: &mut Reader, code: &str) -> Result<Option<Prefecture>, DatabaseError> {
    let today = db.core().clock.today();
    db.optional(prefecture_columns(today).with(" where p.code = ", code)).await
}

pub async fn municipality(db: &mut Reader, code: &str) -> Result<Option<Municipality>, DatabaseError> {
    db.optional(
        sql(
            "select m.code, m.name, m.kana, m.kind, m.valid_to, p.code as prefecture_code, p.name as prefecture_name, \
             b.name as block_name, u.name as bureau_name \
             from regions_municipalities m join regions_prefectures p on p.code = m.prefecture_code \
             join regions_blocks b on b.id = p.block_id join regions_bureaus u on u.id = p.bureau_id \
             where m.code = $1",
        )
        .bind(code),
    )
    .await
}

/// The newest value of every fact of a municipality.
pub async fn facts(db: &mut Reader, code: &str) -> Result<Vec<FactRow>, DatabaseError> {
    db.all(
        sql("select key, as_of, amount, words, source, fictitious from regions_newest_facts \
             where municipality_code = $1 order by key")
        .bind(code),
    )
    .await
}

pub async fn populations(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(sql(
        "select municipality_code, amount from regions_newest_facts where key = 'population' and amount is not null",
    ))
    .await
}

pub async fn population_of(db: &mut Reader, code: &str) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> = db
        .optional(
            sql("select amount from regions_newest_facts where key = 'population' and amount is not null \
                 and municipality_code = ")
            .with("", code),
        )
        .await?;
    Ok(found.map(|(amount,)| amount))
}

/// The areas a municipality belongs to, with all their members.
pub async fn areas_with_members(db: &mut Reader, code: &str) -> Result<Vec<AreaMember>, DatabaseError> {
    db.all(
        sql("select a.id as area_id, a.kind, a.name as area_name, a.fictitious, a.source, m.code, m.name \
             from regions_area_members own join regions_areas a on a.id = own.area_id \
             join regions_area_members other on other.area_id = a.id \
             join regions_municipalities m on m.code = other.municipality_code \
             where own.municipality_code = $1 and a.valid_to is null order by a.kind, a.id, m.code")
        .bind(code),
    )
    .await
}

/// Every area of today with its municipalities: kind, name, code of the municipality.
pub async fn area_members(db: &mut Reader) -> Result<Vec<(String, String, String)>, DatabaseError> {
    db.all(sql("select a.kind, a.name, m.municipality_code from regions_areas a \
                join regions_area_members m on m.area_id = a.id where a.valid_to is null \
                order by a.kind, a.name, m.municipality_code"))
        .await
}

pub async fn former_names(db: &mut Reader, code: &str) -> Result<Vec<FormerName>, DatabaseError> {
    db.all(
        sql("select name, kana, until from regions_former_names where municipality_code = $1 \
             order by case when until is null then 1 else 0 end, until, name")
        .bind(code),
    )
    .await
}

pub async fn former_names_of(db: &mut Reader, codes: &[&str]) -> Result<Vec<FormerNameOf>, DatabaseError> {
    let query = sql("select municipality_code, name, kana from regions_former_names")
        .with_list(" where municipality_code in ", codes.iter().copied());
    db.all(query.then(" order by municipality_code, name")).await
}

pub async fn all_former_names(db: &mut Reader) -> Result<Vec<FormerNameOf>, DatabaseError> {
    db.all(sql("select municipality_code, name, kana from regions_former_names order by municipality_code, name")).await
}

pub async fn has_facts(db: &mut Reader) -> Result<bool, DatabaseError> {
    let some: Option<(String,)> = db.optional(sql("select key from regions_newest_facts limit 1")).await?;
    Ok(some.is_some())
}

pub async fn codes_of_area(db: &mut Connection, area: &str) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db
        .all(
            sql("select municipality_code from regions_area_members where area_id = $1 order by municipality_code")
                .bind(area),
        )
        .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

pub async fn prefectures_of_bureau(db: &mut Connection, bureau: &str) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> =
        db.all(sql("select code from regions_prefectures where bureau_id = $1 order by code").bind(bureau)).await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

pub async fn seats(db: &mut Reader) -> Result<Vec<(&'static str, Vec<Seat>)>, DatabaseError> {
    let today = db.core().clock.today();
    Ok(vec![
        ("regional_bureau", db.all(sql("select id, name, kana from regions_bureaus order by position")).await?),
        ("prefecture", db.all(sql("select code as id, name, kana from regions_prefectures order by code")).await?),
        (
            "municipality",
            db.all(
                in_force(sql("select m.code as id, m.name, m.kana from regions_municipalities m where "), today)
                    .then(" order by m.code"),
            )
            .await?,
        ),
    ])
}

pub async fn all_towns(db: &mut Reader) -> Result<Vec<(String, String, String)>, DatabaseError> {
    let today = db.core().clock.today();
    let query = sql("select m.code, m.name, m.prefecture_code from regions_municipalities m where ");
    db.all(in_force(query, today).then(" order by m.code")).await
}

pub async fn known_municipalities(db: &mut Reader, codes: &[String]) -> Result<Vec<String>, DatabaseError> {
    let today = db.core().clock.today();
    let query =
        sql("select m.code from regions_municipalities m").with_list(" where m.code in ", codes.iter().cloned());
    let rows: Vec<(String,)> = db.all(in_force(query.then(" and "), today)).await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

pub async fn prefecture_choices(db: &mut Connection) -> Result<Vec<(String, String)>, DatabaseError> {
    db.all(sql("select code, name from regions_prefectures order by code")).await
}

/// A municipality with its newest figures: one look by key for each.
fn fact_columns(text: Sql, today: Date) -> Sql {
    in_force(
        text.then(
            "select m.code, m.name, m.kana, m.kind, m.prefecture_code, p.name as prefecture_name, \
             n.amount as population, o.amount as age65, k.amount as kaso, c.amount as chusankan, s.amount as shokibo, \
             n.as_of as figures_as_of, n.source as figures_source, \
             k.as_of as classes_as_of, k.source as classes_source, \
             coalesce(n.fictitious, false) or coalesce(o.fictitious, false) as figures_fictitious, \
             coalesce(k.fictitious, false) or coalesce(c.fictitious, false) or coalesce(s.fictitious, false) \
             as classes_fictitious from regions_municipalities m \
             join regions_prefectures p on p.code = m.prefecture_code \
             left join regions_newest_facts n on n.municipality_code = m.code and n.key = 'population' \
             left join regions_newest_facts o on o.municipality_code = m.code and o.key = 'age65' and o.as_of = n.as_of \
             left join regions_newest_facts k on k.municipality_code = m.code and k.key = 'kaso' \
             left join regions_newest_facts c on c.municipality_code = m.code and c.key = 'chusankan' \
             left join regions_newest_facts s on s.municipality_code = m.code and s.key = 'shokibo' where ",
        ),
        today,
    )
}

/// Of the municipalities `m`, those that exist on a day: a coming merger changes nothing before its day.
fn in_force(text: Sql, day: Date) -> Sql {
    text.with("(m.valid_from is null or m.valid_from <= ", day)
        .with(") and (m.valid_to is null or m.valid_to >= ", day)
        .then(")")
}

fn narrowed(mut query: Sql, filter: &Filter) -> Sql {
    for word in search_words(&filter.words) {
        query = query.with(" and m.search_text like ", like_anywhere(&word)).then(" escape '\\'");
    }
    if !filter.prefecture.is_empty() {
        query = query.with(" and m.prefecture_code = ", &filter.prefecture);
    }
    if !filter.kind.is_empty() {
        query = query.with(" and m.kind = ", &filter.kind);
    }
    query = match filter.class.as_str() {
        "kaso" => query.then(" and k.amount = 1"),
        "chusankan" => query.then(" and c.amount = 1"),
        "shokibo" => query.then(" and s.amount = 1"),
        "any" => query.then(" and (k.amount = 1 or c.amount = 1 or s.amount = 1)"),
        "none" => query.then(" and k.amount = 0 and c.amount = 0 and s.amount = 0"),
        _ => query,
    };
    if let Some((_, _, from, below)) = POPULATION_BANDS.iter().find(|band| band.0 == filter.band) {
        query = query.with(" and n.amount >= ", *from).with(" and n.amount < ", *below);
    }
    query
}

pub async fn count(db: &mut Reader, filter: &Filter) -> Result<i64, DatabaseError> {
    let today = db.core().clock.today();
    let inner = narrowed(fact_columns(sql("select count(*) from ("), today), filter);
    db.count(inner.then(") found")).await
}

/// Names that begin with the words come first, then code order.
pub async fn municipalities(
    db: &mut Reader,
    filter: &Filter,
    page: Page,
) -> Result<Vec<MunicipalityRow>, DatabaseError> {
    let today = db.core().clock.today();
    let mut query = narrowed(fact_columns(sql(""), today), filter).then(" order by ");
    if let Some(first) = search_words(&filter.words).first() {
        query =
            query.with("case when m.search_text like ", like_beginning(first)).then(" escape '\\' then 0 else 1 end, ");
    }
    db.all(query.with("m.code limit ", page.size).with(" offset ", page.offset())).await
}

/// Everything, for the open-data files: the caller asked for all of it.
pub async fn all_municipalities(db: &mut Reader) -> Result<Vec<MunicipalityRow>, DatabaseError> {
    let today = db.core().clock.today();
    db.all(fact_columns(sql(""), today).then(" order by m.code")).await
}

pub async fn places_named(db: &mut Reader, codes_or_names: &[String]) -> Result<Vec<NamedPlace>, DatabaseError> {
    let today = db.core().clock.today();
    let query = in_force(
        sql("select m.code, m.name, m.kana, p.code as prefecture_code, p.name as prefecture_name, \
             p.kana as prefecture_kana from regions_municipalities m \
             join regions_prefectures p on p.code = m.prefecture_code where "),
        today,
    )
    .with_list(" and (m.code in ", codes_or_names)
    .with_list(" or m.name in ", codes_or_names)
    .then(
        ") union all select p.code, p.name, p.kana, p.code, p.name, p.kana from regions_prefectures p where p.code in ",
    )
    .with_list("", codes_or_names)
    .with_list(" or p.name in ", codes_or_names)
    .then(" order by 1");
    db.all(query).await
}

pub async fn counts(db: &mut Reader) -> Result<(i64, i64), DatabaseError> {
    let today = db.core().clock.today();
    db.one(
        in_force(
            sql("select (select count(*) from regions_prefectures), (select count(*) from regions_municipalities m where "),
            today,
        )
        .then(")"),
    )
    .await
}

pub async fn store_register(db: &mut Writer, register: &Register) -> Result<(), DatabaseError> {
    for (position, bureau) in (1_i64..).zip(&register.bureaus) {
        db.execute(
            sql("insert into regions_bureaus (id, name, kana, position) values ($1, $2, $3, $4) \
                 on conflict (id) do update set name = excluded.name, kana = excluded.kana, position = excluded.position")
            .bind(&bureau.id)
            .bind(&bureau.name)
            .bind(&bureau.kana)
            .bind(position),
        )
        .await?;
    }
    for (position, block) in (1_i64..).zip(&register.blocks) {
        db.execute(
            sql("insert into regions_blocks (id, name, position) values ($1, $2, $3) \
                 on conflict (id) do update set name = excluded.name, position = excluded.position")
            .bind(&block.id)
            .bind(&block.name)
            .bind(position),
        )
        .await?;
    }
    let rows = register
        .prefectures
        .iter()
        .map(|p| [Arg::from(&p.code), (&p.name).into(), (&p.kana).into(), (&p.block).into(), (&p.bureau).into()]);
    db.execute(
        sql("insert into regions_prefectures (code, name, kana, block_id, bureau_id) values").with_rows("", rows).then(
            " on conflict (code) do update set name = excluded.name, kana = excluded.kana, \
                   block_id = excluded.block_id, bureau_id = excluded.bureau_id",
        ),
    )
    .await?;
    for chunk in register.municipalities.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|m| {
            [
                Arg::from(&m.code),
                (&m.prefecture_code).into(),
                (&m.name).into(),
                (&m.kana).into(),
                (&m.kind).into(),
                register.search_text(m).into(),
            ]
        });
        db.execute(
            sql("insert into regions_municipalities (code, prefecture_code, name, kana, kind, search_text) values")
                .with_rows("", rows)
                .then(" on conflict (code) do update set prefecture_code = excluded.prefecture_code, \
                       name = excluded.name, kana = excluded.kana, kind = excluded.kind, search_text = excluded.search_text"),
        )
        .await?;
    }
    similar::moved_on(db).await?;
    db.execute(sql("delete from regions_former_names")).await?;
    for chunk in register.former_names.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|f| {
            [Arg::from(&f.municipality_code), (&f.former_name).into(), (&f.former_kana).into(), f.until.clone().into()]
        });
        db.execute(
            sql("insert into regions_former_names (municipality_code, name, kana, until) values").with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

pub async fn store_areas(db: &mut Writer, areas: &[Area], source: &str, fictitious: bool) -> Result<(), DatabaseError> {
    for chunk in areas.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|a| {
            [
                Arg::from(&a.id),
                (&a.kind).into(),
                (&a.name).into(),
                (&a.prefecture_code).into(),
                source.into(),
                fictitious.into(),
            ]
        });
        db.execute(
            sql("insert into regions_areas (id, kind, name, prefecture_code, source, fictitious) values")
                .with_rows("", rows)
                .then(" on conflict (id) do update set name = excluded.name, kind = excluded.kind, source = excluded.source"),
        )
        .await?;
    }
    let members: Vec<_> = areas.iter().flat_map(|a| a.members.iter().map(move |m| (&a.id, m))).collect();
    for chunk in members.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|(area, member)| [Arg::from(*area), (*member).into()]);
        db.execute(
            sql("insert into regions_area_members (area_id, municipality_code) values")
                .with_rows("", rows)
                .then(" on conflict (area_id, municipality_code) do nothing"),
        )
        .await?;
    }
    Ok(())
}

/// Takes municipalities out of the areas of these kinds.
pub async fn leave_areas(db: &mut Writer, kinds: &[&'static str], codes: &[String]) -> Result<(), DatabaseError> {
    for chunk in codes.chunks(ROWS_PER_STATEMENT) {
        let query = sql("delete from regions_area_members where area_id in (select id from regions_areas where ")
            .with_list("kind in ", kinds.iter().copied())
            .with_list(") and municipality_code in ", chunk.iter());
        db.execute(query).await?;
    }
    Ok(())
}

pub async fn store_facts(db: &mut Writer, facts: &[Fact], source: &str, fictitious: bool) -> Result<(), DatabaseError> {
    for chunk in facts.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|f| {
            [
                Arg::from(&f.code),
                f.key.into(),
                (&f.as_of).into(),
                f.amount.into(),
                f.words.clone().into(),
                source.into(),
                fictitious.into(),
            ]
        });
        db.execute(
            sql("insert into regions_facts (municipality_code, key, as_of, amount, words, source, fictitious) values")
                .with_rows("", rows)
                .then(
                    " on conflict (municipality_code, key, as_of) do update set amount = excluded.amount, \
                       words = excluded.words, source = excluded.source, fictitious = excluded.fictitious",
                ),
        )
        .await?;
    }
    let codes: Vec<&String> = facts.iter().map(|f| &f.code).collect::<BTreeSet<_>>().into_iter().collect();
    for chunk in codes.chunks(ROWS_PER_STATEMENT) {
        note_newest(db, chunk).await?;
    }
    similar::moved_on(db).await
}

/// Brings `regions_newest_facts` up to the history, for these municipalities.
async fn note_newest(db: &mut Writer, codes: &[&String]) -> Result<(), DatabaseError> {
    db.execute(
        sql("delete from regions_newest_facts").with_list(" where municipality_code in ", codes.iter().copied()),
    )
    .await?;
    db.execute(
        sql("insert into regions_newest_facts (municipality_code, key, as_of, amount, words, source, fictitious) \
             select f.municipality_code, f.key, f.as_of, f.amount, f.words, f.source, f.fictitious \
             from regions_facts f where f.as_of = (select max(g.as_of) from regions_facts g \
             where g.municipality_code = f.municipality_code and g.key = f.key)")
        .with_list(" and f.municipality_code in ", codes.iter().copied()),
    )
    .await?;
    Ok(())
}

//! Organisations and their mail domains.

use foundation::database::{Arg, Connection, DatabaseError};
use foundation::web::Page;
use foundation::{Sql, sql};
use jiff::civil::Date;

use super::{organisations_in_reach, organisations_within};
use crate::people::model::{NewOrganisation, OrganisationFilter, OrganisationLine, OrganisationRow};
use crate::permissions::{Reader, Scope, Writer};
use crate::shared::{like_anywhere, search_words};

const ROWS_PER_STATEMENT: usize = 1000;

/// Blanks are kept between the parts: folding drops those inside Japanese text.
fn search_text(organisation: &NewOrganisation) -> String {
    [&organisation.name, &organisation.kana].map(|part| japanese::fold::fold(part)).join(" ")
}

fn values(o: &NewOrganisation) -> [Arg; 10] {
    [
        Arg::from(&o.kind),
        (&o.name).into(),
        (&o.kana).into(),
        o.parent.into(),
        o.municipality_code.clone().into(),
        o.prefecture_code.clone().into(),
        o.bureau_id.clone().into(),
        o.area_id.clone().into(),
        o.valid_from.into(),
        search_text(o).into(),
    ]
}

fn inserting() -> Sql {
    sql("insert into people_organisations (kind, name, kana, parent_id, municipality_code, prefecture_code, \
         bureau_id, area_id, valid_from, search_text) values")
}

pub async fn insert(db: &mut Writer, organisation: &NewOrganisation) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db.one(inserting().with_rows("", [values(organisation)]).then(" returning id")).await?;
    Ok(id)
}

pub async fn insert_many(db: &mut Writer, organisations: &[NewOrganisation]) -> Result<(), DatabaseError> {
    for chunk in organisations.chunks(ROWS_PER_STATEMENT) {
        db.execute(inserting().with_rows("", chunk.iter().map(values))).await?;
    }
    Ok(())
}

pub async fn add_domain(db: &mut Writer, organisation: i64, domain: &str) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into people_domains (domain, organisation_id) values ($1, $2) \
             on conflict (domain, organisation_id) do nothing")
        .bind(domain)
        .bind(organisation),
    )
    .await?;
    Ok(())
}

/// The first organisation of a kind at a place: for filling and for imports.
pub async fn find(db: &mut Reader, kind: &str, place: &str) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(i64,)> = db
        .optional(
            sql("select id from people_organisations where kind = $1 \
                 and (municipality_code = $2 or prefecture_code = $2 or bureau_id = $2) order by id limit 1")
            .bind(kind)
            .bind(place),
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

pub async fn place_governed_by(db: &mut Reader, organisation: i64) -> Result<Option<String>, DatabaseError> {
    let row: Option<(Option<String>,)> = db
        .optional(
            sql("select coalesce(municipality_code, prefecture_code) from people_organisations \
                 where id = $1 and kind in ('municipality', 'prefecture')")
            .bind(organisation),
        )
        .await?;
    Ok(row.and_then(|(place,)| place))
}

/// The organisation of this kind and exact name: for filling and for imports.
pub async fn named(db: &mut Reader, kind: &str, name: &str) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(i64,)> = db
        .optional(
            sql("select id from people_organisations where kind = $1 and name = $2 order by id limit 1")
                .bind(kind)
                .bind(name),
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

pub async fn called(db: &mut Reader, name: &str) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(i64,)> =
        db.optional(sql("select id from people_organisations where name = $1 order by id limit 1").bind(name)).await?;
    Ok(row.map(|(id,)| id))
}

pub async fn of_kind(db: &mut Reader, kind: &str) -> Result<i64, DatabaseError> {
    db.count(sql("select count(*) from people_organisations where kind = $1").bind(kind)).await
}

const LINE: &str = "select o.id, o.name, o.kana, o.kind, coalesce(k.label, o.kind) as kind_label, o.valid_to, \
                    o.parent_id, parent.name as parent_name, \
                    coalesce(mp.name, pr.name, '') as prefecture_name, coalesce(mu.name, '') as municipality_name, \
                    coalesce(a.name, '') as area_name \
                    from people_organisations o \
                    left join people_organisations parent on parent.id = o.parent_id \
                    left join people_lists k on k.list = 'organisation_kinds' and k.id = o.kind \
                    left join regions_municipalities mu on mu.code = o.municipality_code \
                    left join regions_prefectures mp on mp.code = mu.prefecture_code \
                    left join regions_prefectures pr on pr.code = o.prefecture_code \
                    left join regions_areas a on a.id = o.area_id ";

/// One organisation in reach; anything else does not exist.
pub async fn one(db: &mut Reader, id: i64) -> Result<Option<OrganisationRow>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.optional(sql(LINE).with("where o.id = ", id).then(" and ").append(reach)).await
}

/// Organisations right below this one, as far as they are in reach.
pub async fn below(db: &mut Reader, id: i64) -> Result<Vec<OrganisationRow>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.all(sql(LINE).with("where o.parent_id = ", id).then(" and ").append(reach).then(" order by o.kana, o.id")).await
}

fn narrowed(db: &Reader, mut query: Sql, filter: &OrganisationFilter) -> Sql {
    query = query.append(organisations_in_reach(db)).with(" and (o.valid_to is null or o.valid_to >= ", filter.today);
    query = query.then(")");
    for word in search_words(&filter.words) {
        query = query.with(" and o.search_text like ", like_anywhere(&word)).then(" escape '\\'");
    }
    if !filter.kind.is_empty() {
        query = query.with(" and o.kind = ", &filter.kind);
    }
    if !filter.prefecture.is_empty() {
        query = query
            .with(" and (o.prefecture_code = ", &filter.prefecture)
            .with(
                " or o.municipality_code in (select code from regions_municipalities where prefecture_code = ",
                &filter.prefecture,
            )
            .then("))");
    }
    match filter.people.as_str() {
        "none" => query.then(" and not exists (").append(people_of_today(filter.today)).then(")"),
        "some" => query.then(" and exists (").append(people_of_today(filter.today)).then(")"),
        _ => query,
    }
}

fn people_of_today(today: Date) -> Sql {
    sql("select 1 from people_memberships m join people_persons p on p.id = m.person_id \
         where m.organisation_id = o.id and m.state = 'accepted' and p.state = 'active' and m.valid_from <= $1 \
         and (m.valid_to is null or m.valid_to >= $1)")
    .bind(today)
}

pub async fn count(db: &mut Reader, filter: &OrganisationFilter) -> Result<i64, DatabaseError> {
    let query = narrowed(db, sql("select count(*) from people_organisations o where "), filter);
    db.count(query).await
}

/// Organisations in reach with the number of their people; those with people first.
pub async fn list(
    db: &mut Reader,
    filter: &OrganisationFilter,
    page: Page,
) -> Result<Vec<OrganisationLine>, DatabaseError> {
    let counted = sql("select o.id, o.name, o.kind, coalesce(k.label, o.kind) as kind_label, \
         coalesce(mp.name, pr.name, '') as prefecture_name, \
         (select count(*) from people_memberships m join people_persons p on p.id = m.person_id \
         where m.organisation_id = o.id and m.state = 'accepted' and p.state = 'active' and m.valid_from <= $1 \
         and (m.valid_to is null or m.valid_to >= $1)) as people, \
         (select count(*) from people_memberships m \
         where m.organisation_id = o.id and m.state in ('invited', 'asked') \
         and (m.valid_to is null or m.valid_to >= $1)) as pending \
         from people_organisations o \
         left join people_lists k on k.list = 'organisation_kinds' and k.id = o.kind \
         left join regions_municipalities mu on mu.code = o.municipality_code \
         left join regions_prefectures mp on mp.code = mu.prefecture_code \
         left join regions_prefectures pr on pr.code = o.prefecture_code where ")
    .bind(filter.today);
    let query = narrowed(db, counted, filter)
        .then(
            " order by case when o.kind in ('ministry_department', 'programme_office', 'operator') then 0 \
               when o.kind = 'regional_bureau' then 1 else 2 end, \
               coalesce(mu.prefecture_code, o.prefecture_code, ''), \
               case when o.kind = 'prefecture' then 0 else 1 end, o.municipality_code, o.id",
        )
        .with(" limit ", page.size)
        .with(" offset ", page.offset());
    db.all(query).await
}

/// Organisations that people with an address of this domain (or below it) may ask to join.
pub async fn of_domain(db: &mut Reader, domain: &str, today: Date) -> Result<Vec<(i64, String)>, DatabaseError> {
    // `a.b.example` also belongs to `b.example`.
    let parts: Vec<&str> = domain.split('.').collect();
    let domains: Vec<String> = (0..parts.len().saturating_sub(1)).map(|from| parts[from..].join(".")).collect();
    db.all(
        sql("select o.id, o.name from people_domains d join people_organisations o on o.id = d.organisation_id where ")
            .with_list("d.domain in ", domains)
            .with(" and (o.valid_to is null or o.valid_to >= ", today)
            .then(") order by o.id"),
    )
    .await
}

/// The domains of these organisations.
pub async fn domains_of(db: &mut Reader, ids: &[i64]) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select organisation_id, domain from people_domains where organisation_id in ")
            .with_list("", ids.iter().copied())
            .then(" order by domain"),
    )
    .await
}

/// Organisations by name, whoever asks: number, name, prefecture. Which people they have stays unsaid.
pub async fn named_like(
    db: &mut Reader,
    words: &str,
    today: Date,
    most: i64,
) -> Result<Vec<(i64, String, String)>, DatabaseError> {
    let mut query = sql("select o.id, o.name, coalesce(mp.name, pr.name, '') from people_organisations o \
                         left join regions_municipalities mu on mu.code = o.municipality_code \
                         left join regions_prefectures mp on mp.code = mu.prefecture_code \
                         left join regions_prefectures pr on pr.code = o.prefecture_code \
                         where (o.valid_to is null or o.valid_to >= $1)")
    .bind(today);
    for word in search_words(words) {
        query = query.with(" and o.search_text like ", like_anywhere(&word)).then(" escape '\\'");
    }
    db.all(query.then(" order by o.id").with(" limit ", most)).await
}

/// Kind and name, whoever asks: for somebody who wants to join.
pub async fn kind_and_name(db: &mut Reader, id: i64) -> Result<Option<(String, String)>, DatabaseError> {
    db.optional(sql("select kind, name from people_organisations where id = $1").bind(id)).await
}

/// Names of organisations by number: a reference that other features print, not a list to browse.
pub async fn names(db: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, String)>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.all(sql("select id, name from people_organisations where id in ").with_list("", ids.iter().copied())).await
}

/// The organisations of a kind that exist today.
pub async fn existing_of_kind(
    db: &mut Connection,
    kind: &str,
    today: Date,
) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select id, name from people_organisations where kind = $1 \
             and (valid_from is null or valid_from <= $2) and (valid_to is null or valid_to >= $2) order by kana, id")
        .bind(kind)
        .bind(today),
    )
    .await
}

/// Kinds of the organisations that somebody waits to join.
pub async fn kinds_of_waiting(db: &mut Reader) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(sql("select distinct o.id, o.kind from people_organisations o \
         join people_memberships m on m.organisation_id = o.id and m.state = 'asked'"))
        .await
}

/// Kinds that stand in public registers: that they are here is no secret.
const AUTHORITIES: [&str; 4] = ["municipality", "prefecture", "health_centre", "bureau"];

/// Authorities, and what lies within a reach, by exact name or by the code of the place.
pub async fn to_name(
    db: &mut Reader,
    scope: &Scope,
    typed: &str,
    today: Date,
) -> Result<Vec<(i64, String)>, DatabaseError> {
    let reach = organisations_within(scope, db.actor());
    let found: Vec<(i64, String, String)> = db
        .all(
            sql("select o.id, o.name, coalesce(mp.name, '') as prefecture from people_organisations o \
                 left join regions_municipalities mu on mu.code = o.municipality_code \
                 left join regions_prefectures mp on mp.code = mu.prefecture_code where (o.name = ")
            .with("", typed.to_owned())
            .with(" or (o.kind = 'municipality' and o.municipality_code = ", typed.to_owned())
            .with(") or (o.kind = 'municipality' and mp.name || mu.name = ", typed.to_owned())
            .then(")) and (o.valid_to is null or ")
            .with("o.valid_to >= ", today)
            .then(") and (")
            .with_list("o.kind in ", AUTHORITIES)
            .then(" or ")
            .append(reach)
            .then(") order by o.id limit 10"),
        )
        .await?;
    let full = |name: String, prefecture: &str| {
        if prefecture.is_empty() || name.starts_with(prefecture) { name } else { format!("{prefecture}{name}") }
    };
    Ok(found.into_iter().map(|(id, name, prefecture)| (id, full(name, &prefecture))).collect())
}

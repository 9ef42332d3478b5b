//! All SQL on indicators and values. Indicators are open to everybody; a municipality's values are found only through the
//! scope of who asks. How the values of many lie stands in `spreads`, what was imported in `imports`.

pub mod imports;
pub mod spreads;

pub mod prefecture;

use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, Timestamp, sql};

use crate::model::{Entered, Indicator, Value, Version};
use crate::permissions::{Reader, Scope, Writer};

const INDICATOR: &str = "select id, position, scene, kind, name, meaning, unit, direction, measure, numerator, denominator, \
     per, by_population, areas, caution, beside, source, source_code, verified, retired, revision from situation_indicators";

/// In the order they are shown.
pub async fn indicators(db: &mut Reader, with_retired: bool) -> Result<Vec<Indicator>, DatabaseError> {
    let query = if with_retired { sql(INDICATOR) } else { sql(INDICATOR).then(" where retired is not true") };
    db.all(query.then(" order by position, id")).await
}

/// Another one whenever the catalogue has changed.
pub async fn catalogue_stamp(db: &mut Reader) -> Result<(i64, i64, String), DatabaseError> {
    db.one(sql("select count(*), cast(coalesce(sum(revision), 0) as bigint), coalesce(max(updated_at), '') from situation_indicators"))
        .await
}

/// Of which indicators this municipality has any value, within reach.
pub async fn valued(db: &mut Reader, code: &str) -> Result<Vec<(String,)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select distinct v.indicator_id from situation_values v where v.municipality_code = ")
        .with("", code.to_owned());
    db.all(within(query, &scope)).await
}

pub async fn indicator(db: &mut Reader, id: &str) -> Result<Option<Indicator>, DatabaseError> {
    db.optional(sql(INDICATOR).with(" where id = ", id.to_owned())).await
}

pub async fn versions(db: &mut Reader, id: &str) -> Result<Vec<Version>, DatabaseError> {
    db.all(
        sql("select revision, at, by_label, content from situation_indicator_versions where indicator_id = ")
            .with("", id.to_owned())
            .then(" order by revision desc"),
    )
    .await
}

/// `false` where one of this id is there already.
pub async fn insert_indicator(db: &mut Writer, new: &Indicator, at: Timestamp) -> Result<bool, DatabaseError> {
    let row = [
        Arg::from(&new.id),
        new.position.into(),
        (&new.scene).into(),
        (&new.kind).into(),
        (&new.name).into(),
        (&new.meaning).into(),
        (&new.unit).into(),
        (&new.direction).into(),
        (&new.measure).into(),
        (&new.numerator).into(),
        (&new.denominator).into(),
        new.per.into(),
        new.by_population.into(),
        (&new.areas).into(),
        (&new.caution).into(),
        (&new.beside).into(),
        (&new.source).into(),
        (&new.source_code).into(),
        new.verified.into(),
        new.retired.into(),
        1_i64.into(),
        at.into(),
    ];
    let added = db
        .execute(
            sql("insert into situation_indicators (id, position, scene, kind, name, meaning, unit, direction, measure, \
                 numerator, denominator, per, by_population, areas, caution, beside, source, source_code, verified, retired, \
                 revision, updated_at) values")
            .with_rows("", [row])
            .then(" on conflict (id) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// `false` when somebody was quicker.
pub async fn update_indicator(
    db: &mut Writer,
    id: &str,
    revision: i64,
    new: &Indicator,
    at: Timestamp,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update situation_indicators set scene = $3, kind = $4, name = $5, meaning = $6, unit = $7, direction = $8, \
                 measure = $9, numerator = $10, denominator = $11, per = $12, by_population = $13, areas = $14, \
                 caution = $15, beside = $16, source = $17, source_code = $18, verified = $19, retired = $20, \
                 updated_at = $21, position = $22, revision = revision + 1 where id = $1 and revision = $2")
            .bind(id)
            .bind(revision)
            .bind(&new.scene)
            .bind(&new.kind)
            .bind(&new.name)
            .bind(&new.meaning)
            .bind(&new.unit)
            .bind(&new.direction)
            .bind(&new.measure)
            .bind(&new.numerator)
            .bind(&new.denominator)
            .bind(new.per)
            .bind(new.by_population)
            .bind(&new.areas)
            .bind(&new.caution)
            .bind(&new.beside)
            .bind(&new.source)
            .bind(&new.source_code)
            .bind(new.verified)
            .bind(new.retired)
            .bind(at)
            .bind(new.position),
        )
        .await?;
    Ok(changed > 0)
}

pub async fn put_version(
    db: &mut Writer,
    id: &str,
    revision: i64,
    at: Timestamp,
    by: &str,
    content: &str,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into situation_indicator_versions (indicator_id, revision, at, by_label, content) \
             values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(revision)
        .bind(at)
        .bind(by)
        .bind(content),
    )
    .await?;
    Ok(())
}

/// Whether any value was entered for it, by anybody: then what it measures stays.
pub async fn has_values(db: &mut Reader, id: &str) -> Result<bool, DatabaseError> {
    let found: Option<(i64,)> = db
        .optional(sql("select id from situation_values where indicator_id = ").with("", id.to_owned()).then(" limit 1"))
        .await?;
    Ok(found.is_some())
}

const VALUE: &str = "select v.indicator_id, v.municipality_code, v.area, v.area_name, v.year, v.numerator, v.denominator, \
     v.source, v.note, v.fictitious, v.entered_at, v.entered_by, v.revision, v.import_id from situation_values v where v.municipality_code = ";

const NEWEST: &str = "select v.indicator_id, v.municipality_code, v.area, v.area_name, v.year, v.numerator, v.denominator, \
     v.source, v.note, v.fictitious, v.entered_at, v.entered_by, v.revision, v.import_id from (";

/// Whose values somebody reads or enters one by one.
fn within(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Municipalities(codes) => query.with_list(" and v.municipality_code in ", codes.iter().cloned()),
        Scope::Prefectures(codes) => query.with_list(" and v.prefecture_code in ", codes.iter().cloned()),
        Scope::Programmes(_) | Scope::Organisation(_) | Scope::Own(_) | Scope::Thing(_) => query.then(" and 1 = 0"),
    }
}

/// Whether the scope reaches a municipality.
pub fn admits(scope: &Scope, code: &str, prefecture: &str) -> bool {
    match scope {
        Scope::All => true,
        Scope::Municipalities(codes) => codes.iter().any(|own| own == code),
        Scope::Prefectures(codes) => codes.iter().any(|own| own == prefecture),
        Scope::Programmes(_) | Scope::Organisation(_) | Scope::Own(_) | Scope::Thing(_) => false,
    }
}

/// Everything entered for a municipality, the newest year first.
pub async fn values_of(db: &mut Reader, code: &str) -> Result<Vec<Value>, DatabaseError> {
    let scope = db.scope().clone();
    values_within(db, &scope, code).await
}

/// Of these indicators alone, and of each no more than its newest years.
pub async fn newest_values(db: &mut Reader, code: &str, ids: &[&str], years: i64) -> Result<Vec<Value>, DatabaseError> {
    let numbered = "select v.*, row_number() over (partition by v.indicator_id, v.area order by v.year desc) as back \
         from situation_values v where v.municipality_code = ";
    let query = within(sql(NEWEST).then(numbered).with("", code.to_owned()), &db.scope().clone());
    let query = query.with_list(" and v.indicator_id in ", ids.iter().copied());
    db.all(query.with(") v where v.back <= ", years).then(" order by v.indicator_id, v.area, v.year desc")).await
}

/// The same for another feature, by the scope in which its reader looks at situations.
pub async fn values_within(db: &mut Reader, scope: &Scope, code: &str) -> Result<Vec<Value>, DatabaseError> {
    let query = within(sql(VALUE).with("", code.to_owned()), scope);
    db.all(query.then(" order by v.indicator_id, v.area, v.year desc")).await
}

/// Of one indicator.
pub async fn history(db: &mut Reader, code: &str, indicator: &str) -> Result<Vec<Value>, DatabaseError> {
    let query = within(sql(VALUE).with("", code.to_owned()), &db.scope().clone());
    db.all(query.with(" and v.indicator_id = ", indicator.to_owned()).then(" order by v.area, v.year desc")).await
}

/// Of every municipality within reach: code, how many indicators it has values of, the newest year.
pub async fn coverage(db: &mut Reader) -> Result<Vec<(String, i64, i64)>, DatabaseError> {
    let query = sql(
        "select v.municipality_code, count(distinct v.indicator_id), max(v.year) from situation_values v where 1 = 1",
    );
    let query = within(query, &db.scope().clone());
    db.all(query.then(" group by v.municipality_code order by v.municipality_code")).await
}

/// The value as it stands, for who may enter it.
pub async fn value(
    db: &mut Reader,
    code: &str,
    indicator: &str,
    area: &str,
    year: i64,
) -> Result<Option<Value>, DatabaseError> {
    let query = within(sql(VALUE).with("", code.to_owned()), &db.scope().clone());
    db.optional(
        query
            .with(" and v.indicator_id = ", indicator.to_owned())
            .with(" and v.area = ", area.to_owned())
            .with(" and v.year = ", year),
    )
    .await
}

/// Who enters, and when.
pub struct By<'a> {
    pub at: Timestamp,
    pub label: &'a str,
}

const INSERT: &str = "insert into situation_values (indicator_id, municipality_code, prefecture_code, area, area_name, year, \
     numerator, denominator, source, note, fictitious, entered_at, entered_by, revision) values";
const ONCE: &str = " on conflict (municipality_code, indicator_id, area, year) do nothing";

fn row((code, prefecture): (&str, &str), entered: &Entered, by: &By<'_>) -> [Arg; 14] {
    [
        Arg::from(&entered.indicator),
        code.into(),
        prefecture.into(),
        (&entered.area).into(),
        (&entered.area_name).into(),
        entered.year.into(),
        entered.numerator.into(),
        entered.denominator.into(),
        (&entered.source).into(),
        (&entered.note).into(),
        entered.fictitious.into(),
        by.at.into(),
        by.label.into(),
        // Never a number that a value of the same place and year has borne before.
        by.at.as_second().into(),
    ]
}

/// `false` when somebody else entered one meanwhile.
pub async fn insert_value(
    db: &mut Writer,
    town: (&str, &str),
    entered: &Entered,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    Ok(db.execute(sql(INSERT).with_rows("", [row(town, entered, by)]).then(ONCE)).await? > 0)
}

/// Rows of an insert at a time.
const ROWS_AT_ONCE: usize = 500;

/// Many municipalities' values at once; what is there already stays. Code and prefecture stand beside each.
pub async fn insert_values(
    db: &mut Writer,
    values: &[(String, String, Entered)],
    by: &By<'_>,
) -> Result<u64, DatabaseError> {
    let mut added = 0;
    for some in values.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|(code, prefecture, entered)| row((code, prefecture), entered, by));
        added += db.execute(sql(INSERT).with_rows("", rows).then(ONCE)).await?;
    }
    Ok(added)
}

/// `false` when it changed since it was seen.
pub async fn update_value(db: &mut Writer, code: &str, entered: &Entered, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update situation_values set area_name = $6, numerator = $7, denominator = $8, source = $9, note = $10, \
                 entered_at = $11, entered_by = $12, fictitious = $13, revision = revision + 1, import_id = null \
                 where municipality_code = $1 and indicator_id = $2 and area = $3 and year = $4 and revision = $5")
            .bind(code)
            .bind(&entered.indicator)
            .bind(&entered.area)
            .bind(entered.year)
            .bind(entered.revision)
            .bind(&entered.area_name)
            .bind(entered.numerator)
            .bind(entered.denominator)
            .bind(&entered.source)
            .bind(&entered.note)
            .bind(by.at)
            .bind(by.label)
            .bind(entered.fictitious),
        )
        .await?;
    Ok(changed > 0)
}

/// `false` when it changed since it was seen, or is gone.
pub async fn remove_value(
    db: &mut Writer,
    code: &str,
    indicator: &str,
    area: &str,
    year: i64,
    revision: i64,
) -> Result<bool, DatabaseError> {
    let removed = db
        .execute(
            sql("delete from situation_values where municipality_code = $1 and indicator_id = $2 and area = $3 and year = $4 \
                 and revision = $5")
            .bind(code)
            .bind(indicator)
            .bind(area)
            .bind(year)
            .bind(revision),
        )
        .await?;
    Ok(removed > 0)
}

//! Many municipalities at once, for their prefecture: how much each has entered, one indicator over all, what was done for them.

use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, sql};

use super::{By, within};
use crate::model::{Support, SupportRemark, Value};
use crate::permissions::{Reader, Writer};

/// How many indicators of each scene a municipality has own values of: code, scene, count.
pub async fn entered(db: &mut Reader, prefecture: &str) -> Result<Vec<(String, String, i64)>, DatabaseError> {
    let query = sql("select v.municipality_code, i.scene, count(distinct v.indicator_id) from situation_values v \
                     join situation_indicators i on i.id = v.indicator_id where v.area = '' and v.prefecture_code = ")
    .with("", prefecture.to_owned());
    let query = within(query, &db.scope().clone());
    db.all(query.then(" group by v.municipality_code, i.scene order by v.municipality_code, i.scene")).await
}

/// Every own value of an indicator in a prefecture, the newest year of each municipality first.
pub async fn of_indicator(db: &mut Reader, indicator: &str, prefecture: &str) -> Result<Vec<Value>, DatabaseError> {
    let query =
        sql("select v.indicator_id, v.municipality_code, v.area, v.area_name, v.year, v.numerator, v.denominator, \
                     v.source, v.note, v.fictitious, v.entered_at, v.entered_by, v.revision, v.import_id from situation_values v \
                     where v.area = '' and v.indicator_id = ")
        .with("", indicator.to_owned())
        .with(" and v.prefecture_code = ", prefecture.to_owned());
    let query = within(query, &db.scope().clone());
    db.all(query.then(" order by v.municipality_code, v.year desc")).await
}

/// How an indicator's values lie in the country and in every prefecture, year by year, in groups of at least five: kind, key, year,
/// n, first quartile, median, third quartile.
pub async fn spreads_of(
    db: &mut Reader,
    indicator: &str,
) -> Result<Vec<(String, String, i64, i64, i64, i64, i64)>, DatabaseError> {
    db.all(
        sql("select group_kind, group_key, year, n, first_quartile, median, third_quartile from situation_spreads \
             where n > 0 and group_kind in ('country', 'prefecture') and indicator_id = ")
        .with("", indicator.to_owned())
        .then(" order by year desc, group_kind, group_key"),
    )
    .await
}

const SUPPORT: &str = "select s.id, s.on_day, s.scene, s.words, s.fictitious, s.by_label, s.seen_by_towns from situation_supports s where ";

/// What a prefecture did, the newest first.
pub async fn supports(db: &mut Reader, prefecture: &str, most: i64) -> Result<Vec<Support>, DatabaseError> {
    let query = sql(SUPPORT).with("s.prefecture_code = ", prefecture.to_owned());
    supports_of(db, query.then(" order by s.on_day desc, s.id desc").with(" limit ", most), None).await
}

/// What was done for a municipality, as far as it reads it, the newest first; of the others nothing but how many they are.
pub async fn supports_for(db: &mut Reader, code: &str, most: i64) -> Result<Vec<Support>, DatabaseError> {
    let query = sql(SUPPORT)
        .then("s.seen_by_towns and exists (select 1 from situation_supported d where d.support_id = s.id")
        .with(" and d.municipality_code = ", code.to_owned());
    supports_of(db, query.then(") order by s.on_day desc, s.id desc").with(" limit ", most), Some(code)).await
}

/// With the municipalities of each and what they said; of one, only its own words.
async fn supports_of(db: &mut Reader, query: Sql, only: Option<&str>) -> Result<Vec<Support>, DatabaseError> {
    let rows: Vec<(i64, String, String, String, bool, String, bool)> = db.all(query).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let towns: Vec<(i64, String, String)> = db
        .all(
            sql("select d.support_id, m.code, m.name from situation_supported d \
                 join regions_municipalities m on m.code = d.municipality_code where ")
            .with_list("d.support_id in ", ids.iter().copied())
            .then(" order by d.support_id, m.code"),
        )
        .await?;
    let mut query = sql("select r.support_id, r.municipality_code, m.name as town, r.words, r.at, r.by_label \
         from situation_support_remarks r join regions_municipalities m on m.code = r.municipality_code where ")
    .with_list("r.support_id in ", ids);
    if let Some(code) = only {
        query = query.with(" and r.municipality_code = ", code.to_owned());
    }
    let remarks: Vec<SupportRemark> = db.all(query.then(" order by r.id")).await?;
    let of = |id: i64| {
        towns.iter().filter(move |(support, ..)| *support == id).map(|(_, code, name)| (code.clone(), name.clone()))
    };
    let support = rows.into_iter().map(|(id, on_day, scene, words, fictitious, by_label, seen_by_towns)| Support {
        towns: of(id).collect(),
        remarks: remarks.iter().filter(|one| one.support_id == id).cloned().collect(),
        id,
        on_day,
        scene,
        words,
        fictitious,
        by_label,
        seen_by_towns,
    });
    Ok(support.collect())
}

/// `false` when this form was sent before.
pub async fn insert_remark(
    db: &mut Writer,
    support: i64,
    code: &str,
    words: &str,
    form_key: &str,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let row = [Arg::from(support), code.into(), words.into(), form_key.into(), by.at.into(), by.label.into()];
    let added = db
        .execute(
            sql("insert into situation_support_remarks (support_id, municipality_code, words, form_key, at, by_label) values")
                .with_rows("", [row])
                .then(" on conflict (form_key) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// Letters a prefecture has sent on a day.
pub async fn letters_on(db: &mut Reader, prefecture: &str, day: &str) -> Result<i64, DatabaseError> {
    let (count,): (i64,) = db
        .one(
            sql("select count(*) from situation_letters where prefecture_code = ")
                .with("", prefecture.to_owned())
                .with(" and on_day = ", day.to_owned()),
        )
        .await?;
    Ok(count)
}

/// `false` when this form was sent before.
pub async fn insert_letter(
    db: &mut Writer,
    prefecture: &str,
    day: &str,
    subject: &str,
    form_key: &str,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let row = [Arg::from(prefecture), day.into(), subject.into(), form_key.into(), by.at.into(), by.label.into()];
    let added = db
        .execute(
            sql("insert into situation_letters (prefecture_code, on_day, subject, form_key, at, by_label) values")
                .with_rows("", [row])
                .then(" on conflict (form_key) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// `false` when this form was sent before.
pub async fn insert_support(
    db: &mut Writer,
    prefecture: &str,
    new: &Support,
    form_key: &str,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let row = [
        Arg::from(prefecture),
        (&new.on_day).into(),
        (&new.scene).into(),
        (&new.words).into(),
        form_key.into(),
        new.fictitious.into(),
        by.at.into(),
        by.label.into(),
        true.into(),
    ];
    let found: Option<(i64,)> = db
        .optional(
            sql("insert into situation_supports (prefecture_code, on_day, scene, words, form_key, fictitious, at, by_label, \
                 seen_by_towns) values")
                .with_rows("", [row])
                .then(" on conflict (form_key) do nothing returning id"),
        )
        .await?;
    let Some((id,)) = found else { return Ok(false) };
    let rows = new.towns.iter().map(|(code, _)| [Arg::from(id), code.into()]);
    db.execute(sql("insert into situation_supported (support_id, municipality_code) values").with_rows("", rows))
        .await?;
    Ok(true)
}

//! How the values of many lie: kept per group, with what each was made of; and what waits to be made anew.

use std::collections::BTreeMap;

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use crate::model::Spread;
use crate::permissions::{Reader, Writer};

/// How the values of some indicators lie in a municipality's groups, each in the year given with it. The country comes with
/// what it was made of.
pub async fn spreads(
    db: &mut Reader,
    newest: &[(&str, i64)],
    prefecture: &str,
    class: &str,
) -> Result<Vec<Spread>, DatabaseError> {
    let mut years: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for (indicator, year) in newest {
        years.entry(*year).or_default().push(indicator);
    }
    let mut found = Vec::new();
    // Nearly always one or two.
    for (year, indicators) in years {
        let query = sql("select s.indicator_id, s.year, s.group_kind, s.group_key, s.n, s.first_quartile, s.median, \
             s.third_quartile, case when s.group_kind = 'country' then s.basis else '' end as basis, '' as whole_basis, \
             '' as left_out, s.made_at \
             from situation_spreads s where s.n > 0 and s.year = ")
        .with("", year)
        .with_list(" and s.indicator_id in ", indicators)
        .then(" and ((s.group_kind = 'country' and s.group_key = '')")
        .with(" or (s.group_kind = 'prefecture' and s.group_key = ", prefecture.to_owned())
        .with(") or (s.group_kind = 'class' and s.group_key = ", class.to_owned());
        found.extend(db.all::<Spread>(query.then(")) order by s.indicator_id, s.group_kind")).await?);
    }
    Ok(found)
}

/// Of one indicator and year, every group.
pub async fn of_year(db: &mut Reader, indicator: &str, year: i64) -> Result<Vec<Spread>, DatabaseError> {
    db.all(
        sql("select indicator_id, year, group_kind, group_key, n, first_quartile, median, third_quartile, basis, whole_basis, left_out, made_at \
             from situation_spreads where indicator_id = ")
        .with("", indicator.to_owned())
        .with(" and year = ", year)
        .then(" order by group_kind, group_key"),
    )
    .await
}

/// Every municipality's own value of a year: code, prefecture, numerator, denominator. For counting how they lie, never for showing.
pub async fn values_of_year(
    db: &mut Reader,
    indicator: &str,
    year: i64,
) -> Result<Vec<(String, String, i64, Option<i64>)>, DatabaseError> {
    db.all(
        sql("select municipality_code, prefecture_code, numerator, denominator from situation_values where area = ''")
            .with(" and indicator_id = ", indicator.to_owned())
            .with(" and year = ", year)
            .then(" order by municipality_code"),
    )
    .await
}

/// In the place of those of these groups; groups in `gone` have none any more.
pub async fn put(
    db: &mut Writer,
    (indicator, year): (&str, i64),
    spreads: &[Spread],
    gone: &[(String, String)],
    at: Timestamp,
) -> Result<(), DatabaseError> {
    let replaced = spreads.iter().map(|spread| (spread.group_kind.clone(), spread.group_key.clone()));
    let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (kind, key) in replaced.chain(gone.iter().cloned()) {
        by_kind.entry(kind).or_default().push(key);
    }
    for (kind, keys) in by_kind {
        db.execute(
            sql("delete from situation_spreads where indicator_id = $1 and year = $2 and group_kind = $3")
                .bind(indicator)
                .bind(year)
                .bind(kind)
                .with_list(" and group_key in ", keys),
        )
        .await?;
    }
    if spreads.is_empty() {
        return Ok(());
    }
    let rows = spreads.iter().map(|spread| {
        [
            Arg::from(&spread.indicator_id),
            spread.year.into(),
            (&spread.group_kind).into(),
            (&spread.group_key).into(),
            spread.n.into(),
            spread.first_quartile.into(),
            spread.median.into(),
            spread.third_quartile.into(),
            (&spread.basis).into(),
            (&spread.whole_basis).into(),
            (&spread.left_out).into(),
            at.into(),
        ]
    });
    db.execute(
        sql("insert into situation_spreads (indicator_id, year, group_kind, group_key, n, first_quartile, median, \
             third_quartile, basis, whole_basis, left_out, made_at) values")
        .with_rows("", rows),
    )
    .await?;
    Ok(())
}

/// What was compared in another unit is held against nothing any more.
pub async fn drop_of(db: &mut Writer, indicator: &str) -> Result<(), DatabaseError> {
    db.execute(sql("delete from situation_spreads where indicator_id = $1").bind(indicator)).await?;
    Ok(())
}

/// Remembers that these are to be made anew. Whoever makes them waits for this transaction, and sees what it changed.
pub async fn mark(db: &mut Writer, touched: &[(String, i64)], at: Timestamp) -> Result<(), DatabaseError> {
    if touched.is_empty() {
        return Ok(());
    }
    let rows = touched.iter().map(|(indicator, year)| [Arg::from(indicator), (*year).into(), at.into()]);
    db.execute(
        sql("insert into situation_spread_marks (indicator_id, year, marked_at) values")
            .with_rows("", rows)
            .then(" on conflict (indicator_id, year) do update set marked_at = excluded.marked_at"),
    )
    .await?;
    Ok(())
}

/// What waits, the oldest first.
pub async fn marks(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(sql("select indicator_id, year from situation_spread_marks order by marked_at, indicator_id, year")).await
}

/// Whose comparison, in the year given with it, waits to be made anew: the indicators.
pub async fn waiting(db: &mut Reader, newest: &[(&str, i64)]) -> Result<Vec<String>, DatabaseError> {
    let query = sql("select indicator_id, year from situation_spread_marks")
        .with_list(" where indicator_id in ", newest.iter().map(|(indicator, _)| *indicator));
    let marked: Vec<(String, i64)> = db.all(query.then(" order by indicator_id")).await?;
    let of_newest = |(id, year): &(String, i64)| newest.iter().any(|(one, newest)| one == id && newest == year);
    Ok(marked.into_iter().filter(of_newest).map(|(indicator, _)| indicator).collect())
}

/// Takes a mark off, before the values are read: what is marked while they are counted stays for the next time.
pub async fn unmark(db: &mut Writer, indicator: &str, year: i64) -> Result<bool, DatabaseError> {
    let taken = db
        .execute(
            sql("delete from situation_spread_marks where indicator_id = $1 and year = $2").bind(indicator).bind(year),
        )
        .await?;
    Ok(taken > 0)
}

/// Every indicator and year somebody has own values of.
pub async fn every_year(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(sql("select distinct indicator_id, year from situation_values where area = '' order by indicator_id, year"))
        .await
}

/// The years one indicator has own values of.
pub async fn years_of(db: &mut Reader, indicator: &str) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(
        sql("select distinct indicator_id, year from situation_values where area = ''")
            .with(" and indicator_id = ", indicator.to_owned())
            .then(" order by year"),
    )
    .await
}

/// What the register's facts were recognised by when everything was made from them last; empty before the first time.
pub async fn ground(db: &mut Reader) -> Result<String, DatabaseError> {
    let row: Option<(String,)> = db.optional(sql("select stamp from situation_spread_ground")).await?;
    Ok(row.map(|(stamp,)| stamp).unwrap_or_default())
}

pub async fn put_ground(db: &mut Writer, stamp: &str) -> Result<(), DatabaseError> {
    db.execute(sql("delete from situation_spread_ground")).await?;
    db.execute(sql("insert into situation_spread_ground (stamp) values ($1)").bind(stamp)).await?;
    Ok(())
}

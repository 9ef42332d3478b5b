//! The search log: counts by day, term, tier and prefecture.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use crate::permissions::{Reader, Writer};
use crate::search::model::{Counted, HelpedRow, TaskRow, TermCell, TermRow};
use crate::search::rules::log::{LEAST_DAYS, LEAST_SHOWN};

const ROWS_PER_STATEMENT: usize = 500;

/// Adds what a node counted.
pub async fn add(db: &mut Writer, counted: &Counted) -> Result<(), DatabaseError> {
    let mut rows: Vec<_> = counted.terms.iter().collect();
    rows.sort_by_key(|(who, _)| *who);
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|((day, term, tier, prefecture), times)| {
            [
                Arg::from(day),
                term.into(),
                tier.into(),
                prefecture.into(),
                times.searches.into(),
                times.empty.into(),
                times.opened.into(),
            ]
        });
        let query = sql("insert into search_counts as c (day, term, tier, prefecture_code, searches, empty_searches, \
                         opened) values")
        .with_rows("", rows)
        .then(
            " on conflict (day, term, tier, prefecture_code) do update set searches = c.searches + excluded.searches, \
             empty_searches = c.empty_searches + excluded.empty_searches, opened = c.opened + excluded.opened",
        );
        db.execute(query).await?;
    }
    let mut rows: Vec<_> = counted.follows.iter().collect();
    rows.sort();
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let rows =
            chunk.iter().map(|((day, term, next), times)| [Arg::from(day), term.into(), next.into(), (**times).into()]);
        let query = sql("insert into search_follows as f (day, term, next_term, times) values")
            .with_rows("", rows)
            .then(" on conflict (day, term, next_term) do update set times = f.times + excluded.times");
        db.execute(query).await?;
    }
    let mut rows: Vec<_> = counted.opened.iter().collect();
    rows.sort();
    let mut changed = 0_i64;
    if !rows.is_empty() {
        (changed,) = db.one(sql("update search_feed set opened = opened + 1 returning opened")).await?;
    }
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk
            .iter()
            .map(|((kind, key), times)| [Arg::from(kind), key.into(), (**times).into(), Arg::from(changed)]);
        let query = sql("insert into search_opened as o (kind, key, times, changed) values").with_rows("", rows).then(
            " on conflict (kind, key) do update set times = o.times + excluded.times, changed = excluded.changed",
        );
        db.execute(query).await?;
    }
    let mut rows: Vec<_> = counted.helped.iter().collect();
    rows.sort();
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|((day, kind, key), (helped, not))| {
            [Arg::from(day), kind.into(), key.into(), (*helped).into(), (*not).into()]
        });
        let query =
            sql("insert into search_helped as h (day, kind, key, helped, not_helped) values").with_rows("", rows).then(
                " on conflict (day, kind, key) do update set helped = h.helped + excluded.helped, \
                 not_helped = h.not_helped + excluded.not_helped",
            );
        db.execute(query).await?;
    }
    Ok(())
}

/// Of each thing that the holder of these tokens may find and with which answers began since a day: title and address, how often it
/// helped, how often not; and the same where there was no answer (without a title). What helped least stands first.
pub async fn helped(
    db: &mut Reader,
    tokens: &[String],
    since: &str,
    most: i64,
) -> Result<Vec<HelpedRow>, DatabaseError> {
    let query = sql("select h.kind, coalesce(t.title, '') as title, coalesce(t.href, '') as href, \
             cast(sum(h.helped) as bigint) as helped, cast(sum(h.not_helped) as bigint) as not_helped \
             from search_helped h left join search_things t on t.kind = h.kind and t.key = h.key \
             left join search_shelves s on s.id = t.shelf_id where h.day >= ")
    .with("", since)
    .then(" and (h.kind = '' or");
    let query = super::finding::open_to(query, tokens).then(
        ") group by h.kind, h.key, t.title, t.href \
         order by sum(h.helped) - sum(h.not_helped), sum(h.not_helped) desc, h.kind, h.key limit ",
    );
    db.all(query.with("", most)).await
}

/// Removes what is older than a day.
pub async fn forget(db: &mut Writer, before: &str) -> Result<u64, DatabaseError> {
    db.execute(sql("delete from search_follows where day < $1").bind(before)).await?;
    db.execute(sql("delete from search_helped where day < $1").bind(before)).await?;
    db.execute(sql("delete from search_counts where day < $1").bind(before)).await
}

/// Searches, searches that found nothing, openings, since a day.
pub async fn totals(db: &mut Reader, since: &str) -> Result<(i64, i64, i64), DatabaseError> {
    db.one(
        sql("select cast(coalesce(sum(searches), 0) as bigint), cast(coalesce(sum(empty_searches), 0) as bigint), \
             cast(coalesce(sum(opened), 0) as bigint) from search_counts where day >= $1")
        .bind(since),
    )
    .await
}

/// Terms that were asked often enough to be shown.
pub async fn terms(db: &mut Reader, since: &str, only_empty: bool, most: i64) -> Result<Vec<TermRow>, DatabaseError> {
    let query = sql("select term, cast(sum(searches) as bigint) as searches, \
                     cast(sum(empty_searches) as bigint) as empty_searches, cast(sum(opened) as bigint) as opened \
                     from search_counts where day >= ")
    .with("", since)
    .with(" group by term having sum(searches) >= ", LEAST_SHOWN)
    .with(" and count(distinct day) >= ", LEAST_DAYS)
    .then(if only_empty {
        " and sum(empty_searches) * 2 >= sum(searches) order by sum(empty_searches) desc"
    } else {
        " order by sum(searches) desc"
    })
    .with(", term limit ", most);
    db.all(query).await
}

/// How many terms were asked at all.
pub async fn count_terms(db: &mut Reader, since: &str) -> Result<i64, DatabaseError> {
    db.count(sql("select count(distinct term) from search_counts where day >= $1").bind(since)).await
}

/// Of one term, or of all (empty), who asked: by tier and prefecture.
pub async fn cells(db: &mut Reader, since: &str, term: &str) -> Result<Vec<TermCell>, DatabaseError> {
    db.all(
        sql("select tier, prefecture_code, cast(sum(searches) as bigint) as searches from search_counts \
             where day >= $1 and ($2 = '' or term = $2) group by tier, prefecture_code order by tier, prefecture_code")
        .bind(since)
        .bind(term),
    )
    .await
}

/// What was asked in place of these terms, the most frequent first.
pub async fn follows(
    db: &mut Reader,
    since: &str,
    terms: &[&str],
) -> Result<Vec<(String, String, i64)>, DatabaseError> {
    let query = sql("select term, next_term, cast(sum(times) as bigint) from search_follows where day >= ")
        .with("", since)
        .with_list(" and term in ", terms.iter().copied())
        .with(" group by term, next_term having sum(times) >= ", LEAST_SHOWN)
        .with(" and count(distinct day) >= ", LEAST_DAYS)
        .then(" order by sum(times) desc, next_term");
    db.all(query).await
}

pub async fn insert_task(
    db: &mut Writer,
    term: &str,
    wanted: &str,
    at: Timestamp,
    by: &str,
) -> Result<(), DatabaseError> {
    let query = sql("insert into search_tasks (term, wanted, made_at, made_by) values ($1, $2, $3, $4)");
    db.execute(query.bind(term).bind(wanted).bind(at).bind(by)).await?;
    Ok(())
}

/// Open ones first, then those done, newest first.
pub async fn tasks(db: &mut Reader, most: i64) -> Result<Vec<TaskRow>, DatabaseError> {
    db.all(
        sql("select id, term, wanted, made_at, made_by, done_at from search_tasks \
             order by case when done_at is null then 0 else 1 end, id desc limit $1")
        .bind(most),
    )
    .await
}

/// False when there is none open.
pub async fn finish_task(db: &mut Writer, id: i64, at: Timestamp) -> Result<bool, DatabaseError> {
    let query = sql("update search_tasks set done_at = $2 where id = $1 and done_at is null");
    Ok(db.execute(query.bind(id).bind(at)).await? > 0)
}

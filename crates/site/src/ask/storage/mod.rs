//! All SQL on the tables of asking: the switch, the days, what was put together.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use crate::model::{ComposedDay, Composing, KeptRow};
use crate::permissions::{Reader, Writer};

pub async fn composing(db: &mut Reader) -> Result<Composing, DatabaseError> {
    db.one(sql("select stopped, letters_per_day, letters_per_month, changed_at, changed_by, requests, last_fault, \
                last_fault_at from ask_composing where id = 1"))
        .await
}

pub async fn set(db: &mut Writer, new: &Composing, at: Timestamp, by: &str) -> Result<(), DatabaseError> {
    let query = sql("update ask_composing set stopped = $1, letters_per_day = $2, letters_per_month = $3, \
                     changed_at = $4, changed_by = $5 where id = 1");
    let query = query.bind(new.stopped).bind(new.letters_per_day).bind(new.letters_per_month).bind(at).bind(by);
    db.execute(query).await?;
    Ok(())
}

/// Takes the row for this transaction, so that of two at once the second sees what the first took. The limits of a day and a
/// month; `None` when it is stopped.
pub async fn reserve(db: &mut Writer) -> Result<Option<(i64, i64)>, DatabaseError> {
    db.optional(
        sql("update ask_composing set requests = requests + 1 where id = 1 and stopped = $1 \
             returning letters_per_day, letters_per_month")
        .bind(false),
    )
    .await
}

/// Letters of a day, and of the days from another on.
pub async fn used(db: &mut Reader, day: &str, from: &str) -> Result<(i64, i64), DatabaseError> {
    db.one(
        sql("select cast(coalesce(sum(case when day = $1 then letters_sent + letters_received else 0 end), 0) as bigint), \
             cast(coalesce(sum(letters_sent + letters_received), 0) as bigint) from ask_composed_days where day >= $2")
        .bind(day)
        .bind(from),
    )
    .await
}

/// Adds to a day.
pub async fn count(db: &mut Writer, more: &ComposedDay) -> Result<(), DatabaseError> {
    let query = sql(
        "insert into ask_composed_days as d (day, requests, letters_sent, letters_received, tokens, held, unheld, \
                     failed, reused) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                     on conflict (day) do update set requests = d.requests + excluded.requests, \
                     letters_sent = d.letters_sent + excluded.letters_sent, \
                     letters_received = d.letters_received + excluded.letters_received, \
                     tokens = d.tokens + excluded.tokens, held = d.held + excluded.held, \
                     unheld = d.unheld + excluded.unheld, failed = d.failed + excluded.failed, \
                     reused = d.reused + excluded.reused",
    );
    let query = query
        .bind(&more.day)
        .bind(more.requests)
        .bind(more.letters_sent)
        .bind(more.letters_received)
        .bind(more.tokens)
        .bind(more.held)
        .bind(more.unheld)
        .bind(more.failed)
        .bind(more.reused);
    db.execute(query).await?;
    Ok(())
}

/// The days from one on, the newest first.
pub async fn days(db: &mut Reader, from: &str) -> Result<Vec<ComposedDay>, DatabaseError> {
    db.all(
        sql("select day, requests, letters_sent, letters_received, tokens, held, unheld, failed, reused \
             from ask_composed_days where day >= $1 order by day desc")
        .bind(from),
    )
    .await
}

pub async fn failed(db: &mut Writer, sentence: &str, at: Timestamp) -> Result<(), DatabaseError> {
    let query = sql("update ask_composing set last_fault = $1, last_fault_at = $2 where id = 1");
    db.execute(query.bind(sentence).bind(at)).await?;
    Ok(())
}

pub async fn kept(db: &mut Reader, key: &str) -> Result<Option<KeptRow>, DatabaseError> {
    db.optional(sql("select model, claims, unheld, made_at from ask_composed where key = $1").bind(key)).await
}

pub async fn keep(
    db: &mut Writer,
    key: &str,
    model: &str,
    claims: &str,
    unheld: &str,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    let query = sql("insert into ask_composed (key, model, claims, unheld, made_at) values ($1, $2, $3, $4, $5) \
                     on conflict (key) do update set model = excluded.model, claims = excluded.claims, \
                     unheld = excluded.unheld, made_at = excluded.made_at");
    db.execute(query.bind(key).bind(model).bind(claims).bind(unheld).bind(at)).await?;
    Ok(())
}

pub async fn forget(db: &mut Writer, before: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(sql("delete from ask_composed where made_at < $1").bind(before)).await
}

/// Of what is kept because it did not hold: how often for which reason.
pub async fn reasons(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(sql("select unheld, count(*) as times from ask_composed where unheld <> '' group by unheld \
                order by times desc, unheld"))
        .await
}

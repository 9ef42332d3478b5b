//! Background work: a queue in the database, written in the same transaction as the change that
//! asks for it. Retried with growing pauses; what fails too often stays in sight as `dead`.

pub mod overview;

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::core::Core;
use crate::database::{Connection, DatabaseError, Writer, sql};
use crate::mail::{Attached, Mail};
use crate::permissions::Policy;

pub const SEND_MAIL: &str = "mail.send";

/// A worker that has not reported for this long is taken for lost; its job becomes ready again.
const LEASE_SECONDS: i64 = 300;
/// How often a worker reports, however long a job takes.
const REPORT_EVERY: Duration = Duration::from_mins(1);
/// The n-th pause is 15 s × 4ⁿ, at most six hours: a mail server may be down over a weekend.
const MOST_ATTEMPTS: i64 = 16;

#[derive(Clone, Debug)]
pub struct Job {
    kind: &'static str,
    payload: Map<String, Value>,
    unique_key: Option<String>,
    run_at: Option<Timestamp>,
}

impl Job {
    pub fn new(kind: &'static str) -> Self {
        Self { kind, payload: Map::new(), unique_key: None, run_at: None }
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.payload.insert(key.to_owned(), value.into());
        self
    }

    /// Two jobs with the same key are one job.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }

    #[must_use]
    pub fn not_before(mut self, at: Timestamp) -> Self {
        self.run_at = Some(at);
        self
    }

    async fn insert(self, db: &mut Connection, now: Timestamp) -> Result<(), DatabaseError> {
        db.execute(
            sql("insert into jobs (kind, payload, unique_key, state, run_at, attempts, created_at) \
                 values ($1, $2, $3, 'ready', $4, 0, $5) on conflict (unique_key) do nothing")
            .bind(self.kind)
            .bind(Value::Object(self.payload).to_string())
            .bind(self.unique_key)
            .bind(self.run_at.unwrap_or(now))
            .bind(now),
        )
        .await?;
        Ok(())
    }
}

impl<P: Policy> Writer<P> {
    /// Queues a job inside this transaction: no change without its job, no job without its change.
    pub async fn queue(&mut self, job: Job) -> Result<(), DatabaseError> {
        let now = self.core().clock.now();
        job.insert(self, now).await
    }
}

/// What a job's code gets: the payload, and the moment the queue took it up.
#[derive(Clone, Debug)]
pub struct Task {
    pub payload: Value,
    pub now: Timestamp,
}

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;
type Handler<P> = Arc<dyn Fn(Arc<Core<P>>, Task) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

/// A job that comes back by itself.
#[derive(Clone, Copy, Debug)]
pub struct Recurring {
    pub kind: &'static str,
    /// Seconds between two runs, counted from midnight in Japan.
    pub every_seconds: i64,
    pub says: &'static str,
}

/// Every kind of job the program knows, and the recurring ones.
pub struct Schedule<P: Policy> {
    handlers: HashMap<&'static str, Handler<P>>,
    recurring: Vec<Recurring>,
}

impl<P: Policy> Default for Schedule<P> {
    fn default() -> Self {
        Self { handlers: HashMap::new(), recurring: Vec::new() }.job(SEND_MAIL, send_mail)
    }
}

impl<P: Policy> Schedule<P> {
    #[must_use]
    pub fn job<F, R>(mut self, kind: &'static str, run: F) -> Self
    where
        F: Fn(Arc<Core<P>>, Task) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |core, task| Box::pin(run(core, task))));
        self
    }

    /// Like [`Self::job`], run every `every_seconds`.
    #[must_use]
    pub fn recurring<F, R>(mut self, what: Recurring, run: F) -> Self
    where
        F: Fn(Arc<Core<P>>, Task) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome> + Send + 'static,
    {
        self.recurring.push(what);
        self.job(what.kind, run)
    }

    pub fn list(&self) -> &[Recurring] {
        &self.recurring
    }

    /// Works until `stop` says so; the job in hand is finished first, what was claimed besides is given back.
    pub async fn work(self: Arc<Self>, core: Arc<Core<P>>, mut stop: tokio::sync::watch::Receiver<bool>) {
        let worker = format!("worker-{}", core.chance.code(6));
        while !*stop.borrow() {
            match self.run_until(&core, &worker, &stop).await {
                Ok(0) => {
                    tokio::select! {
                        () = core.job_bell.notified() => {}
                        () = tokio::time::sleep(Duration::from_secs(2)) => {}
                        _ = stop.changed() => {}
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the job queue cannot be read");
                    tokio::select! {
                        () = tokio::time::sleep(Duration::from_secs(5)) => {}
                        _ = stop.changed() => {}
                    }
                }
            }
        }
    }

    /// Takes what is due and runs it, one after the other. Answers how many ran.
    pub async fn run_ready(&self, core: &Arc<Core<P>>, worker: &str) -> Result<usize, DatabaseError> {
        let (_never, stop) = tokio::sync::watch::channel(false);
        self.run_until(core, worker, &stop).await
    }

    async fn run_until(
        &self,
        core: &Arc<Core<P>>,
        worker: &str,
        stop: &tokio::sync::watch::Receiver<bool>,
    ) -> Result<usize, DatabaseError> {
        let now = core.clock.now();
        let mut claimed = self.claim(core, worker, now).await?.into_iter();
        let mut count = 0;
        for (id, kind, payload, attempts) in claimed.by_ref() {
            let task = Task { payload: serde_json::from_str(&payload).unwrap_or_default(), now };
            let outcome = match self.handlers.get(kind.as_str()) {
                Some(handler) => reporting(core, worker, soundly(handler(core.clone(), task))).await,
                None => Err(format!("no handler for jobs of kind {kind}").into()),
            };
            finish(core, worker, id, attempts, outcome).await?;
            count += 1;
            if *stop.borrow() {
                break;
            }
        }
        let rest: Vec<i64> = claimed.map(|(id, ..)| id).collect();
        if !rest.is_empty() {
            give_back(core, worker, rest).await?;
        }
        Ok(count)
    }

    async fn claim(
        &self,
        core: &Core<P>,
        worker: &str,
        now: Timestamp,
    ) -> Result<Vec<(i64, String, String, i64)>, DatabaseError> {
        // Look first without the write lock: an idle queue must not keep anybody waiting.
        let mut look = Connection::reading(&core.database).await?;
        let due = look
            .count(
                sql("select count(*) from jobs where (state = 'ready' and run_at <= $1) \
                     or (state = 'running' and lease_until < $1)")
                .bind(now),
            )
            .await?;
        let keys: Vec<String> = self.recurring.iter().map(|r| slot(r, now)).collect();
        let known: Vec<(String,)> = if keys.is_empty() {
            Vec::new()
        } else {
            look.all(sql("select unique_key from jobs where unique_key in ").with_list("", keys.clone())).await?
        };
        drop(look);
        if due == 0 && known.len() == keys.len() {
            return Ok(Vec::new());
        }
        let mut db = Connection::writing(&core.database).await?;
        for (what, key) in self.recurring.iter().zip(keys) {
            Job::new(what.kind).once(key).insert(&mut db, now).await?;
        }
        // Whose worker was lost tries again; what loses its worker every time (it takes the whole program with it,
        // say) ends like any other failure.
        db.execute(
            sql("update jobs set state = case when attempts >= $2 then 'dead' else 'ready' end, \
                 finished_at = case when attempts >= $2 then $1 else null end, \
                 last_error = 'the program ended while this job ran', worker = null, lease_until = null \
                 where state = 'running' and lease_until < $1")
            .bind(now)
            .bind(MOST_ATTEMPTS),
        )
        .await?;
        let skip = db.skip_locked();
        let claimed = db
            .all(
                sql("update jobs set state = 'running', worker = $1, lease_until = $2, attempts = attempts + 1 \
                     where id in (select id from jobs where state = 'ready' and run_at <= $3 \
                     order by run_at, id limit 10")
                .then(skip)
                .then(") returning id, kind, payload, attempts")
                .bind(worker)
                .bind(now.seconds_later(LEASE_SECONDS))
                .bind(now),
            )
            .await?;
        db.commit(P::NEVER_PUBLIC).await?;
        Ok(claimed)
    }
}

/// The key of a recurring job's current turn: one run per slot, on however many nodes.
fn slot(what: &Recurring, now: Timestamp) -> String {
    let japan = now.as_second() + 9 * 3600;
    format!("{}@{}", what.kind, japan.div_euclid(what.every_seconds))
}

/// A panic is a failure of the job, not the end of all jobs.
async fn soundly(work: impl Future<Output = Outcome>) -> Outcome {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(panic) => Err(format!("panic: {}", crate::web::said_in_panic(panic.as_ref())).into()),
    }
}

/// Runs a job; as long as it takes, the leases of everything this worker has in hand are renewed.
async fn reporting<P: Policy>(core: &Core<P>, worker: &str, work: impl Future<Output = Outcome>) -> Outcome {
    tokio::pin!(work);
    loop {
        tokio::select! {
            outcome = &mut work => return outcome,
            () = tokio::time::sleep(REPORT_EVERY) => {
                if let Err(error) = renew(core, worker).await {
                    tracing::warn!(%error, "a lease could not be renewed");
                }
            }
        }
    }
}

async fn renew<P: Policy>(core: &Core<P>, worker: &str) -> Result<(), DatabaseError> {
    let mut db = Connection::writing(&core.database).await?;
    db.execute(
        sql("update jobs set lease_until = $2 where worker = $1 and state = 'running'")
            .bind(worker)
            .bind(core.clock.now().seconds_later(LEASE_SECONDS)),
    )
    .await?;
    db.commit(P::NEVER_PUBLIC).await
}

/// Claimed and not begun: the next worker takes it at once, and it has lost no attempt.
async fn give_back<P: Policy>(core: &Core<P>, worker: &str, jobs: Vec<i64>) -> Result<(), DatabaseError> {
    let mut db = Connection::writing(&core.database).await?;
    db.execute(
        sql("update jobs set state = 'ready', worker = null, lease_until = null, attempts = attempts - 1 \
             where state = 'running' and worker = ")
        .with("", worker)
        .with_list(" and id in ", jobs),
    )
    .await?;
    db.commit(P::NEVER_PUBLIC).await
}

async fn finish<P: Policy>(
    core: &Core<P>,
    worker: &str,
    id: i64,
    attempts: i64,
    outcome: Outcome,
) -> Result<(), DatabaseError> {
    let now = core.clock.now();
    let mut db = Connection::writing(&core.database).await?;
    let update = match outcome {
        Ok(()) => sql("update jobs set state = 'done', finished_at = $2, lease_until = null, last_error = null")
            .then(" where id = $1")
            .bind(id)
            .bind(now),
        Err(error) if attempts >= MOST_ATTEMPTS => {
            tracing::error!(job = id, %error, "a job failed for the last time");
            sql("update jobs set state = 'dead', finished_at = $2, lease_until = null, last_error = $3 where id = $1")
                .bind(id)
                .bind(now)
                .bind(error.to_string())
        }
        Err(error) => {
            tracing::warn!(job = id, attempts, %error, "a job failed and will be tried again");
            sql("update jobs set state = 'ready', run_at = $2, lease_until = null, last_error = $3 where id = $1")
                .bind(id)
                .bind(now.seconds_later(pause_seconds(attempts)))
                .bind(error.to_string())
        }
    };
    // Whose lease ran out all the same has nothing more to say about the job.
    db.execute(update.with(" and state = 'running' and worker = ", worker)).await?;
    db.commit(P::NEVER_PUBLIC).await
}

fn pause_seconds(attempts: i64) -> i64 {
    let steps = u32::try_from(attempts.clamp(1, 8)).unwrap_or(8) - 1;
    (15 * 4_i64.pow(steps)).min(6 * 3600)
}

/// The outbox's own job.
async fn send_mail<P: Policy>(core: Arc<Core<P>>, task: Task) -> Outcome {
    let id = task.payload["mail"].as_i64().ok_or("payload without a mail")?;
    let mut look = Connection::reading(&core.database).await?;
    let found: Option<(String, String, String, bool)> = look
        .optional(sql("select recipient, subject, body, secret from mails where id = $1 and state <> 'sent'").bind(id))
        .await?;
    let Some((to, subject, body, secret)) = found else { return Ok(()) };
    let kept = crate::mail::attachments(&mut look, id).await?;
    drop(look);
    let mut files = Vec::with_capacity(kept.len());
    for file in &kept {
        let content = core.files.get(&file.key).await?.ok_or("a file that goes with the mail is gone")?;
        files.push(Attached { name: file.name.clone(), content });
    }
    let delivery = core.postman.deliver(&Mail { to, subject, body, secret }, files).await;
    let mut db = Connection::writing(&core.database).await?;
    let now = core.clock.now();
    match &delivery {
        Ok(()) => {
            db.execute(
                sql("update mails set state = 'sent', sent_at = $2, last_error = null where id = $1")
                    .bind(id)
                    .bind(now),
            )
            .await?;
            if secret && core.postman.sends() {
                db.execute(sql("update mails set body = '' where id = $1").bind(id)).await?;
            }
            if !kept.is_empty() && core.postman.sends() {
                db.execute(sql("update mail_attachments set file_key = '' where mail_id = $1").bind(id)).await?;
            }
        }
        Err(error) => {
            db.execute(
                sql("update mails set state = 'failed', last_error = $2 where id = $1")
                    .bind(id)
                    .bind(error.to_string()),
            )
            .await?;
        }
    }
    db.commit(P::NEVER_PUBLIC).await?;
    if delivery.is_ok() && core.postman.sends() {
        for file in &kept {
            core.files.delete(&file.key).await?;
        }
    }
    delivery.map_err(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stop_growing() {
        assert_eq!(pause_seconds(1), 15);
        assert_eq!(pause_seconds(2), 60);
        assert_eq!(pause_seconds(6), 15_360);
        assert_eq!(pause_seconds(7), 21_600);
        assert_eq!(pause_seconds(99), 21_600);
    }

    #[test]
    fn a_daily_slot_turns_at_midnight_in_japan() {
        let daily = Recurring { kind: "x", every_seconds: 86_400, says: "" };
        let before: Timestamp = "2026-11-21T14:59:59Z".parse().unwrap();
        assert_ne!(slot(&daily, before), slot(&daily, before.seconds_later(1)));
        assert_eq!(slot(&daily, before.seconds_later(1)), slot(&daily, before.seconds_later(86_400)));
    }
}

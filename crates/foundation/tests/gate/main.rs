//! The gate on a toy product: two actions, one page, one background job, both databases.
//! This was the prototype of access by construction; it stays as the test of it.

mod outbox;

use std::sync::Arc;

use foundation::audit::Entry;
use foundation::chance::{Chance, fingerprint};
use foundation::clock::Clock;
use foundation::database::{Connection, Database, DatabaseError, MigrationText, Migrations};
use foundation::files::Files;
use foundation::jobs::{Job, Recurring, Schedule};
use foundation::mail::{Mail, Postman};
use foundation::permissions::{Denied, GateError, Known};
use foundation::testing::{Browser, Cluster};
use foundation::web::{Assets, ErrorView, PageError, Reply, Req, Routes, WebSettings};
use foundation::{Action, Core, Policy, ReadTx, Reader, WriteTx, Writer, sql};

#[derive(Clone, Debug, PartialEq)]
enum Who {
    Visitor,
    Keeper(i64),
    Job,
}

impl foundation::permissions::Actor for Who {
    fn visitor() -> Self {
        Self::Visitor
    }
    fn is_visitor(&self) -> bool {
        *self == Self::Visitor
    }
    fn kind(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Keeper(_) => "person",
            Self::Job => "job",
        }
    }
    fn person(&self) -> Option<i64> {
        if let Self::Keeper(id) = self { Some(*id) } else { None }
    }
    fn label(&self) -> String {
        format!("{self:?}")
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Scope {
    All,
    Shelf(i64),
}

struct Toy;

impl Policy for Toy {
    type Actor = Who;
    type Scope = Scope;
    type Settings = ();

    fn decide(actor: &Who, action: &'static str) -> Result<Scope, Denied> {
        match (actor, action) {
            (Who::Keeper(shelf), "notes.look" | "notes.write") => Ok(Scope::Shelf(*shelf)),
            (Who::Job, "notes.tidy") | (_, "notes.count") => Ok(Scope::All),
            (Who::Visitor, _) => Err(Denied::SignIn),
            _ => Err(Denied::Refused { who_may: "棚の係".to_owned() }),
        }
    }

    async fn identify(
        _: &Arc<Core<Self>>,
        _: &mut Connection,
        session: &str,
    ) -> Result<Option<Known<Who>>, DatabaseError> {
        let found = (1..3).find(|n| fingerprint(&token(*n)) == session);
        Ok(found.map(|n| Known { actor: Who::Keeper(n), note: None }))
    }

    fn error_page(_: &Core<Self>, _: &Who, view: &ErrorView) -> String {
        format!("<h1>{}</h1>{}", view.heading, view.sentence)
    }
}

macro_rules! action {
    ($marker:ident $name:literal) => {
        struct $marker;
        impl Action for $marker {
            type Policy = Toy;
            const NAME: &'static str = $name;
        }
    };
}
action!(LookAtNotes "notes.look");
action!(WriteNote "notes.write");
action!(TidyNotes "notes.tidy");
action!(CountNotes "notes.count");

/// Storage: the scope that came out of the check goes into the `where`.
async fn texts(db: &mut Reader<Toy>) -> Result<Vec<String>, DatabaseError> {
    let query = match db.scope() {
        Scope::All => sql("select text from notes order by id"),
        Scope::Shelf(shelf) => sql("select text from notes where shelf = $1 order by id").bind(*shelf),
    };
    Ok(db.all::<(String,)>(query).await?.into_iter().map(|row| row.0).collect())
}

async fn insert(db: &mut Writer<Toy>, text: &str) -> Result<i64, DatabaseError> {
    let Scope::Shelf(shelf) = *db.scope() else { return Ok(0) };
    let row: (i64,) =
        db.one(sql("insert into notes (shelf, text) values ($1, $2) returning id").bind(shelf).bind(text)).await?;
    Ok(row.0)
}

async fn look(mut tx: ReadTx<LookAtNotes>, _: Req) -> Result<Reply, PageError> {
    Ok(Reply::html(texts(&mut tx).await?.join(",")))
}

async fn count(mut tx: ReadTx<CountNotes>, _: Req) -> Result<Reply, PageError> {
    Ok(Reply::html(texts(&mut tx).await?.len().to_string()))
}

async fn write(mut tx: WriteTx<WriteNote>, req: Req) -> Result<Reply, PageError> {
    let text = req.form.get("text").to_owned();
    assert_ne!(text, "boom", "a page that panics");
    let id = insert(&mut tx, &text).await?;
    tx.mail(Mail { to: "a@example.jp".into(), subject: "件名".into(), body: "本文".into(), secret: true }).await?;
    tx.queue(Job::new("notes.tidy").once("tidy")).await?;
    tx.commit(Entry::of("note", id)).await?;
    Ok(Reply::see_other("/notes"))
}

/// Says what was done, from its address.
async fn said(_: ReadTx<CountNotes>, req: Req) -> Result<Reply, PageError> {
    Ok(Reply::html(match req.query.get("done") {
        "" => String::new(),
        done => format!("{done} {}", req.query.get("count")),
    }))
}

async fn lead(_: WriteTx<CountNotes>, req: Req) -> Result<Reply, PageError> {
    let to = req.form.get("to");
    Ok(if req.form.get("plain").is_empty() { Reply::done(to) } else { Reply::see_other(to) })
}

const NOTES: MigrationText = MigrationText {
    file: "20990101000000_notes.sql",
    text: "create table notes (id {{id}}, shelf bigint not null, text text not null);",
};

fn token(keeper: i64) -> String {
    format!("{keeper:064x}")
}

fn routes() -> Routes<Toy> {
    let mut routes = Routes::default();
    routes.get("/notes", look);
    routes.post("/notes", write);
    routes.get("/count", count);
    routes.get("/said", said);
    routes.post("/said", lead);
    routes
}

async fn core(database: Database) -> Arc<Core<Toy>> {
    database.migrate(&Migrations::with_own(&[NOTES])).await.expect("migrations");
    let clock = Clock::fixed("2026-11-21T00:00:00Z".parse().expect("an instant"));
    Core::new(database, clock, Chance::System, Files::in_memory(), Postman::Keep, ())
}

async fn on_sqlite(name: &str) -> Arc<Core<Toy>> {
    let file = std::env::temp_dir().join(format!("renkei-gate-{}-{name}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    core(Database::open_sqlite(&file).await.expect("a database")).await
}

async fn on_postgres(name: &str) -> Option<Arc<Core<Toy>>> {
    use sqlx::Connection as _;
    if std::env::var_os("RENKEI_TEST_QUICK").is_some() {
        return None;
    }
    let cluster = Cluster::of_this_process();
    let mut connection = sqlx::PgConnection::connect(&cluster.url("postgres")).await.expect("the cluster");
    let statement = format!("create database {name} template template0");
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.expect("create database");
    Some(core(Database::open_postgres(&cluster.url(name)).await.expect("a database")).await)
}

/// Both databases, one after the other.
async fn both(name: &str) -> Vec<Arc<Core<Toy>>> {
    let mut cores = vec![on_sqlite(name).await];
    cores.extend(on_postgres(name).await);
    cores
}

fn browser(core: &Arc<Core<Toy>>, keeper: Option<i64>) -> Browser {
    let service = foundation::web::app(core, routes(), Arc::new(Assets::default()), WebSettings::default());
    let mut browser = Browser::new(service);
    if let Some(keeper) = keeper {
        browser.set_cookie(foundation::web::SESSION_COOKIE, &token(keeper));
    }
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_past_the_gate_and_nobody_sees_a_neighbour_s_row() {
    for core in both("gate").await {
        assert_eq!(browser(&core, None).get("/notes").await.status.as_u16(), 303);
        browser(&core, None).post("/notes", &[("text", "x")]).await.expect(401, "ログイン");
        let (mut one, mut two) = (browser(&core, Some(1)), browser(&core, Some(2)));
        one.submit("/notes", &[("text", "いち")]).await.expect(200, "いち");
        two.submit("/notes", &[("text", "に")]).await.expect(200, "に");
        assert!(!two.get("/notes").await.contains("いち"));
        // A forged cookie is nobody's.
        let mut forged = browser(&core, None);
        forged.set_cookie(foundation::web::SESSION_COOKIE, &"f".repeat(64));
        assert_eq!(forged.get("/notes").await.status.as_u16(), 303);
        let denied = core.write::<TidyNotes>(Who::Keeper(1), "test").await;
        assert!(matches!(denied, Err(GateError::Denied(Denied::Refused { .. }))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn change_audit_row_mail_and_job_are_stored_together_or_not_at_all() {
    for core in both("together").await {
        let mut tx = core.write::<WriteNote>(Who::Keeper(1), "req-1").await.expect("a permit");
        insert(&mut tx, "なくなる").await.expect("insert");
        drop(tx);
        let mut tx = core.write::<WriteNote>(Who::Keeper(1), "req-2").await.expect("a permit");
        insert(&mut tx, "記録がない").await.expect("insert");
        assert!(matches!(tx.commit_recorded().await, Err(DatabaseError::Unaudited)));
        browser(&core, Some(1)).submit("/notes", &[("text", "残る")]).await.expect(200, "残る");
        browser(&core, Some(1)).submit("/notes", &[("text", "二つ目")]).await.expect(200, "残る,二つ目");

        let mut tx = core.write::<TidyNotes>(Who::Job, "test").await.expect("a permit");
        let rows: Vec<(String, String, String)> =
            tx.all(sql("select action, actor_label, subject_id from audit_log order by id")).await.expect("rows");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].0, "notes.write");
        assert_eq!(tx.count(sql("select count(*) from mails where state = 'waiting'")).await.expect("mails"), 2);
        let jobs = tx.count(sql("select count(*) from jobs where kind = 'notes.tidy'")).await.expect("jobs");
        assert_eq!(jobs, 1, "two jobs with one key are one job");
        assert!(tx.execute(sql("update audit_log set action = 'x'")).await.is_err(), "the log is append-only");
    }
}

/// A full disk ends the transaction inside SQLite; what comes after, when there is room again, is written as ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_does_not_end_all_writing() {
    let core = on_sqlite("full").await;
    let mut tx = core.write::<WriteNote>(Who::Keeper(1), "test").await.expect("a permit");
    let (pages,): (i64,) = tx.one(sql("select page_count from pragma_page_count")).await.expect("pages");
    let most: Vec<(i64,)> = tx.all(sql("pragma max_page_count = 1")).await.expect("no more pages than there are");
    assert_eq!(most, [(pages,)]);
    let text = "長い".repeat(2_000_000);
    let full = tx.execute(sql("insert into notes (shelf, text) values (1, $1)").bind(text)).await;
    let full = full.expect_err("there is no room");
    assert!(full.to_string().contains("full"), "{full}");
    drop(tx);
    for n in 0..3 {
        let mut tx = core.write::<WriteNote>(Who::Keeper(1), "test").await.expect("a permit after a full disk");
        let _: Vec<(i64,)> = tx.all(sql("pragma max_page_count = 1000000")).await.expect("room");
        insert(&mut tx, "また書ける").await.unwrap_or_else(|error| panic!("{n}: {error}"));
        tx.commit(Entry::of("note", 0)).await.expect("commit");
    }
    browser(&core, Some(1)).get("/notes").await.expect(200, "また書ける,また書ける,また書ける");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_cannot_write() {
    for core in both("readers").await {
        let mut tx = core.read::<LookAtNotes>(Who::Keeper(1), "test").await.expect("a permit");
        let refused: Result<Vec<(i64,)>, _> =
            tx.all(sql("insert into notes (shelf, text) values (1, 'x') returning id")).await;
        assert!(refused.is_err(), "the connection itself is read-only");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_run_as_named_actors_are_retried_and_end_as_dead() {
    for core in both("jobs").await {
        browser(&core, Some(1)).submit("/notes", &[("text", "x")]).await.expect(200, "x");
        let schedule = Schedule::<Toy>::default()
            .job("notes.tidy", |core: Arc<Core<Toy>>, _task| async move {
                let tx = core.write::<TidyNotes>(Who::Job, "job").await?;
                drop(tx);
                Err("まだ片づけられません".into())
            })
            .recurring(Recurring { kind: "notes.daily", every_seconds: 86_400, says: "" }, |_, _| async { Ok(()) });
        for _ in 0..20 {
            while schedule.run_ready(&core, "w").await.expect("the queue") > 0 {}
            core.clock.advance(6 * 3600 + 1);
        }
        let mut tx = core.write::<TidyNotes>(Who::Job, "test").await.expect("a permit");
        let dead: (String, i64, String) = tx
            .one(sql("select state, attempts, last_error from jobs where kind = 'notes.tidy'"))
            .await
            .expect("the job");
        assert_eq!((dead.0.as_str(), dead.1), ("dead", 16));
        assert!(dead.2.contains("まだ片づけられません"));
        let mails: (String,) = tx.one(sql("select state from mails")).await.expect("the mail");
        assert_eq!(mails.0, "sent");
        let daily = tx.count(sql("select count(*) from jobs where kind = 'notes.daily'")).await.expect("rows");
        assert!((5..=6).contains(&daily), "one run a day over five days: {daily}");
    }
}

/// A job that panics fails like any other: the ones after it run, and it ends as dead in sight.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_panics_stops_nobody() {
    for core in both("panics").await {
        let mut tx = core.write::<WriteNote>(Who::Keeper(1), "test").await.expect("a permit");
        tx.queue(Job::new("notes.boom")).await.expect("queued");
        tx.queue(Job::new("notes.count")).await.expect("queued");
        tx.commit(Entry::of("note", 0)).await.expect("commit");
        let schedule = Schedule::<Toy>::default()
            .job("notes.boom", |_, _| async { std::panic::panic_any("壊れています") })
            .job("notes.count", |_, _| async { Ok(()) });
        assert_eq!(schedule.run_ready(&core, "w").await.expect("the queue"), 2);
        let mut tx = core.write::<TidyNotes>(Who::Job, "test").await.expect("a permit");
        let states: Vec<(String, Option<String>)> =
            tx.all(sql("select state, last_error from jobs order by id")).await.expect("the jobs");
        assert_eq!(states[0], ("ready".to_owned(), Some("panic: 壊れています".to_owned())));
        assert_eq!(states[1].0, "done");
    }
}

/// A worker that was lost with its job (the machine went down): the job is taken up again when the lease is over,
/// and a job that loses its worker every time comes to an end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_lost_worker_had_in_hand_is_taken_up_again() {
    for core in both("lost").await {
        let mut tx = core.write::<WriteNote>(Who::Keeper(1), "test").await.expect("a permit");
        tx.queue(Job::new("notes.count")).await.expect("queued");
        tx.commit(Entry::of("note", 0)).await.expect("commit");
        let lost = Schedule::<Toy>::default().job("notes.count", |_, _| async {
            std::future::pending::<()>().await;
            Ok(())
        });
        let found = Schedule::<Toy>::default().job("notes.count", |_, _| async { Ok(()) });
        for turn in 1..=16 {
            let hanging = lost.run_ready(&core, "lost");
            assert!(tokio::time::timeout(std::time::Duration::from_millis(300), hanging).await.is_err());
            assert_eq!(found.run_ready(&core, "w").await.expect("the queue"), 0, "{turn}: it is somebody's");
            core.clock.advance(301);
            let mut tx = core.write::<TidyNotes>(Who::Job, "test").await.expect("a permit");
            let (attempts,): (i64,) = tx.one(sql("select attempts from jobs")).await.expect("the job");
            assert_eq!(attempts, turn);
        }
        assert_eq!(found.run_ready(&core, "w").await.expect("the queue"), 0);
        let mut tx = core.write::<TidyNotes>(Who::Job, "test").await.expect("a permit");
        let (state, error): (String, String) = tx.one(sql("select state, last_error from jobs")).await.expect("it");
        assert_eq!((state.as_str(), error.as_str()), ("dead", "the program ended while this job ran"));
    }
}

/// Stopping waits for the job in hand and for no other: what was claimed with it is ready for the next worker, and
/// has lost no attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stops_gives_back_what_was_not_begun() {
    for core in both("stops").await {
        let mut tx = core.write::<WriteNote>(Who::Keeper(1), "test").await.expect("a permit");
        for _ in 0..5 {
            tx.queue(Job::new("notes.count")).await.expect("queued");
        }
        tx.commit(Entry::of("note", 0)).await.expect("commit");
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let stop = Arc::new(stop);
        let schedule = Arc::new(Schedule::<Toy>::default().job("notes.count", move |_, _| {
            let stop = stop.clone();
            async move {
                let _ = stop.send(true);
                Ok(())
            }
        }));
        let work = schedule.work(core.clone(), stopped);
        tokio::time::timeout(std::time::Duration::from_secs(20), work).await.expect("it stops");
        let mut tx = core.write::<TidyNotes>(Who::Job, "test").await.expect("a permit");
        let states: Vec<(String, i64)> =
            tx.all(sql("select state, attempts from jobs order by id")).await.expect("them");
        assert_eq!(states[0], ("done".to_owned(), 1));
        assert!(states[1..].iter().all(|s| *s == ("ready".to_owned(), 0)), "{states:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_never_take_the_same_job() {
    for core in both("workers").await {
        let mut tx = core.write::<WriteNote>(Who::Keeper(1), "test").await.expect("a permit");
        for _ in 0..40 {
            tx.queue(Job::new("notes.count")).await.expect("queued");
        }
        tx.commit(Entry::of("note", 0)).await.expect("commit");
        let runs = Arc::new(std::sync::atomic::AtomicU32::new(0));
        let counter = runs.clone();
        let schedule = Arc::new(Schedule::<Toy>::default().job("notes.count", move |_, _| {
            let counter = counter.clone();
            async move {
                counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok(())
            }
        }));
        let work = |name: &'static str| {
            let (schedule, core) = (schedule.clone(), core.clone());
            async move { while schedule.run_ready(&core, name).await.expect("the queue") > 0 {} }
        };
        tokio::join!(work("a"), work("b"), work("c"));
        assert_eq!(runs.load(std::sync::atomic::Ordering::Relaxed), 40);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stranger_sends_gets_a_clear_answer() {
    for core in both("stranger").await {
        let mut keeper = browser(&core, Some(1));
        let form = "application/x-www-form-urlencoded";
        let headers = |pairs: &[(&'static str, &str)]| {
            let mut map = http::HeaderMap::new();
            for (name, value) in pairs {
                map.insert(*name, value.parse().expect("a value"));
            }
            map
        };
        let post = http::Method::POST;
        // From another site, by either sign.
        let foreign = headers(&[("content-type", form), ("sec-fetch-site", "cross-site")]);
        keeper.send(post.clone(), "/notes", foreign, b"text=x".to_vec()).await.expect(403, "別のサイト");
        let foreign = headers(&[("content-type", form), ("origin", "https://evil.example")]);
        keeper.send(post.clone(), "/notes", foreign, b"text=x".to_vec()).await.expect(403, "別のサイト");
        // An old browser says neither, but which page the form stood on.
        for (page, status, words) in [
            ("https://evil.example/form", 403, "別のサイト"),
            ("no address", 403, "別のサイト"),
            ("http://renkei.test/notes", 303, ""),
        ] {
            let old = headers(&[("content-type", form), ("host", "renkei.test"), ("referer", page)]);
            keeper.send(post.clone(), "/notes", old, b"text=x".to_vec()).await.expect(status, words);
        }
        // Ten megabytes; broken UTF-8; a shape nobody asked for.
        let own = headers(&[("content-type", form), ("sec-fetch-site", "same-origin")]);
        keeper.send(post.clone(), "/notes", own.clone(), vec![b'a'; 10 << 20]).await.expect(413, "大きすぎます");
        keeper.send(post.clone(), "/notes", own.clone(), b"text=%ff%fe".to_vec()).await.expect(400, "UTF-8");
        let json = headers(&[("content-type", "application/json"), ("sec-fetch-site", "same-origin")]);
        keeper.send(post.clone(), "/notes", json, b"{}".to_vec()).await.expect(400, "受け付けていません");
        // A page that panics is an incident, not a dropped connection.
        let broken =
            keeper.send(post, "/notes", own, b"text=boom".to_vec()).await.expect(500, "うまく動きませんでした");
        assert!(!broken.contains("boom") && !broken.contains("panic"));
        // Cookies that another host of our domain has set: over https they are nobody's.
        let settings = WebSettings { https: true, ..WebSettings::default() };
        let service = foundation::web::app(&core, routes(), Arc::new(Assets::default()), settings);
        let mut planted = Browser::new(service.clone());
        planted.set_cookie(foundation::web::SESSION_COOKIE, &token(1));
        assert_eq!(planted.get("/notes").await.status.as_u16(), 303);
        let mut own = Browser::new(service);
        own.set_cookie("__Host-renkei_session", &token(1));
        assert_eq!(own.get("/notes").await.status.as_u16(), 200);
        // A path that climbs, a wrong method.
        keeper.get("/assets/../../etc/passwd").await.expect(404, "");
        keeper.get("/%2e%2e/%2e%2e/etc/passwd").await.expect(404, "見つかりません");
        assert_eq!(keeper.send(http::Method::DELETE, "/notes", headers(&[]), Vec::new()).await.status.as_u16(), 405);
        assert_eq!(keeper.get("/notes").await.text(), "x", "only what came from a page of ours was stored");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_s_page_is_kept_until_the_data_changes() {
    for core in both("kept").await {
        let (mut visitor, mut keeper) = (browser(&core, None), browser(&core, Some(1)));
        assert_eq!(visitor.get("/count").await.queries, Some(1));
        let kept = visitor.get("/count").await;
        assert_eq!((kept.text().as_str(), kept.queries), ("0", None), "the second time no database is asked");
        keeper.submit("/notes", &[("text", "x")]).await.expect(200, "x");
        assert_eq!(visitor.get("/count").await.text(), "1", "nothing older than the change is shown");
        assert_eq!(keeper.get("/count").await.queries, Some(1), "who is signed in gets no kept page");
        let mut fresh = http::HeaderMap::new();
        fresh.insert("cache-control", "no-cache".parse().expect("a value"));
        assert_eq!(visitor.send(http::Method::GET, "/count", fresh, Vec::new()).await.queries, Some(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_says_what_was_done_only_where_a_form_led_and_once() {
    for core in both("told").await {
        let (mut keeper, mut other, mut visitor) =
            (browser(&core, Some(1)), browser(&core, Some(2)), browser(&core, None));
        let to = "/said?done=written&count=3";
        // An address alone, whoever wrote it, says nothing.
        assert_eq!(keeper.get(to).await.text(), "");
        assert_eq!(visitor.get(to).await.text(), "");
        let sent = keeper.post("/said", &[("to", to)]).await;
        assert_eq!(sent.headers.get("location").and_then(|v| v.to_str().ok()), Some(to));
        // Not another address, not another browser, not a page kept for visitors.
        assert_eq!(keeper.get("/said?done=written&count=999").await.text(), "");
        assert_eq!(other.get(to).await.text(), "");
        let said = keeper.get(to).await;
        assert_eq!(said.text(), "written 3");
        assert_eq!(said.headers.get("cache-control").and_then(|v| v.to_str().ok()), Some("no-store"));
        assert_eq!(keeper.get(to).await.text(), "", "once");
        assert_eq!(visitor.get(to).await.text(), "");
        // Who is led by a form of her own sees it without being signed in, too.
        visitor.submit("/said", &[("to", "/said?done=left#top")]).await.expect(200, "left ");
        // Leading somewhere without saying so says nothing, whatever the address holds.
        keeper.post("/said", &[("to", to), ("plain", "1")]).await;
        assert_eq!(keeper.get(to).await.text(), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_changes_is_noticed() {
    let file = std::env::temp_dir().join(format!("renkei-gate-{}-other.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let mut pairs = vec![(
        core(Database::open_sqlite(&file).await.expect("a database")).await,
        core(Database::open_sqlite(&file).await.expect("the same")).await,
    )];
    if let Some(first) = on_postgres("other").await {
        let url = Cluster::of_this_process().url("other");
        pairs.push((first, core(Database::open_postgres(&url).await.expect("the same")).await));
    }
    for (here, there) in pairs {
        let watch = tokio::spawn(here.database.clone().watch());
        tokio::time::sleep(std::time::Duration::from_millis(1300)).await;
        let before = here.database.version();
        browser(&there, Some(1)).submit("/notes", &[("text", "x")]).await.expect(200, "x");
        let noticed = tokio::time::timeout(std::time::Duration::from_secs(10), async {
            while here.database.version() == before {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
        noticed.await.expect("the other process's commit moves the version on");
        here.database.close().await;
        watch.await.expect("watching ends with the database");
    }
}

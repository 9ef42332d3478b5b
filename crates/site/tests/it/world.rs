//! A world for one story: a fresh copy of the filled demonstration on SQLite or PostgreSQL, a clock
//! that stands still, mail that stays in the outbox.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::database::{Database, Engine};
use foundation::files::Files;
use foundation::mail::Postman;
use foundation::testing::{Browser, Cluster};
use site::permissions::AppCore;
use site::settings::Configuration;
use tokio::sync::OnceCell;

/// Saturday, 21 November 2026, 10:00 in Japan: inside 令和8年度.
const NOW: &str = "2026-11-21T01:00:00Z";

pub struct World {
    pub core: Arc<AppCore>,
    folder: PathBuf,
    postgres_url: Option<String>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

pub fn new_folder() -> PathBuf {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("renkei-test-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

fn core_on(database: Database, files: Files) -> Arc<AppCore> {
    core_with(database, files, |_| ())
}

fn core_with(database: Database, files: Files, change: impl FnOnce(&mut Configuration)) -> Arc<AppCore> {
    // Documents are read by a process of the program, which a test is not.
    site::library::extract::read_by(PathBuf::from(env!("CARGO_BIN_EXE_renkei")));
    let clock = Clock::fixed(NOW.parse().expect("an instant"));
    let mut configuration = Configuration {
        public_url: "http://renkei.test".to_owned(),
        authserv_id: "mx.renkei.test".to_owned(),
        ..Configuration::default()
    };
    change(&mut configuration);
    configuration.verify().expect("a sound configuration");
    site::app::core(&configuration, true, database, clock, Chance::System, files, Postman::Keep)
}

/// The filled demonstration as an SQLite file, made once per process.
async fn sqlite_template() -> &'static (PathBuf, Files) {
    static TEMPLATE: OnceCell<(PathBuf, Files)> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let file = new_folder().join("template.db");
            let database = Database::open_sqlite(&file).await.expect("a database");
            database.migrate(&site::migrations::all()).await.expect("migrations");
            let core = core_on(database, Files::in_memory());
            site::demo::fill(&core).await.expect("the demo fills");
            core.database.close().await;
            (file, core.files.clone())
        })
        .await
}

/// The same as a PostgreSQL database to copy from.
async fn postgres_template() -> &'static (&'static str, Files) {
    static TEMPLATE: OnceCell<(&str, Files)> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            create_database("template_filled", "template1").await;
            let url = Cluster::of_this_process().url("template_filled");
            let database = Database::open_postgres(&url).await.expect("a database");
            database.migrate(&site::migrations::all()).await.expect("migrations");
            let core = core_on(database, Files::in_memory());
            site::demo::fill(&core).await.expect("the demo fills");
            core.database.close().await;
            ("template_filled", core.files.clone())
        })
        .await
}

pub async fn create_database(name: &str, template: &str) {
    use sqlx::Connection as _;
    static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _guard = ONE_AT_A_TIME.lock().await;
    let url = Cluster::of_this_process().url("postgres");
    let mut connection = sqlx::PgConnection::connect(&url).await.expect("the cluster answers");
    let statement = format!("create database {name} template {template} strategy file_copy");
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.expect("create database");
}

impl World {
    pub async fn new(engine: Engine) -> Self {
        let folder = new_folder();
        let mut postgres_url = None;
        let (database, files) = match engine {
            Engine::Sqlite => {
                let file = folder.join("renkei.db");
                let (template, files) = sqlite_template().await;
                std::fs::copy(template, &file).expect("a copy");
                (Database::open_sqlite(&file).await.expect("a database"), files)
            }
            Engine::Postgres => {
                let (template, files) = postgres_template().await;
                let name = format!("story_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
                create_database(&name, template).await;
                let url = Cluster::of_this_process().url(&name);
                let database = Database::open_postgres(&url).await.expect("a database");
                postgres_url = Some(url);
                (database, files)
            }
        };
        Self { core: core_on(database, files.copied().await.expect("copies")), folder, postgres_url }
    }

    /// A world on a database of one's own.
    pub fn of(database: Database) -> Self {
        Self { core: core_on(database, Files::in_memory()), folder: new_folder(), postgres_url: None }
    }

    /// The same world with more set in its configuration.
    pub fn configured(mut self, change: impl FnOnce(&mut Configuration)) -> Self {
        self.core = core_with(self.core.database.clone(), self.core.files.clone(), change);
        self
    }

    /// Another node on the same database: it keeps copies of its own.
    pub fn another_node(&self) -> Self {
        let core = core_on(self.core.database.clone(), self.core.files.clone());
        Self { core, folder: new_folder(), postgres_url: self.postgres_url.clone() }
    }

    /// Where this story's database is, if it is told on PostgreSQL.
    pub fn postgres_url(&self) -> Option<String> {
        self.postgres_url.clone()
    }

    /// A browser nobody has signed in with.
    pub fn visitor(&self) -> Browser {
        Browser::new(site::app::web(&self.core))
    }

    /// A browser in which somebody of the cast has signed in with one click.
    pub async fn sign_in(&self, person: &str) -> Browser {
        let mut browser = self.visitor();
        let reply = browser.post("/demo/sign-in", &[("person", person)]).await;
        assert_eq!(reply.status.as_u16(), 303, "{person} cannot sign in: {}", reply.text());
        browser
    }

    /// The newest mail to this address, as the demonstration's mailbox page shows it.
    pub async fn newest_mail(&self, to: &str) -> Option<String> {
        let mut reader = self.visitor();
        let list = reader.get("/demo/mailbox").await.expect(200, "デモのメール箱");
        let row = list.text().split("<tr>").find(|row| row.contains(to)).map(str::to_owned)?;
        let address = row.split("href=\"").nth(1).and_then(|piece| piece.split('"').next())?.to_owned();
        Some(reader.get(&address).await.expect(200, to).text())
    }

    /// The code in the newest mail to this address, as printed: `ABCD-EFGH`.
    pub async fn mailed_code(&self, to: &str) -> String {
        let mail = self.newest_mail(to).await.unwrap_or_else(|| panic!("no mail to {to}"));
        let is_code = |word: &&str| word.len() == 9 && word.as_bytes()[4] == b'-';
        let body = mail.split("<pre").nth(1).unwrap_or("").to_owned();
        body.split_whitespace().find(is_code).unwrap_or_else(|| panic!("no code in {body}")).to_owned()
    }

    /// Runs the queued jobs until none is due.
    pub async fn run_jobs(&self) {
        let schedule = site::schedule::all();
        while schedule.run_ready(&self.core, "test").await.expect("the queue") > 0 {}
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// One story, told on both databases.
macro_rules! story {
    ($(#[$meta:meta])* async fn $name:ident($world:ident) $body:block) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a story need not use everything its file imports")]
            use super::*;

            async fn tell($world: crate::world::World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                tell(crate::world::World::new(foundation::database::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if std::env::var_os("RENKEI_TEST_QUICK").is_some() {
                    return;
                }
                tell(crate::world::World::new(foundation::database::Engine::Postgres).await).await;
            }
        }
    };
}
pub(crate) use story;

//! Updates of a platform that is in use: a database as an earlier program left it, with rows in every table, is
//! opened by this one. Nothing may be lost, whoever was signed in stays so, and what was under way goes on.

use foundation::chance::fingerprint;
use foundation::database::{Database, DatabaseError, Engine, MigrationText, Migrations};
use foundation::testing::{Browser, Cluster};
use foundation::web::{BROWSER_COOKIE, SESSION_COOKIE};
use sha2::{Digest, Sha256};
use site::migrations::TEXTS;
use sqlx::{AssertSqlSafe, Connection as _};

use crate::stories::registration::register;
use crate::world::{World, new_folder};

/// Where the tables ended when the rows of `first.sql` and `second.sql` were written.
const FIRST: &str = "20261121090000";
const SECOND: &str = "20261121120000";

/// Migrations that installations have applied: never edited, and none is put in between. (sqlx compares the
/// texts at every start and refuses to open the database.) A release adds its own here.
const APPLIED: &[(&str, &str)] = &[
    ("20261121010000_regions_create.sql", "68b76650fe389a08"),
    ("20261121020000_people_create.sql", "9482bf84f965f088"),
    ("20261121030000_cases_create.sql", "b9e80ffd11a4a777"),
    ("20261121040000_programmes_create.sql", "c0ff4c9cb883c242"),
    ("20261121041000_programmes_checks.sql", "3e7f18502da2238d"),
    ("20261121050000_search_create.sql", "ec2487ebcd8418a1"),
    ("20261121080000_cases_belong_to_a_programme.sql", "045d479161cd4b1d"),
    ("20261121090000_regions_facts_by_date.sql", "be3963662b49fb07"),
    ("20261121093000_regions_newest_facts.sql", "6b2546fe58a21a8d"),
    ("20261121100000_people_limits.sql", "b3d16f0d9d640acb"),
    ("20261121101000_people_invitations.sql", "005702dccb99314e"),
    ("20261121102000_people_telephone.sql", "651e350f16010193"),
    ("20261121110000_cases_owners_and_versions.sql", "b40a81663a1ba8a0"),
    ("20261121111000_search_retired_words.sql", "835dd283a1465386"),
    ("20261121120000_surveys_create.sql", "f46851a10f7dd735"),
];

fn up_to(version: &str) -> Migrations {
    let own: Vec<MigrationText> = TEXTS.iter().copied().filter(|m| m.file.split('_').next() <= Some(version)).collect();
    Migrations::with_own(&own)
}

/// A token as a cookie holds it, different for every name.
fn token(name: &str) -> String {
    foundation::chance::hex(&Sha256::digest(name.as_bytes()))
}

const DEFINITION: &str = r#"{"id":"mihon","title":"見本の調査","note":"","respondent":"municipality","fiscal_year":2026,"edition":1,"lists":{"yes_no":[{"id":"yes","label":"ある"},{"id":"no","label":"ない"}],"things":[{"id":"a","label":"会議"},{"id":"b","label":"研修"}]},"sections":[{"id":"s1","title":"Ⅰ 見本","questions":[{"id":"q1","number":"問1","text":"取組はありますか","type":"single","list":"yes_no"},{"id":"q2","number":"問2","text":"何をしていますか","type":"multiple","list":"things"}]}]}"#;

/// The rows with their secrets as the database keeps them.
fn rows(text: &str) -> String {
    let code = |purpose: &str, mail: &str, code: &str| fingerprint(&format!("{purpose}:{mail}:{code}"));
    let mut text = text
        .replace("{sign-in code}", &code("sign_in", "kenichi@yanai.example.jp", "ACDEFGHJ"))
        .replace("{registration code}", &code("registration", "hajime@yanai.example.jp", "JHGFEDCA"))
        .replace("{browser}", &fingerprint(&token("browser")))
        .replace("{ended session}", &fingerprint(&token("ended")))
        .replace("{definition}", DEFINITION)
        .replace("{content}", &serde_json::json!({"texts": {"title": "医師会の見本（前の題名）"}}).to_string());
    for name in ["midori", "makoto", "takuya", "mamoru"] {
        text = text.replace(&format!("{{session of {name}}}"), &fingerprint(&token(name)));
    }
    text
}

/// A database somewhere, and how to reach it past the program.
enum Old {
    Sqlite(std::path::PathBuf),
    Postgres(String),
}

impl Old {
    async fn new(engine: Engine, name: &str) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite(new_folder().join("old.db")),
            Engine::Postgres => {
                crate::world::create_database(name, "template0").await;
                Self::Postgres(Cluster::of_this_process().url(name))
            }
        }
    }

    async fn open(&self) -> Database {
        match self {
            Self::Sqlite(file) => Database::open_sqlite(file).await,
            Self::Postgres(url) => Database::open_postgres(url).await,
        }
        .expect("a database")
    }

    /// As the earlier program: its migrations, then rows.
    async fn earlier(&self, migrations: &Migrations, text: &str) {
        let database = self.open().await;
        database.migrate(migrations).await.expect("the migrations of then");
        database.close().await;
        match self {
            Self::Sqlite(file) => {
                let address = format!("sqlite://{}", file.display());
                let mut db = sqlx::SqliteConnection::connect(&address).await.expect("the file");
                sqlx::raw_sql(AssertSqlSafe(rows(text))).execute(&mut db).await.expect("the rows");
                db.close().await.expect("closed");
            }
            Self::Postgres(url) => {
                let mut db = sqlx::PgConnection::connect(url).await.expect("the database");
                sqlx::raw_sql(AssertSqlSafe(rows(text))).execute(&mut db).await.expect("the rows");
                db.close().await.expect("closed");
            }
        }
    }

    /// Rows of every table of ours.
    async fn counts(&self) -> Vec<(String, i64)> {
        let database = self.open().await;
        let tables = database.schema().await.expect("a schema").0;
        database.close().await;
        let mut counts = Vec::new();
        for table in tables {
            let query = AssertSqlSafe(format!("select count(*) from {}", table.name));
            let count: i64 = match self {
                Self::Sqlite(file) => {
                    let address = format!("sqlite://{}", file.display());
                    let mut db = sqlx::SqliteConnection::connect(&address).await.expect("the file");
                    sqlx::query_scalar(query).fetch_one(&mut db).await.expect("a count")
                }
                Self::Postgres(url) => {
                    let mut db = sqlx::PgConnection::connect(url).await.expect("the database");
                    sqlx::query_scalar(query).fetch_one(&mut db).await.expect("a count")
                }
            };
            counts.push((table.name, count));
        }
        counts
    }
}

fn none_lost(before: &[(String, i64)], after: &[(String, i64)]) {
    for (table, count) in before {
        let now = after.iter().find(|(name, _)| name == table).map(|(_, n)| *n);
        assert_eq!(now, Some(*count), "{table}: rows before and after");
    }
}

fn signed_in(world: &World, name: &str) -> Browser {
    let mut browser = world.visitor();
    browser.set_cookie(SESSION_COOKIE, &token(name));
    browser
}

async fn a_database_in_use_is_taken_over(engine: Engine) {
    let old = Old::new(engine, "upgraded").await;
    old.earlier(&up_to(FIRST), include_str!("upgrade/first.sql")).await;
    let first = old.counts().await;
    for (table, count) in &first {
        assert!(*count > 0, "upgrade/first.sql has no row for {table}: its migration is not tried");
    }
    // The second update finds the rows of the first program.
    old.earlier(&up_to(SECOND), include_str!("upgrade/second.sql")).await;
    let second = old.counts().await;
    for (table, count) in &second {
        assert!(*count > 0, "upgrade/second.sql has no row for {table}: its migration is not tried");
    }
    let (grown, kept): (Vec<_>, Vec<_>) = first.iter().cloned().partition(|(table, _)| table == "cases_versions");
    assert!(grown.is_empty());
    none_lost(&kept, &second);

    // And this program.
    let database = old.open().await;
    database.migrate(&site::migrations::all()).await.expect("the migrations of today");
    database.close().await;
    none_lost(&second, &old.counts().await);
    let world = World::of(old.open().await);
    site::first_data::ensure(&world.core).await.expect("nothing is missing");
    people_go_on(&world).await;
    cases_go_on(&world).await;
    surveys_go_on(&world).await;
    // What waited in the outbox leaves; what a lost worker had in hand is taken up again.
    world.run_jobs().await;
    let mailbox = world.visitor().get("/demo/mailbox").await.expect(200, "待っているお知らせ").text();
    assert!(mailbox.contains("途中で止まったお知らせ"));
    let overview = signed_in(&world, "mamoru").get("/operations").await.expect(200, "見本の失敗").text();
    assert!(!overview.contains("待っているお知らせ"), "it has left");
}

async fn people_go_on(world: &World) {
    // Signed in before the update, signed in after it; who was out stays out.
    let mut midori = signed_in(world, "midori");
    let account = midori.get("/account").await.expect(200, "見本 みどり");
    assert!(account.contains("看護師") && account.contains("柳井市") && account.contains("見本医師会"));
    assert_eq!(signed_in(world, "ended").get("/account").await.status.as_u16(), 303);
    // The code that was on its way, in the browser that asked.
    let mut kenichi = world.visitor();
    kenichi.set_cookie(BROWSER_COOKIE, &token("browser"));
    kenichi.submit("/sign-in/code", &[("code", "ACDE-FGHJ"), ("next", "/account")]).await.expect(200, "例田 健一");
    // Of four, two were in, one was invited, one had asked.
    let page = kenichi.get("/organisations/1001").await.expect(200, "所属する人").text();
    let row =
        |name: &str| page.split("<tr>").find(|row| row.contains(name)).unwrap_or_else(|| panic!("{name}")).to_owned();
    assert!(row("見本 みどり").contains("登録済み"));
    assert!(row("見本 はじめ").contains("招待中") && row("見本 まち").contains("申請中"));
    let requests = kenichi.get("/registrations").await.expect(200, "見本 まち");
    let person = requests.input("person").expect("the request");
    let decision = [("person", person.as_str()), ("role", "municipality_officer")];
    kenichi.submit("/registrations/approve", &decision).await.expect(200, "認めました");
    register(&mut world.visitor(), "hajime@yanai.example.jp", "JHGF-EDCA")
        .await
        .expect(200, "登録が終わり、ログインしました");
    kenichi.get("/organisations/1001/sign-ins").await.expect(200, "見本 みどり");
    signed_in(world, "takuya").get("/programmes/1001/2026").await.expect(200, "見本の目的");
    signed_in(world, "mamoru").get("/operations/audit").await.expect(200, "例本 拓也（見本事務局・事務局）");
}

async fn cases_go_on(world: &World) {
    let mut visitor = world.visitor();
    let case = visitor.get("/cases/1001").await.expect(200, "島での看取り");
    assert!(case.contains("平郡島") && case.contains("約300") && case.contains("島の診療所"));
    visitor.get("/search?q=%E3%81%BF%E3%81%A8%E3%82%8A").await.expect(200, "/cases/1001");
    let town = visitor.get("/regions/352128").await.expect(200, "29,111");
    assert!(!town.contains("30,799") && town.contains("大畠町"), "the newest figure, the former name");
    // What a body wrote is the body's own now, and it goes on writing.
    let mut makoto = signed_in(world, "makoto");
    makoto.get("/cases/mine").await.expect(200, "医師会の見本");
    let form = makoto.get("/cases/1002/edit").await.expect(200, "題名を短くしてください");
    let version = form.input("version").expect("its version");
    let fields = [
        ("title", "医師会の見本（続き）"),
        ("places", "柳井市"),
        ("actor", "見本医師会"),
        ("version", version.as_str()),
    ];
    makoto.submit("/cases/1002/edit", &fields).await.expect(200, "医師会の見本（続き）");
    assert_eq!(signed_in(world, "midori").get("/cases/1002").await.status.as_u16(), 404, "not the town's");
}

async fn surveys_go_on(world: &World) {
    let mut midori = signed_in(world, "midori");
    midori.get("/surveys").await.expect(200, "見本の調査");
    let page = midori.get("/surveys/1002/352128").await.expect(200, "問2を確かめてください");
    assert!(page.contains("電話で聞きました"));
    midori.get("/surveys/1002/352128/answer/s1").await.expect(200, "何をしていますか");
    midori.get("/surveys/1001/352128/answers").await.expect(200, "ない");
    signed_in(world, "takuya").get("/surveys/1002/collection").await.expect(200, "周防大島町");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_use_is_taken_over_on_sqlite() {
    a_database_in_use_is_taken_over(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_use_is_taken_over_on_postgres() {
    if std::env::var_os("RENKEI_TEST_QUICK").is_none() {
        a_database_in_use_is_taken_over(Engine::Postgres).await;
    }
}

/// The program of before must not touch what a newer one has changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_program_keeps_its_hands_off() {
    let old = Old::new(Engine::Sqlite, "newer").await;
    let database = old.open().await;
    database.migrate(&site::migrations::all()).await.expect("migrations");
    let refused = database.migrate(&up_to(FIRST)).await;
    assert!(matches!(refused, Err(DatabaseError::Newer(_))), "{refused:?}");
    assert!(refused.is_err_and(|e| e.to_string().contains("新しい版")));
}

#[test]
fn what_is_applied_is_never_edited() {
    let digest = |text: &str| foundation::chance::hex(&Sha256::digest(text.as_bytes())[..8]);
    let now: Vec<(&str, String)> = TEXTS.iter().map(|m| (m.file, digest(m.text))).collect();
    for (file, expected) in APPLIED {
        let found = now.iter().find(|(name, _)| name == file).map(|(_, digest)| digest.as_str());
        assert_eq!(found, Some(*expected), "{file} stands in databases as it was: add a migration instead");
    }
    let last = APPLIED.last().map_or("", |(file, _)| file);
    for (file, _) in &now {
        let is_applied = APPLIED.iter().any(|(name, _)| name == file);
        assert!(is_applied || *file > last, "{file}: later than {last}, which is applied already");
    }
}

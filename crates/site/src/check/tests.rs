use super::*;

/// A folder of its own that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("renkei-check-{}", Chance::System.code(10)));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn configuration(&self) -> Configuration {
        Configuration { data: self.0.clone(), ..Configuration::default() }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn clock() -> Clock {
    Clock::fixed("2026-11-21T01:00:00Z".parse().unwrap())
}

fn of<'a>(findings: &'a [Finding], subject: &str) -> &'a Finding {
    findings.iter().find(|f| f.subject == subject).unwrap_or_else(|| panic!("nothing about {subject}: {findings:?}"))
}

#[tokio::test]
async fn a_sound_installation_passes() {
    let folder = Folder::new();
    let database = Database::open_sqlite(&folder.0.join("renkei.db")).await.unwrap();
    database.migrate(&crate::migrations::all()).await.unwrap();
    database.close().await;
    let findings = examine(Ok(folder.configuration()), &clock()).await;
    assert!(is_sound(&findings), "{findings:#?}");
    assert_eq!(of(&findings, "データベースの傷み").line(), "○ データベースの傷み: ありません。");
    assert_eq!(of(&findings, "メール").state, State::Careful);
    // Nothing is left behind.
    let left: Vec<_> = std::fs::read_dir(&folder.0).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("check")), "{left:?}");
}

#[tokio::test]
async fn a_wrong_configuration_is_all_that_is_said() {
    let findings = examine(Err("設定に誤りがあります（環境変数）: unknown field".to_owned()), &clock()).await;
    assert_eq!(findings.len(), 1);
    assert!(findings[0].line().starts_with("× 設定: "));
    let wrong = Configuration { log: "xml".to_owned(), ..Configuration::default() };
    assert!(!is_sound(&examine(Ok(wrong), &clock()).await));
}

#[tokio::test]
async fn a_new_folder_has_no_database_yet_and_gets_none_by_looking() {
    let folder = Folder::new();
    let findings = examine(Ok(folder.configuration()), &clock()).await;
    assert!(of(&findings, "データベース").sentence.contains("renkei migrate"));
    assert!(!folder.0.join("renkei.db").exists());
    let missing = Configuration { data: folder.0.join("none"), ..Configuration::default() };
    assert!(of(&examine(Ok(missing), &clock()).await, "データの置き場所").sentence.contains("ありません"));
}

#[tokio::test]
async fn what_is_not_migrated_or_no_database_is_told() {
    let folder = Folder::new();
    Database::open_sqlite(&folder.0.join("renkei.db")).await.unwrap().close().await;
    let findings = examine(Ok(folder.configuration()), &clock()).await;
    assert!(of(&findings, "データベースの形").sentence.contains("更新が残っています"));
    std::fs::write(folder.0.join("renkei.db"), b"this is no database at all, only words of some length").unwrap();
    assert!(!is_sound(&examine(Ok(folder.configuration()), &clock()).await));
}

#[test]
fn a_shape_of_another_program_is_told() {
    assert_eq!(shape_of(Shape::default()).state, State::Good);
    for (shape, words) in [
        (Shape { pending: 2, ..Shape::default() }, "2件の更新"),
        (Shape { unknown: 1, ..Shape::default() }, "新しい版"),
        (Shape { altered: 1, pending: 1, ..Shape::default() }, "違う更新"),
    ] {
        assert!(shape_of(shape).sentence.contains(words), "{shape:?}");
    }
}

#[tokio::test]
async fn mail_is_tried_as_far_as_the_door() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let settings = |security: &str, port| SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: security.to_owned(),
        from: "renkei@example.jp".to_owned(),
        user: None,
        password: None,
    };
    assert_eq!(mail(Some(&settings("starttls", port))).await.state, State::Good);
    assert_eq!(mail(Some(&settings("none", port))).await.state, State::Careful);
    assert!(mail(Some(&settings("ssl", port))).await.sentence.contains("mail.security"));
    drop(listener);
    assert_eq!(mail(Some(&settings("starttls", port))).await.state, State::Bad);
}

#[tokio::test]
async fn a_clock_that_went_back_is_noticed() {
    let at = |text: &str| Clock::fixed(text.parse().unwrap());
    assert_eq!(time(&clock(), None).await.state, State::Good);
    assert_eq!(time(&at("2001-01-01T00:00:00Z"), None).await.state, State::Bad);
    assert_eq!(time(&at("2150-01-01T00:00:00Z"), None).await.state, State::Bad);
}

#[test]
fn addresses_are_looked_at() {
    for (url, state) in [
        ("https://renkei.example.jp", State::Good),
        ("http://127.0.0.1:8080", State::Good),
        ("http://renkei.example.jp", State::Careful),
        ("https://", State::Bad),
        ("https://renkei.example.jp/path", State::Bad),
        ("ftp://renkei.example.jp", State::Bad),
    ] {
        assert_eq!(public_url(url).state, state, "{url}");
    }
    assert_eq!(listen("127.0.0.1:8080").state, State::Good);
    assert_eq!(listen("0.0.0.0:80").state, State::Careful);
    assert_eq!(listen("8080").state, State::Bad);
}

#[tokio::test]
async fn the_language_model_is_asked_for_its_models_and_the_key_is_never_shown() {
    use chat_client::Secret;
    use chat_client::testing::{StandIn, plain};

    const KEY: &str = "sk-not-to-be-seen";
    let folder = Folder::new();
    let database = Database::open_sqlite(&folder.0.join("renkei.db")).await.unwrap();
    database.migrate(&crate::migrations::all()).await.unwrap();
    database.close().await;
    assert_eq!(of(&examine(Ok(folder.configuration()), &clock()).await, "AIのまとめ").state, State::Good);
    for (status, body, state, words) in [
        ("200 OK", "{\"data\":[{\"id\":\"mihon\"}]}", State::Good, "があります"),
        ("200 OK", "{\"data\":[{\"id\":\"other\"}]}", State::Careful, "model の名前"),
        ("404 Not Found", "", State::Careful, "一覧を聞けません"),
        ("401 Unauthorized", "wrong key: sk-not-to-be-seen", State::Bad, "鍵"),
        ("500 Oops", "", State::Bad, "500"),
    ] {
        let server = StandIn::new(move |_| plain(status, "application/json", body)).await;
        let ai = crate::settings::AiSettings {
            url: server.url(),
            model: "mihon".to_owned(),
            key: Secret::new(KEY),
            passages: "readable".to_owned(),
            ..crate::settings::AiSettings::default()
        };
        let configuration = Configuration { ai: Some(ai), ..folder.configuration() };
        assert!(!format!("{configuration:?}").contains(KEY));
        let findings = examine(Ok(configuration), &clock()).await;
        let found = of(&findings, "AIのまとめ");
        assert_eq!(found.state, state, "{found:?}");
        assert!(found.sentence.contains(words), "{found:?}");
        assert!(findings.iter().all(|f| !f.line().contains(KEY)));
        let asked = server.asked();
        assert!(asked.len() == 1 && asked[0].head.starts_with("GET /v1/models ") && asked[0].body.is_empty());
    }
}

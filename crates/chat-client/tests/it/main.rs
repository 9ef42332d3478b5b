//! The client against a stand-in: everything a server on the other side can do.

use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chat_client::testing::{StandIn, Step, answer, end, event, head, plain, words};
use chat_client::{Endpoint, Fault, Limits, Message, Models, Secret, Settings, Told};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

const KEY: &str = "sk-not-to-be-seen";

fn settings(url: &str) -> Settings {
    Settings {
        url: url.to_owned(),
        model: "mihon-1".to_owned(),
        key: Secret::new(KEY),
        ca_file: None,
        seconds: 2,
        first_word_seconds: 1,
        at_once: 2,
        options: serde_json::Map::new(),
    }
}

static QUESTION: LazyLock<Vec<Message>> =
    LazyLock::new(|| vec![Message::system("決まり"), Message::user("島の\"船\"は？")]);

async fn ask_with(settings: &Settings) -> Result<Told, Fault> {
    let endpoint = Endpoint::new(settings).expect("settings");
    endpoint.ask(&QUESTION, Limits { letters: 100 }, |_| ControlFlow::Continue(())).await
}

async fn told(steps: Vec<Step>) -> Result<Told, Fault> {
    let server = StandIn::new(move |_| steps.clone()).await;
    ask_with(&settings(&server.url())).await
}

#[tokio::test]
async fn words_come_as_they_are_said() {
    let server = StandIn::that_says("船で運ぶかは、医師が決めます[1]。").await;
    let mut settings = settings(&server.url());
    settings.options.insert("temperature".to_owned(), 0.into());
    let endpoint = Endpoint::new(&settings).unwrap();
    let mut heard = Vec::new();
    let told = endpoint
        .ask(&QUESTION, Limits { letters: 100 }, |words| {
            heard.push(words.to_owned());
            ControlFlow::Continue(())
        })
        .await
        .unwrap();
    assert_eq!(told, Told { words: "船で運ぶかは、医師が決めます[1]。".to_owned(), tokens: Some(321) });
    assert!(!heard.is_empty() && heard.windows(2).all(|pair| pair[1].starts_with(&pair[0])), "{heard:?}");

    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{}", asked[0].head);
    let head = asked[0].head.to_ascii_lowercase();
    for line in [&format!("authorization: bearer {KEY}"), "connection: close", &format!("host: {}", server.address)] {
        assert!(head.contains(line), "{head}");
    }
    let body: serde_json::Value = serde_json::from_str(&asked[0].body).unwrap();
    assert_eq!(
        (body["model"].as_str(), body["stream"].as_bool(), body["temperature"].as_i64()),
        (Some("mihon-1"), Some(true), Some(0))
    );
    assert_eq!(body["messages"][1]["content"], "島の\"船\"は？");
}

#[tokio::test]
async fn what_breaks_is_said_and_never_taken_for_an_answer() {
    let json = "application/json";
    for (steps, fault) in [
        (plain("401 Unauthorized", json, "{\"error\":\"sk-not…\"}"), Fault::Key(401)),
        (plain("403 Forbidden", json, "{}"), Fault::Key(403)),
        (plain("404 Not Found", json, "{}"), Fault::Missing),
        (plain("429 Too Many Requests", json, "{}"), Fault::Limited),
        (plain("500 Internal Server Error", "text/html", "<h1>"), Fault::Broken(500)),
        (plain("302 Found\r\nlocation: http://127.0.0.1:9/", json, ""), Fault::Refused(302)),
        // A whole answer where a stream was asked for.
        (plain("200 OK", json, "{\"choices\":[{\"message\":{\"content\":\"船\"}}]}"), Fault::Garbled),
        (plain("200 OK\r\ncontent-encoding: gzip", "text/event-stream", "data: [DONE]\n\n"), Fault::Garbled),
        (vec![Step::Send(b"SSH-2.0-server\r\n".to_vec())], Fault::Garbled),
        (vec![], Fault::Cut),
        (vec![head()], Fault::Cut),
        (vec![head(), words("船で"), words("運ぶ")], Fault::Cut),
        (vec![head(), words("船で"), Step::Send(b"data: {\"choices\":[{\"del".to_vec())], Fault::Cut),
        (vec![head(), words("船で"), event("{\"choices\":[{\"del")], Fault::Garbled),
        (vec![head(), words("船で"), event("{\"error\":{\"message\":\"overloaded\"}}")], Fault::Told),
        // Endless: words, letters of one line, lines that say nothing, a head.
        (
            vec![
                head(),
                Step::Forever(b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n".to_vec()),
            ],
            Fault::TooLong,
        ),
        (vec![head(), Step::Forever(vec![b'x'; 4096])], Fault::TooLong),
        (vec![head(), Step::Forever(b": still here\n\n".repeat(100))], Fault::TooLong),
        (
            vec![Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec()), Step::Forever(b"x-more: 1\r\n".repeat(100))],
            Fault::Garbled,
        ),
        // Slow.
        (vec![Step::Wait(Duration::from_secs(5))], Fault::NoFirstWord),
        (vec![head(), Step::Wait(Duration::from_secs(5))], Fault::NoFirstWord),
        (vec![head(), words(""), Step::Wait(Duration::from_secs(5))], Fault::NoFirstWord),
        (vec![head(), words("船"), Step::Wait(Duration::from_secs(5))], Fault::Late),
    ] {
        let begun = Instant::now();
        assert_eq!(told(steps.clone()).await, Err(fault), "{steps:?}");
        assert!(begun.elapsed() < Duration::from_secs(4), "{steps:?}");
        assert!(!fault.to_string().contains("sk-"));
    }
}

#[tokio::test]
async fn an_answer_in_many_shapes_is_the_same() {
    let chunked = |steps: Vec<Step>| {
        let mut all =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
                .to_vec();
        for step in steps {
            let Step::Send(bytes) = step else { continue };
            all.extend(format!("{:x}\r\n", bytes.len()).bytes());
            all.extend(bytes);
            all.extend(b"\r\n");
        }
        all.extend(b"0\r\n\r\n");
        all
    };
    let all = chunked(std::iter::once(words("船です。")).chain(end()).collect());
    // In single bytes, too.
    let single = all.iter().map(|byte| Step::Send(vec![*byte])).collect();
    let slow = vec![
        head(),
        Step::Wait(Duration::from_millis(300)),
        words("船"),
        Step::Wait(Duration::from_millis(900)),
        words("です。"),
        end().remove(0),
    ];
    for steps in [vec![Step::Send(all)], single, slow] {
        assert_eq!(told(steps).await.unwrap().words, "船です。");
    }
}

#[tokio::test]
async fn the_caller_stops_it_and_the_connection_ends() {
    let server = StandIn::new(|_| {
        vec![head(), words("一"), Step::Wait(Duration::from_millis(100)), words("二"), Step::Forever(b": \n".to_vec())]
    })
    .await;
    let endpoint = Endpoint::new(&settings(&server.url())).unwrap();
    let told = endpoint.ask(&QUESTION, Limits { letters: 100 }, |words| {
        if words.contains('二') { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(told.await, Err(Fault::LetGo));
}

#[tokio::test]
async fn so_many_at_once_and_the_others_are_told() {
    let server = StandIn::new(|_| vec![head(), words("一"), Step::Wait(Duration::from_secs(5))]).await;
    let settings = Settings { at_once: 1, seconds: 4, ..settings(&server.url()) };
    let endpoint = Endpoint::new(&settings).unwrap();
    let first = {
        let endpoint = endpoint.clone();
        tokio::spawn(
            async move { endpoint.ask(&QUESTION, Limits { letters: 100 }, |_| ControlFlow::Continue(())).await },
        )
    };
    while server.asked().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let second = endpoint.ask(&QUESTION, Limits { letters: 100 }, |_| ControlFlow::Continue(()));
    assert_eq!(second.await, Err(Fault::Busy));
    // Who goes away leaves the place.
    first.abort();
    assert!(first.await.is_err());
    let third = endpoint.ask(&QUESTION, Limits { letters: 100 }, |_| ControlFlow::Break(()));
    assert_eq!(third.await, Err(Fault::LetGo));
}

/// With a certificate of an authority of the test, whose own key was thrown away.
fn acceptor() -> TlsAcceptor {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/");
    let chain = CertificateDer::pem_file_iter(format!("{folder}server.pem"))
        .expect("what the test brings")
        .map(|one| one.expect("a certificate"))
        .collect();
    let key = PrivateKeyDer::from_pem_file(format!("{folder}server.key")).expect("what the test brings");
    let configuration = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("what the test brings")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("what the test brings");
    TlsAcceptor::from(Arc::new(configuration))
}

#[tokio::test]
async fn over_https_only_a_certificate_that_is_trusted_gets_the_question() {
    let server = StandIn::encrypted(acceptor(), |_| answer("船です。")).await;
    let port = server.address.port();
    let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/authority.pem");
    let with = |url: String, ca: Option<&str>| Settings { ca_file: ca.map(Into::into), ..settings(&url) };
    for host in ["localhost", "127.0.0.1"] {
        let told = ask_with(&with(format!("https://{host}:{port}/v1"), Some(authority))).await;
        assert_eq!(told.unwrap().words, "船です。", "{host}");
    }
    let asked = server.asked().len();
    // Nobody vouches for it; and plain text to a door that is encrypted.
    assert_eq!(ask_with(&with(format!("https://localhost:{port}/v1"), None)).await, Err(Fault::Insecure));
    assert!(ask_with(&with(format!("http://localhost:{port}/v1"), None)).await.is_err());
    assert_eq!(server.asked().len(), asked, "neither question nor key went out");
    assert_eq!(ask_with(&settings("http://127.0.0.1:1/v1")).await, Err(Fault::Unreachable));
}

#[tokio::test]
async fn the_list_of_models_tells_whether_ours_is_there() {
    for (steps, answer) in [
        (plain("200 OK", "application/json", "{\"data\":[{\"id\":\"mihon-1\"}]}"), Ok(Models::HasOurs)),
        (plain("200 OK", "application/json", "{\"data\":[{\"id\":\"mihon-2\"}]}"), Ok(Models::HasOthers)),
        (plain("200 OK", "application/json", "{}"), Ok(Models::DoesNotSay)),
        (plain("404 Not Found", "text/plain", ""), Ok(Models::DoesNotSay)),
        (plain("401 Unauthorized", "text/plain", KEY), Err(Fault::Key(401))),
        (plain("200 OK", "text/html", "<html>"), Err(Fault::Garbled)),
        (vec![Step::Wait(Duration::from_secs(5))], Err(Fault::Late)),
    ] {
        let server = StandIn::new(move |_| steps.clone()).await;
        assert_eq!(Endpoint::new(&settings(&server.url())).unwrap().models().await, answer);
    }
}

#[test]
fn wrong_settings_are_said_without_the_key() {
    let wrong: [(&str, Settings); 9] = [
        ("の形にしてください", settings("api.example.jp/v1")),
        ("の形にしてください", settings("ftp://api.example.jp/v1")),
        ("の形にしてください", settings("https://user:sk-not-to-be-seen@api.example.jp/v1")),
        ("の形にしてください", settings("https://api.example.jp/v1?key=sk-not-to-be-seen")),
        ("model", Settings { model: " ".to_owned(), ..settings("https://api.example.jp/v1") }),
        ("key", Settings { key: Secret::new("sk-not-to-be-seen\n"), ..settings("https://api.example.jp/v1") }),
        ("key", Settings { key: Secret::new("鍵sk-not-to-be-seen"), ..settings("https://api.example.jp/v1") }),
        ("ca_file", Settings { ca_file: Some("/nothing/here.pem".into()), ..settings("https://api.example.jp/v1") }),
        (
            "options",
            Settings {
                options: serde_json::Map::from_iter([("stream".to_owned(), false.into())]),
                ..settings("https://api.example.jp/v1")
            },
        ),
    ];
    for (word, settings) in wrong {
        let sentence = Endpoint::new(&settings).expect_err(word);
        assert!(sentence.contains(word) && !sentence.contains(KEY), "{sentence}");
        assert!(!format!("{settings:?}").contains("Secret(\"sk"), "{settings:?}");
    }
    let endpoint = Endpoint::new(&settings("https://[::1]:8443/v1/")).unwrap();
    assert!(endpoint.is_here() && endpoint.is_encrypted() && endpoint.authority() == "[::1]:8443");
    assert!(!Endpoint::new(&settings("http://10.0.0.5:11434/v1")).unwrap().is_here());
    assert!(!format!("{endpoint:?}").contains(KEY));
}

//! The outbox against a mail server that is away and comes back.

use std::sync::Arc;

use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::files::Files;
use foundation::jobs::Schedule;
use foundation::mail::Postman;
use foundation::{Core, sql};

use crate::{TidyNotes, Toy, Who, both, browser};

/// A mail server of one test: takes what is sent and keeps it.
async fn mail_server(kept: Arc<std::sync::Mutex<Vec<String>>>) -> u16 {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let kept = kept.clone();
            tokio::spawn(async move {
                let (reader, mut writer) = stream.into_split();
                let mut lines = BufReader::new(reader).lines();
                let _ = writer.write_all(b"220 test\r\n").await;
                let (mut letter, mut inside) = (String::new(), false);
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer: &[u8] = match line.as_str() {
                        "." if inside => {
                            kept.lock().expect("the letters").push(std::mem::take(&mut letter));
                            inside = false;
                            b"250 ok\r\n"
                        }
                        _ if inside => {
                            letter.push_str(&line);
                            letter.push('\n');
                            continue;
                        }
                        "DATA" => {
                            inside = true;
                            b"354 go on\r\n"
                        }
                        "QUIT" => b"221 bye\r\n",
                        _ => b"250 ok\r\n",
                    };
                    if writer.write_all(answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    port
}

fn postman(port: u16) -> Postman {
    let settings = foundation::mail::SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: "none".to_owned(),
        from: "renkei@example.jp".to_owned(),
        user: None,
        password: None,
    };
    Postman::smtp(&settings).expect("a postman")
}

/// What was promised while the mail server was away leaves when it is back, after a restart of ours, once; and a
/// body with a code in it is not kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_outbox_survives_a_restart() {
    for before in both("outbox").await {
        let again = |port: u16, at: &str| {
            let clock = Clock::fixed(at.parse().expect("an instant"));
            Core::<Toy>::new(before.database.clone(), clock, Chance::System, Files::in_memory(), postman(port), ())
        };
        let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let nobody_there = free.local_addr().expect("an address").port();
        drop(free);
        let first = again(nobody_there, "2026-11-21T00:00:00Z");
        browser(&first, Some(1)).submit("/notes", &[("text", "x")]).await.expect(200, "x");
        let schedule = Schedule::<Toy>::default().job("notes.tidy", |_, _| async { Ok(()) });
        while schedule.run_ready(&first, "w").await.expect("the queue") > 0 {}
        let kept = Arc::new(std::sync::Mutex::new(Vec::new()));
        let second = again(mail_server(kept.clone()).await, "2026-11-21T00:00:14Z");
        let mails = async || {
            let mut tx = second.write::<TidyNotes>(Who::Job, "test").await.expect("a permit");
            let mails: Vec<(String, String)> = tx.all(sql("select state, body from mails")).await.expect("the mails");
            mails
        };
        assert_eq!(mails().await, [("failed".to_owned(), "本文".to_owned())]);
        assert_eq!(schedule.run_ready(&second, "w").await.expect("the queue"), 0, "its pause is not over");
        second.clock.advance(1);
        while schedule.run_ready(&second, "w").await.expect("the queue") > 0 {}
        assert_eq!(mails().await, [("sent".to_owned(), String::new())]);
        second.clock.advance(86_400);
        while schedule.run_ready(&second, "w").await.expect("the queue") > 0 {}
        let kept = kept.lock().expect("the letters").clone();
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert!(kept[0].contains("To: a@example.jp"), "{kept:?}");
    }
}

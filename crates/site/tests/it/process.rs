//! The program as an operator runs it: started, stopped politely, killed, started again on the same folder.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::world::new_folder;

/// Long enough for a machine that does other things besides.
const PATIENCE: Duration = Duration::from_mins(2);

struct Program {
    child: Child,
    port: u16,
}

fn renkei() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RENKEI_")) {
        command.env_remove(name);
    }
    command.env("RUST_LOG", "off").stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

impl Program {
    fn start(verb: &str, data: &Path) -> Self {
        let port = free_port();
        let mut command = renkei();
        command.arg(verb).arg("--listen").arg(format!("127.0.0.1:{port}")).arg("--data").arg(data);
        Self { child: command.spawn().expect("the program starts"), port }
    }

    /// Waits until it answers like this.
    fn until(&mut self, address: &str, words: &str) -> String {
        let began = Instant::now();
        loop {
            if let Some(answer) = self.get(address).filter(|answer| answer.contains(words)) {
                return answer;
            }
            assert!(self.child.try_wait().expect("its state").is_none(), "it ended before {address} was {words}");
            assert!(began.elapsed() < PATIENCE, "{address} never was {words}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn connect(&self) -> Option<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        Some(stream)
    }

    fn get(&self, address: &str) -> Option<String> {
        let mut stream = self.connect()?;
        write!(stream, "GET {address} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").ok()?;
        answer(&mut stream)
    }

    fn ask_for_code(&self, mail: &str) -> Option<String> {
        let mut stream = self.connect()?;
        write!(stream, "{}{}", head(mail), body(mail)).ok()?;
        answer(&mut stream)
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Waits for its end: the exit code.
    fn ended(&mut self) -> Option<i32> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(stream: &mut TcpStream) -> Option<String> {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).ok()?;
    (!text.is_empty()).then(|| String::from_utf8_lossy(&text).into_owned())
}

fn body(mail: &str) -> String {
    format!("mail={mail}")
}

fn head(mail: &str) -> String {
    format!(
        "POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body(mail).len()
    )
}

fn folder() -> PathBuf {
    new_folder().join("data")
}

/// Asks the stored database past the program.
fn count(data: &Path, query: &'static str) -> i64 {
    use sqlx::Connection as _;
    let address = format!("sqlite://{}", data.join("renkei.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut db = sqlx::SqliteConnection::connect(&address).await.expect("the file");
        sqlx::query_scalar(query).fetch_one(&mut db).await.expect("a count")
    })
}

#[test]
fn stopped_politely_it_finishes_what_is_in_hand_and_takes_nothing_new() {
    let data = folder();
    let mut program = Program::start("serve", &data);
    program.until("/readyz", "ready");
    let mail = "nobody@example.jp";
    let (head, body) = (head(mail), body(mail));
    let mut in_hand = program.connect().expect("a connection");
    write!(in_hand, "{head}{}", &body[..5]).expect("half a form");
    // The server has the first half once the head was read: whatever comes on this connection is in hand.
    std::thread::sleep(Duration::from_millis(500));
    kill_process(program.pid(), Signal::TERM).expect("a polite word");
    let began = Instant::now();
    while program.connect().is_some() {
        assert!(began.elapsed() < PATIENCE, "it still takes connections");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(program.child.try_wait().expect("its state").is_none(), "it waits for the form in hand");
    write!(in_hand, "{}", &body[5..]).expect("the other half");
    let answered = answer(&mut in_hand).expect("an answer");
    assert!(answered.starts_with("HTTP/1.1 303"), "{answered}");
    assert_eq!(program.ended(), Some(0));
    assert_eq!(count(&data, "select count(*) from people_codes where mail = 'nobody@example.jp'"), 1);
}

#[test]
fn killed_in_the_middle_it_has_lost_nothing_that_it_had_answered() {
    let data = folder();
    let mut program = Program::start("serve", &data);
    program.until("/readyz", "ready");
    let made = renkei()
        .args(["account", "create", "--mail", "unyo@example.jp", "--name", "運用 花子", "--kind", "operator"])
        .args(["--organisation", "見本県 運用室", "--data"])
        .arg(&data)
        .status();
    assert!(made.expect("the command runs").success(), "beside a running server");
    let mut answered = 0;
    for n in 0..40 {
        let reply = program.ask_for_code(&format!("nobody{n}@example.jp"));
        answered += i64::from(reply.is_some_and(|reply| reply.starts_with("HTTP/1.1 303")));
    }
    program.ask_for_code("unyo@example.jp").expect("an answer");
    program.child.kill().expect("the hard way");
    program.ended();
    assert!(answered > 0);
    assert_eq!(count(&data, "select count(*) from people_codes where mail like 'nobody%'"), answered);
    // On the same folder it stands up again, with the account and the mail that waits for a mail server.
    let mut again = Program::start("serve", &data);
    again.until("/readyz", "ready");
    assert!(again.get("/regions?q=011002").is_some_and(|page| page.contains("札幌市")));
    assert_eq!(count(&data, "select count(*) from mails where recipient = 'unyo@example.jp'"), 1);
    kill_process(again.pid(), Signal::TERM).expect("a polite word");
    assert_eq!(again.ended(), Some(0));
}

#[test]
fn a_demonstration_cut_off_while_it_fills_is_completed_the_next_time() {
    let data = folder();
    let mut program = Program::start("demo", &data);
    program.until("/healthz", "ok");
    // Somewhere in the middle: the register is there, the rest is not.
    let began = Instant::now();
    while program.get("/regions/011002").is_none_or(|page| !page.starts_with("HTTP/1.1 200")) {
        assert!(began.elapsed() < PATIENCE);
    }
    program.child.kill().expect("the hard way");
    program.ended();
    let mut again = Program::start("demo", &data);
    again.until("/readyz", "ready");
    assert_eq!(count(&data, "select count(*) from regions_municipalities"), 1741);
    assert_eq!(count(&data, "select count(*) from cases where state = 'published'"), 14);
    assert_eq!(count(&data, "select count(*) from surveys_respondents where survey_id = 2"), 1741);
    assert!(again.get("/demo/people.json").is_some_and(|people| people.contains("yanai-officer")));
}

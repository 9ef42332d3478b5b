//! Text out of a file somebody sent: by a process of its own, the same program called `renkei read-document`, with bounds of
//! memory and time that the operating system keeps. Whatever a document does to its reader, it does it there.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use document_text::{Document, Limits, Refusal};

use super::rules::{FILE_BYTES, PAGES_AT_MOST, READING_MEMORY_BYTES};

/// What the reading process may answer at most: the text, as JSON.
const ANSWER_BYTES: u64 = 32 << 20;
const GLANCE: Duration = Duration::from_millis(5);

pub fn limits() -> Limits {
    Limits { bytes: FILE_BYTES, pages: PAGES_AT_MOST, ..Limits::default() }
}

/// Reads it here and now: for what comes with the program.
///
/// # Errors
/// As [`document_text::read`].
pub fn of_ours(name: &str, bytes: &[u8]) -> Result<Document, Refusal> {
    document_text::read(name, bytes, &limits())
}

/// The program that reads: this one, or (in tests, which are another program) the one named at the start.
static READER: OnceLock<PathBuf> = OnceLock::new();

/// Names the program that reads, once, before anything is read.
pub fn read_by(program: PathBuf) {
    let _ = READER.set(program);
}

pub fn reader() -> PathBuf {
    // Linux hands out the running program itself, even while an update puts another in its place.
    let own = Path::new("/proc/self/exe");
    let this = || if own.exists() { Some(own.to_owned()) } else { std::env::current_exe().ok() };
    READER.get().cloned().or_else(this).unwrap_or_else(|| PathBuf::from("renkei"))
}

/// Reads it in a process of its own, which ends after this many seconds at the latest. Blocks: call it where that harms
/// nobody.
///
/// # Errors
/// Why not, in the sender's words.
pub fn apart(reader: &Path, name: &str, bytes: &[u8], seconds: u64) -> Result<Document, Refusal> {
    if bytes.len() > FILE_BYTES {
        return Err(Refusal::TooLarge { most_megabytes: FILE_BYTES >> 20 });
    }
    let Ok(child) = Command::new(reader)
        .args(["read-document", "--seconds", &seconds.to_string(), "--name", &plain_name(name)])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
    else {
        tracing::error!(reader = %reader.display(), "the process that reads documents does not start");
        return Err(Refusal::TooCostly);
    };
    let answer = converse(child, bytes, Duration::from_secs(seconds));
    answer.and_then(|answer| serde_json::from_slice(&answer).ok()).unwrap_or(Err(Refusal::TooCostly))
}

/// A name as an argument: only its ending matters to the reader.
fn plain_name(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(10).collect();
    if ending.is_empty() { "file".to_owned() } else { format!("file.{ending}") }
}

/// Hands the bytes over and takes the answer; `None` when it did not come in time, or the process came to a bad end.
fn converse(mut child: Child, bytes: &[u8], time: Duration) -> Option<Vec<u8>> {
    let began = Instant::now();
    let (input, output) = (child.stdin.take()?, child.stdout.take()?);
    std::thread::scope(|scope| {
        // Both pipes at once: neither side waits for the other for ever. Killing the process closes them.
        scope.spawn(move || {
            let mut input = input;
            let _ = input.write_all(bytes);
        });
        let answer = scope.spawn(move || {
            let mut answer = Vec::new();
            output.take(ANSWER_BYTES).read_to_end(&mut answer).map(|_| answer)
        });
        let ended = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status.success(),
                Ok(None) if began.elapsed() < time => std::thread::sleep(GLANCE),
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break false;
                }
            }
        };
        let answer = answer.join().ok()?.ok()?;
        ended.then_some(answer)
    })
}

/// The reading process itself: bytes in, JSON out, within its bounds.
pub fn serve(name: &str, seconds: u64) -> ExitCode {
    bound(seconds);
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    if std::io::stdin().lock().take(most).read_to_end(&mut bytes).is_err() {
        return ExitCode::from(2);
    }
    // What panics is broken to the sender; the message goes nowhere.
    std::panic::set_hook(Box::new(|_| {}));
    let read = std::panic::catch_unwind(|| document_text::read(name, &bytes, &limits()));
    let answer = read.unwrap_or_else(|_| Err(Refusal::Broken { what: "資料".to_owned() }));
    match serde_json::to_vec(&answer).map(|json| std::io::stdout().lock().write_all(&json)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

#[cfg(unix)]
fn bound(seconds: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, most: u64| {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    };
    set(Resource::As, READING_MEMORY_BYTES);
    set(Resource::Cpu, seconds);
    set(Resource::Core, 0);
    // It writes no file and opens none.
    set(Resource::Fsize, 0);
    set(Resource::Nofile, 3);
}

#[cfg(not(unix))]
fn bound(_seconds: u64) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_more_than_its_ending() {
        assert_eq!(plain_name("../手引き\n--x.PDF"), "file.PDF");
        assert_eq!(plain_name("手引き"), "file");
        assert_eq!(plain_name("a.;rm -rf"), "file.rmrf");
    }

    /// A reader that never answers, one that is not there, one that ends badly.
    #[test]
    #[cfg(unix)]
    fn a_reader_that_runs_wild_is_stopped() {
        let began = Instant::now();
        let hangs = Command::new("sleep").arg("600").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        assert_eq!(converse(hangs, &vec![0; 1 << 20], Duration::from_millis(200)), None);
        assert!(began.elapsed() < Duration::from_secs(20));
        assert_eq!(apart(Path::new("/no/such/program"), "a.pdf", b"%PDF-", 1), Err(Refusal::TooCostly));
        assert_eq!(apart(Path::new("/bin/false"), "a.pdf", b"%PDF-", 1), Err(Refusal::TooCostly));
    }
}

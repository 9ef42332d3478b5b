//! A PostgreSQL cluster of one's own: in a temporary folder, on a socket, gone with the process.
//! No server needs to run beforehand, none that runs is touched.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

pub struct Cluster {
    folder: PathBuf,
}

/// Why there is none, in a sentence that says what to do.
type Start = Result<Cluster, String>;

impl Cluster {
    /// The process's own cluster, started at first use.
    ///
    /// # Panics
    /// When PostgreSQL is not installed: tests that need it must fail, not pass unseen.
    #[allow(clippy::panic, reason = "a test harness speaks by panicking")]
    pub fn of_this_process() -> &'static Cluster {
        static CLUSTER: OnceLock<Start> = OnceLock::new();
        match CLUSTER.get_or_init(start) {
            Ok(cluster) => cluster,
            Err(sentence) => panic!("{sentence}"),
        }
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://app@localhost/{database}?host={}", self.folder.display())
    }
}

/// The newest installed set of server programs.
fn programs() -> Option<PathBuf> {
    let debian = Path::new("/usr/lib/postgresql");
    let mut versions: Vec<PathBuf> = std::fs::read_dir(debian)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().or_else(|| {
        std::env::split_paths(&std::env::var_os("PATH")?)
            .find(|dir| dir.join("initdb").exists() && dir.join("pg_ctl").exists())
    })
}

fn start() -> Start {
    let bin = programs()
        .ok_or("PostgreSQL is not installed: run ./test (it installs it), or ./test quick to leave it out.")?;
    let folder = std::env::temp_dir().join(format!("renkei-pg-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let root = run("id", &["-u"]).is_ok_and(|uid| uid.trim() == "0");
    if root {
        // initdb refuses root; the package's own user takes over.
        run("chown", &["postgres", &folder.display().to_string()])?;
    }
    let act = |program: &str, arguments: &[&str]| -> Result<String, String> {
        let program = bin.join(program).display().to_string();
        if root {
            let mut all = vec!["--reuid=postgres", "--regid=postgres", "--clear-groups", &program];
            all.extend_from_slice(arguments);
            run("setpriv", &all)
        } else {
            run(&program, arguments)
        }
    };
    let data = folder.join("data").display().to_string();
    let log = folder.join("log").display().to_string();
    act("initdb", &["-D", &data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])?;
    let options = format!(
        "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=300",
        folder.display()
    );
    act("pg_ctl", &["-D", &data, "-l", &log, "-o", &options, "-w", "start"])?;
    watch(&folder, &data);
    Ok(Cluster { folder })
}

/// A small shell that outlives this process just long enough to clean up after it.
fn watch(folder: &Path, data: &str) {
    let script = format!(
        "while kill -0 {pid} 2>/dev/null; do sleep 1; done; \
         kill -INT $(head -1 {data}/postmaster.pid) 2>/dev/null; sleep 1; rm -rf {folder}",
        pid = std::process::id(),
        folder = folder.display()
    );
    let _ = Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

fn run(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("{program}: {e}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

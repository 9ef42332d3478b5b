//! The command line: `renkei <noun> <verb>`, plus plain `serve`, `demo`, `check`, `migrate`, `tabulate`.
//! Exit codes: 0 done, 1 rows refused, 2 fault.

mod account;
pub mod cases;
pub mod indicators;
pub mod library;
mod mail;
mod regions;
mod search;
mod sheets;
pub mod surveys;
mod tabulate;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::{Parser, Subcommand};

use crate::app::{self, StartError};
use crate::permissions::AppCore;
use crate::settings::Configuration;

#[derive(Parser)]
#[command(name = "renkei", version, about = "れんけい: 在宅医療・介護連携のひろば")]
struct Arguments {
    /// 設定ファイル（TOML）
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// データの置き場所（設定より優先）
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// サーバーを動かす
    Serve {
        /// 待ち受けるアドレス（設定より優先）
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// デモを動かす（架空のデータで、すぐに試せます）
    Demo {
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
    },
    /// データベースを最新の形にする
    Migrate,
    /// 人を登録する
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// 設定と環境を調べる（何も変えません）
    Check,
    /// 取組事例
    #[command(subcommand)]
    Cases(cases::CasesCommand),
    /// 指標の値
    #[command(subcommand)]
    Indicators(indicators::IndicatorsCommand),
    /// 手引き・資料
    #[command(subcommand)]
    Library(library::LibraryCommand),
    /// 地域の台帳
    #[command(subcommand)]
    Regions(regions::RegionsCommand),
    /// 検索
    #[command(subcommand)]
    Search(search::SearchCommand),
    /// 調査票
    #[command(subcommand)]
    Surveys(surveys::SurveysCommand),
    /// 調査の回答票（Excel）
    #[command(subcommand)]
    Sheets(sheets::SheetsCommand),
    /// 届いたメール
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// CSVの回答をクロス集計する
    Tabulate(tabulate::TabulateCommand),
    /// 標準入力の資料から文章を取り出す（れんけい自身が、別のプログラムとして使います）
    #[command(hide = true)]
    ReadDocument {
        #[arg(long)]
        name: String,
        #[arg(long)]
        seconds: u64,
    },
}

pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // Works on files alone: no configuration, no database.
    if let Command::Tabulate(command) = &arguments.command {
        return tabulate::run(command).unwrap_or_else(|sentence| fault(&sentence));
    }
    // A stranger's document: within bounds, before anything else is there that it could reach.
    if let Command::ReadDocument { name, seconds } = &arguments.command {
        return crate::library::extract::serve(name, *seconds);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fault(&format!("起動できません: {error}")),
    };
    runtime.block_on(async {
        match execute(arguments).await {
            Ok(code) => code,
            Err(sentence) => fault(&sentence),
        }
    })
}

fn fault(sentence: &str) -> ExitCode {
    say_error(sentence);
    ExitCode::from(2)
}

#[allow(clippy::print_stdout, reason = "the command line speaks here and nowhere else")]
pub(crate) fn say(sentence: &str) {
    println!("{}", visible(sentence));
}

#[allow(clippy::print_stderr, reason = "the command line speaks here and nowhere else")]
pub(crate) fn say_error(sentence: &str) {
    eprintln!("{}", visible(sentence));
}

/// What stands in a file must not steer the terminal it is printed on.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

fn configuration(arguments: &Arguments) -> Result<Configuration, String> {
    let mut configuration: Configuration =
        foundation::config::load(arguments.config.as_deref(), "RENKEI_", std::env::vars())
            .map_err(|e| e.to_string())?;
    if let Some(data) = &arguments.data {
        configuration.data.clone_from(data);
    }
    Ok(configuration)
}

async fn execute(arguments: Arguments) -> Result<ExitCode, String> {
    let read = configuration(&arguments);
    if let (Err(_), Command::Check) = (&read, &arguments.command) {
        return Ok(check(read).await);
    }
    let mut configuration = read?;
    match arguments.command {
        Command::Serve { listen } => {
            if let Some(listen) = listen {
                configuration.listen = listen.to_string();
            }
            start_log(&configuration);
            let core = open(&configuration, false).await?;
            crate::first_data::ensure(&core).await.map_err(|e| format!("はじめのデータを用意できません: {e}"))?;
            serve(core, &configuration.listen).await
        }
        Command::Demo { listen } => {
            configuration.listen = listen.to_string();
            configuration.public_url = format!("http://{listen}");
            configuration.mail = None;
            if arguments.data.is_none() {
                configuration.data = PathBuf::from("data/demo");
            }
            start_log(&configuration);
            let core = open(&configuration, true).await?;
            core.settings.ready.store(false, Ordering::Relaxed);
            let filling = core.clone();
            let address = configuration.public_url.clone();
            tokio::spawn(async move {
                match crate::demo::fill(&filling).await {
                    Ok(()) => {
                        filling.settings.ready.store(true, Ordering::Relaxed);
                        say(&format!(
                            "れんけいのデモが動いています: {address}/\nだれとしてでもログインできます: {address}/demo\n止めるときは Ctrl+C を押してください。"
                        ));
                    }
                    Err(error) => say_error(&format!("デモのデータを用意できませんでした: {error}")),
                }
            });
            serve(core, &configuration.listen).await
        }
        Command::Migrate => {
            open(&configuration, false).await?;
            say("データベースは最新の形です。");
            Ok(ExitCode::SUCCESS)
        }
        Command::Account(command) => {
            let core = open(&configuration, false).await?;
            crate::first_data::ensure(&core).await.map_err(|e| format!("はじめのデータを用意できません: {e}"))?;
            let outcome = account::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Cases(command) => {
            let core = open_as_filled(&configuration).await?;
            crate::first_data::ensure(&core).await.map_err(|e| format!("はじめのデータを用意できません: {e}"))?;
            let outcome = cases::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Indicators(command) => {
            let core = open_as_filled(&configuration).await?;
            crate::first_data::ensure(&core).await.map_err(|e| format!("はじめのデータを用意できません: {e}"))?;
            let outcome = indicators::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Library(command) => {
            let core = open_as_filled(&configuration).await?;
            let outcome = library::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Sheets(command) => {
            let core = open_as_filled(&configuration).await?;
            let outcome = sheets::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Mail(command) => {
            let core = open_as_filled(&configuration).await?;
            let outcome = mail::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Surveys(command) => {
            let core = open_as_filled(&configuration).await?;
            let outcome = surveys::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Regions(command) => {
            let core = open(&configuration, false).await?;
            let outcome = regions::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Search(command) => {
            let core = open_as_filled(&configuration).await?;
            crate::first_data::ensure(&core).await.map_err(|e| format!("はじめのデータを用意できません: {e}"))?;
            let outcome = search::run(&core, command).await;
            core.database.close().await;
            outcome
        }
        Command::Check => Ok(check(Ok(configuration)).await),
        Command::Tabulate(command) => tabulate::run(&command),
        Command::ReadDocument { name, seconds } => Ok(crate::library::extract::serve(&name, seconds)),
    }
}

async fn check(configuration: Result<Configuration, String>) -> ExitCode {
    let findings = crate::check::examine(configuration, &foundation::clock::Clock::System).await;
    for finding in &findings {
        say(&finding.line());
    }
    if crate::check::is_sound(&findings) { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

async fn open(configuration: &Configuration, demo: bool) -> Result<Arc<AppCore>, String> {
    app::open(configuration, demo).await.map_err(|e: StartError| e.to_string())
}

/// Like [`open`], as what is there: what leaves a folder that `renkei demo` filled bears the demonstration's mark, by
/// whichever way it leaves, and no mail goes out of it.
async fn open_as_filled(configuration: &Configuration) -> Result<Arc<AppCore>, String> {
    let core = open(configuration, false).await?;
    if !crate::demo::is_filled(&core).await.map_err(|e| e.to_string())? {
        return Ok(core);
    }
    core.database.close().await;
    let configuration = Configuration { mail: None, ..configuration.clone() };
    open(&configuration, true).await
}

async fn serve(core: Arc<AppCore>, listen: &str) -> Result<ExitCode, String> {
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|e| {
        format!("{listen} で待ち受けられません（{e}）。ほかのプログラムが使っていないか確かめてください。")
    })?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let readings = tokio::spawn(crate::cases::jobs::keep_readings(core.clone(), stopped.clone()));
    let log = tokio::spawn(crate::search::jobs::keep_log(core.clone(), stopped.clone()));
    tokio::spawn(crate::search::jobs::copy(core.clone()));
    let worker = tokio::spawn(crate::schedule::all().work(core.clone(), stopped));
    tokio::spawn(core.database.clone().watch());
    tracing::info!(listen, "listening");
    let trusted = core.settings.trusted_proxies.clone();
    let outcome = foundation::web::serve(app::web(&core), listener, descriptors(), trusted, signal()).await;
    let _ = stop.send(true);
    let _ = worker.await;
    let _ = log.await;
    let _ = readings.await;
    core.database.close().await;
    outcome.map_err(|e| e.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Files and connections we may have open: as many as the operating system lets a program ask for. (Many start
/// with 1,024 and may have far more.)
fn descriptors() -> Option<u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
        getrlimit(Resource::Nofile).current
    }
    #[cfg(not(unix))]
    None
}

/// Ctrl+C or a polite `kill`.
async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

fn start_log(configuration: &Configuration) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RUST_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if configuration.log == "json" { builder.json().init() } else { builder.init() }
}

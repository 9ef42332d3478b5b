//! `renkei cases …`

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use foundation::web::PageError;

use super::{say, say_error};
use crate::cases::actions::collecting::{self, Sent, What as Form};
use crate::cases::actions::loading::{self, Planned, What};
use crate::cases::actions::{self, CaseError};
use crate::cases::exchange::reading::{self, Fault};
use crate::cases::model::State;
use crate::permissions::{Actor, AppCore, DraftCases, ReviewCases, SubmitCases};

#[derive(Subcommand)]
pub enum CasesCommand {
    /// /cases.json・/cases.csv の形のファイルから、取組事例をまとめて取り込む
    Load {
        /// JSONかCSVのファイル
        file: PathBuf,
        /// 加わるもの・変わるものを見るだけで、何も変えない
        #[arg(long)]
        dry_run: bool,
        /// 取り込んだ事例をそのまま公開する（付けなければ下書きになります）
        #[arg(long)]
        publish: bool,
    },
    /// 書き込まれた収集様式（Excel・ZIP・フォルダー）を、下書きとしてまとめて取り込む
    Collect {
        /// ファイルかフォルダー
        paths: Vec<PathBuf>,
        /// 何が入り、どこを直すかを見るだけで、何も変えない
        #[arg(long)]
        dry_run: bool,
        /// 入れる募集の番号（/cases/collections/ の後ろの数）
        #[arg(long)]
        collection: Option<i64>,
    },
}

const REQUEST: &str = "console";
const MOST_BYTES: u64 = 64 << 20;
const MOST_SHOWN: usize = 100;

pub async fn run(core: &Arc<AppCore>, command: CasesCommand) -> Result<ExitCode, String> {
    let (file, dry_run, publish) = match command {
        CasesCommand::Load { file, dry_run, publish } => (file, dry_run, publish),
        CasesCommand::Collect { paths, dry_run, collection } => {
            return collect(core, sent(&paths)?, dry_run, collection).await;
        }
    };
    let unreadable =
        |e: std::io::Error| format!("{} を読めません（{e}）。場所と読み取り権限を確かめてください。", file.display());
    if std::fs::metadata(&file).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(format!("{} は大きすぎます。{} MBまでです。", file.display(), MOST_BYTES >> 20));
    }
    let content = std::fs::read(&file).map_err(unreadable)?;
    let name = file.file_name().and_then(|n| n.to_str()).unwrap_or("");
    load(core, name, &content, dry_run, publish).await
}

/// The files at these paths; of a folder, those directly in it that may be forms.
fn sent(paths: &[PathBuf]) -> Result<Vec<Sent>, String> {
    let told = |path: &std::path::Path, e: &std::io::Error| format!("{} を読めません（{e}）。", path.display());
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let inside = std::fs::read_dir(path).map_err(|e| told(path, &e))?;
        let mut inside: Vec<PathBuf> = inside.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        inside.retain(|file| {
            let ending = file.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
            matches!(ending.as_str(), "xlsx" | "xls" | "ods" | "zip")
        });
        inside.sort();
        files.append(&mut inside);
    }
    let read = |path: PathBuf| {
        let size = std::fs::metadata(&path).map_err(|e| told(&path, &e))?.len();
        if size > MOST_BYTES {
            return Err(format!("{} は大きすぎます。{} MBまでです。", path.display(), MOST_BYTES >> 20));
        }
        let content = std::fs::read(&path).map_err(|e| told(&path, &e))?;
        Ok(Sent { name: path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_owned(), content })
    };
    files.into_iter().map(read).collect()
}

/// Takes forms in; answers 1 when one was refused.
pub async fn collect(
    core: &Arc<AppCore>,
    files: Vec<Sent>,
    dry_run: bool,
    collection: Option<i64>,
) -> Result<ExitCode, String> {
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    if let Some(id) = collection
        && crate::cases::actions::collections::offered(&mut tx, id).await.map_err(|e| e.to_string())?.is_none()
    {
        return Err(format!("募集{id}はありません。/cases/collections で番号を確かめてください。"));
    }
    let parsed = collecting::parse(files, &collecting::troubles(&mut tx).await.map_err(spoken)?);
    let mut sheets = collecting::look(&mut tx, &parsed, collection).await.map_err(spoken)?;
    let count = if dry_run { 0 } else { collecting::take(&mut tx, &mut sheets).await.map_err(spoken)? };
    for sheet in &sheets {
        match &sheet.what {
            Form::New(_) => say(&format!("  ＋ {} {}（{}）", sheet.file, sheet.title, sheet.owner)),
            Form::Here(number) => say(&format!("  ・ {} 事例{number} {}（{}）", sheet.file, sheet.title, sheet.owner)),
            Form::Faults(faults) => {
                for (cell, sentence) in faults {
                    say_error(&format!("  × {} {cell} {sentence}", sheet.file));
                }
            }
        }
    }
    if count > 0 {
        tx.commit_recorded().await.map_err(|e| e.to_string())?;
    } else {
        drop(tx);
    }
    say(&if dry_run {
        "見るだけの実行です。何も変えていません。".to_owned()
    } else {
        format!("{count}件が下書きになりました。")
    });
    let refused = sheets.iter().any(|sheet| matches!(sheet.what, Form::Faults(_)));
    Ok(ExitCode::from(u8::from(refused)))
}

/// Takes a file in; answers 1 when rows were refused.
pub async fn load(
    core: &Arc<AppCore>,
    name: &str,
    content: &[u8],
    dry_run: bool,
    publish: bool,
) -> Result<ExitCode, String> {
    let records = match reading::read(name, content) {
        Ok(records) => records,
        Err(faults) => return Ok(refuse(&faults)),
    };
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let planned = match loading::plan(&mut tx, &records).await.map_err(spoken)? {
        Ok(planned) => planned,
        Err(faults) => return Ok(refuse(&faults)),
    };
    say_plan(&planned);
    if dry_run {
        say("見るだけの実行です。何も変えていません。");
        return Ok(ExitCode::SUCCESS);
    }
    let numbers = loading::load(&mut tx, &planned).await.map_err(spoken)?;
    if planned.iter().any(|case| !matches!(case.what, What::Unchanged(_))) {
        tx.commit_recorded().await.map_err(|e| e.to_string())?;
    } else {
        drop(tx);
    }
    if publish {
        let count = publish_all(core, &planned, &numbers).await?;
        say(&format!("{count}件を公開しました。"));
    }
    say("取り込みました。");
    Ok(ExitCode::SUCCESS)
}

/// Hands in and publishes what is not public yet: each step for all of them at once.
async fn publish_all(core: &Arc<AppCore>, planned: &[Planned], numbers: &[i64]) -> Result<usize, String> {
    let mut tx = core.write::<SubmitCases>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let mut waiting = Vec::new();
    let mut submitted = false;
    for (case, number) in planned.iter().zip(numbers) {
        let Some(state) = loading::is_unpublished(&mut tx, *number).await.map_err(spoken)? else { continue };
        if state != State::InReview {
            actions::submit(&mut tx, *number).await.map_err(|e| {
                format!("{}（事例{number}）は公開できません。下書きのまま残っています。{}", case.row, spoken(e))
            })?;
            submitted = true;
        }
        waiting.push((*number, case.published_at));
    }
    if submitted {
        tx.commit_recorded().await.map_err(|e| e.to_string())?;
    } else {
        drop(tx);
    }
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut tx = core.write::<ReviewCases>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let now = core.clock.now();
    for (number, at) in &waiting {
        actions::publish(&mut tx, *number, at.unwrap_or(now)).await.map_err(spoken)?;
    }
    tx.commit_recorded().await.map_err(|e| e.to_string())?;
    Ok(waiting.len())
}

/// A refusal as one sentence at a console.
fn spoken(error: CaseError) -> String {
    match PageError::from(error) {
        PageError::Broken { reason } => reason,
        other => other.view("", "").sentence,
    }
}

fn refuse(faults: &[Fault]) -> ExitCode {
    say_error(&format!("取り込めません。誤りが{}か所あります。何も変えていません。", faults.len()));
    for fault in faults {
        say_error(&format!("  {}", fault.line()));
    }
    ExitCode::from(1)
}

fn say_plan(planned: &[Planned]) {
    let count = |is: fn(&What) -> bool| planned.iter().filter(|case| is(&case.what)).count();
    say(&format!(
        "追加 {}、変更 {}、そのまま {}",
        count(|w| matches!(w, What::Add)),
        count(|w| matches!(w, What::Change(..))),
        count(|w| matches!(w, What::Unchanged(_)))
    ));
    let told = planned.iter().filter(|case| !matches!(case.what, What::Unchanged(_)));
    for case in told.take(MOST_SHOWN) {
        match &case.what {
            What::Change(number, _, labels) => {
                say(&format!("  ～ {} 事例{number} {}（{}）: {}", case.row, case.title, case.owner, labels.join("、")));
            }
            _ => say(&format!("  ＋ {} {}（{}）", case.row, case.title, case.owner)),
        }
    }
}

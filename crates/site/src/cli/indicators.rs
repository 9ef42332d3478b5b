//! `renkei indicators …`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use foundation::web::PageError;

use super::{say, say_error};
use crate::permissions::{Actor, AppCore, ImportValues};
use crate::situation::actions::importing::{self, Sent};
use crate::situation::imported;

#[derive(Subcommand)]
pub enum IndicatorsCommand {
    /// 見える化システムのExcelやCSVから、指標の値をまとめて取り込む
    Import {
        /// ファイル（Excel・CSV・ZIP）かフォルダー（下のフォルダーもふくみます）
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// 何が変わるかを見るだけで、値を変えない（見た結果は画面の「取り込み」に残ります）
        #[arg(long)]
        dry_run: bool,
        /// 値の出典。付けなければ、ファイルと指標のとおり
        #[arg(long, value_name = "出典", default_value = "")]
        source: String,
        /// だれとして行うか
        #[arg(long = "as", value_parser = ["console"], default_value = "console")]
        acting: String,
    },
    /// 取り込みを丸ごと取り消す（そのあとで人が直した値は残します）
    Undo {
        /// 取り込みの番号
        number: i64,
        /// だれとして行うか
        #[arg(long = "as", value_parser = ["console"], default_value = "console")]
        acting: String,
    },
}

const REQUEST: &str = "console";
const MOST_BYTES: u64 = 64 << 20;
/// All files together: they are in memory at once.
const MOST_TOGETHER: u64 = 512 << 20;
const MOST_DEPTH: usize = 8;
const MOST_SHOWN: usize = 200;

pub async fn run(core: &Arc<AppCore>, command: IndicatorsCommand) -> Result<ExitCode, String> {
    match command {
        IndicatorsCommand::Import { paths, dry_run, source, acting: _ } => {
            import(core, sent(&paths)?, source.trim(), dry_run).await
        }
        IndicatorsCommand::Undo { number, acting: _ } => undo(core, number).await,
    }
}

/// The files at these paths; of a folder, those in it and below that may hold values.
fn sent(paths: &[PathBuf]) -> Result<Vec<Sent>, String> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() { gather(path, MOST_DEPTH, &mut files)? } else { files.push(path.clone()) }
    }
    let mut together = 0;
    let read = |path: PathBuf| {
        let size = std::fs::metadata(&path).map_err(|e| unreadable(&path, &e))?.len();
        together += size;
        if size > MOST_BYTES || together > MOST_TOGETHER {
            return Err(format!(
                "{} は大きすぎます。一つ{} MB、合わせて{} MBまでです。分けて取り込んでください。",
                path.display(),
                MOST_BYTES >> 20,
                MOST_TOGETHER >> 20
            ));
        }
        let content = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_owned();
        Ok(Sent { name, content: content.into() })
    };
    files.into_iter().map(read).collect()
}

fn gather(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let inside = std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))?;
    let mut inside: Vec<PathBuf> = inside.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    inside.sort();
    for path in inside {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        // What office programs and systems leave beside people's files.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            if depth > 0 {
                gather(&path, depth - 1, files)?;
            }
            continue;
        }
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        if matches!(ending.as_str(), "xlsx" | "xls" | "ods" | "csv" | "zip") {
            files.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} を読めません（{error}）。場所と読み取り権限を確かめてください。", path.display())
}

fn spoken(error: impl Into<PageError>) -> String {
    match error.into() {
        PageError::Broken { reason } => reason,
        other => other.view("", "").sentence,
    }
}

/// Takes files in; answers 1 when a file or a value was refused.
pub async fn import(core: &Arc<AppCore>, files: Vec<Sent>, source: &str, dry_run: bool) -> Result<ExitCode, String> {
    if files.is_empty() {
        return Err("取り込むファイルがありません。Excel・CSV・ZIPのある場所を指定してください。".to_owned());
    }
    let id = importing::look(core, Actor::Console, REQUEST, files, ("console", source)).await.map_err(spoken)?;
    let mut look = core.read::<ImportValues>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let (totals, files) = imported(&mut look, id).await.map_err(|e| e.to_string())?;
    drop(look);
    let mut refused = false;
    for (at, file) in files.iter().enumerate() {
        refused |= file.is_refused;
        if at >= MOST_SHOWN && !file.is_refused {
            continue;
        }
        let line = format!("  {} {}：{}", file.mark, file.name, file.counts);
        if file.is_refused {
            say_error(&line);
        } else {
            say(&line);
        }
        for sentence in &file.sentences {
            say_error(&format!("      {sentence}"));
        }
    }
    say(&format!("取り込み{id}：{totals}"));
    if dry_run {
        say("見るだけの実行です。値は何も変えていません。");
        return Ok(ExitCode::from(u8::from(refused)));
    }
    let mut tx = core.write::<ImportValues>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let (added, changed) = importing::store(&mut tx, id).await.map_err(spoken)?;
    tx.commit_recorded().await.map_err(|e| e.to_string())?;
    say(&format!("取り込みました（新しい値 {added}、変えた値 {changed}）。取り消すときは renkei indicators undo {id}"));
    Ok(ExitCode::from(u8::from(refused)))
}

/// Takes an import back; answers 1 when values were left alone.
pub async fn undo(core: &Arc<AppCore>, id: i64) -> Result<ExitCode, String> {
    let mut tx = core.write::<ImportValues>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let (restored, kept) = importing::undo(&mut tx, id).await.map_err(spoken)?;
    tx.commit_recorded().await.map_err(|e| e.to_string())?;
    say(&format!("取り消しました（元に戻した値 {restored}、そのあとで変わったので残した値 {kept}）。"));
    if kept > 0 {
        say_error("残した値は、画面の「取り込み」のページに並んでいます。");
    }
    Ok(ExitCode::from(u8::from(kept > 0)))
}

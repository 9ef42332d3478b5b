//! `renkei regions …`

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use foundation::web::PageError;
use jiff::civil::Date;

use super::{say, say_error};
use crate::permissions::{Actor, AppCore, ImportRegions, Reader};
use crate::regions::actions::{self, ImportWish, Source};
use crate::regions::register::comparison::Plan;
use crate::regions::register::file::{Fault, MOST_BYTES};

#[derive(Subcommand)]
pub enum RegionsCommand {
    /// 総務省の市町村の一覧（xlsx・CSV）を台帳に取り込む
    Import {
        /// 一覧のファイル
        file: PathBuf,
        /// 変わるところを見るだけで、何も変えない
        #[arg(long)]
        dry_run: bool,
        /// この都道府県だけ（名前かコード。くり返せます）
        #[arg(long)]
        prefecture: Vec<String>,
        /// 一覧にない市町村を、この日で廃止する（和暦か西暦）
        #[arg(long, value_name = "日付")]
        close_missing: Option<String>,
        /// だれとして行うか
        #[arg(long = "as", value_parser = ["console"])]
        acting: String,
    },
    /// 市町村の数字（人口・高齢者・区分）と圏域（xlsx・CSV）を取り込む
    Facts {
        /// 1行が1市町村の表（列は「団体コード」と、人口・65歳以上・過疎地域・二次医療圏など）
        file: PathBuf,
        /// いつの数字か（和暦か西暦）
        #[arg(long, value_name = "日付")]
        as_of: String,
        /// 数字の出典。数字の横に出ます（例：住民基本台帳に基づく人口）
        #[arg(long, value_name = "出典")]
        source: String,
        /// 読めるかどうかを見るだけで、何も変えない
        #[arg(long)]
        dry_run: bool,
        /// だれとして行うか
        #[arg(long = "as", value_parser = ["console"])]
        acting: String,
    },
}

const MOST_SHOWN: usize = 50;
const REQUEST: &str = "console";

pub async fn run(core: &Arc<AppCore>, command: RegionsCommand) -> Result<ExitCode, String> {
    match command {
        RegionsCommand::Import { file, dry_run, prefecture, close_missing, acting: _ } => {
            let close_on = match close_missing {
                Some(text) => Some(japanese::wareki::parse(&text).map_err(|e| e.to_string())?),
                None => None,
            };
            import(core, content_of(&file)?, &prefecture, close_on, dry_run).await
        }
        RegionsCommand::Facts { file, as_of, source, dry_run, acting: _ } => {
            let as_of = japanese::wareki::parse(&as_of).map_err(|e| e.to_string())?;
            facts(core, content_of(&file)?, as_of, source.trim(), dry_run).await
        }
    }
}

fn content_of(file: &std::path::Path) -> Result<bytes::Bytes, String> {
    let size = std::fs::metadata(file).map_err(|e| unreadable(file, &e))?.len();
    if size > MOST_BYTES as u64 {
        return Err(format!("{} は大きすぎます。{} MBまでです。", file.display(), MOST_BYTES >> 20));
    }
    Ok(bytes::Bytes::from(std::fs::read(file).map_err(|e| unreadable(file, &e))?))
}

async fn facts(
    core: &Arc<AppCore>,
    content: bytes::Bytes,
    as_of: Date,
    source: &str,
    dry_run: bool,
) -> Result<ExitCode, String> {
    if source.is_empty() {
        return Err("--source に、数字の出典を入れてください。".to_owned());
    }
    if as_of > core.clock.today() {
        return Err("--as-of が先の日付です。いつの数字かを確かめてください。".to_owned());
    }
    let mut tx = core.write::<ImportRegions>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let opened = actions::open_list(content).await.map_err(spoken)?;
    let reading = actions::plan_facts(&mut tx, opened, as_of).await.map_err(spoken)?;
    if !reading.faults.is_empty() {
        say_faults(&reading.faults);
        return Ok(ExitCode::from(1));
    }
    let (towns, facts, areas) = (reading.codes.len(), reading.facts.len(), reading.areas.len());
    say(&format!(
        "{towns}市町村の、{facts}の数字と{areas}の圏域を読めました（{}時点）。",
        japanese::wareki::long(as_of)
    ));
    if dry_run {
        say("見るだけの実行です。何も変えていません。");
        return Ok(ExitCode::SUCCESS);
    }
    let source = Source { title: source.to_owned(), fictitious: false };
    actions::take_facts(&mut tx, &reading, &source).await.map_err(spoken)?;
    tx.commit_recorded().await.map_err(|e| e.to_string())?;
    say("取り込みました。");
    Ok(ExitCode::SUCCESS)
}

fn unreadable(file: &std::path::Path, error: &std::io::Error) -> String {
    format!("{} を読めません（{error}）。場所と読み取り権限を確かめてください。", file.display())
}

async fn import(
    core: &Arc<AppCore>,
    content: bytes::Bytes,
    prefectures: &[String],
    close_on: Option<Date>,
    dry_run: bool,
) -> Result<ExitCode, String> {
    let key = actions::file_key(&content);
    let mut tx = core.write::<ImportRegions>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let wish = ImportWish { only: codes(&mut tx, prefectures).await?, close_on };
    let opened = actions::open_list(content.clone()).await.map_err(spoken)?;
    let (reading, plan) = actions::plan_import(&mut tx, opened, &wish).await.map_err(spoken)?;
    if !reading.faults.is_empty() {
        say_faults(&reading.faults);
        return Ok(ExitCode::from(1));
    }
    say_plan(&plan);
    if dry_run {
        say("見るだけの実行です。何も変えていません。");
        return Ok(ExitCode::SUCCESS);
    }
    if plan.is_empty() {
        say("台帳は、この一覧のとおりです。取り込むものはありません。");
        return Ok(ExitCode::SUCCESS);
    }
    let place = actions::file_place(&key).unwrap_or_default();
    core.files.put(&place, content).await.map_err(|e| e.to_string())?;
    actions::import_list(&mut tx, &plan, &plan.fingerprint(), &key).await.map_err(spoken)?;
    tx.commit_recorded().await.map_err(|e| e.to_string())?;
    say("台帳に取り込みました。");
    Ok(ExitCode::SUCCESS)
}

/// A page error as one sentence at a console.
fn spoken(error: PageError) -> String {
    match error {
        PageError::Broken { reason } => reason,
        other => other.view("", "").sentence,
    }
}

/// Codes of prefectures given by name or by code.
async fn codes(db: &mut Reader, given: &[String]) -> Result<Vec<String>, String> {
    let known = crate::regions::storage::prefectures(db).await.map_err(|e| e.to_string())?;
    given
        .iter()
        .map(|word| {
            let word = japanese::fold::half_width(word.trim());
            known
                .iter()
                .find(|p| p.code == word || p.name == word || p.code[..2] == word)
                .map(|p| p.code.clone())
                .ok_or_else(|| {
                    format!("「{word}」という都道府県はありません。「北海道」か「010006」のように指定してください。")
                })
        })
        .collect()
}

fn say_faults(faults: &[Fault]) {
    say_error(&format!("取り込めません。誤りが{}か所あります。何も変えていません。", faults.len()));
    for fault in faults.iter().take(MOST_SHOWN) {
        say_error(&format!("  {}: {}", fault.place(), fault.sentence));
    }
    if faults.len() > MOST_SHOWN {
        say_error(&format!("  ほか{}か所", faults.len() - MOST_SHOWN));
    }
}

fn say_plan(plan: &Plan) {
    say(&format!(
        "追加 {}、変更 {}、一覧にない {}、そのまま {}",
        plan.additions.len(),
        plan.changes.len(),
        plan.missing.len(),
        plan.unchanged
    ));
    for listed in plan.additions.iter().take(MOST_SHOWN) {
        say(&format!("  ＋ {} {}（{}）", listed.entry.code, listed.entry.name, listed.entry.kana));
    }
    for change in plan.changes.iter().take(MOST_SHOWN) {
        say(&format!("  ～ {} {} {}: {} → {}", change.code, change.name, change.what, change.old, change.new));
    }
    let fate = match plan.close_on {
        Some(day) => format!("{}で廃止", japanese::wareki::long(day)),
        None => "残します".to_owned(),
    };
    for known in plan.missing.iter().take(MOST_SHOWN) {
        say(&format!("  － {} {}（{}） {fate}", known.code, known.name, known.prefecture_name));
    }
    for (what, count) in
        [("追加", plan.additions.len()), ("変更", plan.changes.len()), ("一覧にない", plan.missing.len())]
    {
        if count > MOST_SHOWN {
            say(&format!("  {what}: ほか{}", count - MOST_SHOWN));
        }
    }
}

//! `renkei sheets …`: answer sheets of a survey, given out into a folder and taken back from one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use clap::Subcommand;
use questionnaire::Answers;

use super::{say, say_error};
use crate::permissions::{Actor, AppCore, CollectSheets, IssueSheets};
use crate::surveys::actions::giving_out::Issuing;
use crate::surveys::model::{Respondent, SurveyRow};
use crate::surveys::rules::sheets::STILL_RETURNED;
use crate::surveys::sheets::{self, Editions, Sheet, Taken};
use crate::surveys::storage::{self, RoomFilter};

#[derive(Subcommand)]
pub enum SheetsCommand {
    /// 団体ごとの回答票を、フォルダーに書き出す（都道府県ごとに分けます）
    Issue {
        /// 調査の番号（/surveys/ のあとの数字）
        #[arg(long)]
        survey: i64,
        /// 書き出す先のフォルダー
        #[arg(long)]
        out: PathBuf,
        /// この都道府県だけ（名前）
        #[arg(long)]
        prefecture: Option<String>,
    },
    /// 返ってきた回答票のフォルダーを取り込む
    Collect {
        #[arg(long)]
        survey: i64,
        /// 回答票のあるフォルダー（中のフォルダーも見ます）
        folder: PathBuf,
        /// 何が入り、何が断られるかを見るだけで、何も変えない
        #[arg(long)]
        dry_run: bool,
        /// 断った回答票の写しに、直すところを書き込んで、このフォルダーに置く
        #[arg(long, value_name = "フォルダー")]
        marked: Option<PathBuf>,
    },
}

const REQUEST: &str = "console";
/// Files of one run; a prefecture sends fewer, all together are 1,741.
const MOST_FILES: usize = 20_000;
const MOST_FILE_BYTES: u64 = 10 << 20;
/// Sheets stored in one transaction.
const BATCH: usize = 200;

pub async fn run(core: &Arc<AppCore>, command: SheetsCommand) -> Result<ExitCode, String> {
    match command {
        SheetsCommand::Issue { survey, out, prefecture } => issue(core, survey, &out, prefecture.as_deref()).await,
        SheetsCommand::Collect { survey, folder, dry_run, marked } => {
            collect(core, survey, &folder, dry_run, marked.as_deref()).await
        }
    }
}

async fn issue(core: &Arc<AppCore>, survey: i64, out: &Path, prefecture: Option<&str>) -> Result<ExitCode, String> {
    let mut tx = core.read::<IssueSheets>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let row = found(storage::survey(&mut tx, survey).await, survey)?;
    let only =
        match prefecture {
            Some(name) => {
                let choices = crate::regions::prefecture_choices(&mut tx).await.map_err(|e| e.to_string())?;
                let chosen = choices.into_iter().find(|(id, known)| known == name || id == name).map(|(id, _)| id);
                Some(chosen.ok_or_else(|| {
                    format!("「{name}」という都道府県はありません。「山口県」のように書いてください。")
                })?)
            }
            None => None,
        };
    let filter = RoomFilter { prefecture: only.unwrap_or_default(), ..RoomFilter::default() };
    let respondents =
        storage::sheets::batch(&mut tx, survey, &filter, "", i64::MAX).await.map_err(|e| e.to_string())?;
    let issuing = Issuing::of(&mut tx, &row).await.map_err(|e| e.to_string())?;
    let last_year = issuing.last_year(&mut tx, &respondents).await.map_err(|e| e.to_string())?;
    drop(tx);
    let count = respondents.len();
    say(&format!("{}に、回答票を{count}件書き出します。止めるときは Ctrl+C を押してください。", out.display()));
    let work = Arc::new(Work {
        issuing,
        last_year,
        out: out.to_owned(),
        total: count,
        written: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
    });
    let writing = work.clone();
    let mut running = tokio::task::spawn_blocking(move || writing.write(&respondents));
    let outcome = tokio::select! {
        outcome = &mut running => outcome,
        _ = tokio::signal::ctrl_c() => {
            // Those in hand are still finished.
            work.stopped.store(true, Ordering::Relaxed);
            running.await
        }
    };
    outcome.map_err(|e| e.to_string())??;
    let written = work.written.load(Ordering::Relaxed);
    if written < count {
        say(&format!(
            "{count}件のうち{written}件を書き出したところで止めました。書き出した回答票は、そのまま使えます。もう一度行うと、はじめから書き出します。"
        ));
        return Ok(ExitCode::from(1));
    }
    say(&format!("{}に、回答票を{written}件書き出しました（対象{count}件）。", out.display()));
    Ok(ExitCode::SUCCESS)
}

fn found(
    row: Result<Option<SurveyRow>, foundation::database::DatabaseError>,
    survey: i64,
) -> Result<SurveyRow, String> {
    row.map_err(|e| e.to_string())?.ok_or_else(|| format!("番号{survey}の調査はありません。"))
}

/// Everything two threads need to write sheets.
struct Work {
    issuing: Issuing,
    last_year: BTreeMap<String, Answers>,
    out: PathBuf,
    total: usize,
    written: AtomicUsize,
    stopped: AtomicBool,
}

/// How often it is said how far the writing is: twenty times for a whole country.
const TELL_EVERY: usize = 87;

impl Work {
    fn write(&self, respondents: &[Respondent]) -> Result<(), String> {
        let half = respondents.len().div_ceil(2).max(1);
        std::thread::scope(|threads| {
            let running: Vec<_> =
                respondents.chunks(half).map(|part| threads.spawn(|| self.write_part(part))).collect();
            for thread in running {
                thread.join().map_err(|_| "回答票を書き出せませんでした。".to_owned())??;
            }
            Ok(())
        })
    }

    fn write_part(&self, respondents: &[Respondent]) -> Result<(), String> {
        for respondent in respondents {
            if self.stopped.load(Ordering::Relaxed) {
                return Ok(());
            }
            let bytes = self.issuing.write(respondent, &self.last_year).map_err(|e| e.to_string())?;
            let folder = self.out.join(sheets::folder_name(respondent));
            let file = folder.join(sheets::file_name(self.issuing.survey(), respondent));
            let fault = |e: std::io::Error| format!("{} を書けません（{e}）。", file.display());
            std::fs::create_dir_all(&folder).map_err(fault)?;
            // Whoever looks at the folder meanwhile, or stops it, finds whole files only.
            let part = folder.join(format!("~${}", respondent.line.code));
            std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, &file)).map_err(fault)?;
            let written = self.written.fetch_add(1, Ordering::Relaxed) + 1;
            if written.is_multiple_of(TELL_EVERY) && written < self.total {
                say(&format!("{}件のうち{written}件を書き出しました。", self.total));
            }
        }
        Ok(())
    }
}

async fn collect(
    core: &Arc<AppCore>,
    survey: i64,
    folder: &Path,
    dry_run: bool,
    marked: Option<&Path>,
) -> Result<ExitCode, String> {
    let mut tx = core.read::<IssueSheets>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let row = found(storage::survey(&mut tx, survey).await, survey)?;
    let editions = Editions::of(&mut tx, survey).await.map_err(|e| e.to_string())?;
    drop(tx);
    let files = files_of(folder)?;
    if files.is_empty() {
        return Err(format!("{} に、Excelのファイルがありません。", folder.display()));
    }
    let (of, with) = (row.clone(), editions.clone());
    let read = tokio::task::spawn_blocking(move || read_all(&files, &of, &with));
    let read = read.await.map_err(|e| e.to_string())?;
    let twice = sheets::twice(&read);
    let mut counts = [0_usize; 5];
    for batch in read.chunks(BATCH) {
        let mut tx = core.write::<CollectSheets>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
        for sheet in batch {
            let taken = match &sheet.outcome {
                Err(fault) => Taken::Refused(vec![fault.to_string()]),
                Ok(reading) => match twice.get(&reading.identity.respondent) {
                    Some(files) => Taken::Refused(vec![format!(
                        "{}の回答票が、違う内容で{}つあります（{}）。正しいほうだけを残して、もう一度取り込んでください。",
                        reading.identity.name,
                        files.len(),
                        files.join("、")
                    )]),
                    None => sheets::take(&mut tx, &row, &editions, reading).await.map_err(|e| e.to_string())?,
                },
            };
            tell(sheet, &taken, &editions, dry_run, &mut counts);
            if let (Taken::Refused(_), Ok(reading), Some(marked), false) = (&taken, &sheet.outcome, marked, dry_run) {
                write_marked(&editions, reading, marked, &sheet.name, core.settings.demo)?;
            }
        }
        if !dry_run && tx.has_records() {
            tx.commit_recorded().await.map_err(|e| e.to_string())?;
        }
    }
    let [submitted, kept, unchanged, empty, refused] = counts;
    let count = read.len();
    say(&if dry_run {
        format!(
            "見るだけの実行です。何も変えていません。取り込むと、{count}件のうち、提出になるもの{submitted}件、途中まで入るもの{kept}件、変わらないもの{unchanged}件、未記入のもの{empty}件、取り込めないもの{refused}件です。"
        )
    } else {
        format!(
            "{count}件のうち、提出{submitted}件、途中まで{kept}件、変わりなし{unchanged}件、未記入{empty}件、断ったもの{refused}件。"
        )
    });
    Ok(if refused > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn tell(sheet: &Sheet, taken: &Taken, editions: &Editions, dry_run: bool, counts: &mut [usize; 5]) {
    let name = &sheet.name;
    match taken {
        Taken::Submitted { .. } => counts[0] += 1,
        Taken::Kept { conflicts, .. } => {
            counts[1] += 1;
            say(&if dry_run {
                format!("{name}: 取り込むと、途中までの答えが入ります。まだ答えのない設問が残ります。")
            } else {
                format!("{name}: 途中まで取り込みました。まだ答えのない設問があります。")
            });
            for question in conflicts {
                let sentence =
                    if dry_run { sheets::conflict_to_come(question) } else { sheets::conflict_sentence(question) };
                say(&format!("  {sentence}"));
            }
        }
        Taken::Unchanged | Taken::Undecided { .. } => counts[2] += 1,
        Taken::StillReturned => {
            counts[2] += 1;
            say(&format!("{name}: {STILL_RETURNED}"));
        }
        Taken::Empty => counts[3] += 1,
        Taken::Refused(reasons) => {
            counts[4] += 1;
            say_error(&format!(
                "{name}: {}",
                if dry_run { "このままでは取り込めません。" } else { "取り込みません。" }
            ));
            for sentence in reasons.iter().take(50) {
                say_error(&format!("  {sentence}"));
            }
        }
    }
    if let Ok(reading) = &sheet.outcome {
        if let (Taken::Submitted { .. } | Taken::Kept { .. }, Some(newest)) = (taken, editions.all().first())
            && let Some(remark) = sheets::joining::of_an_older_edition(newest.form(), reading)
        {
            say(&format!("{name}: {remark}"));
        }
        for stray in reading.strays.iter().take(10) {
            say(&format!("{name}: {}の「{}」は、答えの欄ではないため数えていません。", stray.place(), stray.text));
        }
    }
}

fn write_marked(
    editions: &Editions,
    reading: &answer_sheets::Reading,
    folder: &Path,
    name: &str,
    demo: bool,
) -> Result<(), String> {
    let Some((name, bytes)) = sheets::marked(editions, reading, name, demo) else { return Ok(()) };
    let file = folder.join(name);
    let fault = |e: std::io::Error| format!("{} を書けません（{e}）。", file.display());
    std::fs::create_dir_all(folder).map_err(fault)?;
    std::fs::write(&file, bytes).map_err(fault)
}

/// Workbooks below a folder, in the order of their names. What Excel leaves beside them (`~$…`) is none.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|e| format!("{} を読めません（{e}）。", folder.display()))?;
        for entry in entries {
            let entry = entry.map_err(|e| format!("{} を読めません（{e}）。", folder.display()))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let kind = entry.file_type().map_err(|e| format!("{} を読めません（{e}）。", path.display()))?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && !name.starts_with("~$") && !name.starts_with('.') {
                files.push(path);
            }
            if files.len() > MOST_FILES {
                return Err(format!("ファイルが多すぎます。一度に{MOST_FILES}件までです。"));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read_all(files: &[PathBuf], row: &SurveyRow, editions: &Editions) -> Vec<Sheet> {
    let half = files.len().div_ceil(2).max(1);
    let templates = editions.all();
    std::thread::scope(|threads| {
        let running: Vec<_> = files
            .chunks(half)
            .map(|part| {
                threads.spawn(move || part.iter().map(|file| read_one(file, row, templates)).collect::<Vec<_>>())
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

fn read_one(file: &Path, row: &SurveyRow, templates: &[answer_sheets::Template]) -> Sheet {
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let size = std::fs::metadata(file).map_or(0, |m| m.len());
    if size > MOST_FILE_BYTES {
        let most_bytes = usize::try_from(MOST_FILE_BYTES).unwrap_or(usize::MAX);
        return Sheet { name, outcome: Err(answer_sheets::FileFault::TooLarge { most_bytes }) };
    }
    match std::fs::read(file) {
        Ok(content) => sheets::read(&name, &content, row, templates),
        Err(_) => Sheet { name, outcome: Err(answer_sheets::FileFault::Damaged) },
    }
}

//! `renkei surveys …`: questionnaires in and out of files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use answer_sheets::{Limits, xlsform};
use clap::Subcommand;
use japanese::wareki::FiscalYear;
use questionnaire::{Definition, Form, Respondent, toml_file};

use super::{say, say_error};
use crate::permissions::{Actor, AppCore, EditSurveys};
use crate::programmes;
use crate::surveys::actions::drafting::{self, NewDraft};

#[derive(Subcommand)]
pub enum SurveysCommand {
    /// 調査票をファイルに書き出す（.xlsx は XLSForm、.toml、.json）
    Export {
        /// 調査の番号（/surveys/ のあとの数字）
        #[arg(long)]
        survey: i64,
        /// 書き出す版（省くと、下書きがあれば下書き、なければ最新の版）
        #[arg(long)]
        edition: Option<u32>,
        /// 書き出す先のファイル
        #[arg(long)]
        out: PathBuf,
    },
    /// ファイルの調査票から、調査の下書きを作る
    Import {
        /// .xlsx（XLSForm）、.toml、.json のファイル
        file: PathBuf,
        /// 事業の番号（/programmes/ のあとの数字）
        #[arg(long)]
        programme: i64,
        /// 年度（2027、令和9 など）
        #[arg(long)]
        year: String,
        /// 答える方（省くと、ファイルに書いてあるとおり）
        #[arg(long, value_parser = ["municipality", "prefecture", "coordinator"])]
        respondent: Option<String>,
        /// 読んで確かめるだけで、何も作らない
        #[arg(long)]
        dry_run: bool,
    },
}

const REQUEST: &str = "console";
const MOST_BYTES: u64 = 5 << 20;

pub async fn run(core: &Arc<AppCore>, command: SurveysCommand) -> Result<ExitCode, String> {
    match command {
        SurveysCommand::Export { survey, edition, out } => export(core, survey, edition, &out).await,
        SurveysCommand::Import { file, programme, year, respondent, dry_run } => {
            let definition = match read(&file)? {
                Ok(definition) => definition,
                Err(sentences) => {
                    for sentence in sentences {
                        say_error(&sentence);
                    }
                    return Ok(ExitCode::from(1));
                }
            };
            import(core, definition, programme, &year, respondent.as_deref(), dry_run).await
        }
    }
}

fn ending(file: &Path) -> String {
    file.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

async fn export(core: &Arc<AppCore>, survey: i64, edition: Option<u32>, out: &Path) -> Result<ExitCode, String> {
    let mut tx = core.read::<EditSurveys>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let found = drafting::edition_or_draft(&mut tx, survey, edition).await;
    drop(tx);
    let definition = found.map_err(|_| match edition {
        Some(edition) => format!("番号{survey}の調査に、第{edition}版はありません。"),
        None => format!("番号{survey}の調査はありません。"),
    })?;
    let bytes = match ending(out).as_str() {
        "xlsx" => xlsform::export(&definition).map_err(|e| e.to_string())?,
        "toml" => toml_file::to_toml(&definition)?.into_bytes(),
        "json" => serde_json::to_vec_pretty(&definition).map_err(|e| e.to_string())?,
        _ => return Err("書き出す先の名前は .xlsx、.toml、.json のどれかで終わるようにしてください。".to_owned()),
    };
    std::fs::write(out, bytes).map_err(|e| format!("{} を書けません（{e}）。", out.display()))?;
    say(&format!("{}に、{}問を書き出しました。", out.display(), definition.questions().count()));
    Ok(ExitCode::SUCCESS)
}

/// The questionnaire of a file, or every fault in a sentence of its own.
///
/// # Errors
/// When the file itself cannot be read.
pub fn read(file: &Path) -> Result<Result<Definition, Vec<String>>, String> {
    let unreadable =
        |e: std::io::Error| format!("{} を読めません（{e}）。場所と読み取り権限を確かめてください。", file.display());
    if std::fs::metadata(file).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(format!("{} は大きすぎます。{} MBまでです。", file.display(), MOST_BYTES >> 20));
    }
    let content = std::fs::read(file).map_err(unreadable)?;
    let text = || String::from_utf8(content.clone()).map_err(|_| vec!["UTF-8の文字として読めません。".to_owned()]);
    let read = match ending(file).as_str() {
        "toml" => text().and_then(|text| toml_file::definition(&text).map_err(|sentence| vec![sentence])),
        "json" => text().and_then(|text| {
            serde_json::from_str(&text).map_err(|e| vec![format!("調査票のJSONとして読めません（{e}）。")])
        }),
        _ => {
            let limits = Limits::default();
            match xlsform::read(&content, &xlsform::Defaults::default(), &limits) {
                Ok(imported) => {
                    for remark in &imported.remarks {
                        say(&format!("使いませんでした。{remark}"));
                    }
                    Ok(imported.definition)
                }
                Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
            }
        }
    };
    Ok(read.and_then(|definition| match Form::new(definition) {
        Ok(form) => Ok(form.definition().clone()),
        Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
    }))
}

/// Makes the draft of a survey; the days are those of the programme's year.
pub async fn import(
    core: &Arc<AppCore>,
    definition: Definition,
    programme: i64,
    year: &str,
    respondent: Option<&str>,
    dry_run: bool,
) -> Result<ExitCode, String> {
    let with_word = if year.ends_with("年度") { year.to_owned() } else { format!("{year}年度") };
    let year = FiscalYear::parse(&with_word).map_err(|e| e.to_string())?;
    let respondent = respondent.map_or_else(|| definition.respondent.clone(), Respondent::from_id);
    if let Respondent::Other(word) = &respondent {
        return Err(format!("答える方「{word}」は使えません。--respondent で選んでください。"));
    }
    let mut tx = core.write::<EditSurveys>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let settings = programmes::settings_of(&mut tx, programme, year.0).await.map_err(|e| e.to_string())?;
    let settings = settings.ok_or_else(|| {
        format!("番号{programme}の事業に、{}がありません。先に事業の年度を作ってください。", year.era_label())
    })?;
    let day = |id: &str| settings.date(id).unwrap_or_else(|| year.first_day());
    let count = definition.questions().count();
    if dry_run {
        say(&format!("調査票として読めました（{count}問）。見るだけの実行です。何も作っていません。"));
        return Ok(ExitCode::SUCCESS);
    }
    let new = NewDraft {
        programme,
        fiscal_year: year.0,
        respondent,
        definition,
        opens_on: day("survey.opens_on"),
        due_on: day("survey.closes_on"),
        previous: None,
        begins_with: None,
    };
    let survey = drafting::begin(&mut tx, new).await.map_err(|e| e.to_string())?;
    tx.commit_recorded().await.map_err(|e| e.to_string())?;
    say(&format!("調査の下書きを作りました（{count}問）。/surveys/{survey}/edit で続けられます。"));
    Ok(ExitCode::SUCCESS)
}

//! `renkei tabulate`: cross tables of a plain CSV, by the engine the surveys use. Needs no data folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use tabulate::read::{self, Limits, Sheet};
use tabulate::{Base, Disclosure, Meta, Multiple, Plan, Single, Table, Variable, write};

use super::say;

#[derive(Args)]
pub struct TabulateCommand {
    /// 回答のCSV（UTF-8かシフトJIS。1行目は列の名前）
    file: PathBuf,
    /// 集計する設問の列（くり返せます。--multi の名前も使えます）
    #[arg(long, value_name = "列")]
    question: Vec<String>,
    /// 表側にする列（くり返せます。--multi の名前も使えます）
    #[arg(long, value_name = "列")]
    by: Vec<String>,
    /// 複数回答の設問: 名前=列,列,…（列の値は1・0・空欄。すべて空欄は無回答）
    #[arg(long, value_name = "名前=列,列")]
    multi: Vec<String>,
    /// ウエイトの列
    #[arg(long, value_name = "列")]
    weight: Option<String>,
    /// 割合の分母
    #[arg(long, value_enum, default_value = "asked")]
    base: BaseWord,
    /// この数に満たない件数を秘匿する（個人の回答を集計するとき。5がめやす）
    #[arg(long, value_name = "数", value_parser = clap::value_parser!(u32).range(2..=1000))]
    suppress: Option<u32>,
    /// 書き出す先。拡張子が .json なら検定や残差も付いたJSON、ほかはCSV。なければ画面に出す
    #[arg(long, value_name = "ファイル")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum BaseWord {
    /// たずねた数（無回答を含む）
    Asked,
    /// 答えた数（無回答を除く）
    Answered,
    /// 回答の数（延べ）
    Responses,
}

impl From<BaseWord> for Base {
    fn from(word: BaseWord) -> Self {
        match word {
            BaseWord::Asked => Self::Asked,
            BaseWord::Answered => Self::Answered,
            BaseWord::Responses => Self::Responses,
        }
    }
}

pub fn run(command: &TabulateCommand) -> Result<ExitCode, String> {
    let content = read_file(&command.file)?;
    let output = tabulated(command, &content)?;
    match &command.out {
        None => say(output.trim_end()),
        Some(path) => {
            std::fs::write(path, output).map_err(|e| {
                format!("{} に書けません（{e}）。場所と書き込み権限を確かめてください。", path.display())
            })?;
            say(&format!("{} に書き出しました。", path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let refused =
        |e: std::io::Error| format!("{} を読めません（{e}）。場所と読み取り権限を確かめてください。", path.display());
    let size = std::fs::metadata(path).map_err(refused)?.len();
    let most = Limits::default().bytes;
    if size > most as u64 {
        return Err(format!("{} は大きすぎます。{} MBまでです。", path.display(), most >> 20));
    }
    std::fs::read(path).map_err(refused)
}

/// `--multi q5=q5_a,q5_b`
struct Multi<'a> {
    name: &'a str,
    flags: Vec<&'a str>,
}

fn multis(given: &[String]) -> Result<Vec<Multi<'_>>, String> {
    let mut multis: Vec<Multi<'_>> = Vec::with_capacity(given.len());
    for text in given {
        let shape = || format!("--multi {text} が読めません。--multi q5=q5_a,q5_b のように指定してください。");
        let (name, flags) = text.split_once('=').ok_or_else(shape)?;
        let flags: Vec<&str> = flags.split(',').map(str::trim).collect();
        if name.trim().is_empty() || flags.iter().any(|f| f.is_empty()) {
            return Err(shape());
        }
        let name = name.trim();
        if multis.iter().any(|m| m.name == name) {
            return Err(format!("--multi の名前「{name}」が2度あります。"));
        }
        multis.push(Multi { name, flags });
    }
    Ok(multis)
}

fn tabulated(command: &TabulateCommand, content: &[u8]) -> Result<String, String> {
    let multis = multis(&command.multi)?;
    let named = |name: &str| multis.iter().find(|m| m.name == name);
    // A multiple answer nobody asks for by name is a question.
    let mut questions: Vec<&str> = command.question.iter().map(String::as_str).collect();
    let unnamed = |m: &&Multi<'_>| !command.question.iter().chain(&command.by).any(|name| name == m.name);
    questions.extend(multis.iter().filter(unnamed).map(|m| m.name));
    if questions.is_empty() {
        return Err("集計する設問がありません。--question か --multi で指定してください。".to_owned());
    }
    let mut wanted: Vec<&str> = Vec::new();
    for name in questions.iter().copied().chain(command.by.iter().map(String::as_str)) {
        match named(name) {
            Some(multi) => wanted.extend(&multi.flags),
            None => wanted.push(name),
        }
    }
    wanted.extend(command.weight.as_deref());
    wanted.sort_unstable();
    wanted.dedup();
    let sheet = read::csv(content, Some(&wanted), Limits::default()).map_err(|e| e.to_string())?;
    let disclosure = command.suppress.map_or(Disclosure::Open, Disclosure::AtLeast);
    let variable = |name: &str| variable(&sheet, name, named(name), disclosure);
    let asked: Vec<Variable> = questions.iter().map(|name| variable(name)).collect::<Result<_, _>>()?;
    let banners: Vec<Variable> = command.by.iter().map(|name| variable(name)).collect::<Result<_, _>>()?;
    let weights = match &command.weight {
        Some(name) => Some(sheet.weights(name).map_err(|e| e.to_string())?),
        None => None,
    };
    let plan = Plan {
        banners: banners.iter().collect(),
        base: command.base.into(),
        weights: weights.as_ref(),
        independence: true,
        threads: 2,
        ..Plan::default()
    };
    let tables = plan.tables(&asked.iter().collect::<Vec<_>>()).map_err(|e| e.to_string())?;
    let json = command.out.as_ref().is_some_and(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")));
    if json { as_json(&tables) } else { as_csv(&tables) }
}

fn as_csv(tables: &[Table]) -> Result<String, String> {
    let bytes = write::csv(tables).map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map_err(|e| e.to_string())
}

fn as_json(tables: &[Table]) -> Result<String, String> {
    let tables: Vec<_> = tables.iter().map(write::json).collect();
    serde_json::to_string_pretty(&tables).map(|text| text + "\n").map_err(|e| e.to_string())
}

fn variable(sheet: &Sheet, name: &str, multi: Option<&Multi<'_>>, disclosure: Disclosure) -> Result<Variable, String> {
    let strict = |meta: &Meta| meta.clone().with_disclosure(disclosure);
    Ok(match multi {
        Some(multi) => {
            let multiple: Multiple = sheet.multiple(multi.name, &multi.flags).map_err(|e| e.to_string())?;
            let meta = strict(multiple.meta());
            multiple.with_meta(meta).map_err(|e| e.to_string())?.into()
        }
        None => {
            let single: Single = sheet.single(name).map_err(|e| e.to_string())?;
            let meta = strict(single.meta());
            single.with_meta(meta).map_err(|e| e.to_string())?.into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        command: TabulateCommand,
    }

    fn outcome(arguments: &[&str], content: &str) -> Result<String, String> {
        let line = Line::try_parse_from(["tabulate", "answers.csv"].iter().chain(arguments)).expect("arguments");
        tabulated(&line.command, content.as_bytes())
    }

    const ANSWERS: &str = "q1,f2,a,b,w\nある,x,1,0,1.5\nない,x,0,0,0.5\n,y,,,2\nある,,0,1,1\n";

    #[test]
    fn a_row_per_banner_value_and_option() {
        let expected = "row_group,row_label,n,column_label,count,percent\n\
            全体,全体,4,ある,2,50.0\n全体,全体,4,ない,1,25.0\n全体,全体,4,無回答,1,25.0\n\
            f2,x,2,ある,1,50.0\nf2,x,2,ない,1,50.0\nf2,x,2,無回答,0,0.0\n\
            f2,y,1,ある,0,0.0\nf2,y,1,ない,0,0.0\nf2,y,1,無回答,1,100.0\n\
            f2,無回答,1,ある,1,100.0\nf2,無回答,1,ない,0,0.0\nf2,無回答,1,無回答,0,0.0\n";
        assert_eq!(outcome(&["--question", "q1", "--by", "f2"], ANSWERS).as_deref(), Ok(expected));
    }

    #[test]
    fn a_multiple_answer_has_its_columns_as_options() {
        let expected = "row_group,row_label,n,column_label,count,percent\n\
            全体,全体,4,a,1,25.0\n全体,全体,4,b,1,25.0\n全体,全体,4,無回答,1,25.0\n";
        for arguments in [&["--multi", "q5=a,b"][..], &["--question", "q5", "--multi", "q5=a,b"]] {
            assert_eq!(outcome(arguments, ANSWERS).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn weights_count_in_numbers_and_bases() {
        let csv = outcome(&["--question", "q1", "--weight", "w"], ANSWERS).expect("a table");
        assert!(csv.contains("全体,全体,5,ある,2.5,50.0\n"), "{csv}");
        assert!(csv.contains("全体,全体,5,ない,0.5,10.0\n"), "{csv}");
    }

    #[test]
    fn what_is_missing_is_told() {
        let refused = |arguments: &[&str]| outcome(arguments, ANSWERS).expect_err("refused");
        assert!(refused(&["--question", "q9"]).contains("「q9」という列がありません"));
        assert!(refused(&["--by", "f2"]).contains("集計する設問がありません"));
        assert!(refused(&["--multi", "q5"]).contains("--multi q5=q5_a,q5_b のように"));
        assert_eq!(refused(&["--multi", "m=f2"]), "2行目の「f2」が「x」です。1か0か空欄にしてください。");
    }

    #[test]
    fn small_numbers_are_hidden_on_request() {
        let csv = outcome(&["--question", "q1", "--suppress", "5"], ANSWERS).expect("a table");
        assert!(csv.contains("全体,全体,X,ある,X,X"), "{csv}");
    }
}

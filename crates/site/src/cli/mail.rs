//! `renkei mail receive …`: answers that come by mail, out of a file, a folder of files or a Maildir.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;

use super::{say, say_error};
use crate::permissions::AppCore;
use crate::surveys::actions::mail_in::{self, MailOutcome};
use crate::surveys::rules::sheets::MAIL_BYTES;

#[derive(Subcommand)]
pub enum MailCommand {
    /// 届いたメールから回答票を取り込む（同じメールを二度は取り込みません）
    Receive {
        /// メールのファイル（.eml）、そのフォルダー、またはMaildir
        path: PathBuf,
    },
}

const REQUEST: &str = "console";
/// Mails of one run.
const MOST_MAILS: usize = 10_000;

pub async fn run(core: &Arc<AppCore>, command: MailCommand) -> Result<ExitCode, String> {
    let MailCommand::Receive { path } = command;
    let mails = mails_of(&path)?;
    let mut counts = [0_usize; 5];
    for mail in &mails {
        let name = mail.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let size = std::fs::metadata(&mail.file).map_or(0, |m| m.len());
        let outcome = if size > u64::try_from(MAIL_BYTES).unwrap_or(u64::MAX) {
            MailOutcome::Unreadable(format!("メールが大きすぎます（{}MBまで）。", MAIL_BYTES >> 20))
        } else {
            let raw =
                std::fs::read(&mail.file).map_err(|e| format!("{} を読めません（{e}）。", mail.file.display()))?;
            mail_in::receive(core, REQUEST, raw).await.map_err(|e| format!("{name}: {e}"))?
        };
        match &outcome {
            MailOutcome::Known => counts[4] += 1,
            MailOutcome::Unreadable(sentence) => {
                counts[1] += 1;
                say_error(&format!("{name}: {sentence}"));
            }
            MailOutcome::Received { taken, refused, waiting, answered } => {
                counts[0] += taken;
                counts[1] += refused;
                counts[2] += waiting;
                counts[3] += usize::from(*answered);
                say(&format!("{name}: 取り込み{taken}件、断ったもの{refused}件、事務局が確かめるもの{waiting}件"));
            }
        }
        mail.settle().map_err(|e| format!("{} を動かせません（{e}）。", mail.file.display()))?;
    }
    let [taken, refused, waiting, answered, known] = counts;
    say(&format!(
        "メール{}通（うち受け取り済み{known}通）。取り込み{taken}件、断ったもの{refused}件、事務局が確かめるもの{waiting}件、返事{answered}通。",
        mails.len()
    ));
    Ok(if refused > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

struct MailAt {
    file: PathBuf,
    /// Where a Maildir keeps what was seen.
    seen: Option<PathBuf>,
}

impl MailAt {
    /// A Maildir's mail is seen: it moves from `new` to `cur`.
    fn settle(&self) -> std::io::Result<()> {
        match &self.seen {
            Some(seen) => std::fs::rename(&self.file, seen),
            None => Ok(()),
        }
    }
}

fn mails_of(path: &Path) -> Result<Vec<MailAt>, String> {
    let fault = |e: std::io::Error| format!("{} を読めません（{e}）。", path.display());
    if !path.exists() {
        return Err(format!("{} がありません。", path.display()));
    }
    if path.is_file() {
        return Ok(vec![MailAt { file: path.to_owned(), seen: None }]);
    }
    let maildir = path.join("new").is_dir() && path.join("cur").is_dir();
    let folder = if maildir { path.join("new") } else { path.to_owned() };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(fault)? {
        let file = entry.map_err(fault)?.path();
        let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let is_mail = maildir || file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml"));
        if file.is_file() && !hidden && is_mail {
            files.push(file);
        }
        if files.len() >= MOST_MAILS {
            break;
        }
    }
    files.sort();
    let seen = |file: &Path| {
        let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        maildir.then(|| path.join("cur").join(format!("{name}:2,S")))
    };
    Ok(files.into_iter().map(|file| MailAt { seen: seen(&file), file }).collect())
}

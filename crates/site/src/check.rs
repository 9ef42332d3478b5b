//! `renkei check`, the doctor: every part of an installation looked at in turn, with a sentence what to do.
//! It changes nothing: what it writes to try, it removes.

mod ai;

use std::path::{Path, PathBuf};
use std::time::Duration;

use foundation::chance::Chance;
use foundation::clock::{Clock, japan};
use foundation::database::{Database, Engine, Shape};
use foundation::files::Files;
use foundation::mail::{Postman, SmtpSettings};

use crate::settings::Configuration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Good,
    /// Works, but should be known.
    Careful,
    Bad,
}

/// One line of the doctor's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub state: State,
    pub subject: &'static str,
    pub sentence: String,
}

impl Finding {
    fn good(subject: &'static str, sentence: impl Into<String>) -> Self {
        Self { state: State::Good, subject, sentence: sentence.into() }
    }

    fn careful(subject: &'static str, sentence: impl Into<String>) -> Self {
        Self { state: State::Careful, subject, sentence: sentence.into() }
    }

    fn bad(subject: &'static str, sentence: impl Into<String>) -> Self {
        Self { state: State::Bad, subject, sentence: sentence.into() }
    }

    /// 「○ 設定: …」
    pub fn line(&self) -> String {
        let mark = match self.state {
            State::Good => '○',
            State::Careful => '△',
            State::Bad => '×',
        };
        format!("{mark} {}: {}", self.subject, self.sentence)
    }
}

pub fn is_sound(findings: &[Finding]) -> bool {
    findings.iter().all(|f| f.state != State::Bad)
}

const LEAST_FREE_BYTES: u64 = 1 << 30;
const LEAST_POSTGRES: i64 = 150_000;
const CONNECT: Duration = Duration::from_secs(5);

/// Looks at everything a configuration names. `configuration` is what reading it gave.
pub async fn examine(configuration: Result<Configuration, String>, clock: &Clock) -> Vec<Finding> {
    let configuration = match configuration.and_then(|c| c.verify().map(|()| c)) {
        Ok(configuration) => configuration,
        Err(sentence) => return vec![Finding::bad("設定", sentence)],
    };
    let mut findings = vec![Finding::good("設定", "読めました。知らない項目はありません。")];
    findings.push(listen(&configuration.listen));
    findings.push(public_url(&configuration.public_url));
    findings.extend(proxy(&configuration));
    let folder = data_folder(&configuration.data);
    let usable = folder.state != State::Bad;
    findings.push(folder);
    if usable {
        findings.extend(disk(&configuration.data));
        findings.push(files(&configuration.data).await);
    }
    let database = database(&configuration, &mut findings).await;
    findings.push(time(clock, database.as_ref()).await);
    if let Some(database) = &database {
        findings.push(search_index(&configuration, database).await);
    }
    findings.extend(ai::examine(&configuration, database.as_ref()).await);
    if let Some(database) = database {
        database.close().await;
    }
    findings.push(mail(configuration.mail.as_ref()).await);
    findings
}

fn listen(address: &str) -> Finding {
    const SUBJECT: &str = "待ち受け";
    match address.parse::<std::net::SocketAddr>() {
        Ok(address) if address.ip().is_unspecified() => Finding::careful(
            SUBJECT,
            format!("{address} で、すべての口から受けます。前にTLSを受ける中継（リバースプロキシ）を置いてください。"),
        ),
        Ok(address) => Finding::good(SUBJECT, format!("{address} で受けます。")),
        Err(_) => Finding::bad(SUBJECT, format!("listen の「{address}」は「127.0.0.1:8080」の形にしてください。")),
    }
}

fn public_url(url: &str) -> Finding {
    const SUBJECT: &str = "公開アドレス";
    let (secure, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Finding::bad(SUBJECT, "public_url は http:// か https:// で始めてください。"),
    };
    let host = rest.trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(plain) {
        return Finding::bad(
            SUBJECT,
            format!(
                "public_url の「{url}」は「https://renkei.example.jp」の形にしてください。パスや空白は付けられません。"
            ),
        );
    }
    let own = host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
    if secure || own {
        Finding::good(SUBJECT, url)
    } else {
        Finding::careful(SUBJECT, format!("{url} は暗号化されません。https:// のアドレスにしてください。"))
    }
}

/// Behind a proxy nobody told us of, everybody comes from one address: limits by network cannot work.
fn proxy(configuration: &Configuration) -> Option<Finding> {
    const SUBJECT: &str = "前のプロキシ";
    if !configuration.trusted_proxy.is_empty() {
        return Some(Finding::good(SUBJECT, format!("{} の言う接続元を信じます。", configuration.trusted_proxy)));
    }
    configuration.public_url.starts_with("https://").then(|| {
        Finding::careful(
            SUBJECT,
            "trusted_proxy がありません。TLSを受けるプロキシのIPアドレスを入れると、接続元ごとの回数の上限が働きます（例: \"127.0.0.1\"）。",
        )
    })
}

fn data_folder(folder: &Path) -> Finding {
    const SUBJECT: &str = "データの置き場所";
    let shown = folder.display();
    if !folder.is_dir() {
        return Finding::bad(
            SUBJECT,
            format!("{shown} がありません。フォルダーを作るか、--data で場所を指定してください。"),
        );
    }
    let probe = folder.join(format!(".renkei-check-{}", Chance::System.code(8)));
    match std::fs::write(&probe, b"renkei").and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => Finding::good(SUBJECT, format!("{shown} に書き込めます。")),
        Err(error) => {
            Finding::bad(SUBJECT, format!("{shown} に書き込めません（{error}）。フォルダーの権限を直してください。"))
        }
    }
}

#[cfg(unix)]
fn disk(folder: &Path) -> Option<Finding> {
    const SUBJECT: &str = "ディスクの空き";
    let found = rustix::fs::statvfs(folder).ok()?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let gigabytes = free >> 30;
    Some(if free >= LEAST_FREE_BYTES {
        Finding::good(SUBJECT, format!("{gigabytes} GBあります。"))
    } else {
        Finding::bad(SUBJECT, format!("{} MBしかありません。1 GB以上の空きを作ってください。", free >> 20))
    })
}

#[cfg(not(unix))]
fn disk(_folder: &Path) -> Option<Finding> {
    None
}

async fn files(data: &Path) -> Finding {
    const SUBJECT: &str = "ファイルの保管";
    let attempt = async {
        let files = Files::folder(&data.join("files"))?;
        let key = format!("check/{}", Chance::System.token());
        let content = bytes::Bytes::from_static(b"renkei");
        files.put(&key, content.clone()).await?;
        let found = files.get(&key).await?;
        files.delete(&key).await?;
        Ok::<_, foundation::files::FileError>(found == Some(content))
    };
    match attempt.await {
        Ok(true) => Finding::good(SUBJECT, "書いて、読んで、消せました。"),
        Ok(false) => Finding::bad(SUBJECT, "書いたものと違うものが読めました。ディスクの故障を疑ってください。"),
        Err(error) => Finding::bad(SUBJECT, format!("{error}。data の下の files の権限を確かめてください。")),
    }
}

/// SQLite's file, when that is the engine.
fn sqlite_file(configuration: &Configuration) -> Option<PathBuf> {
    match configuration.database.as_str() {
        "" => Some(configuration.data.join("renkei.db")),
        url if url.starts_with("postgres://") || url.starts_with("postgresql://") => None,
        path => Some(PathBuf::from(path.strip_prefix("sqlite:").unwrap_or(path))),
    }
}

async fn database(configuration: &Configuration, findings: &mut Vec<Finding>) -> Option<Database> {
    const SUBJECT: &str = "データベース";
    let address = match sqlite_file(configuration) {
        Some(file) if !file.is_file() => {
            findings.push(Finding::bad(
                SUBJECT,
                format!("{} がまだありません。renkei migrate で作ってください。", file.display()),
            ));
            return None;
        }
        Some(file) => file.display().to_string(),
        None => configuration.database.clone(),
    };
    let database = match tokio::time::timeout(CONNECT, Database::open(&address)).await {
        Ok(Ok(database)) => database,
        Ok(Err(error)) => {
            findings.push(Finding::bad(
                SUBJECT,
                format!("開けません（{error}）。database の設定と権限を確かめてください。"),
            ));
            return None;
        }
        Err(_) => {
            findings.push(Finding::bad(
                SUBJECT,
                "5秒待っても答えません。サーバーが動いているか、通信が通るかを確かめてください。",
            ));
            return None;
        }
    };
    findings.push(match (database.engine(), database.server_version().await) {
        (Engine::Sqlite, _) => Finding::good(SUBJECT, "SQLiteのファイルを開けました。"),
        (_, Ok(Some(version))) if version >= LEAST_POSTGRES => {
            Finding::good(SUBJECT, format!("PostgreSQL {} に届きます。", version / 10_000))
        }
        (_, Ok(Some(version))) => {
            Finding::bad(SUBJECT, format!("PostgreSQL {} は古すぎます。15以上に上げてください。", version / 10_000))
        }
        (_, Ok(None)) => Finding::careful(SUBJECT, "PostgreSQLの版が分かりません。15以上か確かめてください。"),
        (_, Err(error)) => Finding::bad(SUBJECT, format!("答えません（{error}）。")),
    });
    findings.push(match database.damage().await {
        Ok(lines) if lines.is_empty() => Finding::good("データベースの傷み", "ありません。"),
        Ok(lines) => Finding::bad(
            "データベースの傷み",
            format!("傷んでいます（{}）。止めて、控えから戻してください。", lines.join("、")),
        ),
        Err(error) => Finding::bad("データベースの傷み", format!("調べられません（{error}）。")),
    });
    findings.push(match database.shape(&crate::migrations::all()).await {
        Ok(shape) => shape_of(shape),
        Err(error) => Finding::bad("データベースの形", format!("調べられません（{error}）。")),
    });
    Some(database)
}

/// Whether everything that is there is found, and nothing else.
async fn search_index(configuration: &Configuration, database: &Database) -> Finding {
    const SUBJECT: &str = "検索の索引";
    const REQUEST: &str = "check";
    let look = async {
        let files = Files::folder(&configuration.data.join("files")).map_err(|e| e.to_string())?;
        let (clock, chance, postman) = (Clock::System, Chance::System, Postman::Keep);
        let core = crate::app::core(configuration, false, database.clone(), clock, chance, files, postman);
        let look = core.read::<crate::permissions::RebuildSearch>(crate::permissions::Actor::Console, REQUEST).await;
        let mut look = look.map_err(|e| e.to_string())?;
        if !crate::search::is_current(&mut look).await.map_err(|e| e.to_string())? {
            return Ok(None);
        }
        let (things, mut faults) = crate::search::examine(&mut look).await.map_err(|e| e.to_string())?;
        for (kind, missing, surplus) in crate::indexing::differences(&mut look).await.map_err(|e| e.to_string())? {
            faults.push(format!("{kind}が{missing}件足りず、{surplus}件余っています"));
        }
        Ok::<_, String>(Some((things, faults)))
    };
    match look.await {
        Ok(None) => Finding::good(SUBJECT, "まだありません。サーバーを動かすと作ります。"),
        Ok(Some((things, faults))) if faults.is_empty() => {
            Finding::good(SUBJECT, format!("{things}件がそろっています。"))
        }
        Ok(Some((_, faults))) => {
            Finding::bad(SUBJECT, format!("{}。renkei search rebuild で作り直してください。", faults.join("、")))
        }
        Err(error) => Finding::careful(SUBJECT, format!("調べられません（{error}）。")),
    }
}

fn shape_of(shape: Shape) -> Finding {
    const SUBJECT: &str = "データベースの形";
    match shape {
        Shape { altered: 1.., .. } => Finding::bad(
            SUBJECT,
            "このプログラムとは違う更新が行われています。データの置き場所とプログラムの版の組み合わせを確かめてください。",
        ),
        Shape { unknown: 1.., .. } => {
            Finding::bad(SUBJECT, "このプログラムより新しい版で使われています。新しい版のプログラムを使ってください。")
        }
        Shape { pending: 1.., .. } => Finding::bad(
            SUBJECT,
            format!("{}件の更新が残っています。renkei migrate で最新にしてください。", shape.pending),
        ),
        _ => Finding::good(SUBJECT, "最新です。"),
    }
}

async fn time(clock: &Clock, database: Option<&Database>) -> Finding {
    const SUBJECT: &str = "時計";
    let now = clock.now();
    let here = now.in_japan();
    if !(2026..2100).contains(&here.year()) {
        return Finding::bad(SUBJECT, format!("{}年になっています。時刻を合わせてください（NTP）。", here.year()));
    }
    if here.offset() != jiff::tz::offset(9) || here.time_zone() != &japan() {
        return Finding::bad(SUBJECT, "日本時間になりません。時間帯の情報（tzdata）を入れてください。");
    }
    if let Some(database) = database
        && let Ok(Some(last)) = database.last_recorded().await
        && last.seconds_since(now) > 300
    {
        return Finding::bad(
            SUBJECT,
            format!(
                "最後の記録（{}）より前に戻っています。時刻を合わせてください（NTP）。",
                crate::shared::in_japan(last)
            ),
        );
    }
    Finding::good(SUBJECT, crate::shared::in_japan(now))
}

async fn mail(settings: Option<&SmtpSettings>) -> Finding {
    const SUBJECT: &str = "メール";
    let Some(settings) = settings else {
        return Finding::careful(
            SUBJECT,
            "メールサーバーの設定がないため、メールは送信箱に残るだけです。[mail] を設定してください。",
        );
    };
    if let Err(error) = Postman::smtp(settings) {
        return Finding::bad(SUBJECT, format!("設定に誤りがあります。{error}"));
    }
    let (host, port) = (settings.host.as_str(), settings.port);
    match tokio::time::timeout(CONNECT, tokio::net::TcpStream::connect((host, port))).await {
        Ok(Ok(_)) if settings.security == "none" => Finding::careful(
            SUBJECT,
            format!("{host}:{port} に届きますが、暗号化されません。同じ機械か、閉じた網のときだけにしてください。"),
        ),
        Ok(Ok(_)) => Finding::good(SUBJECT, format!("{host}:{port} に届きます。")),
        Ok(Err(error)) => Finding::bad(
            SUBJECT,
            format!("{host}:{port} に届きません（{error}）。ホスト名と番号、通信の許可を確かめてください。"),
        ),
        Err(_) => {
            Finding::bad(SUBJECT, format!("{host}:{port} が5秒待っても答えません。通信の許可を確かめてください。"))
        }
    }
}

#[cfg(test)]
mod tests;

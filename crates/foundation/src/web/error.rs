//! One kind of page error for all features (HOUSE §6).

use http::StatusCode;

use crate::database::DatabaseError;
use crate::files::FileError;
use crate::permissions::{Denied, GateError};

#[derive(Debug)]
pub enum PageError {
    /// There is none, or it is none of yours: the same page, so that nothing is given away.
    NotFound,
    /// There is none, and the page can say what is meant instead. Only where it gives nothing away.
    Missing { sentence: String, next: Vec<ErrorLink> },
    /// Nobody is signed in.
    SignIn,
    /// Signed in, but not one of those who may.
    Refused { who_may: String },
    /// A business rule says no: its sentence, and what to do.
    Rule { sentence: String },
    /// Somebody else changed it meanwhile; what you typed is shown beside it.
    Changed { sentence: String },
    /// The request itself is wrong (broken text, unknown shape).
    BadRequest { sentence: String },
    /// More stands in the address than anybody types or follows.
    AddressTooLong,
    /// The address exists, but not for this way of asking (a form's address opened by hand, say).
    WrongMethod,
    /// More was sent than this address takes.
    TooLarge { limit_bytes: usize },
    /// What is sent takes longer to arrive than anybody waits for.
    TooSlow,
    /// The page takes longer than anybody waits for: nothing of it was stored.
    Overdue,
    /// Too many are at it at once: try again in a moment.
    Busy,
    /// Posted from another site.
    ForeignPost,
    /// Too often in too short a time.
    TooOften { wait_seconds: i64 },
    /// Ours. The reason goes to the log under the incident number, nowhere else.
    Broken { reason: String },
}

/// A link that helps onward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLink {
    pub label: String,
    pub href: String,
}

/// What an error page shows.
#[derive(Clone, Debug)]
pub struct ErrorView {
    pub status: StatusCode,
    pub heading: String,
    pub sentence: String,
    pub next: Vec<ErrorLink>,
    /// For the telephone: what to quote to the people who run this.
    pub incident: Option<String>,
    /// The address asked for, for the way back after signing in.
    pub path: String,
}

impl PageError {
    pub fn rule(sentence: impl Into<String>) -> Self {
        Self::Rule { sentence: sentence.into() }
    }

    pub fn broken(reason: impl ToString) -> Self {
        Self::Broken { reason: reason.to_string() }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Missing { .. } => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Refused { .. } | Self::ForeignPost => StatusCode::FORBIDDEN,
            Self::Rule { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Changed { .. } => StatusCode::CONFLICT,
            Self::BadRequest { .. } => StatusCode::BAD_REQUEST,
            Self::AddressTooLong => StatusCode::URI_TOO_LONG,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Overdue | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The page's words. `incident` is set for faults of ours.
    pub fn view(&self, path: &str, incident: &str) -> ErrorView {
        let link = |label: &str, href: String| ErrorLink { label: label.to_owned(), href };
        let front = link("トップページへ", "/".to_owned());
        let search = link("さがす", "/search".to_owned());
        let (heading, sentence, next) = match self {
            Self::NotFound => (
                "ページが見つかりません",
                "アドレスが変わったか、あなたに公開されていないページです。アドレスを確かめるか、検索でさがしてください。".to_owned(),
                vec![search, front],
            ),
            Self::Missing { sentence, next } => (
                "ページが見つかりません",
                sentence.clone(),
                next.iter().cloned().chain([search, front]).collect(),
            ),
            Self::SignIn => (
                "ログインしてください",
                "このページは関係者のページです。ログインすると、続けて開きます。".to_owned(),
                vec![
                    link("ログインして続ける", format!("/sign-in?next={}", super::fields::escape(path))),
                    front,
                ],
            ),
            Self::Refused { who_may } => (
                "この操作はできません",
                format!("この操作ができるのは、{who_may}です。必要なときは、その方にお願いしてください。"),
                vec![front],
            ),
            Self::Rule { sentence } => ("このままでは進めません", sentence.clone(), vec![front]),
            Self::Changed { sentence } => ("ほかの方が先に変更しました", sentence.clone(), vec![link("いまの内容を見る", path.to_owned())]),
            Self::BadRequest { sentence } => ("送られた内容を読み取れません", sentence.clone(), vec![front]),
            Self::AddressTooLong => (
                "アドレスが長すぎます",
                "条件を減らすか、ことばを短くして、もう一度お試しください。".to_owned(),
                vec![search, front],
            ),
            Self::WrongMethod => (
                "このアドレスは、直接は開けません",
                "画面のボタンから進むためのアドレスです。トップページから、もう一度お進みください。".to_owned(),
                vec![front, search],
            ),
            Self::TooLarge { limit_bytes } => (
                "送られた内容が大きすぎます",
                format!("一度に受け取れるのは{}までです。分けるか、小さくしてから、もう一度お試しください。", size(*limit_bytes)),
                vec![front],
            ),
            Self::TooSlow => (
                "送り終わるのを待てませんでした",
                "回線が遅いか、途中で切れています。何も保存していません。大きなファイルは分けるか、回線を確かめてから、もう一度お試しください。".to_owned(),
                vec![front],
            ),
            Self::Overdue => (
                "時間がかかりすぎたため、止めました",
                "いま混み合っています。何も保存していません。入力した内容は、ブラウザーの「戻る」で残っています。少し待ってから、もう一度お試しください。".to_owned(),
                vec![front],
            ),
            Self::Busy => (
                "いま混み合っています",
                "同時に多くの集計や書類を作っています。少し待ってから、もう一度開いてください。入力した内容は、ブラウザーの「戻る」で残っています。".to_owned(),
                vec![link("もう一度開く", path.to_owned()), front],
            ),
            Self::ForeignPost => (
                "別のサイトからの送信は受け付けません",
                "安全のため、このサイトの画面から送られたものだけを受け付けます。ページを開き直して、もう一度お試しください。".to_owned(),
                vec![front],
            ),
            Self::TooOften { wait_seconds } => (
                "しばらく待ってからお試しください",
                format!("短い間に何度も試されたため、止めています。{}分ほど待ってから、もう一度お試しください。", (wait_seconds + 59) / 60),
                vec![front],
            ),
            Self::Broken { .. } => (
                "うまく動きませんでした",
                "こちらの不具合です。入力した内容は、ブラウザーの「戻る」で残っています。時間をおいて、もう一度お試しください。続くときは、下の番号を運営に知らせてください。".to_owned(),
                vec![front],
            ),
        };
        ErrorView {
            status: self.status(),
            heading: heading.to_owned(),
            sentence,
            next,
            incident: matches!(self, Self::Broken { .. }).then(|| incident.to_owned()),
            path: path.to_owned(),
        }
    }
}

fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 { format!("{} MB", bytes >> 20) } else { format!("{} kB", bytes >> 10) }
}

impl From<DatabaseError> for PageError {
    fn from(error: DatabaseError) -> Self {
        // Every connection is in use: no fault, and it passes.
        if matches!(error, DatabaseError::Sql(sqlx::Error::PoolTimedOut)) {
            return Self::Busy;
        }
        Self::broken(error)
    }
}

impl From<FileError> for PageError {
    fn from(error: FileError) -> Self {
        Self::broken(error)
    }
}

impl From<GateError> for PageError {
    fn from(error: GateError) -> Self {
        match error {
            GateError::Denied(denied) => denied.into(),
            GateError::Database(error) => error.into(),
        }
    }
}

impl From<Denied> for PageError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::SignIn => Self::SignIn,
            Denied::Refused { who_may } => Self::Refused { who_may },
        }
    }
}

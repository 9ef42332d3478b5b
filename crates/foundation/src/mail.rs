//! Mail: an outbox in the database, so that a mail is promised together with the change it tells
//! of, survives a restart and is sent exactly by the job that finds it waiting.

pub mod overview;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::clock::Timestamp;
use crate::database::{Connection, DatabaseError, Writer, sql};
use crate::jobs::Job;
use crate::permissions::Policy;

/// Plain text only: municipal mail gateways strip or rewrite everything else.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub body: String,
    /// Holds a code: the stored body is blanked as soon as the mail server has taken it.
    pub secret: bool,
}

/// How mail leaves the house.
#[derive(Clone)]
pub enum Postman {
    /// Keeps every mail in the outbox, to be read on a page: demo and tests.
    Keep,
    Smtp {
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        from: Mailbox,
    },
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    pub security: String,
    pub from: String,
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub password: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("メールアドレスの形が正しくありません: {0}")]
    Address(#[from] lettre::address::AddressError),
    #[error("メールを組み立てられません: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("メールサーバーに送れません: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("mail.security は none, starttls, tls のいずれかにしてください")]
    Security,
}

impl Postman {
    pub fn smtp(settings: &SmtpSettings) -> Result<Self, MailError> {
        let host = settings.host.as_str();
        let builder = match settings.security.as_str() {
            "none" => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
            "starttls" => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host)?,
            "tls" => AsyncSmtpTransport::<Tokio1Executor>::relay(host)?,
            _ => return Err(MailError::Security),
        };
        let mut builder = builder.port(settings.port);
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self::Smtp { transport: Box::new(builder.build()), from: settings.from.parse()? })
    }

    /// True when mails leave the house, so that their bodies need not be kept.
    pub fn sends(&self) -> bool {
        matches!(self, Self::Smtp { .. })
    }

    pub async fn deliver(&self, mail: &Mail) -> Result<(), MailError> {
        let Self::Smtp { transport, from } = self else { return Ok(()) };
        let message = Message::builder()
            .from(from.clone())
            .to(mail.to.parse()?)
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())?;
        transport.send(message).await?;
        Ok(())
    }
}

impl<P: Policy> Writer<P> {
    /// Puts a mail into the outbox and queues its sending, both inside this transaction.
    pub async fn mail(&mut self, mail: Mail) -> Result<(), DatabaseError> {
        let now = self.core().clock.now();
        let (id,): (i64,) = self
            .one(
                sql("insert into mails (recipient, subject, body, secret, state, created_at) \
                     values ($1, $2, $3, $4, 'waiting', $5) returning id")
                .bind(mail.to)
                .bind(mail.subject)
                .bind(mail.body)
                .bind(mail.secret)
                .bind(now),
            )
            .await?;
        self.queue(Job::new(crate::jobs::SEND_MAIL).with("mail", id)).await
    }
}

/// A mail of the outbox, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptMail {
    pub id: i64,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub state: String,
    pub created_at: String,
}

impl KeptMail {
    pub fn at(&self) -> Option<Timestamp> {
        self.created_at.parse().ok()
    }
}

/// The newest mails of the outbox.
pub async fn newest(db: &mut Connection, most: i64) -> Result<Vec<KeptMail>, DatabaseError> {
    db.all(
        sql("select id, recipient, subject, body, state, created_at from mails order by id desc limit $1").bind(most),
    )
    .await
}

/// One mail of the outbox.
pub async fn kept(db: &mut Connection, id: i64) -> Result<Option<KeptMail>, DatabaseError> {
    db.optional(sql("select id, recipient, subject, body, state, created_at from mails where id = $1").bind(id)).await
}

//! Mail: an outbox in the database, so that a mail is promised together with the change it tells
//! of, survives a restart and is sent exactly by the job that finds it waiting.

pub mod overview;

use bytes::Bytes;
use lettre::message::header::ContentType;
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::clock::Timestamp;
use crate::database::{Connection, DatabaseError, Writer, sql};
use crate::jobs::Job;
use crate::permissions::Policy;

/// Plain text only: municipal mail gateways strip or rewrite everything else. A file may go with it ([`Attachment`]).
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub body: String,
    /// Holds a code: the stored body is blanked as soon as the mail server has taken it.
    pub secret: bool,
}

/// A file that goes with a mail: kept in the file store until the mail has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    /// Where the sender put it ([`crate::files::Files::put`]) before the mail is written. This mail's alone: the file
    /// is deleted when the mail has left.
    pub key: String,
}

/// A file as it is sent.
#[derive(Clone, Debug)]
pub struct Attached {
    pub name: String,
    pub content: Bytes,
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

    pub async fn deliver(&self, mail: &Mail, files: Vec<Attached>) -> Result<(), MailError> {
        let Self::Smtp { transport, from } = self else { return Ok(()) };
        transport.send(message(from.clone(), mail, files)?).await?;
        Ok(())
    }
}

fn message(from: Mailbox, mail: &Mail, files: Vec<Attached>) -> Result<Message, MailError> {
    let builder = Message::builder().from(from).to(mail.to.parse()?).subject(mail.subject.clone());
    if files.is_empty() {
        return Ok(builder.header(ContentType::TEXT_PLAIN).body(mail.body.clone())?);
    }
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(mail.body.clone()));
    for file in files {
        let kind = ContentType::parse(content_type(&file.name)).unwrap_or(ContentType::TEXT_PLAIN);
        parts = parts.singlepart(Part::new(file.name).body(file.content.to_vec(), kind));
    }
    Ok(builder.multipart(parts)?)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}

impl<P: Policy> Writer<P> {
    /// Puts a mail into the outbox and queues its sending, both inside this transaction.
    pub async fn mail(&mut self, mail: Mail) -> Result<(), DatabaseError> {
        self.mail_with(mail, Vec::new()).await
    }

    /// Like [`Self::mail`], with files that stand in the file store already.
    pub async fn mail_with(&mut self, mail: Mail, files: Vec<Attachment>) -> Result<(), DatabaseError> {
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
        for file in files {
            self.execute(
                sql("insert into mail_attachments (mail_id, name, file_key) values ($1, $2, $3)")
                    .bind(id)
                    .bind(file.name)
                    .bind(file.key),
            )
            .await?;
        }
        self.queue(Job::new(crate::jobs::SEND_MAIL).with("mail", id)).await
    }
}

/// A mail of the outbox, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
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

/// The files that go with a mail, by name and key: of a mail that has left, none.
pub async fn attachments(db: &mut Connection, mail: i64) -> Result<Vec<Attachment>, DatabaseError> {
    let rows: Vec<(String, String)> = db
        .all(
            sql("select name, file_key from mail_attachments where mail_id = ")
                .with("", mail)
                .then(" and file_key <> '' order by id"),
        )
        .await?;
    Ok(rows.into_iter().map(|(name, key)| Attachment { name, key }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outlook and municipal gateways know a Japanese name by RFC 2231, and the text stays a part of its own.
    #[test]
    fn a_file_goes_with_its_japanese_name() {
        let mail = Mail {
            to: "midori@yanai.example.jp".to_owned(),
            subject: "回答票".to_owned(),
            body: "直すところがあります。".to_owned(),
            secret: false,
        };
        let from: Mailbox = "renkei@example.jp".parse().unwrap();
        let file = Attached { name: "柳井市_直すところ.xlsx".to_owned(), content: Bytes::from_static(b"PK") };
        let sent = String::from_utf8(message(from.clone(), &mail, vec![file]).unwrap().formatted()).unwrap();
        assert!(sent.contains("multipart/mixed") && sent.contains("spreadsheetml.sheet"), "{sent}");
        assert!(sent.contains("filename*0*=utf-8''") || sent.contains("filename*=utf-8''"), "{sent}");
        let plain = String::from_utf8(message(from, &mail, Vec::new()).unwrap().formatted()).unwrap();
        assert!(plain.contains("text/plain") && !plain.contains("multipart"), "{plain}");
    }
}

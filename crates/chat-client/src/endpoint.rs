//! Asking.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::connection::Place;
use crate::listening::{Limits, Listener, Told};
use crate::settings::OWN_FIELDS;
use crate::{Fault, Settings};

/// Head of an answer.
const MOST_HEAD_BYTES: usize = 64 << 10;
/// The list of a server's models.
const MOST_LIST_BYTES: usize = 1 << 20;
/// Who finds all places taken waits so long.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    System,
    User,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    role: Role,
    content: String,
}

impl Message {
    /// The rules it is to keep to.
    pub fn system(content: impl Into<String>) -> Self {
        Self { role: Role::System, content: content.into() }
    }

    /// What it is asked, and about what.
    pub fn user(content: impl Into<String>) -> Self {
        Self { role: Role::User, content: content.into() }
    }
}

/// Which models a server says it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Models {
    HasOurs,
    HasOthers,
    /// It answers, but not to this question.
    DoesNotSay,
}

/// A model somewhere. Cheap to clone; all clones share the places.
#[derive(Clone)]
pub struct Endpoint(Arc<Inner>);

struct Inner {
    place: Place,
    model: String,
    authorization: Option<HeaderValue>,
    whole: Duration,
    first_word: Duration,
    places: Semaphore,
    options: Map<String, Value>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Endpoint({}, {})", self.authority(), self.model())
    }
}

/// The connection's own work; ends with it.
struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Endpoint {
    /// # Errors
    /// A sentence for the operator; the key is in none.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        let place = Place::new(&settings.url, settings.ca_file.as_deref())?;
        if settings.model.trim().is_empty() {
            return Err("model（モデルの名前）を入れてください".to_owned());
        }
        if let Some(own) = OWN_FIELDS.iter().find(|name| settings.options.contains_key(**name)) {
            return Err(format!("options に {own} は入れられません"));
        }
        let authorization = if settings.key.is_empty() {
            None
        } else {
            let unusable = || "key に、鍵として使えない文字（改行や日本語など）があります".to_owned();
            let mut value =
                HeaderValue::from_str(&format!("Bearer {}", settings.key.text())).map_err(|_| unusable())?;
            if value.to_str().is_err() {
                return Err(unusable());
            }
            value.set_sensitive(true);
            Some(value)
        };
        Ok(Self(Arc::new(Inner {
            place,
            model: settings.model.trim().to_owned(),
            authorization,
            whole: Duration::from_secs(settings.seconds.max(1)),
            first_word: Duration::from_secs(settings.first_word_seconds.max(1)),
            places: Semaphore::new(settings.at_once.max(1)),
            options: settings.options.clone(),
        })))
    }

    pub fn model(&self) -> &str {
        &self.0.model
    }

    /// `api.example.jp`, with a port where one is said.
    pub fn authority(&self) -> &str {
        &self.0.place.authority
    }

    pub fn is_encrypted(&self) -> bool {
        self.0.place.tls.is_some()
    }

    /// On this very machine.
    pub fn is_here(&self) -> bool {
        let host = self.0.place.host.as_str();
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Asks, and hands over all words so far whenever there are new ones; `take` may stop it.
    ///
    /// # Errors
    /// Why there is no whole answer. Dropping the future ends the connection.
    pub async fn ask(
        &self,
        messages: &[Message],
        limits: Limits,
        mut take: impl FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Told, Fault> {
        let inner = &*self.0;
        let _place = timeout(LONGEST_WAIT, inner.places.acquire()).await.map_err(|_| Fault::Busy)?;
        let begun = Instant::now();
        let (whole, first_word) = (begun + inner.whole, begun + inner.first_word.min(inner.whole));
        let body = self.body(messages);
        let opened = timeout_at(first_word, self.open(Method::POST, "/chat/completions", "text/event-stream", body));
        let (mut response, _driver) = opened.await.map_err(|_| Fault::NoFirstWord)??;
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("text/event-stream") || response.headers().contains_key(CONTENT_ENCODING) {
            return Err(Fault::Garbled);
        }
        let mut listener = Listener::new(limits);
        while !listener.is_done() {
            let (until, late) =
                if listener.words().is_empty() { (first_word, Fault::NoFirstWord) } else { (whole, Fault::Late) };
            let Some(frame) = timeout_at(until, response.body_mut().frame()).await.map_err(|_| late)? else { break };
            // A connection that broke off; what was finished before is whole all the same.
            let Ok(frame) = frame else { break };
            let Some(bytes) = frame.data_ref() else { continue };
            if listener.hear(bytes)? && take(listener.words()).is_break() {
                return Err(Fault::LetGo);
            }
        }
        listener.finish()
    }

    /// Whether the server answers, takes the key, and has the model: costs nothing anywhere.
    ///
    /// # Errors
    /// Why not.
    pub async fn models(&self) -> Result<Models, Fault> {
        let inner = &*self.0;
        let look = async {
            let opened = self.open(Method::GET, "/models", "application/json", Bytes::new()).await;
            let (mut response, _driver) = match opened {
                Err(Fault::Missing | Fault::Refused(_)) => return Ok(Models::DoesNotSay),
                opened => opened?,
            };
            let mut list = Vec::new();
            while let Some(frame) = response.body_mut().frame().await {
                let frame = frame.map_err(|_| Fault::Cut)?;
                if let Some(bytes) = frame.data_ref() {
                    if list.len() + bytes.len() > MOST_LIST_BYTES {
                        return Ok(Models::DoesNotSay);
                    }
                    list.extend_from_slice(bytes);
                }
            }
            let list: Value = serde_json::from_slice(&list).map_err(|_| Fault::Garbled)?;
            let Some(models) = list["data"].as_array() else { return Ok(Models::DoesNotSay) };
            let ours = models.iter().any(|model| model["id"].as_str() == Some(inner.model.as_str()));
            Ok(if ours { Models::HasOurs } else { Models::HasOthers })
        };
        timeout(inner.first_word, look).await.map_err(|_| Fault::Late)?
    }

    /// What is sent.
    fn body(&self, messages: &[Message]) -> Bytes {
        let inner = &*self.0;
        let mut body = inner.options.clone();
        body.insert("model".to_owned(), json!(inner.model));
        body.insert("messages".to_owned(), json!(messages));
        body.insert("stream".to_owned(), json!(true));
        body.insert("stream_options".to_owned(), json!({ "include_usage": true }));
        Bytes::from(Value::Object(body).to_string())
    }

    async fn open(
        &self,
        method: Method,
        path: &str,
        accept: &'static str,
        body: Bytes,
    ) -> Result<(Response<Incoming>, Driver), Fault> {
        let inner = &*self.0;
        let stream = inner.place.connect().await?;
        let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
            .max_buf_size(MOST_HEAD_BYTES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|_| Fault::Unreachable)?;
        let driver = Driver(tokio::spawn(async move {
            let _ = connection.await;
        }));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", inner.place.path))
            .header(HOST, inner.place.authority.as_str())
            .header(USER_AGENT, "renkei")
            .header(ACCEPT, accept)
            .header(CONTENT_TYPE, "application/json")
            .header(CONNECTION, "close");
        if let Some(authorization) = &inner.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        let request = request.body(Full::new(body)).map_err(|_| Fault::Unreachable)?;
        let response = sender.send_request(request).await.map_err(|error| {
            if error.is_parse() || error.is_parse_too_large() { Fault::Garbled } else { Fault::Cut }
        })?;
        match response.status() {
            StatusCode::OK => Ok((response, driver)),
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Err(Fault::Key(status.as_u16())),
            StatusCode::TOO_MANY_REQUESTS => Err(Fault::Limited),
            StatusCode::NOT_FOUND => Err(Fault::Missing),
            status if status.is_server_error() => Err(Fault::Broken(status.as_u16())),
            status => Err(Fault::Refused(status.as_u16())),
        }
    }
}

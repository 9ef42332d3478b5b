//! A stand-in for a model, on loopback: it keeps what it was asked and does what a test tells it, step by step.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What it was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Request line and headers.
    pub head: String,
    pub body: String,
}

impl Asked {
    /// The messages' texts, one after the other.
    pub fn messages(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let texts = body["messages"].as_array().into_iter().flatten().filter_map(|m| m["content"].as_str());
        texts.collect::<Vec<_>>().join("\n")
    }
}

#[derive(Clone, Debug)]
pub enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    /// The same again until nobody takes it.
    Forever(Vec<u8>),
}

type Script = dyn Fn(&Asked) -> Vec<Step> + Send + Sync;

pub struct StandIn {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl StandIn {
    /// # Panics
    /// Where there is no loopback.
    pub async fn new(script: impl Fn(&Asked) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self::with(None, Arc::new(script)).await
    }

    /// The same over TLS, with the certificate and the key of a test.
    ///
    /// # Panics
    /// Where there is no loopback.
    pub async fn encrypted(
        acceptor: TlsAcceptor,
        script: impl Fn(&Asked) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        Self::with(Some(acceptor), Arc::new(script)).await
    }

    #[allow(clippy::expect_used, reason = "only tests call it")]
    async fn with(acceptor: Option<TlsAcceptor>, script: Arc<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let address = listener.local_addr().expect("an address");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let kept = asked.clone();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, kept, acceptor) = (script.clone(), kept.clone(), acceptor.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(stream, &*script, &kept).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, &*script, &kept).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, asked, server }
    }

    /// One that answers these words as they stand.
    pub async fn that_says(words: &str) -> Self {
        let words = words.to_owned();
        Self::new(move |_| answer(&words)).await
    }

    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, script: &Script, kept: &Mutex<Vec<Asked>>) {
    let Some(asked) = read(&mut stream).await else { return };
    kept.lock().unwrap_or_else(PoisonError::into_inner).push(asked.clone());
    for step in script(&asked) {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
                    return;
                }
            }
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::Forever(bytes) => while stream.write_all(&bytes).await.is_ok() {},
        }
    }
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Asked> {
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&all).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(Asked { head: head.to_owned(), body: body.to_owned() });
            }
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => all.extend_from_slice(&piece[..n]),
        }
    }
}

/// The head of a stream that ends with its connection.
pub fn head() -> Step {
    Step::Send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n".to_vec())
}

/// A whole answer that is no stream.
pub fn plain(status: &str, kind: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    vec![Step::Send(
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .into_bytes(),
    )]
}

/// An event of the stream.
pub fn event(data: &str) -> Step {
    Step::Send(format!("data: {data}\n\n").into_bytes())
}

/// Some words of the answer.
pub fn words(text: &str) -> Step {
    event(&json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] }).to_string())
}

/// The end as it should be, with a count.
pub fn end() -> Vec<Step> {
    vec![
        event(&json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] }).to_string()),
        event(&json!({ "choices": [], "usage": { "total_tokens": 321 } }).to_string()),
        event("[DONE]"),
    ]
}

/// These words, a few letters at a time.
pub fn answer(text: &str) -> Vec<Step> {
    let letters: Vec<char> = text.chars().collect();
    let pieces = letters.chunks(3).map(|piece| words(&piece.iter().collect::<String>()));
    std::iter::once(head()).chain(pieces).chain(end()).collect()
}

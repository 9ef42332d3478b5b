//! Connections: how many at the same time, how many from one place, and how long one waits for a browser that
//! takes nothing of its answer.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

use super::origin;

/// Connections at the same time; who comes after waits. Each takes a few kB, and a file descriptor.
const MOST_CONNECTIONS: usize = 4096;
/// Descriptors that are not for connections: database, files, log.
const OTHER_DESCRIPTORS: u64 = 256;
/// How many places each network has taken.
type Taken = Arc<Mutex<HashMap<String, usize>>>;

/// Room for connections.
pub(super) struct Room {
    places: Arc<Semaphore>,
    by_network: Taken,
    most_of_one: usize,
    /// Proxies speak for many people; so does the machine itself, where one of them may stand.
    trusted: Arc<[IpAddr]>,
}

/// A connection's place; free again when it is dropped.
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    counted: Option<(String, Taken)>,
}

impl Room {
    /// `descriptors`: how many files and connections the operating system lets us have.
    pub(super) fn new(descriptors: Option<u64>, trusted: Arc<[IpAddr]>) -> Self {
        let allowed = descriptors.map_or(u64::MAX, |all| all.saturating_sub(OTHER_DESCRIPTORS).max(64));
        let most = usize::try_from(allowed).unwrap_or(usize::MAX).min(MOST_CONNECTIONS);
        Self { places: Arc::new(Semaphore::new(most)), by_network: Arc::default(), most_of_one: most / 2, trusted }
    }

    /// Waits until there is room for one more.
    pub(super) async fn place(&self) -> io::Result<Place> {
        let permit = self.places.clone().acquire_owned().await.map_err(io::Error::other)?;
        Ok(Place { _permit: permit, counted: None })
    }

    /// Counts the place for where it is used from; `None` when there are too many from there already. The offices
    /// of a whole prefecture share one network address, so that is half of all.
    pub(super) fn counted(&self, mut place: Place, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        if peer.is_loopback() || self.trusted.contains(&peer) {
            return Some(place);
        }
        let network = origin::network(peer);
        let mut taken = self.by_network.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(network.clone()).or_default();
        if *count >= self.most_of_one {
            return None;
        }
        *count += 1;
        drop(taken);
        place.counted = Some((network, self.by_network.clone()));
        Some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((network, by_network)) = self.counted.take() else { return };
        let mut taken = by_network.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&network);
            }
        }
    }
}

/// A stream that ends when nothing of what it says is taken for so long. Heads that the protocol's own reader refuses, because of their
/// length, are answered with nothing; here they get words.
pub(super) struct Impatient {
    stream: TcpStream,
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    /// What is said instead of such an answer, and how much of it has been said.
    instead: Option<(Vec<u8>, usize)>,
}

/// What to say instead of an answer without words.
fn in_words(answer: &[u8]) -> Option<Vec<u8>> {
    let (status, heading, sentence) = if answer.starts_with(b"HTTP/1.1 414 ") {
        ("414 URI Too Long", "アドレスが長すぎます", "条件を減らすか、ことばを短くして、もう一度お試しください。")
    } else if answer.starts_with(b"HTTP/1.1 431 ") {
        (
            "431 Request Header Fields Too Large",
            "送られた内容を読み取れません",
            "このサイトのクッキーが大きくなりすぎています。ブラウザーの設定で消してから、もう一度お試しください。",
        )
    } else {
        return None;
    };
    let is_empty = answer.windows(18).any(|part| part.eq_ignore_ascii_case(b"content-length: 0\r"));
    let page = format!(
        "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{heading}</title></head><body><main><h1>{heading}</h1><p>{sentence}</p><p><a href=\"/\">トップページへ</a></p>\
         </main></body></html>"
    );
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncache-control: no-store\r\n\
         content-security-policy: default-src 'none'\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        page.len()
    );
    is_empty.then(|| [head, page].concat().into_bytes())
}

impl Impatient {
    pub(super) fn new(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, patience, waiting: None, instead: None }
    }

    fn within_patience<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = None;
            return outcome;
        }
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(context));
        // A timer that has rung must not be asked again.
        waiting.as_mut().reset(Instant::now() + patience);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.instead.is_none() {
            self.instead = in_words(bytes).map(|words| (words, 0));
        }
        while let Some((words, said)) = self.instead.take() {
            let outcome = Pin::new(&mut self.stream).poll_write(context, words.get(said..).unwrap_or_default());
            match outcome {
                Poll::Ready(Ok(more)) if more > 0 && said + more < words.len() => {
                    self.instead = Some((words, said + more));
                }
                Poll::Ready(Ok(_)) => return Poll::Ready(Ok(bytes.len())),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    self.instead = Some((words, said));
                    return self.within_patience(context, Poll::Pending);
                }
            }
        }
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within_patience(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(first) = bytes.first()
            && (self.instead.is_some() || in_words(first).is_some())
        {
            return self.poll_write(context, first);
        }
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.within_patience(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_network_takes_half_of_the_room_and_leaves_it_again() {
        let room = Room::new(Some(OTHER_DESCRIPTORS + 64), [IpAddr::from([10, 0, 0, 5])].into());
        let [near, far, proxy] = [[203, 0, 113, 9], [198, 51, 100, 1], [10, 0, 0, 5]].map(IpAddr::from);
        let mut taken = Vec::new();
        for n in 0..32 {
            let place = room.place().await.unwrap();
            taken.push(room.counted(place, near).unwrap_or_else(|| panic!("{n}")));
        }
        assert!(room.counted(room.place().await.unwrap(), near).is_none());
        assert!(room.counted(room.place().await.unwrap(), far).is_some());
        for _ in 0..32 {
            let place = room.place().await.unwrap();
            taken.push(room.counted(place, proxy).expect("a proxy speaks for many"));
        }
        let full = tokio::time::timeout(Duration::from_millis(50), room.place()).await;
        assert!(full.is_err(), "who comes after waits");
        taken.clear();
        assert!(room.by_network.lock().unwrap().is_empty());
        assert!(room.counted(room.place().await.unwrap(), near).is_some());
    }

    #[test]
    fn only_an_answer_without_words_gets_some() {
        let none = b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let words = String::from_utf8(in_words(none).unwrap()).unwrap();
        let (head, page) = words.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}\r\n", page.len())) && page.contains("アドレスが長すぎます"));
        assert!(in_words(b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\n\r\n").is_some());
        assert!(in_words(b"HTTP/1.1 414 URI Too Long\r\ncontent-length: 90\r\n\r\n<html>").is_none());
        assert!(in_words(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_none());
    }

    #[tokio::test]
    async fn who_takes_nothing_gets_no_more() {
        use tokio::io::AsyncWriteExt as _;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _silent = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = Impatient::new(stream, Duration::from_millis(50));
        // More than any buffer between the two holds.
        let outcome = stream.write_all(&vec![b'a'; 64 << 20]).await;
        assert_eq!(outcome.map_err(|e| e.kind()), Err(io::ErrorKind::TimedOut));
    }
}

//! A body that is made while it is sent: what is too large to be held. The maker waits for the browser, so that only a
//! few pieces are in memory at once; when the browser has gone, the maker is told and stops.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use bytes::Bytes;
use tokio::sync::mpsc;

/// Pieces that wait for the browser at most.
const AHEAD: usize = 4;

enum Piece {
    Bytes(Bytes),
    End,
}

/// The maker's end. Dropped before [`Maker::end`], the browser sees a download that was cut off, not a short file.
pub struct Maker(mpsc::Sender<Piece>);

impl Maker {
    /// `false` when nobody takes any more.
    pub async fn send(&self, piece: impl Into<Bytes>) -> bool {
        self.0.send(Piece::Bytes(piece.into())).await.is_ok()
    }

    /// Everything was sent.
    pub async fn end(self) {
        let _ = self.0.send(Piece::End).await;
    }
}

/// The browser's end; taken once.
#[derive(Clone)]
pub(super) struct Pieces(Arc<Mutex<Option<mpsc::Receiver<Piece>>>>);

impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pieces")
    }
}

pub(super) fn pieces() -> (Maker, Pieces) {
    let (sender, receiver) = mpsc::channel(AHEAD);
    (Maker(sender), Pieces(Arc::new(Mutex::new(Some(receiver)))))
}

impl Pieces {
    pub(super) fn body(&self) -> Body {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(receiver) = taken else { return Body::empty() };
        Body::from_stream(futures::stream::unfold(Some(receiver), |state| async {
            let mut receiver = state?;
            match receiver.recv().await {
                Some(Piece::Bytes(bytes)) => Some((Ok(bytes), Some(receiver))),
                Some(Piece::End) => None,
                None => Some((Err(std::io::Error::other("the maker stopped half-way")), None)),
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_not_ended_is_no_whole_file() {
        for ended in [true, false] {
            let (maker, pieces) = pieces();
            tokio::spawn(async move {
                for _ in 0..20 {
                    assert!(maker.send("piece").await);
                }
                if ended {
                    maker.end().await;
                }
            });
            let body = axum::body::to_bytes(pieces.body(), usize::MAX).await;
            assert_eq!(body.is_ok(), ended);
            assert!(body.map_or(true, |body| body.len() == 100));
        }
    }

    #[tokio::test]
    async fn who_has_gone_stops_the_maker() {
        let (maker, pieces) = pieces();
        drop(pieces.body());
        assert!(!maker.send("piece").await);
    }
}

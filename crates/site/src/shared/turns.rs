//! Work that takes processor time (counting, writing workbooks, making documents): done apart from the server's own threads,
//! a few at a time, with a short queue. One person with many requests does not take the platform from everybody.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use foundation::web::PageError;
use tokio::sync::Semaphore;

/// So many work at once; the others wait their turn.
const AT_ONCE: usize = 2;
/// So many may wait; whoever comes then is told at once.
const LONGEST_QUEUE: usize = 20;
/// For one's turn: half of what the server grants a request, so that the work has the other half.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Turns with their own queue.
struct Turns {
    turns: Semaphore,
    waiting: AtomicUsize,
}

impl Turns {
    const fn of(at_once: usize) -> Self {
        Self { turns: Semaphore::const_new(at_once), waiting: AtomicUsize::new(0) }
    }
}

static MAKING: Turns = Turns::of(AT_ONCE);
/// Files that people send are read one at a time, beside all else: nobody waits for her page, nor is sent away, because of
/// strangers' files.
static READING: Turns = Turns::of(1);

/// One in a queue, for as long as it waits.
struct Place(&'static Turns);

impl Place {
    fn take(turns: &'static Turns) -> Option<Self> {
        let waiting = turns.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Self(turns);
        (waiting < LONGEST_QUEUE).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What `work` makes, in its turn. Hold no database connection while waiting for it.
///
/// # Errors
/// [`PageError::Busy`] when too many wait, or the turn does not come.
pub async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PageError> {
    in_turn_of(&MAKING, work).await
}

/// The same for reading a file that somebody sent.
///
/// # Errors
/// As [`in_turn`].
pub async fn read_in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PageError> {
    in_turn_of(&READING, work).await
}

async fn in_turn_of<T: Send + 'static>(
    turns: &'static Turns,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, PageError> {
    let place = Place::take(turns).ok_or(PageError::Busy)?;
    let turn = tokio::time::timeout(LONGEST_WAIT, turns.turns.acquire()).await.map_err(|_| PageError::Busy)?;
    let turn = turn.map_err(PageError::broken)?;
    drop(place);
    // The turn goes along: a work that outlasts the request still holds its place.
    let work = tokio::task::spawn_blocking(move || {
        let made = work();
        drop(turn);
        made
    });
    work.await.map_err(PageError::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_to_a_long_queue_is_told_at_once() {
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let gate = std::sync::Arc::new(std::sync::Mutex::new(gate));
        let all: Vec<_> = (0..AT_ONCE + LONGEST_QUEUE)
            .map(|_| {
                let gate = gate.clone();
                tokio::spawn(in_turn(move || gate.lock().is_ok_and(|gate| gate.recv().is_ok())))
            })
            .collect();
        while MAKING.waiting.load(Ordering::Relaxed) < LONGEST_QUEUE {
            tokio::task::yield_now().await;
        }
        assert!(matches!(in_turn(|| ()).await, Err(PageError::Busy)));
        assert_eq!(read_in_turn(|| 3).await.unwrap(), 3, "files that are sent have a queue of their own");
        for _ in &all {
            go.send(()).unwrap();
        }
        for one in all {
            assert!(one.await.unwrap().unwrap());
        }
        assert_eq!(in_turn(|| 7).await.unwrap(), 7, "the queue is empty again");
        assert_eq!(MAKING.waiting.load(Ordering::Relaxed), 0);
    }
}

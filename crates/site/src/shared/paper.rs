//! Documents and pictures as replies. Making one takes processor time: it is done apart from the server's own threads, a
//! few at a time, and nobody waits for ever.

use std::time::Duration;

use foundation::web::{PageError, Reply};
use print::pdf::{Document, PrintError};
use print::picture;
use tokio::sync::Semaphore;

/// So many are made at once; the others wait their turn.
const AT_ONCE: usize = 2;
/// Below the server's own limit for a request, so that the sentence still arrives.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
/// Pixels of a picture for one of the drawing: sharp on a slide.
const SCALE: f32 = 2.0;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

const BUSY: &str = "いま書類や図を作る人が多く、時間内に作れませんでした。少し待ってから、もう一度開いてください。";

/// What `work` makes, in its turn. Hold no database connection while waiting for it.
async fn made<T: Send + 'static, E: Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<Result<T, E>, PageError> {
    let in_turn = async {
        let turn = TURNS.acquire().await.map_err(PageError::broken)?;
        // The turn goes along: a work that outlasts the wait still holds its place.
        let work = tokio::task::spawn_blocking(move || {
            let made = work();
            drop(turn);
            made
        });
        work.await.map_err(PageError::broken)
    };
    tokio::time::timeout(LONGEST_WAIT, in_turn).await.map_err(|_| PageError::rule(BUSY))?
}

/// The document as a PDF file to be saved under this name.
pub async fn pdf(document: Document, file_name: &str) -> Result<Reply, PageError> {
    let printed = made(move || document.print()).await?.map_err(|error| match error {
        PrintError::TooMuch(sentence) => PageError::rule(sentence),
        PrintError::Uneven(reason) | PrintError::Engine(reason) => PageError::broken(reason),
    })?;
    Ok(Reply::typed("application/pdf", printed.bytes).as_download(file_name))
}

/// A chart as SVG.
pub fn svg(chart: String, file_name: &str) -> Reply {
    Reply::typed("image/svg+xml; charset=utf-8", chart.into_bytes()).as_download(file_name)
}

/// A chart as PNG.
pub async fn png(chart: String, file_name: &str) -> Result<Reply, PageError> {
    let picture = made(move || picture::png(&chart, SCALE)).await?.map_err(PageError::broken)?;
    Ok(Reply::typed("image/png", picture).as_download(file_name))
}

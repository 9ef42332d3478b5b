//! What the people who run the platform can do to it.

use foundation::audit::Entry;
use foundation::web::PageError;

use super::rules;
use crate::permissions::{RetryJob, TidyJobs, WriteTx};

/// Puts a job that failed for the last time back into the queue.
///
/// # Errors
/// [`PageError::Rule`] when it is not dead (any more).
pub async fn retry_job(tx: &mut WriteTx<RetryJob>, id: i64) -> Result<(), PageError> {
    if !foundation::jobs::overview::retry(tx, id).await? {
        return Err(PageError::rule(
            "この処理は止まっていません。すでにやり直されています。一覧を開き直してください。",
        ));
    }
    tx.record(Entry::of("job", id)).await?;
    Ok(())
}

/// Forgets what was done long ago. Answers how many.
pub async fn tidy_jobs(tx: &mut WriteTx<TidyJobs>) -> Result<u64, PageError> {
    let before = tx.core().clock.now().seconds_later(-rules::KEEP_DONE_JOBS_DAYS * 86_400);
    let count = foundation::jobs::overview::delete_done(tx, before).await?;
    if count > 0 {
        let detail = serde_json::json!({"deleted": count});
        tx.record(Entry::of("jobs", "done").detail(detail)).await?;
    }
    Ok(count)
}

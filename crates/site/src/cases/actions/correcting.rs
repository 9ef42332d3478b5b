//! 公開中の事例の直し: what is public stays as it is while its owners write the mended text; that goes the way of every case
//! (own decision, the office), and takes the place of the text that was public.

use foundation::chance::Chance;
use foundation::database::DatabaseError;

use super::{CaseError, indexing, keep_edit, letters, load, owner_body, owner_of, proxy_for_case, record, step};
use crate::cases::model::{Case, Content, Merged, State, merged};
use crate::cases::rules::{self, Refusal};
use crate::cases::storage::{self, NewRow};
use crate::permissions::{DraftCases, Reader, ReviewCases, WriteTx};

/// What the history of the public case says.
const PUBLISHED: &str = "直した内容を公開しました。";

/// A draft that begins with the text as it is public; where there is one already, that one. Answers its number.
pub async fn begin(tx: &mut WriteTx<DraftCases>, number: i64) -> Result<i64, CaseError> {
    let case = load(tx, number).await?;
    rules::may_correct(case.state).map_err(CaseError::Refused)?;
    if let Some((correction, _)) = storage::correction_of(tx, number).await? {
        record(tx, &case, "correction begun already").await?;
        return Ok(correction);
    }
    let owner = owner_of(tx, &case).await?;
    let (places, search) = super::placed(tx, &case.content, &owner).await?;
    let member = tx.actor().member().cloned();
    let at = tx.core().clock.now();
    let row = NewRow {
        owner: &owner.columns(&places),
        content: &case.content,
        search: &search,
        form_key: &Chance::token(&tx.core().chance),
        created_by: member.as_ref().map(|m| m.person),
        created_for: member.as_ref().map(|m| m.organisation),
        programme: case.programme,
        corrects: Some(number),
        at,
    };
    let Some(correction) = storage::insert(tx, &row).await? else {
        // Somebody else began in the same moment.
        let begun = storage::correction_of(tx, number).await?.ok_or(CaseError::NotFound)?;
        record(tx, &case, "correction begun already").await?;
        return Ok(begun.0);
    };
    let remark = format!("公開中の事例{number}を直すため");
    step(tx, correction, State::Draft, &owner.label(), owner_body(&owner), at, &remark).await?;
    let whom = proxy_for_case(tx.actor(), &case).unwrap_or_default();
    keep_edit(tx, correction, 1, at, &whom, "", &case.content).await?;
    Ok(correction)
}

/// What whoever publishes had in front of her.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The version of the public text.
    pub version: Option<i64>,
    /// She said that what was mended takes the place of what changed there, too.
    pub over: bool,
}

/// The 直し over the public text as it is now: that may have gone on since the 直し was begun.
pub async fn over(tx: &mut Reader, correction: &Case, public: &Content) -> Result<Merged, DatabaseError> {
    let base = storage::content_at(tx, correction, 1).await?;
    // Without its beginning nobody can tell what was mended: everything that differs counts as changed by both.
    Ok(merged(&base.unwrap_or_default(), public, &correction.content))
}

/// The mended text takes the place of what was public, which keeps its number, its day, what readers left at it, and what changed in it
/// meanwhile.
pub(super) async fn publish(
    tx: &mut WriteTx<ReviewCases>,
    correction: &Case,
    number: i64,
    seen: Seen,
) -> Result<(), CaseError> {
    rules::may_publish(correction.state).map_err(CaseError::Refused)?;
    let case = load(tx, number).await?;
    if case.state != State::Published {
        return Err(CaseError::Refused(Refusal::CorrectsNothing));
    }
    let Merged { content, both } = over(tx, correction, &case.content).await?;
    rules::may_take_over(seen.version, seen.over, case.version, both).map_err(CaseError::Refused)?;
    rules::may_stand(State::Published, &content).map_err(CaseError::Refused)?;
    let at = tx.core().clock.now();
    if case.content != content {
        let whom = correction.owner_label();
        super::replace(tx, &case, case.version, &content, &whom).await?;
        storage::add_step(tx, number, at, State::Published, "", PUBLISHED).await?;
        let now = Case { content, ..case };
        letters::corrected(tx, correction, &now).await?;
    }
    storage::remove(tx, correction.number).await?;
    indexing::index(tx, number).await?;
    record(tx, correction, "correction published").await
}

//! PDCA: what was counted, what was seen and decided, what follows, what others say. Each leaves its audit row; the page commits.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::mail::Mail;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{PlanError, of};
use crate::model::{Measurement, Review, ReviewedBox, Step, verdict_label};
use crate::permissions::{CommentOnPlans, RemindPlans, WritePlans, WriteTx, roles_that_may};
use crate::rules::{self, Refusal};
use crate::shared::day_in_words;
use crate::storage::{self, By, reviews};

/// Counted by hand on a day.
pub async fn measure(tx: &mut WriteTx<WritePlans>, plan: i64, new: &Measurement) -> Result<(), PlanError> {
    let whole = of(tx, plan).await?;
    let one = whole.find(new.box_id).ok_or(PlanError::BoxChanged(None))?;
    if new.on_day > tx.core().clock.today().to_string() {
        return Err(PlanError::Refused(Refusal::MeasuredInFuture));
    }
    let of_box = reviews::measurements(tx, plan).await?.iter().filter(|known| known.box_id == new.box_id).count();
    if of_box >= rules::MOST_MEASUREMENTS {
        return Err(PlanError::Refused(Refusal::TooManyMeasurements));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    reviews::insert_measurement(tx, plan, new, &by).await?;
    storage::touch(tx, plan, &by).await?;
    let detail = json!({ "what": "box measured", "box": new.box_id, "about": one.words, "on_day": new.on_day, "value": new.value });
    tx.record(Entry::of("plan", plan).detail(detail)).await?;
    Ok(())
}

pub async fn remove_measurement(
    tx: &mut WriteTx<WritePlans>,
    plan: i64,
    one_box: i64,
    id: i64,
) -> Result<(), PlanError> {
    of(tx, plan).await?;
    let known = reviews::measurements(tx, plan).await?;
    let was = known.into_iter().find(|one| one.id == id && one.box_id == one_box).ok_or(PlanError::NotFound)?;
    if !reviews::remove_measurement(tx, plan, one_box, id).await? {
        return Err(PlanError::NotFound);
    }
    let detail = json!({ "what": "measurement removed", "box": one_box, "on_day": was.on_day, "value": was.value });
    tx.record(Entry::of("plan", plan).detail(detail)).await?;
    Ok(())
}

fn content(boxes: &[ReviewedBox]) -> Result<String, PlanError> {
    serde_json::to_string(boxes).map_err(|error| DatabaseError::Unreadable(error.to_string()).into())
}

/// The same form sent again leads to the review it made the first time.
pub async fn review(
    tx: &mut WriteTx<WritePlans>,
    new: &Review,
    boxes: &[ReviewedBox],
    steps: &[Step],
    form_key: &str,
) -> Result<i64, PlanError> {
    let whole = of(tx, new.plan_id).await?;
    if let Some(id) = reviews::review_made_by_form(tx, new.plan_id, form_key).await? {
        tx.record(Entry::of("plan", new.plan_id).detail(json!({ "what": "sent again" }))).await?;
        return Ok(id);
    }
    check(tx, new)?;
    if reviews::reviews(tx, new.plan_id).await?.len() >= rules::MOST_REVIEWS {
        return Err(PlanError::Refused(Refusal::TooManyReviews));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let new = Review { content: content(boxes)?, fictitious: whole.plan.fictitious, ..new.clone() };
    let id = reviews::insert_review(tx, &new, form_key, &by).await?;
    room_for(tx, new.plan_id, steps).await?;
    reviews::insert_steps(tx, new.plan_id, id, steps).await?;
    storage::touch(tx, new.plan_id, &by).await?;
    let detail = json!({ "what": "reviewed", "review": id, "on_day": new.on_day, "verdict": verdict_label(&new.verdict), "steps": steps.len() });
    tx.record(Entry::of("plan", new.plan_id).detail(detail)).await?;
    Ok(id)
}

async fn room_for(tx: &mut WriteTx<WritePlans>, plan: i64, steps: &[Step]) -> Result<(), PlanError> {
    let there = reviews::steps(tx, plan).await?.len();
    let fits = there + steps.len() <= rules::MOST_STEPS_OF_A_PLAN;
    if fits { Ok(()) } else { Err(PlanError::Refused(Refusal::TooManySteps)) }
}

fn check(tx: &WriteTx<WritePlans>, new: &Review) -> Result<(), PlanError> {
    if new.on_day > tx.core().clock.today().to_string() {
        return Err(PlanError::Refused(Refusal::ReviewedInFuture));
    }
    if new.next_on.as_ref().is_some_and(|next| *next <= new.on_day) {
        return Err(PlanError::Refused(Refusal::NextBeforeReview));
    }
    Ok(())
}

/// New words in the place of revision `revision`; further steps are added to those there are.
pub async fn revise_review(
    tx: &mut WriteTx<WritePlans>,
    revision: i64,
    new: &Review,
    boxes: &[ReviewedBox],
    steps: &[Step],
) -> Result<(), PlanError> {
    of(tx, new.plan_id).await?;
    check(tx, new)?;
    let before = reviews::review(tx, new.plan_id, new.id).await?.ok_or(PlanError::NotFound)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let new = Review { content: content(boxes)?, ..new.clone() };
    if before.revision != revision || !reviews::update_review(tx, &new, revision, &by).await? {
        return Err(PlanError::ReviewChanged(Box::new(before)));
    }
    room_for(tx, new.plan_id, steps).await?;
    reviews::insert_steps(tx, new.plan_id, new.id, steps).await?;
    storage::touch(tx, new.plan_id, &by).await?;
    let entry = Entry::of("plan", new.plan_id)
        .change("on_day", before.on_day.as_str(), new.on_day.as_str())
        .change("place", before.place.as_str(), new.place.as_str())
        .change("saw", before.saw.as_str(), new.saw.as_str())
        .change("verdict", verdict_label(&before.verdict), verdict_label(&new.verdict))
        .change("why", before.why.as_str(), new.why.as_str())
        .change("next_on", before.next_on.clone().unwrap_or_default(), new.next_on.clone().unwrap_or_default());
    let detail =
        json!({ "what": "review changed", "review": new.id, "boxes_were": before.content, "steps": steps.len() });
    tx.record(entry.detail(detail)).await?;
    Ok(())
}

/// Done today, or open again. Said twice it is done once.
pub async fn put_done(tx: &mut WriteTx<WritePlans>, plan: i64, step: i64, done: bool) -> Result<(), PlanError> {
    of(tx, plan).await?;
    let known = reviews::steps(tx, plan).await?;
    let one = known.into_iter().find(|one| one.id == step).ok_or(PlanError::NotFound)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let today = tx.core().clock.today().to_string();
    if reviews::put_done(tx, plan, step, done.then_some(today), if done { &label } else { "" }).await? {
        storage::touch(tx, plan, &By { at, label: &label }).await?;
    }
    let what = if done { "step done" } else { "step opened" };
    tx.record(Entry::of("plan", plan).detail(json!({ "what": what, "todo": one.what }))).await?;
    Ok(())
}

/// On a box, or on the whole (`None`). The same form sent twice is one comment.
pub async fn comment(
    tx: &mut WriteTx<CommentOnPlans>,
    plan: i64,
    one_box: Option<i64>,
    words: &str,
    form_key: &str,
) -> Result<(), PlanError> {
    storage::lock(tx, plan).await?;
    let whole = storage::whole(tx, plan).await?.ok_or(PlanError::NotFound)?;
    let about = match one_box {
        Some(id) => whole.find(id).ok_or(PlanError::BoxChanged(None))?.words.clone(),
        None => String::new(),
    };
    if reviews::comments(tx, plan).await?.len() >= rules::MOST_COMMENTS {
        return Err(PlanError::Refused(Refusal::TooManyComments));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    reviews::insert_comment(tx, plan, (one_box, &about), words, form_key, &By { at, label: &label }).await?;
    let detail = json!({ "what": "plan commented", "box": one_box, "about": about, "said": words });
    tx.record(Entry::of("plan", plan).detail(detail)).await?;
    Ok(())
}

/// 済み: whoever may comment may say so.
pub async fn settle(tx: &mut WriteTx<CommentOnPlans>, plan: i64, comment: i64) -> Result<(), PlanError> {
    storage::plan(tx, plan).await?.ok_or(PlanError::NotFound)?;
    let known = reviews::comments(tx, plan).await?;
    let one = known.into_iter().find(|one| one.id == comment).ok_or(PlanError::NotFound)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    reviews::settle(tx, plan, comment, &By { at, label: &label }).await?;
    tx.record(Entry::of("plan", plan).detail(json!({ "what": "comment settled", "said": one.words }))).await?;
    Ok(())
}

/// Reviews told of in one transaction.
const BATCH: i64 = 50;

/// Writes to a plan's writers that the day of its next review comes within [`rules::TOLD_DAYS_BEFORE`] days. How many were told.
pub async fn remind(tx: &mut WriteTx<RemindPlans>) -> Result<usize, PlanError> {
    let today = tx.core().clock.today();
    let until = today.saturating_add(jiff::Span::new().days(rules::TOLD_DAYS_BEFORE));
    let due = reviews::due(tx, &until.to_string(), BATCH).await?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let url = tx.core().settings.public_url.trim_end_matches('/').to_owned();
    for (review, plan, title, municipality, next_on) in &due {
        let organisation = ground::people::organisation_at(tx, "municipality", municipality).await?;
        let people = match organisation {
            Some(id) => ground::people::addresses(tx, id, &roles_that_may::<WritePlans>()).await?,
            None => Vec::new(),
        };
        let address = format!("{url}/plans/{plan}");
        let (mut open, known) = (String::new(), reviews::steps(tx, *plan).await?);
        for step in known.iter().filter(|step| step.done_on.is_none()).take(10) {
            open.push_str(&format!("・{}\n", step.what));
        }
        let open =
            if open.is_empty() { open } else { format!("\nまだ開いている「次にすること」:\n{open}") };
        let body = format!(
            "ロジックモデル「{title}」の、次の振り返りの日が近づいています（{}）。\n{address}\n{open}\n\
             していただくこと:\n見えたこと、続けるか変えるかを「振り返る」に書いてください。日を変えるときも、そこで変えられます。\n\n\
             このメールは「れんけい」から自動で送っています。\n",
            day_in_words(next_on)
        );
        for (_, mail) in people {
            let subject = format!("【れんけい】「{title}」の振り返りの日が近づいています");
            tx.mail(Mail { to: mail, subject, body: body.clone(), secret: false }).await?;
        }
        reviews::note_told(tx, *review, &By { at, label: &label }).await?;
        tx.record(Entry::of("plan", *plan).detail(json!({ "what": "review reminded", "review": review }))).await?;
    }
    Ok(due.len())
}

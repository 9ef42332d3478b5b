//! `/plans/{plan}/reviews/{review}/case`: a review becomes a draft case of its town, when the town says so.

use foundation::web::{Form, PageError, Reply, Req};

use super::{address, below, key_of, known, new_key, whole};
use crate::actions::making_cases::{self as actions, Material};
use crate::cases::from_review;
use crate::model::{Measurement, Plan, Review, ReviewedBox, Step, Whole};
use crate::permissions::{DraftCases, MakeCaseOfPlans, ReadTx, Reader, Scope, WriteTx, reach_of};
use crate::shared::render;
use crate::storage::{self, reviews};
use crate::views::MakeCasePage;

/// Whether she may say so for the town.
pub fn may_make(db: &Reader, plan: &Plan) -> bool {
    match reach_of::<MakeCaseOfPlans>(db.actor()) {
        Some(Scope::All) => true,
        Some(Scope::Municipalities(codes)) => codes.contains(&plan.municipality_code),
        _ => false,
    }
}

struct Found {
    whole: Whole,
    review: Review,
    boxes: Vec<ReviewedBox>,
    steps: Vec<Step>,
    known: Vec<situation::Known>,
    measurements: Vec<Measurement>,
}

impl Found {
    fn material(&self) -> Material<'_> {
        Material {
            whole: &self.whole,
            review: &self.review,
            boxes: &self.boxes,
            steps: &self.steps,
            known: &self.known,
            measurements: &self.measurements,
        }
    }
}

async fn found(db: &mut Reader, req: &Req) -> Result<Found, PageError> {
    let whole = whole(db, req).await?;
    if !may_make(db, &whole.plan) {
        return Err(PageError::NotFound);
    }
    let id = whole.plan.id;
    let review = reviews::review(db, id, req.number("review")?).await?.ok_or(PageError::NotFound)?;
    let boxes = serde_json::from_str(&review.content).map_err(PageError::broken)?;
    let mut steps = reviews::steps(db, id).await?;
    steps.retain(|step| step.review_id == review.id);
    let known = known(db, &whole).await?;
    let measurements = reviews::measurements(db, id).await?;
    Ok(Found { whole, review, boxes, steps, known, measurements })
}

async fn page(db: &mut Reader, found: &Found, form: &Form) -> Result<MakeCasePage, PageError> {
    let (plan, review) = (&found.whole.plan, &found.review);
    let there = match storage::cases::of_review(db, plan.id, review.id).await? {
        Some((number, ..)) => from_review::is_there(db, number).await?.then_some(number),
        None => None,
    };
    let title = crate::views::review_title(review);
    let base = format!("{}/reviews/{}", address(plan), review.id);
    let frame = below(db, plan, "事例の下書きにする")
        .crumb("振り返り", format!("{}/reviews", address(plan)))
        .crumb(title, &*base)
        .purpose("振り返りと、測った値を、事例の欄に写します。写したあとは、事例の画面で直します。公開は、町が出し、事務局が確かめてからです。");
    Ok(MakeCasePage::new(frame, &base, &actions::told(&found.material()), there, form))
}

pub async fn get(mut tx: ReadTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let found = found(&mut tx, &req).await?;
    let mut form = Form::default();
    form.values.push("form_key", &new_key(&tx));
    render(&page(&mut tx, &found, &form).await?)
}

pub async fn post(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let found = found(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    if !form.checked("agreed", "yes") {
        form.refuse("agreed", "町として下書きにすることを確かめて、印を付けてください。");
    }
    if form.is_valid() {
        let key = key_of(&form).map_or_else(|| new_key(&tx), str::to_owned);
        let number = actions::make(&mut tx, &found.material(), &key).await?;
        tx.commit_recorded().await?;
        return Ok(Reply::done(&format!("/cases/{number}/edit")));
    }
    let view = page(&mut tx, &found, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

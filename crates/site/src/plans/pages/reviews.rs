//! `/plans/{plan}/reviews`: 振り返り, each quarter or year: what we saw, keep or change or stop, why, what comes next; as a paper for
//! the meeting.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, key_of, known, may_write, new_key, whole};
use crate::actions::{PlanError, reviews as actions};
use crate::forms;
use crate::model::{PlanBox, Review, ReviewedBox, Whole};
use crate::permissions::{LookAtPlans, ReadTx, Reader, WritePlans, WriteTx};
use crate::rules::Refusal;
use crate::shared::{DateBoxes, paper, render};
use crate::storage::reviews as storage;
use crate::views::{ReviewFormPage, ReviewPage, ReviewsPage, document, measured_of};

/// What each box was counted as, ready to tell.
async fn told(db: &mut Reader, whole: &Whole) -> Result<impl Fn(&PlanBox) -> Vec<String> + use<>, PageError> {
    let known = known(db, whole).await?;
    let measurements = storage::measurements(db, whole.plan.id).await?;
    Ok(move |one: &PlanBox| measured_of(one, &known, &measurements))
}

async fn found(db: &mut Reader, whole: &Whole, req: &Req) -> Result<(Review, Vec<ReviewedBox>), PageError> {
    let review = storage::review(db, whole.plan.id, req.number("review")?).await?.ok_or(PageError::NotFound)?;
    let boxes = serde_json::from_str(&review.content).map_err(PageError::broken)?;
    Ok((review, boxes))
}

pub async fn list(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let reviews = storage::reviews(&mut tx, whole.plan.id).await?;
    let steps = storage::steps(&mut tx, whole.plan.id).await?;
    let may_write = may_write(&tx, &whole.plan);
    let mut frame = below(&tx, &whole.plan, "振り返り").purpose("見えたこと、続けるか変えるか、次にすること。");
    match req.query.get("done") {
        "done" => frame = frame.notice("success", "終わったことにしました。"),
        "opened" => frame = frame.notice("success", "もう一度、開きました。"),
        _ => {}
    }
    render(&ReviewsPage::new(frame, &address(&whole.plan), &reviews, &steps, tx.core().clock.today(), may_write))
}

pub async fn get(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let (review, boxes) = found(&mut tx, &whole, &req).await?;
    let steps = storage::steps(&mut tx, whole.plan.id).await?;
    let may_write = may_write(&tx, &whole.plan);
    let mut frame = below(&tx, &whole.plan, crate::views::review_title(&review))
        .crumb("振り返り", format!("{}/reviews", address(&whole.plan)))
        .wide();
    if req.query.get("done") == "saved" {
        frame = frame.notice("success", "保存しました。会議用のPDFにできます。");
    }
    let case = crate::storage::cases::of_review(&mut tx, whole.plan.id, review.id).await?;
    let may_make = super::making_cases::may_make(&tx, &whole.plan);
    let mut view = ReviewPage::new(frame, &address(&whole.plan), &whole, &review, &boxes, &steps, may_write);
    view.put_case(case, may_make);
    render(&view)
}

pub async fn pdf(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let (review, boxes) = found(&mut tx, &whole, &req).await?;
    let steps = storage::steps(&mut tx, whole.plan.id).await?;
    let demo = tx.core().settings.demo;
    drop(tx);
    let name = format!("{}_{}.pdf", super::show::file_name(&whole), crate::views::review_title(&review));
    paper::pdf(document::of_review(&whole, &review, &boxes, &steps, demo), &name).await
}

fn page(
    db: &Reader,
    whole: &Whole,
    review: &Review,
    form: &Form,
    told: &dyn Fn(&PlanBox) -> Vec<String>,
) -> ReviewFormPage {
    let title = if review.id == 0 { "振り返る" } else { "振り返りを直す" };
    let frame = below(db, &whole.plan, title)
        .crumb("振り返り", format!("{}/reviews", address(&whole.plan)))
        .purpose("箱ごとの欄は、話し合ったところだけ書けばかまいません。");
    ReviewFormPage::new(frame, &address(&whole.plan), whole, review, form, told)
}

pub async fn get_new(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let told = told(&mut tx, &whole).await?;
    let mut form = Form::default();
    DateBoxes::of(tx.core().clock.today()).fill("on", &mut form.values);
    form.values.push("form_key", &new_key(&tx));
    render(&page(&tx, &whole, &Review::default(), &form, &told))
}

fn refuse(form: &mut Form, refusal: &Refusal) {
    let field = match refusal {
        Refusal::ReviewedInFuture => "on",
        Refusal::NextBeforeReview => "next",
        _ => "saw",
    };
    form.refuse(field, refusal.sentence());
}

pub async fn post_new(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let told = told(&mut tx, &whole).await?;
    let mut form = Form::new(req.form.clone());
    let (review, boxes, steps) = forms::review(&mut form, &whole, &told);
    let key = key_of(&form).map_or_else(|| new_key(&tx), str::to_owned);
    if form.is_valid() {
        match actions::review(&mut tx, &review, &boxes, &steps, &key).await {
            Ok(id) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/reviews/{id}?done=saved", address(&whole.plan))));
            }
            Err(PlanError::Refused(refusal)) => refuse(&mut form, &refusal),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &Review::default(), &form, &told);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn get_edit(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let (review, boxes) = found(&mut tx, &whole, &req).await?;
    let told = told(&mut tx, &whole).await?;
    render(&page(&tx, &whole, &review, &Form::new(forms::fill_review(&review, &boxes)), &told))
}

pub async fn post_edit(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let (before, was) = found(&mut tx, &whole, &req).await?;
    let mut form = Form::new(req.form.clone());
    let told = told(&mut tx, &whole).await?;
    let (new, boxes, steps) = forms::review(&mut form, &whole, &told);
    // What was counted then stays as it was told then; boxes that went since stay in the record.
    let mut boxes: Vec<ReviewedBox> = boxes
        .into_iter()
        .map(|one| match was.iter().find(|old| old.id == one.id) {
            Some(old) => ReviewedBox { verdict: one.verdict, why: one.why, ..old.clone() },
            None => one,
        })
        .collect();
    boxes.extend(was.iter().filter(|old| whole.find(old.id).is_none()).cloned());
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        let new = Review { id: before.id, ..new };
        match actions::revise_review(&mut tx, revision, &new, &boxes, &steps).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/reviews/{}?done=saved", address(&whole.plan), before.id)));
            }
            Err(PlanError::Refused(refusal)) => refuse(&mut form, &refusal),
            Err(PlanError::ReviewChanged(theirs)) => {
                let theirs_boxes: Vec<ReviewedBox> =
                    serde_json::from_str(&theirs.content).map_err(PageError::broken)?;
                let mut view = page(&tx, &whole, &theirs, &form, &told);
                view.changed_meanwhile(&theirs, &theirs_boxes, &new, &boxes);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &before, &form, &told);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn put_done(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let plan = req.number("plan")?;
    let done = req.form.get("done") == "1";
    actions::put_done(&mut tx, plan, req.number("step")?, done).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/plans/{plan}/reviews?done={}", if done { "done" } else { "opened" })))
}

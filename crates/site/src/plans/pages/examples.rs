//! `/plans/examples`: what one may begin from, for everybody to read.

use foundation::web::{PageError, Reply, Req};

use super::frame;
use crate::actions::examples;
use crate::permissions::{LookAtPlanExamples, ReadTx, WritePlans, reach_of};
use crate::shared::render;
use crate::views::{ExamplePage, ExamplesPage};

pub async fn all(tx: ReadTx<LookAtPlanExamples>, _req: Req) -> Result<Reply, PageError> {
    let examples = examples::all().map_err(PageError::broken)?;
    let frame = frame(&tx, "ロジックモデルの例")
        .purpose("公開された事例をもとに、このサイトで組み立てた例です。そこから始められます。");
    render(&ExamplesPage::new(frame, &examples))
}

pub async fn one(tx: ReadTx<LookAtPlanExamples>, req: Req) -> Result<Reply, PageError> {
    let examples = examples::all().map_err(PageError::broken)?;
    let example = examples.iter().find(|one| one.id == req.text("example")).ok_or(PageError::NotFound)?;
    let may_write = reach_of::<WritePlans>(tx.actor()).is_some();
    let frame = frame(&tx, &*example.title).purpose(&*example.place).crumb("例", "/plans/examples").wide();
    render(&ExamplePage::new(frame, example, may_write))
}

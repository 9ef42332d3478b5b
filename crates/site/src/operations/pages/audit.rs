//! `/operations/audit`: who did what, when, to which thing, for whom; newest first.

use foundation::audit::log::{self, Filter};
use foundation::web::{Page, PageError, PageLinks, Reply, Req};

use crate::operations::views::AuditPage;
use crate::permissions::{LookAtAudit, ReadTx};
use crate::shared::{Frame, Pagination, render};

const ROWS_PER_PAGE: i64 = 50;

pub async fn get(mut tx: ReadTx<LookAtAudit>, req: Req) -> Result<Reply, PageError> {
    let text = |name: &str| req.query.get(name).trim().chars().take(200).collect::<String>();
    let filter =
        Filter { subject_kind: text("subject"), subject_id: text("number"), who: text("who"), action: text("action") };
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = log::count(&mut tx, &filter).await?;
    let found = log::lines(&mut tx, &filter, page).await?;
    let kinds = log::subject_kinds(&mut tx).await?;
    let links = PageLinks::new("/operations/audit", &req.query, page, total);
    let mut frame = Frame::new(&tx, "操作の記録")
        .purpose("だれが、いつ、何をしたかの記録です。書きかえることも消すこともできません。")
        .within("/operations")
        .crumb("運用", "/operations");
    frame = frame.wide();
    render(&AuditPage {
        frame,
        kinds: AuditPage::kinds(&kinds, &filter.subject_kind),
        actions: AuditPage::actions(&filter.action),
        narrowed: filter != Filter::default(),
        subject_id: filter.subject_id,
        who: filter.who,
        rows: found.into_iter().map(Into::into).collect(),
        pagination: Pagination::new(&links, "件"),
    })
}

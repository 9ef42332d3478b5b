//! `/operations/audit`: who did what, when, to which thing, for whom; newest first.

use std::collections::BTreeMap;

use foundation::Timestamp;
use foundation::audit::log::{self, Filter, Line};
use foundation::clock::japan;
use foundation::web::{Form, Page, PageError, PageLinks, Reply, Req};
use jiff::Span;
use jiff::civil::Date;

use crate::operations::views::{AuditPage, AuditRow};
use crate::permissions::{LookAtAudit, ReadTx, Reader};
use crate::shared::{Frame, Pagination, render};

const ROWS_PER_PAGE: i64 = 50;

pub async fn get(mut tx: ReadTx<LookAtAudit>, req: Req) -> Result<Reply, PageError> {
    let text = |name: &str| req.query.get(name).trim().chars().take(200).collect::<String>();
    let mut form = Form::new(req.query.clone());
    let (since, until) = (day(&mut form, "from", "いつから"), day(&mut form, "to", "いつまで"));
    let filter = Filter {
        subject_kind: text("subject"),
        subject_id: text("number"),
        who: text("who"),
        action: text("action"),
        since: since.and_then(beginning),
        before: until.and_then(|day| beginning(day.saturating_add(Span::new().days(1)))),
    };
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = log::count(&mut tx, &filter).await?;
    let found = log::lines(&mut tx, &filter, page).await?;
    let kinds = log::subject_kinds(&mut tx).await?;
    let names = names(&mut tx, &found).await?;
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
        form,
        rows: found.into_iter().map(|line| AuditRow::new(line, &names)).collect(),
        pagination: Pagination::new(&links, "件"),
    })
}

/// A day as people write it; empty is no condition, and what is no day is said at the field.
fn day(form: &mut Form, field: &str, label: &str) -> Option<Date> {
    let typed = form.value(field).trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    match japanese::wareki::parse(&typed) {
        Ok(day) => Some(day),
        Err(error) => {
            form.refuse(field, format!("「{label}」: {error}"));
            None
        }
    }
}

/// The first moment of a day in Japan.
fn beginning(day: Date) -> Option<Timestamp> {
    day.to_zoned(japan()).ok().map(|at| Timestamp::new(at.timestamp()))
}

/// What the persons and organisations of these lines are called.
async fn names(db: &mut Reader, lines: &[Line]) -> Result<BTreeMap<(String, String), String>, PageError> {
    let numbers = |kind: &str| -> Vec<i64> {
        lines.iter().filter(|l| l.subject_kind == kind).filter_map(|l| l.subject_id.parse().ok()).collect()
    };
    let persons = crate::people::person_names(db, &numbers("person")).await?;
    let organisations = crate::people::organisation_names(db, &numbers("organisation")).await?;
    let named = |kind: &'static str| move |(id, name): (i64, String)| ((kind.to_owned(), id.to_string()), name);
    Ok(persons.into_iter().map(named("person")).chain(organisations.into_iter().map(named("organisation"))).collect())
}

//! `/operations/audit`: who did what, when, to which thing, for whom; newest first.

use std::collections::BTreeSet;

use foundation::Timestamp;
use foundation::audit::log::{self, Filter, Line};
use foundation::clock::japan;
use foundation::web::{Form, Page, PageError, PageLinks, Reply, Req};
use jiff::Span;
use jiff::civil::Date;

use crate::operations::views::{AuditPage, AuditRow};
use crate::operations::words::{Names, Spoken};
use crate::permissions::{LookAtAudit, ReadTx, Reader};
use crate::shared::{Frame, Link, Pagination, render};

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
    // What is asked cannot be read: a list without that condition would be an answer to another question.
    let (total, found) = if form.is_valid() {
        (log::count(&mut tx, &filter).await?, log::lines(&mut tx, &filter, page).await?)
    } else {
        (0, Vec::new())
    };
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
        narrowed: filter != Filter::default() || !form.is_valid(),
        subject_id: filter.subject_id,
        who: filter.who,
        days: days(tx.core().clock.today()),
        errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
        form,
        rows: found.into_iter().map(|line| AuditRow::new(line, &names)).collect(),
        pagination: Pagination::new(&links, "件"),
    })
}

/// The days asked for most.
fn days(today: Date) -> Vec<Link> {
    let ago = |days: i32| today.saturating_sub(Span::new().days(days));
    let link = |label: &str, from: Date, to: Date| Link::new(label, format!("/operations/audit?from={from}&to={to}"));
    vec![link("今日", today, today), link("昨日", ago(1), ago(1)), link("この7日", ago(6), today)]
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

/// What the persons, organisations and cases of these lines are called.
async fn names(db: &mut Reader, lines: &[Line]) -> Result<Names, PageError> {
    let spoken = Spoken::of(lines);
    let list = |numbers: BTreeSet<i64>| numbers.into_iter().collect::<Vec<_>>();
    let core = db.core().clone();
    Ok(Names {
        persons: crate::people::person_names(db, &list(spoken.persons)).await?,
        organisations: crate::people::organisation_names(db, &list(spoken.organisations)).await?,
        cases: crate::cases::published_titles(db, &list(spoken.cases)).await?.into_iter().collect(),
        kinds: crate::people::choices(db, "organisation_kinds", &core).await?,
    })
}

//! `/lists`: the controlled lists, and their editing.

use foundation::web::{Form, PageError, Reply, Req};

use super::day;
use crate::people::actions::lists as actions;
use crate::people::model::LISTS;
use crate::people::storage::lists;
use crate::people::views::{EntryLine, ListGroup, ListsPage};
use crate::permissions::{EditLists, LookAtLists, ReadTx, Reader, WriteTx, reach_of};
use crate::shared::{Choice, Frame, read_date, render};

const LABEL_CHARACTERS: usize = 60;

pub async fn get(mut tx: ReadTx<LookAtLists>, req: Req) -> Result<Reply, PageError> {
    let mut view = page(&mut tx, &Form::default()).await?;
    let done = match req.query.get("done") {
        "added" => "加えました。",
        "renamed" => "名前を変えました。",
        "ended" => "終わりの日を変えました。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

pub async fn add(mut tx: WriteTx<EditLists>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let offered: Vec<&str> = LISTS.iter().map(|(id, _, _)| *id).collect();
    let list = form.choice("list", "どの選択肢に", &offered, true);
    let label = japanese::fold::tidy(&form.required_text("label", "名前", LABEL_CHARACTERS));
    let mut view = page(&mut tx, &form).await?;
    if form.is_valid() {
        let today = tx.core().clock.today();
        match actions::add(tx, &list, &label, Some(today)).await? {
            Ok(()) => return Ok(Reply::done("/lists?done=added")),
            Err((field, sentence)) => form.refuse(field, sentence),
        }
    }
    view.errors = form.summary();
    view.form = form;
    Ok(render(&view)?.unprocessable())
}

pub async fn rename(tx: WriteTx<EditLists>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let label = japanese::fold::tidy(&form.required_text("label", "名前", LABEL_CHARACTERS));
    if let Some(error) = form.errors.first() {
        return Err(PageError::rule(&*error.sentence));
    }
    actions::rename(tx, req.form.get("list"), req.form.get("id"), &label).await?;
    Ok(Reply::done("/lists?done=renamed"))
}

pub async fn end(tx: WriteTx<EditLists>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let again = form.value("again") == "1";
    let last_day = if again { None } else { read_date(&mut form, "last", "最後の日", true) };
    if let Some(error) = form.errors.first() {
        return Err(PageError::rule(&*error.sentence));
    }
    actions::end(tx, req.form.get("list"), req.form.get("id"), last_day).await?;
    Ok(Reply::done("/lists?done=ended"))
}

async fn page(db: &mut Reader, form: &Form) -> Result<ListsPage, PageError> {
    let today = db.core().clock.today().to_string();
    let mut groups = Vec::new();
    for (id, label, purpose) in LISTS {
        let entries = lists::all(db, id).await?;
        groups.push(ListGroup {
            id,
            label,
            purpose,
            entries: entries
                .into_iter()
                .map(|entry| EntryLine {
                    ended: entry.valid_to.as_ref().is_some_and(|to| *to < today),
                    period: match (&entry.valid_from, &entry.valid_to) {
                        (_, Some(to)) => format!("{}まで", day(to)),
                        (Some(from), None) => format!("{}から", day(from)),
                        (None, None) => String::new(),
                    },
                    has_end: entry.valid_to.is_some(),
                    id: entry.id,
                    label: entry.label,
                })
                .collect(),
        });
    }
    let rest = LISTS.iter().map(|(id, label, _)| Choice::new(*id, *label, form.checked("list", id)));
    Ok(ListsPage {
        frame: Frame::new(db, "選択肢")
            .purpose("組織の種別、職種・資格、研修の所属区分です。消すことはできません。終わりの日を決めると、その次の日から選べなくなります。")
            .crumb("あなたの登録", "/account"),
        may_edit: reach_of::<EditLists>(db.actor()).is_some(),
        list_choices: std::iter::once(Choice::new("", "選んでください", false)).chain(rest).collect(),
        errors: form.summary(),
        form: form.clone(),
        groups,
    })
}

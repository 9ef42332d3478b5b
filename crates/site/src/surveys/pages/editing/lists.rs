//! `/surveys/{survey}/edit/lists…`: lists of options that questions share.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::questions::{names_of, options_in_words};
use super::{conflict, frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::render;
use crate::surveys::actions::drafting::{self, EditError};
use crate::surveys::forms::editing::{self as forms, mark_of};
use crate::surveys::model::editing::Working;
use crate::surveys::views::editing::{Conflict, ListLine, ListsPage, OptionsPage, tabs};

const HERE: &str = "edit/lists";

pub async fn all(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let base = working.base();
    let definition = &working.definition;
    let line = |name: &String| ListLine {
        name: name.clone(),
        href: format!("{base}/lists/{name}"),
        options: options_in_words(definition, name),
        users: names_of(&definition.users_of(name)),
    };
    let mut frame =
        frame(&tx, &working, "選択肢の一覧", true).purpose("いくつかの設問で使い回せる、選択肢の一覧です。");
    match req.query.get("done") {
        "saved" => frame = frame.notice("success", "一覧を保存しました。"),
        "removed" => frame = frame.notice("success", "一覧を消しました。"),
        _ => {}
    }
    let lists = definition.lists.keys().map(line).collect();
    render(&ListsPage { frame, tabs: tabs(working.survey.id, HERE), lists, base })
}

pub async fn get_new(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    render(&page(&tx, &working, None, Form::default(), None))
}

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let name = req.text("list");
    working.definition.lists.get(name).ok_or(PageError::NotFound)?;
    render(&page(&tx, &working, Some(name), Form::default(), None))
}

fn page(db: &Reader, working: &Working, name: Option<&str>, form: Form, conflict: Option<Conflict>) -> OptionsPage {
    let base = working.base();
    let definition = &working.definition;
    let choices = name.map(|name| definition.list(name)).unwrap_or_default();
    let typed = forms::typed_option_rows(&form);
    let title = name.map_or_else(|| "一覧を作る".to_owned(), |name| format!("一覧「{name}」を直す"));
    OptionsPage {
        frame: frame(db, working, &title, true).crumb("選択肢の一覧", format!("{base}/lists")),
        tabs: tabs(working.survey.id, HERE),
        action: name.map_or_else(|| format!("{base}/new-list"), |name| format!("{base}/lists/{name}")),
        back: format!("{base}/lists"),
        errors: form.summary(),
        conflict,
        seen: mark_of(&choices),
        is_new: name.is_none(),
        users: name.map(|name| names_of(&definition.users_of(name))).unwrap_or_default(),
        options: if typed.is_empty() { forms::option_rows(choices) } else { typed },
        remove: name.map(|name| format!("{base}/lists/{name}/remove")).unwrap_or_default(),
        form,
    }
}

pub async fn post_new(tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    save(tx, req, true).await
}

pub async fn post(tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    save(tx, req, false).await
}

async fn save(mut tx: WriteTx<EditSurveys>, req: Req, is_new: bool) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let definition = &working.definition;
    let mut form = Form::new(req.form.clone());
    let name = if is_new {
        japanese::fold::half_width(form.value("name").trim())
    } else {
        definition.lists.get_key_value(req.text("list")).ok_or(PageError::NotFound)?.0.clone()
    };
    let shown = (!is_new).then_some(name.as_str());
    if is_new && name.is_empty() {
        form.refuse("name", "一覧の名前を入力してください。");
    }
    if is_new && definition.lists.contains_key(&name) {
        form.refuse("name", format!("「{name}」は使われています。別の名前にしてください。"));
    }
    let kept = working.published.as_ref().map(|old| old.list(&name).to_vec()).unwrap_or_default();
    let stored = if is_new { Vec::new() } else { definition.list(&name).to_vec() };
    let input = forms::read_options(&mut form, &name, &stored, &kept, true);
    if input.choices.is_empty() {
        form.refuse("option-0-label", "選択肢を1つ以上書いてください。");
    }
    if !form.is_valid() {
        return Ok(render(&page(&tx, &working, shown, form, None))?.unprocessable());
    }
    let mut changed = definition.clone();
    changed.put_list(&name, input.choices.clone(), &input.renamed);
    if !is_new && let Some(found) = conflict(&working, form.value("seen"), &mark_of(&stored), &changed) {
        return Ok(render(&page(&tx, &working, shown, form, Some(found)))?.with_status(StatusCode::CONFLICT));
    }
    match drafting::change(&mut tx, &working, &changed, &format!("一覧「{name}」")).await {
        Ok(()) => {}
        Err(EditError::Faults(faults)) => {
            let by_name = faults.iter().any(|fault| fault.sentence.contains("リスト名"));
            if by_name {
                form.refuse("name", "名前は、半角の英数字と「_」「-」だけの60文字以内にしてください。");
            } else {
                forms::place_list_faults(&mut form, &faults, &input);
            }
            return Ok(render(&page(&tx, &working, shown, form, None))?.unprocessable());
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}/lists?done=saved", working.base())))
}

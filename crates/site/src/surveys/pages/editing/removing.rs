//! Before something goes: what it is, who hangs on it, what becomes of answers.

use foundation::web::{PageError, Reply, Req};

use super::{frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::render;
use crate::surveys::actions::drafting;
use crate::surveys::forms::editing::{mark_of, mark_of_question};
use crate::surveys::model::editing::Working;
use crate::surveys::views::editing::{RemovePage, tabs};

const DRAFT_ONLY: &str = "下書きから消します。版として出していない設問は、元に戻せません。";
const PUBLISHED: &str = "次の版から消えます。これまでに集まった答えは、元の版の答えとして残ります。";

struct Removal {
    title: &'static str,
    here: &'static str,
    verb: &'static str,
    what: String,
    seen: String,
    back: String,
    hindrances: Vec<String>,
    consequence: &'static str,
}

fn show(db: &Reader, working: &Working, req: &Req, removal: Removal) -> Result<Reply, PageError> {
    render(&RemovePage {
        frame: frame(db, working, removal.title, true).purpose(&*working.definition.title),
        tabs: tabs(working.survey.id, removal.here),
        action: req.path.clone(),
        back: removal.back,
        seen: removal.seen,
        verb: removal.verb,
        what: removal.what,
        hindrances: removal.hindrances,
        consequence: removal.consequence.to_owned(),
    })
}

fn question(working: &Working, req: &Req) -> Result<Removal, PageError> {
    let definition = &working.definition;
    let (_, question) = definition.find(req.text("question")).ok_or(PageError::NotFound)?;
    Ok(Removal {
        title: "設問を消す",
        here: "edit",
        verb: "この設問を消す",
        what: format!("{} {}（{}）", question.number, question.text, question.kind.label()).trim().to_owned(),
        seen: mark_of_question(definition, question),
        back: format!("{}/questions/{}", working.base(), question.id),
        hindrances: definition.hanging_on(&question.id).into_iter().map(|who| format!("{who}の条件")).collect(),
        consequence: if working.has_published(&question.id) { PUBLISHED } else { DRAFT_ONLY },
    })
}

fn section(working: &Working, req: &Req) -> Result<Removal, PageError> {
    let section = working.definition.section(req.text("section")).ok_or(PageError::NotFound)?;
    let hindrances = section.questions.iter().map(|question| format!("設問 {}", question.name())).collect();
    Ok(Removal {
        title: "区分を消す",
        here: "edit",
        verb: "この区分を消す",
        what: format!("区分「{}」", section.title),
        seen: mark_of(&(&section.title, &section.note, &section.relevant)),
        back: format!("{}/sections/{}", working.base(), section.id),
        hindrances,
        consequence: "空の区分を消します。",
    })
}

fn list(working: &Working, req: &Req) -> Result<Removal, PageError> {
    let definition = &working.definition;
    let name = req.text("list");
    let choices = definition.lists.get(name).ok_or(PageError::NotFound)?;
    let users = definition.users_of(name);
    Ok(Removal {
        title: "選択肢の一覧を消す",
        here: "edit/lists",
        verb: "この一覧を消す",
        what: format!("一覧「{name}」（選択肢{}）", choices.len()),
        seen: mark_of(choices),
        back: format!("{}/lists/{name}", working.base()),
        hindrances: users.iter().map(|question| format!("設問 {}", question.name())).collect(),
        consequence: "どの設問も使っていない一覧です。",
    })
}

pub async fn get_question(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let removal = question(&working, &req)?;
    show(&tx, &working, &req, removal)
}

pub async fn get_section(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let removal = section(&working, &req)?;
    show(&tx, &working, &req, removal)
}

pub async fn get_list(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let removal = list(&working, &req)?;
    show(&tx, &working, &req, removal)
}

/// Gone only if it is as it was shown and nothing hangs on it.
fn may_go(removal: &Removal, req: &Req) -> Result<bool, PageError> {
    if removal.seen != req.form.get("seen") {
        return Err(drafting::EditError::Changed.into());
    }
    Ok(removal.hindrances.is_empty())
}

async fn finish(
    mut tx: WriteTx<EditSurveys>,
    working: Working,
    changed: questionnaire::Definition,
    removal: Removal,
    to: &str,
) -> Result<Reply, PageError> {
    drafting::change(&mut tx, &working, &changed, &format!("{}（{}）", removal.title, removal.what)).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(to))
}

pub async fn post_question(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let removal = question(&working, &req)?;
    if !may_go(&removal, &req)? {
        return Ok(show(&tx, &working, &req, removal)?.unprocessable());
    }
    let mut changed = working.definition.clone();
    changed.remove_question(req.text("question"));
    let to = format!("{}?done=removed", working.base());
    finish(tx, working, changed, removal, &to).await
}

pub async fn post_section(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let removal = section(&working, &req)?;
    if !may_go(&removal, &req)? {
        return Ok(show(&tx, &working, &req, removal)?.unprocessable());
    }
    let mut changed = working.definition.clone();
    changed.sections.retain(|section| section.id != req.text("section"));
    let to = format!("{}?done=removed", working.base());
    finish(tx, working, changed, removal, &to).await
}

pub async fn post_list(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let removal = list(&working, &req)?;
    if !may_go(&removal, &req)? {
        return Ok(show(&tx, &working, &req, removal)?.unprocessable());
    }
    let mut changed = working.definition.clone();
    changed.lists.remove(req.text("list"));
    let to = format!("{}/lists?done=removed", working.base());
    finish(tx, working, changed, removal, &to).await
}

/// `…/edit/discard`: everything changed since the newest edition.
pub async fn get_discard(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let removal = discard(&working)?;
    show(&tx, &working, &req, removal)
}

fn discard(working: &Working) -> Result<Removal, PageError> {
    if working.published.is_none() || !working.is_draft() {
        return Err(PageError::NotFound);
    }
    Ok(Removal {
        title: "下書きを捨てる",
        here: "edit",
        verb: "下書きを捨てる",
        what: format!("第{}版の下書きで変えたこと、すべて", working.next_edition()),
        seen: working.version.to_string(),
        back: working.base(),
        hindrances: Vec::new(),
        consequence: "いまの版に戻ります。下書きで変えたことは元に戻せません。",
    })
}

pub async fn post_discard(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    may_go(&discard(&working)?, &req)?;
    drafting::discard(&mut tx, &working).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}?done=discarded", working.base())))
}

//! `/search/synonyms`: the words that mean the same, for those who hold the library. What a change reaches
//! is shown before it is made.

use foundation::web::{Form, PageError, Reply, Req};

use crate::permissions::{EditSynonyms, ReadTx, Reader, WriteTx};
use crate::search::model::Synonym;
use crate::search::views::{Reach, SynonymsPage};
use crate::search::{actions, rules, storage};
use crate::shared::{Frame, number, render};

const WORD_CHARACTERS: usize = 30;
const VERBS: [&str; 6] = ["add", "change", "up", "down", "retire", "again"];

pub async fn get(mut tx: ReadTx<EditSynonyms>, req: Req) -> Result<Reply, PageError> {
    let group = req.query.get("group").to_owned();
    let mut view = page(&mut tx, &group, &Form::default()).await?;
    if !group.is_empty() && view.words.is_empty() {
        return Err(PageError::NotFound);
    }
    // From a task of the search log: the word is there already.
    if view.may_edit && group.is_empty() {
        view.typed_word = req.query.get("word").chars().take(WORD_CHARACTERS).collect();
    }
    let done = match req.query.get("done") {
        "add" => "加えました。次の検索から使われます。",
        "change" => "変えました。次の検索から使われます。",
        "up" | "down" => "順番を変えました。",
        "retire" => "使うのをやめました。",
        "again" => "また使えるようにしました。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<EditSynonyms>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let verb = form.choice("do", "すること", &VERBS, true);
    let mut group = japanese::fold::tidy(form.value("group"));
    let was = form.value("was").to_owned();
    let mut new = Synonym::new(&group, "", "");
    if matches!(verb.as_str(), "add" | "change") {
        let word = form.required_text("word", "ことば", WORD_CHARACTERS);
        let reading = form.required_text("reading", "よみ", WORD_CHARACTERS);
        let group_typed = form.required_text("group", "なかまの名前", WORD_CHARACTERS);
        group = japanese::fold::tidy(&group_typed);
        new = Synonym::new(&group, &japanese::fold::tidy(&word), &japanese::fold::tidy(&reading));
        let is_kana = |c: char| japanese::kana::is_hiragana(c) || c == 'ー';
        if !japanese::fold::tidy(&reading).chars().all(is_kana) && form.error("reading").is_empty() {
            form.refuse("reading", "「よみ」は、ひらがなで書いてください。");
        }
    }
    if !form.is_valid() {
        return Ok(render(&page(&mut tx, &group, &form).await?)?.unprocessable());
    }
    if matches!(verb.as_str(), "add" | "change" | "retire") && form.value("sure") != "1" {
        return render(&looked_at(&mut tx, &verb, &was, &new, &form).await?);
    }
    let view = page(&mut tx, &group, &form).await?;
    let refused = match verb.as_str() {
        "add" => actions::add_word(tx, &new).await?.err(),
        "change" => actions::change_word(tx, &was, &new).await?.err(),
        "retire" | "again" => {
            actions::retire_word(tx, &was, verb == "again").await?;
            None
        }
        _ => {
            actions::shift_word(tx, &was, verb == "up").await?;
            None
        }
    };
    if let Some((field, sentence)) = refused {
        let mut view = view;
        view.errors.push((field.to_owned(), sentence));
        return Ok(render(&view)?.unprocessable());
    }
    Ok(Reply::done(&format!("/search/synonyms?group={}&done={verb}", foundation::web::escape(&group))))
}

/// The cases found with a group, asked by its first word.
async fn found(db: &mut Reader, group: &str, synonyms: &[Synonym]) -> Result<i64, PageError> {
    let Some(first) = synonyms.iter().find(|s| s.group_name == group) else { return Ok(0) };
    let asked = rules::asked(&first.word, synonyms);
    let needles = asked.needles();
    let beyond = db.core().settings.beyond;
    Ok(beyond.count_holding(db, &needles).await?)
}

async fn page(db: &mut Reader, group: &str, form: &Form) -> Result<SynonymsPage, PageError> {
    let rows = storage::every_word(db).await?;
    let synonyms = storage::synonyms(db).await?;
    let count = found(db, group, &synonyms).await?;
    let may_edit = crate::programmes::holds_library(db).await?;
    let open = rows.iter().any(|row| row.group_name == group);
    let mut frame = Frame::new(db, if open { format!("「{group}」のなかま") } else { "同じ意味のことば".to_owned() })
        .purpose("検索のとき、同じなかまのことばを一緒にさがします。よみでもさがせます。")
        .crumb("さがす", "/search");
    if open {
        frame = frame.crumb("同じ意味のことば", "/search/synonyms");
    }
    Ok(SynonymsPage::new(frame, &rows, may_edit, if open { group } else { "" }, count, form))
}

/// The change tried on a copy of the table.
async fn looked_at(
    db: &mut Reader,
    verb: &str,
    was: &str,
    new: &Synonym,
    form: &Form,
) -> Result<SynonymsPage, PageError> {
    let before = storage::synonyms(db).await?;
    let mut after = before.clone();
    match verb {
        "add" => {
            let at = after.iter().rposition(|s| s.group_name == new.group_name).map_or(after.len(), |at| at + 1);
            after.insert(at, new.clone());
        }
        "change" => after.iter_mut().filter(|s| s.word == was).for_each(|s| s.clone_from(new)),
        _ => after.retain(|s| s.word != was),
    }
    let (now, then) = (found(db, &new.group_name, &before).await?, found(db, &new.group_name, &after).await?);
    let mut view = page(db, &new.group_name, form).await?;
    view.reach = Some(Reach {
        verb: verb.to_owned(),
        was: was.to_owned(),
        word: new.word.clone(),
        reading: form.value("reading").to_owned(),
        before: number(now),
        after: number(then),
    });
    Ok(view)
}

//! `/surveys/{survey}/edit/questions/…`: one question, with everything that belongs to it.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;
use questionnaire::{Definition, Question};

use super::{conflict, frame, picked, pickers, reading, requirement, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, DateBoxes, render};
use crate::surveys::actions::drafting::{self, EditError};
use crate::surveys::forms::editing::{self as forms, KINDS, KindWord, OWN_LIST, kind_word, mark_of_question, word_of};
use crate::surveys::model::editing::Working;
use crate::surveys::views::editing::{Conflict, QuestionPage, tabs};

/// Options named in a list's line.
const OPTIONS_NAMED: usize = 4;

/// 「ある／ない」, 「医師／看護師／… 12」
pub fn options_in_words(definition: &Definition, list: &str) -> String {
    let choices = definition.list(list);
    let named: Vec<&str> = choices.iter().take(OPTIONS_NAMED).map(|choice| choice.label.as_str()).collect();
    let more = if choices.len() > OPTIONS_NAMED { format!("／…（{}）", choices.len()) } else { String::new() };
    format!("{}{more}", named.join("／"))
}

pub fn names_of(questions: &[&Question]) -> String {
    questions.iter().map(|question| question.name()).collect::<Vec<_>>().join("、")
}

pub async fn get_new(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let kind = kind_word(req.query.get("kind")).ok_or(PageError::NotFound)?;
    let section = working.definition.section(req.query.get("section")).ok_or(PageError::NotFound)?;
    let mut fields = Fields::default();
    fields.push("section", &section.id);
    fields.push("after", req.query.get("after"));
    if kind.id != "note" {
        // Answers of persons are protected unless somebody says otherwise.
        fields.push("protected", if working.definition.respondent.is_person() { "yes" } else { "" });
    }
    render(&page(&tx, &working, None, kind, Form::new(fields), None))
}

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let (section, question) = working.definition.find(req.text("question")).ok_or(PageError::NotFound)?;
    let kind = kind_word(word_of(&question.kind)).ok_or(PageError::NotFound)?;
    let form = Form::new(forms::question_fields(&section.id, question));
    render(&page(&tx, &working, Some(question), kind, form, None))
}

fn page(
    db: &Reader,
    working: &Working,
    question: Option<&Question>,
    kind: &'static KindWord,
    form: Form,
    conflict: Option<Conflict>,
) -> QuestionPage {
    let definition = &working.definition;
    let base = working.base();
    let own = question.map(|question| question.id.as_str()).unwrap_or_default();
    let typed_options = forms::typed_option_rows(&form);
    let list = if typed_options.is_empty() { form.value("list") } else { form.value("options-of") };
    let users: Vec<&Question> = definition.users_of(list).into_iter().filter(|user| user.id != own).collect();
    let typed_rows = forms::typed_grid_rows(&form);
    let stored_rows = match question.map(|question| &question.kind) {
        Some(questionnaire::Kind::Grid(grid)) => grid.rows.as_slice(),
        _ => &[],
    };
    let chosen = |id: &str| form.value("list") == id;
    let lists =
        std::iter::once(Choice::new(OWN_LIST, "この設問の新しい一覧（下の表に書く）", chosen(OWN_LIST)))
            .chain(definition.lists.keys().map(|name| {
                Choice::new(&**name, format!("{name}：{}", options_in_words(definition, name)), chosen(name))
            }))
            .collect();
    let title = match question {
        Some(question) => format!("{}を直す", question.name()),
        None => format!("設問を加える（{}）", kind.label),
    };
    let section_chosen = |id: &str| form.value("section") == id;
    QuestionPage {
        frame: frame(db, working, &title, true).purpose(&*definition.title),
        tabs: tabs(working.survey.id, "edit"),
        action: match question {
            Some(question) => format!("{base}/questions/{}", question.id),
            None => format!("{base}/new-question"),
        },
        back: format!("{base}#{}", if own.is_empty() { form.value("section") } else { own }),
        errors: form.summary(),
        conflict,
        seen: question.map(|question| mark_of_question(definition, question)).unwrap_or_default(),
        after: form.value("after").to_owned(),
        kind,
        kinds: KINDS.iter().filter(|k| k.id != kind.id).map(|k| Choice::new(k.id, k.label, false)).collect(),
        sections: definition
            .sections
            .iter()
            .map(|section| Choice::new(&*section.id, &*section.title, section_chosen(&section.id)))
            .collect(),
        id_locked: question.is_some_and(|question| working.has_published(&question.id)),
        lists,
        options_of: list.to_owned(),
        options: if typed_options.is_empty() { forms::option_rows(definition.list(list)) } else { typed_options },
        shared_with: match users.as_slice() {
            [] => String::new(),
            users => {
                format!("この一覧は{}でも使っています。下の表を変えると、どの設問でも変わります。", names_of(users))
            }
        },
        rows: if typed_rows.is_empty() { forms::grid_rows(stored_rows) } else { typed_rows },
        least_day: DateBoxes::typed(&form, "least"),
        most_day: DateBoxes::typed(&form, "most"),
        reading: reading(definition, form.value("relevant")),
        constraint_reading: requirement(definition, form.value("constraint"), own),
        filter_reading: requirement(definition, form.value("filter"), own),
        pickers: pickers(definition, own),
        is_person: definition.respondent.is_person(),
        remove: question.map(|question| format!("{base}/questions/{}/remove", question.id)).unwrap_or_default(),
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
    let before = if is_new { None } else { Some(definition.find(req.text("question")).ok_or(PageError::NotFound)?.1) };
    let mut form = Form::new(req.form.clone());
    let next = form.value("next").to_owned();
    let shown = kind_word(form.value("shown")).ok_or(PageError::NotFound)?;
    if next == "kind" {
        // Another way of answering: the same form with other boxes, nothing is stored.
        let kind = kind_word(form.value("kind")).unwrap_or(shown);
        return render(&page(&tx, &working, before, kind, form, None));
    }
    if let Some(condition) = picked(&form, &next) {
        form.values = form.values.replaced("relevant", &condition);
        return render(&page(&tx, &working, before, shown, form, None));
    }
    let Some(input) = forms::read_question(&mut form, &working, before, shown.id) else {
        return Ok(render(&page(&tx, &working, before, shown, form, None))?.unprocessable());
    };
    if next == "read" {
        return render(&page(&tx, &working, before, shown, form, None));
    }
    let after = Some(form.value("after")).filter(|after| !after.is_empty());
    let changed = input.put_into(definition, before.map(|question| question.id.as_str()), after);
    if let Some(before) = before
        && let Some(found) = conflict(&working, form.value("seen"), &mark_of_question(definition, before), &changed)
    {
        let page = page(&tx, &working, Some(before), shown, form, Some(found));
        return Ok(render(&page)?.with_status(StatusCode::CONFLICT));
    }
    match drafting::change(&mut tx, &working, &changed, &input.question.name()).await {
        Ok(()) => {}
        Err(EditError::Faults(faults)) => {
            forms::place_faults(&mut form, &faults, &changed, &input);
            return Ok(render(&page(&tx, &working, before, shown, form, None))?.unprocessable());
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit_recorded().await?;
    let (base, id, section) = (working.base(), &input.question.id, &input.section);
    Ok(if next == "save-and-add" {
        Reply::see_other(&format!("{base}/sections/{section}/add?after={id}"))
    } else {
        Reply::done(&format!("{base}?done=question#{id}"))
    })
}

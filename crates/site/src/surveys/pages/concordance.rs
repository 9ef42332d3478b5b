//! `/surveys/{survey}/concordance`: what became of last year's questions (対応表), guessed and then put right.

use std::collections::BTreeMap;

use foundation::web::{Form, PageError, Reply, Req};
use questionnaire::concordance::{Link, OptionLink, Relation};
use questionnaire::{Concordance, Form as Questions, Question};

use super::editing::{frame, working};
use crate::permissions::{EditSurveys, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, moment_of, render};
use crate::surveys::actions::concordance::{self, NoYears, SaveError, Years};
use crate::surveys::forms::editing::mark_of;
use crate::surveys::model::editing::Working;
use crate::surveys::views::editing::{ConcordancePage, ConcordanceRow, DroppedRow, LinkPage, OptionLinkRow, tabs};

const RELATIONS: &[Relation] = &[Relation::Same, Relation::Reworded, Relation::Split, Relation::Merged, Relation::New];
/// Selects offered when nothing is chosen yet; one more than is chosen otherwise.
const SELECTS: usize = 3;
const OPTION_SELECTS: usize = 2;
const MOST_NOTE_LETTERS: usize = 500;

fn id_of(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "same",
        Relation::Reworded => "reworded",
        Relation::Split => "split",
        Relation::Merged => "merged",
        Relation::New => "new",
        Relation::Dropped => "dropped",
    }
}

fn mark(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "done",
        Relation::Reworded => "doing",
        Relation::Split | Relation::Merged => "late",
        Relation::New | Relation::Dropped => "info",
    }
}

fn named(question: &Question) -> String {
    format!("{} {}", question.number, question.text).trim().to_owned()
}

/// What is said of a question of this year; a question nobody speaks of is the same under the same name.
fn link_of(years: &Years, question: &Question) -> Link {
    years.concordance.of(&question.id).cloned().unwrap_or_else(|| Link {
        relation: Relation::Same,
        from: vec![question.id.clone()],
        to: vec![question.id.clone()],
        other_base: false,
        note: String::new(),
        options: Vec::new(),
    })
}

fn asked(form: &Questions) -> impl Iterator<Item = &Question> {
    form.questions().map(|(_, _, question)| question).filter(|question| question.kind.is_asked())
}

pub async fn get(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let years = concordance::years(&mut tx, working.survey.id).await?;
    let mut page = page(&tx, &working, years);
    let done = match req.query.get("done") {
        "saved" => "対応を保存しました。",
        "confirmed" => "対応表を確かめたことを記録しました。",
        _ => "",
    };
    if !done.is_empty() {
        page.frame = page.frame.notice("success", done);
    }
    render(&page)
}

fn page<T>(db: &Reader, working: &Working, years: Result<Years, (T, NoYears)>) -> ConcordancePage {
    let survey = working.survey.id;
    let mut page = ConcordancePage {
        frame: frame(db, working, "対応表", true)
            .purpose("前年の設問と今年の設問の対応です。年次比較と、前年の答えを横に示すのに使います。"),
        tabs: tabs(survey, "concordance"),
        action: format!("/surveys/{survey}/concordance"),
        outline: format!("{}/outline", working.base()),
        missing: "",
        from_title: String::new(),
        to_title: working.definition.title.clone(),
        state: String::new(),
        mark: "none",
        is_confirmed: false,
        seen: String::new(),
        counts: Vec::new(),
        rows: Vec::new(),
        dropped: Vec::new(),
    };
    let years = match years {
        Ok(years) => years,
        Err((_, why)) => {
            page.missing = match why {
                NoYears::NoPrevious => "前の年の調査が選ばれていません。選ぶと、設問の対応を自動で作ります。",
                NoYears::Unsound => {
                    "今年の調査票に設問がないか、直すところがあります。調査票ができると、対応を自動で作ります。"
                }
            };
            return page;
        }
    };
    page.from_title.clone_from(&years.from.definition().title);
    page.is_confirmed = years.stored.as_ref().is_some_and(|stored| stored.is_confirmed);
    (page.state, page.mark) = match &years.stored {
        Some(stored) if stored.is_confirmed => {
            (format!("確認済み（{} {}）", stored.changed_by, moment_of(&stored.changed_at)), "done")
        }
        _ => ("未確認".to_owned(), "doing"),
    };
    page.seen = mark_of(&years.concordance);
    let breaks = years.concordance.breaks(&years.to);
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for question in asked(&years.to) {
        let link = link_of(&years, question);
        *counts.entry(id_of(link.relation)).or_default() += 1;
        let own: Vec<_> = breaks.iter().filter(|b| b.question == question.id).collect();
        let whole = own.iter().find(|b| b.option.is_none() && b.against == link.from);
        let series = match whole {
            Some(b) if b.comparable => b.remark.clone(),
            Some(b) => format!("線をつなぎません。{}", b.remark),
            None if own.is_empty() => "そのまま比べます。".to_owned(),
            None => "選択肢に注記を付けて比べます。".to_owned(),
        };
        page.rows.push(ConcordanceRow {
            number: question.number.clone(),
            text: question.text.clone(),
            href: format!("/surveys/{survey}/concordance/{}", question.id),
            relation: link.relation.label(),
            mark: mark(link.relation),
            from: link.from.iter().filter_map(|id| years.from.question(id)).map(named).collect(),
            options: options_in_words(&link.options),
            note: link.note,
            series,
        });
    }
    for link in years.concordance.questions.iter().filter(|link| link.relation == Relation::Dropped) {
        for question in link.from.iter().filter_map(|id| years.from.question(id)) {
            *counts.entry("dropped").or_default() += 1;
            page.dropped.push(DroppedRow {
                number: question.number.clone(),
                text: question.text.clone(),
                note: link.note.clone(),
            });
        }
    }
    page.counts = RELATIONS
        .iter()
        .chain([&Relation::Dropped])
        .filter_map(|relation| Some((relation.label(), counts.get(id_of(*relation)).copied()?)))
        .collect();
    page
}

/// 「選択肢：新設1、言い換え2」
fn options_in_words(options: &[OptionLink]) -> String {
    let count = |relation: Relation| options.iter().filter(|option| option.relation == relation).count();
    let parts: Vec<String> = RELATIONS
        .iter()
        .chain([&Relation::Dropped])
        .filter(|relation| **relation != Relation::Same)
        .map(|relation| (relation.label(), count(*relation)))
        .filter(|(_, count)| *count > 0)
        .map(|(label, count)| format!("{label}{count}"))
        .collect();
    if parts.is_empty() { String::new() } else { format!("選択肢：{}", parts.join("、")) }
}

/// The whole of it is as it should be.
pub async fn confirm(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let working = working(&mut tx, &req).await?;
    let Ok(years) = concordance::years(&mut tx, working.survey.id).await? else { return Err(PageError::NotFound) };
    if mark_of(&years.concordance) != req.form.get("seen") {
        return Err(SaveError::Changed.into());
    }
    concordance::save(&mut tx, &years, &years.concordance, "このとおりでよい").await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/surveys/{}/concordance?done=confirmed", working.survey.id)))
}

async fn opened(db: &mut Reader, req: &Req) -> Result<(Working, Years), PageError> {
    let working = working(db, req).await?;
    let Ok(years) = concordance::years(db, working.survey.id).await? else { return Err(PageError::NotFound) };
    Ok((working, years))
}

pub async fn get_link(mut tx: ReadTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let (working, years) = opened(&mut tx, &req).await?;
    let question = years.to.question(req.text("question")).ok_or(PageError::NotFound)?;
    let link = link_of(&years, question);
    render(&link_page(&tx, &working, &years, question, &link, Form::default()))
}

/// Selects for choosing several of many: one per chosen, and some more.
fn selects(chosen: &[String], offered: &[(String, String)], least: usize) -> Vec<Vec<Choice>> {
    (0..(chosen.len() + 1).max(least))
        .map(|at| {
            let now = chosen.get(at).map_or("", String::as_str);
            std::iter::once(Choice::new("", "選びません", now.is_empty()))
                .chain(offered.iter().map(|(id, label)| Choice::new(&**id, &**label, id == now)))
                .collect()
        })
        .collect()
}

fn relation_choices(now: Relation) -> Vec<Choice> {
    RELATIONS.iter().map(|relation| Choice::new(id_of(*relation), relation.label(), *relation == now)).collect()
}

fn link_page(
    db: &Reader,
    working: &Working,
    years: &Years,
    question: &Question,
    link: &Link,
    mut form: Form,
) -> LinkPage {
    let survey = working.survey.id;
    let base = format!("/surveys/{survey}/concordance");
    let last_year: Vec<(String, String)> = asked(&years.from).map(|q| (q.id.clone(), named(q))).collect();
    let this_year: Vec<(String, String)> =
        asked(&years.to).filter(|q| q.id != question.id).map(|q| (q.id.clone(), named(q))).collect();
    let with: Vec<String> = link.to.iter().filter(|id| **id != question.id).cloned().collect();
    let old = link.from.first().and_then(|id| years.from.question(id));
    let old_options: Vec<(String, String)> = old
        .map(|old| years.from.choices(old).iter().map(|c| (c.id.clone(), c.label.clone())).collect())
        .unwrap_or_default();
    let option_row = |choice: &questionnaire::Choice| {
        let said = link.options.iter().find(|option| option.to.contains(&choice.id));
        let same = || vec![choice.id.clone()].into_iter().filter(|id| old_options.iter().any(|(known, _)| known == id));
        let (relation, from, note) = match said {
            Some(option) => (option.relation, option.from.clone(), option.note.clone()),
            None => (Relation::Same, same().collect(), String::new()),
        };
        OptionLinkRow {
            label: choice.label.clone(),
            relations: relation_choices(relation),
            from: selects(&from, &old_options, OPTION_SELECTS),
            note,
            name: format!("option-{}", choice.id),
        }
    };
    if form.values.get("note").is_empty() {
        form.values = form.values.replaced("note", &link.note);
    }
    LinkPage {
        frame: frame(db, working, &format!("{}の対応", question.name()), true).crumb("対応表", base.clone()),
        tabs: tabs(survey, "concordance"),
        action: format!("{base}/{}", question.id),
        back: base,
        errors: form.summary(),
        seen: mark_of(&years.concordance),
        this_year: named(question),
        last_year: link.from.iter().filter_map(|id| years.from.question(id)).map(named).collect::<Vec<_>>().join("、"),
        relations: relation_choices(link.relation),
        from: selects(&link.from, &last_year, SELECTS),
        with: selects(&with, &this_year, SELECTS - 1),
        options: years.to.choices(question).iter().filter(|_| !old_options.is_empty()).map(option_row).collect(),
        other_base: link.other_base,
        form,
    }
}

fn relation_from(id: &str) -> Option<Relation> {
    RELATIONS.iter().copied().find(|relation| id_of(*relation) == id)
}

/// Ids chosen in selects of one name, each once.
fn chosen(form: &Form, name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for id in form.values.all(name).filter(|id| !id.is_empty()) {
        if !found.iter().any(|known| known == id) {
            found.push(id.to_owned());
        }
    }
    found
}

/// The link as typed.
fn read_link(form: &mut Form, years: &Years, question: &Question, before: &Link) -> Option<Link> {
    let Some(relation) = relation_from(form.value("relation")) else {
        form.refuse("relation", "「前年と比べて」を選んでください。");
        return None;
    };
    let from = chosen(form, "from");
    let mut to = vec![question.id.clone()];
    if relation == Relation::Split {
        to.extend(chosen(form, "with").into_iter().filter(|id| *id != question.id));
        to.sort_by_key(|id| years.to.position(id));
    }
    let note = form.text("note", "読む方への注記", MOST_NOTE_LETTERS);
    let other_base = form.value("other_base") == "yes";
    let continues = matches!(relation, Relation::Same | Relation::Reworded) && from.len() == 1;
    let options = match (continues, from.first().and_then(|id| years.from.question(id))) {
        // The options in the form are held against those of the question it was shown with.
        (true, Some(old)) if before.from == from => read_options(form, years, old, question),
        _ => Vec::new(),
    };
    form.is_valid().then_some(Link { relation, from, to, other_base, note, options })
}

fn read_options(form: &mut Form, years: &Years, old: &Question, new: &Question) -> Vec<OptionLink> {
    let mut found: Vec<OptionLink> = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for choice in years.to.choices(new) {
        let name = format!("option-{}", choice.id);
        let Some(relation) = relation_from(form.value(&format!("{name}-relation"))) else { continue };
        let from = if relation == Relation::New { Vec::new() } else { chosen(form, &format!("{name}-from")) };
        let note = form.text(&format!("{name}-note"), &format!("{}の注記", choice.label), MOST_NOTE_LETTERS);
        taken.extend(from.iter().cloned());
        let with = found
            .iter_mut()
            .find(|option| relation == Relation::Split && option.relation == Relation::Split && option.from == from);
        match with {
            Some(option) => option.to.push(choice.id.clone()),
            None => found.push(OptionLink { relation, from, to: vec![choice.id.clone()], note }),
        }
    }
    for choice in years.from.choices(old).iter().filter(|choice| !taken.contains(&choice.id)) {
        let (from, note) = (vec![choice.id.clone()], String::new());
        found.push(OptionLink { relation: Relation::Dropped, from, to: Vec::new(), note });
    }
    // What is the same under the same name need not be said.
    let label = |form: &Questions, question: &Question, id: &str| {
        form.choices(question).iter().find(|choice| choice.id == id).map(|choice| choice.label.clone())
    };
    found.retain(|option| {
        let plain = option.relation == Relation::Same && option.from == option.to && option.note.is_empty();
        let id = option.to.first().map_or("", String::as_str);
        !plain || label(&years.from, old, id) != label(&years.to, new, id)
    });
    found
}

pub async fn post_link(mut tx: WriteTx<EditSurveys>, req: Req) -> Result<Reply, PageError> {
    let (working, years) = opened(&mut tx, &req).await?;
    let question = years.to.question(req.text("question")).ok_or(PageError::NotFound)?.clone();
    let before = link_of(&years, &question);
    let mut form = Form::new(req.form.clone());
    if form.value("seen") != mark_of(&years.concordance) {
        return Err(SaveError::Changed.into());
    }
    let Some(link) = read_link(&mut form, &years, &question, &before) else {
        return Ok(render(&link_page(&tx, &working, &years, &question, &before, form))?.unprocessable());
    };
    let table = with_link(&years, &question, &link);
    if !table.questions.iter().any(|known| same_link(known, &link)) {
        // The two questionnaires do not bear it out: said where it was said.
        let alone = Concordance { questions: vec![link.clone()], ..years.concordance.clone() };
        for fault in alone.verify(&years.from, &years.to) {
            if fault.question == question.id || link.from.contains(&fault.question) || link.to.contains(&fault.question)
            {
                let field = if fault.sentence.contains("選択肢") {
                    "options"
                } else if fault.sentence.contains("件は合いません") {
                    "from"
                } else {
                    "relation"
                };
                form.refuse(field, fault.sentence);
            }
        }
        if form.is_valid() {
            form.refuse("relation", "この対応は、ほかの設問の対応と重なっています。");
        }
        return Ok(render(&link_page(&tx, &working, &years, &question, &link, form))?.unprocessable());
    }
    concordance::save(&mut tx, &years, &table, &question.name()).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/surveys/{}/concordance?done=saved", working.survey.id)))
}

/// Equal but for what may be put right without changing what was said.
fn same_link(known: &Link, said: &Link) -> bool {
    known.relation == said.relation
        && known.from == said.from
        && known.to == said.to
        && known.other_base == said.other_base
        && known.options == said.options
}

/// Everything else stays as far as it still can; what loses its counterpart is guessed anew.
fn with_link(years: &Years, question: &Question, link: &Link) -> Concordance {
    let mut table = years.concordance.clone();
    table.questions.retain(|known| !known.to.contains(&question.id) && !known.to.iter().any(|id| link.to.contains(id)));
    for known in &mut table.questions {
        known.from.retain(|id| !link.from.contains(id));
    }
    table.questions.insert(0, link.clone());
    table.completed(&years.from, &years.to)
}

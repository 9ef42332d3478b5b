//! `/surveys/{survey}/{code}`: where one respondent stands, what happened; `…/answers`: everything it answered.

use std::sync::Arc;

use foundation::web::{PageError, Reply, Req};
use questionnaire::{Form, Kind};

use super::open::Opened;
use crate::permissions::{
    AcceptAnswers, Actor, AnswerSurvey, AppCore, CollectAnswers, DraftCases, IssueSheets, LookAtAnswers, ReadTx,
    Reader, Scope, SetAsideAnswers, SubstituteAnswer, reach_of,
};
use crate::shared::{Fact, Link, day_words, moment_of, render};
use crate::surveys::actions;
use crate::surveys::model::checking::InquiryState;
use crate::surveys::model::{Change, State, Step};
use crate::surveys::storage;
use crate::surveys::views::own::{
    AnsweredRow, AnsweredSection, AnswersPage, ChangeRow, Desk, OwnPage, SectionRow, StepRow,
};
use crate::surveys::views::{in_words, mark, step_label};
use crate::surveys::{model, rules};

/// So many free texts go into a case (rule `cases.from_answers`).
const MOST_TOLD: usize = 40;
/// The newest changes shown; older ones are counted.
const CHANGES_SHOWN: usize = 60;

pub async fn get(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let done = match req.query.get("done") {
        "saved" => "保存しました。",
        "sheet" => "回答票を取り込みました。",
        "returned" => "差し戻しました。回答した方のアドレスが分かるときは、メールでお知らせしました。",
        "aside" => "回答を外しました。集計にも回収にも数えません。",
        "accepted" => "確定しました。",
        "extended" => "締切を延ばしました。",
        "shared" => "答えを名前とともに見せることにしました。",
        "not_shared" => "見せるのをやめました。",
        _ => "",
    };
    render(&page(&mut tx, &req, Desk::default(), done).await?)
}

/// The page again, with what was typed and why it cannot be.
pub async fn refused(core: &std::sync::Arc<AppCore>, actor: &Actor, req: &Req, desk: Desk) -> Result<Reply, PageError> {
    let mut tx = core.read::<LookAtAnswers>(actor.clone(), &req.request_id).await?;
    Ok(render(&page(&mut tx, req, desk, "").await?)?.unprocessable())
}

/// How the signed-in person may write here: `answer`, `substitute`, or not at all.
fn way_in(actor: &Actor, opened: &Opened) -> Option<&'static str> {
    let code = &opened.respondent.line.code;
    match reach_of::<AnswerSurvey>(actor) {
        Some(Scope::Municipalities(own) | Scope::Prefectures(own)) if own.contains(code) => return Some("answer"),
        Some(Scope::Thing(own)) if own == opened.respondent.line.id => return Some("answer"),
        _ => {}
    }
    let substitutes = reach_of::<SubstituteAnswer>(actor)?;
    substitutes.reaches_programme(opened.survey.programme_id).then_some("substitute")
}

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, note: note.to_owned(), fictitious: false }
}

/// How far away the deadline is, and what that means for her.
fn due_note(opened: &Opened, today: jiff::civil::Date) -> String {
    let (survey, line) = (&opened.survey, &opened.respondent.line);
    if survey.state() != model::SurveyState::Open || !line.state().is_owing() {
        return String::new();
    }
    let own: Option<jiff::civil::Date> = line.due_on.as_deref().and_then(|day| day.parse().ok());
    let Some(due) = own.or(survey.due()) else { return String::new() };
    let left = rules::days_left(due, today);
    match (due < today, survey.due().filter(|first| own.is_some_and(|own| own > *first))) {
        (true, _) => format!("{left}。受付中のあいだは、まだ回答できます。"),
        (false, Some(first)) => format!("{left}。はじめの締切（{}）から延ばしています。", day_words(first)),
        (false, None) => format!("{left}。"),
    }
}

/// The last reason for returning, as long as it waits for being put right.
pub fn returned_because(state: State, steps: &[Step]) -> String {
    let last = steps.iter().rev().find(|step| step.step == "returned");
    last.filter(|_| state == State::Returned).map(|step| step.remark.clone()).unwrap_or_default()
}

async fn page(db: &mut Reader, req: &Req, mut desk: Desk, done: &str) -> Result<OwnPage, PageError> {
    let opened = Opened::seen(db, req).await?;
    let today = db.core().clock.today();
    let (survey, line) = (&opened.survey, &opened.respondent.line);
    let state = line.state();
    let steps = storage::steps(db, &opened.respondent).await?;
    let changes = storage::changes(db, &opened.respondent).await?;
    let threads = storage::checking::inquiries_of(db, line.id).await?;
    let forms = forms(db, &opened, &changes).await?;
    let actor = db.actor().clone();
    let open = rules::may_write(survey.state(), survey.opens_on.parse().ok(), state, today);
    let way = way_in(&actor, &opened);
    let base = opened.base();
    let mut verbs = Vec::new();
    if way == Some("answer") {
        if open.is_ok() {
            verbs.push(Link::new("提出前の確認へ", format!("{base}/submit")));
        } else if state.is_collected() {
            verbs.push(Link::new("受付番号を見る", format!("{base}/submit")));
        }
    }
    if state.is_collected() && rules::position::compares(&survey.respondent) {
        verbs.push(Link::new("ほかの団体と比べた位置を見る", format!("{base}/position")));
    }
    verbs.push(Link::new("すべての答えを見る・印刷する", format!("{base}/answers")));
    verbs.push(Link::new("答えの控え（PDF）を受け取る", format!("{base}/answers.pdf")));
    if way == Some("answer") {
        verbs.push(Link::new("Excelで答える", format!("{base}/sheet")));
    } else if reach_of::<IssueSheets>(&actor)
        .is_some_and(|scope| matches!(scope, Scope::Prefectures(_)) || scope.reaches_programme(survey.programme_id))
    {
        let sheet = format!("/surveys/{}/collection/sheets/{}", survey.id, line.code);
        verbs.push(Link::new("回答票（Excel）をダウンロードする", sheet));
    }
    let own =
        matches!(reach_of::<CollectAnswers>(&actor), Some(Scope::Prefectures(codes)) if codes.contains(&line.code));
    let collects = reach_of::<CollectAnswers>(&actor).filter(|_| !own);
    let accepts = reach_of::<AcceptAnswers>(&actor);
    let station = matches!(collects, Some(Scope::Prefectures(_)));
    desk.may_return = collects.is_some()
        && rules::may_return(survey.state(), state, "理由").is_ok()
        && !(station && state == State::Accepted);
    desk.may_accept = accepts.is_some() && rules::may_accept(survey.state(), state).is_ok();
    desk.may_extend = accepts.is_some() && survey.state() == model::SurveyState::Open && state.is_owing();
    desk.may_set_aside = reach_of::<SetAsideAnswers>(&actor).is_some()
        && rules::linking::may_set_aside(survey.state(), survey.is_linked(), state, "理由").is_ok();
    desk.by_code = actor.holder().is_some_and(|holder| holder.session.is_some());
    let writable = way.filter(|_| open.is_ok());
    let waiting = if writable == Some("answer") { super::entries::waiting(db, &opened).await? } else { Vec::new() };
    let sections = sections(&opened, writable, &waiting, &base);
    let missing: usize = rules::progress(&opened.form, &opened.respondent.answers).iter().map(|p| p.missing).sum();
    let mut facts = vec![
        fact(opened.called(), line.name.clone(), &line.prefecture_name),
        fact("締切", opened.due(), &due_note(&opened, today)),
    ];
    if open.is_ok() {
        facts.push(fact("残り", format!("必須の設問であと{missing}問"), ""));
    }
    if let Some(at) = line.submitted_at.as_deref().filter(|_| state.is_collected()) {
        facts.push(fact(
            "提出",
            moment_of(at),
            &format!("受付番号 {}", rules::receipt(survey.id, &line.code, opened.respondent.version)),
        ));
    }
    if let (Err(refusal), Some("answer")) = (&open, way) {
        facts.push(fact("いまの扱い", refusal.sentence(), ""));
    }
    let sharing = super::sharing::of(db, &opened).await?;
    let mut frame = opened.frame(db, &format!("{}の回答", line.name), false).purpose(&*survey.title);
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    Ok(OwnPage {
        frame,
        facts,
        state: state.label(),
        mark: mark(state),
        returned_because: returned_because(state, &steps),
        corrected: opened.corrected(),
        aside: opened.asides(db).await?,
        sections,
        verbs,
        inquiries: threads
            .iter()
            .map(|inquiry| {
                let question = opened.form.question(&inquiry.question);
                let name = question.map_or_else(|| inquiry.question.clone(), questionnaire::Question::name);
                let mut line = super::question::inquiry_line(inquiry, name);
                if way == Some("answer") && inquiry.state() == InquiryState::Asked {
                    line.verb = "確認の依頼に答える";
                }
                line
            })
            .collect(),
        steps: steps.iter().rev().map(step_row).collect(),
        changes: in_order(&opened, &changes).into_iter().take(CHANGES_SHOWN).map(|x| change_row(&forms, x)).collect(),
        more_changes: changes.len().saturating_sub(CHANGES_SHOWN),
        desk,
        sharing,
        base,
    })
}

fn sections(opened: &Opened, way: Option<&'static str>, waiting: &[String], base: &str) -> Vec<SectionRow> {
    let progress = rules::progress(&opened.form, &opened.respondent.answers);
    let rows = opened.form.definition().sections.iter().zip(progress);
    rows.map(|(section, p)| {
        let (mark, word) = match (p.asked, p.missing, p.answered) {
            (0, ..) => ("none", "対象外".to_owned()),
            (_, 0, _) => ("done", "そろっています".to_owned()),
            (_, missing, 0) => ("none", format!("必須があと{missing}問")),
            (_, missing, _) => ("doing", format!("必須があと{missing}問")),
        };
        let to_mend = section.questions.iter().filter(|question| waiting.contains(&question.id)).count();
        let (mark, word) =
            if to_mend > 0 { ("doing", format!("直すところが{to_mend}か所")) } else { (mark, word) };
        SectionRow {
            title: section.title.clone(),
            progress: format!("{}問中{}問", p.asked, p.answered),
            mark,
            word,
            href: way.map(|way| format!("{base}/{way}/{}", section.id)).unwrap_or_default(),
            verb: match way {
                Some("substitute") => "代理入力",
                _ if to_mend > 0 => "直す",
                _ if p.answered == 0 => "回答する",
                _ if p.missing > 0 => "続ける",
                _ => "見直す",
            },
        }
    })
    .collect()
}

fn behalf(on_behalf_of: &str) -> String {
    if on_behalf_of.is_empty() { String::new() } else { format!("{on_behalf_of}の代理") }
}

fn step_row(step: &Step) -> StepRow {
    StepRow {
        at: moment_of(&step.at),
        step: step_label(&step.step),
        by: format!("{} {}", step.by_label, behalf(&step.on_behalf_of)).trim().to_owned(),
        remark: step.remark.clone(),
    }
}

/// The newest save first; what was saved together in the order of the questionnaire.
fn in_order<'c>(opened: &Opened, changes: &'c [Change]) -> Vec<&'c Change> {
    let mut ordered: Vec<&Change> = changes.iter().collect();
    let place = |change: &Change| opened.form.position(&change.question).unwrap_or(usize::MAX);
    ordered.sort_by_key(|change| (std::cmp::Reverse(change.version), place(change)));
    ordered
}

/// The edition she answers; where the history names a question it no longer has, the older ones too.
async fn forms(db: &mut Reader, opened: &Opened, changes: &[Change]) -> Result<Vec<Arc<Form>>, PageError> {
    let mut forms = vec![opened.form.clone()];
    if changes.iter().any(|change| opened.form.question(&change.question).is_none()) {
        for row in storage::editing::editions(db, opened.survey.id).await? {
            forms.push(actions::ready(&row.definition)?);
        }
    }
    Ok(forms)
}

fn change_row(forms: &[Arc<Form>], change: &Change) -> ChangeRow {
    let found = forms.iter().find_map(|form| Some((form, form.question(&change.question)?)));
    let question = found.map(|(_, question)| question);
    let words = |json: Option<&str>| match found {
        Some((form, question)) => in_words::stored(form, question, json),
        None => json.unwrap_or_default().to_owned(),
    };
    let note = [behalf(&change.on_behalf_of), change.reason.clone()];
    ChangeRow {
        at: moment_of(&change.at),
        question: question.map_or_else(|| change.question.clone(), questionnaire::Question::name),
        before: words(change.before.as_deref()),
        after: words(change.after.as_deref()),
        by: change.by_label.clone(),
        way: model::Way::label_of(&change.way),
        note: note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("。"),
    }
}

pub async fn answers(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::seen(&mut tx, &req).await?;
    let (form, given) = (&opened.form, &opened.respondent.answers);
    let who = form.applicable(given);
    let mut sections: Vec<AnsweredSection> = Vec::new();
    for (at, section, question) in form.questions().filter(|(.., question)| question.kind.is_asked()) {
        if sections.last().is_none_or(|last| last.id != section.id) {
            let (id, title) = (section.id.clone(), section.title.clone());
            sections.push(AnsweredSection { id, title, rows: Vec::new() });
        }
        let answer = given.get(&question.id).map(|answer| in_words::answer(form, question, answer));
        let row = AnsweredRow {
            number: question.number.clone(),
            text: question.text.clone(),
            gap: match (&answer, who.question(at)) {
                (Some(_), _) => "",
                (None, true) => "答えなし",
                (None, false) => "対象外",
            },
            answer: answer.unwrap_or_default().lines().map(str::to_owned).collect(),
            id: question.id.clone(),
            href: format!("{}/questions/{}", opened.base(), question.id),
        };
        if let Some(last) = sections.last_mut() {
            last.rows.push(row);
        }
    }
    let line = &opened.respondent.line;
    let facts = vec![
        fact(opened.called(), line.name.clone(), &line.prefecture_name),
        fact("状態", line.state().label().to_owned(), &line.changed_at.as_deref().map(moment_of).unwrap_or_default()),
    ];
    let title = format!("{}の答え", line.name);
    let frame = opened.frame(&tx, &title, true).purpose(&*opened.survey.title);
    let aside = opened.asides(&mut tx).await?;
    let told = if writes_cases_of(tx.actor(), &line.code) { told(&opened) } else { Vec::new() };
    let source = opened.survey.title.clone();
    let code = line.code.clone();
    render(&AnswersPage { frame, facts, sections, aside, back: opened.base(), code, source, told })
}

/// Whether the reader may bring in a case of this body.
fn writes_cases_of(actor: &Actor, code: &str) -> bool {
    match reach_of::<DraftCases>(actor) {
        Some(Scope::Municipalities(own) | Scope::Prefectures(own)) => own.iter().any(|one| one == code),
        Some(Scope::Programmes(_) | Scope::All) => true,
        _ => false,
    }
}

/// What the respondent told in its own words: question and answer.
fn told(opened: &Opened) -> Vec<(String, String)> {
    let given = &opened.respondent.answers;
    let free = opened.form.questions().filter(|(.., question)| matches!(question.kind, Kind::LongText(_)));
    free.filter_map(|(.., question)| {
        let answer = in_words::answer(&opened.form, question, given.get(&question.id)?);
        let asked = format!("{} {}", question.number, question.text);
        (!answer.trim().is_empty()).then(|| (asked.trim().to_owned(), answer))
    })
    .take(MOST_TOLD)
    .collect()
}

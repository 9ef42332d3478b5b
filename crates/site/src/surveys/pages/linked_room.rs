//! `/surveys/{survey}/collection` of a survey without a list: how many came, by whose link, how far each answer is.

use std::sync::Arc;

use foundation::web::{Fields, Form, Page, PageError, PageLinks, Reply, Req};

use super::doubles::way;
use super::links::{figures, totals_rows};
use super::list::below;
use crate::permissions::{
    AcceptAnswers, Actor, AppCore, CollectAnswers, Reader, RemindRespondents, Scope, WriteTx, reach_of,
};
use crate::shared::{Choice, DateBoxes, Facet, Pagination, day_in_words, moment_of, number, read_date, render};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::collecting::{self, Reminded};
use crate::surveys::model::linking::{LinkTotals, LinkedLine};
use crate::surveys::model::{State, StateCount, SurveyRow, SurveyState};
use crate::surveys::rules::linking;
use crate::surveys::storage::linked::{self, LinkedFilter};
use crate::surveys::storage::{collecting as stored, doubles, links};
use crate::surveys::views::linked::{ExtensionRow, LinkedRoomPage, LinkedRow};
use crate::surveys::views::mark;

const ROWS_PER_PAGE: i64 = 50;
const WAYS: [(&str, bool); 2] = [("account", true), ("code", false)];

fn filter_of(fields: &Fields) -> LinkedFilter {
    let way_id = fields.get("way");
    LinkedFilter {
        words: fields.get("q").chars().take(200).collect(),
        prefecture: fields.get("prefecture").to_owned(),
        state: State::of(fields.get("state")).map(|state| state.id().to_owned()).unwrap_or_default(),
        place: fields.get("place").to_owned(),
        way: WAYS.iter().find(|(id, _)| *id == way_id).map(|(id, _)| (*id).to_owned()).unwrap_or_default(),
    }
}

fn pairs(filter: &LinkedFilter) -> Vec<(String, String)> {
    let all = [
        ("q", &filter.words),
        ("prefecture", &filter.prefecture),
        ("state", &filter.state),
        ("place", &filter.place),
        ("way", &filter.way),
    ];
    all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.clone())).collect()
}

fn with_query(base: &str, fields: &Fields) -> String {
    let query = fields.to_query();
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

pub async fn get(db: &mut Reader, survey: SurveyRow, req: &Req) -> Result<Reply, PageError> {
    // A prefecture sees counts, and no answer of a person.
    if matches!(db.scope(), Scope::Prefectures(_)) {
        return Ok(Reply::see_other(&format!("/surveys/{}/links", survey.id)));
    }
    render(&page(db, survey, &req.query, &Form::default()).await?)
}

fn sum(counts: &[StateCount], wanted: impl Fn(&StateCount) -> bool) -> i64 {
    counts.iter().filter(|count| wanted(count)).map(|count| count.respondents).sum()
}

async fn page(db: &mut Reader, survey: SurveyRow, query: &Fields, form: &Form) -> Result<LinkedRoomPage, PageError> {
    let filter = filter_of(query);
    let base = format!("/surveys/{}/collection", survey.id);
    let totals = links::totals(db, survey.id).await?;
    let names = crate::regions::prefecture_choices(db).await?;
    let counts = linked::counts(db, survey.id, &LinkedFilter { state: String::new(), ..filter.clone() }).await?;
    let page = Page::of(query, ROWS_PER_PAGE);
    let lines = linked::lines(db, survey.id, &filter, page).await?;
    let found = doubles::pairs(db, survey.id).await?;
    let ways = linked::ways(db, survey.id, &LinkedFilter { way: String::new(), ..filter.clone() }).await?;
    let extensions = stored::extensions(db, survey.id).await?;
    let in_state = |count: &StateCount| filter.state.is_empty() || count.state == filter.state;
    let owing = |count: &StateCount| State::of(&count.state).is_some_and(State::is_owing);
    let (total, open) = (sum(&counts, in_state), sum(&counts, |count| in_state(count) && owing(count)));
    let kept = Fields::from_pairs(pairs(&filter));
    let switched = |name: &str, id: &str, on: bool| with_query(&base, &kept.replaced(name, if on { "" } else { id }));
    let states = State::EVERY.into_iter().map(|state| Facet {
        label: state.label().to_owned(),
        href: switched("state", state.id(), filter.state == state.id()),
        count: sum(&counts, |count| count.state == state.id()),
        on: filter.state == state.id(),
    });
    let ways = WAYS.iter().map(|(id, account)| Facet {
        label: way(*account).to_owned(),
        href: switched("way", id, filter.way == *id),
        count: ways.iter().filter(|(with_account, _)| with_account == account).map(|(_, count)| count).sum(),
        on: filter.way == *id,
    });
    let mut frame = below(db, &survey, "回収室").wide();
    frame = frame.purpose("コーディネーターの回答です。一人ひとりの答えを見るのは、本人と事務局だけです。");
    if let Some((kind, sentence)) = told(query) {
        frame = frame.notice(kind, sentence);
    }
    let runs = survey.state() == SurveyState::Open;
    let mut facts = figures(&LinkTotals::sum(&totals));
    facts.push(super::links::fact("締切", day_in_words(&survey.due_on), ""));
    let all = Choice::new("", "すべて", filter.prefecture.is_empty());
    let each = names.iter().map(|(code, name)| Choice::new(code, name, *code == filter.prefecture));
    Ok(LinkedRoomPage {
        frame,
        facts,
        totals: totals_rows(&totals, &names, &format!("{base}?prefecture=")),
        doubles: found.iter().filter(|pair| linking::why(pair).is_some()).count(),
        set_aside: sum(&counts, |count| count.state == State::SetAside.id()),
        states: states.collect(),
        ways: ways.collect(),
        words: filter.words.clone(),
        state: filter.state.clone(),
        way: filter.way.clone(),
        place: filter.place.clone(),
        prefecture_choices: std::iter::once(all).chain(each).collect(),
        rows: lines.iter().map(|line| row(&survey, line)).collect(),
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "件"),
        open: number(open),
        may_remind: runs && open > 0 && reach_of::<RemindRespondents>(db.actor()).is_some(),
        may_extend: runs && reach_of::<AcceptAnswers>(db.actor()).is_some(),
        hidden: pairs(&filter),
        whom: whom(&filter, &names),
        due_boxes: DateBoxes::typed(form, "due"),
        due_error: form.error("due").to_owned(),
        extensions: extensions.iter().map(ExtensionRow::of).collect(),
        survey_base: format!("/surveys/{}", survey.id),
        base,
    })
}

/// The filter in words: 「山梨県・途中」; 「すべて」.
fn whom(filter: &LinkedFilter, names: &[(String, String)]) -> String {
    let mut words = Vec::new();
    if let Some((_, name)) = names.iter().find(|(code, _)| *code == filter.prefecture) {
        words.push(name.clone());
    }
    if let Some(state) = State::of(&filter.state) {
        words.push(state.label().to_owned());
    }
    if let Some((_, account)) = WAYS.iter().find(|(id, _)| *id == filter.way) {
        words.push(way(*account).to_owned());
    }
    if !filter.place.is_empty() {
        words.push(format!("団体コード {}", filter.place));
    }
    if !filter.words.is_empty() {
        words.push(format!("「{}」", filter.words));
    }
    if words.is_empty() { "すべて".to_owned() } else { words.join("・") }
}

fn row(survey: &SurveyRow, line: &LinkedLine) -> LinkedRow {
    let state = State::of(&line.state).unwrap_or(State::NotOpened);
    LinkedRow {
        name: line.name.clone(),
        prefecture: line.prefecture_name.clone(),
        href: format!("/surveys/{}/{}", survey.id, line.code),
        state: state.label(),
        mark: mark(state),
        way: way(line.with_account),
        begun: moment_of(&line.begun_at),
        changed: line.changed_at.as_deref().map(moment_of).unwrap_or_default(),
        due: line.due_on.as_deref().map(day_in_words).unwrap_or_default(),
    }
}

fn told(query: &Fields) -> Option<(&'static str, String)> {
    let count = |name: &str| query.get(name).parse::<u32>().unwrap_or(0);
    match query.get("done") {
        "extended" => {
            Some(("success", format!("締切を延ばしました。始めている回答{}件に届きます。", count("respondents"))))
        }
        "reminded" => {
            let mut said = format!("{}件に、催促のメールを送りました。", count("respondents"));
            if count("nobody") > 0 {
                said = format!("{said}{}件はコードで答えていて、連絡先がありません。", count("nobody"));
            }
            if count("already") > 0 {
                said = format!("{said}{}件には、今日すでに送っています。", count("already"));
            }
            Some((if count("mails") > 0 { "success" } else { "warning" }, said))
        }
        _ => None,
    }
}

pub async fn remind(mut tx: WriteTx<RemindRespondents>, survey: SurveyRow, req: &Req) -> Result<Reply, PageError> {
    let filter = filter_of(&req.form);
    let lines = linked::respondent_lines(&mut tx, survey.id, &filter).await?;
    let Reminded { respondents, mails, nobody, already } = collecting::remind_lines(&mut tx, &survey, lines).await?;
    tx.commit_recorded().await?;
    let mut query = Fields::from_pairs(pairs(&filter));
    query.push("done", "reminded");
    for (name, count) in [("respondents", respondents), ("mails", mails), ("nobody", nobody), ("already", already)] {
        query.push(name, &count.to_string());
    }
    Ok(Reply::done(&with_query(&format!("/surveys/{}/collection", survey.id), &query)))
}

pub async fn extend(mut tx: WriteTx<AcceptAnswers>, survey: SurveyRow, req: &Req) -> Result<Reply, PageError> {
    let filter = filter_of(&req.form);
    let mut form = Form::new(req.form.clone());
    let refused = match read_date(&mut form, "due", "新しい締切", true) {
        None => None,
        Some(to) => {
            let names = crate::regions::prefecture_choices(&mut tx).await?;
            let whom = whom(&filter, &names);
            match collecting::extend_linked(&mut tx, &survey, &filter, to, &whom).await {
                Ok(count) => {
                    tx.commit_recorded().await?;
                    let mut query = Fields::from_pairs(pairs(&filter));
                    query.push("done", "extended");
                    query.push("respondents", &count.to_string());
                    return Ok(Reply::done(&with_query(&format!("/surveys/{}/collection", survey.id), &query)));
                }
                Err(SurveyError::Refused(refusal)) => Some(refusal),
                Err(error) => return Err(error.into()),
            }
        }
    };
    if let Some(refusal) = refused {
        form.refuse("due", refusal.sentence());
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    shown_again(&core, actor, survey, req, &form).await
}

async fn shown_again(
    core: &Arc<AppCore>,
    actor: Actor,
    survey: SurveyRow,
    req: &Req,
    form: &Form,
) -> Result<Reply, PageError> {
    let mut tx = core.read::<CollectAnswers>(actor, &req.request_id).await?;
    let filter = Fields::from_pairs(pairs(&filter_of(&req.form)));
    Ok(render(&page(&mut tx, survey, &filter, form).await?)?.unprocessable())
}

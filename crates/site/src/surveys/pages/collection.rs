//! `/surveys/{survey}/collection`: the collection room. The office sees everybody, a prefecture its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Fields, Form, Page, PageError, PageLinks, Reply, Req};
use print::charts::{Caption, Tile, Value, tile_map};

use super::list::{below, figure, who};
use super::open::survey;
use crate::permissions::{
    AcceptAnswers, Actor, AppCore, CollectAnswers, CollectSheets, IssueSheets, ReadTx, Reader, RemindRespondents,
    Scope, WriteTx, reach_of,
};
use crate::shared::{Choice, DateBoxes, Facet, Link, Pagination, day_in_words, moment_of, number, read_date, render};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::collecting::{self, Reminded};
use crate::surveys::model::{RespondentLine, State, StateCount, SurveyRow, SurveyState, Way};
use crate::surveys::storage::{self, RoomFilter};
use crate::surveys::views::collection::{CollectionPage, PrefectureRow, RoomRow};
use crate::surveys::views::{mark, percent};

const ROWS_PER_PAGE: i64 = 50;

fn filter_of(fields: &Fields) -> RoomFilter {
    RoomFilter {
        words: fields.get("q").chars().take(200).collect(),
        prefecture: fields.get("prefecture").to_owned(),
        state: State::of(fields.get("state")).map(|state| state.id().to_owned()).unwrap_or_default(),
    }
}

/// The filter as pairs of an address or of hidden fields.
fn pairs(filter: &RoomFilter) -> Vec<(String, String)> {
    let all = [("q", &filter.words), ("prefecture", &filter.prefecture), ("state", &filter.state)];
    all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.clone())).collect()
}

pub async fn get(mut tx: ReadTx<CollectAnswers>, req: Req) -> Result<Reply, PageError> {
    render(&page(&mut tx, &req, &req.query, &Form::default()).await?)
}

/// Within one's reach: another programme's room is not there.
pub(super) async fn own_survey(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    let survey = survey(db, req).await?;
    match db.scope() {
        Scope::Prefectures(_) => Ok(survey),
        scope if scope.reaches_programme(survey.programme_id) => Ok(survey),
        _ => Err(PageError::NotFound),
    }
}

fn sum(counts: &[StateCount], wanted: impl Fn(&StateCount) -> bool) -> i64 {
    counts.iter().filter(|count| wanted(count)).map(|count| count.respondents).sum()
}

fn is_collected(count: &StateCount) -> bool {
    State::of(&count.state).is_some_and(State::is_collected)
}

async fn page(db: &mut Reader, req: &Req, query: &Fields, form: &Form) -> Result<CollectionPage, PageError> {
    let survey = own_survey(db, req).await?;
    let filter = filter_of(query);
    let base = format!("/surveys/{}/collection", survey.id);
    let station = matches!(db.scope(), Scope::Prefectures(_));
    let all = storage::counts(db, survey.id, &RoomFilter::default()).await?;
    let narrowed = RoomFilter { state: String::new(), ..filter.clone() };
    let counts = storage::counts(db, survey.id, &narrowed).await?;
    let page = Page::of(query, ROWS_PER_PAGE);
    let lines = storage::lines(db, survey.id, &filter, page).await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    let ways: BTreeMap<i64, String> = storage::collecting::last_ways(db, &ids).await?.into_iter().collect();
    let in_state = |count: &StateCount| filter.state.is_empty() || count.state == filter.state;
    let total = sum(&counts, in_state);
    let open = sum(&counts, |count| in_state(count) && !is_collected(count));
    let prefectures = if station { Vec::new() } else { crate::regions::prefecture_choices(db).await? };
    let kept: Vec<(String, String)> = pairs(&filter);
    let kept = Fields::from_pairs(kept);
    let (asked, collected) = (sum(&all, |_| true), sum(&all, is_collected));
    let mut frame = below(db, &survey, "回収室").wide();
    frame = frame.purpose(if station {
        "管内の回収の状態です。見る、催促する、差し戻すことができます。"
    } else {
        "回収の状態です。団体を選ぶと、差戻し、確定、代理入力、締切の延長ができます。"
    });
    if let Some((kind, sentence)) = told(query) {
        frame = frame.notice(kind, sentence);
    }
    let states = State::EVERY.into_iter().map(|state| Facet {
        label: state.label().to_owned(),
        href: with_query(&base, &kept.replaced("state", if filter.state == state.id() { "" } else { state.id() })),
        count: sum(&counts, |count| count.state == state.id()),
        on: filter.state == state.id(),
    });
    let states = states.collect();
    let runs = survey.state() == SurveyState::Open && open > 0;
    Ok(CollectionPage {
        frame,
        figure: format!("回収 {}", figure(asked, collected)),
        due: day_in_words(&survey.due_on),
        map: if station { String::new() } else { map(&survey, &all, db.core().settings.demo) },
        prefectures: prefectures.iter().map(|(code, name)| prefecture_row(&base, code, name, &all)).collect(),
        states,
        words: filter.words.clone(),
        state: filter.state.clone(),
        prefecture_choices: choices(&prefectures, &filter.prefecture),
        rows: lines.iter().map(|line| row(&survey, line, &ways)).collect(),
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "団体"),
        unit: who(&survey),
        open: number(open),
        may_remind: runs && reach_of::<RemindRespondents>(db.actor()).is_some(),
        may_extend: runs && reach_of::<AcceptAnswers>(db.actor()).is_some(),
        hidden: pairs(&filter),
        due_boxes: DateBoxes::typed(form, "due"),
        due_error: form.error("due").to_owned(),
        unlisted: asked == 0,
        sheets: sheet_doors(db.actor(), &survey, &base),
        base,
    })
}

/// What is done with sheets in Excel, for who may.
fn sheet_doors(actor: &Actor, survey: &SurveyRow, base: &str) -> Vec<Link> {
    let own = |scope: Scope| matches!(scope, Scope::Prefectures(_)) || scope.reaches_programme(survey.programme_id);
    let mut doors = Vec::new();
    if reach_of::<IssueSheets>(actor).is_some_and(own) {
        doors.push(Link::new("回答票（Excel）を配る", format!("{base}/sheets")));
    }
    if reach_of::<CollectSheets>(actor).is_some_and(own) {
        doors.push(Link::new("回答票（Excel）を取り込む", format!("{base}/intakes")));
    }
    doors
}

fn with_query(base: &str, fields: &Fields) -> String {
    let query = fields.to_query();
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

fn choices(prefectures: &[(String, String)], chosen: &str) -> Vec<Choice> {
    if prefectures.is_empty() {
        return Vec::new();
    }
    let all = Choice::new("", "すべて", chosen.is_empty());
    std::iter::once(all).chain(prefectures.iter().map(|(code, name)| Choice::new(code, name, code == chosen))).collect()
}

fn prefecture_row(base: &str, code: &str, name: &str, all: &[StateCount]) -> PrefectureRow {
    let asked = sum(all, |count| count.prefecture_code == code);
    let collected = sum(all, |count| count.prefecture_code == code && is_collected(count));
    PrefectureRow {
        name: name.to_owned(),
        href: format!("{base}?prefecture={code}"),
        asked: number(asked),
        collected: number(collected),
        percent: percent(collected, asked).map_or_else(|| "－".to_owned(), |(_, share)| share),
    }
}

fn map(survey: &SurveyRow, all: &[StateCount], demo: bool) -> String {
    let tile = |prefecture: u8| {
        let of = |count: &StateCount| count.prefecture_code.starts_with(&format!("{prefecture:02}"));
        let (asked, collected) = (sum(all, of), sum(all, |count| of(count) && is_collected(count)));
        let value =
            percent(collected, asked).map_or(Value::NoBase, |(tenths, _)| Value::Percent { tenths, count: collected });
        Tile { prefecture, value }
    };
    let (asked, collected) = (sum(all, |_| true), sum(all, is_collected));
    let caption = Caption {
        id: "collected".to_owned(),
        title: "都道府県ごとの回収率".to_owned(),
        base: format!("対象 {}、回収 {}、%、令和{}年度", number(asked), number(collected), survey.fiscal_year - 2018),
        source: if demo { crate::shared::DEMO_MARK.to_owned() } else { survey.programme_name.clone() },
    };
    tile_map(&caption, &(1..=47).map(tile).collect::<Vec<_>>())
}

fn row(survey: &SurveyRow, line: &RespondentLine, ways: &BTreeMap<i64, String>) -> RoomRow {
    RoomRow {
        name: line.name.clone(),
        prefecture: line.prefecture_name.clone(),
        href: format!("/surveys/{}/{}", survey.id, line.code),
        state: line.state().label(),
        mark: mark(line.state()),
        changed: line.changed_at.as_deref().map(moment_of).unwrap_or_default(),
        way: ways.get(&line.id).map(|way| Way::label_of(way)).unwrap_or_default(),
        who: line.changed_by.clone(),
        due: line.due_on.as_deref().map(day_in_words).unwrap_or_default(),
    }
}

/// What was just done, from the address.
fn told(query: &Fields) -> Option<(&'static str, String)> {
    let count = |name: &str| query.get(name).parse::<u32>().unwrap_or(0);
    match query.get("done") {
        "extended" => Some(("success", format!("{}団体の締切を延ばしました。", count("respondents")))),
        "reminded" => {
            let mut said = format!("{}団体に、{}通の催促のメールを送りました。", count("respondents"), count("mails"));
            if count("nobody") > 0 {
                said = format!("{said}{}団体には、回答できる方の登録がありません。", count("nobody"));
            }
            if count("already") > 0 {
                said = format!("{said}{}団体には、今日すでに送っています。", count("already"));
            }
            Some((if count("mails") > 0 { "success" } else { "warning" }, said))
        }
        _ => None,
    }
}

pub async fn remind(mut tx: WriteTx<RemindRespondents>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let filter = filter_of(&req.form);
    let Reminded { respondents, mails, nobody, already } = collecting::remind(&mut tx, &survey, &filter).await?;
    tx.commit_recorded().await?;
    let mut query = Fields::from_pairs(pairs(&filter));
    query.push("done", "reminded");
    for (name, count) in [("respondents", respondents), ("mails", mails), ("nobody", nobody), ("already", already)] {
        query.push(name, &count.to_string());
    }
    Ok(Reply::see_other(&with_query(&format!("/surveys/{}/collection", survey.id), &query)))
}

pub async fn extend(mut tx: WriteTx<AcceptAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    let filter = filter_of(&req.form);
    let mut form = Form::new(req.form.clone());
    let refused = match read_date(&mut form, "due", "新しい締切", true) {
        None => None,
        Some(to) => match collecting::extend_all(&mut tx, &survey, &filter, to).await {
            Ok(count) => {
                tx.commit_recorded().await?;
                let mut query = Fields::from_pairs(pairs(&filter));
                query.push("done", "extended");
                query.push("respondents", &count.to_string());
                return Ok(Reply::see_other(&with_query(&format!("/surveys/{}/collection", survey.id), &query)));
            }
            Err(SurveyError::Refused(refusal)) => Some(refusal),
            Err(error) => return Err(error.into()),
        },
    };
    if let Some(refusal) = refused {
        form.refuse("due", refusal.sentence());
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    shown_again(&core, actor, &req, &form).await
}

async fn shown_again(core: &Arc<AppCore>, actor: Actor, req: &Req, form: &Form) -> Result<Reply, PageError> {
    let mut tx = core.read::<CollectAnswers>(actor, &req.request_id).await?;
    let filter = Fields::from_pairs(pairs(&filter_of(&req.form)));
    Ok(render(&page(&mut tx, req, &filter, form).await?)?.unprocessable())
}

//! `/search/log`: what people look for, and what they do not find. For those who look after the content. Never who it was.

use std::collections::BTreeMap;

use foundation::web::{Form, PageError, Reply, Req};

use crate::permissions::{HandleSearchTasks, LookAtSearchLog, ReadTx, WriteTx, reach_of};
use crate::search::actions::logging;
use crate::search::rules::log::{self, LEAST_SHOWN};
use crate::search::storage;
use crate::search::views::{LogPage, Logged};
use crate::searchable;
use crate::shared::{Frame, render};

const DAYS: [i64; 3] = [30, 90, 365];
const TERMS_SHOWN: i64 = 100;
const TASKS_SHOWN: i64 = 50;

pub async fn get(mut tx: ReadTx<LookAtSearchLog>, req: Req) -> Result<Reply, PageError> {
    let days = req.query.get("days").parse().ok().filter(|days| DAYS.contains(days)).unwrap_or(DAYS[1]);
    let since = logging::since(&tx, days)?;
    let totals = storage::totals(&mut tx, &since).await?;
    let terms = storage::terms(&mut tx, &since, false, TERMS_SHOWN).await?;
    let empty = storage::terms(&mut tx, &since, true, TERMS_SHOWN).await?;
    let term = req.query.get("term");
    // A term that may not be shown has no page either.
    if !term.is_empty() && !terms.iter().chain(&empty).any(|row| row.term == term) {
        return Err(PageError::NotFound);
    }
    let cells = storage::cells(&mut tx, &since, term).await?;
    let cells: Vec<log::Cell> = cells.into_iter().map(|c| (c.tier, c.prefecture_code, c.searches)).collect();
    let asked: Vec<&str> = terms.iter().chain(&empty).map(|row| row.term.as_str()).collect();
    let mut follows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (term, next, _) in storage::follows(&mut tx, &since, &asked).await? {
        follows.entry(term).or_default().push(next);
    }
    let tokens = searchable::tokens(tx.actor());
    let logged = Logged {
        days,
        choices: &DAYS,
        totals,
        all_terms: storage::count_terms(&mut tx, &since).await?,
        term: term.to_owned(),
        cells: log::shown(&cells),
        tasks: storage::tasks(&mut tx, TASKS_SHOWN).await?,
        helped: if term.is_empty() {
            storage::helped(&mut tx, &tokens, &since, TERMS_SHOWN).await?
        } else {
            Vec::new()
        },
        prefectures: searchable::prefectures(&mut tx).await?,
        terms,
        empty,
        follows,
        may_handle: reach_of::<HandleSearchTasks>(tx.actor()).is_some(),
    };
    let mut frame = Frame::new(&tx, if term.is_empty() { "検索の記録".to_owned() } else { format!("「{term}」の検索") })
        .purpose(format!(
            "何がさがされ、何が見つかっていないか。だれがさがしたかは残していません。{LEAST_SHOWN}回より少ないことばは出ません。"
        ))
        .crumb("さがす", "/search");
    if !term.is_empty() {
        frame = frame.crumb("検索の記録", "/search/log");
    }
    let done = match req.query.get("done") {
        "made" => "仕事に加えました。",
        "finished" => "終わりにしました。",
        _ => "",
    };
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    render(&LogPage::new(frame, logged))
}

pub async fn post(tx: WriteTx<HandleSearchTasks>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    match form.choice("do", "すること", &["synonym", "case", "finish"], true).as_str() {
        "finish" => {
            let id = form.value("id").parse().map_err(|_| PageError::NotFound)?;
            logging::finish_task(tx, id).await?;
            Ok(Reply::done("/search/log?done=finished#tasks"))
        }
        wanted @ ("synonym" | "case") => {
            logging::make_task(tx, form.value("term"), wanted).await?;
            Ok(Reply::done("/search/log?done=made#tasks"))
        }
        _ => Err(PageError::rule("することを、ページのボタンから選んでください。")),
    }
}

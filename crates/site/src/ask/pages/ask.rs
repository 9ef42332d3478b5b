//! `/ask?q=`: a question and its answer. `/ask/opinion`: whether it helped.

use foundation::web::{PageError, Reply, Req};

use crate::actions;
use crate::permissions::{Ask, RateAnswers, ReadTx, WriteTx};
use crate::search;
use crate::searchable::{self, KINDS};
use crate::shared::{Frame, Link, render};
use crate::views::AskPage;

const LONGEST_KEY: usize = 60;

pub async fn get(mut tx: ReadTx<Ask>, req: Req) -> Result<Reply, PageError> {
    let question = actions::shortened(req.query.get("q"));
    let tokens = searchable::tokens(tx.actor());
    let answer = actions::ask(&mut tx, &tokens, &question).await?;
    if !question.is_empty()
        && let Some(cell) = search::log_cell(&tx, &question)
    {
        tx.core().settings.searches.searched(cell, !answer.answered, None);
    }
    let frame = Frame::new(&tx, "資料に聞く")
        .purpose("ふだんのことばで聞くと、事例と手引き・資料の中から、答えになる文をそのまま引いて示します。")
        .under_home()
        .within("/ask");
    let offices = if question.is_empty() || answer.answered {
        Vec::new()
    } else {
        let programmes = crate::programmes::names(&mut tx).await?;
        let office = |(id, name): (i64, String)| {
            Link::new(
                format!("{name}の事務局"),
                format!("/programmes/{id}?question={}", foundation::web::escape(&question)),
            )
        };
        programmes.into_iter().map(office).collect()
    };
    Ok(render(&AskPage::new(frame, &question, answer, req.query.get("done") == "opinion", offices))?.never_kept())
}

/// Counted in memory like every search, and written down by the minute: nothing is stored of who it was.
pub async fn opinion(tx: WriteTx<RateAnswers>, req: Req) -> Result<Reply, PageError> {
    let question = actions::shortened(req.form.get("q"));
    let (kind, key) = req.form.get("at").split_once('/').unwrap_or_default();
    let known = (kind.is_empty() && key.is_empty())
        || (KINDS.iter().any(|known| known.id == kind) && !key.is_empty() && key.len() <= LONGEST_KEY);
    let did = match req.form.get("helped") {
        "yes" => true,
        "no" => false,
        _ => return Err(PageError::rule("「役に立った」か「足りなかった」を押してください。")),
    };
    if !known {
        return Err(PageError::NotFound);
    }
    let day = tx.core().clock.today().to_string();
    tx.core().settings.searches.helped(day, kind, key, did);
    Ok(Reply::done(&format!("/ask?q={}&done=opinion", foundation::web::escape(&question))))
}

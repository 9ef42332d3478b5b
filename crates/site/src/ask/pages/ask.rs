//! `/ask?q=`: a question and its answer; with `composed=1` what a model put together of it, where that was asked for before. `/ask/opinion`: whether it helped.

use foundation::web::{PageError, Reply, Req};

use crate::actions::{self, composing};
use crate::model::{Answer, Uncomposed};
use crate::permissions::{Ask, RateAnswers, ReadTx, Reader, SetComposing, WriteTx, reach_of};
use crate::search::{self, Opinion};
use crate::searchable::{self, KINDS};
use crate::shared::{Frame, Link, render};
use crate::views::{AskPage, ModelSide, Shown, Told};

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
    let done = req.query.get("done");
    let side = side_of(&mut tx, &req, &question, &answer).await?;
    Ok(render(&AskPage::new(frame, &question, answer, Told::of(done), offices, side))?.never_kept())
}

/// What the page shows of the model: the button, what is kept where it was asked for, or why there is nothing.
async fn side_of(db: &mut Reader, req: &Req, question: &str, answer: &Answer) -> Result<ModelSide, PageError> {
    let sets = reach_of::<SetComposing>(db.actor()).is_some();
    let told = (req.query.get("done") == "uncomposed").then(|| Uncomposed::of(req.query.get("why"))).flatten();
    let told = told.map(Shown::Not);
    if !answer.answered {
        return Ok(ModelSide { sets, ..ModelSide::default() });
    }
    let Some(ai) = composing::model_for(db).await? else {
        return Ok(ModelSide { sets, shown: told.unwrap_or_default(), ..ModelSide::default() });
    };
    let offer = composing::offer(db, &ai, answer).await?;
    let kept =
        if req.query.get("composed").is_empty() { None } else { composing::kept(db, &ai, question, &offer).await? };
    let shown = match (told, kept) {
        (Some(told), _) => told,
        (None, Some(Ok(composed))) => Shown::Composed(composed),
        (None, Some(Err(why))) => Shown::Not(why),
        (None, None) if offer.sources.is_empty() => Shown::Withheld,
        (None, None) => Shown::Offered,
    };
    Ok(ModelSide { ai: Some(ai), offer, shown, sets })
}

/// What a reader is known by until midnight, in memory: her session, her browser's cookie, or the network she comes from.
fn teller(req: &Req) -> String {
    let network = || req.origin.map(foundation::web::network);
    let known = req.session.as_ref().map(|session| format!("session {session}"));
    known
        .or_else(|| req.browser.as_ref().map(|browser| format!("browser {browser}")))
        .or_else(network)
        .unwrap_or_default()
}

/// Counted in memory like every search, and written down by the minute: nothing is stored of who it was.
pub async fn opinion(mut tx: WriteTx<RateAnswers>, req: Req) -> Result<Reply, PageError> {
    let question = actions::shortened(req.form.get("q"));
    let (kind, key) = req.form.get("at").split_once('/').unwrap_or_default();
    let known = (kind.is_empty() && key.is_empty())
        || (KINDS.iter().any(|known| known.id == kind) && !key.is_empty() && key.len() <= LONGEST_KEY);
    let did = match req.form.get("helped") {
        "yes" => true,
        "no" => false,
        _ => return Err(PageError::rule("「役に立った」か「足りなかった」を押してください。")),
    };
    // An answer to her begins with what she may find, and with nothing else.
    let tokens = searchable::tokens(tx.actor());
    if !known || !(kind.is_empty() || search::is_found(&mut tx, &tokens, kind, key).await?) {
        return Err(PageError::NotFound);
    }
    let day = tx.core().clock.today().to_string();
    let searches = &tx.core().settings.searches;
    match searches.may_tell(&day, &teller(&req), &question) {
        Opinion::Counted => searches.helped(day, kind, key, did),
        Opinion::Again => return Ok(Reply::done(&format!("/ask?q={}&done=told", foundation::web::escape(&question)))),
        Opinion::TooMany => {
            return Err(PageError::rule("今日いただけるご意見の数をこえました。明日、もう一度お試しください。"));
        }
    }
    Ok(Reply::done(&format!("/ask?q={}&done=opinion", foundation::web::escape(&question))))
}

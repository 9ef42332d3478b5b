//! `/cases/mine`: what is on its way within one's scope. `/cases/review`: what waits for the office.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};

use crate::cases::model::State;
use crate::cases::storage::{self, Whose};
use crate::cases::views::WaitingPage;
use crate::permissions::{DraftCases, LookAtDraftCases, ReadTx, ReviewCases, Scope, reach_of};
use crate::shared::{Frame, Link, Pagination, render};

const ROWS_PER_PAGE: i64 = 50;

/// What came back first, then drafts, then what waits elsewhere.
const ON_THE_WAY: [State; 6] =
    [State::Returned, State::Draft, State::InDecision, State::InReview, State::Archived, State::Discarded];

pub async fn mine(mut tx: ReadTx<LookAtDraftCases>, req: Req) -> Result<Reply, PageError> {
    let own = reach_of::<DraftCases>(tx.actor());
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = storage::count_waiting(&mut tx, Whose::Seen, &ON_THE_WAY).await?;
    let waiting = storage::waiting(&mut tx, Whose::Seen, &ON_THE_WAY, own.as_ref(), page).await?;
    // A prefecture looks at its towns', a department at its programme's: neither finishes them.
    let (title, purpose) = match (tx.scope(), &own) {
        (Scope::Prefectures(_), _) => (
            "管内の事例の状態",
            "公開前の事例と、その状態です。市町村の事例は見るだけで、直せるのは書いた市町村と事務局です。",
        ),
        (_, None) => ("公開前の事例の状態", "公開前の事例と、その状態です。見るだけで、直すことはできません。"),
        _ => ("書きかけの事例", "公開前の事例と、その状態です。差し戻されたものから並んでいます。"),
    };
    let frame = Frame::new(&tx, title).purpose(purpose).within("/cases").crumb("事例", "/cases");
    render(&WaitingPage {
        frame,
        heading: "公開前の事例",
        rows: waiting.iter().map(Into::into).collect(),
        pagination: Pagination::new(&PageLinks::new("/cases/mine", &req.query, page, total), "件"),
        empty_heading: "公開前の事例はありません",
        empty_sentence: "書き始めると、ここに下書きが残ります。公開中の事例は一覧で見られます。",
        onward: vec![Link::new("公開中の事例を見る", "/cases")],
        may_draft: own.is_some(),
        shows_own: true,
    })
}

pub async fn review(mut tx: ReadTx<ReviewCases>, req: Req) -> Result<Reply, PageError> {
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = storage::count_waiting(&mut tx, Whose::Own, &[State::InReview]).await?;
    let waiting = storage::waiting(&mut tx, Whose::Own, &[State::InReview], None, page).await?;
    let frame = Frame::new(&tx, "確かめる事例")
        .purpose("事務局が確かめるのを待っている事例です。待っている時間の長い順に並んでいます。")
        .within("/cases")
        .crumb("事例", "/cases");
    render(&WaitingPage {
        frame,
        heading: "確かめるのを待っている事例",
        rows: waiting.iter().map(Into::into).collect(),
        pagination: Pagination::new(&PageLinks::new("/cases/review", &req.query, page, total), "件"),
        empty_heading: "待っている事例はありません",
        empty_sentence: "市町村などが事例を出すと、ここに並びます。",
        onward: vec![Link::new("書きかけの事例を見る", "/cases/mine"), Link::new("公開中の事例を見る", "/cases")],
        may_draft: false,
        shows_own: false,
    })
}

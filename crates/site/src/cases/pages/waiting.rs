//! `/cases/mine`: what is on its way within one's scope. `/cases/review`: what waits for the office.

use foundation::web::{PageError, Reply, Req};

use crate::cases::model::State;
use crate::cases::storage;
use crate::cases::views::WaitingPage;
use crate::permissions::{DraftCases, LookAtDraftCases, ReadTx, ReviewCases, reach_of};
use crate::shared::{Frame, Link, render};

pub async fn mine(mut tx: ReadTx<LookAtDraftCases>, _req: Req) -> Result<Reply, PageError> {
    let states = [State::Returned, State::Draft, State::InReview, State::Archived];
    let mut waiting = storage::waiting(&mut tx, &states).await?;
    // What came back first, then drafts, then what waits elsewhere.
    waiting.sort_by_key(|w| states.iter().position(|s| s.id() == w.state));
    let may_draft = reach_of::<DraftCases>(tx.actor()).is_some();
    let frame = Frame::new(&tx, "書きかけの事例")
        .purpose("公開前の事例と、その状態です。差し戻されたものから並んでいます。")
        .within("/cases")
        .crumb("事例", "/cases");
    render(&WaitingPage {
        frame,
        heading: "公開前の事例",
        rows: waiting.iter().map(Into::into).collect(),
        empty_heading: "公開前の事例はありません",
        empty_sentence: "書き始めると、ここに下書きが残ります。公開中の事例は一覧で見られます。",
        onward: vec![Link::new("公開中の事例を見る", "/cases")],
        may_draft,
    })
}

pub async fn review(mut tx: ReadTx<ReviewCases>, _req: Req) -> Result<Reply, PageError> {
    let waiting = storage::waiting(&mut tx, &[State::InReview]).await?;
    let frame = Frame::new(&tx, "確かめる事例")
        .purpose("事務局が確かめるのを待っている事例です。待っている時間の長い順に並んでいます。")
        .within("/cases")
        .crumb("事例", "/cases");
    render(&WaitingPage {
        frame,
        heading: "確かめるのを待っている事例",
        rows: waiting.iter().map(Into::into).collect(),
        empty_heading: "待っている事例はありません",
        empty_sentence: "市町村などが事例を出すと、ここに並びます。",
        onward: vec![Link::new("書きかけの事例を見る", "/cases/mine"), Link::new("公開中の事例を見る", "/cases")],
        may_draft: false,
    })
}

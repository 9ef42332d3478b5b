//! `/organisations/{organisation}/sign-ins`: the login history of its people.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};

use super::organisation::under_organisations;
use crate::people::storage::{organisations, sign_ins};
use crate::people::views::{SignInLine, SignInsPage};
use crate::permissions::{LookAtSignIns, ReadTx};
use crate::shared::{Frame, Pagination, render};

const ROWS_PER_PAGE: i64 = 100;

pub async fn get(mut tx: ReadTx<LookAtSignIns>, req: Req) -> Result<Reply, PageError> {
    let id = req.number("organisation")?;
    let organisation = organisations::one(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = sign_ins::count_of_organisation(&mut tx, id).await?;
    let lines = sign_ins::of_organisation(&mut tx, id, page).await?;
    let address = format!("/organisations/{id}");
    let page_links = PageLinks::new(&format!("{address}/sign-ins"), &req.query, page, total);
    render(&SignInsPage {
        frame: under_organisations(Frame::new(&tx, "ログイン履歴"))
            .purpose("この組織に所属しているあいだのログインと、うまくいかなかったログインの記録です。")
            .crumb(&*organisation.name, address),
        organisation: organisation.name,
        lines: lines.iter().map(SignInLine::from).collect(),
        pagination: Pagination::new(&page_links, "件"),
    })
}

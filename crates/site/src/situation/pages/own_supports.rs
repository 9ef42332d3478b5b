//! `/situation/{code}/supports`: what the prefecture did for this municipality, in the prefecture's words; and the town's own word to it.

use foundation::chance::Chance;
use foundation::web::{Form, PageError, Reply, Req};

use super::{address, below, town};
use crate::actions::SituationError;
use crate::actions::prefecture::{self as actions, MOST_SUPPORTS};
use crate::permissions::{LookAtOwnSupports, ReadTx, Reader, RemarkOnSupports, WriteTx, reach_of};
use crate::regions::Town;
use crate::shared::render;
use crate::storage::{admits, prefecture as storage};
use crate::views::supports::OwnSupportsPage;

const WORDS: usize = 500;

async fn page(db: &mut Reader, town: &Town, form: &Form) -> Result<OwnSupportsPage, PageError> {
    let supports = storage::supports_for(db, &town.code, MOST_SUPPORTS).await?;
    let may =
        reach_of::<RemarkOnSupports>(db.actor()).is_some_and(|scope| admits(&scope, &town.code, &town.prefecture_code));
    let frame = below(db, town, "受けた支援")
        .purpose("都道府県がこの市町村にした支援の記録です。感じたこと、次に頼みたいことを、ひとこと書けます。");
    Ok(OwnSupportsPage::new(frame, &address(town), &town.code, &supports, form, may))
}

pub async fn get(mut tx: ReadTx<LookAtOwnSupports>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let mut form = Form::default();
    form.values.push("support", req.query.get("on"));
    form.values.push("form_key", &Chance::token(&tx.core().chance));
    let mut view = page(&mut tx, &town, &form).await?;
    if req.query.get("done") == "said" {
        view.frame = view.frame.notice("success", "書きました。都道府県の支援の記録にも、そのまま出ています。");
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<RemarkOnSupports>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let words = form.required_text("words", "ひとこと", WORDS);
    let support = form.value("support").parse().unwrap_or(0);
    if support == 0 {
        form.refuse("support", "どの支援についてかを選んでください。");
    }
    if form.is_valid() {
        let key = form.value("form_key").to_owned();
        let key = if key.len() == 64 { key } else { Chance::token(&tx.core().chance) };
        match actions::remark(&mut tx, &town.code, support, &words, &key).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/supports?done=said", address(&town))));
            }
            Err(SituationError::Refused(refusal)) => form.refuse("words", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &town, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

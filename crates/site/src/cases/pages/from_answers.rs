//! `/cases/new/from-answers`: the empty form of a case, with what the town told in a survey in its fields. Nothing is stored
//! before she saves it.

use foundation::chance::Chance;
use foundation::web::{Fields, Form, PageError, Reply, Req};
use japanese::fold::tidy;

use super::edit::new_page;
use crate::cases::rules::{TOLD_AT_MOST, Told, answered_fields};
use crate::permissions::{DraftCases, WriteTx};
use crate::shared::render;

pub async fn post(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let told: Vec<Told> = (1..=TOLD_AT_MOST)
        .map(|n| Told {
            question: tidy(req.form.get(&format!("question-{n}"))),
            answer: tidy(req.form.get(&format!("answer-{n}"))),
        })
        .collect();
    let mut fields = Fields::default();
    fields.push("owner", req.form.get("owner"));
    for (field, text) in answered_fields(req.form.get("source"), &told) {
        fields.push(field.id(), &text);
    }
    let key = Chance::token(&tx.core().chance);
    let mut page = new_page(&mut tx, &Form::new(fields), &key, None).await?;
    page.frame = page.frame.notice(
        "info",
        "調査の答えを、あてはまりそうな欄に写しました。まだ保存していません。読む人に伝わるように直してから、保存してください。",
    );
    render(&page)
}

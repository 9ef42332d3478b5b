//! `/ask/composing`: whether a model may put answers together, how much, and what came of it: for the office and who runs it.

use foundation::web::{Form, PageError, Reply, Req};

use crate::actions::setting;
use crate::model::Composing;
use crate::permissions::{LookAtComposing, ReadTx, Reader, SetComposing, WriteTx};
use crate::rules::MOST_LETTERS;
use crate::shared::{Frame, render};
use crate::storage;
use crate::views::ComposingPage;

/// Days shown.
const DAYS: i64 = 30;

pub async fn get(mut tx: ReadTx<LookAtComposing>, req: Req) -> Result<Reply, PageError> {
    let mut page = page(&mut tx, Form::default()).await?;
    let done = match req.query.get("done") {
        "stop" => "止めました。いまから、だれの質問もAIに送りません。",
        "start" => "始めました。ログインした人が使えます。",
        "limit" => "上限を変えました。",
        _ => "",
    };
    if !done.is_empty() {
        page.frame = page.frame.notice("success", done);
    }
    render(&page)
}

pub async fn post(mut tx: WriteTx<SetComposing>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let verb = form.choice("do", "すること", &["stop", "start", "limit"], true);
    if verb == "limit" {
        let per_day = letters(&mut form, "per_day", "1日の上限");
        let per_month = letters(&mut form, "per_month", "1か月の上限");
        if form.is_valid() && per_day > per_month {
            form.refuse("per_day", "「1日の上限」は、「1か月の上限」までにしてください。");
        }
        if form.is_valid() {
            setting::limit(tx, per_day, per_month).await?;
            return Ok(Reply::done("/ask/composing?done=limit"));
        }
    }
    if !form.is_valid() {
        return Ok(render(&page(&mut tx, form).await?)?.unprocessable());
    }
    setting::stop(tx, verb == "stop").await?;
    Ok(Reply::done(&format!("/ask/composing?done={verb}")))
}

fn letters(form: &mut Form, field: &str, label: &str) -> i64 {
    let typed = form.required_text(field, label, 20);
    let number = japanese::quantity::parse(&typed, "字").filter(|n| n.fract() == 0.0);
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "whole and below a thousand million"
    )]
    match number.filter(|n| (0.0..=MOST_LETTERS as f64).contains(n)) {
        Some(number) => number as i64,
        None => {
            if form.error(field).is_empty() {
                form.refuse(field, format!("「{label}」は、0から10億までの整数（字数）で書いてください。"));
            }
            0
        }
    }
}

async fn page(db: &mut Reader, form: Form) -> Result<ComposingPage, PageError> {
    let today = db.core().clock.today();
    let composing: Composing = storage::composing(db).await?;
    let (day, month) = storage::used(db, &today.to_string(), &today.first_of_month().to_string()).await?;
    let from = today.checked_sub(jiff::ToSpan::days(DAYS - 1)).unwrap_or(today);
    let days = storage::days(db, &from.to_string()).await?;
    let reasons = storage::reasons(db).await?;
    let frame = Frame::new(db, "AIのまとめの設定")
        .purpose("「資料に聞く」の答えを、外のAI（言語モデル）にまとめさせるかどうかと、その量を決めます。")
        .within("/ask")
        .crumb("資料に聞く", "/ask");
    let ai = db.core().settings.ai.clone();
    let may_set = crate::programmes::holds_library(db).await?;
    Ok(ComposingPage::new(frame, form, may_set, ai.as_deref(), composing, (day, month), days, &reasons))
}

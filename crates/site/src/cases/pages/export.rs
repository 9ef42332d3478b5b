//! `/cases.csv`, `/cases.json`, `/cases.xlsx`: the published cases as open data, with their source; `/cases/columns.csv`: what
//! the columns mean.

use std::collections::BTreeSet;

use foundation::web::{PageError, Reply, Req};

use super::choosing::chosen;
use super::feed::conditions;
use crate::cases::exchange::{definitions, workbook, writing};
use crate::cases::model::Case;
use crate::cases::storage;
use crate::permissions::{LookAtCases, ReadTx, Reader};
use crate::shared::interface::notice;
use crate::shared::{DEMO_MARK, day_words, turns::in_turn};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The published cases that answer the conditions of the address, as the list has them: a file never holds more than what the
/// reader had chosen.
async fn asked_for(db: &mut Reader, req: &Req) -> Result<Vec<(Case, Vec<String>)>, PageError> {
    let mut cases = storage::everything_published(db).await?;
    let conditions = conditions(&req.query);
    if !conditions.is_empty() {
        let found = chosen(db, &conditions).await?;
        if let Some((_, value)) = found.unknown {
            let sentence = format!("「{value}」という条件はありません。事例の一覧で条件を選び直してください。");
            return Err(PageError::Missing { sentence, next: Vec::new() });
        }
        let numbers: BTreeSet<i64> = found.numbers.into_iter().collect();
        cases.retain(|(case, _)| numbers.contains(&case.number));
    }
    Ok(cases)
}

pub async fn csv(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let cases = asked_for(&mut tx, &req).await?;
    let core = tx.core();
    let body = writing::csv(&cases, &core.settings.public_url, notice(core)).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("取組事例.csv").for_everybody())
}

pub async fn json(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let cases = asked_for(&mut tx, &req).await?;
    let troubles = storage::trouble_names(&mut tx).await?;
    let core = tx.core();
    Ok(Reply::json(&writing::json(&cases, &troubles, &core.settings.public_url, notice(core))).for_everybody())
}

pub async fn xlsx(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let cases = asked_for(&mut tx, &req).await?;
    let core = tx.core().clone();
    drop(tx);
    let site = core.settings.public_url.clone();
    let mut about = vec![
        ("名称", "取組事例".to_owned()),
        (
            "件数",
            format!("{}件（公開中のもの）", crate::shared::number(i64::try_from(cases.len()).unwrap_or(i64::MAX))),
        ),
        ("作成日", day_words(core.clock.today())),
        ("もとの場所", format!("{site}/cases.xlsx")),
        ("空欄の意味", "値がないことを表し、0とは区別しています".to_owned()),
    ];
    if core.settings.demo {
        about.push(("注意", DEMO_MARK.to_owned()));
    }
    let mark = notice(&core);
    let made = in_turn(move || {
        let csv = writing::csv(&cases, &site, mark).map_err(PageError::broken)?;
        workbook::xlsx(&csv, &about).map_err(PageError::broken)
    });
    Ok(Reply::typed(XLSX, made.await??).as_download("取組事例.xlsx").for_everybody())
}

pub async fn columns(_tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let body = definitions::csv().map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("取組事例の項目の定義.csv").for_everybody())
}

//! `/cases.csv`, `/cases.json`, `/cases.xlsx`: the published cases as open data, with their source; `/cases/columns.csv`: what
//! the columns mean.

use foundation::web::{PageError, Reply, Req};

use crate::cases::exchange::{definitions, workbook, writing};
use crate::cases::storage;
use crate::permissions::{LookAtCases, ReadTx};
use crate::shared::interface::notice;
use crate::shared::{DEMO_MARK, day_words, turns::in_turn};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub async fn csv(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let cases = storage::everything_published(&mut tx).await?;
    let core = tx.core();
    let body = writing::csv(&cases, &core.settings.public_url, notice(core)).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("取組事例.csv").for_everybody())
}

pub async fn json(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let cases = storage::everything_published(&mut tx).await?;
    let troubles = storage::trouble_names(&mut tx).await?;
    let core = tx.core();
    Ok(Reply::json(&writing::json(&cases, &troubles, &core.settings.public_url, notice(core))).for_everybody())
}

pub async fn xlsx(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let cases = storage::everything_published(&mut tx).await?;
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

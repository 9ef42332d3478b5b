//! `/cases/statistics` and `/cases/statistics.csv`: population band × scene and content (REQ-290).

use foundation::web::{PageError, Reply, Req};

use crate::cases::actions::published;
use crate::cases::model::{IndexRow, SMALL_BASE, by_band, columns};
use crate::cases::views::StatisticsPage;
use crate::permissions::{LookAtCases, ReadTx, Reader};
use crate::shared::{DEMO_MARK, Frame, day_words, render};

async fn rows(db: &mut Reader) -> Result<Vec<IndexRow>, PageError> {
    Ok(published::current(db).await?.look(|copy| copy.rows().cloned().collect()))
}

pub async fn get(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let rows = rows(&mut tx).await?;
    let today = day_words(tx.core().clock.today());
    let frame = Frame::new(&tx, "人口規模と場面・実施内容")
        .purpose("公開中の取組事例が、どの規模の市町村の、どの場面・どの実施内容のものかを示します。")
        .within("/cases")
        .crumb("事例", "/cases")
        .wide();
    render(&StatisticsPage::new(frame, &rows, &today))
}

/// One record per band and scene, so that a machine reads it without knowing the page.
pub async fn csv(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let rows = rows(&mut tx).await?;
    let remark = if tx.core().settings.demo { DEMO_MARK } else { "" };
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record([
        "人口規模",
        "区分",
        "場面・実施内容",
        "事例数",
        "分母（区分の事例数）",
        "割合（%）",
        "分母が30未満",
        "基準日",
        "人口規模が架空",
        "備考",
    ])
    .map_err(PageError::broken)?;
    let today = tx.core().clock.today().to_string();
    // 全体 rests on no population.
    let invented = rows.iter().any(IndexRow::has_invented_population);
    for row in by_band(&rows) {
        let fictitious = if invented && !row.is_whole() { "1" } else { "0" };
        let small = if row.base < SMALL_BASE { "1" } else { "0" };
        for (column, (cases, share)) in columns().iter().zip(&row.cells) {
            let (cases, base) = (cases.to_string(), row.base.to_string());
            let share = share.as_deref().unwrap_or("");
            let (kind, label) = (column.kind.label(), column.label);
            out.write_record([row.label, kind, label, &cases, &base, share, small, &today, fictitious, remark])
                .map_err(PageError::broken)?;
        }
    }
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("取組事例_人口規模と場面・実施内容.csv"))
}

//! `/regions.csv` and `/regions.json`: the register as open data, one row per municipality.

use foundation::web::{PageError, Reply, Req};
use serde_json::json;

use crate::permissions::{LookAtRegions, ReadTx};
use crate::regions::model::MunicipalityRow;
use crate::regions::storage;
use crate::shared::DEMO_MARK;

/// 行政データの機械可読性: one header row, one value per cell, numbers as numbers, UTF-8 with BOM.
pub async fn csv(mut tx: ReadTx<LookAtRegions>, _req: Req) -> Result<Reply, PageError> {
    let rows = storage::all_municipalities(&mut tx).await?;
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record([
        "全国地方公共団体コード",
        "都道府県名",
        "市町村名",
        "市町村名_かな",
        "人口",
        "65歳以上人口",
        "過疎地域",
        "中山間地域等",
        "小規模自治体",
        "数字の時点",
        "数字の出典",
        "数字が架空",
        "区分の時点",
        "区分の出典",
        "区分が架空",
        "備考",
    ])
    .map_err(PageError::broken)?;
    let remark = if tx.core().settings.demo { DEMO_MARK } else { "" };
    let flag = |set: bool| if set { "1".to_owned() } else { "0".to_owned() };
    for row in &rows {
        let cell = |v: Option<i64>| v.map(|n| n.to_string()).unwrap_or_default();
        out.write_record([
            row.code.clone(),
            row.prefecture_name.clone(),
            row.name.clone(),
            row.kana.clone(),
            cell(row.population),
            cell(row.age65),
            cell(row.kaso),
            cell(row.chusankan),
            cell(row.shokibo),
            row.figures_as_of.clone().unwrap_or_default(),
            row.figures_source.clone().unwrap_or_default(),
            flag(row.figures_fictitious),
            row.classes_as_of.clone().unwrap_or_default(),
            row.classes_source.clone().unwrap_or_default(),
            flag(row.classes_fictitious),
            remark.to_owned(),
        ])
        .map_err(PageError::broken)?;
    }
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("市町村一覧.csv"))
}

pub async fn json(mut tx: ReadTx<LookAtRegions>, _req: Req) -> Result<Reply, PageError> {
    let rows = storage::all_municipalities(&mut tx).await?;
    let notice = tx.core().settings.demo.then_some(DEMO_MARK);
    Ok(Reply::json(&json!({ "notice": notice, "municipalities": rows.iter().map(object).collect::<Vec<_>>() })))
}

fn object(row: &MunicipalityRow) -> serde_json::Value {
    json!({
        "code": row.code,
        "prefecture": row.prefecture_name,
        "name": row.name,
        "kana": row.kana,
        "kind": row.kind,
        "population": row.population,
        "age65": row.age65,
        "kaso": row.kaso.map(|v| v == 1),
        "chusankan": row.chusankan.map(|v| v == 1),
        "shokibo": row.shokibo.map(|v| v == 1),
        "figures_as_of": row.figures_as_of,
        "figures_source": row.figures_source,
        "figures_fictitious": row.figures_fictitious,
        "classes_as_of": row.classes_as_of,
        "classes_source": row.classes_source,
        "classes_fictitious": row.classes_fictitious,
    })
}

//! `/situation/indicators/{indicator}/towns`: one indicator over a prefecture's municipalities, for those who may read each of them.

use std::collections::BTreeMap;

use foundation::web::{PageError, Reply, Req};

use super::frame;
use crate::model::Indicator;
use crate::permissions::{LookAtSituation, ReadTx, Reader, Scope};
use crate::regions;
use crate::shared::{Choice, DEMO_MARK, guarded, render};
use crate::storage::{self, prefecture};
use crate::views::towns::{TownRow, TownsPage};

/// The prefecture asked for; of one who sees one only, that one.
async fn chosen(db: &mut Reader, req: &Req) -> Result<(String, Vec<(String, String)>), PageError> {
    let scope = db.scope().clone();
    let all = regions::prefecture_choices(db).await?;
    let own: Vec<(String, String)> = match &scope {
        Scope::All => all,
        Scope::Prefectures(codes) => all.into_iter().filter(|(code, _)| codes.contains(code)).collect(),
        // A town sees itself on its own page, and others in groups.
        _ => return Err(PageError::NotFound),
    };
    let wanted = req.query.get("prefecture");
    let code = match own.as_slice() {
        [(only, _)] => only.clone(),
        several => several.iter().find(|(code, _)| code == wanted).map(|(code, _)| code.clone()).unwrap_or_default(),
    };
    Ok((code, own))
}

async fn rows(db: &mut Reader, indicator: &Indicator, code: &str) -> Result<Vec<TownRow>, PageError> {
    let values = prefecture::of_indicator(db, &indicator.id, code).await?;
    let mut of: BTreeMap<String, Vec<crate::model::Value>> = BTreeMap::new();
    for value in values {
        of.entry(value.municipality_code.clone()).or_default().push(value);
    }
    let people: BTreeMap<String, i64> =
        if indicator.by_population { regions::populations(db).await?.into_iter().collect() } else { BTreeMap::new() };
    let towns = regions::all_towns(db).await?;
    let of_prefecture = towns.iter().filter(|(_, _, prefecture)| prefecture == code);
    Ok(of_prefecture
        .map(|(code, name, _)| {
            TownRow::new(indicator, code, name, of.get(code).map_or(&[][..], Vec::as_slice), people.get(code).copied())
        })
        .collect())
}

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let (code, own) = chosen(&mut tx, &req).await?;
    let indicators = storage::indicators(&mut tx, false).await?;
    let indicator = indicators.iter().find(|one| one.id == req.text("indicator")).ok_or(PageError::NotFound)?;
    let mut found = if code.is_empty() { Vec::new() } else { rows(&mut tx, indicator, &code).await? };
    let sort = req.query.get("sort").to_owned();
    match sort.as_str() {
        "high" => found.sort_by_key(|row| (row.compared.is_none(), -row.compared.unwrap_or(0))),
        "low" => found.sort_by_key(|row| (row.compared.is_none(), row.compared.unwrap_or(0))),
        _ => {}
    }
    let choices = if own.len() > 1 {
        let any = Choice::new("", "選んでください", code.is_empty());
        std::iter::once(any).chain(own.iter().map(|(id, name)| Choice::new(&**id, &**name, *id == code))).collect()
    } else {
        Vec::new()
    };
    let name = own.iter().find(|(id, _)| *id == code).map(|(_, name)| name.clone()).unwrap_or_default();
    let frame = frame(&tx, format!("{}：市町村の値", indicator.name))
        .purpose(&*indicator.meaning)
        .crumb("指標の一覧", "/situation/indicators")
        .wide();
    let all = indicators.iter().map(|one| Choice::new(&*one.id, &*one.name, one.id == indicator.id)).collect();
    render(&TownsPage::new(frame, indicator, (&code, &name), found, (choices, all), &sort))
}

pub async fn csv(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let (code, _) = chosen(&mut tx, &req).await?;
    let indicator = storage::indicator(&mut tx, req.text("indicator")).await?.ok_or(PageError::NotFound)?;
    if code.is_empty() || indicator.retired {
        return Err(PageError::NotFound);
    }
    let rows = rows(&mut tx, &indicator, &code).await?;
    let demo = tx.core().settings.demo;
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let broken = |error: csv::Error| PageError::broken(error.to_string());
    out.write_record(TownRow::CSV_HEADS).map_err(broken)?;
    for row in &rows {
        let mark = if demo || row.fictitious { DEMO_MARK } else { "" };
        out.write_record(row.csv_cells(&indicator, mark).iter().map(|cell| guarded(cell))).map_err(broken)?;
    }
    let bytes = out.into_inner().map_err(|error| PageError::broken(error.to_string()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", bytes).as_download(&format!("{}.csv", indicator.name)))
}

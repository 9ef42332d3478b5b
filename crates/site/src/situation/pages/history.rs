//! `/situation/{code}/values/{indicator}`: every year and level of one indicator; adding, changing and taking out a value.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, this_year, town};
use crate::actions::{self, SituationError};
use crate::forms;
use crate::model::{Indicator, Value};
use crate::permissions::{EnterValues, LookAtSituation, ReadTx, Reader, WriteTx, reach_of};
use crate::regions::{self, Town};
use crate::shared::render;
use crate::storage;
use crate::views::HistoryPage;

async fn page(
    db: &mut Reader,
    town: &Town,
    indicator: &Indicator,
    values: &[Value],
    form: &Form,
) -> Result<HistoryPage, PageError> {
    let may_enter = reach_of::<EnterValues>(db.actor())
        .is_some_and(|scope| storage::admits(&scope, &town.code, &town.prefecture_code))
        && !indicator.retired;
    let areas = regions::areas_of(db, &town.code).await?;
    let frame = below(db, town, format!("{}（{}）", indicator.name, town.name)).purpose(&*indicator.meaning);
    Ok(HistoryPage::new(frame, &address(town), indicator, values, &areas, form, may_enter))
}

async fn of(db: &mut Reader, req: &Req) -> Result<(Town, Indicator, Vec<Value>), PageError> {
    let town = town(db, req).await?;
    let indicator = storage::indicator(db, req.text("indicator")).await?.ok_or(PageError::NotFound)?;
    let values = storage::history(db, &town.code, &indicator.id).await?;
    Ok((town, indicator, values))
}

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let (town, indicator, values) = of(&mut tx, &req).await?;
    let year = req.query.get("year").parse::<i64>().ok();
    let area = req.query.get("area");
    let chosen = year.and_then(|year| values.iter().find(|value| value.year == year && value.area == area));
    let form = Form::new(forms::fill_one(&indicator, chosen, this_year(&tx) - 1));
    let mut view = page(&mut tx, &town, &indicator, &values, &form).await?;
    match req.query.get("done") {
        "saved" => view.frame = view.frame.notice("success", "保存しました。"),
        "same" => view.frame = view.frame.notice("info", "変わったところはありませんでした。"),
        "removed" => view.frame = view.frame.notice("success", "値を消しました。記録には残っています。"),
        _ => {}
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<EnterValues>, req: Req) -> Result<Reply, PageError> {
    let (town, indicator, values) = of(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let this_year = this_year(&tx);
    let entered = forms::one(&mut form, &indicator, this_year);
    let (Some(entered), true) = (entered, form.is_valid()) else {
        let view = page(&mut tx, &town, &indicator, &values, &form).await?;
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    };
    match actions::enter(&mut tx, &town.code, &[entered]).await {
        Ok(changed) => {
            tx.commit_recorded().await?;
            let done = if changed > 0 { "saved" } else { "same" };
            Ok(Reply::done(&format!("{}/values/{}?done={done}", address(&town), indicator.id)))
        }
        Err(SituationError::ValuesChanged(theirs)) => {
            let mut view = page(&mut tx, &town, &indicator, &values, &form).await?;
            if let Some(theirs) = theirs.first() {
                view.changed_meanwhile(&indicator, theirs);
            }
            drop(tx);
            Ok(render(&view)?.with_status(StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn remove(mut tx: WriteTx<EnterValues>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let indicator = req.text("indicator").to_owned();
    let number = |field: &str| req.form.get(field).parse::<i64>().unwrap_or(0);
    let area = req.form.get("area").to_owned();
    actions::remove(&mut tx, &town.code, (&indicator, &area, number("year")), number("revision")).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}/values/{indicator}?done=removed", address(&town))))
}

//! `/situation/{code}/values`: all indicators of a scene and a year on one page; what is left empty is left alone.

use std::collections::BTreeMap;

use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, this_year, town};
use crate::actions::{self, SituationError};
use crate::forms;
use crate::model::{Entered, Indicator, Value, scenes};
use crate::permissions::{EnterValues, ReadTx, Reader, WriteTx};
use crate::regions::Town;
use crate::shared::render;
use crate::storage;
use crate::views::EnterPage;

/// The scene and year the page is about.
fn wanted(query: &Fields, this_year: i64) -> (&'static str, i64) {
    let scene = scenes().find(|(id, _)| *id == query.get("scene")).map_or("nichijo", |(id, _)| id);
    // Statistics come a year late: last year is what one has in hand.
    let year = forms::read_year(query.get("year"), this_year).unwrap_or(this_year - 1);
    (scene, year)
}

struct About {
    indicators: Vec<Indicator>,
    values: Vec<Value>,
    scene: &'static str,
    year: i64,
}

async fn about(db: &mut Reader, town: &Town, scene: &'static str, year: i64) -> Result<About, PageError> {
    let mut indicators = storage::indicators(db, false).await?;
    indicators.retain(|one| one.scene == scene && one.levels().any(|level| level == "municipality"));
    let values = storage::values_of(db, &town.code).await?;
    Ok(About { indicators, values, scene, year })
}

fn page(db: &Reader, town: &Town, about: &About, form: &Form) -> EnterPage {
    let frame = below(db, town, format!("{}の数字を入れる", town.name))
        .purpose("分かるものだけ入れて保存してください。あとからいつでも直せます。");
    EnterPage::new(
        frame,
        &address(town),
        form,
        &about.indicators,
        &about.values,
        (about.scene, about.year),
        this_year(db),
    )
}

pub async fn get(mut tx: ReadTx<EnterValues>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let (scene, year) = wanted(&req.query, this_year(&tx));
    let about = about(&mut tx, &town, scene, year).await?;
    let mut values = Fields::default();
    for one in &about.indicators {
        let own = |value: &&Value| value.indicator_id == one.id && value.area.is_empty();
        let there = about.values.iter().filter(own).find(|value| value.year == year);
        forms::fill_many(&mut values, one, there, about.values.iter().find(own));
    }
    let mut view = page(&tx, &town, &about, &Form::new(values));
    match req.query.get("done") {
        "saved" => view.frame = view.frame.notice("success", "保存しました。"),
        "same" => view.frame = view.frame.notice("info", "変わったところはありませんでした。"),
        _ => {}
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<EnterValues>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let this_year = this_year(&tx);
    let (scene, _) = wanted(&req.form, this_year);
    let year = forms::year(&mut form, this_year);
    let about = about(&mut tx, &town, scene, year.unwrap_or(this_year - 1)).await?;
    let read = |form: &mut Form| {
        about.indicators.iter().filter_map(|one| forms::one_of_many(form, one, about.year)).collect::<Vec<Entered>>()
    };
    let entered = read(&mut form);
    if !form.is_valid() {
        let view = page(&tx, &town, &about, &form);
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    }
    match actions::enter(&mut tx, &town.code, &entered).await {
        Ok(changed) => {
            tx.commit_recorded().await?;
            let done = if changed > 0 { "saved" } else { "same" };
            Ok(Reply::done(&format!("{}/values?scene={scene}&year={}&done={done}", address(&town), about.year)))
        }
        Err(SituationError::ValuesChanged(theirs)) => {
            // What was typed stays; what stands there is said at its field, and saving again puts the typed in its place.
            let theirs: BTreeMap<&str, &Value> =
                theirs.iter().map(|value| (value.indicator_id.as_str(), value)).collect();
            let mut view = page(&tx, &town, &about, &form);
            view.changed_meanwhile(&theirs);
            drop(tx);
            Ok(render(&view)?.with_status(StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}

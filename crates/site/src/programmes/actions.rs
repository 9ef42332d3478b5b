//! What can be done to programmes: create one, open a year, change it, set its values, copy it into the
//! next year, confirm what the copy left to be looked at.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::{Map, Value as Json, json};

use super::model::{NewProgramme, NewYear, PARTS_KEY, Value, Year, YearContents};
use super::rules::{self, Setting};
use super::storage;
use crate::permissions::{AssignOffice, CreateProgramme, EditProgramme, Scope, WriteTx, reach_of};

/// A programme with its first year: its owner makes it, or who runs the platform for her. `Err` of the inner result:
/// what to say at the form's field.
pub async fn create_programme(
    tx: &mut WriteTx<CreateProgramme>,
    new: &NewProgramme,
    year: &NewYear,
    parts: &[&str],
) -> Result<Result<i64, (&'static str, String)>, PageError> {
    if let Scope::Organisation(own) = *tx.scope()
        && own != new.owner_organisation_id
    {
        return Err(PageError::NotFound);
    }
    let fiscal_year = i16::try_from(year.fiscal_year).map_err(|_| PageError::rule("年度を確かめてください。"))?;
    rules::period(fiscal_year, year.starts_on, year.ends_on).map_err(PageError::rule)?;
    if storage::named(tx, &new.name).await?.is_some() {
        return Ok(Err(("name", "同じ名前の事業が、もうあります。「事業」のページで確かめてください。".to_owned())));
    }
    let is_a_prefecture_s = crate::people::place_governed_by(tx, new.owner_organisation_id).await?.is_some();
    let (first, end) =
        if is_a_prefecture_s { (rules::PREFECTURES_FROM, i64::MAX) } else { (1, rules::PREFECTURES_FROM) };
    let position = storage::next_position(tx, first, end).await?;
    let id = storage::insert_programme(tx, new, position).await?;
    let made = storage::insert_year(tx, &NewYear { programme_id: id, ..year.clone() }).await?;
    storage::store_setting(tx, made, PARTS_KEY, Some(&parts.join(","))).await?;
    let owner = new.owner_organisation_id;
    let detail =
        json!({"name": new.name, "owner": owner, "fiscal_year": fiscal_year, "office": year.office_organisation_id});
    tx.record(Entry::of("programme", id).detail(detail)).await?;
    Ok(Ok(id))
}

/// A fiscal year of a programme. Answers its number.
pub async fn create_year(tx: &mut WriteTx<EditProgramme>, new: &NewYear) -> Result<i64, PageError> {
    let fiscal_year = i16::try_from(new.fiscal_year).map_err(|_| PageError::rule("年度を確かめてください。"))?;
    rules::period(fiscal_year, new.starts_on, new.ends_on).map_err(PageError::rule)?;
    let programme = storage::programme(tx, new.programme_id).await?.ok_or(PageError::NotFound)?;
    if !programme.is_reached_by(tx.scope()) {
        return Err(PageError::NotFound);
    }
    let id = storage::insert_year(tx, new).await?;
    tx.record(Entry::of("programme_year", id).detail(json!({"fiscal_year": new.fiscal_year}))).await?;
    Ok(id)
}

/// Changes what a year says about itself, and confirms it. `version` is the one the person saw.
///
/// # Errors
/// [`PageError::Changed`] when somebody else was quicker: nothing is stored then.
pub async fn change_year(
    tx: &mut WriteTx<EditProgramme>,
    year: &Year,
    version: i64,
    contents: &YearContents,
) -> Result<(), PageError> {
    rules::period(year.fiscal_year, contents.starts_on, contents.ends_on).map_err(PageError::rule)?;
    // Who the office is decides what its people may do: that is the owner's to say.
    if contents.office_organisation_id != year.office_organisation_id
        && !reach_of::<AssignOffice>(tx.actor()).is_some_and(|s| s.reaches_programme(year.programme_id))
    {
        return Err(PageError::rule("事務局を変えられるのは、事業を所管する課です。所管課に頼んでください。"));
    }
    claim_version(tx, year, version).await?;
    storage::update_year(tx, year.id, contents).await?;
    let keys: Vec<_> = rules::YEAR_CHECKS.iter().map(|(key, _)| *key).collect();
    confirm(tx, year, &keys).await?;
    let before = year.contents();
    let mut changed = Map::new();
    let mut note = |field: &str, old: Json, new: Json| {
        if old != new {
            changed.insert(field.to_owned(), json!([old, new]));
        }
    };
    note("office", json!(before.office_organisation_id), json!(contents.office_organisation_id));
    note("mail", json!(before.mail), json!(contents.mail));
    note("telephone", json!(before.telephone), json!(contents.telephone));
    note("hours", json!(before.hours), json!(contents.hours));
    note("starts_on", json!(before.starts_on.to_string()), json!(contents.starts_on.to_string()));
    note("ends_on", json!(before.ends_on.to_string()), json!(contents.ends_on.to_string()));
    note("purpose", json!(before.purpose), json!(contents.purpose));
    tx.record(Entry::of("programme_year", year.id).detail(json!({"changed": changed}))).await?;
    Ok(())
}

/// One value of a year; `None` goes back to the known value.
pub async fn set_setting(
    tx: &mut WriteTx<EditProgramme>,
    year: &Year,
    setting: &Setting,
    value: Option<&Value>,
) -> Result<(), PageError> {
    let before = storage::settings(tx, year.id, year.fiscal_year).await?.stored.remove(setting.id);
    let after = value.map(Value::to_stored);
    storage::store_setting(tx, year.id, setting.id, after.as_deref()).await?;
    confirm(tx, year, &[setting.id]).await?;
    let detail = json!({"setting": setting.id, "from": before, "to": after});
    tx.record(Entry::of("programme_year", year.id).detail(detail)).await?;
    Ok(())
}

/// A whole page of settings at once: what changed, and what was only looked at and found right.
///
/// # Errors
/// [`PageError::Changed`] when somebody else was quicker.
pub async fn change_settings(
    tx: &mut WriteTx<EditProgramme>,
    year: &Year,
    version: i64,
    changes: &[(&'static Setting, Option<Value>)],
    confirmed: &[&'static str],
) -> Result<(), PageError> {
    claim_version(tx, year, version).await?;
    for (setting, value) in changes {
        set_setting(tx, year, setting, value.as_ref()).await?;
    }
    confirm(tx, year, confirmed).await?;
    tx.record(Entry::of("programme_year", year.id).detail(json!({"confirmed": confirmed}))).await?;
    Ok(())
}

/// Which parts (実態調査, 研修会議 …) a year has.
pub async fn set_parts(tx: &mut WriteTx<EditProgramme>, year: i64, parts: &[&str]) -> Result<(), PageError> {
    storage::store_setting(tx, year, PARTS_KEY, Some(&parts.join(","))).await?;
    tx.record(Entry::of("programme_year", year).detail(json!({"parts": parts}))).await?;
    Ok(())
}

/// Opens the year after `year` with the same contents: dates a year later as a proposal, and every item
/// 未確認 until somebody looked at it. Answers the fiscal year made.
pub async fn copy_year(tx: &mut WriteTx<EditProgramme>, year: &Year) -> Result<i16, PageError> {
    let next = year.fiscal_year.saturating_add(1);
    let label = japanese::wareki::FiscalYear(next).label();
    if storage::year(tx, year.programme_id, next).await?.is_some() {
        return Err(PageError::rule(format!("{label}はすでに作られています。その年度の設定を直してください。")));
    }
    let this_year = japanese::wareki::FiscalYear::of(tx.core().clock.today()).0;
    if next > this_year.saturating_add(1) {
        return Err(PageError::rule("作れるのは、次の年度までです。".to_owned()));
    }
    // Who the office is decides who may what: an office does not appoint itself for the next year.
    let may_assign = reach_of::<AssignOffice>(tx.actor()).is_some_and(|s| s.reaches_programme(year.programme_id));
    let settings = storage::settings(tx, year.id, year.fiscal_year).await?;
    let new = NewYear {
        programme_id: year.programme_id,
        fiscal_year: i64::from(next),
        office_organisation_id: year.office_organisation_id.filter(|_| may_assign),
        mail: year.mail.clone(),
        telephone: year.telephone.clone(),
        hours: year.hours.clone(),
        starts_on: rules::a_year_later(year.starts_on),
        ends_on: rules::a_year_later(year.ends_on),
        purpose: year.purpose.clone(),
    };
    let id = create_year(tx, &new).await?;
    for (key, text) in &settings.stored {
        let copied = match rules::find(key).and_then(|s| Value::from_stored(s.known, text)) {
            Some(value) => rules::proposal(&value).to_stored(),
            None => text.clone(),
        };
        storage::store_setting(tx, id, key, Some(&copied)).await?;
    }
    let mut checks: Vec<_> = rules::YEAR_CHECKS.iter().map(|(key, _)| *key).collect();
    checks.extend(settings.shown().iter().map(|s| s.id));
    storage::insert_checks(tx, id, &checks).await?;
    let detail = json!({"copied_from": year.id, "settings": settings.stored.len()});
    tx.record(Entry::of("programme_year", id).detail(detail)).await?;
    Ok(next)
}

async fn confirm(tx: &mut WriteTx<EditProgramme>, year: &Year, keys: &[&str]) -> Result<(), PageError> {
    let (now, who) = (tx.core().clock.now(), tx.actor().label());
    storage::confirm_checks(tx, year.id, keys, now, &who).await?;
    Ok(())
}

async fn claim_version(tx: &mut WriteTx<EditProgramme>, year: &Year, version: i64) -> Result<(), PageError> {
    if storage::claim_version(tx, year.id, version).await? {
        return Ok(());
    }
    Err(PageError::Changed {
        sentence: "この年度は、あなたが開いてからほかの方が変えました。いまの内容を見て、もう一度入力してください。"
            .to_owned(),
    })
}

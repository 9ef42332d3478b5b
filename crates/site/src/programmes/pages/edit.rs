//! `/programmes/{id}/{fiscal_year}/edit`: office, contact, hours, period, parts of a year.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{below, name_of, own};
use crate::permissions::{AssignOffice, EditProgramme, ReadTx, Reader, WriteTx, reach_of};
use crate::programmes::model::{Programme, Year};
use crate::programmes::views::{Conflict, EditPage, waits};
use crate::programmes::{actions, forms, rules, storage};
use crate::shared::{Choice, DateBoxes, render};

pub async fn get(mut tx: ReadTx<EditProgramme>, req: Req) -> Result<Reply, PageError> {
    let (programme, year) = own(&mut tx, &req).await?;
    let settings = storage::settings(&mut tx, year.id, year.fiscal_year).await?;
    let form = forms::year_form(&year, &settings);
    show(&mut tx, &programme, &year, form, Vec::new()).await
}

pub async fn post(mut tx: WriteTx<EditProgramme>, req: Req) -> Result<Reply, PageError> {
    let (programme, year) = own(&mut tx, &req).await?;
    let settings = storage::settings(&mut tx, year.id, year.fiscal_year).await?;
    let mut form = Form::new(req.form.clone());
    let offices: Option<Vec<i64>> =
        offices(&mut tx, &year).await?.map(|all| all.into_iter().map(|(id, _)| id).collect());
    let version = forms::version(&form);
    let Some(input) = forms::read_year(&mut form, &year, offices.as_deref()) else {
        return Ok(show(&mut tx, &programme, &year, form, Vec::new()).await?.unprocessable());
    };
    match actions::change_year(&mut tx, &year, version, &input.contents).await {
        Err(PageError::Changed { .. }) => {
            let conflicts = conflicts(&forms::year_form(&year, &settings), &form);
            let reply = show(&mut tx, &programme, &year, form, conflicts).await?;
            return Ok(reply.with_status(StatusCode::CONFLICT));
        }
        other => other?,
    }
    if forms::parts_differ(&settings, &input.parts) {
        let parts: Vec<&str> = input.parts.iter().map(String::as_str).collect();
        actions::set_parts(&mut tx, year.id, &parts).await?;
    }
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}?done=saved", year.href())))
}

/// The organisations that may be the office, for those who may choose.
async fn offices(db: &mut Reader, year: &Year) -> Result<Option<Vec<(i64, String)>>, PageError> {
    // (A prefecture's own programme is in nobody's reach here: the prefecture itself is its office.)
    if !reach_of::<AssignOffice>(db.actor()).is_some_and(|s| s.reaches_programme(year.programme_id)) {
        return Ok(None);
    }
    let mut offices = crate::people::organisations_of_kind(db, "programme_office").await?;
    if let Some(id) = year.office_organisation_id
        && !offices.iter().any(|(known, _)| *known == id)
    {
        offices.extend(crate::people::organisation_names(db, &[id]).await?);
    }
    Ok(Some(offices))
}

async fn show(
    db: &mut Reader,
    programme: &Programme,
    year: &Year,
    form: Form,
    conflicts: Vec<Conflict>,
) -> Result<Reply, PageError> {
    let chosen = form.value("office").to_owned();
    let choices = match offices(db, year).await? {
        None => Vec::new(),
        Some(offices) => std::iter::once(Choice::new("", "決まっていない", chosen.is_empty()))
            .chain(offices.iter().map(|(id, name)| Choice::new(id.to_string(), name, chosen == id.to_string())))
            .collect(),
    };
    let ids: Vec<i64> = year.office_organisation_id.into_iter().collect();
    let names = crate::people::organisation_names(db, &ids).await?;
    let checks = storage::checks(db, year.id).await?;
    let frame = below(db, "年度を直す", programme, year).purpose("事務局、連絡先、受付時間、実施期間を直します。");
    render(&EditPage {
        frame,
        href: year.href(),
        version: year.version,
        errors: form.summary(),
        starts: DateBoxes::typed(&form, "starts_on"),
        ends: DateBoxes::typed(&form, "ends_on"),
        offices: choices,
        office_name: name_of(&names, year.office_organisation_id).to_owned(),
        is_a_prefecture_s: programme.is_a_prefecture_s(),
        parts: EditPage::part_choices(&form),
        unconfirmed: rules::YEAR_CHECKS.iter().any(|(key, _)| waits(&checks, key)),
        conflicts,
        form,
    })
}

/// Fields in which what is stored now differs from what was typed.
fn conflicts(now: &Form, typed: &Form) -> Vec<Conflict> {
    let date = |form: &Form, field: &str| {
        let boxes = DateBoxes::typed(form, field);
        format!("{}年{}月{}日", boxes.year, boxes.month, boxes.day)
    };
    let mut rows = Vec::new();
    for (field, label) in
        [("mail", "メールアドレス"), ("telephone", "電話番号"), ("hours", "受付時間"), ("purpose", "目的")]
    {
        rows.push((label, now.value(field).to_owned(), typed.value(field).trim().replace("\r\n", "\n")));
    }
    for (field, label) in [("starts_on", "始まりの日"), ("ends_on", "終わりの日")] {
        rows.push((label, date(now, field), date(typed, field)));
    }
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|(_, now, typed)| now != typed)
        .map(|(label, now, typed)| Conflict { label: label.to_owned(), now, typed })
        .collect();
    if rows.is_empty() {
        let same = "入力した内容と同じです".to_owned();
        return vec![Conflict { label: "すべての項目".to_owned(), now: same.clone(), typed: same }];
    }
    rows
}

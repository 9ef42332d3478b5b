//! `/programmes/{id}/{fiscal_year}/settings`: the dates, limits and quotas of a year on one page.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{below, own};
use crate::permissions::{EditProgramme, ReadTx, Reader, WriteTx};
use crate::programmes::model::{Programme, Year, YearSettings};
use crate::programmes::views::{Conflict, PartFields, SettingsPage};
use crate::programmes::{actions, forms, storage};
use crate::shared::render;

pub async fn get(mut tx: ReadTx<EditProgramme>, req: Req) -> Result<Reply, PageError> {
    let (programme, year) = own(&mut tx, &req).await?;
    let settings = storage::settings(&mut tx, year.id, year.fiscal_year).await?;
    let form = forms::settings_form(&settings);
    show(&mut tx, &req, &programme, &year, &settings, form, Vec::new()).await
}

pub async fn post(mut tx: WriteTx<EditProgramme>, req: Req) -> Result<Reply, PageError> {
    let (programme, year) = own(&mut tx, &req).await?;
    let settings = storage::settings(&mut tx, year.id, year.fiscal_year).await?;
    let mut form = Form::new(req.form.clone());
    let version = forms::version(&form);
    let input = forms::read_settings(&mut form, &settings);
    if !form.is_valid() {
        return Ok(show(&mut tx, &req, &programme, &year, &settings, form, Vec::new()).await?.unprocessable());
    }
    match actions::change_settings(&mut tx, &year, version, &input.changes, &input.confirmed).await {
        Err(PageError::Changed { .. }) => {
            let mut conflicts: Vec<_> = input
                .changes
                .iter()
                .map(|(setting, value)| Conflict {
                    label: setting.label.to_owned(),
                    now: settings.value(setting).shown(),
                    typed: value.as_ref().map_or_else(|| "既定の値".to_owned(), ToString::to_string),
                })
                .collect();
            if conflicts.is_empty() {
                let same = "入力した内容と同じです".to_owned();
                conflicts.push(Conflict { label: "すべての項目".to_owned(), now: same.clone(), typed: same });
            }
            let reply = show(&mut tx, &req, &programme, &year, &settings, form, conflicts).await?;
            return Ok(reply.with_status(StatusCode::CONFLICT));
        }
        other => other?,
    }
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}?done=saved", year.href())))
}

async fn show(
    db: &mut Reader,
    req: &Req,
    programme: &Programme,
    year: &Year,
    settings: &YearSettings,
    form: Form,
    conflicts: Vec<Conflict>,
) -> Result<Reply, PageError> {
    let checks = storage::checks(db, year.id).await?;
    let mut frame = below(db, "設定を直す", programme, year).purpose("この年度の日付、人数の上限、締切を決めます。");
    if req.query.get("done") == "copied" {
        frame = frame.notice("success", format!("{}を作りました。項目を一つずつ確かめてください。", year.label()));
    }
    render(&SettingsPage {
        frame,
        href: year.href(),
        version: year.version,
        errors: form.summary(),
        parts: PartFields::all(settings, &checks, &form),
        unconfirmed: checks.iter().filter(|c| c.confirmed_at.is_none()).count(),
        conflicts,
    })
}

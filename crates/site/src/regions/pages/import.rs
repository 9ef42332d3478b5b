//! `/regions/import`: a newer list of the ministry, looked at before it is taken in. The original is kept.

use foundation::audit::Entry;
use foundation::web::{Form, PageError, Reply, Req};
use serde_json::json;

use crate::permissions::{ImportRegions, ReadTx, Reader, WriteTx};
use crate::regions::actions::{self, ImportWish, Opened};
use crate::regions::register::file::{Fault, MOST_BYTES};
use crate::regions::storage;
use crate::regions::views::{FaultRow, ImportPage, PlanPage, choices_of};
use crate::shared::{DateBoxes, Frame, read_date, render};

/// The largest list and what a browser wraps around it.
pub const LIMIT_BYTES: usize = MOST_BYTES + (64 << 10);

const PURPOSE: &str = "総務省の市町村の一覧を台帳に取り込みます。取り込む前に、変わるところを確かめられます。";

pub async fn get(mut tx: ReadTx<ImportRegions>, req: Req) -> Result<Reply, PageError> {
    let notice = (req.query.get("done") == "1").then_some("台帳に取り込みました。");
    show(&mut tx, Form::default(), "", &[], notice).await
}

/// Before the database is locked: the cells of the sent file.
pub async fn open_sent(req: Req) -> Result<Opened, PageError> {
    let content = req.upload("file").map(|u| u.content.clone()).unwrap_or_default();
    actions::open_list(content).await
}

pub async fn post(mut tx: WriteTx<ImportRegions>, req: Req, opened: Opened) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let upload = req.upload("file").filter(|u| !u.content.is_empty());
    let close_on = read_date(&mut form, "close_on", "一覧にない市町村を廃止する日", false);
    let Some(upload) = upload else {
        form.refuse("file", "一覧のファイルを選んでください。");
        return Ok(show(&mut tx, form, "", &[], None).await?.unprocessable());
    };
    if !form.is_valid() {
        return Ok(show(&mut tx, form, "", &[], None).await?.unprocessable());
    }
    let prefecture = form.value("prefecture").to_owned();
    let wish = ImportWish { only: Some(prefecture).filter(|p| !p.is_empty()).into_iter().collect(), close_on };
    let (reading, _) = actions::plan_import(&mut tx, opened, &wish).await?;
    if !reading.faults.is_empty() {
        return Ok(show(&mut tx, form, &upload.file_name, &reading.faults, None).await?.unprocessable());
    }
    let key = actions::file_key(&upload.content);
    let place = actions::file_place(&key).ok_or_else(|| PageError::broken("a key of its own making"))?;
    tx.core().files.put(&place, upload.content.clone()).await?;
    let name: String = upload.file_name.chars().take(200).collect();
    tx.commit(Entry::of("regions_list", &key).detail(json!({"file": name, "bytes": upload.content.len()}))).await?;
    let query = req
        .form
        .replaced("prefecture", wish.only.first().map_or("", String::as_str))
        .replaced("close_on", &close_on.map(|d| d.to_string()).unwrap_or_default());
    let mut kept = foundation::web::Fields::default();
    for name in ["prefecture", "close_on"] {
        kept.push(name, query.get(name));
    }
    Ok(Reply::see_other(&with_query(&format!("/regions/import/{key}"), &kept.to_query())))
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The wish as it stands in the address of the dry run.
fn wish(req: &Req) -> Result<ImportWish, PageError> {
    let prefecture = req.query.get("prefecture").to_owned();
    let close_on = match req.query.get("close_on") {
        "" => None,
        text => Some(text.parse().map_err(|_| PageError::NotFound)?),
    };
    Ok(ImportWish { only: Some(prefecture).filter(|p| !p.is_empty()).into_iter().collect(), close_on })
}

/// What the kept list would change now.
pub async fn look(mut tx: ReadTx<ImportRegions>, req: Req) -> Result<Reply, PageError> {
    let key = req.text("key").to_owned();
    let opened = actions::open_list(kept(&tx, &key).await?).await?;
    let (reading, plan) = actions::plan_import(&mut tx, opened, &wish(&req)?).await?;
    if !reading.faults.is_empty() {
        return Ok(show(&mut tx, Form::default(), "この一覧", &reading.faults, None).await?.unprocessable());
    }
    let frame = Frame::new(&tx, "変わるところ")
        .purpose("まだ何も変わっていません。下の内容でよければ取り込んでください。")
        .within("/regions")
        .crumb("地域", "/regions")
        .crumb("台帳を取り込む", "/regions/import");
    render(&PlanPage::new(frame, &key, req.query.to_query(), &reading, &plan))
}

pub async fn confirm(mut tx: WriteTx<ImportRegions>, req: Req) -> Result<Reply, PageError> {
    let key = req.text("key").to_owned();
    // A list that was read once and is kept: at most ten thousand short rows.
    let opened = actions::open_list(kept(&tx, &key).await?).await?;
    let (reading, plan) = actions::plan_import(&mut tx, opened, &wish(&req)?).await?;
    if !reading.faults.is_empty() {
        return Ok(show(&mut tx, Form::default(), "この一覧", &reading.faults, None).await?.unprocessable());
    }
    actions::import_list(&mut tx, &plan, req.form.get("fingerprint"), &key).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done("/regions/import?done=1"))
}

async fn kept(db: &Reader, key: &str) -> Result<bytes::Bytes, PageError> {
    let place = actions::file_place(key).ok_or(PageError::NotFound)?;
    db.core().files.get(&place).await?.ok_or(PageError::NotFound)
}

async fn show(
    db: &mut Reader,
    form: Form,
    file_name: &str,
    faults: &[Fault],
    notice: Option<&str>,
) -> Result<Reply, PageError> {
    let prefectures = storage::prefectures(db).await?;
    let offered: Vec<_> = prefectures.iter().map(|p| (p.code.as_str(), p.name.as_str())).collect();
    let mut frame = Frame::new(db, "台帳を取り込む").purpose(PURPOSE).within("/regions").crumb("地域", "/regions");
    if let Some(text) = notice {
        frame = frame.notice("success", text);
    }
    let (faults, further_faults) = FaultRow::first(faults);
    render(&ImportPage {
        frame,
        errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
        prefectures: choices_of(&offered, form.value("prefecture")),
        close: DateBoxes::typed(&form, "close_on"),
        file_name: file_name.to_owned(),
        faults,
        further_faults,
        form,
    })
}

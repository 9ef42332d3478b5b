//! `/cases/collections`: calls for cases with their days, what is sought, who gave; and handing a case to one.

use foundation::chance::Chance;
use foundation::web::{Form, Page, PageError, PageLinks, Reply, Req};
use http::StatusCode;

use crate::cases::actions::{CaseError, collections as calls};
use crate::cases::forms::collections as forms;
use crate::cases::model::Collection;
use crate::cases::rules::Refusal;
use crate::cases::storage;
use crate::cases::views::{CallStanding, CollectionFormPage, CollectionPage, CollectionsPage, Respondent, respondents};
use crate::permissions::{
    CollectCases, DraftCases, LookAtCaseCollections, LookAtDraftCases, ReadTx, Reader, Scope, WriteTx, reach_of,
};
use crate::regions;
use crate::shared::{Frame, Pagination, guarded, render};

const HOME: &str = "/cases/collections";
const ROWS_PER_PAGE: i64 = 50;
/// Hexadecimal digits of the key drawn with an empty form.
const FORM_KEY_LENGTH: usize = 64;

fn frame(db: &Reader, title: &str) -> Frame {
    Frame::new(db, title).within("/cases").crumb("事例", "/cases").crumb("事例の募集", HOME)
}

pub async fn every(mut tx: ReadTx<LookAtCaseCollections>, req: Req) -> Result<Reply, PageError> {
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = storage::count_collections(&mut tx).await?;
    let all = storage::collections(&mut tx, page).await?;
    let frame = Frame::new(&tx, "事例の募集")
        .purpose("事務局や都道府県が求めている事例と、その期間です。締切の新しいものから並んでいます。")
        .within("/cases")
        .crumb("事例", "/cases");
    let pagination = Pagination::new(&PageLinks::new(HOME, &req.query, page, total), "件");
    let may_call = reach_of::<CollectCases>(tx.actor()).is_some();
    render(&CollectionsPage::new(frame, &all, pagination, may_call, tx.core().clock.today()))
}

async fn found(db: &mut Reader, req: &Req) -> Result<Collection, PageError> {
    let id = req.number("collection")?;
    let scope = reach_of::<LookAtCaseCollections>(db.actor()).ok_or(PageError::NotFound)?;
    storage::seen_collection(db, id, &scope).await?.ok_or(PageError::NotFound)
}

/// Who was asked and what they gave, to whoever called; and whether they are counted by prefecture.
async fn asked(db: &mut Reader, one: &Collection) -> Result<Option<(Vec<Respondent>, bool)>, PageError> {
    let Some(scope) = reach_of::<CollectCases>(db.actor()) else { return Ok(None) };
    let Some(seen) = reach_of::<LookAtDraftCases>(db.actor()) else { return Ok(None) };
    if storage::called_collection(db, one.id, &scope).await?.is_none() {
        return Ok(None);
    }
    let given = storage::given(db, one.id, &seen).await?;
    let mut places = Vec::new();
    match &one.prefecture_code {
        None => {
            let all = regions::all_prefectures(db).await?;
            places.extend(all.into_iter().map(|(code, name, _)| (code, name)));
        }
        Some(prefecture) => {
            if one.asked != "municipalities" {
                places.push((prefecture.clone(), one.caller().to_owned()));
            }
            let all = regions::all_towns(db).await?;
            places.extend(all.into_iter().filter(|(.., of)| of == prefecture).map(|(code, name, _)| (code, name)));
        }
    }
    let by_prefecture = one.prefecture_code.is_none();
    // A town that has gone since it gave is told by its code.
    if !by_prefecture {
        for gone in given.iter().filter(|one| !one.owner_code.is_empty()) {
            if !places.iter().any(|(code, _)| *code == gone.owner_code) {
                places.push((gone.owner_code.clone(), gone.owner_code.clone()));
            }
        }
    }
    Ok(Some((respondents(&given, &places, by_prefecture, one.wanted), by_prefecture)))
}

async fn page(db: &mut Reader, one: &Collection, req: &Req) -> Result<CollectionPage, PageError> {
    let asked = asked(db, one).await?;
    let (by_prefecture, respondents) = (asked.as_ref().is_some_and(|(_, by)| *by), asked.map(|(rows, _)| rows));
    let seen = reach_of::<LookAtDraftCases>(db.actor()).ok_or(PageError::NotFound)?;
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    // A town or a body looks at its own, which are few.
    let lines = storage::collected(db, one.id, &seen, page).await?;
    let total = match &respondents {
        Some(rows) => rows.iter().map(|row| row.handed_in + row.drafts).sum(),
        None => i64::try_from(lines.len()).unwrap_or(0),
    };
    let writes = reach_of::<DraftCases>(db.actor()).filter(|scope| !matches!(scope, Scope::All | Scope::Programmes(_)));
    let drafts = match &writes {
        Some(scope) => storage::could_be_collected(db, one.id, scope).await?,
        None => Vec::new(),
    };
    let address = format!("{HOME}/{}", one.id);
    let pagination = Pagination::new(&PageLinks::new(&address, &req.query, page, total), "件");
    let standing = CallStanding {
        may_write: writes.is_some(),
        may_change: respondents.is_some(),
        respondents,
        by_prefecture,
        drafts,
    };
    let frame = frame(db, &one.title).purpose(format!("{}が求めている事例です。", one.caller()));
    Ok(CollectionPage::new(frame, one, db.core().clock.today(), &lines, pagination, standing))
}

pub async fn get(mut tx: ReadTx<LookAtCaseCollections>, req: Req) -> Result<Reply, PageError> {
    let one = found(&mut tx, &req).await?;
    let mut view = page(&mut tx, &one, &req).await?;
    view.frame = match req.query.get("done") {
        "called" => {
            view.frame.notice("success", "募集を始めました。求めた団体の「待っているもの」に、締切とともに出ます。")
        }
        "saved" => view.frame.notice("success", "保存しました。"),
        "closed" => view.frame.notice("success", "締め切りました。"),
        "open" => view.frame.notice("success", "もう一度開きました。"),
        "put" => view.frame.notice("success", "事例を募集に入れました。"),
        "out" => view.frame.notice("success", "募集から外しました。事例はそのまま残っています。"),
        _ => view.frame,
    };
    render(&view)
}

/// One record per respondent.
pub async fn csv(mut tx: ReadTx<CollectCases>, req: Req) -> Result<Reply, PageError> {
    let one = found(&mut tx, &req).await?;
    let (rows, _) = asked(&mut tx, &one).await?.ok_or(PageError::NotFound)?;
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let heads = ["団体", "状態", "書きかけ（件）", "出した事例（件）", "うち公開中（件）"];
    out.write_record(heads).map_err(PageError::broken)?;
    for row in rows {
        let numbers = [row.drafts, row.handed_in, row.published].map(|number| number.to_string());
        let [drafts, handed_in, published] = &numbers;
        out.write_record([&guarded(&row.name), row.word, drafts, handed_in, published]).map_err(PageError::broken)?;
    }
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&format!("事例の募集{}_出した団体.csv", one.id)))
}

fn form_page(db: &Reader, form: &Form, key: &str) -> CollectionFormPage {
    let frame = frame(db, "募集を始める").purpose("いつからいつまで、だれに、どんな事例を求めるかを決めます。");
    CollectionFormPage::new(frame, format!("{HOME}/new"), key, 0, form)
}

pub async fn get_new(tx: ReadTx<CollectCases>, _req: Req) -> Result<Reply, PageError> {
    let key = Chance::token(&tx.core().chance);
    render(&form_page(&tx, &Form::default(), &key))
}

pub async fn post_new(mut tx: WriteTx<CollectCases>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let key = form.value("form_key").to_owned();
    if key.len() != FORM_KEY_LENGTH || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。「募集を始める」の画面から送ってください。".to_owned(),
        });
    }
    let new = forms::collection(&mut form, &Collection::default());
    if !form.is_valid() {
        let view = form_page(&tx, &form, &key);
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    }
    let id = calls::call(&mut tx, &new, &key).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{HOME}/{id}?done=called")))
}

/// One that is hers to change.
async fn called(db: &mut Reader, req: &Req) -> Result<Collection, PageError> {
    let (id, scope) = (req.number("collection")?, db.scope().clone());
    storage::called_collection(db, id, &scope).await?.ok_or(PageError::NotFound)
}

fn edit_page(db: &Reader, one: &Collection, form: &Form) -> CollectionFormPage {
    let address = format!("{HOME}/{}", one.id);
    let frame = frame(db, "募集を直す").crumb(one.title.as_str(), address.clone());
    CollectionFormPage::new(frame, format!("{address}/edit"), "", one.revision, form)
}

pub async fn get_edit(mut tx: ReadTx<CollectCases>, req: Req) -> Result<Reply, PageError> {
    let one = called(&mut tx, &req).await?;
    render(&edit_page(&tx, &one, &Form::new(forms::fields_of(&one))))
}

pub async fn post_edit(mut tx: WriteTx<CollectCases>, req: Req) -> Result<Reply, PageError> {
    let one = called(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let revision = form.value("revision").parse().unwrap_or(0);
    let new = Collection { revision, ..forms::collection(&mut form, &one) };
    if !form.is_valid() {
        let view = CollectionFormPage { revision, ..edit_page(&tx, &one, &form) };
        drop(tx);
        return Ok(render(&view)?.unprocessable());
    }
    if !calls::change(&mut tx, &new).await? {
        let mut view = edit_page(&tx, &one, &form);
        view.theirs = [
            ("募集の名前", &one.title, &new.title),
            ("求める事例", &one.sought, &new.sought),
            ("始まりの日", &one.opens_on, &new.opens_on),
            ("締切の日", &one.closes_on, &new.closes_on),
        ]
        .into_iter()
        .filter(|(_, theirs, hers)| theirs != hers)
        .map(|(label, theirs, hers)| (label.to_owned(), theirs.clone(), hers.clone()))
        .collect();
        drop(tx);
        return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
    }
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{HOME}/{}?done=saved", one.id)))
}

pub async fn close(mut tx: WriteTx<CollectCases>, req: Req) -> Result<Reply, PageError> {
    let id = req.number("collection")?;
    let closes = match req.form.get("do") {
        "close" => true,
        "open" => false,
        _ => return Err(PageError::rule("「締め切る」か「もう一度開く」を押してください。")),
    };
    calls::close(&mut tx, id, closes).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{HOME}/{id}?done={}", if closes { "closed" } else { "open" })))
}

pub async fn hand_in(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let one = found(&mut tx, &req).await?;
    let typed = req.form.get("case");
    let outcome = match (typed.parse::<i64>(), req.form.get("do")) {
        (Err(_), _) => Err("出す事例を選んでください。".to_owned()),
        (Ok(number), "out") => told(calls::take_out(&mut tx, one.id, number).await)?,
        (Ok(number), _) => told(calls::hand_in(&mut tx, one.id, number).await)?,
    };
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            let done = if req.form.get("do") == "out" { "out" } else { "put" };
            Ok(Reply::done(&format!("{HOME}/{}?done={done}", one.id)))
        }
        Err(sentence) => {
            let (core, actor) = (tx.core().clone(), tx.actor().clone());
            drop(tx);
            let mut tx = core.read::<LookAtCaseCollections>(actor, &req.request_id).await?;
            let mut view = page(&mut tx, &one, &req).await?;
            view.error = sentence;
            Ok(render(&view)?.unprocessable())
        }
    }
}

/// What a rule says about it, apart from what is no rule's.
fn told(outcome: Result<(), CaseError>) -> Result<Result<(), String>, PageError> {
    match outcome {
        Ok(()) => Ok(Ok(())),
        Err(CaseError::Refused(Refusal::Collection(sentence))) => Ok(Err(sentence)),
        Err(error) => Err(error.into()),
    }
}

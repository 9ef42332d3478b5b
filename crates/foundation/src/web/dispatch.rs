//! From a raw request to a page function and back: who is it, may she, read the form, open the
//! database, run, turn errors into pages, stamp validators.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, RawPathParams, Request};
use axum::response::Response;
use bytes::Bytes;
use futures::FutureExt;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, SET_COOKIE, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::cookies::{DONE, DONE_SECONDS};
use super::error::PageError;
use super::problem;
use super::reply::Reply;
use super::request::{Req, Upload};
use super::server::{Origin, QueryCount, RequestId, Secure};
use super::{BROWSER_COOKIE, DONE_COOKIE, Fields, SESSION_COOKIE, cookies};
use crate::chance::{fingerprint, hex};
use crate::core::Core;
use crate::database::{Connection, DatabaseError, Reader, Sql, Writer};
use crate::permissions::{Actor, Policy};

/// How long a page may take, and as long again reading what was sent with it.
const PAGE_TIME: Duration = Duration::from_secs(30);
/// The slowest line a file is awaited over: a town hall's uplink, shared.
const SLOWEST_BYTES_PER_SECOND: u64 = 32 << 10;

/// The outcome, or that it takes too long; what was begun in the database is undone.
async fn in_time<T>(work: impl Future<Output = Result<T, PageError>>) -> Result<T, PageError> {
    tokio::time::timeout(PAGE_TIME, work).await.unwrap_or(Err(PageError::Overdue))
}

/// Work under way whose own type nobody needs to know any more.
///
/// A page is a tree of futures. Were its type handed on through the router and the layers of the server, the compiler
/// would look through the whole tree some sixty times for every page: that took half of what building the product takes.
pub(super) type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A page to look at, the action's type already behind it.
pub(super) type ReadPage<P> = dyn Fn(Reader<P>, Req) -> Pending<Result<Reply, PageError>> + Send + Sync;
/// What is made of what was sent before the database is locked: the rest of the page.
pub(super) type Prepare<P> = dyn Fn(Req) -> Pending<Result<WritePage<P>, PageError>> + Send + Sync;
pub(super) type WritePage<P> = Box<dyn FnOnce(Writer<P>, Req) -> Pending<Result<Reply, PageError>> + Send>;

pub(super) async fn read<P: Policy>(
    core: Arc<Core<P>>,
    parameters: &RawPathParams,
    request: Request,
    action: &'static str,
    page: &ReadPage<P>,
) -> Response {
    let (parts, _) = request.into_parts();
    let version = core.database.version();
    let key = cache_key(&core, &parts);
    if let Some(key) = &key
        && let Some(page) = core.pages.find(key, version)
    {
        was_read(&core, &parts, None);
        return ready(&page, &parts.headers);
    }
    let mut req = match request_of(&parts, parameters) {
        Ok(req) => req,
        Err((error, req)) => return failure(&core, &P::Actor::visitor(), &req, &error),
    };
    let told = is_told(&parts, &req);
    if !told {
        req.query = req.query.replaced(DONE, "");
    }
    let mut actor = P::Actor::visitor();
    let mut queries = None;
    let outcome = in_time(async {
        let mut connection = Connection::reading(&core.database).await?;
        queries = Some(connection.counter());
        if let Some(session) = &req.session {
            actor = who_is_it(&core, &mut connection, session, &req.path).await?;
        }
        let scope = P::decide(&actor, action)?;
        let reader = Reader::new(connection, core.clone(), actor.clone(), scope, action, req.request_id.clone());
        guard(page(reader, req.clone())).await
    })
    .await;
    let mut response = match outcome {
        Ok(reply) => {
            // Said once: looking at the same address again says nothing.
            let reply = if told { reply.with_cookie(DONE_COOKIE, "", 0, is_secure(&parts)) } else { reply };
            let body = reply.body.clone();
            let response = success(reply, &req, actor.is_visitor());
            if matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED) {
                was_read(&core, &parts, req.session.as_deref());
            }
            if let Some(key) = key {
                keep(&core, key, version, &response, body);
            }
            response
        }
        Err(error) => failure(&core, &actor, &req, &error),
    };
    if let Some(queries) = queries {
        response.extensions_mut().insert(QueryCount(queries.load(Ordering::Relaxed)));
    }
    response
}

pub(super) async fn write<P: Policy>(
    core: Arc<Core<P>>,
    parameters: &RawPathParams,
    request: Request,
    limit_bytes: usize,
    action: &'static str,
    prepare: &Prepare<P>,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut req = match request_of(&parts, parameters) {
        Ok(req) => req,
        Err((error, req)) => return failure(&core, &P::Actor::visitor(), &req, &error),
    };
    let mut actor = P::Actor::visitor();
    let outcome = async {
        in_time(async {
            if let Some(session) = &req.session {
                let mut connection = Connection::reading(&core.database).await?;
                actor = who_is_it(&core, &mut connection, session, &req.path).await?;
            }
            // Who may not send need not be read: the body is looked at only behind the gate.
            Ok(P::decide(&actor, action)?)
        })
        .await?;
        let line = Duration::from_secs(limit_bytes as u64 / SLOWEST_BYTES_PER_SECOND);
        let arrived = read_body(&mut req, &parts.headers, body, limit_bytes);
        tokio::time::timeout(PAGE_TIME + line, arrived).await.unwrap_or(Err(PageError::TooSlow))?;
        let page = in_time(guard(prepare(req.clone()))).await?;
        in_time(async {
            let writer = core.writer(actor.clone(), action, &req.request_id).await?;
            guard(page(writer, req.clone())).await
        })
        .await
    }
    .await;
    match outcome {
        Ok(reply) => {
            let reply = match reply.done_mark() {
                Some(mark) => reply.with_cookie(DONE_COOKIE, &mark, DONE_SECONDS, is_secure(&parts)),
                None => reply,
            };
            success(reply, &req, false)
        }
        Err(error) => failure(&core, &actor, &req, &error),
    }
}

/// Did a form of ours lead this browser to just this address, a moment ago?
fn is_told(parts: &http::request::Parts, req: &Req) -> bool {
    let asked = !req.query.get(DONE).is_empty();
    let led = || cookies::token(&parts.headers, DONE_COOKIE, is_secure(parts));
    asked && led().is_some_and(|led| led == cookies::mark(&req.path, &req.query))
}

/// The door: whose session is it, in which capacity does she knock at this path, and what is to be noted. A note that cannot be written
/// (the database is busy) must not keep anybody from her page.
async fn who_is_it<P: Policy>(
    core: &Arc<Core<P>>,
    db: &mut Connection,
    session: &str,
    path: &str,
) -> Result<P::Actor, DatabaseError> {
    let Some(known) = P::identify(core, db, session).await? else { return Ok(P::Actor::visitor()) };
    if let Some(note) = known.note
        && let Err(error) = write_note(core, note).await
    {
        tracing::warn!(%error, "a session could not be noted as seen");
    }
    P::capacity(core, db, known.actor, path).await
}

async fn write_note<P: Policy>(core: &Core<P>, note: Sql) -> Result<(), DatabaseError> {
    let mut db = Connection::writing(&core.database).await?;
    db.execute(note).await?;
    db.commit(P::NEVER_PUBLIC).await
}

/// Tells the product that a page was given out to a browser.
fn was_read<P: Policy>(core: &Core<P>, parts: &http::request::Parts, session: Option<&str>) {
    if parts.method != Method::GET {
        return;
    }
    P::was_read(core, parts.uri.path(), || {
        let browser = || cookies::token(&parts.headers, BROWSER_COOKIE, is_secure(parts));
        let network = || parts.extensions.get::<Origin>().and_then(|origin| origin.0).map(super::network);
        session.map(str::to_owned).or_else(browser).or_else(network).unwrap_or_default()
    });
}

/// Where a visitor's page is kept; `None` for everybody with a cookie of ours, and for who asks for
/// a fresh page.
fn cache_key<P: Policy>(core: &Core<P>, parts: &http::request::Parts) -> Option<String> {
    let secure = is_secure(parts);
    let has = |name| cookies::token(&parts.headers, name, secure).is_some();
    let fresh = parts.headers.get(CACHE_CONTROL).is_some_and(|v| v.as_bytes() == b"no-cache");
    if parts.method != Method::GET || fresh || [SESSION_COOKIE, BROWSER_COOKIE, DONE_COOKIE].into_iter().any(has) {
        return None;
    }
    // What a page says may depend on the day: none is shown on the next.
    parts.uri.path_and_query().map(|address| format!("{} {address}", core.clock.today()))
}

/// Keeps what may be kept: a sound page that sets no cookie and is not forbidden to store.
fn keep<P: Policy>(core: &Core<P>, key: String, version: u64, response: &Response, body: Bytes) {
    let storable = response.headers().get(CACHE_CONTROL).is_some_and(|v| v.as_bytes() == b"no-cache");
    if response.status() != StatusCode::OK || !storable {
        return;
    }
    let Some(etag) = response.headers().get(ETAG).cloned() else { return };
    let headers = response.headers().iter().map(|(n, v)| (n.clone(), v.clone())).collect();
    core.pages.keep(key, version, headers, etag, body);
}

/// A kept page, as this browser takes it: unchanged, compressed or plain.
fn ready(page: &super::cache::Kept, asked: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    for (name, value) in &page.headers {
        response.headers_mut().append(name, value.clone());
    }
    let says = |name, what: &str| asked.get(name).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(what));
    if page.etag.to_str().is_ok_and(|tag| says(IF_NONE_MATCH, tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(CONTENT_TYPE);
    } else if says(ACCEPT_ENCODING, "gzip") && !page.gzip.is_empty() {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response.headers_mut().append(VARY, HeaderValue::from_static("Accept-Encoding"));
        *response.body_mut() = Body::from(page.gzip.clone());
    } else {
        *response.body_mut() = Body::from(page.plain.clone());
    }
    response
}

/// A panic in a page is a fault of ours, told like any other: the connection stays up.
async fn guard<T>(page: impl Future<Output = Result<T, PageError>>) -> Result<T, PageError> {
    match AssertUnwindSafe(page).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(panic) => Err(PageError::broken(format!("panic: {}", said_in_panic(panic.as_ref())))),
    }
}

/// What a panic said, for the log.
pub(crate) fn said_in_panic(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Every link of a page repeats what was chosen: a long address would make a page a hundred times as long.
const LONGEST_QUERY_BYTES: usize = 4096;

fn is_secure(parts: &http::request::Parts) -> bool {
    parts.extensions.get::<Secure>().is_some_and(|secure| secure.0)
}

fn request_of(parts: &http::request::Parts, parameters: &RawPathParams) -> Result<Req, (PageError, Box<Req>)> {
    let req = Req {
        method: parts.method.clone(),
        path: parts.uri.path().to_owned(),
        query: Fields::parse(parts.uri.query().unwrap_or("").as_bytes()),
        form: Fields::default(),
        uploads: Vec::new(),
        headers: parts.headers.clone(),
        request_id: parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        session: cookies::token(&parts.headers, SESSION_COOKIE, is_secure(parts)).map(|t| fingerprint(&t)),
        browser: cookies::token(&parts.headers, BROWSER_COOKIE, is_secure(parts)),
        origin: parts.extensions.get::<Origin>().and_then(|origin| origin.0),
        parameters: parameters.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
    };
    if parts.uri.query().is_some_and(|query| query.len() > LONGEST_QUERY_BYTES) {
        return Err((PageError::AddressTooLong, Box::new(Req { query: Fields::default(), ..req })));
    }
    if req.query.is_broken() {
        let error = PageError::BadRequest {
            sentence: "アドレスの中に、文字として読めない部分があります。アドレスをもう一度確かめてください。"
                .to_owned(),
        };
        return Err((error, Box::new(req)));
    }
    Ok(req)
}

pub(super) fn no_such_address<P: Policy>(core: &Arc<Core<P>>, request: &Request) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    // Bytes that are no text stand in the address: only its beginning is told.
    let path = if problem::is_for_programs(request.uri().path()) { problem::INTERFACE } else { "/" };
    plain_failure(core, path, &id, &PageError::NotFound)
}

const MULTIPART_PARTS: usize = 200;

async fn read_body(req: &mut Req, headers: &HeaderMap, body: Body, limit_bytes: usize) -> Result<(), PageError> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let content = axum::body::to_bytes(body, limit_bytes).await.map_err(|_| PageError::TooLarge { limit_bytes })?;
    if content_type.starts_with("multipart/form-data") {
        read_multipart(req, headers, content).await?;
    } else if content_type.starts_with("application/x-www-form-urlencoded") || content.is_empty() {
        req.form = Fields::parse(&content);
    } else {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。画面の入力欄から送ってください。".to_owned(),
        });
    }
    if req.form.is_broken() {
        return Err(PageError::BadRequest {
            sentence: "送られた文字の中に、読み取れないもの（UTF-8でない文字）があります。入力し直して、もう一度送ってください。".to_owned(),
        });
    }
    Ok(())
}

async fn read_multipart(req: &mut Req, headers: &HeaderMap, content: Bytes) -> Result<(), PageError> {
    let unreadable = |_| PageError::BadRequest {
        sentence: "送られたファイルを最後まで読み取れませんでした。もう一度送ってください。".to_owned(),
    };
    let mut again = Request::new(Body::from(content));
    *again.headers_mut() = headers.clone();
    // The route's own limit was kept while the body was read; axum's of 2 MB is not ours.
    DefaultBodyLimit::disable().apply(&mut again);
    let mut multipart = Multipart::from_request(again, &()).await.map_err(|_| PageError::BadRequest {
        sentence: "送られた内容の形が正しくありません。画面の入力欄から送ってください。".to_owned(),
    })?;
    for _ in 0..MULTIPART_PARTS {
        let Some(field) = multipart.next_field().await.map_err(unreadable)? else { return Ok(()) };
        let name = field.name().unwrap_or("").to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file_name) => {
                let content = field.bytes().await.map_err(unreadable)?;
                req.uploads.push(Upload { field: name, file_name, content });
            }
            None => {
                let bytes = field.bytes().await.map_err(unreadable)?;
                req.form.push(&name, &String::from_utf8_lossy(&bytes));
            }
        }
    }
    Err(PageError::BadRequest {
        sentence: "送られた項目が多すぎます。分けて送ってください。".to_owned()
    })
}

fn success(reply: Reply, req: &Req, visitor: bool) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = reply.status;
    let sets_cookie = reply.headers.iter().any(|(n, _)| n == SET_COOKIE);
    for (name, value) in &reply.headers {
        response.headers_mut().append(name, value.clone());
    }
    // What a visitor sees may be kept and asked again; what somebody signed in sees may not.
    let policy = if visitor && !sets_cookie { "no-cache" } else { "no-store" };
    if !response.headers().contains_key(CACHE_CONTROL) {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(policy));
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("Cookie"));
    if let Some(pieces) = &reply.pieces {
        *response.body_mut() = pieces.body();
        return response;
    }
    if req.method != Method::POST && reply.status == StatusCode::OK {
        use sha2::{Digest, Sha256};
        let tag = format!("W/\"{}\"", hex(&Sha256::digest(&reply.body)[..12]));
        let known = req.headers.get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
        if let Ok(value) = HeaderValue::from_str(&tag) {
            response.headers_mut().insert(ETAG, value);
        }
        if known.is_some_and(|k| k.split(',').any(|t| t.trim() == tag)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(CONTENT_TYPE);
            return response;
        }
    }
    *response.body_mut() = Body::from(reply.body);
    response
}

fn failure<P: Policy>(core: &Core<P>, actor: &P::Actor, req: &Req, error: &PageError) -> Response {
    if let PageError::Broken { reason } = error {
        tracing::error!(request = %req.request_id, path = %req.path, reason, "a page broke");
    }
    let view = error.view(&req.address(), &req.request_id);
    if problem::is_for_programs(&req.path) {
        return problem::response(&view);
    }
    let mut response = Response::new(Body::from(P::error_page(core, actor, &view)));
    *response.status_mut() = view.status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A page behind the sign-in leads there, and back again.
    if matches!(error, PageError::SignIn)
        && req.method == Method::GET
        && let Some(first) = view.next.first()
        && let Ok(to) = HeaderValue::from_str(&first.href)
    {
        *response.status_mut() = StatusCode::SEE_OTHER;
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

/// For errors raised outside any page: no such address, a post from another site.
pub(super) fn plain_failure<P: Policy>(core: &Core<P>, path: &str, request_id: &str, error: &PageError) -> Response {
    let view = error.view(path, request_id);
    if problem::is_for_programs(path) {
        return problem::response(&view);
    }
    let mut response = Response::new(Body::from(P::error_page(core, &P::Actor::visitor(), &view)));
    *response.status_mut() = view.status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

//! The server around the routes: request ids, security headers, limits, health, shutdown.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderName};
use http::{HeaderValue, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tower::ServiceExt as _;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::assets::Assets;
use super::connection::{Impatient, Room};
use super::dispatch;
use super::error::PageError;
use super::origin;
use super::routes::Routes;
use crate::core::Core;
use crate::permissions::Policy;

#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub String);

/// Where the request came from, as far as that can be said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin(pub Option<IpAddr>);

/// Whether people reach us over https: then the cookies have other names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secure(pub bool);

/// How many database statements a page needed; read by the tests from the reply's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryCount(pub u32);

#[derive(Clone)]
pub struct WebSettings {
    /// `https://…` when people reach us over TLS: switches HSTS on.
    pub https: bool,
    /// False until the program has what it needs to answer (the demo is still filling, say).
    pub ready: Arc<AtomicBool>,
    /// Proxies in front of us: what they say of where a request came from is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self { https: false, ready: Arc::new(AtomicBool::new(true)), trusted_proxies: Arc::default() }
    }
}

/// Whoever asks for our health does not wait longer for the database.
const PING_TIME: Duration = Duration::from_secs(5);

/// Own origin only; no inline script or style, no frame, nothing from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const SECURITY_HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// The whole application, ready to be listened with or called directly.
pub type Service = Router;

/// The whole application as one service: what `serve` listens with and what tests call directly.
pub fn app<P: Policy>(core: &Arc<Core<P>>, routes: Routes<P>, assets: Arc<Assets>, settings: WebSettings) -> Service {
    let ready = settings.ready.clone();
    let https = settings.https;
    let (hashed, robots) = (assets.clone(), assets.clone());
    let trusted = settings.trusted_proxies;
    let outer = core.clone();
    routes
        .router
        .route("/healthz", axum::routing::get(|| async { "ok\n" }))
        .route(
            "/readyz",
            axum::routing::get(move |State(core): State<Arc<Core<P>>>| {
                let ready = ready.clone();
                async move { readiness(&core, ready.load(Ordering::Relaxed)).await }
            }),
        )
        .route(
            "/assets/{*name}",
            axum::routing::get(move |State(core): State<Arc<Core<P>>>, Path(name): Path<String>| {
                let assets = hashed.clone();
                async move {
                    asset(&assets, &name).unwrap_or_else(|| {
                        dispatch::plain_failure(&core, &format!("/assets/{name}"), "", &PageError::NotFound)
                    })
                }
            }),
        )
        .route("/robots.txt", axum::routing::get(move || async move { well_known(&robots, "robots.txt") }))
        .route("/favicon.ico", axum::routing::get(move || async move { well_known(&assets, "img/favicon.svg") }))
        .fallback(|State(core): State<Arc<Core<P>>>, request: Request| async move {
            dispatch::plain_failure(&core, request.uri().path(), "", &PageError::NotFound)
        })
        .method_not_allowed_fallback(|State(core): State<Arc<Core<P>>>, request: Request| async move {
            dispatch::plain_failure(&core, request.uri().path(), "", &PageError::WrongMethod)
        })
        .with_state(core.clone())
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::disable()) // each route reads its body up to a limit of its own
        .layer(
            CompressionLayer::new().compress_when(
                // What is packed already is not packed again.
                DefaultPredicate::new()
                    .and(NotForContentType::const_new("application/zip"))
                    .and(NotForContentType::const_new("application/vnd.openxmlformats")),
            ),
        )
        .layer(middleware::from_fn(move |mut request: Request, next: Next| {
            let core = outer.clone();
            let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
            let origin = Origin(origin::origin(peer, request.headers(), &trusted));
            request.extensions_mut().insert(origin);
            request.extensions_mut().insert(Secure(https));
            async move { around(&core, https, request, next).await }
        }))
}

/// An old browser that says neither `Origin` nor `Sec-Fetch-Site` (what [`CsrfLayer`] asks for) still says which page
/// a form stood on. Who says nothing at all is no browser (docs/decisions/0004).
fn is_foreign_by_referer(request: &Request) -> bool {
    let headers = request.headers();
    if request.method().is_safe() || headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") {
        return false;
    }
    let Some(referer) = headers.get(header::REFERER) else { return false };
    let page = referer.to_str().ok().and_then(|page| page.parse::<http::Uri>().ok());
    let site = page.as_ref().and_then(http::Uri::authority).map(http::uri::Authority::as_str);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).or(request.uri().host());
    site.is_none_or(|site| host.is_none_or(|host| !site.eq_ignore_ascii_case(host)))
}

async fn around<P: Policy>(core: &Arc<Core<P>>, https: bool, mut request: Request, next: Next) -> Response {
    let id = core.chance.bytes::<8>();
    let id = crate::chance::hex(&id);
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let start = std::time::Instant::now();
    let foreign = is_foreign_by_referer(&request);
    let mut response = if foreign { Response::new(Body::empty()) } else { next.run(request).await };
    if foreign || response.extensions().get::<ProtectionError>().is_some() {
        response = dispatch::plain_failure(core, &path, &id, &PageError::ForeignPost);
    }
    // Paths only: queries and forms may hold what somebody typed.
    tracing::info!(
        request = %id, %method, path, status = response.status().as_u16(),
        millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX), "request"
    );
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // Unless a reply says itself that it is for everybody ([`super::Reply::for_everybody`]).
    headers.entry("cross-origin-resource-policy").or_insert(HeaderValue::from_static("same-origin"));
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", value);
    }
    response
}

async fn readiness<P: Policy>(core: &Core<P>, ready: bool) -> Response {
    if !ready {
        return (StatusCode::SERVICE_UNAVAILABLE, "preparing\n").into_response();
    }
    let reason = match tokio::time::timeout(PING_TIME, core.database.ping()).await {
        Ok(Ok(())) => return "ready\n".into_response(),
        Ok(Err(error)) => error.to_string(),
        Err(late) => late.to_string(),
    };
    tracing::error!(reason, "the database does not answer");
    (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response()
}

fn asset(assets: &Assets, name: &str) -> Option<Response> {
    let found = assets.file(name)?;
    let headers =
        [(header::CONTENT_TYPE, found.content_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Some((headers, found.content.clone()).into_response())
}

/// A file that programs ask for at an address of their own choosing: no hash, an hour's memory.
fn well_known(assets: &Assets, name: &str) -> Response {
    let Some(found) = assets.named(name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, found.content_type), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, found.content.clone()).into_response()
}

/// A request's head, and a browser that keeps its connection, may take so long; then the place is for others.
const HEAD_SECONDS: u64 = 15;
/// Whoever takes nothing of an answer for so long gets no more of it.
const TAKE_TIME: Duration = Duration::from_secs(30);
/// What is in hand when the server is stopped may take so long.
const FINISH_SECONDS: u64 = 30;

/// Listens until `stop` resolves, then lets the requests in hand finish. `descriptors`: how many files and
/// connections the operating system allows; `trusted`: proxies, through which many come.
pub async fn serve(
    app: Router,
    listener: tokio::net::TcpListener,
    descriptors: Option<u64>,
    trusted: Arc<[IpAddr]>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(HEAD_SECONDS));
    let room = Room::new(descriptors, trusted);
    let in_hand = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let place = tokio::select! {
            () = &mut stop => break,
            place = room.place() => place?,
        };
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors, or a client that left at once: neither ends the server.
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        // Too many from one place: this one is closed at once.
        let Some(place) = room.counted(place, peer.ip()) else { continue };
        let _ = stream.set_nodelay(true);
        let app = app.clone();
        let service = hyper::service::service_fn(move |mut request: http::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            app.clone().oneshot(request.map(Body::new))
        });
        let connection = in_hand.watch(http.serve_connection(TokioIo::new(Impatient::new(stream, TAKE_TIME)), service));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = in_hand.shutdown() => {}
        () = tokio::time::sleep(Duration::from_secs(FINISH_SECONDS)) => {}
    }
    Ok(())
}

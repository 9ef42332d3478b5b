//! Registering pages. A handler takes the transaction of one action, so a page without an access
//! does not compile, and the list of routes names who is asked for each.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::routing::MethodRouter;

use super::dispatch::{self, Prepare, ReadPage, WritePage};
use super::error::PageError;
use super::reply::Reply;
use super::request::Req;
use crate::core::Core;
use crate::permissions::{Action, Policy, ReadTx, WriteTx};

/// The `{name}`s of a path; bytes that are no text are an address that does not exist.
type Parameters = Result<RawPathParams, RawPathParamsRejection>;

/// 256 kB: the longest form of ours is far below.
pub const FORM_LIMIT_BYTES: usize = 256 << 10;

/// One line of `routes.txt`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RouteEntry {
    pub path: &'static str,
    pub method: &'static str,
    pub action: &'static str,
}

pub struct Routes<P: Policy> {
    pub(super) router: Router<Arc<Core<P>>>,
    entries: Vec<RouteEntry>,
}

impl<P: Policy> Default for Routes<P> {
    fn default() -> Self {
        Self { router: Router::new(), entries: Vec::new() }
    }
}

/// What every page function answers.
pub type PageResult = Result<Reply, PageError>;

impl<P: Policy> Routes<P> {
    /// A page to look at.
    pub fn get<A, F, R>(&mut self, path: &'static str, page: F)
    where
        A: Action<Policy = P>,
        F: Fn(ReadTx<A>, Req) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = PageResult> + Send + 'static,
    {
        let page: Arc<ReadPage<P>> = Arc::new(move |reader, req| Box::pin(page(ReadTx::<A>::new(reader), req)));
        self.add(path, "GET", A::NAME, reading(A::NAME, page));
    }

    /// A form that is sent.
    pub fn post<A, F, R>(&mut self, path: &'static str, page: F)
    where
        A: Action<Policy = P>,
        F: Fn(WriteTx<A>, Req) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = PageResult> + Send + 'static,
    {
        self.post_up_to(path, FORM_LIMIT_BYTES, page);
    }

    /// A form with files: its own limit of bytes.
    pub fn post_up_to<A, F, R>(&mut self, path: &'static str, limit_bytes: usize, page: F)
    where
        A: Action<Policy = P>,
        F: Fn(WriteTx<A>, Req) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = PageResult> + Send + 'static,
    {
        let nothing = |_: Req| std::future::ready(Ok(()));
        self.post_prepared(path, limit_bytes, nothing, move |tx, req, ()| page(tx, req));
    }

    /// A form whose files take a while to read: `prepare` reads them before the database is locked for writing.
    /// It has no access to data; what it makes goes to the page.
    pub fn post_prepared<A, T, G, S, F, R>(&mut self, path: &'static str, limit_bytes: usize, prepare: G, page: F)
    where
        A: Action<Policy = P>,
        T: Send + 'static,
        G: Fn(Req) -> S + Clone + Send + Sync + 'static,
        S: Future<Output = Result<T, PageError>> + Send + 'static,
        F: Fn(WriteTx<A>, Req, T) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = PageResult> + Send + 'static,
    {
        let prepare: Arc<Prepare<P>> = Arc::new(move |req| {
            let (preparing, page) = (prepare(req), page.clone());
            Box::pin(async move {
                let prepared = preparing.await?;
                let page: WritePage<P> =
                    Box::new(move |writer, req| Box::pin(page(WriteTx::<A>::new(writer), req, prepared)));
                Ok(page)
            })
        });
        self.add(path, "POST", A::NAME, writing(A::NAME, limit_bytes, prepare));
    }

    fn add(
        &mut self,
        path: &'static str,
        method: &'static str,
        action: &'static str,
        route: MethodRouter<Arc<Core<P>>>,
    ) {
        let router = std::mem::take(&mut self.router);
        self.router = router.route(path, route);
        self.entries.push(RouteEntry { path, method, action });
    }

    /// Every registered route, sorted by path.
    pub fn entries(&self) -> Vec<RouteEntry> {
        let mut entries = self.entries.clone();
        entries.sort();
        entries
    }
}

fn reading<P: Policy>(action: &'static str, page: Arc<ReadPage<P>>) -> MethodRouter<Arc<Core<P>>> {
    axum::routing::get(move |State(core): State<Arc<Core<P>>>, parameters: Parameters, request: Request| async move {
        match parameters {
            Ok(parameters) => dispatch::read(core, &parameters, request, action, &*page).await,
            Err(_) => dispatch::no_such_address(&core, &request),
        }
    })
}

fn writing<P: Policy>(
    action: &'static str,
    limit_bytes: usize,
    prepare: Arc<Prepare<P>>,
) -> MethodRouter<Arc<Core<P>>> {
    axum::routing::post(move |State(core): State<Arc<Core<P>>>, parameters: Parameters, request: Request| async move {
        match parameters {
            Ok(parameters) => dispatch::write(core, &parameters, request, limit_bytes, action, &*prepare).await,
            Err(_) => dispatch::no_such_address(&core, &request),
        }
    })
}

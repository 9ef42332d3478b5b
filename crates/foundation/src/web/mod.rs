//! Pages over HTTP: routes that cannot be registered without an access, requests as features see
//! them, replies, forms that keep what was typed, errors that help onward.

mod assets;
mod cache;
mod connection;
mod cookies;
mod dispatch;
mod error;
mod fields;
mod form;
mod origin;
mod paging;
mod pieces;
mod problem;
mod reply;
mod request;
mod routes;
mod server;

pub use assets::Assets;
pub use cache::PageCache;
pub use cookies::{BROWSER_COOKIE, DONE_COOKIE, SESSION_COOKIE};
pub(crate) use dispatch::said_in_panic;
pub use error::{ErrorLink, ErrorView, PageError};
pub use fields::Fields;
pub use fields::escape;
pub use form::{FieldError, Form};
pub use origin::{addresses, network};
pub use paging::{Page, PageLinks};
pub use pieces::Maker;
pub use problem::MEDIA_TYPE as PROBLEM_MEDIA_TYPE;
pub use reply::Reply;
pub use request::{Req, Upload, safe_next};
pub use routes::{RouteEntry, Routes};
pub use server::{QueryCount, Service, WebSettings, app, serve};

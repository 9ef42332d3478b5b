//! Errors for programs: problem details (RFC 9457) in the same plain words as the error page.

use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Map, Value, json};

use super::error::ErrorView;
use super::reply;

/// What a program asks for gets its errors as data, not as a page.
pub(super) const INTERFACE: &str = "/api/";

pub(super) fn is_for_programs(path: &str) -> bool {
    path.starts_with(INTERFACE)
}

/// The media type of RFC 9457.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// `type` is `about:blank`: the status says of what kind it is, `title` and `detail` say it to people.
fn details(view: &ErrorView) -> Value {
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("about:blank"));
    object.insert("title".to_owned(), json!(view.heading));
    object.insert("status".to_owned(), json!(view.status.as_u16()));
    object.insert("detail".to_owned(), json!(view.sentence));
    object.insert("instance".to_owned(), json!(view.path));
    if let Some(incident) = &view.incident {
        object.insert("incident".to_owned(), json!(incident));
    }
    Value::Object(object)
}

pub(super) fn response(view: &ErrorView) -> axum::response::Response {
    let mut response = axum::response::Response::new(axum::body::Body::from(details(view).to_string()));
    *response.status_mut() = view.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in reply::FOR_EVERYBODY {
        headers.insert(http::HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

//! What goes back to the browser.

use std::fmt::Write as _;

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, SET_COOKIE};
use http::{HeaderName, HeaderValue, StatusCode};

use super::pieces::{self, Maker, Pieces};
use super::{Fields, cookies};

/// What anybody's program may read, from whatever site it was loaded: never with anybody's session, for browsers send none
/// along to a `*`.
pub(super) const FOR_EVERYBODY: [(&str, &str); 3] = [
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "etag, link"),
    ("cross-origin-resource-policy", "cross-origin"),
];

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Bytes,
    /// Instead of `body`, where it is made while it is sent.
    pub(super) pieces: Option<Pieces>,
    /// The address it leads to may say what was done.
    pub(super) tells: bool,
}

impl Reply {
    pub fn html(body: impl Into<String>) -> Self {
        Self::typed("text/html; charset=utf-8", body.into().into_bytes())
    }

    pub fn json(value: &serde_json::Value) -> Self {
        Self::typed("application/json; charset=utf-8", value.to_string().into_bytes())
    }

    pub fn text(body: impl Into<String>) -> Self {
        Self::typed("text/plain; charset=utf-8", body.into().into_bytes())
    }

    pub fn typed(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            headers: vec![(CONTENT_TYPE, HeaderValue::from_static(content_type))],
            body: body.into(),
            pieces: None,
            tells: false,
        }
    }

    /// A body too large to be held: the maker's end goes to whoever makes it, in a task of its own.
    pub fn in_pieces(content_type: &'static str) -> (Maker, Self) {
        let (maker, pieces) = pieces::pieces();
        (maker, Self { pieces: Some(pieces), ..Self::typed(content_type, Bytes::new()) })
    }

    /// After a post: look at the result with a fresh `GET`, so that reloading repeats nothing.
    pub fn see_other(address: &str) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            headers: vec![(LOCATION, location(address))],
            body: Bytes::new(),
            pieces: None,
            tells: false,
        }
    }

    /// After a post that did what it was asked: the page it leads to says so, by `done` in its address (and what goes
    /// with it). Pages see `done` only when the browser was led there in this way, and once.
    pub fn done(address: &str) -> Self {
        Self { tells: true, ..Self::see_other(address) }
    }

    /// The mark of the address it leads to, if that is to say what was done.
    pub(super) fn done_mark(&self) -> Option<String> {
        let to = self.headers.iter().find(|(name, _)| self.tells && *name == LOCATION)?.1.to_str().ok()?;
        let address = to.split_once('#').map_or(to, |(address, _)| address);
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Some(cookies::mark(path, &Fields::parse(query.as_bytes())))
    }

    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A form shown again with its errors.
    #[must_use]
    pub fn unprocessable(self) -> Self {
        self.with_status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, header(value)));
        self
    }

    /// Open data: programs on other sites may read it.
    #[must_use]
    pub fn for_everybody(mut self) -> Self {
        for (name, value) in FOR_EVERYBODY {
            self.headers.push((HeaderName::from_static(name), HeaderValue::from_static(value)));
        }
        self
    }

    /// Made afresh every time: what it shows changes without visitors' pages changing.
    #[must_use]
    pub fn never_kept(self) -> Self {
        self.with_header(http::header::CACHE_CONTROL, "no-store")
    }

    /// Offered for saving under this (Japanese) name.
    #[must_use]
    pub fn as_download(self, file_name: &str) -> Self {
        let escaped = super::fields::escape(file_name).replace('+', "%20");
        self.with_header(CONTENT_DISPOSITION, &format!("attachment; filename*=UTF-8''{escaped}"))
    }

    #[must_use]
    pub fn with_cookie(self, name: &str, value: &str, max_age_seconds: i64, secure: bool) -> Self {
        self.with_header(SET_COOKIE, &cookies::set(name, value, max_age_seconds, secure))
    }
}

/// An address as a header may hold it: somebody may have typed 「/search?q=島」 into it.
fn location(address: &str) -> HeaderValue {
    let mut escaped = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    header(&escaped)
}

/// Addresses and names are escaped before they come here; anything left over that no header may
/// hold is dropped rather than sent.
fn header(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_no_second_header_and_is_never_lost() {
        let to = |address: &str| {
            let reply = Reply::see_other(address);
            reply.headers[0].1.to_str().unwrap().to_owned()
        };
        assert_eq!(to("/cases/1?done=saved"), "/cases/1?done=saved");
        assert_eq!(to("/search?q=島 a"), "/search?q=%E5%B3%B6%20a");
        assert_eq!(to("/a\r\nset-cookie: x=y"), "/a%0D%0Aset-cookie:%20x=y");
    }

    #[test]
    fn a_file_s_name_stays_a_name() {
        let reply = Reply::text("x").as_download("事例\r\n\"; x=y.csv");
        let value = reply.headers[1].1.to_str().unwrap();
        assert!(value.starts_with("attachment; filename*=UTF-8''"), "{value}");
        assert!(!value.contains(['"', '\r', '\n']), "{value}");
        assert_eq!(value.matches(';').count(), 1, "{value}");
    }
}

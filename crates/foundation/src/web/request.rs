//! A request as a feature's page sees it.

use std::net::IpAddr;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::Fields;
use super::error::PageError;

/// An uploaded file.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    pub file_name: String,
    pub content: Bytes,
}

#[derive(Clone, Debug)]
pub struct Req {
    pub method: Method,
    pub path: String,
    pub query: Fields,
    pub form: Fields,
    pub uploads: Vec<Upload>,
    pub headers: HeaderMap,
    pub request_id: String,
    /// Fingerprint of the session cookie, if one was sent (valid or not).
    pub session: Option<String>,
    /// The browser cookie's token, if one was sent.
    pub browser: Option<String>,
    /// Where the request came from: the connection's peer, or what a trusted proxy says; `None` where that
    /// cannot be said.
    pub origin: Option<IpAddr>,
    pub(super) parameters: Vec<(String, String)>,
}

impl Req {
    /// A `{name}` of the route's path.
    pub fn text(&self, name: &str) -> &str {
        self.parameters.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// A `{name}` that must be a number: anything else is an address that does not exist.
    pub fn number(&self, name: &str) -> Result<i64, PageError> {
        let text = self.text(name);
        if text.len() > 18 || text.starts_with('+') || (text.len() > 1 && text.starts_with('0')) {
            return Err(PageError::NotFound);
        }
        text.parse().ok().filter(|n| *n > 0).ok_or(PageError::NotFound)
    }

    /// Path and query, as the person sees them in the address bar.
    pub fn address(&self) -> String {
        let query = self.query.to_query();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// Whether a script of one of our own pages asked, as the browser says it: `Sec-Fetch-Site`, or, of an old one, the page it
    /// stands on. Who says neither is nobody we know of.
    pub fn is_of_our_page(&self) -> bool {
        let said = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(site) = said("sec-fetch-site") {
            return site == "same-origin";
        }
        let page = said("referer").and_then(|page| page.parse::<http::Uri>().ok());
        let site = page.as_ref().and_then(http::Uri::authority).map(http::uri::Authority::as_str);
        site.zip(said("host")).is_some_and(|(site, host)| site.eq_ignore_ascii_case(host))
    }

    pub fn upload(&self, field: &str) -> Option<&Upload> {
        self.uploads.iter().find(|u| u.field == field && !(u.content.is_empty() && u.file_name.is_empty()))
    }
}

/// The way back after signing in: only ever inside this site.
pub fn safe_next(next: &str) -> &str {
    if next.starts_with('/') && !next.starts_with("//") && !next.contains(|c: char| c == '\\' || c.is_control()) {
        next
    } else {
        "/"
    }
}

impl Req {
    /// The `next` of a sign-in link or form, made safe.
    pub fn next(&self) -> &str {
        let next = if self.form.get("next").is_empty() { self.query.get("next") } else { self.form.get("next") };
        safe_next(next)
    }
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn the_way_back_stays_in_the_house() {
        assert_eq!(safe_next("/cases?q=1"), "/cases?q=1");
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "javascript:x",
            "/a\r\nb",
            "/\t/evil.example",
        ] {
            assert_eq!(safe_next(bad), "/", "{bad}");
        }
    }
}

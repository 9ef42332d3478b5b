//! The cookies: who is signed in, and which browser this is – random tokens that say nothing by themselves; the database
//! holds only their fingerprints. And for a moment, where a form that did its work led.

use std::borrow::Cow;

use http::HeaderMap;

/// The signed-in session.
pub const SESSION_COOKIE: &str = "renkei_session";
/// Names the browser that asked for a sign-in code: the code works in no other one.
pub const BROWSER_COOKIE: &str = "renkei_browser";

/// The [`mark`] of the address to which a form led that did what it was asked. A page says so (「送りました」) only in the
/// browser that holds this: an address alone, which anybody can write, makes no page say anything.
pub const DONE_COOKIE: &str = "renkei_done";
/// As long as following a redirect takes.
pub(super) const DONE_SECONDS: i64 = 120;
/// The name in an address that asks a page to say what was done.
pub(super) const DONE: &str = "done";

/// What an address is recognised by, however its query was escaped.
pub(super) fn mark(path: &str, query: &super::Fields) -> String {
    crate::chance::fingerprint(&format!("{path}?{}", query.to_query()))
}

/// The name as it travels: over https with `__Host-`, which no other host of our domain can set, nor anybody on
/// an unencrypted line.
fn full_name(name: &str, secure: bool) -> Cow<'_, str> {
    if secure { Cow::Owned(format!("__Host-{name}")) } else { Cow::Borrowed(name) }
}

/// The value of a cookie, if it has the shape of one of our tokens (64 hexadecimal digits).
pub fn token(headers: &HeaderMap, name: &str, secure: bool) -> Option<String> {
    let name = full_name(name, secure);
    headers
        .get_all(http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name.as_ref())
        .map(|(_, value)| value)
        .filter(|v| v.len() == 64 && v.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(str::to_owned)
}

/// `Lax`: sent on a link from a mail, not on a post from another site. No `Secure` on plain
/// `http://` addresses, where the browser would drop it.
pub fn set(name: &str, value: &str, max_age_seconds: i64, secure: bool) -> String {
    let name = full_name(name, secure);
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_only_the_name_that_nobody_else_can_set_counts() {
        let value = "a".repeat(64);
        let headers = |name: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(http::header::COOKIE, format!("x=y; {name}={value}").parse().unwrap());
            headers
        };
        assert_eq!(token(&headers(SESSION_COOKIE), SESSION_COOKIE, true), None);
        assert_eq!(token(&headers("__Host-renkei_session"), SESSION_COOKIE, true).as_ref(), Some(&value));
        assert_eq!(token(&headers(SESSION_COOKIE), SESSION_COOKIE, false).as_ref(), Some(&value));
        let set = set(SESSION_COOKIE, &value, 60, true);
        assert!(set.starts_with("__Host-renkei_session=") && set.ends_with("; Secure") && set.contains("Path=/;"));
        assert!(!set.contains("Domain"));
    }
}

//! The two cookies: who is signed in, and which browser this is. Both are random tokens that say
//! nothing by themselves; the database holds only their fingerprints.

use http::HeaderMap;

/// The signed-in session.
pub const SESSION_COOKIE: &str = "renkei_session";
/// Names the browser that asked for a sign-in code: the code works in no other one.
pub const BROWSER_COOKIE: &str = "renkei_browser";

/// The value of a cookie, if it has the shape of one of our tokens (64 hexadecimal digits).
pub fn token(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
        .filter(|v| v.len() == 64 && v.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(str::to_owned)
}

/// `Lax`: sent on a link from a mail, not on a post from another site. No `Secure` on plain
/// `http://` addresses, where the browser would drop it.
pub fn set(name: &str, value: &str, max_age_seconds: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{secure}")
}

//! One file per page, `get` and `post`.

pub mod account;
pub mod code;
pub mod membership;
pub mod sign_in;
pub mod sign_out;

use foundation::web::{BROWSER_COOKIE, Form, Reply, Req, SESSION_COOKIE, escape, safe_next};
use jiff::civil::Date;

use super::actions::sign_in::Opened;
use super::rules;
use crate::permissions::AppCore;

/// A browser keeps its name for a year: long enough for a code, of no other use.
const BROWSER_SECONDS: i64 = 365 * 86_400;

/// Onward after signing in: to where she wanted to go, or first to the question as whom.
pub fn sign_in_reply(core: &AppCore, opened: &Opened, next: &str) -> Reply {
    let next = safe_next(next);
    let to =
        if opened.several_memberships { format!("/account/membership?next={}", escape(next)) } else { next.to_owned() };
    let seconds = core.settings.sign_in.session_days * 86_400;
    Reply::see_other(&to).with_cookie(SESSION_COOKIE, &opened.token, seconds, core.settings.https())
}

fn with_browser(reply: Reply, core: &AppCore, browser: &str) -> Reply {
    reply.with_cookie(BROWSER_COOKIE, browser, BROWSER_SECONDS, core.settings.https())
}

/// What the browser calls itself, for the login history.
pub fn browser_of(req: &Req) -> String {
    let user_agent = req.headers.get("user-agent").and_then(|v| v.to_str().ok()).unwrap_or("");
    rules::browser_name(user_agent)
}

/// Errors as the summary component takes them.
fn errors(form: &Form) -> Vec<(String, String)> {
    form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect()
}

/// 「令和8年11月21日 10:02」 of a stored instant.
pub(super) fn moment(stored: &str) -> String {
    match stored.parse::<foundation::Timestamp>() {
        Ok(at) => {
            let at = at.in_japan();
            format!("{} {:02}:{:02}", japanese::wareki::long(at.date()), at.hour(), at.minute())
        }
        Err(_) => stored.to_owned(),
    }
}

/// 「令和8年4月1日（水）」 of a stored date.
pub(super) fn day(stored: &str) -> String {
    stored.parse::<Date>().map_or_else(|_| stored.to_owned(), japanese::wareki::long)
}

//! One file per page, `get` and `post`.

pub mod account;
pub mod code;
pub mod end_membership;
pub mod invite;
pub mod lists;
pub mod mail;
pub mod membership;
pub mod organisation;
pub mod organisation_form;
pub mod organisations;
pub mod profile;
pub mod register;
pub mod registrations;
pub mod request;
pub mod sign_in;
pub mod sign_ins;
pub mod sign_out;

use foundation::web::{BROWSER_COOKIE, Form, PageError, Reply, Req, SESSION_COOKIE, escape, safe_next};
use jiff::civil::Date;

use super::actions::sign_in::Opened;
use super::model::{Asker, roles_in};
use super::rules;
use crate::permissions::{AppCore, Reader};
use crate::shared::{Choice, date_for_typing, moment_for_typing};

/// The same time for every address, known or not: a mail to be sent takes a little longer than none.
const EVEN: std::time::Duration = std::time::Duration::from_millis(250);

/// A browser keeps its name for a year: long enough for a code, of no other use.
pub const BROWSER_SECONDS: i64 = 365 * 86_400;

/// Onward after signing in: to where she wanted to go, or first to the question as whom.
pub fn sign_in_reply(core: &AppCore, opened: &Opened, next: &str) -> Reply {
    let next = safe_next(next);
    let to =
        if opened.several_memberships { format!("/account/membership?next={}", escape(next)) } else { next.to_owned() };
    signed_in(Reply::see_other(&to), core, opened)
}

/// What the page after registering says.
const REGISTERED: &str = "登録が終わり、ログインしました。これから、メールで届くコードでログインできます。";

/// Onward after registering: to one's own page, or first to the question as whom; either says that it is done.
fn registered_reply(core: &AppCore, opened: &Opened) -> Reply {
    let to = if opened.several_memberships { "/account/membership?next=/account&" } else { "/account?" };
    signed_in(Reply::done(&format!("{to}done=registered")), core, opened)
}

/// Begins the session with this reply.
fn signed_in(reply: Reply, core: &AppCore, opened: &Opened) -> Reply {
    let seconds = core.settings.sign_in.session_days * 86_400;
    reply.with_cookie(SESSION_COOKIE, &opened.token, seconds, core.settings.https())
}

fn with_browser(reply: Reply, core: &AppCore, asker: &Asker) -> Reply {
    reply.with_cookie(BROWSER_COOKIE, &asker.browser, BROWSER_SECONDS, core.settings.https())
}

/// The browser this request comes from; one that has no name yet gets one (and is told with [`with_browser`]).
pub fn asker_of(core: &AppCore, req: &Req) -> Asker {
    let user_agent = req.headers.get("user-agent").and_then(|v| v.to_str().ok()).unwrap_or("");
    Asker {
        browser: req.browser.clone().unwrap_or_else(|| core.chance.token()),
        browser_name: rules::browser_name(user_agent),
        network: req.origin.map(foundation::web::network),
    }
}

/// 「令和8年11月21日 10:02」 of a stored instant.
pub(super) fn moment(stored: &str) -> String {
    match stored.parse::<foundation::Timestamp>() {
        Ok(at) => moment_for_typing(at.in_japan().datetime()),
        Err(_) => stored.to_owned(),
    }
}

/// 「令和8年4月1日」 of a stored date.
pub(super) fn day(stored: &str) -> String {
    stored.parse::<Date>().map_or_else(|_| stored.to_owned(), date_for_typing)
}

/// 「令和8年4月1日から」, 「令和8年4月1日〜令和9年3月31日」
fn period(from: &str, to: Option<&str>) -> String {
    match to {
        Some(to) => format!("{}〜{}", day(from), day(to)),
        None => format!("{}から", day(from)),
    }
}

/// The roles an organisation of this kind offers.
fn role_choices(kind: &str, chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<_> =
        roles_in(kind).iter().map(|role| Choice::new(role.id(), role.label(), role.id() == chosen)).collect();
    if let [only] = choices.as_mut_slice() {
        only.chosen = true;
    }
    choices
}

/// Entries of a controlled list as boxes to tick.
async fn list_choices(db: &mut Reader, list: &str, form: &Form) -> Result<Vec<Choice>, PageError> {
    let core = db.core().clone();
    let offered = super::choices(db, list, &core).await?;
    Ok(offered
        .into_iter()
        .map(|(id, label)| {
            let chosen = form.checked(list, &id);
            Choice::new(id, label, chosen)
        })
        .collect())
}

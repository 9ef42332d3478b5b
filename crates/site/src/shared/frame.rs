//! The frame around every page: header, menu, breadcrumb, footer.

use askama::Template;
use foundation::permissions::Actor as _;
use foundation::web::{ErrorView, Reply};

use super::described::Described;
use crate::permissions::{Actor, AppCore, LookAtOperations, Reader, reach_of};

/// Stands on every page and in every export of a demonstration.
pub const DEMO_MARK: &str = "デモデータ（架空の内容を含みます）";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub label: String,
    pub href: String,
}

impl Link {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct MenuItem {
    pub label: &'static str,
    pub href: &'static str,
    pub here: bool,
}

/// Who is signed in, for the header.
#[derive(Clone, Debug)]
pub struct WhoIsHere {
    pub name: String,
    pub organisation: String,
    pub role: String,
}

/// Somebody without an account who holds a role on a thing in this browser.
#[derive(Clone, Debug)]
pub struct HoldsHere {
    pub name: String,
    /// The thing's address.
    pub href: String,
}

#[derive(Clone, Debug)]
pub struct Notice {
    /// `success`, `info`, `warning`, `error`
    pub kind: &'static str,
    pub text: String,
}

/// What `layout.html` needs; every page has one.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub title: String,
    /// One line under the heading: what this page is for.
    pub purpose: String,
    pub crumbs: Vec<Link>,
    pub menu: Vec<MenuItem>,
    pub person: Option<WhoIsHere>,
    pub holds: Option<HoldsHere>,
    pub demo: bool,
    /// 令和8年度（2026年度）, where the data belongs to a year.
    pub year: Option<String>,
    pub notice: Option<Notice>,
    /// What stands in the header's search box.
    pub query: String,
    /// Tables that need the whole width.
    pub wide: bool,
    pub footer: Vec<Link>,
    /// The front page: no breadcrumb, its own heading.
    pub home: bool,
    /// What is new on this page, as feeds.
    pub feeds: Vec<Link>,
    /// What this page is about, for machines.
    pub described: Option<Described>,
    assets: std::sync::Arc<foundation::web::Assets>,
}

/// The global menu: at most seven words, only what is there.
const MENU: &[(&str, &str)] = &[
    ("事例", "/cases"),
    ("手引き・資料", "/library"),
    ("調査", "/surveys"),
    ("地域", "/regions"),
    ("事業", "/programmes"),
    ("資料に聞く", "/ask"),
];

/// Added for the people who run the platform.
const OPERATIONS: (&str, &str) = ("運用", "/operations");

fn menu(actor: &Actor) -> Vec<MenuItem> {
    let more = reach_of::<LookAtOperations>(actor).map(|_| &OPERATIONS);
    MENU.iter().chain(more).map(|(label, href)| MenuItem { label, href, here: false }).collect()
}

/// With an account: in her membership, or at a thing in her role on it, which is said.
fn who_is_here(actor: &Actor) -> Option<WhoIsHere> {
    let member = actor.member().map(|m| WhoIsHere {
        name: m.name.clone(),
        organisation: m.organisation_name.clone(),
        role: m.role.label().to_owned(),
    });
    let holder = actor.holder();
    member.or_else(|| {
        holder.and_then(|h| {
            Some(WhoIsHere {
                name: h.person.as_ref()?.name.clone(),
                organisation: h.held.name.clone(),
                role: h.role.label().to_owned(),
            })
        })
    })
}

const FOOTER: &[(&str, &str)] =
    &[("れんけいについて", "/about"), ("オープンデータ", "/open-data"), ("アクセシビリティ", "/accessibility")];

/// What only a demonstration has.
const DEMO_FOOTER: &[(&str, &str)] = &[("デモの人物", "/demo"), ("デモのメール箱", "/demo/mailbox")];

impl Frame {
    pub fn new(db: &Reader, title: impl Into<String>) -> Self {
        Self::build(db.core(), db.actor(), title.into())
    }

    fn build(core: &AppCore, actor: &Actor, title: String) -> Self {
        Self {
            title,
            menu: menu(actor),
            person: who_is_here(actor),
            holds: actor
                .holder()
                .filter(|holder| holder.person.is_none())
                .map(|holder| HoldsHere { name: holder.held.name.clone(), href: holder.held.address.clone() }),
            demo: core.settings.demo,
            footer: FOOTER
                .iter()
                .chain(if core.settings.demo { DEMO_FOOTER } else { &[] })
                .map(|(label, href)| Link::new(*label, *href))
                .collect(),
            assets: core.settings.assets.clone(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn purpose(mut self, purpose: impl Into<String>) -> Self {
        self.purpose = purpose.into();
        self
    }

    /// Where in the menu this page belongs: the `href` of the menu item.
    #[must_use]
    pub fn within(mut self, section: &str) -> Self {
        for item in &mut self.menu {
            item.here = item.href == section;
        }
        self
    }

    /// One step of the breadcrumb; `トップ` comes by itself.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        if self.crumbs.is_empty() {
            self.crumbs.push(Link::new("トップ", "/"));
        }
        self.crumbs.push(Link::new(label, href));
        self
    }

    /// The breadcrumb of a page right under the front page.
    #[must_use]
    pub fn under_home(mut self) -> Self {
        self.crumbs.push(Link::new("トップ", "/"));
        self
    }

    #[must_use]
    pub fn year(mut self, label: impl Into<String>) -> Self {
        self.year = Some(label.into());
        self
    }

    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// What was just done is said where `done` stands in the address: see [`Reply::done`].
    #[must_use]
    pub fn notice(mut self, kind: &'static str, text: impl Into<String>) -> Self {
        self.notice = Some(Notice { kind, text: text.into() });
        self
    }

    /// The same list as a feed.
    #[must_use]
    pub fn feed(mut self, title: impl Into<String>, href: impl Into<String>) -> Self {
        self.feeds.push(Link::new(title, href));
        self
    }

    #[must_use]
    pub fn described(mut self, as_what: Described) -> Self {
        self.described = Some(as_what);
        self
    }

    /// The hashed address of an embedded file; used by the templates.
    pub fn asset(&self, name: &str) -> String {
        self.assets.address(name)
    }

    /// For the samples of views.
    pub fn sample(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            purpose: "このページの目的を一行で示します。".to_owned(),
            crumbs: vec![Link::new("トップ", "/")],
            menu: MENU.iter().map(|(label, href)| MenuItem { label, href, here: false }).collect(),
            demo: true,
            ..Self::default()
        }
    }
}

/// Renders a page's template.
pub fn render(view: &impl Template) -> Result<Reply, foundation::web::PageError> {
    view.render().map(Reply::html).map_err(foundation::web::PageError::broken)
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    heading: String,
    sentence: String,
    next: Vec<Link>,
    incident: Option<String>,
}

pub fn error_page(core: &AppCore, actor: &Actor, view: &ErrorView) -> String {
    let mut next: Vec<_> = view.next.iter().map(|l| Link::new(&*l.label, &*l.href)).collect();
    if !actor.is_visitor() {
        next.retain(|l| !l.href.starts_with("/sign-in"));
    }
    let page = ErrorPage {
        frame: Frame::build(core, actor, view.heading.clone()).under_home(),
        status: view.status.as_u16(),
        heading: view.heading.clone(),
        sentence: view.sentence.clone(),
        next,
        incident: view.incident.clone(),
    };
    // An error page that cannot be rendered must not become an endless loop.
    page.render().unwrap_or_else(|_| view.sentence.clone())
}

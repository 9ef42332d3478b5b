//! What the pages about registering show.

use askama::Template;
use foundation::web::Form;

use crate::shared::{Choice, Frame};

/// `/register`
#[derive(Template)]
#[template(path = "people/templates/register.html")]
pub struct RegisterPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub professions: Vec<Choice>,
}

/// An organisation and the addresses from which one may ask to join it.
#[derive(Clone, Debug)]
pub struct AcceptedLine {
    pub name: String,
    pub prefecture: String,
    /// Empty: by invitation only.
    pub addresses: String,
}

/// `/register/request`
#[derive(Template)]
#[template(path = "people/templates/request.html")]
pub struct RequestPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    /// 1: the address; 2: the organisations of its domain, and the rest.
    pub step: usize,
    pub organisations: Vec<Choice>,
    /// The name of an organisation somebody wants to know the addresses of, and what was found.
    pub words: String,
    pub found: Vec<AcceptedLine>,
    pub professions: Vec<Choice>,
}

/// `/register/requested`: the same whoever asked.
#[derive(Template)]
#[template(path = "people/templates/requested.html")]
pub struct RequestedPage {
    pub frame: Frame,
    pub demo: bool,
}

/// A request that waits.
#[derive(Clone, Debug)]
pub struct RegistrationLine {
    pub person: i64,
    pub name: String,
    pub kana: String,
    pub mail: String,
    pub organisation: String,
    pub title: String,
    pub professions: String,
    pub since: String,
    pub roles: Vec<Choice>,
}

/// `/registrations`
#[derive(Template)]
#[template(path = "people/templates/registrations.html")]
pub struct RegistrationsPage {
    pub frame: Frame,
    pub lines: Vec<RegistrationLine>,
    /// Of one organisation only.
    pub narrowed: bool,
}

/// A decision that comes too late.
#[derive(Template)]
#[template(path = "people/templates/decided.html")]
pub struct DecidedPage {
    pub frame: Frame,
    pub name: String,
    pub organisation: String,
    pub href: String,
    pub approved: bool,
}

//! What the front page shows.

use askama::Template;

use crate::shared::Frame;

#[derive(Template)]
#[template(path = "home/templates/front.html")]
pub struct FrontPage {
    pub frame: Frame,
}

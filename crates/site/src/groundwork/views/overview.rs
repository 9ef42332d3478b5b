//! `/groundwork` and `/groundwork/{code}`: the three things, how far each is, where to go on.

use askama::Template;

use crate::model::Sharing;
use crate::shared::{Frame, Link};

#[derive(Template)]
#[template(path = "groundwork/templates/all.html")]
pub struct AllPage {
    pub frame: Frame,
    pub rows: Vec<TownRow>,
    /// A prefecture reads what towns show it.
    pub reads_only: bool,
    pub roles: bool,
}

pub struct TownRow {
    pub name: String,
    pub href: String,
    /// 「棚卸し、あるべき姿」
    pub shows: String,
}

#[derive(Template)]
#[template(path = "groundwork/templates/overview.html")]
pub struct OverviewPage {
    pub frame: Frame,
    pub code: String,
    pub year: i64,
    /// How many go on, how many are decided about, hints; `None`: not shown to the reader.
    pub undertakings: Option<(usize, usize, usize)>,
    /// How many, how many of them agreed to, how many to be reviewed; `None`: not shown to the reader.
    pub roles: Option<(usize, usize, usize)>,
    /// Of the four scenes, how many say where the town wants to be, and how many of these were agreed to.
    pub aims: (usize, usize),
    /// Where the reader may change what the prefecture reads.
    pub sharing: Option<Sharing>,
    pub may_assess: bool,
    pub links: Vec<Link>,
    pub fictitious: bool,
}

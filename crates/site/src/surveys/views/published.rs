//! 公表した集計: for everybody.

use askama::Template;

use super::one_table::TableView;
use super::tables::ChartView;
use crate::shared::{Block, Choice, Frame, Link};

pub struct PublishedItem {
    pub title: String,
    pub href: String,
    pub what: String,
    pub day: String,
}

pub struct PublishedSection {
    pub title: String,
    pub summary: Vec<Block>,
    pub tables: Vec<PublishedItem>,
}

pub struct WithdrawnItem {
    pub title: String,
    pub day: String,
    pub because: String,
}

/// `/surveys/{survey}/published`
#[derive(Template)]
#[template(path = "surveys/templates/published.html")]
pub struct PublishedPage {
    pub frame: Frame,
    pub standing: String,
    pub summary: Vec<Block>,
    pub sections: Vec<PublishedSection>,
    pub withdrawn: Vec<WithdrawnItem>,
    pub downloads: Vec<Link>,
    pub doors: Vec<Link>,
    pub empty_links: Vec<Link>,
}

/// `/surveys/{survey}/published/{number}`
#[derive(Template)]
#[template(path = "surveys/templates/published_table.html")]
pub struct PublishedTablePage {
    pub frame: Frame,
    pub standing: String,
    pub day: String,
    pub hash: String,
    pub asked_of: String,
    /// 取り下げた日と理由; then there are no figures.
    pub withdrawn: Option<(String, String)>,
    pub charts: Vec<ChartView>,
    pub tables: Vec<TableView>,
    pub downloads: Vec<Link>,
    /// For the office: where to take it back; empty otherwise.
    pub withdraw: String,
    pub reason: String,
    pub reason_error: String,
    pub list: String,
}

pub struct SummaryForm {
    pub field: String,
    pub title: String,
    pub body: String,
    pub error: String,
    pub state: String,
}

/// `/surveys/{survey}/publish`
#[derive(Template)]
#[template(path = "surveys/templates/publish.html")]
pub struct PublishPage {
    pub frame: Frame,
    pub action: String,
    pub summaries_action: String,
    /// Why nothing can be published now; empty when it can.
    pub refusal: String,
    pub errors: Vec<(String, String)>,
    pub questions_error: String,
    /// Section → its questions.
    pub sections: Vec<(String, Vec<Choice>)>,
    pub banners: Vec<Choice>,
    pub ticks: Vec<Choice>,
    pub summaries: Vec<SummaryForm>,
    pub left: Vec<(String, String)>,
    pub published: String,
}

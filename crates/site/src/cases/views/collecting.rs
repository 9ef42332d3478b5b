//! `/cases/forms`: forms given out and taken in.

use askama::Template;

use crate::cases::actions::collecting::{Sheet, What};
use crate::cases::model::Collection;
use crate::shared::{Frame, Link};

#[derive(Template)]
#[template(path = "cases/templates/collecting.html")]
pub struct CollectingPage {
    pub frame: Frame,
    /// 募集 they are for: number and title.
    pub collection: Option<(i64, String)>,
    /// What is wrong with the choice of files.
    pub error: String,
    /// How many became drafts; `None` when they were only looked at.
    pub taken: Option<usize>,
    pub ready: usize,
    pub any_fault: bool,
    pub rows: Vec<CollectedRow>,
}

pub struct CollectedRow {
    pub file: String,
    pub title: String,
    pub owner: String,
    pub word: &'static str,
    pub mark: &'static str,
    /// To the draft it became.
    pub link: Option<Link>,
    /// Cell and sentence.
    pub faults: Vec<(String, String)>,
}

impl CollectingPage {
    pub fn new(frame: Frame, collection: Option<&Collection>) -> Self {
        let collection = collection.map(|one| (one.id, one.title.clone()));
        Self { frame, collection, error: String::new(), taken: None, ready: 0, any_fault: false, rows: Vec::new() }
    }

    pub fn show(&mut self, sheets: &[Sheet]) {
        self.ready = sheets.iter().filter(|sheet| matches!(sheet.what, What::New(_))).count();
        self.any_fault = sheets.iter().any(|sheet| matches!(sheet.what, What::Faults(_)));
        self.rows = sheets.iter().map(row).collect();
    }
}

fn row(sheet: &Sheet) -> CollectedRow {
    let (word, mark, link, faults) = match &sheet.what {
        What::New(_) => ("下書きにできます", "doing", None, Vec::new()),
        What::Here(number) => {
            let link = Link::new(format!("事例{number}を開く"), format!("/cases/{number}"));
            ("下書きになっています", "done", Some(link), Vec::new())
        }
        What::Faults(faults) => ("直すところがあります", "late", None, faults.clone()),
    };
    CollectedRow {
        file: sheet.file.clone(),
        title: sheet.title.clone(),
        owner: sheet.owner.clone(),
        word,
        mark,
        link,
        faults,
    }
}

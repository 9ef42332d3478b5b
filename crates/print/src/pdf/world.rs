//! What the document engine can see: its layout, the typefaces of this crate, the data. No file, no network, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Value};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt as _, World};

use crate::fonts::FONTS;

static LAYOUT: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("report.typ")));
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

pub(super) struct ReportWorld {
    library: LazyHash<Library>,
}

impl ReportWorld {
    /// `json`: the document, as `report.typ` reads it.
    pub(super) fn new(json: &str) -> Self {
        let mut inputs = Dict::new();
        inputs.insert("document".into(), Value::Str(json.into()));
        // Cells that head their row are marked as such for screen readers.
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        Self { library: LazyHash::new(Library::builder().with_inputs(inputs).with_features(features).build()) }
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        LAYOUT.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == LAYOUT.id() { Ok(LAYOUT.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

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
    /// `json`: the document, as `report.typ` reads it; its pictures in their order.
    pub(super) fn new(json: &str, pictures: Vec<std::sync::Arc<[u8]>>) -> Self {
        let mut inputs = Dict::new();
        inputs.insert("document".into(), Value::Str(json.into()));
        let pictures = pictures.into_iter().map(|bytes| Value::Bytes(Bytes::new(Shared(bytes))));
        inputs.insert("pictures".into(), Value::Array(pictures.collect()));
        // Cells that head their row are marked as such for screen readers.
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        Self { library: LazyHash::new(Library::builder().with_inputs(inputs).with_features(features).build()) }
    }
}

/// Bytes that are not copied for the document.
struct Shared(std::sync::Arc<[u8]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
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

//! Pages for visitors, kept ready: keyed by path and query, valid for one version of the data.
//!
//! Every commit moves the version on ([`crate::database::Database::version`]), so a page that was
//! made before a change is never shown after it. What somebody signed in sees is never kept.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderName, HeaderValue};

/// Pages may show today's date: none is kept longer than this.
const LONGEST: Duration = Duration::from_mins(1);
/// All pages together; when more comes, everything is dropped and begins anew.
const MOST_BYTES: usize = 32 << 20;
/// A single larger reply (a whole table as CSV) is not worth its room.
const LARGEST_PAGE_BYTES: usize = 512 << 10;

/// A finished page: headers with its validator, the bytes plain and compressed.
#[derive(Debug)]
pub(super) struct Kept {
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub etag: HeaderValue,
    pub plain: Bytes,
    pub gzip: Bytes,
    version: u64,
    since: Instant,
}

#[derive(Debug, Default)]
pub struct PageCache {
    kept: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    pages: HashMap<String, Arc<Kept>>,
    bytes: usize,
}

impl PageCache {
    pub(super) fn find(&self, key: &str, version: u64) -> Option<Arc<Kept>> {
        let state = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.pages.get(key).filter(|page| page.version == version && page.since.elapsed() < LONGEST).cloned()
    }

    pub(super) fn keep(
        &self,
        key: String,
        version: u64,
        headers: Vec<(HeaderName, HeaderValue)>,
        etag: HeaderValue,
        plain: Bytes,
    ) {
        if plain.len() > LARGEST_PAGE_BYTES {
            return;
        }
        let gzip = compressed(&plain);
        let size = plain.len() + gzip.len() + key.len();
        let page = Arc::new(Kept { headers, etag, plain, gzip, version, since: Instant::now() });
        let mut state = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if state.bytes + size > MOST_BYTES {
            *state = State::default();
        }
        state.bytes += size;
        if let Some(old) = state.pages.insert(key.clone(), page) {
            state.bytes = state.bytes.saturating_sub(old.plain.len() + old.gzip.len() + key.len());
        }
    }
}

fn compressed(plain: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::default());
    // Writing to memory does not fail; an empty result is never served.
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.map(Bytes::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(cache: &PageCache, key: &str, version: u64, size: usize) {
        let body = Bytes::from(vec![b'a'; size]);
        cache.keep(key.to_owned(), version, Vec::new(), HeaderValue::from_static("W/\"x\""), body);
    }

    #[test]
    fn a_page_of_older_data_is_not_found() {
        let cache = PageCache::default();
        put(&cache, "/", 1, 10);
        assert!(cache.find("/", 1).is_some());
        assert!(cache.find("/", 2).is_none());
        assert!(cache.find("/cases", 1).is_none());
        put(&cache, "/big", 1, LARGEST_PAGE_BYTES + 1);
        assert!(cache.find("/big", 1).is_none());
    }

    #[test]
    fn it_never_grows_beyond_its_room() {
        let cache = PageCache::default();
        for n in 0..200 {
            put(&cache, &format!("/{n}"), 1, LARGEST_PAGE_BYTES);
        }
        let state = cache.kept.lock().unwrap();
        assert!(state.bytes <= MOST_BYTES);
        assert!(!state.pages.is_empty());
    }
}

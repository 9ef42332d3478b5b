//! Style sheets, scripts, pictures: embedded in the program, addressed by their content's hash,
//! cached by browsers for a year.

use std::collections::HashMap;

use bytes::Bytes;

use crate::chance::hex;

#[derive(Clone, Debug)]
pub(super) struct Asset {
    pub content_type: &'static str,
    pub content: Bytes,
}

/// Name → hashed address, hashed address → content.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    addresses: HashMap<String, String>,
    files: HashMap<String, Asset>,
}

impl Assets {
    pub fn add(&mut self, name: &str, content: impl Into<Bytes>) {
        use sha2::{Digest, Sha256};
        let content = content.into();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let hash = hex(&Sha256::digest(&content)[..8]);
        let hashed = format!("{stem}.{hash}.{ending}");
        let content_type = match ending {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        };
        self.addresses.insert(name.to_owned(), format!("/assets/{hashed}"));
        self.files.insert(hashed, Asset { content_type, content });
    }

    /// The address of an asset by its plain name; the name itself when there is none, which the
    /// test of every page's links finds.
    pub fn address(&self, name: &str) -> String {
        self.addresses.get(name).cloned().unwrap_or_else(|| format!("/assets/{name}"))
    }

    pub(super) fn named(&self, name: &str) -> Option<&Asset> {
        self.files.get(self.addresses.get(name)?.strip_prefix("/assets/")?)
    }

    pub(super) fn file(&self, hashed: &str) -> Option<&Asset> {
        self.files.get(hashed)
    }

    pub fn total_bytes(&self) -> usize {
        self.files.values().map(|f| f.content.len()).sum()
    }
}

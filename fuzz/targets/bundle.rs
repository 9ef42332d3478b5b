//! A ZIP of answer sheets: as somebody sends it, and as we write it ourselves. The first byte says which.
#![no_main]

use answer_sheets::bundle::{Bundle, BundleLimits, Packing, is_bundle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((way, rest)) = bytes.split_first() else { return };
    let limits = BundleLimits { files: 50, unpacked_bytes: 1 << 20 };
    if *way == 0 {
        packed(rest, &limits);
        return;
    }
    let _ = is_bundle(rest);
    match Bundle::open(rest, &limits) {
        Err(fault) => assert!(!fault.to_string().is_empty()),
        Ok(bundle) => {
            assert!(!bundle.is_empty() && bundle.len() <= limits.files);
            for at in 0..bundle.len() {
                assert!(!bundle.name(at).contains('/'));
                match bundle.file(at) {
                    Ok(content) => assert!(content.len() <= limits.unpacked_bytes, "{} bytes", content.len()),
                    Err(fault) => assert!(!fault.to_string().is_empty()),
                }
            }
        }
    }
});

/// Names and contents, parted by line feeds: what goes in comes out.
fn packed(bytes: &[u8], limits: &BundleLimits) {
    let text = String::from_utf8_lossy(bytes);
    let files: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).take(20).collect();
    let mut packing = Packing::new(jiff::civil::date(2026, 9, 30));
    let mut zip = Vec::new();
    for (name, content) in &files {
        let Ok(head) = packing.add(name, content.as_bytes()) else { return };
        zip.extend(head);
        zip.extend(content.as_bytes());
    }
    let Ok(end) = packing.finish() else { return };
    zip.extend(end);
    let Ok(bundle) = Bundle::open(&zip, limits) else { return };
    let plain = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !["thumbs", "desktop"].contains(&name.to_lowercase().as_str())
    };
    if files.iter().all(|(name, _)| plain(name)) && !files.is_empty() {
        assert_eq!(bundle.len(), files.len());
        for (at, (_, content)) in files.iter().enumerate() {
            match bundle.file(at) {
                Ok(out) => assert_eq!(out, content.as_bytes()),
                // A content that is a ZIP itself is refused.
                Err(_) => assert!(content.starts_with("PK")),
            }
        }
    }
}

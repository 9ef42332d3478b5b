//! The embedded style sheets, scripts and pictures.

use foundation::web::Assets;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Embedded;

/// One style sheet out of one small file per concern, in the order of the cascade.
const STYLE_SHEETS: &[&str] =
    &["tokens", "base", "layout", "navigation", "forms", "tables", "cards", "canvas", "states", "print"];

/// `site`: the address people type, for what must name it whole.
pub fn load(site: &str) -> Assets {
    let mut assets = Assets::default();
    let mut style = Vec::new();
    for name in STYLE_SHEETS {
        if let Some(file) = Embedded::get(&format!("css/{name}.css")) {
            style.extend_from_slice(&file.data);
            style.push(b'\n');
        }
    }
    assets.add("css/all.css", style);
    for name in Embedded::iter().filter(|name| !name.starts_with("css/")) {
        if let Some(file) = Embedded::get(&name) {
            let mut content = file.data.into_owned();
            if name == "robots.txt" {
                content.extend(format!("Sitemap: {site}/sitemap.xml\n").bytes());
            }
            assets.add(&name, content);
        }
    }
    assets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_sheet_is_there_and_none_is_forgotten() {
        for name in STYLE_SHEETS {
            assert!(Embedded::get(&format!("css/{name}.css")).is_some(), "{name}.css");
        }
        let files = Embedded::iter().filter(|name| name.starts_with("css/")).count();
        assert_eq!(files, STYLE_SHEETS.len(), "a file in assets/css is not in STYLE_SHEETS");
    }
}

//! A chart as a picture: SVG of ours → PNG, in the typefaces of this crate. For slides and for papers that take no SVG.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree, fontdb};

use crate::fonts::{FAMILIES, FILES};

/// Pixels of the longer side at most.
pub const MOST_PIXELS: u32 = 4_000;
/// Bytes of an SVG at most.
pub const LARGEST_SVG: usize = 2_000_000;

static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for file in FILES {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    fonts.set_sans_serif_family(FAMILIES[0]);
    Arc::new(fonts)
});

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("図が大きすぎます")]
    TooLarge,
    /// No SVG, or one that draws nothing; for the log.
    #[error("{0}")]
    Unreadable(String),
}

/// PNG on white, `scale` pixels for one of the SVG: 2 is sharp on a slide.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PictureError> {
    if svg.len() > LARGEST_SVG {
        return Err(PictureError::TooLarge);
    }
    let options = Options {
        font_family: FAMILIES[0].to_owned(),
        fontdb: Arc::clone(&DATABASE),
        // A picture in a picture, from a file or an address: never.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let unreadable = |error: usvg::Error| PictureError::Unreadable(error.to_string());
    let tree = Tree::from_str(svg, &options).map_err(unreadable)?;
    let side = |length: f32| (length * scale).ceil();
    let (width, height) = (side(tree.size().width()), side(tree.size().height()));
    #[allow(clippy::cast_precision_loss, reason = "a small constant")]
    let most = MOST_PIXELS as f32;
    if !(1.0..=most).contains(&width) || !(1.0..=most).contains(&height) {
        return Err(PictureError::TooLarge);
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and MOST_PIXELS")]
    let pixmap = Pixmap::new(width as u32, height as u32);
    let mut pixmap = pixmap.ok_or(PictureError::TooLarge)?;
    pixmap.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| PictureError::Unreadable(error.to_string()))
}

/// Width and height by the SVG's own `viewBox`.
pub fn size(svg: &str) -> Option<(f64, f64)> {
    let (_, rest) = svg.split_once("viewBox=\"")?;
    let numbers: Vec<f64> = rest.split('"').next()?.split(' ').filter_map(|n| n.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

/// Its title and description: what is said to who cannot see it.
pub(crate) fn says(svg: &str) -> String {
    let inner = |tag: &str| {
        let (_, rest) = svg.split_once(&format!("<{tag}"))?;
        let (_, rest) = rest.split_once('>')?;
        rest.split_once(&format!("</{tag}>")).map(|(text, _)| unescaped(text))
    };
    let parts: Vec<String> = ["title", "desc"].into_iter().filter_map(inner).filter(|text| !text.is_empty()).collect();
    if parts.is_empty() { "図".to_owned() } else { parts.join("。") }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{Bar, Caption, Value, bars};

    fn chart(label: &str) -> String {
        let caption = Caption {
            narrow: false,
            id: "q1".to_owned(),
            title: "協議の場 <がある> & ない".to_owned(),
            base: "n=1,741、%、令和7年度".to_owned(),
            source: "実態調査".to_owned(),
        };
        let value = Value::Percent { tenths: 783, count: 1363 };
        bars(&caption, &[Bar { label: label.to_owned(), value, unanswered: false }])
    }

    /// Width and height, as the file's head says.
    fn dimensions(png: &[u8]) -> (u32, u32) {
        let number = |at: usize| png.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes);
        (number(16), number(20))
    }

    #[test]
    fn a_chart_becomes_a_picture_with_its_words_in_it() {
        let svg = chart("日常の療養支援");
        let picture = png(&svg, 2.0).expect("a picture");
        assert!(picture.starts_with(b"\x89PNG"));
        assert_eq!(dimensions(&picture).0, 1520);
        assert_eq!(png(&svg, 2.0).as_ref(), Ok(&picture), "the same chart, the same bytes");
        // The label is drawn: with another label the picture is another, and without any it is smaller.
        assert_ne!(png(&chart("髙﨑𠮷👍"), 2.0).expect("a picture"), picture);
        assert!(png(&chart(""), 2.0).expect("a picture").len() < picture.len());
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        assert!(matches!(png("<svg", 1.0), Err(PictureError::Unreadable(_))));
        assert_eq!(png(&chart("a"), 20.0), Err(PictureError::TooLarge));
        assert_eq!(png(&" ".repeat(LARGEST_SVG + 1), 1.0), Err(PictureError::TooLarge));
        // A file of the machine is not looked at.
        let with_file = chart("a").replace("</svg>", "<image href=\"/etc/hostname\" width=\"9\" height=\"9\"/></svg>");
        assert_eq!(png(&with_file, 1.0), png(&chart("a"), 1.0));
    }

    #[test]
    fn what_is_said_comes_from_the_chart_itself() {
        let said = says(&chart("看取り"));
        assert!(said.starts_with("協議の場 <がある> & ない。") && said.contains("看取り 78.3%"), "{said}");
        assert_eq!(says("<svg/>"), "図");
        assert_eq!(size(&chart("a")).map(|(w, _)| w), Some(760.0));
        assert_eq!(size("<svg viewBox=\"0 0 a\">"), None);
    }
}

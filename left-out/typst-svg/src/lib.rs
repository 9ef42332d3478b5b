//! What `typst-html` calls of `typst-svg`, and nothing behind it: no document of ours leaves as HTML.
//! Arguments are of any type, so nothing of typst is needed here.

/// A frame as SVG within HTML: empty.
pub fn svg_in_html<Frame, Length, Anchors, Links>(
    _frame: &Frame,
    _text_size: Length,
    _pretty: bool,
    _id: Option<&str>,
    _styles: &str,
    _anchors: &Anchors,
    _link_resolver: Links,
) -> String {
    String::new()
}

/// A picture within HTML: empty.
pub struct WebImage;

impl WebImage {
    pub fn new<Image>(_image: &Image) -> Self {
        Self
    }

    pub fn to_base64_url(&self) -> &'static str {
        ""
    }
}

/// How a browser is to scale a picture: not said.
pub fn convert_image_scaling<Scaling>(_scaling: Scaling) -> Option<&'static str> {
    None
}

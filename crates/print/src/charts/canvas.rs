//! The sheet charts are drawn on: escaped text, filled boxes, captions.

use std::fmt::Write as _;

use super::Caption;
use super::text::{bold_width, text_width, wrapped};

pub(super) const WIDTH: f64 = 760.0;
/// What a telephone has between its margins.
pub(super) const NARROW: f64 = 356.0;
const TEXT: &str = "#1a1a1a";
const QUIET: &str = "#4d4d4d";

/// How an area is filled: colour and pattern, so that either alone tells them apart; `ink` is what can be read on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill {
    pub base: &'static str,
    pattern: &'static str,
    pub ink: &'static str,
}

const WHITE: &str = "#ffffff";

impl Fill {
    /// What a label of an area is written in.
    fn label_ink(self) -> &'static str {
        if self.pattern.is_empty() { self.ink } else { TEXT }
    }
}

/// Room a label of an area takes, with its plate.
pub(super) fn plate_width(text: &str) -> f64 {
    text_width(text, 12.0) + 8.0
}

/// In the order of the options; the last, 無回答, is always [`UNANSWERED`].
pub(super) const FILLS: [Fill; 7] = [
    Fill { base: "#006173", pattern: "", ink: WHITE },
    Fill { base: "#7fc4d1", pattern: "lines", ink: TEXT },
    Fill { base: "#003741", pattern: "dots", ink: WHITE },
    Fill { base: "#e9f7f9", pattern: "back", ink: TEXT },
    Fill { base: "#b78f00", pattern: "", ink: TEXT },
    Fill { base: "#fbf5e0", pattern: "grid", ink: TEXT },
    Fill { base: "#666666", pattern: "", ink: WHITE },
];
pub(super) const UNANSWERED: Fill = Fill { base: "#f2f2f2", pattern: "", ink: TEXT };

/// Six steps from few to many, for maps; the last means nothing known.
pub(super) const STEPS: [Fill; 6] = [
    Fill { base: "#ffffff", pattern: "", ink: TEXT },
    Fill { base: "#d2edf1", pattern: "", ink: TEXT },
    Fill { base: "#9bd3dd", pattern: "", ink: TEXT },
    Fill { base: "#4dabbb", pattern: "", ink: TEXT },
    Fill { base: "#00798f", pattern: "", ink: WHITE },
    Fill { base: "#003741", pattern: "", ink: WHITE },
];

pub(super) struct Canvas {
    id: String,
    body: String,
    pub(super) width: f64,
    pub(super) narrow: bool,
    height: f64,
}

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    /// The caption stands on top; drawing begins at [`Canvas::height`].
    pub(super) fn new(caption: &Caption) -> Self {
        Self::of_width(caption, caption.narrow, if caption.narrow { NARROW } else { WIDTH })
    }

    /// As wide as the drawing needs, for a sheet on the wall.
    pub(super) fn across(caption: &Caption, width: f64) -> Self {
        Self::of_width(caption, false, width)
    }

    fn of_width(caption: &Caption, narrow: bool, width: f64) -> Self {
        let mut canvas = Self { id: caption.id.clone(), body: String::new(), width, narrow, height: 8.0 };
        for line in wrapped(&caption.title, 18.0, width * 18.0 / bold_width("一", 18.0)) {
            canvas.height += 24.0;
            let y = canvas.height;
            canvas.line_of_text(0.0, y, 18.0, TEXT, Anchor::Start, true, &line);
        }
        for (at, line) in wrapped(&caption.base, 14.0, width).iter().enumerate() {
            canvas.height += if at == 0 { 22.0 } else { 18.0 };
            let y = canvas.height;
            canvas.line_of_text(0.0, y, 14.0, QUIET, Anchor::Start, false, line);
        }
        canvas.height += 14.0;
        canvas
    }

    pub(super) fn height(&self) -> f64 {
        self.height
    }

    pub(super) fn grow_to(&mut self, y: f64) {
        self.height = self.height.max(y);
    }

    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str) {
        self.line_of_text(x, y, 14.0, TEXT, anchor, false, text);
    }

    pub(super) fn small(&mut self, x: f64, y: f64, anchor: Anchor, ink: &str, text: &str) {
        self.line_of_text(x, y, 12.0, ink, anchor, false, text);
    }

    pub(super) fn bold(&mut self, x: f64, y: f64, size: f64, text: &str) {
        self.line_of_text(x, y, size, TEXT, Anchor::Start, true, text);
    }

    pub(super) fn small_at(&mut self, x: f64, y: f64, size: f64, ink: &str, text: &str) {
        self.line_of_text(x, y, size, ink, Anchor::Start, false, text);
    }

    /// The lines of a label, in the middle of whose height `y` is.
    pub(super) fn label(&mut self, x: f64, y: f64, anchor: Anchor, size: f64, lines: &[String]) {
        let step = size + 3.0;
        #[allow(clippy::cast_precision_loss, reason = "two lines")]
        let mut line_y = y + size * 0.36 - step * (lines.len().saturating_sub(1) as f64) / 2.0;
        for line in lines {
            self.line_of_text(x, line_y, size, TEXT, anchor, false, line);
            line_y += step;
        }
    }

    /// Words of a legend beside their pattern, in as many lines as they take; answers where the next begins.
    pub(super) fn beside(&mut self, x: f64, y: f64, words: &str) -> f64 {
        let mut y = y;
        for line in wrapped(words, 14.0, self.width - x) {
            self.text(x, y + 12.0, Anchor::Start, &line);
            y += 18.0;
        }
        y + 3.0
    }

    /// A small remark under the drawing, in as many lines as it takes; answers where it ends.
    pub(super) fn remark(&mut self, y: f64, words: &str) -> f64 {
        let mut y = y;
        for line in wrapped(words, 12.0, self.width) {
            self.small(0.0, y + 12.0, Anchor::Start, QUIET, &line);
            y += 16.0;
        }
        y + 2.0
    }

    /// A label above what it names, in as many lines as it takes; answers where it ends.
    pub(super) fn heading(&mut self, y: f64, label: &str) -> f64 {
        let mut y = y;
        for line in wrapped(label, 14.0, self.width) {
            y += 18.0;
            self.text(0.0, y - 4.0, Anchor::Start, &line);
        }
        y
    }

    #[allow(clippy::too_many_arguments, reason = "one line of text, and what it looks like")]
    fn line_of_text(&mut self, x: f64, y: f64, size: f64, ink: &str, anchor: Anchor, bold: bool, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if bold { " font-weight=\"700\"" } else { "" };
        let _ = write!(
            self.body,
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" fill=\"{ink}\"{anchor}{weight}>{}</text>",
            short(x),
            short(y),
            escaped(text)
        );
    }

    /// A filled box with its own title.
    pub(super) fn area(&mut self, x: f64, y: f64, width: f64, height: f64, fill: Fill, title: &str) {
        let (x, y, width, height) = (short(x), short(y), short(width), short(height));
        let shape = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        let _ = write!(
            self.body,
            "<g><title>{}</title><rect {shape} fill=\"{}\" stroke=\"#4d4d4d\" stroke-width=\"0.75\"/>",
            escaped(title),
            fill.base
        );
        if !fill.pattern.is_empty() {
            let _ = write!(self.body, "<rect {shape} fill=\"url(#{}-{})\"/>", self.id, fill.pattern);
        }
        self.body.push_str("</g>");
    }

    /// A label that stays readable: on a pattern it stands on a plate of its own.
    pub(super) fn label_on(&mut self, x: f64, y: f64, fill: Fill, text: &str) {
        if !fill.pattern.is_empty() {
            let width = plate_width(text);
            let _ = write!(
                self.body,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"17\" rx=\"3\" fill=\"{WHITE}\"/>",
                short(x - width / 2.0),
                short(y - 13.0),
                short(width),
            );
        }
        self.small(x, y, Anchor::Middle, fill.label_ink(), text);
    }

    /// A shape that is SVG already.
    pub(super) fn raw(&mut self, shape: &str) {
        self.body.push_str(shape);
    }

    pub(super) fn rule(&mut self, x1: f64, y1: f64, x2: f64, y2: f64) {
        let _ = write!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#b3b3b3\" stroke-width=\"1\"/>",
            short(x1),
            short(y1),
            short(x2),
            short(y2)
        );
    }

    /// A dashed line: what is on one side of it does not compare with what is on the other.
    pub(super) fn broken(&mut self, x1: f64, y1: f64, x2: f64, y2: f64) {
        let _ = write!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#4d4d4d\" stroke-width=\"1.5\" stroke-dasharray=\"4 3\"/>",
            short(x1),
            short(y1),
            short(x2),
            short(y2)
        );
    }

    /// The whole picture. `says` is for who cannot see it.
    pub(super) fn finish(mut self, caption: &Caption, says: &str) -> String {
        for (at, line) in wrapped(&caption.source, 12.0, self.width).iter().enumerate() {
            self.height += if at == 0 { 22.0 } else { 16.0 };
            let y = self.height;
            self.line_of_text(0.0, y, 12.0, QUIET, Anchor::Start, false, line);
        }
        let height = short(self.height + 8.0);
        let (id, width) = (&self.id, self.width);
        let mut defs = String::new();
        let drawings = [
            ("lines", "<path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" stroke=\"#006173\" stroke-width=\"1.4\"/>"),
            ("back", "<path d=\"M-2 6l4 4M0 0l8 8M6-2l4 4\" stroke=\"#008da6\" stroke-width=\"1.2\"/>"),
            ("dots", "<circle cx=\"4\" cy=\"4\" r=\"1.3\" fill=\"#e9f7f9\"/>"),
            ("grid", "<path d=\"M0 4h8M4 0v8\" stroke=\"#b78f00\" stroke-width=\"1\"/>"),
        ];
        for (name, drawing) in drawings {
            if self.body.contains(&format!("url(#{id}-{name})")) {
                let _ = write!(
                    defs,
                    "<pattern id=\"{id}-{name}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">{drawing}</pattern>"
                );
            }
        }
        let defs = if defs.is_empty() { defs } else { format!("<defs>{defs}</defs>") };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             font-family=\"'Noto Sans JP','BIZ UDGothic',sans-serif\"><title id=\"{id}-title\">{}</title>\
             <desc id=\"{id}-desc\">{}</desc>{defs}{}</svg>",
            escaped(&caption.title),
            escaped(&format!("{}。{says}", caption.base)),
            self.body
        )
    }
}

/// Two decimals at most, and never `-0`.
pub(super) fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no room for them.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(hex: &str) -> f64 {
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    #[test]
    fn every_figure_on_an_area_can_be_read() {
        for fill in FILLS.into_iter().chain([UNANSWERED]).chain(STEPS) {
            let ground = if fill.pattern.is_empty() { fill.base } else { WHITE };
            let (a, b) = (luminance(ground), luminance(fill.label_ink()));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{fill:?}: {contrast:.2}");
        }
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(short(1.0), "1");
        assert_eq!(short(-0.001), "0");
        assert_eq!(short(12.345), "12.35");
        assert_eq!(short(100.0), "100");
    }
}

//! The sheet charts are drawn on: escaped text, filled boxes, captions.

use std::fmt::Write as _;

use japanese::width::{columns, truncate};

use super::Caption;

pub(super) const WIDTH: f64 = 760.0;
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
        let mut canvas = Self { id: caption.id.clone(), body: String::new(), height: 8.0 };
        for line in wrapped(&caption.title, 84) {
            canvas.height += 24.0;
            let y = canvas.height;
            canvas.line_of_text(0.0, y, 18.0, TEXT, Anchor::Start, true, &line);
        }
        canvas.height += 22.0;
        let y = canvas.height;
        canvas.line_of_text(0.0, y, 14.0, QUIET, Anchor::Start, false, &caption.base);
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

    /// A label that stays readable on a pattern.
    pub(super) fn label_on(&mut self, x: f64, y: f64, fill: Fill, text: &str) {
        if !fill.pattern.is_empty() {
            let width = text_width(text, 12.0) + 6.0;
            let _ = write!(
                self.body,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"15\" rx=\"2\" fill=\"{}\"/>",
                short(x - width / 2.0),
                short(y - 12.0),
                short(width),
                fill.base
            );
        }
        self.small(x, y, Anchor::Middle, fill.ink, text);
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

    /// The whole picture. `says` is for who cannot see it.
    pub(super) fn finish(mut self, caption: &Caption, says: &str) -> String {
        self.height += 22.0;
        let y = self.height;
        self.line_of_text(0.0, y, 12.0, QUIET, Anchor::Start, false, &caption.source);
        let height = short(self.height + 8.0);
        let id = &self.id;
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
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
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

/// Roughly how wide a text is drawn, in pixels.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "labels are short")]
    let columns = columns(text) as f64;
    columns * size * 0.52
}

/// Lines of at most so many half-width columns; Japanese may break anywhere but before closing marks.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in text.chars() {
        let line = lines.last().map_or("", String::as_str);
        let closing = matches!(c, '、' | '。' | '）' | '」' | ')' | '%' | 'ー' | '・');
        if columns(line) + japanese::width::columns_of(c) > most && !closing {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

/// At most two lines; what is longer ends in an ellipsis (its whole text is in the mark's title).
pub(super) fn two_lines(text: &str, most: usize) -> Vec<String> {
    let mut lines = wrapped(text, most);
    if lines.len() > 2 {
        let rest = lines.split_off(1).concat();
        lines.push(truncate(&rest, most));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_japanese_breaks() {
        assert_eq!(wrapped("入退院支援、看取り", 10), ["入退院支援、", "看取り"]);
        assert_eq!(wrapped("", 10), [""]);
        assert_eq!(two_lines("一二三四五六七八九十", 6), ["一二三", "四五…"]);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(short(1.0), "1");
        assert_eq!(short(-0.001), "0");
        assert_eq!(short(12.345), "12.35");
        assert_eq!(short(100.0), "100");
    }
}

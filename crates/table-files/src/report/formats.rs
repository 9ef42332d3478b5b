//! How cells look. Made once each; the workbook shares them.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Title,
    Line,
    /// 「単位：％」
    Unit,
    /// 速報, 架空
    Warning,
    Note,
    Link,
    /// A heading of a part of a sheet: 「件数」.
    Part,
    Head,
    BlockHead,
    RowHead,
    /// A figure, or a word in its place.
    Figure,
    Text,
    Wrapped,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Look {
    pub kind: Kind,
    pub bold: bool,
    /// The first row of a block: a line above it.
    pub first: bool,
    /// `0.0`, `#,##0`, with a mark behind the number: the cell stays a number.
    pub number: String,
    /// Higher (+) or lower (−) than if rows did not differ: -2 … 2.
    pub tint: i8,
}

impl Look {
    pub fn new(kind: Kind) -> Self {
        Self { kind, bold: false, first: false, number: String::new(), tint: 0 }
    }
}

#[derive(Default)]
pub(super) struct Formats(HashMap<Look, Format>);

const FONT: &str = "Yu Gothic";
const INK: Color = Color::RGB(0x1A_1A1A);
const RULE: Color = Color::RGB(0x99_9999);
const GROUND: Color = Color::RGB(0xE9_F7F9);

impl Formats {
    pub fn of(&mut self, look: Look) -> &Format {
        self.0.entry(look).or_insert_with_key(made)
    }

    pub fn plain(&mut self, kind: Kind) -> &Format {
        self.of(Look::new(kind))
    }
}

fn made(look: &Look) -> Format {
    let base = Format::new().set_font_name(FONT).set_font_size(9).set_font_color(INK);
    let boxed = |format: Format| {
        let format = format.set_border(FormatBorder::Hair).set_border_color(RULE);
        let above = if look.first { FormatBorder::Thin } else { FormatBorder::Hair };
        format.set_border_top(above).set_border_left(FormatBorder::Thin).set_border_right(FormatBorder::Thin)
    };
    let mut format = match look.kind {
        Kind::Title => base.set_font_size(12).set_bold(),
        Kind::Line => base,
        Kind::Unit => base.set_align(FormatAlign::Right),
        Kind::Warning => base.set_bold().set_font_color(Color::RGB(0xA3_1D1D)),
        Kind::Note => base.set_font_size(8).set_font_color(Color::RGB(0x4D_4D4D)),
        Kind::Link => {
            base.set_font_color(Color::RGB(0x00_6173)).set_underline(rust_xlsxwriter::FormatUnderline::Single)
        }
        Kind::Part => base.set_font_size(10).set_bold(),
        Kind::Head => boxed(base)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_top(FormatBorder::Medium)
            .set_background_color(GROUND)
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter),
        Kind::BlockHead => boxed(base).set_border_top(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top),
        Kind::RowHead => boxed(base).set_text_wrap().set_align(FormatAlign::VerticalCenter),
        Kind::Figure => boxed(base).set_align(FormatAlign::Right).set_align(FormatAlign::VerticalCenter),
        Kind::Text => boxed(base).set_align(FormatAlign::VerticalCenter),
        Kind::Wrapped => boxed(base).set_text_wrap().set_align(FormatAlign::Top),
    };
    if look.bold {
        format = format.set_bold();
    }
    if !look.number.is_empty() {
        format = format.set_num_format(&look.number);
    }
    // Never by colour alone: a mark stands behind the figure.
    match look.tint {
        2.. => format.set_background_color(Color::RGB(0xB8_E2E9)),
        1 => format.set_background_color(Color::RGB(0xDF_F2F5)),
        -1 => format.set_background_color(Color::RGB(0xFB_F0D0)),
        ..=-2 => format.set_background_color(Color::RGB(0xF5_DF9E)),
        0 => format,
    }
}

//! Formats of the cells. Answer cells are pale yellow and unlocked; faulty ones red.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

const FONT: &str = "BIZ UDPゴシック";
const PALE_YELLOW: Color = Color::RGB(0x00FF_FBE0);
const PALE_RED: Color = Color::RGB(0x00FF_D6D6);
const GREY: Color = Color::RGB(0x00F2_F2F2);
const LINE: Color = Color::RGB(0x00B3_B3B3);

pub(super) struct Styles {
    pub title: Format,
    pub plain: Format,
    pub bold: Format,
    pub small: Format,
    pub head: Format,
    pub key: Format,
    pub number: Format,
    pub text: Format,
    pub option: Format,
    pub last: Format,
    pub blocked: Format,
    /// What is known and not to be changed.
    pub known: Format,
    pub answer: Format,
    pub answer_mark: Format,
    pub answer_number: Format,
    pub answer_amount: Format,
    pub answer_date: Format,
    pub link: Format,
}

impl Styles {
    pub fn new() -> Self {
        let plain = Format::new()
            .set_font_name(FONT)
            .set_font_size(11)
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_quote_prefix();
        let boxed = plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        let answer =
            boxed.clone().set_unlocked().set_background_color(PALE_YELLOW).set_align(FormatAlign::VerticalCenter);
        // A number or date must not carry the mark of a text.
        let value = answer.clone().unset_quote_prefix();
        Self {
            title: plain.clone().set_bold().set_font_size(16).unset_text_wrap(),
            bold: plain.clone().set_bold(),
            small: plain.clone().set_font_size(9).unset_text_wrap().set_font_color(Color::RGB(0x0066_6666)),
            head: boxed.clone().set_bold().set_background_color(GREY).set_align(FormatAlign::Center),
            key: plain.clone().set_font_size(1).unset_text_wrap().set_font_color(Color::White),
            number: boxed.clone().set_bold(),
            text: boxed.clone().set_bold(),
            option: boxed.clone().set_indent(1),
            last: boxed.clone().set_font_size(10).set_font_color(Color::RGB(0x0059_5959)).set_background_color(GREY),
            blocked: boxed.clone().set_background_color(GREY),
            known: boxed.clone().set_num_format("@").set_background_color(GREY),
            answer: answer.clone().set_num_format("@"),
            answer_mark: answer.clone().set_num_format("@").set_align(FormatAlign::Center),
            answer_number: value.clone().set_num_format("#,##0.######"),
            answer_amount: value.clone().set_num_format("#,##0"),
            answer_date: value.set_num_format("yyyy\"年\"m\"月\"d\"日\""),
            link: boxed.clone().set_font_color(Color::RGB(0x0000_17C1)).set_underline(FormatUnderline::Single),
            plain,
        }
    }

    /// The same, in red, for what is to be put right.
    pub fn faulty(format: &Format) -> Format {
        format
            .clone()
            .set_background_color(PALE_RED)
            .set_border(FormatBorder::Medium)
            .set_border_color(Color::RGB(0x00D3_2F2F))
    }
}

//! 帯グラフ: one band of 100 % per group, parted by option.

use super::canvas::{Anchor, Canvas, FILLS, Fill, UNANSWERED, plate_width};
use super::text::{Labels, cut, text_width};
use super::years::{BREAK, BREAK_SAYS};
use super::{Caption, Value};

/// A group of respondents: 「全体」, 「過疎地域」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub label: String,
    /// Base of this band.
    pub n: i64,
    /// One per option, in their order.
    pub values: Vec<Value>,
}

const BAND: f64 = 26.0;

fn fill(option: usize, options: usize, last_is_unanswered: bool) -> Fill {
    if last_is_unanswered && option + 1 == options { UNANSWERED } else { FILLS[option % FILLS.len()] }
}

/// Bands in the order given; `last_is_unanswered` when the last option is 無回答.
pub fn stacked(caption: &Caption, options: &[String], rows: &[Row], last_is_unanswered: bool) -> String {
    stacked_with_breaks(caption, options, rows, last_is_unanswered, &[])
}

/// The same for bands of several years: before each place in `breaks` the question changed.
pub fn stacked_with_breaks(
    caption: &Caption,
    options: &[String],
    rows: &[Row],
    last_is_unanswered: bool,
    breaks: &[usize],
) -> String {
    let mut canvas = Canvas::new(caption);
    let mut y = canvas.height();
    // What each pattern means, in the order of the bands' parts.
    let (mut x, line) = (0.0, 22.0);
    for (i, option) in options.iter().enumerate() {
        let fill = fill(i, options.len(), last_is_unanswered);
        if canvas.narrow {
            canvas.area(0.0, y, 14.0, 14.0, fill, option);
            y = canvas.beside(20.0, y, option);
            continue;
        }
        let words = cut(option, 14.0, canvas.width - 20.0);
        let width = text_width(&words, 14.0) + 34.0;
        if x + width > canvas.width + 14.0 && x > 0.0 {
            x = 0.0;
            y += line;
        }
        canvas.area(x, y, 14.0, 14.0, fill, option);
        canvas.text(x + 20.0, y + 12.0, Anchor::Start, &words);
        x += width;
    }
    y += if canvas.narrow { 8.0 } else { line + 6.0 };
    let named = rows.iter().map(|row| (row.label.clone(), format!("（n={}）", super::grouped(row.n))));
    let labels = Labels::of(&named.collect::<Vec<_>>());
    let left = if canvas.narrow { 0.0 } else { labels.width };
    let right = canvas.width;
    let length = right - left;
    for (at, (row, lines)) in rows.iter().zip(&labels.lines).enumerate() {
        if breaks.contains(&at) {
            canvas.broken(0.0, y - 2.0, right, y - 2.0);
            canvas.small(0.0, y + 11.0, Anchor::Start, "#4d4d4d", BREAK);
            y += 4.0;
        }
        if canvas.narrow {
            y = canvas.heading(y, &format!("{}（n={}）", row.label, super::grouped(row.n)));
        } else {
            canvas.label(left - 10.0, y + BAND / 2.0, Anchor::End, labels.size, lines);
        }
        let mut x = left;
        for (i, (value, option)) in row.values.iter().zip(options).enumerate() {
            // Rounded parts may add up to a little more than the whole.
            let width = (length * value.share()).min((right - x).max(0.0));
            let fill = fill(i, options.len(), last_is_unanswered);
            if width > 0.0 {
                canvas.area(x, y, width, BAND, fill, &format!("{} {option}: {}", row.label, value.words()));
            }
            if width > plate_width(&value.label()) + 2.0 {
                canvas.label_on(x + width / 2.0, y + BAND / 2.0 + 4.0, fill, &value.label());
            }
            x += width;
        }
        if row.values.iter().any(|v| !matches!(v, Value::Percent { .. })) {
            let why =
                if row.values.contains(&Value::Suppressed) { "伏せた値があります" } else { "対象なし" };
            canvas.small(x + 4.0, y + BAND / 2.0 + 4.0, Anchor::Start, "#4d4d4d", why);
        }
        y += BAND + if lines.len() > 1 && !canvas.narrow { 14.0 } else { 8.0 };
    }
    if !breaks.is_empty() {
        y = canvas.remark(y, BREAK_SAYS);
    }
    canvas.grow_to(y);
    let says = rows.iter().enumerate().map(|(at, row)| {
        let broken = if breaks.contains(&at) { "（ここで問いが変わった）" } else { "" };
        let parts: Vec<_> = options.iter().zip(&row.values).map(|(o, v)| format!("{o} {}", v.words())).collect();
        format!("{broken}{}（n={}）: {}", row.label, super::grouped(row.n), parts.join("、"))
    });
    let says: Vec<_> = says.collect();
    canvas.finish(caption, &says.join("。"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption, narrow, percent};
    use super::*;

    #[test]
    fn a_change_of_the_question_parts_the_years() {
        let year = |label: &str, values| Row { label: label.to_owned(), n: 10, values };
        let options = ["ある", "ない"].map(str::to_owned);
        let rows =
            [year("R6", vec![percent(500, 5), percent(500, 5)]), year("R7", vec![percent(600, 6), percent(400, 4)])];
        let svg = stacked_with_breaks(&caption(), &options, &rows, false, &[1]);
        assert_sound(&svg);
        assert!(svg.contains("stroke-dasharray") && svg.contains(BREAK_SAYS));
        assert!(svg.contains("（ここで問いが変わった）R7（n=10）"));
        assert!(!stacked(&caption(), &options, &rows, false).contains(BREAK_SAYS));
        let svg = stacked_with_breaks(&narrow(), &options, &rows, false, &[1]);
        assert_sound(&svg);
        assert!(svg.contains(">R7（n=10）<") && svg.contains("stroke-dasharray"));
    }

    #[test]
    fn a_band_for_every_group() {
        let options: Vec<String> = ["設置している", "設置していない", "無回答"].map(str::to_owned).to_vec();
        let row = |label: &str, n, values| Row { label: label.to_owned(), n, values };
        let svg = stacked(
            &caption(),
            &options,
            &[
                row("全体", 1741, vec![percent(612, 1065), percent(386, 672), percent(2, 4)]),
                row("過疎地域", 633, vec![percent(1000, 633), percent(0, 0), percent(0, 0)]),
                row("回答のない区分", 0, vec![Value::NoBase, Value::NoBase, Value::NoBase]),
                row("少人数", 3, vec![Value::Suppressed, Value::Suppressed, Value::Suppressed]),
            ],
            true,
        );
        assert_sound(&svg);
        for words in ["全体（n=1,741）", ">61.2<", ">対象なし<", ">伏せた値があります<", "q1-lines"] {
            assert!(svg.contains(words), "{words}");
        }
    }
}

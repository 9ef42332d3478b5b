//! 帯グラフ: one band of 100 % per group, parted by option.

use super::canvas::{Anchor, Canvas, FILLS, Fill, UNANSWERED, WIDTH, text_width, two_lines};
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

const LABELS: f64 = 200.0;
const BAND: f64 = 26.0;

fn fill(option: usize, options: usize, last_is_unanswered: bool) -> Fill {
    if last_is_unanswered && option + 1 == options { UNANSWERED } else { FILLS[option % FILLS.len()] }
}

/// Bands in the order given; `last_is_unanswered` when the last option is 無回答.
pub fn stacked(caption: &Caption, options: &[String], rows: &[Row], last_is_unanswered: bool) -> String {
    let mut canvas = Canvas::new(caption);
    let mut y = canvas.height();
    // What each pattern means, in the order of the bands' parts.
    let (mut x, line) = (LABELS, 22.0);
    for (i, option) in options.iter().enumerate() {
        let width = text_width(option, 14.0) + 34.0;
        if x + width > WIDTH && x > LABELS {
            x = LABELS;
            y += line;
        }
        canvas.area(x, y, 14.0, 14.0, fill(i, options.len(), last_is_unanswered), option);
        canvas.text(x + 20.0, y + 12.0, Anchor::Start, option);
        x += width;
    }
    y += line + 6.0;
    let length = WIDTH - LABELS;
    for row in rows {
        let lines = two_lines(&format!("{}（n={}）", row.label, super::grouped(row.n)), 26);
        let mut line_y = y + BAND / 2.0 + 5.0 - if lines.len() > 1 { 8.5 } else { 0.0 };
        for line in &lines {
            canvas.text(LABELS - 10.0, line_y, Anchor::End, line);
            line_y += 17.0;
        }
        let mut x = LABELS;
        for (i, (value, option)) in row.values.iter().zip(options).enumerate() {
            let width = length * value.share();
            let fill = fill(i, options.len(), last_is_unanswered);
            if width > 0.0 {
                canvas.area(x, y, width, BAND, fill, &format!("{} {option}: {}", row.label, value.words()));
            }
            if width > text_width(&value.label(), 12.0) + 6.0 {
                canvas.label_on(x + width / 2.0, y + BAND / 2.0 + 4.0, fill, &value.label());
            }
            x += width;
        }
        if row.values.iter().any(|v| !matches!(v, Value::Percent { .. })) {
            let why =
                if row.values.contains(&Value::Suppressed) { "伏せた値があります" } else { "対象なし" };
            canvas.small(x + 4.0, y + BAND / 2.0 + 4.0, Anchor::Start, "#4d4d4d", why);
        }
        y += BAND + if lines.len() > 1 { 14.0 } else { 8.0 };
    }
    canvas.grow_to(y);
    let says = rows.iter().map(|row| {
        let parts: Vec<_> = options.iter().zip(&row.values).map(|(o, v)| format!("{o} {}", v.words())).collect();
        format!("{}（n={}）: {}", row.label, super::grouped(row.n), parts.join("、"))
    });
    let says: Vec<_> = says.collect();
    canvas.finish(caption, &says.join("。"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption, percent};
    use super::*;

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

//! 横棒グラフ: one bar per option, for multiple answers; or per group, for one option.

use super::canvas::{Anchor, Canvas, FILLS, UNANSWERED};
use super::text::Labels;
use super::{Caption, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    pub value: Value,
    /// 無回答 is drawn apart from the answers.
    pub unanswered: bool,
}

const VALUES: f64 = 62.0;
const BAR: f64 = 20.0;

/// Bars from 0 to 100 %, in the order given.
pub fn bars(caption: &Caption, bars: &[Bar]) -> String {
    let mut canvas = Canvas::new(caption);
    let top = canvas.height();
    let labels = Labels::of(&bars.iter().map(|bar| (bar.label.clone(), String::new())).collect::<Vec<_>>());
    let left = if canvas.narrow { 0.0 } else { labels.width };
    let length = canvas.width - left - VALUES;
    let mut y = top;
    for (bar, lines) in bars.iter().zip(&labels.lines) {
        #[allow(clippy::cast_precision_loss, reason = "one or two lines")]
        let height = if canvas.narrow { BAR + 12.0 } else { (lines.len() as f64 * 17.0).max(BAR) + 8.0 };
        if canvas.narrow {
            y = canvas.heading(y, &bar.label);
        }
        let middle = if canvas.narrow { y + 2.0 + BAR / 2.0 } else { y + height / 2.0 };
        if !canvas.narrow {
            canvas.label(left - 10.0, middle, Anchor::End, labels.size, lines);
        }
        let fill = if bar.unanswered { UNANSWERED } else { FILLS[0] };
        let width = length * bar.value.share();
        canvas.area(left, middle - BAR / 2.0, width, BAR, fill, &format!("{}: {}", bar.label, bar.value.words()));
        canvas.text(left + width + 6.0, middle + 5.0, Anchor::Start, &bar.value.label());
        y += height;
    }
    if !canvas.narrow {
        canvas.rule(left, top - 2.0, left, y + 2.0);
    }
    canvas.grow_to(y + 4.0);
    let says: Vec<_> = bars.iter().map(|b| format!("{} {}", b.label, b.value.words())).collect();
    canvas.finish(caption, &says.join("、"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption, narrow, percent};
    use super::*;

    #[test]
    fn every_option_has_a_bar_and_its_figure() {
        let bar = |label: &str, value| Bar { label: label.to_owned(), value, unanswered: label == "無回答" };
        let svg = bars(
            &caption(),
            &[
                bar("日常の療養支援", percent(783, 1363)),
                bar("とても長い選択肢のことばで二行に分けても入りきらないもの、たとえばこれ", percent(1000, 1741)),
                bar("人数の少ない項目", Value::Suppressed),
                bar("無回答", percent(4, 7)),
            ],
        );
        assert_sound(&svg);
        for words in [">78.3<", ">＊<", "日常の療養支援: 78.3%（1,363件）", "人が特定されないよう"]
        {
            assert!(svg.contains(words), "{words}");
        }
        assert_sound(&bars(&caption(), &[]));
        // On a telephone the label stands above its bar, whole.
        let long = "とても長い選択肢のことばで二行に分けても入りきらないもの、たとえばこれ";
        let svg = bars(&narrow(), &[bar(long, percent(1000, 1741)), bar("無回答", Value::Suppressed)]);
        assert_sound(&svg);
        assert!(svg.contains("width=\"356\"") && svg.contains(">100.0<") && !svg.contains('…'), "{svg}");
    }
}

//! 集合横棒グラフ: several measures of the same items, one bar each, so that a gap between them is seen.

use super::canvas::{Anchor, Canvas, FILLS};
use super::text::{Labels, text_width};
use super::{Caption, Value};

/// One item with a figure per measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub label: String,
    /// In the order of the measures.
    pub values: Vec<Value>,
}

const VALUES: f64 = 62.0;
const BAR: f64 = 12.0;
/// From one bar to the next: their figures stand beside them and do not touch.
const STEP: f64 = 16.0;

/// Bars from 0 to the largest share there is (its figure stands beside each), in the order given.
pub fn side_by_side(caption: &Caption, measures: &[String], items: &[Item]) -> String {
    let mut canvas = Canvas::new(caption);
    let mut y = canvas.height();
    let (mut x, line) = (0.0, 22.0);
    for (measure, fill) in measures.iter().zip(FILLS) {
        let width = text_width(measure, 14.0) + 38.0;
        if x + width > canvas.width && x > 0.0 {
            x = 0.0;
            y += line;
        }
        canvas.area(x, y, 18.0, 12.0, fill, measure);
        canvas.text(x + 24.0, y + 11.0, Anchor::Start, measure);
        x += width;
    }
    y += line + 6.0;
    let top = y;
    let labels = Labels::of(&items.iter().map(|item| (item.label.clone(), String::new())).collect::<Vec<_>>());
    let left = if canvas.narrow { 0.0 } else { labels.width };
    let length = canvas.width - left - VALUES;
    let most = items.iter().flat_map(|item| &item.values).map(Value::share).fold(0.0, f64::max);
    for (item, lines) in items.iter().zip(&labels.lines) {
        #[allow(clippy::cast_precision_loss, reason = "a few lines and measures")]
        let (text, bars) = (lines.len() as f64 * 17.0, measures.len() as f64 * STEP);
        let height = if canvas.narrow { bars + 10.0 } else { text.max(bars) + 12.0 };
        if canvas.narrow {
            y = canvas.heading(y, &item.label);
        } else {
            canvas.label(left - 10.0, y + height / 2.0, Anchor::End, labels.size, lines);
        }
        let mut bar_y = y + (height - bars) / 2.0;
        for ((measure, value), fill) in measures.iter().zip(&item.values).zip(FILLS) {
            let width = if most > 0.0 { length * value.share() / most } else { 0.0 };
            canvas.area(left, bar_y, width, BAR, fill, &format!("{}: {measure} {}", item.label, value.words()));
            canvas.small(left + width + 6.0, bar_y + BAR - 1.5, Anchor::Start, FILLS[1].ink, &value.label());
            bar_y += STEP;
        }
        y += height;
    }
    if !canvas.narrow {
        canvas.rule(left, top - 2.0, left, y + 2.0);
    }
    canvas.grow_to(y + 4.0);
    let says = items.iter().map(|item| {
        let figures = measures.iter().zip(&item.values).map(|(m, v)| format!("{m} {}", v.words()));
        format!("{}: {}", item.label, figures.collect::<Vec<_>>().join("、"))
    });
    canvas.finish(caption, &says.collect::<Vec<_>>().join("。"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption, narrow, percent};
    use super::*;

    #[test]
    fn every_measure_of_every_item_has_its_bar_and_figure() {
        let item = |label: &str, values: [Value; 3]| Item { label: label.to_owned(), values: values.to_vec() };
        let measures = ["最優先課題", "受けている支援", "期待する支援"].map(str::to_owned);
        let items = [
            item(
                "現状把握と問題点の抽出（データの活用含む）",
                [percent(204, 355), percent(186, 324), percent(255, 444)],
            ),
            item("介護に係る専門職等の人材育成・確保", [percent(144, 251), percent(65, 113), Value::NoBase]),
        ];
        let svg = side_by_side(&caption(), &measures, &items);
        assert_sound(&svg);
        for words in [">20.4<", ">6.5<", ">－<", "介護に係る専門職等の人材育成・確保: 受けている支援 6.5%（113件）"]
        {
            assert!(svg.contains(words), "{words}");
        }
        // The largest share takes the whole length: 25.5 % is as long as the sheet allows.
        let left = Labels::of(&items.map(|item| (item.label, String::new()))).width;
        let length = super::super::canvas::short(super::super::canvas::WIDTH - left - VALUES);
        assert!(svg.contains(&format!("width=\"{length}\"")), "{svg}");
        assert_sound(&side_by_side(&caption(), &measures, &[]));
        // No figure stands on another: those at the same place across are a letter's height apart.
        let long = item("現状把握と問題点の抽出（データの活用含む）", [Value::NoBase, percent(0, 0), percent(0, 0)]);
        for caption in [caption(), narrow()] {
            let svg = side_by_side(&caption, &measures, std::slice::from_ref(&long));
            assert_sound(&svg);
            let figures = svg.split("<text").filter(|text| text.contains(">－<") || text.contains(">0.0<"));
            let at = figures.filter_map(|text| text.split(" y=\"").nth(1)?.split('"').next()?.parse::<f64>().ok());
            let at: Vec<f64> = at.collect();
            assert!(at.len() == 3 && at.windows(2).all(|two| two[1] - two[0] >= 14.0), "{at:?}");
        }
        assert_sound(&side_by_side(&caption(), &[], &[item("無し", [Value::NoBase, Value::NoBase, Value::NoBase])]));
    }
}

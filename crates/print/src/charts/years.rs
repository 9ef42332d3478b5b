//! 年次の小さな図の並び: one small panel per option, one column per year, breaks in the series marked.

use super::canvas::{Anchor, Canvas, FILLS, WIDTH};
use super::text::{SIZES, fits_two_lines, text_width, two_lines};
use super::{Caption, Value};

/// One option over the years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    pub label: String,
    /// 「R6」 and its figure.
    pub years: Vec<(String, Value)>,
    /// Before which positions of `years` the question changed: figures on both sides do not compare.
    pub breaks: Vec<usize>,
}

/// Panels beside each other, where their words and years have room.
const COLUMNS: [usize; 3] = [4, 3, 2];
const COLUMNS_NARROW: [usize; 3] = [2, 2, 1];
const GUTTER: f64 = 20.0;
const PLOT: f64 = 90.0;
/// What a break is marked with, and what the mark says.
pub(super) const BREAK: &str = "※";
pub(super) const BREAK_SAYS: &str = "※の線：ここで問いが変わった（前と後の年は、そのままは比べられない）";

#[allow(clippy::cast_precision_loss, reason = "a handful of panels and years")]
fn at(n: usize) -> f64 {
    n as f64
}

/// How many panels stand beside each other, and in letters of which size.
fn layout(panels: &[Panel], whole: f64) -> (usize, f64) {
    let offered = if whole < WIDTH { COLUMNS_NARROW } else { COLUMNS };
    let fits = |columns: usize, size: f64| {
        let room = whole / at(columns) - GUTTER;
        panels.iter().all(|panel| {
            let years: f64 =
                panel.years.iter().map(|(year, _)| text_width(year, 12.0).max(text_width("100.0", 12.0)) + 4.0).sum();
            years <= room && fits_two_lines(&panel.label, size, room)
        })
    };
    let sizes = SIZES.into_iter().flat_map(|size| offered.map(|columns| (columns, size)));
    sizes.into_iter().find(|(columns, size)| fits(*columns, *size)).unwrap_or((offered[2], SIZES[1]))
}

/// Panels in the order given, all on the scale 0 to 100 %.
pub fn years(caption: &Caption, panels: &[Panel]) -> String {
    let mut canvas = Canvas::new(caption);
    let top = canvas.height() + 6.0;
    let (columns, size) = layout(panels, canvas.width);
    let width = canvas.width / at(columns);
    let height = PLOT + 84.0;
    for (n, panel) in panels.iter().enumerate() {
        let (left, upper) = (at(n % columns) * width, top + at(n / columns) * height);
        let (lines, _) = two_lines(&panel.label, "", size, width - GUTTER);
        canvas.label(left, upper + 20.0, Anchor::Start, size, &lines);
        let ground = upper + 40.0 + PLOT + 14.0;
        let slot = (width - GUTTER) / at(panel.years.len().max(1));
        for (i, (year, value)) in panel.years.iter().enumerate() {
            let tall = PLOT * value.share();
            let x = left + at(i) * slot;
            let title = format!("{} {year}: {}", panel.label, value.words());
            // The newest year is the one that is asked about.
            let fill = if i + 1 == panel.years.len() { FILLS[0] } else { FILLS[1] };
            canvas.area(x + slot * 0.15, ground - tall, slot * 0.7, tall, fill, &title);
            canvas.small(x + slot / 2.0, ground - tall - 4.0, Anchor::Middle, "#1a1a1a", &value.label());
            canvas.small(x + slot / 2.0, ground + 15.0, Anchor::Middle, "#4d4d4d", year);
            if i > 0 && panel.breaks.contains(&i) {
                canvas.broken(x, ground - PLOT, x, ground + 6.0);
                canvas.small(x, ground + 18.0, Anchor::Middle, "#4d4d4d", BREAK);
            }
        }
        canvas.rule(left, ground, left + width - GUTTER, ground);
        canvas.grow_to(ground + 24.0);
    }
    if panels.iter().any(|panel| !panel.breaks.is_empty()) {
        let y = canvas.height() + 4.0;
        let y = canvas.remark(y, BREAK_SAYS);
        canvas.grow_to(y);
    }
    let says = panels.iter().map(|p| {
        let broken = |i: usize| if p.breaks.contains(&i) { "（ここで問いが変わった）" } else { "" };
        let years = p.years.iter().enumerate().map(|(i, (year, v))| format!("{}{year} {}", broken(i), v.words()));
        let years: Vec<_> = years.collect();
        format!("{}: {}", p.label, years.join("、"))
    });
    let says: Vec<_> = says.collect();
    canvas.finish(caption, &says.join("。"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption, narrow, percent};
    use super::*;

    #[test]
    fn years_stand_side_by_side_and_breaks_are_marked() {
        let panel = |label: &str| Panel {
            label: label.to_owned(),
            years: vec![
                ("R5".to_owned(), percent(500, 10)),
                ("R6".to_owned(), Value::NoBase),
                ("R7".to_owned(), percent(700, 14)),
            ],
            breaks: vec![2],
        };
        let svg = years(
            &caption(),
            &[panel("協議の場"), panel("入退院支援"), panel("看取り"), panel("急変時"), panel("災害")],
        );
        assert_sound(&svg);
        assert!(svg.contains(BREAK_SAYS) && svg.contains("協議の場 R7: 70.0%（14件）"));
        assert!(svg.contains("（ここで問いが変わった）R7 70.0%"), "said to who cannot see it: {svg}");
    }

    #[test]
    fn long_words_and_many_years_get_the_room_they_need() {
        let long = "⑤在宅医療・介護連携における訪問看護ステーションの効果的な連携に関するハンドブック";
        let panel = |label: &str, years: usize| Panel {
            label: label.to_owned(),
            years: (0..years).map(|y| (format!("R{y}"), percent(1000, 10))).collect(),
            breaks: vec![0, years - 1],
        };
        assert_eq!(layout(&[panel("看取り", 3)], WIDTH).0, 4);
        assert_eq!(layout(&[panel("看取り", 3), panel(long, 2)], WIDTH), (2, 14.0));
        assert_eq!(layout(&[panel("看取り", 6)], WIDTH).0, 2);
        for panels in [vec![panel(long, 2); 5], vec![panel("看取り", 8); 3], vec![panel(&"長".repeat(99), 2)]] {
            assert_sound(&years(&caption(), &panels));
            assert_sound(&years(&narrow(), &panels));
        }
    }
}

//! 年次の小さな図の並び: one small panel per option, one column per year, breaks in the series marked.

use super::canvas::{Anchor, Canvas, FILLS, WIDTH, two_lines};
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

const COLUMNS: usize = 4;
const PLOT: f64 = 90.0;

/// Panels in the order given, all on the scale 0 to 100 %.
pub fn years(caption: &Caption, panels: &[Panel]) -> String {
    let mut canvas = Canvas::new(caption);
    let top = canvas.height() + 6.0;
    #[allow(clippy::cast_precision_loss, reason = "a handful of panels")]
    let at = |n: usize| n as f64;
    let width = WIDTH / at(COLUMNS);
    let height = PLOT + 84.0;
    for (n, panel) in panels.iter().enumerate() {
        let (left, mut y) = (at(n % COLUMNS) * width, top + at(n / COLUMNS) * height);
        for line in two_lines(&panel.label, 22) {
            y += 16.0;
            canvas.text(left, y, Anchor::Start, &line);
        }
        let ground = top + at(n / COLUMNS) * height + 40.0 + PLOT + 14.0;
        let slot = (width - 20.0) / at(panel.years.len().max(1));
        for (i, (year, value)) in panel.years.iter().enumerate() {
            let tall = PLOT * value.share();
            let x = left + at(i) * slot;
            let title = format!("{} {year}: {}", panel.label, value.words());
            // The newest year is the one that is asked about.
            let fill = if i + 1 == panel.years.len() { FILLS[0] } else { FILLS[1] };
            canvas.area(x + slot * 0.15, ground - tall, slot * 0.7, tall, fill, &title);
            canvas.small(x + slot / 2.0, ground - tall - 4.0, Anchor::Middle, "#1a1a1a", &value.label());
            canvas.small(x + slot / 2.0, ground + 15.0, Anchor::Middle, "#4d4d4d", year);
            if panel.breaks.contains(&i) {
                canvas.rule(x, ground - PLOT, x, ground + 6.0);
                canvas.small(x + 3.0, ground - PLOT + 2.0, Anchor::Start, "#4d4d4d", "問いが変わった");
            }
        }
        canvas.rule(left, ground, left + width - 20.0, ground);
        canvas.grow_to(ground + 24.0);
    }
    let says = panels.iter().map(|p| {
        let years: Vec<_> = p.years.iter().map(|(year, v)| format!("{year} {}", v.words())).collect();
        format!("{}: {}", p.label, years.join("、"))
    });
    let says: Vec<_> = says.collect();
    canvas.finish(caption, &says.join("。"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption, percent};
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
        assert!(svg.contains("問いが変わった") && svg.contains("協議の場 R7: 70.0%（14件）"));
    }
}

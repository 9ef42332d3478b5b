//! 位置の図: where one respondent stands among groups: per option a strip from 0 to 100 % with a mark for each group, one's
//! own answer marked at the label, the figures beside.

use std::fmt::Write as _;

use super::canvas::{Anchor, Canvas, WIDTH, escaped, short};
use super::text::{cut, text_width, wrapped};
use super::{Caption, Value};

/// A group one is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub mark: Mark,
    /// 「似た20市町村」
    pub label: String,
}

/// Told apart by shape, not by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// ○
    Circle,
    /// △
    Triangle,
    /// ◇
    Diamond,
    /// ▽
    Down,
    /// □
    Square,
}

impl Mark {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Circle => "○",
            Self::Triangle => "△",
            Self::Diamond => "◇",
            Self::Down => "▽",
            Self::Square => "□",
        }
    }
}

/// One option, or one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub label: String,
    pub own: Own,
    /// One per group, in their order.
    pub points: Vec<Point>,
}

/// What one answered oneself.
#[derive(Clone, Debug, PartialEq)]
pub enum Own {
    NotChosen,
    Chosen,
    /// A number, where on the strip (0 to 1), and how it is written.
    Number(f64, String),
}

/// A group's figure: where on the strip (0 to 1), and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// `None`: no figure is shown.
    pub at: Option<f64>,
    pub figure: String,
}

impl Point {
    pub fn of(value: &Value) -> Self {
        let at = matches!(value, Value::Percent { .. }).then(|| value.share());
        Self { at, figure: value.label() }
    }
}

const LABELS: f64 = 250.0;
const ROOM_FOR_WORDS: f64 = LABELS - 24.0;
const FIGURES: f64 = 46.0;
const ROOM: f64 = 14.0;

/// The whole picture; `own` is the respondent's name.
pub fn position(caption: &Caption, own: &str, groups: &[Group], lines: &[Line]) -> String {
    let mut canvas = Canvas::new(caption);
    #[allow(clippy::cast_precision_loss, reason = "five groups")]
    let figures = groups.len() as f64 * FIGURES;
    let length = WIDTH - LABELS - figures - 2.0 * ROOM;
    let mut y = canvas.height();
    // What each mark is: one under the other, so that long names have room.
    canvas.mark_own(8.0, y + 7.0);
    canvas.small(20.0, y + 11.0, Anchor::Start, "#1a1a1a", &format!("{own}の答え"));
    let mut x = 20.0 + text_width(own, 12.0) + 70.0;
    for group in groups {
        let width = text_width(&group.label, 12.0) + 34.0;
        if x + width > WIDTH {
            x = 8.0;
            y += 18.0;
        }
        canvas.mark(x, y + 7.0, group.mark, "");
        canvas.small(x + 11.0, y + 11.0, Anchor::Start, "#1a1a1a", &group.label);
        x += width;
    }
    y += 24.0;
    let left = LABELS + ROOM;
    for (at, group) in groups.iter().enumerate() {
        canvas.mark(column(at, groups.len()) - 8.0, y + 6.0, group.mark, &group.label);
    }
    canvas.small(left, y + 10.0, Anchor::Start, "#4d4d4d", "0");
    canvas.small(left + length, y + 10.0, Anchor::End, "#4d4d4d", if numbers(lines) { "最大" } else { "100%" });
    y += 16.0;
    let top = y;
    for line in lines {
        let words = label_lines(&line.label);
        #[allow(clippy::cast_precision_loss, reason = "a few lines")]
        let (tall, above) = (words.len() as f64 * 16.0, (words.len() as f64 - 1.0) * 8.0);
        let height = tall.max(18.0) + 8.0;
        let middle = y + height / 2.0;
        let chosen = !matches!(line.own, Own::NotChosen);
        if chosen {
            canvas.band(0.0, y + 1.0, WIDTH, height - 2.0);
            canvas.mark_own(8.0, middle);
        }
        let mut line_y = middle + 5.0 - above;
        for words in &words {
            canvas.text(20.0, line_y, Anchor::Start, words);
            line_y += 16.0;
        }
        canvas.rule(left, middle, left + length, middle);
        for (at, (point, group)) in line.points.iter().zip(groups).enumerate() {
            if let Some(share) = point.at {
                let title = format!("{} {}: {}", line.label, group.label, point.figure);
                canvas.mark(left + share * length, middle, group.mark, &title);
            }
            canvas.small(column(at, groups.len()), middle + 4.0, Anchor::End, "#1a1a1a", &point.figure);
        }
        if let Own::Number(share, figure) = &line.own {
            canvas.mark_own(left + share * length, middle);
            canvas.small(left + share * length, y + 9.0, Anchor::Middle, "#1a1a1a", figure);
        }
        y += height;
    }
    canvas.rule(left, top, left, y);
    canvas.rule(left + length, top, left + length, y);
    canvas.grow_to(y + 6.0);
    let says: Vec<String> = lines.iter().map(|line| said(own, groups, line)).collect();
    canvas.finish(caption, &says.join("。"))
}

/// A slide stands alone: only what is longer than four lines is cut.
fn label_lines(label: &str) -> Vec<String> {
    let mut lines = wrapped(label, 14.0, ROOM_FOR_WORDS);
    if lines.len() > 4 {
        let rest = lines.split_off(3).concat();
        lines.push(cut(&rest, 14.0, ROOM_FOR_WORDS));
    }
    lines
}

fn numbers(lines: &[Line]) -> bool {
    lines.iter().any(|line| matches!(line.own, Own::Number(..)))
}

/// Right edge of a group's figures.
fn column(at: usize, groups: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "five groups")]
    let before = (groups - at - 1) as f64 * FIGURES;
    WIDTH - before
}

fn said(own: &str, groups: &[Group], line: &Line) -> String {
    let figures: Vec<String> =
        groups.iter().zip(&line.points).map(|(group, point)| format!("{} {}", group.label, point.figure)).collect();
    let mine = match &line.own {
        Own::NotChosen => String::new(),
        Own::Chosen => format!("（{own}の答え）"),
        Own::Number(_, figure) => format!("（{own}は{figure}）"),
    };
    format!("{}{mine}: {}", line.label, figures.join("、"))
}

/// Only the strip, for a cell of a table that has the figures in words beside it: nothing is said twice.
pub fn strip(line: &Line, marks: &[Mark]) -> String {
    const LENGTH: f64 = 150.0;
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 0 166 18\" width=\"166\" height=\"18\" aria-hidden=\"true\">\
         <path d=\"M0 9h150M0 4v10M150 4v10\" stroke=\"#b3b3b3\" stroke-width=\"1\"/>",
    );
    for (point, mark) in line.points.iter().zip(marks) {
        if let Some(share) = point.at {
            let _ = write!(out, "<path d=\"{}\" {OPEN}/>", outline(*mark, share * LENGTH, 9.0));
        }
    }
    match line.own {
        Own::NotChosen => {}
        // One's own answer to a choice stands at its label; on the strip it is at the end: it is wholly so.
        Own::Chosen => filled(&mut out, LENGTH, 9.0),
        Own::Number(share, _) => filled(&mut out, share * LENGTH, 9.0),
    }
    out.push_str("</svg>");
    out
}

const OPEN: &str = "fill=\"#ffffff\" fill-opacity=\"0.6\" stroke=\"#1a1a1a\" stroke-width=\"1.3\"";

fn filled(out: &mut String, x: f64, y: f64) {
    let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"5\" fill=\"#006173\"/>", short(x), short(y));
}

fn outline(mark: Mark, x: f64, y: f64) -> String {
    let s = 5.0;
    let at = |dx: f64, dy: f64| format!("{} {}", short(x + dx), short(y + dy));
    match mark {
        Mark::Circle => format!("M{}a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0 -9.2 0z", at(-4.6, 0.0)),
        Mark::Triangle => format!("M{}L{}L{}z", at(0.0, -s), at(s, s * 0.8), at(-s, s * 0.8)),
        Mark::Down => format!("M{}L{}L{}z", at(0.0, s), at(s, -s * 0.8), at(-s, -s * 0.8)),
        Mark::Diamond => format!("M{}L{}L{}L{}z", at(0.0, -5.6), at(5.6, 0.0), at(0.0, 5.6), at(-5.6, 0.0)),
        Mark::Square => format!("M{}h8.4v8.4h-8.4z", at(-4.2, -4.2)),
    }
}

impl Canvas {
    fn mark(&mut self, x: f64, y: f64, mark: Mark, title: &str) {
        let shape = format!("<path d=\"{}\" {OPEN}/>", outline(mark, x, y));
        if title.is_empty() {
            self.raw(&shape);
        } else {
            self.raw(&format!("<g><title>{}</title>{shape}</g>", escaped(title)));
        }
    }

    fn mark_own(&mut self, x: f64, y: f64) {
        let mut shape = String::new();
        filled(&mut shape, x, y);
        self.raw(&shape);
    }

    fn band(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let (x, y, width, height) = (short(x), short(y), short(width), short(height));
        self.raw(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#e9f7f9\"/>"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption, percent};
    use super::*;

    fn groups() -> Vec<Group> {
        [
            (Mark::Circle, "似た20市町村"),
            (Mark::Triangle, "山口県"),
            (Mark::Diamond, "過疎と中山間"),
            (Mark::Down, "1万人以上3万人未満"),
            (Mark::Square, "全国"),
        ]
        .map(|(mark, label)| Group { mark, label: label.to_owned() })
        .to_vec()
    }

    fn line(label: &str, own: Own, values: [Value; 5]) -> Line {
        Line { label: label.to_owned(), own, points: values.iter().map(Point::of).collect() }
    }

    #[test]
    fn every_option_has_its_marks_and_figures() {
        let some = || [percent(650, 13), percent(0, 0), Value::NoBase, percent(1000, 9), percent(612, 1065)];
        let svg = position(
            &caption(),
            "柳井市",
            &groups(),
            &[
                line("設置している", Own::Chosen, some()),
                line(
                    "とても長い選択肢のことばで、二行に分けても入りきらないもの、たとえばこれ",
                    Own::NotChosen,
                    some(),
                ),
                line(&"長".repeat(200), Own::NotChosen, some()),
            ],
        );
        assert_sound(&svg);
        for words in [
            ">65.0<",
            ">－<",
            ">100.0<",
            "設置している（柳井市の答え）: 似た20市町村 65.0",
            "設置している 全国: 61.2",
            "えばこれ</text>",
            "…</text>",
        ] {
            assert!(svg.contains(words), "{words}: {svg}");
        }
        assert_eq!(svg.matches("<circle").count(), 2, "in the legend and at the one answer");
        assert_sound(&position(&caption(), "町", &[], &[]));
    }

    #[test]
    fn a_number_stands_on_its_strip() {
        let own = Own::Number(0.5, "3回".to_owned());
        let points = groups().iter().map(|_| Point { at: Some(0.25), figure: "1.5".to_owned() }).collect();
        let number = Line { label: "中央値".to_owned(), own, points };
        let svg = position(&caption(), "柳井市", &groups(), std::slice::from_ref(&number));
        assert_sound(&svg);
        assert!(svg.contains(">3回<") && svg.contains(">最大<") && svg.contains("柳井市は3回"));
        let small = strip(&number, &groups().iter().map(|g| g.mark).collect::<Vec<_>>());
        assert!(small.contains("cx=\"75\"") && small.matches("<path").count() == 6, "{small}");
    }

    #[test]
    fn signs_differ() {
        let signs: std::collections::BTreeSet<_> = groups().iter().map(|g| g.mark.sign()).collect();
        assert_eq!(signs.len(), 5);
    }
}

//! What leads to what: boxes in columns, arrows from the left to the right. A logic model on the wall.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Caption;
use super::canvas::{Canvas, escaped, short};
use super::text::{bold_width, wrapped};

/// One column, from the left: what it is, and its boxes from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub label: String,
    pub boxes: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What arrows name it by; unique in the picture.
    pub id: i64,
    pub words: String,
    /// Smaller lines under the words: 「指標：…」.
    pub notes: Vec<String>,
}

const SHEET: f64 = 1180.0;
/// Between two columns: room for the arrows.
const GAP: f64 = 52.0;
const INSET: f64 = 9.0;
const WORDS: f64 = 14.0;
const NOTES: f64 = 12.0;
/// From one box to the next below it.
const BETWEEN: f64 = 14.0;
const BAND: f64 = 4.0;
const INK: &str = "#1a1a1a";
const QUIET: &str = "#4d4d4d";
const ARROW: &str = "#006173";
/// Of the band over each box, from the left: what is done, then what comes of it, ever darker.
const BANDS: [&str; 5] = ["#b78f00", "#7fc4d1", "#4dabbb", "#00798f", "#003741"];

struct Placed<'a> {
    item: &'a Item,
    column: usize,
    words: Vec<String>,
    notes: Vec<String>,
    top: f64,
    height: f64,
}

impl Placed<'_> {
    fn middle(&self) -> f64 {
        self.top + self.height / 2.0
    }
}

#[allow(clippy::cast_precision_loss, reason = "a handful of columns, lines and boxes")]
fn count(number: usize) -> f64 {
    number as f64
}

/// Boxes in the order given; each stands as near as it can to those it is joined with. `links`: from a box to one at its right,
/// or in its own column. What names no box is left out.
pub fn flow(caption: &Caption, columns: &[Column], links: &[(i64, i64)]) -> String {
    let mut canvas = Canvas::across(caption, SHEET);
    let across = count(columns.len().max(1));
    let width = (SHEET - GAP * (across - 1.0)) / across;
    let left = |column: usize| count(column) * (width + GAP);
    let mut head = canvas.height();
    let labels: Vec<Vec<String>> =
        columns.iter().map(|one| wrapped(&one.label, 14.0, width * 14.0 / bold_width("一", 14.0))).collect();
    let lines = labels.iter().map(Vec::len).max().unwrap_or(0);
    for (at, label) in labels.iter().enumerate() {
        for (line, words) in label.iter().enumerate() {
            canvas.bold(left(at), head + 14.0 + 18.0 * count(line), 14.0, words);
        }
    }
    head += 18.0 * count(lines) + 6.0;
    canvas.rule(0.0, head, SHEET, head);
    let placed = place(columns, links, width, head + 12.0);
    let at: BTreeMap<i64, &Placed<'_>> = placed.iter().map(|one| (one.item.id, one)).collect();
    let known: Vec<(&Placed<'_>, &Placed<'_>)> =
        links.iter().filter_map(|(from, to)| Some((*at.get(from)?, *at.get(to)?))).collect();
    for (from, to) in &known {
        arrow(&mut canvas, from, to, width, &left);
    }
    for one in &placed {
        drawn(&mut canvas, one, left(one.column), width);
    }
    canvas.grow_to(placed.iter().map(|one| one.top + one.height).fold(head + 24.0, f64::max) + 4.0);
    let says = columns.iter().map(|column| {
        let boxes = column.boxes.iter().map(|one| {
            let to: Vec<&str> =
                known.iter().filter(|(from, _)| from.item.id == one.id).map(|(_, to)| to.item.words.as_str()).collect();
            if to.is_empty() { one.words.clone() } else { format!("{}（→{}）", one.words, to.join("、")) }
        });
        format!("{}: {}", column.label, boxes.collect::<Vec<_>>().join("／"))
    });
    canvas.finish(caption, &says.collect::<Vec<_>>().join("。"))
}

/// Column by column from the left: each box as near as the order allows to the middle of what leads to it.
fn place<'a>(columns: &'a [Column], links: &[(i64, i64)], width: f64, top: f64) -> Vec<Placed<'a>> {
    let mut placed: Vec<Placed<'a>> = Vec::new();
    for (column, one) in columns.iter().enumerate() {
        let mut wanted: Vec<(f64, Placed<'a>)> = Vec::new();
        for item in &one.boxes {
            let room = width - 2.0 * INSET;
            let words = wrapped(&item.words, WORDS, room);
            let notes: Vec<String> = item.notes.iter().flat_map(|note| wrapped(note, NOTES, room)).collect();
            let height = BAND + 2.0 * 7.0 + 18.0 * count(words.len()) + 16.0 * count(notes.len());
            let before: Vec<f64> = links
                .iter()
                .filter(|(_, to)| *to == item.id)
                .filter_map(|(from, _)| placed.iter().find(|one| one.item.id == *from).map(Placed::middle))
                .collect();
            let middle =
                if before.is_empty() { top } else { before.iter().sum::<f64>() / count(before.len()) - height / 2.0 };
            wanted.push((middle, Placed { item, column, words, notes, top: 0.0, height }));
        }
        settle(&mut wanted, top);
        placed.extend(wanted.into_iter().map(|(_, one)| one));
    }
    placed
}

/// In their order and apart: first down from the top, then, where there is air, up towards where each wants to be.
fn settle(boxes: &mut [(f64, Placed<'_>)], top: f64) {
    let mut free = top;
    for (wanted, one) in boxes.iter_mut() {
        one.top = wanted.max(free);
        free = one.top + one.height + BETWEEN;
    }
    // Those pushed down share the push with those above them, as far as there is room.
    for at in (0..boxes.len()).rev() {
        let over = boxes[at].1.top - boxes[at].0.max(top);
        if over <= 0.5 {
            continue;
        }
        let mut first = at;
        while first > 0
            && (boxes[first].1.top - BETWEEN - boxes[first - 1].1.top - boxes[first - 1].1.height).abs() < 0.5
        {
            first -= 1;
        }
        let floor = if first == 0 { top } else { boxes[first - 1].1.top + boxes[first - 1].1.height + BETWEEN };
        let group = &mut boxes[first..=at];
        let mean = group.iter().map(|(wanted, one)| one.top - wanted).sum::<f64>() / count(group.len());
        let up = mean.min(group[0].1.top - floor).max(0.0);
        for (_, one) in group {
            one.top -= up;
        }
    }
}

/// From the right edge to the left edge of the next; within a column round its right side.
fn arrow(canvas: &mut Canvas, from: &Placed<'_>, to: &Placed<'_>, width: f64, left: &dyn Fn(usize) -> f64) {
    let (x1, y1) = (left(from.column) + width, from.middle());
    let aside = from.column == to.column;
    let (x2, y2) = (if aside { left(to.column) + width } else { left(to.column) }, to.middle());
    let (c1, c2, head) = if aside {
        (x1 + GAP * 0.7, x2 + GAP * 0.7, 6.0)
    } else {
        let reach = GAP.max((x2 - x1) * 0.4) * 0.8;
        (x1 + reach, x2 - reach, -6.0)
    };
    let (x1, y1, x2, y2, c1, c2) = (short(x1), short(y1), x2, y2, short(c1), short(c2));
    let mut shape = String::new();
    let _ = write!(
        shape,
        "<g><title>{}</title><path d=\"M{x1} {y1}C{c1} {y1} {c2} {} {} {}\" fill=\"none\" stroke=\"{ARROW}\" stroke-width=\"1.6\"/>\
         <path d=\"M{} {}l{} -4.5v9z\" fill=\"{ARROW}\"/></g>",
        escaped(&format!("{} → {}", from.item.words, to.item.words)),
        short(y2),
        short(x2 + head),
        short(y2),
        short(x2),
        short(y2),
        short(head * 1.5),
    );
    canvas.raw(&shape);
}

fn drawn(canvas: &mut Canvas, one: &Placed<'_>, x: f64, width: f64) {
    let band = BANDS[one.column.min(BANDS.len() - 1)];
    let (left, top) = (short(x), short(one.top));
    let mut shape = String::new();
    let _ = write!(
        shape,
        "<g><title>{}</title><rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"#ffffff\" stroke=\"{QUIET}\" \
         stroke-width=\"1\"/><rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{BAND}\" rx=\"2\" fill=\"{band}\"/></g>",
        escaped(&one.item.words),
        short(width),
        short(one.height),
        short(width),
    );
    canvas.raw(&shape);
    let mut y = one.top + BAND + 7.0;
    for line in &one.words {
        canvas.small_at(x + INSET, y + 13.0, WORDS, INK, line);
        y += 18.0;
    }
    for line in &one.notes {
        canvas.small_at(x + INSET, y + 12.0, NOTES, QUIET, line);
        y += 16.0;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_sound, caption};
    use super::*;

    fn item(id: i64, words: &str, notes: &[&str]) -> Item {
        Item { id, words: words.to_owned(), notes: notes.iter().map(|note| (*note).to_owned()).collect() }
    }

    fn columns() -> Vec<Column> {
        vec![
            Column {
                label: "取組".to_owned(),
                boxes: vec![
                    item(
                        1,
                        "訪問看護の当番を、三つの事業所で週替わりにする相談を、月に一度ひらく",
                        &["だれが：在宅医療・介護連携支援センター", "令和9年4月"],
                    ),
                    item(2, "<b>手引き</b> & 名簿", &[]),
                ],
            },
            Column { label: "アウトプット".to_owned(), boxes: vec![item(3, "当番表", &[])] },
            Column {
                label: "最終アウトカム".to_owned(),
                boxes: vec![item(4, "家で最期を迎えられる", &["指標：9.5% → 12%"]), item(5, "もう一つ", &[])],
            },
        ]
    }

    fn tops(svg: &str) -> Vec<(f64, f64)> {
        let boxes = svg.split("<rect ").filter(|tag| tag.contains("fill=\"#ffffff\""));
        let number = |tag: &str, name: &str| tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok();
        boxes.filter_map(|tag| Some((number(tag, " y")?, number(tag, "height")?))).collect()
    }

    #[test]
    fn every_box_and_arrow_is_drawn_and_said() {
        let svg = flow(&caption(), &columns(), &[(1, 3), (2, 3), (3, 4), (4, 5), (9, 1)]);
        assert_sound(&svg);
        assert_eq!(svg.matches("<path d=\"M").count(), 8, "four arrows with their heads; the fifth names no box");
        assert!(
            svg.contains("当番表（→家で最期を迎えられる）") && svg.contains("&lt;b&gt;手引き&lt;/b&gt; &amp; 名簿")
        );
        let places = tops(&svg);
        assert_eq!(places.len(), 5);
        // Within a column nothing stands on another.
        assert!(places[0].0 + places[0].1 < places[1].0 && places[3].0 + places[3].1 < places[4].0);
        assert_sound(&flow(&caption(), &[], &[]));
        assert_sound(&flow(&caption(), &[Column { label: "取組".to_owned(), boxes: vec![] }], &[]));
    }

    #[test]
    fn a_box_stands_beside_what_leads_to_it() {
        let svg = flow(&caption(), &columns(), &[(2, 3)]);
        let places = tops(&svg);
        let middle = |at: usize| places[at].0 + places[at].1 / 2.0;
        assert!((middle(1) - middle(2)).abs() < 0.1, "{places:?}");
    }

    #[test]
    fn three_hundred_boxes_are_drawn_in_a_moment() {
        let column = |at: i64| Column {
            label: format!("段{at}"),
            boxes: (0..60)
                .map(|n| item(at * 60 + n, "同じ長さのことばをここに書いておく。あと少し。", &["指標"]))
                .collect(),
        };
        let columns: Vec<Column> = (0..5).map(column).collect();
        let links: Vec<(i64, i64)> =
            (0..240).flat_map(|n| [(n, n + 60), (n, (n * 7) % 60 + (n / 60 + 1) * 60)]).collect();
        let begun = std::time::Instant::now();
        let svg = flow(&caption(), &columns, &links);
        assert!(begun.elapsed().as_secs() < 5 && svg.len() < crate::pdf::LARGEST_CHART);
        assert_sound(&svg);
        let places = tops(&svg);
        for column in places.chunks(60) {
            assert!(column.windows(2).all(|two| two[0].0 + two[0].1 <= two[1].0 + 0.1));
        }
    }
}

//! 都道府県のタイル図: 47 squares of the same size, roughly where they lie. A map gives Hokkaido a fifth of the
//! picture; here every prefecture has the same say.

use super::canvas::{Anchor, Canvas, Fill, STEPS};
use super::{Caption, Value};

/// A prefecture's figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// 都道府県番号, 1 to 47.
    pub prefecture: u8,
    pub value: Value,
}

/// Column, row and short name of each prefecture, by its number.
const PLACES: [(u8, u8, &str); 47] = [
    (13, 0, "北海道"),
    (13, 2, "青森"),
    (13, 3, "岩手"),
    (13, 4, "宮城"),
    (12, 3, "秋田"),
    (12, 4, "山形"),
    (13, 5, "福島"),
    (13, 6, "茨城"),
    (12, 6, "栃木"),
    (11, 6, "群馬"),
    (12, 7, "埼玉"),
    (13, 8, "千葉"),
    (12, 8, "東京"),
    (12, 9, "神奈川"),
    (12, 5, "新潟"),
    (10, 5, "富山"),
    (9, 5, "石川"),
    (9, 6, "福井"),
    (11, 7, "山梨"),
    (10, 6, "長野"),
    (10, 7, "岐阜"),
    (11, 8, "静岡"),
    (10, 8, "愛知"),
    (9, 8, "三重"),
    (9, 7, "滋賀"),
    (8, 6, "京都"),
    (8, 7, "大阪"),
    (7, 7, "兵庫"),
    (8, 8, "奈良"),
    (8, 9, "和歌山"),
    (7, 6, "鳥取"),
    (6, 6, "島根"),
    (6, 7, "岡山"),
    (5, 7, "広島"),
    (4, 7, "山口"),
    (7, 10, "徳島"),
    (7, 9, "香川"),
    (6, 9, "愛媛"),
    (6, 10, "高知"),
    (3, 8, "福岡"),
    (2, 8, "佐賀"),
    (1, 8, "長崎"),
    (2, 9, "熊本"),
    (3, 9, "大分"),
    (3, 10, "宮崎"),
    (2, 10, "鹿児島"),
    (0, 11, "沖縄"),
];

const SIDE: f64 = 50.0;
/// Tenths of a percent from one step of shading to the next, where the whole range is of interest.
const STEP: i64 = 200;
const NOTHING: Fill = STEPS[0];

/// Above the fifth step comes the darkest.
fn fill(value: &Value, step: i64) -> Fill {
    match value {
        Value::Percent { tenths, .. } => {
            let at = (1..=5).position(|n| *tenths < n * step).unwrap_or(STEPS.len() - 1);
            STEPS[at]
        }
        Value::Suppressed | Value::NoBase => NOTHING,
    }
}

/// On a telephone, where fourteen squares beside each other cannot be read: the same squares by region, seven in a row.
const REGIONS: [(&str, u8); 7] =
    [("北海道・東北", 7), ("関東", 14), ("中部", 23), ("近畿", 30), ("中国", 35), ("四国", 39), ("九州・沖縄", 47)];
const IN_A_ROW: u8 = 7;
const SIDE_NARROW: f64 = 48.0;
const HEADING: f64 = 20.0;

/// Where each square stands, and the headings: left, top.
fn places(canvas: &mut Canvas, top: f64) -> Vec<(f64, f64)> {
    if !canvas.narrow {
        let at = |(column, row, _): &(u8, u8, &str)| {
            (f64::from(*column) * (SIDE + 3.0), top + f64::from(*row) * (SIDE * 0.8 + 3.0))
        };
        return PLACES.iter().map(at).collect();
    }
    // The legend stands above.
    let mut y = top + 52.0;
    let mut places = Vec::with_capacity(PLACES.len());
    let mut first = 1;
    for (region, last) in REGIONS {
        canvas.small(0.0, y + 14.0, Anchor::Start, "#4d4d4d", region);
        y += HEADING;
        for at in 0..=(last - first) {
            let (column, row) = (f64::from(at % IN_A_ROW), f64::from(at / IN_A_ROW));
            places.push((column * (SIDE_NARROW + 3.0), y + row * (SIDE * 0.8 + 3.0)));
        }
        y += f64::from((last - first) / IN_A_ROW + 1) * (SIDE * 0.8 + 3.0);
        first = last + 1;
    }
    places
}

/// A prefecture that is not in `tiles` is drawn empty: 「－」.
pub fn tile_map(caption: &Caption, tiles: &[Tile]) -> String {
    tile_map_by(caption, tiles, STEP)
}

/// The same for figures that lie close together: shaded in steps as fine as the largest allows.
pub fn tile_map_close(caption: &Caption, tiles: &[Tile]) -> String {
    let most = tiles.iter().filter_map(|tile| match tile.value {
        Value::Percent { tenths, .. } => Some(tenths),
        _ => None,
    });
    let most = most.max().unwrap_or(0);
    let step = [10, 20, 50, 100, STEP].into_iter().find(|step| most < step * 5).unwrap_or(STEP);
    tile_map_by(caption, tiles, step)
}

fn tile_map_by(caption: &Caption, tiles: &[Tile], step: i64) -> String {
    let mut canvas = Canvas::new(caption);
    let top = canvas.height();
    let mut says = Vec::new();
    let places = places(&mut canvas, top);
    let side = if canvas.narrow { SIDE_NARROW } else { SIDE };
    for (number, ((_, _, name), (x, y))) in (1_u8..).zip(PLACES.into_iter().zip(places)) {
        let value = tiles.iter().find(|t| t.prefecture == number).map_or(Value::NoBase, |t| t.value.clone());
        let fill = fill(&value, step);
        canvas.area(x, y, side, SIDE * 0.8, fill, &format!("{name}: {}", value.words()));
        canvas.small(x + side / 2.0, y + 16.0, Anchor::Middle, fill.ink, name);
        canvas.small(x + side / 2.0, y + 32.0, Anchor::Middle, fill.ink, &value.label());
        canvas.grow_to(y + SIDE);
        if matches!(value, Value::Percent { .. }) {
            says.push(format!("{name} {}", value.words()));
        }
    }
    let bound = |n: i64| {
        let tenths = n * step;
        if tenths % 10 == 0 { format!("{}%", tenths / 10) } else { format!("{}.{}%", tenths / 10, tenths % 10) }
    };
    let words: [String; 6] = std::array::from_fn(|at| match i64::try_from(at).unwrap_or(0) {
        0 => format!("{}未満", bound(1)),
        5 if step == STEP => bound(5),
        n => format!("{}以上", bound(n)),
    });
    for (i, (shade, words)) in STEPS.iter().zip(&words).enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "six steps")]
        let (column, row, i) = ((i % 3) as f64, (i / 3) as f64, i as f64);
        let (x, y) = if canvas.narrow { (column * 118.0, top + row * 22.0) } else { (0.0, top + i * 22.0) };
        canvas.area(x, y, 16.0, 16.0, *shade, words);
        canvas.small(x + 22.0, y + 13.0, Anchor::Start, "#1a1a1a", words);
    }
    canvas.finish(caption, &says.join("、"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::{assert_sound, caption, narrow, percent};
    use super::*;

    #[test]
    fn figures_that_lie_close_are_told_apart() {
        let tiles: Vec<Tile> = (1..=47).map(|n| Tile { prefecture: n, value: percent(i64::from(n) * 4, 10) }).collect();
        let svg = tile_map_close(&caption(), &tiles);
        assert_sound(&svg);
        // 18.8 % at most: steps of 5 %.
        assert!(svg.contains(">5%未満<") && svg.contains(">20%以上<") && !svg.contains(">100%<"));
        let shades = STEPS.iter().filter(|shade| svg.matches(&format!("fill=\"{}\"", shade.base)).count() > 1).count();
        assert!(shades >= 4, "{shades}");
        assert!(tile_map_close(&caption(), &[]).contains(">1%未満<"));
        assert!(tile_map(&caption(), &tiles).contains(">100%<"));
    }

    #[test]
    fn no_two_prefectures_share_a_place() {
        let places: BTreeSet<_> = PLACES.iter().map(|(column, row, _)| (column, row)).collect();
        assert_eq!(places.len(), 47);
        assert!(
            PLACES.iter().all(|(column, ..)| f64::from(*column) * (SIDE + 3.0) + SIDE <= super::super::canvas::WIDTH)
        );
    }

    #[test]
    fn every_prefecture_is_drawn_with_its_figure() {
        let tiles: Vec<_> = (1..=46).map(|n| Tile { prefecture: n, value: percent(i64::from(n) * 20, 1) }).collect();
        let svg = tile_map(&caption(), &tiles);
        assert_sound(&svg);
        // By region on a telephone: every square inside, none upon another, words of the same size.
        let small = tile_map(&narrow(), &tiles);
        assert_sound(&small);
        assert_eq!(small.matches("<title>").count() - 1, svg.matches("<title>").count() - 1);
        let mut canvas = Canvas::new(&narrow());
        let places = places(&mut canvas, 100.0);
        assert_eq!(places.len(), 47);
        assert!(places.iter().all(|(x, _)| x + SIDE_NARROW <= canvas.width), "{places:?}");
        let apart =
            |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).abs() >= SIDE_NARROW || (a.1 - b.1).abs() >= SIDE * 0.8;
        assert!((0..47).all(|a| (0..a).all(|b| apart(&places[a], &places[b]))));
        assert!(
            svg.contains("北海道: 2.0%") && svg.contains("鹿児島: 92.0%") && svg.contains("沖縄: 対象がありません")
        );
        for (tenths, step) in [(0, 0), (199, 0), (200, 1), (999, 4), (1000, 5)] {
            assert_eq!(fill(&percent(tenths, 1), STEP).ink, STEPS[step].ink, "{tenths}");
        }
    }
}

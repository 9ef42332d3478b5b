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
/// Upper bounds of the steps, in tenths of a percent; above the last comes the darkest.
const BOUNDS: [i64; 5] = [200, 400, 600, 800, 1000];
const NOTHING: Fill = STEPS[0];

fn fill(value: &Value) -> Fill {
    match value {
        Value::Percent { tenths, .. } => {
            let step = BOUNDS.iter().position(|bound| tenths < bound).unwrap_or(BOUNDS.len());
            STEPS[step]
        }
        Value::Suppressed | Value::NoBase => NOTHING,
    }
}

/// A prefecture that is not in `tiles` is drawn empty: 「－」.
pub fn tile_map(caption: &Caption, tiles: &[Tile]) -> String {
    let mut canvas = Canvas::new(caption);
    let top = canvas.height();
    let mut says = Vec::new();
    for (number, (column, row, name)) in (1_u8..).zip(PLACES) {
        let value = tiles.iter().find(|t| t.prefecture == number).map_or(Value::NoBase, |t| t.value.clone());
        let (x, y) = (f64::from(column) * (SIDE + 3.0), top + f64::from(row) * (SIDE * 0.8 + 3.0));
        let fill = fill(&value);
        canvas.area(x, y, SIDE, SIDE * 0.8, fill, &format!("{name}: {}", value.words()));
        canvas.small(x + SIDE / 2.0, y + 16.0, Anchor::Middle, fill.ink, name);
        canvas.small(x + SIDE / 2.0, y + 32.0, Anchor::Middle, fill.ink, &value.label());
        canvas.grow_to(y + SIDE);
        if matches!(value, Value::Percent { .. }) {
            says.push(format!("{name} {}", value.words()));
        }
    }
    let words = ["20%未満", "20%以上", "40%以上", "60%以上", "80%以上", "100%"];
    for (i, (step, words)) in STEPS.iter().zip(words).enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "six steps")]
        let y = top + i as f64 * 22.0;
        canvas.area(0.0, y, 16.0, 16.0, *step, words);
        canvas.small(22.0, y + 13.0, Anchor::Start, "#1a1a1a", words);
    }
    canvas.finish(caption, &says.join("、"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::{assert_sound, caption, percent};
    use super::*;

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
        assert!(
            svg.contains("北海道: 2.0%") && svg.contains("鹿児島: 92.0%") && svg.contains("沖縄: 対象がありません")
        );
        for (tenths, step) in [(0, 0), (199, 0), (200, 1), (999, 4), (1000, 5)] {
            assert_eq!(fill(&percent(tenths, 1)).ink, STEPS[step].ink, "{tenths}");
        }
    }
}

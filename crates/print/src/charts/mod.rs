//! Charts for the tables of a survey. Each is one self-contained SVG without style sheet or script: it can stand
//! in a page, be saved and put on a slide. Every mark has its own title; patterns tell what colours tell.

mod band;
mod bars;
mod canvas;
mod flow;
mod position;
mod side_by_side;
mod stacked;
mod text;
mod text_boxes;
mod tile_map;
mod years;

pub use band::band;
pub use bars::{Bar, bars};
pub use flow::{Column as FlowColumn, Item as FlowItem, flow};
pub use position::{Group, Line, Mark, Own, Point, position, strip};
pub use side_by_side::{Item, side_by_side};
pub use stacked::{Row, stacked, stacked_with_breaks};
pub use text_boxes::outside;
pub use tile_map::{Tile, tile_map, tile_map_close};
pub use years::{Panel, years};

/// Words around a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// Unique on its page: ASCII letters, digits, `-`. The title's and description's ids begin with it.
    pub id: String,
    /// What the chart says: 「協議の場がある市町村は78.3%」
    pub title: String,
    /// Base, unit and year: 「n=1,741、%、令和7年度」
    pub base: String,
    /// 出典; a demonstration's mark belongs here too.
    pub source: String,
    /// Drawn for a telephone: as wide as one held upright, every word above what it names.
    pub narrow: bool,
}

/// A figure as a table prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Tenths of a percent (783 = 78.3 %), already rounded half-up, and the count behind it.
    Percent { tenths: i64, count: i64 },
    /// Kept back so that nobody can be recognised.
    Suppressed,
    /// Nobody was asked: no base, no percentage.
    NoBase,
}

impl Value {
    /// 「78.3」, 「＊」, 「－」
    pub fn label(&self) -> String {
        match self {
            Self::Percent { tenths, .. } => format!("{}.{}", tenths / 10, tenths % 10),
            Self::Suppressed => "＊".to_owned(),
            Self::NoBase => "－".to_owned(),
        }
    }

    /// In words, for the title of a mark: 「78.3%（1,363件）」
    pub fn words(&self) -> String {
        match self {
            Self::Percent { count, .. } => format!("{}%（{}件）", self.label(), grouped(*count)),
            Self::Suppressed => "人が特定されないよう伏せています".to_owned(),
            Self::NoBase => "対象がありません".to_owned(),
        }
    }

    /// Share of the whole width, 0 to 1; what has no percentage has no length.
    fn share(&self) -> f64 {
        match self {
            #[allow(clippy::cast_precision_loss, reason = "at most 1000 tenths are drawn")]
            Self::Percent { tenths, .. } => (*tenths).clamp(0, 1000) as f64 / 1000.0,
            Self::Suppressed | Self::NoBase => 0.0,
        }
    }
}

/// 1,741
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if number < 0 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn percent(tenths: i64, count: i64) -> Value {
        Value::Percent { tenths, count }
    }

    pub(super) fn caption() -> Caption {
        Caption {
            id: "q1".to_owned(),
            title: "協議の場 <がある> & ない".to_owned(),
            base: "n=1,741、%、令和7年度".to_owned(),
            source: "実態調査".to_owned(),
            narrow: false,
        }
    }

    pub(super) fn narrow() -> Caption {
        Caption { narrow: true, ..caption() }
    }

    /// Well-formed, titled, nothing inline that a content policy refuses, no number that is none.
    pub(super) fn assert_sound(svg: &str) {
        let mut open: Vec<&str> = Vec::new();
        for piece in svg.split('<').skip(1) {
            let (tag, _) = piece.split_once('>').expect("every tag ends");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{svg}");
            } else if !tag.ends_with('/') {
                open.push(tag.split(' ').next().unwrap_or(tag));
            }
        }
        assert!(open.is_empty(), "{open:?}");
        assert!(svg.starts_with("<svg ") && svg.contains("role=\"img\" aria-labelledby=\"q1-title q1-desc\""));
        assert!(svg.contains("&lt;がある&gt; &amp; ない"));
        assert_eq!(outside(svg), Vec::<String>::new(), "no word leaves the picture: {svg}");
        for refused in ["style=", "<script", "NaN", "inf", "href="] {
            assert!(!svg.contains(refused), "{refused} in {svg}");
        }
    }

    #[test]
    fn figures_are_labelled_as_printed() {
        assert_eq!(percent(783, 1363).label(), "78.3");
        assert_eq!(percent(1000, 1741).words(), "100.0%（1,741件）");
        assert_eq!(percent(5, 9).label(), "0.5");
        assert_eq!(Value::Suppressed.label(), "＊");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(-100), "-100");
    }
}

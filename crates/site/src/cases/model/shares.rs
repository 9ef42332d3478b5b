//! How several municipalities share the cost of a joint work: 均等割 40 %, 人口割 30 %, 高齢者人口割 30 %.

use japanese::fold::{half_width, tidy};
use serde::{Deserialize, Serialize};

/// A part of the cost. Without `tenths` the source names the basis but no figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostShare {
    /// 均等割, 人口割 …
    pub basis: String,
    /// Tenths of a percent: 333 for 33.3 %.
    pub tenths: Option<i64>,
}

/// 100 % in tenths.
pub const WHOLE: i64 = 1000;

impl CostShare {
    /// 「40」, 「33.3」; empty without a figure.
    pub fn percent(&self) -> String {
        self.tenths.map(percent).unwrap_or_default()
    }

    /// 「40 %」, 「割合の記載なし」
    pub fn shown(&self) -> String {
        self.tenths.map_or_else(|| "割合の記載なし".to_owned(), |tenths| format!("{} %", percent(tenths)))
    }
}

fn percent(tenths: i64) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// 「40」, 「４０％」, 「33.3」, 「4割」 → tenths of a percent; `None` for what is none, or is not between 0 and 100.
pub fn read_percent(typed: &str) -> Option<i64> {
    let text: String = half_width(&tidy(typed)).chars().filter(|c| !c.is_whitespace()).collect();
    let (text, unit) = match text.strip_suffix('割') {
        Some(rest) => (rest.to_owned(), 100),
        None => (text.trim_end_matches(['%', '％']).to_owned(), 10),
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let is_digits = |t: &str| !t.is_empty() && t.len() <= 3 && t.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || part.len() != 1 || !is_digits(part) {
        return None;
    }
    let tenths = whole.parse::<i64>().ok()? * unit + part.parse::<i64>().ok()? * unit / 10;
    (1..=WHOLE).contains(&tenths).then_some(tenths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_as_people_write_it() {
        for (typed, tenths) in [
            ("40", Some(400)),
            ("４０％", Some(400)),
            ("4割", Some(400)),
            ("2.5割", Some(250)),
            ("33.3", Some(333)),
            ("0.1", Some(1)),
            ("100", Some(1000)),
            ("100.1", None),
            ("0", None),
            ("-3", None),
            ("33.33", None),
            ("半分", None),
            ("", None),
            ("11割", None),
        ] {
            assert_eq!(read_percent(typed), tenths, "{typed}");
        }
        let share = |tenths| CostShare { basis: "均等割".to_owned(), tenths };
        assert_eq!((share(Some(333)).percent(), share(Some(400)).shown()), ("33.3".to_owned(), "40 %".to_owned()));
        assert_eq!(share(None).shown(), "割合の記載なし");
    }
}

//! Shapes that `templates/components.html` shows: choices, facets, facts, pages of a list.

use foundation::web::PageLinks;

/// An option of a select, a radio, a checkbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
    pub chosen: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), chosen }
    }
}

/// One value of a facet with the number of hits behind it; `href` switches it on or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    pub label: String,
    pub href: String,
    pub count: i64,
    pub on: bool,
}

/// What is said of conditions in an address that do not exist; `None` without any. A long one is told by its beginning.
pub fn unknown_values<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    const TOLD: usize = 5;
    const LONGEST: usize = 30;
    let short = |value: &str| match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    };
    let values: Vec<String> = values.map(short).collect();
    let more = if values.len() > TOLD { "など" } else { "" };
    let told = values.get(..values.len().min(TOLD)).unwrap_or_default().join("」「");
    (!values.is_empty()).then(|| format!("「{told}」{more}という区分はありません。この条件を外して示しています。"))
}

/// A figure with what makes it a figure: unit in `value`; base, year and source in `note`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: String,
    pub value: String,
    pub note: String,
    /// Invented for the demonstration; marked 架空 beside the figure itself.
    pub fictitious: bool,
}

/// One number of the pagination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLink {
    pub label: String,
    pub href: String,
    pub here: bool,
    pub gap: bool,
}

/// What the pagination component takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// 「1,741件中 1〜50件」
    pub summary: String,
    pub previous: String,
    pub next: String,
    pub pages: Vec<PageLink>,
    /// More than one page.
    pub needed: bool,
}

impl Pagination {
    pub fn new(links: &PageLinks, unit: &str) -> Self {
        let summary = if links.total == 0 {
            format!("0{unit}")
        } else if links.from == 0 {
            format!("{}{unit}（このページには何もありません）", number(links.total))
        } else {
            format!("{}{unit}中 {}〜{}{unit}", number(links.total), number(links.from), number(links.to))
        };
        Self {
            summary,
            previous: links.previous.clone().unwrap_or_default(),
            next: links.next.clone().unwrap_or_default(),
            pages: links
                .pages
                .iter()
                .map(|(n, href, here)| PageLink { label: n.to_string(), href: href.clone(), here: *here, gap: false })
                .collect(),
            needed: links.previous.is_some() || links.next.is_some(),
        }
    }
}

/// 1741 → 1,741
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0 { format!("−{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_are_parted() {
        let cases =
            [(0, "0"), (999, "999"), (1000, "1,000"), (1741, "1,741"), (1_234_567, "1,234,567"), (-1000, "−1,000")];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }
}

//! Lists in pages: a page number in the address, links in front and behind.

use super::Fields;

/// Which part of a list is asked for. Pages count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub number: i64,
    pub size: i64,
}

impl Page {
    /// From `?page=`; anything odd means the first page.
    pub fn of(query: &Fields, size: i64) -> Self {
        let number = query.get("page").parse::<i64>().unwrap_or(1).clamp(1, 100_000);
        Self { number, size }
    }

    /// The same list at its last page, when it was asked for beyond its end.
    #[must_use]
    pub fn within(self, total: i64) -> Self {
        let last = ((total + self.size - 1) / self.size).max(1);
        Self { number: self.number.min(last), ..self }
    }

    pub fn offset(self) -> i64 {
        (self.number - 1) * self.size
    }
}

/// What the pagination shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageLinks {
    /// Items in all, and the first and last one shown (1-based; 0–0 when there is none).
    pub total: i64,
    pub from: i64,
    pub to: i64,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// Page numbers around the current one: number, address, whether it is this page.
    pub pages: Vec<(i64, String, bool)>,
}

impl PageLinks {
    pub fn new(path: &str, query: &Fields, page: Page, total: i64) -> Self {
        let last = ((total + page.size - 1) / page.size).max(1);
        let href = |n: i64| {
            let number = if n == 1 { String::new() } else { n.to_string() };
            let text = query.replaced("page", &number).to_query();
            if text.is_empty() { path.to_owned() } else { format!("{path}?{text}") }
        };
        // Beyond the end nothing is shown, and the way back leads to the last page.
        let beyond = page.offset() >= total;
        let from = if beyond { 0 } else { page.offset() + 1 };
        Self {
            total,
            from,
            to: if beyond { 0 } else { (page.offset() + page.size).min(total) },
            previous: (page.number > 1).then(|| href((page.number - 1).min(last))),
            next: (page.number < last).then(|| href(page.number + 1)),
            pages: ((page.number - 3).max(1)..=(page.number + 3).min(last))
                .map(|n| (n, href(n), n == page.number))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_have_no_further_links() {
        let query = Fields::from_pairs([("q", "島"), ("page", "2")]);
        let page = Page::of(&query, 20);
        let links = PageLinks::new("/cases", &query, page, 41);
        assert_eq!((links.from, links.to), (21, 40));
        assert_eq!(links.previous.as_deref(), Some("/cases?q=%E5%B3%B6"));
        assert!(links.next.is_some());
        assert_eq!(links.pages.len(), 3);
        let one = PageLinks::new("/cases", &Fields::default(), Page { number: 1, size: 20 }, 0);
        assert_eq!(Page { number: 999, size: 20 }.within(41).number, 3);
        assert_eq!((Page { number: 2, size: 20 }.within(41).number, page.within(0).number), (2, 1));
        assert_eq!((one.from, one.to, one.previous, one.next), (0, 0, None, None));
    }
}

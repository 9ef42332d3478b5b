//! What was found, and what is narrowed by.

use std::sync::Arc;

/// Things that answer, counted by what they may be narrowed by: one row per combination there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    pub kind: Arc<str>,
    pub prefecture_code: Arc<str>,
    pub fiscal_year: i64,
    pub scenes: Arc<str>,
    pub things: i64,
}

impl Shelf {
    /// Its values of a facet.
    pub fn values(&self, facet: &str) -> Vec<String> {
        let one = |value: &str| if value.is_empty() { Vec::new() } else { vec![value.to_owned()] };
        match facet {
            "kind" => one(&self.kind),
            "prefecture" => one(&self.prefecture_code),
            "year" if self.fiscal_year > 0 => vec![self.fiscal_year.to_string()],
            "scene" => self.scenes.lines().map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

/// A passage that answers, with the thing it stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Candidate {
    pub passage_id: i64,
    pub thing_id: i64,
    pub kind: String,
    pub key: String,
    pub title: String,
    pub href: String,
    pub place: String,
    pub chips: String,
    pub dated: String,
    pub heading: String,
    pub fragment: String,
    /// Where its parts begin (see `section_at`).
    pub sections: String,
    pub body: String,
    /// The same as the index holds it; filled in where a question is answered.
    #[sqlx(default)]
    pub title_folded: String,
    #[sqlx(default)]
    pub tags_folded: String,
    #[sqlx(default)]
    pub body_folded: String,
}

/// Facets in the order of the page.
pub const FACETS: [&str; 4] = ["kind", "prefecture", "scene", "year"];

/// What is chosen of the facets. Values of one facet widen, facets narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen(pub Vec<(&'static str, Vec<String>)>);

impl Chosen {
    pub fn of(query: &foundation::web::Fields) -> Self {
        Self(
            FACETS
                .into_iter()
                .map(|facet| {
                    let mut values: Vec<String> =
                        query.all(facet).filter(|v| !v.is_empty()).map(str::to_owned).collect();
                    values.truncate(MOST_VALUES);
                    (facet, values)
                })
                .filter(|(_, values)| !values.is_empty())
                .collect(),
        )
    }

    /// Takes out the values that do not exist, and tells them: an old link or a slip of the hand must not hide everything.
    pub fn take_unknown(&mut self, is_known: impl Fn(&str, &str) -> bool) -> Vec<(&'static str, String)> {
        let mut unknown = Vec::new();
        for (facet, values) in &mut self.0 {
            let (known, others) = std::mem::take(values).into_iter().partition(|value: &String| is_known(facet, value));
            *values = known;
            unknown.extend(others.into_iter().map(|value: String| (*facet, value)));
        }
        self.0.retain(|(_, values)| !values.is_empty());
        unknown
    }

    pub fn values(&self, facet: &str) -> &[String] {
        self.0.iter().find(|(f, _)| *f == facet).map_or(&[], |(_, values)| values)
    }

    /// Whether a shelf is among the chosen ones, one facet left aside.
    pub fn admits(&self, shelf: &Shelf, except: &str) -> bool {
        self.0.iter().filter(|(facet, _)| *facet != except).all(|(facet, values)| {
            let own = shelf.values(facet);
            values.iter().any(|value| own.contains(value))
        })
    }

    pub fn total(&self, shelves: &[Shelf]) -> i64 {
        shelves.iter().filter(|shelf| self.admits(shelf, "")).map(|shelf| shelf.things).sum()
    }

    /// Values of a facet with how many things the list would show with this value alone chosen in this facet.
    pub fn counts(&self, shelves: &[Shelf], facet: &str) -> Vec<(String, i64)> {
        let mut counts: Vec<(String, i64)> = Vec::new();
        for shelf in shelves.iter().filter(|shelf| self.admits(shelf, facet)) {
            for value in shelf.values(facet) {
                match counts.iter_mut().find(|(known, _)| *known == value) {
                    Some((_, count)) => *count += shelf.things,
                    None => counts.push((value, shelf.things)),
                }
            }
        }
        counts
    }
}

/// Nobody ticks more; what is more is left aside.
const MOST_VALUES: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(kind: &str, prefecture: &str, scenes: &str, things: i64) -> Shelf {
        Shelf {
            kind: kind.into(),
            prefecture_code: prefecture.into(),
            fiscal_year: 2025,
            scenes: scenes.into(),
            things,
        }
    }

    #[test]
    fn counts_say_what_a_further_choice_would_show() {
        let shelves = [
            shelf("case", "350001", "mitori\nkyuhen", 2),
            shelf("case", "010006", "mitori", 3),
            shelf("region", "350001", "", 5),
        ];
        let none = Chosen::default();
        assert_eq!(none.total(&shelves), 10);
        assert_eq!(none.counts(&shelves, "kind"), [("case".to_owned(), 5), ("region".to_owned(), 5)]);
        let chosen = Chosen(vec![("kind", vec!["case".to_owned()]), ("prefecture", vec!["350001".to_owned()])]);
        assert_eq!(chosen.total(&shelves), 2);
        assert_eq!(chosen.counts(&shelves, "kind"), [("case".to_owned(), 2), ("region".to_owned(), 5)]);
        assert_eq!(chosen.counts(&shelves, "scene"), [("mitori".to_owned(), 2), ("kyuhen".to_owned(), 2)]);
    }
}

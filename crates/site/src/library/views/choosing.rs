//! Which documents a list shows, and how many stand behind each value of each facet.

use crate::library::model::IndexRow;

/// In the order of the page; each is also the name in the address.
pub const FACETS: &[&str] = &["kind", "scene", "year", "format", "tier"];

/// The outcome: numbers in order, and the counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub numbers: Vec<i64>,
    /// Facet, its values, how many.
    pub counted: Vec<(&'static str, Vec<(String, i64)>)>,
    /// No document answers every word: these answer as many as any does.
    pub partial: bool,
}

fn values(row: &IndexRow, facet: &str) -> Vec<String> {
    match facet {
        "kind" => vec![row.kind.clone()],
        "scene" => row.scenes.as_deref().unwrap_or("").split_whitespace().map(str::to_owned).collect(),
        "year" => row.year.map(|year| year.to_string()).into_iter().collect(),
        "format" => vec![if row.file_kind.is_empty() { "link".to_owned() } else { row.file_kind.clone() }],
        _ => vec![if row.withdrawn { "withdrawn".to_owned() } else { row.tier.clone() }],
    }
}

fn admits(row: &IndexRow, chosen: &[(&'static str, String)], except: &str) -> bool {
    FACETS.iter().filter(|facet| **facet != except).all(|facet| {
        let wanted: Vec<&String> = chosen.iter().filter(|(f, _)| f == facet).map(|(_, value)| value).collect();
        wanted.is_empty() || values(row, facet).iter().any(|value| wanted.contains(&value))
    })
}

/// Whether any of these bears the value.
pub fn is_borne(rows: &[IndexRow], facet: &str, value: &str) -> bool {
    rows.iter().any(|row| values(row, facet).iter().any(|own| own == value))
}

pub fn choose(rows: &[IndexRow], chosen: &[(&'static str, String)]) -> Chosen {
    let answered = |row: &IndexRow| row.answers.bytes().filter(|b| *b != b'0').count();
    let words = rows.iter().map(|row| row.answers.len()).max().unwrap_or(0);
    let best = rows.iter().map(answered).max().unwrap_or(0);
    let mut rows: Vec<&IndexRow> = rows.iter().filter(|row| answered(row) == best).collect();
    let weight = |row: &IndexRow| row.answers.bytes().map(|b| u32::from(b.saturating_sub(b'0'))).sum::<u32>();
    rows.sort_by(|a, b| {
        weight(b).cmp(&weight(a)).then_with(|| b.year.cmp(&a.year)).then_with(|| a.number.cmp(&b.number))
    });
    let counted = FACETS.iter().map(|facet| {
        let mut counts: Vec<(String, i64)> = Vec::new();
        for value in rows.iter().filter(|row| admits(row, chosen, facet)).flat_map(|row| values(row, facet)) {
            match counts.iter_mut().find(|(known, _)| *known == value) {
                Some((_, count)) => *count += 1,
                None => counts.push((value, 1)),
            }
        }
        // What is chosen stays in sight even when nothing is behind it.
        for (_, value) in chosen.iter().filter(|(f, _)| f == facet) {
            if !counts.iter().any(|(known, _)| known == value) {
                counts.push((value.clone(), 0));
            }
        }
        (*facet, counts)
    });
    Chosen {
        counted: counted.collect(),
        numbers: rows.iter().filter(|row| admits(row, chosen, "")).map(|row| row.number).collect(),
        partial: words > best && best > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: i64, kind: &str, year: i64, scenes: &str, answers: &str) -> IndexRow {
        IndexRow {
            number,
            kind: kind.to_owned(),
            year: Some(year),
            tier: "public".to_owned(),
            withdrawn: false,
            file_kind: if number == 3 { String::new() } else { "pdf".to_owned() },
            updated_at: String::new(),
            scenes: Some(scenes.to_owned()),
            answers: answers.to_owned(),
        }
    }

    #[test]
    fn values_widen_facets_narrow_and_counts_ignore_their_own_facet() {
        let rows = [
            row(1, "handbook", 2024, "mitori nyutaiin", ""),
            row(2, "report", 2025, "mitori", ""),
            row(3, "handbook", 2025, "", ""),
        ];
        let of = |facet: &'static str, value: &str| (facet, value.to_owned());
        assert_eq!(choose(&rows, &[]).numbers, [2, 3, 1], "newest year first");
        let chosen = choose(&rows, &[of("kind", "handbook")]);
        assert_eq!(chosen.numbers, [3, 1]);
        assert!(chosen.counted[0].1.contains(&("report".to_owned(), 1)));
        assert!(chosen.counted[1].1.contains(&("mitori".to_owned(), 1)));
        assert_eq!(choose(&rows, &[of("kind", "handbook"), of("scene", "mitori")]).numbers, [1]);
        assert_eq!(choose(&rows, &[of("format", "link")]).numbers, [3]);
        let none = choose(&rows, &[of("year", "1999")]);
        assert!(none.numbers.is_empty() && none.counted[2].1.contains(&("1999".to_owned(), 0)));
    }

    #[test]
    fn what_is_said_about_a_document_weighs_more_than_a_page() {
        let rows =
            [row(1, "report", 2025, "", "11"), row(2, "report", 2020, "", "21"), row(3, "report", 2025, "", "10")];
        let chosen = choose(&rows, &[]);
        assert_eq!((chosen.numbers, chosen.partial), (vec![2, 1], false));
        assert!(choose(&rows[2..], &[]).partial);
    }
}

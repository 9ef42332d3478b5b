//! Cases by population band × scene (REQ-290): shares of the published cases, several answers.

use super::{IndexRow, SCENES};
use crate::regions::{POPULATION_BANDS, percent};

/// One row: a band, or 全体.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandRow {
    pub id: &'static str,
    pub label: &'static str,
    /// n: the published cases of the band.
    pub base: i64,
    /// Per scene, in the order of [`SCENES`]: cases, and their share in percent; `None` without a base.
    pub cells: Vec<(i64, Option<String>)>,
}

/// 全体 first, then the bands from small to large. A case in several bands counts once in each, and once
/// in 全体.
pub fn by_band(rows: &[IndexRow]) -> Vec<BandRow> {
    let row = |id: &'static str, label: &'static str, of: &dyn Fn(&IndexRow) -> bool| {
        let inside: Vec<&IndexRow> = rows.iter().filter(|row| of(row)).collect();
        let base = count(inside.len());
        let cells = SCENES
            .iter()
            .map(|(scene, _)| {
                let cases = count(inside.iter().filter(|row| row.values("scene").contains(scene)).count());
                (cases, percent(cases, base))
            })
            .collect();
        BandRow { id, label, base, cells }
    };
    let mut table = vec![row("all", "全体", &|_| true)];
    table.extend(POPULATION_BANDS.iter().map(|(id, label, ..)| row(id, label, &|r| r.values("band").contains(id))));
    table
}

/// Cases none of whose places has a known population: they stand in 全体 only.
pub fn without_band(rows: &[IndexRow]) -> i64 {
    count(rows.iter().filter(|row| row.values("band").is_empty()).count())
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(scenes: &str, populations: &str) -> IndexRow {
        IndexRow {
            number: 1,
            published_at: None,
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            tags: Some(scenes.split(' ').map(|s| format!("scene:{s}")).collect::<Vec<_>>().join("\n")),
            populations: Some(populations.to_owned()),
            answers: String::new(),
        }
    }

    #[test]
    fn shares_are_of_the_band_and_several_answers_count() {
        let rows =
            [case("mitori kyuhen", "9999"), case("mitori", "9999 10000"), case("nichijo", "8000x"), case("mitori", "")];
        let table = by_band(&rows);
        let of = |id: &str, scene: &str| {
            let row = table.iter().find(|r| r.id == id).expect(id);
            let at = SCENES.iter().position(|(s, _)| *s == scene).expect(scene);
            (row.base, row.cells[at].0, row.cells[at].1.clone())
        };
        assert_eq!(of("all", "mitori"), (4, 3, Some("75.0".to_owned())));
        assert_eq!(of("under1", "mitori"), (3, 2, Some("66.7".to_owned())));
        assert_eq!(of("under1", "kyuhen"), (3, 1, Some("33.3".to_owned())));
        assert_eq!(of("1to3", "mitori"), (1, 1, Some("100.0".to_owned())));
        assert_eq!(of("over50", "mitori"), (0, 0, None));
        assert_eq!((table.len(), without_band(&rows)), (8, 1));
    }
}

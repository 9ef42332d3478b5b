//! Cases by population band × scene and content (REQ-290): shares of the published cases, several answers; rows and
//! columns in the order of the report's table.

use super::IndexRow;
use super::labels::{CONTENTS, SCENES, TagKind, label_of};
use crate::regions::{POPULATION_BANDS, percent};

/// The scenes as the report orders them.
const SCENES_OF_THE_REPORT: [&str; 9] =
    ["nyutaiin", "nichijo", "kyuhen", "mitori", "ninchisho", "kansensho", "saigai", "kaso_chusankan", "sonota"];

/// Below this base a share is only a hint.
pub const SMALL_BASE: i64 = 30;

/// A column: what the case is tagged with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub kind: TagKind,
    pub id: &'static str,
    pub label: &'static str,
}

/// Nine scenes, then seven contents.
pub fn columns() -> Vec<Column> {
    let column = |kind, id: &'static str, label| Column { kind, id, label };
    let scenes = SCENES_OF_THE_REPORT.iter().map(|id| column(TagKind::Scene, id, label_of(SCENES, id)));
    scenes.chain(CONTENTS.iter().map(|(id, label)| column(TagKind::Content, id, label))).collect()
}

/// One row: a band, or 全体.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandRow {
    pub id: &'static str,
    pub label: &'static str,
    /// n: the published cases of the band.
    pub base: i64,
    /// Per column: cases, and their share in percent; `None` without a base.
    pub cells: Vec<(i64, Option<String>)>,
}

impl BandRow {
    /// 全体 rests on no population.
    pub fn is_whole(&self) -> bool {
        self.id == WHOLE
    }
}

const WHOLE: &str = "all";

/// The bands from small to large, then 全体. A case in several bands counts once in each, and once in 全体.
pub fn by_band(rows: &[IndexRow]) -> Vec<BandRow> {
    let columns = columns();
    let row = |id: &'static str, label: &'static str, of: &dyn Fn(&IndexRow) -> bool| {
        let inside: Vec<&IndexRow> = rows.iter().filter(|row| of(row)).collect();
        let base = count(inside.len());
        let cells = columns
            .iter()
            .map(|column| {
                let bears = |row: &&&IndexRow| row.values(column.kind.id()).contains(&column.id);
                let cases = count(inside.iter().filter(bears).count());
                (cases, percent(cases, base))
            })
            .collect();
        BandRow { id, label, base, cells }
    };
    let bands = POPULATION_BANDS.iter().map(|(id, label, ..)| row(id, label, &|r| r.values("band").contains(id)));
    bands.chain(std::iter::once(row(WHOLE, "全体", &|_| true))).collect()
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
            tags: Some(
                scenes.split(' ').map(|s| format!("scene:{s}")).collect::<Vec<_>>().join("\n") + "\ncontent:keihatsu",
            ),
            populations: Some(populations.to_owned()),
        }
    }

    #[test]
    fn shares_are_of_the_band_and_several_answers_count() {
        let rows =
            [case("mitori kyuhen", "9999"), case("mitori", "9999 10000"), case("nichijo", "8000x"), case("mitori", "")];
        let table = by_band(&rows);
        let of = |id: &str, scene: &str| {
            let row = table.iter().find(|r| r.id == id).expect(id);
            let at = columns().iter().position(|column| column.id == scene).expect(scene);
            (row.base, row.cells[at].0, row.cells[at].1.clone())
        };
        assert_eq!(of("all", "mitori"), (4, 3, Some("75.0".to_owned())));
        assert_eq!(of("under1", "mitori"), (3, 2, Some("66.7".to_owned())));
        assert_eq!(of("under1", "kyuhen"), (3, 1, Some("33.3".to_owned())));
        assert_eq!(of("1to3", "mitori"), (1, 1, Some("100.0".to_owned())));
        assert_eq!(of("over50", "mitori"), (0, 0, None));
        assert_eq!(of("1to3", "keihatsu"), (1, 1, Some("100.0".to_owned())));
        assert_eq!((table.len(), without_band(&rows)), (8, 1));
        assert!(table.last().is_some_and(BandRow::is_whole) && table[0].id == "under1");
        let columns = columns();
        assert_eq!((columns.len(), columns[0].label, columns[9].label), (16, "入退院支援", "資源の把握"));
        for (id, _) in SCENES {
            assert!(columns.iter().any(|column| column.id == *id && column.kind == TagKind::Scene), "{id}");
        }
    }
}

//! The register (台帳) as it comes from files: the committed master list, areas, facts.
//! `data/PROVENANCE.md` says where each column comes from. A newer list of the ministry goes through
//! [`file`] (bytes → cells), [`reading`] (cells → municipalities or faults) and [`comparison`] (what would
//! change); none of them touches the database.

pub mod comparison;
pub mod facts;
pub mod file;
pub mod reading;

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Bureau {
    pub id: String,
    pub name: String,
    pub kana: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Block {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct PrefectureEntry {
    pub code: String,
    pub name: String,
    pub kana: String,
    pub block: String,
    pub bureau: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct MunicipalityEntry {
    pub code: String,
    pub prefecture_code: String,
    pub name: String,
    pub kana: String,
    /// `city`, `ward`, `town`, `village`
    pub kind: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct FormerNameEntry {
    pub municipality_code: String,
    pub former_name: String,
    pub former_kana: String,
    pub until: Option<String>,
}

/// The whole master list.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub bureaus: Vec<Bureau>,
    pub blocks: Vec<Block>,
    pub prefectures: Vec<PrefectureEntry>,
    pub municipalities: Vec<MunicipalityEntry>,
    pub former_names: Vec<FormerNameEntry>,
}

/// An area with the codes of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub prefecture_code: String,
    pub members: Vec<String>,
}

/// One dated fact: an amount (persons, or 1/0 for a class) or words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub code: String,
    pub key: &'static str,
    pub as_of: String,
    pub amount: Option<i64>,
    pub words: Option<String>,
}

impl Register {
    /// The list committed with the program.
    ///
    /// # Errors
    /// Only when the committed files are damaged, which a test would have told.
    pub fn committed() -> Result<Self, csv::Error> {
        Ok(Self {
            bureaus: rows(include_str!("../data/bureaus.csv"))?,
            blocks: rows(include_str!("../data/blocks.csv"))?,
            prefectures: rows(include_str!("../data/prefectures.csv"))?,
            municipalities: rows(include_str!("../data/municipalities.csv"))?,
            former_names: rows(include_str!("../data/former_names.csv"))?,
        })
    }

    /// What a municipality is found by: name (twice, so that a beginning can be told), kana,
    /// code, prefecture, former names.
    pub fn search_text(&self, municipality: &MunicipalityEntry) -> String {
        let mut text = format!("{} {} {}", municipality.name, municipality.kana, municipality.code);
        if let Some(p) = self.prefectures.iter().find(|p| p.code == municipality.prefecture_code) {
            text.extend([" ", &p.name, &municipality.name, " ", &p.kana, &municipality.kana]);
        }
        for former in self.former_names.iter().filter(|f| f.municipality_code == municipality.code) {
            text.extend([" ", &former.former_name, " ", &former.former_kana]);
        }
        // Blanks are kept between the parts: folding drops those inside Japanese text.
        text.split(' ').map(japanese::fold::fold).collect::<Vec<_>>().join(" ")
    }
}

pub fn rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_list_is_whole() {
        let register = Register::committed().unwrap();
        let kinds = |kind: &str| register.municipalities.iter().filter(|m| m.kind == kind).count();
        assert_eq!(register.prefectures.len(), 47);
        assert_eq!(register.municipalities.len(), 1741);
        assert_eq!((kinds("city"), kinds("town"), kinds("village"), kinds("ward")), (792, 743, 183, 23));
        assert_eq!((register.bureaus.len(), register.blocks.len()), (8, 8));
        for municipality in &register.municipalities {
            assert!(japanese::codes::MunicipalityCode::parse(&municipality.code).is_ok(), "{}", municipality.code);
            assert_eq!(municipality.code[..2], municipality.prefecture_code[..2]);
        }
        let ikeda = register.municipalities.iter().filter(|m| m.name == "池田町").count();
        assert_eq!(ikeda, 4, "池田町 stands in four prefectures");
    }

    #[test]
    fn a_town_is_found_by_every_name_it_has() {
        let register = Register::committed().unwrap();
        let town = register.municipalities.iter().find(|m| m.code == "252131").unwrap();
        let text = register.search_text(town);
        for word in ["東近江", "ひがしおうみ", "252131", "滋賀", "永源寺町"] {
            assert!(text.contains(&japanese::fold::fold(word)), "{word} in {text}");
        }
    }
}

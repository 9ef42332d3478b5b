//! The items of the yearly self-assessment (目標Ⅲ): as they come with the program, as the office worded them for a year.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::Item;

/// Beside every item, everywhere it is shown.
pub const CHECK: &str = "公式の評価シートで確認してください";

#[derive(Deserialize)]
struct File {
    item: Vec<Item>,
}

pub fn shipped() -> Result<Vec<Item>, toml::de::Error> {
    let file: File = toml::from_str(include_str!("../data/assessment.toml"))?;
    Ok((1..).zip(file.item).map(|(position, item)| Item { position, ..item }).collect())
}

/// As they hold in a year: what the office said for it or an earlier one, else as they came. Retired ones are among them.
pub fn of_year(shipped: Vec<Item>, stored: Vec<Item>, year: i64) -> Vec<Item> {
    let mut by_id: BTreeMap<String, Item> = shipped.into_iter().map(|item| (item.id.clone(), item)).collect();
    let mut stored: Vec<Item> = stored.into_iter().filter(|item| item.fiscal_year <= year).collect();
    stored.sort_by_key(|item| item.fiscal_year);
    for item in stored {
        by_id.insert(item.id.clone(), item);
    }
    let mut all: Vec<Item> = by_id.into_values().collect();
    all.sort_by(|a, b| (a.position, &a.id).cmp(&(b.position, &b.id)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EVIDENCE;

    #[test]
    fn what_comes_with_the_program_is_sound() {
        let items = shipped().unwrap();
        assert!(items.len() >= 10);
        for item in &items {
            assert!(!item.title.is_empty() && !item.meaning.is_empty() && !item.part.is_empty(), "{}", item.id);
            assert!(
                item.evidence.split_whitespace().all(|id| EVIDENCE.iter().any(|(known, _)| *known == id)),
                "{}",
                item.id
            );
        }
    }

    #[test]
    fn a_year_keeps_its_wording_when_a_later_one_is_reworded() {
        let item = |year: i64, title: &str| Item {
            id: "a".to_owned(),
            fiscal_year: year,
            title: title.to_owned(),
            ..Item::default()
        };
        let stored = vec![item(2027, "新しい文"), item(2026, "直した文")];
        let title = |year| of_year(vec![item(0, "もとの文")], stored.clone(), year)[0].title.clone();
        assert_eq!(
            (title(2025), title(2026), title(2027), title(2030)),
            ("もとの文".into(), "直した文".into(), "新しい文".into(), "新しい文".into())
        );
    }
}

//! What a list would change in the register.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::reading::Listed;
use crate::regions::model::MUNICIPALITY_KINDS;

/// A municipality as the register has it, closed ones too.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Known {
    pub code: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub name: String,
    pub kana: String,
    pub kind: String,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub code: String,
    pub name: String,
    /// 「名前」, 「カナ」, 「市町村の別」, 「施行日」, 「廃止日」
    pub what: &'static str,
    pub old: String,
    pub new: String,
}

/// Everything that would happen; nothing has happened yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub additions: Vec<Listed>,
    /// The rows behind `changes`, to be stored.
    pub changed: Vec<Listed>,
    pub changes: Vec<Change>,
    /// In the register, valid, but not in the list.
    pub missing: Vec<Known>,
    /// With a date, the missing ones end on it.
    pub close_on: Option<Date>,
    pub unchanged: usize,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.additions.is_empty() && self.changes.is_empty() && (self.close_on.is_none() || self.missing.is_empty())
    }

    /// Tells whether a plan is still the one a person looked at.
    pub fn fingerprint(&self) -> String {
        let text = format!("{:?}{:?}{:?}{:?}", self.additions, self.changes, self.missing, self.close_on);
        foundation::chance::hex(&Sha256::digest(text.as_bytes())[..16])
    }
}

/// `only`: the prefecture codes the list is about (empty: all of them).
pub fn compare(listed: Vec<Listed>, known: Vec<Known>, only: &[String], close_on: Option<Date>) -> Plan {
    let codes: BTreeSet<String> = listed.iter().map(|l| l.entry.code.clone()).collect();
    let mut plan = Plan { close_on, ..Plan::default() };
    let by_code: BTreeMap<&str, &Known> = known.iter().map(|k| (k.code.as_str(), k)).collect();
    for listed in listed {
        let Some(known) = by_code.get(listed.entry.code.as_str()) else {
            plan.additions.push(listed);
            continue;
        };
        let changes = changes(known, &listed);
        if changes.is_empty() {
            plan.unchanged += 1;
        } else {
            plan.changes.extend(changes);
            plan.changed.push(listed);
        }
    }
    plan.missing = known
        .into_iter()
        .filter(|k| k.valid_to.is_none() && !codes.contains(&k.code))
        .filter(|k| only.is_empty() || only.contains(&k.prefecture_code))
        .collect();
    plan
}

fn changes(known: &Known, listed: &Listed) -> Vec<Change> {
    let kind = |id: &str| MUNICIPALITY_KINDS.iter().find(|(k, _)| *k == id).map_or(id, |(_, l)| l).to_owned();
    let date = |day: Option<String>| day.unwrap_or_else(|| "なし".to_owned());
    let to = listed.valid_to.map(|d| d.to_string());
    let mut rows = vec![
        ("名前", known.name.clone(), listed.entry.name.clone()),
        ("カナ", known.kana.clone(), listed.entry.kana.clone()),
        ("市町村の別", kind(&known.kind), kind(&listed.entry.kind)),
        // In the list again, or with a date of its end.
        ("廃止日", date(known.valid_to.clone()), date(to)),
    ];
    // A list without the date says nothing about it.
    if let Some(from) = listed.valid_from {
        rows.push(("施行日", date(known.valid_from.clone()), from.to_string()));
    }
    rows.into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(what, old, new)| Change { code: known.code.clone(), name: listed.entry.name.clone(), what, old, new })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::regions::register::MunicipalityEntry;

    fn known(code: &str, name: &str) -> Known {
        Known {
            code: code.to_owned(),
            prefecture_code: "010006".to_owned(),
            prefecture_name: "北海道".to_owned(),
            name: name.to_owned(),
            kana: "かな".to_owned(),
            kind: "town".to_owned(),
            valid_from: None,
            valid_to: None,
        }
    }

    fn listed(code: &str, name: &str) -> Listed {
        let entry = MunicipalityEntry {
            code: code.to_owned(),
            prefecture_code: "010006".to_owned(),
            name: name.to_owned(),
            kana: "かな".to_owned(),
            kind: "town".to_owned(),
        };
        Listed { entry, valid_from: None, valid_to: None }
    }

    #[test]
    fn additions_changes_and_missing_are_told_apart() {
        let plan = compare(
            vec![listed("1", "甲町"), listed("2", "新乙町"), listed("4", "丁町")],
            vec![known("1", "甲町"), known("2", "乙町"), known("3", "丙町")],
            &[],
            None,
        );
        assert_eq!(plan.unchanged, 1);
        assert_eq!(plan.additions[0].entry.code, "4");
        assert_eq!((plan.changes[0].old.as_str(), plan.changes[0].new.as_str()), ("乙町", "新乙町"));
        assert_eq!(plan.missing[0].code, "3");
        assert!(!plan.is_empty());
    }

    #[test]
    fn missing_ones_only_end_when_a_day_is_given() {
        let plan = |close| compare(vec![listed("1", "甲町")], vec![known("1", "甲町"), known("3", "丙町")], &[], close);
        assert!(plan(None).is_empty());
        assert!(!plan(Some(date(2027, 4, 1))).is_empty());
        assert_ne!(plan(None).fingerprint(), plan(Some(date(2027, 4, 1))).fingerprint());
    }

    #[test]
    fn a_closed_one_in_the_list_opens_again() {
        let closed = Known { valid_to: Some("2020-03-31".to_owned()), ..known("1", "甲町") };
        let plan = compare(vec![listed("1", "甲町")], vec![closed.clone()], &[], None);
        assert_eq!((plan.changes[0].what, plan.changes[0].new.as_str()), ("廃止日", "なし"));
        // A closed one that the list does not name either is as it should be.
        assert!(compare(vec![], vec![closed], &[], Some(date(2027, 4, 1))).missing.is_empty());
    }

    #[test]
    fn prefectures_that_were_not_asked_for_miss_nothing() {
        let plan = compare(vec![], vec![known("3", "丙町")], &["020001".to_owned()], None);
        assert!(plan.missing.is_empty());
    }
}

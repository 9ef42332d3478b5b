//! The groups one respondent is held against, made of what the data set knows of who answered.

use std::collections::BTreeSet;

use tabulate::{Answer, Single, Variable};

use crate::surveys::data_set::DataSet;
use crate::surveys::rules::position::{Candidate, Chosen, choose};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupKind {
    Similar,
    Prefecture,
    Class,
    Size,
    Block,
    Country,
}

impl GroupKind {
    /// In files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Similar => "similar",
            Self::Prefecture => "prefecture",
            Self::Class => "class",
            Self::Size => "size",
            Self::Block => "block",
            Self::Country => "country",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub kind: GroupKind,
    /// 「似た20市町村」, 「山口県」, 「過疎と中山間」, 「1万人以上3万人未満」, 「全国」
    pub label: String,
    /// Rows of the data set; of the country all.
    pub members: Vec<usize>,
}

/// In the order they are shown, the country last; and what was widened or left out.
/// `read`: rows the reader may read one by one.
pub fn of(
    set: &DataSet,
    (mine, own): (&DataSet, usize),
    near: &[usize],
    read: &BTreeSet<usize>,
) -> (Vec<Group>, Vec<String>) {
    let unit = set.about.unit;
    let single = |set: &'_ DataSet, id: &str| match set.banner(id).map(|banner| &banner.variable) {
        Some(Variable::Single(single)) => Some(single.clone()),
        _ => None,
    };
    // One's own category, as the others' variable calls it.
    let category = |id: &str| {
        let (mine, others) = (single(mine, id)?, single(set, id)?);
        let at = category_of(&mine, own, &others)?;
        Some((others, at))
    };
    let same = |id: &str| {
        let mine = single(mine, id)?;
        // Nobody of it is there so far: a group of none.
        let none = || label_of(&mine, own).map(|label| Candidate { label, members: Vec::new() });
        category(id).and_then(|(others, at)| candidate(&others, &[at])).or_else(none)
    };
    let similar = Candidate { label: format!("似た{}{unit}", near.len()), members: near.to_vec() };
    let size = category("population").map(|(bands, at)| [candidate(&bands, &[at]), with_next(&bands, at)]);
    let candidates = if set.about.respondent == "prefecture" {
        vec![(GroupKind::Block, vec![same("block")])]
    } else {
        vec![
            (GroupKind::Similar, vec![Some(similar)]),
            (GroupKind::Prefecture, vec![same("prefecture"), same("block")]),
            (GroupKind::Class, vec![same("class_exclusive"), same("gaito")]),
            (GroupKind::Size, size.map(Vec::from).unwrap_or_default()),
        ]
    };
    let mut groups = Vec::new();
    let mut remarks = Vec::new();
    for (kind, candidates) in candidates {
        match choose(candidates.into_iter().flatten().collect(), unit, read) {
            Some(Chosen::As(Candidate { label, members })) => groups.push(Group { kind, label, members }),
            Some(Chosen::Widened(Candidate { label, members }, sentence)) => {
                groups.push(Group { kind, label, members });
                remarks.push(sentence);
            }
            Some(Chosen::LeftOut(sentence)) => remarks.push(sentence),
            None => {}
        }
    }
    groups
        .push(Group { kind: GroupKind::Country, label: "全国".to_owned(), members: (0..set.rows().len()).collect() });
    (groups, remarks)
}

fn label_of(variable: &Single, row: usize) -> Option<String> {
    let Answer::Option(at) = variable.answer(row) else { return None };
    variable.meta().choices.get(at).map(|choice| choice.label.clone())
}

/// The category of a row, in another variable with the same labels.
fn category_of(mine: &Single, row: usize, others: &Single) -> Option<usize> {
    let label = label_of(mine, row)?;
    others.meta().choices.iter().position(|choice| choice.label == label)
}

/// The same category and its larger neighbour: what a population band is widened to.
fn with_next(variable: &Single, category: usize) -> Option<Candidate> {
    let neighbours = [category.checked_sub(1), Some(category + 1)];
    let wider = neighbours.into_iter().flatten().filter_map(|next| {
        let both = [category.min(next), category.max(next)];
        variable.meta().choices.get(next)?;
        candidate(variable, &both)
    });
    wider.max_by_key(|candidate| candidate.members.len())
}

fn candidate(variable: &Single, categories: &[usize]) -> Option<Candidate> {
    let choices = &variable.meta().choices;
    let labels: Option<Vec<&str>> = categories.iter().map(|at| choices.get(*at).map(|c| c.label.as_str())).collect();
    let is_in = |row: &usize| matches!(variable.answer(*row), Answer::Option(at) if categories.contains(&at));
    Some(Candidate { label: labels?.join("・"), members: (0..variable.rows()).filter(is_in).collect() })
}

#[cfg(test)]
mod tests {
    use tabulate::Meta;

    use super::*;

    #[test]
    fn a_band_is_widened_to_its_larger_neighbour() {
        let answers = [0, 0, 1, 2, 2, 2, 3].map(Answer::Option);
        let bands = Single::from_answers(Meta::new("population", ["小", "中", "大", "特大"]), answers).unwrap();
        let of = |row: usize| category_of(&bands, row, &bands).unwrap();
        assert_eq!(candidate(&bands, &[of(2)]).unwrap(), Candidate { label: "中".to_owned(), members: vec![2] });
        let wider = with_next(&bands, of(2)).unwrap();
        assert_eq!((wider.label.as_str(), wider.members), ("中・大", vec![2, 3, 4, 5]));
        assert_eq!(with_next(&bands, of(6)).unwrap().label, "大・特大", "the last has one neighbour");
        let unknown = Single::from_answers(Meta::new("population", ["小"]), [Answer::NoAnswer]).unwrap();
        assert_eq!(category_of(&unknown, 0, &bands), None);
        // By its label, wherever it stands there.
        let fewer = Single::from_answers(Meta::new("population", ["大"]), [Answer::Option(0)]).unwrap();
        assert_eq!((category_of(&bands, 3, &fewer), category_of(&bands, 2, &fewer)), (Some(0), None));
    }
}

//! What tables are broken down by: which variables, under which codes, which small groups go together.

use std::collections::{BTreeMap, BTreeSet};

use table_files::Codes;
use tabulate::variables::{FIRST_OPTION, NO_ANSWER, NOT_ASKED};
use tabulate::{Answer, Choice, Fault, Meta, Single, Variable, derive};

use super::request::{QUESTION, Wanted};
use crate::regions;
use crate::surveys::data_set::DataSet;
use crate::surveys::rules::tables::together;

/// Codes of every choice of every variable and banner, as files write them.
pub fn codes(set: &DataSet) -> Codes {
    let mut codes = BTreeMap::new();
    for question in set.tabulated() {
        for name in &question.variables {
            codes.insert(name.clone(), question.options.clone());
            codes.insert(format!("{QUESTION}{name}"), question.options.clone());
        }
    }
    for banner in set.banners() {
        let meta = banner.variable.meta();
        let own: Vec<String> = match banner.id {
            "gaito" => ["yes", "no"].map(str::to_owned).to_vec(),
            "classes" => regions::CLASSES.iter().map(|(id, _)| (*id).to_owned()).collect(),
            "population" => regions::POPULATION_BANDS.iter().map(|band| band.0.to_owned()).collect(),
            "prefecture" => {
                let found: BTreeSet<&str> = set.rows().iter().map(|r| r.prefecture_code.as_str()).collect();
                found.into_iter().map(str::to_owned).collect()
            }
            // The words themselves: they are the report's, and stay.
            _ => meta.choices.iter().map(|choice| choice.label.clone()).collect(),
        };
        codes.insert(banner.id.to_owned(), own);
    }
    Codes(codes)
}

/// A banner by the id of an address; a question's bears the id as its name, so that the two never look the same.
pub fn variable(set: &DataSet, id: &str) -> Option<Variable> {
    let Some(name) = id.strip_prefix(QUESTION) else { return set.banner(id).map(|banner| banner.variable.clone()) };
    let named = |meta: &Meta| Meta { name: id.to_owned(), ..meta.clone() };
    match set.variable(name)? {
        Variable::Single(v) => v.clone().with_meta(named(v.meta())).ok().map(Variable::Single),
        Variable::Multiple(v) => v.clone().with_meta(named(v.meta())).ok().map(Variable::Multiple),
        Variable::Numeric(_) => None,
    }
}

/// The banners asked for, side by side, the nested one last.
pub fn wanted(set: &DataSet, wanted: &Wanted, codes: &mut Codes) -> Result<Vec<Variable>, Fault> {
    let mut banners: Vec<Variable> = wanted.by.iter().filter_map(|id| variable(set, id)).collect();
    if let Some((outer, inner)) = &wanted.nest
        && let (Some(Variable::Single(a)), Some(Variable::Single(b))) = (variable(set, outer), variable(set, inner))
    {
        let nested = derive::nested(&a, &b)?;
        let pairs = (0..a.meta().choices.len()).flat_map(|x| (0..b.meta().choices.len()).map(move |y| (x, y)));
        let pairs = pairs.map(|(x, y)| format!("{}/{}", codes.of(outer, x), codes.of(inner, y))).collect();
        codes.0.insert(nested.meta().name.clone(), pairs);
        banners.push(nested.into());
    }
    Ok(banners)
}

/// Do two variables part the rows the same way? Then one tells nothing of the other.
pub fn same_columns(a: &Variable, b: &Variable) -> bool {
    match (a, b) {
        (Variable::Single(a), Variable::Single(b)) => a.codes() == b.codes(),
        (Variable::Multiple(a), Variable::Multiple(b)) => a.planes() == b.planes() && a.states() == b.states(),
        _ => false,
    }
}

/// The group that the small ones went into.
pub const TOGETHER: &str = "together";

/// The same banner with groups of too few of the counted rows in one; `None` when nothing is left to tell apart.
/// A banner whose groups overlap comes back as it is: its small rows are taken out of the finished table.
pub fn without_small_groups(
    banner: &Variable,
    counted: impl Fn(usize) -> bool,
    codes: &mut Codes,
) -> Result<Option<Variable>, Fault> {
    let Variable::Single(single) = banner else { return Ok(Some(banner.clone())) };
    let meta = single.meta();
    // 0: 非該当, 1: 無回答, then the choices: each is a group that may be too small.
    let mut sizes = vec![0_usize; meta.choices.len() + usize::from(FIRST_OPTION)];
    for row in (0..single.rows()).filter(|row| counted(*row)) {
        if let Some(size) = sizes.get_mut(usize::from(single.codes().get(row))) {
            *size += 1;
        }
    }
    let joined = together(&sizes);
    if !joined.contains(&true) {
        return Ok(Some(banner.clone()));
    }
    if sizes.iter().zip(&joined).all(|(size, joined)| *joined || *size == 0) {
        return Ok(None);
    }
    let label = |code: usize| match u16::try_from(code) {
        Ok(NOT_ASKED) => tabulate::tables::NOT_ASKED_LABEL.to_owned(),
        Ok(NO_ANSWER) => tabulate::tables::NO_ANSWER_LABEL.to_owned(),
        _ => meta.choices.get(code - usize::from(FIRST_OPTION)).map(|c| c.label.clone()).unwrap_or_default(),
    };
    let parts: Vec<String> = (0..sizes.len()).filter(|code| joined[*code]).map(label).collect();
    let mut choices = Vec::new();
    let mut kept_codes = Vec::new();
    let mut places: Vec<Option<usize>> = vec![None; sizes.len()];
    for (at, choice) in meta.choices.iter().enumerate() {
        let code = at + usize::from(FIRST_OPTION);
        if !joined[code] {
            places[code] = Some(choices.len());
            choices.push(choice.clone());
            kept_codes.push(codes.of(&meta.name, at));
        }
    }
    let last = choices.len();
    choices.push(Choice::new(format!("{}（5件に満たない区分をまとめた行）", parts.join("・"))));
    kept_codes.push(TOGETHER.to_owned());
    let answers = (0..single.rows()).map(|row| {
        let code = usize::from(single.codes().get(row));
        match (joined[code], places[code], single.answer(row)) {
            (true, ..) => Answer::Option(last),
            (false, Some(place), _) => Answer::Option(place),
            (false, None, other) => other,
        }
    });
    let changed = Meta { choices, ..meta.as_ref().clone() };
    let name = changed.name.clone();
    let made = Single::from_answers(changed, answers)?;
    codes.0.insert(name, kept_codes);
    Ok(Some(made.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn banner(answers: &[Answer]) -> Variable {
        let meta = Meta::new("b", ["A", "B", "C"]);
        Single::from_answers(meta, answers.iter().copied()).unwrap().into()
    }

    #[test]
    fn small_groups_and_who_did_not_answer_go_together() {
        let mut answers = vec![Answer::Option(0); 20];
        answers.extend(vec![Answer::Option(1); 4]);
        answers.extend(vec![Answer::NoAnswer; 2]);
        answers.extend(vec![Answer::Option(2); 7]);
        let mut codes = Codes::default();
        let Some(Variable::Single(made)) = without_small_groups(&banner(&answers), |_| true, &mut codes).unwrap()
        else {
            panic!("a banner");
        };
        let labels: Vec<_> = made.meta().choices.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels, ["A", "C", "無回答・B（5件に満たない区分をまとめた行）"]);
        assert_eq!(codes.0["b"], ["1", "3", TOGETHER]);
        let n = |choice| (0..made.rows()).filter(|r| made.answer(*r) == Answer::Option(choice)).count();
        assert_eq!([n(0), n(1), n(2)], [20, 7, 6]);
        // What counts are the rows that are counted.
        let only_a = |row: usize| row < 20;
        let same = without_small_groups(&banner(&answers), only_a, &mut codes).unwrap();
        assert_eq!(same, Some(banner(&answers)));
    }

    #[test]
    fn where_nothing_is_left_to_tell_apart_there_is_no_banner() {
        let answers = [[Answer::Option(0); 4], [Answer::Option(1); 4]].concat();
        let mut codes = Codes::default();
        assert_eq!(without_small_groups(&banner(&answers), |_| true, &mut codes).unwrap(), None);
    }
}

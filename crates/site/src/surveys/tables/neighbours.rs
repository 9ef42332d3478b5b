//! What somebody who may read no single answer is shown of answers of public bodies. Which towns are in which class, size or
//! prefecture is public, so figures of groups can be added and subtracted until one town is left over. Therefore:
//!
//! * One thing at a time: a filter, or banners; never one within the other ([`one_at_a_time`]).
//! * A banner stands beside a question only if the figures of all banners that do, taken together, tell of no group under
//!   [`LEAST_IN_A_GROUP`] ([`admitted`]). Which ones do hangs on who was asked, on nothing that is chosen: all tables a
//!   reader can ask for are covered, not only each by itself.

use tabulate::Variable;
use tabulate::groups::tell_of_few;
use tabulate::variables::FIRST_OPTION;

use super::request::Wanted;
use crate::surveys::data_set::DataSet;
use crate::surveys::rules::tables::LEAST_IN_A_GROUP;

/// The most useful first: who comes later makes room. All others stand between `block` and `class_exclusive`.
const FIRST: [&str; 3] = ["gaito", "population", "block"];
const LAST: [&str; 3] = ["class_exclusive", "classes", "prefecture"];

/// Of answers of persons: these two, each a parting of its own. The others are parts of each other.
pub const OF_PERSONS: [&str; 2] = ["level", "block"];

/// The banners of facts that tell of too few in no way, for a question that `counted` were asked: not of these, and not of the
/// `others` among them whose answers the reader does not read anyway – her own she takes away from every figure.
pub fn admitted(set: &DataSet, counted: &[bool], others: &[bool]) -> Vec<&'static str> {
    let place = |id: &str| {
        let among = |list: &[&str]| list.iter().position(|one| *one == id);
        match (among(&FIRST), among(&LAST)) {
            (Some(at), _) => at,
            (_, Some(at)) => 100 + at,
            _ => 50,
        }
    };
    let mut banners: Vec<_> = set.banners().iter().collect();
    banners.sort_by_key(|banner| place(banner.id));
    let mut groups: Vec<Vec<bool>> = Vec::new();
    let mut admitted = Vec::new();
    for banner in banners {
        let before = groups.len();
        groups.extend(groups_of(&banner.variable));
        let tells = |rows: &[bool]| tell_of_few(&groups, rows, LEAST_IN_A_GROUP);
        if tells(counted) || (others != counted && tells(others)) {
            groups.truncate(before);
        } else {
            admitted.push(banner.id);
        }
    }
    admitted
}

/// A group per choice; of a parting also who is in none.
fn groups_of(variable: &Variable) -> Vec<Vec<bool>> {
    let rows = variable.rows();
    match variable {
        Variable::Single(single) => {
            let codes = single.meta().choices.len() + usize::from(FIRST_OPTION);
            let of = |code: usize| (0..rows).map(|row| usize::from(single.codes().get(row)) == code).collect();
            (0..codes).map(of).collect()
        }
        Variable::Multiple(multiple) => {
            let of = |option: usize| (0..rows).map(|row| multiple.ticked(row, option)).collect();
            (0..multiple.meta().choices.len()).map(of).collect()
        }
        Variable::Numeric(_) => Vec::new(),
    }
}

/// The request with one thing at a time: the first filter, or the banners without nesting. `true` where something was left out.
pub fn one_at_a_time(wanted: &mut Wanted) -> bool {
    let before = wanted.clone();
    wanted.nest = None;
    if !wanted.prefecture.is_empty() {
        wanted.class.clear();
        wanted.only = None;
    } else if !wanted.class.is_empty() {
        wanted.only = None;
    }
    if !wanted.prefecture.is_empty() || !wanted.class.is_empty() || wanted.only.is_some() {
        wanted.by.clear();
    }
    wanted.curtailed = *wanted != before;
    wanted.curtailed
}

/// The banner of facts a filter is a row of.
pub fn banner_of_filter(wanted: &Wanted) -> Option<&'static str> {
    match (wanted.prefecture.is_empty(), wanted.class.as_str()) {
        (false, _) => Some("prefecture"),
        (true, "") => None,
        (true, "gaito" | "not_gaito") => Some("gaito"),
        (true, _) => Some("classes"),
    }
}

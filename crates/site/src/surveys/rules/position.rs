//! Whom one is held against, from how many on, and who may be named.

use std::collections::BTreeSet;

use super::Refusal;

/// 「ほかの団体の答えは、5団体以上のまとまりで示す」
pub const LEAST_IN_A_GROUP: usize = 5;
/// 「似た市町村は、近い順に20団体」
pub const SIMILAR_TOWNS: usize = 20;
/// A choice of at least this share (in tenths of a percent) is what most do.
pub const MOST: u32 = 500;
/// How many differences are named on top.
pub const NAMED_DIFFERENCES: usize = 6;

/// A group one could be held against: what it is called, and who is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub label: String,
    /// Rows of the data set.
    pub members: Vec<usize>,
}

/// What is shown of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The first candidate is large enough.
    As(Candidate),
    /// A wider one stands for it; the sentence says so.
    Widened(Candidate, String),
    /// None is large enough; the sentence says so.
    LeftOut(String),
}

/// The first candidate with at least [`LEAST_IN_A_GROUP`] members whose answers the reader cannot read one by one (`read`: rows
/// she can); `unit` is what members are (「市町村」).
pub fn choose(candidates: Vec<Candidate>, unit: &str, read: &BTreeSet<usize>) -> Option<Chosen> {
    let first = candidates.first()?.clone();
    let known = |candidate: &Candidate| candidate.members.iter().filter(|row| read.contains(row)).count();
    let found = candidates.into_iter().find(|candidate| is_enough_beside(candidate.members.len(), known(candidate)));
    let how_many = || match (first.members.len() - known(&first), known(&first)) {
        (0, _) => "回答がまだないため".to_owned(),
        (n, 0) => format!("回答がまだ{n}{unit}のため"),
        (n, 1) => format!("自分のほかの回答がまだ{n}{unit}のため"),
        (n, _) => format!("答えを直接見られる{unit}のほかの回答がまだ{n}{unit}のため"),
    };
    Some(match found {
        Some(found) if found == first => Chosen::As(found),
        Some(found) => {
            let sentence = format!(
                "「{}」は、{}、「{}」と比べています（{LEAST_IN_A_GROUP}{unit}以上のまとまりで示します）。",
                first.label,
                how_many(),
                found.label
            );
            Chosen::Widened(found, sentence)
        }
        None => Chosen::LeftOut(format!(
            "「{}」は、{}、示していません（{LEAST_IN_A_GROUP}{unit}以上のまとまりで示します）。",
            first.label,
            how_many()
        )),
    })
}

/// Is a group, or those of it who were asked a question, large enough to be shown?
pub fn is_enough(members: usize) -> bool {
    members >= LEAST_IN_A_GROUP
}

/// Of `members`, `known` are read one by one anyway: whoever takes these away must not be left with too few. Where nobody else
/// is among them there is nothing to take away from.
pub fn is_enough_beside(members: usize, known: usize) -> bool {
    let others = members.saturating_sub(known);
    is_enough(members) && (others == 0 || is_enough(others))
}

/// Only bodies share: a person's answers stay protected.
pub fn may_share(respondent: &str) -> Result<(), Refusal> {
    if compares(respondent) { Ok(()) } else { Err(Refusal::PersonsDoNotShare) }
}

/// Of which surveys there is a position.
pub fn compares(respondent: &str) -> bool {
    matches!(respondent, "municipality" | "prefecture")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(label: &str, members: usize) -> Candidate {
        Candidate { label: label.to_owned(), members: (0..members).collect() }
    }

    #[test]
    fn four_are_too_few_and_five_are_enough() {
        assert_eq!(choose(vec![group("県", 5)], "市町村", &BTreeSet::new()), Some(Chosen::As(group("県", 5))));
        assert!(
            matches!(choose(vec![group("県", 4)], "市町村", &BTreeSet::new()), Some(Chosen::LeftOut(s)) if s.contains("まだ4市町村") && s.contains("5市町村以上"))
        );
        assert!(
            matches!(choose(vec![group("県", 0)], "市町村", &BTreeSet::new()), Some(Chosen::LeftOut(s)) if s.contains("回答がまだない"))
        );
        let widened = choose(vec![group("県", 4), group("半端", 3), group("ブロック", 40)], "市町村", &BTreeSet::new());
        assert!(
            matches!(widened, Some(Chosen::Widened(g, s)) if g.members.len() == 40 && s.contains("「県」") && s.contains("「ブロック」"))
        );
        assert_eq!(choose(Vec::new(), "市町村", &BTreeSet::new()), None);
        assert!(!is_enough(4) && is_enough(5));
    }

    #[test]
    fn who_reads_some_of_a_group_anyway_must_not_be_left_with_few() {
        let own = BTreeSet::from([2]);
        assert!(
            matches!(choose(vec![group("県", 5)], "市町村", &own), Some(Chosen::LeftOut(s)) if s.contains("自分のほかの回答がまだ4市町村"))
        );
        assert_eq!(choose(vec![group("県", 6)], "市町村", &own), Some(Chosen::As(group("県", 6))));
        // A prefecture reads all of its own: nobody is left over. Of a class it shares with four others somebody is.
        let all: BTreeSet<usize> = (0..6).collect();
        assert_eq!(choose(vec![group("県", 6)], "市町村", &all), Some(Chosen::As(group("県", 6))));
        assert!(
            matches!(choose(vec![group("区分", 10)], "市町村", &all), Some(Chosen::LeftOut(s)) if s.contains("ほかの回答がまだ4市町村"))
        );
        assert!(
            is_enough_beside(11, 6) && !is_enough_beside(10, 6) && !is_enough_beside(4, 4) && is_enough_beside(5, 5)
        );
    }

    #[test]
    fn persons_are_neither_compared_nor_shared() {
        assert_eq!(may_share("municipality"), Ok(()));
        assert_eq!(may_share("prefecture"), Ok(()));
        assert_eq!(may_share("coordinator"), Err(Refusal::PersonsDoNotShare));
    }
}

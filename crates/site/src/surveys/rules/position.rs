//! Whom one is held against, from how many on, and who may be named.

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

/// The first candidate with at least [`LEAST_IN_A_GROUP`] members; `unit` is what members are (「市町村」).
pub fn choose(candidates: Vec<Candidate>, unit: &str) -> Option<Chosen> {
    let first = candidates.first()?.clone();
    let found = candidates.into_iter().find(|candidate| is_enough(candidate.members.len()));
    let how_many = || match first.members.len() {
        0 => "回答がまだないため".to_owned(),
        n => format!("回答がまだ{n}{unit}のため"),
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
        assert_eq!(choose(vec![group("県", 5)], "市町村"), Some(Chosen::As(group("県", 5))));
        assert!(
            matches!(choose(vec![group("県", 4)], "市町村"), Some(Chosen::LeftOut(s)) if s.contains("まだ4市町村") && s.contains("5市町村以上"))
        );
        assert!(
            matches!(choose(vec![group("県", 0)], "市町村"), Some(Chosen::LeftOut(s)) if s.contains("回答がまだない"))
        );
        let widened = choose(vec![group("県", 4), group("半端", 3), group("ブロック", 40)], "市町村");
        assert!(
            matches!(widened, Some(Chosen::Widened(g, s)) if g.members.len() == 40 && s.contains("「県」") && s.contains("「ブロック」"))
        );
        assert_eq!(choose(Vec::new(), "市町村"), None);
        assert!(!is_enough(4) && is_enough(5));
    }

    #[test]
    fn persons_are_neither_compared_nor_shared() {
        assert_eq!(may_share("municipality"), Ok(()));
        assert_eq!(may_share("prefecture"), Ok(()));
        assert_eq!(may_share("coordinator"), Err(Refusal::PersonsDoNotShare));
    }
}

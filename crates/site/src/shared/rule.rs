//! 業務規則 as data: every named limit with its Japanese sentence and source, so that
//! `snapshots/rules.txt` can show them all on one page.

/// One rule. The constant itself stands beside it in the feature's `rules.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `people.sign_in_code_tries`
    pub id: &'static str,
    /// The value with its unit, as a person reads it.
    pub value: &'static str,
    /// The field's rule, in Japanese.
    pub sentence: &'static str,
    /// Requirement or decision it comes from.
    pub source: &'static str,
}

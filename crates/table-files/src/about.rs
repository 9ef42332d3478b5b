//! What stands around tables: of what survey, of which year, made of how many answers, and whether that is final.

use japanese::wareki::FiscalYear;
use serde::{Deserialize, Serialize};

/// The same for every table of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The questionnaire's own name, the same over its editions: `fy2026_municipality`.
    pub survey: String,
    pub title: String,
    pub programme: String,
    /// 年度 by the 西暦 of its 1 April.
    pub fiscal_year: i16,
    /// Who was asked: 「市町村」.
    pub respondent: String,
    /// What is counted: 「団体」, 「人」.
    pub unit: String,
    /// The data may still change (速報).
    pub provisional: bool,
    pub answers: u64,
    /// How many were asked; `None` where nobody knows.
    pub asked: Option<u64>,
    /// The day the answers were counted, `2026-11-21`.
    pub as_of: String,
    /// Name of the data set, where it has one: 「確定 第1版」.
    #[serde(default)]
    pub data_set: String,
    /// SHA-256 over what was counted, 64 hex digits; empty where unknown.
    #[serde(default)]
    pub data_hash: String,
    /// Said wherever invented figures stand; empty where they are real.
    pub fictitious: String,
}

/// 1,741
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

impl About {
    /// 「令和8年度（2026年度）」
    pub fn year(&self) -> String {
        FiscalYear(self.fiscal_year).label()
    }

    /// 「令和8年度」
    pub fn era_year(&self) -> String {
        FiscalYear(self.fiscal_year).era_label()
    }

    /// 「令和8年11月21日（2026年11月21日）」
    pub fn day(&self) -> String {
        self.as_of.parse().map_or_else(|_| self.as_of.clone(), japanese::wareki::both)
    }

    /// 「速報」 or 「確定」
    pub fn state(&self) -> &'static str {
        if self.provisional { "速報" } else { "確定" }
    }

    /// 「速報：…現在、1,402件（対象1,741）の回答による。」
    pub fn state_in_words(&self) -> String {
        format!("{}：{}", self.state(), self.made_of())
    }

    /// 「…現在、1,402件（対象1,741）の回答による。」
    pub fn made_of(&self) -> String {
        let of = self.asked.map_or_else(String::new, |asked| format!("（対象{}）", grouped(asked)));
        let set = if self.data_set.is_empty() { String::new() } else { format!("{}、", self.data_set) };
        format!("{set}{}現在、{}件{of}の回答による。", self.day(), grouped(self.answers))
    }

    /// 「出典：…」
    pub fn source(&self) -> String {
        format!("出典：{}（{}）", self.title, self.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_calendars_and_the_number_of_answers_are_said() {
        let about = About {
            title: "実態調査".to_owned(),
            fiscal_year: 2026,
            provisional: true,
            answers: 1402,
            asked: Some(1741),
            as_of: "2026-11-21".to_owned(),
            ..About::default()
        };
        let words = about.state_in_words();
        for part in ["速報", "令和8年（2026年）11月21日（土）", "1,402件", "対象1,741"] {
            assert!(words.contains(part), "{words}");
        }
        assert!(about.source().contains("令和8年度（2026年度）"));
        let last = About { provisional: false, asked: None, data_set: "確定 第1版".to_owned(), ..about };
        assert!(last.state_in_words().starts_with("確定：確定 第1版、") && !last.state_in_words().contains("対象"));
    }
}

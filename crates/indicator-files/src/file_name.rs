//! What the name of an export says: `B4-a_認定率（要介護度別）_2026_地域別 (1).xlsx`.

use crate::period;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Series,
    Areas,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// 「B4-a」
    pub code: String,
    /// 「認定率（要介護度別）」
    pub title: String,
    pub year: Option<i16>,
    pub kind: Option<Kind>,
}

pub fn read(name: &str) -> Said {
    let name = name.rsplit(['/', '\\', '／']).next().unwrap_or(name);
    let tidy = japanese::fold::tidy(name);
    let stem = tidy.rsplit_once('.').map_or(tidy.as_str(), |(stem, _)| stem);
    // 「 (1)」: downloaded again. 「✕」: somebody's own mark.
    let stem = stem.trim_end_matches(['✕', '×', '✖', ' ']);
    let stem = match stem.strip_suffix([')', '）']).and_then(|rest| rest.rsplit_once(['(', '（'])) {
        Some((before, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => before.trim_end(),
        _ => stem,
    };
    let mut said = Said::default();
    let mut words: Vec<&str> = stem.split('_').collect();
    if words.len() > 1 && words.first().is_some_and(|first| is_code(first)) {
        words.remove(0).clone_into(&mut said.code);
    }
    let kind = |word: &str| match word.trim_end_matches(['✕', '×', '✖', ' ']) {
        word if word.starts_with("時系列") => Some(Kind::Series),
        word if word.starts_with("地域別") => Some(Kind::Areas),
        _ => None,
    };
    if words.len() > 1
        && let Some(found) = words.last().and_then(|last| kind(last))
    {
        said.kind = Some(found);
        words.pop();
    }
    if words.len() > 1
        && let Some(found) = words.last().and_then(|last| period::read(last))
    {
        said.year = Some(found.year);
        words.pop();
    }
    said.title = words.join("_");
    said
}

/// 「B4-a」, 「L16」, 「D48-b」
pub fn is_code(word: &str) -> bool {
    let mut chars = word.chars();
    let letter = chars.next().is_some_and(|c| c.is_ascii_uppercase() || c == 'δ');
    let rest = chars.as_str();
    let (number, part) = rest.split_once('-').map_or((rest, None), |(number, part)| (number, Some(part)));
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    letter && is_number && part.is_none_or(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_exports_say_what_they_are() {
        let said = read("5.認定/B4-a_認定率（要介護度別）_2026_地域別 (1).xlsx");
        assert_eq!(
            (said.code.as_str(), said.title.as_str(), said.year, said.kind),
            ("B4-a", "認定率（要介護度別）", Some(2026), Some(Kind::Areas))
        );
        let said = read("A1_総人口_時系列✕.xlsx");
        assert_eq!(
            (said.code.as_str(), said.title.as_str(), said.year, said.kind),
            ("A1", "総人口", None, Some(Kind::Series))
        );
        let said = read("認定率_202603_地域別.xlsx");
        assert_eq!((said.code.as_str(), said.title.as_str(), said.year), ("", "認定率", Some(2025)));
        for name in ["", "_", ".xlsx", "()", "時系列", "_時系列.xlsx", "(1).xlsx", "✕"] {
            let _ = read(name);
        }
        assert_eq!(read("時系列.xlsx").title, "時系列");
    }
}

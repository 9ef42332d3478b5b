//! The search log: what is kept, what is shown. Never whose it was.

use japanese::fold::fold;

/// 「答えへのご意見は、一人（一つの回線）から1日に100件まで」
pub const MOST_OPINIONS_A_DAY: u32 = 100;

/// 「記録するのは40文字まで」: what is longer is a text, not a word somebody looks for.
pub const LONGEST_TERM: usize = 40;
/// 「5回より少ないことばと、一日だけのことばは示さない」: it may be one person's.
pub const LEAST_SHOWN: i64 = 5;
pub const LEAST_DAYS: i64 = 2;
/// 「13か月で消す」
pub const KEEP_DAYS: i64 = 400;
/// Between two flushes, a node keeps so many different words; what is more is not counted.
pub const MOST_HELD: usize = 20_000;

/// What of a search goes into the log: folded and parted by single blanks; nothing where it may tell of a person (a mail
/// address, a telephone number, many digits) or is too long.
pub fn term(typed: &str) -> Option<String> {
    let folded = fold(typed).split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let controls = folded.chars().any(char::is_control);
    let fits = (1..=LONGEST_TERM).contains(&folded.chars().count());
    (fits && digits < 7 && !controls && !folded.contains('@') && !folded.contains("様") && !folded.contains("さん"))
        .then_some(folded)
}

/// A cell of a term's table: tier, prefecture's code, times.
pub type Cell = (String, String, i64);

/// Cells that may be shown, and what the others hold together. A single small cell could be computed from the sum: the next
/// smallest goes with it.
pub fn shown(cells: &[Cell]) -> (Vec<Cell>, i64) {
    let mut shown: Vec<Cell> = cells.iter().filter(|(.., times)| *times >= LEAST_SHOWN).cloned().collect();
    let small: Vec<i64> = cells.iter().map(|(.., times)| *times).filter(|times| *times < LEAST_SHOWN).collect();
    let mut rest: i64 = small.iter().sum();
    shown.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.cmp(b)));
    if !small.is_empty() && (small.len() < 2 || rest < LEAST_SHOWN) {
        rest += shown.pop().map_or(0, |(.., times)| times);
    }
    (shown, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(tier: &str, times: i64) -> Cell {
        (tier.to_owned(), String::new(), times)
    }

    #[test]
    fn what_may_tell_of_a_person_is_not_kept() {
        assert_eq!(term(" 看取り　ＡＣＰ "), Some("看取り acp".to_owned()).map(|t| fold(&t)));
        for typed in ["", "  ", "hanako@example.jp", "090-1234-5678", "山田花子さん", "山田様の退院"] {
            assert_eq!(term(typed), None, "{typed}");
        }
        assert!(term(&"あ".repeat(LONGEST_TERM)).is_some());
        assert!(term(&"あ".repeat(LONGEST_TERM + 1)).is_none());
        assert!(term("令和8年度").is_some());
    }

    #[test]
    fn small_cells_are_neither_shown_nor_computed() {
        let tell = |cells: &[Cell]| {
            let (shown, rest) = shown(cells);
            (shown.into_iter().map(|(.., times)| times).collect::<Vec<_>>(), rest)
        };
        assert_eq!(tell(&[cell("a", 5), cell("b", 9)]), (vec![9, 5], 0));
        assert_eq!(tell(&[cell("a", 4), cell("b", 9), cell("c", 6)]), (vec![9], 10), "4 would be the sum less 15");
        assert_eq!(tell(&[cell("a", 4), cell("b", 9), cell("c", 1)]), (vec![9], 5));
        assert_eq!(tell(&[cell("a", 1), cell("b", 9), cell("c", 1)]), (vec![], 11));
        assert_eq!(tell(&[cell("a", 4)]), (vec![], 4));
    }
}

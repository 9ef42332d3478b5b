//! Words of a search as people type them: parted by blanks of any width, folded for comparing.

use foundation::Sql;

/// At most eight words; what lies beyond narrows nothing any more.
pub fn search_words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，'))
        .map(japanese::fold::fold)
        .filter(|word| !word.trim().is_empty())
        .take(8)
        .collect()
}

/// `%word%`, with what `like … escape '\'` treats specially escaped.
pub fn like_anywhere(word: &str) -> String {
    format!("%{}%", escaped(word))
}

/// `(column like … or column like …)`: whether it holds one of the needles. Without any nothing does.
pub fn any_like(mut query: Sql, column: &'static str, needles: &[String]) -> Sql {
    query = query.then("(");
    for (i, needle) in needles.iter().enumerate() {
        query = query
            .then(if i == 0 { "" } else { " or " })
            .then(column)
            .with(" like ", like_anywhere(needle))
            .then(" escape '\\'");
    }
    query.then(if needles.is_empty() { "1 = 0)" } else { ")" })
}

/// `word%`
pub fn like_beginning(word: &str) -> String {
    format!("{}%", escaped(word))
}

fn escaped(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text that a spreadsheet would take for a formula gets a quote in front; wide signs are taken for narrow ones there. 「－」
/// alone stands for no value.
pub fn guarded(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '＠']);
    if is_formula || (text.starts_with('－') && text != "－") { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_any_width_part_words() {
        assert_eq!(search_words(" 平郡島　看取り "), ["平郡島", "看取り"].map(japanese::fold::fold));
        assert_eq!(search_words("a b c d e f g h i").len(), 8);
        assert!(search_words(" 　 ").is_empty());
    }

    #[test]
    fn a_percent_sign_is_only_a_percent_sign() {
        assert_eq!(like_anywhere("50%_"), "%50\\%\\_%");
        assert_eq!(like_beginning("札幌"), "札幌%");
    }

    #[test]
    fn what_looks_like_a_formula_is_a_text() {
        for text in ["=1+1", "+81", "-3", "@x", "\tx", "＝1+1", "＋1", "－1+1", "＠x"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["連携ノート=紙", "－"] {
            assert_eq!(guarded(text), text);
        }
    }
}

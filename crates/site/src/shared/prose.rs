//! Long texts as people type them: a blank line parts paragraphs, lines that begin with `- ` or
//! `・` are a list. Nothing else has a meaning, and nothing becomes HTML.

/// A paragraph with its lines, or a list with its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub is_list: bool,
    pub lines: Vec<String>,
}

pub fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut gap = true;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            gap = true;
            continue;
        }
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix('・')).map(str::trim_start);
        let is_list = item.is_some();
        let line = item.unwrap_or(line).to_owned();
        match found.last_mut() {
            Some(last) if last.is_list == is_list && (is_list || !gap) => last.lines.push(line),
            _ => found.push(Block { is_list, lines: vec![line] }),
        }
        gap = false;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lines_and_lists() {
        let text = "一つ目\n続き\n\n二つ目\n- ア\n- イ\n三つ目\r\n\r\n・ウ";
        let block = |is_list, lines: &[&str]| Block { is_list, lines: lines.iter().map(|l| (*l).to_owned()).collect() };
        assert_eq!(
            blocks(text),
            [
                block(false, &["一つ目", "続き"]),
                block(false, &["二つ目"]),
                block(true, &["ア", "イ"]),
                block(false, &["三つ目"]),
                block(true, &["ウ"]),
            ]
        );
        assert!(blocks(" \n\n").is_empty());
    }
}

//! A text taken apart into sentences; a list's lines and a table's rows are sentences, too.

use japanese::fold::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// As it stands there; a table's row with the names of its columns.
    pub text: String,
    pub folded: String,
    /// Letters of the text before it.
    pub at: usize,
    /// A line of a list, a row of a table.
    pub listed: bool,
    /// Paragraphs are counted: sentences of one belong together.
    pub paragraph: usize,
}

const LONGEST: usize = 300;
/// What a table's columns are called is short.
const LONGEST_COLUMN: usize = 16;

/// Sentences of a text, in order.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let mut at = 0;
    let mut paragraph = 0;
    let mut was_listed = false;
    let mut columns: Option<Vec<&str>> = None;
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        let row = cells(trimmed);
        let listed = row.is_some() || trimmed.starts_with("- ") || trimmed.starts_with(['・', '●', '○', '■', '◆']);
        // An empty line parts; a list hangs on what leads to it.
        if trimmed.is_empty() || (was_listed && !listed) {
            paragraph += 1;
        }
        was_listed = listed;
        let length = line.chars().count() + 1;
        let lead = line.chars().take_while(|c| c.is_whitespace()).count();
        if let Some(row) = row {
            let next = lines.peek().and_then(|next| cells(next.trim()));
            if columns.is_none() && next.is_some_and(|next| next.len() == row.len()) && name_columns(&row) {
                columns = Some(row);
            } else {
                let text = told(&row, columns.as_deref());
                if text.chars().any(char::is_alphanumeric) {
                    found.push(Sentence { folded: fold(&text), text, at: at + lead, listed, paragraph });
                }
            }
        } else {
            columns = None;
            push_parts(line, at, listed, paragraph, &mut found);
        }
        at += length;
    }
    found
}

fn push_parts(line: &str, at: usize, listed: bool, paragraph: usize, found: &mut Vec<Sentence>) {
    let mut from = at;
    let mut sentence = String::new();
    let mut length = 0;
    let mut closing = false;
    let mut push = |sentence: &mut String, from: &mut usize, next: usize| {
        let lead = sentence.chars().take_while(|c| c.is_whitespace()).count();
        let words = sentence.trim();
        if words.chars().any(char::is_alphanumeric) {
            let text = words.to_owned();
            found.push(Sentence { folded: fold(&text), text, at: *from + lead, listed, paragraph });
        }
        sentence.clear();
        *from = next;
    };
    for (place, c) in line.chars().enumerate() {
        // 「…です。」 ends behind the bracket.
        if closing && !matches!(c, '」' | '』' | '）') {
            push(&mut sentence, &mut from, at + place);
            (closing, length) = (false, 0);
        }
        sentence.push(c);
        length += 1;
        closing |= !listed && matches!(c, '。' | '！' | '？') || length >= LONGEST;
    }
    push(&mut sentence, &mut from, at + line.chars().count() + 1);
}

/// Cells of a table's row: 「｜項目｜時期｜」.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('｜')?;
    let cells: Vec<&str> = inner.strip_suffix('｜').unwrap_or(inner).split('｜').map(str::trim).collect();
    Some(cells)
}

/// Whether a row tells what the columns are called: short names, no figures.
fn name_columns(row: &[&str]) -> bool {
    row.len() > 1
        && row.iter().all(|cell| {
            let short = (1..=LONGEST_COLUMN).contains(&cell.chars().count());
            short && !cell.chars().any(|c| c.is_numeric() || matches!(c, '。' | '、' | '／' | '%' | '％'))
        })
}

/// A row as it is said: 「時期: 平成27年4月　できごと: 一部の市町村で開始」.
fn told(row: &[&str], columns: Option<&[&str]>) -> String {
    let columns = columns.filter(|columns| columns.len() == row.len());
    let cell = |(at, cell): (usize, &&str)| match columns.and_then(|columns| columns.get(at)) {
        Some(column) if !cell.is_empty() => format!("{column}: {cell}"),
        _ => (*cell).to_owned(),
    };
    let all: Vec<String> = row.iter().enumerate().map(cell).filter(|cell| !cell.is_empty()).collect();
    all.join("　")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_parted_at_their_sentences_and_lines() {
        let text = "島の診療所です。「船で。」と言います。次の二つです。\n\n- チャートを作る。船を呼ぶ\n- 市は配りました。\n終わり。";
        let all = sentences(text);
        let texts: Vec<&str> = all.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "島の診療所です。",
                "「船で。」",
                "と言います。",
                "次の二つです。",
                "- チャートを作る。船を呼ぶ",
                "- 市は配りました。",
                "終わり。"
            ]
        );
        for sentence in &all {
            let there: String = text.chars().skip(sentence.at).take(sentence.text.chars().count()).collect();
            assert_eq!(there, sentence.text);
        }
        assert!(
            all[4].listed
                && !all[3].listed
                && all[4].paragraph == all[5].paragraph
                && all[6].paragraph > all[5].paragraph
        );
        assert!(sentences("").is_empty() && sentences("、。").is_empty());
        assert!(sentences(&"あ".repeat(1_000)).iter().all(|s| s.text.chars().count() <= LONGEST));
    }

    #[test]
    fn a_row_of_a_table_names_its_columns() {
        let told = |text: &str| sentences(text).into_iter().map(|s| (s.text, s.at)).collect::<Vec<_>>();
        let table = "｜旧項目｜いまの項目｜\n｜ア｜資源の把握｜\n｜イ｜｜\n\n｜12｜3.5%｜\n｜13｜4%｜";
        assert_eq!(
            told(table),
            [
                ("旧項目: ア　いまの項目: 資源の把握".to_owned(), 12),
                ("旧項目: イ".to_owned(), 22),
                ("12　3.5%".to_owned(), 28),
                ("13　4%".to_owned(), 38)
            ]
        );
        // One row alone has no columns, and neither have rows of another length.
        assert_eq!(told("｜時期｜できごと｜"), [("時期　できごと".to_owned(), 0)]);
        assert_eq!(told("｜時期｜できごと｜\n｜秋｜"), [("時期　できごと".to_owned(), 0), ("秋".to_owned(), 10)]);
        assert!(told("｜｜｜\n｜").is_empty());
    }
}

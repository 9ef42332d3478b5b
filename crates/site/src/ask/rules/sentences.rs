//! A text taken apart into sentences; a list's lines and a table's rows are sentences, too.

use japanese::fold::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
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

/// Sentences of a text, in order.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut paragraph = 0;
    let mut was_listed = false;
    for line in text.split('\n') {
        let trimmed = line.trim();
        let listed = trimmed.starts_with("- ") || trimmed.starts_with(['・', '｜', '●', '○', '■', '◆']);
        // An empty line parts; a list hangs on what leads to it.
        if trimmed.is_empty() || (was_listed && !listed) {
            paragraph += 1;
        }
        was_listed = listed;
        let mut from = at;
        let mut sentence = String::new();
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
                closing = false;
            }
            sentence.push(c);
            closing |= !listed && matches!(c, '。' | '！' | '？') || sentence.chars().count() >= LONGEST;
        }
        let length = line.chars().count();
        push(&mut sentence, &mut from, at + length + 1);
        at += length + 1;
    }
    found
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
}

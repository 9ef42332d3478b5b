//! What a model wrote, taken apart into claims: a sentence each, with the numbers of the passages it cites.

/// A sentence, and what it says it stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Claim {
    /// Without its marks, with its 「。」.
    pub text: String,
    /// Numbers of passages, from 1, each once, in the order of the sentence.
    pub cites: Vec<usize>,
}

/// What a model is to write where the passages answer nothing.
pub const NOTHING: &str = "該当なし";

const LONGEST_MARK: usize = 24;

/// All claims of a text; while it still comes (`whole` false), only those that are complete: the last may get its marks yet.
pub fn claims(text: &str, whole: bool) -> Vec<Claim> {
    let letters: Vec<char> = text.chars().collect();
    let mut all: Vec<Claim> = Vec::new();
    let mut now = Claim::default();
    // Behind its 「。」 a sentence may still be marked.
    let mut ended = false;
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        if let Some((numbers, length)) = mark(&letters[at..]) {
            for number in numbers {
                if !now.cites.contains(&number) {
                    now.cites.push(number);
                }
            }
            at += length;
            continue;
        }
        at += 1;
        if letter == '\n' || letter == '\r' {
            ended = ended || !now.text.trim().is_empty();
            continue;
        }
        if ended && !letter.is_whitespace() && !is_end(letter) && !matches!(letter, '」' | '』' | '）' | ')') {
            finish(&mut all, &mut now);
            ended = false;
        }
        if ended && letter.is_whitespace() {
            continue;
        }
        now.text.push(letter);
        ended |= is_end(letter);
    }
    if whole {
        finish(&mut all, &mut now);
    }
    all
}

fn is_end(letter: char) -> bool {
    matches!(letter, '。' | '！' | '？' | '!' | '?')
}

fn finish(all: &mut Vec<Claim>, now: &mut Claim) {
    let claim = std::mem::take(now);
    let text = bare(&claim.text);
    if text.chars().any(char::is_alphanumeric) {
        all.push(Claim { text: text.to_owned(), cites: claim.cites });
    }
}

/// Without the dot of a list, which a model is told not to make and makes all the same.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("- ").or_else(|| text.strip_prefix('・')).unwrap_or(text).trim()
}

/// `[1]`, `［1、2］`, `【３】` at the beginning: the numbers and how many letters that is.
fn mark(letters: &[char]) -> Option<(Vec<usize>, usize)> {
    let close = match letters.first()? {
        '[' => ']',
        '［' => '］',
        '【' => '】',
        _ => return None,
    };
    let length = letters.iter().take(LONGEST_MARK).position(|letter| *letter == close)? + 1;
    let inside: String = letters[1..length - 1].iter().collect();
    let inside = japanese::fold::half_width(&inside);
    let numbers: Option<Vec<usize>> = inside
        .split([',', '、', '，', '・', ' ', '､', '･'])
        .filter(|n| !n.is_empty())
        .map(|n| n.parse().ok())
        .collect();
    numbers.filter(|numbers| !numbers.is_empty()).map(|numbers| (numbers, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, Vec<usize>)> {
        claims(text, true).into_iter().map(|claim| (claim.text, claim.cites)).collect()
    }

    fn one(text: &str, cites: &[usize]) -> (String, Vec<usize>) {
        (text.to_owned(), cites.to_vec())
    }

    #[test]
    fn sentences_bear_their_marks_before_or_behind_their_end() {
        let both = [one("会議は年4回です。", &[1]), one("医師会と話し合います。", &[2, 3])];
        assert_eq!(told("会議は年4回です[1]。医師会と話し合います[2][3]。"), both);
        assert_eq!(told("会議は年4回です。[1]医師会と話し合います。［２、３］"), both);
        assert_eq!(told("・会議は年4回です【1】。\n\n- 医師会と[2]話し合います[2, 3]。\n"), both);
        assert_eq!(told("会議は年4回です。 [1]\n医師会と話し合います。\n[2・3]"), both);
        assert_eq!(told("「会議です。」と言います[1]。"), [one("「会議です。」", &[]), one("と言います。", &[1])]);
        assert_eq!(told("会議です[1]"), [one("会議です", &[1])]);
        assert_eq!(told("会議です[1][1][01]。"), [one("会議です。", &[1])]);
        assert_eq!(told(""), []);
        assert_eq!(told("[1]。\n。"), []);
    }

    #[test]
    fn what_is_no_mark_stays_in_the_sentence() {
        for text in [
            "[ここ](https://example.jp)を見ます。",
            "[1-3]です。",
            "[]です。",
            "[1です。",
            "[一]です。",
            "[99999999999999999999999]です。",
        ] {
            let all = told(text);
            assert!(all[0].0.contains('['), "{all:?}");
            assert!(all[0].1.is_empty());
        }
    }

    #[test]
    fn while_it_comes_the_last_one_waits() {
        let text = "会議は年4回です[1]。医師会と話し合います[2]。";
        let letters: Vec<char> = text.chars().collect();
        let all = claims(text, true);
        for upto in 0..=letters.len() {
            let so_far: String = letters[..upto].iter().collect();
            let some = claims(&so_far, false);
            assert!(some.len() < 2 && all.starts_with(&some), "{so_far}: {some:?}");
        }
    }
}

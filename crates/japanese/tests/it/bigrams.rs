use japanese::bigrams::{LONGEST_WORD_CHARS, MOST_TOKENS_PER_TERM, each_token, phrase};
use japanese::fold::fold;

fn tokens(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    each_token(&fold(text), |token, _| all.push(token.to_owned()));
    all
}

fn asked(text: &str) -> String {
    let Some(phrase) = phrase(&fold(text)) else { return String::new() };
    phrase.tokens.join(" ") + if phrase.is_open { "*" } else { "" }
}

#[test]
fn texts() {
    assert_eq!(tokens("看取り"), ["看取", "取り", "り"]);
    assert_eq!(tokens("町"), ["町"]);
    assert_eq!(tokens("ICTの活用（Zoom）"), ["ict", "の活", "活用", "用", "zoom"]);
    assert_eq!(tokens("ケア・マネ、1,741"), ["けあ", "あま", "まね", "ね", "1741"]);
    assert!(tokens("。！ \n").is_empty());
    assert_eq!(tokens("a'b\"c"), ["a", "b", "c"]);
}

#[test]
fn lines_are_told() {
    let mut begun = Vec::new();
    each_token("看取り\n町 島\n\nict", |token, begins| begun.push((token.to_owned(), begins)));
    let first: Vec<&str> = begun.iter().filter(|(_, begins)| *begins).map(|(token, _)| token.as_str()).collect();
    assert_eq!(first, ["町", "ict"]);
}

#[test]
fn questions() {
    assert_eq!(asked("看取り"), "看取 取り");
    assert_eq!(asked("町"), "町*");
    assert_eq!(asked("在宅ICT"), "在宅 宅 ict");
    assert_eq!(asked("ICT町"), "ict 町*");
    assert_eq!(asked("a\" OR t:b* NEAR(-^"), "a or t b near");
    for text in ["", " \u{3000}", "\"", "'", "*", "。", "()", "\0", "\u{3099}", "😀"] {
        assert_eq!(phrase(&fold(text)), None, "{text:?}");
    }
}

#[test]
fn limits() {
    let word = |length| "x".repeat(length);
    assert_eq!(tokens(&word(LONGEST_WORD_CHARS + 1)), [word(LONGEST_WORD_CHARS)]);
    assert_eq!(asked(&word(5_000)), word(LONGEST_WORD_CHARS));
    let long = phrase(&"漢".repeat(10_000)).unwrap();
    assert_eq!((long.tokens.len(), long.is_open), (MOST_TOKENS_PER_TERM, false));
}

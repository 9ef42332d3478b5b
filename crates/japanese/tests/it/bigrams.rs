use japanese::bigrams::{LONGEST_WORD_CHARS, MOST_TERMS, fts5_query, index_text, terms, tsquery};

#[test]
fn index() {
    assert_eq!(index_text("看取り"), "看取 取り り");
    assert_eq!(index_text("町"), "町");
    assert_eq!(index_text("ICTの活用（Zoom）"), "ict の活 活用 用 zoom");
    assert_eq!(index_text("ケア・マネ、1,741"), "けあ あま まね ね 1741");
    assert_eq!(index_text("。！ \n"), "");
    assert_eq!(index_text("a'b\"c"), "a b c");
}

#[test]
fn fts5() {
    let query = |text| fts5_query(text).unwrap();
    assert_eq!(query("看取り"), "\"看取 取り\"");
    assert_eq!(query("町"), "\"町\"*");
    assert_eq!(query("看取り　ＩＣＴ"), "\"看取 取り\" AND \"ict\"");
    assert_eq!(query("在宅ICT"), "\"在宅 宅 ict\"");
    assert_eq!(query("ICT町"), "\"ict 町\"*");
    assert_eq!(query("看取り 看取リ"), "\"看取 取り\"");
    assert_eq!(query("a\" OR t:b* NEAR(-^"), "\"a\" AND \"or\" AND \"t b\" AND \"near\"");
}

#[test]
fn postgres() {
    let query = |text| tsquery(text).unwrap();
    assert_eq!(query("看取り"), "('看取' <-> '取り')");
    assert_eq!(query("町 ict"), "('町':*) & ('ict')");
    assert_eq!(query("ICT町"), "('ict' <-> '町':*)");
    assert_eq!(query("a'b\\ | !c:*"), "('a' <-> 'b') & ('c')");
}

#[test]
fn nothing_to_search_for() {
    for text in ["", " \u{3000}", "\"", "'", "*", "。", "()", "\0", "\u{3099}", "😀"] {
        assert_eq!((fts5_query(text), tsquery(text)), (None, None), "{text:?}");
    }
}

#[test]
fn limits() {
    let word = |length| "x".repeat(length);
    assert_eq!(index_text(&word(LONGEST_WORD_CHARS)), word(LONGEST_WORD_CHARS));
    assert_eq!(index_text(&word(LONGEST_WORD_CHARS + 1)), word(LONGEST_WORD_CHARS));
    assert_eq!(fts5_query(&word(5000)).unwrap().len(), LONGEST_WORD_CHARS + 2);
    let many = |count: usize| (0..count).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    assert_eq!(terms(&many(MOST_TERMS)).len(), MOST_TERMS);
    assert_eq!(terms(&many(MOST_TERMS + 1)).len(), MOST_TERMS);
    assert!(tsquery(&"漢".repeat(10_000)).unwrap().len() < 4_000);
}

/// Every substring of Japanese text is a phrase of its tokens.
#[test]
fn every_substring_is_found() {
    let text = "入退院調整ルール（ACP含む）をICTで、町が実施。";
    let index: Vec<String> = index_text(text).split(' ').map(str::to_owned).collect();
    for run in ["入退院調整ルール", "acp", "含む", "を", "ict", "で", "町が実施"] {
        let chars: Vec<char> = run.chars().collect();
        let latin = run.is_ascii();
        for start in 0..chars.len() {
            for end in start + 1..=chars.len() {
                if latin && end - start < chars.len() {
                    continue;
                }
                let needle: String = chars[start..end].iter().collect();
                let query = fts5_query(&needle).unwrap();
                let prefix = query.ends_with('*');
                let phrase: Vec<&str> = query.trim_end_matches('*').trim_matches('"').split(' ').collect();
                let hit = index.windows(phrase.len()).any(|window| {
                    let (last, first) = window.split_last().unwrap();
                    let (wanted, before) = phrase.split_last().unwrap();
                    first.iter().eq(before.iter()) && if prefix { last.starts_with(wanted) } else { last == wanted }
                });
                assert!(hit, "{needle}: {query}");
            }
        }
    }
}

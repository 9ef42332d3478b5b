//! Names of persons: before さん and the like, with the name of an office or a profession, or in full. Guessed by the
//! commonest surnames; names of places, institutions and whole professions are left alone.

use std::ops::Range;

use japanese::personal::{self, PersonalKind};

use crate::{Chars, Words, is_hiragana, is_kanji, list};

/// The commonest surnames of two or three characters.
static SURNAMES: Words = list!("surnames");

/// What follows a surname when a person is meant.
static TITLES: Words = list!("titles");

/// What stands before a surname when a person is meant.
static BEFORE: Words = list!("before");

/// Titles that stand behind a name far more often than behind anything else.
const PERSONAL_TITLES: [&str; 5] = ["院長", "先生", "師長", "さん", "氏"];
/// Last characters of what stands before such a title and is no name.
const NO_NAME_ENDS: &str =
    "院所会局課部室市県町村区科系棟長副前元新旧各同当現初代立域護療祉健務育師員者家携任齢進画皆客奥様母父娘息主校学";
/// Last characters of given names.
const GIVEN_ENDS: &str = "郎子美夫雄男一二三介輔太也哉香恵代江枝樹人彦之幸司治明弘博健誠翔奈菜花織里紀咲斗馬";
/// What a surname is followed by when it is a place or a house.
const NO_PERSON: &str = "県市町村区郡島川駅町山地病医診薬大高橋";

pub fn find(text: &str) -> Vec<Range<usize>> {
    let t = Chars::of(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut add = |range: Range<usize>| {
        if !found.iter().any(|f| f.start < range.end && range.start < f.end) {
            found.push(range);
        }
    };
    let mut at = 0;
    while at < t.chars.len() {
        if !is_kanji(t.chars[at]) {
            at += 1;
            continue;
        }
        match SURNAMES.iter().filter(|name| t.has_at(at, name)).max_by_key(|name| name.chars().count()) {
            Some(surname) if !continues_a_word(&t, at) => {
                let after = at + surname.chars().count();
                match person_at(&t, at, after) {
                    Some(end) => {
                        add(t.range(at, end));
                        at = end;
                    }
                    None => at += 1,
                }
            }
            _ => at += 1,
        }
    }
    // A name nobody foresaw, before a title that says it is one: exactly two or three kanji.
    for at in 0..t.chars.len() {
        let Some(title) = PERSONAL_TITLES.iter().find(|title| t.has_at(at, title)) else { continue };
        let end = at + title.chars().count();
        let before = t.chars[..at].iter().rev().take(5).take_while(|c| is_kanji(**c)).count();
        let is_longer = t.chars.get(end).is_some_and(|c| is_kanji(*c));
        let is_name = (2..=3).contains(&before) && !is_longer && !NO_NAME_ENDS.contains(t.chars[at - 1]);
        if is_name && !is_common(&text[t.range(at - before, end)]) {
            add(t.range(at - before, end));
        }
    }
    for (kind, range) in personal::find(text) {
        if kind == PersonalKind::Name && !is_common(&text[range.clone()]) {
            add(range);
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// Words with さん that name no person.
fn is_common(word: &str) -> bool {
    let stem = word.trim_end_matches("さん").trim_end_matches(['様', '氏']);
    ["委員", "委員会", "医", "屋", "民生委員", "事業者", "先生", "隣", "子", "孫", "奥"]
        .iter()
        .any(|end| stem.ends_with(end))
}

/// Whether the kanji before belongs to the same word: 「中山田」 is no 「山田」. A title before does not.
fn continues_a_word(t: &Chars, at: usize) -> bool {
    at > 0 && is_kanji(t.chars[at - 1]) && !has_title_before(t, at)
}

fn has_title_before(t: &Chars, at: usize) -> bool {
    let before: String = t.chars[at.saturating_sub(8)..at].iter().collect();
    BEFORE.iter().any(|title| before.ends_with(title))
}

/// The end of a person's name whose surname stands from `at` to `after`.
fn person_at(t: &Chars, at: usize, after: usize) -> Option<usize> {
    let gap = usize::from(t.chars.get(after) == Some(&' '));
    let kanji = t.chars[after + gap..].iter().take(4).take_while(|c| is_kanji(**c)).count();
    let given_of = |length: usize| after + gap + length;
    // 佐藤医師, 山田太郎さん, 岡田はなこさん, 橋本美咲保健師
    for length in 0..=3 {
        let end = given_of(length);
        let given = t.chars.get(after + gap..end).unwrap_or_default();
        let sound = given.iter().all(|c| is_kanji(*c)) || given.iter().all(|c| is_hiragana(*c));
        if !sound || end > t.chars.len() {
            continue;
        }
        let title = TITLES.iter().filter(|title| t.has_at(end, title)).max_by_key(|title| title.chars().count());
        if let Some(title) = title {
            let end = end + title.chars().count();
            // 医師会, 保健師会: a body.
            let is_body = t.chars.get(end).is_some_and(|c| is_kanji(*c) && !matches!(c, '他'));
            if !is_body {
                return Some(end);
            }
        }
    }
    if t.chars.get(after).is_some_and(|c| NO_PERSON.contains(*c)) {
        return None;
    }
    // 木村一郎（…, 清水恵子 at the end, 伊藤 花子: a given name by its last character.
    if (1..=3).contains(&kanji)
        && t.chars.get(given_of(kanji) - 1).is_some_and(|c| GIVEN_ENDS.contains(*c))
        && !t.chars.get(given_of(kanji)).is_some_and(|c| is_kanji(*c))
        && (kanji >= 2 || gap == 1)
    {
        return Some(given_of(kanji));
    }
    // 保健師の中村が, 担当:高橋(
    let mut title_end = at;
    while title_end > 0 && matches!(t.chars[title_end - 1], 'の' | ':' | '・' | ' ' | '、') {
        title_end -= 1;
    }
    let one_before = title_end < at || has_title_before(t, at);
    (one_before && has_title_before(t, title_end) && kanji == 0).then_some(after)
}

//! Where somebody lives: a name of a place followed by the number of a house, a postal code, a room.

use std::ops::Range;

use crate::{Chars, is_kanji};

/// Last characters of names that house numbers follow.
const PLACES: &str = "市町村区字条台丘ケ通目番原川山谷沢野田";
/// Longer than any house number with its hyphens.
const LONGEST_RUN: usize = 24;
const ROOMS: &[&str] = &["号室", "号棟"];
const HOUSES: &[&str] = &["ハイツ", "コ-ポ", "マンション", "アパ-ト", "団地", "荘"];

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

pub fn find(text: &str) -> Vec<Range<usize>> {
    let t = Chars::of(text);
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < t.chars.len() {
        let end = match t.chars[at] {
            '〒' => postal_code(&t, at + 1),
            c if is_number(c) && (at == 0 || !is_number(t.chars[at - 1])) => number_of_a_house(&t, at),
            _ => None,
        };
        match end {
            Some(end) => {
                let begin = at - names_before(&t, at);
                match found.last_mut() {
                    // One address: postal code, town, house.
                    Some(last) if begin <= last.1 + 2 => last.1 = end,
                    _ => found.push((begin, end)),
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found.into_iter().map(|(from, to)| t.range(from, to)).collect()
}

/// Kanji (and ケ, ヶ, の) that lead up to a number: 見本市本町.
fn names_before(t: &Chars, at: usize) -> usize {
    t.chars[..at].iter().rev().take(20).take_while(|c| is_kanji(**c) || matches!(c, 'ケ' | 'ヶ')).count()
}

fn postal_code(t: &Chars, from: usize) -> Option<usize> {
    let run: String =
        t.chars[from..].iter().take(LONGEST_RUN).take_while(|c| c.is_ascii_digit() || **c == '-').collect();
    let digits = run.chars().filter(char::is_ascii_digit).count();
    (digits == 7).then(|| from + run.chars().count())
}

/// The end of a house number that begins here, or `None` for any other number.
fn number_of_a_house(t: &Chars, at: usize) -> Option<usize> {
    let count = |from: usize| t.chars[from..].iter().take(LONGEST_RUN).take_while(|c| is_number(**c)).count();
    let first = count(at);
    let after = at + first;
    // 123番地, 12番5号, 三丁目十番二号, 2丁目1-1
    for word in ["番地", "丁目", "番"] {
        if !t.has_at(after, word) {
            continue;
        }
        let next = after + word.chars().count();
        let more = count(next);
        if word == "番地" {
            return Some(next);
        }
        if more == 0 {
            continue;
        }
        // 丁目 alone is a part of a town; with a further number it is a house. 番 wants 号.
        if word == "丁目" || t.has_at(next + more, "号") {
            return Some(rest_of(t, next + more));
        }
    }
    if ROOMS.iter().any(|word| t.has_at(after, word)) && first >= 2 {
        return Some(after + 2);
    }
    let before: String = t.chars[..at].iter().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
    if HOUSES.iter().any(|house| before.ends_with(house)) && first >= 3 {
        return Some(after);
    }
    // 本町1-2-3, 川上45-6: digits with hyphens behind the name of a place, and nothing that is counted behind them.
    let is_part = |c: &char| c.is_ascii_digit() || *c == '-';
    let run: String = t.chars[at..].iter().take(LONGEST_RUN).take_while(|c| is_part(c)).collect();
    let parts: Vec<&str> = run.split('-').collect();
    let sound = (2..=4).contains(&parts.len()) && parts.iter().all(|p| !p.is_empty() && p.len() <= 4);
    let place = at.checked_sub(1).is_some_and(|b| PLACES.contains(t.chars[b])) && names_before(t, at) >= 2
        || at.checked_sub(1).is_some_and(|b| is_kanji(t.chars[b])) && parts.len() >= 3;
    let end = at + run.chars().count();
    let counted = t.chars.get(end).is_some_and(|c| "人件%割か年月日回分キ町村市時点万千号四".contains(*c));
    (sound && place && !counted).then_some(end)
}

/// Further numbers of the same house: -1, 番5号, 番地の4.
fn rest_of(t: &Chars, mut at: usize) -> usize {
    while t.chars.get(at).is_some_and(|c| is_number(*c) || "-番号地の".contains(*c)) {
        at += 1;
    }
    while at > 0 && matches!(t.chars[at - 1], 'の' | '-') {
        at -= 1;
    }
    at
}

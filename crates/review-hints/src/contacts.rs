//! Telephone numbers and mail addresses, in more spellings than a machine would need.

use std::ops::Range;

use japanese::personal::{self, PersonalKind};

use crate::Chars;

fn of(text: &str, wanted: PersonalKind) -> Vec<Range<usize>> {
    personal::find(text).into_iter().filter(|(kind, _)| *kind == wanted).map(|(_, range)| range).collect()
}

fn add(found: &mut Vec<Range<usize>>, range: Range<usize>) {
    if !found.iter().any(|f| f.start < range.end && range.start < f.end) {
        found.push(range);
    }
}

/// What stands before a number that is dialled inside a house.
const INTERNAL: &str = "内線";

pub fn telephones(text: &str) -> Vec<Range<usize>> {
    let mut found = of(text, PersonalKind::Telephone);
    let t = Chars::of(text);
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | ' ' | '.');
    let mut at = 0;
    while at < t.chars.len() {
        let after_digit = at > 0 && t.chars[at - 1].is_ascii_digit();
        let begins = matches!(t.chars[at], '0' | '(' | '+') && !after_digit;
        if !begins {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while t.chars.get(end).is_some_and(|c| is_part(*c)) {
            end += 1;
        }
        while end > at && !t.chars[end - 1].is_ascii_digit() {
            end -= 1;
        }
        let run: String = t.chars[at..end.max(at)].iter().collect();
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let abroad = run.starts_with("+81") && (11..=13).contains(&digits.len());
        // Two separators at least where no hyphen says that it is a number to dial.
        let groups = run.split([' ', '.', '-', '(', ')']).filter(|g| !g.is_empty()).count();
        let at_home = digits.starts_with('0') && (10..=11).contains(&digits.len()) && groups >= 3;
        if abroad || at_home {
            add(&mut found, t.range(at, end));
        }
        at = end.max(at + 1);
    }
    for at in 0..t.chars.len() {
        if t.has_at(at, INTERNAL) {
            let begin = at + INTERNAL.chars().count();
            let digits = t.chars[begin..].iter().take_while(|c| c.is_ascii_digit()).count();
            if digits >= 2 {
                add(&mut found, t.range(at, begin + digits));
            }
        }
    }
    found
}

/// What people write where machines read an `@`.
const DISGUISES: [&str; 6] = ["[at]", "(at)", "(アット)", "[アット]", " @ ", "(アットマ-ク)"];

pub fn mails(text: &str) -> Vec<Range<usize>> {
    let mut found = of(text, PersonalKind::Mail);
    let t = Chars::of(text);
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    for at in 0..t.chars.len() {
        let Some(disguise) = DISGUISES.iter().find(|word| t.has_at(at, word)) else { continue };
        let begin = at + disguise.chars().count();
        let before = t.chars[..at].iter().rev().take_while(|c| is_part(c)).count();
        let domain: String = t.chars[begin..].iter().take_while(|c| is_part(c)).collect();
        if before > 0 && domain.trim_matches('.').contains('.') {
            add(&mut found, t.range(at - before, begin + domain.chars().count()));
        }
    }
    found
}

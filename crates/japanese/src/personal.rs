//! Where a text may lead to a person: telephone numbers, mail addresses, names before さん, 様, 氏. Guesses: a person
//! looks again. They are sometimes wrong in both directions.

use std::ops::Range;

use crate::fold::fold_with_offsets;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalKind {
    Telephone,
    Mail,
    Name,
}

impl PersonalKind {
    /// What stands in its place when it is taken out.
    #[must_use]
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Telephone => "（電話番号）",
            Self::Mail => "（メールアドレス）",
            Self::Name => "（氏名）",
        }
    }

    /// 「電話番号」
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Telephone => "電話番号",
            Self::Mail => "メールアドレス",
            Self::Name => "人の名前",
        }
    }
}

/// Byte ranges of the text, in order, not overlapping.
#[must_use]
pub fn find(text: &str) -> Vec<(PersonalKind, Range<usize>)> {
    let mut found = telephones(text);
    found.extend(mails(text));
    found.extend(names(text));
    found.sort_by_key(|(_, range)| range.start);
    let mut last = 0;
    found.retain(|(_, range)| {
        let keep = range.start >= last;
        if keep {
            last = range.end;
        }
        keep
    });
    found
}

/// The text with everything [`find`] finds replaced by what it was.
#[must_use]
pub fn without(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (kind, range) in find(text) {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(kind.placeholder());
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// 0 and nine or ten further digits, with or without hyphens and brackets between.
fn telephones(text: &str) -> Vec<(PersonalKind, Range<usize>)> {
    let folded = fold_with_offsets(text);
    let chars: Vec<(char, Range<usize>)> = folded.origins().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let begins = chars[at].0 == '0' || chars[at].0 == '(';
        let after_digit = at > 0 && chars[at - 1].0.is_ascii_digit();
        if !begins || after_digit {
            at += 1;
            continue;
        }
        let length = chars[at..].iter().take_while(|(c, _)| c.is_ascii_digit() || matches!(c, '-' | '(' | ')')).count();
        let run = trimmed(&chars[at..at + length]);
        let digits: String = run.iter().map(|(c, _)| *c).filter(char::is_ascii_digit).collect();
        if let (Some(first), Some(last)) = (run.first(), run.last())
            && digits.starts_with('0')
            && (10..=11).contains(&digits.len())
        {
            found.push((PersonalKind::Telephone, first.1.start..last.1.end));
        }
        at += length.max(1);
    }
    found
}

/// Without brackets that do not close, and hyphens at the end.
fn trimmed(mut run: &[(char, Range<usize>)]) -> &[(char, Range<usize>)] {
    let has = |run: &[(char, Range<usize>)], wanted: char| run.iter().any(|(c, _)| *c == wanted);
    while let [('(', _), rest @ ..] = run
        && !has(rest, ')')
    {
        run = rest;
    }
    while let [rest @ .., (last, _)] = run
        && (matches!(last, '-' | '(') || (*last == ')' && !has(rest, '(')))
    {
        run = rest;
    }
    run
}

fn mails(text: &str) -> Vec<(PersonalKind, Range<usize>)> {
    let folded = fold_with_offsets(text);
    let chars: Vec<(char, Range<usize>)> = folded.origins().collect();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let mut found = Vec::new();
    for (at, _) in chars.iter().enumerate().filter(|(_, (c, _))| *c == '@') {
        let before = chars[..at].iter().rev().take_while(|(c, _)| is_part(*c)).count();
        let after = chars[at + 1..].iter().take_while(|(c, _)| is_part(*c)).count();
        let has_dot = chars[at + 1..at + 1 + after].iter().any(|(c, _)| *c == '.');
        if before > 0 && has_dot {
            found.push((PersonalKind::Mail, chars[at - before].1.start..chars[at + after].1.end));
        }
    }
    found
}

/// What stands before さん, 様 or 氏 and is nobody's name.
const NO_NAMES: &[&str] = &[
    "患者",
    "利用者",
    "住民",
    "皆",
    "お客",
    "奥",
    "娘",
    "息子",
    "嫁",
    "主人",
    "旦那",
    "母",
    "父",
    "祖母",
    "祖父",
    "家族",
    "職員",
    "医師",
    "看護師",
    "薬剤師",
    "保健師",
    "業者",
    "大家",
    "相談員",
    "専門員",
    "介護",
    "同",
    "各",
    "多",
    "異",
    "仕",
    "一",
    "王",
    "神",
    "殿",
    "両",
];
const LONGEST_NAME: usize = 4;

/// One to four kanji before さん, 様 or 氏 (not 氏名, 様子, 同様 …).
fn names(text: &str) -> Vec<(PersonalKind, Range<usize>)> {
    let places: Vec<(usize, char)> = text.char_indices().collect();
    let chars: Vec<char> = places.iter().map(|(_, c)| *c).collect();
    let is_kanji = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々';
    let place = |at: usize| places.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut found = Vec::new();
    for (at, _) in chars.iter().enumerate() {
        let length = match chars[at..] {
            ['さ', 'ん', ..] => 2,
            ['様' | '氏', ..] => 1,
            _ => continue,
        };
        // 様子, 氏名: the kanji goes on.
        if length == 1 && chars.get(at + 1).is_some_and(|c| is_kanji(*c)) {
            continue;
        }
        let count = chars[..at].iter().rev().take_while(|c| is_kanji(**c)).count();
        let name: String = chars[at - count..at].iter().collect();
        if count == 0 || count > LONGEST_NAME || NO_NAMES.iter().any(|known| name.ends_with(known)) {
            continue;
        }
        found.push((PersonalKind::Name, place(at - count)..place(at + length)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, kind: PersonalKind) -> Vec<&str> {
        find(text).into_iter().filter(|(found, _)| *found == kind).map(|(_, range)| &text[range]).collect()
    }

    #[test]
    fn telephone_numbers_in_any_spelling() {
        for text in ["電話 03-1234-5678 まで", "０３－１２３４－５６７８", "09012345678", "(03)1234-5678"]
        {
            assert_eq!(of(text, PersonalKind::Telephone).len(), 1, "{text}");
        }
        for text in ["2025-11", "人口 6,329人", "コード 352128", "0120", "10-2-30"] {
            assert!(of(text, PersonalKind::Telephone).is_empty(), "{text}");
        }
    }

    #[test]
    fn mail_addresses_are_seen() {
        assert_eq!(of("連絡は kaigo＠city.example.jp へ", PersonalKind::Mail), ["kaigo＠city.example.jp"]);
        assert!(of("@所長", PersonalKind::Mail).is_empty());
    }

    #[test]
    fn names_are_guessed_and_common_words_are_not() {
        assert_eq!(of("山田さんと佐藤氏、鈴木花子様", PersonalKind::Name), ["山田さん", "佐藤氏", "鈴木花子様"]);
        for text in ["患者さんの様子", "氏名の欄", "同様に", "皆様へ", "利用者さん", "多様な職種", "たくさんの人"]
        {
            assert!(of(text, PersonalKind::Name).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_may_lead_to_a_person_is_taken_out() {
        let text = "山田さん（0820-12-3456、yamada@example.jp）に聞きました。患者さんにも。";
        assert_eq!(without(text), "（氏名）（（電話番号）、（メールアドレス））に聞きました。患者さんにも。");
        assert_eq!(without("連携ノートを使う"), "連携ノートを使う");
        assert_eq!(without(""), "");
    }
}

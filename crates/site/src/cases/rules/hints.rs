//! Simple editorial checks (REQ-286): what a person should look at again. They point, they never
//! block, and they are sometimes wrong.

use japanese::fold::fold_with_offsets;

use crate::cases::model::{Content, Field};

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Id of the field's control.
    pub field: &'static str,
    pub sentence: String,
}

/// Where somebody may be told by a number, an address or a name: looked at once more before it is handed in.
pub fn personal_hints(content: &Content) -> Vec<Hint> {
    let mut hints = Vec::new();
    for field in Field::EVERY {
        let text = content.texts.get(*field);
        let mut hint = |sentence: String| hints.push(Hint { field: field.id(), sentence });
        let label = field.label();
        for number in phone_numbers(text) {
            hint(format!("「{label}」に電話番号らしい「{number}」があります。公開してよいか確かめてください。"));
        }
        for mail in mail_addresses(text) {
            hint(format!("「{label}」にメールアドレスらしい「{mail}」があります。公開してよいか確かめてください。"));
        }
        for name in personal_names(text) {
            hint(format!(
                "「{label}」に人の名前らしい「{name}」があります。役割や職種に置きかえられないか考えてください。"
            ));
        }
    }
    hints
}

pub fn hints(content: &Content) -> Vec<Hint> {
    let mut hints = personal_hints(content);
    let effects = &content.texts.effects;
    if !effects.trim().is_empty() && !effects.chars().any(is_figure) {
        hints.push(Hint {
            field: Field::Effects.id(),
            sentence: "「取組の効果」に数字がありません。前と後の数と年があれば書き足してください。".to_owned(),
        });
    }
    if !content.texts.outline.trim().is_empty() && effects.trim().is_empty() {
        hints.push(Hint {
            field: Field::Effects.id(),
            sentence: "「取組の効果」が空です。まだ分からないときは、いつ分かるかを書くと役に立ちます。".to_owned(),
        });
    }
    if !content.texts.outline.trim().is_empty() && content.texts.hardships.trim().is_empty() {
        hints.push(Hint {
            field: Field::Hardships.id(),
            sentence: "「苦労した点と工夫」が空です。まねる人がいちばん読みたいところです。".to_owned(),
        });
    }
    hints
}

fn is_figure(c: char) -> bool {
    c.is_numeric() || "一二三四五六七八九十百千".contains(c)
}

/// 0 and nine or ten further digits, with or without hyphens and brackets between.
fn phone_numbers(text: &str) -> Vec<String> {
    let folded = fold_with_offsets(text);
    let chars: Vec<(char, std::ops::Range<usize>)> = folded.origins().collect();
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
        let run = &chars[at..at + length];
        let digits: String = run.iter().map(|(c, _)| *c).filter(char::is_ascii_digit).collect();
        if digits.starts_with('0') && (10..=11).contains(&digits.len()) {
            let range = run[0].1.start..run[length - 1].1.end;
            found.extend(text.get(range).map(str::to_owned));
        }
        at += length.max(1);
    }
    found
}

fn mail_addresses(text: &str) -> Vec<String> {
    let tidy = japanese::fold::half_width(text);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    tidy.match_indices('@')
        .filter_map(|(at, _)| {
            let before: String = tidy[..at].chars().rev().take_while(|c| is_part(*c)).collect();
            let after: String = tidy[at + 1..].chars().take_while(|c| is_part(*c)).collect();
            let before: String = before.chars().rev().collect();
            (!before.is_empty() && after.contains('.')).then(|| format!("{before}@{after}"))
        })
        .collect()
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
fn personal_names(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_kanji = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々';
    let mut found = Vec::new();
    for (at, _) in chars.iter().enumerate() {
        let (title, length) = match chars[at..] {
            ['さ', 'ん', ..] => ("さん", 2),
            ['様', ..] => ("様", 1),
            ['氏', ..] => ("氏", 1),
            _ => continue,
        };
        // 様子, 氏名: the kanji goes on.
        if length == 1 && chars.get(at + 1).is_some_and(|c| is_kanji(*c)) {
            continue;
        }
        let name: Vec<char> = chars[..at].iter().rev().copied().take_while(|c| is_kanji(*c)).collect();
        let name: String = name.into_iter().rev().collect();
        let count = name.chars().count();
        if count == 0 || count > LONGEST_NAME || NO_NAMES.iter().any(|known| name.ends_with(known)) {
            continue;
        }
        found.push(format!("{name}{title}"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_in_any_spelling() {
        for text in ["電話 03-1234-5678 まで", "０３－１２３４－５６７８", "09012345678", "(03)1234-5678"]
        {
            assert_eq!(phone_numbers(text).len(), 1, "{text}");
        }
        for text in ["2025-11", "人口 6,329人", "コード 352128", "0120", "10-2-30"] {
            assert!(phone_numbers(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn mail_addresses_are_seen() {
        assert_eq!(mail_addresses("連絡は kaigo＠city.example.jp へ"), ["kaigo@city.example.jp"]);
        assert!(mail_addresses("@所長").is_empty());
    }

    #[test]
    fn names_are_guessed_and_common_words_are_not() {
        assert_eq!(personal_names("山田さんと佐藤氏、鈴木花子様"), ["山田さん", "佐藤氏", "鈴木花子様"]);
        for text in ["患者さんの様子", "氏名の欄", "同様に", "皆様へ", "利用者さん", "多様な職種", "たくさんの人"]
        {
            assert!(personal_names(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn an_effect_without_a_figure_is_pointed_at() {
        let mut content = Content::default();
        assert!(hints(&content).is_empty());
        content.texts.effects = "よくなりました。".to_owned();
        assert_eq!(hints(&content).len(), 1);
        content.texts.effects = "1割から5割になりました。".to_owned();
        assert!(hints(&content).is_empty());
    }
}

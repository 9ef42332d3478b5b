//! Kana: which is which, one script into the other, and 五十音順.

use crate::chars::{is_ignorable, shifted};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical};

/// Distance from a katakana to its hiragana.
const KATAKANA_TO_HIRAGANA: i32 = -0x60;

/// ぁ–ゖ and the iteration marks ゝゞ.
#[must_use]
pub fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}')
}

/// Full-width ァ–ヺ, ヽヾヿ and the small letters for Ainu; not ー, not half-width.
#[must_use]
pub fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}')
}

/// Half-width ｦ–ﾟ (with ｰ, ﾞ and ﾟ), not the half-width punctuation ｡｢｣､･.
#[must_use]
pub fn is_half_width_kana(c: char) -> bool {
    matches!(c, '\u{ff66}'..='\u{ff9f}')
}

/// Any kana, full- or half-width, and the long-vowel mark ー.
#[must_use]
pub fn is_kana(c: char) -> bool {
    is_hiragana(c) || is_katakana(c) || c == 'ー' || is_half_width_kana(c)
}

/// One katakana → hiragana; every other character (ー, ヷ–ヺ, which have no hiragana) as it is.
pub(crate) fn hiragana_of(c: char) -> char {
    match c {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => shifted(c, KATAKANA_TO_HIRAGANA),
        _ => c,
    }
}

/// Katakana, half-width ones too, → hiragana: `ケアマネ` → `けあまね`.
#[must_use]
pub fn to_hiragana(text: &str) -> String {
    widen(text).chars().map(hiragana_of).collect()
}

/// Hiragana and half-width kana → full-width katakana: `とうきょう` → `トウキョウ`.
#[must_use]
pub fn to_katakana(text: &str) -> String {
    let to_katakana = |c| match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => shifted(c, -KATAKANA_TO_HIRAGANA),
        _ => c,
    };
    widen(text).chars().map(to_katakana).collect()
}

/// Half-width kana and their punctuation → full-width, marks joined to their letter: `ｶﾞｲﾄﾞ｡` → `ガイド。`.
#[must_use]
pub fn widen(text: &str) -> String {
    const WIDE: [char; 63] = [
        '。', '「', '」', '、', '・', 'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ',
        'ウ', 'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト',
        'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ',
        'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン', '゛', '゜',
    ];
    let mut wide = String::with_capacity(text.len());
    for c in text.chars() {
        let (combining, alone) = match c {
            'ﾞ' => ('\u{3099}', '゛'),
            'ﾟ' => ('\u{309a}', '゜'),
            '｡'..='ﾝ' => {
                let at = u32::from(c) - u32::from('｡');
                let found = usize::try_from(at).ok().and_then(|at| WIDE.get(at));
                wide.push(*found.unwrap_or(&c));
                continue;
            }
            _ => {
                wide.push(c);
                continue;
            }
        };
        match wide.chars().next_back().and_then(|before| compose(before, combining)) {
            Some(joined) => {
                wide.pop();
                wide.push(joined);
            }
            None => wide.push(alone),
        }
    }
    wide
}

/// Key for 五十音順: compare keys byte by byte (`ORDER BY key`; on `PostgreSQL` with `COLLATE "C"`).
///
/// After JIS X 4061: letters first, without 濁点 and size, ー read as the vowel before it and ゝ as the letter before it;
/// where these are equal 清音 < 濁音 < 半濁音, then ー < small < ゝ < ordinary, then hiragana < katakana.
/// Digits and Latin letters come before kana, kanji after; spaces, 「・」 and control characters do not count.
/// The key is printable, holds no NUL and is about four times as long as the text.
#[must_use]
pub fn sort_key(text: &str) -> String {
    let (mut letters, mut voicing, mut size, mut script) = (String::new(), String::new(), String::new(), String::new());
    let mut before: Option<char> = None;
    for c in widen(text).nfkc().flat_map(char::to_lowercase) {
        if c.is_whitespace() || c == '・' || is_ignorable(c) || c.is_control() {
            continue;
        }
        let (letter, voiced) = parted(hiragana_of(c));
        let (letter, rank) = match letter {
            'ー' => (before.and_then(vowel_of).unwrap_or('ー'), '0'),
            'ゝ' => (before.unwrap_or('ゝ'), '2'),
            _ => match full_size(letter) {
                Some(large) => (large, '1'),
                None => (letter, '3'),
            },
        };
        letters.push(letter);
        voicing.push(voiced);
        size.push(rank);
        script.push(if is_katakana(c) { '1' } else { '0' });
        before = Some(letter);
    }
    format!("{letters} {voicing} {size} {script}")
}

/// A row of the 五十音図.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    A,
    Ka,
    Sa,
    Ta,
    Na,
    Ha,
    Ma,
    Ya,
    Ra,
    /// わゐゑを and ん.
    Wa,
}

impl Row {
    /// All ten, in order.
    pub const ALL: [Self; 10] =
        [Self::A, Self::Ka, Self::Sa, Self::Ta, Self::Na, Self::Ha, Self::Ma, Self::Ya, Self::Ra, Self::Wa];

    /// 「あ行」 … 「わ行」.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::A => "あ行",
            Self::Ka => "か行",
            Self::Sa => "さ行",
            Self::Ta => "た行",
            Self::Na => "な行",
            Self::Ha => "は行",
            Self::Ma => "ま行",
            Self::Ya => "や行",
            Self::Ra => "ら行",
            Self::Wa => "わ行",
        }
    }
}

/// The row of the first character; `None` when the text does not begin with kana.
/// 濁音 and small letters belong to their letter's row: `ギフ` → か行.
#[must_use]
pub fn row_of(kana: &str) -> Option<Row> {
    let first = widen(kana.trim_start()).nfkc().next()?;
    let letter = parted(hiragana_of(first)).0;
    Some(match full_size(letter).unwrap_or(letter) {
        'あ'..='お' => Row::A,
        'か'..='こ' => Row::Ka,
        'さ'..='そ' => Row::Sa,
        'た'..='と' => Row::Ta,
        'な'..='の' => Row::Na,
        'は'..='ほ' => Row::Ha,
        'ま'..='も' => Row::Ma,
        'や'..='よ' => Row::Ya,
        'ら'..='ろ' => Row::Ra,
        'わ'..='ん' => Row::Wa,
        _ => return None,
    })
}

/// `が` → (`か`, '1'), `ぱ` → (`は`, '2'), `ヷ` → (`わ`, '1'), `か` → (`か`, '0'). Other characters whole.
fn parted(c: char) -> (char, char) {
    if !is_kana(c) {
        return (c, '0');
    }
    let (mut letter, mut voiced) = (c, '0');
    decompose_canonical(c, |part| match part {
        '\u{3099}' => voiced = '1',
        '\u{309a}' => voiced = '2',
        _ => letter = hiragana_of(part),
    });
    (letter, voiced)
}

/// `っ` → `つ`; `None` for letters that are not small.
fn full_size(c: char) -> Option<char> {
    match c {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => Some(shifted(c, 1)),
        'ゕ' => Some('か'),
        'ゖ' => Some('け'),
        _ => None,
    }
}

/// The vowel a long-vowel mark stands for after this (large, voiceless) letter.
fn vowel_of(letter: char) -> Option<char> {
    const COLUMNS: [(char, &str); 5] = [
        ('あ', "あかさたなはまやらわ"),
        ('い', "いきしちにひみりゐ"),
        ('う', "うくすつぬふむゆる"),
        ('え', "えけせてねへめれゑ"),
        ('お', "おこそとのほもよろを"),
    ];
    COLUMNS.iter().find(|(_, column)| column.contains(letter)).map(|&(vowel, _)| vowel)
}

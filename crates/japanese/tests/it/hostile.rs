//! What a stranger may send: every function on thousands of nasty strings. None may panic, and what is promised holds.

use japanese::codes::MunicipalityCode;
use japanese::wareki::FiscalYear;
use japanese::{bigrams, cp932, digits, fold, kana, wareki, width};

/// `SplitMix64`: small, the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn character(&mut self) -> char {
        const NASTY: &str = "aZ09 \t\r\n\0\u{7f}\u{80}\u{85}\"'*\\:&|!()<>,.-−‐—ー～〜・･·ｶｰﾞﾟ゛゜\u{3099}\u{309a}がガケヶヵゖッ箇月所崎\
            漢東一十百千万億兆京〇元年度日令和平成RH１０，．／（）［］㈱①㋿﨑髙塚\u{2f80d}\u{fe00}\u{e0100}\u{200b}\u{200d}\u{feff}\u{202e}\
            \u{2028}\u{2029}\u{c}\u{a0}\u{3000}…ﬁßẞİΣςǅé\u{301}\u{345}\u{1100}\u{1161}\u{11a8}각😀👨𠮷\u{10ffff}\u{e000}ªⅣ℡\u{fdfa}\u{9be}\u{3164}";
        if self.below(4) > 0 {
            NASTY.chars().nth(self.below(NASTY.chars().count())).unwrap()
        } else {
            char::from_u32(u32::try_from(self.below(0x11_0000)).unwrap()).unwrap_or('\u{fffd}')
        }
    }

    fn text(&mut self) -> String {
        let length = self.below(24);
        (0..length).map(|_| self.character()).collect()
    }
}

fn check(text: &str, needle: &str) {
    let folded = fold::fold(text);
    assert_eq!(fold::fold(&folded), folded, "fold twice: {text:?}");
    let offsets = fold::fold_with_offsets(text);
    assert_eq!(offsets.text(), folded, "{text:?}");
    let mut reached = 0;
    for (_, from) in offsets.origins() {
        assert!(from.start <= from.end && from.end >= reached && text.get(from.clone()).is_some(), "{text:?}");
        reached = from.end;
    }
    let mut end = 0;
    for range in fold::find_all(text, needle) {
        assert!(range.start >= end && range.end > range.start, "{text:?} {needle:?}");
        assert!(text.get(range.clone()).is_some(), "{text:?} {needle:?}");
        end = range.end;
    }
    if !fold::fold(text.trim()).is_empty() {
        assert!(!fold::find_all(text.trim(), text).is_empty(), "finds itself: {text:?}");
    }

    let tidy = fold::tidy(text);
    assert_eq!(fold::tidy(&tidy), tidy, "tidy twice: {text:?}");
    assert!(!tidy.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
    let _ = fold::half_width(text);

    let letter = |c: char| c.is_alphanumeric() || kana::is_kana(c) || "〆々〇".contains(c);
    bigrams::each_token(&folded, |token, _| assert!(token.chars().all(letter), "{text:?}: {token:?}"));
    let _ = bigrams::phrase(&folded);

    let key = kana::sort_key(text);
    assert!(!key.contains('\0'), "{text:?}");
    let _ = (kana::row_of(text), kana::to_hiragana(text), kana::to_katakana(text), kana::widen(text));

    for error in [
        digits::parse(text).err().map(|e| e.to_string()),
        wareki::parse(text).err().map(|e| e.to_string()),
        FiscalYear::parse(text).err().map(|e| e.to_string()),
        MunicipalityCode::parse(text).err().map(|e| e.to_string()),
        MunicipalityCode::from_five_digits(text).err().map(|e| e.to_string()),
    ]
    .into_iter()
    .flatten()
    {
        assert!(error.ends_with('。'), "{error}");
    }

    let encoded = cp932::encode(text);
    assert_eq!(encoded.report().is_some(), !encoded.lost.is_empty());
    if !text.contains('\0') {
        cp932::decode(&encoded.bytes).unwrap();
        assert_eq!(cp932::decode(text.as_bytes()).unwrap().text, text.strip_prefix('\u{feff}').unwrap_or(text));
    }

    for most in 0..8 {
        assert!(width::columns(&width::truncate(text, most)) <= most, "{text:?}");
    }
}

#[test]
fn every_character_alone_and_in_company() {
    // Planes 4 to 13 hold nothing, 3 only ideographs.
    for c in ('\0'..'\u{30000}').chain('\u{e0000}'..'\u{e1000}') {
        let folded = fold::fold(&String::from(c));
        assert_eq!(fold::fold(&folded), folded, "{c:?}");
        let between = fold::fold(&format!("か{c}1漢{c}ア"));
        assert_eq!(fold::fold(&between), between, "{c:?}");
        let tidy = fold::tidy(&format!("か{c}1{c}"));
        assert_eq!(fold::tidy(&tidy), tidy, "{c:?}");
    }
}

#[test]
fn random_strings() {
    let mut random = Random(20_261_120);
    for _ in 0..6_000 {
        let (text, needle) = (random.text(), random.text());
        check(&text, &needle);
        let start = random.below(text.chars().count() + 1);
        let part: String = text.chars().skip(start).take(3).collect();
        check(&text, &part);
    }
}

#[test]
fn random_bytes() {
    let mut random = Random(7);
    for _ in 0..20_000 {
        let length = random.below(24);
        let bytes: Vec<u8> = (0..length).map(|_| random.next().to_le_bytes()[0]).collect();
        match cp932::decode(&bytes) {
            Ok(decoded) => drop(decoded),
            Err(cp932::DecodeError::Undecodable { offset, byte, line, column, .. }) => {
                assert_eq!(bytes.get(offset), Some(&byte), "{bytes:x?}");
                assert!(line >= 1 && column >= 1);
            }
            Err(error) => assert!(error.to_string().ends_with('。')),
        }
    }
}

#[test]
fn long_strings_take_no_long() {
    for unit in ["\u{3099}", "か", " ", "・", "ー", "㈱", "1,", "\n", "（", "a", "十"] {
        let text = unit.repeat(100_000);
        let folded = fold::fold(&text);
        let _ = (fold::find_all(&text, unit), fold::tidy(&text), kana::sort_key(&text), bigrams::phrase(&folded));
        bigrams::each_token(&folded, |_, _| ());
        let _ = (digits::parse(&text), wareki::parse(&text), cp932::encode(&text), width::truncate(&text, 10));
        let _ = MunicipalityCode::parse(&text);
    }
}

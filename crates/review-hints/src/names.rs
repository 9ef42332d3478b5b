//! Names of persons: before さん and the like, with the name of an office or a profession, or in full. Guessed by the
//! commonest surnames; names of places, institutions and whole professions are left alone.

use std::ops::Range;

use japanese::personal::{self, PersonalKind};

use crate::{Chars, is_hiragana, is_kanji};

/// The commonest surnames of two or three characters.
const SURNAMES: &[&str] = &[
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "渡邉",
    "渡邊",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "清水",
    "山崎",
    "池田",
    "橋本",
    "阿部",
    "石川",
    "山下",
    "中島",
    "石井",
    "小川",
    "前田",
    "岡田",
    "長谷川",
    "藤田",
    "後藤",
    "近藤",
    "村上",
    "遠藤",
    "青木",
    "坂本",
    "斉藤",
    "斎藤",
    "齋藤",
    "福田",
    "太田",
    "西村",
    "藤井",
    "金子",
    "岡本",
    "藤原",
    "中野",
    "三浦",
    "中川",
    "原田",
    "松田",
    "竹内",
    "小野",
    "田村",
    "中山",
    "和田",
    "石田",
    "上田",
    "森田",
    "柴田",
    "酒井",
    "宮崎",
    "横山",
    "高木",
    "安藤",
    "宮本",
    "大野",
    "小島",
    "谷口",
    "工藤",
    "今井",
    "高田",
    "丸山",
    "増田",
    "杉山",
    "村田",
    "大塚",
    "新井",
    "小山",
    "平野",
    "藤本",
    "河野",
    "上野",
    "野口",
    "武田",
    "松井",
    "千葉",
    "菅原",
    "岩崎",
    "久保",
    "木下",
    "佐野",
    "野村",
    "松尾",
    "菊地",
    "菊池",
    "市川",
    "杉本",
    "古川",
    "島田",
    "水野",
    "桜井",
    "高野",
    "渡部",
    "吉川",
    "山内",
    "西田",
    "飯田",
    "西川",
    "小松",
    "北村",
    "安田",
    "五十嵐",
    "川口",
    "平田",
    "中田",
    "久保田",
    "東",
    "服部",
    "川崎",
    "岩田",
    "土屋",
    "福島",
    "本田",
    "辻",
    "樋口",
    "秋山",
    "田口",
    "永井",
    "山中",
    "中西",
    "吉村",
    "川上",
    "石原",
    "大橋",
    "松岡",
    "馬場",
    "浜田",
    "森本",
    "星野",
    "矢野",
    "浅野",
    "大久保",
    "吉岡",
    "小池",
    "野田",
    "荒木",
    "熊谷",
    "松浦",
    "内藤",
    "黒田",
    "尾崎",
    "大西",
    "大谷",
    "片山",
    "松村",
    "堀",
    "内田",
    "福井",
    "長田",
    "関口",
    "岩本",
    "川村",
    "大島",
    "奥村",
];

/// What follows a surname when a person is meant.
const TITLES: &[&str] = &[
    "医師",
    "先生",
    "ドクタ-",
    "院長",
    "副院長",
    "部長",
    "課長",
    "係長",
    "室長",
    "次長",
    "主任",
    "主査",
    "主事",
    "会長",
    "理事長",
    "理事",
    "所長",
    "施設長",
    "管理者",
    "事務長",
    "センタ-長",
    "保健師",
    "看護師",
    "看護部長",
    "薬剤師",
    "歯科医師",
    "相談員",
    "ケアマネジャ-",
    "ケアマネ",
    "介護福祉士",
    "社会福祉士",
    "議員",
    "教授",
    "君",
    "くん",
    "ちゃん",
    "殿",
    "さん",
    "様",
    "氏",
];

/// What stands before a surname when a person is meant.
const BEFORE: &[&str] = &[
    "院長",
    "会長",
    "理事長",
    "代表理事",
    "代表",
    "所長",
    "施設長",
    "管理者",
    "センタ-長",
    "事務長",
    "課長",
    "係長",
    "主任",
    "担当",
    "担当者",
    "保健師",
    "看護師",
    "医師",
    "薬剤師",
    "相談員",
    "講師",
    "座長",
    "世話人",
    "ケアマネジャ-",
    "提供",
    "課",
    "係",
    "故",
];

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

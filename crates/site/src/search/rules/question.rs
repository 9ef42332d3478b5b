//! A question in plain Japanese, read for what it asks about: 「訪問看護がない町では、どうしていますか」 → 訪問看護, 町.

use japanese::fold::fold;
use japanese::kana::is_kana;

/// Words that ask, and tell nothing of what about (folded when compared). They are looked for, but prove nothing.
const ASKING: &[&str] = &[
    "教",
    "知",
    "何",
    "誰",
    "例",
    "方法",
    "事例",
    "場合",
    "必要",
    "注意点",
    "内容",
    "具体的",
    "理由",
    "工夫",
    "取組",
    "取り組み",
    "自治体",
    "市町村",
    "市区町村",
    "地域",
    "全国",
    "対応",
    "対策",
    "進め方",
    "仕方",
    "やり方",
    "こと",
    "とき",
    "ところ",
    "もの",
    "どう",
    "どんな",
    "どこ",
    "いつ",
    "だれ",
    "いくら",
    "なぜ",
    "意味",
    "概要",
    "紹介",
    "参考",
    "質問",
    "相談したい",
    "実際",
    "結果",
    "順番",
    "頻度",
    "どれ",
    "現在",
    "最近",
    "今年",
    "利用",
    "活用",
    "実施",
    "関係",
    "設定",
    "状況",
    "効果",
    "課題",
    "ポイント",
    "メリット",
    "役割",
    "種類",
];

/// What a question ends with, longest first.
const ENDINGS: &[&str] = &[
    "について教えてください",
    "を教えてください",
    "教えてください",
    "を教えて",
    "教えて",
    "を知りたいです",
    "を知りたい",
    "が知りたい",
    "知りたい",
    "にはどうしたらよいですか",
    "にはどうすればよいですか",
    "はどうしたらよいですか",
    "はどうすればよいですか",
    "どうなりましたか",
    "どうなったか",
    "どうですか",
    "どれですか",
    "どこですか",
    "だれですか",
    "いつですか",
    "どうしましたか",
    "どうしたらよいですか",
    "どうすればよいですか",
    "どうすればいいですか",
    "どうしたらいいですか",
    "どうすればいい",
    "どうしたらいい",
    "はどうしていますか",
    "どうしていますか",
    "はありますか",
    "がありますか",
    "ありますか",
    "はあるか",
    "とは何ですか",
    "とはなんですか",
    "とは何",
    "とは",
    "は何ですか",
    "はなんですか",
    "は何人ですか",
    "は何",
    "でしょうか",
    "ですか",
    "ますか",
    "ましたか",
    "のか",
];

/// Letters that only say when, where or how a word is meant: 退院後 is about 退院.
const TAILS: &[char] = &[
    '後', '前', '時', '中', '者', '化', '的', '等', '内', '外', '用', '先', '間', '側', '別', '率', '数', '法', '名',
    '員',
];

/// The same before a word: 全市町村.
const HEADS: &[char] = &['全', '各', '約', '他', '当', '同', '新', '元', '旧', '毎'];

const SHORTEST_PIECE: usize = 2;
const LONGEST_SPLIT: usize = 24;

/// What was typed, without the words it ends with to be polite.
pub fn bare(typed: &str) -> String {
    let mut rest = typed.trim().trim_end_matches(['?', '？', '。', '！', '!', ' ', '　']).to_owned();
    // 「…方法を教えてください」 ends twice.
    for _ in 0..2 {
        let Some(ending) = ENDINGS.iter().filter(|e| rest.ends_with(**e)).max_by_key(|e| e.len()) else { break };
        let kept = rest.len() - ending.len();
        if rest[..kept].trim().is_empty() {
            break;
        }
        rest.truncate(kept);
    }
    rest
}

/// Whether a word asks rather than tells.
pub fn is_asking(word: &str) -> bool {
    // 何回, 約何割, 何年目
    word.contains('何') || ASKING.iter().any(|known| fold(known) == word)
}

/// What stands before 「は」 or a comma may be a name or a saying that goes across kana (地域まるごとケア, 在宅で亡くなる人): looked for
/// as it is. Folded.
pub fn phrases(bare: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in std::iter::once(bare).chain(bare.split(['は', '、', '，'])) {
        let part = fold(part.trim());
        let length = part.chars().count();
        if (PHRASE.0..=PHRASE.1).contains(&length) && !found.contains(&part) {
            found.push(part);
        }
    }
    found
}

/// Letters a phrase has at least and at most.
const PHRASE: (usize, usize) = (4, 24);

/// Other ways to write a compound of kanji: 安否確認, 安否の確認.
pub fn parted(word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    let kanji = chars.iter().all(|c| script(*c) == Script::Kanji);
    if !kanji || !(SHORTEST_PIECE * 2..=SHORTEST_PIECE * 3).contains(&chars.len()) {
        return Vec::new();
    }
    let part = |part: &[char]| part.iter().collect::<String>();
    let cut = |at: usize| format!("{}の{}", part(&chars[..at]), part(&chars[at..]));
    (SHORTEST_PIECE..=chars.len() - SHORTEST_PIECE).map(cut).collect()
}

/// Does the question ask for a number?
pub fn wants_a_figure(typed: &str) -> bool {
    [
        "何人",
        "何回",
        "何割",
        "何%",
        "何％",
        "何パーセント",
        "何年",
        "何日",
        "何か所",
        "何カ所",
        "何箇所",
        "何市町村",
        "いくら",
        "いくつ",
        "どのくらい",
        "どれくらい",
        "割合",
        "人数",
        "件数",
        "回数",
        "人口",
    ]
    .iter()
    .any(|word| typed.contains(word))
}

/// Does the question ask for a time?
pub fn wants_a_time(typed: &str) -> bool {
    ["いつ", "何年", "何月", "時期", "期間", "年度"].iter().any(|word| typed.contains(word))
}

/// Does the question ask how something is done?
pub fn wants_a_way(typed: &str) -> bool {
    ["どう", "どのよう", "進め方", "方法", "やり方", "工夫", "には"].iter().any(|word| typed.contains(word))
}

#[derive(PartialEq, Clone, Copy)]
enum Script {
    Kanji,
    /// Folding makes one of both kana.
    Kana,
    Other,
}

fn script(c: char) -> Script {
    if is_kana(c) || c == 'ー' {
        Script::Kana
    } else if c.is_alphabetic() && !c.is_ascii() {
        Script::Kanji
    } else {
        Script::Other
    }
}

/// Ways to read a word that nothing holds as it is, the likeliest first: in parts (安否確認ルール → 安否確認, ルール), or without its
/// tail (退院後 → 退院). Folded, like `word`.
pub fn readings(word: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = word.chars().collect();
    if chars.len() > LONGEST_SPLIT {
        return Vec::new();
    }
    let text = |part: &[char]| part.iter().collect::<String>();
    let mut ways: Vec<Vec<String>> = Vec::new();
    // Where kanji meet kana or letters.
    let mut parts: Vec<String> = Vec::new();
    let mut from = 0;
    for at in 1..chars.len() {
        if script(chars[at]) != script(chars[at - 1]) {
            parts.push(text(&chars[from..at]));
            from = at;
        }
    }
    parts.push(text(&chars[from..]));
    parts.retain(|part| part.chars().count() >= SHORTEST_PIECE);
    if parts.len() > 1 {
        ways.push(parts);
    }
    if let [start @ .., last] = chars.as_slice()
        && TAILS.contains(last)
        && start.len() >= SHORTEST_PIECE
    {
        ways.push(vec![text(start)]);
    }
    if let [first, rest @ ..] = chars.as_slice()
        && HEADS.contains(first)
        && rest.len() >= SHORTEST_PIECE
    {
        ways.push(vec![text(rest)]);
    }
    // In two, the longer first part first.
    for at in (SHORTEST_PIECE..=chars.len().saturating_sub(SHORTEST_PIECE)).rev() {
        ways.push(vec![text(&chars[..at]), text(&chars[at..])]);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn politeness_is_left_out() {
        for (typed, asked) in [
            ("ACPとは何ですか？", "ACP"),
            ("費用の分け方を教えてください", "費用の分け方"),
            ("島で看取るにはどうすればよいですか。", "島で看取る"),
            ("教えてください", "教えてください"),
            ("訪問看護", "訪問看護"),
            ("", ""),
        ] {
            assert_eq!(bare(typed), asked, "{typed}");
        }
    }

    #[test]
    fn an_unknown_word_is_read_in_parts() {
        let ways = readings(&fold("安否確認ルール"));
        assert_eq!(ways.first(), Some(&vec![fold("安否確認"), fold("ルール")]));
        assert_eq!(readings(&fold("退院後")).first(), Some(&vec![fold("退院")]));
        assert!(readings(&fold("費用負担割合")).contains(&vec![fold("費用負担"), fold("割合")]));
        assert!(readings("島").is_empty() && readings(&"長".repeat(40)).is_empty());
    }

    #[test]
    fn sayings_and_other_ways_to_write() {
        let all = [fold("在宅で亡くなる人は約何割"), fold("在宅で亡くなる人")];
        assert_eq!(phrases("在宅で亡くなる人は約何割"), all);
        assert_eq!(phrases("島"), Vec::<String>::new());
        assert_eq!(parted(&fold("安否確認")), [fold("安否の確認")]);
        assert_eq!(parted(&fold("多職種研修")), [fold("多職の種研修"), fold("多職種の研修")]);
        assert!(parted("るーるる").is_empty() && parted(&fold("医療")).is_empty());
        assert!(is_asking(&fold("約何割")) && !is_asking(&fold("割合")));
    }

    #[test]
    fn questions_for_numbers_are_known() {
        assert!(
            wants_a_figure("看護師は何人ですか") && wants_a_figure("委託料の割合") && !wants_a_figure("看護師の役割")
        );
        assert!(wants_a_time("いつ始まりますか") && wants_a_way("どう話し合いましたか") && !wants_a_way("人口は"));
        assert!(is_asking(&fold("方法")) && !is_asking(&fold("看取り")));
    }
}

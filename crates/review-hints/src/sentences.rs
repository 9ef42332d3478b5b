//! What a whole sentence does: criticise others, state as decided what is not.

use std::ops::Range;

/// Sentences with their full stop, as bytes; a line ends one, too.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begin = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '。' | '\n' | '！' | '？') {
            let end = at + c.len_utf8();
            push(&mut found, text, begin..end);
            begin = end;
        }
    }
    push(&mut found, text, begin..text.len());
    found
}

fn push(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let part = &text[range.clone()];
    let trimmed = part.trim();
    if trimmed.chars().count() < 4 {
        return;
    }
    let from = range.start + (part.len() - part.trim_start().len());
    found.push(from..from + trimmed.len());
}

fn any(sentence: &str, words: &[&str]) -> bool {
    words.iter().any(|word| sentence.contains(word))
}

/// Others: bodies and professions that a case works with.
const OTHERS: &[&str] = &[
    "医師会",
    "病院",
    "県",
    "市",
    "町",
    "村",
    "国",
    "行政",
    "医師",
    "開業医",
    "診療所",
    "ケアマネ",
    "包括",
    "事業所",
    "薬局",
    "社協",
    "社会福祉協議会",
    "保健所",
    "施設",
    "訪問看護",
    "委託先",
    "担当課",
    "担当者",
    "相談員",
    "議会",
    "歯科",
    "看護",
    "職員",
    "法人",
    "センター",
];
/// What is said against somebody.
const AGAINST: &[&str] = &[
    "非協力",
    "対応が悪",
    "対応の悪",
    "丸投げ",
    "何もしてくれ",
    "してくれません",
    "してくれない",
    "質が低",
    "やる気",
    "怠慢",
    "自分の利益",
    "たらい回し",
    "理解がな",
    "理解がありません",
    "理解に欠け",
    "知識に欠け",
    "無責任",
    "のせいで",
    "せいで、",
    "無視",
    "形だけ",
    "実際には動いて",
    "動いていません",
    "嫌がり",
    "拒んで",
    "拒否ばかり",
    "力不足",
    "横柄",
    "話になりません",
    "話にならない",
    "関心がなく",
    "関心がありません",
    "現場を知ら",
    "的外れ",
    "ずさん",
    "出し渋",
    "渋り",
    "足を引っ張",
    "考えていません",
    "考えていない",
    "口を出すだけ",
    "手を貸しません",
    "任せられ",
    "判断が間違",
    "高圧的",
    "聞きません",
    "聞こうとし",
    "いい加減",
    "約束を守ら",
    "分かっていません",
    "分かっていない",
    "しようとしません",
    "しようとしない",
    "出てきません",
    "返事がありません",
    "返事もな",
    "に問題があり",
    "怠",
    "ひどい",
    "身勝手",
    "言い訳",
    "傲慢",
    "不誠実",
    "非常識",
];
/// Where one speaks of oneself, or tells how it was overcome.
const OWN: &[&str] = &["私たち", "当市", "当町", "当村", "わが町", "反省", "ことを反省", "一緒に見直", "理由を聞"];

/// Sentences that say something against others.
pub(crate) fn criticism(text: &str) -> Vec<Range<usize>> {
    sentences(text)
        .into_iter()
        .filter(|range| {
            let sentence = &text[range.clone()];
            any(sentence, AGAINST) && any(sentence, OTHERS) && !any(sentence, OWN)
        })
        .collect()
}

/// What lies ahead.
const AHEAD: &[&str] = &[
    "来年",
    "再来年",
    "次年度",
    "翌年度",
    "来春",
    "来秋",
    "今後",
    "将来",
    "いずれ",
    "近いうち",
    "まもなく",
    "数年後",
    "年後",
    "次の計画",
    "次期",
    "次の",
    "までに、",
    "これから",
];
/// What says that it is not decided, or that it is.
const HEDGES: &[&str] = &[
    "検討してい",
    "検討する",
    "検討を",
    "考えて",
    "考えです",
    "予定",
    "目標",
    "目指",
    "めざ",
    "見込",
    "見通し",
    "方針",
    "方向",
    "たい",
    "呼びかけ",
    "準備を",
    "準備し",
    "話し合います",
    "協議",
    "可能性",
    "決まっ",
    "決定",
    "議決",
    "計上",
    "思い",
    "思う",
    "探して",
    "理想",
    "めど",
    "目途",
    "案と",
    "案に",
    "課題",
    "よう、",
    "ように、",
    "かもしれ",
    "べき",
    "必要があ",
    "望ま",
    "求められ",
    "ところです",
    "いきます",
    "確かめる",
    "ことにし",
];
/// Ways a sentence ends that tells what was or is.
const DONE: &[&str] = &["た。", "ている。", "ています。", "いました", "ました。", "でした。", "です。"];
/// Still open in so many words, and all the same stated.
const OPEN: &[&str] = &["話し合い中", "検討中", "検討している段階", "協議中", "調整中", "未定"];
/// Certain of what nobody can be certain of.
const CERTAIN: &[&str] = &["必ず", "間違いな", "に違いな", "確実に"];

/// Sentences that state as decided what may not be.
pub(crate) fn undecided(text: &str) -> Vec<Range<usize>> {
    sentences(text)
        .into_iter()
        .filter(|range| {
            let sentence = &text[range.clone()];
            // A heading, a figure in a list state nothing.
            let ends_in_a_verb = sentence.trim_end_matches('。').chars().next_back().is_some_and(crate::is_hiragana);
            let states = ends_in_a_verb && !DONE.iter().any(|end| sentence.ends_with(end));
            let open = OPEN
                .iter()
                .any(|word| sentence.contains(&format!("{word}だが")) || sentence.contains(&format!("{word}ですが")));
            if open && states {
                return true;
            }
            let ahead = any(sentence, AHEAD) || names_a_coming_year(sentence);
            let certain = any(sentence, CERTAIN) && sentence.contains("広が");
            states && (ahead || certain) && !any(sentence, HEDGES)
        })
        .collect()
}

/// 「令和10年度から」, 「2030年には」: a year that a plan would name. Which years lie ahead the text alone does not say;
/// those of a plan stand with から, に, まで and a verb that is not past.
fn names_a_coming_year(sentence: &str) -> bool {
    sentence.match_indices('年').any(|(at, _)| {
        let digits: String = sentence[..at].chars().rev().take_while(char::is_ascii_digit).collect();
        let after = sentence[at..].trim_start_matches('年').trim_start_matches('度');
        !digits.is_empty() && ["に", "から", "まで", "、"].iter().any(|word| after.starts_with(word))
    })
}

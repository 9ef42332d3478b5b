//! Words of free texts without a dictionary: what many wrote about, and where.
//!
//! A word is a run of kanji, of katakana, or of Latin letters and digits. A long compound is taken apart only where its
//! parts stand alone elsewhere in the same texts (`在宅医療介護連携` → `在宅医療` + `介護連携`). Words of the field that have several
//! spellings, or kana in them (看取り, ケアマネ = 介護支援専門員), are given as [`Group`]s and counted under one name.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use crate::fold::{fold, fold_with_offsets};

/// Spellings of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Under which it is counted.
    pub name: String,
    pub spellings: Vec<String>,
}

/// A word with how many texts have it, and how often it stands in all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub word: String,
    pub texts: usize,
    pub times: usize,
}

/// A place where a word stands, with what is around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    pub left: String,
    pub hit: String,
    pub right: String,
}

/// Words that say nothing about what somebody wrote.
const STOPS: &[&str] = &[
    "令和",
    "平成",
    "年度",
    "今年度",
    "来年度",
    "昨年度",
    "本年度",
    "場合",
    "以上",
    "以下",
    "程度",
    "現在",
    "今後",
    "必要",
    "特",
    "及",
    "等",
];
/// A compound is taken apart into parts of at least so many characters.
const LEAST_PART: usize = 2;
/// A part must stand alone in so many texts.
const LEAST_ALONE: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Katakana,
    Latin,
    Other,
}

fn script(c: char) -> Script {
    match c {
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々' | '〆' | '\u{f900}'..='\u{faff}' => Script::Kanji,
        '\u{30a1}'..='\u{30fa}' | 'ー' | '\u{ff66}'..='\u{ff9f}' => Script::Katakana,
        c if c.is_alphanumeric() && !('\u{3041}'..='\u{3096}').contains(&c) => Script::Latin,
        _ => Script::Other,
    }
}

/// Runs of at least two characters; numbers alone are none. `taken` ranges are left out.
fn runs<'a>(text: &'a str, taken: &[Range<usize>]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut here = Script::Other;
    let is_taken = |at: usize| taken.iter().any(|range| range.contains(&at));
    let mut end = |from: usize, to: usize, of: Script| {
        let run = text.get(from..to).unwrap_or_default();
        let letters = run.chars().any(|c| !c.is_numeric());
        if of != Script::Other && letters && run.chars().nth(LEAST_PART - 1).is_some() {
            found.push(run);
        }
    };
    for (at, c) in text.char_indices() {
        let now = if is_taken(at) { Script::Other } else { script(c) };
        if now != here {
            end(start, at, here);
            (start, here) = (at, now);
        }
    }
    end(start, text.len(), here);
    found
}

/// Where the spellings of the groups stand: group, place. Longer spellings first, nothing twice.
fn placed(text: &str, groups: &[(usize, String)]) -> Vec<(usize, Range<usize>)> {
    let folded = fold_with_offsets(text);
    let mut taken: Vec<(usize, Range<usize>)> = Vec::new();
    for (group, spelling) in groups {
        for (at, hit) in folded.text().match_indices(spelling.as_str()) {
            let Some(range) = folded.original(&(at..at + hit.len())) else { continue };
            let free = taken.iter().all(|(_, other)| range.end <= other.start || other.end <= range.start);
            if free {
                taken.push((*group, range));
            }
        }
    }
    taken
}

/// The words of many texts, those of most texts first. Words in fewer than `least` texts are left out.
#[must_use]
pub fn frequent(texts: &[&str], groups: &[Group], least: usize) -> Vec<Counted> {
    let mut spellings: Vec<(usize, String)> = groups
        .iter()
        .enumerate()
        .flat_map(|(at, group)| group.spellings.iter().chain([&group.name]).map(move |word| (at, fold(word))))
        .filter(|(_, word)| word.chars().nth(1).is_some())
        .collect();
    spellings.sort_by(|a, b| b.1.chars().count().cmp(&a.1.chars().count()).then_with(|| a.cmp(b)));
    spellings.dedup();
    let per_text: Vec<(Vec<usize>, Vec<&str>)> = texts
        .iter()
        .map(|text| {
            let placed = placed(text, &spellings);
            let taken: Vec<Range<usize>> = placed.iter().map(|(_, range)| range.clone()).collect();
            (placed.into_iter().map(|(group, _)| group).collect(), runs(text, &taken))
        })
        .collect();
    // What stands alone in several texts.
    let mut alone: HashMap<String, usize> = HashMap::new();
    for (_, runs) in &per_text {
        for run in runs.iter().map(|run| fold(run)).collect::<BTreeSet<_>>() {
            *alone.entry(run).or_default() += 1;
        }
    }
    alone.retain(|_, texts| *texts >= LEAST_ALONE);
    let mut counts: BTreeMap<String, (usize, usize, BTreeMap<String, usize>)> = BTreeMap::new();
    for (found, runs) in &per_text {
        let mut here: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for group in found {
            let name = groups.get(*group).map(|group| group.name.clone()).unwrap_or_default();
            here.entry(fold(&name)).or_insert((0, name)).0 += 1;
        }
        for run in runs {
            for part in parts(run, &alone) {
                here.entry(fold(part)).or_insert((0, part.to_owned())).0 += 1;
            }
        }
        for (key, (times, spelling)) in here {
            let counted = counts.entry(key).or_default();
            counted.0 += 1;
            counted.1 += times;
            *counted.2.entry(spelling).or_default() += 1;
        }
    }
    let mut all: Vec<Counted> = counts
        .into_iter()
        .filter(|(key, (texts, ..))| *texts >= least && !STOPS.contains(&key.as_str()))
        .map(|(key, (texts, times, spellings))| {
            let usual = spellings.into_iter().max_by_key(|(_, count)| *count);
            Counted { word: usual.map_or(key, |(spelling, _)| spelling), texts, times }
        })
        .collect();
    all.sort_by(|a, b| (b.texts, b.times).cmp(&(a.texts, a.times)).then_with(|| a.word.cmp(&b.word)));
    all
}

/// A compound as its parts, when all of it is made of parts that stand alone; else itself. The longest part first.
fn parts<'a>(run: &'a str, alone: &HashMap<String, usize>) -> Vec<&'a str> {
    let places: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let length = places.len() - 1;
    if length < 2 * LEAST_PART || !run.chars().all(|c| script(c) == Script::Kanji) {
        return vec![run];
    }
    // best[n]: the fewest parts that make up the first n characters, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; length + 1];
    best[0] = Some((0, 0));
    for end in LEAST_PART..=length {
        for begin in 0..=end - LEAST_PART {
            let whole = begin == 0 && end == length;
            let Some((count, _)) = best[begin] else { continue };
            if whole {
                continue;
            }
            let part = run.get(places[begin]..places[end]).unwrap_or_default();
            if alone.contains_key(&fold(part)) && best[end].is_none_or(|(known, _)| count + 1 < known) {
                best[end] = Some((count + 1, begin));
            }
        }
    }
    if best[length].is_none() {
        return vec![run];
    }
    let mut found = Vec::new();
    let mut end = length;
    while end > 0 {
        let Some((_, begin)) = best[end] else { break };
        found.push(run.get(places[begin]..places[end]).unwrap_or_default());
        end = begin;
    }
    found.reverse();
    found
}

/// Every place where a word stands in a text, with at most `width` characters on either side; line ends become spaces.
#[must_use]
pub fn in_context(text: &str, word: &str, width: usize) -> Vec<Context> {
    let flat = |text: &str| text.replace(['\r', '\n', '\t'], " ");
    crate::fold::find_all(text, word)
        .into_iter()
        .map(|range| {
            let before = text.get(..range.start).unwrap_or_default();
            let from = before.char_indices().rev().nth(width.saturating_sub(1)).map_or(0, |(at, _)| at);
            let after = text.get(range.end..).unwrap_or_default();
            let to = after.char_indices().nth(width).map_or(after.len(), |(at, _)| at);
            Context {
                left: flat(if width == 0 { "" } else { before.get(from..).unwrap_or_default() }),
                hit: text.get(range.clone()).unwrap_or_default().to_owned(),
                right: flat(after.get(..to).unwrap_or_default()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[&str], groups: &[Group], least: usize) -> Vec<(String, usize, usize)> {
        frequent(texts, groups, least).into_iter().map(|c| (c.word, c.texts, c.times)).collect()
    }

    fn group(name: &str, spellings: &[&str]) -> Group {
        Group { name: name.to_owned(), spellings: spellings.iter().map(|s| (*s).to_owned()).collect() }
    }

    #[test]
    fn a_text_counts_once_however_often_it_says_the_word() {
        let texts = ["医師会と協議し、医師会に頼んだ。", "医師会が中心", "会議を開いた"];
        let found = words(&texts, &[], 1);
        assert_eq!(found[0], ("医師会".to_owned(), 2, 3));
        assert!(found.iter().all(|(word, ..)| word != "協" && word.chars().count() > 1));
        assert!(words(&texts, &[], 2).iter().all(|(_, texts, _)| *texts >= 2));
        assert!(words(&[], &[], 1).is_empty() && words(&[""], &[], 1).is_empty());
    }

    #[test]
    fn compounds_are_taken_apart_where_their_parts_stand_alone() {
        let texts =
            ["在宅医療介護連携を進める", "在宅医療が進む", "在宅医療の研修", "介護連携に課題", "介護連携の会議"];
        let found = words(&texts, &[], 2);
        assert_eq!(found, [("介護連携".to_owned(), 3, 3), ("在宅医療".to_owned(), 3, 3)]);
        // Half a compound is not enough: the rest would be lost.
        let texts = ["在宅医療資源", "在宅医療", "在宅医療"];
        assert!(words(&texts, &[], 1).contains(&("在宅医療資源".to_owned(), 1, 1)));
    }

    #[test]
    fn spellings_of_one_thing_are_counted_together() {
        let groups = [
            group("看取り", &["看取り", "みとり", "終末期ケア"]),
            group("介護支援専門員", &["ケアマネ", "ケアマネジャー"]),
        ];
        let texts = ["看取りの研修", "みとり、看取りの相談", "ケアマネジャーとの連携", "ｹｱﾏﾈと連携"];
        let found = words(&texts, &groups, 2);
        assert!(found.contains(&("看取り".to_owned(), 2, 3)), "{found:?}");
        assert!(found.contains(&("介護支援専門員".to_owned(), 2, 2)));
        assert!(found.contains(&("連携".to_owned(), 2, 2)));
        assert!(!found.iter().any(|(word, ..)| word.contains("ケアマネ")), "not once more as katakana");
    }

    #[test]
    fn names_of_tools_and_half_width_katakana_are_words() {
        let texts = ["バイタルリンクを使う", "ﾊﾞｲﾀﾙﾘﾝｸ", "MCSとＭＣＳ", "mcs", "12人、2025年度"];
        let found = words(&texts, &[], 2);
        assert_eq!(found.iter().map(|(_, texts, times)| (*texts, *times)).collect::<Vec<_>>(), [(2, 3), (2, 2)]);
        assert!(words(&texts, &[], 1).iter().all(|(word, ..)| word != "12" && word != "年度"));
    }

    #[test]
    fn a_word_is_shown_with_what_is_around_it() {
        let found = in_context("毎月の会議で、\n医師会と話す。医師会は近い。", "医師会", 4);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].left.as_str(), found[0].right.as_str()), ("議で、 ", "と話す。"));
        assert_eq!(found[1].right, "は近い。");
        assert_eq!(in_context("ｹｱﾏﾈに聞く", "ケアマネ", 3)[0].hit, "ｹｱﾏﾈ");
        assert_eq!(
            in_context("医師会", "医師会", 0)[0],
            Context { left: String::new(), hit: "医師会".to_owned(), right: String::new() }
        );
        assert!(in_context("医師会", "", 3).is_empty());
    }

    #[test]
    fn whatever_somebody_writes_nothing_breaks() {
        for text in ["", "\u{0}", "゛゜", "👩‍⚕️さん", "ーーー", "が\u{3099}", "a\u{301}bc", "々々々々々々"]
        {
            let _ = (frequent(&[text, text], &[group("々", &["々々"])], 1), in_context(text, "々", 2));
        }
    }
}

//! Which hit stands above which. The database says what answers; how well is weighed here, the same on both engines.

use crate::search::model::Word;

/// A word in a title weighs so much, in what a thing is about (tags, names, readings), in its text.
const TITLE: f64 = 6.0;
const TAGS: f64 = 4.0;
const BODY: f64 = 1.6;
/// A title that is the word itself, and one that begins with it.
const SAME: f64 = 9.0;
const BEGINS: f64 = 1.0;
/// Of a prefecture and a city of one name, the prefecture stands first.
const WIDER: f64 = 2.0;
/// Of a city and a town of one name, the city.
const SMALLER: f64 = 1.0;
/// What was typed weighs more than what means the same, and that more than a mere reading.
const SYNONYM: f64 = 0.8;
/// The whole of what was typed stands there as it was typed.
const WHOLE_IN_TITLE: f64 = 3.0;
const WHOLE_IN_BODY: f64 = 1.5;
/// What is of today weighs so much more, of three years ago a third of it.
const FRESH: f64 = 0.6;
const FRESH_YEARS: f64 = 3.0;
/// Being opened often weighs at most so much.
const OPENED_MOST: f64 = 0.8;
const OPENED: f64 = 0.2;
/// A town that is the reader's own, or just like it, is worth at most so much: less than one word more.
const LIKE_MOST: f64 = 0.6;
/// A text of so many letters is ordinary; in longer ones a word weighs less.
const ORDINARY_LENGTH: f64 = 1_200.0;
/// 「二文字のことばがほかの語の中にあるときは、軽く数える」: 京都 in 東京都.
const INSIDE_BOTH: f64 = 0.25;
const INSIDE_ONE: f64 = 0.7;
const ACROSS_A_NAME: f64 = 0.02;
/// A place's name before another word (東京大学) names something else, unless a place goes on (東京都).
const IN_ANOTHER_NAME: f64 = 0.1;
const GOES_ON_AS_A_PLACE: &str = "都道府県市区町村内北南東西側";
/// A text that holds some words of a sentence is worth so much of one that holds all.
const ANY_WORD: f64 = 0.2;
/// Where a text comes from tells little of what it is about.
const IN_SOURCE: f64 = 0.15;

/// What a search is weighed by.
pub struct Weights<'a> {
    pub words: &'a [Word],
    /// So many of them, the first, are looked for; the others only rank.
    pub strong: usize,
    /// Of each word, how rare it is (see [`rarity`]).
    pub rarity: &'a [f64],
    /// All that was typed, folded.
    pub typed: &'a str,
    /// Words of a sentence: the more of them a text holds, the better, even where it does not hold all.
    pub is_sentence: bool,
    /// Today, as a day.
    pub today: jiff::civil::Date,
    /// Names that hold a word without meaning it.
    pub names: &'a [String],
}

/// How telling a word is that `answering` of `all` things hold: 1 for a word half of them hold, up to about 3.
pub fn rarity(answering: i64, all: i64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of things are far below 2^52")]
    let (answering, all) = (answering.max(0) as f64, all.max(1) as f64);
    let idf = (1.0 + (all - answering + 0.5).max(0.0) / (answering + 0.5)).ln();
    (0.6 + idf / 2.5).clamp(0.6, 3.5)
}

/// A text as it is weighed, folded.
#[derive(Clone, Copy)]
pub struct Weighed<'a> {
    pub title: &'a str,
    /// A line each.
    pub tags: &'a str,
    pub body: &'a str,
    pub is_source: bool,
    pub dated: Option<jiff::civil::Date>,
    pub opened: i64,
    /// Whether a needle, counted through all words, stands in it: what does not is not looked for.
    pub holds: &'a dyn Fn(usize) -> bool,
}

/// Words with the number of the first needle of each.
fn numbered(words: &[Word]) -> impl Iterator<Item = (usize, &Word)> {
    words.iter().scan(0, |first, word| {
        let own = *first;
        *first += word.needles.len();
        Some((own, word))
    })
}

/// How well a passage answers; higher is better.
pub fn score(weights: &Weights<'_>, text: &Weighed<'_>) -> f64 {
    let mut total = 0.0;
    let length = count(text.body);
    for ((first, word), rarity) in numbered(weights.words).zip(weights.rarity) {
        total += rarity * word_score(weights, word, first, text, length);
    }
    if weights.is_sentence {
        total *= ANY_WORD + (1.0 - ANY_WORD) * covered(weights, text);
    }
    if text.is_source {
        total *= IN_SOURCE;
    }
    if weights.words.len() > 1 || weights.typed.chars().count() > 2 {
        if text.title.contains(weights.typed) {
            total += WHOLE_IN_TITLE;
        } else if text.body.contains(weights.typed) || text.tags.contains(weights.typed) {
            total += WHOLE_IN_BODY;
        }
    }
    total + freshness(text.dated, weights.today) + opened(text.opened)
}

/// Of all the words are worth, what a text holds: 0 to 1.
fn covered(weights: &Weights<'_>, text: &Weighed<'_>) -> f64 {
    let all: f64 = weights.rarity.iter().sum();
    let words = numbered(weights.words).zip(weights.rarity);
    let held: f64 = words.filter(|((first, word), _)| says_word(*first, word, text)).map(|(_, rarity)| rarity).sum();
    if all > 0.0 { held / all } else { 0.0 }
}

fn says_word(first: usize, word: &Word, text: &Weighed<'_>) -> bool {
    (first..first + word.needles.len()).any(|needle| (text.holds)(needle))
}

/// How many of the words a passage answers.
pub fn held(words: &[Word], text: &Weighed<'_>) -> usize {
    numbered(words).filter(|(first, word)| says_word(*first, word, text)).count()
}

fn word_score(weights: &Weights<'_>, word: &Word, first: usize, text: &Weighed<'_>, length: f64) -> f64 {
    let mut best: f64 = 0.0;
    let mut all = 0.0;
    for (at, needle) in word.needles.iter().enumerate().filter(|(at, _)| (text.holds)(first + at)) {
        let score = needle_score(weights, needle, text, length) * of_form(at);
        best = best.max(score);
        all += score;
    }
    // Several ways to say it in one text are a little better than one.
    best + 0.1 * (all - best)
}

fn of_form(at: usize) -> f64 {
    if at == 0 { 1.0 } else { SYNONYM }
}

fn needle_score(weights: &Weights<'_>, needle: &str, text: &Weighed<'_>, text_length: f64) -> f64 {
    let length = count(needle);
    if length == 0.0 {
        return 0.0;
    }
    let title = text.title;
    let mut score = 0.0;
    let in_title = occurrences(title, needle, weights.names);
    if in_title > 0.0 {
        score += in_title_score(in_title, length / count(title).max(length));
        if title.strip_suffix(['県', '府', '都']) == Some(needle) {
            score += SAME + WIDER;
        } else if title == needle || title.strip_suffix(['市', '区']) == Some(needle) {
            score += SAME;
        } else if title.strip_suffix(['町', '村']) == Some(needle) {
            score += SAME - SMALLER;
        } else if title.starts_with(needle) {
            score += BEGINS * (length / count(title).max(length)).sqrt();
        }
    }
    // Each tag is a line of its own.
    let in_tags: f64 =
        text.tags.lines().map(|tag| if tag == needle { 2.0 } else { occurrences(tag, needle, weights.names) }).sum();
    score + TAGS * saturated(in_tags, 1.0) + in_body_score(occurrences(text.body, needle, weights.names), text_length)
}

fn in_title_score(times: f64, share: f64) -> f64 {
    TITLE * saturated(times, 0.3) * (0.5 + 0.5 * share.sqrt())
}

fn in_body_score(times: f64, length: f64) -> f64 {
    BODY * saturated(times, 1.2 * (0.4 + 0.6 * length / ORDINARY_LENGTH)) * 2.0
}

/// About what [`score`] says of a needle (`form`: its place among those of its word), told by how often it stands where: which
/// texts are weighed at all.
pub fn about(form: usize, found: &text_index::Occurrences) -> f32 {
    // This is asked of every text that answers: nothing is divided that does not stand there.
    let mut score = 0.0;
    if found.title > 0 {
        let share = f64::from(found.phrase_length) / f64::from(found.title_length.max(found.phrase_length).max(1));
        // 「京都」 and 京都府: the title is the word, or one letter more.
        let same = found.title_length <= found.phrase_length + 1;
        score += in_title_score(found.title.into(), share) + if same { SAME } else { 0.0 };
    }
    if found.tags > 0 {
        score += TAGS * saturated(found.tags.into(), 1.0);
    }
    if found.body > 0 {
        score += in_body_score(found.body.into(), found.body_length.into());
    }
    #[allow(clippy::cast_possible_truncation, reason = "an order, not a figure")]
    let score = (score * of_form(form)) as f32;
    score
}

/// Grows with the number of times, ever more slowly, towards 1.
fn saturated(times: f64, half: f64) -> f64 {
    times / (times + half)
}

fn count(text: &str) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "lengths of texts are far below 2^52")]
    let count = text.chars().count() as f64;
    count
}

/// How often a needle stands in a text; where it is a part of another word it counts less.
fn occurrences(text: &str, needle: &str, names: &[String]) -> f64 {
    let short = needle.chars().count() <= 2;
    text.match_indices(needle).map(|(at, found)| if short { standing(text, at, found, names) } else { 1.0 }).sum()
}

/// A short needle's place: by itself, glued to more kanji at one end or at both, or across a name's seam.
fn standing(text: &str, at: usize, needle: &str, names: &[String]) -> f64 {
    let end = at + needle.len();
    let glues = |c: Option<char>| c.is_some_and(is_kanji);
    let (before, after) = (text[..at].chars().next_back(), text[end..].chars().next());
    if !needle.chars().all(is_kanji) {
        return 1.0;
    }
    let crossed = names.iter().any(|name| {
        // The name stands here, holds the needle, and does not begin with it.
        name.match_indices(needle).any(|(inside, _)| inside > 0 && at >= inside && has_at(text, at - inside, name))
    });
    let is_place = names.iter().any(|name| name.strip_suffix(['都', '道', '府', '県']) == Some(needle));
    let goes_on = after.is_some_and(|c| is_kanji(c) && !GOES_ON_AS_A_PLACE.contains(c));
    match (crossed, glues(before), glues(after)) {
        (true, ..) => ACROSS_A_NAME,
        _ if is_place && goes_on => IN_ANOTHER_NAME,
        (false, true, true) => INSIDE_BOTH,
        (false, false, false) => 1.0,
        _ => INSIDE_ONE,
    }
}

/// Whether the word begins at this byte, which may lie inside a letter.
fn has_at(text: &str, at: usize, word: &str) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(word))
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々')
}

/// What it is worth that a case's town is like the reader's (0 to 1).
pub fn like(likeness: f64) -> f64 {
    LIKE_MOST * likeness.clamp(0.0, 1.0)
}

fn freshness(dated: Option<jiff::civil::Date>, today: jiff::civil::Date) -> f64 {
    let Some(day) = dated else { return 0.0 };
    let days = (today - day).get_days().max(0);
    FRESH * (-f64::from(days) / 365.0 / FRESH_YEARS).exp()
}

fn opened(times: i64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let times = times.max(0) as f64;
    (OPENED * times.ln_1p()).min(OPENED_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 徳島県 would begin three bytes before the island: inside another letter, where digits stand before it.
    #[test]
    fn a_letter_after_digits_is_weighed_like_any_other() {
        let names = ["徳島県".to_owned(), "東京都".to_owned()];
        for text in ["週2日通う島", "a島", "島", "徳島県の島", "12京都"] {
            assert!(occurrences(text, "島", &names) + occurrences(text, "京都", &names) > 0.0, "{text}");
        }
        let crossed = occurrences("徳島県", "島", &names);
        assert!(crossed < occurrences("離 島", "島", &names));
    }

    fn word(needles: &[&str]) -> Word {
        Word { needles: needles.iter().map(|n| (*n).to_owned()).collect(), ..Word::default() }
    }

    fn candidate<'a>(title: &'a str, tags: &'a str, body: &'a str) -> Weighed<'a> {
        Weighed { title, tags, body, is_source: false, dated: None, opened: 0, holds: &|_| true }
    }

    fn weigh(words: &[Word], rarity: &[f64], candidate: &Weighed<'_>) -> f64 {
        let names = ["東京都".to_owned(), "京都府".to_owned()];
        let today = jiff::civil::date(2026, 11, 21);
        let strong = words.len();
        score(&Weights { words, strong, rarity, typed: "", is_sentence: false, today, names: &names }, candidate)
    }

    #[test]
    fn a_title_weighs_more_than_a_tag_and_that_more_than_the_text() {
        let words = [word(&["看取り"])];
        let scores = [
            candidate("看取り", "", ""),
            candidate("島の看取りを支える", "", ""),
            candidate("島の暮らし", "看取り", ""),
            candidate("島の暮らし", "", "看取りについて"),
            candidate("島の暮らし", "", "別のこと"),
        ]
        .map(|c| weigh(&words, &[1.0], &c));
        assert!(scores.windows(2).all(|pair| pair[0] > pair[1]), "{scores:?}");
        assert!(scores[4].abs() < 1e-9);
    }

    #[test]
    fn kyoto_is_not_tokyo() {
        let words = [word(&["京都"])];
        let kyoto = weigh(&words, &[1.0], &candidate("京都府", "", ""));
        let in_text = weigh(&words, &[1.0], &candidate("研修", "", "京都の病院との連携"));
        let tokyo = weigh(&words, &[1.0], &candidate("東京都", "", ""));
        assert!(kyoto > in_text && in_text > tokyo * 3.0, "{kyoto} {in_text} {tokyo}");
        // Where a name goes on as another, the place is not meant; a source tells little.
        let tokyo = |text: &str| weigh(&[word(&["東京"])], &[1.0], &candidate("", "", text));
        assert!(
            tokyo("東京の病院") > tokyo("東京大学の研究") * 3.0
                && tokyo("東京都の病院") > tokyo("東京大学の研究") * 2.0
        );
        let source = Weighed { is_source: true, ..candidate("", "", "京都の病院") };
        assert!(weigh(&words, &[1.0], &source) < in_text / 3.0);
        // A part of a longer word still counts, less.
        let nurse = |text: &str| weigh(&[word(&["看護"])], &[1.0], &candidate("", "", text));
        assert!(nurse("看護を支える") > nurse("訪問看護を支える"));
        assert!(nurse("訪問看護を支える") > nurse("訪問看護師"));
    }

    #[test]
    fn rare_words_tell_more_and_newer_things_stand_a_little_higher() {
        assert!(rarity(1, 1_000) > rarity(100, 1_000) && rarity(100, 1_000) > rarity(1_000, 1_000));
        let words = [word(&["看取り"]), word(&["連携"])];
        let rarities = [rarity(3, 1_000), rarity(900, 1_000)];
        let rare = weigh(&words, &rarities, &candidate("", "", "看取り"));
        let common = weigh(&words, &rarities, &candidate("", "", "連携"));
        assert!(rare > common * 1.5);
        let day = |dated: &str| {
            let c = Weighed { dated: dated.parse().ok(), ..candidate("看取り", "", "") };
            weigh(&words, &rarities, &c)
        };
        assert!(day("2026-11-01") > day("2020-04-01") && day("2020-04-01") > day(""));
    }

    #[test]
    fn likeness_and_reading_decide_between_equals_only() {
        let words = [word(&["看取り"])];
        let held = weigh(&words, &[1.0], &candidate("", "", "看取り"));
        assert!(like(1.0) > like(0.5) && like(9.0) <= LIKE_MOST);
        assert!(like(1.0) < held, "no likeness makes up for a word");
        let read = Weighed { opened: 1_000_000, ..candidate("", "", "") };
        assert!(weigh(&words, &[1.0], &read) < held);
    }

    #[test]
    fn what_was_typed_weighs_more_than_what_means_the_same() {
        let words = [word(&["acp", "人生会議"])];
        let typed = weigh(&words, &[1.0], &candidate("", "", "acp"));
        assert!(typed > weigh(&words, &[1.0], &candidate("", "", "人生会議")));
        assert_eq!(held(&words, &candidate("", "", "人生会議")), 1);
        let nothing = Weighed { holds: &|_| false, ..candidate("", "", "会議") };
        assert_eq!(held(&words, &nothing), 0);
        // What the index says does not stand there is not looked for.
        let second = Weighed { holds: &|needle| needle == 1, ..candidate("acp", "", "人生会議") };
        assert!(weigh(&words, &[1.0], &second) < typed && held(&words, &second) == 1);
    }

    #[test]
    fn what_is_told_by_counting_is_about_what_is_weighed() {
        let found = |title, tags, body, title_length| text_index::Occurrences {
            title,
            tags,
            body,
            title_length,
            body_length: 400,
            phrase_length: 3,
        };
        let order = [found(1, 0, 0, 3), found(1, 0, 0, 12), found(0, 1, 0, 12), found(0, 0, 1, 12)];
        let worth = order.map(|found| about(0, &found));
        assert!(worth.windows(2).all(|pair| pair[0] > pair[1]), "{worth:?}");
        assert!(about(1, &order[3]) < worth[3] && about(0, &found(0, 0, 3, 12)) > worth[3]);
    }
}

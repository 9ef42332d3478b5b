//! Which sentences answer a question, how well, and whether that is an answer at all.

use std::collections::BTreeSet;

use super::sentences::{Sentence, sentences};
use super::{CITED_AT_MOST, LEAST_SHARE, LONGEST_CITED};
use crate::model::{Answer, Cited};
use crate::search::{Candidate, Question, QuestionWord, section_at};
use crate::shared::mark;

/// A word in the sentence itself counts whole; in the sentence before or behind it, in its part, in the title or the tags of
/// the thing, it counts so much.
const BESIDE: f64 = 0.55;
const IN_PART: f64 = 0.35;
const ABOUT: f64 = 0.45;
const IN_TITLE: f64 = 0.7;
/// The question's own pairs of letters that stand in a sentence, too: kana words and turns of phrase that are no words of a search.
const ALIKE: f64 = 0.4;
/// A sentence that says most of the question itself answers with less of its words.
const LEAST_ALIKE: f64 = 0.5;
const LEAST_SHARE_ALIKE: f64 = 0.45;
/// A word that asks tells little.
const ASKING: f64 = 0.12;
/// A figure where one is asked for, and where none is.
const WITH_FIGURE: f64 = 1.12;
const WITHOUT_FIGURE: f64 = 0.7;
/// A sentence that itself asks, and one that is no more than a heading.
const ASKS_ITSELF: f64 = 0.6;
const MERE_WORDS: f64 = 0.75;
const SHORTEST_SENTENCE: usize = 10;
/// Sentences a text begins with.
const BEGINNING: usize = 2;
/// What is cited beside the best comes near it.
const NEAR_THE_BEST: f64 = 0.6;
/// Lines of a list that are shown with what leads to them.
const LIST_LINES: usize = 8;

/// Headings of parts that say how something was done, and of parts that say what was wrong before (of cases; a story holds
/// them against the fields there are).
pub const WAYS: [&str; 5] = ["取組の概要", "連携のしくみ", "苦労した点と工夫", "取組の移り変わり", "進める体制"];
pub const TROUBLES: [&str; 3] = ["困りごと", "地域の課題", "取組の背景"];
const A_WAY: f64 = 1.12;
const A_TROUBLE: f64 = 0.85;
/// A word in the heading of the part.
const IN_HEADING: f64 = 0.75;
/// A saying counts beside its words.
const SAYING: f64 = 0.5;
/// Lines of one place that are cited together.
const LINES_OF_A_PLACE: usize = 6;

/// What kind of answer is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    pub figure: bool,
    pub time: bool,
    pub way: bool,
}

impl Wants {
    pub fn of(question: &str) -> Self {
        Self {
            figure: crate::search::wants_a_figure(question),
            time: crate::search::wants_a_time(question),
            way: crate::search::wants_a_way(question),
        }
    }
}

/// How well a sentence answers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Weighed {
    passage: usize,
    sentence: usize,
    /// Of all the question's words are worth, what is answered: 0 to 1.
    share: f64,
    /// Of the question's pairs of letters, those that stand in the sentence: 0 to 1.
    alike: f64,
    /// The same with what makes one sentence more telling than another.
    score: f64,
}

fn worth(word: &QuestionWord) -> f64 {
    word.rarity * if word.asks { ASKING } else { 1.0 } * if word.saying { SAYING } else { 1.0 }
}

fn holds(text: &str, word: &QuestionWord) -> bool {
    word.word.needles.iter().any(|needle| text.contains(needle.as_str()))
}

fn weigh(question: &Question, wants: Wants) -> (Vec<Vec<Sentence>>, Vec<Weighed>) {
    let all: f64 = question.words.iter().map(worth).sum();
    let pairs = pairs(&question.bare);
    let mut texts = Vec::new();
    let mut weighed = Vec::new();
    for (passage, candidate) in question.passages.iter().enumerate() {
        let parts = sentences(&candidate.body);
        for (at, sentence) in parts.iter().enumerate() {
            let section = part_of(candidate, sentence);
            // Where a text comes from answers nothing.
            if section.0.contains("出典") || (section.0.is_empty() && !candidate.sections.is_empty()) {
                continue;
            }
            let heading = japanese::fold::fold(&section.0);
            let mut share = 0.0;
            let mut inside = 0;
            for word in &question.words {
                let factor = if holds(&sentence.folded, word) {
                    inside += usize::from(!word.asks);
                    1.0
                } else if at.checked_sub(1).and_then(|n| parts.get(n)).is_some_and(|s| holds(&s.folded, word))
                    || parts.get(at + 1).is_some_and(|s| holds(&s.folded, word))
                {
                    BESIDE
                } else if holds(&heading, word) {
                    IN_HEADING
                } else if holds(&candidate.title_folded, word) {
                    IN_TITLE
                } else if holds(&candidate.tags_folded, word) {
                    ABOUT
                } else if parts.iter().any(|s| s.paragraph.abs_diff(sentence.paragraph) <= 1 && holds(&s.folded, word))
                {
                    IN_PART
                } else {
                    0.0
                };
                share += factor * worth(word);
            }
            // A text that bears the word as its title need not say it again where it begins.
            let begins = at < BEGINNING && question.words.iter().any(|w| !w.asks && holds(&candidate.title_folded, w));
            if inside == 0 && !begins {
                continue;
            }
            let share = if all > 0.0 { share / all } else { 0.0 };
            let alike = alike(&pairs, &sentence.folded);
            let score = (share + ALIKE * alike) * telling(sentence, &section.0, wants);
            weighed.push(Weighed { passage, sentence: at, share, alike, score });
        }
        texts.push(parts);
    }
    weighed
        .sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)).then(a.sentence.cmp(&b.sentence)));
    (texts, weighed)
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let letter = |c: &char| c.is_alphanumeric();
    text.chars().zip(text.chars().skip(1)).filter(|(a, b)| letter(a) && letter(b)).collect()
}

fn alike(question: &BTreeSet<(char, char)>, sentence: &str) -> f64 {
    let own = pairs(sentence);
    let (both, all) = (question.intersection(&own).count(), question.len());
    #[allow(clippy::cast_precision_loss, reason = "letters of a sentence")]
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

/// What makes a sentence more telling than another that holds the same words.
fn telling(sentence: &Sentence, heading: &str, wants: Wants) -> f64 {
    let mut factor = 1.0;
    if wants.figure {
        let has_figure = sentence.folded.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        factor *= if has_figure { WITH_FIGURE } else { WITHOUT_FIGURE };
    }
    if wants.time {
        let has_time = sentence.folded.contains('年') || sentence.folded.contains('月');
        factor *= if has_time { WITH_FIGURE } else { WITHOUT_FIGURE };
    }
    if wants.way && WAYS.contains(&heading) {
        factor *= A_WAY;
    }
    if wants.way && TROUBLES.contains(&heading) {
        factor *= A_TROUBLE;
    }
    let text = sentence.text.trim_end_matches(['。', '」']);
    if text.ends_with('か') || text.ends_with(['？', '?']) {
        factor *= ASKS_ITSELF;
    }
    if text.chars().count() < SHORTEST_SENTENCE {
        factor *= MERE_WORDS;
    }
    factor
}

/// Heading and address of the part a sentence stands in.
fn part_of(candidate: &Candidate, sentence: &Sentence) -> (String, String) {
    match section_at(&candidate.sections, sentence.at) {
        Some(section) => (section.heading, section.fragment),
        None => (candidate.heading.clone(), candidate.fragment.clone()),
    }
}

/// The answer to a question: sentences word for word, or the word that there is none.
pub fn answer(question: &Question, wants: Wants) -> Answer {
    let (texts, weighed) = weigh(question, wants);
    let best = weighed.first().copied();
    let enough =
        |one: &Weighed| one.share >= LEAST_SHARE || (one.alike >= LEAST_ALIKE && one.share >= LEAST_SHARE_ALIKE);
    let answered = best.as_ref().is_some_and(enough);
    let needles: Vec<String> = question.words.iter().flat_map(|word| word.word.needles.iter().cloned()).collect();
    let mut cited: Vec<Cited> = Vec::new();
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    for one in &weighed {
        let good_enough = best.is_some_and(|best| one.score >= best.score * NEAR_THE_BEST);
        if cited.len() == CITED_AT_MOST || !good_enough {
            break;
        }
        if taken.contains(&(one.passage, one.sentence)) {
            continue;
        }
        let (Some(candidate), Some(parts)) = (question.passages.get(one.passage), texts.get(one.passage)) else {
            continue;
        };
        let (heading, fragment) = part_of(candidate, &parts[one.sentence]);
        let place =
            [candidate.place.as_str(), heading.as_str()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>();
        let href = format!("{}{fragment}", candidate.href);
        let chosen = with_context(question, parts, one.sentence, |n| {
            part_of(candidate, &parts[n]) == (heading.clone(), fragment.clone())
        });
        taken.extend(chosen.iter().map(|at| (one.passage, *at)));
        let lines = chosen.iter().filter_map(|at| parts.get(*at)).map(|s| mark(shown(&s.text), &needles));
        // One place is cited once, with all of it that answers.
        let place = place.join("　");
        let same = |known: &&mut Cited| known.href == href && known.title == candidate.title && known.place == place;
        if let Some(known) = cited.iter_mut().find(same) {
            let room = LINES_OF_A_PLACE.saturating_sub(known.lines.len());
            known.lines.extend(lines.take(room));
            continue;
        }
        cited.push(Cited {
            kind: candidate.kind.clone(),
            key: candidate.key.clone(),
            title: candidate.title.clone(),
            lines: lines.collect(),
            place,
            href,
        });
    }
    let unknown = question.words.iter().filter(|word| word.things == 0 && !word.asks);
    Answer {
        answered,
        cited,
        unknown: unknown.map(|word| word.word.written.clone()).collect(),
        words: question.words.iter().filter(|w| !w.asks).map(|w| w.word.written.as_str()).collect::<Vec<_>>().join(" "),
    }
}

/// A list's mark is drawn, not written.
fn shown(text: &str) -> &str {
    text.trim_start_matches(['-', '・', '●', '○', '■', '◆']).trim_start()
}

/// The sentence with what it needs to be understood: the line a list hangs on, the list a line leads to, the sentence that goes
/// on. Nothing of another part: what is cited stands under the heading it is cited by.
fn with_context(question: &Question, parts: &[Sentence], at: usize, in_part: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut chosen = vec![at];
    let here = &parts[at];
    let near = |s: &&Sentence| s.paragraph == here.paragraph || s.paragraph == here.paragraph + 1;
    let same = |n: usize| parts.get(n).filter(|_| in_part(n)).filter(near);
    if here.listed {
        if let Some(lead) = (0..at)
            .rev()
            .find(|n| !parts[*n].listed)
            .filter(|n| in_part(*n) && here.paragraph - parts[*n].paragraph <= 1)
        {
            chosen.insert(0, lead);
        }
    } else if same(at + 1).is_some_and(|next| next.listed) && leads(&here.text) {
        chosen.extend((at + 1..parts.len()).take_while(|n| parts[*n].listed && in_part(*n)).take(LIST_LINES));
    } else if let Some(next) = same(at + 1)
        && !next.listed
        && next.paragraph == here.paragraph
        && question.words.iter().any(|word| !word.asks && holds(&next.folded, word) || goes_on(&next.text))
    {
        chosen.push(at + 1);
    }
    let mut letters = 0;
    chosen.retain(|n| {
        letters += parts[*n].text.chars().count();
        *n == at || letters <= LONGEST_CITED
    });
    chosen
}

fn leads(text: &str) -> bool {
    ["次の", "以下", "主な", "つです", "しました", "ました。", "とおり"].iter().any(|word| text.contains(word))
        || text.ends_with('：')
}

fn goes_on(text: &str) -> bool {
    ["そのため", "このため", "これ", "その", "ここ", "たとえば", "また", "さらに", "ただし", "一つ", "もう一つ"]
        .iter()
        .any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Word;
    use japanese::fold::fold;

    fn word(text: &str, things: i64) -> QuestionWord {
        let rarity = if things == 0 { 3.0 } else { 2.0 };
        let word = Word { needles: vec![fold(text)], written: text.to_owned() };
        QuestionWord { saying: false, word, rarity, things, asks: crate::search::is_asking(&fold(text)) }
    }

    fn passage(title: &str, body: &str) -> Candidate {
        Candidate {
            title: title.to_owned(),
            title_folded: fold(title),
            href: "/cases/1".to_owned(),
            sections: "0\t効果\t#effects".to_owned(),
            body: body.to_owned(),
            body_folded: fold(body),
            ..Candidate::default()
        }
    }

    const BODY: &str = "市町村は会議を開きます。委託料は、均等割4・人口割3の割合で分け合っています。この割合は毎年見直します。会議は年4回です。";

    #[test]
    fn the_sentence_that_holds_the_words_answers_with_its_place() {
        let question = Question {
            bare: String::new(),
            words: vec![word("委託料", 2), word("割合", 3)],
            passages: vec![passage("共同委託", BODY)],
        };
        let answer = answer(&question, Wants { figure: true, ..Wants::default() });
        assert!(answer.answered && answer.unknown.is_empty());
        let first = &answer.cited[0];
        assert!(
            first.text().starts_with("委託料は、均等割4") && first.text().contains("見直します"),
            "{}",
            first.text()
        );
        assert_eq!((first.place.as_str(), first.href.as_str()), ("効果", "/cases/1#effects"));
        assert!(!first.text().contains("年4回"));
    }

    #[test]
    fn what_the_material_does_not_hold_is_not_answered() {
        let question = Question {
            bare: String::new(),
            words: vec![word("委託料", 2), word("消費税", 0)],
            passages: vec![passage("共同委託", BODY)],
        };
        let answer = answer(&question, Wants::default());
        assert!(!answer.answered);
        assert_eq!(answer.unknown, ["消費税"]);
        assert_eq!(answer.cited.len(), 1, "what comes near is shown all the same");
        assert!(!super::answer(&Question::default(), Wants::default()).answered);
    }

    #[test]
    fn a_list_is_shown_with_what_it_hangs_on() {
        let body = "主な中身は、次のとおりです。\n\n- 住民に向けた講座\n- 年4回の会議\n\n費用は分け合います。";
        let ask = |words: &[&str]| {
            let words = words.iter().map(|w| word(w, 1)).collect();
            answer(&Question { bare: String::new(), words, passages: vec![passage("", body)] }, Wants::default()).cited
                [0]
            .text()
        };
        assert_eq!(ask(&["中身"]), "主な中身は、次のとおりです。\n住民に向けた講座\n年4回の会議");
        assert_eq!(ask(&["住民", "講座"]), "主な中身は、次のとおりです。\n住民に向けた講座");
    }

    #[test]
    fn nothing_of_another_part_is_cited_under_a_heading() {
        let body = "地区の社会福祉協議会と住民が動いています。\n- 2021年度 常勤の医師がいない体制になりました。";
        let at = body.chars().position(|c| c == '-').unwrap_or(0);
        let mut one = passage("", body);
        one.sections = format!("0\t進める体制\t#structure\n{at}\t移り変わり\t#changes");
        let words = vec![word("常勤", 1), word("医師", 1)];
        let cited = answer(&Question { bare: String::new(), words, passages: vec![one] }, Wants::default()).cited;
        assert_eq!(cited[0].place, "移り変わり");
        assert_eq!(cited[0].text(), "2021年度 常勤の医師がいない体制になりました。");
    }

    #[test]
    fn no_text_is_too_odd() {
        for body in ["", "\n\n\n", "・", "。。。", "｜", &"- ".repeat(500), &"委託料".repeat(3_000)] {
            let _ = answer(
                &Question { bare: String::new(), words: vec![word("委託料", 1)], passages: vec![passage("", body)] },
                Wants { figure: true, ..Wants::default() },
            );
        }
    }
}

//! How well each sentence of the passages answers a question.

use std::collections::HashMap;

use japanese::fold::fold;

use super::wanted::{Wants, is_figure};
use crate::search::{Candidate, Question, Section, Sentence, TermKind, section_at, sections, sentences};

/// A word in the sentence itself counts whole; in its neighbour, in the heading, the title, the tags, its paragraph, anywhere in
/// the thing, it counts so much.
const BESIDE: f64 = 0.6;
const IN_HEADING: f64 = 0.75;
const IN_TITLE: f64 = 0.75;
/// A tag that is the word, and one that holds it.
const IS_TAG: f64 = 0.7;
const IN_TAGS: f64 = 0.5;
const IN_PARAGRAPH: f64 = 0.45;
const IN_THING: f64 = 0.3;
/// The question's own pairs of letters that stand in a sentence, too, the rare ones first: turns of phrase no word holds.
const ALIKE: f64 = 0.3;
/// Below this, a sentence says nothing of what is asked.
const LEAST_OWN: f64 = 0.3;
/// A word stands there, or not.
const STANDS: f64 = 0.6;
/// A word of doing or one letter that stands nowhere: there are other ways to say it.
const UNKNOWN_ACTION: f64 = 0.4;
/// 「割合」 says what kind of figure is wanted: any sentence of shares holds it.
const NAMES_THE_KIND: f64 = 0.3;
/// What makes a sentence more or less telling for what is asked.
const WITH_UNIT: f64 = 1.2;
const WITH_FIGURE: f64 = 1.15;
const WITHOUT: f64 = 0.7;
const A_WAY: f64 = 1.12;
const A_TROUBLE: f64 = 0.75;
const AN_EFFECT: f64 = 1.15;
/// A sentence that itself asks, and one that is no more than a heading.
const ASKS_ITSELF: f64 = 0.6;
const MERE_WORDS: f64 = 0.75;
const SHORTEST_SENTENCE: usize = 10;
/// Sentences a text begins with: they say what it is about.
const BEGINNING: usize = 2;
/// Of a long paragraph, so many sentences on each side are its neighbourhood.
const NEIGHBOURS: usize = 12;
/// Pairs of letters of a question that are compared.
const MOST_PAIRS: usize = 128;

/// Headings of parts that say how something was done, what was wrong before, what came of it (of cases; a story holds them
/// against the fields there are).
pub const WAYS: [&str; 7] = [
    "取組の概要",
    "連携のしくみ",
    "苦労した点と工夫",
    "取組の移り変わり",
    "進める体制",
    "県や市町村の支え",
    "予算と費用の分け方",
];
pub const TROUBLES: [&str; 3] = ["困りごと", "地域の課題", "取組の背景"];
pub const EFFECTS: [&str; 1] = ["取組の効果"];
/// Headings of parts that only name or sum up.
const SUMMARY: &str = "要約";
const THEME: &str = "テーマ";
const SOURCE: &str = "出典";

/// A passage taken apart.
pub struct Text<'a> {
    pub candidate: &'a Candidate,
    pub sentences: Vec<Sentence>,
    /// Of each sentence, the part it stands in.
    pub parts: Vec<Part>,
}

/// Heading and address of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub heading: String,
    pub fragment: String,
    /// Answers nothing: names, where a text comes from.
    pub silent: bool,
}

impl<'a> Text<'a> {
    fn new(candidate: &'a Candidate) -> Self {
        let all = sections(&candidate.sections);
        let sentences = sentences(&candidate.body);
        let part = |sentence: &Sentence| match section_at(&all, sentence.at) {
            Some(Section { heading, fragment, .. }) => Part {
                silent: heading.is_empty() || heading.contains(SOURCE),
                heading: heading.clone(),
                fragment: fragment.clone(),
            },
            None => Part {
                silent: candidate.heading.contains(SOURCE),
                heading: candidate.heading.clone(),
                fragment: candidate.fragment.clone(),
            },
        };
        let mut parts: Vec<Part> = sentences.iter().map(part).collect();
        // A page's first line may be its heading, which is told with the place.
        if let (Some(first), Some(part)) = (sentences.first(), parts.first_mut())
            && part.heading.ends_with(&first.text)
        {
            part.silent = true;
        }
        Self { candidate, sentences, parts }
    }

    /// Whether two sentences stand in one part.
    pub fn same_part(&self, a: usize, b: usize) -> bool {
        self.parts.get(a).is_some() && self.parts.get(a) == self.parts.get(b)
    }
}

/// How well a sentence answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    pub text: usize,
    pub sentence: usize,
    /// Of all the question's words are worth, what is answered: 0 to 1.
    pub share: f64,
    /// The same as words of which each stands nowhere else.
    pub evidence: f64,
    /// What makes one sentence stand above another.
    pub score: f64,
}

/// The passages as sentences, the best sentence first, and of the question's worth the share of names that stand nowhere.
pub struct Weighing<'a> {
    pub texts: Vec<Text<'a>>,
    pub weighed: Vec<Weighed>,
    pub unknown: f64,
}

fn rarity(holding: usize, all: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of sentences")]
    let (holding, all) = (holding as f64, all as f64);
    (1.0 + (all - holding + 0.5).max(0.0) / (holding + 0.5)).ln()
}

/// Of each sentence of a text, how well it holds each word.
type Held = Vec<Vec<f64>>;

fn held(question: &Question, text: &Text<'_>) -> Held {
    let body = &text.candidate.body_folded;
    // Most words stand nowhere in most texts: asked once of the whole.
    let worth_asking: Vec<bool> =
        question.words.iter().map(|word| text.sentences.is_empty() || word.term.stands_in(body) > 0.0).collect();
    let one = |sentence: &Sentence| {
        let words = question.words.iter().zip(&worth_asking);
        words.map(|(word, worth)| if *worth { word.term.stands_in(&sentence.folded) } else { 0.0 }).collect()
    };
    text.sentences.iter().map(one).collect()
}

pub fn weigh<'a>(question: &'a Question, wants: &Wants) -> Weighing<'a> {
    let texts: Vec<Text> = question.passages.iter().map(Text::new).collect();
    let held: Vec<Held> = texts.iter().map(|text| held(question, text)).collect();
    let all: usize = texts.iter().map(|text| text.parts.iter().filter(|part| !part.silent).count()).sum();
    let worth: Vec<f64> = (0..question.words.len())
        .map(|at| {
            let word = &question.words[at];
            let holding = held.iter().flatten().filter(|words| words[at] >= STANDS).count();
            let free = matches!(word.term.kind, TermKind::Action | TermKind::Joined | TermKind::Letter);
            let missing = if free && word.is_unknown() { UNKNOWN_ACTION } else { 1.0 };
            let named = if wants.is_named_by(word.term.text()) { NAMES_THE_KIND } else { 1.0 };
            rarity(holding, all) * word.term.weight() * missing * named
        })
        .collect();
    let total: f64 = worth.iter().sum();
    let unknown: f64 =
        question.words.iter().zip(&worth).filter(|(word, _)| is_missing(word)).map(|(_, worth)| worth).sum();
    let pairs = Pairs::of(question, &texts);
    let in_things = in_things(question, &texts, &held);
    let mut weighed = Vec::new();
    for (number, (text, held)) in texts.iter().zip(&held).enumerate() {
        let about = About::of(question, text.candidate, in_things.get(&text.candidate.thing_id));
        let mut last_heading: Option<(&str, Vec<f64>)> = None;
        for (at, sentence) in text.sentences.iter().enumerate() {
            let part = &text.parts[at];
            if part.silent {
                continue;
            }
            if last_heading.as_ref().is_none_or(|(heading, _)| *heading != part.heading) {
                let folded = fold(&part.heading);
                let words = question.words.iter().map(|word| word.term.stands_in(&folded)).collect();
                last_heading = Some((&part.heading, words));
            }
            let heading = last_heading.as_ref().map_or(&[][..], |(_, words)| words.as_slice());
            let mut share = 0.0;
            let mut own: f64 = 0.0;
            let mut begins = false;
            for (word, worth) in worth.iter().enumerate() {
                let beside = |n: Option<usize>| n.filter(|n| text.same_part(at, *n)).map_or(0.0, |n| held[n][word]);
                let best = [
                    held[at][word],
                    beside(at.checked_sub(1)) * BESIDE,
                    beside(Some(at + 1)) * BESIDE,
                    heading.get(word).copied().unwrap_or_default() * IN_HEADING,
                    about.words[word],
                    near(text, held, at, word) * IN_PARAGRAPH,
                ];
                share += best.into_iter().fold(0.0, f64::max) * worth;
                if !question.words[word].term.general && !wants.is_named_by(question.words[word].term.text()) {
                    own += held[at][word] + heading.get(word).copied().unwrap_or_default() * IN_HEADING;
                    begins |= about.named[word];
                }
            }
            // A text that bears the word as its title need not say it again where it begins.
            if own < LEAST_OWN && !(begins && (at < BEGINNING || part.heading == SUMMARY)) {
                continue;
            }
            let (share, evidence) = if total > 0.0 { (share / total, share / rarity(0, all)) } else { (0.0, 0.0) };
            let alike = pairs.alike(&sentence.folded);
            let score = (share + ALIKE * alike) * telling(sentence, part, wants);
            weighed.push(Weighed { text: number, sentence: at, share, evidence, score });
        }
    }
    weighed.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.text.cmp(&b.text)).then(a.sentence.cmp(&b.sentence)));
    Weighing { texts, weighed, unknown: if total > 0.0 { unknown / total } else { 0.0 } }
}

fn is_missing(word: &crate::search::QuestionWord) -> bool {
    word.is_unknown() && word.term.kind == TermKind::Name && !word.term.general
}

/// How well the paragraphs around a sentence hold a word.
fn near(text: &Text<'_>, held: &Held, at: usize, word: usize) -> f64 {
    let here = text.sentences[at].paragraph;
    let is_near = |n: &usize| text.sentences[*n].paragraph.abs_diff(here) <= 1;
    let before = (0..at).rev().take(NEIGHBOURS).take_while(is_near);
    let after = (at + 1..text.sentences.len()).take(NEIGHBOURS).take_while(is_near);
    before.chain(after).map(|n| held[n][word]).fold(0.0, f64::max)
}

/// What of the question's words a thing is about, wherever in it a sentence stands.
struct About {
    words: Vec<f64>,
    /// In its title or among its tags.
    named: Vec<bool>,
}

impl About {
    fn of(question: &Question, candidate: &Candidate, in_thing: Option<&Vec<f64>>) -> Self {
        let mut about = Self { words: Vec::new(), named: Vec::new() };
        for (at, word) in question.words.iter().enumerate() {
            let title = word.term.stands_in(&candidate.title_folded);
            let is_tag = candidate.tags_folded.lines().any(|tag| word.term.word.needles.iter().any(|n| n == tag));
            let tags = if is_tag { IS_TAG } else { word.term.stands_in(&candidate.tags_folded) * IN_TAGS };
            let thing = in_thing.and_then(|words| words.get(at)).copied().unwrap_or_default() * IN_THING;
            about.words.push((title * IN_TITLE).max(tags).max(thing));
            about.named.push(title > IN_TITLE || is_tag);
        }
        about
    }
}

/// Of each thing, how well any sentence of its passages holds each word.
fn in_things(question: &Question, texts: &[Text<'_>], held: &[Held]) -> HashMap<i64, Vec<f64>> {
    let mut things: HashMap<i64, Vec<f64>> = HashMap::new();
    for (text, held) in texts.iter().zip(held) {
        let best = things.entry(text.candidate.thing_id).or_insert_with(|| vec![0.0; question.words.len()]);
        for words in held {
            for (best, word) in best.iter_mut().zip(words) {
                *best = best.max(*word);
            }
        }
    }
    things
}

/// The question's pairs of letters, with how rare each is among the sentences.
struct Pairs {
    places: HashMap<(char, char), usize>,
    rarity: Vec<f64>,
    total: f64,
}

impl Pairs {
    fn of(question: &Question, texts: &[Text<'_>]) -> Self {
        let mut places = HashMap::new();
        for pair in letters(&question.bare) {
            let next = places.len();
            if next < MOST_PAIRS {
                places.entry(pair).or_insert(next);
            }
        }
        let mut counts = vec![0_usize; places.len()];
        let mut pairs = Self { places, rarity: Vec::new(), total: 0.0 };
        let mut all = 0;
        for sentence in texts.iter().flat_map(|text| &text.sentences) {
            let held = pairs.held(&sentence.folded);
            all += 1;
            counts.iter_mut().enumerate().for_each(|(at, count)| *count += usize::from(held >> at & 1 == 1));
        }
        // What stands nowhere is nothing to be alike in.
        pairs.rarity = counts.into_iter().map(|count| if count == 0 { 0.0 } else { rarity(count, all) }).collect();
        pairs.total = pairs.rarity.iter().sum();
        pairs
    }

    fn held(&self, text: &str) -> u128 {
        letters(text).filter_map(|pair| self.places.get(&pair)).fold(0, |held, at| held | 1 << at)
    }

    fn alike(&self, text: &str) -> f64 {
        let held = self.held(text);
        let both: f64 = self.rarity.iter().enumerate().filter(|(at, _)| held >> at & 1 == 1).map(|(_, r)| r).sum();
        if self.total > 0.0 { both / self.total } else { 0.0 }
    }
}

fn letters(text: &str) -> impl Iterator<Item = (char, char)> + '_ {
    let letter = |c: &char| c.is_alphanumeric();
    text.chars().zip(text.chars().skip(1)).filter(move |(a, b)| letter(a) && letter(b))
}

/// What makes a sentence more telling than another that holds the same words.
fn telling(sentence: &Sentence, part: &Part, wants: &Wants) -> f64 {
    let mut factor = 1.0;
    let heading = part.heading.as_str();
    let is_trouble = TROUBLES.contains(&heading);
    if wants.units.is_some() {
        factor *= if wants.is_met_by(&sentence.folded) { WITH_UNIT } else { WITHOUT };
    } else if wants.figure {
        factor *= if sentence.folded.chars().any(is_figure) { WITH_FIGURE } else { WITHOUT };
    } else if wants.way {
        factor *= match heading {
            THEME => A_TROUBLE,
            _ if is_trouble => A_TROUBLE,
            _ if WAYS.contains(&heading) => A_WAY,
            _ => 1.0,
        };
    }
    if wants.time {
        factor *= if sentence.folded.contains(['年', '月']) { WITH_FIGURE } else { WITHOUT };
    }
    if wants.effect {
        factor *= if EFFECTS.contains(&heading) {
            AN_EFFECT
        } else if is_trouble {
            A_TROUBLE
        } else {
            1.0
        };
    }
    if wants.why && is_trouble {
        factor *= AN_EFFECT;
    }
    let text = sentence.text.trim_end_matches(['。', '」']);
    if text.ends_with(['か', '？', '?']) {
        factor *= ASKS_ITSELF;
    }
    if text.chars().count() < SHORTEST_SENTENCE {
        factor *= MERE_WORDS;
    }
    factor
}

//! Whether the best sentences are an answer at all, and what of the text is cited with them.

use std::collections::BTreeSet;

use super::wanted::Wants;
use super::weighing::{Text, Weighed, Weighing, weigh};
use super::{CITED_AT_MOST, LEAST_EVIDENCE, LEAST_SHARE, LEAST_SHARE_AMONG_MANY, LONGEST_CITED, MOST_UNKNOWN};
use crate::model::{Answer, Cited};
use crate::search::{Question, Sentence, TermKind};
use crate::shared::mark;

/// What is cited beside the best comes near it.
const NEAR_THE_BEST: f64 = 0.6;
/// A question whose weight is mostly of words that stand nowhere is answered only by what says nearly all the rest.
const LEAST_SHARE_BESIDE_UNKNOWN: f64 = 0.65;
/// Names that stand nowhere are a small part of a question that many words answer.
const FEW_UNKNOWN: f64 = 0.2;
/// Letters that are cited around a sentence, so that it is understood.
const WITH_IT: usize = 160;
/// A list up to so many letters is cited whole.
const SHORT_LIST: usize = 240;
/// Lines of a list that are shown with what leads to them.
const LIST_LINES: usize = 8;
/// Places of one case or document, where others come near, too.
const OF_ONE_THING: usize = 2;
/// Lines of one place that are cited together.
const LINES_OF_A_PLACE: usize = 8;
/// Parts whose lines stand each for itself.
const ROWS: [&str; 3] = ["だれが何をしたか", "数字", "費用の分け方"];

/// The answer to a question: sentences word for word, or the word that there is none.
pub fn answer(question: &Question, wants: &Wants) -> Answer {
    let weighing = weigh(question, wants);
    let needles: Vec<String> = question
        .words
        .iter()
        .filter(|word| !word.term.general && !matches!(word.term.kind, TermKind::Letter | TermKind::Quoted))
        .flat_map(|word| word.term.word.needles.iter().chain(word.term.parts.iter().flat_map(|part| &part.needles)))
        .cloned()
        .collect();
    let places = places(&weighing);
    let is_met = places.iter().any(|place| place.sentences(&weighing).any(|s| wants.is_met_by(&s.folded)));
    let answered = is_answered(&weighing) && (is_met || !wants.needed);
    let cited = places.iter().filter_map(|place| place.cited(&weighing, &needles)).collect();
    let unknown = question.words.iter().filter(|word| word.is_unknown() && !word.term.general);
    let unknown = unknown.filter(|word| word.term.kind == TermKind::Name);
    // What is searched for next: names; stems of what is done (見つ) only where there is nothing else.
    let telling = |with_actions: bool| {
        let words = question.words.iter().filter(|w| !w.term.general && w.term.kind != TermKind::Kana);
        let words = words.filter(move |w| with_actions || w.term.kind != TermKind::Action);
        words.map(|word| word.term.word.written.as_str()).collect::<Vec<_>>().join(" ")
    };
    let names = telling(false);
    Answer {
        answered,
        cited,
        unknown: unknown.map(|word| word.term.word.written.clone()).collect(),
        words: if names.is_empty() { telling(true) } else { names },
    }
}

fn is_answered(weighing: &Weighing<'_>) -> bool {
    let Some(best) = weighing.weighed.first() else { return false };
    if weighing.unknown >= MOST_UNKNOWN {
        return best.share >= LEAST_SHARE_BESIDE_UNKNOWN;
    }
    let by_many =
        best.share >= LEAST_SHARE_AMONG_MANY && best.evidence >= LEAST_EVIDENCE && weighing.unknown < FEW_UNKNOWN;
    best.share >= LEAST_SHARE || by_many
}

/// A place that is cited: sentences of one part of one text.
struct Place {
    text: usize,
    chosen: Vec<usize>,
}

impl Place {
    fn sentences<'a>(&'a self, weighing: &'a Weighing<'_>) -> impl Iterator<Item = &'a Sentence> {
        let text = weighing.texts.get(self.text);
        self.chosen.iter().filter_map(move |at| text.and_then(|text| text.sentences.get(*at)))
    }

    /// Sentences that follow each other are one line.
    fn lines(&self, weighing: &Weighing<'_>) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut end = None;
        for sentence in self.sentences(weighing) {
            match lines.last_mut().filter(|_| end == Some(sentence.at) && !sentence.listed) {
                Some(line) => line.push_str(&sentence.text),
                None => lines.push(sentence.text.clone()),
            }
            end = Some(sentence.at + sentence.text.chars().count());
        }
        lines
    }

    /// The line of a page in the reader, which opens there.
    fn line(&self, text: &Text<'_>, fragment: &str) -> String {
        let first = self.chosen.first().and_then(|at| text.sentences.get(*at)).filter(|_| fragment.contains('?'));
        let before = first.map(|first| text.candidate.body.chars().take(first.at).filter(|c| *c == '\n').count());
        before.map_or_else(String::new, |lines| format!("#l{}", lines + 1))
    }

    fn cited(&self, weighing: &Weighing<'_>, needles: &[String]) -> Option<Cited> {
        let text = weighing.texts.get(self.text)?;
        let candidate = text.candidate;
        let part = text.parts.get(*self.chosen.first()?)?;
        let place =
            [candidate.place.as_str(), part.heading.as_str()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>();
        Some(Cited {
            kind: candidate.kind.clone(),
            key: candidate.key.clone(),
            title: candidate.title.clone(),
            place: place.join("　"),
            href: format!("{}{}{}", candidate.href, part.fragment, self.line(text, &part.fragment)),
            lines: self.lines(weighing).iter().map(|line| mark(shown(line), needles)).collect(),
        })
    }
}

/// The best places, each with what its sentences need to be understood; one place stands once, with all of it that answers.
fn places(weighing: &Weighing<'_>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut more: Vec<Place> = Vec::new();
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    let best = weighing.weighed.first().map_or(0.0, |best| best.score);
    for Weighed { text: number, sentence, score, .. } in &weighing.weighed {
        if places.len() == CITED_AT_MOST || *score < best * NEAR_THE_BEST {
            break;
        }
        let Some(text) = weighing.texts.get(*number).filter(|_| !taken.contains(&(*number, *sentence))) else {
            continue;
        };
        let chosen = with_context(text, *sentence);
        taken.extend(chosen.iter().map(|at| (*number, *at)));
        let same = |place: &&mut Place| {
            place.text == *number && place.chosen.first().is_some_and(|first| text.same_part(*first, *sentence))
        };
        if let Some(known) = places.iter_mut().find(same) {
            known.chosen = joined(text, &known.chosen, &chosen);
            continue;
        }
        let of_thing = |place: &&Place| thing_of(weighing, place.text) == thing_of(weighing, *number);
        if places.iter().filter(of_thing).count() < OF_ONE_THING {
            places.push(Place { text: *number, chosen });
        } else {
            more.push(Place { text: *number, chosen });
        }
    }
    places.extend(more);
    places.truncate(CITED_AT_MOST);
    places
}

fn thing_of(weighing: &Weighing<'_>, text: usize) -> Option<i64> {
    weighing.texts.get(text).map(|text| text.candidate.thing_id)
}

/// Two stretches of one part, in the order they stand there, as far as they fit.
fn joined(text: &Text<'_>, known: &[usize], more: &[usize]) -> Vec<usize> {
    let mut all: Vec<usize> = known.iter().chain(more).copied().collect();
    all.sort_unstable();
    all.dedup();
    let letters: usize = all.iter().map(|at| length(text, *at)).sum();
    if letters > LONGEST_CITED || all.len() > LINES_OF_A_PLACE { known.to_vec() } else { all }
}

fn length(text: &Text<'_>, at: usize) -> usize {
    text.sentences.get(at).map_or(0, |sentence| sentence.text.chars().count())
}

/// A list's mark is drawn, not written.
fn shown(text: &str) -> &str {
    text.trim_start_matches(['-', '・', '●', '○', '■', '◆']).trim_start()
}

/// The sentence with what it needs to be understood: the line a list hangs on, the list a line leads to, the sentences of its
/// paragraph; before one that goes on (そのため), what it goes on from. Nothing of another part: what is cited stands under the
/// heading it is cited by.
fn with_context(text: &Text<'_>, at: usize) -> Vec<usize> {
    let parts = &text.sentences;
    let here = &parts[at];
    let heading = text.parts.get(at).map_or("", |part| part.heading.as_str());
    if ROWS.contains(&heading) {
        return vec![at];
    }
    let same = |n: usize| parts.get(n).filter(|_| text.same_part(at, n));
    if here.listed {
        return with_list(text, at);
    }
    let mut letters = here.text.chars().count();
    if same(at + 1).is_some_and(|next| next.listed && next.paragraph <= here.paragraph + 1) {
        let list = (at + 1..parts.len()).take_while(|n| same(*n).is_some_and(|s| s.listed)).take(LIST_LINES);
        let mut chosen = vec![at];
        for n in list {
            letters += length(text, n);
            if letters > LONGEST_CITED {
                break;
            }
            chosen.push(n);
        }
        return chosen;
    }
    let (mut from, mut to) = (at, at);
    let mut takes = |n: usize| {
        let more = length(text, n);
        let fits = letters + more <= WITH_IT;
        letters += if fits { more } else { 0 };
        fits
    };
    let before = |from: usize| from.checked_sub(1).filter(|n| same(*n).is_some_and(|s| !s.listed));
    // What goes on is not understood alone, even across a paragraph's end.
    while goes_on(&parts[from].text)
        && let Some(n) = before(from)
        && parts[n].paragraph + 1 >= parts[from].paragraph
        && (takes(n) || from == at)
    {
        from = n;
    }
    while same(to + 1).is_some_and(|s| !s.listed && s.paragraph == here.paragraph) && takes(to + 1) {
        to += 1;
    }
    while let Some(n) = before(from)
        && parts[n].paragraph == here.paragraph
        && takes(n)
    {
        from = n;
    }
    // A beginning that itself goes on is left out again, unless it is what answers.
    while from < at && goes_on(&parts[from].text) {
        from += 1;
    }
    (from..=to).collect()
}

/// A line of a list: the line the list hangs on, and of a short list all of it.
fn with_list(text: &Text<'_>, at: usize) -> Vec<usize> {
    let parts = &text.sentences;
    let in_list = |n: &usize| parts[*n].listed && text.same_part(at, *n) && parts[*n].paragraph == parts[at].paragraph;
    let from = (0..at).rev().take_while(in_list).last().unwrap_or(at);
    let to = (at..parts.len()).take_while(in_list).last().unwrap_or(at);
    let letters: usize = (from..=to).map(|n| length(text, n)).sum();
    let mut chosen: Vec<usize> =
        if letters <= SHORT_LIST && to - from < LIST_LINES { (from..=to).collect() } else { vec![at] };
    let lead = from
        .checked_sub(1)
        .filter(|n| !parts[*n].listed && text.same_part(at, *n) && parts[*n].paragraph + 1 >= parts[from].paragraph);
    if let Some(lead) = lead {
        chosen.insert(0, lead);
    }
    chosen
}

/// Begins in the middle of a thought.
fn goes_on(text: &str) -> bool {
    const ON: [&str; 24] = [
        "そのため",
        "このため",
        "そのうえ",
        "これ",
        "それ",
        "その",
        "この",
        "ここ",
        "そこ",
        "たとえば",
        "また",
        "さらに",
        "ただし",
        "一つは",
        "もう一つ",
        "二つ目",
        "しかし",
        "けれど",
        "なお",
        "つまり",
        "次に",
        "ほかに",
        "こうして",
        "同じく",
    ];
    ON.iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Candidate, QuestionWord, Term, Word};
    use japanese::fold::fold;

    fn word(text: &str, things: i64) -> QuestionWord {
        let word = Word { needles: vec![fold(text)], written: text.to_owned() };
        let term = Term { kind: TermKind::Name, word, general: false, before: false, parts: Vec::new() };
        QuestionWord { term, things }
    }

    fn question(words: Vec<QuestionWord>, passages: Vec<Candidate>) -> Question {
        Question { bare: String::new(), words, passages }
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

    const BODY: &str = "市町村は会議を開きます。\n\n委託料は、均等割4・人口割3の割合で分け合っています。この割合は毎年見直します。\n\n会議は年4回です。";

    #[test]
    fn the_sentence_that_holds_the_words_answers_with_its_place() {
        let question = question(vec![word("委託料", 2), word("割合", 3)], vec![passage("共同委託", BODY)]);
        let answer = answer(&question, &Wants::of("委託料の割合"));
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
        let asked = question(vec![word("委託料", 2), word("消費税", 0)], vec![passage("共同委託", BODY)]);
        let told = answer(&asked, &Wants::default());
        assert!(!told.answered);
        assert_eq!(told.unknown, ["消費税"]);
        assert_eq!(told.cited.len(), 1, "what comes near is shown all the same");
        assert!(!answer(&Question::default(), &Wants::default()).answered);
        // A figure is asked for, and there is none of its kind.
        let asked = question(vec![word("委託料", 2)], vec![passage("共同委託", BODY)]);
        assert!(answer(&asked, &Wants::of("委託料の割合")).answered);
        assert!(!answer(&asked, &Wants::of("委託料はいくら")).answered);
    }

    #[test]
    fn a_list_is_shown_with_what_it_hangs_on() {
        let told = |body: &str, words: &[&str]| {
            let words = words.iter().map(|w| word(w, 1)).collect();
            answer(&question(words, vec![passage("", body)]), &Wants::default()).cited[0].text()
        };
        let body = "主な中身は、次のとおりです。\n\n- 住民に向けた講座\n- 年4回の会議\n\n費用は分け合います。";
        let all = "主な中身は、次のとおりです。\n住民に向けた講座\n年4回の会議";
        assert_eq!(told(body, &["中身"]), all);
        assert_eq!(told(body, &["住民", "講座"]), all);
        // Of a long list, the line.
        let long = format!("次のとおりです。\n- {}\n- 年4回の会議", "長い話".repeat(80));
        assert_eq!(told(&long, &["会議"]), "次のとおりです。\n年4回の会議");
    }

    #[test]
    fn nothing_begins_in_the_middle_of_a_thought() {
        let told = |body: &str, words: &[&str]| {
            let words = words.iter().map(|w| word(w, 1)).collect();
            answer(&question(words, vec![passage("", body)]), &Wants::default()).cited[0].text()
        };
        let body = "患者の行き来はありません。\n\nそのため、入院の調整でつまずきました。";
        assert_eq!(told(body, &["入院", "調整"]), "患者の行き来はありません。\nそのため、入院の調整でつまずきました。");
        let long = format!("{}。また、これは続きです。入院の調整でつまずきました。", "あ".repeat(150));
        assert_eq!(told(&long, &["入院", "調整"]), "入院の調整でつまずきました。");
    }

    #[test]
    fn nothing_of_another_part_is_cited_under_a_heading() {
        let body = "地区の社会福祉協議会と住民が動いています。\n- 2021年度 常勤の医師がいない体制になりました。";
        let at = body.chars().position(|c| c == '-').unwrap_or(0);
        let mut one = passage("", body);
        one.sections = format!("0\t進める体制\t#structure\n{at}\t移り変わり\t#changes");
        let cited = answer(&question(vec![word("常勤", 1), word("医師", 1)], vec![one]), &Wants::default()).cited;
        assert_eq!(cited[0].place, "移り変わり");
        assert_eq!(cited[0].text(), "2021年度 常勤の医師がいない体制になりました。");
    }

    #[test]
    fn a_page_opens_at_the_line_and_its_heading_is_told_once() {
        let page = Candidate {
            sections: String::new(),
            heading: "2番目 注意".to_owned(),
            fragment: "/read?page=2".to_owned(),
            href: "/library/8".to_owned(),
            ..passage("", "注意\nはじめに読むこと。\n母数の小さい町では、揺れが大きくなります。")
        };
        let cited = answer(&question(vec![word("母数", 1)], vec![page]), &Wants::default()).cited;
        assert_eq!(cited[0].href, "/library/8/read?page=2#l2");
        assert_eq!(cited[0].text(), "はじめに読むこと。\n母数の小さい町では、揺れが大きくなります。");
    }

    #[test]
    fn no_text_is_too_odd() {
        for body in ["", "\n\n\n", "・", "。。。", "｜", "｜委託料｜\n｜｜", &"- ".repeat(500), &"委託料".repeat(3_000)]
        {
            let question = question(vec![word("委託料", 1)], vec![passage("", body)]);
            let _ = answer(&question, &Wants::of("委託料はいくら"));
        }
    }
}

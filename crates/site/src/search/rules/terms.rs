//! A sentence read for what it is about: 「うちの町には訪問看護がありません。どうすればよいか教えてください」 → 訪問看護. What only asks, begs
//! or joins weighs nothing. Decided by the letters: a run of kanji, katakana and Latin letters is a name; a kanji with its kana
//! is something done (分ける), two of them are one word (話し合い).

use japanese::fold::{fold, fold_with_offsets};
use japanese::kana::is_hiragana;

use super::question::is_asking;
use super::{expanded, longest_known};
use crate::search::model::{Synonym, Word};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 訪問看護, サテライト, ICT.
    Name,
    /// 話し合い, 立ち上げ.
    Joined,
    /// 分けます, 短く.
    Action,
    /// 島, 船.
    Letter,
    /// まるごと.
    Kana,
    /// 「カ」: one letter in quotation marks.
    Quoted,
}

/// What a word of each kind weighs beside a name.
fn weight_of(kind: Kind) -> f64 {
    match kind {
        Kind::Name => 1.0,
        Kind::Joined => 0.8,
        Kind::Action | Kind::Letter => 0.5,
        Kind::Kana => 0.35,
        Kind::Quoted => 1.2,
    }
}

/// A word everybody asks with (場合, 取組), and a word of the sentences before the one that asks, weigh so much.
const GENERAL: f64 = 0.12;
const TOLD_BEFORE: f64 = 0.5;
/// Another form of what is done (渡す, 渡し).
const OTHER_FORM: f64 = 0.9;
/// The first half of a joined word.
const HALF: f64 = 0.6;
/// A compound whose pieces stand there, but not side by side.
const PIECES: f64 = 0.9;
/// A single kanji glued to others at one end, and at both.
const GLUED: f64 = 0.6;
const INSIDE: f64 = 0.3;
/// Kana that may be a word.
const LEAST_KANA: usize = 4;
/// Words in pieces are as long at least.
const LEAST_IN_PIECES: usize = 4;

#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub kind: Kind,
    /// Its first needle is the word itself, folded.
    pub word: Word,
    /// Everybody asks with it: it tells next to nothing.
    pub general: bool,
    /// From a sentence before the one that asks.
    pub before: bool,
    /// What a compound consists of that stands nowhere as a whole.
    pub parts: Vec<Word>,
}

impl Term {
    pub fn text(&self) -> &str {
        self.word.needles.first().map_or("", String::as_str)
    }

    /// Beside a name: 0 to about 1.
    pub fn weight(&self) -> f64 {
        weight_of(self.kind) * if self.general { GENERAL } else { 1.0 } * if self.before { TOLD_BEFORE } else { 1.0 }
    }

    /// How well a folded text holds the word: 0 to 1.
    pub fn stands_in(&self, text: &str) -> f64 {
        let own = self.text();
        match self.kind {
            Kind::Letter => {
                let other = self.word.needles.iter().skip(1).any(|needle| text.contains(needle.as_str()));
                return if other { 1.0 } else { letter_in(own, text) };
            }
            Kind::Quoted => return f64::from(u8::from(stands_alone(own, text))),
            Kind::Name | Kind::Joined | Kind::Action | Kind::Kana => {}
        }
        if let Some(at) = self.word.needles.iter().position(|needle| text.contains(needle.as_str())) {
            return if at > 0 && self.kind == Kind::Action { OTHER_FORM } else { 1.0 };
        }
        if self.kind == Kind::Joined {
            let first: String = own.chars().take(2).collect();
            return if text.contains(&first) { HALF } else { 0.0 };
        }
        if !self.parts.is_empty() {
            let held =
                self.parts.iter().filter(|part| part.needles.iter().any(|needle| text.contains(needle.as_str())));
            return PIECES * share(held.count(), self.parts.len()).powf(1.3);
        }
        if matches!(self.kind, Kind::Name | Kind::Kana) && own.chars().count() >= LEAST_IN_PIECES {
            let letters: Vec<char> = own.chars().collect();
            let pairs = letters.windows(2).map(|pair| pair.iter().collect::<String>());
            let held = pairs.filter(|pair| text.contains(pair.as_str())).count();
            return PIECES * share(held, letters.len() - 1).powi(2);
        }
        0.0
    }
}

fn share(part: usize, all: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "letters of a word")]
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々')
}

fn letter_in(letter: &str, text: &str) -> f64 {
    let mut best: f64 = 0.0;
    for (at, _) in text.match_indices(letter) {
        let glued = |c: Option<char>| c.is_some_and(is_kanji);
        let ends = (glued(text[..at].chars().next_back()), glued(text[at + letter.len()..].chars().next()));
        best = best.max(match ends {
            (false, false) => 1.0,
            (true, true) => INSIDE,
            _ => GLUED,
        });
    }
    best
}

fn stands_alone(letter: &str, text: &str) -> bool {
    text.match_indices(letter).any(|(at, _)| {
        let parts = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        parts(text[..at].chars().next_back()) && parts(text[at + letter.len()..].chars().next())
    })
}

/// What asks, begs, joins and is polite, and tells nothing; longest first where they begin alike. 「〜」: with the kana behind it.
#[rustfmt::skip]
const EMPTY: &[&str] = &[
    "教えて〜", "知りた〜", "困って〜", "困る〜", "困り〜", "迷って〜", "探して〜", "聞いた〜", "聞きまし〜", "言われ〜", "思い〜", "思う〜",
    "思っ〜", "見当がつ〜", "見当もつ〜", "分から〜", "お願い〜", "どうすれば〜", "どうしたら〜", "どうやって〜", "どうなって〜", "どうなり〜",
    "どういう〜", "どうし〜", "どうな〜", "どのよう〜", "どのくらい", "どれくらい", "どのぐらい", "どんな", "どこ", "どの", "どれ", "どう",
    "どちら", "だれ", "いつ", "なぜ", "いくら", "いくつ", "何か", "でしょう〜", "ですか", "ですが", "です", "ますか", "ますが", "ます",
    "ました", "ましょう", "まし", "ませんか", "ません", "ませ", "もらえ〜", "もらい〜", "もらう〜", "もらっ〜", "いただけ〜", "いただき〜",
    "いただい〜", "くれ〜", "ください〜", "ありま〜", "あるの〜", "という〜", "といった〜", "について〜", "に関して", "よい", "いい", "よく",
    "実際", "具体的に", "うちの", "よその", "ほかの", "この", "その", "あの", "とき", "こと", "もの", "ところ", "ため", "ばかり",
    "くらい", "ぐらい", "まで", "から", "ような", "ように", "そう", "して", "する", "した", "しない", "され", "いる", "いて", "ある",
    "ない", "なく", "なる", "なっ", "でき〜", "さん", "さま", "たら", "れば", "ながら", "けれど", "つもり", "かどうか", "ほど", "だけ",
    "など", "とか", "さっぱり", "ちゃんと", "もっと", "もし", "あれば", "ずっと", "いま", "ふだん", "わたし〜", "ので", "のに", "のは",
    "への", "での", "との", "には", "では", "とは",
];

/// Kana that end a word rather than go on with it.
const PARTICLES: &str = "をはがのにでとへもやかまず";
/// Kana a first verb ends with before a second: 話し合う, 引き継ぐ, 受け入れる.
const JOINING: &str = "いきしちにひみりぎじびえけせてねへめれげべ";

#[derive(Clone, Copy)]
struct Letter {
    c: char,
    /// Hiragana as it was typed.
    kana: bool,
    /// The known word it belongs to, counted from 1.
    known: usize,
    empty: bool,
}

impl Letter {
    fn tells(self) -> bool {
        !self.empty && (self.known > 0 || (!self.kana && (self.c.is_alphanumeric() || self.c == 'ー')))
    }
}

/// Whoever parts words by blanks means them apart, though folding joins them: 「永源寺　在宅死」.
fn letters(clause: &str, synonyms: &[Synonym]) -> Vec<Letter> {
    let gap = Letter { c: ' ', kana: false, known: 0, empty: true };
    let mut all: Vec<Letter> = Vec::new();
    for part in clause.split_whitespace() {
        all.extend((!all.is_empty()).then_some(gap));
        all.extend(letters_of(part, synonyms));
    }
    all
}

fn letters_of(part: &str, synonyms: &[Synonym]) -> Vec<Letter> {
    let folded = fold_with_offsets(part);
    let mut all: Vec<Letter> = folded
        .origins()
        .map(|(c, from)| {
            let kana = is_hiragana(c) && part.get(from).is_some_and(|typed| typed.chars().all(is_hiragana));
            Letter { c, kana, known: 0, empty: false }
        })
        .collect();
    let text: Vec<char> = all.iter().map(|letter| letter.c).collect();
    let mut at = 0;
    let mut known = 0;
    while at < all.len() {
        let rest: String = text[at..].iter().collect();
        let length = longest_known(&rest, synonyms).map_or(0, |word| word.chars().count());
        if length > 0 {
            known += 1;
            all[at..at + length].iter_mut().for_each(|letter| letter.known = known);
        }
        at += length.max(1);
    }
    at = 0;
    while at < all.len() {
        at += empty_at(&mut all, at).max(1);
    }
    all
}

/// Marks what is empty from this letter on; answers how many letters.
fn empty_at(all: &mut [Letter], at: usize) -> usize {
    let fits = |entry: &&&str| {
        let mut n = 0;
        entry.chars().filter(|c| *c != '〜').all(|c| {
            n += 1;
            all.get(at + n - 1).is_some_and(|l| l.c == c && l.known == 0 && (l.kana || !is_hiragana(c)))
        })
    };
    // 渡して is no 「して」: one kanji with its kana.
    let lone = |at: usize| is_kanji(all[at].c) && all[at].known == 0 && (at == 0 || !is_kanji(all[at - 1].c));
    let is_ending = at.checked_sub(1).is_some_and(lone);
    let stands = |entry: &&&str| !(is_ending && entry.starts_with('し'));
    let Some(entry) = EMPTY.iter().filter(fits).filter(stands).max_by_key(|entry| entry.len()) else { return 0 };
    let mut length = entry.chars().filter(|c| *c != '〜').count();
    if entry.ends_with('〜') {
        length += all[at + length..].iter().take_while(|l| l.kana && l.known == 0).count();
    }
    all[at..at + length].iter_mut().for_each(|letter| letter.empty = true);
    length
}

/// The words of what was typed, and what is left of it without what is empty, folded.
pub fn read(typed: &str, synonyms: &[Synonym]) -> (Vec<Term>, String) {
    let typed = japanese::fold::tidy(typed);
    let clauses: Vec<&str> =
        typed.split(['。', '？', '?', '！', '!', '\n']).filter(|clause| !clause.trim().is_empty()).collect();
    let mut terms: Vec<Term> = Vec::new();
    let mut left = String::new();
    for (number, clause) in clauses.iter().enumerate() {
        let mut all = letters(clause, synonyms);
        let mut found = quoted(&mut all);
        found.extend(words(&all));
        left.extend(all.iter().map(|letter| if letter.empty { ' ' } else { letter.c }));
        left.push(' ');
        for (kind, text) in found {
            let before = number + 1 < clauses.len();
            match terms.iter_mut().find(|term| term.text() == text) {
                Some(known) => known.before &= before,
                None => terms.push(term(kind, &text, before, synonyms)),
            }
        }
    }
    (terms, left)
}

fn term(kind: Kind, text: &str, before: bool, synonyms: &[Synonym]) -> Term {
    let (mut word, _) = expanded(text, synonyms);
    // The word as it was typed stands first, however short.
    word.needles.retain(|needle| needle != text);
    word.needles.insert(0, text.to_owned());
    match kind {
        Kind::Action => word.needles.extend(forms(text)),
        // 取り組み, 取組
        Kind::Joined => word.needles.push(text.chars().filter(|c| !is_hiragana(*c)).collect()),
        _ => {}
    }
    Term { kind, general: is_asking(text), word, before, parts: Vec::new() }
}

/// Single letters in quotation marks.
fn quoted(all: &mut [Letter]) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    for at in 1..all.len().saturating_sub(1) {
        if matches!(all[at - 1].c, '「' | '『') && matches!(all[at + 1].c, '」' | '』') {
            found.push((Kind::Quoted, all[at].c.to_string()));
            all[at].empty = true;
        }
    }
    found
}

fn words(all: &[Letter]) -> Vec<(Kind, String)> {
    let is = |at: usize, what: fn(&Letter) -> bool| all.get(at).is_some_and(what);
    let text = |from: usize, to: usize| all[from..to].iter().map(|letter| letter.c).collect::<String>();
    let goes_on = |at: usize| is(at, |l| l.kana && !l.empty && l.known == 0 && !PARTICLES.contains(l.c));
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let from = at;
        if all[at].tells() {
            while is(at, |l| l.tells()) {
                at += 1;
                // 人材が足りない|町: a known word that ends in kana is not glued to what follows.
                let last = all[at - 1];
                if last.known > 0 && last.kana && all.get(at).is_none_or(|next| next.known != last.known) {
                    break;
                }
            }
            let single = at == from + 1 && all[from].known == 0;
            if !single {
                found.push((Kind::Name, text(from, at)));
            } else if is_kanji(all[from].c) {
                let second = (at + 1..=at + 2).find(|second| {
                    (at..*second).all(|n| is(n, |l| l.kana && !l.empty && l.known == 0))
                        && is(*second, |l| is_kanji(l.c) && l.known == 0)
                        && !is(*second + 1, |l| is_kanji(l.c))
                        && JOINING.contains(all[*second - 1].c)
                        && !PARTICLES.contains(all[at].c)
                });
                if let Some(second) = second {
                    found.push((Kind::Joined, text(from, second + 1)));
                    at = second + 1;
                } else if goes_on(at) {
                    found.push((Kind::Action, text(from, at + 1)));
                } else {
                    found.push((Kind::Letter, text(from, at)));
                }
                // What it ends with: 分け|られる.
                let end = at + 3;
                while at < end && goes_on(at) {
                    at += 1;
                }
            }
        } else if all[at].kana && !all[at].empty {
            while is(at, |l| l.kana && !l.empty && l.known == 0) {
                at += 1;
            }
            if at - from >= LEAST_KANA {
                found.push((Kind::Kana, text(from, at)));
            }
        }
        at = at.max(from + 1);
    }
    found
}

/// Other forms of what is done: 渡し → 渡さ, 渡す …
fn forms(text: &str) -> Vec<String> {
    const ROWS: [&str; 8] = [
        "かきくけこいっ",
        "がぎぐげごい",
        "さしすせそ",
        "たちつてとっ",
        "ばびぶべぼん",
        "まみむめもん",
        "らりるれろっ",
        "わいうえおっ",
    ];
    let mut letters = text.chars();
    let (Some(kanji), Some(kana)) = (letters.next(), letters.next()) else { return Vec::new() };
    let mut forms = Vec::new();
    for row in ROWS.iter().filter(|row| row.contains(kana)) {
        for other in row.chars().filter(|c| *c != kana) {
            let form = format!("{kanji}{other}");
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

/// Whether what was typed is a sentence, and not words put side by side: it asks or begs, or ends in one.
pub fn is_sentence(typed: &str) -> bool {
    let typed = typed.trim();
    if typed.contains(char::is_whitespace) || typed.chars().count() < SHORTEST_SENTENCE {
        return false;
    }
    let folded = fold(typed);
    let asks = typed.ends_with(['?', '？', '。']) || ASKS.iter().any(|ending| folded.ends_with(ending));
    asks || typed.contains(['。', '？', '?']) || IN_A_QUESTION.iter().any(|word| folded.contains(word))
}

const SHORTEST_SENTENCE: usize = 7;
const ASKS: &[&str] = &[
    "ですか",
    "ますか",
    "ましたか",
    "でしょうか",
    "ませんか",
    "ください",
    "たい",
    "たいです",
    "ほしい",
    "とは",
    "には",
    "のか",
];
const IN_A_QUESTION: &[&str] =
    &["どう", "どのよう", "どんな", "なぜ", "教えて", "知りた", "してもら", "困って", "ですが"];

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<Synonym> {
        [
            ("看取り", "看取り", "みとり"),
            ("訪看", "訪問看護", "ほうもんかんご"),
            ("人材不足", "人材不足", "じんざいぶそく"),
            ("人材不足", "人材が足りない", "じんざいがたりない"),
        ]
        .map(|(group, word, reading)| Synonym::new(group, word, reading))
        .to_vec()
    }

    fn told(typed: &str) -> Vec<(Kind, String, bool)> {
        let (terms, _) = read(typed, &table());
        terms.into_iter().filter(|term| !term.general).map(|t| (t.kind, t.text().to_owned(), t.before)).collect()
    }

    #[test]
    fn what_asks_weighs_nothing_and_what_tells_is_kept() {
        use Kind::{Action, Joined, Letter, Name};
        let own = |all: &[(Kind, &str)]| all.iter().map(|(k, t)| (*k, fold(t), false)).collect::<Vec<_>>();
        for (typed, wanted) in [
            ("費用をどう分ければよいか教えてください", own(&[(Name, "費用"), (Action, "分け")])),
            ("人材が足りない町でできることはありますか", own(&[(Name, "人材が足りない")])),
            ("島の船を呼んでもらうにはどうすればいいですか", own(&[(Letter, "島"), (Letter, "船"), (Action, "呼ん")])),
            ("話し合いの引き継ぎ", own(&[(Joined, "話し合"), (Joined, "引き継")])),
            ("古い契約書", own(&[(Action, "古い"), (Name, "契約書")])),
            ("住む母の訪問看護", own(&[(Action, "住む"), (Name, "訪問看護")])),
            ("永源寺　在宅死 の割合", own(&[(Name, "永源寺"), (Name, "在宅死"), (Name, "割合")])),
            ("教えてください", Vec::new()),
        ] {
            assert_eq!(told(typed), wanted, "{typed}");
        }
        assert!(told("困っています。看取りは？").iter().all(|(_, text, before)| text == "看取り" && !before));
        assert!(told("病院がありません。看取りは？").contains(&(Name, "病院".to_owned(), true)));
    }

    fn one(typed: &str) -> Term {
        read(typed, &table()).0.into_iter().find(|term| !term.general).unwrap()
    }

    #[test]
    fn a_word_stands_in_other_forms_too() {
        let near = |term: &Term, text: &str, strength: f64| (term.stands_in(&fold(text)) - strength).abs() < 1e-9;
        let give = one("渡してください");
        assert!(near(&give, "渡します", 1.0) && near(&give, "渡すとき", 0.9) && near(&give, "譲渡", 0.0));
        let island = one("島です");
        assert!(near(&island, "島の人", 1.0) && near(&island, "離島の人", 0.6) && near(&island, "広島県", 0.3));
        let talk = one("話し合いです");
        assert!(near(&talk, "話合い", 1.0) && near(&talk, "話しました", 0.6));
        let letter = one("「カ」とは");
        assert!(near(&letter, "｜カ｜研修｜", 1.0) && near(&letter, "カメラ", 0.0));
        let mut compound = one("安否確認");
        assert!(compound.stands_in(&fold("安否の確認")) < 0.5);
        compound.parts = ["安否", "確認"].map(|t| Word { needles: vec![t.to_owned()], ..Word::default() }).to_vec();
        assert!(near(&compound, "安否の確認", 0.9) && compound.stands_in("確認") < 0.5);
    }

    #[test]
    fn sentences_are_told_from_words() {
        for typed in
            ["費用の分け方を教えてください", "病院とケアマネがどう連絡していますか", "うちの町で困っています。"]
        {
            assert!(is_sentence(typed), "{typed}");
        }
        for typed in ["看取り", "訪問看護 空白", "病院とケアマネの退院時の連絡", "離島での看取り", "医師会への共同委託"]
        {
            assert!(!is_sentence(typed), "{typed}");
        }
    }

    #[test]
    fn odd_input_is_harmless() {
        for typed in [
            "",
            "。。。",
            "「」",
            "「",
            "%_\\",
            &"看".repeat(3_000),
            &"あ".repeat(3_000),
            "\u{202e}島",
            "話し",
            "し合い",
        ] {
            let (terms, _) = read(typed, &table());
            for term in &terms {
                assert!((0.0..=1.0).contains(&term.stands_in(&fold(typed))), "{typed}");
            }
        }
    }
}

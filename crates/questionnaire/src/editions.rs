//! From one edition to the next: what a correction changes, in words and by what it does to answers that are there already;
//! and answers carried over from the edition they were given to.

use std::collections::BTreeMap;

use crate::answers::{Answer, Answers, RowAnswer};
use crate::condition::Condition;
use crate::form::Form;
use crate::kinds::{Grid, Kind};
use crate::model::{Choice, Definition, Question};

/// What a difference does to answers that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Other words, another place: every answer still answers it.
    Wording,
    /// Something more to answer or to choose.
    Addition,
    /// An answer may no longer fit, or no longer be asked for.
    Answers,
    /// Who answered was promised otherwise: shown to neighbours, no longer protected.
    Promise,
}

impl Effect {
    /// 「言い方」
    pub fn label(self) -> &'static str {
        match self {
            Self::Wording => "言い方",
            Self::Addition => "追加",
            Self::Answers => "答えに関わる",
            Self::Promise => "約束に関わる",
        }
    }
}

/// One difference between two editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// 「問5」, 「区分「Ⅱ 体制」」, 「調査票」
    pub place: String,
    /// Ids of the questions whose answers it is about.
    pub questions: Vec<String>,
    /// 「設問文」, 「選択肢を消す」
    pub what: &'static str,
    /// Empty where there is none.
    pub before: String,
    pub after: String,
    pub effect: Effect,
}

/// Every difference, in the order of the new edition; what was removed comes last.
pub fn differences(old: &Definition, new: &Definition) -> Vec<Difference> {
    let mut comparing = Comparing { old, new, found: Vec::new(), place: "調査票".to_owned(), questions: Vec::new() };
    comparing.text("題名", &old.title, &new.title);
    comparing.text("説明", &old.note, &new.note);
    comparing.sections();
    comparing.questions();
    comparing.found
}

struct Comparing<'a> {
    old: &'a Definition,
    new: &'a Definition,
    found: Vec<Difference>,
    place: String,
    questions: Vec<String>,
}

impl Comparing<'_> {
    fn say(&mut self, what: &'static str, before: impl Into<String>, after: impl Into<String>, effect: Effect) {
        let (place, questions) = (self.place.clone(), self.questions.clone());
        self.found.push(Difference { place, questions, what, before: before.into(), after: after.into(), effect });
    }

    fn text(&mut self, what: &'static str, before: &str, after: &str) {
        if before != after {
            self.say(what, before, after, Effect::Wording);
        }
    }

    fn condition(&mut self, what: &'static str, before: Option<&Condition>, after: Option<&Condition>) {
        if before != after {
            let text = |condition: Option<&Condition>| condition.map(ToString::to_string).unwrap_or_default();
            self.say(what, text(before), text(after), Effect::Answers);
        }
    }

    fn switch(&mut self, what: &'static str, before: bool, after: bool, on: Effect, off: Effect) {
        if before != after {
            let word = |value: bool| if value { "はい" } else { "いいえ" };
            self.say(what, word(before), word(after), if after { on } else { off });
        }
    }

    fn sections(&mut self) {
        let (old, new) = (self.old, self.new);
        for section in &new.sections {
            self.place = format!("区分「{}」", section.title);
            match old.section(&section.id) {
                None => self.say("区分を加える", "", &*section.title, Effect::Addition),
                Some(before) => {
                    self.text("題名", &before.title, &section.title);
                    self.text("説明", &before.note, &section.note);
                    self.questions = section.questions.iter().map(|question| question.id.clone()).collect();
                    self.condition("答える方", before.relevant.as_ref(), section.relevant.as_ref());
                    self.questions.clear();
                }
            }
        }
        for section in old.sections.iter().filter(|section| new.section(&section.id).is_none()) {
            self.place = format!("区分「{}」", section.title);
            self.say("区分を消す", &*section.title, "", Effect::Wording);
        }
        if common_sections(old, new) != common_sections(new, old) {
            "調査票".clone_into(&mut self.place);
            self.say("区分の順", "", "", Effect::Wording);
        }
    }

    fn questions(&mut self) {
        let (old, new) = (self.old, self.new);
        for (section, question) in new.questions() {
            self.place = question.name();
            self.questions = vec![question.id.clone()];
            match old.find(&question.id) {
                None => self.say("設問を加える", "", &*question.text, Effect::Addition),
                Some((was_in, before)) => {
                    if was_in.id != section.id {
                        // Its section's condition is its own, too.
                        let same = was_in.relevant == section.relevant;
                        let effect = if same { Effect::Wording } else { Effect::Answers };
                        self.say("区分を移す", &*was_in.title, &*section.title, effect);
                    }
                    self.one(before, question);
                }
            }
        }
        for (_, question) in old.questions().filter(|(_, question)| new.find(&question.id).is_none()) {
            self.place = question.name();
            self.questions = vec![question.id.clone()];
            self.say("設問を消す", &*question.text, "", Effect::Answers);
        }
        self.questions.clear();
        for section in &new.sections {
            let order = |of: &Definition, other: &Definition| -> Vec<String> {
                let questions = of.section(&section.id).map(|s| s.questions.as_slice()).unwrap_or_default();
                let stays = |q: &&Question| {
                    other.section(&section.id).is_some_and(|s| s.questions.iter().any(|o| o.id == q.id))
                };
                questions.iter().filter(stays).map(|q| q.id.clone()).collect()
            };
            if order(old, new) != order(new, old) {
                self.place = format!("区分「{}」", section.title);
                self.say("設問の順", "", "", Effect::Wording);
            }
        }
    }

    fn one(&mut self, before: &Question, after: &Question) {
        self.text("番号", &before.number, &after.number);
        self.text("設問文", &before.text, &after.text);
        self.text("補足", &before.hint, &after.hint);
        self.kind(before, after);
        self.switch("必須", before.required, after.required, Effect::Addition, Effect::Wording);
        self.condition("答える方", before.relevant.as_ref(), after.relevant.as_ref());
        let rule = |question: &Question| question.constraint.clone().map(|c| (c.condition, c.message));
        let ((was, said), (is, says)) = (rule(before).unzip(), rule(after).unzip());
        self.condition("答えの条件", was.as_ref(), is.as_ref());
        if was == is {
            self.text("条件に合わないときの文", &said.unwrap_or_default(), &says.unwrap_or_default());
        }
        self.condition("選択肢の絞り込み", before.choice_filter.as_ref(), after.choice_filter.as_ref());
        self.switch("近隣に見せる", before.public, after.public, Effect::Promise, Effect::Wording);
        let (was, is) = (before.person_protected, after.person_protected);
        self.switch("少ない数を伏せる", was, is, Effect::Wording, Effect::Promise);
        self.switch("前年の答えを示す", before.last_year, after.last_year, Effect::Wording, Effect::Wording);
        self.switch("団体名を入れておく", before.own_name, after.own_name, Effect::Wording, Effect::Wording);
    }

    fn kind(&mut self, before: &Question, after: &Question) {
        if !same_kind(&before.kind, &after.kind) {
            let harmless = is_text(&before.kind) && is_text(&after.kind);
            let effect = if harmless { Effect::Wording } else { Effect::Answers };
            self.say("答え方", kind_in_words(&before.kind), kind_in_words(&after.kind), effect);
        }
        let (was, is) = (limits(&before.kind), limits(&after.kind));
        for (what, old_limit, new_limit, narrows) in
            was.iter().zip(&is).filter(|_| same_kind(&before.kind, &after.kind)).map(
                |((what, old, direction), (_, new, _))| (*what, old.clone(), new.clone(), direction.narrows(old, new)),
            )
        {
            if old_limit != new_limit {
                self.say(what, old_limit, new_limit, if narrows { Effect::Answers } else { Effect::Wording });
            }
        }
        self.options(self.old.choices(before), self.new.choices(after));
        if let (Kind::Grid(old), Kind::Grid(new)) = (&before.kind, &after.kind) {
            self.rows(old, new);
        }
        if let (Kind::Number(old), Kind::Number(new)) = (&before.kind, &after.kind) {
            self.switch("ウエイトに使う", old.weight, new.weight, Effect::Wording, Effect::Wording);
        }
    }

    fn options(&mut self, old: &[Choice], new: &[Choice]) {
        for choice in new {
            match old.iter().find(|before| before.id == choice.id) {
                None => self.say("選択肢を加える", "", &*choice.label, Effect::Addition),
                Some(before) => {
                    self.text("選択肢の言い方", &before.label, &choice.label);
                    let what = "選択肢に内容を書く欄";
                    self.switch(what, before.other, choice.other, Effect::Addition, Effect::Answers);
                    let what = "ほかと同時に選べない選択肢";
                    self.switch(what, before.exclusive, choice.exclusive, Effect::Answers, Effect::Wording);
                    if before.filter != choice.filter {
                        self.say("選択肢の絞り込みの列", "", &*choice.label, Effect::Answers);
                    }
                }
            }
        }
        // Without options in the new edition it is another kind, which is told already.
        if !new.is_empty() {
            for before in old.iter().filter(|before| !new.iter().any(|choice| choice.id == before.id)) {
                self.say("選択肢を消す", &*before.label, "", Effect::Answers);
            }
        }
        let order = |of: &[Choice], other: &[Choice]| -> Vec<String> {
            of.iter().filter(|c| other.iter().any(|o| o.id == c.id)).map(|c| c.id.clone()).collect()
        };
        if order(old, new) != order(new, old) {
            self.say("選択肢の順", "", "", Effect::Wording);
        }
    }

    fn rows(&mut self, old: &Grid, new: &Grid) {
        for row in &new.rows {
            match old.rows.iter().find(|before| before.id == row.id) {
                None => self.say("行を加える", "", &*row.label, Effect::Addition),
                Some(before) => {
                    self.text("行の言い方", &before.label, &row.label);
                    self.condition("行の答える方", before.relevant.as_ref(), row.relevant.as_ref());
                }
            }
        }
        for before in old.rows.iter().filter(|before| !new.rows.iter().any(|row| row.id == before.id)) {
            self.say("行を消す", &*before.label, "", Effect::Answers);
        }
        let order = |of: &Grid, other: &Grid| -> Vec<String> {
            of.rows.iter().filter(|r| other.rows.iter().any(|o| o.id == r.id)).map(|r| r.id.clone()).collect()
        };
        if order(old, new) != order(new, old) {
            self.say("行の順", "", "", Effect::Wording);
        }
    }
}

/// Ids of the sections that both have, in the order of the first.
fn common_sections(of: &Definition, other: &Definition) -> Vec<String> {
    of.sections.iter().filter(|s| other.section(&s.id).is_some()).map(|s| s.id.clone()).collect()
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Text(_) | Kind::LongText(_))
}

/// Is an answer to the one of the same kind as an answer to the other?
fn same_kind(old: &Kind, new: &Kind) -> bool {
    match (old, new) {
        (Kind::Grid(old), Kind::Grid(new)) => old.multiple == new.multiple,
        _ => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

fn kind_in_words(kind: &Kind) -> String {
    match kind {
        Kind::Grid(grid) if grid.multiple => "表（行ごとに複数選択）".to_owned(),
        Kind::Grid(_) => "表（行ごとに1つ）".to_owned(),
        other => other.label().to_owned(),
    }
}

/// Which way a limit narrows what may be answered.
#[derive(Clone, Copy)]
enum Narrows {
    /// A smaller one, or one where there was none: 「3つまで」.
    Downwards,
    /// A larger one, or one where there was none.
    Upwards,
    /// Any other one: a unit.
    Always,
}

impl Narrows {
    fn narrows(self, old: &str, new: &str) -> bool {
        let less = || match (old.parse::<f64>(), new.parse::<f64>()) {
            (Ok(old), Ok(new)) => new < old,
            _ => new < old,
        };
        match (self, old.is_empty(), new.is_empty()) {
            (Self::Always, ..) => old != new,
            (_, _, true) => false,
            (_, true, false) => true,
            (Self::Downwards, ..) => less(),
            (Self::Upwards, ..) => old != new && !less(),
        }
    }
}

/// What limits a kind's answers: name, value as text, which way it narrows. The same names for every value of a kind.
fn limits(kind: &Kind) -> Vec<(&'static str, String, Narrows)> {
    use Narrows::{Always, Downwards, Upwards};
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let count = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    let day = |value: Option<jiff::civil::Date>| value.map(|value| value.to_string()).unwrap_or_default();
    match kind {
        Kind::Multiple(kind) => {
            vec![("選べる数の下限", count(kind.least), Upwards), ("選べる数の上限", count(kind.most), Downwards)]
        }
        Kind::Number(kind) => vec![
            ("単位", kind.unit.clone(), Always),
            ("小数の桁", kind.decimals.to_string(), Downwards),
            ("数の下限", number(kind.least), Upwards),
            ("数の上限", number(kind.most), Downwards),
        ],
        Kind::Amount(kind) => {
            vec![("金額の下限", number(kind.least), Upwards), ("金額の上限", number(kind.most), Downwards)]
        }
        Kind::Text(kind) => vec![("文字数の上限", count(kind.most_letters), Downwards)],
        Kind::LongText(kind) => vec![("文字数の上限", count(kind.most_letters), Downwards)],
        Kind::Date(kind) => vec![("日付の下限", day(kind.least), Upwards), ("日付の上限", day(kind.most), Downwards)],
        Kind::Grid(kind) => vec![("行ごとに選べる数の上限", count(kind.most), Downwards)],
        Kind::Single(_) | Kind::Note(_) => Vec::new(),
    }
}

/// Answers of an older edition as the new one takes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    /// What fits.
    pub answers: Answers,
    /// What does not, or not wholly: the answer as it was given, by question.
    pub aside: BTreeMap<String, Answer>,
}

/// Carries answers from the edition they were given to into another. Nothing is lost: what no longer fits is set aside.
/// Answers that fit but break a limit of the new edition stay; checking tells of them.
pub fn carry(old: &Form, new: &Form, answers: &Answers) -> Carried {
    let mut carried = Carried::default();
    for (id, answer) in &answers.0 {
        let kept = match (old.question(id), new.question(id)) {
            (Some(before), Some(after)) => fitting(before, after, new.choices(after), answer),
            // Of no edition known here: for checking to tell of.
            (None, _) => Some(answer.clone()),
            (Some(_), None) => None,
        };
        if kept.as_ref() != Some(answer) {
            carried.aside.insert(id.clone(), answer.clone());
        }
        if let Some(kept) = kept {
            carried.answers.set(id, kept);
        }
    }
    carried
}

fn fitting(before: &Question, after: &Question, choices: &[Choice], answer: &Answer) -> Option<Answer> {
    let both_texts = is_text(&before.kind) && is_text(&after.kind);
    if !both_texts && !same_kind(&before.kind, &after.kind) {
        return None;
    }
    if let (Kind::Number(old), Kind::Number(new)) = (&before.kind, &after.kind)
        && old.unit != new.unit
    {
        return None;
    }
    let find = |id: &str| choices.iter().find(|choice| choice.id == id);
    let one = |choice: &String, other: &Option<String>| {
        let found = find(choice)?;
        Some((choice.clone(), other.clone().filter(|_| found.other)))
    };
    let many = |chosen: &[String], others: &BTreeMap<String, String>| {
        let kept: Vec<String> = chosen.iter().filter(|id| find(id).is_some()).cloned().collect();
        let has_text = |id: &String| find(id).is_some_and(|choice| choice.other);
        let others =
            others.iter().filter(|(id, _)| has_text(id)).map(|(id, text)| (id.clone(), text.clone())).collect();
        // Ticking nothing is an answer; having only ticked what is gone is none.
        (!kept.is_empty() || chosen.is_empty()).then_some((kept, others))
    };
    match answer {
        Answer::One { choice, other } => one(choice, other).map(|(choice, other)| Answer::One { choice, other }),
        Answer::Many { choices, others } => {
            many(choices, others).map(|(choices, others)| Answer::Many { choices, others })
        }
        Answer::Grid { rows } => {
            let Kind::Grid(grid) = &after.kind else { return None };
            let kept: BTreeMap<String, RowAnswer> = rows
                .iter()
                .filter(|(id, _)| grid.rows.iter().any(|row| row.id == **id))
                .filter_map(|(id, row)| {
                    let row = match row {
                        RowAnswer::One { choice, other } => {
                            one(choice, other).map(|(choice, other)| RowAnswer::One { choice, other })
                        }
                        RowAnswer::Many { choices, others } => {
                            many(choices, others).map(|(choices, others)| RowAnswer::Many { choices, others })
                        }
                    };
                    Some((id.clone(), row?))
                })
                .collect();
            (!kept.is_empty()).then_some(Answer::Grid { rows: kept })
        }
        Answer::Number { .. } | Answer::Text { .. } | Answer::Date { .. } => Some(answer.clone()),
    }
}

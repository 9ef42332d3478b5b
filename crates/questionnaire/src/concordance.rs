//! What became of last year's questions: same / reworded / split / merged / new / dropped, per question and option.
//!
//! The file names only what changed; what it does not name must be the same, word for word ([`Concordance::verify`]).

mod suggest;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::form::Form;
use crate::kinds::Kind;
use crate::model::Question;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Same text, same options: the series goes on.
    Same,
    /// Other words for the same thing: the series goes on, with a remark.
    Reworded,
    /// One became several.
    Split,
    /// Several became one.
    Merged,
    New,
    Dropped,
}

impl Relation {
    /// 「同じ」
    pub fn label(self) -> &'static str {
        match self {
            Self::Same => "同じ",
            Self::Reworded => "言い換え",
            Self::Split => "分割",
            Self::Merged => "統合",
            Self::New => "新設",
            Self::Dropped => "廃止",
        }
    }
}

/// From one questionnaire to its successor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concordance {
    /// Definition ids.
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub questions: Vec<Link>,
}

/// What became of a question. Several `from` only when merged, several `to` only when split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub relation: Relation,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Who is asked changed although the question did not: the base is another.
    #[serde(default, skip_serializing_if = "crate::model::is_false")]
    pub other_base: bool,
    /// For readers of the series, Japanese.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Options that are not the same; options not named must be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionLink>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionLink {
    pub relation: Relation,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Something the concordance says that the two questionnaires do not bear out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcordanceFault {
    /// Question id of either questionnaire.
    pub question: String,
    pub sentence: String,
}

impl fmt::Display for ConcordanceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.question, self.sentence)
    }
}

/// Where a series over the years does not simply go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Question of this year.
    pub question: String,
    /// The option, when only that one breaks.
    pub option: Option<String>,
    pub relation: Relation,
    /// Questions (or options) of last year it may be held against; empty: nothing.
    pub against: Vec<String>,
    /// May the figures stand side by side, with the remark?
    pub comparable: bool,
    /// Japanese remark for beneath the table.
    pub remark: String,
}

impl Concordance {
    /// The link that names a question of this year.
    pub fn of(&self, question: &str) -> Option<&Link> {
        self.questions.iter().find(|link| link.to.iter().any(|id| id == question))
    }

    /// Last year's question that is the same, or asks the same in other words: its answer may stand beside this year's.
    pub fn same_as<'a>(&'a self, question: &'a str) -> Option<&'a str> {
        match self.of(question) {
            None => Some(question),
            Some(link) if matches!(link.relation, Relation::Same | Relation::Reworded) => {
                link.from.first().map(String::as_str)
            }
            Some(_) => None,
        }
    }

    /// Is everything it says true of the two questionnaires, and does it say everything? Empty when so.
    pub fn verify(&self, from: &Form, to: &Form) -> Vec<ConcordanceFault> {
        let mut faults = Vec::new();
        let mut say = |question: &str, sentence: String| {
            faults.push(ConcordanceFault { question: question.to_owned(), sentence });
        };
        for (named, form) in [(&self.from, from), (&self.to, to)] {
            if *named != form.definition().id {
                say("", format!("対応表は「{named}」のものですが、調査票は「{}」です。", form.definition().id));
            }
        }
        let (mut seen_from, mut seen_to) = (BTreeSet::new(), BTreeSet::new());
        for link in &self.questions {
            let name = link.to.first().or(link.from.first()).map_or("", String::as_str);
            for (ids, form, seen, year) in
                [(&link.from, from, &mut seen_from, "前年"), (&link.to, to, &mut seen_to, "今年")]
            {
                for id in ids {
                    if form.question(id).is_none() {
                        say(id, format!("{year}の調査票に「{id}」がありません。"));
                    }
                    if !seen.insert(id.clone()) {
                        say(id, format!("{year}の「{id}」が二度出てきます。"));
                    }
                }
            }
            if let Some(sentence) = wrong_counts(link.relation, link.from.len(), link.to.len()) {
                say(name, sentence);
            }
            if let ([old], [new]) = (link.from.as_slice(), link.to.as_slice())
                && let (Some(old), Some(new)) = (from.question(old), to.question(new))
            {
                compare(link, from, old, to, new, &mut say);
            }
        }
        for (_, _, question) in from.questions().filter(|(.., q)| q.kind.is_asked() && !seen_from.contains(&q.id)) {
            match to.question(&question.id) {
                None => say(&question.id, "今年の調査票になく、対応表にも「廃止」と書かれていません。".to_owned()),
                Some(new) => {
                    let same = Link {
                        relation: Relation::Same,
                        from: vec![question.id.clone()],
                        to: vec![question.id.clone()],
                        other_base: false,
                        note: String::new(),
                        options: Vec::new(),
                    };
                    compare(&same, from, question, to, new, &mut say);
                }
            }
        }
        for (_, _, question) in to.questions().filter(|(.., q)| q.kind.is_asked() && !seen_to.contains(&q.id)) {
            // Last year's of the same name may have become another.
            if from.question(&question.id).is_none() || seen_from.contains(&question.id) {
                say(&question.id, "前年の調査票になく、対応表にも「新設」と書かれていません。".to_owned());
            }
        }
        faults
    }

    /// Where year-on-year output needs a mark, in the order of this year's questions.
    pub fn breaks(&self, to: &Form) -> Vec<Break> {
        let mut breaks = Vec::new();
        for (_, _, question) in to.questions() {
            let Some(link) = self.of(&question.id) else { continue };
            if link.relation != Relation::Same || link.other_base {
                breaks.push(Break {
                    question: question.id.clone(),
                    option: None,
                    relation: link.relation,
                    against: link.from.clone(),
                    comparable: matches!(link.relation, Relation::Same | Relation::Reworded) && !link.other_base,
                    remark: remark(link.relation, link.other_base, &link.note),
                });
            }
            for option in link.options.iter().filter(|option| option.relation != Relation::Same) {
                let of = |id: Option<&String>| Break {
                    question: question.id.clone(),
                    option: id.cloned(),
                    relation: option.relation,
                    against: option.from.clone(),
                    comparable: option.relation == Relation::Reworded,
                    remark: remark(option.relation, false, &option.note),
                };
                if option.to.is_empty() {
                    breaks.push(of(None));
                }
                breaks.extend(option.to.iter().map(|id| of(Some(id))));
            }
        }
        breaks
    }
}

fn remark(relation: Relation, other_base: bool, note: &str) -> String {
    let what = match relation {
        Relation::Same => "設問は前年と同じ",
        Relation::Reworded => "前年と言い方が違う",
        Relation::Split => "前年の1つを分けた",
        Relation::Merged => "前年の複数をまとめた",
        Relation::New => "今年からの設問・選択肢で、前年の値はありません",
        Relation::Dropped => "前年で終わった",
    };
    let base = if other_base { "。答える対象が前年と違う" } else { "" };
    if note.is_empty() { format!("{what}{base}。") } else { format!("{what}{base}。{note}") }
}

fn wrong_counts(relation: Relation, from: usize, to: usize) -> Option<String> {
    let right = match relation {
        Relation::Same | Relation::Reworded => from == 1 && to == 1,
        Relation::Split => from == 1 && to >= 2,
        Relation::Merged => from >= 2 && to == 1,
        Relation::New => from == 0 && to >= 1,
        Relation::Dropped => from >= 1 && to == 0,
    };
    (!right).then(|| format!("「{}」に、前年{from}件・今年{to}件は合いません。", relation.label()))
}

fn compare(link: &Link, from: &Form, old: &Question, to: &Form, new: &Question, say: &mut impl FnMut(&str, String)) {
    let same_kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
    if matches!(link.relation, Relation::Same | Relation::Reworded) && !same_kind {
        say(&new.id, format!("設問の種類が「{}」から「{}」に変わっています。", old.kind.label(), new.kind.label()));
    }
    if link.relation == Relation::Same && old.text != new.text {
        say(&new.id, "設問文が前年と違います。「言い換え」と書いてください。".to_owned());
    }
    let asked = |form: &Form, question: &Question| form.position(&question.id).and_then(|at| form.asked_of(at));
    if asked(from, old) != asked(to, new) && !link.other_base {
        say(&new.id, "答える対象が前年と違います。other_base = true と書いてください。".to_owned());
    }
    if let (Kind::Grid(old_grid), Kind::Grid(new_grid)) = (&old.kind, &new.kind) {
        let rows = |rows: &[crate::kinds::GridRow]| -> Vec<(String, String)> {
            rows.iter().map(|row| (row.id.clone(), row.label.clone())).collect()
        };
        if link.relation == Relation::Same && rows(&old_grid.rows) != rows(&new_grid.rows) {
            say(&new.id, "表の行が前年と違います。「言い換え」と書いてください。".to_owned());
        }
    }
    let (mut seen_from, mut seen_to) = (BTreeSet::new(), BTreeSet::new());
    let find = |form: &Form, question: &Question, id: &str| {
        form.choices(question).iter().find(|choice| choice.id == id).map(|choice| choice.label.clone())
    };
    for option in &link.options {
        for id in &option.from {
            if find(from, old, id).is_none() || !seen_from.insert(id.clone()) {
                say(&new.id, format!("前年の選択肢「{id}」がないか、二度出てきます。"));
            }
        }
        for id in &option.to {
            if find(to, new, id).is_none() || !seen_to.insert(id.clone()) {
                say(&new.id, format!("今年の選択肢「{id}」がないか、二度出てきます。"));
            }
        }
        if let Some(sentence) = wrong_counts(option.relation, option.from.len(), option.to.len()) {
            say(&new.id, sentence);
        }
    }
    for choice in from.choices(old).iter().filter(|choice| !seen_from.contains(&choice.id)) {
        match find(to, new, &choice.id) {
            None => say(&new.id, format!("前年の選択肢「{}」が今年になく、対応表にもありません。", choice.label)),
            Some(label) if label != choice.label => {
                say(&new.id, format!("選択肢「{}」の言い方が「{label}」に変わっています。", choice.label));
            }
            Some(_) => {}
        }
    }
    for choice in to.choices(new).iter().filter(|choice| !seen_to.contains(&choice.id)) {
        if find(from, old, &choice.id).is_none() {
            say(&new.id, format!("今年の選択肢「{}」が前年になく、対応表にもありません。", choice.label));
        }
    }
}

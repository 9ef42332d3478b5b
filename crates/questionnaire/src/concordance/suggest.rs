//! A first guess at what became of last year's questions: by name, then by wording. Whatever it says bears out
//! ([`Concordance::verify`]); whether it is *meant* so, a person decides.

use std::collections::BTreeSet;

use super::{Concordance, Link, OptionLink, Relation, compare, wrong_counts};
use crate::form::Form;
use crate::kinds::{GridRow, Kind};
use crate::model::{Choice, Question};

/// From this likeness on, two texts ask the same in other words.
const LIKE: f64 = 0.6;
/// From this share on, a text stands within another.
const WITHIN: f64 = 0.6;

impl Concordance {
    /// From two questionnaires alone.
    pub fn suggest(from: &Form, to: &Form) -> Self {
        let (from_id, to_id) = (from.definition().id.clone(), to.definition().id.clone());
        Self { from: from_id, to: to_id, questions: Vec::new() }.completed(from, to)
    }

    /// What it says as far as the two questionnaires bear it out, and a guess at everything else: after a correction, or
    /// after last year's questionnaire was chosen.
    #[must_use]
    pub fn completed(&self, from: &Form, to: &Form) -> Self {
        let mut links = self.kept(from, to);
        let named = |links: &[Link], side: fn(&Link) -> &Vec<String>| -> BTreeSet<String> {
            links.iter().flat_map(|link| side(link).iter().cloned()).collect()
        };
        let (seen_from, seen_to) = (named(&links, |l| &l.from), named(&links, |l| &l.to));
        let mut guessing = Guessing {
            from,
            to,
            old: asked(from).filter(|q| !seen_from.contains(&q.id)).collect(),
            new: asked(to).filter(|q| !seen_to.contains(&q.id)).collect(),
            links: Vec::new(),
        };
        guessing.by_name();
        guessing.by_wording();
        guessing.parts();
        links.append(&mut guessing.links);
        for question in guessing.new {
            links.push(bare(Relation::New, Vec::new(), vec![question.id.clone()]));
        }
        for question in guessing.old {
            links.push(bare(Relation::Dropped, vec![question.id.clone()], Vec::new()));
        }
        let place = |link: &Link| link.to.iter().filter_map(|id| to.position(id)).min().unwrap_or(usize::MAX);
        links.sort_by_key(place);
        Self { from: from.definition().id.clone(), to: to.definition().id.clone(), questions: links }
    }

    /// Its links that still bear out, put right where only details changed.
    fn kept(&self, from: &Form, to: &Form) -> Vec<Link> {
        let (mut seen_from, mut seen_to) = (BTreeSet::new(), BTreeSet::new());
        let mut kept = Vec::new();
        for link in &self.questions {
            let mut link = link.clone();
            link.from.retain(|id| from.question(id).is_some() && !seen_from.contains(id));
            link.to.retain(|id| to.question(id).is_some() && !seen_to.contains(id));
            if wrong_counts(link.relation, link.from.len(), link.to.len()).is_some() {
                continue;
            }
            if let ([old], [new]) = (link.from.as_slice(), link.to.as_slice())
                && let (Some(old), Some(new)) = (from.question(old), to.question(new))
            {
                let mut faults = 0;
                compare(&link, from, old, to, new, &mut |_, _| faults += 1);
                if faults > 0 {
                    let Some(mut right) = between(from, old, to, new) else { continue };
                    if link.relation == Relation::Reworded {
                        right.relation = Relation::Reworded;
                    }
                    right.note.clone_from(&link.note);
                    link = right;
                }
            }
            seen_from.extend(link.from.iter().cloned());
            seen_to.extend(link.to.iter().cloned());
            kept.push(link);
        }
        kept
    }
}

fn asked(form: &Form) -> impl Iterator<Item = &Question> {
    form.questions().map(|(_, _, question)| question).filter(|question| question.kind.is_asked())
}

fn bare(relation: Relation, from: Vec<String>, to: Vec<String>) -> Link {
    Link { relation, from, to, other_base: false, note: String::new(), options: Vec::new() }
}

/// What links two questions of one kind; `None` where they are of different kinds.
fn between(from: &Form, old: &Question, to: &Form, new: &Question) -> Option<Link> {
    if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
        return None;
    }
    let rows = |kind: &Kind| -> Vec<(String, String)> {
        let rows: &[GridRow] = if let Kind::Grid(grid) = kind { &grid.rows } else { &[] };
        rows.iter().map(|row| (row.id.clone(), row.label.clone())).collect()
    };
    let same = old.text == new.text && rows(&old.kind) == rows(&new.kind);
    let asked_of = |form: &Form, question: &Question| form.position(&question.id).and_then(|at| form.asked_of(at));
    Some(Link {
        other_base: asked_of(from, old) != asked_of(to, new),
        options: options(from.choices(old), to.choices(new)),
        ..bare(if same { Relation::Same } else { Relation::Reworded }, vec![old.id.clone()], vec![new.id.clone()])
    })
}

/// Nothing to say: the same name, the same words, asked of the same.
fn is_plain(link: &Link) -> bool {
    link.relation == Relation::Same && link.from == link.to && !link.other_base && link.options.is_empty()
}

struct Guessing<'a> {
    from: &'a Form,
    to: &'a Form,
    /// Not linked yet.
    old: Vec<&'a Question>,
    new: Vec<&'a Question>,
    links: Vec<Link>,
}

impl Guessing<'_> {
    fn take(&mut self, link: Link) {
        self.old.retain(|question| !link.from.contains(&question.id));
        self.new.retain(|question| !link.to.contains(&question.id));
        if !is_plain(&link) {
            self.links.push(link);
        }
    }

    fn by_name(&mut self) {
        for new in self.new.clone() {
            let old = self.old.iter().find(|old| old.id == new.id).copied();
            if let Some(link) = old.and_then(|old| between(self.from, old, self.to, new)) {
                self.take(link);
            }
        }
    }

    /// The likest pair first, as long as pairs are like enough.
    fn by_wording(&mut self) {
        loop {
            let pairs = self.new.iter().flat_map(|new| self.old.iter().map(move |old| (*old, *new)));
            let best = pairs
                .filter(|(old, new)| std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind))
                .map(|(old, new)| (likeness(&old.text, &new.text), old, new))
                .filter(|(like, ..)| *like >= LIKE)
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let Some(link) = best.and_then(|(_, old, new)| between(self.from, old, self.to, new)) else { return };
            self.take(link);
        }
    }

    /// One whose words stand in several, several whose words stand in one.
    fn parts(&mut self) {
        for old in self.old.clone() {
            let parts: Vec<String> = self
                .new
                .iter()
                .filter(|new| within(&new.text, &old.text) >= WITHIN)
                .map(|new| new.id.clone())
                .collect();
            if parts.len() >= 2 {
                self.take(bare(Relation::Split, vec![old.id.clone()], parts));
            }
        }
        for new in self.new.clone() {
            let parts: Vec<String> = self
                .old
                .iter()
                .filter(|old| within(&old.text, &new.text) >= WITHIN)
                .map(|old| old.id.clone())
                .collect();
            if parts.len() >= 2 {
                self.take(bare(Relation::Merged, parts, vec![new.id.clone()]));
            }
        }
    }
}

/// What became of options. Those with the same id and the same words need no word.
fn options(old: &[Choice], new: &[Choice]) -> Vec<OptionLink> {
    let link = |relation, from: &[&Choice], to: &[&Choice]| OptionLink {
        relation,
        from: from.iter().map(|choice| choice.id.clone()).collect(),
        to: to.iter().map(|choice| choice.id.clone()).collect(),
        note: String::new(),
    };
    let mut found = Vec::new();
    let (mut old_left, mut new_left): (Vec<&Choice>, Vec<&Choice>) = (old.iter().collect(), new.iter().collect());
    for choice in new {
        if let Some(before) = old.iter().find(|before| before.id == choice.id) {
            old_left.retain(|left| left.id != before.id);
            new_left.retain(|left| left.id != choice.id);
            if before.label != choice.label {
                found.push(link(Relation::Reworded, &[before], &[choice]));
            }
        }
    }
    loop {
        let pairs = new_left.iter().flat_map(|new| old_left.iter().map(move |old| (*old, *new)));
        let best = pairs
            .map(|(old, new)| (likeness(&old.label, &new.label), old, new))
            .filter(|(like, ..)| *like >= LIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, before, choice)) = best else { break };
        old_left.retain(|left| left.id != before.id);
        new_left.retain(|left| left.id != choice.id);
        let relation = if before.label == choice.label { Relation::Same } else { Relation::Reworded };
        found.push(link(relation, &[before], &[choice]));
    }
    for before in old_left.clone() {
        let parts: Vec<&Choice> =
            new_left.iter().filter(|new| within(&new.label, &before.label) >= WITHIN).copied().collect();
        if parts.len() >= 2 {
            old_left.retain(|left| left.id != before.id);
            new_left.retain(|left| !parts.iter().any(|part| part.id == left.id));
            found.push(link(Relation::Split, &[before], &parts));
        }
    }
    for choice in new_left.clone() {
        let parts: Vec<&Choice> =
            old_left.iter().filter(|old| within(&old.label, &choice.label) >= WITHIN).copied().collect();
        if parts.len() >= 2 {
            new_left.retain(|left| left.id != choice.id);
            old_left.retain(|left| !parts.iter().any(|part| part.id == left.id));
            found.push(link(Relation::Merged, &parts, &[choice]));
        }
    }
    found.extend(new_left.iter().map(|choice| link(Relation::New, &[], &[choice])));
    found.extend(old_left.iter().map(|before| link(Relation::Dropped, &[before], &[])));
    let place = |link: &OptionLink| {
        let first = link.to.first();
        new.iter().position(|choice| Some(&choice.id) == first).unwrap_or(usize::MAX)
    };
    found.sort_by_key(place);
    found
}

/// Pairs of neighbouring letters, without marks and spaces.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let letters: Vec<char> = japanese::fold::fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    letters.iter().copied().zip(letters.iter().copied().skip(1)).collect()
}

/// 1: the same words, 0: nothing in common (Dice's coefficient over pairs of letters).
#[allow(clippy::cast_precision_loss, reason = "texts have at most a thousand letters")]
fn likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64
}

/// How much of `part` stands in `whole`.
#[allow(clippy::cast_precision_loss, reason = "texts have at most a thousand letters")]
fn within(part: &str, whole: &str) -> f64 {
    let (part, whole) = (pairs(part), pairs(whole));
    if part.is_empty() { 0.0 } else { part.intersection(&whole).count() as f64 / part.len() as f64 }
}

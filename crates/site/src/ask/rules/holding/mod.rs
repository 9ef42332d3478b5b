//! Does a claim hold? Its citation must be there, and what it says must stand there: every word that tells, every figure with
//! what it counts and what it is said of, every denial, every plan. It errs towards no: what is refused costs the reader
//! nothing, for the passages themselves stand on the page (decision 0023).

pub mod figures;
mod polarity;
mod terms;

use std::sync::Arc;

use japanese::fold::{fold, half_width};

use self::figures::{Figure, figures, same};
use self::terms::{Term, holds, terms};
use super::claims::Claim;
use super::inert::is_plain;

/// 「一つの文は200字まで」
pub const LONGEST_CLAIM: usize = 200;
/// 「まとめは6文まで」
pub const MOST_CLAIMS: usize = 6;
/// Each passage that is cited holds this part of a claim's words at least: none is there for show.
const LEAST_OF_EACH: usize = 3;

/// A passage as the model got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// From 1, as on the page.
    pub number: usize,
    /// Title and place.
    pub about: String,
    pub text: String,
}

/// Why a claim does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unheld {
    Uncited,
    NoSuchPassage,
    NotPlain,
    TooLong,
    TooMany,
    Figure,
    Word,
    Unshared,
    Turned,
    Planned,
    Overstated,
    /// The model says itself that the passages answer nothing.
    Nothing,
}

impl Unheld {
    pub const EVERY: [Self; 12] = [
        Self::Uncited,
        Self::NoSuchPassage,
        Self::NotPlain,
        Self::TooLong,
        Self::TooMany,
        Self::Figure,
        Self::Word,
        Self::Unshared,
        Self::Turned,
        Self::Planned,
        Self::Overstated,
        Self::Nothing,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Uncited => "uncited",
            Self::NoSuchPassage => "no_such_passage",
            Self::NotPlain => "not_plain",
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
            Self::Figure => "figure",
            Self::Word => "word",
            Self::Unshared => "unshared",
            Self::Turned => "turned",
            Self::Planned => "planned",
            Self::Overstated => "overstated",
            Self::Nothing => "nothing",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|one| one.id() == id)
    }

    pub fn sentence(self) -> &'static str {
        match self {
            Self::Uncited => "資料の番号のない文がありました",
            Self::NoSuchPassage => "渡していない番号の資料を挙げました",
            Self::NotPlain => "リンクや記号の飾りがありました",
            Self::TooLong => "長すぎる文がありました",
            Self::TooMany => "文が多すぎました",
            Self::Figure => "挙げた資料にない数がありました",
            Self::Word => "挙げた資料にないことばがありました",
            Self::Unshared => "文と合わない資料を挙げました",
            Self::Turned => "「ある」と「ない」が資料と逆でした",
            Self::Planned => "検討や予定を、していることのように書きました",
            Self::Overstated => "資料より強い言い方をしました",
            Self::Nothing => "資料は答えにならない、とAIが答えました",
        }
    }
}

/// Letters of a text in one width, without the spaces between Japanese ones.
pub(crate) fn plain(text: &str) -> Vec<char> {
    half_width(text).chars().collect()
}

/// A stretch up to a comma or a stop.
struct Clause {
    folded: String,
    /// The sentence it stands in, folded.
    sentence: Arc<str>,
    written: String,
    terms: Vec<(Term, bool)>,
}

/// A sentence of the material.
struct Part {
    letters: Vec<char>,
    figures: Vec<Figure>,
}

struct Material {
    number: usize,
    folded: String,
    written: String,
    parts: Vec<Part>,
    clauses: Vec<Clause>,
}

/// The passages, read once for all claims.
pub struct Materials(Vec<Material>);

impl Materials {
    pub fn new(sources: &[Source]) -> Self {
        Self(sources.iter().map(material).collect())
    }

    /// # Errors
    /// The first reason found.
    pub fn hold(&self, claim: &Claim) -> Result<(), Unheld> {
        if claim.text.chars().count() > LONGEST_CLAIM {
            return Err(Unheld::TooLong);
        }
        if !is_plain(&claim.text) {
            return Err(Unheld::NotPlain);
        }
        if claim.cites.is_empty() {
            return Err(Unheld::Uncited);
        }
        let find = |number: &usize| self.0.iter().find(|m| m.number == *number);
        let cited: Vec<&Material> = claim.cites.iter().map(find).collect::<Option<_>>().ok_or(Unheld::NoSuchPassage)?;
        let letters = plain(&claim.text);
        let own_figures = figures(&letters);
        let own_terms = terms(&letters, &own_figures);
        words_hold(&own_terms, &own_figures, &cited)?;
        figures_hold(&letters, &own_figures, &own_terms, &cited)?;
        sense_holds(&letters, &cited)
    }
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['。', '！', '？', '\n']).map(str::trim).filter(|s| !s.is_empty())
}

fn clauses(letters: &[char]) -> Vec<Clause> {
    let end = |c: &char| matches!(c, '。' | '！' | '？' | '!' | '?' | '\n');
    let stop = |c: &char| matches!(c, '、' | '，' | ',' | '｜') || end(c);
    let mut all = Vec::new();
    for sentence in letters.split_inclusive(end) {
        let whole: Arc<str> = fold(&sentence.iter().collect::<String>()).into();
        all.extend(sentence.split_inclusive(stop).map(|clause| {
            let written: String = clause.iter().collect();
            let found = terms(clause, &figures(clause));
            let denied = polarity::denied(clause, &found);
            let terms = found.into_iter().zip(denied).collect();
            Clause { folded: fold(&written), sentence: whole.clone(), written, terms }
        }));
    }
    all
}

fn material(source: &Source) -> Material {
    let parts = sentences(&source.text).map(|sentence| {
        let letters = plain(sentence);
        Part { figures: figures(&letters), letters }
    });
    let written = format!("{}\n{}", source.about, source.text);
    Material {
        number: source.number,
        folded: fold(&written),
        written: half_width(&written),
        parts: parts.collect(),
        clauses: clauses(&plain(&source.text)),
    }
}

/// Every word that tells stands in what is cited, and each that is cited holds its part of them.
fn words_hold(own: &[Term], figures: &[Figure], cited: &[&Material]) -> Result<(), Unheld> {
    if own.is_empty() && figures.is_empty() {
        return Err(Unheld::Word);
    }
    if !own.iter().all(|term| cited.iter().any(|m| holds(&m.folded, term))) {
        return Err(Unheld::Word);
    }
    let least = own.len().div_ceil(LEAST_OF_EACH).max(1);
    let shares = |m: &&&Material| own.iter().filter(|term| m.folded.contains(&term.text)).count() >= least;
    // Words that tell, not only verbs everybody uses.
    let is_told = own.is_empty() || own.iter().any(|term| cited.iter().any(|m| m.folded.contains(&term.text)));
    if !is_told || (!own.is_empty() && cited.iter().filter(shares).count() < cited.len()) {
        return Err(Unheld::Unshared);
    }
    Ok(())
}

/// Every figure stands there, of the same thing: around it stands a word that stands around it in the claim.
fn figures_hold(letters: &[char], own: &[Figure], terms: &[Term], cited: &[&Material]) -> Result<(), Unheld> {
    let covered = |at: usize| own.iter().any(|figure| (figure.from..figure.to).contains(&at));
    // A digit that could not be read as a figure is none we can vouch for.
    if letters.iter().enumerate().any(|(at, c)| c.is_ascii_digit() && !covered(at)) {
        return Err(Unheld::Figure);
    }
    for figure in own {
        let (from, to) = around(letters, own, figure);
        let near: Vec<&Term> = terms.iter().filter(|term| (from..to).contains(&term.at)).collect();
        let there = cited.iter().flat_map(|m| m.parts.iter()).any(|part| {
            part.figures.iter().filter(|other| same(figure, other)).any(|other| {
                let (from, to) = around(&part.letters, &part.figures, other);
                let stretch: String = part.letters[from..to].iter().collect();
                let stretch = fold(&stretch);
                near.is_empty() || near.iter().any(|term| stretch.contains(&term.text))
            })
        });
        if !there {
            return Err(Unheld::Figure);
        }
    }
    Ok(())
}

/// The stretch that speaks of a figure: from the one before it that counts the same, to the end of the sentence; where another
/// that counts the same follows, only to the comma.
fn around(letters: &[char], all: &[Figure], figure: &Figure) -> (usize, usize) {
    let alike = |other: &&Figure| other.unit == figure.unit && other.from != figure.from;
    let before = all.iter().filter(alike).filter(|other| other.to <= figure.from).map(|other| other.to).max();
    let after = all.iter().filter(alike).filter(|other| other.from >= figure.to).map(|other| other.from).min();
    let comma = |to: usize| {
        let stop = |c: &char| matches!(c, '、' | '，' | ',' | '・' | '。' | '；' | ';' | '（' | '(');
        letters[figure.to..to].iter().position(stop).map_or(figure.to, |at| figure.to + at)
    };
    (before.unwrap_or(0), after.map_or(letters.len(), comma))
}

/// Nothing is denied that the material says, nor said that it denies; no plan is told as done; nothing is said more strongly.
fn sense_holds(letters: &[char], cited: &[&Material]) -> Result<(), Unheld> {
    let written: String = letters.iter().collect();
    let material: String = cited.iter().map(|m| m.written.as_str()).collect::<Vec<_>>().join("\n");
    if polarity::overstated(&written, &material).is_some() {
        return Err(Unheld::Overstated);
    }
    let there: Vec<&Clause> = cited.iter().flat_map(|m| m.clauses.iter()).collect();
    let own = clauses(letters);
    let all: Vec<&Term> = own.iter().flat_map(|clause| clause.terms.iter().map(|(term, _)| term)).collect();
    // The sentence that tells most of it counts, and in it the clause.
    let count = |text: &str| all.iter().filter(|term| text.contains(&term.text)).count();
    let shared = |clause: &Clause| (count(&clause.sentence), count(&clause.folded));
    for clause in &own {
        for (term, denied) in &clause.terms {
            let stand: Vec<((usize, usize), bool)> = there
                .iter()
                .filter_map(|other| Some((shared(other), polarity::stands(&other.folded, term, &other.terms)?)))
                .collect();
            let most = stand.iter().map(|(count, _)| *count).max();
            if most.is_some_and(|most| !stand.iter().any(|(count, there)| *count == most && there == denied)) {
                return Err(Unheld::Turned);
            }
            // A denied word that stands nowhere by itself was put together: nothing says that it is denied.
            if most.is_none() && *denied {
                return Err(Unheld::Turned);
            }
        }
        // The clause that tells the same: is it a plan there?
        let most = there.iter().map(|other| shares(clause, other)).max().unwrap_or(0);
        let nearest = || there.iter().filter(|other| most > 0 && shares(clause, other) == most);
        if most > 0 && nearest().all(|other| polarity::is_planned(&other.written)) && !polarity::is_planned(&written) {
            return Err(Unheld::Planned);
        }
    }
    Ok(())
}

fn shares(clause: &Clause, there: &Clause) -> usize {
    clause.terms.iter().filter(|(term, _)| there.folded.contains(&term.text)).count()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_more;

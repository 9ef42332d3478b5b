//! What a feature hands in: a thing that can be found, where in it, and by whom.

use foundation::Action;

use crate::permissions::{Renkei, Scope};

/// Who may find a thing: those whom an action of the permission table reaches, as far as it reaches. Whoever's reach is
/// everything finds it always; narrower reaches are named one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    action: &'static str,
    tokens: Vec<String>,
}

impl Audience {
    /// Whom the action reaches everywhere: for what is open to everybody, nothing more is needed.
    pub fn of<A: Action<Policy = Renkei>>() -> Self {
        Self { action: A::NAME, tokens: vec![A::NAME.to_owned()] }
    }

    #[must_use]
    pub fn municipality(self, code: &str) -> Self {
        self.and("municipality", code)
    }

    #[must_use]
    pub fn prefecture(self, code: &str) -> Self {
        self.and("prefecture", code)
    }

    #[must_use]
    pub fn programme(self, id: i64) -> Self {
        self.and("programme", &id.to_string())
    }

    #[must_use]
    pub fn organisation(self, id: i64) -> Self {
        self.and("organisation", &id.to_string())
    }

    #[must_use]
    pub fn person(self, id: i64) -> Self {
        self.and("person", &id.to_string())
    }

    fn and(mut self, reach: &str, what: &str) -> Self {
        if !what.is_empty() {
            self.tokens.push(format!("{}@{reach}:{what}", self.action));
        }
        self
    }

    /// The audience's name: its tokens, each once, in order.
    pub fn name(&self) -> String {
        self.tokens().join(" ")
    }

    pub fn tokens(&self) -> Vec<String> {
        let mut tokens = self.tokens.clone();
        tokens.sort();
        tokens.dedup();
        tokens
    }
}

/// The tokens somebody holds whom `action` reaches this far.
pub fn tokens_of(action: &str, scope: &Scope) -> Vec<String> {
    let each = |reach: &str, what: &[String]| what.iter().map(|w| format!("{action}@{reach}:{w}")).collect();
    let one = |reach: &str, id: i64| vec![format!("{action}@{reach}:{id}")];
    match scope {
        Scope::All => vec![action.to_owned()],
        Scope::Municipalities(codes) => each("municipality", codes),
        Scope::Prefectures(codes) => each("prefecture", codes),
        Scope::Programmes(own) => own.iter().flat_map(|id| one("programme", *id)).collect(),
        Scope::Organisation(id) => one("organisation", *id),
        Scope::Own(id) => one("person", *id),
        // A role on a thing opens that thing's own pages; it finds what everybody finds.
        Scope::Thing(_) => Vec::new(),
    }
}

/// A page, a section, or the whole of a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// 「12ページ」「2 背景」; empty for the whole.
    pub heading: String,
    /// What leads there, behind the thing's address: `#page-12`, `?page=12`; empty for the whole.
    pub fragment: String,
    pub text: String,
    /// Where its parts begin, where it has parts.
    pub sections: Vec<Section>,
}

/// A part of a passage, from one letter of its text up to the next part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Letters (not bytes) before it.
    pub at: usize,
    pub heading: String,
    /// As of a passage.
    pub fragment: String,
}

impl Passage {
    /// Adds a part under its own heading.
    pub fn add(&mut self, heading: &str, fragment: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let at = self.text.chars().count();
        self.sections.push(Section { at, heading: heading.to_owned(), fragment: fragment.to_owned() });
        self.text.push_str(text);
    }
}

/// Sections as the index keeps them: a line each.
pub fn written(sections: &[Section]) -> String {
    let plain = |text: &str| text.replace(['\t', '\n'], " ");
    let line = |s: &Section| format!("{}\t{}\t{}", s.at, plain(&s.heading), plain(&s.fragment));
    sections.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Sections as kept by [`written`], in order.
pub fn sections(kept: &str) -> Vec<Section> {
    let one = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        Some(Section {
            at: parts.next()?.parse().ok()?,
            heading: parts.next()?.to_owned(),
            fragment: parts.next()?.to_owned(),
        })
    };
    kept.lines().filter_map(one).collect()
}

/// The section in which a letter stands.
pub fn section_at(sections: &[Section], letter: usize) -> Option<&Section> {
    sections.iter().take_while(|section| section.at <= letter).last()
}

/// A thing as the index keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `case`, `region` …: `searchable.rs` knows them all.
    pub kind: &'static str,
    /// Its number or code in its feature.
    pub key: String,
    pub title: String,
    pub href: String,
    /// The line above the title.
    pub place: String,
    pub chips: Vec<String>,
    pub audience: Audience,
    /// Code; empty for none.
    pub prefecture: String,
    /// Ids of the scenes.
    pub scenes: Vec<String>,
    /// A day or a moment, or empty.
    pub dated: String,
    /// What else it is about: names, readings, codes, tags.
    pub tags: Vec<String>,
    pub passages: Vec<Passage>,
    /// Words to offer, with their readings (or nothing).
    pub words: Vec<(String, String)>,
}

impl Entry {
    pub fn new(kind: &'static str, key: impl Into<String>, audience: Audience) -> Self {
        Self {
            kind,
            key: key.into(),
            audience,
            title: String::new(),
            href: String::new(),
            place: String::new(),
            chips: Vec::new(),
            prefecture: String::new(),
            scenes: Vec::new(),
            dated: String::new(),
            tags: Vec::new(),
            passages: Vec::new(),
            words: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::{LookAtCases, LookAtDraftCases};

    #[test]
    fn a_letter_stands_in_the_part_that_began_last() {
        let mut passage = Passage::default();
        passage.add("背景", "#background", "島の診療所。");
        passage.add("効果", "#effects", " ");
        passage.add("課題", "#issues", "船で運ぶ。");
        assert_eq!(passage.text, "島の診療所。\n船で運ぶ。");
        let kept = written(&passage.sections);
        let all = sections(&kept);
        let heading = |letter| section_at(&all, letter).map(|s| s.heading.clone()).unwrap_or_default();
        assert_eq!([heading(0), heading(6), heading(7), heading(99)], ["背景", "背景", "課題", "課題"]);
        assert_eq!(section_at(&sections(""), 3), None);
    }

    #[test]
    fn an_audience_is_reached_by_whom_the_table_reaches() {
        let holds = |audience: &Audience, scope: &Scope, action: &str| {
            let held = tokens_of(action, scope);
            audience.tokens().iter().any(|token| held.contains(token))
        };
        let town = Scope::Municipalities(vec!["352128".to_owned()]);
        let other = Scope::Municipalities(vec!["352012".to_owned()]);
        let draft = Audience::of::<LookAtDraftCases>().municipality("352128").programme(1);
        assert!(holds(&draft, &town, LookAtDraftCases::NAME));
        assert!(holds(&draft, &Scope::Programmes(vec![2, 1]), LookAtDraftCases::NAME));
        assert!(holds(&draft, &Scope::All, LookAtDraftCases::NAME));
        assert!(!holds(&draft, &other, LookAtDraftCases::NAME));
        assert!(!holds(&draft, &Scope::Programmes(vec![11]), LookAtDraftCases::NAME), "1 is not 11");
        assert!(!holds(&draft, &Scope::All, LookAtCases::NAME), "another action reaches nothing");
        assert!(!holds(&draft, &Scope::Thing(1), LookAtDraftCases::NAME));
        assert_eq!(Audience::of::<LookAtCases>().name(), "cases.look");
        assert_eq!(draft.municipality("").name().matches('@').count(), 2, "no code, no token");
    }
}

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

//! Changing a definition: what a person does with sections, questions and options, with everything that refers to them
//! taken along. Nothing here verifies: [`crate::verify`] says afterwards what does not hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::Condition;
use crate::kinds::Kind;
use crate::model::{Choice, Definition, Question, Section};

/// Where something is moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// Moves one of many; `false` where it stands at the end already.
fn shift<T>(items: &mut [T], at: usize, to: Direction) -> bool {
    let other = match to {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|next| *next < items.len()),
    };
    other.is_some_and(|other| {
        items.swap(at, other);
        true
    })
}

impl Question {
    /// Every condition it has, those of its rows too.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let rows = match &self.kind {
            Kind::Grid(grid) => grid.rows.as_slice(),
            _ => &[],
        };
        self.relevant
            .iter()
            .chain(self.constraint.iter().map(|constraint| &constraint.condition))
            .chain(&self.choice_filter)
            .chain(rows.iter().filter_map(|row| row.relevant.as_ref()))
    }

    /// The same question with each condition replaced.
    fn change_conditions(&mut self, change: &mut impl FnMut(&Condition) -> Condition) {
        for condition in [&mut self.relevant, &mut self.choice_filter].into_iter().flatten() {
            *condition = change(condition);
        }
        if let Some(constraint) = &mut self.constraint {
            constraint.condition = change(&constraint.condition);
        }
        if let Kind::Grid(grid) = &mut self.kind {
            for row in &mut grid.rows {
                if let Some(condition) = &mut row.relevant {
                    *condition = change(condition);
                }
            }
        }
    }

    /// The names conditions know it by: its own, and one per row of a grid.
    pub fn variables(&self) -> Vec<String> {
        let mut names = vec![self.id.clone()];
        if let Kind::Grid(grid) = &self.kind {
            names.extend(grid.rows.iter().map(|row| format!("{}_{}", self.id, row.id)));
        }
        names
    }
}

impl Kind {
    /// The choice list it takes its options from, to be changed.
    pub fn list_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Single(kind) => Some(&mut kind.list),
            Self::Multiple(kind) => Some(&mut kind.list),
            Self::Grid(kind) => Some(&mut kind.list),
            _ => None,
        }
    }
}

impl Definition {
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    pub fn section_mut(&mut self, id: &str) -> Option<&mut Section> {
        self.sections.iter_mut().find(|section| section.id == id)
    }

    /// A question with its section.
    pub fn find(&self, id: &str) -> Option<(&Section, &Question)> {
        self.questions().find(|(_, question)| question.id == id)
    }

    fn place(&self, id: &str) -> Option<(usize, usize)> {
        self.sections.iter().enumerate().find_map(|(at, section)| {
            let found = section.questions.iter().position(|question| question.id == id)?;
            Some((at, found))
        })
    }

    fn questions_mut(&mut self) -> impl Iterator<Item = &mut Question> {
        self.sections.iter_mut().flat_map(|section| section.questions.iter_mut())
    }

    /// Flat position of a question over all sections, as [`crate::verify::Subject`] counts.
    pub fn flat_position(&self, id: &str) -> Option<usize> {
        self.questions().position(|(_, question)| question.id == id)
    }

    /// Moves a section among the sections.
    pub fn move_section(&mut self, id: &str, to: Direction) -> bool {
        let at = self.sections.iter().position(|section| section.id == id);
        at.is_some_and(|at| shift(&mut self.sections, at, to))
    }

    /// Moves a question within its section.
    pub fn move_question(&mut self, id: &str, to: Direction) -> bool {
        let Some((section, at)) = self.place(id) else { return false };
        self.sections.get_mut(section).is_some_and(|section| shift(&mut section.questions, at, to))
    }

    /// Puts a question in the place of the one of that id. A new one, or one that changes its section, comes behind `after`
    /// where that stands in the section, else last. What refers to its old name refers to its new one.
    pub fn put_question(&mut self, before: Option<&str>, section: &str, after: Option<&str>, question: Question) {
        let at = before.and_then(|id| self.place(id));
        if let Some(old) = before.and_then(|id| self.find(id)).map(|(_, old)| old.clone())
            && old.id != question.id
        {
            let names: BTreeMap<String, String> = old
                .variables()
                .into_iter()
                .map(|name| {
                    let new = format!("{}{}", question.id, name.strip_prefix(&old.id).unwrap_or_default());
                    (name, new)
                })
                .collect();
            self.rename_variables(&names);
        }
        let stays = at.filter(|(at, _)| self.sections.get(*at).is_some_and(|found| found.id == section));
        match (stays, at) {
            (Some((section, at)), _) => {
                if let Some(slot) = self.sections.get_mut(section).and_then(|s| s.questions.get_mut(at)) {
                    *slot = question;
                }
            }
            (None, from) => {
                if let Some((section, at)) = from {
                    self.sections[section].questions.remove(at);
                }
                if let Some(found) = self.section_mut(section) {
                    let behind = after.and_then(|id| found.questions.iter().position(|question| question.id == id));
                    let at = behind.map_or(found.questions.len(), |behind| behind + 1);
                    found.questions.insert(at, question);
                }
            }
        }
    }

    /// Conditions that name these variables name others.
    fn rename_variables(&mut self, names: &BTreeMap<String, String>) {
        for section in &mut self.sections {
            if let Some(condition) = &mut section.relevant {
                *condition = condition.with_variables(names);
            }
        }
        for question in self.questions_mut() {
            question.change_conditions(&mut |condition| condition.with_variables(names));
        }
    }

    /// Sections and questions whose conditions ask for this question (itself not counted), by the words people know.
    pub fn hanging_on(&self, id: &str) -> Vec<String> {
        let Some((_, question)) = self.find(id) else { return Vec::new() };
        let names: BTreeSet<String> = question.variables().into_iter().collect();
        let asks = |condition: &Condition| condition.variables().iter().any(|name| names.contains(*name));
        let sections = self.sections.iter().filter(|section| section.relevant.as_ref().is_some_and(asks));
        let mut found: Vec<String> = sections.map(|section| format!("区分「{}」", section.title)).collect();
        let others = self.questions().filter(|(_, other)| other.id != id && other.conditions().any(asks));
        found.extend(others.map(|(_, other)| other.name()));
        found
    }

    pub fn remove_question(&mut self, id: &str) -> Option<Question> {
        let (section, at) = self.place(id)?;
        Some(self.sections.get_mut(section)?.questions.remove(at))
    }

    /// Questions that take their options from a list.
    pub fn users_of(&self, list: &str) -> Vec<&Question> {
        self.questions().map(|(_, question)| question).filter(|question| question.kind.list() == Some(list)).collect()
    }

    /// Puts a list in the place of the one of that name. `renamed`: old and new ids of options; conditions follow.
    pub fn put_list(&mut self, name: &str, choices: Vec<Choice>, renamed: &[(String, String)]) {
        let users: Vec<&Question> = self.users_of(name);
        let own: BTreeSet<String> = users.iter().map(|question| question.id.clone()).collect();
        let variables: Vec<String> = users.iter().flat_map(|question| question.variables()).collect();
        for (old, new) in renamed {
            for section in &mut self.sections {
                if let Some(condition) = &mut section.relevant {
                    *condition = condition.with_option(&variables, false, old, new);
                }
            }
            for question in self.questions_mut() {
                let is_own = own.contains(&question.id);
                question.change_conditions(&mut |condition| condition.with_option(&variables, is_own, old, new));
            }
        }
        self.lists.insert(name.to_owned(), choices);
    }

    fn taken(&self) -> BTreeSet<String> {
        self.questions().flat_map(|(_, question)| question.variables()).collect()
    }

    /// A name for a new question: 「問8-1-2」 → `q8_1_2`, the next free `q…` where that is taken; without a number the next
    /// free one that begins with `letter`, so that it stands in the way of no numbered one.
    pub fn free_question_id(&self, number: &str, letter: &str) -> String {
        let taken = self.taken();
        let figures: Vec<String> = japanese::fold::half_width(number)
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let wished = (!figures.is_empty()).then(|| format!("q{}", figures.join("_")));
        let letter = if wished.is_some() { "q" } else { letter };
        free(wished, letter, |id| taken.contains(id))
    }

    pub fn free_section_id(&self) -> String {
        free(None, "s", |id| self.section(id).is_some())
    }

    /// A name for a new list: that of its question, if it is free.
    pub fn free_list_id(&self, question: &str) -> String {
        free(Some(question.to_owned()), "list", |id| self.lists.contains_key(id))
    }
}

/// An id for a new option: the next free `o…`.
pub fn free_option_id(choices: &[Choice]) -> String {
    free(None, "o", |id| choices.iter().any(|choice| choice.id == id))
}

/// A word for a new row of a grid: the next free `r…`.
pub fn free_row_id(rows: &[crate::kinds::GridRow]) -> String {
    free(None, "r", |id| rows.iter().any(|row| row.id == id))
}

fn free(wished: Option<String>, letter: &str, taken: impl Fn(&str) -> bool) -> String {
    wished.filter(|id| !taken(id)).unwrap_or_else(|| {
        (1..u32::MAX).map(|n| format!("{letter}{n}")).find(|id| !taken(id)).unwrap_or_else(|| letter.to_owned())
    })
}

impl Definition {
    /// The question a variable belongs to, and the row where it is one of a grid.
    fn of_variable(&self, name: &str) -> Option<(&Question, Option<&crate::kinds::GridRow>)> {
        self.questions().find_map(|(_, question)| {
            if question.id == name {
                return Some((question, None));
            }
            let Kind::Grid(grid) = &question.kind else { return None };
            let row = name.strip_prefix(&question.id)?.strip_prefix('_')?;
            Some((question, Some(grid.rows.iter().find(|known| known.id == row)?)))
        })
    }
}

/// Like that of [`crate::Form`], for a definition that is not finished yet.
impl crate::condition::Names for Definition {
    fn question(&self, name: &str) -> String {
        match self.of_variable(name) {
            Some((question, None)) => question.name(),
            Some((question, Some(row))) => format!("{}（{}）", question.name(), row.label),
            None => name.to_owned(),
        }
    }

    fn option(&self, name: &str, option: &str) -> String {
        let choices = self.of_variable(name).map_or(&[][..], |(question, _)| self.choices(question));
        let found = choices.iter().find(|choice| choice.id == option);
        found.map_or_else(|| option.to_owned(), |choice| choice.label.clone())
    }
}

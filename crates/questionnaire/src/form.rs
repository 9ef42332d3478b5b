//! A verified definition, made ready: questions by name, and who is asked what.

use std::collections::HashMap;

use crate::answers::{Answer, Answers};
use crate::condition::{Condition, Names, Value, Values};
use crate::kinds::Kind;
use crate::model::{Choice, Definition, Question, Section};
use crate::verify::{DefinitionFault, verify};

/// A definition that passed [`verify`]. Cheap to share, costly to make: keep it.
#[derive(Clone, Debug)]
pub struct Form {
    definition: Definition,
    fingerprint: String,
    /// (section, question) by flat position.
    places: Vec<(usize, usize)>,
    names: HashMap<String, Name>,
    /// Flat positions, those a condition asks for before those that ask.
    order: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Name {
    question: usize,
    row: Option<usize>,
}

/// Who is asked what, given the answers: 非該当 is `false`.
#[derive(Clone, Debug)]
pub struct Applicable {
    questions: Vec<bool>,
    /// Per question the rows of its grid; empty for other types.
    rows: Vec<Vec<bool>>,
}

impl Applicable {
    /// Is the question (by flat position) asked?
    pub fn question(&self, at: usize) -> bool {
        self.questions.get(at).copied().unwrap_or(false)
    }

    /// Is the row of the grid asked? A question that is no grid has no rows.
    pub fn row(&self, at: usize, row: usize) -> bool {
        self.question(at) && self.rows.get(at).and_then(|rows| rows.get(row)).copied().unwrap_or(false)
    }
}

impl Form {
    /// # Errors
    /// Every fault of the definition.
    pub fn new(definition: Definition) -> Result<Self, Vec<DefinitionFault>> {
        let faults = verify(&definition);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut places = Vec::new();
        let mut names = HashMap::new();
        for (section_at, section) in definition.sections.iter().enumerate() {
            for (question_at, question) in section.questions.iter().enumerate() {
                let at = places.len();
                places.push((section_at, question_at));
                names.insert(question.id.clone(), Name { question: at, row: None });
                if let Kind::Grid(grid) = &question.kind {
                    for (row_at, row) in grid.rows.iter().enumerate() {
                        names.insert(format!("{}_{}", question.id, row.id), Name { question: at, row: Some(row_at) });
                    }
                }
            }
        }
        let fingerprint = definition.fingerprint();
        let mut form = Self { definition, fingerprint, places, names, order: Vec::new() };
        form.order = form.in_order();
        Ok(form)
    }

    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// See [`Definition::fingerprint`].
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Number of questions, notes included.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The question at a flat position, with its section.
    pub fn at(&self, at: usize) -> Option<(&Section, &Question)> {
        let &(section, question) = self.places.get(at)?;
        let section = self.definition.sections.get(section)?;
        Some((section, section.questions.get(question)?))
    }

    /// All questions with flat position and section, in order.
    pub fn questions(&self) -> impl Iterator<Item = (usize, &Section, &Question)> {
        self.definition.questions().enumerate().map(|(at, (section, question))| (at, section, question))
    }

    /// The flat position of a question.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.names.get(id).filter(|name| name.row.is_none()).map(|name| name.question)
    }

    pub fn question(&self, id: &str) -> Option<&Question> {
        Some(self.at(self.position(id)?)?.1)
    }

    /// What is known of a respondent before she answers: her name, where it is asked.
    pub fn known(&self, name: &str) -> Answers {
        let mut answers = Answers::default();
        for id in self.own_names() {
            answers.set(id, Answer::text(name));
        }
        answers
    }

    /// Questions that are filled in with the respondent's name and not changed while answering.
    pub fn own_names(&self) -> impl Iterator<Item = &str> {
        self.definition.questions().filter(|(_, question)| question.own_name).map(|(_, question)| question.id.as_str())
    }

    /// The options of a question; empty for types without.
    pub fn choices(&self, question: &Question) -> &[Choice] {
        self.definition.choices(question)
    }

    /// The options offered given the other answers (choice filter applied).
    pub fn choices_offered<'a>(&'a self, question: &'a Question, answers: &Answers) -> Vec<&'a Choice> {
        let all = self.choices(question);
        match &question.choice_filter {
            None => all.iter().collect(),
            Some(filter) => {
                let applicable = self.applicable(answers);
                all.iter()
                    .filter(|choice| {
                        filter.holds(&At {
                            form: self,
                            answers,
                            applicable: &applicable,
                            own: None,
                            choice: Some(choice),
                        })
                    })
                    .collect()
            }
        }
    }

    /// Who is asked, in a sentence: section and question together; `None` when everybody is.
    pub fn asked_of(&self, at: usize) -> Option<String> {
        let (section, question) = self.at(at)?;
        let sentences: Vec<String> = [&section.relevant, &question.relevant]
            .into_iter()
            .flatten()
            .map(|condition| condition.in_japanese(self))
            .collect();
        (!sentences.is_empty()).then(|| sentences.join("で、かつ、"))
    }

    /// Who is asked what. An answer that is itself 非該当 counts as blank.
    pub fn applicable(&self, answers: &Answers) -> Applicable {
        let mut applicable =
            Applicable { questions: vec![false; self.places.len()], rows: vec![Vec::new(); self.places.len()] };
        for &at in &self.order {
            let Some((section, question)) = self.at(at) else { continue };
            let asked = {
                let values = At { form: self, answers, applicable: &applicable, own: None, choice: None };
                let holds = |condition: &Option<Condition>| condition.as_ref().is_none_or(|c| c.holds(&values));
                holds(&section.relevant) && holds(&question.relevant)
            };
            let rows = match &question.kind {
                Kind::Grid(grid) if asked => {
                    let values = At { form: self, answers, applicable: &applicable, own: None, choice: None };
                    grid.rows.iter().map(|row| row.relevant.as_ref().is_none_or(|c| c.holds(&values))).collect()
                }
                _ => Vec::new(),
            };
            // A grid none of whose rows is asked is not asked.
            let asked = asked && (rows.is_empty() || rows.contains(&true));
            if let Some(slot) = applicable.questions.get_mut(at) {
                *slot = asked;
            }
            if let Some(slot) = applicable.rows.get_mut(at) {
                *slot = rows;
            }
        }
        applicable
    }

    /// Does the constraint of a question hold for its answer?
    pub fn constraint_holds(&self, question: &Question, answer: &Answer, answers: &Answers, who: &Applicable) -> bool {
        question.constraint.as_ref().is_none_or(|constraint| {
            let own = Some(answer);
            constraint.condition.holds(&At { form: self, answers, applicable: who, own, choice: None })
        })
    }

    /// Does a condition over the answers hold?
    pub fn holds(&self, condition: &Condition, answers: &Answers, who: &Applicable) -> bool {
        condition.holds(&At { form: self, answers, applicable: who, own: None, choice: None })
    }

    /// Questions whose being asked hangs on this one, directly or through others, by flat position in order.
    pub fn followers(&self, at: usize) -> Vec<usize> {
        let mut found = vec![at];
        // `order` has what is asked for before who asks, so one round is enough.
        for &follower in &self.order {
            if follower != at && self.hangs_on(follower).iter().any(|on| found.contains(on)) {
                found.push(follower);
            }
        }
        found.retain(|follower| *follower != at);
        found.sort_unstable();
        found
    }

    /// Variables a question's being asked hangs on, by flat position.
    fn hangs_on(&self, at: usize) -> Vec<usize> {
        let Some((section, question)) = self.at(at) else { return Vec::new() };
        let mut conditions: Vec<&Condition> = [&section.relevant, &question.relevant].into_iter().flatten().collect();
        if let Kind::Grid(grid) = &question.kind {
            conditions.extend(grid.rows.iter().filter_map(|row| row.relevant.as_ref()));
        }
        let names = conditions.iter().flat_map(|condition| condition.variables());
        names.filter_map(|name| self.names.get(name)).map(|name| name.question).collect()
    }

    /// The verified definition has no circles, so this ends with every question placed once.
    fn in_order(&self) -> Vec<usize> {
        let mut placed = vec![false; self.places.len()];
        let mut order = Vec::with_capacity(placed.len());
        while order.len() < placed.len() {
            let before = order.len();
            for at in 0..placed.len() {
                let ready = !placed[at] && self.hangs_on(at).iter().all(|on| placed.get(*on).copied().unwrap_or(true));
                if ready {
                    placed[at] = true;
                    order.push(at);
                }
            }
            if order.len() == before {
                break;
            }
        }
        order
    }
}

/// The values as one condition sees them.
struct At<'a> {
    form: &'a Form,
    answers: &'a Answers,
    applicable: &'a Applicable,
    own: Option<&'a Answer>,
    choice: Option<&'a Choice>,
}

impl Values for At<'_> {
    fn variable(&self, name: &str) -> Value<'_> {
        let Some(name) = self.form.names.get(name) else { return Value::Blank };
        if !self.applicable.question(name.question) {
            return Value::Blank;
        }
        let Some((_, question)) = self.form.at(name.question) else { return Value::Blank };
        let answer = self.answers.get(&question.id);
        match (name.row, answer, &question.kind) {
            (None, answer, _) => value_of(answer),
            (Some(row), Some(Answer::Grid { rows }), Kind::Grid(grid)) if self.applicable.row(name.question, row) => {
                let row = grid.rows.get(row).and_then(|row| rows.get(&row.id));
                row.map_or(Value::Blank, |row| Value::Set(row.choices()))
            }
            _ => Value::Blank,
        }
    }

    fn own(&self) -> Value<'_> {
        value_of(self.own)
    }

    fn column(&self, name: &str) -> Value<'_> {
        match self.choice {
            Some(choice) if name == "name" => Value::Text(&choice.id),
            Some(choice) => choice.filter.get(name).map_or(Value::Blank, |text| Value::Text(text)),
            None => Value::Blank,
        }
    }
}

fn value_of(answer: Option<&Answer>) -> Value<'_> {
    match answer {
        Some(Answer::One { choice, .. }) => Value::Text(choice),
        Some(Answer::Many { choices, .. }) => Value::Set(choices),
        Some(Answer::Number { number }) => Value::Number(*number),
        Some(Answer::Text { text }) => Value::Text(text),
        Some(Answer::Date { date }) => Value::Date(*date),
        Some(Answer::Grid { .. }) | None => Value::Blank,
    }
}

impl Names for Form {
    fn question(&self, name: &str) -> String {
        let Some(found) = self.names.get(name) else { return name.to_owned() };
        let Some((_, question)) = self.at(found.question) else { return name.to_owned() };
        let of = question.name();
        match (found.row, &question.kind) {
            (Some(row), Kind::Grid(grid)) => {
                let label = grid.rows.get(row).map_or("", |row| row.label.as_str());
                format!("{of}（{label}）")
            }
            _ => of,
        }
    }

    fn option(&self, name: &str, option: &str) -> String {
        let question = self.names.get(name).and_then(|found| self.at(found.question));
        let choices = question.map_or(&[][..], |(_, question)| self.choices(question));
        choices
            .iter()
            .find(|choice| choice.id == option)
            .map_or_else(|| option.to_owned(), |choice| choice.label.clone())
    }
}

impl Question {
    /// What people call it: its number, or its text in 「」 when it has none.
    pub fn name(&self) -> String {
        if self.number.is_empty() { format!("「{}」", self.text) } else { self.number.clone() }
    }
}

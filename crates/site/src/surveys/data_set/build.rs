//! Rows as they are stored → columns. Answers of older editions are mapped by question, row and option id; what an
//! edition did not ask is 非該当 there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foundation::database::DatabaseError;
use questionnaire::form::Applicable;
use questionnaire::{Answer, Answers, Definition, Form, Kind, Question, Respondent, RowAnswer};
use tabulate::{Answer as Cell, Choice, Disclosure, Fault, Meta, Multiple, Number, Numeric, Single, Variable};

use super::{About, AskedQuestion, Cut, DataSet, FactSource, Row, Which, derived, standing, texts};
use crate::permissions::Reader;
use crate::regions::{self, DatedFact};
use crate::surveys::model::data_sets::{DataSet as NumberedSet, DataSetKind};
use crate::surveys::model::{State, SurveyRow, SurveyState};
use crate::surveys::rules::LEAST_OF_PERSONS;
use crate::surveys::storage::counted::{self, CountedRow, Stamp};
use crate::surveys::storage::data_sets;

/// Everything a set is made from, read.
pub struct Raw {
    pub(super) survey: SurveyRow,
    pub(super) which: Which,
    /// Of a numbered set what stands in its head.
    pub(super) cut: Option<NumberedSet>,
    pub(super) asked: i64,
    pub(super) demo: bool,
    pub(super) rows: Vec<CountedRow>,
    pub(super) editions: Vec<(i64, i64, String)>,
    pub(super) facts: Vec<DatedFact>,
}

pub async fn read(db: &mut Reader, survey: &SurveyRow, which: Which, stamp: &Stamp) -> Result<Raw, DatabaseError> {
    let cut = match which {
        Which::Cut(id) => {
            let found = data_sets::of_id(db, survey.id, id).await?;
            Some(found.ok_or_else(|| unreadable(&survey.name, "data set", "not there"))?)
        }
        Which::Collected | Which::Accepted | Which::Released => None,
    };
    let rows = counted::counted(db, survey.id, which).await?;
    let editions = counted::editions(db, survey.id).await?;
    // Classes and population as they stood when answers were due. A prefecture has none.
    let facts = match (survey.respondent.as_str(), survey.due()) {
        ("prefecture", _) | (_, None) => Vec::new(),
        (_, Some(day)) => regions::facts_on(db, derived::FACTS, day).await?,
    };
    let demo = db.core().settings.demo;
    let asked = cut.as_ref().map_or(stamp.asked, |cut| cut.asked.unwrap_or_default());
    Ok(Raw { survey: survey.clone(), which, cut, asked, demo, rows, editions, facts })
}

fn unreadable(code: &str, what: &str, why: &str) -> DatabaseError {
    DatabaseError::Unreadable(format!("{code} {what}: {why}"))
}

pub fn faulty(fault: &Fault) -> DatabaseError {
    DatabaseError::Unreadable(fault.to_string())
}

pub(super) struct Edition {
    number: i64,
    id: i64,
    pub(super) form: Form,
}

/// One row with what its edition asks it.
pub(super) struct Answered {
    pub(super) edition: usize,
    pub(super) answers: Answers,
    pub(super) who: Applicable,
}

impl Raw {
    pub fn build(self) -> Result<DataSet, DatabaseError> {
        let mut editions = Vec::with_capacity(self.editions.len());
        for (number, id, text) in &self.editions {
            let definition: Definition =
                serde_json::from_str(text).map_err(|e| unreadable(&self.survey.name, "edition", &e.to_string()))?;
            let form = Form::new(definition).map_err(|faults| {
                let why = faults.first().map(|fault| fault.sentence.clone()).unwrap_or_default();
                unreadable(&self.survey.name, "edition", &why)
            })?;
            editions.push(Edition { number: *number, id: *id, form });
        }
        let mut answered = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let edition = editions.iter().position(|edition| edition.id == row.edition_id);
            let edition = edition.ok_or_else(|| unreadable(&row.code, "edition", "not of this survey"))?;
            let answers = Answers::from_json(&row.answers).map_err(|e| unreadable(&row.code, "answers", &e))?;
            let who = editions.get(edition).map(|e| e.form.applicable(&answers));
            let who = who.ok_or_else(|| unreadable(&row.code, "edition", "not there"))?;
            answered.push(Answered { edition, answers, who });
        }
        let kind = Respondent::from_id(&self.survey.respondent);
        let person = kind.is_person();
        let disclosure = if person { Disclosure::AtLeast(LEAST_OF_PERSONS) } else { Disclosure::Open };
        let mut building = Building {
            editions: &editions,
            answered: &answered,
            codes: self.rows.iter().map(|row| row.code.as_str()).collect(),
            disclosure,
            questions: Vec::new(),
            variables: Vec::new(),
        };
        building.every_question()?;
        let Building { questions, variables, .. } = building;
        let names: HashMap<String, usize> =
            variables.iter().enumerate().map(|(at, variable)| (variable.meta().name.clone(), at)).collect();
        let (heads, sources) = self.heads();
        let derived = derived::Derived { raw: &self.rows, heads: &heads, facts: &self.facts, disclosure };
        let of = |name: &str| names.get(name).and_then(|at| variables.get(*at));
        let banners = derived.banners(&self.survey.respondent, &of, &questions)?;
        let asked = (!person).then(|| usize::try_from(self.asked).unwrap_or_default());
        let is_final = match &self.cut {
            Some(cut) => cut.kind() == DataSetKind::Final,
            None => self.survey.state() == SurveyState::Frozen,
        };
        let used: BTreeSet<usize> = answered.iter().map(|row| row.edition).collect();
        let about = About {
            survey: self.survey.id,
            title: self.survey.title.clone(),
            programme: self.survey.programme_name.clone(),
            fiscal_year: self.survey.fiscal_year(),
            respondent: self.survey.respondent.clone(),
            who: kind.label().to_owned(),
            unit: match self.survey.respondent.as_str() {
                "prefecture" => "都道府県",
                "municipality" => "市町村",
                _ => "人",
            },
            which: self.which,
            standing: standing(is_final, self.rows.len(), asked),
            cut: self.cut.as_ref().map(|cut| Cut {
                number: cut.number,
                name: cut.name(),
                made_at: cut.made_at.clone(),
                hash: cut.hash.clone(),
            }),
            as_of: self.rows.iter().filter_map(|row| row.changed_at.clone()).max(),
            editions: used.iter().filter_map(|at| editions.get(*at)).map(|edition| edition.number).collect(),
            fictitious: self.demo,
            facts: sources,
            disclosure,
        };
        let texts = texts::columns(&editions, &answered);
        Ok(DataSet { about, rows: heads, questions, banners, variables, names, texts, coded: Vec::new() })
    }

    /// Who answered, with what is known of them, and where that comes from.
    fn heads(&self) -> (Vec<Row>, Vec<FactSource>) {
        let mut known: HashMap<(&str, &str), &DatedFact> = HashMap::with_capacity(self.facts.len());
        known.extend(self.facts.iter().map(|f| ((f.municipality_code.as_str(), f.key.as_str()), f)));
        let mut sources = BTreeMap::new();
        let mut heads = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let town = derived::town_of(&row.place);
            let mut amount = |key: &str| {
                let fact = known.get(&(town, key))?;
                let source =
                    FactSource { source: fact.source.clone(), as_of: fact.as_of.clone(), fictitious: fact.fictitious };
                *sources.entry(source).or_insert(0_usize) += 1;
                fact.amount
            };
            let population = amount("population");
            let classes = derived::CLASS_KEYS.map(|key| amount(key).map(|flag| flag == 1));
            heads.push(Row {
                code: row.code.clone(),
                town: town.to_owned(),
                name: row.name.clone(),
                prefecture_code: row.prefecture_code.clone(),
                prefecture: row.prefecture_name.clone(),
                block: row.block_name.clone(),
                state: State::of(&row.state).unwrap_or(State::Submitted),
                classes,
                population,
                band: population.and_then(regions::population_band).map(|(id, _)| id),
                step: row.step,
            });
        }
        (heads, sources.into_keys().collect())
    }
}

/// What kind of variables a question makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    One,
    Many,
    Number,
    GridOne,
    GridMany,
    Nothing,
}

fn shape(question: &Question) -> Shape {
    match &question.kind {
        Kind::Single(_) => Shape::One,
        Kind::Multiple(_) => Shape::Many,
        Kind::Number(_) | Kind::Amount(_) => Shape::Number,
        Kind::Grid(grid) if grid.multiple => Shape::GridMany,
        Kind::Grid(_) => Shape::GridOne,
        Kind::Text(_) | Kind::LongText(_) | Kind::Date(_) | Kind::Note(_) => Shape::Nothing,
    }
}

fn unit(question: &Question) -> String {
    match &question.kind {
        Kind::Number(kind) => kind.unit.clone(),
        Kind::Amount(_) => "円".to_owned(),
        _ => String::new(),
    }
}

/// Where a question (and a row of its grid) stands in one edition.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    row: Option<usize>,
}

struct Building<'a> {
    editions: &'a [Edition],
    answered: &'a [Answered],
    codes: Vec<&'a str>,
    disclosure: Disclosure,
    questions: Vec<AskedQuestion>,
    variables: Vec<Variable>,
}

impl Building<'_> {
    fn every_question(&mut self) -> Result<(), DatabaseError> {
        let editions = self.editions;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for edition in editions.iter().rev() {
            for (at, section, question) in edition.form.questions() {
                if !question.kind.is_asked() || !seen.insert(question.id.as_str()) {
                    continue;
                }
                let choices = self.choices(question);
                let mut asked = AskedQuestion {
                    id: question.id.clone(),
                    number: question.number.clone(),
                    text: question.text.clone(),
                    section: section.title.clone(),
                    kind: question.kind.label(),
                    unit: unit(question),
                    asked_of: edition.form.asked_of(at),
                    public: question.public,
                    weight: matches!(&question.kind, Kind::Number(number) if number.weight),
                    variables: Vec::new(),
                    options: choices.iter().map(|(id, _)| id.clone()).collect(),
                };
                for variable in self.variables_of(question, &choices)? {
                    asked.variables.push(variable.meta().name.clone());
                    self.variables.push(variable);
                }
                self.questions.push(asked);
            }
        }
        Ok(())
    }

    /// The options of all editions in which the question has this shape: the newest edition's first, in its order.
    fn choices(&self, question: &Question) -> Vec<(String, Choice)> {
        let mut choices: Vec<(String, Choice)> = Vec::new();
        for edition in self.editions.iter().rev() {
            let Some(there) = edition.form.question(&question.id).filter(|q| shape(q) == shape(question)) else {
                continue;
            };
            for choice in edition.form.choices(there) {
                if !choices.iter().any(|(id, _)| *id == choice.id) {
                    let made = Choice { exclusive: choice.exclusive, ..Choice::new(choice.label.clone()) };
                    choices.push((choice.id.clone(), made));
                }
            }
        }
        choices
    }

    /// Per edition where the question stands, and the row of its grid: `None` where it is not asked so.
    fn places(&self, question: &Question, row: Option<&str>) -> Vec<Option<Place>> {
        let place = |edition: &Edition| {
            let there = edition.form.question(&question.id).filter(|q| shape(q) == shape(question))?;
            let at = edition.form.position(&question.id)?;
            match (row, &there.kind) {
                (None, _) => Some(Place { at, row: None }),
                (Some(row), Kind::Grid(grid)) => {
                    let row = grid.rows.iter().position(|r| r.id == row)?;
                    Some(Place { at, row: Some(row) })
                }
                _ => None,
            }
        };
        self.editions.iter().map(place).collect()
    }

    fn variables_of(&self, question: &Question, choices: &[(String, Choice)]) -> Result<Vec<Variable>, DatabaseError> {
        let label = format!("{} {}", question.number, question.text).trim().to_owned();
        let meta = |name: &str, label: &str| Meta {
            name: name.to_owned(),
            label: label.to_owned(),
            choices: choices.iter().map(|(_, choice)| choice.clone()).collect(),
            disclosure: self.disclosure,
        };
        let index: HashMap<&str, usize> = choices.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
        let mut made = Vec::new();
        match (shape(question), &question.kind) {
            (Shape::One, _) => made.push(self.one(question, None, meta(&question.id, &label), &index)?),
            (Shape::Many, _) => made.push(self.many(question, None, meta(&question.id, &label), &index)?),
            (Shape::Number, _) => made.push(self.number(question, &label)?),
            (shape @ (Shape::GridOne | Shape::GridMany), Kind::Grid(_)) => {
                for (row, row_label) in self.grid_rows(question) {
                    let meta = meta(&format!("{}_{row}", question.id), &format!("{label}：{row_label}"));
                    made.push(match shape {
                        Shape::GridOne => self.one(question, Some(&row), meta, &index)?,
                        _ => self.many(question, Some(&row), meta, &index)?,
                    });
                }
            }
            _ => {}
        }
        Ok(made)
    }

    /// The rows of all editions, the newest edition's first.
    fn grid_rows(&self, question: &Question) -> Vec<(String, String)> {
        let mut rows: Vec<(String, String)> = Vec::new();
        for edition in self.editions.iter().rev() {
            if let Some(Kind::Grid(grid)) = edition.form.question(&question.id).map(|q| &q.kind) {
                for row in &grid.rows {
                    if !rows.iter().any(|(id, _)| *id == row.id) {
                        rows.push((row.id.clone(), row.label.clone()));
                    }
                }
            }
        }
        rows
    }

    /// What each respondent says: `None` = 非該当, `Some(None)` = 無回答.
    #[allow(clippy::option_option, reason = "not asked, not answered, answered")]
    fn said<'s>(
        &'s self,
        question: &'s Question,
        row: Option<&'s str>,
    ) -> impl Iterator<Item = Option<Option<Said<'s>>>> + 's {
        let places = self.places(question, row);
        self.answered.iter().map(move |answered| {
            let place = places.get(answered.edition).copied().flatten()?;
            let asked = match place.row {
                Some(row) => answered.who.row(place.at, row),
                None => answered.who.question(place.at),
            };
            asked.then(|| match (answered.answers.get(&question.id), row) {
                (Some(Answer::Grid { rows }), Some(row)) => rows.get(row).map(Said::Row),
                (Some(answer), None) => Some(Said::Whole(answer)),
                _ => None,
            })
        })
    }

    fn strange(&self, row: usize, question: &Question) -> DatabaseError {
        unreadable(self.codes.get(row).unwrap_or(&""), &question.id, "an answer its edition does not offer")
    }

    fn one(
        &self,
        question: &Question,
        row: Option<&str>,
        meta: Meta,
        index: &HashMap<&str, usize>,
    ) -> Result<Variable, DatabaseError> {
        let mut cells = Vec::with_capacity(self.answered.len());
        for (at, said) in self.said(question, row).enumerate() {
            cells.push(match said.map(|said| said.map(Said::choices)) {
                None => Cell::NotAsked,
                Some(None | Some([])) => Cell::NoAnswer,
                Some(Some([choice, ..])) => {
                    Cell::Option(*index.get(choice.as_str()).ok_or_else(|| self.strange(at, question))?)
                }
            });
        }
        Ok(Single::from_answers(meta, cells).map_err(|f| faulty(&f))?.into())
    }

    fn many(
        &self,
        question: &Question,
        row: Option<&str>,
        meta: Meta,
        index: &HashMap<&str, usize>,
    ) -> Result<Variable, DatabaseError> {
        let mut ticks: Vec<Option<Vec<usize>>> = Vec::with_capacity(self.answered.len());
        let mut asked = Vec::with_capacity(self.answered.len());
        for (at, said) in self.said(question, row).enumerate() {
            asked.push(said.is_some());
            let chosen = match said.flatten() {
                None => None,
                Some(said) => {
                    let places = said.choices().iter().map(|choice| index.get(choice.as_str()).copied());
                    Some(places.collect::<Option<Vec<usize>>>().ok_or_else(|| self.strange(at, question))?)
                }
            };
            ticks.push(chosen);
        }
        let multiple = Multiple::from_ticks(meta, ticks.iter().map(Option::as_deref)).map_err(|f| faulty(&f))?;
        Ok(multiple.asked_where(|row| asked.get(row).copied().unwrap_or(false)).into())
    }

    fn number(&self, question: &Question, label: &str) -> Result<Variable, DatabaseError> {
        let meta = Meta::new(&question.id, Vec::<String>::new()).labelled(label).with_disclosure(self.disclosure);
        let numbers = self.said(question, None).map(|said| match said {
            None => Number::NotAsked,
            Some(Some(Said::Whole(Answer::Number { number }))) => Number::Value(*number),
            Some(_) => Number::NoAnswer,
        });
        Ok(Numeric::from_numbers(meta, &unit(question), numbers).map_err(|f| faulty(&f))?.into())
    }
}

/// An answer, or one row of a grid's.
#[derive(Clone, Copy)]
enum Said<'a> {
    Whole(&'a Answer),
    Row(&'a RowAnswer),
}

impl<'a> Said<'a> {
    fn choices(self) -> &'a [String] {
        match self {
            Self::Whole(answer) => answer.choices(),
            Self::Row(answer) => answer.choices(),
        }
    }
}

//! The tables of a question, or of a whole survey.

mod bands;
mod weight;

use std::cell::RefCell;

use table_files::{Codes, Printed, Question, printed};
use tabulate::{Amount, Base, Comparison, Filter, Grid, Numeric, Plan, Table, Truth, Variable, derive};

use weight::Weight;

use super::request::{CLASSES, Wanted};
use super::yearly::LastYear;
use super::{Reach, banners, fact_remarks, neighbours, of_persons, series};
use crate::surveys::data_set::{AskedQuestion, DataSet};
use crate::surveys::rules::tables::{LEAST_IN_A_GROUP, Refusal, may_narrow};

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum NoTable {
    /// There is no such question, or it makes no table (a text).
    #[error("no such question")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    #[error("{0}")]
    Fault(#[from] tabulate::Fault),
}

/// One question's tables: the table, and for a number its bands.
#[derive(Clone, Debug)]
pub struct Made {
    pub tables: Vec<Printed>,
}

/// Makes tables of one set for one request.
pub struct Maker<'a> {
    pub set: &'a DataSet,
    pub wanted: &'a Wanted,
    pub reach: &'a Reach,
    /// Earlier years, the newest first; empty: no year is compared.
    pub earlier: &'a [LastYear],
    codes: Codes,
    weight: Option<Weight<'a>>,
    /// By who is counted: the banners that tell of too few in no way.
    admitted: RefCell<Vec<(Vec<bool>, Vec<&'static str>)>>,
}

/// A question counted for a request: the table, the codes of its rows and columns, who is counted in words.
pub struct Counted {
    pub table: Table,
    pub codes: Codes,
    pub words: Vec<String>,
}

/// The four scenes of the programme: what their mean is called.
const FOUR_SCENES: [&str; 4] = ["nyutaiin", "nichijo", "mitori", "kyuhen"];

/// 「問12 …」 and, for a row of a grid, its item.
pub fn asked(question: &AskedQuestion, variable: Option<&Variable>) -> Question {
    let item = variable.filter(|_| question.variables.len() > 1).map(|v| v.meta().label.clone());
    let text = match item.as_deref().and_then(|label| label.rsplit_once('：')) {
        Some((_, item)) => format!("{}（{item}）", question.text),
        None => question.text.clone(),
    };
    let code = variable.filter(|_| item.is_some()).map_or_else(|| question.id.clone(), |v| v.meta().name.clone());
    Question {
        code,
        number: question.number.clone(),
        text,
        kind: question.kind.to_owned(),
        section: question.section.clone(),
        asked_of: question.asked_of.clone().unwrap_or_default(),
    }
}

/// The question and variable of a key: `q5`, `q12` (a grid: no variable), `q12_platform`.
pub fn find<'a>(set: &'a DataSet, key: &str) -> Option<(&'a AskedQuestion, Option<&'a Variable>)> {
    let question =
        set.question(key).or_else(|| set.tabulated().find(|q| q.variables.iter().any(|name| name == key)))?;
    match question.variables.as_slice() {
        [] => None,
        [only] => Some((question, set.variable(only))),
        several if several.iter().any(|name| name == key) => Some((question, set.variable(key))),
        _ => Some((question, None)),
    }
}

impl<'a> Maker<'a> {
    pub fn new(set: &'a DataSet, wanted: &'a Wanted, reach: &'a Reach, earlier: &'a [LastYear]) -> Self {
        // From weighted counts, which are sums of single answers, one could tell whose they are: they are for those who may
        // read them anyway. Of persons every table is fixed.
        let may = *reach == Reach::Everything && !of_persons(set);
        let weight = wanted.weight.as_ref().filter(|_| may).and_then(|name| Weight::of(set, name));
        let earlier = if weight.is_some() { &[] } else { earlier };
        Self { set, wanted, reach, earlier, codes: banners::codes(set), weight, admitted: RefCell::default() }
    }

    /// The same request of an earlier year's answers.
    pub fn of_year<'y>(&self, year: &'y LastYear) -> Maker<'y>
    where
        'a: 'y,
    {
        Maker {
            set: &year.set,
            wanted: self.wanted,
            reach: self.reach,
            earlier: &[],
            codes: banners::codes(&year.set),
            weight: None,
            admitted: RefCell::default(),
        }
    }

    /// The tables of one question.
    pub fn one(&self, key: &str) -> Result<Made, NoTable> {
        let (question, variable) = find(self.set, key).ok_or(NoTable::NotFound)?;
        match variable {
            None => Ok(Made { tables: vec![self.grid(question)?] }),
            Some(Variable::Numeric(numeric)) => self.numbers(asked(question, variable), numeric),
            Some(variable) => Ok(Made { tables: self.choices(asked(question, Some(variable)), variable)? }),
        }
    }

    /// The tables of every question, grids with the tables of their items. What may not be shown is left out.
    pub fn all(&self) -> Result<Vec<Printed>, NoTable> {
        self.all_of(&[])
    }

    /// Only of these questions; of all where none is named.
    pub fn all_of(&self, chosen: &[String]) -> Result<Vec<Printed>, NoTable> {
        let mut tables = Vec::new();
        let wanted = |id: &String| chosen.is_empty() || chosen.contains(id);
        for question in self.set.tabulated().filter(|question| wanted(&question.id)) {
            let mut keys = vec![question.id.as_str()];
            if question.variables.len() > 1 {
                keys.extend(question.variables.iter().map(String::as_str));
            }
            for key in keys {
                match self.one(key) {
                    Ok(made) => tables.extend(made.tables),
                    Err(NoTable::Refused(_)) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        Ok(tables)
    }

    /// Who is counted, as a filter and in words.
    fn filter(&self) -> (Option<Filter<'_>>, Vec<String>) {
        let set = self.set;
        let mut parts = Vec::new();
        let mut words = Vec::new();
        if let Some(weight) = &self.weight {
            parts.push(weight.filter());
            words.push(weight.words());
        }
        if !self.wanted.prefecture.is_empty()
            && let Some(Variable::Single(single)) = set.banner("prefecture").map(|b| &b.variable)
        {
            let name = set.rows().iter().find(|row| row.prefecture_code == self.wanted.prefecture);
            let name = name.map(|row| row.prefecture.clone()).unwrap_or_default();
            let at = single.meta().choices.iter().position(|choice| choice.label == name);
            parts.push(Filter::Is(single, at.into_iter().collect()));
            words.push(name);
        }
        if let Some((id, label)) = CLASSES.iter().find(|(id, _)| *id == self.wanted.class)
            && let Some(part) = class_filter(set, id)
        {
            parts.push(part);
            words.push((*label).to_owned());
        }
        if let Some((name, at)) = &self.wanted.only
            && let Some(variable) = set.variable(name)
        {
            let part = match variable {
                Variable::Single(v) => Some(Filter::Is(v, vec![*at])),
                Variable::Multiple(v) => Some(Filter::Ticked(v, *at)),
                Variable::Numeric(_) => None,
            };
            if let (Some(part), Some(choice)) = (part, variable.meta().choices.get(*at)) {
                parts.push(part);
                words.push(format!("「{}」に「{}」と答えた方", variable.meta().label, choice.label));
            }
        }
        ((!parts.is_empty()).then_some(Filter::And(parts)), words)
    }

    /// May she see whatever is in the filter's range, because she may read every answer of it?
    fn sees_all(&self) -> bool {
        match self.reach {
            Reach::Everything => true,
            Reach::Groups { prefectures, .. } => prefectures.contains(&self.wanted.prefecture),
            Reach::Public => false,
        }
    }

    /// Must she not be able to tell a single body by adding and subtracting?
    fn guards_neighbours(&self) -> bool {
        matches!(self.reach, Reach::Groups { .. }) && !self.sees_all() && !of_persons(self.set)
    }

    /// Does the banner tell of too few in no way, for a question these were asked?
    fn admits(&self, id: &str, counted: &[bool]) -> bool {
        let mut known = self.admitted.borrow_mut();
        if let Some((_, ids)) = known.iter().find(|(of, _)| of == counted) {
            return ids.contains(&id);
        }
        let ids = neighbours::admitted(self.set, counted, &self.of_others(counted));
        let admits = ids.contains(&id);
        known.push((counted.to_vec(), ids));
        admits
    }

    /// The rows a table counts: asked (or answered) and within the filter.
    fn counted(&self, variable: &Variable, filter: Option<&Filter<'_>>) -> Vec<bool> {
        let least = match self.wanted.base {
            Base::Asked if !matches!(variable, Variable::Numeric(_)) => tabulate::variables::NO_ANSWER,
            _ => tabulate::variables::FIRST_OPTION,
        };
        let within = |row: usize| filter.is_none_or(|filter| filter.truth(row) == Truth::Yes);
        (0..variable.rows()).map(|row| variable.state(row) >= least && within(row)).collect()
    }

    /// Of the rows that count, those whose answers she does not read one by one anyway: she takes her own away.
    fn of_others(&self, counted: &[bool]) -> Vec<bool> {
        if of_persons(self.set) || !matches!(self.reach, Reach::Groups { .. }) {
            return counted.to_vec();
        }
        let rows = self.set.rows().iter();
        counted
            .iter()
            .zip(rows)
            .map(|(counted, row)| *counted && !self.reach.reads(&row.prefecture_code, &row.code))
            .collect()
    }

    /// Refuses what would tell somebody of groups of a single respondent.
    fn may_see(&self, variable: &Variable, filter: Option<&Filter<'_>>) -> Result<Vec<bool>, NoTable> {
        let counted = self.counted(variable, filter);
        if self.sees_all() {
            return Ok(counted);
        }
        let sum = |rows: &[bool]| rows.iter().filter(|counted| **counted).count();
        let everybody = if filter.is_some() { self.counted(variable, None) } else { counted.clone() };
        may_narrow(sum(&counted), sum(&everybody)).map_err(NoTable::Refused)?;
        may_narrow(sum(&self.of_others(&counted)), sum(&self.of_others(&everybody))).map_err(NoTable::Refused)?;
        if self.guards_neighbours()
            && let Some(banner) = neighbours::banner_of_filter(self.wanted)
            && !self.admits(banner, &everybody)
        {
            return Err(NoTable::Refused(Refusal::TellsOfFew));
        }
        Ok(counted)
    }

    /// The banners of a table: of answers of persons always all, so that what is hidden is always the same.
    fn banners(&self, variable: &Variable, counted: &[bool], codes: &mut Codes) -> Result<Vec<Variable>, NoTable> {
        let persons = of_persons(self.set);
        let found = if persons {
            let offered = |id: &str| *self.reach == Reach::Everything || neighbours::OF_PERSONS.contains(&id);
            let offered = self.set.banners().iter().filter(|banner| offered(banner.id));
            offered.map(|banner| banner.variable.clone()).collect()
        } else {
            banners::wanted(self.set, self.wanted, codes)?
        };
        let mut made = Vec::with_capacity(found.len());
        for banner in found {
            if banners::same_columns(&banner, variable) {
                continue;
            }
            if persons {
                made.extend(banners::without_small_groups(&banner, |_| true, codes)?);
            } else if self.sees_all() {
                made.push(banner);
            } else if self.guards_neighbours() && self.set.banner(&banner.meta().name).is_some() {
                if self.admits(&banner.meta().name, counted) {
                    made.push(banner);
                }
            } else {
                made.extend(banners::without_small_groups(&banner, |row| counted[row], codes)?);
            }
        }
        Ok(made)
    }

    fn plan<'p>(&'p self, banners: &'p [Variable], filter: Option<Filter<'p>>) -> Plan<'p> {
        let persons = of_persons(self.set);
        Plan {
            banners: banners.iter().collect(),
            base: self.wanted.base,
            weights: self.weight.as_ref().map(|weight| &weight.weights),
            filter,
            independence: self.wanted.test && !persons,
            comparison: (self.wanted.test && !persons).then(Comparison::default),
            always_no_answer: true,
            ..Plan::default()
        }
    }

    /// Counted as asked for; what would tell of single respondents is refused.
    pub fn counted_table(&self, variable: &Variable) -> Result<Counted, NoTable> {
        let (filter, words) = self.filter();
        let counted = self.may_see(variable, filter.as_ref())?;
        let mut codes = self.codes.clone();
        let banners = self.banners(variable, &counted, &mut codes)?;
        let table = self.plan(&banners, filter).table(variable)?;
        Ok(Counted { table, codes, words })
    }

    /// The table, and where years are compared the table of years.
    fn choices(&self, question: Question, variable: &Variable) -> Result<Vec<Printed>, NoTable> {
        let Counted { table, codes, words } = self.counted_table(variable)?;
        let code = question.code.clone();
        let options = self.codes.0.get(&code).cloned().unwrap_or_default();
        let mut made = printed::cross(question, &table, &codes);
        made.conditions = words;
        made.compared = (self.wanted.test && banners_compared(&made)).then_some(Comparison::default().level);
        let mut years = None;
        if self.wanted.yearly
            && let Some(last) = self.earlier.first()
        {
            years = series::years(self, &self.finished(made.clone()), &code, options.clone())?;
            made = self.with_last_year(made, &table, last, &code)?;
        }
        let mean: Vec<usize> =
            self.wanted.mean.iter().copied().filter(|at| *at < variable.meta().choices.len()).collect();
        if mean.len() > 1 {
            let named: Vec<&str> = mean.iter().filter_map(|at| options.get(*at)).map(String::as_str).collect();
            let four = named.len() == 4 && FOUR_SCENES.iter().all(|scene| named.contains(scene));
            let label = if four { "4つの場面の平均" } else { "選んだ選択肢の平均" };
            made = made.with_mean(&table, &mean, label);
        }
        if self.wanted.differences {
            made = made.with_differences(&table);
        }
        if self.wanted.rank {
            made = made.ranked(&table);
        }
        Ok(std::iter::once(self.finished(made)).chain(years).collect())
    }

    /// What holds for every table at last: only the banners asked for, no small overlapping group, the facts' sources.
    pub fn finished(&self, mut made: Printed) -> Printed {
        if of_persons(self.set) {
            made = made.only_blocks(&self.wanted.by);
        }
        if !self.sees_all() && !of_persons(self.set) {
            let whole = made.whole().and_then(|row| row.n).map_or(0, |n| n.0);
            let least = LEAST_IN_A_GROUP as u64 * Amount::ONE;
            let small = |n: u64| 0 < n && n < least;
            made = made.without_rows(
                |block, row| {
                    let n = row.n.map_or(0, |n| n.0);
                    !(block.overlapping && (small(n) || small(whole.saturating_sub(n))))
                },
                "5件に満たない区分は、公表前の集計では示していません。",
            );
        }
        if self.wanted.curtailed {
            made.remarks.push(
                "ほかの団体の答えが分からないように、一度に選べるのは、絞り込み一つか、絞り込みのない表側だけです。選んだものの一部を外しています。"
                    .to_owned(),
            );
        }
        if self.guards_neighbours() && made.what != printed::What::Items {
            let of = |id: &str| self.set.banner(id).is_some() && !made.blocks.iter().any(|block| block.code == id);
            if self.wanted.by.iter().any(|id| of(id)) {
                made.remarks.push(
                    "5団体に満たない集まりの答えが、ほかの表との差から分かってしまう区分は示していません。".to_owned(),
                );
            }
        }
        let facts = ["gaito", "classes", "class_exclusive", "population"];
        if made.blocks.iter().any(|block| facts.contains(&block.code.as_str())) || !self.wanted.class.is_empty() {
            made.remarks.extend(fact_remarks(&self.set.about.facts));
        }
        made
    }

    fn with_last_year(&self, made: Printed, table: &Table, last: &LastYear, code: &str) -> Result<Printed, NoTable> {
        let Some(before) = last.question(code) else { return Ok(last.not_comparable(made, code)) };
        let then = self.of_year(last);
        let Some(old) = last.set.variable(&before) else { return Ok(last.not_comparable(made, code)) };
        let counted = match then.counted_table(old) {
            Ok(counted) if counted.words.len() == made.conditions.len() => counted,
            Ok(_) | Err(NoTable::Refused(_)) => return Ok(last.not_comparable(made, code)),
            Err(other) => return Err(other),
        };
        let own = self.codes.0.get(code).cloned().unwrap_or_default();
        Ok(last.compared(made, (table, &own), &counted.table, code))
    }

    fn grid(&self, question: &AskedQuestion) -> Result<Printed, NoTable> {
        let (filter, words) = self.filter();
        let mut items: Vec<(&Variable, (String, String))> = Vec::new();
        for variable in self.set.variables_of(question) {
            let label = variable.meta().label.rsplit_once('：').map_or("", |(_, item)| item);
            // An item of too few is left out, like a group.
            match self.may_see(variable, filter.as_ref()) {
                Ok(_) => items.push((variable, (variable.meta().name.clone(), label.to_owned()))),
                Err(NoTable::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        if items.is_empty() {
            return Err(NoTable::Refused(Refusal::TooFew(0)));
        }
        // Of persons each item hides what its own table hides.
        let tables: Result<Vec<Table>, NoTable> = items
            .iter()
            .map(|(variable, _)| {
                let all = vec![true; variable.rows()];
                let banners = if of_persons(self.set) {
                    self.banners(variable, &all, &mut self.codes.clone())?
                } else {
                    Vec::new()
                };
                let plan = Plan { independence: false, comparison: None, ..self.plan(&banners, filter.clone()) };
                Ok(plan.table(variable)?)
            })
            .collect();
        let named: Vec<(String, String)> = items.iter().map(|(_, named)| named.clone()).collect();
        let mut codes = self.codes.clone();
        codes.0.insert(question.id.clone(), question.options.clone());
        let made = printed::grid(asked(question, None), &Grid { items: tables? }, &named, &codes);
        let mut made = made.ok_or(NoTable::NotFound)?;
        made.conditions = words;
        Ok(self.finished(made))
    }

    fn numbers(&self, question: Question, numeric: &Numeric) -> Result<Made, NoTable> {
        let variable = Variable::Numeric(numeric.clone());
        let (filter, words) = self.filter();
        let counted = self.may_see(&variable, filter.as_ref())?;
        let mut codes = self.codes.clone();
        let banners = self.banners(&variable, &counted, &mut codes)?;
        let decimals = u8::from((0..numeric.rows()).filter_map(|row| numeric.value(row)).any(|x| x.fract() != 0.0));
        let summary = Plan { base: Base::Answered, ..self.plan(&banners, filter) }.numeric(numeric)?;
        let mut made = printed::numeric(question.clone(), &summary, decimals, &codes);
        made.conditions.clone_from(&words);
        if !self.sees_all() {
            made = made.without_extremes();
        }
        let mut tables = vec![self.finished(made)];
        if let Some((edges, labels)) = bands::bands(numeric) {
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            let name = format!("{}_band", question.code);
            let banded: Variable = derive::bands(&name, numeric, &edges, &labels)?.into();
            let question = Question { code: name, text: format!("{}（区分別）", question.text), ..question };
            let inner = Self::new(self.set, self.wanted, self.reach, &[]);
            // Who sees groups sees bands of groups; the bands themselves are answers like any other.
            tables.extend(inner.choices(question, &banded)?);
        }
        Ok(Made { tables })
    }
}

fn banners_compared(made: &Printed) -> bool {
    made.blocks.iter().any(|block| {
        block.rows.iter().any(|row| {
            row.cells.iter().any(|cell| matches!(cell, printed::Cell::Share { higher, .. } if !higher.is_empty()))
        })
    })
}

fn class_filter<'s>(set: &'s DataSet, id: &str) -> Option<Filter<'s>> {
    let gaito = |at| match set.banner("gaito").map(|b| &b.variable) {
        Some(Variable::Single(single)) => Some(Filter::Is(single, vec![at])),
        _ => None,
    };
    match id {
        "gaito" => gaito(0),
        "not_gaito" => gaito(1),
        class => {
            let at = crate::regions::CLASSES.iter().position(|(known, _)| *known == class)?;
            match set.banner("classes").map(|b| &b.variable) {
                Some(Variable::Multiple(multiple)) => Some(Filter::Ticked(multiple, at)),
                _ => None,
            }
        }
    }
}

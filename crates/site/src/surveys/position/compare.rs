//! Every question counted for every group at once, with one's own answer and last year's beside it.

use std::collections::{BTreeSet, HashMap};

use foundation::database::DatabaseError;
use questionnaire::Concordance;
use questionnaire::concordance::{Break, Relation};
use tabulate::{Answer, Cell, Column, Meta, Multiple, Numeric, Plan, Shown, Table, Variable, half_away};

use super::groups::{Group, GroupKind};
use super::{
    Body, ChoiceLine, Compared, Figure, LastYear, LastYearOf, Material, Named, NumberLines, OwnState, Quarters, Section,
};
use crate::surveys::data_set::{AskedQuestion, DataSet};
use crate::surveys::rules::position::is_enough_beside;

fn faulty(fault: tabulate::Fault) -> DatabaseError {
    DatabaseError::Unreadable(fault.to_string())
}

/// Membership of every group but the country, side by side: one pass counts them all.
fn membership(set: &DataSet, groups: &[Group]) -> Result<Variable, DatabaseError> {
    let mut ticks: Vec<Vec<usize>> = vec![Vec::new(); set.rows().len()];
    let parts = groups.iter().filter(|group| group.kind != GroupKind::Country);
    let labels: Vec<&str> = parts.clone().map(|group| group.label.as_str()).collect();
    for (at, group) in parts.enumerate() {
        for row in &group.members {
            if let Some(ticks) = ticks.get_mut(*row) {
                ticks.push(at);
            }
        }
    }
    let meta = Meta::new("groups", labels).with_disclosure(set.about.disclosure);
    Ok(Multiple::from_ticks(meta, ticks.iter().map(|t| Some(t.as_slice()))).map_err(faulty)?.into())
}

/// The questions by section, in the order of the questionnaire.
pub fn sections(
    material: &Material<'_>,
    own: usize,
    groups: &[Group],
    (neighbours, read): (&[usize], &BTreeSet<usize>),
) -> Result<Vec<Section>, DatabaseError> {
    let set = material.set;
    let membership = membership(set, groups)?;
    let plan = Plan { banners: vec![&membership], always_no_answer: true, ..Plan::default() };
    let breaks: HashMap<String, Vec<Break>> = material
        .last
        .as_ref()
        .and_then(|last| last.concordance)
        .map(|concordance| concordance.breaks(material.form))
        .unwrap_or_default()
        .into_iter()
        .fold(HashMap::new(), |mut found, a| {
            found.entry(a.question.clone()).or_default().push(a);
            found
        });
    let mut sections: Vec<Section> = Vec::new();
    for question in set.questions() {
        let breaks = breaks.get(&question.id).map_or(&[][..], Vec::as_slice);
        for variable in set.variables_of(question) {
            let comparing = Comparing { material, own, groups, neighbours, read, question, variable, breaks };
            let compared = comparing.compared(&plan)?;
            match sections.last_mut() {
                Some(last) if last.title == question.section => last.questions.push(compared),
                _ => sections.push(Section { title: question.section.clone(), questions: vec![compared] }),
            }
        }
    }
    Ok(sections)
}

struct Comparing<'a> {
    material: &'a Material<'a>,
    /// One's row of one's own set.
    own: usize,
    groups: &'a [Group],
    neighbours: &'a [usize],
    /// Rows whose single answers the reader may read.
    read: &'a BTreeSet<usize>,
    question: &'a AskedQuestion,
    variable: &'a Variable,
    breaks: &'a [Break],
}

/// Last year's variable of the same question, and what its options are called.
struct Before<'a> {
    question: &'a AskedQuestion,
    variable: &'a Variable,
    /// One's own row, where one answered last year.
    own: Option<usize>,
}

/// What is shown, the tenths of every group, one's own of last year.
type Shares = (Body, Vec<Option<u64>>, Option<u64>);

impl Comparing<'_> {
    fn compared(&self, plan: &Plan<'_>) -> Result<Compared, DatabaseError> {
        let meta = self.variable.meta();
        let before = self.before();
        let (body, bases, last_base) = match self.variable {
            Variable::Numeric(numeric) => self.number(plan, numeric, before.as_ref())?,
            _ => self.choices(plan, before.as_ref())?,
        };
        let head = format!("{} {}", self.question.number, self.question.text);
        let row = meta.label.strip_prefix(head.trim()).and_then(|rest| rest.strip_prefix('：')).map(str::to_owned);
        Ok(Compared {
            id: meta.name.clone(),
            number: self.question.number.clone(),
            text: self.question.text.clone(),
            row: row.unwrap_or_default(),
            kind: self.question.kind,
            asked_of: self.question.asked_of.clone(),
            own: self.mine().map_or(OwnState::NotAsked, |mine| state_of(mine, self.own)),
            body,
            bases,
            last: before.as_ref().map(|before| LastYearOf {
                base: last_base,
                own: before.own.map_or(OwnState::NoAnswer, |own| state_of(before.variable, own)),
            }),
            remark: self.remark(),
            named: self.named(),
        })
    }

    /// The variable with one's own answer as it stands: the same options, other rows.
    fn mine(&self) -> Option<&Variable> {
        self.material.own.variable(&self.variable.meta().name)
    }

    /// The break that stops the whole question's series, or remarks on it.
    fn whole_break(&self) -> Option<&Break> {
        self.breaks.iter().find(|found| found.option.is_none())
    }

    fn remark(&self) -> String {
        self.whole_break().map(|found| found.remark.clone()).unwrap_or_default()
    }

    fn before(&self) -> Option<Before<'_>> {
        let LastYear { set, concordance } = self.material.last.as_ref()?;
        let concordance = (*concordance)?;
        if self.whole_break().is_some_and(|found| !found.comparable) {
            return None;
        }
        let old = same_as(concordance, &self.question.id)?;
        let question = set.question(old)?;
        // A row of a grid keeps its id, behind the question's.
        let name = self.variable.meta().name.strip_prefix(&self.question.id).map(|row| format!("{old}{row}"))?;
        let variable = set.variable(&name).filter(|v| question.variables.contains(&v.meta().name))?;
        let kind = std::mem::discriminant(variable);
        (kind == std::mem::discriminant(self.variable)).then(|| Before {
            question,
            variable,
            own: set.row_of(self.material.code),
        })
    }

    fn choices(&self, plan: &Plan<'_>, before: Option<&Before<'_>>) -> Result<Shares, DatabaseError> {
        let table = plan.table(self.variable).map_err(faulty)?;
        let last = match before {
            Some(before) => {
                let plan = Plan { always_no_answer: true, ..Plan::default() };
                Some(plan.table(before.variable).map_err(faulty)?)
            }
            None => None,
        };
        let known = self.known(tabulate::variables::NO_ANSWER);
        let bases: Vec<Option<u64>> = self.by_group(|block, row, at| {
            let base = base_of(&table, block, row);
            shown(base, known[at]).then_some(base)
        });
        let known_before = before.map_or(0, |before| u64::from(before.own.is_some()));
        let lines = table.columns.iter().enumerate().map(|(at, column)| {
            let id = match column {
                Column::Choice(choice) => self.question.options.get(*choice).cloned().unwrap_or_default(),
                Column::NoAnswer => String::new(),
            };
            let figures: Vec<Figure> = self.by_group(|block, row, group| figure(&table, block, row, at, known[group]));
            let against = before.zip(last.as_ref()).and_then(|(before, table)| {
                let column = self.column_before(before, *column)?;
                let place = table.columns.iter().position(|c| *c == column)?;
                Some((
                    figure(table, 0, 0, place, known_before),
                    before.own.map(|own| is_chosen(before.variable, own, column)),
                ))
            });
            let whole = figures.last().copied();
            ChoiceLine {
                id,
                label: table.column_label(*column).to_owned(),
                chosen: self.mine().is_some_and(|mine| is_chosen(mine, self.own, *column)),
                chosen_last: against.as_ref().and_then(|(_, own)| *own),
                last: against.as_ref().map(|(figure, _)| *figure),
                change: against.as_ref().zip(whole).and_then(|((last, _), now)| change(*last, now)),
                figures,
            }
        });
        let multiple = matches!(self.variable, Variable::Multiple(_));
        let lines = lines.collect();
        let last_base = last.as_ref().map(|table| base_of(table, 0, 0)).filter(|n| shown(*n, known_before));
        Ok((Body::Choices { multiple, lines }, bases, last_base))
    }

    /// In the order of the groups: the parts' rows of the second block, the country's of the first; and the group's place.
    fn by_group<T>(&self, of: impl Fn(usize, usize, usize) -> T) -> Vec<T> {
        let mut part = 0;
        let place = |(at, group): (usize, &Group)| {
            if group.kind == GroupKind::Country {
                return of(0, 0, at);
            }
            part += 1;
            of(1, part - 1, at)
        };
        self.groups.iter().enumerate().map(place).collect()
    }

    /// Per group how many of who counts (from the state `least` on) the reader may read one by one.
    fn known(&self, least: u16) -> Vec<u64> {
        let counts = |row: &usize| self.read.contains(row) && self.variable.state(*row) >= least;
        self.groups.iter().map(|group| group.members.iter().filter(|row| counts(row)).count() as u64).collect()
    }

    /// The same option last year; `None` where it is not comparable.
    fn column_before(&self, before: &Before<'_>, column: Column) -> Option<Column> {
        let Column::Choice(choice) = column else { return Some(Column::NoAnswer) };
        let id = self.question.options.get(choice)?;
        let of_option = self.breaks.iter().find(|found| found.option.as_ref() == Some(id));
        let old = match of_option {
            None => id,
            Some(found) if found.comparable => found.against.first()?,
            Some(_) => return None,
        };
        before.question.options.iter().position(|option| option == old).map(Column::Choice)
    }

    fn number(&self, plan: &Plan<'_>, numeric: &Numeric, before: Option<&Before<'_>>) -> Result<Shares, DatabaseError> {
        let quarters = |summary: &Shown<Option<tabulate::tables::Summary>>, known: u64| {
            let summary = summary.value().copied().flatten()?;
            let quarters = Quarters {
                n: summary.n,
                first: summary.first_quartile,
                median: summary.median,
                third: summary.third_quartile,
            };
            shown(summary.n, known).then_some(quarters)
        };
        let table = plan.numeric(numeric).map_err(faulty)?;
        let known = self.known(tabulate::variables::FIRST_OPTION);
        let groups: Vec<Option<Quarters>> = self.by_group(|block, row, at| {
            let row = table.blocks.get(block).and_then(|block| block.rows.get(row));
            row.and_then(|row| quarters(&row.summary, known[at]))
        });
        let (mut last, mut own_last) = (None, None);
        if let Some(before) = before
            && let Variable::Numeric(old) = before.variable
        {
            let table = Plan::default().numeric(old).map_err(faulty)?;
            last = table
                .blocks
                .first()
                .and_then(|b| b.rows.first())
                .and_then(|row| quarters(&row.summary, u64::from(before.own.is_some())));
            own_last = before.own.and_then(|own| old.value(own));
        }
        let bases = groups.iter().map(|group| group.map(|quarters| quarters.n)).collect();
        let last_base = last.map(|quarters| quarters.n);
        let unit = self.question.unit.clone();
        let own = match self.mine() {
            Some(Variable::Numeric(mine)) => mine.value(self.own),
            _ => None,
        };
        Ok((Body::Number(NumberLines { unit, own, own_last, groups, last }), bases, last_base))
    }

    /// Neighbours by what they answered: where the question is public, and those who share.
    fn named(&self) -> Vec<Named> {
        let set = self.material.set;
        let bodies: Vec<usize> = self
            .neighbours
            .iter()
            .copied()
            .filter(|row| {
                let code = set.rows().get(*row).map(|row| row.code.as_str());
                self.question.public || code.is_some_and(|code| self.material.sharing.contains(code))
            })
            .collect();
        let name = |row: usize| match set.rows().get(row) {
            Some(row) if row.code == row.prefecture_code => row.name.clone(),
            Some(row) => format!("{}{}", row.prefecture, row.name),
            None => String::new(),
        };
        if let Variable::Numeric(numeric) = self.variable {
            let unit = &self.question.unit;
            let said = |row: usize| numeric.value(row).map(|value| format!("{}{unit}", super::figure(value)));
            return bodies
                .into_iter()
                .filter_map(|row| Some(Named { label: said(row)?, names: vec![name(row)] }))
                .collect();
        }
        let choices = &self.variable.meta().choices;
        let by_choice = choices.iter().enumerate().map(|(at, choice)| Named {
            label: choice.label.clone(),
            names: bodies
                .iter()
                .copied()
                .filter(|row| is_chosen(self.variable, *row, Column::Choice(at)))
                .map(name)
                .collect(),
        });
        by_choice.filter(|named| !named.names.is_empty()).collect()
    }
}

/// Last year's question that is the same, or asks the same in other words.
fn same_as<'a>(concordance: &'a Concordance, question: &'a str) -> Option<&'a str> {
    match concordance.of(question) {
        None => Some(question),
        Some(link) if matches!(link.relation, Relation::Same | Relation::Reworded) => {
            link.from.first().map(String::as_str)
        }
        Some(_) => None,
    }
}

fn state_of(variable: &Variable, row: usize) -> OwnState {
    match variable.state(row) {
        tabulate::variables::NOT_ASKED => OwnState::NotAsked,
        tabulate::variables::NO_ANSWER => OwnState::NoAnswer,
        _ => OwnState::Answered,
    }
}

fn is_chosen(variable: &Variable, row: usize, column: Column) -> bool {
    match (variable, column) {
        (_, Column::NoAnswer) => state_of(variable, row) == OwnState::NoAnswer,
        (Variable::Single(single), Column::Choice(at)) => single.answer(row) == Answer::Option(at),
        (Variable::Multiple(multiple), Column::Choice(at)) => multiple.ticked(row, at),
        (Variable::Numeric(_), _) => false,
    }
}

fn base_of(table: &Table, block: usize, row: usize) -> u64 {
    let row = table.blocks.get(block).and_then(|block| block.rows.get(row));
    row.and_then(|row| row.base.value()).map_or(0, |size| size.respondents)
}

/// `known`: how many of them the reader may read one by one.
fn shown(n: u64, known: u64) -> bool {
    let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    is_enough_beside(size(n), size(known))
}

fn figure(table: &Table, block: usize, row: usize, column: usize, known: u64) -> Figure {
    let base = base_of(table, block, row);
    let cell: Option<&Cell> = table.blocks.get(block).and_then(|found| table.cells(found, row).get(column));
    match cell.and_then(Shown::value) {
        Some(figures) if shown(base, known) => Figure::Percent {
            tenths: figures.percent.map_or(0, tabulate::Percent::tenths),
            count: figures.respondents,
            base,
        },
        _ => Figure::TooFew,
    }
}

/// The difference of two shares in tenths of a point, from the counts themselves.
fn change(last: Figure, now: Figure) -> Option<i32> {
    let (Figure::Percent { count: a, base: n, .. }, Figure::Percent { count: b, base: m, .. }) = (now, last) else {
        return None;
    };
    let (a, n, b, m) = (i128::from(a), i128::from(n), i128::from(b), i128::from(m));
    let whole = u128::try_from(n * m).ok().filter(|whole| *whole > 0)?;
    i32::try_from(half_away((a * m - b * n) * 1000, whole)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_counted_from_the_counts_not_from_rounded_shares() {
        let figure = |count, base| Figure::Percent { tenths: 0, count, base };
        assert_eq!(change(figure(1, 3), figure(2, 3)), Some(333));
        assert_eq!(change(figure(2, 3), figure(1, 3)), Some(-333));
        // 33.35 → 33.45 would be printed as 33.4 → 33.5: the difference is 0.1.
        assert_eq!(change(figure(667, 2000), figure(669, 2000)), Some(1));
        assert_eq!(change(figure(5, 10), figure(5, 10)), Some(0));
        assert_eq!(change(Figure::TooFew, figure(5, 10)), None);
    }

    #[test]
    fn five_are_shown_and_four_are_not() {
        assert!(!shown(0, 0) && !shown(4, 0) && shown(5, 0));
        assert!(!shown(5, 1) && shown(6, 1) && shown(5, 5), "beside those one reads anyway");
    }
}

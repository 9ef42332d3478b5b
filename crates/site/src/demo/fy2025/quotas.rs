//! Who is given which answer, so that as many give it as a margin says.

use questionnaire::{Answer, Choice, Form, Kind, Question, RowAnswer};

use super::super::draws::Draws;
use super::super::fill::FillError;
use super::margins::{Line, Margin, NO_ANSWER};
use super::{Person, refused};

/// What stands beside 「その他」.
const OTHER: &str = "地域で決めたもの";

/// A variable: a question, or a row of its grid by position and id.
struct Place<'a> {
    at: usize,
    question: &'a Question,
    row: Option<(usize, &'a str)>,
    always: bool,
}

fn place<'a>(form: &'a Form, variable: &str) -> Result<Place<'a>, FillError> {
    for (at, section, question) in form.questions() {
        let free = section.relevant.is_none() && question.relevant.is_none();
        if question.id == variable {
            return Ok(Place { at, question, row: None, always: free });
        }
        if let (Kind::Grid(grid), Some(rest)) = (&question.kind, variable.strip_prefix(&question.id)) {
            let row = rest.strip_prefix('_').and_then(|id| grid.rows.iter().position(|row| row.id == id));
            if let Some((at_row, row)) = row.and_then(|at_row| Some((at_row, grid.rows.get(at_row)?))) {
                let always = free && row.relevant.is_none();
                return Ok(Place { at, question, row: Some((at_row, &row.id)), always });
            }
        }
    }
    Err(refused(format!("{variable}: the questionnaire has no such variable")))
}

impl Place<'_> {
    fn is_asked(&self, form: &Form, person: &Person) -> bool {
        if self.always {
            return true;
        }
        let who = form.applicable(&person.answers);
        match self.row {
            Some((row, _)) => who.row(self.at, row),
            None => who.question(self.at),
        }
    }

    fn takes_many(&self) -> bool {
        match &self.question.kind {
            Kind::Multiple(_) => true,
            Kind::Grid(grid) => grid.multiple,
            _ => false,
        }
    }

    fn most(&self) -> usize {
        let limit = match &self.question.kind {
            Kind::Multiple(kind) => kind.most,
            _ => None,
        };
        limit.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
    }
}

/// Deals one margin, group by group.
pub fn deal(form: &Form, margin: &Margin, people: &mut [Person], draws: &mut Draws) -> Result<(), FillError> {
    let place = place(form, &margin.variable)?;
    let mut groups: Vec<&str> = margin.lines.iter().filter(|l| l.count.is_some()).map(|l| l.group.as_str()).collect();
    groups.dedup();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let lines: Vec<&Line> = margin.lines.iter().filter(|l| l.group == group && l.count.is_some()).collect();
        let asked: Vec<usize> = (0..people.len())
            .filter(|at| {
                people.get(*at).is_some_and(|p| (group.is_empty() || p.group == group) && place.is_asked(form, p))
            })
            .collect();
        let given = match &place.question.kind {
            Kind::Text(_) => several(&lines, &asked, people, draws, usize::MAX, &[], &margin.variable)?,
            _ if place.takes_many() => {
                let choices = form.choices(place.question);
                several(&lines, &asked, people, draws, place.most(), choices, &margin.variable)?
            }
            _ => single(&lines, &asked, draws, &margin.variable)?,
        };
        for (at, options) in asked.into_iter().zip(given) {
            if let Some(person) = people.get_mut(at) {
                give(form, &place, person, options);
            }
        }
    }
    Ok(())
}

fn count(line: &Line) -> usize {
    line.count.unwrap_or(0)
}

/// One option each; the counts are as many as are asked.
fn single(
    lines: &[&Line],
    asked: &[usize],
    draws: &mut Draws,
    variable: &str,
) -> Result<Vec<Option<Vec<String>>>, FillError> {
    let mut cards: Vec<&str> =
        lines.iter().flat_map(|line| std::iter::repeat_n(line.option.as_str(), count(line))).collect();
    if cards.len() != asked.len() {
        return Err(refused(format!("{variable}: {} answers for {} who are asked", cards.len(), asked.len())));
    }
    draws.shuffle(&mut cards);
    Ok(cards.into_iter().map(|option| (option != NO_ANSWER).then(|| vec![option.to_owned()])).collect())
}

/// Any number of options each: exactly so many tick each, nobody beyond the limit, everybody who answers at least one
/// where the counts allow it.
fn several(
    lines: &[&Line],
    asked: &[usize],
    people: &[Person],
    draws: &mut Draws,
    most: usize,
    choices: &[Choice],
    variable: &str,
) -> Result<Vec<Option<Vec<String>>>, FillError> {
    let exclusive = |option: &str| choices.iter().any(|choice| choice.id == option && choice.exclusive);
    let mut order: Vec<usize> = (0..asked.len()).collect();
    draws.shuffle(&mut order);
    let silent: usize = lines.iter().filter(|line| line.option == NO_ANSWER).map(|line| count(line)).sum();
    if silent > order.len() {
        return Err(refused(format!("{variable}: more 無回答 than are asked")));
    }
    let mut given: Vec<Option<Vec<String>>> = vec![Some(Vec::new()); asked.len()];
    for at in order.drain(..silent) {
        if let Some(slot) = given.get_mut(at) {
            *slot = None;
        }
    }
    for line in lines.iter().filter(|line| exclusive(&line.option)) {
        let alone = order.len().checked_sub(count(line)).map(|rest| order.split_off(rest));
        for at in alone.ok_or_else(|| refused(format!("{variable}: too many {}", line.option)))? {
            if let Some(Some(ticks)) = given.get_mut(at) {
                ticks.push(line.option.clone());
            }
        }
    }
    let mut open: Vec<&&Line> =
        lines.iter().filter(|line| line.option != NO_ANSWER && !exclusive(&line.option)).collect();
    open.sort_by_key(|line| std::cmp::Reverse(count(line)));
    let ticks_of =
        |given: &[Option<Vec<String>>], at: usize| given.get(at).and_then(Option::as_ref).map_or(0, Vec::len);
    for line in &open {
        let mut drawn: Vec<(u64, usize)> = Vec::with_capacity(order.len());
        for at in &order {
            let ticks = ticks_of(&given, *at);
            if ticks < most {
                let person = asked.get(*at).and_then(|p| people.get(*p));
                let lean = person.map_or(100, |p| (p.lean)(variable, &line.option, p));
                drawn.push((draws.pick(1 << 20) * lean / (ticks as u64 + 1), *at));
            }
        }
        if drawn.len() < count(line) {
            return Err(refused(format!("{variable}: nobody is left for {}", line.option)));
        }
        drawn.sort_unstable_by(|a, b| b.cmp(a));
        for (_, at) in drawn.into_iter().take(count(line)) {
            if let Some(Some(ticks)) = given.get_mut(at) {
                ticks.push(line.option.clone());
            }
        }
    }
    nobody_without(&mut given, &order);
    let place = |option: &str| lines.iter().position(|line| line.option == option);
    for ticks in given.iter_mut().flatten() {
        ticks.sort_by_key(|option| place(option));
    }
    Ok(given)
}

/// Who answered and has no tick is given one of somebody who has several: the counts stay.
fn nobody_without(given: &mut [Option<Vec<String>>], order: &[usize]) {
    let mut donors = order.iter().copied();
    for at in order {
        if !given.get(*at).and_then(Option::as_ref).is_some_and(Vec::is_empty) {
            continue;
        }
        let tick = donors.by_ref().find_map(|from| match given.get_mut(from) {
            Some(Some(ticks)) if ticks.len() > 1 => ticks.pop(),
            _ => None,
        });
        match (given.get_mut(*at), tick) {
            (Some(Some(ticks)), Some(tick)) => ticks.push(tick),
            _ => return,
        }
    }
}

/// Writes the answer down; `None` is 無回答.
fn give(form: &Form, place: &Place<'_>, person: &mut Person, options: Option<Vec<String>>) {
    let id = &place.question.id;
    let choices = form.choices(place.question);
    let text = |option: &str| {
        choices
            .iter()
            .find(|choice| choice.id == option && choice.other)
            .map(|_| format!("{OTHER}{}", questionnaire::generate::INVENTED))
    };
    match (place.row, options) {
        (None, None) => {
            person.blank.insert(id.clone());
        }
        (None, Some(options)) => {
            let answer = match &place.question.kind {
                Kind::Text(_) => Answer::text(&options.join("、")),
                _ if place.takes_many() => {
                    let others = options.iter().filter_map(|o| Some((o.clone(), text(o)?))).collect();
                    Answer::Many { choices: options, others }
                }
                _ => {
                    let choice = options.into_iter().next().unwrap_or_default();
                    Answer::One { other: text(&choice), choice }
                }
            };
            person.answers.set(id, answer);
        }
        (Some((_, row)), options) => {
            let mut rows = match person.answers.0.remove(id) {
                Some(Answer::Grid { rows }) => rows,
                _ => std::collections::BTreeMap::new(),
            };
            if let Some(options) = options {
                let answer = if place.takes_many() {
                    let others = options.iter().filter_map(|o| Some((o.clone(), text(o)?))).collect();
                    RowAnswer::Many { choices: options, others }
                } else {
                    let choice = options.into_iter().next().unwrap_or_default();
                    RowAnswer::One { other: text(&choice), choice }
                };
                rows.insert(row.to_owned(), answer);
            }
            // Rows that are all 無回答 make the question one.
            if rows.is_empty() {
                person.blank.insert(id.clone());
            } else {
                person.blank.remove(id);
                person.answers.set(id, Answer::Grid { rows });
            }
        }
    }
}

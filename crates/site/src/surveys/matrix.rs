//! 市町村の一覧と、課題と支援の差: what a prefecture (a contracted coordinator, the office) reads of the municipalities
//! whose single answers she may see. Pure: answers come as a [`DataSet`], respondents as they stand.

pub mod export;
pub mod gap;

use jiff::civil::Date;
use tabulate::{Answer, Single, Variable, variables};

use super::data_set::{AskedQuestion, DataSet};
use super::model::{RespondentLine, State, SurveyRow};

/// What an answer is when it is no option.
pub const NO_ANSWER: &str = "無回答";
pub const NOT_ASKED: &str = "非該当";

/// An option longer than this stands in the matrix as its number and its first words; the whole is told above.
const SHORT: usize = 6;
/// That many letters of it.
const FIRST_WORDS: usize = 13;

/// A column of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// 「問8-1-2」
    pub number: String,
    pub text: String,
    /// What the cells say: 「選んだ数」, 「「活用している」の数」; empty where they say an option.
    pub said: String,
    /// The options by number, where cells begin with it.
    pub key: Vec<(usize, String)>,
    question: String,
}

/// One municipality as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    pub code: String,
    pub name: String,
    pub prefecture: String,
    pub state: State,
    pub due: Option<Date>,
    pub submitted_at: Option<String>,
    /// Days since the deadline, where an answer is still to come.
    pub late_days: Option<i32>,
    /// Where its answers stand in the set; nothing before they are handed in.
    pub row: Option<usize>,
}

/// Key questions: asked of everybody, with options or a number. A grid with one answer per row is one column.
pub fn key_questions(set: &DataSet) -> impl Iterator<Item = &AskedQuestion> {
    set.questions().iter().filter(|question| {
        question.asked_of.is_none()
            && match question.variables.len() {
                0 => false,
                1 => true,
                _ => set.variables_of(question).all(|variable| matches!(variable, Variable::Single(_))),
            }
    })
}

pub fn columns(set: &DataSet) -> Vec<Column> {
    key_questions(set)
        .map(|question| {
            let first = set.variables_of(question).next();
            let choices = first.map(|variable| variable.meta().choices.as_slice()).unwrap_or_default();
            let long = choices.iter().any(|choice| choice.label.chars().count() > SHORT);
            let single = question.variables.len() == 1;
            let (said, key) = match first {
                Some(Variable::Multiple(_)) => ("選んだ数".to_owned(), Vec::new()),
                Some(Variable::Single(_)) if !single => {
                    let label = choices.first().map(|choice| choice.label.clone()).unwrap_or_default();
                    (format!("「{label}」の数"), Vec::new())
                }
                Some(Variable::Single(_)) if long => {
                    (String::new(), (1..).zip(choices.iter().map(|choice| choice.label.clone())).collect())
                }
                Some(Variable::Numeric(_)) => (question.unit.clone(), Vec::new()),
                _ => (String::new(), Vec::new()),
            };
            Column {
                number: question.number.clone(),
                text: question.text.clone(),
                said,
                key,
                question: question.id.clone(),
            }
        })
        .collect()
}

/// What a municipality's cell says, in few words and in full.
pub fn cell(set: &DataSet, column: &Column, row: usize) -> (String, String) {
    let Some(question) = set.question(&column.question) else { return (String::new(), String::new()) };
    let variables: Vec<&Variable> = set.variables_of(question).collect();
    match variables.as_slice() {
        [variable] => {
            let full = words(variable, row);
            let short = match variable {
                Variable::Multiple(multiple) if variable.state(row) >= variables::FIRST_OPTION => {
                    let choices = &multiple.meta().choices;
                    let ticked = choices.iter().enumerate().filter(|(at, _)| multiple.ticked(row, *at));
                    let count = ticked.clone().filter(|(_, choice)| !choice.exclusive).count();
                    let of = choices.iter().filter(|choice| !choice.exclusive).count();
                    format!("{count}／{of}")
                }
                Variable::Single(single) if !column.key.is_empty() => match single.answer(row) {
                    Answer::Option(at) => {
                        let label = single.meta().choices.get(at).map_or("", |choice| choice.label.as_str());
                        format!("{} {}", at + 1, first_words(label))
                    }
                    _ => full.clone(),
                },
                _ => full.clone(),
            };
            (short, full)
        }
        rows => {
            let said: Vec<Answer> = rows
                .iter()
                .filter_map(|variable| match variable {
                    Variable::Single(single) => Some(single.answer(row)),
                    _ => None,
                })
                .collect();
            let asked = said.iter().filter(|answer| **answer != Answer::NotAsked).count();
            let first = said.iter().filter(|answer| **answer == Answer::Option(0)).count();
            let short = match (asked, said.iter().all(|answer| *answer == Answer::NoAnswer)) {
                (0, _) => NOT_ASKED.to_owned(),
                (_, true) => NO_ANSWER.to_owned(),
                _ => format!("{first}／{asked}"),
            };
            let full = rows.iter().map(|variable| format!("{}：{}", row_label(variable), words(variable, row)));
            (short, full.collect::<Vec<_>>().join("、"))
        }
    }
}

/// 「連携している（…）」 → 「連携している」; what is longer still ends in an ellipsis.
fn first_words(label: &str) -> String {
    let head = label.split('（').next().filter(|head| !head.is_empty()).unwrap_or(label);
    if head.chars().count() <= FIRST_WORDS + 1 {
        return head.to_owned();
    }
    let mut words: String = head.chars().take(FIRST_WORDS).collect();
    words.push('…');
    words
}

/// 「①…プラットフォーム」 of a grid's row.
fn row_label(variable: &Variable) -> &str {
    let label = &variable.meta().label;
    label.rsplit_once('：').map_or(label.as_str(), |(_, row)| row)
}

/// An answer in words: options joined by 「、」, a number with its unit, 無回答, 非該当.
pub fn words(variable: &Variable, row: usize) -> String {
    match variable.state(row) {
        variables::NOT_ASKED => return NOT_ASKED.to_owned(),
        variables::NO_ANSWER => return NO_ANSWER.to_owned(),
        _ => {}
    }
    match variable {
        Variable::Single(single) => option(single, row),
        Variable::Multiple(multiple) => {
            let choices = multiple.meta().choices.iter().enumerate();
            let ticked: Vec<&str> =
                choices.filter(|(at, _)| multiple.ticked(row, *at)).map(|(_, choice)| choice.label.as_str()).collect();
            if ticked.is_empty() { "どれも選んでいない".to_owned() } else { ticked.join("、") }
        }
        Variable::Numeric(number) => {
            number.value(row).map(|value| format!("{value}{}", number.unit())).unwrap_or_default()
        }
    }
}

/// The chosen option in words; 無回答, 非該当.
pub fn option(single: &Single, row: usize) -> String {
    match single.answer(row) {
        Answer::Option(at) => single.meta().choices.get(at).map(|c| c.label.clone()).unwrap_or_default(),
        Answer::NoAnswer => NO_ANSWER.to_owned(),
        Answer::NotAsked => NOT_ASKED.to_owned(),
    }
}

/// Respondents as they stand today, each with the place of its answers.
pub fn towns(set: &DataSet, survey: &SurveyRow, lines: &[RespondentLine], today: Date) -> Vec<Town> {
    lines
        .iter()
        .map(|line| {
            let due = line.due_on.as_ref().unwrap_or(&survey.due_on).parse().ok();
            let late = |due: Date| (due < today).then(|| (today - due).get_days());
            Town {
                code: line.code.clone(),
                name: line.name.clone(),
                prefecture: line.prefecture_name.clone(),
                state: line.state(),
                due,
                submitted_at: line.submitted_at.clone(),
                late_days: due.filter(|_| !line.state().is_collected()).and_then(late),
                row: set.row_of(&line.code),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::first_words;

    #[test]
    fn an_option_is_known_by_its_first_words() {
        assert_eq!(first_words("連携している（協議の場で）"), "連携している");
        assert_eq!(first_words("（その他）"), "（その他）");
        assert_eq!(first_words("一二三四五六七八九十一二三四"), "一二三四五六七八九十一二三四");
        assert_eq!(first_words("一二三四五六七八九十一二三四五"), "一二三四五六七八九十一二三…");
    }
}

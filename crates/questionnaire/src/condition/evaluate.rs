//! Condition + values → does it hold?

use jiff::civil::Date;

use super::{Comparison, Condition, Operand};

/// A value as a condition sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// 無回答, 非該当.
    Blank,
    /// The id of an option, a text.
    Text(&'a str),
    Number(f64),
    Date(Date),
    /// The ids of the options ticked.
    Set(&'a [String]),
}

/// Where a condition finds its values.
pub trait Values {
    /// `${name}`. An unknown name is [`Value::Blank`].
    fn variable(&self, name: &str) -> Value<'_>;
    /// `.`
    fn own(&self) -> Value<'_> {
        Value::Blank
    }
    /// A bare word: a column of the choice.
    fn column(&self, _name: &str) -> Value<'_> {
        Value::Blank
    }
}

/// Everything is blank.
pub struct NoValues;

impl Values for NoValues {
    fn variable(&self, _: &str) -> Value<'_> {
        Value::Blank
    }
}

impl Condition {
    /// Does it hold? A blank value equals `''` only, and is neither more nor less than anything.
    pub fn holds(&self, values: &impl Values) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.holds(values)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(values)),
            Self::Not(part) => !part.holds(values),
            Self::Compare(left, comparison, right) => {
                compare(value_of(left, values), *comparison, value_of(right, values))
            }
            Self::Selected(of, option) => match value_of(of, values) {
                Value::Set(ids) => ids.contains(option),
                Value::Text(id) => id == option,
                Value::Blank | Value::Number(_) | Value::Date(_) => false,
            },
        }
    }
}

fn value_of<'a>(operand: &'a Operand, values: &'a impl Values) -> Value<'a> {
    match operand {
        Operand::Variable(name) => values.variable(name),
        Operand::Own => values.own(),
        Operand::Text(text) if text.is_empty() => Value::Blank,
        Operand::Text(text) => Value::Text(text),
        Operand::Number(number) => Value::Number(*number),
        Operand::Column(name) => values.column(name),
        #[allow(clippy::cast_precision_loss, reason = "options are counted in tens")]
        Operand::Count(of) => Value::Number(match value_of(of, values) {
            Value::Set(ids) => ids.len() as f64,
            Value::Text(_) => 1.0,
            Value::Blank | Value::Number(_) | Value::Date(_) => 0.0,
        }),
    }
}

fn compare(left: Value<'_>, comparison: Comparison, right: Value<'_>) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let order = match (simple(left), simple(right)) {
        (Value::Blank, Value::Blank) => Some(Equal),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(&b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Text(b)) => b.parse::<f64>().ok().and_then(|b| a.partial_cmp(&b)),
        (Value::Text(a), Value::Number(b)) => a.parse::<f64>().ok().and_then(|a| a.partial_cmp(&b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(&b)),
        (Value::Date(a), Value::Text(b)) => b.parse::<Date>().ok().map(|b| a.cmp(&b)),
        (Value::Text(a), Value::Date(b)) => a.parse::<Date>().ok().map(|a| a.cmp(&b)),
        (Value::Set(a), Value::Set(b)) => (a == b).then_some(Equal),
        _ => None,
    };
    match comparison {
        Comparison::Equal => order == Some(Equal),
        Comparison::NotEqual => order != Some(Equal),
        Comparison::Less => order == Some(Less),
        Comparison::LessOrEqual => matches!(order, Some(Less | Equal)),
        Comparison::Greater => order == Some(Greater),
        Comparison::GreaterOrEqual => matches!(order, Some(Greater | Equal)),
    }
}

/// No option ticked is blank; one is that one.
fn simple(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Set([]) | Value::Text("") => Value::Blank,
        Value::Set([only]) => Value::Text(only),
        other => other,
    }
}

//! Conditions in the subset of XLSForm that questionnaires need.
//!
//! `${q1} = '2'` · `selected(${q5}, 'none')` · `count-selected(.) <= 3` · `${q3} > 0 and not(${q4} = '')` · `.` (the answer
//! itself) · a bare word in a choice filter (a column of the choice). Operators `= != < <= > >= and or not() ( )`.
//!
//! [`Condition`] parses from and prints to that text (`parse(print(c)) == c`), evaluates against anything that knows the
//! values ([`Values`]), and is said in Japanese ([`Condition::in_japanese`]).

mod evaluate;
mod in_japanese;
mod parse;

pub use evaluate::{NoValues, Value, Values};
pub use in_japanese::Names;
pub use parse::ParseError;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A condition over answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// At least two.
    And(Vec<Condition>),
    /// At least two.
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Comparison, Operand),
    /// `selected(${q5}, 'none')`: one of the options chosen is this one. The first is a variable or `.`.
    Selected(Operand, String),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// `${q1}`, `${q12_platform}` (a row of a grid).
    Variable(String),
    /// `.`
    Own,
    /// `'text'`; `''` is 無回答.
    Text(String),
    Number(f64),
    /// `count-selected(${q5})`, `count-selected(.)`
    Count(Box<Operand>),
    /// A column of the choice, in a choice filter.
    Column(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Condition {
    /// Reads the text of a condition. At most 2,000 characters, 20 brackets deep.
    ///
    /// # Errors
    /// [`ParseError`] with the position (characters from 1) and a Japanese sentence.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse::parse(text)
    }

    /// The names of the variables it asks for, in order, repeated as written.
    pub fn variables(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.each_operand(&mut |operand| {
            if let Operand::Variable(name) = operand {
                found.push(name.as_str());
            }
        });
        found
    }

    /// Calls `look` with every operand, also those inside `count-selected`.
    pub fn each_operand<'a>(&'a self, look: &mut impl FnMut(&'a Operand)) {
        fn one<'a>(operand: &'a Operand, look: &mut impl FnMut(&'a Operand)) {
            look(operand);
            if let Operand::Count(inner) = operand {
                look(inner);
            }
        }
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.each_operand(look)),
            Self::Not(part) => part.each_operand(look),
            Self::Compare(left, _, right) => {
                one(left, look);
                one(right, look);
            }
            Self::Selected(of, _) => one(of, look),
        }
    }

    /// The same condition with other names for its variables: those the map knows.
    #[must_use]
    pub fn with_variables(&self, names: &BTreeMap<String, String>) -> Self {
        self.mapped(&|operand| match operand {
            Operand::Variable(name) => names.get(name).map(|new| Operand::Variable(new.clone())),
            _ => None,
        })
    }

    /// The same condition with an option under its new id, wherever one of these variables is held against it (`own`:
    /// also where the answer itself is).
    #[must_use]
    pub fn with_option(&self, variables: &[String], own: bool, old: &str, new: &str) -> Self {
        let is_of = |operand: &Operand| match operand {
            Operand::Variable(name) => variables.contains(name),
            Operand::Own => own,
            _ => false,
        };
        let renamed = |text: &str| if text == old { new.to_owned() } else { text.to_owned() };
        match self {
            Self::And(parts) => Self::And(parts.iter().map(|p| p.with_option(variables, own, old, new)).collect()),
            Self::Or(parts) => Self::Or(parts.iter().map(|p| p.with_option(variables, own, old, new)).collect()),
            Self::Not(part) => Self::Not(Box::new(part.with_option(variables, own, old, new))),
            Self::Selected(of, option) if is_of(of) => Self::Selected(of.clone(), renamed(option)),
            Self::Compare(of, how, Operand::Text(option)) if is_of(of) => {
                Self::Compare(of.clone(), *how, Operand::Text(renamed(option)))
            }
            Self::Compare(Operand::Text(option), how, of) if is_of(of) => {
                Self::Compare(Operand::Text(renamed(option)), *how, of.clone())
            }
            other => other.clone(),
        }
    }

    /// With every operand the function has another for, also inside `count-selected`.
    fn mapped(&self, to: &impl Fn(&Operand) -> Option<Operand>) -> Self {
        let one = |operand: &Operand| match operand {
            Operand::Count(inner) => Operand::Count(Box::new(to(inner).unwrap_or_else(|| (**inner).clone()))),
            other => to(other).unwrap_or_else(|| other.clone()),
        };
        match self {
            Self::And(parts) => Self::And(parts.iter().map(|part| part.mapped(to)).collect()),
            Self::Or(parts) => Self::Or(parts.iter().map(|part| part.mapped(to)).collect()),
            Self::Not(part) => Self::Not(Box::new(part.mapped(to))),
            Self::Compare(left, how, right) => Self::Compare(one(left), *how, one(right)),
            Self::Selected(of, option) => Self::Selected(one(of), option.clone()),
        }
    }

    /// Every (variable, option) it names by equality or `selected`: for finding options that do not exist.
    pub fn options_named(&self) -> Vec<(&Operand, &str)> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::options_named).collect(),
            Self::Not(part) => part.options_named(),
            Self::Selected(of, option) => vec![(of, option.as_str())],
            Self::Compare(of, Comparison::Equal | Comparison::NotEqual, Operand::Text(option))
            | Self::Compare(Operand::Text(option), Comparison::Equal | Comparison::NotEqual, of)
                if !option.is_empty() =>
            {
                vec![(of, option.as_str())]
            }
            Self::Compare(..) => Vec::new(),
        }
    }
}

impl FromStr for Condition {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse::parse(text)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${{{name}}}"),
            Self::Own => f.write_str("."),
            Self::Text(text) => quoted(f, text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Count(of) => write!(f, "count-selected({of})"),
            Self::Column(name) => f.write_str(name),
        }
    }
}

/// A text holds one kind of quotation mark at most (the parser gives no other).
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mark = if text.contains('\'') { '"' } else { '\'' };
    write!(f, "{mark}{text}{mark}")
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Condition], word: &str| {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    write!(f, " {word} ")?;
                }
                if matches!(part, Self::And(_) | Self::Or(_)) { write!(f, "({part})")? } else { write!(f, "{part}")? }
            }
            Ok(())
        };
        match self {
            Self::And(parts) => joined(f, parts, "and"),
            Self::Or(parts) => joined(f, parts, "or"),
            Self::Not(part) => write!(f, "not({part})"),
            Self::Compare(left, comparison, right) => write!(f, "{left} {} {right}", comparison.sign()),
            Self::Selected(of, option) => {
                write!(f, "selected({of}, ")?;
                quoted(f, option)?;
                f.write_str(")")
            }
        }
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

//! 「問1で「設置していない」と答えた方」: conditions for paper, Excel and the web.

use super::{Comparison, Condition, Operand};

/// Where the names people know come from.
pub trait Names {
    /// `q8_1` → 「問8-1」; 「問12（手引き）」 for a row of a grid.
    fn question(&self, name: &str) -> String;
    /// (`q1`, `no`) → 「設置していない」.
    fn option(&self, name: &str, option: &str) -> String;
}

impl Condition {
    /// Who is asked: ends in 「方」. Choice filters and constraints have no such sentence; they get a plain description.
    pub fn in_japanese(&self, names: &impl Names) -> String {
        format!("{}方", phrase(self, names))
    }
}

impl Condition {
    /// What must hold, as of a constraint or a choice filter: ends in 「こと」. `own` is the question that `.` stands for.
    pub fn requirement(&self, names: &impl Names, own: &str) -> String {
        match self {
            Self::And(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| part.requirement(names, own)).collect();
                parts.join("、かつ、")
            }
            Self::Or(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| part.requirement(names, own)).collect();
                parts.join("、または、")
            }
            Self::Not(part) => match part.as_ref() {
                Self::Compare(left, Comparison::Equal, right) => {
                    Self::Compare(left.clone(), Comparison::NotEqual, right.clone()).requirement(names, own)
                }
                Self::Selected(of, option) => {
                    format!("{}で「{}」を選んでいないこと", subject(of, names), own_option(of, option, names, own))
                }
                other => format!("「{}」ではないこと", other.requirement(names, own)),
            },
            Self::Selected(of, option) => {
                format!("{}で「{}」を選んでいること", subject(of, names), own_option(of, option, names, own))
            }
            Self::Compare(left, how, right) => {
                let who = subject(left, names);
                match (how, right) {
                    (Comparison::Equal, Operand::Text(text)) if text.is_empty() => format!("{who}に答えがないこと"),
                    (Comparison::NotEqual, Operand::Text(text)) if text.is_empty() => format!("{who}に答えがあること"),
                    (how, right) => {
                        let than = match right {
                            Operand::Text(text) => format!("「{}」", own_option(left, text, names, own)),
                            other => subject(other, names),
                        };
                        let how = match how {
                            Comparison::Equal => "と同じであること",
                            Comparison::NotEqual => "でないこと",
                            Comparison::Less => "より小さいこと",
                            Comparison::LessOrEqual => "以下であること",
                            Comparison::Greater => "より大きいこと",
                            Comparison::GreaterOrEqual => "以上であること",
                        };
                        format!("{who}が{than}{how}")
                    }
                }
            }
        }
    }
}

fn own_option(of: &Operand, option: &str, names: &impl Names, own: &str) -> String {
    match of {
        Operand::Own => names.option(own, option),
        other => option_of(other, option, names),
    }
}

fn phrase(condition: &Condition, names: &impl Names) -> String {
    match condition {
        Condition::And(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| phrase(part, names)).collect();
            parts.join("方で、かつ、")
        }
        Condition::Or(parts) => any_of_one(parts, names).unwrap_or_else(|| {
            let parts: Vec<String> = parts.iter().map(|part| phrase(part, names)).collect();
            parts.join("方、または、")
        }),
        Condition::Not(part) => match part.as_ref() {
            Condition::Compare(left, Comparison::Equal, right) => compared(left, Comparison::NotEqual, right, names),
            Condition::Selected(of, option) => {
                format!("{}で「{}」を選ばなかった", subject(of, names), option_of(of, option, names))
            }
            other => format!("「{}」に当てはまらない", phrase(other, names)),
        },
        Condition::Compare(left, comparison, right) => compared(left, *comparison, right, names),
        Condition::Selected(of, option) => {
            format!("{}で「{}」と答えた", subject(of, names), option_of(of, option, names))
        }
    }
}

/// `${q10} = 'no' or ${q10} = 'unknown'` → 「問10で「いない」または「わからない」と答えた」.
fn any_of_one(parts: &[Condition], names: &impl Names) -> Option<String> {
    let mut of: Option<&Operand> = None;
    let mut options = Vec::new();
    for part in parts {
        let (Condition::Selected(this, option) | Condition::Compare(this, Comparison::Equal, Operand::Text(option))) =
            part
        else {
            return None;
        };
        if option.is_empty() || of.is_some_and(|of| of != this) {
            return None;
        }
        of = Some(this);
        options.push(format!("「{}」", option_of(this, option, names)));
    }
    Some(format!("{}で{}と答えた", subject(of?, names), options.join("または")))
}

fn compared(left: &Operand, comparison: Comparison, right: &Operand, names: &impl Names) -> String {
    let who = subject(left, names);
    match (comparison, right) {
        (Comparison::Equal, Operand::Text(text)) if text.is_empty() => format!("{who}に答えていない"),
        (Comparison::NotEqual, Operand::Text(text)) if text.is_empty() => format!("{who}に答えた"),
        (Comparison::Equal, Operand::Text(text)) => format!("{who}で「{}」と答えた", option_of(left, text, names)),
        (Comparison::NotEqual, Operand::Text(text)) => {
            format!("{who}で「{}」以外を答えた", option_of(left, text, names))
        }
        (comparison, right) => {
            let than = match right {
                Operand::Number(number) => number.to_string(),
                other => subject(other, names),
            };
            let how = match comparison {
                Comparison::Equal => "と等しい",
                Comparison::NotEqual => "でない",
                Comparison::Less => "より小さい",
                Comparison::LessOrEqual => "以下の",
                Comparison::Greater => "より大きい",
                Comparison::GreaterOrEqual => "以上の",
            };
            format!("{who}が{than}{how}")
        }
    }
}

fn subject(operand: &Operand, names: &impl Names) -> String {
    match operand {
        Operand::Variable(name) => names.question(name),
        Operand::Own => "この設問".to_owned(),
        Operand::Text(text) => format!("「{text}」"),
        Operand::Number(number) => number.to_string(),
        Operand::Count(of) => format!("{}で選んだ数", subject(of, names)),
        Operand::Column(name) => format!("選択肢の{name}"),
    }
}

fn option_of(operand: &Operand, option: &str, names: &impl Names) -> String {
    match operand {
        Operand::Variable(name) => names.option(name, option),
        _ => option.to_owned(),
    }
}

//! Text → condition, by recursive descent with a limit on depth.

use std::fmt;

use super::{Comparison, Condition, Operand};

const MOST_LETTERS: usize = 2_000;
const MOST_DEPTH: usize = 20;

/// Why a text is no condition. `position` counts characters from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub position: usize,
    pub sentence: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "条件の{}文字目: {}", self.position, self.sentence)
    }
}

impl std::error::Error for ParseError {}

/// What is stored is the condition printed, with spaces and brackets of its own: only what can be read again is read.
pub(super) fn parse(text: &str) -> Result<Condition, ParseError> {
    let condition = parse_once(text)?;
    match parse_once(&condition.to_string()) {
        Ok(again) if again == condition => Ok(condition),
        Ok(_) => Err(ParseError {
            position: 1, sentence: "条件が読めません。書き方を変えてください。".to_owned()
        }),
        Err(error) => {
            let sentence = format!("かっこと空白を補うと、{}条件を短く分けてください。", error.sentence);
            Err(ParseError { position: 1, sentence })
        }
    }
}

fn parse_once(text: &str) -> Result<Condition, ParseError> {
    if text.chars().count() > MOST_LETTERS {
        let sentence = format!("条件が長すぎます。{MOST_LETTERS}文字までです。");
        return Err(ParseError { position: MOST_LETTERS + 1, sentence });
    }
    let mut parser = Parser { letters: text.chars().collect(), at: 0, depth: 0 };
    let condition = parser.either()?;
    parser.skip_space();
    if parser.at < parser.letters.len() {
        return Err(parser.wrong("ここから後が読めません。and・or でつないでください。"));
    }
    Ok(condition)
}

struct Parser {
    letters: Vec<char>,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, ParseError>;

impl Parser {
    fn wrong(&self, sentence: &str) -> ParseError {
        ParseError { position: self.at + 1, sentence: sentence.to_owned() }
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, sign: char) -> bool {
        self.skip_space();
        let found = self.peek() == Some(sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: char) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { Err(self.wrong(&format!("「{sign}」が必要です。"))) }
    }

    fn word_at(&self, from: usize) -> String {
        let is_letter = |c: &&char| c.is_alphanumeric() || matches!(**c, '_' | '-');
        self.letters.iter().skip(from).take_while(is_letter).collect()
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let found = self.word_at(self.at) == word;
        if found {
            self.at += word.chars().count();
        }
        found
    }

    fn either(&mut self) -> Parsed<Condition> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(self.wrong(&format!("かっこが深すぎます。{MOST_DEPTH}段までです。")));
        }
        let mut parts = vec![self.both()?];
        while self.take_word("or") {
            parts.push(self.both()?);
        }
        self.depth -= 1;
        Ok(one_or(parts, Condition::Or))
    }

    fn both(&mut self) -> Parsed<Condition> {
        let mut parts = vec![self.single()?];
        while self.take_word("and") {
            parts.push(self.single()?);
        }
        Ok(one_or(parts, Condition::And))
    }

    fn single(&mut self) -> Parsed<Condition> {
        self.skip_space();
        if self.take('(') {
            let inner = self.either()?;
            self.expect(')')?;
            return Ok(inner);
        }
        if self.take_word("not") {
            self.expect('(')?;
            let inner = self.either()?;
            self.expect(')')?;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.take_word("selected") {
            self.expect('(')?;
            let of = self.answer()?;
            self.expect(',')?;
            let Operand::Text(option) = self.operand()? else {
                return Err(self.wrong("selected の2つ目は '選択肢のID' です。"));
            };
            self.expect(')')?;
            return Ok(Condition::Selected(of, option));
        }
        let left = self.operand()?;
        let comparison = self.comparison()?;
        let right = self.operand()?;
        Ok(Condition::Compare(left, comparison, right))
    }

    fn comparison(&mut self) -> Parsed<Comparison> {
        self.skip_space();
        if self.take('=') {
            return Ok(Comparison::Equal);
        }
        if self.take('!') {
            self.expect('=')?;
            return Ok(Comparison::NotEqual);
        }
        let or_equal = |parser: &mut Self| {
            let found = parser.peek() == Some('=');
            parser.at += usize::from(found);
            found
        };
        if self.take('<') {
            return Ok(if or_equal(self) { Comparison::LessOrEqual } else { Comparison::Less });
        }
        if self.take('>') {
            return Ok(if or_equal(self) { Comparison::GreaterOrEqual } else { Comparison::Greater });
        }
        Err(self.wrong("=、!=、<、<=、>、>= のいずれかが必要です。"))
    }

    /// `${name}` or `.`
    fn answer(&mut self) -> Parsed<Operand> {
        let operand = self.operand()?;
        if matches!(operand, Operand::Variable(_) | Operand::Own) {
            return Ok(operand);
        }
        Err(self.wrong("${設問ID} か「.」が必要です。"))
    }

    fn operand(&mut self) -> Parsed<Operand> {
        self.skip_space();
        match self.peek() {
            Some('$') => {
                self.at += 1;
                self.expect('{')?;
                self.skip_space();
                let name = self.word_at(self.at);
                if name.is_empty() {
                    return Err(self.wrong("${ } の中に設問IDがありません。"));
                }
                self.at += name.chars().count();
                self.expect('}')?;
                Ok(Operand::Variable(name))
            }
            Some(mark @ ('\'' | '"')) => {
                self.at += 1;
                let text: String = self.letters.iter().skip(self.at).take_while(|c| **c != mark).collect();
                self.at += text.chars().count();
                if self.peek() != Some(mark) {
                    return Err(self.wrong("引用符が閉じていません。"));
                }
                self.at += 1;
                Ok(Operand::Text(text))
            }
            Some(c) if c.is_ascii_digit() || c == '-' => self.number(),
            Some('.') if !self.letters.get(self.at + 1).is_some_and(char::is_ascii_digit) => {
                self.at += 1;
                Ok(Operand::Own)
            }
            Some(c) if c.is_alphabetic() || c == '_' => {
                let word = self.word_at(self.at);
                let start = self.at;
                self.at += word.chars().count();
                if word == "count-selected" {
                    self.expect('(')?;
                    let of = self.answer()?;
                    self.expect(')')?;
                    return Ok(Operand::Count(Box::new(of)));
                }
                self.skip_space();
                if self.peek() == Some('(') || matches!(word.as_str(), "and" | "or" | "not" | "selected") {
                    self.at = start;
                    return Err(self.wrong(&format!(
                        "「{word}」は使えません。使えるのは selected、count-selected、not、and、or です。"
                    )));
                }
                Ok(Operand::Column(word))
            }
            _ => Err(self.wrong("${設問ID}、'文字'、数のいずれかが必要です。")),
        }
    }

    fn number(&mut self) -> Parsed<Operand> {
        let is_part = |c: &&char| c.is_ascii_digit() || **c == '.';
        let sign = usize::from(self.peek() == Some('-'));
        let digits: String = self.letters.iter().skip(self.at + sign).take_while(is_part).collect();
        let number = digits.parse::<f64>().map_err(|_| self.wrong("数として読めません。"))?;
        if number.is_infinite() {
            return Err(self.wrong("数が大きすぎます。"));
        }
        self.at += sign + digits.chars().count();
        Ok(Operand::Number(if sign == 1 && number != 0.0 { -number } else { number }))
    }
}

fn one_or(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            join(parts)
        }
        (_, None) => join(parts),
    }
}

//! A condition as somebody writes it: what is read is printed and read again the same; it can be asked and said.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use questionnaire::condition::{Condition, Names, NoValues, Value, Values};

struct Some12;

impl Values for Some12 {
    fn variable(&self, name: &str) -> Value<'_> {
        match name.len() % 3 {
            0 => Value::Number(12.0),
            1 => Value::Text("yes"),
            _ => Value::Blank,
        }
    }

    fn own(&self) -> Value<'_> {
        Value::Number(3.0)
    }
}

struct Plain;

impl Names for Plain {
    fn question(&self, name: &str) -> String {
        name.to_owned()
    }

    fn option(&self, _: &str, option: &str) -> String {
        option.to_owned()
    }
}

fuzz_target!(|text: &str| {
    match Condition::parse(text) {
        Err(error) => {
            assert!(!error.sentence.is_empty());
            assert!((1..=text.chars().count() + 1).contains(&error.position), "{error}: {text:?}");
        }
        Ok(condition) => {
            let printed = condition.to_string();
            assert_eq!(Condition::parse(&printed).as_ref(), Ok(&condition), "{text:?} printed as {printed:?}");
            assert!(!condition.holds(&NoValues) || !Condition::Not(Box::new(condition.clone())).holds(&NoValues));
            let _ = condition.holds(&Some12);
            assert!(!condition.in_japanese(&Plain).is_empty() && !condition.requirement(&Plain, "q1").is_empty());
            let names: Vec<String> = condition.variables().iter().map(|name| (*name).to_owned()).collect();
            let away: BTreeMap<String, String> = names.iter().map(|name| (name.clone(), format!("{name}_x"))).collect();
            let back: BTreeMap<String, String> = names.iter().map(|name| (format!("{name}_x"), name.clone())).collect();
            assert_eq!(condition.with_variables(&away).with_variables(&back), condition);
            let _ = condition.options_named();
        }
    }
});

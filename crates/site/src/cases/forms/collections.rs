//! What the browser sends about a collection, and back into the same controls.

use foundation::web::{Fields, Form};
use japanese::fold::{half_width, tidy};

use crate::cases::model::{ASKED, Collection};
use crate::cases::rules::collections::{SOUGHT_CHARACTERS, TITLE_CHARACTERS, WANTED_AT_MOST, days_fault};
use crate::shared::{DateBoxes, read_date};

/// What was typed, over what stands there.
pub fn collection(form: &mut Form, before: &Collection) -> Collection {
    let asked: Vec<&str> = ASKED.iter().map(|(id, _)| *id).collect();
    let title = tidy(&form.required_text("title", "募集の名前", TITLE_CHARACTERS)).replace('\n', " ");
    let sought = tidy(&form.required_text("sought", "求める事例", SOUGHT_CHARACTERS));
    let asked = form.choice("asked", "だれに求めるか", &asked, true);
    let typed = half_width(form.value("wanted").trim());
    let wanted = if typed.is_empty() { Some(0) } else { typed.trim_end_matches('件').parse().ok() };
    let wanted: Option<i64> = wanted.filter(|wanted| (0..=WANTED_AT_MOST).contains(wanted));
    if wanted.is_none() {
        form.refuse("wanted", format!("「一団体あたりの件数」は、0から{WANTED_AT_MOST}までの数で書いてください。"));
    }
    let opens = read_date(form, "opens_on", "始まりの日", true);
    let closes = read_date(form, "closes_on", "締切の日", true);
    if let Some((field, sentence)) = opens.zip(closes).and_then(|(opens, closes)| days_fault(opens, closes)) {
        form.refuse(field, sentence);
    }
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    Collection {
        title,
        sought,
        asked,
        wanted: wanted.unwrap_or(0),
        opens_on: day(opens),
        closes_on: day(closes),
        ..before.clone()
    }
}

pub fn fields_of(collection: &Collection) -> Fields {
    let wanted = if collection.wanted == 0 { String::new() } else { collection.wanted.to_string() };
    let mut values = Fields::from_pairs([
        ("title", collection.title.as_str()),
        ("sought", &collection.sought),
        ("asked", &collection.asked),
        ("wanted", &wanted),
    ]);
    for (field, day) in [("opens_on", &collection.opens_on), ("closes_on", &collection.closes_on)] {
        if let Ok(day) = day.parse() {
            DateBoxes::of(day).fill(field, &mut values);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_comes_back_from_its_own_form_and_every_fault_stands_at_its_field() {
        let call = Collection {
            title: "看取りの事例".to_owned(),
            sought: "数字のある事例".to_owned(),
            asked: "prefectures".to_owned(),
            wanted: 4,
            opens_on: "2026-08-26".to_owned(),
            closes_on: "2026-10-31".to_owned(),
            ..Collection::default()
        };
        let mut form = Form::new(fields_of(&call));
        assert_eq!(collection(&mut form, &Collection::default()), call);
        assert!(form.is_valid());
        let mut form =
            Form::new(Fields::from_pairs([("asked", "x"), ("wanted", "たくさん"), ("opens_on-year", "令和8")]));
        collection(&mut form, &Collection::default());
        for field in ["title", "sought", "asked", "wanted", "opens_on", "closes_on"] {
            assert!(!form.error(field).is_empty(), "{field}");
        }
    }
}

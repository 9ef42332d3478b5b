//! Which texts a survey has, what a category may be called, what counts as coded.

use std::collections::BTreeMap;

use questionnaire::{Answer, Column, ColumnKind, Form, RowAnswer};

use super::Refusal;
use crate::shared::Rule;
use crate::surveys::forms::mark;
use crate::surveys::model::texts::{Category, CodedValue, CodedVariable, Codings, Text};

/// Texts on one form of coding.
pub const TEXTS_A_PAGE: i64 = 25;
pub const CATEGORIES_AT_MOST: usize = 40;
pub const LABEL_CHARACTERS: usize = 60;
pub const EXCERPT_CHARACTERS: usize = 1000;
/// A word in fewer texts is no frequent one.
pub const LEAST_TEXTS: usize = 2;

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.text_categories",
        value: "40まで",
        sentence: "自由記述の分類は一つの設問に40までとし、一つの記述を複数の分類に入れられる",
        source: "REQ-197",
    },
    Rule {
        id: "surveys.text_base",
        value: "書いた団体",
        sentence: "自由記述のページでは、分類の割合の母数を、その欄に書いた団体の数とする。集計表では、たずねた数を母数とし、無回答を残す",
        source: "REQ-197",
    },
    Rule {
        id: "surveys.excerpts_no_names",
        value: "氏名・電話・メール",
        sentence: "抜粋からは、人の名前、電話番号、メールアドレスを除く",
        source: "REQ-198、REQ-286",
    },
];

/// A place where somebody may write: the text of a question, or of 「その他」.
/// The name of who answers (フェイス項目, F1 …) is none.
pub fn variables(form: &Form) -> Vec<Column> {
    let of_face = |at: usize| form.at(at).is_some_and(|(_, question)| is_of_face(&question.number));
    form.columns().into_iter().filter(|column| column.kind == ColumnKind::Text && !of_face(column.at)).collect()
}

/// 「F1」: says who answers.
fn is_of_face(number: &str) -> bool {
    let mut letters = number.trim().chars();
    matches!(letters.next(), Some('F' | 'Ｆ')) && letters.next().is_some_and(char::is_numeric)
}

/// What is written there; nothing where only blanks are.
pub fn text_in(column: &Column, answer: &Answer) -> Option<String> {
    let option = column.option.as_deref().unwrap_or_default();
    let text = match (answer, &column.row) {
        (Answer::Grid { rows }, Some((row, _))) => rows.get(row).and_then(|row: &RowAnswer| row.other(option)),
        (Answer::Text { text }, None) => Some(text.as_str()),
        (answer @ (Answer::One { .. } | Answer::Many { .. }), None) => answer.other(option),
        _ => None,
    };
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What a text is recognised by when it is coded.
pub fn mark_of(body: &str) -> String {
    mark(Some(&Answer::text(body)))
}

/// A name for a category, among those there are.
pub fn may_name(label: &str, others: &[Category]) -> Result<String, Refusal> {
    let label = label.trim();
    match label.chars().count() {
        0 => Err(Refusal::NoLabel),
        1..=LABEL_CHARACTERS => {
            let folded = japanese::fold::fold(label);
            if others.iter().any(|other| japanese::fold::fold(&other.label) == folded) {
                return Err(Refusal::LabelTaken);
            }
            Ok(label.to_owned())
        }
        length => Err(Refusal::LongLabel(length)),
    }
}

pub fn may_add(others: &[Category]) -> Result<(), Refusal> {
    if others.len() < CATEGORIES_AT_MOST { Ok(()) } else { Err(Refusal::TooManyCategories) }
}

/// What is quoted: some words, and nothing that may lead to a person unless somebody has looked.
pub fn may_quote(body: &str, looked: bool) -> Result<(), Refusal> {
    match body.trim().chars().count() {
        0 => return Err(Refusal::NoExcerpt),
        1..=EXCERPT_CHARACTERS => {}
        length => return Err(Refusal::LongExcerpt(length)),
    }
    if !looked && !japanese::personal::find(body).is_empty() {
        return Err(Refusal::PersonalData);
    }
    Ok(())
}

/// A free text as a multiple answer. `everybody`: codes of all who handed in; a coding counts only for the text it was
/// made of.
pub fn coded(
    column: &Column,
    categories: &[Category],
    codings: &Codings,
    everybody: impl IntoIterator<Item = String>,
    texts: &[Text],
) -> CodedVariable {
    let mut values: BTreeMap<String, CodedValue> =
        everybody.into_iter().map(|code| (code, CodedValue::NoText)).collect();
    for text in texts {
        values.insert(text.code.clone(), value_of(categories, codings, text));
    }
    CodedVariable {
        id: format!("{}_coded", column.id),
        label: format!("{}（分類）", column.label),
        categories: categories.iter().map(|c| (format!("c{}", c.id), c.label.clone())).collect(),
        values,
    }
}

fn value_of(categories: &[Category], codings: &Codings, text: &Text) -> CodedValue {
    let mark = mark_of(&text.body);
    let own = codings.get(&text.respondent_id).map_or(&[][..], Vec::as_slice);
    let has = |category: &Category| own.iter().any(|c| c.category_id == category.id && c.mark == mark);
    let places: Vec<usize> =
        categories.iter().enumerate().filter(|(_, category)| has(category)).map(|(at, _)| at).collect();
    if places.is_empty() { CodedValue::Uncoded } else { CodedValue::Coded(places) }
}

#[cfg(test)]
mod tests {
    use questionnaire::shipped;

    use super::*;
    use crate::surveys::model::texts::Coding;

    fn category(id: i64, label: &str) -> Category {
        Category { id, label: label.to_owned() }
    }

    fn text(id: i64, body: &str) -> Text {
        Text {
            respondent_id: id,
            code: format!("{id:06}"),
            name: "見本町".to_owned(),
            prefecture_name: "見本県".to_owned(),
            body: body.to_owned(),
        }
    }

    #[test]
    fn texts_of_questions_and_beside_options_are_found() {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let columns = variables(&form);
        assert!(columns.iter().all(|column| column.question != "f1"), "its own name is nothing to read");
        assert!(is_of_face("F1") && !is_of_face("F") && !is_of_face("問1") && !is_of_face(""));
        let column = |id: &str| columns.iter().find(|c| c.id == id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(text_in(column("q7_1"), &Answer::text(" 連携ノート ")).as_deref(), Some("連携ノート"));
        assert_eq!(text_in(column("q7_1"), &Answer::text("　")), None);
        let others = [("other".to_owned(), "配食".to_owned())].into();
        let many = Answer::Many { choices: vec!["other".to_owned()], others };
        assert_eq!(text_in(column("q8_1_1_other_text"), &many).as_deref(), Some("配食"));
        let row = RowAnswer::Many {
            choices: vec!["other".to_owned()],
            others: [("other".to_owned(), "掲示".to_owned())].into(),
        };
        let grid = Answer::Grid { rows: [("tebiki".to_owned(), row)].into() };
        assert_eq!(text_in(column("q12_1_tebiki_other_text"), &grid).as_deref(), Some("掲示"));
        assert_eq!(text_in(column("q12_1_platform_other_text"), &grid), None);
    }

    #[test]
    fn a_category_has_a_name_of_its_own() {
        let others = [category(1, "ICT"), category(2, "連携ノート")];
        assert_eq!(may_name(" 電話 ", &others).as_deref(), Ok("電話"));
        assert_eq!(may_name("", &others), Err(Refusal::NoLabel));
        assert_eq!(may_name("ｉｃｔ", &others), Err(Refusal::LabelTaken), "the same in other letters");
        assert!(may_name(&"あ".repeat(LABEL_CHARACTERS), &others).is_ok());
        assert_eq!(may_name(&"あ".repeat(61), &others), Err(Refusal::LongLabel(61)));
        let many: Vec<Category> = (0..40).map(|id| category(id, &id.to_string())).collect();
        assert_eq!(may_add(&many), Err(Refusal::TooManyCategories));
        assert_eq!(may_add(&many[..39]), Ok(()));
    }

    #[test]
    fn an_excerpt_names_nobody_unless_somebody_looked() {
        assert_eq!(may_quote("医師会と話し合った", false), Ok(()));
        assert_eq!(may_quote("山田さんと話した", false), Err(Refusal::PersonalData));
        assert_eq!(may_quote("山田さんと話した", true), Ok(()));
        assert_eq!(may_quote(" ", true), Err(Refusal::NoExcerpt));
        assert_eq!(may_quote(&"あ".repeat(1001), true), Err(Refusal::LongExcerpt(1001)));
        assert_eq!(may_quote(&"あ".repeat(1000), true), Ok(()));
    }

    #[test]
    fn a_coding_counts_for_the_text_it_was_made_of() {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let column = variables(&form).into_iter().find(|c| c.id == "q7_1").unwrap();
        let categories = [category(7, "ICT"), category(9, "紙")];
        let coding =
            |category_id, respondent_id, body: &str| Coding { category_id, respondent_id, mark: mark_of(body) };
        let texts = [text(1, "MCS"), text(2, "ノート"), text(3, "電話")];
        let codings: Codings = [
            (1, vec![coding(7, 1, "MCS"), coding(9, 1, "MCS")]),
            (2, vec![coding(9, 2, "前のことば")]),
            (8, vec![coding(9, 8, "x")]),
        ]
        .into();
        let codes = ["000001", "000002", "000003", "000004"].map(str::to_owned);
        let variable = coded(&column, &categories, &codings, codes, &texts);
        assert_eq!(variable.id, "q7_1_coded");
        assert_eq!(variable.categories[1], ("c9".to_owned(), "紙".to_owned()));
        let values: Vec<_> = variable.values.values().cloned().collect();
        let expected = [CodedValue::Coded(vec![0, 1]), CodedValue::Uncoded, CodedValue::Uncoded, CodedValue::NoText];
        assert_eq!(values, expected);
        assert_eq!((variable.written_and_coded(), variable.counts()), ((3, 1), vec![1, 1]));
    }
}

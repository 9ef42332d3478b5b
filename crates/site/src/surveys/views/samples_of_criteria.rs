//! Samples of the pages of what answers are held against.

use foundation::web::{Fields, Form};

use super::criteria::{CriteriaPage, Hit, NumberRow, RuleLine, RulePage, Tolerance, TolerancesPage, TriedView};
use super::editing::Picker;
use crate::shared::testing::assert_page;
use crate::shared::{Choice, Frame};

fn words() -> String {
    "見本のことば".to_owned()
}

fn error(full: bool) -> String {
    if full { "0から1000までの整数を入れてください。".to_owned() } else { String::new() }
}

fn number_row(full: bool) -> NumberRow {
    NumberRow {
        question: "問3 人数".to_owned(),
        percent_field: "percent-q3".to_owned(),
        percent: if full { "50".to_owned() } else { String::new() },
        percent_error: error(full),
        least_field: "least-q3".to_owned(),
        least: String::new(),
        least_error: error(full),
        now: "50%を超え、差が2以上".to_owned(),
        own: full,
    }
}

#[test]
fn pages_of_criteria_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let rule = |active| RuleLine {
            question: "問3".to_owned(),
            condition: words(),
            sentence: words(),
            origin: "事務局が作成",
            touched: if active { words() } else { String::new() },
            found: "3".to_owned(),
            state: "使っています",
            mark: "done",
            fault: if active { String::new() } else { words() },
            active,
            href: format!("/surveys/1/findings/rules/office_{}", usize::from(active)),
        };
        assert_page(&CriteriaPage {
            frame: Frame::sample("指摘の規則"),
            base: "/surveys/1/findings/rules".to_owned(),
            rules: if full { vec![rule(true), rule(false)] } else { Vec::new() },
            version: 3,
            numbers: (0..n).map(|_| number_row(full)).collect(),
            tolerance: Tolerance {
                words: words(),
                percent: "30".to_owned(),
                percent_error: error(full),
                ..Tolerance::default()
            },
            stale: if full { words() } else { String::new() },
            may_set: full,
            settings: "/surveys/1/findings/settings".to_owned(),
            tolerances: "/surveys/1/findings/tolerances".to_owned(),
            back: "/surveys/1/findings".to_owned(),
        });
        assert_page(&TolerancesPage {
            frame: Frame::sample("設問ごとの範囲"),
            errors: (0..n).map(|_| ("percent-q3".to_owned(), error(true))).collect(),
            rows: (0..n).map(|_| number_row(full)).collect(),
            all: words(),
            version: "3".to_owned(),
            action: "/surveys/1/findings/tolerances".to_owned(),
            back: "/surveys/1/findings/rules".to_owned(),
        });
    }
    for (has_condition, tried, hits) in [(true, false, 0), (true, true, 0), (true, true, 2), (false, false, 0)] {
        let mut form =
            Form::new(Fields::from_pairs([("relevant", "${q1} = 'no'"), ("sentence", "確かめてください。")]));
        if !tried {
            form.refuse("relevant", "「q9」という設問はありません。");
            form.refuse("sentence", "文を書いてください。");
        }
        let hit =
            |_| Hit { name: "見本町（見本県）".to_owned(), href: "/surveys/1/063631/questions/q3".to_owned() };
        assert_page(&RulePage {
            frame: Frame::sample("指摘の規則を変える"),
            errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            action: "/surveys/1/findings/rules/office_1".to_owned(),
            back: "/surveys/1/findings/rules".to_owned(),
            has_condition,
            what: words(),
            questions: vec![Choice::new("", "選んでください", true)],
            reading: if tried { words() } else { String::new() },
            pickers: vec![Picker {
                question: "問1 見本".to_owned(),
                conditions: vec![("${q1} = 'a'".to_owned(), words())],
            }],
            tried: tried.then(|| TriedView {
                mark: "ab12".to_owned(),
                figure: words(),
                hits: (0..hits).map(hit).collect(),
                more: if hits > 0 { words() } else { String::new() },
            }),
            version: "3".to_owned(),
            form,
        });
    }
}

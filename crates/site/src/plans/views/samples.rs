//! Every page with everything it can show.

use std::collections::BTreeSet;

use foundation::web::{Fields, Form};

use super::*;
use crate::actions::examples;
use crate::model::{Line, Plan, PlanBox, PlanLink, Whole};
use crate::shared::Frame;
use crate::shared::testing::assert_page;

fn whole() -> Whole {
    let one = |id: i64, level: &str, words: &str| PlanBox {
        id,
        level: level.to_owned(),
        words: words.to_owned(),
        indicator: "指標<1>".to_owned(),
        baseline: "1%".to_owned(),
        observed_how: "数える".to_owned(),
        observed_by: "担当".to_owned(),
        who: "町".to_owned(),
        progress: if level == "activity" { "doing" } else { "" }.to_owned(),
        due: "令和9年".to_owned(),
        updated_by: "見本".to_owned(),
        ..PlanBox::default()
    };
    Whole {
        plan: Plan {
            id: 3,
            municipality_code: "352128".to_owned(),
            municipality_name: "柳井市".to_owned(),
            title: "題<名>".to_owned(),
            scene: "mitori".to_owned(),
            goal: "目標\n・一つ".to_owned(),
            agreed_by: "協議会".to_owned(),
            agreed_on: Some("2026-11-20".to_owned()),
            state: "shared".to_owned(),
            begun_from: "例：骨折".to_owned(),
            fictitious: true,
            revision: 2,
            updated_at: "2026-11-21T01:00:00Z".to_owned(),
            updated_by: "見本 みどり".to_owned(),
            ..Plan::default()
        },
        boxes: vec![one(1, "final", "家で<過ごせる>"), one(2, "first", "気づく"), one(3, "activity", "連携を推進する")],
        links: vec![PlanLink { from_box: 2, to_box: 1 }, PlanLink { from_box: 3, to_box: 2 }],
    }
}

#[test]
fn every_page_is_sound() {
    let whole = whole();
    let base = "/plans/3";
    let show = ShowPage::new(Frame::sample("題"), base, &whole, true);
    assert!(show.checks > 0 && show.gaps == "中間アウトカム、アウトプット", "{}", show.gaps);
    assert_page(&show);
    let read_only = ShowPage::new(Frame::sample("題"), base, &whole, false);
    assert_eq!(read_only.checks, 0);
    assert_page(&read_only);
    assert_page(&ShowPage::new(Frame::sample("題"), base, &Whole::default(), true));

    let examples = examples::all().unwrap();
    assert_page(&ExamplesPage::new(Frame::sample("例"), &examples));
    for example in &examples {
        assert_page(&ExamplePage::new(Frame::sample("例"), example, true));
    }

    let line = Line {
        id: 3,
        municipality_name: "柳井市".to_owned(),
        title: "題<名>".to_owned(),
        scene: "mitori".to_owned(),
        state: "own".to_owned(),
        agreed_on: None,
        boxes: 3,
        updated_at: "2026-11-21T01:00:00Z".to_owned(),
        updated_by: "見本".to_owned(),
        fictitious: true,
    };
    let other = Line { municipality_name: "岩国市".to_owned(), ..line.clone() };
    assert_page(&ListPage::new(Frame::sample("一覧"), &[line.clone(), other], false, true));
    for (put_aside, may_write) in [(true, true), (false, true), (false, false)] {
        assert_page(&ListPage::new(Frame::sample("一覧"), &[], put_aside, may_write));
    }
    let towns = [("352128", "柳井市"), ("352080", "岩国市")].map(|(a, b)| (a.to_owned(), b.to_owned(), String::new()));
    let mut form = Form::new(Fields::from_pairs([("title", "<題>")]));
    for field in ["title", "town", "scene", "from"] {
        form.refuse(field, "ここを直してください。");
    }
    assert_page(&NewPage::new(Frame::sample("始める"), &form, "k", &towns, &examples, &[line]));

    let mut form = Form::new(crate::forms::fill_plan(&whole.plan));
    for field in ["title", "goal", "state", "agreed-by", "agreed-on"] {
        form.refuse(field, "ここを直してください。");
    }
    let mut edit = EditPage::new(Frame::sample("直す"), base, &whole.plan, &form);
    edit.changed_meanwhile(&whole.plan, &Plan { title: "別の題".to_owned(), ..whole.plan.clone() });
    assert_eq!(edit.differences.len(), 1);
    assert_page(&edit);

    for one in &whole.boxes {
        let mut form = Form::new(crate::forms::fill_box(one, [1].into_iter()));
        for field in ["words", "indicator", "who", "due", "to"] {
            form.refuse(field, "ここを直してください。");
        }
        let mut page = BoxPage::new(Frame::sample("箱"), base, &whole, one, &form);
        page.changed_meanwhile(&whole, one, &PlanBox { words: "別".to_owned(), ..one.clone() }, &BTreeSet::from([1]));
        assert!(!page.differences.is_empty());
        assert_page(&page);
        assert_page(&RemovePage::new(Frame::sample("消す"), base, &whole, one));
    }
    let blank = PlanBox { level: "output".to_owned(), ..PlanBox::default() };
    let mut page = BoxPage::new(Frame::sample("箱"), base, &whole, &blank, &Form::default());
    page.was_removed();
    assert_page(&page);
}

#[test]
fn two_versions_differ_field_by_field() {
    let before = whole();
    let mut after = whole();
    after.plan.goal = "別の目標".to_owned();
    after.boxes[1].target = "10人".to_owned();
    after.boxes.remove(2);
    after
        .boxes
        .push(PlanBox { id: 9, level: "output".to_owned(), words: "当番表".to_owned(), ..PlanBox::default() });
    after.links = vec![PlanLink { from_box: 9, to_box: 2 }];
    let found = versions::differences(&before, &after);
    let places: Vec<&str> = found.iter().map(|one| one.place.as_str()).collect();
    assert_eq!(
        places,
        ["目標", "初期アウトカム：気づく　目標の値", "初期アウトカム：気づく　つながる先", "消えた箱", "加わった箱"]
    );
    assert!(versions::differences(&before, &before).is_empty());
    let version = |number: i64, state: &Whole| crate::model::Version {
        number,
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "見本<1>".to_owned(),
        note: "<協議会>".to_owned(),
        content: serde_json::to_string(state).unwrap(),
    };
    let mut form = Form::default();
    form.refuse("note", "ここを直してください。");
    let versions = [version(2, &after), version(1, &before)];
    let page = VersionsPage::new(Frame::sample("版"), "/plans/3", &before, &versions, &form, true);
    assert_eq!((page.rows[0].differences.len(), page.now.as_ref().unwrap().len()), (5, 5));
    assert_page(&page);
    assert_page(&VersionsPage::new(Frame::sample("版"), "/plans/3", &before, &[], &Form::default(), false));
}

#[test]
fn it_is_printed_on_a_page_or_two() {
    let document = document::of(&whole(), jiff::civil::date(2026, 11, 29), true);
    let printed = document.print().unwrap();
    assert!(printed.pages <= 2 && printed.bytes.starts_with(b"%PDF-"));
}

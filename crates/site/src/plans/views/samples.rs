//! Every page with everything it can show.

use std::collections::BTreeSet;

use foundation::web::{Fields, Form};

use super::*;
use crate::actions::examples;
use crate::model::{
    Comment, Line, Measurement, Plan, PlanBox, PlanLink, Review, ReviewedBox, Share, Shown, Step, Whole,
};
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
    let around = around();
    let show = ShowPage::new(Frame::sample("題"), base, &whole, &around, true, true);
    assert!(show.checks > 0 && show.gaps == "中間アウトカム、アウトプット", "{}", show.gaps);
    assert_page(&show);
    let read_only = ShowPage::new(Frame::sample("題"), base, &whole, &Around::default(), false, false);
    assert_eq!(read_only.checks, 0);
    assert_page(&read_only);
    assert_page(&ShowPage::new(Frame::sample("題"), base, &Whole::default(), &Around::default(), true, false));

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
    let shown = Shown {
        plan_id: 9,
        title: "見せてもらった<もの>".to_owned(),
        municipality_name: "南部町".to_owned(),
        may: "comment".to_owned(),
        until_on: "2026-12-31".to_owned(),
        fictitious: true,
        ..Shown::default()
    };
    assert_page(&ListPage::new(Frame::sample("一覧"), &[line.clone(), other], &[shown], false, true));
    for (put_aside, may_write) in [(true, true), (false, true), (false, false)] {
        assert_page(&ListPage::new(Frame::sample("一覧"), &[], &[], put_aside, may_write));
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
        form.refuse("indicator-id", "ここを直してください。");
        let mut page = BoxPage::new(Frame::sample("箱"), base, &whole, one, &form, &around.known);
        page.changed_meanwhile(&whole, one, &PlanBox { words: "別".to_owned(), ..one.clone() }, &BTreeSet::from([1]));
        assert!(!page.differences.is_empty());
        assert_page(&page);
        assert_page(&RemovePage::new(Frame::sample("消す"), base, &whole, one));
    }
    let blank = PlanBox { level: "output".to_owned(), ..PlanBox::default() };
    let mut page = BoxPage::new(Frame::sample("箱"), base, &whole, &blank, &Form::default(), &around.known);
    page.was_removed();
    assert_page(&page);
    let end = PlanBox { level: "final".to_owned(), ..PlanBox::default() };
    let mut page = BoxPage::new(Frame::sample("箱"), base, &whole, &end, &Form::default(), &around.known);
    let aim = crate::beyond::Aim {
        scene: "mitori".to_owned(),
        desired: "家で<過ごせる>".to_owned(),
        ..crate::beyond::Aim::default()
    };
    page.put_aims(&[aim]);
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
    for paper in [print::pdf::Paper::A4Landscape, print::pdf::Paper::A3Landscape] {
        let printed = document::of(&whole(), jiff::civil::date(2026, 11, 29), paper, true).print().unwrap();
        assert!(printed.pages <= 3 && printed.bytes.starts_with(b"%PDF-"));
    }
    let mut many = whole();
    for id in 10..60 {
        many.boxes.push(PlanBox { id, level: "output".to_owned(), words: "箱".to_owned(), ..PlanBox::default() });
    }
    let document = document::of(&many, jiff::civil::date(2026, 11, 29), print::pdf::Paper::A4Landscape, true);
    assert!(matches!(&document.blocks[0], print::pdf::Block::Note(words) if words.contains("箱が53あり")));
    let around = around();
    let printed = document::of_review(&whole(), &around.reviews[0], &reviewed(), &around.steps, true).print().unwrap();
    assert!(printed.pages == 1 && printed.bytes.starts_with(b"%PDF-"));
}

fn reviewed() -> Vec<ReviewedBox> {
    whole()
        .boxes
        .iter()
        .map(|one| ReviewedBox {
            id: one.id,
            level: one.level.clone(),
            words: one.words.clone(),
            indicator: one.indicator.clone(),
            measured: vec!["9.5％（令和6年度）".to_owned(), "1".to_owned()],
            progress: one.progress.clone(),
            verdict: "change".to_owned(),
            why: "<なぜ>".to_owned(),
            ..ReviewedBox::default()
        })
        .chain([ReviewedBox {
            id: 77,
            level: "first".to_owned(),
            words: "消えた箱".to_owned(),
            ..ReviewedBox::default()
        }])
        .collect()
}

fn shares() -> Vec<Share> {
    let one = |id: i64, kind: &str, named: &str, until: &str, ended: Option<&str>| Share {
        id,
        named: named.to_owned(),
        kind: kind.to_owned(),
        may: "comment".to_owned(),
        until_on: until.to_owned(),
        note: "夜の<相談>".to_owned(),
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "町".to_owned(),
        ended_at: ended.map(str::to_owned),
        ended_by: "町".to_owned(),
    };
    vec![
        one(1, "mail", "a@b.example.jp", "2026-12-31", None),
        one(2, "organisation", "山梨県<南部町>", "2026-12-31", None),
        one(3, "mail", "", "2026-12-31", Some("2026-11-21T01:00:00Z")),
        one(4, "person", "見本 まこと（医師会）", "2026-11-01", None),
    ]
}

#[test]
fn whom_a_plan_is_shown_to_is_told_and_an_address_to_the_town_alone() {
    let today = jiff::civil::date(2026, 11, 21);
    let in_sight = [(7, "見本 <まこと>".to_owned(), "医師会".to_owned())];
    let mut form = Form::default();
    form.refuse("mail", "見せる相手を決めてください。");
    for (shares, in_sight) in [(shares(), &in_sight[..]), (Vec::new(), &[])] {
        assert_page(&SharesPage::new(Frame::sample("見せる"), "/plans/3", &shares, in_sight, &form, today));
    }
    let page = SharesPage::new(Frame::sample("見せる"), "/plans/3", &shares(), &in_sight, &form, today);
    assert_eq!((page.open.len(), page.over.len()), (2, 2));
    let told = |may_share| {
        let around = Around { may_share, ..around() };
        let page = ShowPage::new(Frame::sample("題"), "/plans/3", &whole(), &around, false, false);
        page.facts
            .iter()
            .find(|fact| fact.label == "ほかに見せている相手")
            .map(|fact| fact.value.clone())
            .unwrap_or_default()
    };
    assert!(
        told(true).contains("a@b.example.jp") && !told(false).contains("a@b") && told(false).contains("山梨県<南部町>")
    );
}

fn around() -> Around {
    let value = |year: i64, told: &str| situation::KnownValue {
        year,
        told: told.to_owned(),
        source: "人口動態<統計>".to_owned(),
        fictitious: true,
    };
    let step = |id: i64, done: Option<&str>| Step {
        id,
        review_id: 4,
        what: "当番を<頼む>".to_owned(),
        who: "担当".to_owned(),
        due_on: Some("2026-01-31".to_owned()),
        done_on: done.map(str::to_owned),
        done_by: "見本".to_owned(),
    };
    let comment = |id: i64, box_id: Option<i64>, about: &str, settled: Option<&str>| Comment {
        id,
        box_id,
        about: about.to_owned(),
        words: "いまの数は<どこから>ですか".to_owned(),
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "県".to_owned(),
        settled_at: settled.map(str::to_owned),
        settled_by: "町".to_owned(),
    };
    Around {
        shares: shares(),
        may_share: true,
        known: vec![situation::Known {
            id: "home-death".to_owned(),
            name: "在宅死<割合>".to_owned(),
            scene: "mitori",
            scene_label: "看取り".to_owned(),
            unit: "％".to_owned(),
            values: vec![value(2023, "9.1％（令和5年度）"), value(2024, "9.5％（令和6年度）")],
        }],
        measurements: vec![Measurement {
            id: 5,
            box_id: 2,
            on_day: "2026-11-20".to_owned(),
            value: "12<人>".to_owned(),
            note: "窓口".to_owned(),
            by_label: "見本".to_owned(),
        }],
        reviews: vec![Review {
            id: 4,
            plan_id: 3,
            on_day: "2026-11-20".to_owned(),
            place: "第3回<協議会>".to_owned(),
            saw: "電話が\n増えた".to_owned(),
            verdict: "keep".to_owned(),
            why: "まだ<半年>".to_owned(),
            next_on: Some("2027-03-31".to_owned()),
            content: "[]".to_owned(),
            fictitious: true,
            revision: 1,
            at: "2026-11-21T01:00:00Z".to_owned(),
            by_label: "見本".to_owned(),
        }],
        steps: vec![step(1, None), step(2, Some("2026-02-01"))],
        comments: vec![
            comment(1, Some(2), "気づく", None),
            comment(2, Some(99), "もうない", None),
            comment(3, None, "", Some("2026-11-22T01:00:00Z")),
        ],
    }
}

#[test]
fn what_was_seen_and_said_is_shown_whole() {
    let (mut whole, around, base) = (whole(), around(), "/plans/3");
    whole.boxes[0].indicator_id = "home-death".to_owned();
    assert_eq!(
        measured_of(&whole.boxes[0], &around.known, &around.measurements),
        ["9.1％（令和5年度）", "9.5％（令和6年度）"]
    );
    assert_eq!(measured_of(&whole.boxes[1], &around.known, &around.measurements), ["12<人>（令和8年11月20日、窓口）"]);
    let mut form = Form::default();
    for field in ["value", "on", "note"] {
        form.refuse(field, "ここを直してください。");
    }
    for one in &whole.boxes[..2] {
        let page = MeasuredPage::new(Frame::sample("測った値"), base, one, &around.known, &around.measurements, &form);
        assert_page(&page);
    }
    let today = jiff::civil::date(2026, 11, 29);
    for may in [true, false] {
        let page = ReviewsPage::new(Frame::sample("振り返り"), base, &around.reviews, &around.steps, today, may);
        assert!(page.open[0].is_late && !page.done[0].is_late);
        assert_page(&page);
        let frame = Frame::sample("一回");
        assert_page(&ReviewPage::new(frame, base, &whole, &around.reviews[0], &reviewed(), &around.steps, may));
        let mut form = Form::new(Fields::from_pairs([("box", "2"), ("words", "<言う>")]));
        form.refuse("words", "ここを直してください。");
        assert_page(&CommentsPage::new(Frame::sample("コメント"), base, &whole, &around.comments, &form, may));
    }
    let fault =
        crate::exchange::Fault { place: "箱 B3".to_owned(), sentence: "<番号>がありません。".to_owned() };
    let towns = [("352128", "柳井市"), ("352080", "岩国市")].map(|(a, b)| (a.to_owned(), b.to_owned(), String::new()));
    let mut form = Form::default();
    form.refuse("file", "ここを直してください。");
    assert_page(&ImportPage::new(Frame::sample("ファイル"), &form, "k", &towns, &[fault]));
    assert_page(&ImportPage::new(Frame::sample("ファイル"), &Form::default(), "k", &towns[..1], &[]));
    assert_page(&CanvasPage::new(Frame::sample("図で書く"), base, &whole));
    assert_page(&CanvasPage::new(Frame::sample("図で書く"), base, &Whole::default()));
    assert_page(&ReviewsPage::new(Frame::sample("なし"), base, &[], &[], today, true));
    assert_page(&CommentsPage::new(Frame::sample("なし"), base, &whole, &[], &Form::default(), true));
    let mut form = Form::new(crate::forms::fill_review(&around.reviews[0], &reviewed()));
    for field in ["on", "saw", "verdict", "why", "said-2", "because-2", "step-1", "step-due-1", "next"] {
        form.refuse(field, "ここを直してください。");
    }
    let told = |one: &PlanBox| measured_of(one, &around.known, &around.measurements);
    assert_page(&ReviewFormPage::new(Frame::sample("振り返る"), base, &whole, &Review::default(), &form, &told));
    let mut page = ReviewFormPage::new(Frame::sample("直す"), base, &whole, &around.reviews[0], &form, &told);
    let mine = Review { saw: "別のこと".to_owned(), ..around.reviews[0].clone() };
    page.changed_meanwhile(&around.reviews[0], &reviewed(), &mine, &[]);
    assert_eq!(page.differences.len(), 1);
    assert_page(&page);
}

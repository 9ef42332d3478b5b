//! Every page with everything it can show.

use std::collections::BTreeMap;

use foundation::web::{Fields, Form};

use super::standing::{Group, Standing};
use super::*;
use crate::actions::shipped;
use crate::model::Version;
use crate::regions::Town;
use crate::shared::testing::assert_page;
use crate::shared::{Choice, Fact, Frame};

fn indicator(id: &str) -> Indicator {
    shipped::all().unwrap().into_iter().find(|one| one.id == id).unwrap()
}

fn value(id: &str, year: i64, numerator: i64, denominator: Option<i64>) -> Value {
    Value {
        indicator_id: id.to_owned(),
        municipality_code: "352128".to_owned(),
        year,
        numerator: numerator * 1_000,
        denominator: denominator.map(|whole| whole * 1_000),
        source: "<統計>".to_owned(),
        note: "メモ<b>".to_owned(),
        fictitious: true,
        entered_at: "2026-11-21T01:00:00Z".to_owned(),
        entered_by: "見本 みどり".to_owned(),
        revision: 2,
        ..Value::default()
    }
}

fn town() -> Town {
    Town {
        code: "352128".to_owned(),
        name: "柳井市".to_owned(),
        prefecture_code: "350001".to_owned(),
        prefecture_name: "山口県".to_owned(),
        population: Some(29_000),
        figures: Vec::new(),
        classes: vec!["過疎地域".to_owned()],
        knows_classes: true,
        facts: vec![Fact {
            label: "離島".to_owned(), value: "該当".to_owned(), note: String::new(), fictitious: true
        }],
    }
}

fn areas() -> Vec<(String, String, String)> {
    vec![("secondary_medical".to_owned(), "二次医療圏".to_owned(), "柳井".to_owned())]
}

#[test]
fn the_page_of_a_town_is_sound() {
    let deaths = indicator("home-deaths");
    let clinics = indicator("home-care-clinics");
    let wide = Value {
        area: "secondary_medical".to_owned(),
        area_name: "柳井".to_owned(),
        ..value("home-care-clinics", 2024, 12, None)
    };
    let values = [
        value("home-care-clinics", 2025, 3, None),
        wide,
        value("home-deaths", 2025, 4, Some(9)),
        value("home-deaths", 2024, 1, Some(10)),
    ];
    let mut near = [1_000, 2_000, 3_000, 4_000, 5_000];
    let standing = Standing { own: Some(44_444), groups: vec![Group::of_similar(&mut near).unwrap()], year: 2025 };
    let standings = BTreeMap::from([("home-deaths".to_owned(), standing.clone())]);
    let said = surveys::standing::Said {
        title: "調査<1>".to_owned(),
        year: "令和8年度（2026年度）".to_owned(),
        standing: "速報",
        href: "/surveys/2/352128".to_owned(),
        fictitious: true,
        answers: vec![
            surveys::standing::SaidTo {
                id: "q5".to_owned(),
                number: "問5".to_owned(),
                text: "場面".to_owned(),
                options: vec![
                    ("mitori".to_owned(), "看取り".to_owned(), true),
                    ("kyuhen".to_owned(), "急変".to_owned(), false),
                ],
                why_none: "",
            },
            surveys::standing::SaidTo {
                id: "q8_1_2".to_owned(),
                number: "問8-1-2".to_owned(),
                text: "最優先".to_owned(),
                options: vec![("a".to_owned(), "現状把握と<問題点>".to_owned(), true)],
                why_none: "",
            },
            surveys::standing::SaidTo {
                id: "q4".to_owned(),
                why_none: "無回答",
                ..surveys::standing::SaidTo::default()
            },
        ],
    };
    let mut page = TownPage::new(
        Frame::sample("現在地"),
        "/situation/352128",
        &town(),
        &areas(),
        &[],
        Some(&said),
        &[],
        (true, jiff::civil::date(2026, 11, 29)),
    );
    page.put_figures(
        "/situation/352128",
        &[deaths.clone(), clinics, indicator("facility-deaths")],
        &values,
        &standings,
    );
    let scene = |id: &str| page.scenes.iter().find(|scene| scene.id == id).unwrap();
    assert_eq!(
        (scene("mitori").worked_on, scene("kyuhen").worked_on, scene("kyotsu").worked_on),
        (Some(true), Some(false), None)
    );
    assert_eq!(scene("nichijo").rows.len(), 2, "the wider area's value is another figure");
    assert!(scene("nichijo").rows[1].area.contains("柳井") && scene("nichijo").rows[1].compared.is_empty());
    let row = &scene("mitori").rows[0];
    assert_eq!(row.told.figure, "44.4");
    assert!(row.pooled.contains("令和6年度〜令和7年度") && row.pooled.contains("26.3"), "{}", row.pooled);
    assert!(row.remark.contains("34.4ポイント"), "{}", row.remark);
    assert!(row.lacks.contains("老人ホーム"));
    assert_eq!(page.said.as_ref().unwrap().first.as_ref().unwrap().0, "現状把握と<問題点>");
    assert_page(&page);
    let chart = picture::chart("柳井市", &deaths, &values[2], &standing, true);
    assert!(chart.contains("<svg") && chart.contains("n=5"));
    let empty = TownPage::new(
        Frame::sample("現在地"),
        "/situation/352128",
        &town(),
        &[],
        &[],
        None,
        &[],
        (true, jiff::civil::date(2026, 11, 29)),
    );
    assert!(!empty.has_figures());
    assert_page(&empty);
}

#[test]
fn the_forms_and_lists_are_sound() {
    let (deaths, clinics) = (indicator("home-deaths"), indicator("home-care-clinics"));
    let mut form = Form::new(Fields::from_pairs([("n-home-deaths", "<9>"), ("r-home-deaths", "2")]));
    form.refuse("n-home-deaths", "0以上の数を入力してください。");
    let values = [value("home-deaths", 2024, 9, Some(95))];
    let both = [deaths.clone(), clinics];
    let mut enter =
        EnterPage::new(Frame::sample("入れる"), "/situation/352128", &form, &both, &values, ("mitori", 2025), 2026);
    assert_eq!(enter.rows[0].before, "令和6年度は9.5%");
    assert_page(&enter);
    enter.changed_meanwhile(&BTreeMap::from([("home-deaths", &values[0])]));
    assert!(enter.rows[0].theirs.contains("9／95"));
    assert_page(&enter);
    assert_page(&EnterPage::new(Frame::sample("入れる"), "/x", &form, &[], &[], ("mitori", 2001), 2026));

    let mut form = Form::new(crate::forms::fill_one(&deaths, Some(&values[0]), 2025));
    for field in ["year", "level", "number", "whole", "source", "note"] {
        form.refuse(field, "ここを直してください。");
    }
    let base = "/situation/352128";
    let mut history = HistoryPage::new(Frame::sample("値"), base, &deaths, &values, &areas(), &form, true);
    history.changed_meanwhile(&deaths, &values[0]);
    assert_page(&history);
    assert_page(&HistoryPage::new(Frame::sample("値"), base, &both[1], &[], &areas(), &Form::default(), false));

    let all = shipped::all().unwrap();
    let all: Vec<&Indicator> = all.iter().collect();
    let choices = || vec![Choice::new("", "すべて", true)];
    assert_page(&CataloguePage::new(Frame::sample("一覧"), &all, choices(), choices(), true));
    assert_page(&CataloguePage::new(Frame::sample("一覧"), &[], choices(), choices(), false));
    let version = |revision: i64, one: &Indicator| Version {
        revision,
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "事務局<1>".to_owned(),
        content: serde_json::to_string(one).unwrap(),
    };
    let newer = Indicator { name: "新しい<名前>".to_owned(), retired: true, ..deaths.clone() };
    let versions = [version(2, &newer), version(1, &deaths)];
    let page = IndicatorPage::new(Frame::sample("指標"), &newer, Some(&both[1]), &versions, true);
    assert_eq!(page.versions[0].changes.len(), 2);
    assert_page(&page);
    assert_page(&IndicatorPage::new(Frame::sample("指標"), &both[1], None, &[], false));
    let mut form = Form::new(crate::forms::fill_indicator(&deaths));
    form.refuse("name", "ここを直してください。");
    let mut edit = EditPage::new(Frame::sample("直す"), &form, Some(&deaths), &both, true);
    edit.changed_meanwhile(&newer);
    assert!(!edit.differences.is_empty());
    assert_page(&edit);
    assert_page(&EditPage::new(Frame::sample("加える"), &Form::default(), None, &both, false));

    let line = TownLine::new("352128", "柳井市", "山口県", 3, 2025);
    let none = TownLine::new("352128", "柳井市", "山口県", 0, 0);
    assert_page(&OverviewPage {
        frame: Frame::sample("現在地"),
        lines: vec![line, none],
        of_all: 42,
        choices: choices(),
    });
    assert_page(&OverviewPage {
        frame: Frame::sample("現在地"), lines: Vec::new(), of_all: 42, choices: Vec::new()
    });
}

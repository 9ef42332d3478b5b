//! Every page with everything it can show.

use std::collections::BTreeMap;

use foundation::web::{Fields, Form};

use super::scene::SceneView;
use super::standing::{Group, Standing};
use super::*;
use crate::actions::shipped;
use crate::model::{Listed, Version, scenes};
use crate::regions::Town;
use crate::regions::likeness::{AlikeGroups, AlikeTowns};
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
    let indicators = [deaths.clone(), clinics, indicator("facility-deaths")];
    let listed = indicators.iter().map(|one| Listed {
        id: one.id.clone(),
        scene: one.scene.clone(),
        name: one.name.clone(),
        beside: one.beside.clone(),
        retired: one.retired,
        has: values.iter().any(|value| value.indicator_id == one.id),
    });
    let listed: Vec<Listed> = listed.collect();
    page.put_figures("/situation/352128", &listed, &indicators, &values, &standings);
    let mut scene = SceneView::new("/situation/352128", "mitori", "看取り");
    scene.put("/situation/352128", &[&deaths], &listed, &values, &standings, Some(30_000));
    assert_eq!((scene.rows.len(), scene.further, scene.missing.len()), (1, 0, 1));
    for (scene, may_enter) in [(scene, true), (SceneView::new("/situation/352128", "saigai", "災害"), false)] {
        assert_page(&ScenePage::new(Frame::sample("看取りの数字"), "/situation/352128", &town(), scene, may_enter));
    }
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
    page.put_aims(&crate::beyond::Groundwork {
        aims: vec![crate::beyond::Aim {
            scene: "mitori".to_owned(),
            fiscal_year: 2026,
            desired: "望む場所で<最期>まで".to_owned(),
            agreed_by: "協議会".to_owned(),
            agreed_on: "2026-10-01".to_owned(),
        }],
        scenes: Vec::new(),
    });
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
        may_import: true,
        frame: Frame::sample("現在地"),
        lines: vec![line, none],
        of_all: 42,
        choices: choices(),
        matrices: vec![("350001".to_owned(), "山口県".to_owned())],
    });
    assert_page(&OverviewPage {
        may_import: true,
        frame: Frame::sample("現在地"),
        lines: Vec::new(),
        of_all: 42,
        choices: Vec::new(),
        matrices: Vec::new(),
    });
}

#[test]
fn the_pages_of_many_towns_are_sound() {
    use crate::surveys::standing::{SaidByMany, SaidTo, TownSaid};
    let choices = || vec![Choice::new("a", "<選ぶ>", true), Choice::new("b", "ほか", false)];
    let answer = |id: &str, on: &str| SaidTo {
        id: id.to_owned(),
        options: vec![
            ("mitori".to_owned(), "看取り".to_owned(), on == "mitori"),
            ("x".to_owned(), "人材<の>確保".to_owned(), on == "x"),
        ],
        ..SaidTo::default()
    };
    let said = |code: &str, late: bool| TownSaid {
        code: code.to_owned(),
        state: if late { "未着手" } else { "提出済み" },
        is_owing: late,
        is_collected: !late,
        due_on: Some(jiff::civil::date(2026, 11, 20)),
        href: format!("/surveys/1/{code}"),
        answers: if late {
            Vec::new()
        } else {
            vec![answer("q5", "mitori"), answer("q8_1_2", "x"), answer("q8_2_2", "x")]
        },
        before: vec![answer("q5", "x")],
    };
    let many = SaidByMany {
        title: "実態<調査>".to_owned(),
        year: "令和8年度".to_owned(),
        standing: "速報",
        fictitious: true,
        survey: 1,
        towns: vec![said("352128", false), said("352080", true)],
    };
    let towns =
        [("352128", "柳井市"), ("352080", "岩国<市>"), ("353051", "和木町")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let people = BTreeMap::from([("352128".to_owned(), 29_000), ("353051".to_owned(), 6_000)]);
    let entered = BTreeMap::from([("352128".to_owned(), BTreeMap::from([("mitori".to_owned(), 3)]))]);
    let today = jiff::civil::date(2026, 11, 29);
    let lines = prefecture::lines(&towns, &people, &entered, Some(&many), today);
    let mitori = scenes().position(|(id, _)| id == "mitori").unwrap();
    assert_eq!(
        (lines[0].scenes[mitori].moved(), lines[0].scenes[mitori].figures, lines[0].first.as_str()),
        ("新", 3, "人材<の>確保")
    );
    assert_eq!((lines[1].late_days, lines[1].scenes[mitori].on), (9, None));
    for sort in ["", "late", "band", "few", "no such"] {
        let page = prefecture::PrefecturePage::new(
            Frame::sample("県"),
            "350001",
            lines.clone(),
            Some(&many),
            sort,
            true,
            false,
        );
        let share = page.shares.iter().find(|share| share.label == "看取り").unwrap();
        assert_eq!((share.count, share.base, share.percent.as_str(), share.mark, share.new), (1, 1, "100.0", "◎", 1));
        assert_eq!((page.late.len(), page.urgent.as_slice()), (1, &[("人材<の>確保".to_owned(), 1, 0, 1)][..]));
        assert_page(&page);
        let mut page = page;
        let named = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        let alike = AlikeGroups {
            groups: vec![AlikeTowns {
                towns: vec![named("352128", "柳井<市>"), named("353051", "和木町")],
                least: "78.3".to_owned(),
                factors: vec![("人口規模", "6,000人〜29,000人".to_owned())],
            }],
            alone: vec![named("352080", "岩国市")],
            unknown: Vec::new(),
        };
        page.put_alike(&alike);
        assert_eq!(page.alike[0].letter, "/situation/prefectures/350001/letter?towns=352128&towns=353051");
        let names = ["352128", "352080", "999999"].map(|code| prefecture::alike_name(&alike, code));
        assert_eq!(names, ["集まり1", "似た町なし", ""]);
        assert_page(&page);
    }
    let bare = prefecture::lines(&towns, &BTreeMap::new(), &BTreeMap::new(), None, today);
    assert_page(&prefecture::PrefecturePage::new(Frame::sample("県"), "350001", bare.clone(), None, "", false, false));
    assert_eq!(bare[0].csv_cells("", "", "").len(), prefecture::PrefecturePage::csv_heads().len());

    let deaths = indicator("home-deaths");
    let values = [value("home-deaths", 2025, 9, Some(95)), value("home-deaths", 2024, 3, Some(90))];
    let rows = [("352128", &values[..]), ("352080", &[])]
        .map(|(code, values)| towns::TownRow::new(&deaths, code, "<町>", values, Some(29_000)));
    assert_eq!((rows[0].figure.as_str(), rows[0].before.as_str()), ("9.5", "令和6年度 3.3"));
    assert_eq!(rows[0].csv_cells(&deaths, "架空").len(), towns::TownRow::CSV_HEADS.len());
    let place = ("350001", "山口県");
    assert_page(&towns::TownsPage::new(
        Frame::sample("値"),
        &deaths,
        place,
        rows.to_vec(),
        (choices(), choices()),
        "high",
    ));
    assert_page(&towns::TownsPage::new(Frame::sample("値"), &deaths, ("", ""), Vec::new(), (choices(), choices()), ""));

    let spread =
        |kind: &str, key: &str, year: i64, n: i64| (kind.to_owned(), key.to_owned(), year, n, 8_000, 9_450, 12_000);
    let spreads =
        [spread("country", "", 2025, 40), spread("prefecture", "350001", 2025, 6), spread("country", "", 2024, 6)];
    let prefectures = [("350001".to_owned(), "山口県".to_owned()), ("010006".to_owned(), "北海道".to_owned())];
    let page = country::CountryPage::new(Frame::sample("全国"), &deaths, &spreads, &prefectures, choices(), true);
    assert_eq!(
        (page.years[0].3.as_str(), page.prefectures.len(), page.prefectures[0].3.as_str()),
        ("8.0～12.0", 1, "")
    );
    assert!(page.map.as_ref().is_some_and(|(wide, _)| wide.contains(">9.5<")));
    assert_page(&page);
    assert_page(&country::CountryPage::new(Frame::sample("全国"), &deaths, &[], &prefectures, choices(), false));

    let support = crate::model::Support {
        id: 1,
        on_day: "2026-11-20".to_owned(),
        scene: "mitori".to_owned(),
        words: "研修に<行った>".to_owned(),
        towns: vec![("352128".to_owned(), "柳井市".to_owned())],
        fictitious: true,
        by_label: "県".to_owned(),
        seen_by_towns: true,
        remarks: vec![crate::model::SupportRemark {
            town: "柳井市".to_owned(),
            words: "次は<薬局>も".to_owned(),
            at: "2026-11-21T01:00:00Z".to_owned(),
            by_label: "町".to_owned(),
            ..crate::model::SupportRemark::default()
        }],
    };
    let mut form = Form::new(Fields::from_pairs([("words", "<x>"), ("subject", "<y>")]));
    for field in ["on", "words", "towns", "subject", "scene"] {
        form.refuse(field, "ここを直してください。");
    }
    for may in [true, false] {
        assert_page(&supports::SupportsPage::new(
            Frame::sample("支援"),
            "/b",
            std::slice::from_ref(&support),
            choices(),
            &form,
            may,
        ));
    }
    assert_page(&supports::LetterPage::new(Frame::sample("書く"), "/b", choices(), &form));
    for (supports, may) in [(std::slice::from_ref(&support), true), (&[], false)] {
        assert_page(&supports::OwnSupportsPage::new(Frame::sample("受けた支援"), "/b", "352128", supports, &form, may));
    }
}

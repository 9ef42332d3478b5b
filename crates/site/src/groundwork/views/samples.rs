//! Every page with everything it can show.

use foundation::web::{Fields, Form};

use super::undertakings::UndertakingPage;
use super::*;
use crate::actions::evidence::Held;
use crate::actions::taking_in;
use crate::forms;
use crate::model::{Agreement, AimSheet, AimVersion, Item, Role, RoleVersion, Sharing, Statement, Undertaking};
use crate::people::model::Coordinating;
use crate::rules::{Standing, items};
use crate::shared::testing::assert_page;
use crate::shared::{Frame, Link};
use crate::situation::ToldFigure;

const BASE: &str = "/groundwork/352128";

fn undertaking(id: i64, name: &str) -> Undertaking {
    Undertaking {
        id,
        municipality_code: "352128".to_owned(),
        fiscal_year: 2026,
        name: name.to_owned(),
        for_whom: "<ケアマネ>".to_owned(),
        scenes: "nyutaiin mitori".to_owned(),
        act: "kankeisha".to_owned(),
        cost: if id == 1 { Some(1_200_000) } else { None },
        money: "交付金".to_owned(),
        run_by: "医師会".to_owned(),
        run_how: "contracted".to_owned(),
        since: "平成28年度".to_owned(),
        yields: "年4回".to_owned(),
        judgement: "merge".to_owned(),
        merge_with: "ない事業".to_owned(),
        reason: "理由\n・一つ".to_owned(),
        decided_by: "協議会".to_owned(),
        decided_on: Some("2026-11-01".to_owned()),
        fictitious: true,
        revision: 2,
        updated_at: "2026-11-21T01:00:00Z".to_owned(),
        updated_by: "見本<1>".to_owned(),
    }
}

fn role() -> Role {
    Role {
        id: 3,
        municipality_code: "352128".to_owned(),
        municipality_name: "柳井市".to_owned(),
        person_id: Some(5),
        person_name: "見本<人>".to_owned(),
        employer_id: Some(9),
        employer_name: "見本医師会".to_owned(),
        duties: "fukyu gone".to_owned(),
        own_duties: "・島の会議".to_owned(),
        not_duties: "申請の受付".to_owned(),
        reports_to: "担当".to_owned(),
        hours: "週4日".to_owned(),
        training: "年2回".to_owned(),
        cover: "事務局".to_owned(),
        from_on: Some("2026-04-01".to_owned()),
        review_on: Some("2026-11-20".to_owned()),
        version: 2,
        remark: "ひとこと<b>".to_owned(),
        remark_at: "2026-11-21T01:00:00Z".to_owned(),
        fictitious: true,
        revision: 4,
        updated_at: "2026-11-21T01:00:00Z".to_owned(),
        updated_by: "見本".to_owned(),
        ..Role::default()
    }
}

fn agreement(side: &str, version: i64, way: &str) -> Agreement {
    Agreement {
        role_id: 3,
        version,
        side: side.to_owned(),
        way: way.to_owned(),
        agreed_on: "2026-10-01".to_owned(),
        office: "<高齢者支援課>".to_owned(),
        by_label: "例田 健一".to_owned(),
    }
}

fn aim(scene: &str) -> AimSheet {
    AimSheet {
        municipality_code: "352128".to_owned(),
        fiscal_year: 2026,
        scene: scene.to_owned(),
        desired: "家で<過ごせる>".to_owned(),
        present: "いま\n・一つ".to_owned(),
        issues: "課題".to_owned(),
        goal: "目標".to_owned(),
        measures: "・する".to_owned(),
        questions: "聞きたい<こと>\nもう一つ".to_owned(),
        agreed_by: "協議会".to_owned(),
        agreed_on: Some("2026-10-01".to_owned()),
        fictitious: true,
        revision: 2,
        updated_at: "2026-11-21T01:00:00Z".to_owned(),
        updated_by: "見本".to_owned(),
    }
}

fn held() -> Held {
    let figure = ToldFigure {
        scene: "mitori".to_owned(),
        name: "自宅で<亡くなった>人の割合".to_owned(),
        words: "9.5%（9／95）".to_owned(),
        year: "令和6年度（2024年度）".to_owned(),
        source: "人口動態統計".to_owned(),
        area: "二次医療圏：柳井".to_owned(),
        caution: "一つでは読まない".to_owned(),
        fictitious: true,
    };
    let common = ToldFigure { scene: "kyotsu".to_owned(), area: String::new(), ..figure.clone() };
    Held {
        code: "352128".to_owned(),
        year: 2026,
        aims: vec![aim("mitori"), aim("nichijo")],
        undertakings: vec![undertaking(1, "研修"), undertaking(2, "勉強会")],
        roles: vec![(role(), Standing::of(&role(), &[agreement("town", 2, "account")]))],
        figures: vec![figure, common],
        ..Held::default()
    }
}

fn refused(values: Fields, fields: &[&str]) -> Form {
    let mut form = Form::new(values);
    for field in fields {
        form.refuse(field, "ここを直してください。");
    }
    form
}

#[test]
fn pages_of_the_stock_are_sound() {
    let frame = || Frame::sample("棚卸し");
    let list = format!("{BASE}/undertakings");
    let all = [undertaking(1, "研修<1>"), undertaking(2, "勉強会"), undertaking(3, "事例検討")];
    for may_write in [true, false] {
        let tabs = || year_tabs(&list, &[(2025, 3)], 2026, 2026);
        let page = UndertakingsPage::new(frame(), &list, 2026, tabs(), &all, may_write);
        assert!(page.matrix.hints.iter().any(|hint| hint.contains("3つあります")));
        assert!(page.total.contains("1,200,000円（ほかに2事業"), "{}", page.total);
        assert_page(&page);
        assert_page(&UndertakingsPage::new(frame(), &list, 2026, tabs(), &[], may_write));
    }
    let form =
        refused(forms::fill_undertaking(&all[0]), &["name", "scenes", "cost", "judgement", "merge-with", "decided-on"]);
    let mut page = UndertakingPage::new(frame(), &list, &all[0], &form, "");
    page.changed_meanwhile(&all[0], &all[1]);
    assert_eq!(page.differences.len(), 2);
    assert_page(&page);
    let blank = Undertaking { fiscal_year: 2026, ..Undertaking::default() };
    let mut page = UndertakingPage::new(frame(), &list, &blank, &Form::default(), "k");
    page.was_removed();
    assert_page(&page);
    assert_page(&RemovePage::new(frame(), &list, &all[0]));
    assert_page(&NextYearPage::new(frame(), &list, 2026, &all, &["勉強会".to_owned()]));
    assert_page(&NextYearPage::new(frame(), &list, 2026, &[], &[]));
    let plan = |text: &str| taking_in::plan(text, &all, ("352128", 2026), jiff::civil::date(2026, 11, 21));
    for text in
        ["事業名\t対象\t内線\n新しい\tだれか\t1\n勉強会\t別の人\t2\n", "事業名\t事業費\n<x>\tたくさん\n", "事業名\n"]
    {
        let mut page =
            IntakePage::new(frame(), &list, 2026, &refused(Fields::default(), &["file"]), text, Some(plan(text)));
        page.conflict = true;
        assert_page(&page);
    }
    assert_page(&IntakePage::new(frame(), &list, 2026, &Form::default(), "", None));
    for (sharing, shown) in [(Some(Sharing { aims: true, ..Sharing::default() }), true), (None, false)] {
        let page = OverviewPage {
            frame: frame(),
            code: "352128".to_owned(),
            year: 2026,
            undertakings: shown.then_some((3, 2, 1)),
            roles: shown.then_some((2, 1, 1)),
            aims: (3, 2),
            sharing,
            may_assess: shown,
            links: vec![Link::new("現在地", "/situation/352128")],
            fictitious: true,
        };
        assert_page(&page);
    }
    let row = || TownRow { name: "柳井市".to_owned(), href: BASE.to_owned(), shows: "棚卸し".to_owned() };
    for (rows, reads_only) in [(vec![row()], true), (vec![], true), (vec![], false)] {
        assert_page(&AllPage { frame: frame(), rows, reads_only, roles: true });
    }
}

#[test]
fn pages_of_roles_are_sound() {
    let frame = || Frame::sample("役割");
    let role = role();
    let all = [agreement("town", 2, "account"), agreement("employer", 1, "paper"), agreement("town", 1, "account")];
    let standing = Standing::of(&role, &all);
    let other = Role { direct: true, ended: true, municipality_code: "1".to_owned(), ..role.clone() };
    let rows = [(role.clone(), standing.clone()), (other.clone(), standing.clone())];
    assert_page(&RolesPage::new(frame(), &rows, "2026-11-21", true, ""));
    assert_page(&RolesPage::new(frame(), &[], "2026-11-21", true, "書いておくと続きます。"));
    assert_page(&RolesPage::new(frame(), &[], "2026-11-21", false, "書かれると出ます。"));
    let form = refused(Fields::default(), &["office", "side", "agreed-on", "paper-office", "words"]);
    let may = May { write: true, remark: true, side: Some("employer") };
    let page = RolePage::new(frame(), &role, &standing, may, &form, "2026-11-21");
    assert!(page.is_due && page.agrees_for == "雇っている組織" && page.paper.len() == 1);
    assert_page(&page);
    assert_page(&RolePage::new(frame(), &other, &standing, May::default(), &Form::default(), "2026-11-21"));
    let serving = [Coordinating {
        person: 7,
        name: "ほか<人>".to_owned(),
        kana: "ほか".to_owned(),
        organisation: 9,
        organisation_name: "見本医師会".to_owned(),
        direct: 0,
    }];
    let towns =
        [("352128", "柳井市"), ("353051", "周防大島町")].map(|(a, b)| (a.to_owned(), b.to_owned(), String::new()));
    let form =
        refused(forms::fill_role(&role), &["coordinator", "person-name", "employer-name", "duties", "review-on"]);
    let mut page = RoleFormPage::new(frame(), &role, &form, "", &[], &serving);
    assert!(page.coordinators.iter().any(|choice| choice.chosen && choice.value == "5:9"), "who left stays chosen");
    page.agreed = true;
    page.changed_meanwhile(&role, &Role { hours: "別".to_owned(), ..role.clone() });
    assert_eq!(page.differences.len(), 1);
    assert_page(&page);
    assert_page(&RoleFormPage::new(frame(), &Role::default(), &Form::default(), "k", &towns, &serving));
    let version = |number: i64, state: &Role| RoleVersion {
        number,
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "見本".to_owned(),
        content: serde_json::to_string(&state.agreed_to()).unwrap(),
    };
    let before = Role { hours: "週3日".to_owned(), ..role.clone() };
    let page = RoleVersionsPage::new(frame(), &role, &[version(2, &role), version(1, &before)], &all);
    assert_eq!(page.rows[0].differences, [("勤務の時間", "週3日".to_owned(), "週4日".to_owned())]);
    assert_page(&page);
}

#[test]
fn pages_of_aims_and_what_they_become_are_sound() {
    let frame = || Frame::sample("あるべき姿");
    let aims = [aim("mitori"), aim("nichijo")];
    for may_write in [true, false] {
        let tabs = year_tabs(&format!("{BASE}/aims"), &[], 2026, 2026);
        let mut page = AimsPage::new(frame(), BASE, 2026, tabs, &aims, may_write);
        page.put_last_year(2025);
        assert_page(&page);
        let form = refused(forms::fill_aim(&aims[0]), &["desired", "agreed-by", "agreed-on"]);
        let mut page = AimPage::new(frame(), BASE, &aims[0], &form, may_write);
        page.changed_meanwhile(&aims[0], &AimSheet { goal: "別".to_owned(), ..aims[0].clone() });
        assert_eq!(page.differences.len(), 1);
        assert_page(&page);
        assert_page(&AimPage::new(frame(), BASE, &AimSheet::default(), &Form::default(), may_write));
    }
    let version = |number: i64, state: &AimSheet| AimVersion {
        number,
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "見本".to_owned(),
        content: serde_json::to_string(state).unwrap(),
    };
    let before = AimSheet { desired: "前".to_owned(), ..aims[0].clone() };
    assert_page(&AimVersionsPage::new(frame(), &[version(2, &aims[0]), version(1, &before)]));
    assert_page(&AimVersionsPage::new(frame(), &[]));
    let named = [("mitori".to_owned(), "研修".to_owned())];
    let figures = [("mitori".to_owned(), "割合 9.5%".to_owned())];
    let chapter = Chapter::new("柳井市", 2026, &aims, &named, &figures);
    let text = chapter.text("架空");
    for words in [
        "◆ 看取り",
        "【おもな事業】\n研修",
        "【現状を示す数】\n割合 9.5%",
        "■ まだ書かれていない場面\n入退院支援、急変時の対応",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_page(&ChapterPage::new(frame(), BASE, 2026, chapter, &aims));
    assert_page(&ChapterPage::new(frame(), BASE, 2026, Chapter::new("柳井市", 2026, &[], &[], &[]), &[]));
}

#[test]
fn pages_of_the_self_assessment_are_sound() {
    let frame = || Frame::sample("下書き");
    let all = items::shipped().unwrap();
    let statement = Statement {
        item_id: all[0].id.clone(),
        applies: "partly".to_owned(),
        words: "説明<b>\n・一つ".to_owned(),
        revision: 1,
        updated_by: "見本".to_owned(),
        ..Statement::default()
    };
    let rows = AssessmentView::all(BASE, &all, std::slice::from_ref(&statement), &held());
    let tabs = || year_tabs(&format!("{BASE}/assessment"), &[], 2026, 2026);
    let page = AssessmentPage::new(frame(), BASE, 2026, tabs(), rows.clone());
    assert_eq!(page.done, (1, all.len()));
    assert_page(&page);
    let form = refused(forms::fill_statement(&statement), &["applies", "words"]);
    let mut page = StatementPage::new(frame(), BASE, 2026, rows[0].clone(), &statement, &form);
    page.changed_meanwhile(&statement, &Statement { words: "別".to_owned(), ..statement.clone() });
    assert_eq!(page.differences.len(), 1);
    assert_page(&page);
    let own = Item { fiscal_year: 2026, retired: true, updated_by: "事務局".to_owned(), ..all[0].clone() };
    let mut items = all.clone();
    items.push(own.clone());
    assert_page(&ItemsPage::new(frame(), 2026, tabs(), &items));
    let form = refused(forms::fill_item(&own, 1), &["id", "title", "meaning", "part", "position", "evidence"]);
    let mut page = ItemPage::new(frame(), 2026, Some(&own), 1, &form);
    page.changed_meanwhile(&own, &Item { title: "別".to_owned(), ..own.clone() });
    assert_page(&page);
    assert_page(&ItemPage::new(frame(), 2026, None, 0, &form));
}

#[test]
fn everything_is_printed() {
    let about = documents::About { town: "柳井市", today: jiff::civil::date(2026, 11, 29), demo: true };
    let held = held();
    let rows = AssessmentView::all(BASE, &items::shipped().unwrap(), &[], &held);
    let chapter = Chapter::new("柳井市", 2026, &held.aims, &[], &[]);
    let (role, standing) = &held.roles[0];
    let many: Vec<Undertaking> = (1..=40).map(|id| undertaking(id, &format!("事業{id}"))).collect();
    for (document, most) in [
        (documents::undertakings(&about, 2026, &many, false), 12),
        (documents::undertakings(&about, 2026, &many, true), 8),
        (documents::undertakings(&about, 2026, &[], false), 1),
        (documents::role(&about, role, standing), 2),
        (documents::chapter(&about, 2026, &chapter, true), 3),
        (documents::meeting(&about, &held), 3),
        (documents::meeting(&about, &Held::default()), 1),
        (documents::assessment(&about, 2026, &rows), 8),
    ] {
        let printed = document.print().unwrap();
        assert!(
            printed.bytes.starts_with(b"%PDF-") && printed.pages <= most,
            "{}: {} pages",
            document.title,
            printed.pages
        );
    }
}

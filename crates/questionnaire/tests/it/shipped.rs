//! The questionnaires that come with the platform.

use std::collections::BTreeSet;

use questionnaire::{ColumnKind, Form, Kind, shipped, toml_file};

fn form(id: &str) -> Form {
    let definition = shipped::definition(id).unwrap();
    Form::new(definition).unwrap_or_else(|faults| {
        panic!("{id}: {}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

#[test]
fn all_are_sound_and_survive_toml_and_json() {
    for id in shipped::ids() {
        let form = form(id);
        let definition = form.definition();
        assert_eq!(definition.id, id);
        let text = toml_file::to_toml(definition).unwrap();
        assert_eq!(&toml_file::definition(&text).unwrap(), definition, "{id}");
        let json = serde_json::to_string(definition).unwrap();
        assert_eq!(&serde_json::from_str::<questionnaire::Definition>(&json).unwrap(), definition, "{id}");
        let names: BTreeSet<String> = form.columns().into_iter().map(|column| column.id).collect();
        assert_eq!(names.len(), form.columns().len(), "{id}: two columns of one name");
        assert_eq!(definition.title.contains("復元"), definition.fiscal_year == 2025, "{id}");
    }
}

#[test]
fn concordances_are_true_of_both_years_and_tell_the_breaks() {
    for kind in ["prefecture", "municipality", "coordinator"] {
        let (old, new) = (form(&format!("fy2025_{kind}")), form(&format!("fy2026_{kind}")));
        let concordance = shipped::concordance_to(&format!("fy2026_{kind}")).unwrap();
        assert_eq!(concordance.verify(&old, &new), [], "{kind}");
        assert!(concordance.breaks(&new).iter().any(|b| b.relation == questionnaire::concordance::Relation::New));
    }
    let new = form("fy2026_municipality");
    let breaks = shipped::concordance_to("fy2026_municipality").unwrap().breaks(&new);
    let considering = breaks.iter().find(|b| b.option.as_deref() == Some("considering")).unwrap();
    assert_eq!((considering.question.as_str(), considering.comparable), ("q7", false));
    let reworded = breaks.iter().find(|b| b.question == "q12").unwrap();
    assert!(reworded.comparable && reworded.remark.contains("言い方"));
}

#[test]
fn the_municipalities_questionnaire_has_what_the_tables_count() {
    let form = form("fy2025_municipality");
    let issues = form.choices(form.question("q8_1_1").unwrap());
    assert_eq!(issues.iter().filter(|choice| !choice.other).count(), 16);
    assert!(matches!(&form.question("q8_2_2").unwrap().kind, Kind::Multiple(kind) if kind.most == Some(3)));
    assert!(matches!(&form.question("q12").unwrap().kind, Kind::Grid(grid) if grid.rows.len() == 7));
    let flags: Vec<String> = form
        .columns()
        .into_iter()
        .filter(|column| column.question == "q5" && column.kind == ColumnKind::Flag)
        .map(|column| column.id)
        .collect();
    assert_eq!(
        flags,
        ["q5_nyutaiin", "q5_nichijo", "q5_mitori", "q5_kyuhen", "q5_ninchisho", "q5_saigai", "q5_kansensho", "q5_none"]
    );
    let labels = |id: &str| {
        form.choices(form.question(id).unwrap()).iter().map(|choice| choice.label.clone()).collect::<Vec<_>>()
    };
    assert_eq!(labels("q1"), ["設置している", "設置していない"]);
    assert_eq!(
        labels("q4"),
        ["4つの場面全てで設定している", "4つの場面のいずれかで設定している", "4つの場面全てにおいて設定していない"]
    );
    assert_eq!(labels("f2")[1], "介護サービスの需要が当面拡大し、その後減少に転じると認識している");
    assert_eq!(form.choices(self::form("fy2025_coordinator").question("q7_3").unwrap()).len(), 0, "lists are by form");
    let coordinator = self::form("fy2025_coordinator");
    assert_eq!(coordinator.choices(coordinator.question("q7_3").unwrap()).len(), 23);
    assert!(coordinator.questions().all(|(_, _, question)| question.person_protected));
}

#[test]
fn branching_is_said_in_japanese() {
    let form = form("fy2025_municipality");
    let asked = |id: &str| form.asked_of(form.position(id).unwrap()).unwrap();
    assert_eq!(asked("q10_1"), "問10で「いない」または「わからない」と答えた方");
    assert_eq!(asked("q11_1"), "問11で「状況を把握していない」と答えた方");
}

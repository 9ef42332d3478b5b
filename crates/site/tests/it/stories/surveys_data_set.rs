//! Stored answers as columns: who is in them, what they say, when they are made anew.

use std::sync::Arc;

use site::permissions::{Actor, LookAtAnswers, Reader};
use site::surveys::data_set::{DataSet, Which};
use site::surveys::model::SurveyRow;
use tabulate::{Answer, Variable};

use super::surveys::survey;
use crate::world::{World, story};

/// The survey of a year and kind, whoever looks.
pub async fn row_of(db: &mut Reader, fiscal_year: i16, name: &str) -> SurveyRow {
    let programme = site::programmes::first(db).await.expect("programmes").expect("one");
    site::surveys::named(db, programme, fiscal_year, name).await.expect("surveys").expect("that one")
}

pub async fn set_of(world: &World, fiscal_year: i16, name: &str, which: Which) -> Arc<DataSet> {
    let mut tx = world.core.read::<LookAtAnswers>(Actor::Console, "test").await.expect("a reader");
    let survey = row_of(&mut tx, fiscal_year, name).await;
    DataSet::load(&mut tx, &survey, which).await.expect("a data set")
}

fn count(variable: &Variable, state: impl Fn(u16) -> bool) -> usize {
    (0..variable.rows()).filter(|row| state(variable.state(*row))).count()
}

/// What a row says to a single-answer variable, as its label.
pub fn label(variable: &Variable, row: usize) -> String {
    let Variable::Single(single) = variable else { panic!("not single: {}", variable.meta().name) };
    match single.answer(row) {
        Answer::Option(at) => single.meta().choices[at].label.clone(),
        Answer::NoAnswer => "無回答".to_owned(),
        Answer::NotAsked => "非該当".to_owned(),
    }
}

story! {
    async fn stored_answers_become_columns(world) {
        let set = set_of(&world, 2026, "fy2026_municipality", Which::Collected).await;
        let accepted = set_of(&world, 2026, "fy2026_municipality", Which::Accepted).await;
        // As many as the room says.
        let mut office = world.sign_in("cooperation-office").await;
        let room = office.get(&format!("{}/collection", survey(&world, "市町村票").await)).await.expect(200, "回収室").text();
        let (collected, asked) = set.about.collected_of();
        assert!(room.contains(&format!("回収 {} / 1,741", site::shared::number(i64::try_from(collected).expect("few")))), "{collected}");
        assert_eq!((asked, collected), (Some(1741), set.rows().len()));
        assert!(accepted.rows().len() < set.rows().len() && !accepted.rows().is_empty());
        assert!(set.about.standing_in_words().starts_with("速報：1,741市町村のうち1,"), "{}", set.about.standing_in_words());
        assert!(set.about.is_fictitious() && set.about.source_line().contains("令和7年4月1日現在"), "{}", set.about.source_line());

        // Several kinds of question, and what is not asked is not 無回答.
        let q5 = set.variable("q5").expect("q5");
        let Variable::Multiple(scenes) = q5 else { panic!("multiple") };
        assert!(scenes.meta().choices.last().is_some_and(|c| c.exclusive), "取り組んでいるものはない");
        assert!(set.variable("q12_platform").is_some() && set.variable("q12_1_platform").is_some());
        assert!(set.question("q7_1").is_some_and(|q| q.variables.is_empty()), "a text makes no variable");
        let (q8, parts) = (set.variable("q8").expect("q8"), set.variable("q8_1_2").expect("q8_1_2"));
        let no = (0..set.rows().len()).filter(|row| label(q8, *row) == "ない").count();
        assert!(no > 0);
        assert_eq!(count(parts, |state| state == tabulate::variables::NOT_ASKED), no, "非該当 = who has no issues");
        assert_eq!(count(parts, |state| state == tabulate::variables::NO_ANSWER), 0);

        // One town, as its own page shows it; a town still working is not counted.
        let mut officer = world.sign_in("higashiomi-officer").await;
        let own = officer.get(&format!("{}/252131/answers", survey(&world, "市町村票").await)).await.expect(200, "問11").text();
        let row = set.row_of("252131").expect("handed in");
        for name in ["q1", "q4", "q11"] {
            let said = label(set.variable(name).expect(name), row);
            assert!(own.contains(&said), "{name}: {said}");
        }
        assert_eq!(set.row_of("352128"), None);
        assert_eq!(set.rows()[row].classes, [Some(true), Some(true), Some(false)]);

        // Classes of everybody, from the register of regions.
        let exclusive = &set.banner("class_exclusive").expect("classes").variable;
        assert_eq!(label(exclusive, row), "過疎と中山間");
        assert_eq!(count(exclusive, |state| state < tabulate::variables::FIRST_OPTION), 0);
        let ids: Vec<_> = set.banners().iter().map(|banner| banner.id).collect();
        let expected = ["gaito", "classes", "class_exclusive", "population", "demand2040", "working_level", "coordination", "block", "prefecture"];
        assert_eq!(ids, expected);
        let coordination = &set.banner("coordination").expect("put together").variable;
        let q10 = set.variable("q10").expect("q10");
        for row in 0..set.rows().len() {
            assert!(label(q10, row) != "いる" || label(coordination, row) == "人または組織がある");
        }
    }
}

story! {
    async fn a_set_is_made_anew_only_when_something_changed(world) {
        let name = "fy2026_municipality";
        let first = set_of(&world, 2026, name, Which::Collected).await;
        assert!(Arc::ptr_eq(&first, &set_of(&world, 2026, name, Which::Collected).await), "kept");
        // Accepted: nobody came or went, but one state is another.
        let address = format!("{}/252131", survey(&world, "市町村票").await);
        let before = set_of(&world, 2026, name, Which::Accepted).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{address}/accept"), &[]).await.expect(200, "確定しました");
        let after = set_of(&world, 2026, name, Which::Accepted).await;
        assert_eq!(after.rows().len(), before.rows().len() + 1);
        assert!(after.row_of("252131").is_some());
        // Returned: gone from both.
        office.submit(&format!("{address}/return"), &[("reason", "問11")]).await.expect(200, "差し戻しました");
        assert_eq!(set_of(&world, 2026, name, Which::Accepted).await.rows().len(), before.rows().len());
        let collected = set_of(&world, 2026, name, Which::Collected).await;
        assert_eq!((collected.rows().len(), collected.row_of("252131")), (first.rows().len() - 1, None));
        assert!(first.row_of("252131").is_some(), "who holds the old one still reads it");
    }
}

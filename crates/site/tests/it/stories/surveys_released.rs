//! What others see moves on in batches: looking before and after one answer came tells nothing about it.

use std::sync::Arc;

use questionnaire::{Answer, Answers, shipped};
use site::permissions::{Actor, EditSurveys};
use site::surveys::actions::{self, NewSurvey};
use site::surveys::data_set::{DataSet, Which};
use site::surveys::model::SurveyRow;

use super::surveys::{answer_all, survey};
use super::surveys_data_set::set_of;
use crate::world::{World, story};

/// The lines of a position's CSV that are about others, without one's own.
fn others(csv: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let heads: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name} in {heads:?}"));
    let columns = ["設問ID", "選択肢ID", "比較先ID", "母数", "件数", "値"].map(at);
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            columns.map(|column| record[column].to_owned()).join("|")
        })
        .collect()
}

async fn released(world: &World, survey: &SurveyRow) -> Arc<DataSet> {
    let mut look = world.core.read::<EditSurveys>(Actor::Console, "test").await.expect("a reader");
    DataSet::for_others(&mut look, survey).await.expect("a set")
}

story! {
    async fn a_neighbour_s_page_does_not_tell_who_handed_in(world) {
        world.run_jobs().await;
        let survey = survey(&world, "市町村票").await;
        let mut neighbour = world.sign_in("higashiomi-officer").await;
        let address = format!("{survey}/252131/position");
        let page = neighbour.get(&address).await.expect(200, "新しい回答は1日1回");
        assert!(page.contains("速報："));
        let before = others(&neighbour.get(&format!("{address}.csv")).await.text());
        // The prefecture's tables before publication are of groups, too.
        let mut town = world.sign_in("nambu-officer").await;
        let table = format!("{survey}/tables/q11/data.csv");
        let tables_before = town.get(&table).await.text();

        let mut officer = world.sign_in("yanai-officer").await;
        answer_all(&mut officer, &format!("{survey}/352128")).await;
        officer.submit(&format!("{survey}/352128/submit"), &[]).await.expect(200, "受付番号");
        assert_eq!(others(&neighbour.get(&format!("{address}.csv")).await.text()), before, "at once");
        assert_eq!(town.get(&table).await.text(), tables_before);
        // Nor the day after: one is fewer than five.
        world.core.clock.advance(86_400);
        world.run_jobs().await;
        let (mut neighbour, mut officer) =
            (world.sign_in("higashiomi-officer").await, world.sign_in("yanai-officer").await);
        assert_eq!(others(&neighbour.get(&format!("{address}.csv")).await.text()), before, "the day after");
        // Her own page has her own answers as they are, and the same figures of the others.
        officer.get(&format!("{survey}/352128/position")).await.expect(200, "柳井市の位置");
        // The office, which may see single answers, has them in its tables at once.
        let collected = set_of(&world, 2026, "fy2026_municipality", Which::Collected).await;
        let shown = set_of(&world, 2026, "fy2026_municipality", Which::Released).await;
        assert!(collected.row_of("352128").is_some() && shown.row_of("352128").is_none());
    }
}

story! {
    async fn five_come_together_and_four_wait(world) {
        let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
        let mut definition = shipped::definition("fy2026_municipality").expect("a definition");
        let programme = site::programmes::first(&mut tx).await.expect("programmes").expect("one");
        "fy2026c_municipality".clone_into(&mut definition.id);
        let day = jiff::civil::date(2026, 4, 1);
        let id = actions::create(&mut tx, NewSurvey { programme, definition, opens_on: day, due_on: day, previous: None }).await.expect("made");
        actions::open(&mut tx, id).await.expect("open");
        tx.commit_recorded().await.expect("stored");
        // Towns that are alike in everything others are grouped by.
        let all = set_of(&world, 2025, "fy2025_municipality", Which::Collected).await;
        let mut alike: std::collections::BTreeMap<(String, String), Vec<String>> = std::collections::BTreeMap::new();
        for row in all.rows() {
            let key = (row.prefecture_code.clone(), format!("{:?} {:?}", row.classes, row.band));
            alike.entry(key).or_default().push(row.code.clone());
        }
        let towns = alike.into_values().find(|towns| towns.len() >= 10).expect("ten that are alike");
        let mut n = 0.0;
        let mut load = async |codes: &[String]| {
            let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
            let rows: Vec<(String, Answers)> = codes
                .iter()
                .map(|code| {
                    n += 1.0;
                    let mut answers = Answers::default();
                    answers.set("q13_2", Answer::Number { number: n });
                    (code.clone(), answers)
                })
                .collect();
            actions::past::load(&mut tx, id, &rows, world.core.clock.now()).await.expect("loaded");
            tx.commit_recorded().await.expect("stored");
        };
        let row = async || {
            let mut look = world.core.read::<EditSurveys>(Actor::Console, "test").await.expect("a reader");
            site::surveys::named(&mut look, programme, 2026, "fy2026c_municipality").await.expect("the database").expect("the survey")
        };
        world.run_jobs().await;
        load(&towns[..4]).await;
        world.core.clock.advance(86_400);
        world.run_jobs().await;
        assert_eq!(released(&world, &row().await).await.rows().len(), 0, "four wait");
        // Nobody is released: a town's page says so and shows nothing of others.
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get(&format!("/surveys/{id}/{}/position", towns[0])).await.expect(200, "まだありません");
        assert!(page.contains("速報：1,741市町村のうち0市町村の回答"));
        for way in ["position.csv", "position.pdf", "position/q13_2.svg"] {
            assert_eq!(office.get(&format!("/surveys/{id}/{}/{way}", towns[0])).await.status.as_u16(), 200, "{way}");
        }
        load(&towns[4..5]).await;
        assert_eq!(released(&world, &row().await).await.rows().len(), 0, "not before the day is over");
        world.core.clock.advance(86_400);
        world.run_jobs().await;
        let set = released(&world, &row().await).await;
        assert_eq!(set.rows().len(), 5, "five come");
        let as_of = set.about.as_of.clone().expect("a point in time");
        // A correction of one of them changes nothing of what others see before the data are final.
        load(&towns[..1]).await;
        world.core.clock.advance(86_400);
        world.run_jobs().await;
        let again = released(&world, &row().await).await;
        assert_eq!((again.rows().len(), again.about.as_of.clone()), (5, Some(as_of)));
        assert_eq!(format!("{:?}", again.variable("q13_2")), format!("{:?}", set.variable("q13_2")));
        // Final, everybody's answers are there as they are.
        let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
        actions::freeze(&mut tx, id).await.expect("frozen");
        tx.commit_recorded().await.expect("stored");
        let last = released(&world, &row().await).await;
        assert_eq!((last.rows().len(), last.about.which), (5, Which::Collected));
        assert_ne!(format!("{:?}", last.variable("q13_2")), format!("{:?}", set.variable("q13_2")));
    }
}

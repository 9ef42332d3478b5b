//! 中間締め, 確定, the hash anybody can recompute, and a correction after the end.

use sha2::{Digest as _, Sha256};

use super::surveys::{answer_all, survey};
use super::surveys_closing::confirm;
use crate::world::story;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn hash_on(page: &str) -> String {
    page.split("class=\"hash\">").nth(1).and_then(|t| t.split('<').next()).expect("a hash").to_owned()
}

story! {
    async fn what_was_cut_stays_as_it_was(world) {
        let survey = survey(&world, "市町村票").await;
        let sets = format!("{survey}/data-sets");
        let mut office = world.sign_in("cooperation-office").await;
        office.get(&sets).await.expect(200, "中間締めをする");
        // The demonstration has cut once already: something has to be new.
        office.submit(&format!("{survey}/252131/accept"), &[]).await.expect(200, "確定しました");
        let list = office.submit(&format!("{sets}/interim"), &[("remark", "中間報告に使います")]).await.expect(200, "中間締めをしました");
        assert!(list.contains("中間報告に使います") && list.contains("例本 拓也"), "remark and name");
        let newest = list.links(&format!("{sets}/"))[0].clone();
        let page = office.get(&format!("{newest}?check=1")).await.expect(200, "締めたときの値と同じです").text();
        let file = office.get(&format!("{newest}/answers.jsonl")).await;
        assert_eq!(sha256(&file.body), hash_on(&page), "anybody computes the same");
        assert!(file.contains("架空") && file.contains("\"code\":\"252131\""), "handed in, and marked");
        assert!(!file.contains("\"code\":\"352128\""), "not handed in");
        let csv = office.get(&format!("{newest}/answers.csv")).await.expect(200, "q1_p.asked").text();
        assert!(csv.contains("東近江市") && csv.contains("架空") && csv.starts_with('\u{feff}'));
        office.get(&format!("{newest}/codes.csv")).await.expect(200, "q8_1_2,問8-1-2");

        // A town hands in afterwards: the set stays, the next one has it.
        let mut town = world.sign_in("yanai-officer").await;
        answer_all(&mut town, &format!("{survey}/352128")).await;
        town.submit(&format!("{survey}/352128/submit"), &[]).await.expect(200, "受付番号");
        assert_eq!(sha256(&office.get(&format!("{newest}/answers.jsonl")).await.body), hash_on(&page));
        let list = office.submit(&format!("{sets}/interim"), &[]).await.expect(200, "中間締めをしました");
        let second = list.links(&format!("{sets}/"))[0].clone();
        assert_ne!(second, newest);
        office.get(&format!("{second}/answers.jsonl")).await.expect(200, "\"code\":\"352128\"");
        // A second click makes no second number.
        office.post(&format!("{sets}/interim"), &[]).await.expect(422, "新しい番号は作りませんでした");
        assert_eq!(office.get(&sets).await.links(&format!("{sets}/"))[0], second);
        let long = "あ".repeat(1001);
        office.post(&format!("{sets}/interim"), &[("remark", &long)]).await.expect(422, "1000文字まで");
        world.run_jobs().await;
    }
}

story! {
    async fn only_the_survey_s_own_office_cuts_and_downloads(world) {
        let survey_page = survey(&world, "市町村票").await;
        let sets = format!("{survey_page}/data-sets");
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{survey_page}/252131/accept"), &[]).await.expect(200, "確定しました");
        office.submit(&format!("{sets}/interim"), &[]).await.expect(200, "中間締めをしました");
        for (person, looks, cuts) in [
            ("yanai-officer", 403, 403),
            ("yamaguchi-officer", 403, 403),
            ("yanai-coordinator", 403, 403),
            ("home-care-office", 404, 404),
            ("regional-medical-department", 404, 403),
            ("elderly-health-department", 200, 403),
            ("administrator", 403, 403),
        ] {
            let mut browser = world.sign_in(person).await;
            for page in ["", "/1", "/1?check=1", "/1/answers.csv", "/1/codes.csv", "/1/answers.jsonl"] {
                let seen = browser.get(&format!("{sets}{page}")).await;
                assert_eq!(seen.status.as_u16(), looks, "{person} {page}");
            }
            for verb in ["interim", "final", "reopen"] {
                let seen = browser.post(&format!("{sets}/{verb}"), &[("reason", "x")]).await;
                assert_eq!(seen.status.as_u16(), cuts, "{person} {verb}");
            }
        }
        for missing in ["/99", "/0", "/x", "/99/answers.csv"] {
            assert_eq!(office.get(&format!("{sets}{missing}")).await.status.as_u16(), 404, "{missing}");
        }
        // Another survey's set does not come under this one's address.
        let other = format!("{}/data-sets", survey(&world, "都道府県票").await);
        assert_eq!(office.get(&format!("{other}/2")).await.status.as_u16(), 404);
    }
}

story! {
    async fn the_final_data_set_freezes_and_a_correction_makes_the_next(world) {
        let survey = survey(&world, "市町村票").await;
        let sets = format!("{survey}/data-sets");
        let mut office = world.sign_in("cooperation-office").await;
        office.post(&format!("{sets}/reopen"), &[("reason", "誤り")]).await.expect(422, "まだ確定していません");
        let list = confirm(&mut office, &format!("{sets}/final"), &[]).await.expect(200, "データを確定しました");
        assert!(list.contains("（確定）") && list.contains("訂正のために開く") && !list.contains("中間締めをする</button>"));
        let first = list.links(&format!("{sets}/"))[0].clone();
        let hash = sha256(&office.get(&format!("{first}/answers.jsonl")).await.body);

        // Frozen: nobody answers, returns, accepts or cuts.
        let mut town = world.sign_in("yanai-officer").await;
        town.post(&format!("{survey}/352128/answer/s6"), &[("q11", "not"), ("q11.asked", "1"), ("q11.seen", "x")]).await.expect(422, "受付は終わっています");
        office.post(&format!("{survey}/252131/return"), &[("reason", "問1")]).await.expect(422, "受付は終わっています");
        office.post(&format!("{survey}/252131/accept"), &[]).await.expect(422, "受付は終わっています");
        office.post(&format!("{sets}/interim"), &[]).await.expect(422, "受付は終わっています");
        office.post(&format!("{sets}/final"), &[("final_remark", "x")]).await.expect(422, "受付は終わっています");

        // A correction: the reason first, then the next final set, never without its own.
        office.post(&format!("{sets}/reopen"), &[("reason", " ")]).await.expect(422, "訂正の理由").contains("直す理由を書いてください");
        office.submit(&format!("{sets}/reopen"), &[("reason", "東近江市の問11の誤り")]).await.expect(200, "東近江市の問11の誤り");
        office.submit(&format!("{survey}/252131/accept"), &[]).await.expect(200, "確定しました");
        confirm(&mut office, &format!("{sets}/final"), &[]).await.expect(422, "直す理由を書いてください");
        let list = confirm(&mut office, &format!("{sets}/final"), &[("final_remark", "東近江市を確かめました")]).await.expect(200, "東近江市を確かめました");
        let second = list.links(&format!("{sets}/"))[0].clone();
        assert_ne!(first, second);
        let again = office.get(&format!("{first}/answers.jsonl")).await;
        assert_eq!(sha256(&again.body), hash, "the first stays");
        assert_ne!(sha256(&office.get(&format!("{second}/answers.jsonl")).await.body), hash);
        office.get(&format!("{first}?check=1")).await.expect(200, "締めたときの値と同じです");
        world.run_jobs().await;
    }
}

story! {
    async fn an_empty_survey_is_not_cut_and_a_set_is_never_changed(world) {
        use foundation::sql;
        use site::permissions::{Actor, CutDataSets, EditSurveys};
        use site::surveys::actions::{self, NewSurvey};
        let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
        let mut definition = questionnaire::shipped::definition("fy2026_coordinator").expect("a definition");
        "fy2026b_coordinator".clone_into(&mut definition.id);
        let programme = site::programmes::first(&mut tx).await.expect("programmes").expect("one");
        let day = jiff::civil::date(2026, 4, 1);
        let id = actions::create(&mut tx, NewSurvey { programme, definition, opens_on: day, due_on: day, previous: None }).await.expect("made");
        actions::open(&mut tx, id).await.expect("open");
        tx.commit_recorded().await.expect("committed");
        let coordinators = format!("/surveys/{id}/data-sets");
        let mut office = world.sign_in("cooperation-office").await;
        office.get(&coordinators).await.expect(200, "全体の数は分かりません");
        office.post(&format!("{coordinators}/interim"), &[]).await.expect(422, "提出された回答がまだない");
        office.get(&coordinators).await.expect(200, "締めたデータはまだありません");

        let sets = format!("{}/data-sets", survey(&world, "都道府県票").await);
        office.submit(&format!("{sets}/interim"), &[]).await.expect(200, "中間締めをしました");
        for change in [
            "update surveys_data_sets set hash = 'x' where hash <> ''",
            "delete from surveys_data_set_rows",
            "update surveys_data_set_rows set answers = '{}'",
            "insert into surveys_data_set_rows (data_set_id, code, name, prefecture_code, edition_id, state, answers) \
             select data_set_id, 'x', name, prefecture_code, edition_id, state, answers from surveys_data_set_rows limit 1",
        ] {
            let mut tx = world.core.write::<CutDataSets>(Actor::Console, "test").await.expect("the gate");
            let outcome = tx.execute(sql(change)).await;
            assert!(outcome.is_err_and(|error| error.to_string().contains("never")), "{change}");
        }
    }
}

story! {
    async fn an_answer_on_its_way_is_in_the_final_set_or_nowhere(world) {
        use site::permissions::{Actor, EditSurveys};
        let survey = survey(&world, "市町村票").await;
        let id: i64 = survey.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
        let mut town = world.sign_in("yanai-officer").await;
        let base = format!("{survey}/352128");
        let (core, mut sender) = (world.core.clone(), town.clone());
        let freezing = tokio::spawn(async move {
            let mut tx = core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
            site::surveys::actions::freeze(&mut tx, id).await.expect("frozen");
            tx.commit_recorded().await.expect("committed");
        });
        let address = format!("{base}/answer/s6");
        let sent = sender.post(&address, &[("q11", "unknown"), ("q11.asked", "1"), ("base", "999")]).await;
        freezing.await.expect("no panic");
        assert!([303, 409, 422].contains(&sent.status.as_u16()), "{}", sent.status);
        let answers = town.get(&format!("{base}/answers")).await.text();
        assert_eq!(answers.contains("<td>状況を把握していない</td>"), sent.status.as_u16() == 303, "stored or refused, never both");
        send_late(&mut town, &base).await;
    }
}

async fn send_late(town: &mut foundation::testing::Browser, base: &str) {
    let late = town.post(&format!("{base}/answer/s6"), &[("q11", "linked"), ("q11.asked", "1"), ("base", "999")]).await;
    assert_eq!(late.status.as_u16(), 422);
}

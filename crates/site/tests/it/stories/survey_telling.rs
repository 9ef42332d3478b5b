//! Letters of a survey that wait for the end of the hour, or go to many.

use super::surveys::{answer_all, send, survey};
use crate::world::{World, story};

const OFFICER: &str = "midori@yanai.example.jp";

/// How many of the newest letters went to an address with these words in the subject.
async fn letters(world: &World, to: &str, subject: &str) -> usize {
    let list = world.visitor().get("/demo/mailbox").await.expect(200, "デモのメール箱").text();
    list.split("<tr>").filter(|row| row.contains(to) && row.contains(subject)).count()
}

fn office_mail() -> &'static str {
    let office = site::demo::CAST.iter().find(|character| character.id == "cooperation-office");
    office.expect("of the cast").mail
}

story! {
    async fn the_office_is_told_once_an_hour_which_inquiries_were_answered(world) {
        world.run_jobs().await;
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut officer = world.sign_in("yanai-officer").await;
        answer_all(&mut officer, &base).await;
        officer.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
        let mut office = world.sign_in("cooperation-office").await;
        let mut ask = async |question: &str| {
            let address = format!("{base}/questions/{question}");
            office.submit(&format!("{address}/ask"), &[("text", "確かめてください。")]).await.expect(200, "照会しました");
            office.get(&address).await.links(&format!("{base}/inquiries/"))[0].clone()
        };
        let (first, second) = (ask("q11").await, ask("q9").await);
        let before = letters(&world, office_mail(), "照会への回答が").await;
        for inquiry in [&first, &second] {
            let last = officer.get(inquiry).await.input("last").expect("the last entry");
            officer.submit(inquiry, &[("last", &last), ("text", "そのとおりです")]).await.expect(200, "回答（答えはそのまま）");
            world.run_jobs().await;
        }
        assert_eq!(letters(&world, office_mail(), "照会への回答が").await, before, "not before the hour is over");
        world.core.clock.advance(3600);
        world.run_jobs().await;
        assert_eq!(letters(&world, office_mail(), "照会への回答が").await, before + 1, "one letter for both");
        let letter = world.newest_mail(office_mail()).await.expect("a letter");
        for words in ["柳井市（山口県） 問11", "柳井市（山口県） 問9", &format!("{survey}/inquiries?state=answered"), "1時間に1通まで"] {
            assert!(letter.contains(words), "{words}: {letter}");
        }
        assert!(!letter.contains("みどり"), "no names of persons");
        // Nobody answers: nothing is sent. Answered and looked at within the hour: nothing either.
        world.core.clock.advance(3600);
        world.run_jobs().await;
        assert_eq!(letters(&world, office_mail(), "照会への回答が").await, before + 1);
        world.run_jobs().await;
    }
}

story! {
    async fn who_has_begun_is_told_what_a_correction_changes(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        world.run_jobs().await;
        let mut officer = world.sign_in("yanai-officer").await;
        send(&mut officer, &base, "s6", &[("q11", "partly")]).await;
        let mut office = world.sign_in("cooperation-office").await;
        // 問11 gets other words.
        let question = format!("{survey}/edit/questions/q11");
        let page = office.get(&question).await.expect(200, "問11");
        let text = page.text();
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in ["seen", "after", "shown", "number", "id", "options-of"] {
            if let Some(value) = page.input(name) {
                fields.push((name.to_owned(), value));
            }
        }
        for at in 0..20 {
            for part in ["was", "order", "label", "id"] {
                let name = format!("option-{at}-{part}");
                if let Some(value) = page.input(&name) {
                    fields.push((name, value));
                }
            }
        }
        let chosen = |name: &str| {
            let select = text.split(&format!("name=\"{name}\"")).nth(1).expect("a select");
            let select = select.split("</select>").next().unwrap_or_default();
            let option = select.split("<option value=\"").find(|option| option.contains(" selected")).expect("one chosen");
            option.split('"').next().unwrap_or_default().to_owned()
        };
        for name in ["section", "list"] {
            fields.push((name.to_owned(), chosen(name)));
        }
        for (name, value) in [("text", "拠点との連携はどうですか。"), ("required", "yes"), ("last_year", "yes"), ("next", "save")] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        office.submit(&question, &fields).await.expect(200, "設問を保存しました");
        let before = letters(&world, OFFICER, "調査票が直されました").await;
        office.submit(&format!("{survey}/editions"), &[("reason", "問11の言い方が分かりにくかったため"), ("consents", "yes")]).await.expect(200, "第2版");
        world.run_jobs().await;
        assert_eq!(letters(&world, OFFICER, "調査票が直されました").await, before + 1);
        let letter = world.newest_mail(OFFICER).await.expect("a letter");
        for words in ["第2版", "問11の言い方が分かりにくかったため", "・問11 設問文", "していただくこと", &base] {
            assert!(letter.contains(words), "{words}: {letter}");
        }
        // Her pages say so too, until she has saved.
        for address in [base.clone(), format!("{base}/answer/s6")] {
            officer.get(&address).await.expect(200, "変わったところ：問11（設問文）");
        }
        // Once each, however often the job runs.
        world.core.clock.advance(86_400);
        world.run_jobs().await;
        let mut officer = world.sign_in("yanai-officer").await;
        assert_eq!(letters(&world, OFFICER, "調査票が直されました").await, before + 1);
        send(&mut officer, &base, "s6", &[("q11", "linked")]).await;
        assert!(!officer.get(&base).await.contains("変わったところ"));
        // Who has handed in is not written to.
        let handed_in = site::demo::CAST.iter().find(|c| c.id == "higashiomi-officer").expect("of the cast");
        assert_eq!(letters(&world, handed_in.mail, "調査票が直されました").await, 0);
    }
}

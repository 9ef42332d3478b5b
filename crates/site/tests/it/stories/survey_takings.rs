//! Many sheets at one press: in the background, with how far it is, stopped and gone on with.

use std::collections::BTreeMap;

use http::StatusCode;

use super::survey_sheets::{complete, filled, named};
use super::survey_sheets_own::{stored, template};
use super::survey_sheets_room::{packed, send_files, zip_of};
use super::surveys::{form, survey};
use crate::world::story;

/// More than are taken in while the browser waits.
const SHEETS: usize = 56;

story! {
    async fn many_sheets_go_through_with_one_press(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get(&format!("{room}/sheets")).await.expect(200, "都道府県ごとのZIP").text();
        let prefectures: Vec<String> = page
            .split("<option value=\"")
            .filter_map(|option| option.split('"').next())
            .filter(|code| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()))
            .map(str::to_owned)
            .collect();
        let mut sheets: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for prefecture in prefectures {
            if sheets.len() >= SHEETS {
                break;
            }
            let address = format!("{room}/sheets.zip?state=not_opened&prefecture={prefecture}");
            if office.get(&format!("{room}/sheets?state=not_opened&prefecture={prefecture}")).await.contains("0団体の回答票") {
                continue;
            }
            if office.get(&address).await.status == StatusCode::OK {
                sheets.extend(zip_of(&mut office, &address).await);
            }
        }
        let sheets: Vec<(String, Vec<u8>)> = sheets.into_iter().take(SHEETS).collect();
        assert_eq!(sheets.len(), SHEETS, "so many towns have not begun");
        let template = template();
        // The first is blank, the others complete.
        let filled: Vec<(String, Vec<u8>)> = sheets
            .iter()
            .enumerate()
            .map(|(at, (name, sheet))| {
                let answers = complete(&form(), u64::try_from(at).expect("few") + 11);
                (name.clone(), if at == 0 { sheet.clone() } else { filled(&template, sheet, &answers) })
            })
            .collect();
        let files: Vec<(&str, &[u8])> = filled.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let intake = send_files(&mut office, &room, &[("回答.zip", &packed(&world, &files))]).await;
        let ready = SHEETS - 1;
        let page = office.get(&intake).await.expect(200, &format!("{ready}件を取り込む"));
        assert!(page.contains("取り込みは裏で続きます"));
        // Not by somebody else, and nothing is stopped that was not begun.
        for (person, status) in [("yamaguchi-officer", 403), ("yanai-officer", 403), ("home-care-office", 404)] {
            let mut browser = world.sign_in(person).await;
            assert_eq!(browser.post(&intake, &[]).await.status.as_u16(), status, "{person}");
            assert_eq!(browser.post(&format!("{intake}/stop"), &[]).await.status.as_u16(), status, "{person}");
        }
        assert!(!office.submit(&format!("{intake}/stop"), &[]).await.expect(200, "取り込む").contains("止めます"));

        let page = office.submit(&intake, &[]).await.expect(200, "取り込みを始めました");
        assert!(page.contains(&format!("取り込んでいます：{ready}件のうち0件")) && page.contains("取り込みを止める"));
        assert!(!page.contains(&format!("{ready}件を取り込む")) && !page.contains("使わない</button>"), "one at a time");
        office.submit(&intake, &[]).await.expect(200, &format!("取り込んでいます：{ready}件のうち0件"));
        // Stopped before it came far: nothing is lost, what is left waits.
        office.submit(&format!("{intake}/stop"), &[]).await.expect(200, "止めています");
        office.submit(&format!("{intake}/stop"), &[]).await.expect(200, "止めています");
        world.run_jobs().await;
        let page = office.get(&intake).await.expect(200, &format!("途中で止めました：{ready}件のうち0件"));
        assert!(page.contains("例本 拓也") && page.contains(&format!("{ready}件を取り込む")));

        // Gone on with.
        office.submit(&intake, &[]).await.expect(200, "取り込みを始めました");
        world.run_jobs().await;
        let page = office.get(&intake).await.expect(200, &format!("取り込みが終わりました：{ready}件"));
        assert!(page.contains(&format!("提出{ready}件、途中まで0件、変わりなし0件、取り込めない0件")), "{}", page.text());
        for (at, (name, _)) in sheets.iter().enumerate().step_by(9) {
            let code = name.split('/').next_back().and_then(|file| file.get(..6)).expect("a code");
            let town = stored(&world, &survey, code).await;
            if at == 0 {
                assert_eq!(town.line.state, "not_opened", "{code}: blank");
                continue;
            }
            let answers = complete(&form(), u64::try_from(at).expect("few") + 11);
            assert_eq!((&town.answers, town.line.state.as_str()), (&named(answers, &town.line.name), "submitted"), "{code}");
            let own = office.get(&format!("{survey}/{code}")).await.expect(200, "Excel");
            assert!(own.contains("例本 拓也") && own.contains("の代理"), "who pressed, and for whom");
        }
        // Their findings are kept with them; nothing is left to press for.
        assert!(!office.get(&format!("{survey}/findings")).await.contains("まだ指摘の規則に当てていません"));
        assert!(!office.get(&intake).await.contains("件を取り込む<"));
        world.run_jobs().await;
    }
}

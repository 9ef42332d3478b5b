//! 自団体の位置: what a body gets back for its answers, and who else may see it, on every way out.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::testing::{Browser, Seen};
use site::permissions::{Actor, LookAtAnswers, Member, Role, ShareAnswers};
use site::surveys::actions::sharing;
use site::surveys::data_set::{DataSet, Row, Which};
use tabulate::{Answer, Variable};

use super::surveys::{answer_all, survey};
use super::surveys_data_set::{row_of, set_of};
use crate::world::{World, story};

/// 東近江市: handed in, in the demonstration.
const TOWN: &str = "252131";

/// Every way a position goes out; and the answers on paper.
const WAYS: [&str; 6] =
    ["position", "position.pdf", "position.csv", "position/q1.svg", "position/q1.png", "answers.pdf"];

fn kind(seen: &Seen) -> String {
    seen.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned()
}

async fn whole(browser: &mut Browser, base: &str, who: &str) {
    let expected = ["text/html", "application/pdf", "text/csv", "image/svg+xml", "image/png", "application/pdf"];
    for (way, expected) in WAYS.into_iter().zip(expected) {
        let seen = browser.get(&format!("{base}/{way}")).await;
        assert_eq!(seen.status.as_u16(), 200, "{who}: {way}: {}", seen.text());
        assert!(kind(&seen).starts_with(expected), "{who}: {way}: {}", kind(&seen));
        let begins: &[u8] = match expected {
            "application/pdf" => b"%PDF-1.7",
            "image/png" => b"\x89PNG",
            "image/svg+xml" => b"<svg ",
            "text/csv" => "\u{feff}調査,".as_bytes(),
            _ => b"<!",
        };
        assert!(seen.body.starts_with(begins), "{who}: {way}");
    }
}

/// A municipality of the prefecture that handed in.
async fn collected_in(world: &World, prefecture: &str, among: &[&str]) -> String {
    let set = set_of(world, 2026, "fy2026_municipality", Which::Collected).await;
    let fits = |code: &str| among.is_empty() || among.contains(&code);
    let found = set.rows().iter().find(|row| row.prefecture_code == prefecture && fits(&row.code));
    found.expect("somebody handed in").code.clone()
}

story! {
    async fn a_town_sees_at_once_where_it_stands_and_takes_it_home(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/{TOWN}");
        let mut officer = world.sign_in("higashiomi-officer").await;
        // Three ways lead there.
        let start = officer.get("/").await.expect(200, "東近江市の位置を見る");
        assert!(start.text().contains(&format!("href=\"{base}/position\"")));
        officer.get(&base).await.expect(200, &format!("{base}/position"));
        officer.get(&format!("{base}/submit")).await.expect(200, &format!("{base}/position"));

        let page = officer.get(&format!("{base}/position")).await.expect(200, "東近江市の位置");
        for words in ["速報：1,741市町村のうち1,", "似た20市町村", "滋賀県", "全国", "架空", "ほかでは少ない答え", "出典：令和8年度", "似た市町村の選び方"] {
            assert!(page.contains(words), "{words}");
        }
        assert!(page.contains("<p class=\"standing\">速報：") && page.text().matches("<h2 id=\"section-").count() >= 6);
        whole(&mut officer, &base, "the town").await;
        // The chart of a question stands by itself: whose it is, how many, from where, that it is invented.
        let chart = officer.get(&format!("{base}/position/q1.svg")).await.text();
        for words in ["東近江市の答え", "速報：", "（n=20）", "出典：", "架空"] {
            assert!(chart.contains(words), "{words}: {chart}");
        }
        let paper = officer.get(&format!("{base}/position.pdf")).await;
        let properties = String::from_utf8_lossy(&paper.body).into_owned();
        assert!(properties.contains("東近江市の位置") && properties.contains("pdfuaid"), "named and tagged");
        assert!(paper.headers.get("content-disposition").is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("attachment"))));
        // What is no question, or no picture, is not there.
        for none in ["position/q999.svg", "position/q1.gif", "position/q1", "position/q1.svg.png"] {
            assert_eq!(officer.get(&format!("{base}/{none}")).await.status.as_u16(), 404, "{none}");
        }
    }
}

story! {
    async fn nobody_else_sees_a_single_town_s_position_by_any_way(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/{TOWN}");
        // Another town, another prefecture, another town's coordinator, another programme's office: it is not there.
        for person in ["nambu-officer", "yanai-manager", "yamanashi-officer", "yamaguchi-manager", "yanai-coordinator", "home-care-office"] {
            let mut browser = world.sign_in(person).await;
            for way in WAYS {
                let seen = browser.get(&format!("{base}/{way}")).await;
                assert_eq!(seen.status.as_u16(), 404, "{person}: {way}");
                assert!(!seen.text().contains("東近江市"), "{person}: {way}");
            }
        }
        // Who sees no answers at all is told so.
        for person in ["yanai-health-centre", "chugokushikoku-bureau", "yanai-association", "administrator"] {
            let mut browser = world.sign_in(person).await;
            for way in WAYS {
                assert_eq!(browser.get(&format!("{base}/{way}")).await.status.as_u16(), 403, "{person}: {way}");
            }
        }
        let mut visitor = world.visitor();
        for way in WAYS {
            assert_eq!(visitor.get(&format!("{base}/{way}")).await.status.as_u16(), 303, "{way}");
        }
        // The prefecture, the office and the ministry's department see it; a coordinator those she works for.
        let own = collected_in(&world, "350001", &[]).await;
        for (person, code) in [("yamaguchi-officer", own.as_str()), ("cooperation-office", TOWN), ("elderly-health-department", TOWN)] {
            let mut browser = world.sign_in(person).await;
            whole(&mut browser, &format!("{survey}/{code}"), person).await;
        }
    }
}

story! {
    async fn before_handing_in_there_is_nothing_to_compare(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let mut officer = world.sign_in("yanai-officer").await;
        let page = officer.get(&format!("{base}/position")).await.expect(200, "提出すると、すぐに見られます");
        assert!(!page.contains("全国"));
        for way in ["position.pdf", "position.csv", "position/q1.svg", "position/q1.png"] {
            officer.get(&format!("{base}/{way}")).await.expect(422, "まだ提出されていない");
        }
        // The answers so far are hers to print all the same.
        assert!(officer.get(&format!("{base}/answers.pdf")).await.body.starts_with(b"%PDF"));
        // From the moment it is handed in, the page is there, and her coordinator sees it too.
        answer_all(&mut officer, &base).await;
        officer.submit(&format!("{base}/submit"), &[]).await.expect(200, "ほかの団体と比べた位置を見る");
        officer.get(&format!("{base}/position")).await.expect(200, "似た20市町村");
        world.sign_in("yanai-coordinator").await.get(&format!("{base}/position")).await.expect(200, "似た20市町村");
        world.run_jobs().await;
    }
}

story! {
    async fn a_prefecture_stands_among_prefectures(world) {
        let survey = survey(&world, "都道府県票").await;
        let mut officer = world.sign_in("yamaguchi-officer").await;
        let page = officer.get(&format!("{survey}/350001/position")).await.expect(200, "山口県の位置");
        assert!(page.contains("47都道府県のうち") && page.contains("全国") && !page.contains("似た20"));
        whole(&mut officer, &format!("{survey}/350001"), "the prefecture").await;
        // Its towns and its neighbours do not see it.
        for person in ["yanai-officer", "yamanashi-officer", "yanai-coordinator"] {
            let mut browser = world.sign_in(person).await;
            for way in WAYS {
                assert_eq!(browser.get(&format!("{survey}/350001/{way}")).await.status.as_u16(), 404, "{person}: {way}");
            }
        }
    }
}

/// Whether a row chose the option; by the plainest means there are.
fn chose(variable: &Variable, row: usize, option: usize) -> bool {
    match variable {
        Variable::Single(single) => single.answer(row) == Answer::Option(option),
        Variable::Multiple(multiple) => multiple.ticked(row, option),
        Variable::Numeric(_) => false,
    }
}

/// The members of a group, found without the product's own code.
fn members(set: &DataSet, group: &str, me: &Row) -> Option<Vec<usize>> {
    let all = || 0..set.rows().len();
    match group {
        "country" => Some(all().collect()),
        "prefecture" => Some(all().filter(|at| set.rows()[*at].prefecture_code == me.prefecture_code).collect()),
        "class" => Some(all().filter(|at| set.rows()[*at].classes == me.classes).collect()),
        "size" => Some(all().filter(|at| set.rows()[*at].band == me.band).collect()),
        _ => None,
    }
}

story! {
    async fn every_figure_is_what_a_plain_count_says_and_none_is_of_fewer_than_five(world) {
        let survey = survey(&world, "市町村票").await;
        let mut officer = world.sign_in("higashiomi-officer").await;
        let csv = officer.get(&format!("{survey}/{TOWN}/position.csv")).await.expect(200, "東近江市").text();
        let set = set_of(&world, 2026, "fy2026_municipality", Which::Released).await;
        let everybody = set_of(&world, 2026, "fy2026_municipality", Which::Collected).await;
        let own = &everybody.rows()[everybody.row_of(TOWN).expect("handed in")];
        assert!(set.rows().len() > 1000 && set.rows().len() <= everybody.rows().len());
        let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let heads: BTreeMap<String, usize> =
            reader.headers().expect("a head").iter().enumerate().map(|(at, head)| (head.to_owned(), at)).collect();
        let (mut compared, mut hidden, mut groups) = (0, 0, std::collections::BTreeSet::new());
        for record in reader.records() {
            let record = record.expect("a row");
            let cell = |head: &str| &record[heads[head]];
            assert_eq!((cell("団体コード"), cell("速報・確定")), (TOWN, "速報"));
            assert!(cell("備考").contains("架空"));
            let (group, variable) = (cell("比較先ID"), set.variable(cell("設問ID")).expect("a variable"));
            let base: usize = cell("母数").parse().unwrap_or(0);
            if base == 0 {
                assert!(cell("件数").is_empty() && cell("値").is_empty(), "{record:?}");
                hidden += 1;
            } else {
                assert!(base >= 5, "{record:?}");
            }
            let (Some(members), false) = (members(&set, group, own), matches!(variable, Variable::Numeric(_))) else {
                continue;
            };
            groups.insert(group.to_owned());
            // 無回答 stands in the base; 非該当 does not.
            let asked: Vec<usize> = members.into_iter().filter(|row| variable.state(*row) != 0).collect();
            let option = set.question(cell("設問ID")).map(|q| q.options.clone()).or_else(|| {
                set.questions().iter().find(|q| q.variables.iter().any(|v| v == cell("設問ID"))).map(|q| q.options.clone())
            });
            let at = option.unwrap_or_default().iter().position(|id| id == cell("選択肢ID"));
            let counted = asked.iter().filter(|row| match at {
                Some(at) => chose(variable, **row, at),
                None => variable.state(**row) == 1,
            });
            let counted = counted.count();
            // She takes her own answer away: five others, or none.
            let others = asked.iter().filter(|row| Some(**row) != set.row_of(TOWN)).count();
            if asked.len() < 5 || (1..5).contains(&others) {
                assert_eq!(base, 0, "{record:?}");
                continue;
            }
            assert_eq!((base, cell("件数").parse().ok()), (asked.len(), Some(counted)), "{record:?}");
            let tenths = (counted * 2000 + asked.len()) / (2 * asked.len());
            assert_eq!(cell("値"), format!("{}.{}", tenths / 10, tenths % 10), "{record:?}");
            compared += 1;
        }
        assert_eq!(groups.into_iter().collect::<Vec<_>>(), ["class", "country", "prefecture", "size"]);
        assert!(compared > 1000, "{compared} compared, {hidden} hidden");
    }
}

/// The part of the page that belongs to a question.
fn part<'a>(page: &'a str, question: &str) -> &'a str {
    let begin = page.find(&format!("<h3 id=\"{question}\"")).expect("the question");
    let rest = &page[begin..];
    &rest[..rest[4..].find("<h3 id=").map_or(rest.len(), |end| end + 4)]
}

story! {
    async fn a_neighbour_is_named_only_where_the_question_is_public_or_it_shares(world) {
        let survey = survey(&world, "市町村票").await;
        let address = format!("{survey}/{TOWN}/position");
        let mut officer = world.sign_in("higashiomi-officer").await;
        let before = officer.get(&address).await.expect(200, "似た20市町村").text();
        // 問1 is public, 問2 is not.
        assert!(part(&before, "q1").contains("名前の分かる"));
        assert!(!part(&before, "q2").contains("名前の分かる"));
        let similar = before.split("<h2 id=\"similar\">").nth(1).expect("the list of similar towns");
        let code = similar.split("href=\"/regions/").nth(1).and_then(|rest| rest.split('"').next()).expect("a code").to_owned();
        let name = similar.split(&format!("/regions/{code}\">")).nth(1).and_then(|rest| rest.split('<').next()).expect("a name").to_owned();

        // That neighbour decides to share, by its own officer.
        let member = || Member { municipalities: vec![code.clone()], ..Member::sample(Role::MunicipalityOfficer) };
        let mut tx = world.core.write::<ShareAnswers>(Actor::Person(Arc::new(member())), "test").await.expect("a writer");
        let row = row_of(&mut tx, 2026, "fy2026_municipality").await;
        sharing::share(&mut tx, &row, &code).await.expect("shared");
        tx.commit_recorded().await.expect("stored");
        let after = officer.get(&address).await.text();
        assert!(part(&after, "q2").contains("名前の分かる") && part(&after, "q2").contains(&name), "{name}");
        // Taken back, it is gone.
        let mut tx = world.core.write::<ShareAnswers>(Actor::Person(Arc::new(member())), "test").await.expect("a writer");
        sharing::stop_sharing(&mut tx, &row, &code).await.expect("ended");
        tx.commit_recorded().await.expect("stored");
        assert!(!part(&officer.get(&address).await.text(), "q2").contains("名前の分かる"));
        drop(world.core.read::<LookAtAnswers>(Actor::Console, "test").await.expect("still open"));
    }
}

story! {
    async fn sharing_is_the_body_s_own_dated_and_taken_back(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/{TOWN}");
        let mut officer = world.sign_in("higashiomi-officer").await;
        officer.get(&base).await.expect(200, "いまは共有していません");
        officer.submit(&format!("{base}/share"), &[]).await.expect(200, "名前とともに見せることにしました");
        let own = officer.get(&base).await.expect(200, "から共有しています");
        assert!(own.contains("試野 あかり"), "by whom");
        officer.post(&format!("{base}/share"), &[]).await.expect(422, "すでに共有しています");
        officer.submit(&format!("{base}/stop-sharing"), &[]).await.expect(200, "見せるのをやめました");
        officer.get(&base).await.expect(200, "まで共有していました");
        officer.post(&format!("{base}/stop-sharing"), &[]).await.expect(422, "いまは共有していません");
        // Nobody decides it for another body; a coordinator and an office not at all.
        for (person, status) in [("nambu-officer", 404), ("yamaguchi-officer", 404), ("yanai-coordinator", 403), ("cooperation-office", 403)] {
            let mut browser = world.sign_in(person).await;
            for verb in ["share", "stop-sharing"] {
                assert_eq!(browser.post(&format!("{base}/{verb}"), &[]).await.status.as_u16(), status, "{person}: {verb}");
            }
        }
        // Who looks from outside is not offered it.
        let mut office = world.sign_in("cooperation-office").await;
        assert!(!office.get(&base).await.expect(200, "東近江市").contains("への共有"));
    }
}

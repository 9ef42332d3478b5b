use foundation::audit::Entry;
use foundation::jobs::Job;
use site::permissions::{Actor, TidyJobs};

use crate::world::{World, story};

/// A job of a kind nobody knows: it fails until it is dead.
async fn dead_job(world: &World) {
    let mut tx = world.core.write::<TidyJobs>(Actor::Console, "test").await.expect("the console may");
    tx.queue(Job::new("test.unknown").with("number", 7)).await.expect("queued");
    tx.commit(Entry::of("job", "test")).await.expect("stored");
    for _ in 0..20 {
        world.run_jobs().await;
        world.core.clock.advance(6 * 3600 + 1);
    }
}

story! {
    async fn a_job_that_failed_for_good_is_seen_and_tried_again(world) {
        dead_job(&world).await;
        let mut administrator = world.sign_in("administrator").await;
        let page = administrator.get("/operations").await.expect(200, "test.unknown");
        assert!(page.contains("no handler for jobs of kind test.unknown") && page.contains("{&#34;number&#34;:7}"));
        assert!(page.contains("jobs.tidy"), "the recurring jobs are listed");
        let form = page.text();
        let address = form.split("action=\"/operations/jobs/").nth(1).and_then(|p| p.split('"').next()).expect("a button");
        let address = format!("/operations/jobs/{address}");
        administrator.submit(&address, &[]).await.expect(200, "もう一度、順番に入れました");
        administrator.post(&address, &[]).await.expect(422, "すでにやり直されています");
        administrator.post("/operations/jobs/999999/retry", &[]).await.expect(422, "止まっていません");
        let log = administrator.get("/operations/audit?action=operations.retry").await.expect(200, "止まった処理をやり直す");
        assert!(log.contains("見田 守"));
    }
}

story! {
    async fn the_log_is_read_by_subject_and_person(world) {
        let mut administrator = world.sign_in("administrator").await;
        administrator.get("/operations/audit").await.expect(200, "操作の記録");
        let page = administrator.get("/operations/audit?subject=regions&number=register").await.expect(200, "地域の台帳を取り込む");
        assert!(page.contains("運用の担当者（サーバーでの操作）") && page.contains("1741"));
        assert!(page.contains("地域の台帳") && page.contains("市町村: 1,741"), "told in Japanese");
        // By day: today, and not yesterday; what is no day is said at the field.
        let day = |from: &str, to: &str| {
            let (from, to) = (foundation::web::escape(from), foundation::web::escape(to));
            format!("/operations/audit?from={from}&to={to}")
        };
        administrator.get(&day("令和8年11月21日", "2026-11-21")).await.expect(200, "運用の担当者");
        administrator.get(&day("", "令和8年11月20日")).await.expect(200, "当てはまる記録はありません");
        administrator.get(&day("令和8年11月22日", "")).await.expect(200, "当てはまる記録はありません");
        let page = administrator.get(&day("きのう", "")).await.expect(200, "「いつから」");
        assert!(page.contains("href=\"#from\"") && !page.contains("操作の記録 "), "no list to a question not understood");
        for (link, words) in [("今日", "2026-11-21&#38;to=2026-11-21"), ("昨日", "2026-11-20&#38;to=2026-11-20"), ("この7日", "2026-11-15&#38;to=2026-11-21")] {
            assert!(page.contains(&format!("{words}\">{link}</a>")), "{link}");
        }
        // Whom it was about, by name, and what became of it.
        let mut midori = world.sign_in("yanai-officer").await;
        let fields = [("name", "見本 みどり"), ("kana", "みほん みどり"), ("telephone", "0820-22-2111")];
        midori.submit("/account/profile", &fields).await.expect(200, "保存しました");
        let page = administrator.get("/operations/audit?action=people.change_profile&subject=person").await;
        let page = page.expect(200, "人「見本 みどり」");
        assert!(page.contains("電話番号: なし → 0820-22-2111") && page.contains("もとの記録"));
        let who = foundation::web::escape("どこにもいない人");
        administrator.get(&format!("/operations/audit?who={who}")).await.expect(200, "当てはまる記録はありません");
        administrator.get("/operations/audit?who=%25&page=9999").await.expect(200, "当てはまる記録はありません");
    }
}

story! {
    async fn who_signed_in_is_named_and_no_word_is_english(world) {
        // By a mailed code, after a wrong one.
        let mut midori = world.visitor();
        midori.post("/sign-in", &[("mail", "midori@yanai.example.jp")]).await;
        midori.post("/sign-in/code", &[("code", "AAAA-AAAA")]).await;
        let code = world.mailed_code("midori@yanai.example.jp").await;
        let reply = midori.post("/sign-in/code", &[("code", code.as_str())]).await;
        assert_eq!(reply.status.as_u16(), 303, "{}", reply.text());
        let mut stranger = world.visitor();
        stranger.post("/sign-in", &[("mail", "nobody@example.jp")]).await;
        // A case goes its way.
        let mut fields = crate::stories::cases_writing::TEXTS.to_vec();
        fields.push(("next", "submit"));
        let (_, page) = crate::stories::cases_writing::write(&mut midori, &fields).await;
        let case = format!("/cases/{}", crate::stories::cases_writing::number_of(&page.expect(200, "受付番号")));
        midori.post(&format!("{case}/submit"), &[]).await;
        world.sign_in("yanai-manager").await.post(&format!("{case}/approve"), &[]).await;
        world.sign_in("cooperation-office").await.post(&format!("{case}/publish"), &[]).await;

        let mut administrator = world.sign_in("administrator").await;
        let who = foundation::web::escape("見本 みどり");
        let page = administrator.get(&format!("/operations/audit?action=people.sign_in&who={who}")).await;
        let page = page.expect(200, "<td>見本 みどり（柳井市・市町村 担当者）</td>");
        assert!(page.contains("人「見本 みどり」") && page.contains("結果: ログインした"));
        let page = administrator.get("/operations/audit?action=people.sign_in").await.expect(200, "結果: コードが違った");
        assert!(page.contains("メールアドレス（伏せています）") && !page.contains("登録のないアドレス"));
        assert_eq!(page.text().matches("<td>メールアドレス（伏せています）</td>").count(), 1, "the wrong code is told of the account");
        administrator.get("/operations/audit?action=demo.sign_in").await.expect(200, "<td>見田 守（");
        // Cases and organisations are named and linked.
        administrator.get("/operations/audit?subject=case").await.expect(200, &format!("<a href=\"{case}\">事例「"));
        let page = administrator.get("/operations/audit?subject=person&action=people.create_account").await;
        let page = page.expect(200, "<li>組織: <a href=\"/organisations/");
        assert!(!page.contains("組織: 1,"));
        // Whatever the whole log says of what changed, it says in Japanese.
        for number in 1..20 {
            let page = administrator.get(&format!("/operations/audit?page={number}")).await.text();
            for told in page.split("<li>").skip(1).filter_map(|piece| piece.split("</li>").next()).filter(|t| t.contains(": ")) {
                let word = |c: char| !(c.is_ascii_alphanumeric() || "@._-/".contains(c));
                let english = |w: &&str| w.len() > 3 && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                let text = told.split('>').filter_map(|piece| piece.split('<').next()).collect::<String>();
                assert_eq!(text.split(word).find(english), None, "{told}");
            }
        }
    }
}

story! {
    async fn nobody_else_looks_behind_the_curtain(world) {
        for person in ["yanai-manager", "cooperation-office", "elderly-health-department"] {
            let mut browser = world.sign_in(person).await;
            let front = browser.get("/").await;
            assert!(!front.contains("href=\"/operations\""), "{person} sees a door she may not pass");
            browser.get("/operations").await.expect(403, "運用管理者");
            browser.get("/operations/audit").await.expect(403, "運用管理者");
            browser.post("/operations/jobs/1/retry", &[]).await.expect(403, "運用管理者");
        }
        let front = world.sign_in("administrator").await.get("/").await;
        assert!(front.contains("href=\"/operations\""));
    }
}

story! {
    async fn what_was_done_long_ago_is_forgotten(world) {
        world.run_jobs().await;
        let count = |world: &World| {
            let core = world.core.clone();
            async move {
                let mut tx = core.write::<TidyJobs>(Actor::Console, "test").await.expect("the console may");
                foundation::jobs::overview::counts(&mut tx).await.expect("counts").done
            }
        };
        assert!(count(&world).await > 0);
        world.core.clock.advance(31 * 86_400);
        world.run_jobs().await;
        // Only the newest turn of each recurring job is left.
        let recurring = i64::try_from(site::schedule::all().list().len()).expect("a few");
        // And the mails that the newest turns sent.
        assert!(count(&world).await <= recurring + 3, "{}", count(&world).await);
        let mut administrator = world.sign_in("administrator").await;
        administrator.get("/operations/audit?action=operations.tidy").await.expect(200, "定期処理（終わった処理の記録の片づけ）");
    }
}

/// The doctor at a PostgreSQL installation: nothing there, the shape missing, everything in order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_looks_at_postgresql_too() {
    if std::env::var_os("RENKEI_TEST_QUICK").is_some() {
        return;
    }
    let world = crate::world::World::new(foundation::database::Engine::Postgres).await;
    let folder = std::env::temp_dir().join(format!("renkei-doctor-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let clock = foundation::clock::Clock::System;
    let look = async |database: String| {
        let configuration = site::settings::Configuration {
            data: folder.clone(),
            database,
            ..site::settings::Configuration::default()
        };
        let findings = site::check::examine(Ok(configuration), &clock).await;
        findings.iter().map(site::check::Finding::line).collect::<Vec<_>>().join("\n")
    };
    let report = look(world.postgres_url().expect("a story on PostgreSQL")).await;
    assert!(report.contains("○ データベース: PostgreSQL"), "{report}");
    assert!(report.contains("○ データベースの形"), "{report}");
    let cluster = foundation::testing::Cluster::of_this_process();
    let report = look(cluster.url("no_such_database")).await;
    assert!(report.contains("× データベース: "), "{report}");
    let report = look(cluster.url("template1")).await;
    assert!(report.contains("更新が残っています"), "{report}");
    assert!(!report.contains("postgres://"), "an address may hold a password: {report}");
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

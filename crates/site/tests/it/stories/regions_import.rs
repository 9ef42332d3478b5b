use foundation::testing::{Browser, Seen};

use crate::world::{World, story};

/// The register as a file the ministry could have published: CP932, half-width kana.
async fn list(world: &World, change: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let csv = world.visitor().get("/regions.csv").await.expect(200, "011002").text();
    let mut out = String::from("団体コード,都道府県名,市区町村名,都道府県名（カナ）,市区町村名（カナ）\r\n");
    for line in csv.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let line = format!("{},{},{},,{}", cells[0], cells[1], cells[2], cells[3]);
        if let Some(line) = change(&line) {
            out.push_str(&line);
            out.push_str("\r\n");
        }
    }
    japanese::cp932::encode(&out).bytes
}

async fn send(browser: &mut Browser, fields: &[(&str, &str)], content: &[u8]) -> Seen {
    let sent = browser.upload("/regions/import", fields, ("file", "市町村一覧.csv", content)).await;
    match sent.headers.get("location").and_then(|v| v.to_str().ok()).map(str::to_owned) {
        Some(to) => browser.get(&to).await,
        None => sent,
    }
}

async fn take_in(browser: &mut Browser, plan: &Seen) -> Seen {
    let fingerprint = plan.input("fingerprint").expect("a plan that can be taken in");
    browser.submit(&plan.address, &[("fingerprint", &fingerprint)]).await
}

story! {
    async fn a_list_is_looked_at_and_then_taken_in(world) {
        let mut administrator = world.sign_in("administrator").await;
        let content = list(&world, |line| match &line[..6] {
            // 真室川町 renamed, 金山町 gone, the code of 札幌市 without its zero.
            "063649" => Some("063649,山形県,新真室川町,,ｼﾝﾏﾑﾛｶﾞﾜﾏﾁ".to_owned()),
            "063614" => None,
            "011002" => Some("11002,北海道,札幌市,,さっぽろし".to_owned()),
            _ => Some(line.to_owned()),
        })
        .await;
        let plan = send(&mut administrator, &[], &content).await.expect(200, "このとおり取り込む");
        for words in ["真室川町</td><td>新真室川町", "まむろがわまち</td><td>しんまむろがわまち", "金山町", "1,739団体", "そのまま残します"] {
            assert!(plan.contains(words), "{words}");
        }
        world.visitor().get("/regions/063649").await.expect(200, "真室川町（山形県）");
        take_in(&mut administrator, &plan).await.expect(200, "台帳に取り込みました");
        let mut visitor = world.visitor();
        visitor.get("/regions/063649").await.expect(200, "新真室川町（山形県）");
        // The old name still finds it; the one the list lacks is still there.
        let address = format!("/regions?q={}", foundation::web::escape("真室川"));
        visitor.get(&address).await.expect(200, "新真室川町");
        visitor.get("/regions/063614").await.expect(200, "金山町");
        // A second submit of the same form changes nothing more.
        let fingerprint = plan.input("fingerprint").expect("a fingerprint");
        administrator.post(&plan.address, &[("fingerprint", &fingerprint)]).await.expect(409, "台帳が変わりました");
        let again = send(&mut administrator, &[], &content).await.expect(200, "取り込むものはありません");
        assert!(again.input("fingerprint").is_none());
        administrator.get("/operations/audit?subject=regions").await.expect(200, "新真室川町");
    }
}

story! {
    async fn a_municipality_that_ended_keeps_its_page(world) {
        let mut administrator = world.sign_in("administrator").await;
        let content = list(&world, |line| (!line.starts_with("063614")).then(|| line.to_owned())).await;
        let day = [("close_on-year", "令和9"), ("close_on-month", "３"), ("close_on-day", "31")];
        let plan = send(&mut administrator, &day, &content).await.expect(200, "令和9年（2027年）3月31日（水）で廃止");
        take_in(&mut administrator, &plan).await.expect(200, "台帳に取り込みました");
        let mut visitor = world.visitor();
        visitor.get("/regions/063614").await.expect(200, "令和9年（2027年）3月31日（水）");
        // Nothing changes before the day.
        visitor.get("/regions/060003").await.expect(200, "35市町村");
        let days = jiff::civil::date(2027, 4, 1) - world.core.clock.today();
        world.core.clock.advance(i64::from(days.get_days()) * 86_400);
        visitor.get("/regions/060003").await.expect(200, "34市町村");
        let mut administrator = world.sign_in("administrator").await;
        // In a later list again, it is opened again.
        let whole = list(&world, |line| Some(line.to_owned())).await;
        let mut text = japanese::cp932::decode(&whole).expect("text").text;
        text.push_str("063614,山形県,金山町,,かねやままち\r\n");
        let plan = send(&mut administrator, &[], text.as_bytes()).await.expect(200, "廃止日");
        take_in(&mut administrator, &plan).await;
        visitor.get("/regions/060003").await.expect(200, "35市町村");
    }
}

story! {
    async fn a_bad_list_is_refused_whole_with_every_fault(world) {
        let mut administrator = world.sign_in("administrator").await;
        let content = list(&world, |line| match &line[..6] {
            "011002" => Some("011003,北海道,札幌市,,さっぽろし".to_owned()),
            "012033" => Some("012033,北海堂,小樽市,,おたるし".to_owned()),
            "063649" => Some("063649,山形県,新真室川町,,".to_owned()),
            _ => Some(line.to_owned()),
        })
        .await;
        let page = send(&mut administrator, &[], &content).await.expect(422, "誤りが3か所あります");
        for words in ["2行目 A列", "検査数字", "4行目 B列", "北海堂", "E列", "カナが空です"] {
            assert!(page.contains(words), "{words}");
        }
        world.visitor().get("/regions/063649").await.expect(200, "真室川町（山形県）");
        // Sixty faults: fifty are shown, the rest is counted.
        let rows: String = (0..60).map(|_| "011003,北海道,札幌市,,さっぽろし\n").collect();
        let many = format!("団体コード,都道府県名,市区町村名,市区町村名（カナ）\n{rows}").replace(",,", ",");
        let page = send(&mut administrator, &[], many.as_bytes()).await.expect(422, "誤りが60か所あります");
        assert!(page.contains("ほか10か所"));
        // No file, a picture, an address that climbs, a key nobody made.
        administrator.upload("/regions/import", &[], ("file", "", b"")).await.expect(422, "ファイルを選んでください");
        send(&mut administrator, &[], b"\x89PNG\r\n\x1a\n\0\0").await.expect(422, "文字だけのファイルではありません");
        administrator.get("/regions/import/..%2F..%2Fetc%2Fpasswd").await.expect(404, "ページが見つかりません");
        administrator.get(&format!("/regions/import/{}", "0".repeat(64))).await.expect(404, "ページが見つかりません");
        let huge = vec![b'a'; 6 << 20];
        administrator.upload("/regions/import", &[], ("file", "a.csv", &huge)).await.expect(413, "5 MBまで");
    }
}

story! {
    async fn a_part_of_the_list_cannot_close_the_rest_by_mistake(world) {
        let mut administrator = world.sign_in("administrator").await;
        let content = list(&world, |line| line.contains(",山形県,").then(|| line.to_owned())).await;
        let day = [("close_on-year", "2027"), ("close_on-month", "3"), ("close_on-day", "31")];
        send(&mut administrator, &day, &content).await.expect(422, "一度に廃止できるのは100団体までです");
        // Said to be about one prefecture, it is whole.
        let narrowed = [day[0], day[1], day[2], ("prefecture", "060003")];
        send(&mut administrator, &narrowed, &content).await.expect(200, "取り込むものはありません");
    }
}

story! {
    async fn only_the_administrator_takes_lists_in(world) {
        for person in ["yamanashi-manager", "cooperation-office", "elderly-health-department"] {
            let mut browser = world.sign_in(person).await;
            browser.get("/regions/import").await.expect(403, "運用管理者");
            browser.upload("/regions/import", &[], ("file", "a.csv", b"x")).await.expect(403, "運用管理者");
        }
        assert_eq!(world.visitor().get("/regions/import").await.status.as_u16(), 303);
    }
}

story! {
    /// A new name from next month on is not the name of today; taken up again, the old one is no former name.
    async fn a_change_waits_for_its_day(world) {
        let mut administrator = world.sign_in("administrator").await;
        let list = |name: &str, kana: &str, day: &str| {
            format!("団体コード,都道府県名,市区町村名,都道府県名（カナ）,市区町村名（カナ）,施行日\n352128,山口県,{name},,{kana},{day}\n")
        };
        let send_list = |text: String| text.into_bytes();
        let wish = [("prefecture", "350001")];
        let early = send_list(list("柳井新市", "ﾔﾅｲｼﾝｼ", "令和8年12月1日"));
        send(&mut administrator, &wish, &early).await.expect(422, "施行日になってから取り込んでください");
        let mut visitor = world.visitor();
        visitor.get("/regions?q=%E6%9F%B3%E4%BA%95").await.expect(200, "/regions/352128");
        for (name, kana, day) in [("柳井新市", "ﾔﾅｲｼﾝｼ", "令和8年11月1日"), ("柳井市", "ﾔﾅｲｼ", "昭和29年3月31日")] {
            let plan = send(&mut administrator, &wish, &send_list(list(name, kana, day))).await.expect(200, "このとおり取り込む");
            assert!(plan.contains("施行日") && !plan.contains("2026-11-01"), "days in words");
            take_in(&mut administrator, &plan).await.expect(200, "台帳に取り込みました");
            visitor.get("/regions/352128").await.expect(200, name);
            visitor.get("/").await.expect(200, "1,741");
        }
        let page = visitor.get("/regions/352128").await.expect(200, "柳井新市");
        let former = page.text().split("合併や改称の前の名前").nth(1).expect("former names").to_owned();
        let former = former.split("</section>").next().expect("the card");
        assert!(!former.contains(">柳井市（") && !former.contains("昭和29年3月30日"), "{former}");
    }
}

story! {
    /// 5 MB are promised, and five are taken: a long list reaches the reader.
    async fn a_list_of_nearly_five_megabytes_is_read(world) {
        let mut administrator = world.sign_in("administrator").await;
        let mut text = String::from("団体コード,都道府県名,市区町村名,都道府県名（カナ）,市区町村名（カナ）,備考\n");
        while text.len() < 4_900_000 {
            text.push_str("011002,北海道,札幌市,,さっぽろし,");
            text.push_str(&"備".repeat(300));
            text.push('\n');
        }
        let sent = send(&mut administrator, &[("prefecture", "010006")], text.as_bytes()).await;
        assert!(sent.status == 200 || sent.contains("か所"), "{} {}", sent.status, sent.text());
        assert!(!sent.contains("最後まで読み取れませんでした"));
    }
}

use foundation::testing::Seen;

use crate::world::story;

const YANAI: &str = "/situation/352128";
const IWAKUNI: &str = "/situation/352080";

fn goes_to(seen: &Seen, address: &str) {
    let to = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("");
    assert_eq!((seen.status.as_u16(), to), (303, address), "{}", seen.text().chars().take(3000).collect::<String>());
}

/// That of the form at the end of a page; the rows above have their own.
fn revision(page: &Seen) -> String {
    let text = page.text();
    let last = text.rsplit("name=\"revision\" value=\"").next().unwrap_or_default();
    last.split('"').next().unwrap_or_default().to_owned()
}

/// What the page of one indicator sends, with the revision that stood there when it was opened.
fn one(page: &Seen, year: &str, number: &str, whole: &str) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![
        pair("year", year),
        pair("level", "municipality"),
        pair("number", number),
        pair("whole", whole),
        pair("source", "人口動態統計"),
        pair("revision", &revision(page)),
    ]
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

story! {
    /// From the front door to a figure among others, and back with her own.
    async fn an_officer_sees_where_her_town_stands_and_enters_a_figure(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let home = her.get("/situation").await;
        assert_eq!(home.headers.get("location").and_then(|v| v.to_str().ok()), Some(YANAI));
        let page = her.get(YANAI).await.expect(200, "柳井市の現在地");
        for words in ["自宅で亡くなった人の割合", "全国", "山口県", "似た市町村", "架空", "まん中の半分の範囲", "いちばん先に解きたいこと"] {
            assert!(page.contains(words), "{words}");
        }
        // A wider area's value says whose it is, and is held against nobody.
        assert!(page.contains("二次医療圏：柳井の値"));
        // Few people: the years together, beside the year alone.
        assert!(page.contains("人数が少ないので、令和5年度〜令和7年度を合わせると 27.3%"));

        let form = her.get(&format!("{YANAI}/values?scene=mitori&year=2025")).await.expect(200, "看取り　令和7年度");
        assert!(form.contains("分母：亡くなった人") && form.contains("一人で亡くなった人や検案"));
        let sent = [("scene", "mitori"), ("year", "2025"), ("n-eol-clinics", "３"), ("s-eol-clinics", "医療施設調査"), ("r-eol-clinics", "0")];
        goes_to(&her.post(&format!("{YANAI}/values"), &sent).await, &format!("{YANAI}/values?scene=mitori&year=2025&done=saved"));
        let page = her.get(YANAI).await.expect(200, "在宅で看取りをしている診療所・病院の数");
        assert!(page.contains("医療施設調査"));
        // The same once more is no change.
        let again = [("scene", "mitori"), ("year", "2025"), ("n-eol-clinics", "3"), ("s-eol-clinics", "医療施設調査"), ("r-eol-clinics", "0")];
        goes_to(&her.post(&format!("{YANAI}/values"), &again).await, &format!("{YANAI}/values?scene=mitori&year=2025&done=same"));
        let csv = her.get(&format!("{YANAI}/values.csv")).await.expect(200, "352128,柳井市,eol-clinics");
        assert!(csv.contains("圏域名") && csv.contains("secondary_medical") || csv.contains("二次医療圏"));
        let picture = her.get(&format!("{YANAI}/figures/home-deaths.svg")).await.expect(200, "<svg");
        assert!(picture.contains("デモデータ"));
    }
}

/// What a reader of workbooks finds on a sheet, row by row.
fn sheet(book: &[u8], name: &str) -> Vec<String> {
    let book = answer_sheets::workbook::open(book, &answer_sheets::Limits::default()).expect("a workbook");
    let sheet = book.sheets.iter().find(|sheet| sheet.name == name).expect("the sheet");
    let mut rows: Vec<String> = Vec::new();
    for cell in &sheet.cells {
        let at = usize::try_from(cell.row).expect("few");
        rows.resize(rows.len().max(at + 1), String::new());
        let text = match cell.value {
            answer_sheets::workbook::Value::Number { number, .. } => number.to_string(),
            _ => book.text_of(cell).unwrap_or_default().to_owned(),
        };
        rows[at] += &format!("{text}|");
    }
    rows
}

story! {
    /// The one page stays short; nothing is missing in the scene's page, on the sheet, and no more is read than is shown.
    async fn a_page_shows_what_stands_first_and_a_scene_all_of_it(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let catalogue = her.get("/situation/indicators.csv").await.expect(200, "場面").text();
        let cells = catalogue.lines().map(|line| line.split(',').take(3).collect::<Vec<_>>());
        let of_scene: Vec<&str> = cells.filter(|cells| cells.get(2) == Some(&"日常の療養支援")).filter_map(|cells| cells.first().copied()).collect();
        // Figures for every one of them.
        let mut entered = 0;
        for id in &of_scene {
            let address = format!("{YANAI}/values/{id}");
            let form = her.get(&address).await.expect(200, id);
            // One without shares takes no whole, one of wider areas alone no value of the town.
            let taken = her.post(&address, &pairs(&one(&form, "2024", "7", "20"))).await.status == 303;
            entered += usize::from(taken || her.post(&address, &pairs(&one(&form, "2024", "7", ""))).await.status == 303);
        }
        assert!(entered > 6, "{entered}");
        let page = her.get(YANAI).await.expect(200, "ほかの指標も見る（あと");
        let scene = her.get(&format!("{YANAI}/scenes/nichijo")).await.expect(200, "日常の療養支援の数字");
        let rows = |page: &Seen| page.text().matches("<th scope=\"row\"><a href=\"/situation/352128/values/").count();
        let (all, book) = (rows(&scene), her.get(&format!("{YANAI}/situation.xlsx")).await);
        let of_section = page.text().split("id=\"scene-nichijo\"").nth(1).unwrap_or_default().split("</section>").next().unwrap_or_default().matches("<th scope=\"row\">").count();
        assert!(of_section < all && of_section >= 5, "{of_section} of {all}");
        let numbers = sheet(&book.body, "数字");
        assert_eq!(numbers.iter().filter(|row| row.starts_with("日常の療養支援|")).count(), all);
        assert!(numbers.iter().skip(1).all(|row| row.contains("デモデータ")), "every record is marked");
        assert!(sheet(&book.body, "調査で答えたこと").len() > 3 && sheet(&book.body, "どんな町か").len() > 5);
        let paper = her.get(&format!("{YANAI}/situation.pdf")).await;
        assert!(paper.body.starts_with(b"%PDF"));
        her.get(&format!("{YANAI}/scenes/unknown")).await.expect(404, "");
    }
}

story! {
    async fn what_cannot_be_is_said_at_its_field_and_nothing_is_lost(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let address = format!("{YANAI}/values/home-deaths");
        let page = her.get(&format!("{address}?year=2025")).await.expect(200, "これまでの値");
        let bad = [
            ("2025", "500", "400", "より多くなっています"),
            ("2025", "-3", "400", "負の数は入れられません"),
            ("2025", "12%", "400", "割合ではなく"),
            ("2025", "約10", "400", "0以上の数"),
            ("2025", "10", "", "分母：亡くなった人"),
            ("2025", "10", "0", "0より大きい数"),
            ("2999", "10", "40", "「年度」は"),
            ("昨年", "10", "40", "「年度」は"),
        ];
        for (year, number, whole, sentence) in bad {
            let seen = her.post(&address, &pairs(&one(&page, year, number, whole))).await.expect(422, sentence);
            assert!(seen.contains("人口動態統計"), "what was typed stays: {sentence}");
        }
        let mut wide = one(&page, "2025", "10", "40");
        "secondary_medical".clone_into(&mut wide[1].1);
        her.post(&address, &pairs(&wide)).await.expect(422, "示された中から");
        // A page that never was, a town that is none.
        her.get(&format!("{YANAI}/values/none")).await.expect(404, "");
        her.get("/situation/999999").await.expect(404, "");
        her.get(&format!("{YANAI}/figures/home-deaths.exe")).await.expect(404, "");
    }
}

story! {
    /// Two at the same figure: the later one sees both, and decides.
    async fn two_who_enter_at_once_lose_nothing(world) {
        let (mut one_of_them, mut other) = (world.sign_in("yanai-officer").await, world.sign_in("yanai-coordinator").await);
        let address = format!("{YANAI}/values/home-deaths");
        let (hers, his) = (one_of_them.get(&format!("{address}?year=2025")).await, other.get(&format!("{address}?year=2025")).await);
        goes_to(&one_of_them.post(&address, &pairs(&one(&hers, "2025", "70", "400"))).await, &format!("{address}?done=saved"));
        let seen = other.post(&address, &pairs(&one(&his, "2025", "71", "400"))).await.expect(409, "もう入っています");
        assert!(seen.contains("17.5") && seen.contains("value=\"71\""), "both are in sight");
        goes_to(&other.post(&address, &pairs(&one(&seen, "2025", "71", "400"))).await, &format!("{address}?done=saved"));
        one_of_them.get(&address).await.expect(200, "17.8");
        // On the page with many the same.
        let field = |number: &'static str, revision: &str| {
            [("scene", "mitori"), ("year", "2025"), ("n-home-deaths", number), ("d-home-deaths", "400"), ("s-home-deaths", "統計")]
                .map(|(a, b)| (a.to_owned(), b.to_owned())).into_iter()
                .chain([("r-home-deaths".to_owned(), revision.to_owned())]).collect::<Vec<_>>()
        };
        let seen = one_of_them.post(&format!("{YANAI}/values"), &pairs(&field("72", "2"))).await.expect(409, "さんが入れた値：71／400");
        let own = seen.input("r-home-deaths").expect("a revision");
        goes_to(&one_of_them.post(&format!("{YANAI}/values"), &pairs(&field("72", &own))).await, &format!("{YANAI}/values?scene=mitori&year=2025&done=saved"));
        // Taking out what changed meanwhile does not happen either.
        let gone = [("year", "2025"), ("area", ""), ("revision", "1")];
        other.post(&format!("{address}/remove"), &gone).await.expect(409, "ほかの方が変更しました");
        let page = other.get(&format!("{address}?year=2025")).await;
        let gone = [("year", "2025"), ("area", ""), ("revision", &*revision(&page))];
        goes_to(&other.post(&format!("{address}/remove"), &gone).await, &format!("{address}?done=removed"));
        // Typed into a value that is gone: told so, and entered anew when she wants it.
        let seen = one_of_them.post(&address, &pairs(&one(&page, "2025", "73", "400"))).await.expect(409, "ほかの方がこの値を消しました");
        goes_to(&one_of_them.post(&address, &pairs(&one(&seen, "2025", "73", "400"))).await, &format!("{address}?done=saved"));
    }
}

story! {
    /// A neighbour's figures are in no page, list, file or picture; a prefecture reads its towns', no others.
    async fn nobody_reads_a_neighbours_single_figures(world) {
        for (who, status) in [("nambu-officer", 404), ("yamanashi-officer", 404), ("yamaguchi-officer", 200), ("cooperation-office", 200), ("yanai-coordinator", 200)] {
            let mut person = world.sign_in(who).await;
            for address in [YANAI.to_owned(), format!("{YANAI}/values.csv"), format!("{YANAI}/figures/home-deaths.svg"), format!("{YANAI}/values/home-deaths"), format!("{YANAI}/scenes/mitori"), format!("{YANAI}/situation.pdf"), format!("{YANAI}/situation.xlsx")] {
                assert_eq!(person.get(&address).await.status.as_u16(), status, "{who} {address}");
            }
        }
        let mut visitor = world.visitor();
        goes_to(&visitor.get(YANAI).await, "/sign-in?next=%2Fsituation%2F352128");
        visitor.get("/situation/indicators").await.expect(200, "自宅で亡くなった人の割合");
        visitor.get("/situation/indicators.csv").await.expect(200, "home-deaths");
        // The office reads, it does not enter for a town.
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get(&format!("{YANAI}/values/home-deaths")).await.expect(200, "これまでの値");
        assert!(!page.contains("値を入れる・直す"));
        office.post(&format!("{YANAI}/values/home-deaths"), &pairs(&one(&page, "2025", "1", "2"))).await.expect(403, "");
        // Her neighbour in the same prefecture.
        let mut her = world.sign_in("yanai-officer").await;
        her.post(&format!("{IWAKUNI}/values"), &[("scene", "mitori"), ("year", "2025"), ("n-eol-clinics", "3"), ("s-eol-clinics", "x")]).await.expect(404, "");
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let list = prefecture.get("/situation").await.expect(200, "岩国市");
        assert!(list.contains("柳井市") && !list.contains("甲府市"));
    }
}

story! {
    /// The office's own words: kept as versions, seen where the indicator is read; what it measures stays once there are values.
    async fn the_office_keeps_the_list_of_indicators(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let new = [
            ("id", "night-calls"), ("name", "夜間の呼び出しの数"), ("meaning", "夜間に往診か訪問看護を呼んだ数です。"), ("scene", "kyuhen"), ("kind", "process"),
            ("measure", "count"), ("unit", "件"), ("direction", "neither"), ("areas", "municipality"), ("source", "相談記録"), ("by-population", "1"),
        ];
        goes_to(&office.post("/situation/indicators/new", &new).await, "/situation/indicators/night-calls?done=added");
        office.post("/situation/indicators/new", &new).await.expect(422, "もう使われています");
        let share = [("id", "x"), ("measure", "share"), ("areas", "municipality")];
        let seen = office.post("/situation/indicators/new", &share).await.expect(422, "何を数えたものか");
        assert!(seen.contains("「指標の名前」を入力してください"));
        let wrong = [("id", "y"), ("measure", "share"), ("per", "1000"), ("unit", "％"), ("areas", "municipality"), ("numerator", "甲"), ("denominator", "乙")];
        office.post("/situation/indicators/new", &wrong).await.expect(422, "1000当たりの割合に「%」は使えません");
        let page = office.get("/situation/indicators/night-calls/edit").await.expect(200, "夜間の呼び出しの数");
        let revision = page.input("revision").expect("a revision");
        let renamed: Vec<(&str, &str)> = new.iter().map(|(n, v)| if *n == "name" { ("name", "夜と休日の呼び出しの数") } else { (*n, *v) }).collect();
        let with = |revision: &'static str| renamed.iter().copied().chain([("revision", revision)]).collect::<Vec<_>>();
        assert_eq!(revision, "1");
        goes_to(&office.post("/situation/indicators/night-calls/edit", &with("1")).await, "/situation/indicators/night-calls?done=saved");
        goes_to(&office.post("/situation/indicators/night-calls/edit", &with("1")).await, "/situation/indicators/night-calls?done=saved");
        let mut late = with("1");
        late.push(("caution", "数え方に注意"));
        office.post("/situation/indicators/night-calls/edit", &late).await.expect(409, "違うところ");
        let page = office.get("/situation/indicators/night-calls").await.expect(200, "これまでの版");
        assert!(page.contains("夜間の呼び出しの数") && page.contains("夜と休日の呼び出しの数"));
        // It is offered to towns at once, and does not change into a share once a value is there.
        let mut her = world.sign_in("yanai-officer").await;
        let sent = [("scene", "kyuhen"), ("year", "2025"), ("n-night-calls", "31"), ("s-night-calls", "相談記録"), ("r-night-calls", "0")];
        goes_to(&her.post(&format!("{YANAI}/values"), &sent).await, &format!("{YANAI}/values?scene=kyuhen&year=2025&done=saved"));
        let mut turned: Vec<(&str, &str)> = with("2").into_iter().filter(|(name, _)| *name != "measure").collect();
        turned.extend([("measure", "share"), ("numerator", "呼んだ人"), ("denominator", "在宅の人"), ("per", "100"), ("retired", "1")]);
        goes_to(&office.post("/situation/indicators/night-calls/edit", &turned).await, "/situation/indicators/night-calls?done=saved");
        let other_unit: Vec<(&str, &str)> = turned.iter().map(|(n, v)| if *n == "unit" { ("unit", "人") } else { (*n, *v) }).collect();
        office.post("/situation/indicators/night-calls/edit", &other_unit).await.expect(422, "単位「件」は変えられません");
        let page = her.get(YANAI).await.expect(200, "夜と休日の呼び出しの数");
        assert!(page.contains("31 件"));
        goes_to(&her.post(&format!("{YANAI}/values"), &sent).await, &format!("{YANAI}/values?scene=kyuhen&year=2025&done=same"));
        her.get("/situation/indicators/night-calls").await.expect(404, "");
        for who in ["yanai-officer", "yamaguchi-manager", "administrator"] {
            let mut other = world.sign_in(who).await;
            other.get("/situation/indicators/home-deaths/edit").await.expect(403, "");
        }
    }
}

story! {
    /// The five latest towns and what they asked for; one indicator over all of them; a note of what was done; a letter.
    async fn a_prefecture_sees_all_its_towns(world) {
        let mut her = world.sign_in("yamaguchi-officer").await;
        her.get("/situation").await.expect(200, "山口県の市町村×場面");
        let base = "/situation/prefectures/350001";
        let page = her.get(base).await.expect(200, "山口県の市町村");
        for words in ["遅れている市町村", "場面ごとに取り組んでいる市町村", "いちばん急ぐ課題と支援", "市町村と場面", "うち、その支援を期待する", "柳井市"] {
            assert!(page.contains(words), "{words}");
        }
        for sort in ["late", "band", "few"] {
            her.get(&format!("{base}?sort={sort}")).await.expect(200, "柳井市");
        }
        let csv = her.get(&format!("{base}/towns.csv")).await.expect(200, "団体コード");
        assert!(csv.contains("352128,柳井市"));
        // One indicator over them.
        let page = her.get("/situation/indicators/home-deaths/towns").await.expect(200, "山口県：自宅で亡くなった人の割合");
        assert!(page.contains("順位はつけません") && page.contains("読むときの注意"));
        her.get("/situation/indicators/home-deaths/towns?sort=high").await.expect(200, "柳井市");
        let csv = her.get("/situation/indicators/home-deaths/towns.csv").await.expect(200, "352128,柳井市,自宅で亡くなった人の割合,2025,");
        let row = csv.text().lines().find(|line| line.starts_with("352128")).expect("her town").to_owned();
        assert!(row.split(',').skip(6).take(2).all(|part| part.parse::<f64>().is_ok()), "the parts are numbers: {row}");
        her.get("/situation/country?indicator=home-deaths").await.expect(200, "年度ごとの全国");
        // What was done, for whom.
        let form = her.get(&format!("{base}/supports")).await.expect(200, "支援を記録する");
        let key = form.input("form_key").expect("a key");
        let note = |year: &'static str| vec![("form_key", &*key), ("on-year", year), ("on-month", "11"), ("on-day", "20"), ("words", "看取りの研修に講師を紹介した"), ("scene", "mitori")];
        her.post(&format!("{base}/supports"), &note("令和8")).await.expect(422, "市町村を一つ以上").contains("講師を紹介した");
        let with = |year: &'static str| note(year).into_iter().chain([("towns", "352128"), ("towns", "011002")]).collect::<Vec<_>>();
        her.post(&format!("{base}/supports"), &with("2999")).await.expect(422, "今日より先");
        for _ in 0..2 {
            goes_to(&her.post(&format!("{base}/supports"), &with("令和8")).await, &format!("{base}/supports?done=noted"));
        }
        let page = her.get(&format!("{base}/supports")).await.expect(200, "講師を紹介した");
        assert_eq!(page.text().matches("看取りの研修に講師を紹介した").count(), 1);
        assert!(!page.contains("札幌市"));
        // The town it was for reads it, in the prefecture's words, and says its own beside; the coordinator and other towns do not.
        let own = "/situation/352128/supports";
        let mut town = world.sign_in("yanai-officer").await;
        town.get("/situation/352128").await.expect(200, "都道府県から受けた支援の記録");
        let seen = town.get(own).await.expect(200, "看取りの研修に講師を紹介した");
        let number = seen.text().split("<option value=\"").find_map(|part| part.split('"').next()?.parse::<i64>().ok()).expect("a number").to_string();
        let word_key = seen.input("form_key").expect("a key");
        let word = [("form_key", &*word_key), ("support", &*number), ("words", "次は夜の電話のことも")];
        town.post(own, &[("support", &*number), ("words", " ")]).await.expect(422, "「ひとこと」を入力してください");
        town.post(own, &[("words", "どれでもない")]).await.expect(422, "どの支援について").contains("どれでもない");
        for _ in 0..2 {
            goes_to(&town.post(own, &word).await, &format!("{own}?done=said"));
        }
        assert_eq!(town.get(own).await.text().matches("次は夜の電話のことも").count(), 1);
        let page = her.get(&format!("{base}/supports")).await.expect(200, "柳井市から：");
        assert!(page.contains("看取りの研修に講師を紹介した") && page.contains("次は夜の電話のことも"));
        for (who, status) in [("yanai-coordinator", 403), ("nambu-officer", 404), ("cooperation-office", 403), ("yamanashi-officer", 404)] {
            assert_eq!(world.sign_in(who).await.get(own).await.status.as_u16(), status, "{who}");
        }
        let mut manager = world.sign_in("nambu-officer").await;
        let elsewhere = [("support", &*number), ("words", "よその町から")];
        assert_eq!(manager.post("/situation/193666/supports", &elsewhere).await.status.as_u16(), 404);
        assert_eq!(manager.post(own, &elsewhere).await.status.as_u16(), 404);
        // Those that are alike, with the reasons, and a letter to all of a group.
        let page = her.get(base).await.expect(200, "似た集まり");
        assert!(page.contains("どの2市町村も、似ている度合いが75％以上"));
        if let Some(letter) = page.links(&format!("{base}/letter?towns=")).first() {
            let form = her.get(&letter.replace("&amp;", "&")).await.expect(200, "市町村に書く");
            assert!(form.text().matches(" checked").count() >= 2);
        }
        her.get(&format!("{base}/towns.csv")).await.expect(200, "似た集まり");
        // A letter, each her own; whose town has nobody is told.
        let form = her.get(&format!("{base}/letter?to=late")).await.expect(200, "市町村に書く");
        assert!(form.contains("checked"));
        let letter = [("subject", "打合せ"), ("words", "来週お電話します。"), ("towns", "352128")];
        goes_to(&her.post(&format!("{base}/letter"), &letter).await, &format!("{base}/supports?done=sent"));
        her.post(&format!("{base}/letter"), &[("subject", "x"), ("words", "y")]).await.expect(422, "市町村を一つ以上");
        // Once per form, and no more than three a day.
        let key = form.input("form_key").expect("a key");
        let again: Vec<(&str, &str)> = letter.iter().copied().chain([("form_key", &*key)]).collect();
        for _ in 0..3 {
            goes_to(&her.post(&format!("{base}/letter"), &again).await, &format!("{base}/supports?done=sent"));
        }
        goes_to(&her.post(&format!("{base}/letter"), &letter).await, &format!("{base}/supports?done=sent"));
        her.post(&format!("{base}/letter"), &letter).await.expect(422, "1日に3回までです").contains("来週お電話します");
        // Nobody of elsewhere.
        for who in ["yamanashi-officer", "yanai-officer"] {
            let mut other = world.sign_in(who).await;
            for address in [base.to_owned(), format!("{base}/towns.csv"), format!("{base}/supports"), format!("{base}/letter")] {
                let status = other.get(&address).await.status.as_u16();
                assert!(matches!(status, 403 | 404), "{who} {address}: {status}");
            }
            let status = other.post(&format!("{base}/letter"), &letter).await.status.as_u16();
            assert!(matches!(status, 403 | 404), "{who}: {status}");
        }
        let mut town = world.sign_in("yanai-officer").await;
        assert_eq!(town.get("/situation/indicators/home-deaths/towns").await.status.as_u16(), 404);
    }
}

use foundation::testing::{Browser, Seen};
use site::permissions::{Actor, RemindOfReviews};

use crate::world::{World, story};

const YANAI: &str = "/groundwork/352128";
const LIST: &str = "/groundwork/352128/undertakings";

fn goes_to(seen: &Seen, address: &str) {
    let to = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("");
    assert_eq!((seen.status.as_u16(), to), (303, address), "{}", seen.text().chars().take(3000).collect::<String>());
}

fn location(seen: &Seen) -> String {
    let to = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("");
    assert_eq!(seen.status.as_u16(), 303, "{}", seen.text().chars().take(3000).collect::<String>());
    to.to_owned()
}

async fn officer(world: &World) -> Browser {
    world.sign_in("yanai-officer").await
}

async fn key_of(her: &mut Browser, address: &str) -> String {
    her.get(address).await.expect(200, "").input("form_key").expect("a key")
}

/// Adds an undertaking; its address.
async fn add(her: &mut Browser, name: &str, more: &[(&str, &str)]) -> String {
    let key = key_of(her, &format!("{LIST}/new?year=2026")).await;
    let mut fields = vec![("form_key", &*key), ("year", "2026"), ("name", name)];
    fields.extend_from_slice(more);
    goes_to(&her.post(&format!("{LIST}/new"), &fields).await, &format!("{LIST}?year=2026&done=added"));
    let page = her.get(LIST).await.text();
    let before = page.split(&format!("\">{name}</a>")).next().expect("the row");
    before.rsplit("href=\"").next().expect("its address").to_owned()
}

story! {
    /// A list of what there is, what stands out in it, what was decided, and the next year begun from it.
    async fn a_town_takes_stock_and_begins_the_next_year(world) {
        let mut her = officer(&world).await;
        goes_to(&her.get("/groundwork").await, YANAI);
        her.get(YANAI).await.expect(200, "既存事業の棚卸し");
        let page = her.get(LIST).await.expect(200, "場面と事業");
        // What the demonstration holds: a scene without anything, and three for the same people in one scene.
        for words in ["「感染症発生時の対応」の場面には、まだ事業がありません", "「ケアマネジャー」への事業が3つあります", "3,600,000", "架空", "まとめる → 多職種研修会"] {
            assert!(page.contains(words), "{words}");
        }
        let one = add(&mut her, "感染症の連絡網", &[("scenes", "kansensho"), ("for-whom", "施設"), ("cost", "１２万円"), ("judgement", "keep"), ("decided-by", "課長"),
            ("decided-on-year", "令和8"), ("decided-on-month", "11"), ("decided-on-day", "1")]).await;
        let page = her.get(LIST).await.expect(200, "120,000");
        assert!(!page.contains("「感染症発生時の対応」の場面には、まだ事業がありません"));
        her.get(&one).await.expect(200, "感染症の連絡網");
        let pdf = her.get(&format!("{LIST}.pdf?year=2026&paper=a3")).await;
        assert!(pdf.status.as_u16() == 200 && pdf.body.starts_with(b"%PDF-"));
        assert!(her.get(&format!("{LIST}.pdf")).await.body.starts_with(b"%PDF-"));
        assert!(her.get(&format!("{LIST}.xlsx")).await.body.starts_with(b"PK"));
        let csv = her.get(&format!("{LIST}.csv")).await.expect(200, "感染症の連絡網");
        assert!(csv.contains("デモデータ") && csv.contains("事業費（円）"));
        // Into the next year: what is to end is not ticked; what is copied is not decided yet.
        let page = her.get(&format!("{LIST}/next-year?year=2026")).await.expect(200, "令和9年度へ写す");
        let number = one.rsplit('/').next().expect("a number").to_owned();
        assert!(page.contains(&format!("value=\"{number}\" checked")), "{}", page.text());
        let seen = her.post(&format!("{LIST}/next-year"), &[("year", "2026"), ("pick", &*number)]).await;
        goes_to(&seen, &format!("{LIST}?year=2027&done=copied&new=1"));
        let page = her.get(&format!("{LIST}?year=2027")).await.expect(200, "感染症の連絡網");
        assert!(!page.contains("120,000") && page.contains("まだ"));
        let again = her.post(&format!("{LIST}/next-year"), &[("year", "2026"), ("pick", &*number)]).await;
        goes_to(&again, &format!("{LIST}?year=2027&done=copied&new=0"));
    }
}

story! {
    async fn what_is_wrong_with_an_undertaking_is_said_and_kept(world) {
        let mut her = officer(&world).await;
        let key = key_of(&mut her, &format!("{LIST}/new")).await;
        let send = |more: &[(&'static str, &'static str)]| {
            let mut fields = vec![("form_key".to_owned(), key.clone()), ("year".to_owned(), "2026".to_owned())];
            fields.extend(more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
            fields
        };
        for (more, words) in [
            (vec![("name", " ")], "「事業の名前」を入力してください"),
            (vec![("name", "x"), ("cost", "たくさん")], "「事業費」：数として読めません"),
            (vec![("name", "x"), ("scenes", "台所")], "「場面」は、示された中から"),
            (vec![("name", "x"), ("judgement", "merge")], "まとめる先の事業の名前"),
            (vec![("name", "x"), ("judgement", "merge"), ("merge-with", "Ｘ")], "この事業自身"),
            (vec![("name", "x"), ("decided-by", "課長")], "いつ判断したか"),
            (vec![("name", "x"), ("decided-by", "課長"), ("decided-on-year", "2999"), ("decided-on-month", "1"), ("decided-on-day", "1")], "今日より先"),
            (vec![("name", "多職種　研修会")], "この年度にもうあります"),
        ] {
            let fields = send(&more);
            let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            her.post(&format!("{LIST}/new"), &pairs).await.expect(422, words);
        }
        her.post(&format!("{LIST}/new"), &[("form_key", "x"), ("name", "x")]).await.expect(400, "画面から送ってください");
        // The same form twice is one undertaking.
        let fields = send(&[("name", "二度押し")]);
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        for _ in 0..2 {
            goes_to(&her.post(&format!("{LIST}/new"), &pairs).await, &format!("{LIST}?year=2026&done=added"));
        }
        assert_eq!(her.get(&format!("{LIST}.csv")).await.text().matches("二度押し").count(), 1);
        her.get(&format!("{LIST}/999999")).await.expect(404, "");
        her.get("/groundwork/999999").await.expect(404, "");
    }
}

story! {
    async fn two_who_write_at_once_lose_nothing_of_the_stock(world) {
        let (mut her, mut boss) = (officer(&world).await, world.sign_in("yanai-manager").await);
        let one = add(&mut her, "見回り", &[("scenes", "nichijo")]).await;
        goes_to(&her.post(&one, &[("year", "2026"), ("name", "見回り"), ("yields", "彼女の数"), ("revision", "1")]).await, &format!("{LIST}?year=2026&done=saved"));
        let seen = boss.post(&one, &[("year", "2026"), ("name", "見回り"), ("yields", "課長の数"), ("revision", "1")]).await.expect(409, "違うところ");
        assert!(seen.contains("彼女の数") && seen.contains("課長の数") && seen.contains("見本 みどり"));
        let revision = seen.input("revision").expect("a revision");
        goes_to(&boss.post(&one, &[("year", "2026"), ("name", "見回り"), ("yields", "課長の数"), ("revision", &revision)]).await, &format!("{LIST}?year=2026&done=saved"));
        boss.get(&format!("{one}/remove")).await.expect(200, "操作の記録に残ります");
        her.post(&format!("{one}/remove"), &[("revision", "1")]).await.expect(409, "ほかの方が変更しました");
        goes_to(&boss.post(&format!("{one}/remove"), &[("revision", "3")]).await, &format!("{LIST}?year=2026&done=removed"));
        // Typed into one that is gone: it becomes the start of a new one.
        let seen = her.post(&one, &[("year", "2026"), ("name", "見回り"), ("yields", "せっかくの数"), ("revision", "3")]).await.expect(409, "ほかの方が消しました");
        assert!(seen.contains("せっかくの数") && seen.input("form_key").is_some());
        her.post(&format!("{one}/remove"), &[("revision", "3")]).await.expect(409, "");
    }
}

story! {
    /// Pasted from a spreadsheet or as a file: looked at first, taken in when it is sound and nobody was quicker.
    async fn a_list_is_looked_at_before_it_is_taken_in(world) {
        let mut her = officer(&world).await;
        let intake = format!("{LIST}/intake");
        her.get(&format!("{intake}?year=2026")).await.expect(200, "貼り付ける");
        her.post(&intake, &[("year", "2026"), ("list", "")]).await.expect(422, "表を貼り付けるか");
        let wrong = "事業名\t事業費\n栄養の教室\tたくさん\n";
        let seen = her.post(&intake, &[("year", "2026"), ("list", wrong)]).await.expect(422, "2行目「事業費（円）」");
        assert!(seen.contains("栄養の教室"), "what was pasted stays");
        let right = "事業名\t場面\t事業費\n栄養の教室\t日常の療養支援\t12万円\n多職種研修会\t看取り\t45万円\n";
        let seen = her.post(&intake, &[("year", "2026"), ("list", right)]).await.expect(200, "新しい事業 1　変わる事業 1");
        let saw = seen.input("seen").expect("what it saw");
        assert!(!her.get(LIST).await.contains("栄養の教室"), "the dry run stores nothing");
        // Somebody else is quicker: nothing is taken in, and it is looked at again.
        add(&mut world.sign_in("yanai-manager").await, "割りこみ", &[]).await;
        let seen = her.post(&intake, &[("year", "2026"), ("list", right), ("seen", &saw)]).await.expect(409, "まだ何も取り込んでいません");
        assert!(!her.get(LIST).await.contains("栄養の教室"));
        let saw = seen.input("seen").expect("what it sees now");
        let seen = her.post(&intake, &[("year", "2026"), ("list", right), ("seen", &saw)]).await;
        goes_to(&seen, &format!("{LIST}?year=2026&done=taken-in&new=1&changed=1"));
        her.get(LIST).await.expect(200, "栄養の教室");
        // What goes out comes back the same, as xlsx and as CSV.
        let csv = her.get(&format!("{LIST}.csv?year=2026")).await.body.clone();
        her.upload(&intake, &[("year", "2026"), ("list", "")], ("file", "棚卸し.csv", &csv)).await.expect(200, "取り込むものはありません");
        let xlsx = her.get(&format!("{LIST}.xlsx?year=2026")).await.body.clone();
        her.upload(&intake, &[("year", "2026"), ("list", "")], ("file", "棚卸し.xlsx", &xlsx)).await.expect(200, "取り込むものはありません");
        let broken = her.upload(&intake, &[("year", "2026"), ("list", "")], ("file", "x.xlsx", b"PK\x03\x04junk")).await;
        broken.expect(422, "Excelファイルとして読めません");
    }
}

/// The daily turn; how many roles it told about.
async fn review(world: &World) -> usize {
    let mut tx =
        world.core.write::<RemindOfReviews>(Actor::Job("groundwork.reviews"), "test").await.expect("the job may");
    let told = site::groundwork::actions::reviews::remind(&mut tx).await.expect("it runs");
    if told > 0 {
        tx.commit_recorded().await.expect("stored");
    }
    told
}

/// Somebody who is not on the platform; the address of the role.
async fn write_role(her: &mut Browser, name: &str, employer: &str) -> String {
    let key = key_of(her, "/groundwork/roles/new").await;
    let mut fields = vec![
        ("form_key", &*key),
        ("coordinator", "other"),
        ("person-name", name),
        ("duties", "fukyu"),
        ("review-on-year", "令和9"),
        ("review-on-month", "3"),
        ("review-on-day", "1"),
    ];
    if employer.is_empty() {
        fields.push(("direct", "1"));
    } else {
        fields.push(("employer-name", employer));
    }
    location(&her.post("/groundwork/roles/new", &fields).await).trim_end_matches("?done=begun").to_owned()
}

/// Of the coordinator of the cast: `person:organisation` as the form offers it, the role's address, its form.
async fn hers_in_cast(her: &mut Browser) -> (String, String) {
    let page = her.get("/groundwork/roles").await.expect(200, "例原 ひとみ");
    let role = page
        .links("/groundwork/roles/")
        .into_iter()
        .find(|href| href.ends_with(|c: char| c.is_ascii_digit()))
        .expect("a role");
    let form = her.get(&format!("{role}/edit")).await.expect(200, "地域住民への普及啓発").text();
    let chosen =
        form.split("name=\"coordinator\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a choice");
    (chosen.to_owned(), role)
}

story! {
    /// Written by the town, agreed to by both in their own accounts, read by her; a change asks for agreement again.
    async fn a_role_is_agreed_to_by_both_sides_and_again_when_it_changes(world) {
        let mut her = officer(&world).await;
        let (coordinator, role) = hers_in_cast(&mut her).await;
        let page = her.get(&role).await.expect(200, "雇用元の合意を待っています");
        assert!(page.contains("医療・介護に係る専門職等") && page.contains("業務でないこと"));
        // The association agrees in its own account; its neighbour finds nothing.
        let mut association = world.sign_in("yanai-association").await;
        association.get("/").await.expect(200, "コーディネーターの役割を見る・合意する");
        association.get("/groundwork/roles").await.expect(200, "例原 ひとみ");
        let page = association.get(&role).await.expect(200, "雇っている組織として、この内容に合意する");
        let version = page.input("version").expect("a version");
        association.post(&format!("{role}/agree"), &[("version", "99"), ("office", "")]).await.expect(422, "役割が変わりました");
        goes_to(&association.post(&format!("{role}/agree"), &[("version", &version), ("office", "理事")]).await, &format!("{role}?done=agreed"));
        association.post(&format!("{role}/agree"), &[("version", &version), ("office", "")]).await.expect(422, "もう合意しています");
        her.get(&role).await.expect(200, "合意済み");
        // She reads it and writes a remark; she changes nothing and agrees for nobody.
        let mut she = world.sign_in("yanai-coordinator").await;
        she.get("/groundwork/roles").await.expect(200, "例原 ひとみ");
        goes_to(&she.post(&format!("{role}/remark"), &[("words", "船の日は電話に出られません")]).await, &format!("{role}?done=remarked"));
        her.get(&role).await.expect(200, "船の日は電話に出られません");
        assert_eq!(she.post(&format!("{role}/agree"), &[("version", &version)]).await.status.as_u16(), 403);
        assert_eq!(she.get(&format!("{role}/edit")).await.status.as_u16(), 403);
        let pdf = she.get(&format!("{role}/role.pdf")).await;
        assert!(pdf.status.as_u16() == 200 && pdf.body.starts_with(b"%PDF-"));
        // A change after both agreed is a second version, and nobody has agreed to it.
        let form = her.get(&format!("{role}/edit")).await.expect(200, "合意をもう一度取ります");
        let revision = form.input("revision").expect("a revision");
        let fields = [("coordinator", &*coordinator), ("duties", "fukyu"), ("own-duties", "離島の会議"), ("review-on-year", "2027"), ("review-on-month", "3"),
            ("review-on-day", "31"), ("revision", &*revision)];
        goes_to(&her.post(&format!("{role}/edit"), &fields).await, &format!("{role}?done=saved"));
        let page = her.get(&role).await.expect(200, "両方の合意を待っています");
        assert!(page.contains("合意（第2版）") && page.contains("船の日は電話に出られません"));
        let seen = her.post(&format!("{role}/edit"), &fields).await.expect(409, "さんがこの役割を変えました");
        assert!(seen.contains("離島の会議"));
        let page = her.get(&format!("{role}/versions")).await.expect(200, "第2版");
        assert!(page.contains("第1版") && page.contains("理事") && page.contains("業務でないこと"));
        association.get(&format!("{role}/versions")).await.expect(200, "第1版");
        // The town agrees by its manager, the association on paper this time.
        let mut boss = world.sign_in("yanai-manager").await;
        goes_to(&boss.post(&format!("{role}/agree"), &[("version", "2"), ("office", "課長")]).await, &format!("{role}?done=agreed"));
        let paper = [("version", "2"), ("side", "employer"), ("paper-office", "見本医師会 事務局長"), ("agreed-on-year", "令和8"), ("agreed-on-month", "11"), ("agreed-on-day", "20")];
        her.post(&format!("{role}/paper"), &[("version", "2"), ("side", "employer")]).await.expect(422, "「合意した日」を入力してください");
        let late: Vec<(&str, &str)> = paper.iter().map(|(n, v)| if *n == "agreed-on-year" { (*n, "2999") } else { (*n, *v) }).collect();
        her.post(&format!("{role}/paper"), &late).await.expect(422, "今日より先");
        goes_to(&her.post(&format!("{role}/paper"), &paper).await, &format!("{role}?done=agreed"));
        her.get(&role).await.expect(200, "紙で合意、記録 ");
    }
}

story! {
    async fn a_role_of_somebody_elsewhere_and_the_day_of_review(world) {
        let mut her = officer(&world).await;
        let key = key_of(&mut her, "/groundwork/roles/new").await;
        let seen = her.post("/groundwork/roles/new", &[("form_key", &*key), ("coordinator", "other")]).await.expect(422, "「雇っている組織」を入力してください");
        assert!(seen.contains("「見直しの日」を入力してください") && seen.contains("「コーディネーターの名前」を入力してください"));
        let bare = [("form_key", &*key), ("coordinator", "other"), ("person-name", "x"), ("direct", "1"), ("review-on-year", "2027"), ("review-on-month", "3"), ("review-on-day", "1")];
        her.post("/groundwork/roles/new", &bare).await.expect(422, "業務を一つ以上選ぶか");
        her.post("/groundwork/roles/new", &[("form_key", &*key), ("coordinator", "1:1"), ("duties", "fukyu"), ("review-on-year", "2027"), ("review-on-month", "3"), ("review-on-day", "1")])
            .await.expect(422, "いまこの市町村を受けもっていません");
        // Employed by the town: its own agreement is all there is.
        let direct = write_role(&mut her, "見本 ちょくえい", "").await;
        her.post(&format!("{direct}/paper"), &[("version", "1"), ("side", "employer"), ("paper-office", "x"), ("agreed-on-year", "2026"), ("agreed-on-month", "1"), ("agreed-on-day", "1")])
            .await.expect(422, "雇用元の合意は要りません");
        goes_to(&her.post(&format!("{direct}/agree"), &[("version", "1"), ("office", "")]).await, &format!("{direct}?done=agreed"));
        her.get(&direct).await.expect(200, "合意済み");
        // On the day of review each officer of the town gets one letter, once.
        write_role(&mut her, "見本 やとわれ", "どこかの訪問看護ステーション").await;
        assert_eq!(review(&world).await, 0, "it is not the day yet");
        world.core.clock.advance(130 * 86_400);
        assert!(review(&world).await >= 2);
        let letter = world.newest_mail("midori@yanai.example.jp").await.expect("a letter");
        assert!(letter.contains("見本 ちょくえい") && letter.contains("見本 やとわれ") && letter.contains("/groundwork/roles/"), "{letter}");
        let mut again = officer(&world).await;
        again.get("/groundwork/roles").await.expect(200, "見直しの日が来ています");
        let mut administrator = world.sign_in("administrator").await;
        administrator.get("/operations/audit?action=groundwork.remind").await.expect(200, "見直しの日が来たことを知らせた");
        world.core.clock.advance(2 * 86_400);
        assert_eq!(review(&world).await, 0, "told once");
    }
}

story! {
    /// Entered once: on the town's page, in the survey as a suggestion, in a plan's first box, in the chapter, on a meeting's table.
    async fn where_a_town_wants_to_be_is_written_once_and_used_everywhere(world) {
        let mut her = officer(&world).await;
        let aims = format!("{YANAI}/aims");
        her.get(&aims).await.expect(200, "望む人が、望む場所で");
        let page = her.get(&format!("{aims}/kyuhen")).await.expect(200, "急変時の対応");
        assert_eq!(page.input("revision").as_deref(), Some("0"));
        let fields = [("year", "2026"), ("revision", "0"), ("desired", "夜でも、まず電話できる"), ("questions", "当番は回せますか"), ("agreed-by", "協議会")];
        her.post(&format!("{aims}/kyuhen"), &fields).await.expect(422, "合意した日を入力してください");
        let whole: Vec<(&str, &str)> = fields.iter().copied().chain([("agreed-on-year", "令和8"), ("agreed-on-month", "11"), ("agreed-on-day", "20")]).collect();
        goes_to(&her.post(&format!("{aims}/kyuhen"), &whole).await, &format!("{aims}?year=2026&done=saved#scene-kyuhen"));
        // Two at once.
        let mut boss = world.sign_in("yanai-manager").await;
        let seen = boss.post(&format!("{aims}/kyuhen"), &[("year", "2026"), ("revision", "0"), ("desired", "課長のことば")]).await.expect(409, "違うところ");
        assert!(seen.contains("夜でも、まず電話できる") && seen.contains("課長のことば"));
        let revision = seen.input("revision").expect("a revision");
        goes_to(&boss.post(&format!("{aims}/kyuhen"), &[("year", "2026"), ("revision", &*revision), ("desired", "夜でも、すぐ電話できる"), ("questions", "当番は回せますか")]).await, &format!("{aims}?year=2026&done=saved#scene-kyuhen"));
        let page = her.get(&format!("{aims}/kyuhen/versions")).await.expect(200, "2回目の保存");
        assert!(page.contains("夜でも、まず電話できる"));
        her.get(&format!("{aims}/kitchen")).await.expect(404, "");
        // Used.
        her.get("/situation/352128").await.expect(200, "夜でも、すぐ電話できる");
        let plan = her.get("/plans").await.links("/plans/").into_iter().find(|href| href.ends_with(|c: char| c.is_ascii_digit())).expect("a plan");
        let page = her.get(&format!("{plan}/boxes/new?level=final")).await.expect(200, "この箱のことば");
        if let Some(begin) = page.links(&format!("{plan}/boxes/new?level=final&amp;aim=")).into_iter().next() {
            her.get(&begin.replace("&amp;", "&")).await.expect(200, "この箱のことば");
        }
        let chapter = her.get(&format!("{YANAI}/chapter")).await.expect(200, "夜でも、すぐ電話できる");
        assert!(chapter.contains("入院したその日から") && chapter.contains("おもな事業") && chapter.contains("現状を示す数"));
        let text = her.get(&format!("{YANAI}/chapter.txt")).await.expect(200, "◆ 急変時の対応");
        assert!(text.contains("デモデータ") && text.contains("\r\n"));
        for file in ["chapter.pdf", "meeting.pdf", "assessment.pdf"] {
            let pdf = her.get(&format!("{YANAI}/{file}")).await;
            assert!(pdf.status.as_u16() == 200 && pdf.body.starts_with(b"%PDF-"), "{file}");
        }
        // The next year begins from this one; nobody has agreed to it.
        goes_to(&her.post(&format!("{aims}/copy"), &[("year", "2027")]).await, &format!("{aims}?year=2027&done=copied&scenes=4"));
        let page = her.get(&format!("{aims}?year=2027")).await.expect(200, "夜でも、すぐ電話できる");
        assert!(!page.contains("在宅医療・介護連携推進協議会（"));
    }
}

story! {
    /// The survey offers what is written, takes it by a press, and stores it only when it is saved.
    async fn the_survey_offers_what_is_written_and_never_takes_it_by_itself(world) {
        let mut her = officer(&world).await;
        let survey = her.get("/situation/352128").await.links("/surveys/");
        let open = her.get("/surveys").await;
        let survey = survey.into_iter().chain(open.links("/surveys/")).find(|href| href.ends_with("/352128")).unwrap_or_else(|| "/surveys/2/352128".to_owned());
        let section = "s3";
        let address = format!("{survey}/answer/{section}");
        let page = her.get(&address).await.expect(200, "足もとの整理から");
        assert!(page.contains("name=\"take\" value=\"q5\""), "{}", page.text());
        let seen = page.input("q5.seen").expect("a mark");
        let base = page.input("base").expect("a version");
        let fields = [("take", "q5"), ("base", &*base), ("q5.asked", "1"), ("q5.seen", &*seen), ("q5", "none")];
        let seen = her.post(&address, &fields).await.expect(200, "欄に入れました");
        assert!(seen.contains("id=\"q5.saigai\"") && !seen.contains("value=\"none\" checked"));
        let ticked = seen.text().split("id=\"q5.mitori\"").nth(1).map(|rest| rest[..rest.find('>').unwrap_or(0)].contains("checked"));
        assert_eq!(ticked, Some(true));
        // Nothing was stored.
        let page = her.get(&address).await.expect(200, "足もとの整理から");
        assert_eq!(page.input("base").as_deref(), Some(&*base));
        // A town that wrote nothing is offered nothing.
        let mut neighbour = world.sign_in("nambu-officer").await;
        let theirs = survey.replace("352128", "193666");
        let page = neighbour.get(&format!("{theirs}/answer/{section}")).await;
        assert!(!page.contains("足もとの整理から"));
    }
}

story! {
    /// The draft lays beside each item what the platform holds; the office words the items by the year.
    async fn the_self_assessment_is_drafted_with_its_evidence(world) {
        let mut her = officer(&world).await;
        let draft = format!("{YANAI}/assessment");
        let page = her.get(&draft).await.expect(200, "公式の評価シートで確認してください");
        for words in ["入院したその日から", "相談支援の事業：在宅医療・介護の相談窓口（柳井見本医師会・委託", "3,600,000円", "在宅医療・介護連携推進協議会", "ロジックモデル「【架空】", "コーディネーターの役割（", "まだ書かれていない場面：急変時の対応", "医師会に委託した相談窓口が"] {
            assert!(page.contains(words), "{words}");
        }
        let items = page.text().matches("class=\"card-title\" id=\"item-").count();
        assert_eq!(page.text().matches("<strong>公式の評価シートで確認してください</strong>").count(), items, "at every item");
        let one = her.get(&format!("{draft}/sugata")).await.expect(200, "根拠（れんけいにあるもの）");
        let revision = one.input("revision").expect("a revision");
        let long = "あ".repeat(1_001);
        her.post(&format!("{draft}/sugata"), &[("year", "2026"), ("words", &*long), ("revision", &*revision)]).await.expect(422, "1000文字まで");
        let fields = [("year", "2026"), ("applies", "partly"), ("words", "三つの場面で決めている"), ("revision", &*revision)];
        goes_to(&her.post(&format!("{draft}/sugata"), &fields).await, &format!("{draft}?year=2026&done=saved#item-sugata"));
        let other = [("year", "2026"), ("applies", "yes"), ("words", "課長の説明"), ("revision", &*revision)];
        let seen = world.sign_in("yanai-manager").await.post(&format!("{draft}/sugata"), &other).await.expect(409, "違うところ");
        assert!(seen.contains("三つの場面で決めている") && seen.contains("課長の説明"));
        let csv = her.get(&format!("{draft}.csv")).await.expect(200, "三つの場面で決めている");
        assert!(csv.contains("一部該当する") && csv.contains("公式の評価シートで確認してください") && csv.contains("デモデータ"));
        assert!(her.get(&format!("{draft}.xlsx")).await.body.starts_with(b"PK"));
        her.get(&format!("{draft}/none")).await.expect(404, "");
        // The office words an item from a year on; the year before keeps its own.
        assert_eq!(her.get("/groundwork/items").await.status.as_u16(), 403);
        let mut office = world.sign_in("cooperation-office").await;
        office.get("/groundwork/items?year=2027").await.expect(200, "はじめから入っている文");
        let form = office.get("/groundwork/items/sugata?year=2027").await.expect(200, "項目の文を直す");
        assert_eq!(form.input("revision").as_deref(), Some("0"));
        let item = |title: &'static str, revision: &'static str| [("year", "2027"), ("title", title), ("meaning", "見るところ"), ("part", "体制・取組：課題と対応策の検討"), ("position", "１"), ("evidence", "aims"), ("revision", revision)];
        office.post("/groundwork/items/sugata", &item("", "0")).await.expect(422, "「項目」を入力してください");
        goes_to(&office.post("/groundwork/items/sugata", &item("新しい年度の文", "0")).await, "/groundwork/items?year=2027&done=saved");
        office.post("/groundwork/items/sugata", &item("別の文", "0")).await.expect(409, "新しい年度の文");
        her.get(&format!("{draft}?year=2027")).await.expect(200, "新しい年度の文");
        assert!(!her.get(&draft).await.contains("新しい年度の文"));
        let new = [("year", "2027"), ("id", "sugata"), ("title", "x"), ("meaning", "x"), ("part", "x"), ("position", "50")];
        office.post("/groundwork/items/new", &new).await.expect(422, "もうあります");
        let new = [("year", "2027"), ("id", "ict-2"), ("title", "道具の使われ方"), ("meaning", "x"), ("part", "活動：x"), ("position", "50")];
        goes_to(&office.post("/groundwork/items/new", &new).await, "/groundwork/items?year=2027&done=saved");
        her.get(&format!("{draft}?year=2027")).await.expect(200, "道具の使われ方");
    }
}

story! {
    /// A neighbour finds nothing on any channel; a prefecture what it is shown; bodies and coordinators their own roles only.
    async fn nobody_reads_what_a_town_has_not_shown(world) {
        let mut her = officer(&world).await;
        let (_, role) = hers_in_cast(&mut her).await;
        let one = add(&mut her, "ないしょの事業", &[("scenes", "mitori")]).await;
        let channels = [YANAI.to_owned(), LIST.to_owned(), format!("{LIST}.csv"), format!("{LIST}.xlsx"), format!("{LIST}.pdf"), format!("{LIST}/new"), one.clone(),
            format!("{YANAI}/aims"), format!("{YANAI}/aims/mitori"), format!("{YANAI}/aims/mitori/versions"), format!("{YANAI}/chapter"), format!("{YANAI}/chapter.txt"),
            format!("{YANAI}/meeting.pdf"), format!("{YANAI}/assessment"), format!("{YANAI}/assessment.csv"), role.clone(), format!("{role}/role.pdf"), format!("{role}/versions"), format!("{role}/edit")];
        for who in ["nambu-officer", "yamanashi-officer", "yanai-health-centre", "cooperation-office", "yamanashi-care-managers"] {
            let mut other = world.sign_in(who).await;
            for address in &channels {
                let status = other.get(address).await.status.as_u16();
                assert!(matches!(status, 403 | 404), "{who} {address}: {status}");
            }
            assert!(!other.get("/groundwork/roles").await.contains("例原 ひとみ"), "{who}");
            let status = other.post(&one, &[("year", "2026"), ("name", "x"), ("revision", "1")]).await.status.as_u16();
            assert!(matches!(status, 403 | 404), "{who}: {status}");
        }
        let mut visitor = world.visitor();
        for address in &channels {
            assert_eq!(visitor.get(address).await.status.as_u16(), 303, "{address}");
        }
        // The coordinator reads where the town wants to be, and her own role; not what her employer costs.
        let mut she = world.sign_in("yanai-coordinator").await;
        she.get(&format!("{YANAI}/aims")).await.expect(200, "望む人が、望む場所で");
        assert_eq!(she.get(LIST).await.status.as_u16(), 403);
        let chapter = she.get(&format!("{YANAI}/chapter")).await.expect(200, "望む人が、望む場所で");
        assert!(!chapter.contains("ないしょの事業"));
        // Its own prefecture: the aims are shown in the demonstration, the stock and the roles are not.
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        prefecture.get("/groundwork").await.expect(200, "柳井市");
        prefecture.get(&format!("{YANAI}/aims")).await.expect(200, "望む人が、望む場所で");
        for address in [LIST.to_owned(), format!("{LIST}.csv"), format!("{LIST}.xlsx")] {
            assert!(!prefecture.get(&address).await.contains("相談窓口"), "{address}");
        }
        let chapter = prefecture.get(&format!("{YANAI}/chapter")).await.expect(200, "望む人が、望む場所で");
        assert!(!chapter.contains("ないしょの事業") && !chapter.contains("在宅医療・介護の相談窓口"));
        assert_eq!(prefecture.get(&role).await.status.as_u16(), 404);
        prefecture.post(&format!("{YANAI}/aims/mitori"), &[("year", "2026"), ("desired", "x"), ("revision", "1")]).await.expect(403, "");
        goes_to(&her.post(&format!("{YANAI}/sharing"), &[("share", "undertakings"), ("share", "roles")]).await, &format!("{YANAI}?done=shared"));
        prefecture.get(LIST).await.expect(200, "ないしょの事業");
        assert_eq!(prefecture.get(&one).await.status.as_u16(), 403);
        prefecture.get(&role).await.expect(200, "例原 ひとみ");
        assert_eq!(prefecture.get(&format!("{role}/versions")).await.status.as_u16(), 403, "earlier words were not written for it");
        assert!(!prefecture.get(&format!("{YANAI}/aims")).await.contains("望む人が、望む場所で"), "no longer shown");
        assert!(!prefecture.get("/situation/352128").await.contains("望む人が、望む場所で"));
    }
}

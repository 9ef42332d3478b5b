use foundation::testing::{Browser, Seen};

use crate::world::{World, story};

fn location(seen: &Seen) -> String {
    let to = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("");
    assert_eq!(seen.status.as_u16(), 303, "{}", seen.text().chars().take(4000).collect::<String>());
    to.to_owned()
}

fn goes_to(seen: &Seen, address: &str) {
    assert_eq!(location(seen), address);
}

/// Begins a group led by the town of this officer; its address.
async fn begin(her: &mut Browser, name: &str, members: &str) -> String {
    let key = her.get("/wide-area/new").await.expect(200, "広域の取組を始める").input("form_key").expect("a key");
    let fields = [
        ("form_key", &*key),
        ("name", name),
        ("kind", "contract"),
        ("members", members),
        ("from-year", "令和8"),
        ("from-month", "4"),
        ("from-day", "1"),
    ];
    location(&her.post("/wide-area/new", &fields).await).trim_end_matches("?done=begun").to_owned()
}

/// The address of the form by which the reader's town answers, with what it was shown.
fn question(page: &Seen) -> (String, String) {
    let text = page.text();
    let action =
        text.split("action=\"").skip(1).filter_map(|piece| piece.split('"').next()).find(|to| to.ends_with("/answer"));
    (action.expect("a question").to_owned(), page.input("revision").expect("a revision"))
}

async fn confirm(his: &mut Browser, group: &str) {
    let (action, revision) = question(&his.get(group).await.expect(200, "この取組に加わりますか"));
    goes_to(
        &his.post(&action, &[("answer", "confirmed"), ("revision", &revision)]).await,
        &format!("{group}?done=confirmed"),
    );
}

async fn publish(her: &mut Browser, group: &str, name: &str) {
    let page = her.get(&format!("{group}/edit")).await.expect(200, "幹事市町村");
    let revision = page.input("revision").expect("a revision");
    let fields =
        [("name", name), ("kind", "contract"), ("lead", "193666"), ("state", "published"), ("revision", &*revision)];
    goes_to(&her.post(&format!("{group}/edit"), &fields).await, &format!("{group}?done=saved"));
}

/// The page of a member's days.
async fn row_of(her: &mut Browser, group: &str, name: &str) -> (String, Seen) {
    for to in her.get(group).await.links(&format!("{group}/members/")).into_iter().filter(|to| !to.ends_with("/new")) {
        let seen = her.get(&to).await;
        if seen.contains(&format!("{name}の期間")) {
            return (to, seen);
        }
    }
    panic!("{name} is not in {group}")
}

async fn lead(world: &World) -> Browser {
    world.sign_in("nambu-officer").await
}

story! {
    /// Named is not in: until its own officer says so, a town stands there as asked, and nowhere in public.
    async fn a_town_is_never_put_in_without_its_say(world) {
        let (mut her, mut him) = (lead(&world).await, world.sign_in("yanai-officer").await);
        let group = begin(&mut her, "二つの町の取組", "柳井市、滋賀県東近江市").await;
        her.get(&group).await.expect(200, "の構成：1市町村");
        her.get(&group).await.expect(200, "参加の確認待ち");
        // He hears of it where he begins the day, reads what he is asked, and not what is for those who take part.
        him.get("/").await.expect(200, "広域の取組に加わるかどうかを答える");
        him.get("/wide-area").await.expect(200, "二つの町の取組");
        let meeting = [("held-year", "令和8"), ("held-month", "10"), ("held-day", "1"), ("title", "内輪の会議"), ("decided", "まだ言わない")];
        assert!(location(&her.post(&format!("{group}/meetings/new"), &meeting).await).contains("#meeting-"));
        assert!(!him.get(&group).await.expect(200, "加わりますか").contains("まだ言わない"));
        assert_eq!(him.get(&format!("{group}/calculations/new")).await.status.as_u16(), 404);
        // Nobody else speaks for it: not the lead, not his coordinator, not a neighbour.
        let (action, revision) = question(&him.get(&group).await);
        for who in ["nambu-officer", "yanai-coordinator", "higashiomi-officer", "yamaguchi-officer", "cooperation-office"] {
            let status = world.sign_in(who).await.post(&action, &[("answer", "confirmed"), ("revision", &revision)]).await.status.as_u16();
            assert!(matches!(status, 403 | 404), "{who}: {status}");
        }
        him.post(&action, &[("answer", "maybe"), ("revision", &revision)]).await.expect(400, "ボタンから選んで");
        him.post(&action, &[("answer", "confirmed"), ("revision", "9")]).await.expect(409, "ほかの方が変更しました");
        goes_to(&him.post(&action, &[("answer", "confirmed"), ("revision", &revision)]).await, &format!("{group}?done=confirmed"));
        let page = him.get(&group).await.expect(200, "の構成：2市町村");
        assert!(page.contains("まだ言わない") && !page.contains("全体を直す"));
        assert!(!him.get("/").await.contains("広域の取組に加わるかどうか"));
        // More days than it agreed to: it is asked again. Fewer: it is not.
        let (his_row, row) = row_of(&mut her, &group, "柳井市").await;
        let days = |revision: &str, from: &str| vec![("joined-year".to_owned(), from.to_owned()), ("joined-month".to_owned(), "4".to_owned()), ("joined-day".to_owned(), "1".to_owned()), ("revision".to_owned(), revision.to_owned())];
        let fields = days(&row.input("revision").expect("a revision"), "令和7");
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        goes_to(&her.post(&his_row, &pairs).await, &format!("{group}?done=saved"));
        her.post(&his_row, &pairs).await.expect(409, "違うところ");
        her.get(&group).await.expect(200, "の構成：1市町村");
        confirm(&mut him, &group).await;
        // The third says no: it is told, and it sees the group no more.
        let mut third = world.sign_in("higashiomi-officer").await;
        let (action, revision) = question(&third.get(&group).await);
        goes_to(&third.post(&action, &[("answer", "declined"), ("revision", &revision)]).await, "/wide-area?done=declined");
        assert_eq!(third.get(&group).await.status.as_u16(), 404);
        her.get(&group).await.expect(200, "参加しない（");
    }
}

story! {
    async fn everybody_reads_what_the_lead_publishes_and_no_more(world) {
        let mut her = lead(&world).await;
        let group = begin(&mut her, "見せるまで見せない", "柳井市").await;
        let channels = [group.clone(), format!("{group}/functions"), format!("{group}/functions.csv")];
        let mut visitor = world.visitor();
        for address in &channels {
            assert_eq!(visitor.get(address).await.status.as_u16(), 404, "{address}");
            for who in ["higashiomi-officer", "yamaguchi-officer", "sapporo-manager", "yanai-association"] {
                assert_eq!(world.sign_in(who).await.get(address).await.status.as_u16(), 404, "{who} {address}");
            }
        }
        // Its prefecture and the offices read it, and write nothing.
        for who in ["yamanashi-officer", "cooperation-office", "elderly-health-department"] {
            let mut other = world.sign_in(who).await;
            assert!(!other.get(&group).await.expect(200, "参加の確認待ち").contains("全体を直す"), "{who}");
            assert!(matches!(other.post(&format!("{group}/edit"), &[]).await.status.as_u16(), 403 | 404));
        }
        publish(&mut her, &group, "見せるまで見せない").await;
        let page = visitor.get(&group).await.expect(200, "の構成：1市町村");
        assert!(!page.contains("柳井市") && !page.contains("確認待ち") && !page.contains("会議の記録"));
        assert!(!visitor.get(&format!("{group}/functions.csv")).await.expect(200, "南部町").contains("柳井市"));
        visitor.get("/wide-area").await.expect(200, "見せるまで見せない");
        for inner in ["edit", "members/new", "meetings/new", "calculations/new", "plan"] {
            assert_eq!(visitor.get(&format!("{group}/{inner}")).await.status.as_u16(), 303, "{inner}");
        }
        // Unsound names are said, each, and what was typed stays.
        let ask = [("members", "なし村\n府中市\n山口県柳井市"), ("from-year", "令和8"), ("from-month", "4"), ("from-day", "1")];
        let seen = her.post(&format!("{group}/members/new"), &ask).await.expect(422, "「なし村」という市町村が見つかりません");
        assert!(seen.contains("都道府県から入れてください") && seen.contains("なし村\n府中市"));
        let again = [("members", "山口県柳井市"), ("from-year", "令和8"), ("from-month", "4"), ("from-day", "1")];
        her.post(&format!("{group}/members/new"), &again).await.expect(422, "もう入っています");
    }
}

story! {
    /// Each town its own column; two who write at once lose nothing; what the lead writes for another is marked.
    async fn the_table_says_who_does_what(world) {
        let (mut her, mut him) = (lead(&world).await, world.sign_in("yanai-officer").await);
        let group = begin(&mut her, "役割", "柳井市").await;
        let (own, his) = (format!("{group}/functions/193666"), format!("{group}/functions/352128"));
        assert_eq!(him.get(&his).await.status.as_u16(), 404, "not before it takes part");
        let cell = [("how-sodan", "contract"), ("whom-sodan", ""), ("remark-sodan", "平日"), ("revision", "0")];
        let seen = her.post(&own, &cell).await.expect(422, "だれに委託しているか");
        assert!(seen.contains("平日"));
        let cell = [("how-sodan", "contract"), ("whom-sodan", "=医師会"), ("remark-sodan", "平日"), ("revision", "0")];
        goes_to(&her.post(&own, &cell).await, &format!("{group}/functions?done=saved"));
        // For him, until he does it himself.
        goes_to(&her.post(&his, &[("how-kenshu", "together"), ("revision", "0")]).await, &format!("{group}/functions?done=saved"));
        her.get(&format!("{group}/functions")).await.expect(200, "幹事が記入（本人の確認待ち）");
        confirm(&mut him, &group).await;
        assert_eq!(him.get(&own).await.status.as_u16(), 404, "not hers");
        let seen = him.post(&his, &[("how-kenshu", "own"), ("revision", "0")]).await.expect(409, "違うところ");
        assert!(seen.contains("いっしょに") && seen.contains("自分の市町村で"));
        let revision = seen.input("revision").expect("a revision");
        goes_to(&him.post(&his, &[("how-kenshu", "own"), ("revision", &revision)]).await, &format!("{group}/functions?done=saved"));
        let table = him.get(&format!("{group}/functions")).await.expect(200, "市町村が記入");
        assert!(!table.contains("幹事が記入") && table.contains("1/2"));
        assert!(him.get(&format!("{group}/functions.csv")).await.contains("'=医師会"), "guarded");
        // Rows of their own.
        let rows = format!("{group}/functions/rows");
        goes_to(&her.post(&rows, &[("label", "講演会")]).await, &format!("{rows}?done=added"));
        her.post(&rows, &[("label", "講演会")]).await.expect(422, "もうあります");
        assert!(matches!(him.post(&rows, &[("label", "x")]).await.status.as_u16(), 404));
        let row = her.get(&rows).await.expect(200, "講演会").input("row").expect("a row");
        goes_to(&her.post(&format!("{rows}/remove"), &[("row", &row)]).await, &format!("{rows}?done=removed"));
        // The group's own words: both versions in sight.
        let edit = |name: &'static str| vec![("name", name), ("kind", "council"), ("lead", "193666"), ("state", "own"), ("revision", "1")];
        goes_to(&her.post(&format!("{group}/edit"), &edit("彼女の名前")).await, &format!("{group}?done=saved"));
        let seen = her.post(&format!("{group}/edit"), &edit("もう一つの名前")).await.expect(409, "彼女の名前");
        assert!(seen.contains("もう一つの名前"));
        // Handed on to him, it is his to write.
        let revision = seen.input("revision").expect("a revision");
        let hand_over = [("name", "彼女の名前"), ("kind", "council"), ("lead", "352128"), ("state", "own"), ("revision", &*revision)];
        goes_to(&her.post(&format!("{group}/edit"), &hand_over).await, &format!("{group}?done=saved"));
        him.get(&format!("{group}/edit")).await.expect(200, "彼女の名前");
        assert_eq!(her.get(&format!("{group}/edit")).await.status.as_u16(), 404);
    }
}

/// A town ends, its name lives on as a former one of another: what the ministry's list does, done at once.
async fn merge(world: &World, from: &'static str, name: &'static str, into: &'static str) {
    let mut tx = world
        .core
        .write::<site::permissions::ImportRegions>(site::permissions::Actor::Console, "test")
        .await
        .expect("a transaction");
    tx.execute(foundation::sql("update regions_municipalities set valid_to = '2026-09-30' where code = $1").bind(from))
        .await
        .expect("ended");
    let former = foundation::sql(
        "insert into regions_former_names (municipality_code, name, kana, until) values ($1, $2, '', '2026-09-30')",
    );
    tx.execute(former.bind(into).bind(name)).await.expect("a former name");
    tx.commit(foundation::audit::Entry::of("regions", "register")).await.expect("stored");
}

story! {
    /// A merged town is one of the group up to its last day; from the next on the one it went into stands for it.
    async fn a_merged_town_leads_to_its_successor(world) {
        let mut her = lead(&world).await;
        let group = "/wide-area/1";
        her.get(group).await.expect(200, "の構成：8市町村");
        merge(&world, "193640", "早川町", "193658").await;
        let page = her.get(group).await.expect(200, "合併先が記録されていないので");
        assert!(page.contains("の構成：7市町村") && page.contains("身延町（台帳の前の名前から"));
        her.get(&format!("{group}?on-year=令和8&on-month=9&on-day=30")).await.expect(200, "の構成：8市町村");
        her.get(&format!("{group}?on-year=令和8&on-month=13&on-day=1")).await.expect(422, "いつの");
        let (row, seen) = row_of(&mut her, group, "早川町").await;
        assert!(seen.contains("value=\"193658\" selected"), "the likely successor is offered first");
        let revision = seen.input("revision").expect("a revision");
        let fields = [("joined-year", "令和8"), ("joined-month", "4"), ("joined-day", "1"), ("successor", "193658"), ("revision", &*revision)];
        goes_to(&her.post(&row, &fields).await, &format!("{group}?done=saved"));
        let page = her.get(group).await.expect(200, "合併先 <a href=\"/regions/193658\">");
        assert!(!page.contains("合併先が記録されていない") && page.contains("の構成：7市町村"));
        // The calculation takes who is there on its day, with the figures of that day.
        let now = her.get(&format!("{group}/calculations/new")).await.expect(200, "身延町");
        assert!(!now.contains("value=\"早川町\""));
        let then = her.get(&format!("{group}/calculations/new?on-year=令和8&on-month=9&on-day=1")).await.expect(200, "身延町");
        assert!(then.contains("value=\"早川町\""));
    }
}

const TOWNS: &str = "&t1=甲市&p1=30,000&o1=12000&lead=1&t2=乙町&p2=1万&o2=５０００人&t3=丙村&p3=5000&o3=3000";

story! {
    /// Everything stands in the address, for everybody; nothing is kept.
    async fn anybody_shares_out_a_cost(world) {
        let mut visitor = world.visitor();
        let base = "/wide-area/cost-sharing";
        visitor.get(base).await.expect(200, "費用の分け方の試算");
        let good = format!("?total=1,000万円&way=ratio&w-a-equal=4&w-a-population=3&w-a-aged=3&w-b-equal=5&w-b-population=5&x3=b{TOWNS}");
        let page = visitor.get(&format!("{base}{good}")).await.expect(200, "5,133,333");
        for words in ["2,750,000", "2,116,667", "案1との差", "51.3", "1市町村が外れ"] {
            assert!(page.contains(words), "{words}");
        }
        let csv = visitor.get(&format!("{base}.csv{good}")).await.expect(200, "5133333");
        assert_eq!(csv.text().lines().count(), 1 + 3 + 2);
        let book = visitor.get(&format!("{base}.xlsx{good}")).await;
        assert!(book.status.as_u16() == 200 && book.body.starts_with(b"PK"));
        let pdf = visitor.get(&format!("{base}.pdf{good}")).await;
        assert!(pdf.status.as_u16() == 200 && pdf.body.starts_with(b"%PDF-"));
        // By name: with the register's figures, their day and source.
        let named = visitor.get(&format!("{base}?total=1200000&w-a-population=1&towns=柳井市、南部町")).await;
        assert!(named.status.as_u16() == 422 && named.contains("青森県南部町") && named.contains("value=\"柳井市\""), "{}", named.text());
        let named = visitor.get(&format!("{base}?total=1200000&w-a-population=1&towns=柳井市、山梨県南部町")).await.expect(200, "デモ用に作った数字、令和7年4月1日現在");
        assert!(named.contains("架空の数字で試算"));
        // What cannot be: said where it stands, nothing lost.
        for (query, words) in [
            ("?total=1000&w-a-equal=0&w-a-population=0", "すべて0か空です"),
            ("?total=△5&w-a-equal=1", "0より小さい数です"),
            ("?total=1,00&w-a-equal=1", "数として読めません"),
            ("?total=1000&w-a-equal=-1&w-a-population=2", "0より小さい数です"),
            ("?total=1000&way=percent&w-a-equal=40&w-a-population=30&w-a-aged=25", "合計が95％です"),
            ("?total=1000&w-a-equal=1&rest=lead&x1=a", "幹事市町村がいません"),
        ] {
            let seen = visitor.get(&format!("{base}{query}{TOWNS}")).await.expect(422, words);
            assert!(seen.contains("value=\"乙町\"") && seen.contains("か所を直すと先に進めます"), "{query}");
            visitor.get(&format!("{base}.xlsx{query}{TOWNS}")).await.expect(422, "まだ計算できない");
        }
        let nobody = "?total=1000&w-a-population=1&t1=甲&p1=0&t2=乙&p2=0";
        visitor.get(&format!("{base}{nobody}")).await.expect(422, "どの市町村の数も0");
        let one = "?total=1000&w-a-population=1&t1=甲&p1=0&t2=乙&p2=7";
        visitor.get(&format!("{base}{one}")).await.expect(200, "数が0なので、この割の負担は0円です");
        let many: String = (1..=101).map(|n| format!("&t{n}=町{n}&p{n}=1")).collect();
        visitor.get(&format!("{base}?total=1000&w-a-population=1{many}")).await.expect(422, "市町村は100までです");
        let most: String = (1..=100).map(|n| format!("&t{n}=町{n}&p{n}={n}&o{n}=1")).collect();
        visitor.get(&format!("{base}?total=1000&w-a-population=1{most}")).await.expect(200, "100市町村");
        // A name that looks like markup or a formula stays a name.
        let odd = "?total=1000&w-a-equal=1&t1=%3Cb%3E&t2==1";
        assert!(visitor.get(&format!("{base}{odd}")).await.expect(200, "&#60;b&#62;").contains("500"));
        assert!(visitor.get(&format!("{base}.csv{odd}")).await.contains("'=1"));
    }
}

story! {
    /// Kept by name and year, in versions; nobody's version is lost; those who take part read it, others do not.
    async fn a_calculation_is_kept_in_versions(world) {
        let mut her = lead(&world).await;
        let group = "/wide-area/1";
        her.get(group).await.expect(200, "委託料の分担");
        let address = format!("{group}/calculations/new");
        her.get(&address).await.expect(200, "その日の構成と数字に置きかえる");
        let with = |name: &'static str, total: &'static str, seen: &'static str| {
            vec![("save-name", name), ("save-year", "令和9"), ("save-note", "一つめ"), ("save-seen", seen), ("total", total), ("w-a-equal", "1"),
                ("t1", "甲市"), ("t2", "乙町")]
        };
        let kept = location(&her.post(&address, &with("電話当番", "1,000,001円", "0")).await);
        let kept = kept.trim_end_matches("?done=kept").to_owned();
        her.get(&kept).await.expect(200, "500,001");
        // The same again; another one who did not see it; then on top of it.
        her.post(&address, &with("電話当番", "1000001", "1")).await.expect(422, "最後の版と同じ");
        let seen = her.post(&address, &with("電話当番", "3000000", "0")).await.expect(409, "もう第1版があります");
        assert!(seen.contains("500,001") && seen.contains("1,500,000") && seen.input("save-seen").as_deref() == Some("1"));
        goes_to(&her.post(&address, &with("電話当番", "3000000", "1")).await, &format!("{kept}?done=kept"));
        her.get(&kept).await.expect(200, "1,500,000");
        her.get(&format!("{kept}?version=1")).await.expect(200, "新しい版があります");
        assert_eq!(her.get(&format!("{kept}?version=3")).await.status.as_u16(), 404);
        for ending in ["csv", "xlsx", "pdf"] {
            assert_eq!(her.get(&format!("{kept}/shares.{ending}?version=1")).await.status.as_u16(), 200);
        }
        assert!(her.get(&format!("{kept}/shares.csv")).await.contains("1500000"));
        her.post(&address, &[("save-name", ""), ("save-year", "いつか"), ("total", ""), ("t1", "甲市")]).await.expect(422, "「試算の名前」を入力してください");
        let on = her.get(&kept).await.links(&format!("{address}?")).first().expect("a way on").clone();
        assert!(her.get(&on).await.expect(200, "この試算を残す").input("save-seen").as_deref() == Some("2"));
        // The demonstration's shares: the sums are the total, in every version.
        let demo = her.get(group).await.links(&format!("{group}/calculations/")).into_iter().find(|to| to.ends_with("/1")).expect("the demo's");
        her.get(&demo).await.expect(200, "12,000,000");
        world.sign_in("yamanashi-officer").await.get(&kept).await.expect(200, "1,500,000");
        for who in ["yanai-officer", "yamaguchi-officer", "yanai-association"] {
            let status = world.sign_in(who).await.get(&kept).await.status.as_u16();
            assert!(matches!(status, 403 | 404), "{who}: {status}");
        }
        assert_eq!(world.visitor().get(&kept).await.status.as_u16(), 303);
        // The group's plan is read by those who take part.
        her.get(&format!("{group}/plan")).await.expect(200, "【架空】見本地区のロジックモデル");
        assert_eq!(world.sign_in("yanai-officer").await.get(&format!("{group}/plan")).await.status.as_u16(), 404);
    }
}

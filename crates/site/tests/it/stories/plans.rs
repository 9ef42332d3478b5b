use foundation::testing::{Browser, Seen};

use crate::world::{World, story};

fn goes_to(seen: &Seen, address: &str) {
    let to = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("");
    assert_eq!((seen.status.as_u16(), to), (303, address), "{}", seen.text().chars().take(3000).collect::<String>());
}

pub fn location(seen: &Seen) -> String {
    let to = seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("");
    assert_eq!(seen.status.as_u16(), 303, "{}", seen.text().chars().take(3000).collect::<String>());
    to.to_owned()
}

/// Begins one; its address.
pub async fn begin(her: &mut Browser, title: &str, from: &str) -> String {
    let key = her.get("/plans/new").await.expect(200, "ロジックモデルを始める").input("form_key").expect("a key");
    let seen =
        her.post("/plans/new", &[("form_key", &key), ("title", title), ("scene", "mitori"), ("from", from)]).await;
    location(&seen).trim_end_matches("?done=begun").to_owned()
}

/// Adds a box; its number.
pub async fn add(her: &mut Browser, plan: &str, level: &str, words: &str, to: &[&str]) -> String {
    let mut fields = vec![("level", level), ("words", words)];
    fields.extend(to.iter().map(|to| ("to", *to)));
    let seen = her.post(&format!("{plan}/boxes/new"), &fields).await;
    location(&seen).split("#box-").nth(1).expect("the box").to_owned()
}

/// The first attribute that begins so, is not empty and contains something.
fn attribute_after(page: &str, begin: &str, contains: &str) -> String {
    let values = page.split(begin).skip(1).filter_map(|part| part.split('"').next());
    values.filter(|value| !value.is_empty()).find(|value| value.contains(contains)).expect("there is one").to_owned()
}

async fn officer(world: &World) -> Browser {
    world.sign_in("yanai-officer").await
}

story! {
    /// From nothing to eight boxes with an indicator, and a sheet for tomorrow's meeting.
    async fn an_officer_draws_a_model_back_from_the_end(world) {
        let mut her = officer(&world).await;
        let plan = begin(&mut her, "家で最期まで", "").await;
        let end = add(&mut her, &plan, "final", "望む人が家で最期を迎えている", &[]).await;
        let middle = add(&mut her, &plan, "middle", "夜も相談できる", &[&end]).await;
        let first = add(&mut her, &plan, "first", "当番表を使った電話が増える", &[&middle]).await;
        let output = add(&mut her, &plan, "output", "当番表", &[&first]).await;
        let act = add(&mut her, &plan, "activity", "連携を推進する", &[&output]).await;
        let page = her.get(&plan).await.expect(200, "望む人が家で最期を迎えている");
        // Asked about, with the reason, and nothing is stopped.
        for words in ["何を見れば変わったと分かるか", "まだ目に浮かびません", "だれがするかが、まだありません"] {
            assert!(page.contains(words), "{words}");
        }
        let form = her.get(&format!("{plan}/boxes/{act}")).await.expect(200, "気づき");
        let revision = form.input("revision").expect("a revision");
        let better = [("level", "activity"), ("words", "三つの診療所に、夜の当番を週一回ずつ頼みに行く"), ("who", "市の担当者"), ("due", "令和9年1月"),
            ("progress", "not_begun"), ("to", &output), ("revision", &revision)];
        goes_to(&her.post(&format!("{plan}/boxes/{act}"), &better).await, &format!("{plan}?done=saved#box-{act}"));
        let page = her.get(&plan).await.expect(200, "三つの診療所に");
        assert!(!page.contains("まだ目に浮かびません") && !page.contains("だれがするかが、まだありません"));
        let pdf = her.get(&format!("{plan}/plan.pdf")).await;
        assert!(pdf.status.as_u16() == 200 && pdf.body.starts_with(b"%PDF-"));
        let json = her.get(&format!("{plan}/plan.json")).await.expect(200, "renkei-plan-1");
        assert!(json.contains(&format!("\"leads_to\":[{output}]")) || json.contains(&format!("\"leads_to\": [{output}]")));
        // Where it was agreed to: both, or neither.
        let form = her.get(&format!("{plan}/edit")).await.expect(200, "合意した場");
        let revision = form.input("revision").expect("a revision");
        let mut fields = vec![("title", "家で最期まで"), ("state", "own"), ("agreed-by", "在宅医療・介護連携推進協議会"), ("revision", &*revision)];
        her.post(&format!("{plan}/edit"), &fields).await.expect(422, "合意した日を入力してください");
        let late: Vec<(&str, &str)> = fields.iter().copied().chain([("agreed-on-year", "2999"), ("agreed-on-month", "1"), ("agreed-on-day", "1")]).collect();
        her.post(&format!("{plan}/edit"), &late).await.expect(422, "今日より先");
        fields.extend([("agreed-on-year", "令和8"), ("agreed-on-month", "11"), ("agreed-on-day", "２０")]);
        goes_to(&her.post(&format!("{plan}/edit"), &fields).await, &format!("{plan}?done=saved"));
        her.get(&plan).await.expect(200, "在宅医療・介護連携推進協議会（令和8年11月20日");
        // What was agreed to is kept as it was; what changed since is told.
        let page = her.get(&format!("{plan}/versions")).await.expect(200, "合意：在宅医療・介護連携推進協議会");
        assert!(page.contains("違いはありません"));
        add(&mut her, &plan, "activity", "家族の会に話しに行く", &[&output]).await;
        her.get(&format!("{plan}/versions")).await.expect(200, "加わった箱");
        goes_to(&her.post(&format!("{plan}/versions"), &[("note", "第2回に出したもの")]).await, &format!("{plan}/versions?done=kept"));
        her.get(&format!("{plan}/versions")).await.expect(200, "第2回に出したもの");
        her.post(&format!("{plan}/versions"), &[("note", "もう一度")]).await.expect(422, "変わったところがない");
    }
}

story! {
    async fn an_example_is_a_start_and_a_copy_is_ones_own(world) {
        let mut visitor = world.visitor();
        visitor.get("/plans/examples").await.expect(200, "再骨折の予防");
        visitor.get("/plans/examples/satellite").await.expect(200, "その町が作ったロジックモデルではありません");
        visitor.get("/plans/examples/none").await.expect(404, "");
        let mut her = officer(&world).await;
        let plan = begin(&mut her, "訪問看護を呼ぶ", "example:satellite").await;
        let page = her.get(&plan).await.expect(200, "三つの町村のどこでも");
        assert!(page.contains("始めたもと") && page.contains("例：訪問看護のない町に"));
        let number = plan.trim_start_matches("/plans/").to_owned();
        let copy = begin(&mut her, "写したもの", &format!("plan:{number}")).await;
        assert_ne!(copy, plan);
        her.get(&copy).await.expect(200, "写し：訪問看護を呼ぶ");
        // Somebody else's plan is no start, and the same form twice is one plan.
        let mut neighbour = world.sign_in("nambu-officer").await;
        let key = neighbour.get("/plans/new").await.input("form_key").expect("a key");
        neighbour.post("/plans/new", &[("form_key", &*key), ("title", "x"), ("from", &format!("plan:{number}"))]).await.expect(422, "示された中から");
        let key = her.get("/plans/new").await.input("form_key").expect("a key");
        let fields = [("form_key", &*key), ("title", "二度"), ("from", "")];
        let (one, two) = (location(&her.post("/plans/new", &fields).await), location(&her.post("/plans/new", &fields).await));
        assert_eq!(one, two);
    }
}

story! {
    /// Rounds, ways back, boxes that are gone: said where it stands, and what was typed stays.
    async fn what_cannot_be_is_said_and_nothing_is_lost(world) {
        let mut her = officer(&world).await;
        let plan = begin(&mut her, "輪", "").await;
        let a = add(&mut her, &plan, "middle", "早く気づく", &[]).await;
        let b = add(&mut her, &plan, "middle", "早くつながる", &[&a]).await;
        let act = add(&mut her, &plan, "activity", "窓口で聞く", &[&b]).await;
        let round = [("level", "middle"), ("words", "早く気づく（直した）"), ("to", &*b), ("revision", "1")];
        let seen = her.post(&format!("{plan}/boxes/{a}"), &round).await.expect(422, "矢印が輪になります");
        assert!(seen.contains("早く気づく（直した）") && seen.contains("どれか一つを外して"));
        let back = [("level", "middle"), ("words", "早く気づく"), ("to", &*act), ("revision", "1")];
        her.post(&format!("{plan}/boxes/{a}"), &back).await.expect(422, "取組からアウトカムの向き");
        let itself = [("level", "middle"), ("words", "早く気づく"), ("to", &*a), ("revision", "1")];
        her.post(&format!("{plan}/boxes/{a}"), &itself).await.expect(422, "その箱自身へは");
        her.post(&format!("{plan}/boxes/{a}"), &[("level", "middle"), ("words", " "), ("revision", "1")]).await.expect(422, "「この箱のことば」を入力してください");
        her.get(&format!("{plan}/boxes/new?level=top")).await.expect(404, "");
        // What points at a box is told before it goes; only the arrows go with it.
        let page = her.get(&format!("{plan}/boxes/{b}/remove")).await.expect(200, "この箱につながっている箱");
        assert!(page.contains("窓口で聞く") && page.contains("早く気づく"));
        goes_to(&her.post(&format!("{plan}/boxes/{b}/remove"), &[("revision", "1")]).await, &format!("{plan}?done=removed"));
        let page = her.get(&plan).await.expect(200, "窓口で聞く");
        assert!(!page.contains("早くつながる") && page.contains("どこにもつながっていません"));
        let lost = [("level", "activity"), ("words", "窓口で聞く"), ("to", &*b), ("revision", "1")];
        her.post(&format!("{plan}/boxes/{act}"), &lost).await.expect(422, "つなぐ相手の箱が、もうありません");
        // Typed into a box that is gone: it becomes the start of a new one.
        let typed = [("level", "middle"), ("words", "せっかく書いたことば"), ("revision", "1")];
        let seen = her.post(&format!("{plan}/boxes/{b}"), &typed).await.expect(409, "ほかの方が消しました");
        assert!(seen.contains("せっかく書いたことば") && seen.contains(&format!("action=\"{plan}/boxes/new\"")));
        // The order is the writer's.
        let c = add(&mut her, &plan, "middle", "ふたつめ", &[]).await;
        goes_to(&her.post(&format!("{plan}/boxes/{c}/move"), &[("up", "1")]).await, &format!("{plan}?done=moved#box-{c}"));
        let page = her.get(&plan).await.text();
        assert!(page.find(&format!("id=\"box-{c}\"")) < page.find(&format!("id=\"box-{a}\"")));
    }
}

story! {
    async fn two_who_write_at_once_lose_nothing(world) {
        let (mut her, mut him) = (officer(&world).await, world.sign_in("yanai-coordinator").await);
        let plan = begin(&mut her, "二人で", "").await;
        let one = add(&mut her, &plan, "final", "はじめのことば", &[]).await;
        let words = |words: &'static str, revision: &str| vec![("level".to_owned(), "final".to_owned()), ("words".to_owned(), words.to_owned()), ("revision".to_owned(), revision.to_owned())];
        let address = format!("{plan}/boxes/{one}");
        let send = |fields: Vec<(String, String)>| fields;
        let hers = send(words("彼女のことば", "1"));
        let pairs: Vec<(&str, &str)> = hers.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        goes_to(&her.post(&address, &pairs).await, &format!("{plan}?done=saved#box-{one}"));
        let his = send(words("彼のことば", "1"));
        let pairs: Vec<(&str, &str)> = his.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let seen = him.post(&address, &pairs).await.expect(409, "違うところ");
        assert!(seen.contains("彼女のことば") && seen.contains("彼のことば"));
        let revision = seen.input("revision").expect("a revision");
        let his = send(words("彼のことば", &revision));
        let pairs: Vec<(&str, &str)> = his.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        goes_to(&him.post(&address, &pairs).await, &format!("{plan}?done=saved#box-{one}"));
        her.get(&plan).await.expect(200, "彼のことば");
        him.post(&format!("{address}/remove"), &[("revision", "1")]).await.expect(409, "ほかの方が変更しました");
        // The words above the boxes the same.
        let edit = |title: &'static str| vec![("title", title), ("state", "own"), ("revision", "1")];
        goes_to(&her.post(&format!("{plan}/edit"), &edit("彼女の題")).await, &format!("{plan}?done=saved"));
        let seen = him.post(&format!("{plan}/edit"), &edit("彼の題")).await.expect(409, "彼女の題");
        assert!(seen.contains("彼の題"));
    }
}

story! {
    /// A neighbour's plan is in no list and on no address; a prefecture reads what its towns show it, and writes nothing.
    async fn nobody_reads_a_neighbours_plan(world) {
        let mut her = officer(&world).await;
        let plan = begin(&mut her, "町だけのもの", "example:refracture").await;
        let channels = [plan.clone(), format!("{plan}/plan.pdf"), format!("{plan}/plan.json"), format!("{plan}/edit"), format!("{plan}/boxes/1")];
        for who in ["nambu-officer", "yamaguchi-officer", "cooperation-office", "yanai-health-centre"] {
            let mut other = world.sign_in(who).await;
            for address in &channels {
                let status = other.get(address).await.status.as_u16();
                assert!(matches!(status, 403 | 404), "{who} {address}: {status}");
            }
            let list = other.get("/plans").await;
            assert!(!list.contains("町だけのもの"), "{who}");
        }
        let mut visitor = world.visitor();
        assert_eq!(visitor.get(&plan).await.status.as_u16(), 303);
        let share = [("title", "町だけのもの"), ("state", "shared"), ("revision", "1")];
        goes_to(&her.post(&format!("{plan}/edit"), &share).await, &format!("{plan}?done=saved"));
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        prefecture.get("/plans").await.expect(200, "町だけのもの");
        let page = prefecture.get(&plan).await.expect(200, "骨粗しょう症の薬を続けている人が増える");
        assert!(!page.contains("箱を加える") && !page.contains("全体のことば・見せる"));
        prefecture.post(&format!("{plan}/boxes/new"), &[("level", "final"), ("words", "x")]).await.expect(403, "");
        // What was kept before it was shown was not written for the prefecture.
        assert_eq!(prefecture.get(&format!("{plan}/versions")).await.status.as_u16(), 403);
        let mut other = world.sign_in("yamanashi-officer").await;
        assert_eq!(other.get(&plan).await.status.as_u16(), 404);
        // Put away: out of the list, and back again.
        let aside = [("title", "町だけのもの"), ("state", "put_aside"), ("revision", "2")];
        goes_to(&her.post(&format!("{plan}/edit"), &aside).await, &format!("{plan}?done=saved"));
        assert!(!her.get("/plans").await.contains("町だけのもの"));
        her.get("/plans?state=put_aside").await.expect(200, "町だけのもの");
        assert_eq!(prefecture.get(&plan).await.status.as_u16(), 404);
    }
}

story! {
    /// An indicator chosen from the catalogue brings its name and the town's newest value; what comes later stands beside by itself.
    async fn an_indicator_is_picked_and_its_values_follow(world) {
        let mut her = officer(&world).await;
        let plan = begin(&mut her, "家で最期まで", "").await;
        let form = her.get(&format!("{plan}/boxes/new?level=final")).await.expect(200, "一覧の指標");
        assert!(form.contains("<optgroup label=\"看取り\">"));
        let id = attribute_after(&form.text(), "<option value=\"", "");
        let key = form.input("form_key").expect("a key");
        let fields = [("level", "final"), ("words", "望む人が家にいる"), ("indicator-id", &*id), ("form_key", &*key)];
        let (one, two) = (location(&her.post(&format!("{plan}/boxes/new"), &fields).await), location(&her.post(&format!("{plan}/boxes/new"), &fields).await));
        assert_eq!(one, two, "a double click makes one box");
        let number = one.split("#box-").nth(1).expect("the box").to_owned();
        let page = her.get(&format!("{plan}/boxes/{number}")).await;
        let name = page.input("indicator").expect("its name");
        assert!(!name.is_empty() && page.contains(&format!("<option value=\"{id}\" selected>")));
        let none = [("level", "final"), ("words", "x"), ("indicator-id", "no-such"), ("revision", "1")];
        her.post(&format!("{plan}/boxes/{number}"), &none).await.expect(422, "いまの一覧にありません");
        // Counted by hand besides: with its day, never ahead of time.
        let measured = format!("{plan}/boxes/{number}/measured");
        let day = |year: &'static str| [("value", "12人"), ("on-year", year), ("on-month", "11"), ("on-day", "20"), ("note", "窓口の記録")];
        her.post(&measured, &day("2999")).await.expect(422, "今日より先");
        her.post(&measured, &[("value", ""), ("on-year", "令和8"), ("on-month", "11"), ("on-day", "20")]).await.expect(422, "「値」を入力してください");
        goes_to(&her.post(&measured, &day("令和8")).await, &format!("{measured}?done=measured"));
        her.get(&plan).await.expect(200, "12人（令和8年11月20日");
        let page = her.get(&measured).await.expect(200, "窓口の記録");
        let remove = attribute_after(&page.text(), "action=\"", "/remove");
        goes_to(&her.post(&remove, &[]).await, &format!("{measured}?done=removed"));
        assert!(!her.get(&plan).await.contains("12人（"));
        assert_eq!(her.post(&remove, &[]).await.status.as_u16(), 404);
        // The picture of the whole: on the page, and by itself.
        add(&mut her, &plan, "activity", "当番を頼む<b>", &[&number]).await;
        her.get(&plan).await.expect(200, "ロジックモデルの図");
        let svg = her.get(&format!("{plan}/chart.svg")).await.expect(200, "当番を頼む&lt;b&gt; → 望む人が家にいる");
        assert!(svg.text().starts_with("<svg "));
        for paper in ["", "?paper=a3"] {
            assert!(her.get(&format!("{plan}/plan.pdf{paper}")).await.body.starts_with(b"%PDF-"));
        }
        // One after another, with what they lead to.
        let key = her.get(&format!("{plan}/boxes/new?level=output&to={number}")).await.input("form_key").expect("a key");
        let fields = [("level", "output"), ("words", "当番表"), ("to", &*number), ("then", "more"), ("form_key", &*key)];
        let on = location(&her.post(&format!("{plan}/boxes/new"), &fields).await);
        let form = her.get(&on).await.expect(200, "もう一つ書けます");
        assert!(form.contains(&format!("value=\"{number}\" checked")));
    }
}

story! {
    /// What was seen, what is kept or changed, and what comes next: a paper for the meeting, and a letter before the next one.
    async fn a_plan_is_looked_back_on(world) {
        let mut her = officer(&world).await;
        let plan = begin(&mut her, "訪問看護", "example:satellite").await;
        let form = her.get(&format!("{plan}/reviews/new")).await.expect(200, "箱ごとに");
        let key = form.input("form_key").expect("a key");
        let verdict = attribute_after(&form.text(), "name=\"said-", "");
        let (verdict, why) = (format!("said-{verdict}"), format!("because-{verdict}"));
        let mut fields = vec![
            ("form_key", &*key), ("on-year", "令和8"), ("on-month", "11"), ("on-day", "20"), ("place", "第3回協議会"), ("saw", "夜の電話が三割増えた"), ("verdict", "change"),
            ("why", "夜の当番が足りない"), (&*verdict, "keep"), (&*why, "半年では分からない"), ("step-1", "当番を増やす相談をする"), ("step-who-1", "市"),
        ];
        let with = |more: &[(&'static str, &'static str)]| fields.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>();
        her.post(&format!("{plan}/reviews/new"), &with(&[("step-due-1", "らいげつ")])).await.expect(422, "1行目の「いつまでに」");
        her.post(&format!("{plan}/reviews/new"), &with(&[("step-who-2", "だれか")])).await.expect(422, "2行目の「次にすること」");
        let seen = her.post(&format!("{plan}/reviews/new"), &with(&[("next-year", "令和8"), ("next-month", "11"), ("next-day", "20")])).await.expect(422, "より後にしてください");
        assert!(seen.contains("夜の電話が三割増えた") && seen.contains("半年では分からない"));
        fields.extend([("step-due-1", "令和8年10月1日"), ("next-year", "令和8"), ("next-month", "12"), ("next-day", "1")]);
        let (one, two) = (location(&her.post(&format!("{plan}/reviews/new"), &fields).await), location(&her.post(&format!("{plan}/reviews/new"), &fields).await));
        assert_eq!(one, two);
        let review = one.trim_end_matches("?done=saved").to_owned();
        let page = her.get(&review).await.expect(200, "令和8年11月20日の振り返り");
        assert!(page.contains("半年では分からない") && page.contains("当番を増やす相談をする"));
        assert!(her.get(&format!("{review}/review.pdf")).await.body.starts_with(b"%PDF-"));
        let page = her.get(&plan).await.expect(200, "夜の電話が三割増えた");
        assert!(page.contains("当番を増やす相談をする") && page.contains("次の振り返り：令和8年12月1日"));
        // Two who correct it at once.
        let mut him = world.sign_in("yanai-coordinator").await;
        let edit = |saw: &'static str| vec![("on-year", "令和8"), ("on-month", "11"), ("on-day", "20"), ("saw", saw), ("verdict", "keep"), ("why", "x"), ("revision", "1")];
        goes_to(&her.post(&format!("{review}/edit"), &edit("彼女が見たこと")).await, &format!("{review}?done=saved"));
        let seen = him.post(&format!("{review}/edit"), &edit("彼が見たこと")).await.expect(409, "違うところ");
        assert!(seen.contains("彼女が見たこと") && seen.contains("彼が見たこと"));
        // What was to be done, is.
        let page = her.get(&format!("{plan}/reviews")).await.expect(200, "過ぎています");
        let step = attribute_after(&page.text(), "action=\"", "/steps/");
        goes_to(&her.post(&step, &[("done", "1")]).await, &format!("{plan}/reviews?done=done"));
        let page = her.get(&format!("{plan}/reviews")).await.expect(200, "終わったこと");
        assert!(!page.contains("過ぎています"));
        goes_to(&her.post(&step, &[("done", "0")]).await, &format!("{plan}/reviews?done=opened"));
        // Nobody of elsewhere reads it.
        let mut neighbour = world.sign_in("nambu-officer").await;
        for address in [review.clone(), format!("{review}/review.pdf"), format!("{plan}/reviews"), format!("{plan}/comments")] {
            assert_eq!(neighbour.get(&address).await.status.as_u16(), 404, "{address}");
        }
        assert_eq!(neighbour.post(&step, &[("done", "1")]).await.status.as_u16(), 404);
    }
}

story! {
    /// Said of a box by the prefecture it was shown to, answered by the town.
    async fn boxes_are_commented_on(world) {
        let mut her = officer(&world).await;
        let plan = begin(&mut her, "コメント", "").await;
        let one = add(&mut her, &plan, "final", "家で過ごせる", &[]).await;
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let say = |words: &'static str, of: &str| vec![("words".to_owned(), words.to_owned()), ("box".to_owned(), of.to_owned())];
        let said = say("いまの値はどこからですか", &one);
        let pairs: Vec<(&str, &str)> = said.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        prefecture.post(&format!("{plan}/comments"), &pairs).await.expect(404, "");
        goes_to(&her.post(&format!("{plan}/edit"), &[("title", "コメント"), ("state", "shared"), ("revision", "1")]).await, &format!("{plan}?done=saved"));
        let key = prefecture.get(&format!("{plan}/comments?box={one}")).await.expect(200, "コメント").input("form_key").expect("a key");
        let with: Vec<(&str, &str)> = pairs.iter().copied().chain([("form_key", &*key)]).collect();
        goes_to(&prefecture.post(&format!("{plan}/comments"), &with).await, &format!("{plan}/comments?done=said"));
        goes_to(&prefecture.post(&format!("{plan}/comments"), &with).await, &format!("{plan}/comments?done=said"));
        let page = her.get(&format!("{plan}/comments")).await.expect(200, "いまの値はどこからですか");
        assert_eq!(page.text().matches("いまの値はどこからですか").count(), 1, "the same form twice is one comment");
        her.get(&plan).await.expect(200, "コメント 1");
        her.post(&format!("{plan}/comments"), &[("words", ""), ("box", &*one)]).await.expect(422, "「コメント」を入力してください");
        her.post(&format!("{plan}/comments"), &[("words", "せっかく書いた"), ("box", "999999")]).await.expect(422, "ほかの方が消しました").contains("せっかく書いた");
        let settle = attribute_after(&page.text(), "action=\"", "/settle");
        goes_to(&her.post(&settle, &[]).await, &format!("{plan}/comments?done=settled"));
        her.get(&format!("{plan}/comments")).await.expect(200, "済んだもの");
        // The box goes, what was said of it stays.
        goes_to(&her.post(&format!("{plan}/boxes/{one}/remove"), &[("revision", "1")]).await, &format!("{plan}?done=removed"));
        her.get(&format!("{plan}/comments")).await.expect(200, "この箱は消えました");
    }
}

//! What anybody may take away: the description of the read interface is true, feeds and files hold what is public and
//! nothing else, whoever asks.

use std::collections::BTreeSet;

use calamine::Reader as _;
use foundation::testing::{Browser, Seen};
use foundation::web::escape;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;

use super::cases_writing::{TEXTS, number_of, write};
use super::library::{add, location};
use crate::world::{World, story};

fn json(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).unwrap_or_else(|error| panic!("{}: {error}: {}", seen.address, seen.text()))
}

fn header<'a>(seen: &'a Seen, name: &str) -> &'a str {
    seen.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// What does not fit the schema, if anything.
fn misfits(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let is = |kind: &str| match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    };
    if !kinds.iter().any(|kind| is(kind)) {
        found.push(format!("{at}: {value} is no {kinds:?}"));
        return;
    }
    if let Value::Array(items) = value {
        for (i, item) in items.iter().enumerate() {
            misfits(&schema["items"], item, &format!("{at}[{i}]"), found);
        }
    }
    if let Value::Object(object) = value {
        for needed in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(needed) {
                found.push(format!("{at}: {needed} is missing"));
            }
        }
        for (key, value) in object {
            match schema["properties"].get(key) {
                Some(schema) => misfits(schema, value, &format!("{at}.{key}"), found),
                None => found.push(format!("{at}: {key} is not described")),
            }
        }
    }
}

fn assert_fits(schema: &Value, seen: &Seen) {
    let mut found = Vec::new();
    misfits(schema, &json(seen), "", &mut found);
    assert!(found.is_empty(), "{}: {found:#?}", seen.address);
}

async fn if_none_match(browser: &mut Browser, address: &str, tag: &str) -> Seen {
    let mut headers = HeaderMap::new();
    headers.insert("if-none-match", HeaderValue::from_str(tag).expect("a tag"));
    browser.send(Method::GET, address, headers, Vec::new()).await
}

/// Every address an operation's description says may be asked, by the examples it gives.
fn addresses(path: &str, operation: &Value) -> Vec<String> {
    let mut base = path.to_owned();
    let mut needed = Vec::new();
    let mut single = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name");
        let example = match &parameter["example"] {
            Value::Array(several) => several[0].clone(),
            one => one.clone(),
        };
        let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        if parameter["in"] == "path" {
            base = base.replace(&format!("{{{name}}}"), &example);
        } else if parameter["required"] == true {
            needed.push(format!("{name}={}", escape(&example)));
        } else {
            single.push(format!("{name}={}", escape(&example)));
        }
    }
    let with = |more: Option<&String>| {
        let query: Vec<&str> = needed.iter().chain(more).map(String::as_str).collect();
        if query.is_empty() { base.clone() } else { format!("{base}?{}", query.join("&")) }
    };
    std::iter::once(with(None)).chain(single.iter().map(|one| with(Some(one)))).collect()
}

async fn described(browser: &mut Browser) -> Value {
    let document = json(&browser.get("/openapi.json").await.expect(200, "\"openapi\":\"3.1.0\""));
    assert_eq!(document["servers"][0]["url"], "http://renkei.test");
    document
}

story! {
    /// Every operation is called with every condition by its example; what comes back is what the description says.
    async fn the_description_of_the_interface_is_true(world) {
        let mut visitor = world.visitor();
        let mut officer = world.sign_in("yanai-officer").await;
        let document = described(&mut visitor).await;
        let paths = document["paths"].as_object().expect("paths");
        let told: BTreeSet<&str> = paths.keys().map(String::as_str).collect();
        let routes = site::routes::all(true).entries();
        let there: BTreeSet<&str> = routes.iter().map(|route| route.path).filter(|path| path.starts_with("/api/")).collect();
        assert_eq!(told, there, "described, and registered");
        for (path, item) in paths {
            let operation = &item["get"];
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            for address in addresses(path, operation) {
                let seen = visitor.get(&address).await.expect(200, "\"notice\":\"デモデータ");
                assert_eq!(header(&seen, "content-type"), "application/json; charset=utf-8", "{address}");
                assert_eq!(header(&seen, "access-control-allow-origin"), "*", "{address}");
                assert_eq!(header(&seen, "cross-origin-resource-policy"), "cross-origin", "{address}");
                assert_fits(schema, &seen);
                let listed = json(&seen);
                let empty = ["items", "results"].iter().any(|key| listed[*key].as_array().is_some_and(Vec::is_empty));
                assert!(!empty, "{address}: an example that finds something tells more");
                let tag = header(&seen, "etag").to_owned();
                assert!(!tag.is_empty(), "{address}");
                let again = if_none_match(&mut visitor, &address, &tag).await;
                assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{address}");
                // Somebody signed in gets hers, kept by nobody.
                let hers = officer.get(&address).await.expect(200, "\"notice\"");
                assert_fits(schema, &hers);
                assert_eq!(header(&hers, "cache-control"), "no-store", "{address}");
            }
            let first = addresses(path, operation).remove(0);
            let joined = if first.contains('?') { '&' } else { '?' };
            problem(&visitor.get(&format!("{first}{joined}zzz=1")).await, 400, "「zzz」という条件はありません");
        }
    }
}

/// An error is data, in plain words, and nothing but what is described.
#[track_caller]
fn problem(seen: &Seen, status: u16, words: &str) {
    assert_eq!(seen.status.as_u16(), status, "{}: {}", seen.address, seen.text());
    assert_eq!(header(seen, "content-type"), "application/problem+json", "{}", seen.address);
    let told = json(seen);
    assert_eq!(told["status"], status, "{told}");
    assert_eq!(told["type"], "about:blank");
    assert!(!told["title"].as_str().unwrap_or("").is_empty(), "{told}");
    assert!(told["detail"].as_str().unwrap_or("").contains(words), "{told}");
    assert!(told["instance"].as_str().unwrap_or("").starts_with("/api/"), "{told}");
}

story! {
    async fn errors_of_the_interface_are_told_as_data(world) {
        let mut visitor = world.visitor();
        for (address, status, words) in [
            ("/api/v1/cases/999999", 404, "見つかりません"),
            ("/api/v1/cases/x", 404, ""),
            ("/api/v1/cases/00", 404, ""),
            ("/api/v1/regions/999999", 404, ""),
            ("/api/v1/documents/999999", 404, ""),
            ("/api/v1/documents/1/pages/9999", 404, ""),
            ("/api/v1/surveys/999999", 404, ""),
            ("/api/v1/nothing", 404, ""),
            ("/api/v1/cases/%FF", 404, ""),
            ("/api/v1/cases?page=0", 400, "1から100000まで"),
            ("/api/v1/cases?per_page=1000", 400, "1から100まで"),
            ("/api/v1/cases?scene=zzz", 400, "使えるのは"),
            ("/api/v1/cases?trouble=zzz", 400, "「zzz」はありません"),
            ("/api/v1/cases?place=999999", 400, "「999999」はありません"),
            ("/api/v1/cases?place=350001", 400, "「350001」はありません"),
            ("/api/v1/cases?q=%FF", 400, "文字として読めない"),
            ("/api/v1/search", 400, "「q」を付けてください"),
            ("/api/v1/search?q=a&limit=0", 400, "1から100まで"),
            ("/api/v1/regions?class=x", 400, "使えるのは"),
        ] {
            let seen = visitor.get(address).await;
            if words == "見つかりません" {
                assert!(json(&seen)["title"] == "ページが見つかりません");
                problem(&seen, status, "");
            } else {
                problem(&seen, status, words);
            }
        }
        let long = format!("/api/v1/search?q={}", "a".repeat(10_000));
        problem(&visitor.get(&long).await, 414, "条件を減らすか");
        problem(&visitor.post("/api/v1/cases", &[]).await, 405, "");
        for odd in ["' or 1=1 --", "\"; drop table cases; --", "(*)+?[", "\u{202E}島\u{200F}", "AND OR NOT", "%_\\"] {
            for path in ["/api/v1/search", "/api/v1/cases", "/api/v1/documents", "/api/v1/regions", "/cases.atom", "/library.atom"] {
                visitor.get(&format!("{path}?q={}", escape(odd))).await.expect(200, "");
            }
        }
    }
}

story! {
    async fn a_list_is_read_to_its_end_page_by_page(world) {
        let mut visitor = world.visitor();
        let mut address = "/api/v1/cases?per_page=4&sort=new".to_owned();
        let mut numbers = Vec::new();
        let mut pages = 0;
        loop {
            let seen = visitor.get(&address).await.expect(200, "");
            let page = json(&seen);
            pages += 1;
            assert_eq!((page["total"].as_i64(), page["pages"].as_i64()), (Some(14), Some(4)));
            numbers.extend(page["items"].as_array().expect("items").iter().map(|case| case["number"].as_i64().expect("a number")));
            match page["next"].as_str() {
                Some(next) => {
                    assert!(header(&seen, "link").contains(&format!("<{next}>; rel=\"next\"")));
                    next.strip_prefix("http://renkei.test").expect("our own address").clone_into(&mut address);
                }
                None => break,
            }
        }
        assert_eq!(pages, 4);
        let all: BTreeSet<i64> = numbers.iter().copied().collect();
        assert_eq!((numbers.len(), all.len()), (14, 14), "each once");
        // The same case has the same words in the list, by itself and in the file.
        let one = json(&visitor.get(&format!("/api/v1/cases/{}", numbers[0])).await.expect(200, ""));
        let file = json(&visitor.get("/cases.json").await.expect(200, ""));
        let same = file["cases"].as_array().expect("cases").iter().find(|case| case["number"] == numbers[0]).expect("it");
        for (key, value) in same.as_object().expect("an object") {
            assert_eq!(&one[key], value, "{key}");
        }
    }
}

/// `<name …>…</name>` in order, nothing left open: enough to know that a feed's reader can read it.
fn assert_well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    let body = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>").expect("a declaration");
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        let bare = text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").replace("&quot;", "");
        assert!(!bare.contains('&'), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or(""));
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn entries(feed: &Seen) -> Vec<String> {
    let text = feed.text();
    let ids = text.split("<entry>").skip(1).filter_map(|entry| entry.split("<id>").nth(1)?.split("</id>").next());
    ids.map(str::to_owned).collect()
}

story! {
    async fn a_feed_holds_what_its_list_holds(world) {
        let mut visitor = world.visitor();
        let feed = visitor.get("/cases.atom").await.expect(200, "<title>取組事例</title>");
        assert_eq!(header(&feed, "content-type"), "application/atom+xml; charset=utf-8");
        assert_well_formed(&feed.text());
        assert_eq!(entries(&feed).len(), 14);
        assert_eq!(feed.text().matches("<rights>デモデータ（架空の内容を含みます）</rights>").count(), 15, "in all and at each");
        for (query, words) in [
            ("scene=mitori&scene=saigai", "看取り、災害"),
            ("trouble=kuhaku", "訪問看護や入院先が町にない"),
            ("prefecture=250007", "滋賀県"),
            ("q=%E9%9B%A2%E5%B3%B6", "離島"),
            ("band=under1", "1万人未満"),
        ] {
            let feed = visitor.get(&format!("/cases.atom?{query}")).await.expect(200, words);
            assert_well_formed(&feed.text());
            let list = visitor.get(&format!("/cases?{query}")).await.expect(200, "");
            let mut shown: Vec<String> = list.links("/cases/").into_iter().filter(|link| link[7..].parse::<i64>().is_ok()).collect();
            let mut fed: Vec<String> =
                entries(&feed).into_iter().map(|id| id.trim_start_matches("http://renkei.test").to_owned()).collect();
            shown.sort();
            shown.dedup();
            fed.sort();
            assert_eq!(fed, shown, "{query}");
            // The list leads to its feed, for people and for their programs.
            let own = format!("/cases.atom?{query}");
            assert_eq!(list.links("/cases.atom").iter().filter(|link| **link == own).count(), 2, "{:?}", list.links("/cases.atom"));
            assert!(list.contains("<link rel=\"alternate\" type=\"application/atom+xml\""));
        }
        // Of one municipality, offered on its page.
        let town = visitor.get("/regions/352128").await.expect(200, "/cases.atom?place=352128");
        assert!(town.contains("itemtype=\"https://schema.org/AdministrativeArea\""));
        let feed = visitor.get("/cases.atom?place=352128").await.expect(200, "山口県柳井市");
        assert_eq!(entries(&feed).len(), 1);
        assert!(entries(&visitor.get("/cases.atom?place=011002").await.expect(200, "<feed")).is_empty());
        // What is no condition would be a feed of everything.
        for query in ["trouble=zzz", "place=999999", "scene=x"] {
            visitor.get(&format!("/cases.atom?{query}")).await.expect(404, "という条件はありません");
        }
        // A reader's own additions change nothing.
        let marked = visitor.get("/cases.atom?utm_source=x&page=3").await.expect(200, "<title>取組事例</title>");
        assert_eq!(entries(&marked).len(), 14);
        let feed = visitor.get("/library.atom?kind=handbook").await.expect(200, "手引き・ガイド");
        assert_well_formed(&feed.text());
        assert!(!entries(&feed).is_empty());
        assert!(visitor.get("/library?kind=handbook").await.contains("/library.atom?kind=handbook"));
        // Asked again unchanged, it is not sent again; after a change it is.
        let tag = header(&visitor.get("/cases.atom").await, "etag").to_owned();
        assert_eq!(if_none_match(&mut visitor, "/cases.atom", &tag).await.status.as_u16(), 304);
        let mut office = world.sign_in("cooperation-office").await;
        let newest = entries(&visitor.get("/cases.atom").await).remove(0);
        let newest = newest.trim_start_matches("http://renkei.test");
        office.submit(&format!("{newest}/archive"), &[("archive-reason", "古くなりました。"), ("archive-sure", "1")]).await;
        let changed = if_none_match(&mut visitor, "/cases.atom", &tag).await.expect(200, "<feed");
        assert_eq!(entries(&changed).len(), 13);
        problem(&visitor.get(&format!("/api/v1{newest}")).await, 410, "公開を終えました");
    }
}

story! {
    async fn the_map_of_the_site_leads_to_every_public_page(world) {
        let mut visitor = world.visitor();
        visitor.get("/robots.txt").await.expect(200, "Sitemap: http://renkei.test/sitemap.xml");
        let index = visitor.get("/sitemap.xml").await.expect(200, "<sitemapindex");
        assert_well_formed(&index.text());
        let inside = |seen: &Seen| -> Vec<String> {
            let text = seen.text();
            let found = text.split("<loc>").skip(1).filter_map(|piece| piece.split("</loc>").next());
            found.map(|address| address.strip_prefix("http://renkei.test").expect("our own").to_owned()).collect()
        };
        let mut all = Vec::new();
        for part in inside(&index) {
            let seen = visitor.get(&part).await.expect(200, "<urlset");
            assert_well_formed(&seen.text());
            all.extend(inside(&seen));
        }
        assert_eq!(all.iter().filter(|a| a.starts_with("/regions/")).count(), 47 + 1741);
        assert_eq!(all.iter().filter(|a| a.starts_with("/cases/") && a[7..].parse::<i64>().is_ok()).count(), 14);
        assert!(all.iter().any(|a| a.starts_with("/library/")) && all.iter().any(|a| a.ends_with("/published")));
        for address in all.iter().filter(|a| !a.starts_with("/regions/")) {
            visitor.get(address).await.expect(200, "<h1");
        }
        for none in ["cases-2.xml", "cases-0.xml", "cases-01.xml", "cases-x.xml", "zzz.xml", "pages", "cases.xml"] {
            assert_eq!(visitor.get(&format!("/sitemaps/{none}")).await.status.as_u16(), 404, "{none}");
        }
    }
}

/// A draft of 柳井市 and a document of the office alone, each with a word that stands nowhere else.
async fn secrets(world: &World) -> (i64, String) {
    let mut town = world.sign_in("yanai-officer").await;
    let mut fields = TEXTS.to_vec();
    fields[0] = ("title", "梟鴉会議で薬の行き違いを減らす");
    fields.push(("next", "save"));
    let (_, draft) = write(&mut town, &fields).await;
    let number = number_of(&draft.expect(200, "保存しました"));
    let mut office = world.sign_in("cooperation-office").await;
    let added =
        add(&mut office, "梟鴉の記録", "office", ("secret.txt", "梟鴉のことは、まだ外に出しません。".as_bytes())).await;
    (number, location(&added))
}

/// Every way out of the house, but the pages.
const CHANNELS: [&str; 10] = [
    "/cases.csv",
    "/cases.json",
    "/cases.atom",
    "/library.atom",
    "/api/v1/cases?per_page=100",
    "/api/v1/documents?per_page=100",
    "/api/v1/search?q=%E6%A2%9F%E9%B4%89&limit=100",
    "/api/v1/search?q=%E8%A1%8C%E3%81%8D%E9%81%95%E3%81%84&limit=100",
    "/sitemaps/cases-1.xml",
    "/sitemaps/documents-1.xml",
];

story! {
    async fn what_one_may_not_see_goes_out_by_no_channel(world) {
        let (number, document) = secrets(&world).await;
        let document_number = document.rsplit('/').next().expect("a number").to_owned();
        for stranger in ["", "nambu-officer", "yamanashi-manager", "yanai-association", "administrator"] {
            let mut browser = if stranger.is_empty() { world.visitor() } else { world.sign_in(stranger).await };
            for channel in CHANNELS {
                let seen = browser.get(channel).await.expect(200, "");
                let text = seen.text().replace("\"query\":\"梟鴉\"", "");
                assert!(!text.contains("梟鴉"), "{stranger} by {channel}");
                assert!(!text.contains(&format!("/cases/{number}<")) && !text.contains(&format!("{document}<")), "{stranger} by {channel}");
            }
            let workbook = browser.get("/cases.xlsx").await.expect(200, "");
            assert!(!cells(&workbook).iter().any(|cell| cell.contains("梟鴉")), "{stranger} by the workbook");
            for address in [
                format!("/api/v1/cases/{number}"),
                format!("/cases/{number}/case.pdf"),
                format!("/api/v1/documents/{document_number}"),
                format!("/api/v1/documents/{document_number}/pages/1"),
            ] {
                assert_eq!(browser.get(&address).await.status.as_u16(), 404, "{stranger} by {address}");
            }
        }
        // Those it concerns find it through the interface as they do on the page; what is public stays what is public.
        let mut office = world.sign_in("cooperation-office").await;
        let found = json(&office.get("/api/v1/search?q=%E6%A2%9F%E9%B4%89").await.expect(200, "梟鴉の記録"));
        assert_eq!(found["total"], 1, "its document, and not what the town has not handed in");
        office.get(&format!("/api/v1/documents/{document_number}/pages/1")).await.expect(200, "まだ外に出しません");
        office.get("/library.atom").await.expect(200, "梟鴉の記録");
        for public in ["/cases.csv", "/cases.atom", "/api/v1/cases?per_page=100", "/sitemaps/cases-1.xml", "/sitemaps/documents-1.xml"] {
            assert!(!office.get(public).await.expect(200, "").contains("梟鴉"), "{public}");
            assert!(!office.get(public).await.contains(&format!("{document}<")), "{public}");
        }
        let mut town = world.sign_in("yanai-officer").await;
        town.get("/api/v1/search?q=%E6%A2%9F%E9%B4%89").await.expect(200, "梟鴉会議で薬の行き違いを減らす");
        let paper = town.get(&format!("/cases/{number}/case.pdf")).await;
        assert_eq!(paper.status.as_u16(), 200);
        assert!(paper.body.starts_with(b"%PDF-"));
    }
}

/// Every text of every sheet.
fn cells(seen: &Seen) -> Vec<String> {
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(seen.body.clone())).expect("a workbook");
    let names = book.sheet_names();
    let sheets: Vec<_> = names.iter().map(|name| book.worksheet_range(name).expect("a sheet")).collect();
    sheets.iter().flat_map(|sheet| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>()).collect()
}

story! {
    async fn the_workbook_holds_what_the_csv_holds(world) {
        let mut visitor = world.visitor();
        let csv = visitor.get("/cases.csv").await.expect(200, "");
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&csv.body["\u{feff}".len()..])
            .into_records()
            .map(|row| row.expect("a row"))
            .collect::<Vec<_>>();
        let workbook = visitor.get("/cases.xlsx").await.expect(200, "");
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(workbook.body.clone())).expect("a workbook");
        assert_eq!(book.sheet_names(), ["事例", "項目の定義", "このデータについて"]);
        let sheet = book.worksheet_range("事例").expect("the cases");
        assert_eq!(sheet.height(), rows.len());
        for (line, row) in rows.iter().enumerate() {
            for (at, cell) in row.iter().enumerate() {
                let own = sheet.get((line, at)).map(ToString::to_string).unwrap_or_default();
                // A quote in front guards a spreadsheet that opens the CSV; a workbook's text needs none.
                let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell);
                assert_eq!(own, bare, "line {line}, column {at}");
            }
        }
        assert!(sheet.get((1, 0)).is_some_and(|cell| matches!(cell, calamine::Data::Float(_))), "a number is a number");
        let defined = book.worksheet_range("項目の定義").expect("definitions");
        assert_eq!(defined.height(), rows[0].len() + 1, "one line per column");
        assert!(cells(&workbook).iter().any(|cell| cell == "デモデータ（架空の内容を含みます）"));
        visitor.get("/cases/columns.csv").await.expect(200, "CSVの見出し,JSONのキー");
        visitor.get("/open-data").await.expect(200, "/api/v1/search").expect(200, "figures[0].label");
    }
}

story! {
    async fn a_case_goes_on_paper_and_tells_machines_what_it_is(world) {
        let mut visitor = world.visitor();
        let page = visitor.get("/cases/1").await.expect(200, "/cases/1/case.pdf");
        for words in ["itemtype=\"https://schema.org/Article\"", "itemprop=\"headline\"", "itemprop=\"datePublished\"", "itemtype=\"https://schema.org/Organization\""] {
            assert!(page.contains(words), "{words}");
        }
        let paper = visitor.get("/cases/1/case.pdf").await;
        assert_eq!(header(&paper, "content-type"), "application/pdf");
        let text = document_text::read("case.pdf", &paper.body, &document_text::Limits::default()).expect("a text");
        let whole: String = text.parts.iter().map(|part| part.text.split_whitespace().collect::<String>()).collect();
        for words in ["架空デモデータ（架空の内容を含みます）", "困っていたこと", "出典", "だれが、何をしたか"] {
            assert!(whole.contains(words), "{words}: {whole}");
        }
        assert!(!whole.contains("回答ではありません"), "a case is no answer to a survey");
    }
}

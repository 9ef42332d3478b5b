//! `/api/v1/documents`, `/api/v1/documents/{number}`, `…/pages/{position}`: the library for programs, and as a feed
//! (`/library.atom`). Who asks sees what she sees on the pages.

use foundation::database::DatabaseError;
use foundation::web::{Fields, PageError, Reply, Req};
use serde_json::{Value, json};

use crate::library::model::{KINDS, PageLine, SeenBy, Told, Use, kind_label};
use crate::library::storage::{self, Sees};
use crate::library::views::choose;
use crate::permissions::{LookAtLibrary, ReadTx, Reader};
use crate::shared::SCENES;
use crate::shared::feed::{Entry, Feed, MOST_ENTRIES};
use crate::shared::interface::{Kind, Operation, PAGE, Parameter, SIZE, list, of_page, one, page_of, schema};

const WORDS: Parameter = Parameter::may(
    "q",
    Kind::Text(200),
    "ことば。同じ意味のことばもさがし、すべてをふくむ資料だけを返します",
    "看取り",
);
const OF_KIND: Parameter = Parameter::several("kind", Kind::One(kinds), "種類", "handbook");
const OF_SCENE: Parameter = Parameter::several("scene", Kind::One(scenes), "場面", "mitori");
const OF_YEAR: Parameter = Parameter::several("year", Kind::Whole(1900, 2999), "年度（西暦）", "2024");
const OF_FORMAT: Parameter = Parameter::several("format", Kind::One(formats), "形。link はファイルのない資料", "txt");
const CONDITIONS: [Parameter; 5] = [WORDS, OF_KIND, OF_SCENE, OF_YEAR, OF_FORMAT];
const NUMBER: Parameter = Parameter::path("number", Kind::Whole(1, i64::MAX), "資料の番号", "1");

const LIST: Operation = Operation {
    path: "/api/v1/documents",
    id: "listDocuments",
    summary: "手引き・資料の一覧",
    about: "求めた方が見られる資料です（ログインしていなければ、だれでも見られるもの）。下げた資料は返しません。",
    parameters: &[PAGE, SIZE, WORDS, OF_KIND, OF_SCENE, OF_YEAR, OF_FORMAT],
    answer: || schema::page_of(schema::object(line_properties())),
    errors: &[],
};
const ONE: Operation = Operation {
    path: "/api/v1/documents/{number}",
    id: "getDocument",
    summary: "一つの資料",
    about: "資料について書かれていること、ページの数、読み取った見出し、調査でわかった使われ方。",
    parameters: &[NUMBER],
    answer: whole_schema,
    errors: &[(404, "その番号の資料がないとき、求めた方に見えないとき")],
};
const PART: Operation = Operation {
    path: "/api/v1/documents/{number}/pages/{position}",
    id: "getDocumentPage",
    summary: "資料の1ページ",
    about: "ファイルから読み取った文章を、ページ（スライド、見出しのまとまり）ごとに返します。",
    parameters: &[
        NUMBER,
        Parameter::path("position", Kind::Whole(1, i64::MAX), "何番目のページか。1から始まります", "1"),
    ],
    answer: part_schema,
    errors: &[(404, "その資料やページがないとき、求めた方に見えないとき")],
};
pub const OPERATIONS: [Operation; 3] = [LIST, ONE, PART];

fn kinds() -> Vec<&'static str> {
    KINDS.iter().map(|(id, _)| *id).collect()
}

fn scenes() -> Vec<&'static str> {
    SCENES.iter().map(|(id, _)| *id).collect()
}

fn formats() -> Vec<&'static str> {
    vec!["pdf", "docx", "xlsx", "pptx", "html", "txt", "link"]
}

/// Numbers of what answers, in the order of the list, each with its last change; what is withdrawn and what answers only some
/// of the words is left out.
async fn chosen(db: &mut Reader, sees: &Sees, query: &Fields) -> Result<Vec<(i64, String)>, DatabaseError> {
    let asked = crate::search::expand(db, query.get("q")).await?;
    let mut rows = storage::index(db, sees, &asked).await?;
    rows.retain(|row| !row.withdrawn);
    let names = [OF_KIND.name, OF_SCENE.name, OF_YEAR.name, OF_FORMAT.name];
    let conditions: Vec<(&'static str, String)> = names
        .into_iter()
        .flat_map(|name| query.all(name).filter(|value| !value.is_empty()).map(move |value| (name, value.to_owned())))
        .collect();
    let found = choose(&rows, &conditions);
    let numbers = if found.partial { Vec::new() } else { found.numbers };
    let updated = |number: i64| rows.iter().find(|row| row.number == number).map(|row| row.updated_at.clone());
    Ok(numbers.into_iter().map(|number| (number, updated(number).unwrap_or_default())).collect())
}

pub async fn every(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    LIST.check(&req.query)?;
    let sees = Sees::of(&mut tx).await?;
    let found: Vec<i64> = chosen(&mut tx, &sees, &req.query).await?.into_iter().map(|(number, _)| number).collect();
    let page = page_of(&req.query);
    let told = storage::told(&mut tx, &sees, of_page(&found, page)).await?;
    let site = tx.core().settings.public_url.clone();
    let items = told.iter().map(|told| line(told, &site)).collect();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Ok(list(&tx, LIST.path, &req.query, page, total, items))
}

fn scene_pairs(told: &Told) -> Vec<(&'static str, &'static str)> {
    let own: Vec<&str> = told.scenes.as_deref().unwrap_or("").split_whitespace().collect();
    SCENES.iter().copied().filter(|(id, _)| own.contains(id)).collect()
}

fn line(told: &Told, site: &str) -> Value {
    let number = told.number;
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "number": number,
        "title": told.title,
        "kind": told.kind,
        "kind_label": kind_label(&told.kind),
        "summary": told.summary,
        "publisher": told.publisher,
        "year": told.year,
        "scenes": scene_pairs(told).iter().map(|(id, label)| json!({ "id": id, "label": label })).collect::<Vec<_>>(),
        "seen_by": SeenBy::of(&told.tier).unwrap_or_default().id(),
        "version": told.version,
        "version_at": told.version_at,
        "updated_at": told.updated_at,
        "format": filled(&told.file_kind),
        "pages": told.parts,
        "link": filled(&told.link),
        "file_url": (!told.file_kind.is_empty()).then(|| format!("{site}/library/{number}/file")),
        "url": format!("{site}/library/{number}"),
        "api_url": format!("{site}/api/v1/documents/{number}"),
    })
}

fn line_properties() -> Vec<(&'static str, Value)> {
    let scene = schema::object([("id", schema::text("記号")), ("label", schema::text("日本語"))]);
    vec![
        ("number", schema::whole("資料の番号")),
        ("title", schema::text("題名")),
        ("kind", schema::text(&format!("種類。{}", kinds().join("、")))),
        ("kind_label", schema::text("種類の日本語")),
        ("summary", schema::text("要約")),
        ("publisher", schema::text("作ったところ")),
        ("year", schema::maybe(schema::whole("年度（西暦）"))),
        ("scenes", schema::list(scene, "場面")),
        ("seen_by", schema::text("見える相手。public＝だれでも、signed_in＝ログインした人、office＝事務局だけ")),
        ("version", schema::whole("いまの版")),
        ("version_at", schema::text("その版を入れた時刻（協定世界時、RFC 3339）")),
        ("updated_at", schema::text("最後に変わった時刻（同）")),
        ("format", schema::maybe(schema::text("ファイルの形。ファイルがないときはnull"))),
        ("pages", schema::whole("読み取れたページの数")),
        ("link", schema::maybe(schema::text("作ったところのサイトのアドレス"))),
        ("file_url", schema::maybe(schema::text("原本のアドレス"))),
        ("url", schema::text("人が見るページのアドレス")),
        ("api_url", schema::text("すべての項目を返すアドレス")),
    ]
}

/// A document who asks sees, not withdrawn.
async fn seen(db: &mut Reader, number: i64) -> Result<Told, PageError> {
    let sees = Sees::of(db).await?;
    storage::told(db, &sees, &[number]).await?.pop().ok_or(PageError::NotFound)
}

pub async fn document(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    ONE.check(&req.query)?;
    let told = seen(&mut tx, req.number("number")?).await?;
    let contents = storage::contents(&mut tx, told.number, told.version).await?;
    let uses = storage::uses(&mut tx, told.number).await?;
    let site = tx.core().settings.public_url.clone();
    let mut whole = line(&told, &site);
    whole["contents"] = contents.iter().map(|line| heading(&told, line, &site)).collect();
    whole["uses"] = uses.iter().map(used).collect();
    Ok(one(&tx, whole))
}

fn heading(told: &Told, line: &PageLine, site: &str) -> Value {
    json!({
        "position": line.position,
        "place": line.place,
        "heading": line.heading,
        "url": format!("{site}{}", crate::library::address_of_page(told.number, line.position)),
    })
}

fn used(one: &Use) -> Value {
    json!({
        "asked": one.asked,
        "question": one.question,
        "answer": one.answer,
        "number": one.number,
        "base": one.base,
        "percent": one.percent(),
        "fiscal_year": one.year,
        "source": one.source,
    })
}

fn whole_schema() -> Value {
    let heading = schema::object([
        ("position", schema::whole("何番目のページか")),
        ("place", schema::text("「3ページ」など")),
        ("heading", schema::text("見出し")),
        ("url", schema::text("そのページが開くアドレス")),
    ]);
    let used = schema::object([
        ("asked", schema::text("たずねた相手")),
        ("question", schema::text("たずねたこと")),
        ("answer", schema::text("答え")),
        ("number", schema::whole("その答えの団体数")),
        ("base", schema::whole("母数（団体数）")),
        ("percent", schema::text("割合（%、小数第1位まで四捨五入）")),
        ("fiscal_year", schema::whole("年度（西暦）")),
        ("source", schema::text("出典")),
    ]);
    let mut all = line_properties();
    all.extend([
        schema::notice(),
        ("contents", schema::list(heading, "ファイルから読み取った見出し")),
        ("uses", schema::list(used, "調査でわかった使われ方")),
    ]);
    schema::object(all)
}

pub async fn part(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    PART.check(&req.query)?;
    let told = seen(&mut tx, req.number("number")?).await?;
    let position = req.number("position")?;
    let page = storage::page(&mut tx, told.number, told.version, position).await?.ok_or(PageError::NotFound)?;
    let site = tx.core().settings.public_url.clone();
    let whole = json!({
        "document": told.number,
        "title": told.title,
        "version": told.version,
        "position": page.position,
        "of": told.parts,
        "place": page.place,
        "heading": page.heading,
        "text": page.body,
        "url": format!("{site}{}", crate::library::address_of_page(told.number, page.position)),
    });
    Ok(one(&tx, whole))
}

fn part_schema() -> Value {
    schema::object([
        schema::notice(),
        ("document", schema::whole("資料の番号")),
        ("title", schema::text("資料の題名")),
        ("version", schema::whole("資料の版")),
        ("position", schema::whole("何番目のページか")),
        ("of", schema::whole("ページの数")),
        ("place", schema::text("「3ページ」など")),
        ("heading", schema::text("見出し。なければ空の文字列")),
        ("text", schema::text("読み取った文章")),
        ("url", schema::text("人が見るページのアドレス")),
    ])
}

/// The address of the feed of a list.
pub fn feed_address(query: &Fields) -> String {
    let text = conditions(query).to_query();
    if text.is_empty() { "/library.atom".to_owned() } else { format!("/library.atom?{text}") }
}

/// The conditions alone.
fn conditions(query: &Fields) -> Fields {
    let known = |name: &str| CONDITIONS.iter().any(|condition| condition.name == name);
    Fields::from_pairs(query.pairs().filter(|(name, value)| known(name) && !value.is_empty()))
}

/// `/library.atom`: what was put in or renewed last, by the same conditions as the list.
pub async fn feed(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    let conditions = conditions(&req.query);
    let sees = Sees::of(&mut tx).await?;
    let mut found = chosen(&mut tx, &sees, &conditions).await?;
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
    let newest: Vec<i64> = found.into_iter().map(|(number, _)| number).take(MOST_ENTRIES).collect();
    let told = storage::told(&mut tx, &sees, &newest).await?;
    let text = conditions.to_query();
    let words: Vec<String> = conditions.pairs().map(|(name, value)| in_words(name, value)).collect();
    let feed = Feed {
        title: if words.is_empty() {
            "手引き・資料".to_owned()
        } else {
            format!("手引き・資料：{}", words.join("、"))
        },
        list: if text.is_empty() { "/library".to_owned() } else { format!("/library?{text}") },
        own: feed_address(&conditions),
        entries: told.iter().map(entry).collect(),
    };
    Ok(feed.reply(tx.core()))
}

fn in_words(name: &str, value: &str) -> String {
    match name {
        "kind" => kind_label(value).to_owned(),
        "scene" => SCENES.iter().find(|(id, _)| *id == value).map_or(value, |(_, label)| label).to_owned(),
        "year" => format!("{value}年度"),
        _ => value.to_owned(),
    }
}

fn entry(told: &Told) -> Entry {
    let mut categories = vec![(told.kind.clone(), kind_label(&told.kind).to_owned())];
    categories.extend(scene_pairs(told).into_iter().map(|(id, label)| (id.to_owned(), label.to_owned())));
    Entry {
        title: told.title.clone(),
        address: format!("/library/{}", told.number),
        published: String::new(),
        updated: told.updated_at.clone(),
        summary: told.summary.clone(),
        author: told.publisher.clone(),
        categories,
    }
}

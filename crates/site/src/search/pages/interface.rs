//! `/api/v1/search?q=`: the same search for programs. Whoever asks is a visitor, or who is signed in in this session: she
//! finds what she finds on the page, and nothing else.

use foundation::web::{Page, PageError, Reply, Req};
use serde_json::{Value, json};

use crate::permissions::{ReadTx, Search};
use crate::search::actions::finding::{self, Found, Hit, How};
use crate::search::model::Chosen;
use crate::search::rules::windows::excerpt;
use crate::searchable;
use crate::shared::interface::{Kind, Operation, Parameter, notice, schema};

const LONGEST_QUERY: usize = 200;
/// Hits, unless asked otherwise.
const HITS: i64 = 20;
const MOST_HITS: i64 = 100;
/// Characters of a snippet: enough to judge a hit without opening it.
const SNIPPET: usize = 160;

pub const SEARCH: Operation = Operation {
    path: "/api/v1/search",
    id: "search",
    summary: "サイト全体をさがす",
    about: "事例、地域、手引き・資料のページ、調査を、同じ意味のことばや表記のゆれもふくめてさがします。よく合うものから並びます。見つかるのは、求めた方がページで見られるものだけです（ログインしていなければ、公開されているもの）。結果に入るのは、よく合うものから300件までです。この検索は、検索の記録に数えません。",
    parameters: &[
        Parameter::may(
            "q",
            Kind::Text(LONGEST_QUERY),
            "ことば。空白で区切ると、すべてをふくむもの。文でもかまいません",
            "看取り",
        )
        .needed(),
        Parameter::may("limit", Kind::Whole(1, MOST_HITS), "件数。指定がなければ20件", "5"),
        Parameter::several("kind", Kind::One(kinds), "種類", "case"),
        Parameter::several("prefecture", Kind::Text(6), "都道府県のコード（6けた）", "350001"),
        Parameter::several("scene", Kind::One(scenes), "場面", "mitori"),
        Parameter::several("year", Kind::Whole(1900, 2999), "年度（西暦）", "2026"),
    ],
    answer: answer_schema,
    errors: &[],
};

fn kinds() -> Vec<&'static str> {
    searchable::KINDS.iter().map(|kind| kind.id).collect()
}

fn scenes() -> Vec<&'static str> {
    crate::shared::SCENES.iter().map(|(id, _)| *id).collect()
}

pub async fn get(mut tx: ReadTx<Search>, req: Req) -> Result<Reply, PageError> {
    SEARCH.check(&req.query)?;
    let typed = req.query.get("q").to_owned();
    let page = Page { number: 1, size: req.query.get("limit").parse().unwrap_or(HITS) };
    let choice = Chosen::of(&req.query);
    let prefectures = searchable::prefectures(&mut tx).await?;
    let names: Vec<String> = prefectures.iter().map(|(_, name)| japanese::fold::fold(name)).collect();
    let tokens = searchable::tokens(tx.actor());
    let (asked, found) = finding::seek(&mut tx, &tokens, &typed, &choice, &names, page).await?;
    let site = &tx.core().settings.public_url;
    let results: Vec<Value> = found.hits.iter().map(|hit| result(hit, &found.words, site)).collect();
    let body = json!({
        "notice": notice(tx.core()),
        "query": asked.typed,
        "also": asked.also,
        "meant": found.meant,
        "match": match_of(&found),
        "total": found.total,
        "results": results,
    });
    Ok(Reply::json(&body).for_everybody())
}

/// How the list came about.
fn match_of(found: &Found) -> &'static str {
    match found.how {
        _ if found.total == 0 => "none",
        How::All => "all",
        How::Some(_) => "some",
        How::Pieces => "pieces",
    }
}

fn result(hit: &Hit, words: &[Vec<String>], site: &str) -> Value {
    let c = &hit.candidate;
    let text = match excerpt(c, words, SNIPPET) {
        Some(pieces) => pieces.into_iter().map(|piece| piece.text).collect(),
        None => c.body.chars().take(SNIPPET).collect::<String>(),
    };
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "kind": c.kind,
        "kind_label": searchable::label_of("kind", &c.kind, &[]),
        "key": c.key,
        "title": c.title,
        "url": format!("{site}{}{}", c.href, c.fragment),
        "document": format!("{site}{}", c.href),
        "place": filled(&c.heading),
        "about": c.place,
        "snippet": text,
        "dated": filled(&c.dated),
        "more_places": hit.others,
    })
}

fn answer_schema() -> Value {
    let result = schema::object([
        ("kind", schema::text(&format!("種類。{}", kinds().join("、")))),
        ("kind_label", schema::text("種類の日本語")),
        ("key", schema::text("その種類の中での番号またはコード")),
        ("title", schema::text("題名")),
        ("url", schema::text("見つかった箇所が開くアドレス")),
        ("document", schema::text("全体のアドレス（事例、資料、地域など）")),
        ("place", schema::maybe(schema::text("ページや節。「12ページ」など。全体のときはnull"))),
        ("about", schema::text("どこの、だれのものか。市町村名、作ったところなど")),
        ("snippet", schema::text("見つかった箇所の前後の文章")),
        ("dated", schema::maybe(schema::text("日付または時刻"))),
        ("more_places", schema::whole("同じものの中で、ほかに見つかった箇所の数")),
    ]);
    schema::object([
        schema::notice(),
        ("query", schema::text("さがしたことば（整えたもの）")),
        ("also", schema::list(schema::text("ことば"), "いっしょにさがした、同じ意味のことば")),
        ("meant", schema::maybe(schema::text("もしかして：打ちまちがいと思われるときの、正しいことば"))),
        (
            "match",
            schema::text(
                "all＝すべてのことばをふくむ、some＝一部だけをふくむものもある、pieces＝近いことばをふくむ、none＝見つからない",
            ),
        ),
        ("total", schema::whole("見つかった件数")),
        ("results", schema::list(result, "よく合う順")),
    ])
}

//! `/openapi.json`: what programs may ask, in the form their tools read (`OpenAPI` 3.1). Made of the same descriptions that read
//! the requests.

use foundation::web::{PROBLEM_MEDIA_TYPE, PageError, Reply, Req};
use serde_json::{Map, Value, json};

use crate::open_data::operations;
use crate::permissions::{LookAtOpenData, ReadTx};
use crate::shared::interface::{Kind, Operation, Parameter, notice, schema};

pub async fn get(tx: ReadTx<LookAtOpenData>, _req: Req) -> Result<Reply, PageError> {
    let settings = &tx.core().settings;
    let mark = notice(tx.core());
    let mark = if mark.is_empty() { String::new() } else { format!("\n\n{mark}") };
    let paths: Map<String, Value> =
        operations().iter().map(|one| (one.path.to_owned(), json!({ "get": operation(one) }))).collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "れんけい 読み取りAPI",
            "version": "1.0.0",
            "summary": "取組事例、手引き・資料、地域、公表した調査、検索",
            "description": format!(
                "だれでも使えます。鍵や登録はいりません。返るのは、求めた方がページで見られるものだけです（ログインしたブラウザーからでなければ、公開されているもの）。\n\n一覧は page と per_page で分けて返し、前後のページのアドレスを本文と Link ヘッダーに入れます。返事には ETag が付きます。If-None-Match に入れて求めると、変わっていないときは 304 だけを返します。知らない条件や値は 400 で断ります。誤りは application/problem+json（RFC 9457）で、日本語の説明を付けて返します。アドレスと項目は、版（v1）が同じあいだ、減らしも意味を変えもしません。増えることはあります。{mark}"
            ),
        },
        "servers": [{ "url": settings.public_url }],
        "paths": paths,
        "components": {
            "schemas": { "Problem": problem_schema() },
            "responses": {
                "Problem": {
                    "description": "できなかったわけ",
                    "content": { PROBLEM_MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
                },
            },
        },
    });
    Ok(Reply::json(&document).for_everybody())
}

/// RFC 9457, as `foundation::web` writes it.
fn problem_schema() -> Value {
    let mut schema = schema::object([
        ("type", schema::text("about:blank")),
        ("title", schema::text("何が起きたか")),
        ("status", schema::whole("HTTPの状態")),
        ("detail", schema::text("わけと、どうすればよいか")),
        ("instance", schema::text("求めたアドレス")),
    ]);
    schema["properties"]["incident"] = schema::text("こちらの不具合のとき、問い合わせに使う番号");
    schema
}

fn operation(of: &Operation) -> Value {
    let tag = of.path.split('/').nth(3).unwrap_or("");
    let mut responses = json!({
        "200": {
            "description": "求めたもの",
            "headers": {
                "ETag": { "description": "内容の印。If-None-Match に入れて求められます", "schema": { "type": "string" } },
            },
            "content": { "application/json": { "schema": (of.answer)() } },
        },
        "304": { "description": "If-None-Match の印のときから変わっていません" },
        "400": { "$ref": "#/components/responses/Problem" },
    });
    let content = json!({ PROBLEM_MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } });
    for (status, when) in of.errors {
        responses[status.to_string()] = json!({ "description": when, "content": content });
    }
    json!({
        "operationId": of.id,
        "tags": [tag],
        "summary": of.summary,
        "description": of.about,
        "parameters": of.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses,
    })
}

fn parameter(of: &Parameter) -> Value {
    let one = match of.kind {
        Kind::Text(most) => json!({ "type": "string", "maxLength": most }),
        Kind::Whole(from, i64::MAX) => json!({ "type": "integer", "minimum": from }),
        Kind::Whole(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Kind::One(known) => json!({ "type": "string", "enum": known() }),
    };
    let example = match of.kind {
        Kind::Whole(..) => of.example.parse::<i64>().map_or_else(|_| json!(of.example), |number| json!(number)),
        _ => json!(of.example),
    };
    let place = if of.is_in_path { "path" } else { "query" };
    let (schema, example) = if of.many {
        (json!({ "type": "array", "items": one, "maxItems": 50 }), json!([example]))
    } else {
        (one, example)
    };
    json!({
        "name": of.name,
        "in": place,
        "required": of.is_needed,
        "description": of.about,
        "schema": schema,
        "example": example,
    })
}

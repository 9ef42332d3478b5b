//! `/api/v1/cases`, `/api/v1/cases/{number}`, `/api/v1/troubles`: the published cases for programs.

use foundation::web::{PageError, Reply, Req};
use serde_json::{Value, json};

use super::choosing::{self, CONDITIONS};
use crate::cases::exchange::writing::{self, tag_key};
use crate::cases::model::{Attached, Field, State, TagKind, Told, Trouble};
use crate::cases::storage;
use crate::permissions::{AppCore, LookAtCases, ReadTx};
use crate::shared::interface::{Kind, Operation, PAGE, Parameter, SIZE, list, notice, of_page, one, page_of, schema};

const LIST: Operation = Operation {
    path: "/api/v1/cases",
    id: "listCases",
    summary: "取組事例の一覧",
    about: "公開中の事例です。一つの条件の値はどれかに当たれば、条件どうしはすべてに当たれば返ります。記号は id に、日本語は label に入ります。",
    parameters: &[
        PAGE,
        SIZE,
        CONDITIONS[0],
        CONDITIONS[1],
        CONDITIONS[2],
        CONDITIONS[3],
        CONDITIONS[4],
        CONDITIONS[5],
        CONDITIONS[6],
        CONDITIONS[7],
        CONDITIONS[8],
        CONDITIONS[9],
        CONDITIONS[10],
    ],
    answer: || schema::page_of(line_schema()),
    errors: &[],
};
const ONE: Operation = Operation {
    path: "/api/v1/cases/{number}",
    id: "getCase",
    summary: "一つの取組事例",
    about: "公開中の事例のすべての項目です。",
    parameters: &[Parameter::path("number", Kind::Whole(1, i64::MAX), "事例の番号", "1")],
    answer: whole_schema,
    errors: &[(404, "その番号の事例がないとき、公開していないとき"), (410, "公開を終えた事例のとき")],
};
const TROUBLES: Operation = Operation {
    path: "/api/v1/troubles",
    id: "listTroubles",
    summary: "困りごとの入口",
    about: "事例をさがす入口になっている困りごとです。事務局が直すことがあります。",
    parameters: &[PAGE, SIZE],
    answer: || schema::page_of(trouble_schema()),
    errors: &[],
};
pub const OPERATIONS: [Operation; 3] = [LIST, ONE, TROUBLES];

pub async fn every(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    LIST.check(&req.query)?;
    let found = choosing::chosen(&mut tx, &req.query).await?;
    if let Some((condition, value)) = found.unknown {
        return Err(PageError::BadRequest {
            sentence: format!("条件「{condition}」に「{value}」はありません。値を確かめてください。"),
        });
    }
    let page = page_of(&req.query);
    let total = i64::try_from(found.numbers.len()).unwrap_or(i64::MAX);
    let told = storage::told(&mut tx, of_page(&found.numbers, page)).await?;
    let site = tx.core().settings.public_url.clone();
    let items = told.iter().map(|told| line(told, &found.troubles, &site)).collect();
    Ok(list(&tx, LIST.path, &req.query, page, total, items))
}

fn named(pairs: Vec<(&str, &str)>) -> Vec<Value> {
    pairs.into_iter().map(|(id, label)| json!({ "id": id, "label": label })).collect()
}

fn line(told: &Told, troubles: &[Trouble], site: &str) -> Value {
    let bears = told.ids(TagKind::Trouble);
    let own = troubles.iter().filter(|t| bears.contains(&t.id.as_str()));
    json!({
        "number": told.number,
        "title": told.title,
        "summary": told.summary,
        "trouble": told.trouble,
        "owner": { "code": told.owner_code, "name": told.owner() },
        "place": told.place(),
        "prefecture_code": told.prefecture_code,
        "prefecture": told.prefecture_name,
        "troubles": own.map(|t| json!({ "id": t.id, "label": t.label })).collect::<Vec<_>>(),
        "scenes": named(told.tags_of(TagKind::Scene)),
        "classes": named(told.tags_of(TagKind::Class)),
        "published_at": told.published_at,
        "updated_at": told.updated_at,
        "url": format!("{site}/cases/{}", told.number),
        "api_url": format!("{site}/api/v1/cases/{}", told.number),
    })
}

fn pair_schema(code: &str) -> Value {
    schema::object([
        (code, schema::text("記号")),
        (if code == "id" { "label" } else { "name" }, schema::text("日本語")),
    ])
}

fn owner_schema() -> Value {
    schema::object([
        ("code", schema::text("市町村または都道府県のコード。団体の事例では空の文字列")),
        ("name", schema::text("名前。「山口県柳井市」など")),
    ])
}

fn line_schema() -> Value {
    schema::object([
        ("number", schema::whole("事例の番号")),
        ("title", schema::text("題名")),
        ("summary", schema::text("要約")),
        ("trouble", schema::text("取組の前に困っていたこと")),
        ("owner", owner_schema()),
        ("place", schema::text("地域。「山口県柳井市 平郡島」など")),
        ("prefecture_code", schema::text("都道府県のコード（6けた）")),
        ("prefecture", schema::text("都道府県の名前")),
        ("troubles", schema::list(pair_schema("id"), "困りごとの入口")),
        ("scenes", schema::list(pair_schema("id"), "場面")),
        ("classes", schema::list(pair_schema("id"), "地域の区分（事例の出典による）")),
        ("published_at", schema::maybe(schema::text("公開した時刻（協定世界時、RFC 3339）"))),
        ("updated_at", schema::text("最後に変わった時刻（同）")),
        ("url", schema::text("人が見るページのアドレス")),
        ("api_url", schema::text("すべての項目を返すアドレス")),
    ])
}

pub async fn case(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    ONE.check(&req.query)?;
    let number = req.number("number")?;
    let Some(case) = storage::published(&mut tx, number).await? else {
        // As on the page: that it was there is no secret, what it said is.
        return if storage::is_withdrawn(&mut tx, number).await? {
            Ok(gone(&req.path))
        } else {
            Err(PageError::NotFound)
        };
    };
    debug_assert_eq!(case.state, State::Published);
    let places = storage::place_facts(&mut tx, number).await?;
    let names: Vec<String> = case
        .content
        .places
        .iter()
        .map(|code| places.iter().find(|p| p.code == *code).map(|p| p.name.clone()).unwrap_or_default())
        .collect();
    let troubles = storage::trouble_names(&mut tx).await?;
    let updated = case.updated_at.clone();
    let (files, model) = (case.content.files.clone(), case.content.model.clone());
    let mut whole = exported((case, names), &troubles, tx.core());
    whole["updated_at"] = json!(updated);
    let base = format!("{}/cases/{number}", tx.core().settings.public_url);
    whole["files"] = files.iter().map(|file| told_file(file, &base)).collect();
    whole["logic_model"] =
        model.map_or(Value::Null, |model| json!({ "title": model.title, "url": format!("{base}/model.svg") }));
    Ok(one(&tx, whole))
}

fn told_file(file: &Attached, base: &str) -> Value {
    json!({
        "title": file.title(),
        "name": file.file_name,
        "media_type": file.media_type(),
        "bytes": file.bytes,
        "alt": if file.is_picture() { Some(&file.says) } else { None },
        "width": if file.is_picture() { Some(file.width) } else { None },
        "height": if file.is_picture() { Some(file.height) } else { None },
        "url": format!("{base}/files/{}", file.token()),
    })
}

/// The same object as in `/cases.json`.
fn exported(placed: writing::Placed, troubles: &[Trouble], core: &AppCore) -> Value {
    let mut all = writing::json(&[placed], troubles, &core.settings.public_url, notice(core));
    all["cases"].get_mut(0).map(Value::take).unwrap_or_default()
}

fn gone(path: &str) -> Reply {
    let problem = json!({
        "type": "about:blank",
        "title": "この事例の公開は終わりました",
        "status": 410,
        "detail": "書いた地域か事務局が、公開を終えました。内容はお見せできません。",
        "instance": path,
    });
    Reply::typed(foundation::web::PROBLEM_MEDIA_TYPE, problem.to_string().into_bytes())
        .with_status(http::StatusCode::GONE)
        .for_everybody()
}

fn whole_schema() -> Value {
    let mut all: Vec<(String, Value)> = vec![
        ("notice".to_owned(), schema::notice().1),
        ("number".to_owned(), schema::whole("事例の番号")),
        ("address".to_owned(), schema::text("人が見るページのアドレス")),
        ("owner".to_owned(), owner_schema()),
        ("places".to_owned(), schema::list(pair_schema("code"), "地域の市町村")),
        ("start_year".to_owned(), schema::maybe(schema::whole("始めた年（西暦）"))),
        ("published_at".to_owned(), schema::maybe(schema::text("公開した時刻（協定世界時、RFC 3339）"))),
        ("updated_at".to_owned(), schema::text("最後に変わった時刻（同）")),
        ("source".to_owned(), schema::text("出典。地域が自分で書いたものでは空の文字列")),
    ];
    for kind in TagKind::EVERY {
        let item = match kind {
            TagKind::Keyword | TagKind::KeyPerson => schema::text("ことば"),
            _ => pair_schema("id"),
        };
        all.push((tag_key(kind).to_owned(), schema::list(item, kind.label())));
    }
    all.extend(Field::EVERY.iter().map(|field| (field.id().to_owned(), schema::text(field.label()))));
    let player = schema::object([("player", schema::text("担い手")), ("act", schema::text("したこと"))]);
    all.push(("players".to_owned(), schema::list(player, "だれが、何をしたか")));
    let figure = schema::object([
        ("label", schema::text("項目")),
        ("value", schema::text("数値。出典のとおり")),
        ("unit", schema::text("単位")),
        ("as_of", schema::text("いつの数字か。YYYY、YYYY-MM、YYYY-MM-DD、YYYY年度、または「不明」")),
    ]);
    all.push(("figures".to_owned(), schema::list(figure, "取組が示した数字")));
    let share = schema::object([
        ("basis", schema::text("分け方の名前。均等割、人口割など")),
        ("percent", schema::text("割合（%）。分からないときは空の文字列")),
    ]);
    all.push(("cost_shares".to_owned(), schema::list(share, "複数の市町村での費用の分け方")));
    let code = schema::text("6けたのコード");
    all.push(("co_owners".to_owned(), schema::list(code, "この事例をいっしょに持つ、ほかの市町村")));
    let file = schema::object([
        ("title", schema::text("見出し。なければファイルの名前")),
        ("name", schema::text("ファイルの名前")),
        ("media_type", schema::text("種類。image/png、application/pdfなど")),
        ("bytes", schema::whole("大きさ（バイト）")),
        ("alt", schema::maybe(schema::text("画像の説明。画像でないときはnull"))),
        ("width", schema::maybe(schema::whole("画像の幅（画素）"))),
        ("height", schema::maybe(schema::whole("画像の高さ（画素）"))),
        ("url", schema::text("ファイルのアドレス")),
    ]);
    all.push(("files".to_owned(), schema::list(file, "図・ファイル")));
    let model =
        schema::object([("title", schema::text("ロジックモデルの名前")), ("url", schema::text("図（SVG）のアドレス"))]);
    all.push(("logic_model".to_owned(), schema::maybe(model)));
    schema::object(all)
}

pub async fn troubles(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    TROUBLES.check(&req.query)?;
    let all = storage::troubles(&mut tx).await?;
    let published = crate::cases::actions::published::current(&mut tx).await?;
    let found = published.look(|copy| copy.choose(&crate::cases::model::Selection::default(), None, 0..0));
    let behind = |id: &str| {
        let counted = found.counted.iter().find(|c| c.facet == crate::cases::model::TROUBLE_FACET);
        counted.map_or(0, |counted| counted.count(id))
    };
    let site = tx.core().settings.public_url.clone();
    let page = page_of(&req.query);
    let items = of_page(&all, page).iter().map(|t| {
        json!({
            "id": t.id,
            "label": t.label,
            "sentence": t.sentence,
            "cases": behind(&t.id),
            "url": format!("{site}/cases?trouble={}", foundation::web::escape(&t.id)),
        })
    });
    let items = items.collect();
    Ok(list(&tx, TROUBLES.path, &req.query, page, i64::try_from(all.len()).unwrap_or(i64::MAX), items))
}

fn trouble_schema() -> Value {
    schema::object([
        ("id", schema::text("記号。事例の一覧の条件 trouble に使えます")),
        ("label", schema::text("ことば")),
        ("sentence", schema::text("どんな困りごとか")),
        ("cases", schema::whole("公開中の事例の数")),
        ("url", schema::text("その事例が並ぶページのアドレス")),
    ])
}

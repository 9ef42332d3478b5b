//! `/cases.csv` and `/cases.json`: the published cases as open data, with their source.

use foundation::web::{PageError, Reply, Req};
use serde_json::{Map, Value, json};

use crate::cases::model::{Case, Field, TagKind, tag_label};
use crate::cases::storage;
use crate::cases::views::source_of;
use crate::permissions::{LookAtCases, ReadTx};

/// Tags as people read them; troubles by id, for their words may be edited.
fn labels(case: &Case, kind: TagKind) -> Vec<String> {
    case.content.tags_of(kind).map(|tag| tag_label(kind, tag).to_owned()).collect()
}

/// 行政データの機械可読性: one header row, one value per cell, several values parted by `;`.
pub async fn csv(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let cases = storage::everything_published(&mut tx).await?;
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let mut header = vec![
        "番号",
        "アドレス",
        "全国地方公共団体コード",
        "都道府県名",
        "団体名",
        "地域コード",
        "地域名",
        "始めた年",
        "公開日",
    ];
    // The trouble stands in the case's own words among the fields; its entrances are another column.
    header.extend(TagKind::EVERY.iter().map(|kind| match kind {
        TagKind::Trouble => "困りごとの入口（id）",
        other => other.label(),
    }));
    header.extend(Field::EVERY.iter().map(|field| field.label()));
    out.write_record(&header).map_err(PageError::broken)?;
    let site = tx.core().settings.public_url.clone();
    for (case, place_names) in &cases {
        let mut row = vec![
            case.number.to_string(),
            format!("{site}/cases/{}", case.number),
            case.owner_code.clone(),
            case.prefecture_name.clone(),
            case.owner_name.clone(),
            case.content.places.join(";"),
            place_names.join(";"),
            case.content.start_year.map(|y| y.to_string()).unwrap_or_default(),
            case.published_at.as_deref().unwrap_or("").chars().take(10).collect(),
        ];
        row.extend(TagKind::EVERY.iter().map(|kind| guarded(&labels(case, *kind).join(";"))));
        row.extend(Field::EVERY.iter().map(|field| guarded(case.content.texts.get(*field))));
        out.write_record(&row).map_err(PageError::broken)?;
    }
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("取組事例.csv"))
}

/// A text that a spreadsheet would take for a formula gets a quote in front.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

pub async fn json(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let cases = storage::everything_published(&mut tx).await?;
    let site = tx.core().settings.public_url.clone();
    let objects: Vec<Value> = cases.iter().map(|(case, names)| object(case, names, &site)).collect();
    Ok(Reply::json(&json!({ "cases": objects })))
}

fn object(case: &Case, place_names: &[String], site: &str) -> Value {
    let mut object = Map::new();
    object.insert("number".to_owned(), json!(case.number));
    object.insert("address".to_owned(), json!(format!("{site}/cases/{}", case.number)));
    object.insert("owner".to_owned(), json!({ "code": case.owner_code, "name": case.owner_label() }));
    let places: Vec<Value> =
        case.content.places.iter().zip(place_names).map(|(code, name)| json!({ "code": code, "name": name })).collect();
    object.insert("places".to_owned(), json!(places));
    object.insert("start_year".to_owned(), json!(case.content.start_year));
    object.insert("published_at".to_owned(), json!(case.published_at));
    for kind in TagKind::EVERY {
        let tags: Vec<Value> = case
            .content
            .tags_of(kind)
            .map(|tag| match kind {
                TagKind::Keyword | TagKind::KeyPerson => json!(tag),
                kind => json!({ "id": tag, "label": tag_label(kind, tag) }),
            })
            .collect();
        object.insert(kind.id().to_owned(), json!(tags));
    }
    for field in Field::EVERY {
        object.insert(field.id().to_owned(), json!(case.content.texts.get(*field)));
    }
    object.insert("source".to_owned(), json!(source_of(case)));
    Value::Object(object)
}

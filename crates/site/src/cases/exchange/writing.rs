//! Cases → JSON and CSV. 行政データの機械可読性: one header row, one record per row, one value per cell;
//! several values of a tag parted by `;`.

use foundation::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    CO_OWNERS_COLUMN, FIRST_COLUMNS, REMARK_COLUMN, SEPARATOR, figure_columns, player_columns, share_columns,
    tag_column,
};
use crate::cases::model::{Case, Field, TagKind, Trouble, tag_label};
use crate::cases::rules::{FACTS_AT_MOST, PLAYERS_AT_MOST, SHARES_AT_MOST};
use crate::shared::guarded;

/// A case with the names of its places.
pub type Placed = (Case, Vec<String>);

/// `remark` stands in every row: what a demonstration says of its data.
///
/// # Errors
/// Never for a file in memory.
pub fn csv(cases: &[Placed], site: &str, remark: &str) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record(columns())?;
    for (case, place_names) in cases {
        let content = &case.content;
        let separator = SEPARATOR.to_string();
        let mut row = vec![
            case.number.to_string(),
            format!("{site}/cases/{}", case.number),
            case.owner_code.clone(),
            case.prefecture_name.clone(),
            guarded(case.body.as_ref().map_or(&case.owner_name, |(_, name)| name)),
            content.places.join(&separator),
            place_names.join(&separator),
            content.start_year.map(|y| y.to_string()).unwrap_or_default(),
            case.published_at.as_deref().map(day_in_japan).unwrap_or_default(),
        ];
        row.extend(TagKind::EVERY.iter().map(|kind| guarded(&labels(case, *kind).join(&separator))));
        row.extend(Field::EVERY.iter().map(|field| guarded(content.texts.get(*field))));
        for i in 0..PLAYERS_AT_MOST {
            let player = content.players.get(i);
            row.extend(player.map_or([String::new(), String::new()], |p| [guarded(&p.player), guarded(&p.act)]));
        }
        for i in 0..FACTS_AT_MOST {
            row.extend(content.facts.get(i).map_or(Default::default(), |f| {
                [guarded(&f.label), guarded_figure(&f.value), guarded(&f.unit), guarded(&f.as_of)]
            }));
        }
        for i in 0..SHARES_AT_MOST {
            row.extend(content.cost_shares.get(i).map_or(Default::default(), |s| [guarded(&s.basis), s.percent()]));
        }
        row.push(content.co_owners.join(&separator));
        row.push(remark.to_owned());
        out.write_record(&row)?;
    }
    out.into_inner().map_err(|e| e.into_error().into())
}

fn columns() -> Vec<String> {
    let mut columns: Vec<String> = FIRST_COLUMNS.iter().map(|c| (*c).to_owned()).collect();
    columns.extend(TagKind::EVERY.iter().map(|kind| tag_column(*kind).to_owned()));
    columns.extend(Field::EVERY.iter().map(|field| field.label().to_owned()));
    columns.extend((1..=PLAYERS_AT_MOST).flat_map(player_columns));
    columns.extend((1..=FACTS_AT_MOST).flat_map(figure_columns));
    columns.extend((1..=SHARES_AT_MOST).flat_map(share_columns));
    columns.push(CO_OWNERS_COLUMN.to_owned());
    columns.push(REMARK_COLUMN.to_owned());
    columns
}

/// Tags as people read them; troubles by id, for their words may be edited.
fn labels(case: &Case, kind: TagKind) -> Vec<String> {
    case.content.tags_of(kind).map(|tag| tag_label(kind, tag).to_owned()).collect()
}

fn day_in_japan(at: &str) -> String {
    at.parse::<Timestamp>().map(|at| at.in_japan().date().to_string()).unwrap_or_default()
}

/// A number below zero is no formula.
fn guarded_figure(text: &str) -> String {
    if text.parse::<f64>().is_ok() { text.to_owned() } else { guarded(text) }
}

/// `notice`: what a demonstration says of its data, empty elsewhere.
pub fn json(cases: &[Placed], troubles: &[Trouble], site: &str, notice: &str) -> Value {
    let cases: Vec<Value> = cases.iter().map(|(case, names)| object(case, names, troubles, site)).collect();
    json!({ "notice": notice, "cases": cases })
}

fn object(case: &Case, place_names: &[String], troubles: &[Trouble], site: &str) -> Value {
    let content = &case.content;
    let mut object = Map::new();
    let mut insert = |key: &str, value: Value| object.insert(key.to_owned(), value);
    insert("number", json!(case.number));
    insert("address", json!(format!("{site}/cases/{}", case.number)));
    insert("owner", json!({ "code": case.owner_code, "name": case.owner_label() }));
    let places = content.places.iter().zip(place_names).map(|(code, name)| json!({ "code": code, "name": name }));
    insert("places", places.collect());
    insert("start_year", json!(content.start_year));
    insert("published_at", json!(case.published_at));
    for kind in TagKind::EVERY {
        let tags = content.tags_of(kind).map(|tag| match kind {
            TagKind::Keyword | TagKind::KeyPerson => json!(tag),
            TagKind::Trouble => {
                json!({ "id": tag, "label": troubles.iter().find(|t| t.id == tag).map_or(tag, |t| &t.label) })
            }
            kind => json!({ "id": tag, "label": tag_label(kind, tag) }),
        });
        // 困りごと and 連携 are texts as well as tags: the tags stand under another name.
        insert(tag_key(kind), tags.collect());
    }
    for field in Field::EVERY {
        insert(field.id(), json!(content.texts.get(*field)));
    }
    insert("players", json!(content.players));
    insert("figures", json!(content.facts));
    let shares = content.cost_shares.iter().map(|s| json!({ "basis": s.basis, "percent": s.percent() }));
    insert("cost_shares", shares.collect());
    insert("co_owners", json!(content.co_owners));
    insert("source", json!(crate::cases::views::source_of(case)));
    Value::Object(object)
}

/// Key of a kind of tags in the JSON: never that of a text.
pub fn tag_key(kind: TagKind) -> &'static str {
    match kind {
        TagKind::Trouble | TagKind::Cooperation => kind.control(),
        other => other.id(),
    }
}

//! `/cases.atom`: the newest published cases as a feed, by the same conditions as the list, or of one municipality.

use foundation::web::{Fields, PageError, Reply, Req};

use super::choosing::{CONDITIONS, chosen, newest_first};
use crate::cases::model::{TagKind, Told, Trouble};
use crate::cases::storage;
use crate::permissions::{LookAtCases, ReadTx};
use crate::shared::feed::{Entry, Feed, MOST_ENTRIES};

/// The conditions alone: whatever else stands in an address (a page, a reader's own mark) changes nothing.
pub fn conditions(query: &Fields) -> Fields {
    let known = |name: &str| CONDITIONS.iter().any(|condition| condition.name == name && name != "sort");
    Fields::from_pairs(query.pairs().filter(|(name, value)| known(name) && !value.is_empty()))
}

/// The address of the feed of a list.
pub fn address(query: &Fields) -> String {
    let text = conditions(query).to_query();
    if text.is_empty() { "/cases.atom".to_owned() } else { format!("/cases.atom?{text}") }
}

pub async fn get(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let conditions = conditions(&req.query);
    let found = chosen(&mut tx, &newest_first(&conditions)).await?;
    if let Some((_, value)) = found.unknown {
        let sentence = format!(
            "「{value}」という条件はありません。事例の一覧で条件を選び直して、そこに示すアドレスを登録してください。"
        );
        return Err(PageError::Missing { sentence, next: Vec::new() });
    }
    let newest: Vec<i64> = found.numbers.iter().copied().take(MOST_ENTRIES).collect();
    let told = storage::told(&mut tx, &newest).await?;
    let title = if found.words.is_empty() {
        "取組事例".to_owned()
    } else {
        format!("取組事例：{}", found.words.join("、"))
    };
    let place = conditions.get(super::choosing::PLACE);
    let text = conditions.to_query();
    let feed = Feed {
        title,
        // A municipality's cases stand on its own page.
        list: match (place.is_empty(), text.is_empty()) {
            (false, _) => format!("/regions/{place}"),
            (true, true) => "/cases".to_owned(),
            (true, false) => format!("/cases?{text}"),
        },
        own: address(&conditions),
        entries: told.iter().map(|told| entry(told, &found.troubles)).collect(),
    };
    Ok(feed.reply(tx.core()))
}

fn entry(told: &Told, troubles: &[Trouble]) -> Entry {
    let mut categories: Vec<(String, String)> = [TagKind::Scene, TagKind::Class]
        .into_iter()
        .flat_map(|kind| told.tags_of(kind))
        .map(|(id, label)| (id.to_owned(), label.to_owned()))
        .collect();
    let bears = told.ids(TagKind::Trouble);
    let own = troubles.iter().filter(|trouble| bears.contains(&trouble.id.as_str()));
    categories.extend(own.map(|trouble| (trouble.id.clone(), trouble.label.clone())));
    Entry {
        title: told.title.clone(),
        address: format!("/cases/{}", told.number),
        published: told.published_at.clone().unwrap_or_default(),
        updated: told.updated_at.clone(),
        summary: told.summary.clone(),
        author: told.owner(),
        categories,
    }
}
